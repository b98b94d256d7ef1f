/**
 * Tries shipped tree profiles, leaf inputs and orders against roots that are known, and says which reproduce them. Reads
 * only; nothing is recorded. Small batches are tried: they cost least, and every batch of a log is made alike.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import type { MerkleChoice } from '../../../shared/model/batch-plan.ts'
import { hashAlgorithms, type HashAlgorithm, type LeafRecipe, type TreeProfile } from '../../../shared/model/recipe.ts'
import type { LeafOrder, TreeInference } from '../../../shared/model/tree-inference.ts'
import type { Hasher } from '../../../shared/core/bytes/hasher.ts'
import { JsonScan } from '../../../shared/core/bytes/json-scan.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { ByteSink, compileForm } from '../../../shared/core/chain/canonical.ts'
import { treesThatGive } from '../../../shared/core/merkle/infer-tree.ts'
import {
  fieldEncodings,
  fieldLeaf,
  leafRecipes,
  withoutFieldsLeaf,
  type FieldEncoding,
} from '../../../shared/core/merkle/leaf-recipes.ts'
import { treeProfiles } from '../../../shared/core/merkle/tree-profiles.ts'
import { loadHasher } from '../../io/host/hashers.ts'
import { entryMicros } from '../../store/entries.ts'
import type { StoredSource } from '../../store/sources.ts'
import { listFrames } from '../../store/vault.ts'
import { claimsOf } from '../anchor/anchor-material.ts'
import type { JobContext } from '../jobs.ts'
import type { LanePool } from '../ports.ts'
import type { Session } from '../session.ts'
import { batchKeys, noBatch } from './merkle-batches.ts'
import { eachLeafRange } from './merkle-fold.ts'
import { decodedLeaf } from './merkle-leaves.ts'
import { recordsAt } from './merkle-records.ts'

/** Entries of a batch that is tried, at most, and bytes of all records that are tried. */
const mostEntries = 2_000
const mostBytes = 32 * 1024 * 1024
/** Batches that are tried: the later ones only have to confirm what the first one leaves. */
const triedBatches = 3
/** Fields with digests that are tried as leaves, at most. */
const mostFields = 8

interface KnownBatch {
  readonly batch: string
  readonly root: string
  readonly indexes: readonly number[]
}

export async function inferMerkle(
  session: Session,
  source: StoredSource,
  choice: MerkleChoice,
  pool: LanePool,
  job: JobContext,
): Promise<TreeInference> {
  const plan = choice.batches ?? { by: 'utc-day' }
  const statements = choice.statements ?? []
  const roots = new Map<string, string>()
  if (plan.by === 'utc-day')
    for (const claim of claimsOf(session.store, source.sourceId)) roots.set(claim.date, claim.merkle_root)
  for (const { batch, root } of statements)
    if (root !== undefined) roots.set(batch, root.replace(/^0x/, '').toLowerCase())
  if (roots.size === 0)
    throw new AppError(
      'profile-unsuitable',
      `No root is known for a batch of ${source.name}: add claims, or give a list of batches. Nothing was tried.`,
    )
  const { known, leftOut } = await knownBatches(
    session,
    source,
    { roots, keys: batchKeys(plan, statements) },
    pool,
    job,
  )
  const { found, tried } = await tryAll(session, source, known, job)
  return {
    sourceId: source.sourceId,
    sourceName: source.name,
    batches: known.map(({ batch, root, indexes }) => ({ batch, root, entries: indexes.length })),
    leftOut,
    tried,
    found,
  }
}

/** The smallest batches with a known root; those of three entries and more first, since they tell shapes apart. */
async function knownBatches(
  session: Session,
  source: StoredSource,
  { roots, keys }: { roots: ReadonlyMap<string, string>; keys: ReturnType<typeof batchKeys> },
  pool: LanePool,
  job: JobContext,
): Promise<{ known: KnownBatch[]; leftOut: number }> {
  const indexesByName = new Map<string, number[]>()
  // Any leaf will do: only the batches are wanted, and the lanes that read fields give them.
  const leaf = leafRecipes[1] as LeafRecipe
  const tree = treeProfiles.find((profile) => profile.algorithm === 'sha256') as TreeProfile
  let known = noBatch
  let indexes: number[] | undefined
  await eachLeafRange(session, { source, leaf, tree, keys }, false, pool, job, (range) => {
    keys.keysOf(range).forEach((key, offset) => {
      if (key === noBatch) return
      if (key !== known) {
        const name = keys.nameOf(key)
        indexes = roots.has(name) ? (indexesByName.get(name) ?? []) : undefined
        if (indexes !== undefined) indexesByName.set(name, indexes)
      }
      known = key
      // One more than is tried marks a batch as too large.
      if (indexes !== undefined && indexes.length <= mostEntries) indexes.push(range.firstIndex + offset)
    })
  })
  const small = [...indexesByName]
    .filter(([, indexes]) => indexes.length <= mostEntries)
    .map(([batch, indexes]) => ({ batch, indexes, root: roots.get(batch) as string }))
    .toSorted((left, right) => weightOf(left) - weightOf(right))
  return { known: small.slice(0, triedBatches), leftOut: roots.size - Math.min(small.length, triedBatches) }
}

function weightOf({ indexes }: KnownBatch): number {
  return indexes.length < 3 ? mostEntries + 3 - indexes.length : indexes.length
}

async function tryAll(
  session: Session,
  source: StoredSource,
  known: readonly KnownBatch[],
  job: JobContext,
): Promise<Pick<TreeInference, 'found' | 'tried'>> {
  const hashers = new Map<HashAlgorithm, Hasher>()
  for (const algorithm of hashAlgorithms)
    if (treeProfiles.some((tree) => tree.algorithm === algorithm)) hashers.set(algorithm, await loadHasher(algorithm))
  const hasherOf = (tree: TreeProfile): Hasher => hashers.get(tree.algorithm) as Hasher
  let found: TreeInference['found'] | undefined
  let tried = 0
  for (const { root, indexes } of known) {
    const byIndex = recordsAt(session.store, source, new Set(indexes))
    const records = indexes.map((index) => byIndex.get(index) as Buffer)
    if (records.reduce((sum, record) => sum + record.length, 0) > mostBytes) continue
    const orders = ordersOf(session, source, indexes)
    const leaves = found === undefined ? leafCandidates(records[0] as Buffer) : distinct(found.map((item) => item.leaf))
    const here: TreeInference['found'] = []
    for (const [done, leaf] of leaves.entries()) {
      const inputs = leafInputs(leaf, records)
      if (inputs !== undefined) {
        if (found === undefined) for (const tree of treeProfiles) tried += tree.sortLeaves ? 1 : orders.size
        for (const { tree, order } of treesThatGive(root, inputs, orders, hasherOf)) here.push({ leaf, tree, order })
      }
      job.progress('merkle', 'leaf recipes', done + 1, leaves.length)
      await job.breathe()
    }
    found = found === undefined ? here : found.filter((item) => here.some((other) => sameWay(item, other)))
    if (found.length === 0) break
  }
  return { found: found ?? [], tried }
}

type Way = TreeInference['found'][number]

function sameWay(left: Way, right: Way): boolean {
  return left.leaf.id === right.leaf.id && left.tree.id === right.tree.id && left.order === right.order
}

function distinct(leaves: readonly LeafRecipe[]): LeafRecipe[] {
  return [...new Map(leaves.map((leaf) => [leaf.id, leaf])).values()]
}

/** File order, its reverse, and by time where that is another order than both. */
function ordersOf(
  session: Session,
  source: StoredSource,
  indexes: readonly number[],
): Map<LeafOrder, readonly number[]> {
  const places = indexes.map((_, place) => place)
  const orders = new Map<LeafOrder, readonly number[]>([['file', places]])
  if (places.length < 2) return orders
  orders.set('reversed', places.toReversed())
  const first = indexes[0] as number
  const span = (indexes.at(-1) as number) - first + 1
  const frames = listFrames(session.store, source.sourceId)
  // Entries of one batch that lie far apart would mean reading the times of everything between them.
  if (span > 100 * mostEntries || frames.length === 0) return orders
  const micros = entryMicros(session.store, source.sourceId, first, span)
  const timeAt = (place: number): number => micros[(indexes[place] as number) - first] as number
  const byTime = places.toSorted((left, right) => timeAt(left) - timeAt(right) || left - right)
  if (places.every((place) => !Number.isNaN(timeAt(place))) && byTime.some((place, at) => place !== at))
    orders.set('time', byTime)
  return orders
}

/** Leaf inputs of every record; undefined where a record has none. */
function leafInputs(leaf: LeafRecipe, records: readonly Buffer[]): Uint8Array[] | undefined {
  const form = compileForm(leaf.canonical)
  const scan = new JsonScan()
  const sink = new ByteSink()
  const inputs: Uint8Array[] = []
  for (const record of records) {
    scan.scan(record, 0, record.length)
    sink.reset()
    if (!form.write(record, scan, sink)) return undefined
    const input = decodedLeaf(leaf, sink.view())
    if (input === undefined) return undefined
    inputs.push(Uint8Array.from(input))
  }
  return inputs
}

/** Shipped recipes, the fields that hold digests, and the record without those fields. */
function leafCandidates(record: Buffer): LeafRecipe[] {
  const digests = digestFields(record)
  const names = digests.map(({ name }) => name)
  return [
    ...leafRecipes,
    ...digests.flatMap(({ name, encoding }) => [fieldLeaf(name, encoding), fieldLeaf(name, 'text')]),
    ...(names.length === 0 ? [] : [withoutFieldsLeaf(names)]),
    ...(names.length < 2 ? [] : names.map((name) => withoutFieldsLeaf([name]))),
  ]
}

function digestFields(record: Buffer): { name: string; encoding: FieldEncoding }[] {
  let value: unknown
  try {
    value = parseJson(record.toString('utf8'))
  } catch {
    return []
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  const found: { name: string; encoding: FieldEncoding }[] = []
  for (const [name, text] of Object.entries(value)) {
    const encoding = typeof text === 'string' ? encodingOf(text) : undefined
    if (encoding !== undefined && !name.includes(',') && found.length < mostFields) found.push({ name, encoding })
  }
  return found
}

function encodingOf(text: string): FieldEncoding | undefined {
  const [hex, prefixed, base64] = fieldEncodings
  if (/^[0-9a-f]{64}$/i.test(text)) return hex
  if (/^0x[0-9a-f]{64}$/i.test(text)) return prefixed
  return /^[A-Za-z0-9+/]{43}=$/.test(text) ? base64 : undefined
}
