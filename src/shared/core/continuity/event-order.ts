/**
 * By what the events of a source are put in order: sequence numbers, else times, else their places in the file. Looked at
 * once over all entries, because one order must hold for a whole source. Events with the same key happened at one instant
 * as far as the log can tell.
 */
import type { EntryView } from '../../model/entry.ts'
import type { EventOrderBy } from '../../model/continuity.ts'

/** What the survey reads of an entry: columns will do where no record is at hand. */
export type OrderedEntry = Pick<EntryView, 'sequence' | 'occurredAtMicros'>

export interface EventOrder {
  readonly by: EventOrderBy
  /** Entries without a key: they take the place of the entry before them in the file. */
  readonly without: number
  /** The file runs from the newest entry to the oldest. */
  readonly descending: boolean
  /** Key of an entry; entries must come in file order, each pass from the first on. */
  keys(): (entry: OrderedEntry, index: number) => number
}

/** Numbers held to tell a sequence that starts anew from one that is out of order. */
const heldNumbers = 20_000
/** Share of entries that may lack the key, and of numbers that may be repeated. */
const tolerated = 0.01
const decimal = /^-?\d{1,40}$/

export function surveyEventOrder(limit = heldNumbers): {
  add(entry: OrderedEntry): void
  finish(): EventOrder
} {
  let entries = 0
  let numbered = 0
  let timed = 0
  let base: bigint | undefined
  const sequence = new Direction()
  const time = new Direction()
  let held = new Set<number>()
  /** Numbers held are those that this divides, so that a repeated one is held both times or not at all. */
  let divisor = 1
  let looked = 0
  let repeated = 0

  const hold = (number: number): void => {
    if (number % divisor !== 0) return
    looked += 1
    if (held.has(number)) {
      repeated += 1
      return
    }
    held.add(number)
    if (held.size <= limit) return
    divisor *= 2
    held = new Set([...held].filter((one) => one % divisor === 0))
    looked = held.size
    repeated = 0
  }

  return {
    add({ sequence: text, occurredAtMicros }) {
      entries += 1
      if (occurredAtMicros !== null) {
        timed += 1
        time.add(occurredAtMicros)
      }
      if (text === null || !decimal.test(text)) return
      numbered += 1
      base ??= BigInt(text)
      const number = sequenceKey(text, base)
      sequence.add(number)
      hold(number)
    },
    finish() {
      const enough = (count: number): boolean => count > 0 && entries - count <= entries * tolerated
      const by: EventOrderBy =
        enough(numbered) && repeated <= looked * tolerated ? 'sequence' : enough(timed) ? 'time' : 'file'
      const first = base ?? 0n
      const read = (entry: OrderedEntry): number | undefined => {
        if (by === 'time') return entry.occurredAtMicros ?? undefined
        const { sequence: text } = entry
        return text !== null && decimal.test(text) ? sequenceKey(text, first) : undefined
      }
      return {
        by,
        without: by === 'sequence' ? entries - numbered : by === 'time' ? entries - timed : 0,
        descending: by === 'sequence' ? sequence.falls : by === 'time' ? time.falls : false,
        keys() {
          if (by === 'file') return (_entry, index) => index
          let last = Number.NEGATIVE_INFINITY
          return (entry) => (last = read(entry) ?? last)
        },
      }
    },
  }
}

/** Distance from the first number: exact for distances up to 2^53. Farther ones that round alike count as one instant. */
function sequenceKey(text: string, base: bigint): number {
  return Number(BigInt(text) - base)
}

class Direction {
  #last: number | undefined
  #rises = 0
  #falls = 0

  add(key: number): void {
    if (this.#last !== undefined) {
      if (key > this.#last) this.#rises += 1
      else if (key < this.#last) this.#falls += 1
    }
    this.#last = key
  }

  /** More neighbours fall than rise. */
  get falls(): boolean {
    return this.#falls > this.#rises
  }
}
