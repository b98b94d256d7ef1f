/** What an auditor adds beside a source, as a person types it: second sources, certificates, heights, a log without an engagement. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { forbiddenIn } from '../../src/shared/text/forbidden-words.ts'
import { mainChain } from '../support/plain-bitcoin.ts'
import { assay, assayJson, sample, succeed, workFolder } from './run-cli.ts'

const { folder, remove } = workFolder()
afterAll(remove)
const engagement = join(folder, 'shop.assay')
const clean = join(sample, 'clean')
const transcript = JSON.parse(readFileSync(join(clean, 'shop-a-transcript.json'), 'utf8')) as {
  readonly chainId: string
  readonly endpoint: string
  readonly blocks: readonly { readonly block: { readonly number: string; readonly hash: string } }[]
}
const blocks = transcript.blocks.map(({ block }) => ({ number: String(BigInt(block.number)), hash: block.hash }))
const statement = (name: string, by: string, stated = blocks): string => {
  const path = join(folder, name)
  const { chainId } = transcript
  writeFileSync(
    path,
    JSON.stringify({ statement: 'assay.block-statement/1', by, at: '2025-04-02', chainId, blocks: stated }),
  )
  return path
}

beforeAll(async () => {
  await succeed(['new', engagement, '--name', 'Shop', '--period', '2024-10-01..2025-03-31'])
  await succeed(['import', engagement, join(clean, 'shop-a.ndjson')])
  const files = ['shop-a-anchors.ndjson', 'shop-a-transcript.json'].map((name) => join(clean, name))
  await succeed(['anchor', 'add', engagement, ...files, '--source', '1'])
})

it('takes what a second source states, says whose word it is, and does not take the word of the first twice', async () => {
  const same = statement('same.json', transcript.endpoint)
  await succeed(['trust', 'add', engagement, '--second-source', same])
  const unmoved = await assay(['verify', 'anchors', engagement])
  expect(unmoved.exit).toBe(3)
  expect(unmoved.stdout).toContain('Two captures from one host are one source')
  await succeed(['trust', 'add', engagement, '--second-source', statement('second.json', 'explorer.example.com')])
  const known = await assay(['verify', 'anchors', engagement])
  expect(known.stdout).toContain(`explorer.example.com, a second source: ${blocks.length} of ${blocks.length}`)
  expect(known.stdout).toContain(`header-known ${blocks.length}`)
  const listed = await assay(['trust', 'list', engagement])
  expect(listed.stdout).toMatch(/^block hashes stated by a second source +explorer\.example\.com +\d+/m)
  const [first, ...rest] = blocks
  const bent = statement('third.json', 'other.example.com', [
    { ...(first as (typeof blocks)[0]), hash: `0x${'5a'.repeat(32)}` },
    ...rest,
  ])
  await succeed(['trust', 'add', engagement, '--second-source', bent])
  const differing = await assay(['verify', 'anchors', engagement])
  expect(differing.exit).toBe(1)
  expect(differing.stdout).toContain('stated by    other.example.com')
  expect(differing.stdout).toContain('5a'.repeat(32))
  expect(differing.stdout).toContain((first as (typeof blocks)[0]).hash)
  for (const { stdout } of [unmoved, known, differing]) expect(forbiddenIn(stdout)).toEqual([])
})

it('refuses a second source that is none, and whose word it is without the file', async () => {
  const words = join(folder, 'words.txt')
  writeFileSync(words, 'words')
  expect(await assay(['trust', 'add', engagement, '--second-source', words])).toMatchObject({ exit: 4 })
  expect(await assay(['trust', 'add', engagement, '--stated-by', 'a'])).toMatchObject({ exit: 2 })
  expect(await assay(['trust', 'add', engagement, '--certificate', words])).toMatchObject({ exit: 4 })
})

it('takes raw Bitcoin headers with the height of the first, and refuses one that cannot be right', async () => {
  const raw = join(folder, 'headers.bin')
  writeFileSync(raw, Buffer.from(mainChain[358391], 'hex'))
  const add = (...height: readonly string[]) =>
    assay(['anchor', 'add', engagement, raw, '--source', '1', ...height.flatMap((one) => ['--start-height', one])])
  expect(await add()).toMatchObject({ exit: 4 })
  for (const bad of ['-1', '1.5', '4294967296', 'one']) expect([bad, (await add(bad)).exit]).toEqual([bad, 2])
  expect((await add('0')).exit).toBe(2)
  const added = await assayJson(['anchor', 'add', engagement, raw, '--source', '1', '--start-height', '358391'])
  expect(added).toMatchObject({ exit: 0, parameters: { startHeight: 358_391 }, result: [{ kind: 'bitcoin-headers' }] })
})

it('says in its help that checking a copied log keeps no run, and how one is kept', async () => {
  const { stdout } = await assay(['verify', 'tlog', '--help'])
  expect(stdout).toContain('no run is kept')
  expect(stdout).toContain('anchor add')
})
