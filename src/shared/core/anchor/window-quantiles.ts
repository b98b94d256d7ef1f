/**
 * Exact quantiles of many non-negative integers in memory that does not grow with them: the wanted value is narrowed
 * down digit by digit, one pass over the values for each of three digits (18 bits, 18 bits, the rest above). Nearest rank:
 * quantile q of n values is the one at rank ceil(q * n), counted from 1.
 */
const digitBits = 18
const digit = 2 ** digitBits

/** Passes over the same values that `DigitSelection` needs. */
export const selectionPasses = 3

interface Wanted {
  /** 1-based among the values that share `prefix`. */
  rank: number
  /** Value divided by the digits below, known so far; for the first pass nothing is. */
  prefix: number
  counts: Uint32Array | null
}

export class DigitSelection {
  readonly #shares: readonly number[]
  #pass = 0
  /** Values by their topmost digit, which has no fixed width: a map is bounded by how many there are. */
  readonly #top = new Map<number, number>()
  #total = 0
  #wanted: Wanted[] = []
  #lastTop = Number.NaN
  #lastCount = 0

  /** `shares` between 0 and 1, exclusive of 0. */
  constructor(shares: readonly number[]) {
    this.#shares = shares
  }

  /** Requires value >= 0, an integer below 2^57; at most 2^32 - 1 values. */
  add(value: number): void {
    const upper = Math.floor(value / digit)
    const top = Math.floor(upper / digit)
    if (this.#pass === 0) {
      this.#total += 1
      // Neighbouring entries have windows alike: the map is written when the digit changes.
      if (top !== this.#lastTop) {
        this.#flush()
        this.#lastTop = top
      }
      this.#lastCount += 1
      return
    }
    for (const { prefix, counts } of this.#wanted) {
      if (counts === null) continue
      if (this.#pass === 1) {
        if (top === prefix) counts[upper - top * digit] = (counts[upper - top * digit] as number) + 1
      } else if (upper === prefix) counts[value - upper * digit] = (counts[value - upper * digit] as number) + 1
    }
  }

  /** Ends a pass. */
  next(): void {
    if (this.#pass === 0) {
      this.#flush()
      const rising = [...this.#top].toSorted(([left], [right]) => left - right)
      const digits = rising.map(([top]) => top)
      const counts = rising.map(([, count]) => count)
      this.#wanted = this.#shares.map((share) => narrowed(counts, Math.ceil(share * this.#total), digits))
    } else {
      for (const wanted of this.#wanted) {
        if (wanted.counts === null) continue
        const found = narrowed(wanted.counts, wanted.rank)
        wanted.prefix = wanted.prefix * digit + found.prefix
        wanted.rank = found.rank
      }
    }
    this.#pass += 1
    const more = this.#pass < selectionPasses && this.#total > 0
    for (const wanted of this.#wanted) wanted.counts = more ? new Uint32Array(digit) : null
  }

  /** Quantiles in the order of `shares`, after three passes; null when there was no value. */
  results(): (number | null)[] {
    if (this.#pass < selectionPasses) throw new RangeError('a quantile needs three passes over the values')
    return this.#shares.map((_, at) => (this.#total === 0 ? null : (this.#wanted[at] as Wanted).prefix))
  }

  #flush(): void {
    if (this.#lastCount > 0) this.#top.set(this.#lastTop, (this.#top.get(this.#lastTop) ?? 0) + this.#lastCount)
    this.#lastCount = 0
  }
}

/** The digit under which the value at `rank` stands, and its rank there. `digits`: what each count is of, else its place. */
function narrowed(counts: ArrayLike<number>, rank: number, digits?: readonly number[]): Wanted {
  let before = 0
  for (let place = 0; place < counts.length; place += 1) {
    const count = counts[place] as number
    if (before + count >= rank) return { rank: rank - before, prefix: digits?.[place] ?? place, counts: null }
    before += count
  }
  return { rank: 1, prefix: 0, counts: null }
}
