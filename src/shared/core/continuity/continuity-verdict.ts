/** The verdict of a continuity check over what it could compare. Compares nothing itself. */
import type { ContinuityResult, UntestedCause } from '../../model/continuity.ts'
import type { ReasonCode, VerdictWord } from '../../model/verdict.ts'

/** Causes that leave part of the scope unlooked at. The others name what the log does not say, which is outside it. */
const incomplete: readonly UntestedCause[] = ['unreadable', 'too-wide', 'undecided-tie', 'too-many-changes']

/**
 * A break is a `gap`: a change is not in the log, as far as the log tells. So are unreadable records and a cut end, which may
 * be that change. Nothing compared, or not everything that could be: `not-checked`.
 */
export function continuityVerdict(
  facts: Pick<ContinuityResult, 'breakCount' | 'tested' | 'untested'> & {
    readonly rejected: number
    readonly truncated: boolean
  },
): { readonly verdict: VerdictWord; readonly reason: ReasonCode | null } {
  if (facts.breakCount > 0) return { verdict: 'gap', reason: 'state-differs' }
  if (facts.tested === 0) return { verdict: 'not-checked', reason: 'no-state-values' }
  if (facts.truncated) return { verdict: 'gap', reason: 'source-truncated' }
  if (facts.rejected > 0) return { verdict: 'gap', reason: 'record-rejected' }
  if (incomplete.some((cause) => (facts.untested[cause] ?? 0) > 0))
    return { verdict: 'not-checked', reason: 'state-partly-untested' }
  return { verdict: 'verified', reason: null }
}
