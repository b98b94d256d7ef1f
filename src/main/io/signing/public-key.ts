/**
 * Public keys of Sigstore material: their kind, PKCS#1 keys as SubjectPublicKeyInfo, and signatures over a digest when
 * the bytes that were digested are not at hand. node:crypto always hashes what it verifies for ECDSA, so that part is
 * computed with @noble/curves; for RSA the padded digest is taken out of the signature and compared (RFC 8017 §8.2.2).
 */
import { p256, p384, p521 } from '@noble/curves/nist.js'
import { constants, createPublicKey, publicDecrypt, type KeyObject } from 'node:crypto'
import { equalBytes } from '../../../shared/core/bytes/hex.ts'
import * as write from './der-writer.ts'

export type PublicKeyKind = 'p256' | 'p384' | 'p521' | 'rsa' | 'ed25519'

/** Digest functions that a signature over a digest can be made with. */
export type SignedDigest = 'sha256' | 'sha384' | 'sha512'

/** Hostile: below, a modulus can be factored; above, one check takes seconds. Bits. */
const smallestModulus = 2048
const largestModulus = 8192

/** Kind of the key in `spki` (DER SubjectPublicKeyInfo); null for one that is unreadable or not supported. */
export function publicKeyKind(spki: Uint8Array): PublicKeyKind | null {
  const key = keyFrom(spki)
  return key === null ? null : kindOf(key)
}

/** DER SubjectPublicKeyInfo of a PKCS#1 RSAPublicKey (RFC 8017 appendix A.1.1) or of a PEM public key; null when it is neither. */
export function spkiFrom(
  key: { readonly kind: 'pkcs1'; readonly der: Uint8Array } | { readonly kind: 'pem'; readonly text: string },
): Uint8Array | null {
  try {
    const read =
      key.kind === 'pem'
        ? createPublicKey({ key: key.text, format: 'pem' })
        : createPublicKey({ key: Buffer.from(key.der), format: 'der', type: 'pkcs1' })
    return Uint8Array.from(read.export({ format: 'der', type: 'spki' }))
  } catch {
    return null
  }
}

/**
 * Whether `signature` was made over bytes with this digest by the holder of the key. Null where the digest is not enough:
 * Ed25519 signs the bytes themselves (RFC 8032 §5.1.6). Null as well for a key that is not supported. Never throws.
 */
export function verifyOverDigest(
  spki: Uint8Array,
  algorithm: SignedDigest,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean | null {
  const key = keyFrom(spki)
  const kind = key === null ? null : kindOf(key)
  if (key === null || kind === null || kind === 'ed25519') return null
  try {
    return kind === 'rsa'
      ? signature.length * 8 === roundedBits(key) &&
          equalBytes(openPadding(key, signature), digestInfo(algorithm, digest))
      : curves[kind].verify(signature, digest, pointFrom(key), { prehash: false, lowS: false, format: 'der' })
  } catch {
    // A signature of a length or structure that the libraries refuse to look at.
    return false
  }
}

const curves = { p256, p384, p521 } as const
const kindByCurve: Readonly<Record<string, PublicKeyKind>> = {
  prime256v1: 'p256',
  secp384r1: 'p384',
  secp521r1: 'p521',
}

function keyFrom(spki: Uint8Array): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
  } catch {
    return null
  }
}

function kindOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): PublicKeyKind | null {
  switch (asymmetricKeyType) {
    case 'ec':
      return kindByCurve[asymmetricKeyDetails?.namedCurve ?? ''] ?? null
    case 'rsa': {
      const bits = asymmetricKeyDetails?.modulusLength ?? 0
      return bits >= smallestModulus && bits <= largestModulus ? 'rsa' : null
    }
    case 'ed25519':
      return 'ed25519'
    default:
      return null
  }
}

/** The uncompressed point, SEC 1 §2.3.3. */
function pointFrom(key: KeyObject): Uint8Array {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return Uint8Array.from([4, ...Buffer.from(x, 'base64url'), ...Buffer.from(y, 'base64url')])
}

/** RFC 8017 §8.2.2, step 1: a signature is as long as the modulus; without its leading zero it would be a second one. */
function roundedBits({ asymmetricKeyDetails }: KeyObject): number {
  return Math.ceil((asymmetricKeyDetails?.modulusLength ?? 0) / 8) * 8
}

function openPadding(key: KeyObject, signature: Uint8Array): Uint8Array {
  return Uint8Array.from(publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(signature)))
}

const digestIds: Readonly<Record<SignedDigest, string>> = {
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
}

/** DigestInfo, RFC 8017 §9.2. */
function digestInfo(algorithm: SignedDigest, digest: Uint8Array): Uint8Array {
  return write.sequence(write.sequence(write.oid(digestIds[algorithm]), write.nullValue()), write.octetString(digest))
}
