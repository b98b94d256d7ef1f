/**
 * Whose hash function the second opinion uses. Keccak and SHA-3 are hash-wasm's, because noble's take ten times as long
 * and a tree over a long log has millions of them; path one has its own. All others are noble's, so that no function is
 * ever the same code on both paths: path one takes BLAKE from hash-wasm and the rest from OpenSSL.
 */
import { createKeccak, createSHA3, type IHasher } from 'hash-wasm'
import type { HashAlgorithm } from '../../../shared/model/recipe.ts'
import { nobleHash, nobleVersion, type NobleHash } from './noble-hash.ts'

export interface SecondHash {
  /** Package, and the version of it that is installed; a test compares it with the package. */
  readonly library: string
  readonly version: string
  readonly hash: NobleHash
}

export const hashWasmVersion = '4.13.0'

// Each is some kilobytes of WebAssembly, compiled once for a lane.
const [keccak256, sha3With32, sha3With64] = await Promise.all([createKeccak(256), createSHA3(256), createSHA3(512)])
const hasherByAlgorithm: Readonly<Partial<Record<HashAlgorithm, IHasher>>> = {
  keccak256,
  'sha3-256': sha3With32,
  'sha3-512': sha3With64,
}

/** The function of the second opinion for an algorithm of the recipe language. */
export function secondHash(algorithm: HashAlgorithm): SecondHash {
  const hasher = hasherByAlgorithm[algorithm]
  if (hasher === undefined) return { library: '@noble/hashes', version: nobleVersion, hash: nobleHash(algorithm) }
  return {
    library: 'hash-wasm',
    version: hashWasmVersion,
    hash: (bytes) => hasher.init().update(bytes).digest('binary'),
  }
}
