/**
 * HMAC over any hash function (RFC 2104 §2), and the name a key goes by. The key comes in as bytes and goes nowhere: not
 * into a result, a message or a store.
 */
import type { HashAlgorithm } from '../../model/recipe.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { bytesToHex } from '../bytes/hex.ts'
import { utf8FromText } from '../bytes/utf8.ts'

/**
 * Bytes the compression function takes at a time, RFC 2104's `B`: FIPS 180-4 §1, RFC 1321, RFC 7693 §2.1; for the sponges
 * the rate (FIPS 202 table 3, and the same for the original Keccak); BLAKE3 §2.
 */
const blockSizes: Readonly<Record<HashAlgorithm, number>> = {
  sha224: 64,
  sha256: 64,
  sha384: 128,
  sha512: 128,
  'sha512-256': 128,
  sha1: 64,
  md5: 64,
  'sha3-256': 136,
  'sha3-512': 72,
  keccak256: 136,
  'blake2b-256': 128,
  'blake2b-512': 128,
  'blake2s-256': 64,
  blake3: 64,
}

/** A hasher whose digests are HMACs of `hasher` under `key`, a key of any length, the empty one included. RFC 2104 §2. */
export function hmacHasher(hasher: Hasher, key: Uint8Array): Hasher {
  const block = blockSizes[hasher.id as HashAlgorithm]
  if (block === undefined) throw new RangeError(`no HMAC over ${hasher.id}`)
  const padded = new Uint8Array(block)
  padded.set(key.length > block ? hasher.hash(key) : key)
  // The inner message stands behind its pad in one array, reused from record to record.
  let inner = new Uint8Array(block + 4096)
  const outer = new Uint8Array(block + hasher.size)
  for (let index = 0; index < block; index += 1) {
    inner[index] = (padded[index] as number) ^ 0x36
    outer[index] = (padded[index] as number) ^ 0x5c
  }
  const hashInto = (bytes: Uint8Array, target: Uint8Array, offset: number): void => {
    if (block + bytes.length > inner.length) {
      const wider = new Uint8Array((block + bytes.length) * 2)
      wider.set(inner.subarray(0, block))
      inner = wider
    }
    inner.set(bytes, block)
    hasher.hashInto(inner.subarray(0, block + bytes.length), outer, block)
    hasher.hashInto(outer, target, offset)
  }
  return {
    id: hasher.id,
    size: hasher.size,
    hashInto,
    hash(bytes) {
      const digest = new Uint8Array(hasher.size)
      hashInto(bytes, digest, 0)
      return digest
    },
  }
}

/** What a key is called by: the first 8 bytes of HMAC-SHA256 of this text under the key, 16 lower-case hex digits. */
export const keyIdText = 'assay.key-id/1'

/**
 * Id of a key; `sha256` is that hasher. It tells two keys apart and says nothing of a random one, but whoever guesses the
 * key can see from the id that the guess is right: README section 2.
 */
export function keyIdFrom(sha256: Hasher, key: Uint8Array): string {
  return bytesToHex(hmacHasher(sha256, key).hash(utf8FromText(keyIdText)).subarray(0, 8))
}
