import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SequenceTest } from '../../../../src/shared/model/analysis.ts'
import { createCoverage } from '../../../../src/shared/core/completeness/coverage.ts'
import {
  completenessRung,
  type CompletenessFacts,
} from '../../../../src/shared/core/completeness/completeness-ladder.ts'
import { createSequenceTest } from '../../../../src/shared/core/completeness/sequence-test.ts'
import { dateFromDay, dayFromDate } from '../../../../src/shared/core/completeness/utc-day.ts'
import { entriesFrom, guideBProfile, isoFromMicros } from '../../../support/entry-view.ts'

function sequenceTest(
  records: ReadonlyArray<Readonly<Record<string, unknown>>>,
  limits: { listLimit?: number; openGapLimit?: number } = {},
): SequenceTest {
  const test = createSequenceTest({ sourceId: 1, ...limits })
  for (const entry of entriesFrom(records, guideBProfile)) test.add(entry)
  return test.finish()
}

const numbered = (sequences: ReadonlyArray<number | string | null>): Array<Record<string, unknown>> =>
  sequences.map((sequence) => ({ sequence }))

describe('UTC days', () => {
  it('agrees with the calendar of Date on every day from 1600 to 2500', () => {
    const days = Array.from({ length: 328_640 }, (_, index) => index - 135_140)
    const different = days.filter((day) => {
      const date = new Date(day * 86_400_000).toISOString().slice(0, 10)
      return dateFromDay(day) !== date || dayFromDate(date) !== day
    })
    expect(different).toEqual([])
  })

  it.each(['2025-02-29', '2025-13-01', '2025-00-10', '2025-04-31', '25-01-01', '2025-1-1', ''])(
    'refuses %j',
    (text) => {
      expect(dayFromDate(text)).toBeUndefined()
    },
  )
})

describe('coverage', () => {
  const times = [
    '2025-03-01T23:59:59.999999Z',
    '2025-03-02T00:00:00Z',
    '2025-03-04T10:00:00Z',
    '2025-03-04T11:00:00+14:00',
    'yesterday',
    null,
    '2025-03-09T00:00:00Z',
  ]

  it('lists every day of the period with the empty ones, and counts what is outside or has no time', () => {
    const coverage = createCoverage({ sourceId: 7, period: { from: '2025-03-01', to: '2025-03-05' } })
    for (const entry of entriesFrom(times.map((timestamp) => ({ timestamp })))) coverage.add(entry)
    expect(coverage.finish()).toEqual({
      sourceId: 7,
      days: [
        { date: '2025-03-01', count: 1 },
        { date: '2025-03-02', count: 1 },
        { date: '2025-03-03', count: 1 },
        { date: '2025-03-04', count: 1 },
        { date: '2025-03-05', count: 0 },
      ],
      emptyDays: ['2025-03-05'],
      untimed: 2,
      outside: 1,
      spanTooLong: false,
    })
  })

  it('uses the source’s own span without a period', () => {
    const coverage = createCoverage({ sourceId: 7 })
    for (const entry of entriesFrom(
      ['2025-03-04T10:00:00Z', '2025-03-01T10:00:00Z'].map((timestamp) => ({ timestamp })),
    ))
      coverage.add(entry)
    expect(coverage.finish().emptyDays).toEqual(['2025-03-02', '2025-03-03'])
  })

  it('lists no empty days over an absurd span, and says so', () => {
    const coverage = createCoverage({ sourceId: 7 })
    for (const entry of entriesFrom(
      ['0001-01-01T00:00:00Z', '9999-12-31T00:00:00Z'].map((timestamp) => ({ timestamp })),
    ))
      coverage.add(entry)
    const result = coverage.finish()
    expect(result).toMatchObject({ spanTooLong: true, emptyDays: [] })
    expect(result.days.map((day) => day.date)).toEqual(['0001-01-01', '9999-12-31'])
  })

  it('has no days without any entry and period, and refuses a period that runs backwards', () => {
    expect(createCoverage({ sourceId: 7 }).finish()).toMatchObject({ days: [], emptyDays: [] })
    expect(() => createCoverage({ sourceId: 7, period: { from: '2025-03-02', to: '2025-03-01' } })).toThrow(RangeError)
    expect(() => createCoverage({ sourceId: 7, period: { from: '2025-02-30', to: '2025-03-01' } })).toThrow(RangeError)
  })
})

describe('sequence test', () => {
  it('reproduces the published case {1,2,4,5,5,8}: missing 3, 6, 7 and 5 twice', () => {
    const result = sequenceTest(numbered([1, 2, 4, 5, 5, 8]))
    expect(result).toMatchObject({
      result: 'exception-noted',
      lowest: '1',
      highest: '8',
      missing: '3',
      gapCount: 2,
      duplicateCount: 1,
      regressionCount: 0,
    })
    expect(result.gaps.map(({ from, to, count, pointer }) => ({ from, to, count, line: pointer.line }))).toEqual([
      { from: '3', to: '3', count: '1', line: 3 },
      { from: '6', to: '7', count: '2', line: 6 },
    ])
    expect(result.duplicates.map(({ sequence, pointer }) => [sequence, pointer.line])).toEqual([['5', 5]])
  })

  it('calls two exchanged lines a regression and no gap', () => {
    const result = sequenceTest(numbered([48291037, 48291039, 48291038, 48291040]))
    expect(result).toMatchObject({
      missing: '0',
      gapCount: 0,
      duplicateCount: 0,
      regressionCount: 1,
      result: 'exception-noted',
    })
    expect(result.regressions[0]).toMatchObject({ previous: '48291039', sequence: '48291038', pointer: { line: 3 } })
  })

  it('keeps numbers beyond 2^53 apart', () => {
    expect(sequenceTest(numbered(['9007199254740992', '9007199254740993'])).result).toBe('no-exception-noted')
    expect(sequenceTest(numbered(['9007199254740992', '9007199254740994'])).missing).toBe('1')
  })

  it('is not testable without sequences, and counts those that are absent or no number', () => {
    expect(sequenceTest([{}, {}])).toMatchObject({ result: 'not-testable', withoutSequence: 2, lowest: null })
    expect(sequenceTest(numbered([1, null, 'seq-2', 2]))).toMatchObject({
      withoutSequence: 1,
      unreadable: 1,
      missing: '0',
      result: 'exception-noted',
    })
  })

  it('finds where sequence rises and time falls', () => {
    const result = sequenceTest([
      { sequence: 1, timestamp: '2025-03-01T10:00:00Z' },
      { sequence: 2, timestamp: '2025-03-01T09:59:59.999999Z' },
      { sequence: 3, timestamp: '2025-03-01T09:59:59.999999Z' },
      { sequence: 4 },
      { sequence: 5, timestamp: '2025-03-01T09:00:00Z' },
    ])
    expect(result.timeDisagreementCount).toBe(1)
    expect(result.firstTimeDisagreement).toMatchObject({ pointer: { line: 2 }, previousSequence: '1', sequence: '2' })
  })

  it('equals set arithmetic on any order of numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 1, maxLength: 60 }), (sequences) => {
        const result = sequenceTest(numbered(sequences))
        const present = new Set(sequences)
        const missing: number[] = []
        for (let at = Math.min(...sequences); at <= Math.max(...sequences); at += 1)
          if (!present.has(at)) missing.push(at)
        const listed = result.gaps.flatMap(({ from, to }) =>
          Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => Number(from) + index),
        )
        expect(listed).toEqual(missing)
        expect(result.missing).toBe(String(missing.length))
        expect(result.duplicateCount).toBe(sequences.length - present.size)
        expect(result.regressionCount).toBe(
          sequences.filter((sequence, index) => index > 0 && sequence < (sequences[index - 1] as number)).length,
        )
      }),
      { numRuns: 500 },
    )
  })

  it('closes the lowest gaps for good at its limit, keeps the sum and says what it could not decide', () => {
    const odd = Array.from({ length: 1000 }, (_, index) => index * 2 + 1)
    const result = sequenceTest(numbered([...odd, 2, 1]), { openGapLimit: 10, listLimit: 5 })
    expect(result).toMatchObject({ gapCount: 999, missing: '999', undecided: 2, duplicateCount: 0 })
    expect(result.gaps.map(({ from }) => from)).toEqual(['2', '4', '6', '8', '10'])
  })
})

describe('completeness ladder', () => {
  const clean: CompletenessFacts = {
    accepted: 10,
    rejected: 0,
    truncated: false,
    incomplete: false,
    sequence: { missing: '0', duplicates: 0, undecided: 0, withoutSequence: 0 },
    chain: { verdict: 'verified', checked: 10 },
    anchor: { verdict: 'verified', covered: 10 },
    totals: [],
  }
  const total = { measure: 'count', obtained: 'independent', result: 'equal' } as const
  const gap = { missing: '2', duplicates: 0, undecided: 0, withoutSequence: 0 }

  it.each<[string, Partial<CompletenessFacts>, string, string[]]>([
    ['an anchored head over everything', {}, 'L3', ['total-not-given']],
    ['batch roots without a chain or sequence', { chain: null, sequence: null }, 'L3', ['total-not-given']],
    [
      'an anchor over a part',
      { anchor: { verdict: 'verified', covered: 9 } },
      'L2',
      ['anchor-covers-part', 'total-not-given'],
    ],
    ['no anchor', { anchor: null }, 'L2', ['anchor-not-verified', 'total-not-given']],
    [
      'an anchor not checked',
      { anchor: { verdict: 'not-checked', covered: 0 } },
      'L2',
      ['anchor-not-verified', 'total-not-given'],
    ],
    [
      'a chain that differs',
      { chain: { verdict: 'mismatch', checked: 10 } },
      'L1',
      ['chain-not-verified', 'anchor-not-verified'],
    ],
    [
      'a chain over a part',
      { chain: { verdict: 'verified', checked: 9 }, anchor: null },
      'L1',
      ['chain-not-verified', 'anchor-not-verified', 'total-not-given'],
    ],
    [
      'no sequence, no chain, no anchor',
      { chain: null, sequence: null, anchor: null },
      'L0',
      ['sequence-absent', 'chain-not-verified', 'anchor-not-verified', 'total-not-given'],
    ],
    ['a gap in the sequence', { sequence: gap }, 'L0', ['sequence-gaps']],
    ['a link gap', { chain: { verdict: 'gap', checked: 10 } }, 'L0', ['chain-gap']],
    ['a cut file with a reject', { rejected: 1, truncated: true }, 'L0', ['rejected-records', 'truncated']],
    ['no records', { accepted: 0, chain: null, anchor: null }, 'L0', ['no-records']],
    ['an export that says it is not whole', { incomplete: true }, 'L0', ['incomplete']],
    ['an incomplete export and an equal total', { incomplete: true, totals: [total] }, 'L0', ['incomplete']],
    [
      'a cut file and an observed total',
      { truncated: true, totals: [{ ...total, obtained: 'observed' }] },
      'L0',
      ['truncated'],
    ],
    [
      'numbers nobody looked at',
      { sequence: 'untested', chain: null, anchor: null },
      'L0',
      ['sequence-untested', 'chain-not-verified', 'anchor-not-verified', 'total-not-given'],
    ],
    [
      'numbers nobody looked at and a chain',
      { sequence: 'untested', anchor: null },
      'L2',
      ['anchor-not-verified', 'total-not-given'],
    ],
    ['an equal count from elsewhere', { totals: [total] }, 'L4', ['total-not-observed']],
    [
      'an equal count and nothing else',
      { sequence: null, chain: null, anchor: null, totals: [total] },
      'L4',
      ['total-not-observed'],
    ],
    ['an equal sum seen in the system', { totals: [{ ...total, measure: 'sum', obtained: 'observed' }] }, 'L5', []],
    ['an equal count of the exporter', { totals: [{ ...total, obtained: 'exporter' }] }, 'L3', ['total-not-given']],
    [
      'an equal greatest id',
      { totals: [{ ...total, measure: 'max', obtained: 'observed' }] },
      'L3',
      ['total-not-given'],
    ],
    ['a total that cannot be formed', { totals: [{ ...total, result: 'not-comparable' }] }, 'L3', ['total-not-given']],
    [
      'one total that differs among equal ones',
      {
        totals: [
          { ...total, obtained: 'observed' },
          { ...total, obtained: 'exporter', result: 'differs' },
        ],
      },
      'L3',
      ['total-differs'],
    ],
    [
      'an equal total over a chain that differs',
      { chain: { verdict: 'mismatch', checked: 10 }, totals: [{ ...total, obtained: 'observed' }] },
      'L1',
      ['chain-not-verified', 'anchor-not-verified'],
    ],
  ])('with %s', (_, change, rung, stops) => {
    expect(completenessRung({ ...clean, ...change })).toMatchObject({ rung, stops })
  })
})

describe('the word gap', () => {
  const whole: CompletenessFacts = {
    accepted: 10,
    rejected: 0,
    truncated: false,
    incomplete: false,
    sequence: null,
    chain: null,
    anchor: null,
    totals: [],
  }

  it.each<[Partial<CompletenessFacts>, boolean]>([
    [{}, false],
    [{ sequence: 'untested' }, false],
    [{ truncated: true }, true],
    [{ incomplete: true }, true],
    [{ rejected: 1 }, true],
    [{ chain: { verdict: 'gap', checked: 10 } }, true],
    [{ totals: [{ measure: 'count', obtained: 'exporter', result: 'differs' }] }, true],
  ])('for %j is said: %s', (change, gap) => {
    expect(completenessRung({ ...whole, ...change }).gap).toBe(gap)
  })
})

describe('bounded memory', () => {
  it('takes 200,000 entries of alternating numbers without holding their gaps', () => {
    const test = createSequenceTest({ sourceId: 1, openGapLimit: 1000 })
    const [template] = entriesFrom([{ sequence: 1, timestamp: isoFromMicros(0) }], guideBProfile)
    for (let index = 0; index < 200_000; index += 1)
      test.add({ ...(template as NonNullable<typeof template>), sequence: String(index * 2) })
    expect(test.finish()).toMatchObject({ gapCount: 199_999, missing: '199999' })
  })
})
