/**
 * Streaming Merkle root in O(log n) memory: a frontier of perfect-subtree hashes driven by the binary form of the leaf
 * count. With an odd node promoted it yields the tree of RFC 6962 §2.1 (prefixes on) and that of merkletreejs' defaults
 * (prefixes off); with an odd node duplicated, merkletreejs' `duplicateOdd`. Leaves come in as hashes, in tree order;
 * trees that sort leaves or lie in a heap need all of them and are
 * `rootOfLeaves`. Keeps no leaf, so it makes no proofs.
 */
import type { TreeProfile } from '../../model/recipe.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { assertHasherFits, nodeHasherFrom, nodeInputFrom, sortPair, type NodeInput } from './node-hash.ts'

export interface Frontier {
  /** Number of leaves appended, exact up to 2^53. */
  readonly size: number
  /** Appends one leaf hash of `hasher.size` bytes. */
  append(leafHash: Uint8Array): void
  /** Appends the leaf hash at `slab[offset, offset + hasher.size)`. */
  appendFrom(slab: Uint8Array, offset: number): void
  /** Root over everything appended so far, a fresh array; undefined for no leaf. More leaves may follow. */
  root(): Uint8Array | undefined
}

/**
 * A frontier for `profile`. Requires `hasher.id === profile.algorithm` and that the profile does not need all leaves.
 * One node costs one `hashInto` and no allocation of its own: level k's pre-image slab holds the waiting left hash in
 * place, and a finished node is written straight into the slab of level k + 1. Measured, warm: 1.7 to 2.7 times the
 * speed of merkletreejs with the same keccak256 at 1e6 leaves; the hash itself is nearly all of what remains.
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

class StreamingFrontier implements Frontier {
  size = 0
  readonly #profile: TreeProfile
  readonly #hasher: Hasher
  readonly #inputs: NodeInput[] = []

  constructor(profile: TreeProfile, hasher: Hasher) {
    this.#profile = profile
    this.#hasher = nodeHasherFrom(profile, hasher)
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
    const sorts = this.#profile.sortPairs
    let count = this.size
    let input = this.#inputAt(0)
    const target = count % 2 === 0 ? input.left : input.right
    for (let index = 0; index < hashSize; index += 1) input.slab[target + index] = slab[offset + index] as number
    // Each trailing 1 bit of the count is a waiting left hash: close that pair and carry its hash one level up.
    for (let level = 0; count % 2 === 1; level += 1) {
      if (sorts) sortPair(input, hashSize)
      count = (count - 1) / 2
      const above = this.#inputAt(level + 1)
      this.#hasher.hashInto(input.slab, above.slab, count % 2 === 0 ? above.left : above.right)
      input = above
    }
    this.size += 1
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
