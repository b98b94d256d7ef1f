/**
 * Compact JWS: RFC 7515 §3.1, §5.2; algorithms of RFC 7518 §3.1 and RFC 8037 §3.1; the `b64` member of RFC 7797. The
 * header is hostile: it names the algorithm, and whoever could choose freely would choose one that needs no key. So the
 * key decides: an algorithm is used only with a key of its own type, `none` never, and keys that a header carries or
 * points to (`jwk`, `x5c`, `jku`, `x5u`) are told of and not used.
 */
import type { SignatureAlgorithm } from '../../model/seals.ts'
import type { ReasonCode } from '../../model/verdict.ts'
import { concatBytes } from '../bytes/hex.ts'
import { textFromUtf8, utf8FromText } from '../bytes/utf8.ts'
import { parseJson } from '../bytes/parse-json.ts'
import { base64UrlFrom, parseBase64 } from './byte-text.ts'
import type { KeyType, SealKey } from './signing-key.ts'

export interface Jws {
  /** The three parts as written; `payload` is empty when it is detached (RFC 7515 appendix F). */
  readonly protected: string
  readonly payload: string
  readonly signature: string
  readonly alg: string
  readonly kid: string | null
  readonly crit: readonly string[] | null
  /** False: the payload is signed as it is, not in base64url. */
  readonly b64: boolean
  /** Header members that carry or point to a key. */
  readonly keyMembers: readonly string[]
}

const longestHeader = 16_384
const part = /^[A-Za-z0-9_-]*$/

/** The parts of a compact JWS; null for any other text, a JWE of five parts included. */
export function parseJws(text: string): Jws | null {
  const parts = text.split('.')
  const [head = '', payload = '', signature = ''] = parts
  if (parts.length !== 3 || head === '' || head.length > longestHeader) return null
  if (!part.test(head) || !part.test(signature)) return null
  const bytes = parseBase64(head)
  if (bytes === undefined) return null
  let header: unknown
  try {
    header = parseJson(textFromUtf8(bytes))
  } catch {
    return null
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) return null
  const { alg, kid, crit, b64 } = header as Record<string, unknown>
  if (typeof alg !== 'string' || (b64 !== false && !part.test(payload))) return null
  const malformed = crit !== undefined && !(Array.isArray(crit) && crit.every((name) => typeof name === 'string'))
  return {
    protected: head,
    payload,
    signature,
    alg,
    kid: typeof kid === 'string' ? kid : null,
    crit: crit === undefined ? null : malformed ? [''] : (crit as string[]),
    b64: b64 !== false,
    keyMembers: ['jwk', 'jku', 'x5c', 'x5u'].filter((name) => Object.hasOwn(header, name)),
  }
}

interface JoseAlgorithm {
  readonly algorithm: SignatureAlgorithm
  readonly type: KeyType
}

/** RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2. `ES256K` is not among them: no runtime of Assay's has its curve everywhere. */
const joseAlgorithms: Readonly<Record<string, JoseAlgorithm>> = {
  HS256: { algorithm: 'hmac-sha256', type: 'hmac' },
  HS384: { algorithm: 'hmac-sha384', type: 'hmac' },
  HS512: { algorithm: 'hmac-sha512', type: 'hmac' },
  RS256: { algorithm: 'rsa-pkcs1-sha256', type: 'rsa' },
  RS384: { algorithm: 'rsa-pkcs1-sha384', type: 'rsa' },
  RS512: { algorithm: 'rsa-pkcs1-sha512', type: 'rsa' },
  PS256: { algorithm: 'rsa-pss-sha256', type: 'rsa' },
  PS384: { algorithm: 'rsa-pss-sha384', type: 'rsa' },
  PS512: { algorithm: 'rsa-pss-sha512', type: 'rsa' },
  ES256: { algorithm: 'ecdsa-sha256', type: 'ec-p256' },
  ES384: { algorithm: 'ecdsa-sha384', type: 'ec-p384' },
  ES512: { algorithm: 'ecdsa-sha512', type: 'ec-p521' },
  EdDSA: { algorithm: 'ed25519', type: 'ed25519' },
  Ed25519: { algorithm: 'ed25519', type: 'ed25519' },
}

/** The type of key that an `alg` needs; null for `none` and for one that is not supported. */
export function keyTypeOfAlg(alg: string): KeyType | null {
  return Object.hasOwn(joseAlgorithms, alg) ? (joseAlgorithms[alg]?.type ?? null) : null
}

export type JwsCheck =
  | { readonly state: 'verified'; readonly key: SealKey; readonly payload: Uint8Array | null }
  | { readonly state: 'mismatch' | 'not-checked'; readonly reason: ReasonCode }

/** `detached` is the payload of a token that carries none; null when no rule makes one. */
export function checkJws(jws: Jws, keys: readonly SealKey[], detached: Uint8Array | null): JwsCheck {
  const { alg } = jws
  if (alg.toLowerCase() === 'none') return { state: 'not-checked', reason: 'algorithm-refused' }
  const jose = Object.hasOwn(joseAlgorithms, alg) ? joseAlgorithms[alg] : undefined
  if (jose === undefined) return { state: 'not-checked', reason: 'signature-unsupported' }
  // A member that must be understood and is not makes the token one that nobody here can judge. RFC 7515 §4.1.11.
  if (jws.crit?.some((name) => name !== 'b64') === true || (!jws.b64 && jws.crit?.includes('b64') !== true))
    return { state: 'not-checked', reason: 'signature-unsupported' }
  if (keys.length === 0) return { state: 'not-checked', reason: 'signature-key-needed' }
  const ofType = keys.filter(({ type, alg: only }) => type === jose.type && (only === null || only === alg))
  // HS256 where a public key was given: its text would be taken for the secret, which everybody has.
  if (ofType.length === 0) return { state: 'not-checked', reason: 'algorithm-refused' }
  const attached = jws.payload !== ''
  if (!attached && detached === null) return { state: 'not-checked', reason: 'payload-rule-needed' }
  const signature = parseBase64(jws.signature)
  if (signature === undefined) return { state: 'mismatch', reason: 'signature-malformed' }
  const message = signingInput(jws, attached ? null : detached)
  const named = ofType.filter(({ kid }) => kid !== null && kid === jws.kid)
  for (const key of named.length > 0 ? named : ofType) {
    if (!key.verify(jose.algorithm, message, signature, 'raw', 'digest')) continue
    const payload = !attached ? null : jws.b64 ? (parseBase64(jws.payload) ?? null) : utf8FromText(jws.payload)
    return { state: 'verified', key, payload }
  }
  // Another key than the token names may be the only one given: that differs from a token that was altered.
  const another = jws.kid !== null && named.length === 0 && ofType.every(({ kid }) => kid !== null)
  return another
    ? { state: 'not-checked', reason: 'signature-key-differs' }
    : { state: 'mismatch', reason: 'seal-signature-differs' }
}

/** RFC 7515 §5.2 step 8, RFC 7797 §3. */
function signingInput(jws: Jws, detached: Uint8Array | null): Uint8Array {
  if (detached === null) return utf8FromText(`${jws.protected}.${jws.payload}`)
  if (jws.b64) return utf8FromText(`${jws.protected}.${base64UrlFrom(detached)}`)
  return concatBytes(utf8FromText(`${jws.protected}.`), detached)
}
