/** Sequence checks per scope and times against numbers, beside a plain count of every pair. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSequenceCheck } from '../../../../src/shared/core/completeness/sequence-check.ts'
import { createTimeOrder } from '../../../../src/shared/core/completeness/time-order.ts'
import type { SequenceResult } from '../../../../src/shared/model/sequence-check.ts'

interface Row {
  readonly sequence: string | null
  readonly micros?: number | null
  readonly scope?: string
}

function checked(
  rows: readonly Row[],
  options: { toleranceMicros?: number; scopeLimit?: number; rejected?: number } = {},
): SequenceResult {
  const scopeFields = rows.some((row) => row.scope !== undefined) ? ['tenant'] : []
  const check = createSequenceCheck({
    sourceId: 1,
    sourceName: 'log',
    rejected: options.rejected ?? 0,
    scopeFields,
    toleranceMicros: options.toleranceMicros ?? 0,
    ...(options.scopeLimit === undefined ? {} : { scopeLimit: options.scopeLimit }),
  })
  for (const [index, { sequence, micros = null, scope }] of rows.entries())
    check.add(
      {
        sourceId: 1,
        entryId: index,
        line: index + 1,
        sequence,
        occurredAtMicros: micros,
        byteStart: index,
        byteLength: 1,
      },
      scope === undefined ? [] : [scope],
    )
  return check.finish()
}

const numbered = (...numbers: number[]): Row[] =>
  numbers.map((number) => ({ sequence: String(number), micros: number * 10 }))

describe('a sequence check', () => {
  it('is verified where every number is there once, in whatever order', () => {
    expect(checked(numbered(5, 6, 7))).toMatchObject({
      verdict: 'verified',
      reason: null,
      result: 'no-exception-noted',
    })
    const turned = checked(numbered(7, 6, 5))
    expect(turned).toMatchObject({ verdict: 'verified', result: 'exception-noted', regressionCount: 2 })
    // In the order of the numbers the times rise.
    expect(turned.timeOrder).toMatchObject({ state: 'in-order', compared: 3 })
  })

  it.each([
    ['a missing number', numbered(1, 2, 4), 'gap', 'sequence-missing', '1'],
    ['a repeated number', numbered(1, 2, 2, 3), 'mismatch', 'sequence-duplicate', '0'],
    ['both, and the worse one is the reason', numbered(1, 1, 3, 4), 'mismatch', 'sequence-duplicate', '1'],
    ['an entry without a number', [...numbered(1, 2), { sequence: null }], 'not-checked', 'sequence-unreadable', '0'],
    ['a number that is none', [...numbered(1, 2), { sequence: '3a' }], 'not-checked', 'sequence-unreadable', '0'],
    ['no number at all', [{ sequence: null }], 'not-checked', 'field-absent', '0'],
    ['the same numbers over and over', numbered(1, 2, 1, 2, 1, 2), 'not-checked', 'sequence-scope-unknown', '0'],
  ] as const)('judges %s', (_, rows, verdict, reason, missing) =>
    expect(checked(rows)).toMatchObject({ verdict, reason, missing }),
  )

  it('counts per scope, and each scope keeps its own numbers', () => {
    const rows = ['a', 'b', 'c'].flatMap((scope) => numbered(1, 2, 3).map((row) => ({ ...row, scope })))
    expect(checked(rows)).toMatchObject({ verdict: 'verified', scopes: 3, entries: 9 })
    const holed = checked(rows.filter((row) => row.scope !== 'b' || row.sequence !== '2'))
    expect(holed).toMatchObject({ verdict: 'gap', missing: '1', scopes: 3 })
    expect(holed.listed[0]).toMatchObject({ scope: ['b'], test: { gaps: [{ from: '2', to: '2' }] } })
  })

  it('names what it did not test when there are more scopes than it keeps', () => {
    const rows = Array.from({ length: 30 }, (_, index) => ({ sequence: '1', micros: 1, scope: `tenant ${index}` }))
    expect(checked(rows, { scopeLimit: 10 })).toMatchObject({
      verdict: 'not-checked',
      untestedEntries: 20,
      scopes: 10,
      entries: 30,
    })
  })

  it('lowers no verdict for times that go back, and states the tolerance', () => {
    const rows = [0, 100, 90, 90, 200].map((micros, index) => ({ sequence: String(index), micros }))
    expect(checked(rows)).toMatchObject({
      verdict: 'verified',
      result: 'exception-noted',
      timeOrder: { inversions: 2, beyondTolerance: 2, largestMicros: 10 },
    })
    expect(checked(rows, { toleranceMicros: 10 })).toMatchObject({
      result: 'no-exception-noted',
      toleranceMicros: 10,
      timeOrder: { state: 'inversions', inversions: 2, beyondTolerance: 0, largestMicros: 10 },
    })
  })

  it('takes equal times as in order and numbers past 2^53 exactly', () => {
    const from = 9_007_199_254_740_993n
    const rows = [0n, 1n, 2n, 4n].map((step) => ({ sequence: String(from + step), micros: 5 }))
    expect(checked(rows)).toMatchObject({ verdict: 'gap', missing: '1', timeOrder: { state: 'in-order' } })
  })

  it('is linear where every number goes back', () => {
    const falling = Array.from({ length: 200_000 }, (_, index) => ({
      sequence: String(200_000 - index),
      micros: index,
    }))
    expect(checked(falling)).toMatchObject({
      verdict: 'verified',
      regressionCount: 199_999,
      timeOrder: { state: 'inversions', inversions: 199_999, largestMicros: 199_999 },
    })
  })
})

describe('the order of times', () => {
  it('counts what a comparison of all pairs counts', () => {
    const entry = fc.record({ sequence: fc.integer({ min: 0, max: 30 }), micros: fc.integer({ min: 0, max: 40 }) })
    let odd = 0
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), fc.integer({ min: 0, max: 10 }), (entries, toleranceMicros) => {
        const order = createTimeOrder({ toleranceMicros, reserve: () => true })
        for (const [index, one] of entries.entries()) order.add(BigInt(one.sequence), one.micros, index)
        const backs = entries.map((one) =>
          Math.max(
            0,
            ...entries.filter((other) => other.sequence < one.sequence).map((other) => other.micros - one.micros),
          ),
        )
        const result = order.finish()
        odd += result.inversions
        expect(result).toMatchObject({
          inversions: backs.filter((by) => by > 0).length,
          beyondTolerance: backs.filter((by) => by > toleranceMicros).length,
          largestMicros: Math.max(0, ...backs),
        })
      }),
      { numRuns: 300 },
    )
    expect(odd).toBeGreaterThan(300)
  })

  it('says that it could not, where the file is in another order and there is no room', () => {
    const order = createTimeOrder({ toleranceMicros: 0, reserve: () => false })
    for (const sequence of [1n, 3n, 2n]) order.add(sequence, 1, 1)
    expect(order.finish()).toMatchObject({ state: 'too-large', compared: 3 })
    const rising = createTimeOrder({ toleranceMicros: 0, reserve: () => false })
    for (const sequence of [1n, 2n, 3n]) rising.add(sequence, Number(-sequence), 1)
    expect(rising.finish()).toMatchObject({ state: 'inversions', inversions: 2 })
  })
})
