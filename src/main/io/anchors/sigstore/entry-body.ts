/**
 * Bodies of log entries (`canonicalizedBody`): what the log recorded of a signature. Rekor v1 types `hashedrekord` 0.0.1,
 * `dsse` 0.0.1 and `intoto` 0.0.2, Rekor v2 types `hashedrekord` and `dsse` 0.0.2. Read apart from the bundle and compared
 * with it afterwards: a log records whatever it is sent, so a body says nothing of a bundle that it does not match.
 */
import { parseHex } from '../../../../shared/core/bytes/hex.ts'
import { parseJson } from '../../../../shared/core/bytes/parse-json.ts'
import { textFromUtf8 } from '../../../../shared/core/bytes/utf8.ts'
import { parseBase64 } from '../../../../shared/core/seals/byte-text.ts'
import { spkiFrom } from '../../signing/public-key.ts'
import { hashOutputFrom, type BundleDigest } from './bundle.ts'
import { JsonObject, ShapeError } from './json-shape.ts'

/** Certificate or key that the log verified the signature with when it took the entry. */
export type EntryVerifier =
  | { readonly kind: 'certificate'; readonly der: Uint8Array }
  | { readonly kind: 'key'; readonly spki: Uint8Array }

export interface EntryBody {
  readonly kind: string
  readonly version: string
  readonly signature: Uint8Array
  /** `signed`: of the bytes under the signature. `payload`: of the envelope's payload. */
  readonly covers: 'signed' | 'payload'
  readonly algorithm: BundleDigest
  readonly digest: Uint8Array
  readonly verifier: EntryVerifier
}

export type ParsedEntryBody =
  | { readonly kind: 'body'; readonly body: EntryBody }
  | { readonly kind: 'refused'; readonly problem: string }
  /** A type of entry that is not read here. */
  | { readonly kind: 'unsupported'; readonly type: string }

/** The body of an entry. Never throws for what it holds. */
export function parseEntryBody(bytes: Uint8Array): ParsedEntryBody {
  try {
    const root = new JsonObject(parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), '$')
    const kind = root.text('kind')
    const version = root.text('apiVersion')
    const read = readers.get(`${kind} ${version}`)
    if (read === undefined) return { kind: 'unsupported', type: `${kind} ${version}`.slice(0, 100) }
    return { kind: 'body', body: { kind, version, ...read(root.object('spec')) } }
  } catch (error) {
    return { kind: 'refused', problem: error instanceof ShapeError ? error.message : 'JSON' }
  }
}

type Recorded = Omit<EntryBody, 'kind' | 'version'>

const readers: ReadonlyMap<string, (spec: JsonObject) => Recorded> = new Map([
  ['hashedrekord 0.0.1', hashedRekordOne],
  ['hashedrekord 0.0.2', hashedRekordTwo],
  ['dsse 0.0.1', dsseOne],
  ['dsse 0.0.2', dsseTwo],
  ['intoto 0.0.2', inTotoTwo],
])

function hashedRekordOne(spec: JsonObject): Recorded {
  const signature = spec.object('signature')
  return {
    signature: signature.bytes('content'),
    covers: 'signed',
    ...hexHashFrom(spec.object('data').object('hash')),
    verifier: verifierFromPem(signature.object('publicKey'), 'content'),
  }
}

function hashedRekordTwo(spec: JsonObject): Recorded {
  const record = spec.object('hashedRekordV002')
  const signature = record.object('signature')
  return {
    signature: signature.bytes('content'),
    covers: 'signed',
    ...hashOutputFrom(record.object('data')),
    verifier: verifierFrom(signature.object('verifier')),
  }
}

function dsseOne(spec: JsonObject): Recorded {
  const signature = only(spec, 'signatures')
  return {
    signature: signature.bytes('signature'),
    covers: 'payload',
    ...hexHashFrom(spec.object('payloadHash')),
    verifier: verifierFromPem(signature, 'verifier'),
  }
}

function dsseTwo(spec: JsonObject): Recorded {
  const record = spec.object('dsseV002')
  const signature = only(record, 'signatures')
  return {
    signature: signature.bytes('content'),
    covers: 'payload',
    ...hashOutputFrom(record.object('payloadHash')),
    verifier: verifierFrom(signature.object('verifier')),
  }
}

function inTotoTwo(spec: JsonObject): Recorded {
  const content = spec.object('content')
  const signature = only(content.object('envelope'), 'signatures')
  // This type keeps the base64 text of the signature as its bytes, so it stands in base64 twice.
  const inner = parseBase64(textFromUtf8(signature.bytes('sig')))
  if (inner === undefined) throw new ShapeError(`${signature.path}.sig`)
  return {
    signature: inner,
    covers: 'payload',
    ...hexHashFrom(content.object('payloadHash')),
    verifier: verifierFromPem(signature, 'publicKey'),
  }
}

/** The one signature; an entry over several says which of them only by its order, and bundles have one. */
function only(object: JsonObject, name: string): JsonObject {
  const [first, second] = object.list(name, 8)
  if (first === undefined || second !== undefined) throw new ShapeError(`${object.path}.${name}`)
  return first
}

const hexDigits: ReadonlyMap<string, readonly [BundleDigest, number]> = new Map([
  ['sha256', ['sha256', 64]],
  ['sha384', ['sha384', 96]],
  ['sha512', ['sha512', 128]],
])

function hexHashFrom(hash: JsonObject): { algorithm: BundleDigest; digest: Uint8Array } {
  const known = hexDigits.get(hash.text('algorithm'))
  const value = hash.text('value')
  const digest = known !== undefined && value.length === known[1] ? parseHex(value) : undefined
  if (known === undefined || digest === undefined) throw new ShapeError(`${hash.path}.value`)
  return { algorithm: known[0], digest }
}

/** PEM in base64: a certificate or a public key. */
function verifierFromPem(object: JsonObject, name: string): EntryVerifier {
  const text = textFromUtf8(object.bytes(name))
  const match = /^-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/.exec(text)
  const der = match?.[1] === undefined ? undefined : parseBase64(match[1].replace(/\s/g, ''))
  if (der !== undefined) return { kind: 'certificate', der }
  const spki = text.includes('PRIVATE') ? null : spkiFrom({ kind: 'pem', text })
  if (spki === null) throw new ShapeError(`${object.path}.${name}`)
  return { kind: 'key', spki }
}

function verifierFrom(verifier: JsonObject): EntryVerifier {
  const certificate = verifier.optional('x509Certificate')
  if (certificate !== null) return { kind: 'certificate', der: certificate.bytes('rawBytes') }
  return { kind: 'key', spki: verifier.object('publicKey').bytes('rawBytes') }
}
