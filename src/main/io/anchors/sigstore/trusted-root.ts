/**
 * Trusted roots of Sigstore instances (protobuf-specs `sigstore_trustroot.proto`, as JSON): keys of logs and certificates of
 * authorities, each with the time it is valid for. Whoever pins one vouches for all of it. A validity that has no start is
 * kept as null and counts as none: whatever such a key signed is not checked, never accepted.
 */
import { parseJson } from '../../../../shared/core/bytes/parse-json.ts'
import { publicKeyKind, spkiFrom, type PublicKeyKind } from '../../signing/public-key.ts'
import { JsonObject, ShapeError } from './json-shape.ts'

/** Microseconds since 1970, both ends inside; `end` null where it is open. */
export interface Validity {
  readonly start: number
  readonly end: number | null
}

export interface PinnedLog {
  /** Host and path of the log's address, which names it in checkpoints. */
  readonly name: string
  readonly baseUrl: string
  /** Id in entries and certificate timestamps: a digest of the key, or the key id of the log's checkpoints. */
  readonly logId: Uint8Array
  /** Id in checkpoints; its first four bytes stand before the signature. */
  readonly checkpointId: Uint8Array
  readonly spki: Uint8Array
  /** Null for a key that is not supported. */
  readonly keyKind: PublicKeyKind | null
  /** Null: the root states no start. */
  readonly validity: Validity | null
}

export interface PinnedAuthority {
  readonly name: string
  /** DER, from the issuing certificate to the root. */
  readonly certificates: readonly Uint8Array[]
  readonly validity: Validity | null
}

export interface SigstoreRoot {
  readonly logs: readonly PinnedLog[]
  readonly certificateLogs: readonly PinnedLog[]
  readonly authorities: readonly PinnedAuthority[]
  readonly timestampAuthorities: readonly PinnedAuthority[]
}

export type ParsedTrustedRoot =
  | { readonly kind: 'root'; readonly root: SigstoreRoot }
  | { readonly kind: 'refused'; readonly problem: string }

/** Hostile: real ones have 5 to 15 KB. */
export const largestTrustedRoot = 1024 * 1024
const mostLogs = 64
const mostAuthorities = 64
const mostCertificates = 8

const mediaTypes = new Set([
  'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  'application/vnd.dev.sigstore.trustedroot+json;version=0.2',
  'application/vnd.dev.sigstore.trustedroot.v0.1+json',
  'application/vnd.dev.sigstore.trustedroot.v0.2+json',
])

/** True for JSON text that names itself a trusted root, readable or not. */
export function isTrustedRoot(text: string): boolean {
  return /^\s*\{/.test(text) && /"application\/vnd\.dev\.sigstore\.trustedroot[.+][^"]{0,40}"/.test(text)
}

/** The trusted root that `bytes` are. Never throws for what they hold. */
export function parseTrustedRoot(bytes: Uint8Array): ParsedTrustedRoot {
  if (bytes.length > largestTrustedRoot) return { kind: 'refused', problem: `${bytes.length} > ${largestTrustedRoot}` }
  try {
    const root = new JsonObject(parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), '$')
    if (!mediaTypes.has(root.text('mediaType'))) throw new ShapeError('$.mediaType')
    return {
      kind: 'root',
      root: {
        logs: root.list('tlogs', mostLogs).map(logFrom),
        certificateLogs: root.list('ctlogs', mostLogs).map(logFrom),
        authorities: root.list('certificateAuthorities', mostAuthorities).map(authorityFrom),
        timestampAuthorities: root.list('timestampAuthorities', mostAuthorities).map(authorityFrom),
      },
    }
  } catch (error) {
    return { kind: 'refused', problem: error instanceof ShapeError ? error.message : 'JSON' }
  }
}

/** Names of the keys and authorities of a root that state no start of validity. */
export function withoutStart(root: SigstoreRoot): string[] {
  const all = [...root.logs, ...root.certificateLogs, ...root.authorities, ...root.timestampAuthorities]
  return all.filter(({ validity }) => validity === null).map(({ name }) => name)
}

/** True when the time lies in the validity, both ends inside. */
export function isWithin(validity: Validity, micros: number): boolean {
  return micros >= validity.start && (validity.end === null || micros <= validity.end)
}

function logFrom(log: JsonObject): PinnedLog {
  const key = log.object('publicKey')
  const details = key.has('keyDetails') ? key.text('keyDetails') : ''
  const raw = key.bytes('rawBytes')
  const spki = details.startsWith('PKCS1_') ? spkiFrom({ kind: 'pkcs1', der: raw }) : raw
  const logId = log.optional('logId')?.bytes('keyId') ?? null
  const checkpointId = log.optional('checkpointKeyId')?.bytes('keyId') ?? logId
  if (checkpointId === null || checkpointId.length < 4) throw new ShapeError(`${log.path}.logId`)
  const baseUrl = log.has('baseUrl') ? log.text('baseUrl') : ''
  return {
    name: baseUrl.replace(/^https?:\/\//, '').replace(/\/$/, ''),
    baseUrl,
    logId: logId ?? checkpointId,
    checkpointId,
    spki: spki ?? raw,
    keyKind: spki === null ? null : publicKeyKind(spki),
    validity: validityFrom(key.optional('validFor')),
  }
}

function authorityFrom(authority: JsonObject): PinnedAuthority {
  const chain = authority.object('certChain').list('certificates', mostCertificates)
  if (chain.length === 0) throw new ShapeError(`${authority.path}.certChain.certificates`)
  const subject = authority.optional('subject')
  const named = subject?.has('commonName') === true ? subject.text('commonName') : authority.path
  return {
    name: authority.has('uri') ? authority.text('uri') : named,
    certificates: chain.map((certificate) => certificate.bytes('rawBytes')),
    validity: validityFrom(authority.optional('validFor')),
  }
}

function validityFrom(range: JsonObject | null): Validity | null {
  if (range === null || !range.has('start')) return null
  return {
    start: instantFrom(range.text('start'), `${range.path}.start`),
    end: range.has('end') ? instantFrom(range.text('end'), `${range.path}.end`) : null,
  }
}

/** Microseconds since 1970 of an RFC 3339 time; digits below a microsecond are cut. Throws ShapeError. */
function instantFrom(text: string, path: string): number {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text)
  const millis = match === null ? Number.NaN : Date.parse(`${match[1]}${match[3]}`)
  if (match === null || Number.isNaN(millis)) throw new ShapeError(path)
  return millis * 1000 + Number((match[2] ?? '').padEnd(6, '0').slice(0, 6))
}
