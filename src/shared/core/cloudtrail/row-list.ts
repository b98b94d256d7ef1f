/**
 * A list of rows that evidence cannot grow without end. Rows that are not verified are kept first, so that what matters is
 * there when a list is cut; the order is that of adding.
 */
import type { ReasonCode, VerdictWord } from '../../model/verdict.ts'

export class RowList<T extends { readonly verdict: VerdictWord; readonly reason: ReasonCode | null }> {
  readonly #limit: number
  #good: { at: number; row: T }[] = []
  #other: { at: number; row: T }[] = []
  #added = 0
  #left = 0
  readonly #reasonByVerdict = new Map<VerdictWord, ReasonCode | null>()

  /** `limit` rows of each kind: verified, and not. */
  constructor(limit: number) {
    this.#limit = limit
  }

  add(row: T): void {
    if (!this.#reasonByVerdict.has(row.verdict)) this.#reasonByVerdict.set(row.verdict, row.reason)
    const list = row.verdict === 'verified' ? this.#good : this.#other
    if (list.length < this.#limit) list.push({ at: this.#added, row })
    else this.#left += 1
    this.#added += 1
  }

  /** Rows that were left out. */
  get left(): number {
    return this.#left
  }

  /** Every verdict that was added, also of rows left out, with the reason of its first row. */
  get reasonByVerdict(): ReadonlyMap<VerdictWord, ReasonCode | null> {
    return this.#reasonByVerdict
  }

  rows(): T[] {
    return [...this.#good, ...this.#other].toSorted((a, b) => a.at - b.at).map(({ row }) => row)
  }
}
