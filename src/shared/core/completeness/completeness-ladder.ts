/**
 * The completeness ladder, rungs L0 to L3: how much of "nothing is missing" a source has shown by itself and against an
 * anchor. L4 and L5 need totals from outside the export and are not decided here. No rung shows that every event was
 * written, and none below L3 that the end of the file was not cut off.
 */
import type { CompletenessRung, VerdictWord } from '../../model/verdict.ts'

export interface CompletenessFacts {
  readonly accepted: number
  readonly rejected: number
  /** The file ends inside a record, or without the format's end marker. */
  readonly truncated: boolean
  /** Null when the source has no sequence. */
  readonly sequence: {
    readonly missing: string
    readonly duplicates: number
    readonly undecided: number
    readonly withoutSequence: number
  } | null
  /** Last chain check over every record; null when there is no chain or none was run. `checked` counts entries in its scope. */
  readonly chain: { readonly verdict: VerdictWord; readonly checked: number } | null
  /** Anchor checks of a chain head, or of the batch roots. `covered` counts entries under a verified anchor. */
  readonly anchor: { readonly verdict: VerdictWord; readonly covered: number } | null
}

/** Why the climb ended below L3. */
export type LadderStop =
  | 'no-records'
  | 'rejected-records'
  | 'truncated'
  | 'sequence-gaps'
  | 'sequence-duplicates'
  | 'sequence-undecided'
  | 'sequence-absent'
  | 'chain-gap'
  | 'chain-not-verified'
  | 'anchor-not-verified'
  | 'anchor-covers-part'

export interface CompletenessResult {
  readonly rung: Extract<CompletenessRung, 'L0' | 'L1' | 'L2' | 'L3'>
  /** Empty at L3. */
  readonly stops: readonly LadderStop[]
}

/**
 * Highest rung reached, never more. A contradiction on a lower rung ends the climb. A lower rung that cannot be tested,
 * because the source has no sequence or no chain, is answered by a higher one that can: a verified chain leaves no room
 * for a missing record, and an anchored root over every record fixes each of them.
 */
export function completenessRung(facts: CompletenessFacts): CompletenessResult {
  const broken = contradictions(facts)
  if (broken.length > 0) return { rung: 'L0', stops: broken }
  const isNumbered = facts.sequence !== null && facts.sequence.withoutSequence === 0
  const isChained = facts.chain?.verdict === 'verified' && facts.chain.checked === facts.accepted
  const isAnchored = facts.anchor?.verdict === 'verified'
  if (isAnchored && facts.anchor?.covered === facts.accepted && mayAnchor(facts)) return { rung: 'L3', stops: [] }
  const anchorStop: LadderStop = isAnchored && mayAnchor(facts) ? 'anchor-covers-part' : 'anchor-not-verified'
  if (isChained) return { rung: 'L2', stops: [anchorStop] }
  const stops: LadderStop[] = ['chain-not-verified', anchorStop]
  return isNumbered ? { rung: 'L1', stops } : { rung: 'L0', stops: ['sequence-absent', ...stops] }
}

/** An anchored head proves nothing about records whose chain contradicts itself. */
function mayAnchor(facts: CompletenessFacts): boolean {
  return facts.chain === null || facts.chain.verdict === 'verified'
}

function contradictions(facts: CompletenessFacts): LadderStop[] {
  const { sequence } = facts
  const found: ReadonlyArray<readonly [boolean, LadderStop]> = [
    [facts.accepted === 0, 'no-records'],
    [facts.rejected > 0, 'rejected-records'],
    [facts.truncated, 'truncated'],
    [sequence !== null && sequence.missing !== '0', 'sequence-gaps'],
    [sequence !== null && sequence.duplicates > 0, 'sequence-duplicates'],
    [sequence !== null && sequence.undecided > 0, 'sequence-undecided'],
    [facts.chain?.verdict === 'gap', 'chain-gap'],
  ]
  return found.filter(([holds]) => holds).map(([, stop]) => stop)
}
