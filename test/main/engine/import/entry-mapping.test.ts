/** Records to entries while importing: times, sequences and texts, from every shape a record may have. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importSource } from '../../../../src/main/engine/import/import-source.ts'
import { sequenceFrom } from '../../../../src/main/engine/import/entry-mapper.ts'
import { planImport } from '../../../../src/main/engine/import/plan-import.ts'
import { findShippedProfile } from '../../../../src/main/engine/import/shipped-profiles.ts'
import { silentJob } from '../../../../src/main/engine/jobs.ts'
import { Session } from '../../../../src/main/engine/session.ts'
import { insertEngagement } from '../../../../src/main/store/engagements.ts'
import { pageEntries, type GridEntry } from '../../../../src/main/store/entries.ts'
import { closeStore, createStore } from '../../../../src/main/store/open.ts'
import type { StoredSource } from '../../../../src/main/store/sources.ts'
import type { SourceProfile } from '../../../../src/shared/model/profile.ts'
import type { FormatId } from '../../../../src/shared/model/source.ts'
import { fileWith, temporaryFolder, testPorts } from '../../../support/temporary-engine.ts'

const plain = findShippedProfile('plain') as SourceProfile
const guideA = findShippedProfile('guide-a') as SourceProfile

async function entriesOf(
  content: string,
  profile: Partial<SourceProfile> = {},
  format: FormatId = 'ndjson',
): Promise<{ source: StoredSource; rows: GridEntry[] }> {
  const folder = temporaryFolder()
  const session = new Session(createStore(join(folder, 'a.assay')))
  insertEngagement(session.store, {
    engagementId: 'e',
    name: 'E',
    period: { from: '2025-01-01', to: '2025-12-31' },
    frameworks: [],
    createdAtMicros: 0,
  })
  const source = await importSource(
    await testPorts(),
    session,
    {
      plan: await planImport([fileWith(folder, 'log', content)], { format, profile: { ...plain, ...profile } }),
      pathGiven: 'log',
    },
    silentJob,
  )
  const rows = pageEntries(session.store, source.sourceId, 0, 1000)
  closeStore(session.store)
  return { source, rows }
}

async function microsOf(time: unknown, profile: Partial<SourceProfile> = {}): Promise<number | null | undefined> {
  const { rows } = await entriesOf(`${JSON.stringify({ timestamp: time })}\n`, profile)
  return rows[0]?.occurredMicros
}

const noon = Date.UTC(2025, 5, 1, 12) * 1000

describe('the time of an entry', () => {
  it.each([
    ['Z', '2025-06-01T12:00:00Z', {}, noon],
    ['an offset', '2025-06-01T14:00:00+02:00', {}, noon],
    ['an offset of half an hour, without colon', '2025-06-01 17:30:00+0530', {}, noon],
    ["PostgreSQL's two-digit offset and microseconds", '2025-06-01 07:00:00.123456-05', {}, noon + 123_456],
    ['nanoseconds, cut and not rounded', '2025-06-01T12:00:00.123456999Z', {}, noon + 123_456],
    ['no zone, read as UTC', '2025-06-01 12:00:00', {}, noon],
    ['no zone, read as the given one', '2025-06-01 14:00:00', { zone: '+02:00' }, noon],
    ['no zone while none may be assumed', '2025-06-01 12:00:00', { zone: 'unknown' }, null],
    ['its own zone against the given one', '2025-06-01T12:00:00Z', { zone: '+02:00' }, noon],
    ['epoch seconds', noon / 1_000_000, {}, noon],
    ['epoch seconds with a fraction, in text', '1748779200.25', {}, noon + 250_000],
    ['epoch milliseconds', noon / 1000 + 7, { epochUnit: 'ms' }, noon + 7000],
    ['epoch microseconds', noon + 7, { epochUnit: 'us' }, noon + 7],
    ['epoch nanoseconds beyond 2^53, in text', '1748779200000007999', { epochUnit: 'ns' }, noon + 7],
    ['a date that does not exist', '2025-02-29T00:00:00Z', {}, null],
    ['words', 'yesterday', {}, null],
    ['null', null, {}, null],
    ['nothing', '', {}, null],
  ] as const)('is read from %s', async (_what, text, profile, micros) => {
    expect(await microsOf(text, profile)).toBe(micros)
  })

  it('that cannot be read is counted; one that is absent, null or empty is not', async () => {
    const times = ['soon', '2025-13-01T00:00:00Z', null, '', '2025-06-01T12:00:00Z', 'soon']
    const { source, rows } = await entriesOf(
      `${[...times.map((timestamp) => JSON.stringify({ timestamp })), '{"other":1}'].join('\n')}\n`,
    )
    expect(source.receipt.notes).toEqual([{ code: 'time-unparseable', count: 3 }])
    expect(rows.map((row) => row.occurredMicros)).toEqual([null, null, null, null, noon, null, null])
    expect(source).toMatchObject({ firstMicros: noon, lastMicros: noon, entries: 7 })
  })

  it('spans the source whatever the order of its records', async () => {
    const lines = [3, 1, 5, 2].map((hour) =>
      JSON.stringify({ timestamp: `2025-06-01T0${hour}:00:00Z`, sequence: hour * 10 }),
    )
    const { source } = await entriesOf(`${lines.join('\n')}\n`)
    expect(source).toMatchObject({
      firstMicros: noon - 11 * 3_600_000_000,
      lastMicros: noon - 7 * 3_600_000_000,
      firstSequence: '10',
      lastSequence: '50',
    })
  })
})

describe('the sequence of an entry', () => {
  it('is exact beyond 2^53, as number or text, and in the span of the source', async () => {
    const { source, rows } = await entriesOf(
      '{"sequence":9007199254740993}\n{"sequence":"9007199254740995"}\n{"sequence":92233720368547758079}\n{"sequence":1.5}\n{"sequence":"a7"}\n{"sequence":12e3}\n',
    )
    expect(rows.map((row) => row.sequence)).toEqual([
      '9007199254740993',
      '9007199254740995',
      '92233720368547758079',
      null,
      null,
      null,
    ])
    expect(source).toMatchObject({ firstSequence: '9007199254740993', lastSequence: '92233720368547758079' })
  })

  it('is exact from columns as well', async () => {
    const { rows } = await entriesOf('sequence,action\n9007199254740993,a\n007,b\n', {}, 'csv')
    expect(rows.map((row) => row.sequence)).toEqual(['9007199254740993', '7'])
  })

  it.each([
    ['', null],
    ['-', null],
    ['1_000', null],
    [' 1', null],
    ['+1', null],
    ['1'.repeat(41), null],
    ['0', 0],
    ['-12', -12],
    ['999999999999999', 999_999_999_999_999],
    ['1000000000000000', 1_000_000_000_000_000n],
    ['9'.repeat(40), '9'.repeat(40)],
  ])('%j is %s', (text, value) => {
    expect(sequenceFrom(text)).toBe(value)
  })
})

describe('the texts of an entry', () => {
  it('are taken from nested members, escapes and numbers as the record has them', async () => {
    const { rows } = await entriesOf(
      '{"user_id":"\\u0061nn \\"x\\"","action":7,"resource_type":{"a":1},"resource_id":12345678901234567890}\n{"user_id":null,"user_email":"a@b.example","action":true}\n{"user_id":"","user_email":"c@b.example"}\n',
      guideA,
    )
    expect(rows.map((row) => [row.actor, row.action, row.resourceType, row.resourceId])).toEqual([
      ['ann "x"', '7', null, '12345678901234567890'],
      ['a@b.example', null, null, null],
      ['', null, null, null],
    ])
  })

  it('follow a dotted name into nested JSON and JSON held in text, and a literal dot first', async () => {
    const { rows } = await entriesOf(
      '{"who":{"id":"nested"}}\n{"who":"{\\"id\\":\\"in text\\"}"}\n{"who.id":"literal","who":{"id":"nested"}}\n{"who":"no json"}\n{"who":{"id":{"deep":1}}}\n',
      {
        fields: { ...plain.fields, actorId: ['who.id'] },
      },
    )
    expect(rows.map((row) => row.actor)).toEqual(['nested', 'in text', 'literal', null, null])
  })

  it('come from whichever record shape comes next', async () => {
    const { rows } = await entriesOf(
      '{"a":1,"action":"one"}\n{"action":"two"}\n{"x":1,"y":2,"z":3,"action":"three"}\n{}\n{"action":"five"}\n',
    )
    expect(rows.map((row) => row.action)).toEqual(['one', 'two', 'three', null, 'five'])
  })

  it('are found under a name written with escapes, and under the last of a repeated one, as JSON.parse does', async () => {
    const lines = [
      '{"\\u0061ction":"escaped"}',
      '{"action":"one","action":"two"}',
      '{"\\u0061ction":"one","action":"two"}',
      '{"action":"one","\\u0061ction":"two"}',
    ]
    const { rows } = await entriesOf(`${lines.join('\n')}\n`)
    expect(rows.map((row) => row.action)).toEqual(lines.map((line) => (JSON.parse(line) as { action: string }).action))
  })

  it('tell an empty column from a null one in a dump', async () => {
    const dump =
      'CREATE TABLE t (sequence bigint, action text, user_id text);\nCOPY t (sequence, action, user_id) FROM stdin;\n1\tgo\t\\N\n2\t\tann\n\\.\n\n-- PostgreSQL database dump complete\n'
    const { rows } = await entriesOf(dump, {}, 'pg-dump')
    expect(rows.map((row) => [row.sequence, row.action, row.actor])).toEqual([
      ['1', 'go', null],
      ['2', '', 'ann'],
    ])
  })
})
