/**
 * Hash functions of the second opinion: @noble/hashes alone. Path one never uses these, and this file uses nothing of
 * path one, so an error in one of them shows as a disagreement and not as a verdict.
 */
import { blake2b, blake2s } from '@noble/hashes/blake2.js'
import { blake3 } from '@noble/hashes/blake3.js'
import { hmac } from '@noble/hashes/hmac.js'
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha224, sha256, sha384, sha512, sha512_256 } from '@noble/hashes/sha2.js'
import { keccak_256, sha3_256, sha3_512 } from '@noble/hashes/sha3.js'
import type { CHash } from '@noble/hashes/utils.js'
import type { HashAlgorithm } from '../../../shared/model/recipe.ts'

/** A digest function; `bytes` is never text (noble 2 throws on strings). */
export type NobleHash = (bytes: Uint8Array) => Uint8Array

/** noble's hash constructors; BLAKE2 with a digest length of its own is made one of them for `hmac`. */
const chashByAlgorithm: Readonly<Record<HashAlgorithm, CHash>> = {
  sha224,
  sha256,
  sha384,
  sha512,
  'sha512-256': sha512_256,
  sha1,
  md5,
  'sha3-256': sha3_256,
  'sha3-512': sha3_512,
  keccak256: keccak_256,
  'blake2b-256': ofLength(blake2b, 32),
  'blake2b-512': ofLength(blake2b, 64),
  'blake2s-256': ofLength(blake2s, 32),
  blake3: ofLength(blake3, 32),
}

function ofLength(hash: typeof blake2b | typeof blake2s | typeof blake3, length: number): CHash {
  const fixed = (bytes: Uint8Array): Uint8Array => hash(bytes, { dkLen: length })
  return Object.assign(fixed, {
    outputLen: length,
    blockLen: hash.blockLen,
    canXOF: false,
    create: () => hash.create({ dkLen: length }),
  }) as unknown as CHash
}

/** noble's function for an algorithm of the recipe language. */
export function nobleHash(algorithm: HashAlgorithm): NobleHash {
  const hash = chashByAlgorithm[algorithm]
  return (bytes) => hash(bytes)
}

/** HMAC of an algorithm under a key (RFC 2104), by noble's own `hmac`. */
export function nobleHmac(algorithm: HashAlgorithm, key: Uint8Array): NobleHash {
  const hash = chashByAlgorithm[algorithm]
  return (bytes) => hmac(hash, key, bytes)
}

/** Version of @noble/hashes that is installed; a test compares it with the package. */
export const nobleVersion = '2.4.0'
