import type { Hasher } from '../../../../src/shared/core/bytes/hasher.ts'
import { computeLeafHash } from '../../../../src/shared/core/merkle/leaf-hash.ts'
import type { TreeProfile } from '../../../../src/shared/model/recipe.ts'

/** Leaf hash of an input that can be a leaf. */
export function leafHashOf(profile: TreeProfile, hasher: Hasher, input: Uint8Array): Uint8Array {
  const hash = computeLeafHash(profile, hasher, input)
  if (hash === undefined) throw new RangeError(`${input.length} bytes are no leaf of ${profile.id}`)
  return hash
}
