import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createRenewedCounter,
  createSlidingWindow,
  defaultCounterLimits,
} from '../../../../src/shared/core/detect/event-counters.ts'

const hour = 3_600_000_000
const minute = 60_000_000
type Occurrence = readonly [key: string, micros: number]

/** By definition, O(n^2): same key, up to here in the file, within (t - hour, t]. */
function countByDefinition(occurrences: readonly Occurrence[], index: number): number {
  const [key, micros] = occurrences[index] as Occurrence
  return occurrences.slice(0, index + 1).filter(([other, at]) => other === key && at > micros - hour && at <= micros)
    .length
}

/** By definition, O(n^2): walk the key's own history from its start, a fresh count wherever it was silent for an hour. */
function renewedByDefinition(occurrences: readonly Occurrence[], index: number): number {
  const [key] = occurrences[index] as Occurrence
  const times = occurrences
    .slice(0, index + 1)
    .filter(([other]) => other === key)
    .map(([, at]) => at)
  let count = 0
  let last = Number.NaN
  for (const at of times) {
    const isAlive = count > 0 && Math.abs(at - last) < hour
    count = isAlive ? count + 1 : 1
    last = isAlive ? Math.max(last, at) : at
  }
  return count
}

const step = fc.integer({ min: 0, max: 40 * minute })
const keys = fc.constantFrom('u1', 'u2', 'u3')
const sorted = fc.array(fc.tuple(keys, step), { maxLength: 80 }).map((steps) => {
  let at = 1_700_000_000_000_000
  return steps.map(([key, by]): Occurrence => [key, (at += by)])
})
/** Each entry up to an hour behind the latest: what the counters promise to count exactly. */
const late = fc
  .tuple(sorted, fc.array(fc.integer({ min: 0, max: hour }), { minLength: 80, maxLength: 80 }))
  .map(([occurrences, delays]) =>
    occurrences
      .map((occurrence, index) => ({ occurrence, arrives: occurrence[1] + (delays[index] as number) }))
      .toSorted((a, b) => a.arrives - b.arrives)
      .map(({ occurrence }) => occurrence),
  )

describe('sliding window', () => {
  it.each([
    ['in time order', sorted],
    ['with entries up to an hour late', late],
  ])('equals the naive count %s', (_, streams) => {
    fc.assert(
      fc.property(streams, (occurrences) => {
        const counter = createSlidingWindow(defaultCounterLimits)
        const counted = occurrences.map(([key, micros]) => counter.add(key, micros))
        expect(counted).toEqual(occurrences.map((_entry, index) => countByDefinition(occurrences, index)))
      }),
      { numRuns: 300 },
    )
  })

  it('does not count an occurrence exactly one hour ago, and counts one a microsecond later', () => {
    const counter = createSlidingWindow(defaultCounterLimits)
    expect(counter.add('u', 0)).toBe(1)
    expect(counter.add('u', hour)).toBe(1)
    expect(counter.add('u', 2 * hour - 1)).toBe(2)
  })

  it('keeps a lower bound when one key occurs more often than it may remember', () => {
    const counter = createSlidingWindow({ ...defaultCounterLimits, occurrencesPerKey: 10 })
    const counts = Array.from({ length: 500 }, (_, index) => counter.add('u', index))
    expect(counts[5]).toBe(6)
    expect(Math.min(...counts.slice(20))).toBeGreaterThanOrEqual(10)
    expect(Math.max(...counts)).toBeLessThanOrEqual(11)
  })
})

describe('renewed counter', () => {
  it.each([
    ['in time order', sorted],
    ['with entries up to an hour late', late],
  ])('equals the naive replay %s', (_, streams) => {
    fc.assert(
      fc.property(streams, (occurrences) => {
        const counter = createRenewedCounter(defaultCounterLimits)
        const counted = occurrences.map(([key, micros]) => counter.add(key, micros))
        expect(counted).toEqual(occurrences.map((_entry, index) => renewedByDefinition(occurrences, index)))
      }),
      { numRuns: 300 },
    )
  })

  it('dies when a key was silent for exactly an hour, and lives a microsecond before', () => {
    const counter = createRenewedCounter(defaultCounterLimits)
    counter.add('u', 0)
    expect(counter.add('u', hour - 1)).toBe(2)
    expect(counter.add('u', 2 * hour - 1)).toBe(1)
  })

  it('is not reset for other keys by one entry dated far ahead', () => {
    const counter = createRenewedCounter(defaultCounterLimits)
    counter.add('u', 0)
    counter.add('u', minute)
    counter.add('x', 70 * 365 * 24 * hour)
    expect(counter.add('u', 2 * minute)).toBe(3)
  })
})

describe.each([
  ['renewed counter', createRenewedCounter],
  ['sliding window', createSlidingWindow],
])('memory of the %s', (_, create) => {
  it('holds only keys of the last two hours, however many there were', () => {
    const counter = create(defaultCounterLimits)
    let largest = 0
    for (let index = 0; index < 50_000; index += 1) {
      counter.add(`u${index}`, index * minute)
      largest = Math.max(largest, counter.size)
    }
    expect(largest).toBeLessThan(130)
  })

  it('stays at its limit of keys when all occur at once', () => {
    const counter = create({ ...defaultCounterLimits, keys: 100 })
    for (let index = 0; index < 5000; index += 1) counter.add(`u${index}`, 0)
    expect(counter.size).toBe(100)
  })

  it('forgets what stands behind a key dated far ahead', () => {
    const counter = create(defaultCounterLimits)
    counter.add('x', 70 * 365 * 24 * hour)
    for (let index = 0; index < 5000; index += 1) counter.add(`u${index}`, index * minute)
    expect(counter.size).toBeLessThan(130)
  })
})
