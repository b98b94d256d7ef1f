/**
 * Root of a tree whose profile sorts its leaves (merkletreejs `sortLeaves`): hashes are ordered as unsigned bytes, then
 * the tree is built as usual. Needs every leaf hash in memory; `createFrontier` does not. Such a root binds a multiset,
 * not a sequence.
 */
import type { TreeProfile } from '../../model/recipe.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { createFrontier } from './frontier.ts'

/**
 * Root over the leaf hashes lying end to end in `slab`, sorted first; undefined for no leaf. `slab` is not changed.
 * Requires `slab.length` to be a multiple of `hasher.size`.
 */
export function rootOfSortedLeaves(profile: TreeProfile, hasher: Hasher, slab: Uint8Array): Uint8Array | undefined {
  const sorted = sortLeafHashes(slab, hasher.size)
  const frontier = createFrontier({ ...profile, sortLeaves: false }, hasher)
  for (let offset = 0; offset < sorted.length; offset += hasher.size) frontier.appendFrom(sorted, offset)
  return frontier.root()
}

/** A fresh slab with the hashes of `slab` in ascending order of their unsigned bytes; equal ones all stay. */
export function sortLeafHashes(slab: Uint8Array, hashSize: number): Uint8Array {
  const count = leafCountOf(slab, hashSize)
  const order = new Uint32Array(count)
  for (let index = 0; index < count; index += 1) order[index] = index
  order.sort((left, right) => {
    for (let byte = 0; byte < hashSize; byte += 1) {
      const difference = (slab[left * hashSize + byte] as number) - (slab[right * hashSize + byte] as number)
      if (difference !== 0) return difference
    }
    return left - right
  })
  const sorted = new Uint8Array(slab.length)
  for (let place = 0; place < count; place += 1) {
    const from = (order[place] as number) * hashSize
    sorted.set(slab.subarray(from, from + hashSize), place * hashSize)
  }
  return sorted
}

/** Number of hashes of `hashSize` bytes in `slab`; throws RangeError when they do not fill it exactly. */
export function leafCountOf(slab: Uint8Array, hashSize: number): number {
  if (slab.length % hashSize !== 0)
    throw new RangeError(`${slab.length} bytes are no whole number of ${hashSize}-byte hashes`)
  return slab.length / hashSize
}
