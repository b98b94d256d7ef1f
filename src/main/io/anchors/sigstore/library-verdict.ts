/**
 * The same bundle by `@sigstore/verify`, which shares no code with the comparisons of this folder. It needs the artifact's
 * bytes for a message signature; where they are not at hand it is given the outcome over the digest and judges the rest.
 * It has no network code. Known difference: it takes a log key without a start of validity for one of all times.
 */
import { bundleFromJSON } from '@sigstore/bundle'
import { toSignedEntity, toTrustMaterial, Verifier, type SignedEntity } from '@sigstore/verify'
import type { TimestampCrypto } from '../../signing/timestamp-crypto.ts'
import type { SigstoreBundle } from './bundle.ts'
import { signatureHolds } from './signature-step.ts'
import type { PinnedAuthority, PinnedLog, SigstoreRoot, Validity } from './trusted-root.ts'

type TrustedRoot = Parameters<typeof toTrustMaterial>[0]

export interface LibraryTrust {
  readonly root: SigstoreRoot
  /** The pinned key of a bundle without a certificate, DER SubjectPublicKeyInfo; null when none is pinned. */
  readonly key: Uint8Array | null
}

/** Null when the library verifies the bundle, else what it says. Never throws. */
export function libraryRefusal(
  bundle: SigstoreBundle,
  { root, key }: LibraryTrust,
  artifact: Uint8Array | null,
  crypto: TimestampCrypto,
): string | null {
  try {
    const { signer } = bundle
    const entity = toSignedEntity(bundleFromJSON(bundle.json), artifact === null ? undefined : Buffer.from(artifact))
    const material = toTrustMaterial(
      trustedRootFrom(root),
      namedKey(signer.kind === 'public-key' ? signer.hint : '', key),
    )
    const verifier = new Verifier(material, {
      tlogThreshold: 1,
      timestampThreshold: 1,
      ctlogThreshold: root.certificateLogs.length === 0 ? 0 : 1,
    })
    verifier.verify(withOwnSignature(entity, bundle, artifact, crypto))
    return null
  } catch (error) {
    // Its own errors carry a code; hostile input can make it throw others as well, and both mean that it does not hold.
    if (!(error instanceof Error)) return 'unknown'
    const code = (error as { readonly code?: unknown }).code
    return `${typeof code === 'string' ? code : error.name}: ${error.message}`.slice(0, 300)
  }
}

/** The pinned key under the name that the bundle has for it: the comparisons of this folder found it to be the same. */
function namedKey(hint: string, spki: Uint8Array | null): Exclude<Parameters<typeof toTrustMaterial>[1], undefined> {
  if (spki === null) return {}
  return { [hint]: { rawBytes: Buffer.from(spki), keyDetails: spkiDetails, validFor: undefined } }
}

/**
 * The entity with a message signature that is verified by the comparisons of this folder where the library cannot: without
 * the bytes, and for Ed25519, whose messages it hashes first.
 */
function withOwnSignature(
  entity: SignedEntity,
  { content }: SigstoreBundle,
  artifact: Uint8Array | null,
  crypto: TimestampCrypto,
): SignedEntity {
  if (content.kind === 'envelope') return entity
  const { signature } = entity
  return {
    ...entity,
    signature: {
      signature: signature.signature,
      compareSignature: (other) => signature.compareSignature(other),
      compareDigest: (digest) => signature.compareDigest(digest),
      compareSignedDigest: (digest) => signature.compareSignedDigest(digest),
      verifySignature: (key) => {
        if (artifact !== null && key.asymmetricKeyType !== 'ed25519') return signature.verifySignature(key)
        const spki = Uint8Array.from(key.export({ format: 'der', type: 'spki' }))
        return signatureHolds(content, spki, artifact, crypto) === true
      },
    },
  }
}

/** The root as the library's own types have it; keys are all SubjectPublicKeyInfo by now. */
function trustedRootFrom(root: SigstoreRoot): TrustedRoot {
  return {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: root.logs.filter(isSupported).map(logFrom),
    ctlogs: root.certificateLogs.filter(isSupported).map(logFrom),
    certificateAuthorities: root.authorities.map(authorityFrom),
    timestampAuthorities: root.timestampAuthorities.map(authorityFrom),
  }
}

/** The library throws for the whole root when one key of it cannot be read. */
function isSupported({ keyKind }: PinnedLog): boolean {
  return keyKind !== null
}

/** SHA2_256 and PKIX_ECDSA_P256_SHA_256 of `sigstore_common.proto`; the library looks no further than that a key is no PKCS#1. */
const hashDetails = 1
const spkiDetails = 5

function logFrom({ baseUrl, spki, logId, checkpointId, validity }: PinnedLog): TrustedRoot['tlogs'][number] {
  return {
    baseUrl,
    hashAlgorithm: hashDetails,
    publicKey: { rawBytes: Buffer.from(spki), keyDetails: spkiDetails, validFor: rangeFrom(validity) },
    logId: { keyId: Buffer.from(logId) },
    checkpointKeyId: { keyId: Buffer.from(checkpointId) },
    operator: '',
  }
}

function authorityFrom({
  name,
  certificates,
  validity,
}: PinnedAuthority): TrustedRoot['certificateAuthorities'][number] {
  return {
    subject: undefined,
    uri: name,
    certChain: { certificates: certificates.map((der) => ({ rawBytes: Buffer.from(der) })) },
    validFor: rangeFrom(validity),
    operator: '',
  }
}

function rangeFrom(validity: Validity | null): { start: Date; end: Date | undefined } | undefined {
  if (validity === null) return undefined
  return {
    start: new Date(validity.start / 1000),
    end: validity.end === null ? undefined : new Date(validity.end / 1000),
  }
}
