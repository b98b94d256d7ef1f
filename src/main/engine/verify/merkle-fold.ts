/**
 * Folds the leaves of a source into one root builder per batch, in file order. Lanes hash ranges of frames; this thread
 * folds what they answer. Path two needs a batch's leaves at once: they go when the next batch begins, and only batches
 * that come up again later are read once more and kept, so that memory is bounded by a batch in a file that has its
 * batches one after the other.
 */
import type { LeafRecipe, TreeProfile } from '../../../shared/model/recipe.ts'
import { mostBatches } from '../../../shared/model/batch-plan.ts'
import type { Hasher } from '../../../shared/core/bytes/hasher.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { createRootBuilder, type RootBuilder } from '../../../shared/core/merkle/batch-root.ts'
import { loadHasher } from '../../io/host/hashers.ts'
import type { Layout } from '../../io/formats/record-json.ts'
import { secondOpinionRoot, type SecondOpinion } from '../../io/second-opinion/second-opinion.ts'
import type { StoredSource } from '../../store/sources.ts'
import { listFrames } from '../../store/vault.ts'
import { orCancelled, type JobContext } from '../jobs.ts'
import type { LeavesResult } from '../lanes/lane-task.ts'
import type { LanePool } from '../ports.ts'
import type { Session } from '../session.ts'
import { frameRanges } from './frame-ranges.ts'
import { noBatch, tooManyBatches, type BatchKeys } from './merkle-batches.ts'

/** What the leaves of a source are folded with. */
export interface FoldPlan {
  readonly source: StoredSource
  readonly leaf: LeafRecipe
  readonly tree: TreeProfile
  readonly keys: BatchKeys
}

export interface FoldedBatch {
  readonly builder: RootBuilder
  /** 0-based indexes of its first and last entry. */
  first: number
  last: number
  /** Entries without a leaf hash. */
  unhashed: number
  /** Path two's leaf hashes, one array per run of neighbouring entries; gone once the batch is closed. */
  second: Uint8Array[]
  opinion: SecondOpinion | null
}

/** Folds every batch; `claimed` names those that path two recomputes as well. */
export async function foldBatches(
  session: Session,
  plan: FoldPlan,
  claimed: ReadonlySet<string>,
  pool: LanePool,
  job: JobContext,
): Promise<ReadonlyMap<string, FoldedBatch>> {
  const hasher = await loadHasher(plan.tree.algorithm)
  const fold = new BatchFold(hasher, plan, claimed, false)
  await eachLeafRange(session, plan, claimed.size > 0, pool, job, (first, second) => fold.add(first, second))
  await fold.close()
  if (fold.reopened.size > 0) {
    const again = new BatchFold(hasher, plan, fold.reopened, true)
    await eachLeafRange(session, plan, true, pool, job, (first, second) => again.add(first, second))
    await again.close()
    for (const name of fold.reopened)
      (fold.batches.get(name) as FoldedBatch).opinion = again.batches.get(name)?.opinion ?? null
  }
  return fold.batches
}

type RangeLeaves = { readonly first: LeavesResult; readonly second: LeavesResult | null }

/** Hashes the leaves of a source range by range and hands them to `add` in file order. */
export async function eachLeafRange(
  session: Session,
  { source, leaf, tree, keys }: FoldPlan,
  independentToo: boolean,
  pool: LanePool,
  job: JobContext,
  add: (first: LeavesResult, second: LeavesResult | null) => Promise<void> | void,
): Promise<void> {
  const layouts = parseJson(source.layouts) as Layout[]
  const ranges = frameRanges(listFrames(session.store, source.sourceId))
  const start = (index: number): Promise<RangeLeaves> | undefined => {
    const range = ranges[index]
    if (range === undefined) return undefined
    const task = {
      kind: 'leaves' as const,
      sourceId: source.sourceId,
      frameFrom: range.frameFrom,
      frameTo: range.frameTo,
      layouts,
      recipe: leaf,
      tree,
      ...(keys.field === undefined ? {} : { field: keys.field }),
    }
    const started = Promise.all([
      pool.run({ ...task, independent: false }),
      independentToo ? pool.run({ ...task, independent: true }) : null,
    ]).then(([first, second]): RangeLeaves => ({ first: first as LeavesResult, second: second as LeavesResult | null }))
    // The failure is seen when its turn comes; until then it must not count as unhandled.
    started.catch(() => undefined)
    return started
  }
  // A few ranges ahead keep the lanes busy while this thread folds; more would only fill memory.
  const queue = Array.from({ length: pool.size + 2 }, (_, index) => start(index))
  let done = 0
  for (let index = 0; index < ranges.length; index += 1) {
    const { first, second } = await orCancelled(job.signal, queue[index] as Promise<RangeLeaves>)
    queue[index] = undefined
    queue.push(start(queue.length))
    await add(first, second)
    done += first.days.length
    job.progress('merkle', 'entries', done, source.entries)
    await job.breathe()
  }
}

class BatchFold {
  readonly batches = new Map<string, FoldedBatch>()
  /** Batches that came up again after their leaves were dropped. */
  readonly reopened = new Set<string>()
  readonly #hasher: Hasher
  readonly #plan: FoldPlan
  readonly #claimed: ReadonlySet<string>
  readonly #keep: boolean
  #key = noBatch
  #name = ''
  #batch: FoldedBatch | undefined

  constructor(hasher: Hasher, plan: FoldPlan, claimed: ReadonlySet<string>, keep: boolean) {
    this.#hasher = hasher
    this.#plan = plan
    this.#claimed = claimed
    this.#keep = keep
  }

  async add(first: LeavesResult, second: LeavesResult | null): Promise<void> {
    const { size } = this.#hasher
    const unhashed = new Set(first.unhashed)
    const keys = this.#plan.keys.keysOf(first)
    let runStart = 0
    // Neighbouring leaves of one batch go to its builder together, which is far quicker than one by one.
    let leafStart = 0
    const appendUpTo = (offset: number): void => {
      if (this.#batch !== undefined && offset > leafStart)
        this.#batch.builder.appendRun(first.slab, leafStart * size, offset - leafStart)
      leafStart = offset
    }
    const endRun = (offset: number): void => {
      appendUpTo(offset)
      if (second !== null && this.#batch !== undefined && offset > runStart && this.#claimed.has(this.#name)) {
        // A copy: a view would keep the whole range's hashes alive.
        this.#batch.second.push(second.slab.slice(runStart * size, offset * size))
      }
      runStart = offset
    }
    for (let offset = 0; offset < keys.length; offset += 1) {
      const key = keys[offset] as number
      if (key !== this.#key) {
        endRun(offset)
        await this.#turnTo(key, first.firstIndex + offset)
      }
      const batch = this.#batch
      if (batch === undefined) continue
      batch.last = first.firstIndex + offset
      if (unhashed.has(batch.last)) {
        batch.unhashed += 1
        appendUpTo(offset)
        leafStart = offset + 1
      }
    }
    endRun(keys.length)
  }

  /** Computes path two of what is still open. */
  async close(): Promise<void> {
    for (const [name, batch] of this.batches) {
      if (this.#keep || (name === this.#name && !this.reopened.has(name))) await this.#opine(batch)
    }
  }

  async #turnTo(key: number, index: number): Promise<void> {
    const before = this.#batch
    if (before !== undefined && !this.#keep) {
      if (!this.reopened.has(this.#name)) await this.#opine(before)
      before.second = []
    }
    this.#key = key
    this.#name = key === noBatch ? '' : this.#plan.keys.nameOf(key)
    this.#batch = key === noBatch ? undefined : this.batches.get(this.#name)
    if (key === noBatch) return
    if (this.#batch === undefined) {
      if (this.batches.size >= mostBatches) throw tooManyBatches()
      this.#batch = {
        builder: createRootBuilder(this.#plan.tree, this.#hasher),
        first: index,
        last: index,
        unhashed: 0,
        second: [],
        opinion: null,
      }
      this.batches.set(this.#name, this.#batch)
    } else if (!this.#keep && this.#claimed.has(this.#name)) this.reopened.add(this.#name)
  }

  async #opine(batch: FoldedBatch): Promise<void> {
    if (batch.second.length > 0 && batch.unhashed === 0)
      batch.opinion = await secondOpinionRoot(Buffer.concat(batch.second), this.#plan.tree)
  }
}
