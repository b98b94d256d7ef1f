/**
 * Keys and certificates (RFC 5280) that tests make themselves, over node:crypto and a DER writer of their own; shares no
 * code with the product.
 */
import { createHash, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { bits, der, int, octet, oid, seq, set, utcTime, utf8, yes } from './plain-der.ts'

export interface Pair {
  readonly secret: KeyObject
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Buffer
}

export function pairOf(kind: 'p256' | 'p384' | 'ed25519' | 'rsa'): Pair {
  const made =
    kind === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : kind === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ec', { namedCurve: kind === 'p256' ? 'P-256' : 'P-384' })
  return { secret: made.privateKey, spki: createPublicKey(made.privateKey).export({ format: 'der', type: 'spki' }) }
}

export const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest()
export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
export const pem = (label: string, bytes: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${base64(bytes).replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`

export const ecdsaSha256 = seq(oid('1.2.840.10045.4.3.2'))
export const sha256Id = seq(oid('2.16.840.1.101.3.4.2.1'))
export const nameOf = (text: string): Buffer => seq(set(seq(oid('2.5.4.3'), utf8(text))))

export interface Extension {
  readonly id: string
  readonly critical?: boolean
  readonly value: Uint8Array
}

interface CertificateRequest {
  readonly subject: string
  readonly issuer: string
  readonly spki: Buffer
  /** Seconds since 1970. */
  readonly from: number
  readonly to: number
  readonly extensions: readonly Extension[]
}

export function tbsOf(request: CertificateRequest, serial: number): Buffer {
  const extensions = request.extensions.map(({ id, critical = false, value }) =>
    seq(oid(id), ...(critical ? [yes] : []), octet(value)),
  )
  return seq(
    der(0xa0, int(2)),
    int(serial),
    ecdsaSha256,
    nameOf(request.issuer),
    seq(utcTime(request.from), utcTime(request.to)),
    nameOf(request.subject),
    request.spki,
    der(0xa3, seq(...extensions)),
  )
}

export const certificateOf = (tbs: Buffer, issuer: Pair): Buffer =>
  seq(tbs, ecdsaSha256, bits(sign('sha256', tbs, issuer.secret)))

export const authorityExtensions: readonly Extension[] = [
  { id: '2.5.29.19', critical: true, value: seq(yes) },
  { id: '2.5.29.15', critical: true, value: der(0x03, Buffer.of(2, 4)) },
]
export const purpose = (id: string, critical = false): Extension => ({ id: '2.5.29.37', critical, value: seq(oid(id)) })
export const codeSigning = '1.3.6.1.5.5.7.3.3'
export const timeStamping = '1.3.6.1.5.5.7.3.8'
