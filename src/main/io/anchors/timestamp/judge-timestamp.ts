/**
 * Judges one RFC 3161 time-stamp token by checks of its own; all are made and all are kept. What it covers (`commitments`)
 * is looked for in the evidence elsewhere. It knows no clock: a certificate that ended after the token's time is no
 * difference. Revocation is looked up in supplied lists only, and stated to be not checked without one.
 */
import { bytesToHex } from '../../../../shared/core/bytes/hex.ts'
import type { Commitment, ProofDigest, ProofJudgement } from '../../../../shared/model/proof.ts'
import { idSignedData } from '../../signing/object-ids.ts'
import { DerError } from '../../signing/der-reader.ts'
import type { TimestampCrypto } from '../../signing/timestamp-crypto.ts'
import { digestSize, schemeText } from './algorithms.ts'
import { certificateFactsFrom, type CertificateFacts } from './certificate-facts.ts'
import { findCertificatePath, type CertificatePath } from './certificate-path.ts'
import { textFromMicros } from './der-values.ts'
import { judgePath } from './path-steps.ts'
import {
  findSigner,
  findSignerCertificate,
  judgeAttributes,
  judgeBinding,
  judgePurpose,
  judgeSignature,
} from './signer-steps.ts'
import { StepList } from './step-list.ts'
import {
  idTstInfo,
  timestampResponseFrom,
  tokenContentFrom,
  type TimestampResponse,
  type TokenContent,
  type TokenSigner,
} from './token.ts'
import { tstInfoFrom, type TstInfo } from './tst-info.ts'

export interface TimestampTrust {
  /** Certificates that the auditor pinned, DER. */
  readonly roots: readonly Uint8Array[]
  /** Further certificates, DER, for tokens that carry none. They are not trusted by being given. */
  readonly certificates?: readonly Uint8Array[]
  /** Certificate revocation lists, DER. */
  readonly revocationLists?: readonly Uint8Array[]
  /**
   * Further lists, DER, by the key of their issuer's name (`RevocationList.issuerKey`), of whatever authorities: those of
   * issuers in the token's path are looked into. A list of another authority leaves nothing open.
   */
  readonly listsByIssuer?: ReadonlyMap<string, readonly Uint8Array[]>
  /** Digests of what the token is said to cover, lower-case hex; without them only `commitments` say what it covers. */
  readonly expected?: readonly { readonly algorithm: ProofDigest; readonly hex: string }[]
  readonly crypto: TimestampCrypto
}

/**
 * What a time-stamp response or bare token (DER) shows. Rung `claimed` when a check of its own does not hold or could not
 * be made, `included` when all hold and no pinned root ends the path, `header-known` when one does. Never throws for
 * wrong bytes: those are `not-checked` with `timestamp-unreadable`.
 */
export function judgeTimestampToken(bytes: Uint8Array, trust: TimestampTrust): ProofJudgement {
  const list = new StepList()
  const response = attempt(list, 'timestamp-structure', () => timestampResponseFrom(bytes))
  if (response === null) return conclude(list, nothing)
  const { status } = response
  // RFC 3161 §2.4.2: granted, or granted with modifications; the token itself says what was granted.
  if (status !== null)
    list.check(status.code <= 1, 'timestamp-status', 'timestamp-not-granted', '0', statusText(status))
  const { token } = response
  if (token === null) {
    if (status === null || status.code <= 1)
      list.undecided('timestamp-structure', 'timestamp-unreadable', null, 'no token')
    return conclude(list, nothing)
  }
  const content = attempt(list, 'timestamp-structure', () => tokenContentFrom(token))
  if (content === null) return conclude(list, nothing)
  return conclude(list, judgeContent(content, trust, list))
}

/** True for bytes that are a time-stamp response or a token by their form, right or wrong. */
export function isTimestampToken(bytes: Uint8Array): boolean {
  try {
    const { status, token } = timestampResponseFrom(bytes)
    if (token === null) return status !== null && status.code >= 2 && status.code <= 5
    return tokenContentFrom(token).contentType === idTstInfo
  } catch {
    return false
  }
}

/** The token of a response, or the bytes themselves when they are a bare token; null when they are neither. */
export function bareTokenFrom(bytes: Uint8Array): Uint8Array | null {
  try {
    return timestampResponseFrom(bytes).token?.raw ?? null
  } catch {
    return null
  }
}

interface Findings {
  readonly info: TstInfo | null
  readonly signer: TokenSigner | null
  readonly certificate: CertificateFacts | null
  readonly path: CertificatePath | null
  readonly revocation: 'not-checked' | 'not-revoked' | 'revoked-later' | null
}

const nothing: Findings = { info: null, signer: null, certificate: null, path: null, revocation: null }

function judgeContent(content: TokenContent, trust: TimestampTrust, list: StepList): Findings {
  const { crypto } = trust
  const isToken = content.outerType === idSignedData && content.contentType === idTstInfo
  list.check(
    isToken,
    'timestamp-type',
    'timestamp-type-differs',
    idTstInfo,
    content.contentType === '' ? content.outerType : content.contentType,
  )
  if (!isToken) return nothing
  const encapsulated = content.content
  if (encapsulated === null) list.undecided('timestamp-structure', 'timestamp-unreadable', null, 'no content')
  const info = encapsulated === null ? null : attempt(list, 'timestamp-structure', () => tstInfoFrom(encapsulated))
  if (info !== null) judgeInfo(info, trust, list)
  const signer = findSigner(content, list)
  if (signer === null) return { ...nothing, info }
  judgeAttributes(signer, encapsulated, crypto, list)
  const roots = readable(trust.roots)
  const carried = readable([...content.certificates, ...(trust.certificates ?? [])])
  const certificate = findSignerCertificate(signer, [...carried, ...roots], crypto, list)
  if (certificate === null) return { ...nothing, info, signer }
  judgeBinding(signer, certificate, crypto, list)
  judgeSignature(signer, certificate, crypto, list)
  judgePurpose(certificate, list)
  judgeAuthority(info, certificate, list)
  const path = findCertificatePath(certificate, carried, roots, crypto)
  const issuers = new Set(path.certificates.slice(1).map(({ subject }) => subject.key))
  const stored = [...issuers].flatMap((key) => trust.listsByIssuer?.get(key) ?? [])
  const lists = [...stored, ...content.revocationLists, ...(trust.revocationLists ?? [])]
  const revocation = judgePath(path, info?.micros ?? null, lists, crypto, list)
  return { info, signer, certificate, path, revocation }
}

/** RFC 3161 §2.4.2: version, imprint and extensions. */
function judgeInfo({ version, imprint, unknownCritical }: TstInfo, trust: TimestampTrust, list: StepList): void {
  list.check(version === 1, 'timestamp-version', 'timestamp-type-differs', '1', String(version))
  const hex = bytesToHex(imprint.bytes.subarray(0, 128))
  const { algorithm } = imprint
  const sizeHolds = algorithm !== undefined && imprint.bytes.length === digestSize(algorithm)
  list.check(
    sizeHolds,
    'timestamp-imprint-algorithm',
    'timestamp-imprint-refused',
    'sha1, sha256, sha384, sha512',
    algorithm === undefined ? imprint.oid : `${algorithm} ${imprint.bytes.length * 8}`,
  )
  if (trust.expected !== undefined) {
    const wanted = trust.expected.filter((one) => one.algorithm === algorithm)
    const texts = [wanted[0]?.hex ?? null, hex] as const
    if (wanted.length === 0) list.undecided('timestamp-imprint', 'timestamp-imprint-unknown', ...texts)
    else {
      const holds = wanted.some((one) => one.hex === hex)
      list.check(holds, 'timestamp-imprint', 'timestamp-imprint-differs', ...(holds ? ([hex, hex] as const) : texts))
    }
  }
  if (unknownCritical.length > 0)
    list.undecided('timestamp-extensions', 'timestamp-extension-unknown', null, unknownCritical.slice(0, 8).join(', '))
}

/** RFC 3161 §2.4.2, `tsa`: one of the names in the certificate. */
function judgeAuthority(info: TstInfo | null, certificate: CertificateFacts, list: StepList): void {
  const stated = info?.authority ?? null
  if (stated === null) return
  const names = [certificate.subject, ...certificate.otherNames]
  list.check(
    names.some(({ key }) => key === stated.key),
    'timestamp-authority',
    'timestamp-authority-differs',
    stated.text,
    certificate.subject.text,
  )
}

function conclude(list: StepList, findings: Findings): ProofJudgement {
  const { info, path, certificate } = findings
  const own = list.steps.filter(({ step }) => step !== 'timestamp-root' && step !== 'timestamp-issuer')
  const rung = !own.every(({ holds }) => holds === true)
    ? 'claimed'
    : path?.pinned === true
      ? 'header-known'
      : 'included'
  return {
    kind: 'timestamp-token',
    commitments: info === null ? [] : commitmentsFrom(info),
    ...list.conclusion(),
    rung,
    steps: list.steps,
    // A time is somebody's only when that somebody's signature holds.
    attested:
      rung === 'claimed' || info === null || certificate === null
        ? []
        : [{ micros: info.micros, accuracyMicros: info.accuracyMicros, by: certificate.subject.text }],
    assertedMicros: null,
    facts: factsFrom(findings),
  }
}

function commitmentsFrom({ imprint }: TstInfo): Commitment[] {
  const { algorithm, bytes } = imprint
  if (algorithm === undefined || bytes.length !== digestSize(algorithm)) return []
  return [{ role: 'imprint', algorithm, hex: bytesToHex(bytes), size: null, stated: null }]
}

function factsFrom({ info, signer, certificate, path, revocation }: Findings): ProofJudgement['facts'] {
  const facts: ProofJudgement['facts'] = []
  const add = (label: string, text: string | null | undefined): void => {
    if (text !== null && text !== undefined) facts.push({ label: `timestamp-${label}`, text })
  }
  if (info !== null) {
    add('time', textFromMicros(info.micros))
    add('accuracy', info.accuracyMicros === null ? null : `± ${info.accuracyMicros / 1_000_000} s`)
    add('policy', info.policy)
    add('serial', info.serial)
    add('ordering', info.ordering ? 'true' : null)
    add('nonce', info.nonce)
    add('authority-stated', info.authority?.text)
  }
  add('signer', certificate?.subject.text)
  add('signature-by', signer?.scheme === undefined ? null : schemeText(signer.scheme))
  add('certificate-until', certificate === null ? null : textFromMicros(certificate.notAfter * 1_000_000))
  add(
    'path',
    path?.certificates
      .map(({ subject }) => subject.text)
      .join(' ← ')
      .slice(0, 2000),
  )
  add('revocation', revocation)
  // Collisions of SHA-1 can be made: two files with one digest, prepared by whoever asked for the token.
  if (info?.imprint.algorithm === 'sha1') add('weak-imprint', 'sha1')
  const schemes = [signer?.scheme, ...(path?.certificates.slice(0, -1).map(({ scheme }) => scheme) ?? [])]
  if (
    signer?.digest === 'sha1' ||
    schemes.some((one) => one !== undefined && one.kind !== 'ed25519' && one.digest === 'sha1')
  )
    add('weak-signature', 'sha1')
  return facts
}

function statusText({ code, text }: NonNullable<TimestampResponse['status']>): string {
  return text === null ? String(code) : `${code} ${text}`
}

/** Certificates that cannot be read sign nothing; the one that is needed is then missing, and said to be. */
function readable(encoded: readonly Uint8Array[]): readonly CertificateFacts[] {
  return encoded.flatMap((der) => {
    try {
      return [certificateFactsFrom(der)]
    } catch {
      return []
    }
  })
}

function attempt<T>(list: StepList, step: string, read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    list.undecided(step, 'timestamp-unreadable', null, error.message)
    return null
  }
}
