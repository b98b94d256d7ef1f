import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ipeBlank, ipeOpen } from '../../../src/main/engine/query/ipe-sheet.ts'
import { forbiddenIn } from '../../../src/shared/text/forbidden-words.ts'
import { plainFacts } from '../../support/plain-facts.mjs'
import { periods, sampleFolder, startSampleEngine, type SampleEngine } from './build-sample-package.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-ipe-'))
let engine: SampleEngine
let engagementId: string

beforeAll(async () => {
  engine = await startSampleEngine()
  engagementId = (
    await engine.call('engagement.create', {
      file: join(folder, 'x.assay'),
      name: 'IPE',
      period: periods.faulty,
      frameworks: [],
    })
  ).engagementId
  await engine.job('source.import', { engagementId, file: join(sampleFolder, 'faulty/shop-b.ndjson') })
}, 120_000)

afterAll(async () => {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

async function sheet(): Promise<Map<string, string>> {
  const { sections } = await engine.call('source.ipe', { engagementId, sourceId: 1 })
  return new Map(
    sections.flatMap(({ heading, rows }) => rows.map(({ label, value }) => [`${heading}: ${label}`, value])),
  )
}

describe('the sheet of information produced by the entity', () => {
  it('answers every point or marks it open, before anything was checked and after', async () => {
    const before = await sheet()
    expect(before.get('Completeness: Gap')).toMatch(/^yes/)
    expect(before.get('Integrity: Hash chain')).toBe('not run, or the source has none')
    await engine.job('chain.verify', { engagementId })
    await engine.job('analysis.run', { engagementId })
    const after = await sheet()
    for (const rows of [before, after]) {
      expect([...rows.values()].filter((value) => value.trim() === '')).toEqual([])
      expect(forbiddenIn([...rows].flat().join('\n'))).toEqual([])
    }
    const openPoints = [...after].filter(([, value]) => value === ipeOpen).map(([label]) => label)
    expect(openPoints).toEqual(
      expect.arrayContaining([
        'Origin: Source system',
        'Origin: Exported by',
        'Origin: Export time and its zone',
        'Logic: Query or export settings, verbatim',
        'Completeness: Control totals supplied by the source',
        'Transfer: SHA-256 before the transfer',
        'External electronic information (AS 1105.10A): Did the entity receive it from outside, and from whom',
      ]),
    )
    const blanks = [...after].filter(([, value]) => value === ipeBlank).map(([label]) => label)
    expect(blanks).toEqual(['Conclusion: Name', 'Conclusion: Date', 'Conclusion: Basis', 'Conclusion: Limits'])
    for (const kind of ['Hash chain', 'Merkle roots', 'Anchors'])
      expect(after.get(`Integrity: ${kind}: not shown by it`)?.length).toBeGreaterThan(40)
  }, 120_000)

  it('states what a plain script counts in the file', async () => {
    const rows = await sheet()
    const plain = plainFacts(join(sampleFolder, 'faulty'), periods.faulty.from, periods.faulty.to)['shop-b.ndjson']
    expect(rows.get('File facts: Physical records')).toBe(
      `${plain.physical} = ${plain.entries} accepted + ${plain.rejected.length} rejected + 0 blank`,
    )
    expect(rows.get('File facts: Ends as its format says')).toBe('no: the end is missing')
    expect(rows.get('Completeness: Rung reached')).toMatch(/^L0/)
    expect(rows.get('Completeness: Days without events')).toBe(`0 of ${Object.keys(plain.days).length}`)
    expect(rows.get('Accuracy: Records that could not be read')).toBe('1')
    const bytes = readFileSync(join(sampleFolder, 'faulty/shop-b.ndjson'))
    const digest = createHash('sha256').update(bytes).digest('hex')
    expect(rows.get('File facts: Original 1')).toBe(`shop-b.ndjson, ${bytes.length.toLocaleString('en')} bytes`)
    expect(rows.get('File facts: Original 1, SHA-256')).toBe(digest)
    expect(rows.get('Transfer: Custody 1')).toMatch(/^2026-01-12T09:00:00Z, source\.import, by test$/)
    expect([...rows.keys()].filter((label) => label.startsWith('File facts: Rejected, line'))).toHaveLength(
      plain.rejected.length,
    )
    const present = bytes
      .toString('utf8')
      .split('\n')
      .flatMap((text) => (text.endsWith('}') ? [JSON.parse(text) as Record<string, unknown>] : []))
      .filter((record) => typeof record['actor_id'] === 'string' && record['actor_id'] !== '').length
    expect(rows.get('Accuracy: Field actorId')).toMatch(new RegExp(`^${present} of ${plain.entries} filled`))
    const rates = Object.values(plain.fields).filter((rate) => rate.applicable > 0)
    expect(rows.get('Accuracy: Requirements met by every entry')).toBe(
      `${rates.filter((rate) => rate.filled === rate.applicable).length} of ${rates.length} that can be measured`,
    )
    expect(rows.get('Integrity: Hash chain')).toMatch(/^mismatch, 595 of 599/)
  })
})
