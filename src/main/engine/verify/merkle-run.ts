/** A stored Merkle check as something to go on from: its source, its plan, its result. */
import { AppError } from '../../../shared/model/app-error.ts'
import { merkleChoiceSchema, type MerkleChoice } from '../../../shared/model/batch-plan.ts'
import type { CheckRun, MerkleResult } from '../../../shared/model/check-run.ts'
import { findRun, lastRun } from '../../store/runs.ts'
import { findSource, type StoredSource } from '../../store/sources.ts'
import type { Session } from '../session.ts'

/** Leaf, tree and batches that a run was given; undefined where it followed the profile. */
export function choiceOfRun(parameters: CheckRun['parameters']): MerkleChoice | undefined {
  const given = parameters['choice']
  return given === undefined ? undefined : merkleChoiceSchema.parse(given)
}

export interface FinishedMerkleRun {
  readonly run: CheckRun
  readonly source: StoredSource
  readonly result: MerkleResult
}

/** The run named, else the last finished one of the source. Throws `not-found` where there is none, or it is of another kind. */
export function finishedMerkleRun(session: Session, sourceId: number | undefined, runId?: number): FinishedMerkleRun {
  const { store } = session
  const found = runId === undefined ? lastRun(store, sourceId ?? 0, 'merkle') : findRun(store, runId)
  const source = found === undefined ? undefined : findSource(store, found.run.sourceId)
  if (found?.result?.kind !== 'merkle' || source === undefined || (sourceId ?? source.sourceId) !== source.sourceId)
    throw new AppError(
      'not-found',
      runId === undefined
        ? 'No Merkle check of this source has finished. Verify its Merkle roots first.'
        : `Run ${runId} is no finished Merkle check of this source.`,
    )
  return { run: found.run, source, result: found.result }
}
