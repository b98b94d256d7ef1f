/**
 * The leaves of one batch, hashed anew from the stored entries: what proofs and ladders are made of. Reads only.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import { loadHasher } from '../../io/host/hashers.ts'
import type { StoredSource } from '../../store/sources.ts'
import type { JobContext } from '../jobs.ts'
import type { LanePool } from '../ports.ts'
import type { Session } from '../session.ts'
import { noBatch, type BatchKeys } from './merkle-batches.ts'
import { eachLeafRange } from './merkle-fold.ts'
import type { MerklePlan } from './verify-merkle.ts'

/** Leaves of a tree of which proofs are made, at most: all of their hashes are held at once. */
const mostLeaves = 2_000_000

/** Name of the batch that the entry with the 0-based index `wanted` is in. Throws `profile-unsuitable` where it is in none. */
export async function batchOf(
  session: Session,
  source: StoredSource,
  plan: MerklePlan,
  keys: BatchKeys,
  wanted: number,
  pool: LanePool,
  job: JobContext,
): Promise<string> {
  let name: string | undefined
  await eachLeafRange(session, { source, ...plan, keys }, false, pool, job, (range) => {
    const all = keys.keysOf(range)
    const key = all[wanted - range.firstIndex]
    if (key !== undefined && key !== noBatch) name = keys.nameOf(key)
  })
  if (name === undefined) throw new AppError('profile-unsuitable', 'The entry is in no batch, so no root covers it.')
  return name
}

/**
 * Leaf hashes end to end in file order, and the 0-based indexes of their entries, of one batch. Throws
 * `profile-unsuitable` where a record has no leaf under the recipe, or the batch has more leaves than are held.
 */
export async function leavesOf(
  session: Session,
  source: StoredSource,
  plan: MerklePlan,
  keys: BatchKeys,
  name: string,
  pool: LanePool,
  job: JobContext,
): Promise<{ slab: Uint8Array; indexes: number[] }> {
  const { size } = await loadHasher(plan.tree.algorithm)
  const parts: Uint8Array[] = []
  const indexes: number[] = []
  // Neighbours are mostly of one batch: its name is made once.
  let known = noBatch
  let isWanted = false
  await eachLeafRange(session, { source, ...plan, keys }, false, pool, job, (range) => {
    const unhashed = new Set(range.unhashed)
    keys.keysOf(range).forEach((key, offset) => {
      if (key === noBatch) return
      if (key !== known) isWanted = keys.nameOf(key) === name
      known = key
      if (!isWanted) return
      const index = range.firstIndex + offset
      if (unhashed.has(index))
        throw new AppError(
          'profile-unsuitable',
          `The record of entry ${index + 1} has no leaf under the recipe ${plan.leaf.id}, so the tree has no root.`,
        )
      if (indexes.length >= mostLeaves)
        throw new AppError('profile-unsuitable', `The tree has more than ${mostLeaves} leaves; no proof was made.`)
      indexes.push(index)
      parts.push(range.slab.slice(offset * size, (offset + 1) * size))
    })
  })
  return { slab: Buffer.concat(parts), indexes }
}
