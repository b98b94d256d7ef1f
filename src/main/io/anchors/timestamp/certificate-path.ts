/**
 * From the certificate that signed to one that the auditor pinned: RFC 5280 §6.1 without policies and name constraints
 * (a certificate that demands them is said to be not understood). No system trust store is asked.
 */
import { equalBytes } from '../../../../shared/core/bytes/hex.ts'
import type { TimestampCrypto } from '../../signing/timestamp-crypto.ts'
import type { CertificateFacts } from './certificate-facts.ts'

export interface CertificatePath {
  /** Signer first. */
  readonly certificates: readonly CertificateFacts[]
  /** True when the last of them is one that was pinned. */
  readonly pinned: boolean
  /** What is wrong with a certificate of the path, in words of the catalogue's reasons. */
  readonly problems: readonly PathProblem[]
  /** A certificate whose name is right for an issuer and whose key did not sign the one before it. */
  readonly notSigner: CertificateFacts | null
}

export interface PathProblem {
  readonly reason:
    | 'timestamp-not-authority'
    | 'timestamp-path-too-long'
    | 'timestamp-authority-purpose'
    | 'timestamp-extension-unknown'
  readonly expected: string | null
  readonly actual: string | null
}

/** anyExtendedKeyUsage and id-kp-timeStamping, RFC 5280 §4.2.1.12. */
const idAnyPurpose = '2.5.29.37.0'
export const idTimeStamping = '1.3.6.1.5.5.7.3.8'

/** Hostile: certificates that name one another in circles; real paths have 2 to 4. */
const deepest = 8
const mostChecks = 32

interface Search {
  readonly pool: readonly CertificateFacts[]
  readonly roots: readonly CertificateFacts[]
  readonly crypto: TimestampCrypto
  readonly purpose: string
  checks: number
  best: CertificatePath | null
}

/**
 * The best path from `signer`: one that ends in a root and has no problem, else one that ends in a root, else the longest.
 * `purpose`: what the signer's certificate is for, which critical purposes of those above it must include.
 */
export function findCertificatePath(
  signer: CertificateFacts,
  carried: readonly CertificateFacts[],
  roots: readonly CertificateFacts[],
  crypto: TimestampCrypto,
  purpose: string = idTimeStamping,
): CertificatePath {
  const search: Search = { pool: [...roots, ...carried], roots, crypto, purpose, checks: 0, best: null }
  extend(search, [signer], null)
  return search.best ?? { certificates: [signer], pinned: false, problems: [], notSigner: null }
}

function extend(search: Search, path: readonly CertificateFacts[], notSigner: CertificateFacts | null): void {
  const last = path.at(-1) as CertificateFacts
  const pinned = search.roots.some((root) => equalBytes(root.der, last.der))
  let wrong = notSigner
  if (!pinned && path.length < deepest) {
    for (const candidate of search.pool) {
      if (candidate.subject.key !== last.issuer.key || path.some((one) => equalBytes(one.der, candidate.der))) continue
      if (search.checks >= mostChecks) break
      search.checks += 1
      if (isSignedBy(last, candidate, search.crypto)) {
        extend(search, [...path, candidate], notSigner)
        if (search.best !== null && search.best.pinned && search.best.problems.length === 0) return
      } else wrong = candidate
    }
  }
  const found: CertificatePath = {
    certificates: path,
    pinned,
    problems: pathProblems(path, pinned, search.purpose),
    notSigner: wrong,
  }
  if (search.best === null || rank(found) > rank(search.best)) search.best = found
}

function rank(path: CertificatePath): number {
  return (path.pinned ? 1000 : 0) + (path.problems.length === 0 ? 100 : 0) + path.certificates.length
}

function isSignedBy(subject: CertificateFacts, issuer: CertificateFacts, crypto: TimestampCrypto): boolean {
  if (subject.scheme === undefined) return false
  return crypto.verify(subject.scheme, issuer.spki, subject.signed, subject.signature) === true
}

/** RFC 5280 §6.1.4 (k) to (o) for every certificate that issued another one, and §4.2 for all. */
function pathProblems(path: readonly CertificateFacts[], pinned: boolean, purpose: string): readonly PathProblem[] {
  const problems: PathProblem[] = []
  for (const [index, certificate] of path.entries()) {
    const name = certificate.subject.text
    if (certificate.unknownCritical.length > 0)
      problems.push({
        reason: 'timestamp-extension-unknown',
        expected: null,
        actual: `${name}: ${certificate.unknownCritical.slice(0, 8).join(', ')}`,
      })
    if (index === 0) continue
    // Old roots are of version 1 and say nothing of themselves; that the auditor pinned one says it (§6.1.1 (d)).
    const isRoot = pinned && index === path.length - 1
    if (!(isRoot && certificate.versionOne) && certificate.constraints?.authority !== true)
      problems.push({ reason: 'timestamp-not-authority', expected: 'cA', actual: name })
    if (certificate.keyUsage !== null && !certificate.keyUsage.signsCertificates)
      problems.push({ reason: 'timestamp-not-authority', expected: 'keyCertSign', actual: name })
    // Certificates between this one and the signer that are not issued by themselves (§4.2.1.9).
    const between = path.slice(1, index).filter((one) => one.subject.key !== one.issuer.key).length
    const limit = certificate.constraints?.pathLength ?? null
    if (limit !== null && between > limit)
      problems.push({ reason: 'timestamp-path-too-long', expected: String(limit), actual: String(between) })
    // RFC 5280 §4.2.1.12 does not say what a purpose of an authority means for what it issues. Authorities in use name
    // other purposes, not critical, above certificates for time stamping; a critical one wants to be understood.
    const { critical = false, ids: purposes = [] } = certificate.purposes ?? {}
    if (critical && !purposes.includes(purpose) && !purposes.includes(idAnyPurpose))
      problems.push({
        reason: 'timestamp-authority-purpose',
        expected: purpose,
        actual: `${name}: ${purposes.slice(0, 8).join(', ')}`,
      })
  }
  return problems
}
