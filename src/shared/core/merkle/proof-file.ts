/**
 * Proof files: made from leaf hashes and checked without anything else. A file states its own root, so a proof that
 * holds says only that leaf and root belong together; whether the root is one that somebody anchored is compared by the
 * reader. Digests in a file are written as the profile writes them.
 */
import type { TreeProfile } from '../../model/recipe.ts'
import type { ConsistencyFile, InclusionFile, TreeProofCheck, TreeProofFile } from '../../model/tree-proof.ts'
import { bytesToHex, equalBytes, parseHex } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { rootOfLeaves } from './batch-root.ts'
import { computeConsistencyProof, hasConsistencyProofs, verifyConsistency } from './consistency-proof.ts'
import { computeInclusionProof, verifyInclusion } from './inclusion-proof.ts'
import { computeLeafHash, digestOrdered } from './leaf-hash.ts'
import { sortLeafHashes } from './sorted-leaves.ts'

function written(tree: TreeProfile, digest: Uint8Array): string {
  return bytesToHex(digestOrdered(tree, digest))
}

function read(tree: TreeProfile, hex: string): Uint8Array {
  return digestOrdered(tree, parseHex(hex) as Uint8Array)
}

/** The numbers and digests of an inclusion proof file. Requires 0 <= `index` < number of leaves in `slab`, batch order. */
export function inclusionMembers(
  tree: TreeProfile,
  hasher: Hasher,
  slab: Uint8Array,
  index: number,
): Pick<InclusionFile, 'leafHash' | 'leafIndex' | 'treeSize' | 'hashes' | 'root'> {
  const leafHash = slab.slice(index * hasher.size, (index + 1) * hasher.size)
  const place = tree.sortLeaves ? placeOf(sortLeafHashes(slab, hasher.size), leafHash) : index
  const proof = computeInclusionProof(tree, hasher, slab, place)
  return {
    leafHash: written(tree, leafHash),
    leafIndex: String(proof.leafIndex),
    treeSize: String(proof.treeSize),
    hashes: proof.hashes.map((hash) => written(tree, hash)),
    root: written(tree, rootOfLeaves(tree, hasher, slab) as Uint8Array),
  }
}

/** Place of the first hash in `slab` that equals `hash`, which must be there. */
function placeOf(slab: Uint8Array, hash: Uint8Array): number {
  let at = 0
  while (!equalBytes(slab.subarray(at, at + hash.length), hash)) at += hash.length
  return at / hash.length
}

/** The numbers and digests of a consistency proof file. Requires 0 < `size1` <= number of leaves and a growing tree. */
export function consistencyMembers(
  tree: TreeProfile,
  hasher: Hasher,
  slab: Uint8Array,
  size1: number,
): Pick<ConsistencyFile, 'size1' | 'size2' | 'hashes' | 'root1' | 'root2'> {
  const proof = computeConsistencyProof(tree, hasher, slab, size1)
  return {
    size1: String(proof.size1),
    size2: String(proof.size2),
    hashes: proof.hashes.map((hash) => written(tree, hash)),
    root1: written(tree, rootOfLeaves(tree, hasher, slab.subarray(0, size1 * hasher.size)) as Uint8Array),
    root2: written(tree, rootOfLeaves(tree, hasher, slab) as Uint8Array),
  }
}

/** Checks a proof file. Requires `hasher.id === file.tree.algorithm`. */
export function checkProofFile(file: TreeProofFile, hasher: Hasher): TreeProofCheck {
  return file.proof === 'assay.inclusion-proof/1' ? checkInclusion(file, hasher) : checkConsistency(file, hasher)
}

function checkInclusion(file: InclusionFile, hasher: Hasher): TreeProofCheck {
  const { tree } = file
  if (file.leafInput !== null) {
    const leaf = computeLeafHash(tree, hasher, parseHex(file.leafInput) as Uint8Array)
    const actual = leaf === undefined ? null : written(tree, leaf)
    if (actual !== file.leafHash) return { holds: false, problem: 'leaf-differs', expected: file.leafHash, actual }
  }
  const { holds, problem, root } = verifyInclusion(
    tree,
    hasher,
    read(tree, file.leafHash),
    {
      leafIndex: BigInt(file.leafIndex),
      treeSize: BigInt(file.treeSize),
      hashes: file.hashes.map((hash) => read(tree, hash)),
    },
    read(tree, file.root),
  )
  return {
    holds,
    problem,
    expected: holds ? null : file.root,
    actual: holds || root === null ? null : written(tree, root),
  }
}

function checkConsistency(file: ConsistencyFile, hasher: Hasher): TreeProofCheck {
  const { tree } = file
  if (!hasConsistencyProofs(tree))
    return { holds: false, problem: 'tree-without-consistency', expected: null, actual: null }
  const { holds, problem, root1, root2 } = verifyConsistency(
    tree,
    hasher,
    {
      size1: BigInt(file.size1),
      size2: BigInt(file.size2),
      hashes: file.hashes.map((hash) => read(tree, hash)),
    },
    read(tree, file.root1),
    read(tree, file.root2),
  )
  if (holds) return { holds, problem, expected: null, actual: null }
  const [expected, actual] = problem === 'root1-differs' ? [file.root1, root1] : [file.root2, root2]
  return { holds, problem, expected, actual: actual === null ? null : written(tree, actual) }
}
