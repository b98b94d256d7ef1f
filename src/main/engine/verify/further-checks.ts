/**
 * The checks beside chain, roots and anchors, as far as everything that sums up needs them: whether one had anything to
 * be about, and the last run of each.
 */
import { otherCheckKinds, type CheckResult, type CheckRun } from '../../../shared/model/check-run.ts'
import type { ReasonCode } from '../../../shared/model/verdict.ts'
import type { ReadableStore } from '../../store/open.ts'
import { finishedRuns, findRun } from '../../store/runs.ts'

export type FurtherResult = Exclude<CheckResult, { kind: 'chain' | 'merkle' | 'anchors' }>

export interface FurtherRun {
  readonly run: CheckRun
  readonly result: FurtherResult
}

/** Newest runs looked at; older ones stay in the engagement. */
const runsLookedAt = 10_000

/** The source has nothing that such a check is about. The run is kept and said, and lowers no total. */
const nothingThere: Readonly<Record<FurtherResult['kind'], readonly ReasonCode[]>> = {
  sequence: ['field-absent'],
  continuity: ['no-state-values'],
  ids: ['ids-without-clock'],
  seals: ['no-seal'],
  cloudtrail: [],
  proofs: [],
}

export function appliesTo({ kind, reason }: FurtherResult): boolean {
  return reason === null || !nothingThere[kind].includes(reason)
}

/** Last finished run of each further check in the order of first runs; `sourceId` 0: those over files never imported. */
export function lastFurtherRuns(store: ReadableStore, sourceId: number): FurtherRun[] {
  const kinds: readonly string[] = otherCheckKinds
  const runs = finishedRuns(store, runsLookedAt).filter((run) => run.sourceId === sourceId && kinds.includes(run.kind))
  const last = new Map<string, CheckRun>()
  // Checks over files are told apart by what they were given.
  for (const run of runs) last.set(sourceId === 0 ? `${run.kind} ${JSON.stringify(run.parameters)}` : run.kind, run)
  return [...last.values()].flatMap((run): FurtherRun[] => {
    const result = findRun(store, run.runId)?.result
    return result === null || result === undefined || !isFurther(result) ? [] : [{ run, result }]
  })
}

export function isFurther(result: CheckResult): result is FurtherResult {
  return result.kind !== 'chain' && result.kind !== 'merkle' && result.kind !== 'anchors'
}
