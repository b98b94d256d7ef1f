/** Verdict of one batch: recomputed root against the roots the export claims for its date. */
import type { ReasonCode, VerdictWord } from '../../model/verdict.ts'

export interface BatchFacts {
  readonly entries: number
  /** Lower-case hex; null when the leaves cannot be recomputed. */
  readonly recomputedRoot: string | null
  /** True when the source cannot hold the leaf's bytes (a database export re-prints them). */
  readonly formLost: boolean
  /** True when something of the batch was redacted at import. */
  readonly redacted?: boolean
  /** Lower-case hex, in claim order. */
  readonly claimedRoots: readonly string[]
  /** True when the source has claims at all: then a day without one misses something promised. */
  readonly claimsPromised: boolean
}

/**
 * A root that differs is a `mismatch`, unless the source's form cannot hold what was hashed: then nothing was shown and
 * it is `not-checked`. Two claims of different roots for one batch are a `mismatch` even when one of them matches.
 */
export function batchVerdict(facts: BatchFacts): { readonly verdict: VerdictWord; readonly reason: ReasonCode | null } {
  if (facts.claimedRoots.length === 0) {
    return facts.claimsPromised
      ? { verdict: 'gap', reason: 'batch-without-anchor' }
      : { verdict: 'unanchored', reason: 'no-anchor' }
  }
  if (facts.entries === 0) return { verdict: 'gap', reason: 'batch-empty' }
  const matches = facts.claimedRoots.filter((root) => root === facts.recomputedRoot).length
  if (matches === facts.claimedRoots.length) return { verdict: 'verified', reason: null }
  if (facts.redacted === true && matches === 0) return { verdict: 'not-checked', reason: 'redacted-at-import' }
  if (facts.recomputedRoot === null || (facts.formLost && matches === 0))
    return { verdict: 'not-checked', reason: 'no-recipe-reproduces' }
  return {
    verdict: 'mismatch',
    reason: new Set(facts.claimedRoots).size > 1 ? 'anchored-more-than-once' : 'root-differs',
  }
}
