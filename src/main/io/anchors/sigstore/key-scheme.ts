/** Signature schemes of logs and signers, whose keys come without one. */
import type { PublicKeyKind } from '../../signing/public-key.ts'
import type { SignatureScheme } from '../../signing/timestamp-crypto.ts'

/** How keys of a kind sign where nothing states it: the digest that fits the curve, SHA-256 for RSA. */
export function schemeOf(kind: PublicKeyKind): SignatureScheme {
  switch (kind) {
    case 'p256':
      return { kind: 'ecdsa', digest: 'sha256' }
    case 'p384':
      return { kind: 'ecdsa', digest: 'sha384' }
    case 'p521':
      return { kind: 'ecdsa', digest: 'sha512' }
    case 'rsa':
      return { kind: 'rsa', digest: 'sha256' }
    case 'ed25519':
      return { kind: 'ed25519' }
  }
}
