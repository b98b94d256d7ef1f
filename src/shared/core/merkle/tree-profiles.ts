/**
 * Tree profiles that ship with Assay: how leaf hashes become a root. A root means nothing until its profile is named,
 * so every one of them is data that is stored and printed with the result. `README.md` beside this file specifies the
 * shapes and says what each of them leaves open.
 */
import type { TreeProfile } from '../../model/recipe.ts'

/** merkletreejs with its defaults and keccak256: what `new MerkleTree(leaves, keccak256)` builds. */
export const guideATree: TreeProfile = {
  tree: 'assay.tree/1',
  id: 'guide-a',
  name: 'keccak256, pairs in order, odd node promoted, no prefixes (merkletreejs defaults)',
  algorithm: 'keccak256',
  leafPrefix: null,
  nodePrefix: null,
  oddNode: 'promote',
  sortPairs: false,
  sortLeaves: false,
}

/** RFC 6962 §2.1: SHA-256, 0x00 before leaf inputs, 0x01 before node inputs. */
export const rfc6962Tree: TreeProfile = {
  tree: 'assay.tree/1',
  id: 'rfc6962-sha256',
  name: 'SHA-256, RFC 6962 prefixes, odd node promoted',
  algorithm: 'sha256',
  leafPrefix: 0x00,
  nodePrefix: 0x01,
  oddNode: 'promote',
  sortPairs: false,
  sortLeaves: false,
}

/** merkletreejs with `duplicateOdd`: a lone last node is paired with itself. */
export const duplicateOddTree: TreeProfile = {
  tree: 'assay.tree/1',
  id: 'duplicate-odd-keccak',
  name: 'keccak256, pairs in order, odd node paired with itself, no prefixes',
  algorithm: 'keccak256',
  leafPrefix: null,
  nodePrefix: null,
  oddNode: 'duplicate',
  sortPairs: false,
  sortLeaves: false,
}

/** merkletreejs with `sortPairs`: the smaller hash of a pair comes first. */
export const sortedPairsTree: TreeProfile = {
  tree: 'assay.tree/1',
  id: 'sorted-pairs-keccak',
  name: 'keccak256, pairs sorted, odd node promoted, no prefixes',
  algorithm: 'keccak256',
  leafPrefix: null,
  nodePrefix: null,
  oddNode: 'promote',
  sortPairs: true,
  sortLeaves: false,
}

/** The shipped profiles in the order in which they are offered. */
export const treeProfiles: readonly TreeProfile[] = [guideATree, rfc6962Tree, duplicateOddTree, sortedPairsTree]

/** The shipped profile of that id; undefined when there is none. */
export function treeProfileById(id: string): TreeProfile | undefined {
  return treeProfiles.find((profile) => profile.id === id)
}

/** Properties of a tree shape that limit what its root shows. Codes; the sentences are in `README.md` and in the catalogue. */
export type TreeWeakness = 'node-can-pose-as-leaf' | 'repeated-tail-keeps-root' | 'order-not-bound'

/** What a root of this profile leaves open, see `README.md` §5. Empty for RFC 6962. */
export function treeWeaknesses(profile: TreeProfile): readonly TreeWeakness[] {
  const weaknesses: TreeWeakness[] = []
  if (profile.leafPrefix === profile.nodePrefix) weaknesses.push('node-can-pose-as-leaf')
  if (profile.oddNode === 'duplicate') weaknesses.push('repeated-tail-keeps-root')
  if (profile.sortPairs || profile.sortLeaves) weaknesses.push('order-not-bound')
  return weaknesses
}
