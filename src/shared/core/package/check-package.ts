/**
 * Judges a package from gathered facts: every comparison is made and every difference kept, whichever failed first.
 * Integrity (is this what was sealed) and identity (who sealed it) are separate verdicts. Reads and hashes nothing.
 */
import type { IdentityReason, PackageCheck, PackageCheckId, PackageLine, PackageProblem } from '../../model/package.ts'
import { worstVerdict, type VerdictWord } from '../../model/verdict.ts'
import { checkDeclaration, parseBagInfo } from './bag-tags.ts'
import { compareDigests, parseDigestList } from './digest-list.ts'
import * as layout from './package-layout.ts'
import type { PdfSignatureFacts, SignatureFacts } from './signature-facts.ts'

/** One file of the package as found. */
export interface PackageFile {
  readonly sizeBytes: number
  /** Lower-case hex SHA-256; null when the container could not deliver the bytes. */
  readonly sha256: string | null
}

/** Everything gathered about a package. */
export interface PackageFacts {
  /** Name, size and SHA-256 (lower-case hex) of the container as opened. */
  readonly container: { readonly fileName: string; readonly bytes: number; readonly sha256: string }
  readonly fileByPath: ReadonlyMap<string, PackageFile>
  /** Bytes of bagit.txt, bag-info.txt and the two manifests, where present and readable. */
  readonly tagBytesByPath: ReadonlyMap<string, Uint8Array>
  /** The list attached to the report; null when the report has none or cannot be read. */
  readonly reportDigests: Uint8Array | null
  /** Null when the file is absent. */
  readonly reportSignature: PdfSignatureFacts | null
  readonly manifestSignature: SignatureFacts | null
  readonly tagManifestSignature: SignatureFacts | null
  /** Fingerprint of data/certificate.pem; null when absent or unreadable. */
  readonly certificateFingerprint: string | null
  /** True when the report's signer, or a certificate that issued it, is among those the reader named. */
  readonly signerTrusted: boolean
}

export function checkPackage(facts: PackageFacts): PackageCheck {
  const info = parseBagInfo(facts.tagBytesByPath.get(layout.bagInfoPath) ?? new Uint8Array(0))
  const lines = [
    checkLayout(facts),
    checkList(facts, 'manifest', layout.manifestPath, (path) => layout.isPayloadPath(path)),
    checkList(facts, 'tag-manifest', layout.tagManifestPath, (path) => layout.listedTagFiles.includes(path)),
    checkOxum(facts, info.valueByLabel.get('Payload-Oxum')),
    checkReportDigests(facts),
    checkSignature('manifest-signature', layout.manifestSignaturePath, layout.manifestPath, facts.manifestSignature),
    checkSignature(
      'tag-manifest-signature',
      layout.tagManifestSignaturePath,
      layout.tagManifestPath,
      facts.tagManifestSignature,
    ),
    checkSignature('report-signature', layout.reportPath, layout.reportPath, facts.reportSignature),
    checkSigners(facts),
  ]
  const integrity = worstVerdict(lines.map((line) => line.verdict))
  const identity = judgeIdentity(facts)
  const text = (label: string): string | null => info.valueByLabel.get(label) ?? null
  return {
    fileName: facts.container.fileName,
    bytes: facts.container.bytes,
    sha256: facts.container.sha256,
    packageId: text('External-Identifier'),
    template: text('Assay-Template'),
    engagement: text('Assay-Engagement'),
    period: text('Assay-Period'),
    integrity,
    identity,
    signedAt: facts.reportSignature?.signedAt ?? null,
    lines,
    overall: worstVerdict([integrity, identity.verdict]),
  }
}

function lineFrom(check: PackageCheckId, n: number, m: number, problems: PackageProblem[]): PackageLine {
  // m = 0 would be a check over nothing, which is never `verified`.
  const verdict: VerdictWord = problems.length === 0 && n === m && m > 0 ? 'verified' : 'mismatch'
  return { check, verdict, n, m, problems }
}

function checkLayout(facts: PackageFacts): PackageLine {
  const problems: PackageProblem[] = []
  const required = [...layout.requiredPayload, ...layout.tagFiles]
  for (const file of layout.sortedPaths(required)) {
    const found = facts.fileByPath.get(file)
    if (found === undefined) problems.push({ file, expected: 'present', actual: null, reason: 'missing' })
  }
  for (const [file, found] of facts.fileByPath) {
    if (!layout.isPackagePath(file))
      problems.push({ file, expected: 'a path of a package', actual: file, reason: 'path-refused' })
    else if (!layout.isPayloadPath(file) && !layout.tagFiles.includes(file))
      problems.push({ file, expected: null, actual: found.sha256, reason: 'unexpected' })
    if (found.sha256 === null) problems.push({ file, expected: 'readable', actual: null, reason: 'unreadable' })
  }
  const names = new Set([...required, ...facts.fileByPath.keys()])
  const declaration = facts.tagBytesByPath.get(layout.declarationPath)
  if (declaration !== undefined) problems.push(...checkDeclaration(declaration))
  const info = facts.tagBytesByPath.get(layout.bagInfoPath)
  if (info !== undefined) problems.push(...parseBagInfo(info).problems)
  const bad = new Set(problems.map((problem) => problem.file))
  return lineFrom('layout', names.size - bad.size, names.size, problems)
}

function checkList(
  facts: PackageFacts,
  check: 'manifest' | 'tag-manifest',
  listPath: string,
  isListed: (path: string) => boolean,
): PackageLine {
  const bytes = facts.tagBytesByPath.get(listPath)
  const actual = new Map<string, string | null>()
  for (const [path, file] of facts.fileByPath) if (isListed(path)) actual.set(path, file.sha256)
  if (bytes === undefined)
    return lineFrom(check, 0, actual.size, [{ file: listPath, expected: 'present', actual: null, reason: 'missing' }])
  const list = parseDigestList(bytes, listPath)
  const compared = compareDigests(list.digestByPath, actual)
  return lineFrom(check, compared.n, compared.m, [...list.problems, ...compared.problems])
}

function checkOxum(facts: PackageFacts, stated: string | undefined): PackageLine {
  let bytes = 0
  let files = 0
  for (const [path, file] of facts.fileByPath) {
    if (!layout.isPayloadPath(path)) continue
    bytes += file.sizeBytes
    files += 1
  }
  const actual = `${bytes}.${files}`
  if (stated === actual) return lineFrom('payload-oxum', 1, 1, [])
  return lineFrom('payload-oxum', 0, 1, [
    {
      file: layout.bagInfoPath,
      expected: stated ?? null,
      actual,
      reason: stated === undefined ? 'missing' : 'oxum-differs',
    },
  ])
}

/**
 * The list inside the report is under the report's signature: an extract edited together with both manifests still
 * differs from it.
 */
function checkReportDigests(facts: PackageFacts): PackageLine {
  const actual = new Map<string, string | null>()
  for (const [path, file] of facts.fileByPath)
    if (layout.isPayloadPath(path) && path !== layout.reportPath) actual.set(path, file.sha256)
  if (facts.reportDigests === null) {
    return lineFrom('report-digests', 0, actual.size, [
      {
        file: layout.reportPath,
        expected: `attachment ${layout.digestAttachmentName}`,
        actual: null,
        reason: 'attachment-missing',
      },
    ])
  }
  const list = parseDigestList(facts.reportDigests, `${layout.reportPath} (${layout.digestAttachmentName})`)
  const compared = compareDigests(list.digestByPath, actual)
  return lineFrom('report-digests', compared.n, compared.m, [...list.problems, ...compared.problems])
}

/** `signedFile` is what the signature in `file` is about: a digest that differs is a difference of that one. */
function checkSignature(
  check: PackageCheckId,
  file: string,
  signedFile: string,
  facts: SignatureFacts | null,
): PackageLine {
  if (facts === null)
    return lineFrom(check, 0, 1, [{ file, expected: 'a signature', actual: null, reason: 'no-signature' }])
  const problems: PackageProblem[] = facts.problems.map((problem) => ({
    file: problem.reason === 'digest-differs' ? signedFile : file,
    ...problem,
  }))
  if (!facts.intact && problems.length === 0)
    problems.push({ file, expected: facts.digestExpected, actual: facts.digestActual, reason: 'signature-broken' })
  return lineFrom(check, facts.intact ? 1 : 0, 1, problems)
}

function checkSigners(facts: PackageFacts): PackageLine {
  const expected = facts.reportSignature?.fingerprint ?? null
  const others: readonly (readonly [string, string | null])[] = [
    [layout.certificatePath, facts.certificateFingerprint],
    [layout.manifestSignaturePath, facts.manifestSignature?.fingerprint ?? null],
    [layout.tagManifestSignaturePath, facts.tagManifestSignature?.fingerprint ?? null],
  ]
  const problems: PackageProblem[] = []
  if (expected === null)
    problems.push({ file: layout.reportPath, expected: 'a signer certificate', actual: null, reason: 'no-signature' })
  for (const [file, actual] of others) {
    if (actual === null || actual !== expected) problems.push({ file, expected, actual, reason: 'signer-differs' })
  }
  return lineFrom('signers-agree', others.length + 1 - problems.length, others.length + 1, problems)
}

function judgeIdentity(facts: PackageFacts): PackageCheck['identity'] {
  const report = facts.reportSignature
  const state = identityState(facts)
  return {
    verdict: state === null ? 'verified' : state === 'signer-differs' ? 'mismatch' : 'not-checked',
    reason: state,
    subject: report?.subject ?? null,
    fingerprint: report?.fingerprint ?? null,
    selfSigned: report?.selfSigned ?? false,
  }
}

function identityState(facts: PackageFacts): IdentityReason | null {
  const all = [facts.reportSignature, facts.manifestSignature, facts.tagManifestSignature]
  const report = facts.reportSignature
  if (report === null || report.fingerprint === null || all.some((one) => one === null)) return 'no-signature'
  // Hostile: a name read from a signature that does not verify is only a claim.
  if (all.some((one) => one !== null && !one.intact)) return 'signature-broken'
  if (all.some((one) => one?.fingerprint !== report.fingerprint) || facts.certificateFingerprint !== report.fingerprint)
    return 'signer-differs'
  const { signedAt, notBefore, notAfter } = report
  // ISO 8601 UTC texts of one form compare as text.
  if (signedAt === null || notBefore === null || notAfter === null || signedAt < notBefore || signedAt > notAfter)
    return 'outside-validity'
  return facts.signerTrusted ? null : 'signer-not-trusted'
}
