/**
 * Recomputes a tree from a log's tiles and compares: the root with the checkpoint's, the hashes of upper tiles with
 * those of the tiles below, the leaf hashes with the entries. C2SP tlog-tiles. Memory: one tile for each level.
 */
import type { ProofJudgement, ProofStep } from '../../../model/proof.ts'
import type { ReasonCode } from '../../../model/verdict.ts'
import { bytesToHex, equalBytes } from '../../bytes/hex.ts'
import type { Hasher } from '../../bytes/hasher.ts'
import { createFrontier } from '../../merkle/frontier.ts'
import { rfc6962Tree } from '../../merkle/tree-profiles.ts'
import type { Checkpoint } from './checkpoint.ts'
import { tlogLeafHash } from './leaf-hash.ts'
import { hashBytes, readBundle, readHashTile, tileWidth, type TileSource } from './tiles.ts'
import { comparedStep, differingStep, heldStep, undecidedStep } from './tlog-step.ts'

/** Number of leaves up to which tile indexes and counts stay small numbers; a larger log is not recomputed. */
const mostLeaves = 2n ** 40n
/** Tiles between two turns of the generator: 65,536 leaves, well below a second. */
const tilesPerTurn = 256

export interface RecomputedTree {
  /** Lower-case hex, by number of leaves; without the sizes that were not reached. */
  readonly rootBySize: ReadonlyMap<bigint, string>
  /** Why sizes were not reached; null when all were. */
  readonly stopped: { readonly reason: ReasonCode; readonly at: string } | null
  /** Upper tiles and entries. */
  readonly steps: readonly ProofStep[]
  readonly facts: ProofJudgement['facts']
}

/**
 * Recomputes the tree of the largest of `sizes` from the tiles of `source`, and on the way the roots at all other sizes:
 * they are of one list of leaves, so trees of which the roots come out each begin with the smaller ones. Yields the
 * number of leaves read so far, so that a caller can take a turn. Stops at the first level-0 tile that is missing, so the
 * cost follows what is there and not what a checkpoint claims. Absent upper tiles and an absent folder of entries are
 * told of and lower nothing: neither is needed for the root. Entries that are there in part leave `log-entries`
 * undecided.
 */
export function* recomputeTree(
  sizes: readonly bigint[],
  source: TileSource,
  sha256: Hasher,
): Generator<number, RecomputedTree> {
  const rootBySize = new Map<bigint, string>()
  const readable = sizes.filter((size) => size > 0n && size <= mostLeaves).map(Number)
  const wanted = [...new Set(readable)].toSorted((left, right) => left - right)
  const leaves = wanted.at(-1) ?? 0
  let next = 0
  const frontier = createFrontier(rfc6962Tree, sha256)
  const upper = new UpperTiles(source, sha256)
  const entries = new EntryComparison(source, sha256)
  let stopped: RecomputedTree['stopped'] = null
  for (let index = 0; index * tileWidth < leaves && stopped === null; index += 1) {
    const width = Math.min(tileWidth, leaves - index * tileWidth)
    const tile = readHashTile(source, 0, index, width)
    if (tile.kind !== 'tile') {
      stopped = { reason: tile.kind === 'missing' ? 'tile-missing' : 'tile-malformed', at: tile.path }
      continue
    }
    // A run ends with the tile, or where a root is wanted.
    for (let at = 0; at < tile.bytes.length;) {
      const stop = wanted[next] ?? Infinity
      const run = Math.min((tile.bytes.length - at) / hashBytes, stop - frontier.size)
      frontier.appendRun(tile.bytes, at, run)
      at += run * hashBytes
      if (frontier.size < stop) continue
      rootBySize.set(BigInt(stop), bytesToHex(frontier.root() ?? noBytes))
      next += 1
    }
    entries.compare(index, tile.bytes)
    if (width === tileWidth) upper.append(1, rootOf(tile.bytes, sha256))
    if (index % tilesPerTurn === tilesPerTurn - 1) yield frontier.size
  }
  if (stopped === null) upper.end()
  if (sizes.some((size) => size > mostLeaves)) stopped ??= { reason: 'log-too-large', at: String(mostLeaves) }
  return {
    rootBySize,
    stopped,
    steps: [...upper.steps(), ...entries.steps(leaves)],
    facts: [
      { label: 'log-leaves', text: String(frontier.size) },
      { label: 'log-entries', text: String(entries.compared) },
    ],
  }
}

/** Compares the root of `checkpoint` with the recomputed one. None for the empty log, which has no tiles. */
export function treeRootSteps({ size, root }: Checkpoint, { rootBySize, stopped }: RecomputedTree): ProofStep[] {
  if (size === 0n) return []
  const expected = bytesToHex(root)
  const recomputed = rootBySize.get(size)
  if (recomputed !== undefined) return [comparedStep('tree-root', 'root-differs', expected, recomputed)]
  const { reason, at } = stopped ?? { reason: 'tile-missing', at: null }
  return reason === 'tile-malformed'
    ? [differingStep('tree-root', reason, expected, at ?? '')]
    : [undecidedStep('tree-root', reason, at, null)]
}

const noBytes = new Uint8Array(0)

function rootOf(slab: Uint8Array, sha256: Hasher): Uint8Array {
  const frontier = createFrontier(rfc6962Tree, sha256)
  frontier.appendRun(slab, 0, slab.length / hashBytes)
  return frontier.root() ?? noBytes
}

/** First problem met; later ones change nothing. */
interface TileProblem {
  readonly reason: ReasonCode
  readonly path: string
}

/** Tiles above level 0, compared with the roots of the full tiles below each. */
class UpperTiles {
  readonly #source: TileSource
  readonly #sha256: Hasher
  /** Waiting hashes of each level, from level 1. */
  readonly #levels: { readonly slab: Uint8Array; count: number; index: number }[] = []
  #compared = 0
  #problem: TileProblem | null = null

  constructor(source: TileSource, sha256: Hasher) {
    this.#source = source
    this.#sha256 = sha256
  }

  append(level: number, hash: Uint8Array): void {
    const held = (this.#levels[level - 1] ??= { slab: new Uint8Array(tileWidth * hashBytes), count: 0, index: 0 })
    held.slab.set(hash, held.count * hashBytes)
    held.count += 1
    if (held.count < tileWidth) return
    this.#compare(level, held)
    held.count = 0
    held.index += 1
    this.append(level + 1, rootOf(held.slab, this.#sha256))
  }

  /** Compares the partial tiles. */
  end(): void {
    for (const [index, held] of this.#levels.entries()) if (held.count > 0) this.#compare(index + 1, held)
  }

  steps(): ProofStep[] {
    if (this.#problem !== null) return [differingStep('upper-tiles', this.#problem.reason, null, this.#problem.path)]
    return this.#compared === 0 ? [] : [heldStep('upper-tiles', String(this.#compared))]
  }

  #compare(level: number, { slab, count, index }: { slab: Uint8Array; count: number; index: number }): void {
    const read = readHashTile(this.#source, level, index, count)
    if (read.kind === 'missing') return
    this.#compared += 1
    if (read.kind !== 'tile') this.#problem ??= { reason: 'tile-malformed', path: read.path }
    else if (!equalBytes(read.bytes, slab.subarray(0, count * hashBytes)))
      this.#problem ??= { reason: 'tile-differs', path: read.path }
  }
}

/** Entry bundles, compared with the leaf hashes. */
class EntryComparison {
  compared = 0
  readonly #source: TileSource
  readonly #sha256: Hasher
  #problem: TileProblem | null = null
  #missing: string | null = null

  constructor(source: TileSource, sha256: Hasher) {
    this.#source = source
    this.#sha256 = sha256
  }

  compare(index: number, leafHashes: Uint8Array): void {
    const bundle = readBundle(this.#source, index, leafHashes.length / hashBytes)
    if (bundle.kind === 'missing') {
      this.#missing ??= bundle.path
      return
    }
    if (bundle.kind !== 'entries') {
      this.#problem ??= { reason: 'tile-malformed', path: bundle.path }
      return
    }
    for (const [at, entry] of bundle.entries.entries()) {
      const leafHash = leafHashes.subarray(at * hashBytes, (at + 1) * hashBytes)
      if (equalBytes(tlogLeafHash(entry, this.#sha256), leafHash)) this.compared += 1
      else this.#problem ??= { reason: 'log-entry-differs', path: `${bundle.path}#${at}` }
    }
  }

  steps(leaves: number): ProofStep[] {
    if (this.#problem !== null) return [differingStep('log-entries', this.#problem.reason, null, this.#problem.path)]
    if (this.compared === 0) return []
    if (this.#missing !== null)
      return [undecidedStep('log-entries', 'tile-missing', this.#missing, String(this.compared))]
    return this.compared === leaves ? [heldStep('log-entries', String(leaves))] : []
  }
}
