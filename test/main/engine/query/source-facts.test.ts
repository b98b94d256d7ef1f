/** What a person states about a source, the totals that are compared with it, and the rung that comes of it. */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { ControlTotal } from '../../../../src/shared/model/source-facts.ts'
import type { SourceSummary } from '../../../../src/shared/model/source.ts'
import { fileWith, startEngagement, temporaryFolder } from '../../../support/temporary-engine.ts'

interface Row {
  readonly id: string
  readonly sequence?: number | undefined
  readonly timestamp: string
  readonly actor_id: string
  readonly action: string
  readonly amount: string
}

const rowAt = (index: number, change: Partial<Row> = {}): Row => ({
  id: `e${index}`,
  sequence: index + 1,
  timestamp: new Date(Date.UTC(2025, 0, 1) + index * 60_000).toISOString(),
  actor_id: `user_${index % 3}`,
  action: 'update',
  amount: `${index}.10`,
  ...change,
})
const rows = Array.from({ length: 30 }, (_, index) => rowAt(index))
const lines = (records: readonly Row[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('')

type Engagement = Awaited<ReturnType<typeof startEngagement>>

async function withSource<T>(
  content: string | Uint8Array,
  work: (test: Engagement, source: SourceSummary) => Promise<T>,
  name = 'log.ndjson',
): Promise<T> {
  const test = await startEngagement()
  try {
    const file = fileWith(temporaryFolder(), name, content)
    return await work(
      test,
      await test.job('source.import', { engagementId: test.engagementId, file, profileId: 'guide-b' }),
    )
  } finally {
    await test.close()
  }
}

async function rungAfter(test: Engagement, totals: readonly ControlTotal[]): Promise<SourceSummary> {
  await test.job('source.setFacts', {
    engagementId: test.engagementId,
    sourceId: 1,
    changes: { totals: [...totals], clearTotals: true },
  })
  const { sources } = await test.call('source.list', { engagementId: test.engagementId })
  return sources[0] as SourceSummary
}

const how = 'row count on the administration screen, seen on 2026-01-05'

describe('totals that were typed in', () => {
  it('lift the rung when they are equal and come from outside the export, and never otherwise', () =>
    withSource(lines(rows), async (test, source) => {
      expect(source).toMatchObject({ completeness: 'L1', completenessGap: false })
      const count = { measure: 'count', value: '30', how } as const
      expect(await rungAfter(test, [{ ...count, obtained: 'exporter' }])).toMatchObject({ completeness: 'L1' })
      expect(await rungAfter(test, [{ ...count, obtained: 'independent' }])).toMatchObject({ completeness: 'L4' })
      expect(await rungAfter(test, [{ ...count, obtained: 'observed' }])).toMatchObject({
        completeness: 'L5',
        completenessStops: [],
      })
      expect(await rungAfter(test, [{ ...count, value: '31', obtained: 'observed' }])).toMatchObject({
        completeness: 'L1',
        completenessGap: true,
        completenessStops: expect.arrayContaining(['total-differs']),
      })
      expect(
        await rungAfter(test, [{ measure: 'max', field: 'sequence', value: '30', obtained: 'observed', how }]),
      ).toMatchObject({ completeness: 'L1' })
    }))

  it('are formed exactly over every record, by entry field or by the name in the record', () =>
    withSource(lines(rows), async (test) => {
      const sum = rows.reduce((total, row) => total + BigInt(row.amount.replace('.', '')), 0n)
      const stated = `${sum / 100n}.${String(sum % 100n).padStart(2, '0')}`
      const facts = await test.job('source.setFacts', {
        engagementId: test.engagementId,
        sourceId: 1,
        changes: {
          totals: [
            { measure: 'sum', field: 'amount', value: stated, obtained: 'independent', how },
            { measure: 'min', field: 'sequence', value: '1', obtained: 'exporter', how },
            { measure: 'max', field: 'sequence', value: '31', obtained: 'exporter', how },
            { measure: 'sum', field: 'actorId', value: '1', obtained: 'exporter', how },
            { measure: 'sum', field: 'nowhere', value: '0', obtained: 'exporter', how },
          ],
        },
      })
      expect(
        facts.totals.map(({ imported, result, absent, unreadable }) => [imported, result, absent, unreadable]),
      ).toEqual([
        ['438', 'equal', 0, 0],
        ['1', 'equal', 0, 0],
        ['30', 'differs', 0, 0],
        [null, 'not-comparable', 0, 30],
        [null, 'not-comparable', 30, 0],
      ])
      expect(Number(stated)).toBe(438)
    }))

  it.each<[string, ControlTotal]>([
    ['a sum of nothing', { measure: 'sum', value: '1', obtained: 'observed', how }],
    ['a count with separators', { measure: 'count', value: '1,000', obtained: 'observed', how }],
    ['a sum in words', { measure: 'sum', field: 'amount', value: 'many', obtained: 'observed', how }],
  ])('refuse %s', (_, total) =>
    withSource(lines(rows), (test) => expect(rungAfter(test, [total])).rejects.toMatchObject({ code: 'usage' })),
  )
})

describe('what was stated', () => {
  it('is kept in versions, bound to the custody log by its digest, and stands on the sheet', () =>
    withSource(lines(rows), async (test) => {
      const set = (changes: object) =>
        test.job('source.setFacts', { engagementId: test.engagementId, sourceId: 1, changes })
      await set({ facts: { system: 'Shop database', query: 'SELECT *\nFROM audit' } })
      const digest = createHash('sha256').update(lines(rows)).digest('hex')
      const transfer = async (): Promise<string | undefined> => {
        const { sections } = await test.call('source.ipe', { engagementId: test.engagementId, sourceId: 1 })
        return sections.flatMap((section) => section.rows).find((row) => row.label === 'Before and after the transfer')
          ?.value
      }
      expect(await transfer()).toMatch(/^not compared/)
      await set({ facts: { sha256Before: digest.toUpperCase() } })
      expect(await transfer()).toBe('equal')
      await set({ facts: { sha256Before: '0'.repeat(64) } })
      expect(await transfer()).toMatch(/^differs/)
      const second = await set({ facts: { system: null, owner: 'Platform team', sha256Before: null } })
      expect(second).toMatchObject({
        version: 4,
        statedBy: 'tester',
        facts: { query: 'SELECT *\nFROM audit', owner: 'Platform team' },
      })
      await expect(set({ facts: { owner: 'Platform team' } })).rejects.toMatchObject({ code: 'usage' })
      const { events } = await test.call('log.list', { engagementId: test.engagementId, start: 0, count: 1 })
      expect(events[0]).toMatchObject({
        action: 'source.facts',
        details: {
          source: 1,
          version: 4,
          sha256: createHash('sha256').update(JSON.stringify(second)).digest('hex'),
        },
      })
      expect(await test.call('log.verify', { engagementId: test.engagementId })).toMatchObject({ verdict: 'verified' })
      const { sections, document } = await test.call('source.ipe', { engagementId: test.engagementId, sourceId: 1 })
      const values = new Map(sections.flatMap(({ rows: all }) => all.map(({ label, value }) => [label, value])))
      expect(values.get('Owner of the system')).toBe('Platform team')
      expect(values.get('Source system')).toBe('not provided')
      expect(document?.stated).toEqual(second)
      const db = new Database(test.file, { readonly: true })
      expect(db.prepare('SELECT count(*) FROM source_facts').pluck().get()).toBe(4)
      db.close()
    }))
})

describe('a source that is not whole', () => {
  it.each<[string, string | Uint8Array, string, string]>([
    ['cut inside its last record', lines(rows).slice(0, -20), 'log.ndjson', 'truncated'],
    ['packed in a gzip stream that is cut off', gzipSync(lines(rows)).subarray(0, -12), 'log.ndjson.gz', 'incomplete'],
  ])(
    'stays on L0 when it is %s, whatever totals say, and the sheet and the overview say gap',
    (_, content, name, stop) =>
      withSource(
        content,
        async (test, source) => {
          const total = { measure: 'count', value: String(source.receipt.accepted), obtained: 'observed', how } as const
          const after = await rungAfter(test, [total])
          expect(after).toMatchObject({ completeness: 'L0', completenessGap: true })
          expect(after.completenessStops).toContain(stop)
          const overview = await test.call('engagement.overview', { engagementId: test.engagementId })
          expect(overview).toMatchObject({ verdict: 'gap' })
          expect(overview.matrix[0]?.completeness).toMatchObject({ verdict: 'gap', rung: 'L0' })
          const { sections } = await test.call('source.ipe', { engagementId: test.engagementId, sourceId: 1 })
          const values = new Map(sections.flatMap(({ rows: all }) => all.map(({ label, value }) => [label, value])))
          expect(values.get('Gap')).toMatch(/^yes/)
          expect(values.get('Rung reached')).toMatch(/^L0/)
          expect(values.get('Says itself that it is incomplete')).toMatch(stop === 'incomplete' ? /^yes/ : /^no$/)
        },
        name,
      ),
  )
})

describe('the numbers of a source', () => {
  it.each<[string, readonly Row[], string]>([
    // First, last and count agree in all of these: only the numbers themselves tell.
    [
      'a repeated one hides a missing one',
      rows.map((row, index) => (index === 9 ? { ...row, sequence: 9 } : row)),
      'sequence-gaps',
    ],
    ['one is missing', rows.filter((_, index) => index !== 9), 'sequence-gaps'],
    ['one is used twice', [...rows, rowAt(30, { sequence: 30 })], 'sequence-duplicates'],
    ['some have none', [...rows, rowAt(30, { sequence: undefined })], 'sequence-absent'],
  ])('give no rung when %s', (_, records, stop) =>
    withSource(lines(records), (_test, source) => {
      expect(source.completeness).toBe('L0')
      expect(source.completenessStops).toContain(stop)
      return Promise.resolve()
    }),
  )
})

describe('what is measured for a sheet', () => {
  it('is what stands in the records, and is measured once', () =>
    withSource(
      lines([
        ...rows,
        rowAt(30, { id: 'e3' }),
        rowAt(31, { timestamp: '2031-01-01T00:00:00Z' }),
        rowAt(32, { timestamp: 'yesterday', actor_id: '' }),
      ]),
      async (test) => {
        const { sections } = await test.call('source.ipe', { engagementId: test.engagementId, sourceId: 1 })
        const values = new Map(sections.flatMap(({ rows: all }) => all.map(({ label, value }) => [label, value])))
        expect(values.get('Event ids used twice')).toBe('1 of 33 looked at')
        // One in the future of the import, one that is no time.
        expect(values.get('Field occurredAt')).toMatch(/^33 of 33 filled .*; outside its type or range 2$/)
        expect(values.get('Field actorId')).toMatch(/^32 of 33 filled .*empty 1/)
        expect(values.get('Field actorEmail')).toMatch(/^0 of 33 filled \(absent 33,/)
        expect(values.get('Times that could not be read')).toBe('1')
        await test.job('source.measure', { engagementId: test.engagementId, sourceId: 1 })
        const progress = test.events.filter(({ event }) => event === 'job.progress').length
        await test.job('source.measure', { engagementId: test.engagementId, sourceId: 1 })
        expect(test.events.filter(({ event }) => event === 'job.progress')).toHaveLength(progress)
      },
    ))
})
