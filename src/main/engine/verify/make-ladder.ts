/**
 * The Merkle ladder of one entry under a finished Merkle check: the levels are hashed anew from the stored bytes, the
 * claimed roots and anchors are those that the checks saw. Reads only.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import { entryIdFrom, indexOfEntry, sourceOfEntry } from '../../../shared/model/digest.ts'
import type { MerkleChoice } from '../../../shared/model/batch-plan.ts'
import type { TreeLadder } from '../../../shared/model/tree-ladder.ts'
import { ladderMembers } from '../../../shared/core/merkle/ladder.ts'
import { loadHasher } from '../../io/host/hashers.ts'
import { findEntry } from '../../store/entries.ts'
import { lastRun } from '../../store/runs.ts'
import type { JobContext } from '../jobs.ts'
import type { LanePool } from '../ports.ts'
import type { Session } from '../session.ts'
import { batchOf, leavesOf } from './batch-leaves.ts'
import { leafInputHex } from './make-tree-proof.ts'
import { batchKeys } from './merkle-batches.ts'
import { choiceOfRun, finishedMerkleRun } from './merkle-run.ts'
import { merklePlanOf } from './verify-merkle.ts'

/** The entry itself, or the one at a 1-based place among the entries of a batch, in file order. */
export type LadderSubject =
  | { readonly kind: 'entry'; readonly entryId: number }
  | { readonly kind: 'place'; readonly sourceId: number; readonly batch: string; readonly position: number }

/** Throws `not-found` for an entry, place or check that is not there, `profile-unsuitable` for an entry in no batch. */
export async function makeLadder(
  session: Session,
  request: { readonly of: LadderSubject; readonly runId: number | undefined },
  pool: LanePool,
  job: JobContext,
): Promise<TreeLadder> {
  const { of, runId } = request
  const { run, source, result } = finishedMerkleRun(
    session,
    of.kind === 'entry' ? sourceOfEntry(of.entryId) : of.sourceId,
    runId,
  )
  if (of.kind === 'entry' && findEntry(session.store, of.entryId) === undefined)
    throw new AppError('not-found', `There is no entry ${of.entryId} in this engagement.`)
  const choice = choiceOfRun(run.parameters)
  const plan = merklePlanOf(source, choice)
  // Each pass over the source gets keys of its own: those of fields are numbered as they are met.
  const keys = (): ReturnType<typeof batchKeys> => batchKeys(plan.batches, plan.statements)
  const batch =
    of.kind === 'place' ? of.batch : await batchOf(session, source, plan, keys(), indexOfEntry(of.entryId), pool, job)
  const { slab, indexes } = await leavesOf(session, source, plan, keys(), batch, pool, job)
  const at = of.kind === 'place' ? of.position - 1 : indexes.indexOf(indexOfEntry(of.entryId))
  const index = indexes[at]
  const place = index === undefined ? undefined : findEntry(session.store, entryIdFrom(source.sourceId, index))
  if (index === undefined || place === undefined)
    throw new AppError('not-found', `Batch ${batch} has ${indexes.length} entries; there is no entry ${at + 1} in it.`)
  const members = ladderMembers(plan.tree, await loadHasher(plan.tree.algorithm), slab, at)
  return {
    runId: run.runId,
    sourceId: source.sourceId,
    sourceName: source.name,
    entryId: entryIdFrom(source.sourceId, index),
    line: place.line,
    batch,
    batching: plan.batches,
    options: optionsOf(choice),
    position: at + 1,
    tree: plan.tree,
    leaf: plan.leaf,
    leafInputBytes: (leafInputHex(session, source, plan, index)?.length ?? 0) / 2,
    ...members,
    claimed: (result.batches.find((one) => one.date === batch)?.claimedRoots ?? []).map((root) => ({
      root,
      equal: root === members.root,
    })),
    anchors: plan.batches.by === 'utc-day' ? anchorsOf(session, source.sourceId, batch) : [],
  }
}

/** A choice as command-line options; null where it holds whole profiles or ranges, which stand in files there. */
function optionsOf({ tree, leaf, batches }: MerkleChoice = {}): string[] | null {
  if (typeof tree === 'object' || typeof leaf === 'object' || batches?.by === 'ranges') return null
  return [
    ...(tree === undefined ? [] : ['--tree', tree]),
    ...(leaf === undefined ? [] : ['--leaf', leaf]),
    ...(batches?.by === 'count' ? ['--by', `count:${batches.entries}`] : []),
    ...(batches?.by === 'field' ? ['--by', `field:${batches.field}`] : []),
  ]
}

/** What the last anchor check of the source said about the anchors of a day. */
function anchorsOf(session: Session, sourceId: number, date: string): TreeLadder['anchors'] {
  const last = lastRun(session.store, sourceId, 'anchors')
  if (last?.result.kind !== 'anchors') return []
  return last.result.anchors
    .filter((anchor) => anchor.date === date)
    .map(({ transactionHash, claimedRoot, rung, verdict, reason }) => ({
      runId: last.run.runId,
      transactionHash,
      claimedRoot,
      rung,
      verdict,
      reason,
    }))
}
