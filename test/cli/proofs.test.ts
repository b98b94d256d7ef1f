/** verify merkle with other trees, and proof files, as a person types them. */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forbiddenIn } from '../../src/shared/text/forbidden-words.ts'
import { treeHash } from '../support/plain-merkle.ts'
import { assay, assayJson, succeed, workFolder } from './run-cli.ts'

const { folder, remove } = workFolder()
afterAll(remove)
const engagement = join(folder, 'shop.assay')
const list = join(folder, 'roots.ndjson')
const proof = join(folder, 'proof.json')
const lines = Array.from({ length: 12 }, (_, index) =>
  JSON.stringify({ event_id: `e${index}`, timestamp: `2025-05-01T0${index % 10}:00:00Z`, action: 'order.viewed' }),
)
const rootOf = (from: number, to: number): string =>
  Buffer.from(treeHash(lines.slice(from, to).map((line) => Buffer.from(line)))).toString('hex')
const how = ['--tree', 'rfc6962-sha256', '--leaf', 'record-bytes', '--by', 'count:5']

beforeAll(async () => {
  const file = join(folder, 'shop.ndjson')
  writeFileSync(file, `${lines.join('\n')}\n`)
  const roots = [0, 5, 10].map((from, at) => ({ batch: String(at + 1), root: rootOf(from, Math.min(12, from + 5)) }))
  writeFileSync(list, `${roots.map((row) => JSON.stringify(row)).join('\n')}\n`)
  await succeed(['new', engagement, '--name', 'Shop', '--period', '2025-05-01..2025-05-31'])
  await succeed(['import', engagement, file])
})

describe('assay verify merkle', () => {
  it('takes tree, leaf and batches, and says what such roots leave open', async () => {
    const { exit, stdout } = await assay(['verify', 'merkle', engagement, '1', ...how, '--batch-list', list])
    expect(exit).toBe(0)
    expect(stdout).toContain('leaf record-bytes, tree rfc6962-sha256')
    expect(stdout).toContain('No field of the leaf is known to be random')
    expect(forbiddenIn(stdout)).toEqual([])
  })

  it('infers them from known roots', async () => {
    const found = await assay(['verify', 'merkle', engagement, '1', '--infer', '--by', 'count:5', '--batch-list', list])
    expect(found.exit).toBe(0)
    expect(found.stdout).toContain('tree rfc6962-sha256, leaf record-bytes, order file')
    const other = join(folder, 'other.ndjson')
    writeFileSync(other, `{"batch":"1","root":"${'ab'.repeat(32)}"}\n`)
    const none = ['verify', 'merkle', engagement, '1', '--infer', '--by', 'count:5', '--batch-list', other]
    expect(await assayJson(none)).toMatchObject({ exit: 3, result: { found: [] } })
  })

  it('refuses what it cannot read', async () => {
    const bad = join(folder, 'bad.json')
    writeFileSync(bad, '{"tree":"assay.tree/1"}')
    expect(await assay(['verify', 'merkle', engagement, '1', '--tree', bad])).toMatchObject({ exit: 4, stdout: '' })
    expect(await assay(['verify', 'merkle', engagement, '1', '--by', 'count:0'])).toMatchObject({ exit: 2 })
    expect(await assay(['verify', 'merkle', engagement, '1', ...how, '--batch-list', bad])).toMatchObject({ exit: 4 })
    expect(await assay(['verify', 'merkle', engagement, '--infer'])).toMatchObject({ exit: 2 })
  })
})

describe('assay proof', () => {
  it('makes a proof file that checks by itself, and notices a changed one', async () => {
    await succeed(['proof', 'make', engagement, '1', '--record', '7', '-o', proof, ...how])
    const text = readFileSync(proof, 'utf8')
    expect(text).not.toContain('order.viewed')
    const good = await assay(['proof', 'check', proof, '--root', `0x${rootOf(5, 10)}`])
    expect(good).toMatchObject({ exit: 0 })
    expect(good.stdout).toContain('Compare it with one that was obtained elsewhere')
    expect(forbiddenIn(good.stdout)).toEqual([])
    expect(await assayJson(['proof', 'check', proof, '--root', rootOf(0, 5)])).toMatchObject({
      exit: 1,
      result: { holds: true, rootIsThatGiven: false },
    })
    const bent = join(folder, 'bent.json')
    writeFileSync(bent, text.replace('"leafIndex": "1"', '"leafIndex": "2"'))
    expect(await assayJson(['proof', 'check', bent])).toMatchObject({ exit: 1, result: { problem: 'root-differs' } })
    expect(await assay(['proof', 'make', engagement, '1', '--record', '7', '-o', proof, ...how])).toMatchObject({
      exit: 2,
    })
    writeFileSync(bent, createHash('sha256').update('no proof').digest('hex'))
    expect(await assay(['proof', 'check', bent])).toMatchObject({ exit: 4 })
  })

  it('shows that a tree began with an earlier one', async () => {
    const growth = join(folder, 'growth.json')
    const made = await assay(['proof', 'growth', engagement, '1', '--from', '5', '--to', '12', '-o', growth, ...how])
    expect(made.stdout).toContain(`12 leaves, root ${rootOf(0, 12)}`)
    expect(await assay(['proof', 'check', growth])).toMatchObject({ exit: 0 })
  })

  it('lists what is shipped', async () => {
    const { stdout } = await assay(['proof', 'profiles'])
    for (const id of ['guide-a', 'rfc6962-sha256', 'openzeppelin-string', 'bitcoin', 'record-bytes', 'field-<hex'])
      expect(stdout).toContain(id)
  })
})
