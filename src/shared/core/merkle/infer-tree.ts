/** Which tree profiles give a known root over given leaf inputs, in which order of the leaves. */
import type { TreeProfile } from '../../model/recipe.ts'
import type { LeafOrder } from '../../model/tree-inference.ts'
import { bytesToHex, concatBytes } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { rootOfLeaves } from './batch-root.ts'
import { computeLeafHash, digestOrdered } from './leaf-hash.ts'
import { treeProfiles } from './tree-profiles.ts'

/** Places of the leaves in file order, for each order that is tried. */
export type OrderPlaces = ReadonlyMap<LeafOrder, readonly number[]>

/**
 * Profiles and orders whose root over `inputs` is `root` (lower-case hex as the tree writes it). `hasherOf` knows the
 * hash function of every shipped profile. Costs one leaf hash per input and profile, and one node hash per input,
 * profile and order.
 */
export function treesThatGive(
  root: string,
  inputs: readonly Uint8Array[],
  orders: OrderPlaces,
  hasherOf: (profile: TreeProfile) => Hasher,
): { readonly tree: TreeProfile; readonly order: LeafOrder }[] {
  const found: { tree: TreeProfile; order: LeafOrder }[] = []
  for (const tree of treeProfiles) {
    const hasher = hasherOf(tree)
    const leaves: Uint8Array[] = []
    for (const input of inputs) {
      const leaf = computeLeafHash(tree, hasher, input)
      if (leaf === undefined) break
      leaves.push(leaf)
    }
    if (leaves.length < inputs.length) continue
    for (const [order, places] of orders) {
      // Sorted leaves forget every order but one.
      if (tree.sortLeaves && order !== 'file') continue
      const slab = concatBytes(...places.map((place) => leaves[place] as Uint8Array))
      const actual = rootOfLeaves(tree, hasher, slab)
      if (actual !== undefined && bytesToHex(digestOrdered(tree, actual)) === root) found.push({ tree, order })
    }
  }
  return found
}
