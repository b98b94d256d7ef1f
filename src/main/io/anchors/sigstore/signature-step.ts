/**
 * The bundle's own signature, under the key of its certificate or the one that the log recorded. A signature over a digest
 * is verified without the bytes where its algorithm allows that; Ed25519 signs the bytes, so those must be at hand.
 */
import { bytesToHex, equalBytes } from '../../../../shared/core/bytes/hex.ts'
import { publicKeyKind, verifyOverDigest } from '../../signing/public-key.ts'
import type { TimestampCrypto } from '../../signing/timestamp-crypto.ts'
import type { StepList } from '../timestamp/step-list.ts'
import type { BundleContent } from './bundle.ts'
import { schemeOf } from './key-scheme.ts'
import { preAuthenticationEncoding } from './statement.ts'

/** `artifact`: the bytes that a message signature is said to cover; null when they are not at hand. */
export function judgeSignature(
  content: BundleContent,
  spki: Uint8Array,
  artifact: Uint8Array | null,
  crypto: TimestampCrypto,
  list: StepList,
): void {
  const kind = publicKeyKind(spki)
  if (kind === null) {
    list.undecided('bundle-signature', 'bundle-signature-unsupported', null, null)
    return
  }
  const outcome = signatureHolds(content, spki, artifact, crypto)
  if (outcome === null) {
    const wanted = content.kind === 'message' ? `${content.algorithm} ${bytesToHex(content.digest)}` : null
    list.undecided('bundle-signature', 'bundle-artifact-needed', wanted, null)
  } else list.check(outcome, 'bundle-signature', 'bundle-signature-differs', kind, outcome ? kind : null)
}

/** Null when the bytes are needed and are not at hand. */
export function signatureHolds(
  content: BundleContent,
  spki: Uint8Array,
  artifact: Uint8Array | null,
  crypto: TimestampCrypto,
): boolean | null {
  const kind = publicKeyKind(spki)
  if (kind === null) return null
  const { signature } = content
  const scheme = schemeOf(kind)
  if (content.kind === 'message') {
    const overDigest = verifyOverDigest(spki, content.algorithm, content.digest, signature)
    if (overDigest !== null || artifact === null) return overDigest
    return (
      equalBytes(crypto.digest(content.algorithm, artifact), content.digest) &&
      crypto.verify(scheme, spki, artifact, signature) === true
    )
  }
  const signed = preAuthenticationEncoding(content.payloadType, content.payload)
  if (crypto.verify(scheme, spki, signed, signature) === true) return true
  // Signers in use hash with SHA-256 on the larger curves as well.
  return (
    (kind === 'p384' || kind === 'p521') &&
    crypto.verify({ kind: 'ecdsa', digest: 'sha256' }, spki, signed, signature) === true
  )
}
