/** Times inside ids: the examples that the specifications publish, and what is decided over many ids. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readId } from '../../../../src/shared/core/time/id-clock.ts'
import { IdClockJudge, idClockVerdict } from '../../../../src/shared/core/time/id-clock-judge.ts'
import { IdClockSurvey } from '../../../../src/shared/core/time/id-clock-survey.ts'
import { isoFromMicros } from '../../../../src/shared/core/time/instant.ts'

const timeOf = (id: string): string | null => {
  const { time } = readId(id)
  return time === null ? null : isoFromMicros(time)
}

describe('published examples', () => {
  it.each([
    // RFC 9562 appendix A.1, A.5, A.6: the same instant, 2:22:22 PM GMT-05:00 on 22 February 2022.
    ['uuid-v1', 'C232AB00-9414-11EC-B3C8-9F6BDECED846', '2022-02-22T19:22:22.000000Z'],
    ['uuid-v6', '1EC9414C-232A-6B00-B3C8-9F6BDECED846', '2022-02-22T19:22:22.000000Z'],
    ['uuid-v7', '017F22E2-79B0-7CC3-98C4-DC0C0C07398F', '2022-02-22T19:22:22.000000Z'],
    // ulid/javascript README: ulid(1469918176385).
    ['ulid', '01ARYZ6S41TSV4RRFFQ69G5FAV', '2016-07-30T22:36:16.385000Z'],
    // segmentio/ksuid README: 2017-10-09 21:00:47 -0700, timestamp 107608047.
    ['ksuid', '0ujtsYcgvSTl8PAuAdqWYSMnLOv', '2017-10-10T04:00:47.000000Z'],
    // MongoDB manual, ObjectId.getTimestamp().
    ['object-id', '507f191e810c19729de860ea', '2012-10-17T20:46:22.000000Z'],
    ['object-id', 'ObjectId("507c7f79bcf86cd7994f6c0e")', '2012-10-15T21:26:17.000000Z'],
    // BSON ObjectID specification: the timestamp is unsigned.
    ['object-id', '7fffffff0000000000000000', '2038-01-19T03:14:07.000000Z'],
    ['object-id', '800000000000000000000000', '2038-01-19T03:14:08.000000Z'],
    // RFC 9562 appendix A.3, A.2, A.4.
    ['uuid-v4', '919108f7-52d1-4320-9bac-f847db4148a8', null],
    ['uuid-other', '5df41881-3aed-3515-88a7-2f4a814cf09e', null],
    ['uuid-other', '2ed6657d-e927-568b-95e1-2665a8aea6a2', null],
    ['other', 'order-17', null],
    // 27 characters of base62 above 160 bits are no KSUID (README: the largest is aWgEPTl1tmebfsQzFP4bxwgy80V).
    ['ksuid', 'aWgEPTl1tmebfsQzFP4bxwgy80V', null],
    ['other', 'aWgEPTl1tmebfsQzFP4bxwgy80W', null],
  ])('%s %s', (kind, id, time) => {
    expect(readId(id).kind).toBe(kind)
    expect(timeOf(id)).toBe(time)
  })

  it('reads a TypeID as the UUIDv7 that its specification gives for it', () => {
    // jetify-com/typeid, spec/valid.yml, valid-uuidv7.
    const typeId = readId('prefix_01h455vb4pex5vsknk084sn02q')
    expect(typeId.time).not.toBeNull()
    expect(typeId.time).toBe(readId('01890a5d-ac96-774b-bcce-b302099a8057').time)
  })

  it('reads the milliseconds of Snowflake numbers without naming their epoch', () => {
    // Discord developer documentation; Wikipedia, "Snowflake ID".
    expect(readId('175928847299117063')).toEqual({ kind: 'snowflake', time: 41_944_705_796 })
    expect(readId('1541815603606036480')).toEqual({ kind: 'snowflake', time: 367_597_485_448 })
  })

  it('gives a reading for any text and never a time that microseconds cannot hold', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 200 }), fc.stringMatching(/^[0-9a-zA-Z]{15,27}$/), fc.uuid()),
        (text) => {
          const { time } = readId(text)
          expect(time === null || Number.isSafeInteger(time)).toBe(true)
        },
      ),
    )
  })
})

const start = Date.UTC(2025, 2, 1)
const minute = 60_000
const hexOf = (index: number, length: number): string =>
  createHash('sha256').update(`id ${index}`).digest('hex').slice(0, length)
const uuid7 = (millis: number, index: number): string => {
  const time = millis.toString(16).padStart(12, '0')
  const rest = hexOf(index, 18)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`
}
const discord = (millis: number, index: number): string =>
  String((BigInt(millis - 1_420_070_400_000) << 22n) | BigInt(index))

interface Row {
  readonly id: string
  readonly micros: number | null
}

function judged(rows: readonly Row[], resolution = 1000) {
  const survey = new IdClockSurvey()
  for (const row of rows) survey.add(readId(row.id), row.micros)
  const basis = survey.finish(resolution)
  const judge = new IdClockJudge(basis, 'sequence')
  for (const [index, { id, micros }] of rows.entries())
    judge.add({
      entryId: index,
      line: index + 1,
      sequence: String(index + 1),
      id,
      reading: readId(id),
      statedMicros: micros,
      stated: () => (micros === null ? '' : isoFromMicros(micros)),
    })
  const counts = judge.finish()
  const verdict = idClockVerdict(basis, counts, { entries: rows.length, rejected: 0, truncated: false })
  return { basis, counts, ...verdict }
}

/** A log of one entry a minute whose ids are made some milliseconds after the event. */
const log = (make: (millis: number, index: number) => string, entries = 500): Row[] =>
  Array.from({ length: entries }, (_, index) => {
    const millis = start + index * minute
    return { id: make(millis + (index % 7), index), micros: millis * 1000 }
  })

describe('over a log', () => {
  it('finds nothing in an honest log, and states the tolerance by its parts', () => {
    const { verdict, outcome, counts, basis } = judged(log(uuid7))
    expect([verdict, outcome, counts.tested, counts.within]).toEqual(['verified', 'no-exception-noted', 500, 500])
    expect(basis.tolerance).toEqual({
      micros: 60_000_000 + 1000 + 1000,
      idResolutionMicros: 1000,
      statedResolutionMicros: 1000,
      spreadMicros: 60_000_000,
    })
    expect(counts.order).toMatchObject({ compared: 499, back: 0, backBeyond: 0 })
  })

  it('names the one entry that states a time before its id was made', () => {
    const rows = log(uuid7)
    rows[123] = { ...(rows[123] as Row), micros: (start - 3 * 86_400_000) * 1000 }
    const { verdict, reason, counts } = judged(rows)
    expect([verdict, reason]).toEqual(['mismatch', 'id-time-differs'])
    expect(counts.outside).toEqual({ earlier: 1, later: 0 })
    expect(counts.findings).toHaveLength(1)
    expect(counts.findings[0]).toMatchObject({ line: 124, side: 'earlier', stated: '2025-02-26T00:00:00.000000Z' })
  })

  it('finds a row that was put in later by its id, though its stated time fits', () => {
    const rows = log(uuid7)
    rows[200] = { ...(rows[200] as Row), id: uuid7(start + 40 * 86_400_000, 200) }
    const { counts } = judged(rows)
    expect(counts.findings.map(({ line, side }) => [line, side])).toEqual([[201, 'earlier']])
    expect(counts.order).toMatchObject({ backBeyond: 1 })
    expect(counts.order?.first[0]).toMatchObject({ line: 202 })
  })

  it('tells a log whose times are shifted as a whole', () => {
    const rows = log(uuid7).map(({ id, micros }) => ({ id, micros: (micros as number) - 3_600_000_000 }))
    expect(judged(rows)).toMatchObject({ verdict: 'mismatch', reason: 'id-time-shifted' })
  })

  it('widens the tolerance with the spread of the offsets', () => {
    const rows = log((millis, index) => uuid7(millis + (index % 100) * 10_000, index))
    const { verdict, basis } = judged(rows)
    expect(verdict).toBe('verified')
    expect(basis.tolerance?.spreadMicros).toBeGreaterThan(3_000_000_000)
  })

  it('says not-testable where no id has a clock', () => {
    const rows = log((_, index) => `${hexOf(index, 8)}-52d1-4320-9bac-${hexOf(index, 12)}`)
    expect(judged(rows)).toMatchObject({ verdict: 'not-checked', reason: 'ids-without-clock', outcome: 'not-testable' })
  })

  it('takes 24 random hex digits for no ObjectId, and ObjectIds of another decade for ObjectIds', () => {
    const random = judged(log((_, index) => hexOf(index, 24)))
    expect(random.basis.kinds).toEqual([{ kind: 'object-id', entries: 500, clock: false, why: 'times-scattered' }])
    const old = judged(
      log((millis, index) => (Math.floor(millis / 1000) - 300_000_000).toString(16) + hexOf(index, 16)),
    )
    expect(old.basis.kinds[0]).toMatchObject({ kind: 'object-id', clock: true })
    expect(old.reason).toBe('id-time-shifted')
  })

  it('assumes the epoch of Snowflake numbers only where the times fall into the period', () => {
    const fits = judged(log(discord))
    expect(fits.basis.snowflake).toMatchObject({ assumed: 'discord' })
    expect(fits.basis.snowflake?.epochs.map(({ inPeriod, of }) => [inPeriod, of])).toEqual([
      [0, 500],
      [500, 500],
    ])
    expect(fits.verdict).toBe('verified')
    const none = judged(log((millis, index) => discord(millis - 9 * 365 * 86_400_000, index)))
    expect(none.basis.snowflake).toMatchObject({ assumed: null })
    expect(none.basis.kinds[0]).toMatchObject({ kind: 'snowflake', clock: false, why: 'epoch-unknown' })
    expect(none.outcome).toBe('not-testable')
  })

  it('counts entries of mixed kinds apart and does not call a log verified that it tested in part', () => {
    const rows = log((millis, index) =>
      index % 5 === 0 ? `${hexOf(index, 8)}-52d1-4320-9bac-${hexOf(index, 12)}` : uuid7(millis, index),
    )
    const { verdict, reason, basis, counts } = judged(rows)
    expect([verdict, reason, counts.tested]).toEqual(['not-checked', 'ids-partly-untested', 400])
    expect(basis.kinds.map(({ kind, entries, clock }) => [kind, entries, clock])).toEqual([
      ['uuid-v7', 400, true],
      ['uuid-v4', 100, false],
    ])
  })

  it('caps its lists and keeps the counts exact', () => {
    const rows = log(uuid7, 2000).map((row, index) =>
      index % 4 === 0 ? { ...row, micros: (row.micros as number) - 9e11 } : row,
    )
    const { counts } = judged(rows)
    expect([counts.findings.length, counts.findingsNotListed, counts.outside.earlier]).toEqual([200, 300, 500])
  })
})
