/** Pages of entries against a plain filter of the same NDJSON: totals, positions and rows are exact. */
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ResultOf } from '../../../../src/shared/ipc/contract.ts'
import type { EntryFilter } from '../../../../src/shared/ipc/payloads.ts'
import { samplePath, sampleRecords } from '../../../support/answer-key.ts'
import { startEngagement } from '../../../support/temporary-engine.ts'

interface PlainRow {
  readonly sourceId: number
  readonly line: number
  readonly actor: string | null
  readonly action: string
  readonly resourceType: string | null
  readonly resourceId: string | null
  readonly micros: number
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** ISO text with up to six fraction digits to microseconds. */
function microsOf(timestamp: string): number {
  const fraction = /\.(\d+)/.exec(timestamp)?.[1] ?? ''
  return Date.parse(`${timestamp.slice(0, 19)}Z`) * 1000 + Number(fraction.padEnd(6, '0'))
}

/** The same rows by `JSON.parse` and the names in the export. */
const plain: readonly PlainRow[] = (['shop-a.ndjson', 'shop-b.ndjson'] as const).flatMap((file, index) =>
  [...sampleRecords('faulty', file)].map(([line, record]) => ({
    sourceId: index + 1,
    line,
    actor: text(record['user_id'] ?? record['actor_id']) ?? text(record['user_email'] ?? record['actor_email']),
    action: String(record['action']),
    resourceType: text(record['resource_type']),
    resourceId: text(record['resource_id']),
    micros: microsOf(String(record['timestamp'])),
  })),
)

function holds(value: string | null, wanted: string | undefined): boolean {
  if (wanted === undefined || wanted === '') return true
  if (value === null) return false
  return wanted.endsWith('*') ? value.startsWith(wanted.slice(0, -1)) : value === wanted
}

function plainFilter(filter: EntryFilter): PlainRow[] {
  return plain.filter(
    (row) =>
      (filter.sourceId === undefined || row.sourceId === filter.sourceId) &&
      holds(row.actor, filter.actor) &&
      holds(row.action, filter.action) &&
      (holds(row.resourceId, filter.resource) || holds(row.resourceType, filter.resource)) &&
      row.micros >= (filter.fromMicros ?? -Infinity) &&
      row.micros < (filter.toMicros ?? Infinity),
  )
}

let test: Awaited<ReturnType<typeof startEngagement>>
beforeAll(async () => {
  test = await startEngagement()
  const { engagementId } = test
  await test.job('source.import', { engagementId, file: samplePath('faulty', 'shop-a.ndjson') })
  await test.job('source.import', { engagementId, file: samplePath('faulty', 'shop-b.ndjson') })
  return () => test.close()
})

const page = (filter: EntryFilter, start: number, count: number): Promise<ResultOf<'entry.page'>> =>
  test.call('entry.page', { engagementId: test.engagementId, filter, start, count })
const asPlain = ({ rows }: ResultOf<'entry.page'>): PlainRow[] =>
  rows.map(({ sourceId, line, actor, action, resourceType, resourceId, occurredAtMicros }) => ({
    sourceId,
    line,
    actor,
    action: action ?? '',
    resourceType,
    resourceId,
    micros: occurredAtMicros ?? NaN,
  }))

describe('a page of all entries', () => {
  it.each([
    [0, 500],
    [0, 1],
    [599, 2],
    [595, 10],
    [600, 3],
    [1197, 500],
    [1198, 5],
    [5000, 5],
  ])('from %i, %i at most, holds those at these positions, across sources', async (start, count) => {
    const answer = await page({}, start, count)
    expect(answer).toMatchObject({ total: plain.length, start })
    expect(asPlain(answer)).toEqual(plain.slice(start, start + count))
  })

  it('of one source counts from its own first entry', async () => {
    const own = plain.filter((row) => row.sourceId === 2)
    const answer = await page({ sourceId: 2 }, 10, 7)
    expect(answer.total).toBe(own.length)
    expect(asPlain(answer)).toEqual(own.slice(10, 17))
    expect(await page({ sourceId: 9 }, 0, 10)).toEqual({ total: 0, start: 0, rows: [] })
  })

  it('shows time, hash and outcome as the source wrote them', async () => {
    const [row] = (await page({ sourceId: 2 }, 123, 1)).rows
    const record = sampleRecords('faulty', 'shop-b.ndjson').get(124)
    expect(row).toMatchObject({
      line: 124,
      sequence: '48291160',
      occurredAt: record?.['timestamp'],
      entryHash: record?.['entry_hash'],
    })
    const failed = (await page({ action: 'user.login.failed' }, 0, 1)).rows
    expect(failed.every((item) => item.outcome === 'failed')).toBe(true)
  })
})

describe('a filtered page', () => {
  /** Conditions taken from one entry, so that most filters match something; now and then one that it does not meet. */
  const filter = fc.constantFrom(...plain).chain((row) => {
    const wanted = (value: string | null): fc.Arbitrary<string> => {
      const text = value ?? 'none'
      const prefix = fc.integer({ min: 1, max: text.length }).map((length) => `${text.slice(0, length)}*`)
      return fc.oneof(
        { weight: 4, arbitrary: fc.constant(text) },
        { weight: 4, arbitrary: prefix },
        { weight: 1, arbitrary: fc.constantFrom('', '*', 'no*', text.slice(1)) },
      )
    }
    const hours = fc.integer({ min: -2, max: 300 }).map((hour) => hour * 3_600_000_000)
    return fc.record(
      {
        sourceId: fc.constant(row.sourceId),
        actor: wanted(row.actor),
        action: wanted(row.action),
        resource: fc.oneof(wanted(row.resourceId), wanted(row.resourceType)),
        fromMicros: fc.oneof(
          fc.constant(row.micros),
          hours.map((gap) => row.micros - gap),
        ),
        toMicros: fc.oneof(
          fc.constant(row.micros + 1),
          hours.map((gap) => row.micros + gap),
        ),
      },
      { requiredKeys: [] },
    )
  })

  it('equals a plain filter of the lines, in total and at every position', async () => {
    let matched = 0
    await fc.assert(
      fc.asyncProperty(
        filter,
        fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 })),
        fc.integer({ min: 1, max: 500 }),
        async (given, start, count) => {
          const expected = plainFilter(given)
          const answer = await page(given, start, count)
          matched += Math.min(1, answer.rows.length)
          expect(answer).toMatchObject({ total: expected.length, start })
          expect(asPlain(answer)).toEqual(expected.slice(start, start + count))
        },
      ),
      { seed: 7, numRuns: 120 },
    )
    expect(matched).toBeGreaterThan(40)
  })

  it('is made again when a source is added', async () => {
    const own = await startEngagement()
    const { engagementId } = own
    const count = async (): Promise<number> =>
      (await own.call('entry.page', { engagementId, filter: { action: '*' }, start: 0, count: 1 })).total
    await own.job('source.import', { engagementId, file: samplePath('faulty', 'shop-a.ndjson') })
    expect(await count()).toBe(600)
    await own.job('source.import', { engagementId, file: samplePath('faulty', 'shop-b.ndjson') })
    expect(await count()).toBe(1198)
    await own.close()
  })

  it('of breaks only follows the last chain run', async () => {
    const { engagementId } = test
    const breaks = async (): Promise<number[]> => (await page({ breaksOnly: true }, 0, 500)).rows.map((row) => row.line)
    expect(await breaks()).toEqual([])
    const before = (await page({ sourceId: 2 }, 0, 1)).rows[0]
    expect(before).toMatchObject({ link: null, content: null, reason: null })
    await test.job('chain.verify', { engagementId, sourceId: 2 })
    expect(await breaks()).toEqual([124, 229, 312, 372, 468, 469])
    const rows = (await page({ breaksOnly: true }, 1, 2)).rows
    expect(rows.map((row) => [row.line, row.link, row.content, row.reason])).toEqual([
      [229, 'gap', 'ok', 'link-gap'],
      [312, 'ok', 'mismatch', 'content-differs'],
    ])
    expect(
      (await page({ breaksOnly: true, action: rows[0]?.action ?? '' }, 0, 500)).rows.map((row) => row.line),
    ).toContain(229)
    const good = (await page({ sourceId: 2 }, 0, 1)).rows[0]
    expect(good).toMatchObject({ link: 'ok', content: 'ok', reason: null })
    expect((await page({ sourceId: 1 }, 0, 1)).rows[0]).toMatchObject({ link: null, content: null })
    await test.job('chain.verify', { engagementId, sourceId: 2, recipeId: 'sha256.jcs.prefix.bytes' })
    expect(await breaks()).toHaveLength(500)
    expect((await page({ breaksOnly: true }, 0, 1)).total).toBe(598)
  })
})
