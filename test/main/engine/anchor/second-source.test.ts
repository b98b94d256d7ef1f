/**
 * Statements of a second source from the file to the verdict: two nodes asked over real sockets, statement files, and what
 * is refused. Nothing counts before the auditor says so.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseTranscript } from '../../../../src/main/io/anchors/parse-transcript.ts'
import type { AnchorsResult } from '../../../../src/shared/model/check-run.ts'
import { samplePath } from '../../../support/answer-key.ts'
import { recordedAnswers, startRpcNode, type Answers, type RpcNode } from '../../../support/rpc-node.ts'
import { fileWith, startEngagement } from '../../../support/temporary-engine.ts'

const recorded = parseTranscript(readFileSync(samplePath('clean', 'shop-a-transcript.json')), 'sample')
const { contract, chainId, blocks } = recorded
const statedBlocks = blocks.map(({ block }) => ({
  number: String(BigInt(block['number'] as string)),
  hash: block['hash'] as string,
}))

let test: Awaited<ReturnType<typeof startEngagement>>
let engagementId = ''
const nodes: RpcNode[] = []

beforeEach(async () => {
  test = await startEngagement()
  engagementId = test.engagementId
  await test.job('source.import', { engagementId, file: samplePath('clean', 'shop-a.ndjson') })
  await test.call('anchor.add', { engagementId, sourceId: 1, file: samplePath('clean', 'shop-a-anchors.ndjson') })
})
afterEach(async () => {
  await test.close()
  for (const node of nodes.splice(0)) await node.close()
})

async function nodeOf(answers: Answers = recordedAnswers(recorded)): Promise<RpcNode> {
  const node = await startRpcNode(answers)
  nodes.push(node)
  return node
}

/** The same computer under a name that is not its number: to whoever reads the transcript another host. */
const named = (node: RpcNode): string => node.url.replace('127.0.0.1', 'localhost')

async function verify(): Promise<AnchorsResult> {
  return (await test.job('anchors.verify', { engagementId, sourceId: 1 })).results[0] as AnchorsResult
}
const statement = (by: string, stated: readonly { number: string; hash: string }[]): string =>
  fileWith(
    test.folder,
    `${by}.json`,
    JSON.stringify({ statement: 'assay.block-statement/1', by, at: '2025-04-02', chainId, blocks: stated }),
  )

describe('two endpoints that were captured', () => {
  it('make the blocks known once the auditor vouches for the second; the first repeats itself', async () => {
    const [first, second] = [await nodeOf(), await nodeOf()]
    const out = join(test.folder, 'two.json')
    await test.job('anchor.fetch', { engagementId, sourceId: 1, online: [first.url, named(second)], contract, out })
    await test.call('anchor.add', { engagementId, sourceId: 1, file: out })
    expect(await verify()).toMatchObject({ reason: 'header-not-known', verified: 0 })
    await expect(test.call('trust.add', { engagementId, secondSource: out })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/127\.0\.0\.1, localhost: say which/),
    })
    await test.call('trust.add', { engagementId, secondSource: out, statedBy: first.host })
    const same = await verify()
    expect(same).toMatchObject({ verdict: 'not-checked', reason: 'second-source-same', verified: 0 })
    expect(
      await test.call('trust.add', { engagementId, secondSource: out, statedBy: 'LOCALHOST', note: 'own line' }),
    ).toEqual({ added: 1, total: 2 })
    const known = await verify()
    expect(known.verified).toBe(blocks.length)
    for (const anchor of known.anchors) expect(anchor).toMatchObject({ rung: 'header-known', statedBy: 'localhost' })
    const { events } = await test.call('log.list', { engagementId, start: 0, count: 50 })
    const added = events.find(({ action, details }) => action === 'trust.add' && details['by'] === 'localhost')
    expect(added?.details).toMatchObject({ blocks: blocks.length, chainId, note: 'own line' })
  })

  it('that answered differently are a mismatch once the second is vouched for, with both hashes', async () => {
    const [target] = statedBlocks
    if (target === undefined) throw new Error('no block')
    const lie = `0x${'5a'.repeat(32)}`
    const honest = recordedAnswers(recorded)
    const second = await nodeOf((method, params) => {
      const answer = honest(method, params)
      const isTarget = method === 'eth_getBlockByNumber' && String(BigInt(params[0] as string)) === target.number
      return isTarget ? { ...(answer as object), hash: lie } : answer
    })
    const out = join(test.folder, 'differ.json')
    const first = await nodeOf()
    await test.job('anchor.fetch', { engagementId, sourceId: 1, online: [first.url, named(second)], contract, out })
    await test.call('anchor.add', { engagementId, sourceId: 1, file: out })
    await test.call('trust.add', { engagementId, secondSource: out, statedBy: 'localhost' })
    const result = await verify()
    expect(result).toMatchObject({ verdict: 'mismatch', reason: 'second-source-differs' })
    const [differing, ...others] = result.anchors.filter(({ verdict }) => verdict === 'mismatch')
    expect(others).toEqual([])
    expect(differing).toMatchObject({ blockHash: target.hash, statedBy: 'localhost' })
    expect(differing?.steps.find(({ step }) => step === 'header-known')).toMatchObject({
      expected: lie,
      actual: target.hash,
    })
    const { findings } = await test.call('finding.list', { engagementId, start: 0, count: 500 })
    expect(findings.find(({ kind }) => kind === 'anchor-mismatch')?.details).toMatchObject({
      reason: 'second-source-differs',
      expected: lie,
      actual: target.hash,
    })
  })
})

describe('a statement file', () => {
  beforeEach(async () => {
    await test.call('anchor.add', { engagementId, sourceId: 1, file: samplePath('clean', 'shop-a-transcript.json') })
  })

  it('makes known what it names and nothing else, and survives export', async () => {
    // Blocks of which one is the other's parent vouch for each other, so the first alone is stated.
    const file = statement('explorer.example.com', statedBlocks.slice(0, 1))
    expect(await test.call('trust.add', { engagementId, secondSource: file })).toEqual({ added: 1, total: 1 })
    const result = await verify()
    expect(result.verified).toBe(1)
    const { entries } = await test.call('trust.list', { engagementId })
    const other = await startEngagement()
    const again = fileWith(other.folder, 'trust.ndjson', entries.map((entry) => JSON.stringify(entry)).join('\n'))
    await other.call('trust.add', { engagementId: other.engagementId, file: again })
    expect((await other.call('trust.list', { engagementId: other.engagementId })).entries).toEqual(entries)
    await other.close()
  })

  it.each([
    ['no JSON', 'block 1'],
    ['another member', '{"statement":"assay.block-statement/1","by":"a","at":"","chainId":"1","blocks":[],"x":1}'],
    ['no blocks', '{"statement":"assay.block-statement/1","by":"a","at":"","chainId":"1","blocks":[]}'],
    [
      'a number with a leading zero',
      JSON.stringify({ ...shape(), blocks: [{ number: '01', hash: `0x${'0'.repeat(64)}` }] }),
    ],
    ['half a hash', JSON.stringify({ ...shape(), blocks: [{ number: '1', hash: '0x00' }] })],
    ['nobody who states it', JSON.stringify({ ...shape(), by: '  ' })],
  ])('is refused as a whole with %s', async (_name, content) => {
    const file = fileWith(test.folder, 'bad.json', content)
    await expect(test.call('trust.add', { engagementId, secondSource: file })).rejects.toMatchObject({
      code: 'anchor-file-invalid',
    })
    expect((await test.call('trust.list', { engagementId })).entries).toEqual([])
  })

  it('by a host that the file does not name is refused', async () => {
    const file = statement('explorer.example.com', statedBlocks)
    await expect(
      test.call('trust.add', { engagementId, secondSource: file, statedBy: 'other.example.com' }),
    ).rejects.toMatchObject({ code: 'usage' })
  })
})

function shape() {
  return {
    statement: 'assay.block-statement/1',
    by: 'a.example.com',
    at: '2025-04-02',
    chainId: '1',
    blocks: [{ number: '1', hash: `0x${'0'.repeat(64)}` }],
  }
}
