/**
 * The completeness ladder: how much of "nothing is missing" a source has shown by itself (L0 to L2), against an anchor
 * (L3) and against totals that a person obtained outside the export (L4, L5). No rung shows that every event was
 * written, and none below L3 that the end of the file was not cut off.
 */
import type { CompletenessRung, VerdictWord } from '../../model/verdict.ts'

export interface CompletenessFacts {
  readonly accepted: number
  readonly rejected: number
  /** The file ends inside a record, or without the format's end marker. */
  readonly truncated: boolean
  /** A note of the receipt says that the export, or a container of it, is not whole. */
  readonly incomplete: boolean
  /** Null when the source has no sequence; `untested` when nobody looked at every number. */
  readonly sequence:
    | {
        readonly missing: string
        readonly duplicates: number
        readonly undecided: number
        /** Entries without a number, or with one that is no integer. */
        readonly withoutSequence: number
      }
    | 'untested'
    | null
  /** Last chain check over every record; null when there is no chain or none was run. `checked` counts entries in its scope. */
  readonly chain: { readonly verdict: VerdictWord; readonly checked: number } | null
  /** Anchor checks of a chain head, or of the batch roots. `covered` counts entries under a verified anchor. */
  readonly anchor: { readonly verdict: VerdictWord; readonly covered: number } | null
  /** Totals that a person typed in, each compared with the imported records. */
  readonly totals: readonly {
    readonly measure: 'count' | 'sum' | 'min' | 'max'
    /** `exporter`: stated by whoever made the export, which raises no rung. */
    readonly obtained: 'exporter' | 'independent' | 'observed'
    readonly result: 'equal' | 'differs' | 'not-comparable'
  }[]
}

/** Why the climb ended. */
export const ladderStops = [
  'no-records',
  'rejected-records',
  'truncated',
  'incomplete',
  'sequence-gaps',
  'sequence-duplicates',
  'sequence-undecided',
  'sequence-untested',
  'sequence-absent',
  'chain-gap',
  'chain-not-verified',
  'anchor-not-verified',
  'anchor-covers-part',
  'total-differs',
  'total-not-given',
  'total-not-observed',
] as const
export type LadderStop = (typeof ladderStops)[number]

/** Stops that say that something is missing, as against something that was not shown. */
const missingStops: ReadonlySet<LadderStop> = new Set<LadderStop>([
  'rejected-records',
  'truncated',
  'incomplete',
  'sequence-gaps',
  'chain-gap',
  'total-differs',
])

export interface CompletenessResult {
  readonly rung: CompletenessRung
  /** Empty at L5. */
  readonly stops: readonly LadderStop[]
  /** True when something of the source is known to be missing or unread. */
  readonly gap: boolean
}

/**
 * Highest rung reached, never more. A contradiction on a lower rung ends the climb. A lower rung that cannot be tested,
 * because the source has no sequence or no chain, is answered by a higher one that can: a verified chain leaves no room
 * for a missing record, an anchored root over every record fixes each of them, and a total from outside counts them.
 */
export function completenessRung(facts: CompletenessFacts): CompletenessResult {
  const { rung, stops } = climb(facts)
  return { rung, stops, gap: stops.some((stop) => missingStops.has(stop)) }
}

function climb(facts: CompletenessFacts): Omit<CompletenessResult, 'gap'> {
  const differs: LadderStop[] = facts.totals.some((total) => total.result === 'differs') ? ['total-differs'] : []
  const broken = contradictions(facts)
  if (broken.length > 0) return { rung: 'L0', stops: [...broken, ...differs] }
  const inside = climbInside(facts)
  if (differs.length > 0) return { rung: inside.rung, stops: [...inside.stops, ...differs] }
  // Smallest and greatest ids say where a file begins and ends, not how much lies between: only counts and sums climb.
  const equal = facts.totals.filter(
    (total) => total.result === 'equal' && (total.measure === 'count' || total.measure === 'sum'),
  )
  // A total shows that as many records came over as there were, not that they are the same ones.
  if (facts.chain?.verdict === 'mismatch' || facts.anchor?.verdict === 'mismatch') return inside
  if (equal.some((total) => total.obtained === 'observed')) return { rung: 'L5', stops: [] }
  if (equal.some((total) => total.obtained === 'independent')) return { rung: 'L4', stops: ['total-not-observed'] }
  return { rung: inside.rung, stops: [...inside.stops, 'total-not-given'] }
}

/** Rungs L0 to L3 of a source that contradicts nothing. */
function climbInside(facts: CompletenessFacts): Omit<CompletenessResult, 'gap'> {
  const isNumbered = facts.sequence !== null && facts.sequence !== 'untested' && facts.sequence.withoutSequence === 0
  const isChained = facts.chain?.verdict === 'verified' && facts.chain.checked === facts.accepted
  const isAnchored = facts.anchor?.verdict === 'verified'
  if (isAnchored && facts.anchor?.covered === facts.accepted && mayAnchor(facts)) return { rung: 'L3', stops: [] }
  const anchorStop: LadderStop = isAnchored && mayAnchor(facts) ? 'anchor-covers-part' : 'anchor-not-verified'
  if (isChained) return { rung: 'L2', stops: [anchorStop] }
  const stops: LadderStop[] = ['chain-not-verified', anchorStop]
  if (isNumbered) return { rung: 'L1', stops }
  return { rung: 'L0', stops: [facts.sequence === 'untested' ? 'sequence-untested' : 'sequence-absent', ...stops] }
}

/** An anchored head proves nothing about records whose chain contradicts itself. */
function mayAnchor(facts: CompletenessFacts): boolean {
  return facts.chain === null || facts.chain.verdict === 'verified'
}

function contradictions(facts: CompletenessFacts): LadderStop[] {
  const sequence = facts.sequence === 'untested' ? null : facts.sequence
  const found: ReadonlyArray<readonly [boolean, LadderStop]> = [
    [facts.accepted === 0, 'no-records'],
    [facts.rejected > 0, 'rejected-records'],
    [facts.truncated, 'truncated'],
    [facts.incomplete, 'incomplete'],
    [sequence !== null && sequence.missing !== '0', 'sequence-gaps'],
    [sequence !== null && sequence.duplicates > 0, 'sequence-duplicates'],
    [sequence !== null && sequence.undecided > 0, 'sequence-undecided'],
    [facts.chain?.verdict === 'gap', 'chain-gap'],
  ]
  return found.filter(([holds]) => holds).map(([, stop]) => stop)
}
