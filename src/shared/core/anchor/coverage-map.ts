/**
 * The audit period day by day: which days' entries stand under a commitment, since when, and what is absent where they do
 * not. A day is judged by its entries, so commitments that cover whole files or chains count like batches of a day.
 */
import type { Period } from '../../model/engagement.ts'
import {
  coverStates,
  windowBases,
  type AttestedBasis,
  type CoverageMap,
  type CoverDay,
  type CoverState,
} from '../../model/trust-window.ts'
import { dateFromDays, dayOfDate, utcDay } from '../time/instant.ts'

/** A recorded batch of one UTC day, and whether its root is that of the entries. */
export interface DayBatch {
  readonly day: number
  readonly root: 'fits' | 'contradicting' | 'not-compared'
}

export interface CoverageMapInput {
  /** UTC dates, both included. */
  readonly period: Period
  readonly basis: AttestedBasis
  /** Hours after the end of a day; null when none were stated, and then no day is late. */
  readonly withinHours: number | null
  readonly collectedMicros: number
  readonly batches: readonly DayBatch[]
  /** Times of outside clocks under the basis, microseconds. */
  readonly clocks: Iterable<number>
  /** Days listed at most. */
  readonly dayLimit?: number
}

/** A hundred years. */
const defaultDayLimit = 36_525
const microsPerDay = 86_400_000_000
const microsPerHour = 3_600_000_000

export class CoverageDays {
  readonly #input: CoverageMapInput
  readonly #basisAt: number
  readonly #first: number
  readonly #size: number
  readonly #cut: boolean
  readonly #entries: Uint32Array
  readonly #covered: readonly Uint32Array[]
  readonly #contradicted: Uint32Array
  /** Longest window and last commitment under the basis; -1 and NaN before the first. */
  readonly #longest: Float64Array
  readonly #last: Float64Array
  #outside = 0

  /** Throws `RangeError` when the period is no pair of dates in order. */
  constructor(input: CoverageMapInput) {
    const { period, basis, dayLimit = defaultDayLimit } = input
    const first = dayOfDate(period.from)
    const last = dayOfDate(period.to)
    if (first === null || last === null || last < first)
      throw new RangeError(`${period.from}..${period.to} is no period`)
    this.#input = input
    this.#basisAt = windowBases.indexOf(basis)
    this.#first = first
    // Hostile: a period to the year 9999 would list three million days.
    this.#size = Math.min(last - first + 1, dayLimit)
    this.#cut = last - first + 1 > dayLimit
    this.#entries = new Uint32Array(this.#size)
    this.#covered = windowBases.map(() => new Uint32Array(this.#size))
    this.#contradicted = new Uint32Array(this.#size)
    this.#longest = new Float64Array(this.#size).fill(-1)
    this.#last = new Float64Array(this.#size).fill(Number.NaN)
  }

  /** Counts an entry; answers with the place of its day, -1 outside the days listed. */
  entry(occurredMicros: number): number {
    const at = this.#placeOf(utcDay(occurredMicros))
    if (at < 0) this.#outside += 1
    else this.#entries[at] = (this.#entries[at] as number) + 1
    return at
  }

  /** A commitment of the entry just counted, under the basis at `basisAt` of `windowBases`. */
  commitment(at: number, basisAt: number, windowMicros: number, committedMicros: number): void {
    if (at < 0) return
    const stated = basisAt === this.#basisAt
    if (windowMicros < 0) {
      if (stated) this.#contradicted[at] = (this.#contradicted[at] as number) + 1
      return
    }
    const covered = this.#covered[basisAt] as Uint32Array
    covered[at] = (covered[at] as number) + 1
    if (!stated) return
    if (windowMicros > (this.#longest[at] as number)) this.#longest[at] = windowMicros
    // NaN before the first: it is less than nothing.
    if (!(committedMicros <= (this.#last[at] as number))) this.#last[at] = committedMicros
  }

  finish(): CoverageMap {
    const { batches, clocks, period } = this.#input
    const batchesByPlace = new Map<number, DayBatch[]>()
    for (const batch of batches) {
      const at = this.#placeOf(batch.day)
      const known = batchesByPlace.get(at)
      if (known === undefined) batchesByPlace.set(at, [batch])
      else known.push(batch)
    }
    const clocksByPlace = new Map<number, number>()
    for (const micros of clocks) {
      const at = this.#placeOf(utcDay(micros))
      clocksByPlace.set(at, (clocksByPlace.get(at) ?? 0) + 1)
    }
    const states = Object.fromEntries(coverStates.map((state) => [state, 0])) as Record<CoverState, number>
    const days = Array.from({ length: this.#size }, (_, at): CoverDay => {
      const ofDay = batchesByPlace.get(at) ?? []
      const state = this.#stateOf(at, ofDay)
      states[state] += 1
      const longest = this.#longest[at] as number
      const last = this.#last[at] as number
      return {
        date: dateFromDays(this.#first + at),
        state,
        entries: this.#entries[at] as number,
        covered: Object.fromEntries(
          windowBases.map((basis, basisAt) => [basis, this.#coveredAt(at, basisAt)]),
        ) as CoverDay['covered'],
        contradicted: this.#contradicted[at] as number,
        longestMicros: longest < 0 ? null : longest,
        lastCommittedAtMicros: Number.isNaN(last) ? null : last,
        batches: ofDay.length,
        clocks: clocksByPlace.get(at) ?? 0,
      }
    })
    return { period, days, cut: this.#cut, states, outside: this.#outside }
  }

  #stateOf(at: number, batches: readonly DayBatch[]): CoverState {
    const { withinHours, collectedMicros } = this.#input
    const entries = this.#entries[at] as number
    const endMicros = (this.#first + at + 1) * microsPerDay
    const dueMicros = endMicros + (withinHours ?? 0) * microsPerHour
    if ((this.#contradicted[at] as number) > 0 || batches.some((batch) => batch.root === 'contradicting'))
      return 'contradicted'
    if (entries === 0) {
      if (batches.length > 0) return 'empty-batch'
      return endMicros > collectedMicros ? 'not-due' : 'no-entries'
    }
    const covered = this.#coveredAt(at, this.#basisAt)
    if (covered === entries)
      return withinHours !== null && (this.#last[at] as number) > dueMicros ? 'late' : 'committed'
    if (covered > 0) return 'partly'
    if (windowBases.some((_, basisAt) => this.#coveredAt(at, basisAt) > 0)) return 'below-basis'
    if (batches.length > 0) return 'not-compared'
    return dueMicros > collectedMicros ? 'not-due' : 'missing'
  }

  #coveredAt(at: number, basisAt: number): number {
    return (this.#covered[basisAt] as Uint32Array)[at] as number
  }

  #placeOf(day: number): number {
    const at = day - this.#first
    return at >= 0 && at < this.#size ? at : -1
  }
}
