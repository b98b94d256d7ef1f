/** Leaf hashes of transparency logs. */
import { concatBytes } from '../../bytes/hex.ts'
import type { Hasher } from '../../bytes/hasher.ts'

/** Leaf hash of a log entry, 32 bytes: SHA-256 over 0x00 and the entry. RFC 6962 §2.1. */
export function tlogLeafHash(entry: Uint8Array, sha256: Hasher): Uint8Array {
  return sha256.hash(concatBytes(Uint8Array.of(0), entry))
}
