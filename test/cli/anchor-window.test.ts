/** anchor window as a person types it: words, figures, exit codes, the one JSON document. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forbiddenIn } from '../../src/shared/text/forbidden-words.ts'
import { assay, assayJson, sample, succeed, workFolder } from './run-cli.ts'
import { readJson } from '../sample/run-generator.ts'

const { folder, remove } = workFolder()
afterAll(remove)
const engagement = join(folder, 'shop.assay')
const clean = (name: string): string => join(sample, 'clean', name)

beforeAll(async () => {
  const trust = join(folder, 'trust.ndjson')
  const { chainId, blocks } = readJson(clean('shop-a-transcript.json')) as {
    chainId: string
    blocks: { block: { hash: string } }[]
  }
  const lines = blocks.map(({ block }) =>
    JSON.stringify({ kind: 'block-hash', chainId, blockHash: block.hash, note: '' }),
  )
  writeFileSync(trust, `${lines.join('\n')}\n`)
  await succeed(['new', engagement, '--name', 'Shop', '--period', '2024-10-01..2025-03-31'])
  await succeed(['import', engagement, clean('shop-a.ndjson')])
  await succeed(['anchor', 'add', engagement, clean('shop-a-anchors.ndjson'), clean('shop-a-transcript.json')])
  await succeed(['trust', 'add', engagement, trust])
  await succeed(['verify', 'anchors', engagement])
})

describe('assay anchor window', () => {
  it('says how long entries could have been rewritten, day by day, and ends with 0 where all are covered in time', async () => {
    const { exit, stdout } = await assay(['anchor', 'window', engagement, '--within-hours', '24'])
    const document = await assayJson(['anchor', 'window', engagement, '--within-hours', '24'])
    const [result] = document.result
    expect(stdout).toMatch(
      /Of 1,900 entries 1,900 stand under times that end in what you vouch for\. They could have been rewritten unnoticed for up to \d+ h \d+ min after their event/,
    )
    expect(stdout).toContain('Longest windows')
    expect(stdout).toContain('A day is late when its commitment came more than 24 h after its end.')
    expect(forbiddenIn(stdout)).toEqual([])
    expect(document).toMatchObject({ schema: 'assay.anchor.window/1', overall: null, exit })
    expect(result.map.days).toHaveLength(182)
    expect(result.figures).toHaveLength(4)
    expect(exit).toBe(result.map.states.late > 0 ? 3 : 0)
  })

  it('ends with 3 where entries are open, unless that is allowed', async () => {
    const bare = join(folder, 'bare.assay')
    await succeed(['new', bare, '--name', 'Bare', '--period', '2024-10-01..2025-03-31'])
    await succeed(['import', bare, clean('shop-b.ndjson')])
    const { exit, stdout } = await assay(['anchor', 'window', bare, '1'])
    expect(exit).toBe(3)
    expect(stdout).toContain('run verify anchors first')
    expect(stdout).toMatch(/Entries under none: [\d,]+\. They could have been rewritten unnoticed until the collection/)
    expect((await assay(['anchor', 'window', bare, '1', '--allow-incomplete'])).exit).toBe(0)
  })
})
