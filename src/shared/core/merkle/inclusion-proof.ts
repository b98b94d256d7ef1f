/**
 * Inclusion proofs: made from stored leaf hashes and checked against a root, for every shipped tree profile. For
 * `rfc6962-sha256` the proof is the audit path of RFC 6962 §2.1.1, checked as RFC 9162 §2.1.3.2 does. A proof carries
 * sibling hashes only; index and size dictate on which side each stands, so a proof cannot choose its own shape.
 * Does not say that the leaf hash belongs to a given record: hash the record's bytes and compare.
 */
import type { TreeProfile } from '../../model/recipe.ts'
import { equalBytes } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { heapOfLeaves } from './heap.ts'
import { assertHasherFits, computeNodeHash, nodeHasherFrom, nodeInputFrom, sortPair } from './node-hash.ts'
import { leafCountOf, sortLeafHashes } from './sorted-leaves.ts'

export interface InclusionProof {
  /** 0-based position of the leaf in tree order (after sorting, where the profile sorts leaves). */
  readonly leafIndex: bigint
  /** Number of leaves of the whole tree. */
  readonly treeSize: bigint
  /** Sibling hashes from leaf to root. A level at which the node has no sibling contributes none. */
  readonly hashes: readonly Uint8Array[]
}

/** Why a proof yields no root at all. */
export type ProofProblem =
  | 'size-not-positive'
  | 'size-too-large'
  | 'index-beyond-size'
  | 'wrong-hash-size'
  | 'wrong-proof-length'

export type ImpliedRoot =
  | { readonly kind: 'root'; readonly root: Uint8Array }
  | { readonly kind: 'malformed'; readonly problem: ProofProblem }

/** Hostile: sizes come from proofs. Beyond 2^64 no log counts, and each doubling would cost a round of the loop. */
const largestSize = 2n ** 64n

/**
 * Proof for the leaf at `leafIndex` of the leaf hashes lying end to end in `slab`. Requires
 * 0 <= leafIndex < number of leaves. With `sortLeaves` the index counts in sorted order.
 */
export function computeInclusionProof(
  profile: TreeProfile,
  hasher: Hasher,
  slab: Uint8Array,
  leafIndex: number,
): InclusionProof {
  assertHasherFits(profile, hasher)
  const size = hasher.size
  const count = leafCountOf(slab, size)
  if (!Number.isInteger(leafIndex) || leafIndex < 0 || leafIndex >= count) {
    throw new RangeError(`leaf index ${leafIndex} of ${count}`)
  }
  const hashes: Uint8Array[] = []
  const input = nodeInputFrom(profile, size)
  const nodeHasher = nodeHasherFrom(profile, hasher)
  let level: Uint8Array = profile.sortLeaves ? sortLeafHashes(slab, size) : slab
  if (profile.shape === 'heap') {
    const heap = heapOfLeaves(profile, hasher, level)
    for (let at = 2 * count - 2 - leafIndex; at > 0; at = (at - 1) >> 1) {
      const sibling = at % 2 === 1 ? at + 1 : at - 1
      hashes.push(heap.slice(sibling * size, (sibling + 1) * size))
    }
    return { leafIndex: BigInt(leafIndex), treeSize: BigInt(count), hashes }
  }
  let nodes = count
  let index = leafIndex
  while (nodes > 1) {
    const sibling = index ^ 1
    if (sibling < nodes) hashes.push(level.slice(sibling * size, (sibling + 1) * size))
    const above = new Uint8Array(Math.ceil(nodes / 2) * size)
    for (let left = 0; left < nodes; left += 2) {
      const lone = left + 1 === nodes
      if (lone && profile.oddNode === 'promote') {
        above.set(level.subarray(left * size, (left + 1) * size), (left / 2) * size)
        continue
      }
      const right = lone ? left : left + 1
      input.slab.set(level.subarray(left * size, (left + 1) * size), input.left)
      input.slab.set(level.subarray(right * size, (right + 1) * size), input.right)
      if (profile.sortPairs) sortPair(input, size)
      nodeHasher.hashInto(input.slab, above, (left / 2) * size)
    }
    level = above
    nodes = Math.ceil(nodes / 2)
    index >>= 1
  }
  return { leafIndex: BigInt(leafIndex), treeSize: BigInt(count), hashes }
}

/**
 * Root that an inclusion proof implies for `leafHash`. `malformed` when the proof's own numbers or lengths make no
 * tree: then there is no root to compare. RFC 9162 §2.1.3.2; with `oddNode: duplicate` a lone node is paired with
 * itself and takes no hash from the proof.
 */
export function rootFromInclusionProof(
  profile: TreeProfile,
  hasher: Hasher,
  leafHash: Uint8Array,
  proof: InclusionProof,
): ImpliedRoot {
  assertHasherFits(profile, hasher)
  const problem = proofProblem(hasher, leafHash, proof)
  if (problem !== undefined) return { kind: 'malformed', problem }
  if (profile.shape === 'heap') return rootFromHeapProof(profile, hasher, leafHash, proof)
  const size = hasher.size
  const input = nodeInputFrom(profile, size)
  const nodeHasher = nodeHasherFrom(profile, hasher)
  let node: Uint8Array = leafHash
  let index = proof.leafIndex
  let last = proof.treeSize - 1n
  let used = 0
  while (last > 0n) {
    const isRight = index % 2n === 1n
    const isLone = !isRight && index === last
    if (!isLone || profile.oddNode === 'duplicate') {
      const sibling = isLone ? node : proof.hashes[used]
      if (sibling === undefined) return { kind: 'malformed', problem: 'wrong-proof-length' }
      if (!isLone) used += 1
      input.slab.set(isRight ? sibling : node, input.left)
      input.slab.set(isRight ? node : sibling, input.right)
      if (profile.sortPairs) sortPair(input, size)
      node = nodeHasher.hash(input.slab)
    }
    index /= 2n
    last /= 2n
  }
  // Hostile: a hash that is left over would let one proof be stretched to look like another.
  if (used !== proof.hashes.length) return { kind: 'malformed', problem: 'wrong-proof-length' }
  return { kind: 'root', root: node }
}

/** In a heap every node but the root has a sibling; an odd place is a left child. */
function rootFromHeapProof(
  profile: TreeProfile,
  hasher: Hasher,
  leafHash: Uint8Array,
  { leafIndex, treeSize, hashes }: InclusionProof,
): ImpliedRoot {
  let node = leafHash
  let used = 0
  for (let at = 2n * treeSize - 2n - leafIndex; at > 0n; at = (at - 1n) / 2n) {
    const sibling = hashes[used]
    if (sibling === undefined) return { kind: 'malformed', problem: 'wrong-proof-length' }
    used += 1
    const isLeft = at % 2n === 1n
    node = computeNodeHash(profile, hasher, isLeft ? node : sibling, isLeft ? sibling : node)
  }
  if (used !== hashes.length) return { kind: 'malformed', problem: 'wrong-proof-length' }
  return { kind: 'root', root: node }
}

/** Outcome of checking a proof; `root` is what the proof implies, null when it is malformed. */
export interface InclusionVerdict {
  readonly holds: boolean
  readonly problem: ProofProblem | 'root-differs' | null
  readonly root: Uint8Array | null
}

/** Compares the root that the proof implies with `root`. */
export function verifyInclusion(
  profile: TreeProfile,
  hasher: Hasher,
  leafHash: Uint8Array,
  proof: InclusionProof,
  root: Uint8Array,
): InclusionVerdict {
  const implied = rootFromInclusionProof(profile, hasher, leafHash, proof)
  if (implied.kind === 'malformed') return { holds: false, problem: implied.problem, root: null }
  const holds = equalBytes(implied.root, root)
  return { holds, problem: holds ? null : 'root-differs', root: implied.root }
}

function proofProblem(hasher: Hasher, leafHash: Uint8Array, proof: InclusionProof): ProofProblem | undefined {
  if (proof.treeSize <= 0n) return 'size-not-positive'
  if (proof.treeSize > largestSize) return 'size-too-large'
  if (proof.leafIndex < 0n || proof.leafIndex >= proof.treeSize) return 'index-beyond-size'
  if (leafHash.length !== hasher.size || proof.hashes.some((hash) => hash.length !== hasher.size))
    return 'wrong-hash-size'
  return undefined
}
