/**
 * Keys for checking signatures, from files: PEM (public keys and certificates), JWK and JWK sets (RFC 7517), and bytes.
 * What a file *says* it is decides what it is used for: a public key is never taken for the bytes of a secret, which
 * would let anybody who has it write signatures that hold. Private keys are refused; nobody who checks needs one.
 */
import {
  constants,
  createHash,
  createHmac,
  createPublicKey,
  timingSafeEqual,
  verify,
  type KeyObject,
} from 'node:crypto'
import type { SignatureAlgorithm } from '../../../shared/model/seals.ts'
import type { KeyType, SealKey } from '../../../shared/core/seals/signing-key.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'

/** Keys of a file, or what is wrong with it, in words; null when it is neither PEM nor JWK and so may be bytes. */
export function readNamedKeys(bytes: Uint8Array): readonly SealKey[] | string | null {
  const text = Buffer.from(bytes).toString('latin1')
  if (text.includes('-----BEGIN ')) return keysFromPem(text)
  const start = text.trimStart()
  return start.startsWith('{') ? keysFromJson(Buffer.from(bytes).toString('utf8')) : null
}

/** The key of an HMAC; `id` is its key id. */
export function hmacSealKey(
  bytes: Uint8Array,
  id: string,
  kid: string | null = null,
  alg: string | null = null,
): SealKey {
  const secret = Buffer.from(bytes)
  return {
    id,
    type: 'hmac',
    kid,
    alg,
    verify: (algorithm, message, signature) => {
      if (!algorithm.startsWith('hmac-')) return false
      const mac = createHmac(algorithm.slice('hmac-'.length), secret).update(message).digest()
      return mac.length === signature.length && timingSafeEqual(mac, signature)
    },
  }
}

/** The raw 32 bytes of an Ed25519 public key (RFC 8032 §5.1.5); null when they are none. */
export function ed25519SealKey(bytes: Uint8Array): SealKey | null {
  if (bytes.length !== 32) return null
  try {
    const x = Buffer.from(bytes).toString('base64url')
    return publicSealKey(createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }))
  } catch {
    return null
  }
}

const mostKeys = 100

function keysFromPem(text: string): readonly SealKey[] | string {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text))
    return 'holds a private key; a signature is checked with the public one'
  const blocks = text.match(/-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g) ?? []
  if (blocks.length === 0 || blocks.length > mostKeys) return 'holds no PEM block that can be read'
  const keys: SealKey[] = []
  for (const block of blocks) {
    const key = publicKeyOf(() => createPublicKey({ key: block, format: 'pem' }))
    if (key === null) return 'holds a PEM block that is no public key or certificate of a supported type'
    keys.push(key)
  }
  return keys
}

function keysFromJson(text: string): readonly SealKey[] | string {
  let value: unknown
  try {
    value = parseJson(text)
  } catch {
    return 'begins like JSON and is none'
  }
  const listed = (value as { keys?: unknown }).keys
  const jwks: unknown[] = Array.isArray(listed) ? listed : [value]
  if (jwks.length > mostKeys) return `holds more than ${mostKeys} keys`
  const keys: SealKey[] = []
  for (const jwk of jwks) {
    const key = keyFromJwk(jwk)
    if (typeof key === 'string') return key
    if (key !== null) keys.push(key)
  }
  return keys.length === 0 ? 'holds no JWK of a supported type' : keys
}

/** Null for a key that is for something else, or of a type that is not supported. */
function keyFromJwk(jwk: unknown): SealKey | string | null {
  if (typeof jwk !== 'object' || jwk === null) return 'holds something that is no JWK'
  const { kty, k, d, kid, alg, use } = jwk as Record<string, unknown>
  const name = typeof kid === 'string' ? kid : null
  const only = typeof alg === 'string' ? alg : null
  if (use !== undefined && use !== 'sig') return null
  if (kty === 'oct') {
    if (typeof k !== 'string' || k === '' || !/^[A-Za-z0-9_-]+$/.test(k)) return 'holds an oct key without its bytes'
    const bytes = Buffer.from(k, 'base64url')
    return hmacSealKey(bytes, hmacKeyId(bytes), name, only)
  }
  if (d !== undefined) return 'holds a private key; a signature is checked with the public one'
  return publicKeyOf(() => createPublicKey({ key: jwk as never, format: 'jwk' }), name, only)
}

/** The same id as `core/chain/hmac.ts` gives: first 8 bytes of the HMAC-SHA256 of a fixed text. */
function hmacKeyId(bytes: Uint8Array): string {
  return createHmac('sha256', bytes).update('assay.key-id/1').digest('hex').slice(0, 16)
}

function publicKeyOf(make: () => KeyObject, kid: string | null = null, alg: string | null = null): SealKey | null {
  try {
    return publicSealKey(make(), kid, alg)
  } catch {
    return null
  }
}

/** Smallest RSA modulus: below it a signature can be made without the key. */
const leastRsaBits = 1024

function typeOf(key: KeyObject): KeyType | null {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return (key.asymmetricKeyDetails?.modulusLength ?? 0) >= leastRsaBits ? 'rsa' : null
    case 'ed25519':
      return 'ed25519'
    case 'ec':
      switch (key.asymmetricKeyDetails?.namedCurve) {
        case 'prime256v1':
          return 'ec-p256'
        case 'secp384r1':
          return 'ec-p384'
        case 'secp521r1':
          return 'ec-p521'
        default:
          return null
      }
    default:
      return null
  }
}

function publicSealKey(key: KeyObject, kid: string | null = null, alg: string | null = null): SealKey | null {
  const type = typeOf(key)
  if (type === null) return null
  const spki = key.export({ format: 'der', type: 'spki' })
  return {
    id: createHash('sha256').update(spki).digest('hex').slice(0, 16),
    type,
    kid,
    alg,
    verify: (algorithm, message, signature, form, salt) => {
      if (!belongs(algorithm, type)) return false
      try {
        return verify(
          type === 'ed25519' ? null : hashOf(algorithm),
          message,
          optionsFor(key, algorithm, form, salt),
          signature,
        )
      } catch {
        // A signature of a length or structure that the library refuses to look at.
        return false
      }
    },
  }
}

function belongs(algorithm: SignatureAlgorithm, type: KeyType): boolean {
  const family = algorithm.split('-')[0]
  if (type === 'rsa') return family === 'rsa'
  return type === 'ed25519' ? family === 'ed25519' : family === 'ecdsa'
}

function hashOf(algorithm: SignatureAlgorithm): string {
  return algorithm.slice(algorithm.lastIndexOf('-') + 1)
}

function optionsFor(key: KeyObject, algorithm: SignatureAlgorithm, form: 'der' | 'raw', salt: 'digest' | 'any') {
  if (algorithm.startsWith('rsa-pss-'))
    return {
      key,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: salt === 'digest' ? constants.RSA_PSS_SALTLEN_DIGEST : constants.RSA_PSS_SALTLEN_AUTO,
    }
  if (algorithm.startsWith('rsa-')) return { key, padding: constants.RSA_PKCS1_PADDING }
  return { key, dsaEncoding: form === 'der' ? ('der' as const) : ('ieee-p1363' as const) }
}
