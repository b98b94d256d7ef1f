/** The command that uses the network, as a process: over TLS, with tokens in its address, with a second endpoint, interrupted. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { parseTranscript } from '../../src/main/io/anchors/parse-transcript.ts'
import {
  firstTransactionOf,
  recordedAnswers,
  startRpcNode,
  type Answers,
  type Fault,
  type RpcNode,
} from '../support/rpc-node.ts'
import { assay, ended, sample, startCli, succeed, workFolder } from './run-cli.ts'

const { folder, remove } = workFolder()
const clean = join(sample, 'clean')
const recorded = parseTranscript(readFileSync(join(clean, 'shop-a-transcript.json')), 'sample')
const transaction = firstTransactionOf(recorded)
const key = join(folder, 'key.pem')
const certificate = join(folder, 'certificate.pem')
const nodes: RpcNode[] = []

beforeAll(async () => {
  await succeed(['new', 'shop.assay', '--name', 'Shop', '--period', '2024-10-01..2025-03-31'], { cwd: folder })
  await succeed(['import', 'shop.assay', join(clean, 'shop-a.ndjson')], { cwd: folder })
  execFileSync(
    'openssl',
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1
     -addext subjectAltName=IP:127.0.0.1 -keyout ${key} -out ${certificate}`.split(/\s+/),
    { stdio: 'ignore' },
  )
})
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.close()
})
afterAll(remove)

async function nodeOf(answers: Answers = recordedAnswers(recorded), fault?: Fault, secure = false): Promise<RpcNode> {
  const tls = secure ? { key: readFileSync(key), cert: readFileSync(certificate) } : undefined
  const node = await startRpcNode(answers, fault, tls)
  nodes.push(node)
  return node
}

function argsFor(urls: readonly string[], out: string): string[] {
  const what = ['--source', '1', '--contract', recorded.contract, '--tx', transaction, '--out', out]
  return ['anchor', 'fetch', 'shop.assay', ...what, ...urls.flatMap((url) => ['--online', url])]
}

it('asks over TLS, and stores nothing from a server whose certificate it does not know', async () => {
  const node = await nodeOf(recordedAnswers(recorded), undefined, true)
  const known = await assay(argsFor([node.url], 'tls.json'), {
    cwd: folder,
    env: { NODE_EXTRA_CA_CERTS: certificate },
  })
  expect(known).toMatchObject({ exit: 0 })
  expect(known.stdout).toContain('1 of 1 transactions captured')
  for (const env of [{}, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }]) {
    const unknown = await assay([...argsFor([node.url], 'unknown.json'), '--quiet'], { cwd: folder, env })
    expect(unknown).toMatchObject({ exit: 4, stdout: '' })
    expect(unknown.stderr).toContain(`${node.host} did not answer which chain it is on`)
  }
  expect(existsSync(join(folder, 'unknown.json'))).toBe(false)
})

it('prints and writes nothing of an address but its host', async () => {
  const node = await nodeOf()
  const url = `http://auditor:hunter22@${node.host}/v3/0123456789abcdef0123?key=sesame-77`
  for (const [index, json] of [[], ['--json']].entries()) {
    const out = `secret-${index}.json`
    const { exit, stdout, stderr } = await assay([...argsFor([url], out), ...json], { cwd: folder })
    expect(exit).toBe(0)
    expect(stdout).toContain(node.host)
    expect(node.asked.at(-1)?.target).toBe('/v3/0123456789abcdef0123?key=sesame-77')
    for (const text of [stdout, stderr, readFileSync(join(folder, out), 'utf8')])
      expect(text).not.toMatch(/hunter22|0123456789abcdef0123|sesame-77/)
  }
})

it('says what a second endpoint agrees with, and ends with 3 when it differs', async () => {
  const bent: Answers = (method, params) => {
    const value = recordedAnswers(recorded)(method, params)
    return method === 'eth_getBlockByNumber' ? { ...(value as object), stateRoot: `0x${'1'.repeat(64)}` } : value
  }
  const [first, same, other] = [await nodeOf(), await nodeOf(), await nodeOf(bent)]
  const agrees = await assay(argsFor([first.url, same.url], 'agrees.json'), { cwd: folder })
  expect(agrees).toMatchObject({ exit: 0 })
  expect(agrees.stdout).toContain(`${same.host} names the same block hash; blocks: 1\n`)
  const differs = await assay(argsFor([first.url, other.url], 'differs.json'), { cwd: folder })
  expect(differs).toMatchObject({ exit: 3 })
  expect(differs.stdout).toMatch(
    new RegExp(`^eth_getBlockByNumber stateRoot of \\d+: ${first.host} 0x[0-9a-f]{64}, ${other.host} 0x1{64}$`, 'm'),
  )
})

it('ends with 3 when a transaction is not there', async () => {
  const node = await nodeOf(recordedAnswers({ ...recorded, blocks: [] }))
  const { exit, stdout } = await assay(argsFor([node.url], 'absent.json'), { cwd: folder })
  expect(exit).toBe(3)
  expect(stdout).toContain(`${transaction}  -  not found on this chain\n`)
  expect(stdout).toContain('0 of 1 transactions captured; blocks: 0')
})

it('ends with 130 when it is interrupted while a server keeps it waiting, and writes nothing', async () => {
  const asked = Promise.withResolvers<void>()
  const node = await nodeOf(recordedAnswers(recorded), ({ method }) => {
    if (method !== 'eth_getBlockByNumber') return false
    asked.resolve()
    return true
  })
  const child = startCli(argsFor([node.url], 'interrupted.json'), { cwd: folder })
  const end = ended(child)
  await asked.promise
  child.kill('SIGINT')
  expect(await end).toMatchObject({ exit: 130, stdout: '' })
  expect(existsSync(join(folder, 'interrupted.json'))).toBe(false)
})
