/**
 * Consistency proofs: that the tree of `size2` leaves begins with the very leaves of the tree of `size1`. RFC 6962
 * §2.1.2, checked as RFC 9162 §2.1.4.2 does. Only profiles that promote an odd node and sort nothing have such proofs.
 * A proof from the empty tree says nothing (every tree begins with no leaf) and is refused.
 */
import type { TreeProfile } from '../../model/recipe.ts'
import { equalBytes } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { rootOfLeaves } from './batch-root.ts'
import { assertHasherFits, computeNodeHash } from './node-hash.ts'
import { leafCountOf } from './sorted-leaves.ts'

export interface ConsistencyProof {
  readonly size1: bigint
  readonly size2: bigint
  readonly hashes: readonly Uint8Array[]
}

export type ConsistencyProblem =
  | 'size-not-positive'
  | 'size-too-large'
  | 'sizes-reversed'
  | 'wrong-hash-size'
  | 'wrong-proof-length'
  | 'root1-differs'
  | 'root2-differs'

export interface ConsistencyVerdict {
  readonly holds: boolean
  readonly problem: ConsistencyProblem | null
  /** Roots that the proof implies, null when it is malformed. */
  readonly root1: Uint8Array | null
  readonly root2: Uint8Array | null
}

const largestSize = 2n ** 64n

function refused(problem: ConsistencyProblem): ConsistencyVerdict {
  return { holds: false, problem, root1: null, root2: null }
}

/**
 * Checks `proof` against both roots. Requires `hasConsistencyProofs(profile)`. Holds only when
 * 0 < size1 <= size2, the length is the one both sizes dictate, and both implied roots equal the given ones.
 */
export function verifyConsistency(
  profile: TreeProfile,
  hasher: Hasher,
  proof: ConsistencyProof,
  root1: Uint8Array,
  root2: Uint8Array,
): ConsistencyVerdict {
  assertHasherFits(profile, hasher)
  assertConsistent(profile)
  const { size1, size2, hashes } = proof
  if (size1 <= 0n) return refused('size-not-positive')
  if (size2 > largestSize) return refused('size-too-large')
  if (size1 > size2) return refused('sizes-reversed')
  // Equal sizes need no hashing, only equal roots; the published vectors use roots of other lengths here.
  if (size1 === size2) {
    if (hashes.length > 0) return refused('wrong-proof-length')
    return equalBytes(root1, root2)
      ? { holds: true, problem: null, root1, root2 }
      : { holds: false, problem: 'root2-differs', root1, root2: root1 }
  }
  if ([root1, root2, ...hashes].some((hash) => hash.length !== hasher.size)) return refused('wrong-hash-size')
  const implied = impliedRoots(profile, hasher, proof, root1)
  if (implied === undefined) return refused('wrong-proof-length')
  const problem = !equalBytes(implied.root1, root1)
    ? 'root1-differs'
    : !equalBytes(implied.root2, root2)
      ? 'root2-differs'
      : null
  return { holds: problem === null, problem, ...implied }
}

/** True for profiles whose trees grow only at their right edge: nothing sorted, no heap, an odd node promoted. */
export function hasConsistencyProofs(profile: TreeProfile): boolean {
  return profile.oddNode === 'promote' && !profile.sortPairs && !profile.sortLeaves && profile.shape !== 'heap'
}

function assertConsistent(profile: TreeProfile): void {
  if (!hasConsistencyProofs(profile)) throw new RangeError(`tree profile ${profile.id} has no consistency proofs`)
}

/**
 * Proof that the tree over the leaf hashes in `slab` begins with the tree over its first `size1` leaves. Requires
 * 0 < size1 <= number of leaves. RFC 6962 §2.1.2; costs the hashes of one tree.
 */
export function computeConsistencyProof(
  profile: TreeProfile,
  hasher: Hasher,
  slab: Uint8Array,
  size1: number,
): ConsistencyProof {
  assertHasherFits(profile, hasher)
  assertConsistent(profile)
  const { size } = hasher
  const size2 = leafCountOf(slab, size)
  if (!Number.isInteger(size1) || size1 < 1 || size1 > size2) throw new RangeError(`first size ${size1} of ${size2}`)
  const rootOf = (from: number, to: number): Uint8Array =>
    rootOfLeaves(profile, hasher, slab.subarray(from * size, to * size)) as Uint8Array
  const hashes: Uint8Array[] = []
  let from = 0
  let to = size2
  // From the root down to the node at which the first tree ends; the part of a range that is left out is one hash.
  while (size1 < to) {
    const middle = from + largestPowerBelow(to - from)
    if (size1 <= middle) {
      hashes.push(rootOf(middle, to))
      to = middle
    } else {
      hashes.push(rootOf(from, middle))
      from = middle
    }
  }
  // A first tree that is a whole node of the second is known by its root and left out.
  if (from > 0) hashes.push(rootOf(from, to))
  return { size1: BigInt(size1), size2: BigInt(size2), hashes: hashes.reverse() }
}

/** Largest power of two below `count`; requires count > 1. */
function largestPowerBelow(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}

/** Both roots that the proof implies; undefined when its length is wrong. Requires 0 < size1 < size2. */
function impliedRoots(
  profile: TreeProfile,
  hasher: Hasher,
  proof: ConsistencyProof,
  root1: Uint8Array,
): { root1: Uint8Array; root2: Uint8Array } | undefined {
  let first = proof.size1 - 1n
  let last = proof.size2 - 1n
  while (first % 2n === 1n) {
    first /= 2n
    last /= 2n
  }
  // A first tree of 2^k leaves is itself a node of the second: its root starts the path and the proof leaves it out.
  const path = first === 0n ? [root1, ...proof.hashes] : proof.hashes
  const start = path[0]
  if (start === undefined) return undefined
  let old = start
  let grown = start
  for (const hash of path.slice(1)) {
    if (last === 0n) return undefined
    if (first % 2n === 1n || first === last) {
      old = computeNodeHash(profile, hasher, hash, old)
      grown = computeNodeHash(profile, hasher, hash, grown)
      while (first % 2n === 0n && first !== 0n) {
        first /= 2n
        last /= 2n
      }
    } else grown = computeNodeHash(profile, hasher, grown, hash)
    first /= 2n
    last /= 2n
  }
  return last === 0n ? { root1: old, root2: grown } : undefined
}
