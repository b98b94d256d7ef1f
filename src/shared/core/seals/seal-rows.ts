/** Rows of a result: the first ones are listed, all are counted. */
import type { SealCounts, SealRow } from '../../model/seals.ts'
import type { ReasonCode, VerdictWord } from '../../model/verdict.ts'

const listedRows = 200

export class SealRows {
  readonly rows: SealRow[] = []
  notListed = 0
  readonly #countByReason = new Map<ReasonCode, { state: SealRow['state']; count: number }>()

  add(row: SealRow): void {
    const known = this.#countByReason.get(row.reason)
    if (known === undefined) this.#countByReason.set(row.reason, { state: row.state, count: 1 })
    else known.count += 1
    if (this.rows.length < listedRows) return void this.rows.push(row)
    this.notListed += 1
    // What differs must not be crowded out by what could not be checked.
    if (row.state !== 'mismatch') return
    const last = this.rows.findLastIndex(({ state }) => state !== 'mismatch')
    if (last < 0) return
    this.rows.splice(last, 1)
    this.rows.push(row)
  }

  /** The reason that most rows of a state have; null when none has it. */
  reasonOf(state: SealRow['state']): ReasonCode | null {
    let best: ReasonCode | null = null
    let most = 0
    for (const [reason, item] of this.#countByReason) {
      if (item.state !== state || item.count <= most) continue
      best = reason
      most = item.count
    }
    return best
  }
}

/** Verdict over rows: mismatch, then gap, then not-checked, with the commonest reason of the worst; verified otherwise. */
export function sealVerdict(
  counts: SealCounts,
  rows: SealRows,
  receipt: { readonly rejected: number; readonly truncated: boolean },
): { verdict: VerdictWord; reason: ReasonCode | null } {
  for (const state of ['mismatch', 'gap'] as const) {
    const reason = rows.reasonOf(state)
    if (reason !== null) return { verdict: state, reason }
  }
  if (receipt.truncated) return { verdict: 'gap', reason: 'source-truncated' }
  const reason = rows.reasonOf('not-checked')
  if (reason !== null) return { verdict: 'not-checked', reason }
  if (receipt.rejected > 0) return { verdict: 'not-checked', reason: 'record-rejected' }
  return counts.verified > 0 ? { verdict: 'verified', reason: null } : { verdict: 'not-checked', reason: 'no-seal' }
}
