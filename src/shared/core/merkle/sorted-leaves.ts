/**
 * Leaf hashes in the order of their unsigned bytes, for trees that sort their leaves (merkletreejs `sortLeaves`,
 * OpenZeppelin). Needs every leaf hash in memory. The root of such a tree binds a multiset, not a sequence.
 */

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
