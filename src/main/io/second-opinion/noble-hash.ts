/**
 * Hash functions of the second opinion: @noble/hashes alone. Path one never uses these, and this file uses nothing of
 * path one, so an error in one of them shows as a disagreement and not as a verdict.
 */
import { blake2b } from '@noble/hashes/blake2.js'
import { blake3 } from '@noble/hashes/blake3.js'
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { keccak_256, sha3_256, sha3_512 } from '@noble/hashes/sha3.js'
import type { HashAlgorithm } from '../../../shared/model/recipe.ts'

/** A digest function; `bytes` is never text (noble 2 throws on strings). */
export type NobleHash = (bytes: Uint8Array) => Uint8Array

const hashByAlgorithm: Readonly<Record<HashAlgorithm, NobleHash>> = {
  sha256: (bytes) => sha256(bytes),
  sha384: (bytes) => sha384(bytes),
  sha512: (bytes) => sha512(bytes),
  sha1: (bytes) => sha1(bytes),
  md5: (bytes) => md5(bytes),
  'sha3-256': (bytes) => sha3_256(bytes),
  'sha3-512': (bytes) => sha3_512(bytes),
  keccak256: (bytes) => keccak_256(bytes),
  'blake2b-256': (bytes) => blake2b(bytes, { dkLen: 32 }),
  blake3: (bytes) => blake3(bytes),
}

/** noble's function for an algorithm of the recipe language. */
export function nobleHash(algorithm: HashAlgorithm): NobleHash {
  return hashByAlgorithm[algorithm]
}

/** Version of @noble/hashes that is installed; a test compares it with the package. */
export const nobleVersion = '2.4.0'
