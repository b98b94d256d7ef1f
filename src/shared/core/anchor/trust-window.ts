/**
 * Trust windows of a source: for every entry the time from its event to the first commitment that covers it. Entries come
 * as times in file order, three passes over the same ones (`window-quantiles.ts` says why); memory does not grow with
 * them. Stated times are measured apart and never shorten a window.
 */
import { windowBases, type WindowBasis } from '../../model/trust-window.ts'
import { FirstCommitments, type Attestation } from './attestation.ts'
import type { CoverageDays } from './coverage-map.ts'
import { DigitSelection, selectionPasses } from './window-quantiles.ts'

/** An entry by its place in the file. */
export interface PlacedWindow {
  readonly index: number
  readonly occurredMicros: number
  readonly committedMicros: number | null
  readonly windowMicros: number | null
  /** Name of the attestation. */
  readonly by: string | null
}

export interface PlacedFigures {
  readonly basis: WindowBasis
  readonly attestations: number
  readonly covered: number
  readonly open: number
  readonly contradicted: number
  readonly medianMicros: number | null
  readonly p95Micros: number | null
  readonly longestMicros: number | null
  readonly longest: readonly PlacedWindow[]
  readonly oldestOpen: readonly PlacedWindow[]
  readonly contradictions: readonly PlacedWindow[]
}

export interface TrustWindowInput {
  readonly attestations: readonly Attestation[]
  readonly map: CoverageDays
  /** Entries in each list. */
  readonly listLimit: number
}

export interface TrustWindowReducer {
  /** Times of entries from `start` in file order, NaN for none; the same calls in each pass. */
  add(start: number, times: Float64Array): void
  /** Ends a pass. */
  next(): void
  /** After `windowPasses` passes. */
  finish(): { readonly untimed: number; readonly figures: readonly PlacedFigures[] }
}

export const windowPasses = selectionPasses

export function createTrustWindow(input: TrustWindowInput): TrustWindowReducer {
  const measures = windowBases.map((basis) => new BasisMeasure(basis, input))
  let untimed = 0
  let first = true
  return {
    add(start, times) {
      for (let offset = 0; offset < times.length; offset += 1) {
        const micros = times[offset] as number
        // Past what a number holds exactly a time is only near: a window from it would be a guess.
        if (!Number.isSafeInteger(micros)) {
          if (first) untimed += 1
          continue
        }
        const index = start + offset
        if (!first) {
          for (const measure of measures) measure.narrow(index, micros)
          continue
        }
        const day = input.map.entry(micros)
        for (const [basisAt, measure] of measures.entries()) measure.measure(index, micros, day, basisAt)
      }
    },
    next() {
      first = false
      for (const measure of measures) measure.selection.next()
    },
    finish: () => ({ untimed, figures: measures.map((measure) => measure.figures()) }),
  }
}

class BasisMeasure {
  readonly selection = new DigitSelection([0.5, 0.95])
  readonly #basis: WindowBasis
  readonly #input: TrustWindowInput
  readonly #first: FirstCommitments
  readonly #longest: WorstList
  readonly #oldestOpen: WorstList
  readonly #contradictions: WorstList
  #covered = 0
  #open = 0
  #contradicted = 0

  constructor(basis: WindowBasis, input: TrustWindowInput) {
    this.#basis = basis
    this.#input = input
    this.#first = new FirstCommitments(input.attestations, basis)
    this.#longest = new WorstList(input.listLimit)
    this.#oldestOpen = new WorstList(input.listLimit)
    this.#contradictions = new WorstList(input.listLimit)
  }

  measure(index: number, micros: number, day: number, basisAt: number): void {
    const place = this.#first.of(index, micros)
    if (place < 0) {
      this.#open += 1
      this.#oldestOpen.add(-micros, index, micros, -1)
      return
    }
    const committed = this.#first.times[place] as number
    const window = committed - micros
    if (window < 0) {
      this.#contradicted += 1
      this.#contradictions.add(-window, index, micros, place)
    } else {
      this.#covered += 1
      this.#longest.add(window, index, micros, place)
      this.selection.add(window)
    }
    this.#input.map.commitment(day, basisAt, window, committed)
  }

  narrow(index: number, micros: number): void {
    const place = this.#first.of(index, micros)
    if (place < 0) return
    const window = (this.#first.times[place] as number) - micros
    if (window >= 0) this.selection.add(window)
  }

  figures(): PlacedFigures {
    const [median = null, p95 = null] = this.selection.results()
    const longest = this.#longest.rows((row) => this.#placed(row))
    return {
      basis: this.#basis,
      attestations: this.#first.count,
      covered: this.#covered,
      open: this.#open,
      contradicted: this.#contradicted,
      medianMicros: median,
      p95Micros: p95,
      longestMicros: this.#longest.worst(),
      longest,
      oldestOpen: this.#oldestOpen.rows((row) => this.#placed(row)),
      contradictions: this.#contradictions.rows((row) => this.#placed(row)),
    }
  }

  #placed({ index, micros, place }: WorstRow): PlacedWindow {
    const committed = place < 0 ? null : (this.#first.times[place] as number)
    return {
      index,
      occurredMicros: micros,
      committedMicros: committed,
      windowMicros: committed === null ? null : committed - micros,
      by: this.#input.attestations[place]?.name ?? null,
    }
  }
}

interface WorstRow {
  readonly key: number
  readonly index: number
  readonly micros: number
  readonly place: number
}

/** The rows with the largest keys, largest first; of equal ones those that came first. */
class WorstList {
  readonly #limit: number
  readonly #rows: WorstRow[] = []
  #least = -Infinity

  constructor(limit: number) {
    this.#limit = limit
  }

  add(key: number, index: number, micros: number, place: number): void {
    const rows = this.#rows
    if (rows.length === this.#limit && key <= this.#least) return
    let at = rows.length
    while (at > 0 && (rows[at - 1] as WorstRow).key < key) at -= 1
    rows.splice(at, 0, { key, index, micros, place })
    if (rows.length > this.#limit) rows.pop()
    this.#least = (rows.at(-1) as WorstRow).key
  }

  worst(): number | null {
    return this.#rows[0]?.key ?? null
  }

  rows<T>(map: (row: WorstRow) => T): T[] {
    return this.#rows.map(map)
  }
}
