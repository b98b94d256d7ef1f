/**
 * The cryptography that judging a time-stamp token needs, as a port, and the port over node:crypto. Which algorithms a
 * token may use is decided by the judge; here only keys that nobody could forge with or stall with are taken.
 */
import { constants, createHash, createPublicKey, verify, type KeyObject } from 'node:crypto'

export type TokenDigest = 'sha1' | 'sha256' | 'sha384' | 'sha512'

/** How a signature is checked. `salt` is in bytes. Ed25519 hashes by itself. */
export type SignatureScheme =
  | { readonly kind: 'rsa' | 'ecdsa'; readonly digest: TokenDigest }
  | { readonly kind: 'rsa-pss'; readonly digest: TokenDigest; readonly salt: number }
  | { readonly kind: 'ed25519' }

export interface TimestampCrypto {
  digest(algorithm: TokenDigest, bytes: Uint8Array): Uint8Array
  /**
   * Whether `signature` over `bytes` verifies under the key in `spki` (DER SubjectPublicKeyInfo). False as well for a
   * signature of a wrong form or a key of another kind; null when the key's size or curve is not supported. Never throws.
   */
  verify(scheme: SignatureScheme, spki: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean | null
}

const curves = new Set(['prime256v1', 'secp384r1', 'secp521r1'])
/** Hostile: below, a modulus can be factored; above, one check takes seconds. Bits. */
const smallestModulus = 1024
const largestModulus = 8192

export const timestampCrypto: TimestampCrypto = {
  digest: (algorithm, bytes) => Uint8Array.from(createHash(algorithm).update(bytes).digest()),
  verify(scheme, spki, bytes, signature) {
    const key = keyFrom(spki)
    if (key === null) return null
    try {
      return check(scheme, key, bytes, signature)
    } catch {
      return false
    }
  },
}

function keyFrom(spki: Uint8Array): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
    return isSupported(key) ? key : null
  } catch {
    return null
  }
}

function isSupported({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  switch (asymmetricKeyType) {
    case 'rsa':
    case 'rsa-pss': {
      const bits = asymmetricKeyDetails?.modulusLength ?? 0
      return bits >= smallestModulus && bits <= largestModulus
    }
    case 'ec':
      return curves.has(asymmetricKeyDetails?.namedCurve ?? '')
    default:
      return asymmetricKeyType === 'ed25519'
  }
}

function check(scheme: SignatureScheme, key: KeyObject, bytes: Uint8Array, signature: Uint8Array): boolean {
  const kind = key.asymmetricKeyType
  switch (scheme.kind) {
    case 'rsa':
      return kind === 'rsa' && verify(scheme.digest, bytes, { key, padding: constants.RSA_PKCS1_PADDING }, signature)
    case 'rsa-pss': {
      const padding = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.salt }
      return (kind === 'rsa' || kind === 'rsa-pss') && verify(scheme.digest, bytes, padding, signature)
    }
    case 'ecdsa':
      return kind === 'ec' && verify(scheme.digest, bytes, { key, dsaEncoding: 'der' }, signature)
    case 'ed25519':
      return kind === 'ed25519' && verify(null, bytes, key, signature)
  }
}
