/** Verdict of one batch: recomputed root against the roots claimed for it, and its entries against what is stated of them. */
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
  /** True when the source has claims at all: then a batch without one misses something promised. */
  readonly claimsPromised: boolean
  /** Number of entries and their times as a list of batches states them, beside those that are there. */
  readonly stated?: {
    readonly count: number | null
    readonly first: string | null
    readonly last: string | null
  }
  readonly firstTimestamp?: string | null
  readonly lastTimestamp?: string | null
}

export interface BatchJudgement {
  readonly verdict: VerdictWord
  readonly reason: ReasonCode | null
}

/**
 * A root that differs is a `mismatch`, unless the source's form cannot hold what was hashed: then nothing was shown and
 * it is `not-checked`. Two claims of different roots for one batch are a `mismatch` even when one of them matches, and so
 * is an equal root over another number of entries than stated: some trees give one root for both.
 */
export function batchVerdict(facts: BatchFacts): BatchJudgement {
  const byRoot = rootVerdict(facts)
  if (byRoot.verdict === 'mismatch' || facts.stated === undefined) return byRoot
  if (facts.entries === 0) {
    const emptyAsStated = facts.stated.count === 0 && facts.claimedRoots.length === 0
    return emptyAsStated ? { verdict: 'verified', reason: null } : { verdict: 'gap', reason: 'batch-empty' }
  }
  const reason = differenceFromStated(facts, facts.stated)
  return reason === null ? byRoot : { verdict: 'mismatch', reason }
}

function differenceFromStated(facts: BatchFacts, stated: NonNullable<BatchFacts['stated']>): ReasonCode | null {
  if (stated.count !== null && stated.count !== facts.entries) return 'count-differs'
  if (stated.first !== null && stated.first !== facts.firstTimestamp) return 'first-timestamp-differs'
  if (stated.last !== null && stated.last !== facts.lastTimestamp) return 'last-timestamp-differs'
  return null
}

function rootVerdict(facts: BatchFacts): BatchJudgement {
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
