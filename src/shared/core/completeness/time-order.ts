/**
 * Times against sequence numbers: an entry is inverted when it is earlier than an entry with a lower number. Equal times
 * are in order: clocks tick coarser than counters. Counted in the order of the numbers, whatever order the file has.
 *
 * A file in the order of its numbers needs no memory. Another one is put into order as long as it has few enough entries;
 * 24 bytes each.
 */
import type { TimeInversion, TimeOrder } from '../../model/sequence-check.ts'

export interface TimeOrderParameters {
  /** Inversions up to this many microseconds are counted apart. */
  readonly toleranceMicros: number
  /** Takes room for so many more entries out of what is left for all scopes; false when there is none. */
  reserve(entries: number): boolean
  readonly exampleLimit?: number
}

export interface TimeOrderReducer {
  /** Entries that have a number, in file order. */
  add(sequence: bigint, micros: number | null, line: number): void
  finish(): TimeOrder
}

/** Entries that the first room of a scope is for: there may be thousands of scopes. */
const chunk = 64

export function createTimeOrder(parameters: TimeOrderParameters): TimeOrderReducer {
  const stream = createRisingOrder(parameters)
  let base: bigint | undefined
  let last: bigint | undefined
  let rises = true
  let held: Float64Array | null = new Float64Array(0)
  let count = 0

  const hold = (sequence: bigint, micros: number, line: number): void => {
    if (held === null) return
    base ??= sequence
    const offset = sequence - base
    const isExact = offset >= BigInt(Number.MIN_SAFE_INTEGER) && offset <= BigInt(Number.MAX_SAFE_INTEGER)
    if (!isExact) held = null
    else if ((count + 1) * 3 > held.length) {
      const more = Math.max(chunk, count)
      if (!parameters.reserve(more)) held = null
      else {
        const wider: Float64Array = new Float64Array(held.length + more * 3)
        wider.set(held)
        held = wider
      }
    }
    held?.set([Number(offset), micros, line], count * 3)
  }

  return {
    add(sequence, micros, line) {
      if (micros === null) return
      if (last !== undefined && sequence < last) rises = false
      last = sequence
      hold(sequence, micros, line)
      count += 1
      if (rises) stream.add(sequence, micros, line)
    },
    finish() {
      if (rises) return stream.finish()
      if (held === null || base === undefined)
        return {
          state: 'too-large',
          compared: count,
          inversions: 0,
          beyondTolerance: 0,
          largestMicros: 0,
          examples: [],
        }
      const numbers = held
      const order = Uint32Array.from({ length: count }, (_, index) => index)
      // Same number: file order, which the index is.
      order.sort((a, b) => (numbers[a * 3] as number) - (numbers[b * 3] as number) || a - b)
      const sorted = createRisingOrder(parameters)
      for (const index of order)
        sorted.add(
          base + BigInt(numbers[index * 3] as number),
          numbers[index * 3 + 1] as number,
          numbers[index * 3 + 2] as number,
        )
      return sorted.finish()
    },
  }
}

/** Entries whose numbers never fall. */
function createRisingOrder({ toleranceMicros, exampleLimit = 20 }: TimeOrderParameters): {
  add(sequence: bigint, micros: number, line: number): void
  finish(): TimeOrder
} {
  /** Latest entry with a lower number / with this number or a lower one. */
  let below: { sequence: bigint; micros: number } | undefined
  let latest: { sequence: bigint; micros: number } | undefined
  let current: bigint | undefined
  let compared = 0
  let inversions = 0
  let beyondTolerance = 0
  let largestMicros = 0
  const examples: TimeInversion[] = []
  return {
    add(sequence, micros, line) {
      if (sequence !== current) below = latest
      current = sequence
      compared += 1
      if (below !== undefined && micros < below.micros) {
        const byMicros = below.micros - micros
        inversions += 1
        if (byMicros > toleranceMicros) {
          beyondTolerance += 1
          if (examples.length < exampleLimit)
            examples.push({
              sequence: String(sequence),
              line,
              micros,
              previousSequence: String(below.sequence),
              previousMicros: below.micros,
              byMicros,
            })
        }
        largestMicros = Math.max(largestMicros, byMicros)
      }
      if (latest === undefined || micros > latest.micros) latest = { sequence, micros }
    },
    finish: () => ({
      state: compared === 0 ? 'no-times' : inversions > 0 ? 'inversions' : 'in-order',
      compared,
      inversions,
      beyondTolerance,
      largestMicros,
      examples,
    }),
  }
}
