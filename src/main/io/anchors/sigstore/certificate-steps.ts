/**
 * The certificate of a bundle's signer: what it is for, who issued it up to an authority of the pinned root, and that the
 * signature was made while all of them were valid. What it states of its holder is shown and not judged.
 */
import type { TimestampCrypto } from '../../signing/timestamp-crypto.ts'
import { DerError } from '../../signing/der-reader.ts'
import { certificateFactsFrom, type CertificateFacts } from '../timestamp/certificate-facts.ts'
import { findCertificatePath, type CertificatePath } from '../timestamp/certificate-path.ts'
import { textFromMicros } from '../timestamp/der-values.ts'
import type { StepList } from '../timestamp/step-list.ts'
import { judgeCertificateLog } from './certificate-log.ts'
import { validityText, type BundleTime } from './time-steps.ts'
import { isWithin, type PinnedAuthority, type SigstoreRoot } from './trusted-root.ts'

/** id-kp-codeSigning, RFC 5280 §4.2.1.12. */
const idCodeSigning = '1.3.6.1.5.5.7.3.3'

/** The signer's certificate; null with a step when it cannot be read. */
export function readSigner(certificates: readonly Uint8Array[], list: StepList): CertificateFacts | null {
  const [signer, ...others] = certificates.map((der) => factsOf(der))
  if (signer === undefined || 'problem' in signer) {
    list.undecided('bundle-certificate', 'bundle-certificate-unreadable', null, signer?.problem ?? null)
    return null
  }
  const { facts } = signer
  const purposes = facts.purposes?.ids ?? []
  list.check(
    purposes.includes(idCodeSigning) && facts.constraints?.authority !== true,
    'bundle-certificate',
    'bundle-purpose-differs',
    idCodeSigning,
    facts.constraints?.authority === true ? 'cA' : purposes.slice(0, 8).join(', '),
  )
  for (const other of others) {
    // Hostile: a root in the bundle asks to be believed because it is there (bundles carry none, `sigstore_bundle.proto`).
    if ('facts' in other && other.facts.subject.key === other.facts.issuer.key)
      list.differs('bundle-certificate-chain', 'bundle-root-carried', null, other.facts.subject.text)
  }
  return facts
}

/** Adds the steps from the signer's certificate to an authority of the root, at each of the times. */
export function judgeCertificate(
  signer: CertificateFacts,
  times: readonly BundleTime[],
  root: SigstoreRoot | null,
  crypto: TimestampCrypto,
  list: StepList,
): void {
  const found = root === null ? null : findAuthority(signer, times, root.authorities, crypto)
  if (found === null || !found.path.pinned) {
    const reason = found?.authority.validity === null ? 'bundle-validity-absent' : 'bundle-certificate-not-pinned'
    list.undecided('bundle-certificate-path', reason, null, signer.issuer.text)
    judgeValidity([signer], times, list)
    return
  }
  const { path, authority } = found
  for (const { reason, expected, actual } of path.problems) {
    if (reason === 'timestamp-extension-unknown') list.undecided('bundle-certificate-path', reason, expected, actual)
    else list.differs('bundle-certificate-path', 'bundle-path-differs', expected, actual)
  }
  if (path.problems.length === 0)
    list.held('bundle-certificate-path', path.certificates.map(({ subject }) => subject.text || 'signer').join(' ← '))
  judgeValidity(path.certificates, times, list)
  const { validity } = authority
  if (validity !== null)
    for (const { micros } of times)
      list.check(
        isWithin(validity, micros),
        'bundle-authority-validity',
        'bundle-authority-outside-validity',
        `${validityText(validity)} (${authority.name})`,
        textFromMicros(micros),
      )
  const issuer = path.certificates[1]
  // An instance without logs of certificates names none in its root.
  if (root !== null && root.certificateLogs.length > 0 && issuer !== undefined)
    judgeCertificateLog(signer.der, issuer.spki, root.certificateLogs, crypto, list)
}

interface FoundAuthority {
  readonly authority: PinnedAuthority
  readonly path: CertificatePath
}

/** The authority whose root ends the path; of several the one that was valid at the times. Null when there is none at all. */
function findAuthority(
  signer: CertificateFacts,
  times: readonly BundleTime[],
  authorities: readonly PinnedAuthority[],
  crypto: TimestampCrypto,
): FoundAuthority | null {
  let best: FoundAuthority | null = null
  for (const authority of authorities) {
    const chain = authority.certificates.flatMap((der) => {
      const read = factsOf(der)
      return 'facts' in read ? [read.facts] : []
    })
    const path = findCertificatePath(signer, chain.slice(0, -1), chain.slice(-1), crypto, idCodeSigning)
    const { validity } = authority
    // Hostile: an authority without a start of validity would vouch for certificates of any time.
    const usable = path.pinned && validity !== null
    const found = { authority, path: usable ? path : { ...path, pinned: false } }
    if (usable && times.every(({ micros }) => isWithin(validity, micros))) return found
    if (best === null || (path.pinned && !best.path.pinned)) best = found
  }
  return best
}

/** RFC 5280 §6.1.3 (a) (2). */
function judgeValidity(certificates: readonly CertificateFacts[], times: readonly BundleTime[], list: StepList): void {
  for (const { micros } of times)
    for (const { notBefore, notAfter, subject } of certificates) {
      // The last second is inside, with all its fractions (RFC 5280 §4.1.2.5).
      const holds = micros >= notBefore * 1_000_000 && micros < (notAfter + 1) * 1_000_000
      const span = `${textFromMicros(notBefore * 1_000_000)} – ${textFromMicros(notAfter * 1_000_000)}`
      const name = subject.text === '' ? '' : ` (${subject.text})`
      list.check(
        holds,
        'bundle-certificate-validity',
        'bundle-outside-certificate',
        `${span}${name}`,
        textFromMicros(micros),
      )
    }
}

function factsOf(der: Uint8Array): { readonly facts: CertificateFacts } | { readonly problem: string } {
  try {
    return { facts: certificateFactsFrom(der) }
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    return { problem: error.message }
  }
}
