/**
 * Trees that lie in one array, as OpenZeppelin's: 2n-1 nodes for n leaves, children of node i at 2i+1 and 2i+2, the
 * leaves at the end in reverse, the root first. With sorted pairs and a power of two of leaves the root is that of the
 * layers; otherwise leaves of two depths stand elsewhere than in layers.
 */
import type { TreeProfile } from '../../model/recipe.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { assertHasherFits, nodeHasherFrom, nodeInputFrom, pairFolderFrom, sortPair } from './node-hash.ts'
import { leafCountOf } from './sorted-leaves.ts'

/**
 * All nodes of the heap over the leaf hashes lying end to end in `slab`, in tree order, `(2n - 1) * hasher.size`
 * bytes; empty for no leaf.
 */
export function heapOfLeaves(profile: TreeProfile, hasher: Hasher, slab: Uint8Array): Uint8Array {
  assertHasherFits(profile, hasher)
  const { size } = hasher
  const count = leafCountOf(slab, size)
  if (count === 0) return new Uint8Array(0)
  const heap = new Uint8Array((2 * count - 1) * size)
  for (let leaf = 0; leaf < count; leaf += 1)
    heap.set(slab.subarray(leaf * size, (leaf + 1) * size), (2 * count - 2 - leaf) * size)
  const folder = pairFolderFrom(profile, hasher)
  if (folder !== undefined) {
    // Nodes of one depth are neighbours, and so are their children, all of which lie behind them.
    for (let last = count - 2; last >= 0;) {
      const first = 2 ** (31 - Math.clz32(last + 1)) - 1
      const nodes = last - first + 1
      folder.fold(heap, (2 * first + 1) * size, 2 * nodes, 1, heap, first * size)
      last = first - 1
    }
    return heap
  }
  const input = nodeInputFrom(profile, size)
  const nodeHasher = nodeHasherFrom(profile, hasher)
  for (let at = count - 2; at >= 0; at -= 1) {
    // Both children are neighbours: one copy fills the pre-image.
    input.slab.set(heap.subarray((2 * at + 1) * size, (2 * at + 3) * size), input.left)
    if (profile.sortPairs) sortPair(input, size)
    nodeHasher.hashInto(input.slab, heap, at * size)
  }
  return heap
}
