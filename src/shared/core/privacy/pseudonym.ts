/**
 * Keyed pseudonyms: `person-` and the first 12 hex digits of HMAC (RFC 2104) over the normalised identifier. The same
 * key and identifier give the same pseudonym, so entries of one identifier stay together; another key gives another.
 * Whoever holds the key can test candidates: these data remain personal data, and destroying the key is what makes the
 * test impossible by this way.
 */
import type { Hasher } from '../bytes/hasher.ts'
import { bytesToHex, concatBytes } from '../bytes/hex.ts'
import { utf8FromText } from '../bytes/utf8.ts'
import { normalisedIdentifier } from './identifiers.ts'

/** Digest of a text under a key that the function holds. */
export type KeyedDigest = (text: string) => Uint8Array

/** HMAC with `hasher`, whose block is `blockSize` bytes (64 for SHA-256, 128 for SHA-512). Requires a key of at least 16 bytes. */
export function createKeyedDigest(hasher: Hasher, blockSize: number, key: Uint8Array): KeyedDigest {
  if (key.length < 16) throw new RangeError(`a key of ${key.length} bytes can be guessed; 16 is the least`)
  const block = new Uint8Array(blockSize)
  block.set(key.length > blockSize ? hasher.hash(key) : key)
  const inner = block.map((byte) => byte ^ 0x36)
  const outer = block.map((byte) => byte ^ 0x5c)
  return (text) => hasher.hash(concatBytes(outer, hasher.hash(concatBytes(inner, utf8FromText(text)))))
}

/** Pseudonym of an identifier, for example `person-3fa9c0d21b7e`. */
export function pseudonymFrom(identifier: string, keyedDigest: KeyedDigest): string {
  return `person-${bytesToHex(keyedDigest(normalisedIdentifier(identifier))).slice(0, 12)}`
}
