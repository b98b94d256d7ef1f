/** The verdict of a chain check over its whole stated scope, from both axes. Compares nothing itself. */
import type { EndState } from '../../model/chain-end.ts'
import {
  worstVerdict,
  type ContentState,
  type LinkState,
  type ReasonCode,
  type VerdictWord,
} from '../../model/verdict.ts'

export interface ChainFacts {
  readonly entries: number
  readonly contents: Readonly<Record<ContentState, number>>
  readonly links: Readonly<Record<LinkState, number>>
  readonly sequenceDuplicates: number
  /** Records of the source that could not be read, and whether its end is missing. */
  readonly rejected: number
  readonly truncated: boolean
  /** What the promises of an end came to (`tail-evidence.ts`). */
  readonly end?: EndState
  /** Reason that contents are not recomputable, when they are not. */
  readonly contentReason: ReasonCode | null
  /** Two-hash designs: true when every mismatch is of the link hash alone. */
  readonly onlyLinkHashes?: boolean
}

/**
 * Worst of: content mismatch, fork, broken link or another head than stated -> `mismatch`; missing entries, unreadable records, a cut end -> `gap`;
 * contents not recomputable, no link to judge -> `not-checked`. A re-ordering alone lowers nothing. The reason is that of the worst.
 */
export function chainVerdict(facts: ChainFacts): { readonly verdict: VerdictWord; readonly reason: ReasonCode | null } {
  const parts: { verdict: VerdictWord; reason: ReasonCode | null }[] = []
  const note = (applies: boolean, verdict: VerdictWord, reason: ReasonCode | null): void => {
    if (applies) parts.push({ verdict, reason })
  }
  note(facts.contents.mismatch > 0, 'mismatch', facts.onlyLinkHashes === true ? 'link-hash-differs' : 'content-differs')
  note(facts.links.broken > 0, 'mismatch', 'link-broken')
  note(
    facts.links.fork > 0,
    'mismatch',
    facts.sequenceDuplicates === facts.links.fork ? 'sequence-duplicate' : 'link-fork',
  )
  note(facts.links.gap > 0, 'gap', 'link-gap')
  note(facts.truncated, 'gap', 'source-truncated')
  note(facts.end === 'missing', 'gap', 'end-missing')
  note(facts.end === 'differs', 'mismatch', 'head-differs')
  note(facts.rejected > 0, 'gap', 'record-rejected')
  note(facts.contents['not-recomputable'] > 0, 'not-checked', facts.contentReason)
  note(
    Object.values(facts.links).every((count) => count === 0),
    'not-checked',
    'field-absent',
  )
  if (parts.length === 0) return { verdict: 'verified', reason: null }
  const verdict = worstVerdict(parts.map((part) => part.verdict))
  return { verdict, reason: parts.find((part) => part.verdict === verdict)?.reason ?? null }
}
