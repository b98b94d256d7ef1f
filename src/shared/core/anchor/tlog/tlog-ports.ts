/** What transparency-log checks need and pure code does not have. */
import type { Hasher } from '../../bytes/hasher.ts'

export interface TlogPorts {
  readonly sha256: Hasher
  /**
   * True when `signature` (64 bytes) was made over `message` by the holder of `publicKey` (32 bytes). RFC 8032 §5.1.7.
   * False for bytes of any other length or form; never throws.
   */
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean
}
