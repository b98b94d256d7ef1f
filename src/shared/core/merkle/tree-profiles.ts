/**
 * Tree profiles that ship with Assay: how leaf hashes become a root. A root means nothing until its profile is named,
 * so every one of them is data that is stored and printed with the result. `README.md` beside this file specifies the
 * shapes and says what each of them leaves open.
 */
import type { TreeWeakness } from '../../model/check-run.ts'
import { weakAlgorithms, type TreeProfile } from '../../model/recipe.ts'

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

/** Bitcoin's tree of transaction ids: double SHA-256 over nodes, a lone node paired with itself, digests shown reversed. */
export const bitcoinTree: TreeProfile = {
  tree: 'assay.tree/1',
  id: 'bitcoin',
  name: 'double SHA-256 nodes over given digests, odd node paired with itself, digests shown reversed',
  algorithm: 'sha256',
  leafPrefix: null,
  nodePrefix: null,
  oddNode: 'duplicate',
  sortPairs: false,
  sortLeaves: false,
  leafRounds: 0,
  nodeRounds: 2,
  digestOrder: 'reversed',
}

/** OpenZeppelin's `SimpleMerkleTree`: given 32-byte values, pairs and leaves sorted, one array. */
export const openZeppelinSimpleTree: TreeProfile = {
  tree: 'assay.tree/1',
  id: 'openzeppelin-simple',
  name: 'keccak256 over given digests, pairs and leaves sorted, heap (OpenZeppelin SimpleMerkleTree)',
  algorithm: 'keccak256',
  leafPrefix: null,
  nodePrefix: null,
  oddNode: 'promote',
  sortPairs: true,
  sortLeaves: true,
  shape: 'heap',
  leafRounds: 0,
}

/** OpenZeppelin's `StandardMerkleTree` over one `string`: keccak256 twice over its ABI encoding. */
export const openZeppelinStringTree: TreeProfile = {
  ...openZeppelinSimpleTree,
  id: 'openzeppelin-string',
  name: 'keccak256 twice over one ABI string, pairs and leaves sorted, heap (OpenZeppelin StandardMerkleTree)',
  leafRounds: 2,
  leafAbi: 'string',
}

const openZeppelinBytes32Tree: TreeProfile = {
  ...openZeppelinStringTree,
  id: 'openzeppelin-bytes32',
  name: 'keccak256 twice over one ABI bytes32, pairs and leaves sorted, heap (OpenZeppelin StandardMerkleTree)',
  leafAbi: 'bytes32',
}

function unsorted(profile: TreeProfile): TreeProfile {
  return {
    ...profile,
    id: `${profile.id}-unsorted`,
    name: profile.name.replace('pairs and leaves sorted', 'pairs sorted, leaves in order'),
    sortLeaves: false,
  }
}

/** The same shape over another hash function of 256 bits. */
function over(profile: TreeProfile, algorithm: TreeProfile['algorithm'], id: string, names: string): TreeProfile {
  return { ...profile, algorithm, id, name: profile.name.replace(names, algorithm) }
}

const sortedLeavesTree: TreeProfile = {
  ...guideATree,
  id: 'sorted-leaves-keccak',
  name: 'keccak256, pairs in order, leaves sorted, odd node promoted, no prefixes',
  sortLeaves: true,
}

const sortedTree: TreeProfile = {
  ...sortedPairsTree,
  id: 'sorted-keccak',
  name: 'keccak256, pairs and leaves sorted, odd node promoted, no prefixes',
  sortLeaves: true,
}

const plainSha256Tree: TreeProfile = {
  ...over(guideATree, 'sha256', 'plain-sha256', 'keccak256'),
  name: 'sha256, pairs in order, odd node promoted, no prefixes',
}

const layered: readonly TreeProfile[] = [
  guideATree,
  duplicateOddTree,
  sortedPairsTree,
  sortedLeavesTree,
  sortedTree,
  plainSha256Tree,
  over(duplicateOddTree, 'sha256', 'duplicate-odd-sha256', 'keccak256'),
  over(sortedPairsTree, 'sha256', 'sorted-pairs-sha256', 'keccak256'),
  over(sortedTree, 'sha256', 'sorted-sha256', 'keccak256'),
]

/** The same shape over leaf inputs that are digests already, such as stored entry hashes, and stand as the leaves. */
function overDigests(profile: TreeProfile): TreeProfile {
  return {
    ...profile,
    id: `${profile.id}-digests`,
    name: `${profile.name}; leaf inputs are digests and stand as the leaves`,
    leafRounds: 0,
  }
}

/** The shipped profiles in the order in which they are offered and tried. */
export const treeProfiles: readonly TreeProfile[] = [
  ...layered.slice(0, 1),
  rfc6962Tree,
  ...layered.slice(1),
  over(rfc6962Tree, 'keccak256', 'rfc6962-keccak', 'SHA-256'),
  over(rfc6962Tree, 'sha3-256', 'rfc6962-sha3', 'SHA-256'),
  over(rfc6962Tree, 'blake2b-256', 'rfc6962-blake2b', 'SHA-256'),
  ...layered.map(overDigests),
  overDigests(rfc6962Tree),
  openZeppelinSimpleTree,
  unsorted(openZeppelinSimpleTree),
  openZeppelinStringTree,
  unsorted(openZeppelinStringTree),
  openZeppelinBytes32Tree,
  unsorted(openZeppelinBytes32Tree),
  bitcoinTree,
]

/** The shipped profile of that id; undefined when there is none. */
export function treeProfileById(id: string): TreeProfile | undefined {
  return treeProfiles.find((profile) => profile.id === id)
}

/**
 * What a root of this profile leaves open, see `README.md` §5. Empty for RFC 6962 over a hash function without known
 * collisions.
 */
export function treeWeaknesses(profile: TreeProfile): readonly TreeWeakness[] {
  const weaknesses: TreeWeakness[] = []
  if (!separatesLeavesFromNodes(profile)) weaknesses.push('node-can-pose-as-leaf')
  if (profile.oddNode === 'duplicate' && profile.shape !== 'heap') weaknesses.push('repeated-tail-keeps-root')
  if (profile.sortPairs || profile.sortLeaves) weaknesses.push('order-not-bound')
  if (weakAlgorithms.has(profile.algorithm)) weaknesses.push('hash-has-collisions')
  return weaknesses
}

/** True when no bytes are both the pre-image of a leaf and that of a node. */
function separatesLeavesFromNodes(profile: TreeProfile): boolean {
  const rounds = profile.leafRounds ?? 1
  // A digest that stands as the leaf may as well be a node's.
  if (rounds === 0) return false
  // H(H(x)) hashes 32 bytes where a node hashes 64; an ABI value never has the form of two digests.
  if (rounds === 2 && profile.nodeRounds !== 2) return true
  if (profile.leafAbi !== undefined) return true
  // One prefix alone does not separate: the other pre-image may happen to begin with that byte.
  return profile.leafPrefix !== null && profile.nodePrefix !== null && profile.leafPrefix !== profile.nodePrefix
}
