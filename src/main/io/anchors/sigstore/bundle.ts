/**
 * Sigstore bundles, versions 0.1 to 0.3 (protobuf-specs `sigstore_bundle.proto`, as JSON): a signature, what it is verified
 * with, and the entries of a transparency log that recorded it. Reads the shape and what each version demands; nothing
 * here is believed before `judge-bundle.ts` compared it.
 */
import { parseJson } from '../../../../shared/core/bytes/parse-json.ts'
import { JsonObject, ShapeError } from './json-shape.ts'

export type BundleVersion = '0.1' | '0.2' | '0.3'

export type BundleDigest = 'sha256' | 'sha384' | 'sha512'

export type BundleContent =
  | {
      readonly kind: 'message'
      readonly algorithm: BundleDigest
      readonly digest: Uint8Array
      readonly signature: Uint8Array
    }
  /** A DSSE envelope with its only signature. */
  | {
      readonly kind: 'envelope'
      readonly payloadType: string
      readonly payload: Uint8Array
      readonly signature: Uint8Array
    }

export type BundleSigner =
  /** DER, signer first. */
  | { readonly kind: 'certificates'; readonly certificates: readonly Uint8Array[] }
  /** The key itself is not in a bundle; `hint` helps whoever has it to find it. */
  | { readonly kind: 'public-key'; readonly hint: string }

export interface InclusionProofOfBundle {
  readonly logIndex: bigint
  readonly rootHash: Uint8Array
  readonly treeSize: bigint
  readonly hashes: readonly Uint8Array[]
  /** A signed note; null where the bundle has none. */
  readonly checkpoint: string | null
}

export interface BundleEntry {
  readonly logIndex: bigint
  readonly logId: Uint8Array
  readonly kind: string
  readonly version: string
  /** Seconds since 1970 by the clock of the log; null where there is none (Rekor v2). */
  readonly integratedTime: bigint | null
  /** Signed entry timestamp of the log (Rekor v1). */
  readonly promise: Uint8Array | null
  readonly proof: InclusionProofOfBundle | null
  /** The entry as the log keeps it. */
  readonly body: Uint8Array
}

export interface SigstoreBundle {
  readonly version: BundleVersion
  readonly content: BundleContent
  readonly signer: BundleSigner
  readonly entries: readonly BundleEntry[]
  /** RFC 3161 responses over the signature. */
  readonly timestamps: readonly Uint8Array[]
  /** The JSON value, for the second verifier. */
  readonly json: unknown
}

export type ParsedBundle =
  | { readonly kind: 'bundle'; readonly bundle: SigstoreBundle }
  /** `problem`: what could not be read, or the path of the member that is not in its form. */
  | { readonly kind: 'refused'; readonly reason: 'bundle-malformed' | 'bundle-form-differs'; readonly problem: string }

/** Hostile: bundles have 5 to 50 KB; an attestation over many files may have megabytes. */
export const largestBundle = 4 * 1024 * 1024
/** Hostile: each costs signature checks; the second verifier compares entries in pairs. */
const mostEntries = 8
const mostTimestamps = 8
const mostCertificates = 8
/** Levels of a tree with 2^64 leaves. */
const mostHashes = 64

const mediaTypes: ReadonlyMap<string, BundleVersion> = new Map([
  ['application/vnd.dev.sigstore.bundle+json;version=0.1', '0.1'],
  ['application/vnd.dev.sigstore.bundle+json;version=0.2', '0.2'],
  ['application/vnd.dev.sigstore.bundle+json;version=0.3', '0.3'],
  ['application/vnd.dev.sigstore.bundle.v0.3+json', '0.3'],
])

/** True for JSON text that names itself a Sigstore bundle, readable or not. */
export function isSigstoreBundle(bytes: Uint8Array): boolean {
  const text = (from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).toString('latin1')
  if (!/^\s*\{/.test(text(0, 64))) return false
  // As programs write it the type is the first or the last member. It is seen there in a file that was cut, too.
  const looked = 4096
  const named = /"mediaType"\s*:\s*"application\/vnd\.dev\.sigstore\.bundle[.+]/
  if (named.test(text(0, looked)) || named.test(text(Math.max(0, bytes.length - looked), bytes.length))) return true
  if (bytes.length > largestBundle || !named.test(text(0, bytes.length))) return false
  // In the middle it may belong to something that holds a bundle: then it is not the type of the whole.
  try {
    const whole = new JsonObject(parseJson(new TextDecoder().decode(bytes)), '$')
    return whole.text('mediaType').startsWith('application/vnd.dev.sigstore.bundle')
  } catch {
    return false
  }
}

/** The bundle that `bytes` are. Never throws for what they hold. */
export function parseBundle(bytes: Uint8Array): ParsedBundle {
  if (bytes.length > largestBundle) return refused('bundle-malformed', `${bytes.length} > ${largestBundle}`)
  let json: unknown
  try {
    json = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return refused('bundle-malformed', 'JSON')
  }
  try {
    return { kind: 'bundle', bundle: bundleFrom(json) }
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error
    return refused('bundle-form-differs', error.message)
  }
}

function refused(reason: 'bundle-malformed' | 'bundle-form-differs', problem: string): ParsedBundle {
  return { kind: 'refused', reason, problem }
}

function bundleFrom(json: unknown): SigstoreBundle {
  const root = new JsonObject(json, '$')
  const version = mediaTypes.get(root.text('mediaType'))
  if (version === undefined) throw new ShapeError('$.mediaType')
  const material = root.object('verificationMaterial')
  const entries = material.list('tlogEntries', mostEntries).map((entry) => entryFrom(entry, version))
  const stamps = material.optional('timestampVerificationData')?.list('rfc3161Timestamps', mostTimestamps) ?? []
  return {
    version,
    content: contentFrom(root),
    signer: signerFrom(material, version),
    entries,
    timestamps: stamps.map((stamp) => stamp.bytes('signedTimestamp')),
    json,
  }
}

const digestNames: ReadonlyMap<string, BundleDigest> = new Map([
  ['SHA2_256', 'sha256'],
  ['SHA2_384', 'sha384'],
  ['SHA2_512', 'sha512'],
])
const digestBytes: Readonly<Record<BundleDigest, number>> = { sha256: 32, sha384: 48, sha512: 64 }

/** Algorithm and value of a `HashOutput`; throws ShapeError for other algorithms and lengths. */
export function hashOutputFrom(output: JsonObject): { algorithm: BundleDigest; digest: Uint8Array } {
  const algorithm = digestNames.get(output.text('algorithm'))
  if (algorithm === undefined) throw new ShapeError(`${output.path}.algorithm`)
  const digest = output.bytes('digest')
  if (digest.length !== digestBytes[algorithm]) throw new ShapeError(`${output.path}.digest`)
  return { algorithm, digest }
}

function contentFrom(root: JsonObject): BundleContent {
  const message = root.optional('messageSignature')
  const envelope = root.optional('dsseEnvelope')
  // Hostile: with both, one reader would verify the one and show the other.
  if ((message === null) === (envelope === null)) throw new ShapeError('$.messageSignature|dsseEnvelope')
  if (message !== null)
    return {
      kind: 'message',
      ...hashOutputFrom(message.object('messageDigest')),
      signature: message.bytes('signature'),
    }
  const signatures = (envelope as JsonObject).list('signatures', 1)
  if (signatures[0] === undefined) throw new ShapeError('$.dsseEnvelope.signatures')
  return {
    kind: 'envelope',
    payloadType: (envelope as JsonObject).text('payloadType'),
    payload: (envelope as JsonObject).bytes('payload'),
    signature: signatures[0].bytes('sig'),
  }
}

function signerFrom(material: JsonObject, version: BundleVersion): BundleSigner {
  const key = material.optional('publicKey')
  const chain = material.optional('x509CertificateChain')
  const single = material.optional('certificate')
  if ([key, chain, single].filter((one) => one !== null).length !== 1)
    throw new ShapeError(`${material.path}.publicKey|x509CertificateChain|certificate`)
  if (key !== null) return { kind: 'public-key', hint: key.has('hint') ? key.text('hint') : '' }
  if (single !== null) return { kind: 'certificates', certificates: [single.bytes('rawBytes')] }
  // From 0.3 on the one certificate of the signer stands alone.
  if (version === '0.3') throw new ShapeError(`${material.path}.x509CertificateChain`)
  const certificates = (chain as JsonObject).list('certificates', mostCertificates)
  if (certificates.length === 0) throw new ShapeError(`${material.path}.x509CertificateChain.certificates`)
  return { kind: 'certificates', certificates: certificates.map((one) => one.bytes('rawBytes')) }
}

function entryFrom(entry: JsonObject, version: BundleVersion): BundleEntry {
  const promise = entry.optional('inclusionPromise')?.bytes('signedEntryTimestamp') ?? null
  const proof = entry.optional('inclusionProof')
  // 0.1 demands the promise, 0.2 and 0.3 the proof with its checkpoint.
  if (version === '0.1' ? promise === null : proof?.has('checkpoint') !== true)
    throw new ShapeError(`${entry.path}.${version === '0.1' ? 'inclusionPromise' : 'inclusionProof.checkpoint'}`)
  const kind = entry.object('kindVersion')
  const time = entry.has('integratedTime') ? entry.count('integratedTime') : 0n
  return {
    // A number of zero is left out where protocol buffers are written as JSON.
    logIndex: entry.has('logIndex') ? entry.count('logIndex') : 0n,
    logId: entry.object('logId').bytes('keyId'),
    kind: kind.text('kind'),
    version: kind.text('version'),
    integratedTime: time === 0n ? null : time,
    promise,
    proof: proof === null ? null : proofFrom(proof),
    body: entry.bytes('canonicalizedBody'),
  }
}

function proofFrom(proof: JsonObject): InclusionProofOfBundle {
  const checkpoint = proof.optional('checkpoint')
  return {
    logIndex: proof.has('logIndex') ? proof.count('logIndex') : 0n,
    rootHash: proof.bytes('rootHash'),
    treeSize: proof.count('treeSize'),
    hashes: proof.bytesList('hashes', mostHashes),
    checkpoint: checkpoint === null ? null : checkpoint.text('envelope'),
  }
}
