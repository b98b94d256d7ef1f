/**
 * Leaf hashes of a tree profile: `H(leafPrefix ‖ input)` of RFC 6962 §2.1, the input itself where it is a digest
 * already, and the double hash over an ABI encoding that OpenZeppelin's standard trees use. Says nothing about which
 * bytes of a record are the input: that is the leaf recipe.
 */
import type { TreeProfile } from '../../model/recipe.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { assertHasherFits } from './node-hash.ts'

/** Size of a word in Solidity's ABI, bytes. */
const abiWord = 32

/**
 * Leaf hash of `input`, `hasher.size` bytes. Undefined where `input` cannot be a leaf of this profile: it stands as
 * the leaf (`leafRounds` 0) and has another length than a digest, or it is a `bytes32` and has not 32 bytes.
 */
export function computeLeafHash(profile: TreeProfile, hasher: Hasher, input: Uint8Array): Uint8Array | undefined {
  assertHasherFits(profile, hasher)
  const encoded = abiEncoded(profile, input)
  if (encoded === undefined) return undefined
  const rounds = profile.leafRounds ?? 1
  if (rounds === 0) {
    if (encoded.length !== hasher.size) return undefined
    return digestOrdered(profile, encoded)
  }
  const once = hasher.hash(prefixedBy(profile.leafPrefix, encoded))
  return rounds === 2 ? hasher.hash(once) : once
}

/** True when the leaf hash of an input is plainly `H(input)`: no copy of the input is needed to compute it. */
export function hashesPlainLeaves(profile: TreeProfile): boolean {
  return profile.leafPrefix === null && profile.leafAbi === undefined && (profile.leafRounds ?? 1) === 1
}

/**
 * A digest from how it is written to how it is hashed, or back: reversed where the profile says so. A fresh array.
 * Bitcoin shows transaction ids and roots reversed.
 */
export function digestOrdered(profile: TreeProfile, digest: Uint8Array): Uint8Array {
  const ordered = Uint8Array.from(digest)
  return profile.digestOrder === 'reversed' ? ordered.reverse() : ordered
}

function prefixedBy(prefix: number | null, input: Uint8Array): Uint8Array {
  if (prefix === null) return input
  const prefixed = new Uint8Array(input.length + 1)
  prefixed[0] = prefix
  prefixed.set(input, 1)
  return prefixed
}

/**
 * `abi.encode` of one value. `bytes32`: the 32 bytes. `string`: a word with the offset 32, a word with the length, the
 * bytes, zeros up to a whole word (Solidity, Contract ABI Specification, "Formal Specification of the Encoding").
 */
function abiEncoded(profile: TreeProfile, input: Uint8Array): Uint8Array | undefined {
  if (profile.leafAbi === undefined) return input
  if (profile.leafAbi === 'bytes32') return input.length === abiWord ? input : undefined
  const words = Math.ceil(input.length / abiWord)
  const encoded = new Uint8Array((2 + words) * abiWord)
  encoded[abiWord - 1] = abiWord
  new DataView(encoded.buffer).setUint32(2 * abiWord - 4, input.length)
  encoded.set(input, 2 * abiWord)
  return encoded
}
