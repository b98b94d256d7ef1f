import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dateFromDays,
  datesBetween,
  dayOfDate,
  daysFromDate,
  isoFromMicros,
  offsetMicros,
  parseInstant,
  utcDate,
  utcDay,
  type InstantReading,
} from '../../../../src/shared/core/time/instant.ts'

const utc: InstantReading = { zone: 'UTC', epochUnit: 's' }
const micros = (text: string, reading = utc): number | undefined => parseInstant(text, reading)?.micros

describe('instants', () => {
  it.each([
    ['2025-03-01T10:00:00Z', 0, 'Z'],
    ['2025-03-01T10:00:00.000000Z', 6, 'Z'],
    ['2025-03-01 10:00:00+00', 0, '+00'],
    ['2025-03-01T12:00:00+02:00', 0, '+02:00'],
    ['2025-03-01T12:00:00+0200', 0, '+0200'],
    ['2025-03-01T04:30:00-05:30', 0, '-05:30'],
    ['2025-03-01T10:00:00.0 Z', 1, 'Z'],
    ['2025-03-01T10:00', 0, null],
    ['2025-03-01 10:00:00,000', 3, null],
    [' 2025-03-01T10:00:00Z ', 0, 'Z'],
    ['1740823200', 0, 'Z'],
    ['1740823200.000', 3, 'Z'],
  ])('reads %s', (text, fractionDigits, zone) => {
    expect(parseInstant(text, utc)).toEqual({ micros: 1_740_823_200_000_000, fractionDigits, zone })
  })

  it.each([
    ['2025-03-01T10:00:00.1Z', 100_000],
    ['2025-03-01T10:00:00.123456Z', 123_456],
    ['2025-03-01T10:00:00.123456789Z', 123_456],
    ['2025-03-01T10:00:00.999999999999Z', 999_999],
    ['2025-03-01T10:00:00.000001+00', 1],
  ])('keeps microseconds and cuts what is finer: %s', (text, expected) => {
    expect((micros(text) as number) - 1_740_823_200_000_000).toBe(expected)
  })

  it.each([
    '',
    'yesterday',
    '2025-02-29T00:00:00Z',
    '2025-04-31',
    '2025-13-01',
    '2025-00-10',
    '2025-01-00',
    '2025-01-01T24:00:01Z',
    '2025-01-01T25:00:00Z',
    '2025-01-01T10:60:00Z',
    '2025-01-01T10:00:61Z',
    '2025-01-01T10:00:00+19:00',
    '25-01-01',
    '2025-1-1',
    '2025-01-01T10',
    '2025-01-01T10:00:00.Z',
    '2025-01-01T10:00:00 PST',
    '12345678',
    '2025-01-01T10:00:00Z x',
  ])('does not read %j', (text) => {
    expect(parseInstant(text, utc)).toBeNull()
  })

  it('takes the end of a day and a leap second for the next second', () => {
    expect(micros('2024-12-31T24:00:00Z')).toBe(micros('2025-01-01T00:00:00Z'))
    expect(micros('2016-12-31T23:59:60Z')).toBe(micros('2017-01-01T00:00:00Z'))
  })

  it('gives a time without zone the place that is said, and none when it is not known', () => {
    expect(micros('2025-03-01T10:00:00', { ...utc, zone: '+02:00' })).toBe(micros('2025-03-01T08:00:00Z'))
    expect(micros('2025-03-01T10:00:00', { ...utc, zone: 'unknown' })).toBeUndefined()
    expect(micros('2025-03-01T10:00:00Z', { ...utc, zone: 'unknown' })).toBe(micros('2025-03-01T10:00:00Z'))
  })

  it('reads bare numbers in the unit that is said', () => {
    const at = 1_740_823_200_123_456
    expect(micros('1740823200.123456', { ...utc, epochUnit: 's' })).toBe(at)
    expect(micros('1740823200123.456', { ...utc, epochUnit: 'ms' })).toBe(at)
    expect(micros('1740823200123456', { ...utc, epochUnit: 'us' })).toBe(at)
    expect(micros('1740823200123456789', { ...utc, epochUnit: 'ns' })).toBe(at)
    expect(micros('-1740823200.5', utc)).toBe(-1_740_823_200_500_000)
    // Milliseconds read as seconds would lie beyond what a number holds exactly.
    expect(micros('1740823200123', utc)).toBeUndefined()
  })

  it('agrees with Date over the years that microseconds can count exactly', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(-9_000_000_000_000), max: new Date('2254-12-31T00:00:00Z'), noInvalidDate: true }),
        (date) => {
          const text = date.toISOString()
          const read = parseInstant(text, utc)
          expect(read?.micros).toBe(date.getTime() * 1000)
          expect(utcDate(read?.micros ?? 0)).toBe(text.slice(0, 10))
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('prints what it reads', () => {
    fc.assert(
      fc.property(fc.integer({ min: -60_000_000_000_000, max: 8_000_000_000_000_000 }), (value) => {
        expect(micros(isoFromMicros(value))).toBe(value)
        expect(micros(isoFromMicros(value, 3))).toBe(Math.floor(value / 1000) * 1000)
        expect(micros(isoFromMicros(value, 0))).toBe(Math.floor(value / 1_000_000) * 1_000_000)
      }),
    )
    expect(isoFromMicros(-1)).toBe('1969-12-31T23:59:59.999999Z')
    expect(isoFromMicros(0, 0)).toBe('1970-01-01T00:00:00Z')
  })
})

describe('days', () => {
  it('are those of the proleptic Gregorian calendar', () => {
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (days) => {
        const date = dateFromDays(days)
        expect(date).toBe(new Date(days * 86_400_000).toISOString().slice(0, 10))
        expect(dayOfDate(date)).toBe(days)
      }),
      { numRuns: 1000 },
    )
    expect([daysFromDate(2000, 2, 29), daysFromDate(1900, 2, 29), daysFromDate(2024, 2, 29)]).toEqual([
      11_016,
      null,
      19_782,
    ])
  })

  it('begin at midnight UTC, before 1970 too', () => {
    expect([utcDay(0), utcDay(86_399_999_999), utcDay(86_400_000_000), utcDay(-1)]).toEqual([0, 0, 1, -1])
    expect(utcDate(-1)).toBe('1969-12-31')
  })

  it('are listed with both ends', () => {
    expect(datesBetween('2024-02-28', '2024-03-01')).toEqual(['2024-02-28', '2024-02-29', '2024-03-01'])
    expect(datesBetween('2024-03-01', '2024-03-01')).toEqual(['2024-03-01'])
    expect(datesBetween('2024-03-02', '2024-03-01')).toEqual([])
    expect(datesBetween('2024-02-30', '2024-03-01')).toEqual([])
  })

  it('have offsets within eighteen hours', () => {
    expect(offsetMicros('+05:30')).toBe(19_800_000_000)
    expect(offsetMicros('-08')).toBe(-28_800_000_000)
    expect(offsetMicros('+18:00')).toBe(64_800_000_000)
    for (const zone of ['+18:01', '+5', 'CET', '', '+05:3', '+05:60'])
      expect([zone, offsetMicros(zone)]).toEqual([zone, null])
  })
})
