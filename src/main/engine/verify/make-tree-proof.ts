/**
 * Makes proof files out of stored entries: that an entry is under the root of its batch, or that the tree over a source's
 * first entries grew into a larger one. Reads only.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import { indexOfEntry, sourceOfEntry } from '../../../shared/model/digest.ts'
import type { MerkleChoice } from '../../../shared/model/batch-plan.ts'
import type { ConsistencyFile, InclusionFile } from '../../../shared/model/tree-proof.ts'
import { bytesToHex } from '../../../shared/core/bytes/hex.ts'
import { JsonScan } from '../../../shared/core/bytes/json-scan.ts'
import { ByteSink, compileForm } from '../../../shared/core/chain/canonical.ts'
import { hasConsistencyProofs } from '../../../shared/core/merkle/consistency-proof.ts'
import { consistencyMembers, inclusionMembers } from '../../../shared/core/merkle/proof-file.ts'
import { loadHasher } from '../../io/host/hashers.ts'
import { findEntry } from '../../store/entries.ts'
import { findSource, type StoredSource } from '../../store/sources.ts'
import type { JobContext } from '../jobs.ts'
import type { LanePool } from '../ports.ts'
import type { Session } from '../session.ts'
import { batchOf, leavesOf } from './batch-leaves.ts'
import { batchKeys, noBatch, type BatchKeys } from './merkle-batches.ts'
import { decodedLeaf } from './merkle-leaves.ts'
import { recordsAt } from './merkle-records.ts'
import { merklePlanOf, type MerklePlan } from './verify-merkle.ts'

/** Proof for one entry; `withRecord` puts its leaf input into the file. */
export async function makeInclusionProof(
  session: Session,
  request: { readonly entryId: number; readonly choice: MerkleChoice | undefined; readonly withRecord: boolean },
  pool: LanePool,
  job: JobContext,
): Promise<InclusionFile> {
  const { entryId } = request
  const place = findEntry(session.store, entryId)
  const source = findSource(session.store, sourceOfEntry(entryId))
  if (place === undefined || source === undefined)
    throw new AppError('not-found', `There is no entry ${entryId} in this engagement.`)
  const plan = merklePlanOf(source, request.choice)
  const wanted = indexOfEntry(entryId)
  const keys = batchKeys(plan.batches, plan.statements)
  const name = await batchOf(session, source, plan, keys, wanted, pool, job)
  const { slab, indexes } = await leavesOf(session, source, plan, keys, name, pool, job)
  const hasher = await loadHasher(plan.tree.algorithm)
  return {
    proof: 'assay.inclusion-proof/1',
    tree: plan.tree,
    leaf: plan.leaf,
    source: { name: source.name, sha256: source.sha256 },
    batch: name,
    line: place.line,
    leafInput: request.withRecord ? leafInputHex(session, source, plan, wanted) : null,
    ...inclusionMembers(plan.tree, hasher, slab, indexes.indexOf(wanted)),
  }
}

/** Proof that the tree over the first `size2` entries of a source, in file order, begins with that over the first `size1`. */
export async function makeConsistencyProof(
  session: Session,
  source: StoredSource,
  request: { readonly size1: number; readonly size2: number; readonly choice: MerkleChoice | undefined },
  pool: LanePool,
  job: JobContext,
): Promise<ConsistencyFile> {
  const plan = merklePlanOf(source, request.choice)
  const { size1, size2 } = request
  if (!hasConsistencyProofs(plan.tree))
    throw new AppError(
      'profile-unsuitable',
      `Trees of the profile ${plan.tree.id} do not grow at one edge, so there is no proof that one begins with another.`,
    )
  if (size1 < 1 || size1 > size2 || size2 > source.entries)
    throw new AppError(
      'usage',
      `Sizes ${size1} and ${size2} are no two sizes of a tree over the ${source.entries} entries of ${source.name}.`,
    )
  const all: BatchKeys = {
    field: undefined,
    keysOf: ({ firstIndex, days }) => days.map((_, offset) => (firstIndex + offset < size2 ? 0 : noBatch)),
    nameOf: () => '',
  }
  const { slab } = await leavesOf(session, source, plan, all, '', pool, job)
  return {
    proof: 'assay.consistency-proof/1',
    tree: plan.tree,
    leaf: plan.leaf,
    source: { name: source.name, sha256: source.sha256 },
    ...consistencyMembers(plan.tree, await loadHasher(plan.tree.algorithm), slab, size1),
  }
}

/** Hex of the leaf input of the entry with the 0-based `index`; null where its record has none under the recipe. */
export function leafInputHex(
  session: Session,
  source: StoredSource,
  { leaf }: MerklePlan,
  index: number,
): string | null {
  const record = recordsAt(session.store, source, new Set([index])).get(index)
  if (record === undefined) return null
  const scan = new JsonScan()
  const sink = new ByteSink()
  scan.scan(record, 0, record.length)
  if (!compileForm(leaf.canonical).write(record, scan, sink)) return null
  const input = decodedLeaf(leaf, sink.view())
  return input === undefined ? null : bytesToHex(input)
}
