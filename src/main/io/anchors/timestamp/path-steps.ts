/** The certificates from the signer to a pinned root at the token's time: validity, constraints, revocation. */
import type { TimestampCrypto } from '../../signing/timestamp-crypto.ts'
import type { CertificatePath } from './certificate-path.ts'
import { textFromMicros } from './der-values.ts'
import { findRevocation, revocationListFrom, type RevocationList } from './revocation.ts'
import type { StepList } from './step-list.ts'

/** Adds the steps of a path. `micros` is the token's time, null when it could not be read. Gives what is known of revocation. */
export function judgePath(
  path: CertificatePath,
  micros: number | null,
  lists: readonly Uint8Array[],
  crypto: TimestampCrypto,
  list: StepList,
): 'not-checked' | 'not-revoked' | 'revoked-later' | null {
  const { certificates, pinned, problems, notSigner } = path
  const last = certificates.at(-1)
  if (micros !== null) judgeValidity(path, micros, list)
  if (!pinned && notSigner !== null)
    list.undecided(
      'timestamp-issuer',
      'timestamp-issuer-signature-differs',
      notSigner.subject.text,
      last?.issuer.text ?? null,
    )
  for (const { reason, expected, actual } of problems) {
    if (reason === 'timestamp-extension-unknown' || reason === 'timestamp-authority-purpose')
      list.undecided('timestamp-path', reason, expected, actual)
    else list.differs('timestamp-path', reason, expected, actual)
  }
  if (pinned) list.held('timestamp-root', last?.subject.text ?? null)
  else
    list.undecided(
      'timestamp-root',
      'timestamp-root-not-pinned',
      null,
      (last?.subject.key === last?.issuer.key ? last?.subject.text : last?.issuer.text) ?? null,
    )
  return judgeRevocation(path, micros, lists, crypto, list)
}

/** RFC 3161 §4 with RFC 5280 §6.1.3 (a) (2): each certificate was valid when the token says it was made. */
function judgeValidity({ certificates }: CertificatePath, micros: number, list: StepList): void {
  const time = textFromMicros(micros)
  for (const { notBefore, notAfter, subject } of certificates) {
    // The last second is inside, with all its fractions (RFC 5280 §4.1.2.5).
    const holds = micros >= notBefore * 1_000_000 && micros < (notAfter + 1) * 1_000_000
    const span = `${textFromMicros(notBefore * 1_000_000)} – ${textFromMicros(notAfter * 1_000_000)} (${subject.text})`
    list.check(holds, 'timestamp-validity', 'timestamp-outside-validity', span, time)
  }
}

/** Hostile: every list costs a reading; a path has a few issuers. */
const mostLists = 64

function judgeRevocation(
  path: CertificatePath,
  micros: number | null,
  encoded: readonly Uint8Array[],
  crypto: TimestampCrypto,
  list: StepList,
): 'not-checked' | 'not-revoked' | 'revoked-later' | null {
  // Whoever has no pinned root knows of no issuer either whose list could be believed.
  if (encoded.length === 0 || micros === null || !path.pinned) return 'not-checked'
  const lists = encoded.slice(0, mostLists).flatMap(readableList)
  const finding = findRevocation(path.certificates, lists, Math.floor(micros / 1_000_000), crypto)
  switch (finding.kind) {
    case 'no-list':
      list.undecided('timestamp-revocation', 'timestamp-revocation-unknown', null, finding.name)
      return 'not-checked'
    case 'revoked':
      list.differs(
        'timestamp-revocation',
        'timestamp-revoked',
        textFromMicros(micros),
        `${textFromMicros(finding.at * 1_000_000)} (${finding.name})`,
      )
      return null
    default:
      list.held('timestamp-revocation', null)
      return finding.kind
  }
}

function readableList(der: Uint8Array): readonly RevocationList[] {
  try {
    return [revocationListFrom(der)]
  } catch {
    return []
  }
}
