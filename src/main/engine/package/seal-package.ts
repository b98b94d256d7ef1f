/**
 * Makes an evidence package from finished payload files and a finished report model: digests, report, three signatures,
 * BagIt lists, archive, in the order core/package/README.md specifies. Writes no file and queries no engagement.
 */
import { bytesToHex } from '../../../shared/core/bytes/hex.ts'
import { utf8FromText } from '../../../shared/core/bytes/utf8.ts'
import type { Hasher } from '../../../shared/core/bytes/hasher.ts'
import { buildBagInfo, buildDeclaration } from '../../../shared/core/package/bag-tags.ts'
import { buildDigestList } from '../../../shared/core/package/digest-list.ts'
import { buildHowToVerify, type RepeatableCheck } from '../../../shared/core/package/how-to-verify.ts'
import * as layout from '../../../shared/core/package/package-layout.ts'
import { maskedValue } from '../../../shared/core/sensitive/mask-value.ts'
import type { ReportModel, ReportSection } from '../../../shared/model/report.ts'
import { buildZip } from '../../io/files/zip-write.ts'
import { loadHasher } from '../../io/host/hashers.ts'
import { renderReport } from '../../io/report/render-report.ts'
import { certificateToPem } from '../../io/signing/certificate.ts'
import { signCms } from '../../io/signing/cms-sign.ts'
import { signPdf } from '../../io/signing/pdf-sign.ts'
import type { SigningKey } from '../../io/signing/signing-key.ts'

export interface SealRequest {
  /** Bytes by path; every path starts with `data/` and fits `isPackagePath`. Report, certificate and HOW-TO-VERIFY are added here. */
  readonly payloadFiles: ReadonlyMap<string, Uint8Array>
  /** `packageId` becomes the archive's top folder. A section that lists the files is added here. */
  readonly report: ReportModel
  readonly key: SigningKey
  /** Signer's clock, used to whole seconds. */
  readonly sealedAt: Date
  /** Program and version, for example `Assay 0.1.0`. */
  readonly software: string
  /** How the chains and roots in the package were recomputed, for HOW-TO-VERIFY. */
  readonly repeatableChecks: readonly RepeatableCheck[]
  /** Called now and then; throws to cancel. */
  readonly breathe?: () => Promise<void>
}

export interface SealedFile {
  readonly path: string
  readonly bytes: number
  /** Lower-case hex. */
  readonly sha256: string
}

export interface SealedPackage {
  readonly zip: Uint8Array
  /** SHA-256 of `zip`, lower-case hex. */
  readonly sha256: string
  readonly packageId: string
  /** Fingerprint of the signer's certificate, lower-case hex. */
  readonly fingerprint: string
  /** Every file of the package, sorted by path. */
  readonly files: readonly SealedFile[]
}

/** Same request, same bytes. Throws RangeError when a path or the package id cannot stand in a package. */
export async function sealPackage(request: SealRequest): Promise<SealedPackage> {
  const sha256 = await loadHasher('sha256')
  const { key, sealedAt, software } = request
  // HOW-TO-VERIFY and the bag's own facts carry texts of the report as well.
  const report = maskedValue(request.report) as ReportModel
  const sealedIso = `${sealedAt.toISOString().slice(0, 19)}Z`
  assertNames(request)

  const payload = new Map(request.payloadFiles)
  payload.set(layout.certificatePath, utf8FromText(certificateToPem(key.certificate.der)))
  payload.set(
    layout.howToVerifyPath,
    buildHowToVerify({
      packageId: report.packageId,
      engagement: report.engagement,
      period: report.period,
      template: report.template,
      sealedAt: sealedIso,
      software,
      signerSubject: key.certificate.subject,
      fingerprint: key.certificate.fingerprint,
      selfSigned: key.certificate.selfSigned,
      checks: request.repeatableChecks,
    }),
  )

  const digestList = buildDigestList(digestsOf(payload, sha256))
  const pdf = await renderReport(
    { ...report, sections: [...report.sections, fileSection(payload, sha256)] },
    {
      createdAt: sealedAt,
      attachments: [
        {
          name: layout.digestAttachmentName,
          bytes: digestList,
          mime: 'text/plain',
          relationship: 'Data',
          description: 'SHA-256 of every other payload file',
        },
      ],
      software,
      sha256,
      ...(request.breathe === undefined ? {} : { breathe: request.breathe }),
    },
  )
  payload.set(
    layout.reportPath,
    signPdf(pdf, key, { signedAt: sealedAt, reason: `Issued as evidence package ${report.packageId}` }),
  )

  const files = new Map(payload)
  const manifest = buildDigestList(digestsOf(payload, sha256))
  files.set(layout.manifestPath, manifest)
  files.set(layout.manifestSignaturePath, signCms(manifest, key))
  files.set(layout.declarationPath, buildDeclaration())
  files.set(
    layout.bagInfoPath,
    buildBagInfo({
      packageId: report.packageId,
      baggingDate: sealedIso.slice(0, 10),
      software,
      template: report.template,
      engagement: report.engagement,
      period: report.period,
      payloadBytes: [...payload.values()].reduce((total, bytes) => total + bytes.length, 0),
      payloadFiles: payload.size,
    }),
  )
  const listed = new Map(layout.listedTagFiles.map((path) => [path, files.get(path) as Uint8Array]))
  const tagManifest = buildDigestList(digestsOf(listed, sha256))
  files.set(layout.tagManifestPath, tagManifest)
  files.set(layout.tagManifestSignaturePath, signCms(tagManifest, key))

  await request.breathe?.()
  const zip = await buildZip(
    new Map([...files].map(([path, bytes]) => [`${report.packageId}/${path}`, bytes])),
    sealedAt,
  )
  return {
    zip,
    sha256: bytesToHex(sha256.hash(zip)),
    packageId: report.packageId,
    fingerprint: key.certificate.fingerprint,
    files: layout.sortedPaths(files.keys()).map((path) => {
      const bytes = files.get(path) as Uint8Array
      return { path, bytes: bytes.length, sha256: bytesToHex(sha256.hash(bytes)) }
    }),
  }
}

function assertNames(request: SealRequest): void {
  const { packageId } = request.report
  if (!layout.isPackagePath(packageId) || packageId.includes('/'))
    throw new RangeError(`not a package id: ${packageId}`)
  const seen = new Set<string>(layout.requiredPayload.map((path) => path.toLowerCase()))
  for (const path of request.payloadFiles.keys()) {
    if (!layout.isPackagePath(path) || !layout.isPayloadPath(path)) throw new RangeError(`not a payload path: ${path}`)
    if (seen.has(path.toLowerCase())) throw new RangeError(`payload path used twice: ${path}`)
    seen.add(path.toLowerCase())
  }
}

function digestsOf(bytesByPath: ReadonlyMap<string, Uint8Array>, sha256: Hasher): Map<string, string> {
  return new Map([...bytesByPath].map(([path, bytes]) => [path, bytesToHex(sha256.hash(bytes))]))
}

function fileSection(payload: ReadonlyMap<string, Uint8Array>, sha256: Hasher): ReportSection {
  return {
    id: 'files',
    heading: 'Files in this package',
    blocks: [
      {
        kind: 'paragraph',
        text: `SHA-256 of every payload file but this report. The same list is attached to this file as ${layout.digestAttachmentName}; both are under its signature. ${layout.howToVerifyPath} says how to compare.`,
      },
      {
        kind: 'table',
        columns: [
          { label: 'File', width: 5 },
          { label: 'Bytes', width: 2, align: 'right' },
          { label: 'SHA-256', width: 4, mono: true },
        ],
        rows: layout.sortedPaths(payload.keys()).map((path) => {
          const bytes = payload.get(path) as Uint8Array
          return [path, String(bytes.length), bytesToHex(sha256.hash(bytes))]
        }),
        emptyText: '',
      },
    ],
  }
}
