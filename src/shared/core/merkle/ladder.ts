/**
 * Merkle ladder: an inclusion proof step by step from the leaf to the root, with what stands beside what. The steps are
 * those of `inclusion-proof.ts`; here every node on the way is kept, so that a person can follow them by hand.
 */
import type { TreeProfile } from '../../model/recipe.ts'
import type { LevelJoin, TreeLadder } from '../../model/tree-ladder.ts'
import { bytesToHex, equalBytes, parseHex } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import type { InclusionProof } from './inclusion-proof.ts'
import { digestOrdered } from './leaf-hash.ts'
import { assertHasherFits, nodeHasherFrom, nodeInputFrom, sortPair } from './node-hash.ts'
import { inclusionMembers } from './proof-file.ts'

/** One level, digests as they are hashed (not as they are written). */
export interface LadderStep {
  readonly node: Uint8Array
  /** Null where the node is carried up alone or joined with itself. */
  readonly sibling: Uint8Array | null
  /** Place of the sibling in the joined bytes; null without one. With sorted pairs the smaller hash is the left one. */
  readonly siblingSide: 'left' | 'right' | null
  readonly join: LevelJoin
  readonly parent: Uint8Array
}

/**
 * Levels from `leafHash` to the root that `proof` implies; the parent of the last one is that root, and a tree of one
 * leaf has no level. Requires a proof that `computeInclusionProof` made for this leaf; throws `RangeError` for one with
 * another number of hashes than its index and size dictate (RFC 9162 §2.1.3.2).
 */
export function computeLadder(
  profile: TreeProfile,
  hasher: Hasher,
  leafHash: Uint8Array,
  proof: InclusionProof,
): readonly LadderStep[] {
  assertHasherFits(profile, hasher)
  const { size } = hasher
  const input = nodeInputFrom(profile, size)
  const nodeHasher = nodeHasherFrom(profile, hasher)
  const steps: LadderStep[] = []
  let node = leafHash
  let used = 0
  const nextHash = (): Uint8Array => {
    const hash = proof.hashes[used]
    if (hash === undefined) throw new RangeError(`the proof has ${proof.hashes.length} hashes, too few for its place`)
    used += 1
    return hash
  }
  const joined = (left: Uint8Array, right: Uint8Array): Uint8Array => {
    input.slab.set(left, input.left)
    input.slab.set(right, input.right)
    if (profile.sortPairs) sortPair(input, size)
    return nodeHasher.hash(input.slab)
  }
  const climb = (sibling: Uint8Array, siblingIsLeft: boolean): void => {
    const parent = siblingIsLeft ? joined(sibling, node) : joined(node, sibling)
    // The bytes that were hashed say which came first; of two equal hashes the position in the tree does.
    const first = input.slab.subarray(input.left, input.left + size)
    const isLeft = profile.sortPairs && !equalBytes(sibling, node) ? equalBytes(first, sibling) : siblingIsLeft
    steps.push({ node, sibling, siblingSide: isLeft ? 'left' : 'right', join: 'sibling', parent })
    node = parent
  }
  if (profile.shape === 'heap') {
    // An odd place of the array is a left child, so its sibling stands to the right.
    for (let at = 2n * proof.treeSize - 2n - proof.leafIndex; at > 0n; at = (at - 1n) / 2n)
      climb(nextHash(), at % 2n === 0n)
  } else {
    let index = proof.leafIndex
    for (let last = proof.treeSize - 1n; last > 0n; last /= 2n) {
      const isRight = index % 2n === 1n
      if (isRight || index !== last) climb(nextHash(), isRight)
      else if (profile.oddNode === 'duplicate') {
        const parent = joined(node, node)
        steps.push({ node, sibling: null, siblingSide: null, join: 'itself', parent })
        node = parent
      } else steps.push({ node, sibling: null, siblingSide: null, join: 'promoted', parent: node })
      index /= 2n
    }
  }
  if (used !== proof.hashes.length)
    throw new RangeError(`the proof has ${proof.hashes.length} hashes, ${used} are needed`)
  return steps
}

/**
 * The numbers and digests of a ladder for the leaf at `index` of the leaf hashes lying end to end in `slab`, in batch
 * order; digests as the profile writes them. Requires 0 <= `index` < number of leaves. Throws where the last level does
 * not give the root that is folded apart from it: that is a fault of the program.
 */
export function ladderMembers(
  tree: TreeProfile,
  hasher: Hasher,
  slab: Uint8Array,
  index: number,
): Pick<TreeLadder, 'leafHash' | 'leafIndex' | 'treeSize' | 'levels' | 'root'> {
  const members = inclusionMembers(tree, hasher, slab, index)
  const written = (digest: Uint8Array): string => bytesToHex(digestOrdered(tree, digest))
  const read = (hex: string): Uint8Array => digestOrdered(tree, parseHex(hex) as Uint8Array)
  const steps = computeLadder(tree, hasher, read(members.leafHash), {
    leafIndex: BigInt(members.leafIndex),
    treeSize: BigInt(members.treeSize),
    hashes: members.hashes.map(read),
  })
  const levels = steps.map(({ node, sibling, siblingSide, join, parent }) => ({
    node: written(node),
    sibling: sibling === null ? null : written(sibling),
    siblingSide,
    join,
    parent: written(parent),
  }))
  const top = levels.at(-1)?.parent ?? members.leafHash
  if (top !== members.root) throw new Error(`the ladder ends in ${top}, the root is ${members.root}`)
  return {
    leafHash: members.leafHash,
    leafIndex: Number(members.leafIndex),
    treeSize: Number(members.treeSize),
    levels,
    root: members.root,
  }
}
