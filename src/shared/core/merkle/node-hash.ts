/**
 * Inner-node hashes of a tree profile: `H(nodePrefix ‖ left ‖ right)`, or `H` of that once more. RFC 6962 §2.1 when the
 * prefix is 0x01; guide A's shape when it is null. Knows nothing of tree shapes.
 */
import type { TreeProfile } from '../../model/recipe.ts'
import type { Hasher, PairFolder } from '../bytes/hasher.ts'

/** Throws RangeError when the hasher is not the profile's: a root over another function would be compared in vain. */
export function assertHasherFits(profile: TreeProfile, hasher: Hasher): void {
  if (hasher.id !== profile.algorithm) {
    throw new RangeError(`tree profile ${profile.id} wants ${profile.algorithm}, hasher is ${hasher.id}`)
  }
}

/** Reusable pre-image of one inner node: `[prefix] left right`. */
export interface NodeInput {
  /** `(prefix ? 1 : 0) + 2 * size` bytes; the prefix byte is already in place. */
  readonly slab: Uint8Array
  /** Where the left hash begins: 0 or 1. */
  readonly left: number
  /** Where the right hash begins. */
  readonly right: number
}

/** A fresh pre-image slab for nodes of `profile` over hashes of `size` bytes. */
export function nodeInputFrom(profile: TreeProfile, size: number): NodeInput {
  const left = profile.nodePrefix === null ? 0 : 1
  const slab = new Uint8Array(left + 2 * size)
  if (profile.nodePrefix !== null) slab[0] = profile.nodePrefix
  return { slab, left, right: left + size }
}

/** Exchanges the two hashes of `input` when the left one is the greater, compared as unsigned bytes. */
export function sortPair(input: NodeInput, size: number): void {
  const { slab, left, right } = input
  for (let index = 0; index < size; index += 1) {
    const difference = (slab[left + index] as number) - (slab[right + index] as number)
    if (difference < 0) return
    if (difference > 0) {
      for (let byte = index; byte < size; byte += 1) {
        const swapped = slab[left + byte] as number
        slab[left + byte] = slab[right + byte] as number
        slab[right + byte] = swapped
      }
      return
    }
  }
}

/** What hashes a node's pre-image: `hasher` itself, or `hasher` over its own digest where `nodeRounds` is 2. */
export function nodeHasherFrom(profile: TreeProfile, hasher: Hasher): Hasher {
  if (profile.nodeRounds !== 2) return hasher
  return {
    id: hasher.id,
    size: hasher.size,
    hash: (bytes) => hasher.hash(hasher.hash(bytes)),
    hashInto: (bytes, target, offset) => hasher.hashInto(hasher.hash(bytes), target, offset),
  }
}

/** The hasher's own way to fold many pairs as the nodes of `profile`; undefined where it has none. */
export function pairFolderFrom(profile: TreeProfile, hasher: Hasher): PairFolder | undefined {
  return hasher.pairFolder?.({
    prefix: profile.nodePrefix,
    rounds: profile.nodeRounds ?? 1,
    sorted: profile.sortPairs,
  })
}

/** Hash of one inner node; `left` and `right` are `hasher.size` bytes each. */
export function computeNodeHash(profile: TreeProfile, hasher: Hasher, left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = nodeInputFrom(profile, hasher.size)
  input.slab.set(left, input.left)
  input.slab.set(right, input.right)
  if (profile.sortPairs) sortPair(input, hasher.size)
  return nodeHasherFrom(profile, hasher).hash(input.slab)
}
