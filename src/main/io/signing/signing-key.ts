/**
 * A key that can sign: P-256 by RFC 6979 (same bytes, same signature) or RSA PKCS#1 v1.5 (deterministic by itself).
 * Private material stays inside the closure; nothing here writes it.
 */
import { createPrivateKey, createPublicKey, sign as nodeSign, type KeyObject } from 'node:crypto'
import { p256 } from '@noble/curves/nist.js'
import { AppError } from '../../../shared/model/app-error.ts'
import { equalBytes } from '../../../shared/core/bytes/hex.ts'
import type { Certificate } from './certificate.ts'

export interface SigningKey {
  readonly kind: 'p256' | 'rsa'
  readonly certificate: Certificate
  /** Further certificates of the key file, DER, that lead from the signer's towards its root. */
  readonly chainDer: readonly Uint8Array[]
  /** Signature over SHA-256 of the bytes: DER for P-256, PKCS#1 v1.5 for RSA. Same bytes, same signature. */
  sign(bytes: Uint8Array): Uint8Array
  /** No signature of this key is longer. */
  readonly longestSignatureBytes: number
}

/** ECDSA over SHA-256 with the nonce of RFC 6979 §3.2; DER. `secret` is 32 octets. */
export function signP256(bytes: Uint8Array, secret: Uint8Array): Uint8Array {
  return p256.sign(bytes, secret, { prehash: true, lowS: false, format: 'der' })
}

/** Makes a key from its PKCS#8 DER and certificate. Throws AppError `key-unreadable` when they do not fit or are of another kind. */
export function signingKeyFrom(
  pkcs8: Uint8Array,
  certificate: Certificate,
  chainDer: readonly Uint8Array[],
): SigningKey {
  const privateKey = readPrivateKey(pkcs8)
  const spki = (key: KeyObject): Uint8Array => key.export({ type: 'spki', format: 'der' })
  if (!equalBytes(spki(createPublicKey(privateKey)), spki(certificate.x509.publicKey))) {
    throw new AppError('key-unreadable', 'The private key and the certificate of this key file do not belong together.')
  }
  if (privateKey.asymmetricKeyType === 'rsa') {
    const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0
    if (bits < 2048) throw new AppError('key-unreadable', `The RSA key has ${bits} bits; at least 2048 are needed.`)
    return {
      kind: 'rsa',
      certificate,
      chainDer,
      longestSignatureBytes: Math.ceil(bits / 8),
      sign: (bytes) => Uint8Array.from(nodeSign('sha256', bytes, privateKey)),
    }
  }
  if (privateKey.asymmetricKeyType === 'ec' && privateKey.asymmetricKeyDetails?.namedCurve === 'prime256v1') {
    const secret = Uint8Array.from(Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'))
    return { kind: 'p256', certificate, chainDer, longestSignatureBytes: 72, sign: (bytes) => signP256(bytes, secret) }
  }
  throw new AppError(
    'key-unreadable',
    `Keys of this kind cannot sign packages (${privateKey.asymmetricKeyType ?? 'unknown'}); use a P-256 or RSA key.`,
  )
}

function readPrivateKey(pkcs8: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
  } catch (error) {
    throw new AppError('key-unreadable', 'The private key inside this key file cannot be read.', { cause: error })
  }
}
