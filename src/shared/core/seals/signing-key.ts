/** Keys for checking signatures, as pure code sees them; `main/io` makes them of files. */
import type { SignatureAlgorithm } from '../../model/seals.ts'

export const keyTypes = ['hmac', 'rsa', 'ec-p256', 'ec-p384', 'ec-p521', 'ed25519'] as const
export type KeyType = (typeof keyTypes)[number]

export interface SealKey {
  /** What the key is called in results: of a secret key an HMAC id, of a public key the start of its digest. */
  readonly id: string
  readonly type: KeyType
  /** `kid` of a JWK; null where the file names none. */
  readonly kid: string | null
  /** `alg` that a JWK restricts its key to. */
  readonly alg: string | null
  /**
   * True when the signature was made over `message`. False for an algorithm that is not the key's, and for a signature
   * of any wrong form. `salt` of PSS: `digest` as RFC 7518 §3.5 wants it, `any` otherwise.
   */
  verify(
    algorithm: SignatureAlgorithm,
    message: Uint8Array,
    signature: Uint8Array,
    form: 'der' | 'raw',
    salt: 'digest' | 'any',
  ): boolean
}

/** Algorithms that a key of a type can check, the likeliest first. */
export const algorithmsByType: Readonly<Record<KeyType, readonly SignatureAlgorithm[]>> = {
  hmac: ['hmac-sha256', 'hmac-sha512', 'hmac-sha1', 'hmac-sha384'],
  rsa: [
    'rsa-pkcs1-sha256',
    'rsa-pss-sha256',
    'rsa-pkcs1-sha512',
    'rsa-pss-sha512',
    'rsa-pkcs1-sha384',
    'rsa-pss-sha384',
    'rsa-pkcs1-sha1',
  ],
  'ec-p256': ['ecdsa-sha256', 'ecdsa-sha512', 'ecdsa-sha384'],
  'ec-p384': ['ecdsa-sha384', 'ecdsa-sha256', 'ecdsa-sha512'],
  'ec-p521': ['ecdsa-sha512', 'ecdsa-sha384', 'ecdsa-sha256'],
  ed25519: ['ed25519'],
}
