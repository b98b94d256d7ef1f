/**
 * Which signers the reader vouches for. A signer is known when its certificate is one the reader named, or was issued by
 * one (directly, or through authority certificates that the signature carries). No system trust store is consulted.
 */
import type { SignatureFacts } from '../../../shared/core/package/signature-facts.ts'
import { parseCertificate, type Certificate } from './certificate.ts'

/** What the reader named: fingerprints (lower-case hex SHA-256 of the DER) and certificates (PEM or DER). */
export interface TrustList {
  readonly fingerprints: readonly string[]
  readonly certificates: readonly Uint8Array[]
}

/** Fingerprint as people write it: colons, blanks and upper case are accepted. Undefined when it is not 64 hex digits. */
export function parseFingerprint(text: string): string | undefined {
  const compact = text
    .replace(/[\s:]/g, '')
    .replace(/^sha-?256=?/i, '')
    .toLowerCase()
  return /^[0-9a-f]{64}$/.test(compact) ? compact : undefined
}

/** True when the signer of a signature is known. Says nothing about whether the signature itself is intact. Throws AppError `key-unreadable` for an unreadable certificate in the list. */
export function isSignerTrusted(facts: SignatureFacts, trust: TrustList): boolean {
  if (facts.certificateDer === null) return false
  const anchors = trust.certificates.map(parseCertificate)
  const known = new Set([...trust.fingerprints, ...anchors.map((anchor) => anchor.fingerprint)])
  const carried = facts.chainDer.map(parseCertificate)
  let current = parseCertificate(facts.certificateDer)
  for (let depth = 0; depth < 8; depth += 1) {
    if (known.has(current.fingerprint)) return true
    const issuer = [...anchors, ...carried].find((one) => isIssuer(one, current))
    if (issuer === undefined) return false
    current = issuer
  }
  return false
}

/** Hostile: a certificate that is no authority must not vouch for others, even when the reader trusts its own signatures. */
function isIssuer(issuer: Certificate, subject: Certificate): boolean {
  return (
    issuer.fingerprint !== subject.fingerprint &&
    issuer.x509.ca &&
    subject.x509.checkIssued(issuer.x509) &&
    subject.x509.verify(issuer.x509.publicKey)
  )
}
