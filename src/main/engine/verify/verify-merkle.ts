/**
 * Verify Merkle roots in batches: 1. lanes hash leaves over frame ranges; 2. one builder per batch folds them in file
 * order; 3. path two recomputes every claimed root; 4. compare with the claims; 5. record.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import type { AnchorClaim } from '../../../shared/model/anchor.ts'
import type { BatchPlan, BatchStatement, MerkleChoice } from '../../../shared/model/batch-plan.ts'
import type { BatchResult, MerkleResult, TreeWeakness } from '../../../shared/model/check-run.ts'
import type { LeafRecipe, TreeProfile } from '../../../shared/model/recipe.ts'
import { worstVerdict } from '../../../shared/model/verdict.ts'
import { bytesToHex } from '../../../shared/core/bytes/hex.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { batchVerdict } from '../../../shared/core/merkle/batch-verdict.ts'
import { digestOrdered } from '../../../shared/core/merkle/leaf-hash.ts'
import { leafRecipeById } from '../../../shared/core/merkle/leaf-recipes.ts'
import { treeProfileById, treeWeaknesses } from '../../../shared/core/merkle/tree-profiles.ts'
import { utcDate } from '../../../shared/core/time/instant.ts'
import type { Layout } from '../../io/formats/record-json.ts'
import { redactedEntries } from '../../store/entries.ts'
import { replaceFindings } from '../../store/findings.ts'
import { endRun, startRun } from '../../store/runs.ts'
import type { StoredSource } from '../../store/sources.ts'
import { claimsOf } from '../anchor/anchor-material.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts, LanePool } from '../ports.ts'
import { timestampReader } from '../query/entry-text.ts'
import type { Session } from '../session.ts'
import { merkleFindings } from './check-findings.ts'
import { finishCheck } from './finish-check.ts'
import { batchKeys } from './merkle-batches.ts'
import { foldBatches, type FoldedBatch } from './merkle-fold.ts'

export interface MerkleOptions {
  readonly lanes: number
  /** Path two for every claimed root; on unless a benchmark measures path one alone. */
  readonly secondOpinion: boolean
  /** What is otherwise than the source's profile says. */
  readonly choice?: MerkleChoice | undefined
}

/** Everything that says how a source's roots are computed. */
export interface MerklePlan {
  readonly leaf: LeafRecipe
  readonly tree: TreeProfile
  readonly batches: BatchPlan
  readonly statements: readonly BatchStatement[]
}

function shipped<T>(found: T | undefined, what: string, id: string): T {
  if (found !== undefined) return found
  throw new AppError('profile-unsuitable', `There is no shipped ${what} ${id}. Nothing was checked.`)
}

/** A claim this much later than the end of its day is late. */
const lateAfterSeconds = 86_400

/**
 * The plan of a source under a choice. Throws `profile-unsuitable` where neither says what leaf and tree are, or names
 * one that is not shipped.
 */
export function merklePlanOf(source: StoredSource, choice: MerkleChoice = {}): MerklePlan {
  const stated = source.profile.batches
  const { leaf = stated?.leafRecipe, tree = stated?.tree } = choice
  if (leaf === undefined || tree === undefined)
    throw new AppError(
      'profile-unsuitable',
      `The profile of ${source.name} has no Merkle batches. Nothing was checked.`,
    )
  const found = {
    leaf: typeof leaf === 'string' ? shipped(leafRecipeById(leaf), 'leaf recipe', leaf) : leaf,
    tree: typeof tree === 'string' ? shipped(treeProfileById(tree), 'tree profile', tree) : tree,
  }
  if (found.leaf.algorithm !== undefined && found.leaf.algorithm !== found.tree.algorithm)
    throw new AppError(
      'profile-unsuitable',
      `Leaf recipe ${found.leaf.id} hashes with ${found.leaf.algorithm}, tree profile ${found.tree.id} with ${found.tree.algorithm}. Nothing was checked.`,
    )
  return {
    leaf: found.leaf,
    tree: found.tree,
    batches: choice.batches ?? { by: 'utc-day' },
    statements: choice.statements ?? [],
  }
}

export async function verifyMerkle(
  ports: EnginePorts,
  session: Session,
  source: StoredSource,
  options: MerkleOptions,
  job: JobContext,
): Promise<MerkleResult> {
  const plan = merklePlanOf(source, options.choice)
  const runId = await session.write(() =>
    startRun(session.store, {
      kind: 'merkle',
      sourceId: source.sourceId,
      startedAtMicros: ports.clock.nowMicros(),
      toolVersion: ports.version,
      parameters: {
        leaf: plan.leaf.id,
        tree: plan.tree.id,
        secondOpinion: options.secondOpinion,
        ...(options.choice === undefined ? {} : { choice: options.choice }),
      },
    }),
  )
  let pool: LanePool | undefined
  try {
    pool = ports.startLanes(session.store.path, options.lanes)
    const result = await judge(session, source, plan, options, pool, job)
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
  plan: MerklePlan,
  options: MerkleOptions,
  pool: LanePool,
  job: JobContext,
): Promise<MerkleResult> {
  const { leaf, tree } = plan
  const byDay = plan.batches.by === 'utc-day'
  // Claims name UTC days; for other batches a list says which root belongs to which.
  const claimsByName = Map.groupBy(byDay ? claimsOf(session.store, source.sourceId) : [], (claim) => claim.date)
  const statementByName = new Map<string, BatchStatement>()
  const rootsByName = new Map<string, string[]>()
  for (const [name, claims] of claimsByName)
    rootsByName.set(
      name,
      claims.map((claim) => claim.merkle_root),
    )
  for (const statement of plan.statements) {
    statementByName.set(statement.batch, statement)
    if (statement.root === undefined) continue
    const root = statement.root.replace(/^0x/, '').toLowerCase()
    rootsByName.set(statement.batch, [...(rootsByName.get(statement.batch) ?? []), root])
  }
  const keys = batchKeys(plan.batches, plan.statements)
  const batches = await foldBatches(
    session,
    { source, leaf, tree, keys },
    new Set(options.secondOpinion ? rootsByName.keys() : []),
    pool,
    job,
  )
  const formLost = (parseJson(source.layouts) as Layout[]).some((layout) => layout.kind !== 'json')
  const redacted = redactedEntries(session.store, source.sourceId)
  const redactedDays = new Set(
    redacted.map(({ occurredMicros }) => (occurredMicros === null ? null : utcDate(occurredMicros))),
  )
  const timestamp = timestampReader(session.store, source)
  const results: BatchResult[] = []
  const names = [...new Set([...batches.keys(), ...rootsByName.keys(), ...statementByName.keys()])]
  for (const name of byDay ? names.toSorted() : names) {
    const batch = batches.get(name)
    const root = rootOf(tree, batch)
    const claimedRoots = rootsByName.get(name) ?? []
    const statement = statementByName.get(name)
    const stated =
      statement === undefined
        ? {}
        : {
            stated: {
              count: statement.count ?? null,
              first: statement.first_timestamp ?? null,
              last: statement.last_timestamp ?? null,
            },
          }
    const facts = {
      firstTimestamp: batch === undefined ? null : timestamp(batch.first),
      lastTimestamp: batch === undefined ? null : timestamp(batch.last),
      ...stated,
    }
    const count = batch === undefined ? 0 : batch.builder.size + batch.unhashed
    results.push({
      date: name,
      ...batchVerdict({
        entries: count,
        recomputedRoot: root,
        formLost,
        redacted: byDay ? redactedDays.has(name) : redacted.length > 0,
        claimedRoots,
        claimsPromised: rootsByName.size > 0,
        ...facts,
      }),
      count,
      recomputedRoot: root,
      claimedRoots,
      secondOpinion: secondOf(name, root, batch),
      ...facts,
      ...claimedAfter(name, claimsByName.get(name)),
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
    weaknesses: weaknessesOf(plan, results),
    batching: plan.batches,
    lateBatches: results
      .filter((batch) => (batch.claimedAfterSeconds ?? 0) > lateAfterSeconds)
      .map((batch) => batch.date),
  }
}

/** Lower-case hex as the tree's digests are written; null where a leaf has no hash. */
function rootOf(tree: TreeProfile, batch: FoldedBatch | undefined): string | null {
  const root = batch === undefined || batch.unhashed > 0 ? undefined : batch.builder.root()
  return root === undefined ? null : bytesToHex(digestOrdered(tree, root))
}

/** Path two beside path one. A difference between them is a fault of the program. */
function secondOf(name: string, root: string | null, batch: FoldedBatch | undefined): BatchResult['secondOpinion'] {
  const opinion = batch?.opinion ?? null
  if (opinion === null) return null
  if (root !== null && opinion.value !== root) {
    throw new AppError(
      'second-opinion-disagrees',
      `Internal fault: the two implementations disagree on the root of ${name} (${root} and ${opinion.value ?? 'none'}). No verdict was recorded.`,
    )
  }
  const { implementation, version, value } = opinion
  return { implementation, version, root: value ?? '', agrees: true }
}

function claimedAfter(name: string, claims: readonly AnchorClaim[] = []): { claimedAfterSeconds?: number } {
  const dayStart = Date.parse(`${name}T00:00:00Z`) / 1000
  if (claims.length === 0 || Number.isNaN(dayStart)) return {}
  return { claimedAfterSeconds: Math.min(...claims.map((claim) => claim.timestamp)) - (dayStart + 86_400) }
}

function weaknessesOf({ leaf, tree }: MerklePlan, results: readonly BatchResult[]): TreeWeakness[] {
  const weaknesses = [...treeWeaknesses(tree)]
  if (leaf.salt === undefined) weaknesses.push('leaves-unsalted')
  if (results.some((batch) => batch.count === 1 && batch.claimedRoots.length > 0)) weaknesses.push('batch-of-one')
  return weaknesses
}
