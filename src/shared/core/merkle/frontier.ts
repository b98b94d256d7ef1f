/**
 * Streaming Merkle root in O(log n) memory: a frontier of perfect-subtree hashes driven by the binary form of the leaf
 * count. With an odd node promoted it yields the tree of RFC 6962 §2.1 (prefixes on) and that of merkletreejs' defaults
 * (prefixes off); with an odd node duplicated, merkletreejs' `duplicateOdd`. Leaves come in as hashes, in tree order;
 * trees that sort leaves or lie in a heap need all of them and are
 * `rootOfLeaves`. Keeps no leaf, so it makes no proofs.
 */
import type { TreeProfile } from '../../model/recipe.ts'
import type { Hasher, PairFolder } from '../bytes/hasher.ts'
import {
  assertHasherFits,
  nodeHasherFrom,
  nodeInputFrom,
  pairFolderFrom,
  sortPair,
  type NodeInput,
} from './node-hash.ts'

export interface Frontier {
  /** Number of leaves appended, exact up to 2^53. */
  readonly size: number
  /** Appends one leaf hash of `hasher.size` bytes. */
  append(leafHash: Uint8Array): void
  /** Appends the leaf hash at `slab[offset, offset + hasher.size)`. */
  appendFrom(slab: Uint8Array, offset: number): void
  /** Appends the `count` leaf hashes that lie end to end in `slab` from `offset` on. */
  appendRun(slab: Uint8Array, offset: number, count: number): void
  /** Root over everything appended so far, a fresh array; undefined for no leaf. More leaves may follow. */
  root(): Uint8Array | undefined
}

/**
 * A frontier for `profile`. Requires `hasher.id === profile.algorithm` and that the profile does not need all leaves.
 * One node costs one `hashInto` and no allocation of its own: level k's pre-image slab holds the waiting left hash in
 * place, and a finished node is written straight into the slab of level k + 1. A run of leaves costs less where the
 * hasher folds pairs: a perfect subtree of up to 2^`mostLevels` leaves is then one call.
 */
export function createFrontier(profile: TreeProfile, hasher: Hasher): Frontier {
  assertHasherFits(profile, hasher)
  if (needsAllLeaves(profile)) throw new RangeError(`tree profile ${profile.id} needs all leaves, use rootOfLeaves`)
  return new StreamingFrontier(profile, hasher)
}

/** True when no node is known before the last leaf is: the leaves are sorted, or their number says where they stand. */
export function needsAllLeaves(profile: TreeProfile): boolean {
  return profile.sortLeaves || profile.shape === 'heap'
}

/** Below this a subtree is not worth a call of its own: 8 leaves. */
const fewestLevels = 3

class StreamingFrontier implements Frontier {
  size = 0
  readonly #profile: TreeProfile
  readonly #hasher: Hasher
  readonly #folder: PairFolder | undefined
  readonly #inputs: NodeInput[] = []

  constructor(profile: TreeProfile, hasher: Hasher) {
    this.#profile = profile
    this.#hasher = nodeHasherFrom(profile, hasher)
    this.#folder = pairFolderFrom(profile, hasher)
  }

  append(leafHash: Uint8Array): void {
    if (leafHash.length !== this.#hasher.size) {
      throw new RangeError(`leaf hash of ${leafHash.length} bytes, ${this.#hasher.size} wanted`)
    }
    this.appendFrom(leafHash, 0)
  }

  appendFrom(slab: Uint8Array, offset: number): void {
    const hashSize = this.#hasher.size
    if (offset < 0 || offset + hashSize > slab.length) throw new RangeError(`no leaf hash at offset ${offset}`)
    const input = this.#inputAt(0)
    const target = this.size % 2 === 0 ? input.left : input.right
    for (let index = 0; index < hashSize; index += 1) input.slab[target + index] = slab[offset + index] as number
    this.#carry(0)
  }

  appendRun(slab: Uint8Array, offset: number, count: number): void {
    const hashSize = this.#hasher.size
    if (offset < 0 || count < 0 || offset + count * hashSize > slab.length)
      throw new RangeError(`no ${count} leaf hashes at offset ${offset}`)
    const folder = this.#folder
    const end = offset + count * hashSize
    let from = offset
    while (from < end) {
      const levels = folder === undefined ? 0 : this.#levelsThatFit((end - from) / hashSize, folder.mostLevels)
      if (folder === undefined || levels < fewestLevels) {
        this.appendFrom(slab, from)
        from += hashSize
      } else {
        const leaves = 2 ** levels
        const input = this.#inputAt(levels)
        const at = (this.size / leaves) % 2 === 0 ? input.left : input.right
        folder.fold(slab, from, leaves, levels, input.slab, at)
        this.#carry(levels)
        from += leaves * hashSize
      }
    }
  }

  /** Height of the greatest perfect subtree that begins at the next leaf and has at most `leaves` of them. */
  #levelsThatFit(leaves: number, mostLevels: number): number {
    let levels = Math.min(mostLevels, 31 - Math.clz32(leaves))
    while (this.size % 2 ** levels !== 0) levels -= 1
    return levels
  }

  /**
   * Takes in the node that has just been written at `from` levels above the leaves. Each trailing 1 bit of the number of
   * nodes there is a waiting left hash: that pair is closed and its hash carried one level up.
   */
  #carry(from: number): void {
    const sorts = this.#profile.sortPairs
    const leaves = 2 ** from
    let count = this.size / leaves
    let input = this.#inputAt(from)
    for (let level = from; count % 2 === 1; level += 1) {
      if (sorts) sortPair(input, this.#hasher.size)
      count = (count - 1) / 2
      const above = this.#inputAt(level + 1)
      this.#hasher.hashInto(input.slab, above.slab, count % 2 === 0 ? above.left : above.right)
      input = above
    }
    this.size += leaves
  }

  root(): Uint8Array | undefined {
    if (this.size === 0) return undefined
    const hashSize = this.#hasher.size
    // Own slab: the waiting hashes stay as they are, so that appending can go on.
    const scratch = nodeInputFrom(this.#profile, hashSize)
    let carried: Uint8Array | undefined
    let count = this.size
    let level = 0
    // `count` is the number of complete nodes at `level`; a carried hash stands to the right of all of them.
    while (count > 1 || (count === 1 && carried !== undefined)) {
      const waiting = count % 2 === 1 ? this.#waitingAt(level) : undefined
      if (waiting !== undefined && carried !== undefined) carried = this.#pair(scratch, waiting, carried)
      else {
        const lone = waiting ?? carried
        if (lone !== undefined) carried = this.#profile.oddNode === 'promote' ? lone : this.#pair(scratch, lone, lone)
      }
      count = (count - (count % 2)) / 2
      level += 1
    }
    return carried ?? this.#waitingAt(level)
  }

  #waitingAt(level: number): Uint8Array {
    const input = this.#inputAt(level)
    return input.slab.slice(input.left, input.right)
  }

  #pair(scratch: NodeInput, left: Uint8Array, right: Uint8Array): Uint8Array {
    scratch.slab.set(left, scratch.left)
    scratch.slab.set(right, scratch.right)
    if (this.#profile.sortPairs) sortPair(scratch, this.#hasher.size)
    return this.#hasher.hash(scratch.slab)
  }

  #inputAt(level: number): NodeInput {
    const known = this.#inputs[level]
    if (known !== undefined) return known
    const input = nodeInputFrom(this.#profile, this.#hasher.size)
    this.#inputs[level] = input
    return input
  }
}
