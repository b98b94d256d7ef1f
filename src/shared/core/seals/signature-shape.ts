/**
 * What a text can be as a signature, by its form alone: a compact JWS (RFC 7515 §3.1), or bytes whose length and
 * structure fit a MAC, an RSA, an ECDSA or an Ed25519 signature. A form is a candidate, never a proof.
 */
import type { SignatureKind } from '../../model/seals.ts'
import { bytesFromText } from './byte-text.ts'
import { parseJws, type Jws } from './jws.ts'

export interface SignatureShape {
  readonly kinds: readonly SignatureKind[]
  readonly encoding: 'hex' | 'base64' | 'jws'
  /** Empty for a JWS. */
  readonly bytes: Uint8Array
  readonly jws: Jws | null
}

const longestSignature = 65_536
/** `sha256=`, `v1:`, `hmac-sha256 `: how some systems name the algorithm before the digits. */
const label = /^(?:[a-z][a-z0-9-]{0,20}[=:])(?=[0-9A-Za-z+/_-]{16})/i

/** Digest sizes of SHA-1, SHA-224, SHA-256, SHA-384, SHA-512. */
const macSizes = new Set([20, 28, 32, 48, 64])
/** r and s of P-256, P-384, P-521 (RFC 7518 §3.4). */
export const rawEcdsaSizes = { 'ec-p256': 64, 'ec-p384': 96, 'ec-p521': 132 } as const
/** Modulus sizes from 1024 to 8192 bits. */
const rsaSizes = new Set([128, 192, 256, 320, 384, 512, 768, 1024])

/** Forms of a text; null when it can be no signature. */
export function signatureShape(text: string): SignatureShape | null {
  if (text.length < 16 || text.length > longestSignature) return null
  if (text.startsWith('ey') && text.includes('.')) {
    const jws = parseJws(text)
    if (jws !== null) return { kinds: ['jws'], encoding: 'jws', bytes: new Uint8Array(), jws }
  }
  const read = bytesFromText(text.replace(label, ''))
  if (read === null) return null
  const kinds = kindsOfBytes(read.bytes)
  return kinds.length === 0 ? null : { kinds, encoding: read.encoding, bytes: read.bytes, jws: null }
}

function kindsOfBytes(bytes: Uint8Array): SignatureKind[] {
  const kinds: SignatureKind[] = []
  if (isDerSignature(bytes)) kinds.push('ecdsa-der')
  if (macSizes.has(bytes.length)) kinds.push('hmac')
  if (bytes.length === 64) kinds.push('ed25519')
  if (Object.values<number>(rawEcdsaSizes).includes(bytes.length)) kinds.push('ecdsa-raw')
  if (rsaSizes.has(bytes.length)) kinds.push('rsa')
  return kinds
}

/** SEQUENCE of two positive INTEGERs of up to 66 bytes, without anything after it. RFC 3279 §2.2.3, X.690 §8.3, §10.1. */
export function isDerSignature(bytes: Uint8Array): boolean {
  if (bytes.length < 8 || bytes[0] !== 0x30) return false
  let at = 2
  let length = bytes[1] as number
  if (length === 0x81) {
    length = bytes[2] as number
    at = 3
    if (length < 0x80) return false
  } else if (length > 0x80) return false
  if (at + length !== bytes.length) return false
  for (let part = 0; part < 2; part += 1) {
    const size = bytes[at + 1] ?? 0
    const first = bytes[at + 2] ?? 0x80
    if (bytes[at] !== 0x02 || size < 1 || size > 67 || at + 2 + size > bytes.length || first >= 0x80) return false
    // A leading zero stands only before a bit that would be taken for the sign.
    if (first === 0 && size > 1 && (bytes[at + 3] as number) < 0x80) return false
    at += 2 + size
  }
  return at === bytes.length
}
