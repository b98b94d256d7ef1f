/**
 * Verify Merkle roots in daily UTC batches: 1. lanes hash leaves over frame ranges; 2. a frontier per day folds them in
 * file order; 3. path two recomputes every anchored root; 4. compare with the claims; 5. record.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import type { BatchResult, MerkleResult } from '../../../shared/model/check-run.ts'
import type { LeafRecipe, TreeProfile } from '../../../shared/model/recipe.ts'
import { worstVerdict } from '../../../shared/model/verdict.ts'
import { bytesToHex } from '../../../shared/core/bytes/hex.ts'
import { batchVerdict } from '../../../shared/core/merkle/batch-verdict.ts'
import { createFrontier, type Frontier } from '../../../shared/core/merkle/frontier.ts'
import { leafRecipeById } from '../../../shared/core/merkle/leaf-recipes.ts'
import { treeProfileById } from '../../../shared/core/merkle/tree-profiles.ts'
import { dateFromDays, utcDate } from '../../../shared/core/time/instant.ts'
import type { Hasher } from '../../../shared/core/bytes/hasher.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { loadHasher } from '../../io/host/hashers.ts'
import { secondOpinionRoot, type SecondOpinion } from '../../io/second-opinion/second-opinion.ts'
import type { Layout } from '../../io/formats/record-json.ts'
import { redactedEntries } from '../../store/entries.ts'
import { replaceFindings } from '../../store/findings.ts'
import { endRun, startRun } from '../../store/runs.ts'
import type { StoredSource } from '../../store/sources.ts'
import { claimsOf } from '../anchor/anchor-material.ts'
import { recordCustody } from '../custody/record-custody.ts'
import { orCancelled, type JobContext } from '../jobs.ts'
import type { EnginePorts, LanePool } from '../ports.ts'
import { timestampReader } from '../query/entry-text.ts'
import type { Session } from '../session.ts'
import { merkleFindings } from './check-findings.ts'
import { frameRanges } from './frame-ranges.ts'
import type { LeavesResult } from '../lanes/lane-task.ts'
import { noDay } from './run-lane-task.ts'
import { listFrames } from '../../store/vault.ts'
import { finishCheck } from './finish-check.ts'

export interface MerkleOptions {
  readonly lanes: number
  /** Path two for every anchored root; on unless a benchmark measures path one alone. */
  readonly secondOpinion: boolean
}

interface Batch {
  readonly frontier: Frontier
  first: number
  last: number
  unhashed: number
  /** Path two's leaf hashes, one array per run of neighbouring entries; gone once the batch is closed. */
  second: Uint8Array[]
  opinion: SecondOpinion | null
}

export async function verifyMerkle(
  ports: EnginePorts,
  session: Session,
  source: StoredSource,
  options: MerkleOptions,
  job: JobContext,
): Promise<MerkleResult> {
  const plan = source.profile.batches
  const leaf = plan === undefined ? undefined : leafRecipeById(plan.leafRecipe)
  const tree = plan === undefined ? undefined : treeProfileById(plan.tree)
  if (leaf === undefined || tree === undefined)
    throw new AppError(
      'profile-unsuitable',
      `The profile of ${source.name} has no Merkle batches. Nothing was checked.`,
    )
  const runId = await session.write(() =>
    startRun(session.store, {
      kind: 'merkle',
      sourceId: source.sourceId,
      startedAtMicros: ports.clock.nowMicros(),
      toolVersion: ports.version,
      parameters: { leaf: leaf.id, tree: tree.id, secondOpinion: options.secondOpinion },
    }),
  )
  let pool: LanePool | undefined
  try {
    pool = ports.startLanes(session.store.path, options.lanes)
    const result = await judge(session, source, leaf, tree, options, pool, job)
    await session.transaction(() => {
      finishCheck(session.store, runId, ports.clock.nowMicros(), result)
      replaceFindings(session.store, 'merkle', source.sourceId, merkleFindings(result, runId))
      recordCustody(ports, session.store, 'merkle.verify', {
        run: runId,
        source: source.sourceId,
        verdict: result.verdict,
        verified: result.verified,
        batches: result.batches.length,
      })
    })
    return result
  } catch (error) {
    const cancelled = error instanceof AppError && error.code === 'cancelled'
    await session.write(() =>
      endRun(session.store, runId, ports.clock.nowMicros(), cancelled ? 'abandoned' : 'faulted'),
    )
    throw error
  } finally {
    await pool?.close()
  }
}

async function judge(
  session: Session,
  source: StoredSource,
  leaf: LeafRecipe,
  tree: TreeProfile,
  options: MerkleOptions,
  pool: LanePool,
  job: JobContext,
): Promise<MerkleResult> {
  const claims = claimsOf(session.store, source.sourceId)
  const rootsByDate = Map.groupBy(claims, (claim) => claim.date)
  const batches = await foldBatches(
    session,
    source,
    leaf,
    tree,
    new Set(options.secondOpinion ? rootsByDate.keys() : []),
    pool,
    job,
  )
  const formLost = (parseJson(source.layouts) as Layout[]).some((layout) => layout.kind !== 'json')
  const redactedDays = new Set(
    redactedEntries(session.store, source.sourceId).map(({ occurredMicros }) =>
      occurredMicros === null ? null : utcDate(occurredMicros),
    ),
  )
  const timestamp = timestampReader(session.store, source)
  const results: BatchResult[] = []
  for (const date of [...new Set([...batches.keys(), ...rootsByDate.keys()])].toSorted()) {
    const batch = batches.get(date)
    const root = batch === undefined || batch.unhashed > 0 ? null : bytesToHex(batch.frontier.root() as Uint8Array)
    const claimedRoots = (rootsByDate.get(date) ?? []).map((claim) => claim.merkle_root)
    const opinion = batch?.opinion ?? null
    if (opinion !== null && root !== null && opinion.value !== root) {
      throw new AppError(
        'second-opinion-disagrees',
        `Internal fault: the two implementations disagree on the root of ${date} (${root} and ${opinion.value ?? 'none'}). No verdict was recorded.`,
      )
    }
    results.push({
      date,
      ...batchVerdict({
        entries: batch?.frontier.size ?? 0,
        recomputedRoot: root,
        formLost,
        redacted: redactedDays.has(date),
        claimedRoots,
        claimsPromised: claims.length > 0,
      }),
      count: batch?.frontier.size ?? 0,
      firstTimestamp: batch === undefined ? null : timestamp(batch.first),
      lastTimestamp: batch === undefined ? null : timestamp(batch.last),
      recomputedRoot: root,
      claimedRoots,
      secondOpinion:
        opinion === null
          ? null
          : {
              implementation: opinion.implementation,
              version: opinion.version,
              root: opinion.value ?? '',
              agrees: true,
            },
    })
  }
  const verdict = worstVerdict(results.map((batch) => batch.verdict))
  return {
    kind: 'merkle',
    sourceId: source.sourceId,
    sourceName: source.name,
    verdict,
    reason: results.length === 0 ? 'batch-empty' : (results.find((batch) => batch.verdict === verdict)?.reason ?? null),
    leafRecipeId: leaf.id,
    treeId: tree.id,
    entries: source.entries,
    batches: results,
    verified: results.filter((batch) => batch.verdict === 'verified').length,
    emptyBatches: results.filter((batch) => batch.count === 0).map((batch) => batch.date),
    unanchoredDays: results.filter((batch) => batch.claimedRoots.length === 0).map((batch) => batch.date),
  }
}

/**
 * Folds the leaves of a source into one frontier per UTC day, in file order. Entries without a time are in no batch.
 * Path two needs a batch's leaves at once: they go when the next day begins, and only days that come up again later are
 * read once more and kept, so that memory is bounded by a batch in a file that is in time order.
 */
async function foldBatches(
  session: Session,
  source: StoredSource,
  leaf: LeafRecipe,
  tree: TreeProfile,
  anchored: ReadonlySet<string>,
  pool: LanePool,
  job: JobContext,
): Promise<ReadonlyMap<string, Batch>> {
  const hasher = await loadHasher(tree.algorithm)
  const fold = new BatchFold(hasher, tree, anchored, false)
  await eachLeafRange(session, source, leaf, tree, anchored.size > 0, pool, job, (first, second) =>
    fold.add(first, second),
  )
  await fold.close()
  if (fold.reopened.size > 0) {
    const again = new BatchFold(hasher, tree, fold.reopened, true)
    await eachLeafRange(session, source, leaf, tree, true, pool, job, (first, second) => again.add(first, second))
    await again.close()
    for (const date of fold.reopened)
      (fold.batches.get(date) as Batch).opinion = again.batches.get(date)?.opinion ?? null
  }
  return fold.batches
}

type RangeLeaves = { readonly first: LeavesResult; readonly second: LeavesResult | null }

async function eachLeafRange(
  session: Session,
  source: StoredSource,
  leaf: LeafRecipe,
  tree: TreeProfile,
  independentToo: boolean,
  pool: LanePool,
  job: JobContext,
  add: (first: LeavesResult, second: LeavesResult | null) => Promise<void>,
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
      leafPrefix: tree.leafPrefix,
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
  readonly batches = new Map<string, Batch>()
  /** Days that came up again after their leaves were dropped. */
  readonly reopened = new Set<string>()
  readonly #hasher: Hasher
  readonly #tree: TreeProfile
  readonly #anchored: ReadonlySet<string>
  readonly #keep: boolean
  #day = noDay
  #date = ''
  #batch: Batch | undefined

  constructor(hasher: Hasher, tree: TreeProfile, anchored: ReadonlySet<string>, keep: boolean) {
    this.#hasher = hasher
    this.#tree = tree
    this.#anchored = anchored
    this.#keep = keep
  }

  async add(first: LeavesResult, second: LeavesResult | null): Promise<void> {
    const { size } = this.#hasher
    const unhashed = new Set(first.unhashed)
    let runStart = 0
    const endRun = (offset: number): void => {
      if (second !== null && this.#batch !== undefined && offset > runStart && this.#anchored.has(this.#date)) {
        // A copy: a view would keep the whole range's hashes alive.
        this.#batch.second.push(second.slab.slice(runStart * size, offset * size))
      }
      runStart = offset
    }
    for (let offset = 0; offset < first.days.length; offset += 1) {
      const day = first.days[offset] as number
      if (day !== this.#day) {
        endRun(offset)
        await this.#turnTo(day, first.firstIndex + offset)
      }
      const batch = this.#batch
      if (batch === undefined) continue
      batch.last = first.firstIndex + offset
      if (unhashed.has(batch.last)) batch.unhashed += 1
      else batch.frontier.appendFrom(first.slab, offset * size)
    }
    endRun(first.days.length)
  }

  /** Computes path two of what is still open. */
  async close(): Promise<void> {
    for (const [date, batch] of this.batches) {
      if (this.#keep || (date === this.#date && !this.reopened.has(date))) await this.#opine(batch)
    }
  }

  async #turnTo(day: number, index: number): Promise<void> {
    const before = this.#batch
    if (before !== undefined && !this.#keep) {
      if (!this.reopened.has(this.#date)) await this.#opine(before)
      before.second = []
    }
    this.#day = day
    this.#date = day === noDay ? '' : dateFromDays(day)
    this.#batch = day === noDay ? undefined : this.batches.get(this.#date)
    if (day === noDay) return
    if (this.#batch === undefined) {
      this.#batch = {
        frontier: createFrontier(this.#tree, this.#hasher),
        first: index,
        last: index,
        unhashed: 0,
        second: [],
        opinion: null,
      }
      this.batches.set(this.#date, this.#batch)
    } else if (!this.#keep && this.#anchored.has(this.#date)) this.reopened.add(this.#date)
  }

  async #opine(batch: Batch): Promise<void> {
    if (batch.second.length > 0 && batch.unhashed === 0)
      batch.opinion = await secondOpinionRoot(Buffer.concat(batch.second), this.#tree)
  }
}
