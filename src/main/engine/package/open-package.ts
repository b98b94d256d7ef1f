/**
 * Checks a package that someone handed over: opens the archive, digests every member, checks the three signatures, then
 * lets core judge. Needs no engagement. A package of others is hostile input until judged.
 */
import { bytesToHex } from '../../../shared/core/bytes/hex.ts'
import { checkPackage, type PackageFile } from '../../../shared/core/package/check-package.ts'
import * as layout from '../../../shared/core/package/package-layout.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import type { PackageCheck } from '../../../shared/model/package.ts'
import { readWholeFile } from '../../io/files/read-file.ts'
import { packageLimits, readZip } from '../../io/files/zip-read.ts'
import { loadHasher } from '../../io/host/hashers.ts'
import { parseCertificate } from '../../io/signing/certificate.ts'
import { verifyCms } from '../../io/signing/cms-verify.ts'
import { readPdfAttachment } from '../../io/signing/pdf-attachments.ts'
import { verifyPdfSignature } from '../../io/signing/pdf-verify.ts'
import { isSignerTrusted, type TrustList } from '../../io/signing/trust.ts'

/** A file on disk, or bytes with the name to report. */
export type PackageSource =
  | { readonly path: string; readonly fileName: string }
  | { readonly bytes: Uint8Array; readonly fileName: string }

export interface OpenOptions {
  readonly trust: TrustList
  /** Called between members with the number read so far; throws to cancel. */
  readonly breathe?: (membersRead: number) => Promise<void>
}

/** Largest archive that is opened: what fits into one buffer of the runtime. */
const mostBytes = 2 ** 31 - 1

/** Files whose bytes the checks read; of all others only the digest is kept. */
const kept = new Set([...layout.tagFiles, layout.reportPath, layout.certificatePath])

/**
 * The result of every check. Throws AppError `file-unreadable`, `package-unreadable` (not an archive, or not an evidence
 * package at all) or `key-unreadable` (a certificate in the trust list); everything else is a verdict.
 */
export async function openPackage(source: PackageSource, options: OpenOptions): Promise<PackageCheck> {
  const sha256 = await loadHasher('sha256')
  const container = 'bytes' in source ? source.bytes : await readWholeFile(source.path, mostBytes)
  const fileByName = new Map<string, PackageFile>()
  const bytesByName = new Map<string, Uint8Array>()
  await readZip(container, packageLimits, async (member) => {
    fileByName.set(member.path, {
      sizeBytes: member.bytes?.length ?? 0,
      sha256: member.bytes === null ? null : bytesToHex(sha256.hash(member.bytes)),
    })
    if (member.bytes !== null && kept.has(withoutTop(member.path))) bytesByName.set(member.path, member.bytes)
    if (member.bytes !== null && kept.has(member.path)) bytesByName.set(member.path, member.bytes)
    await options.breathe?.(fileByName.size)
  })

  const top = topFolder(fileByName)
  const inBag = <T>(valueByName: ReadonlyMap<string, T>): Map<string, T> =>
    // A member outside the top folder keeps its whole name and shows up as unexpected.
    new Map(
      [...valueByName].map(([name, value]) => [name.startsWith(top) ? name.slice(top.length) : `../${name}`, value]),
    )
  const bytesByPath = inBag(bytesByName)
  const report = bytesByPath.get(layout.reportPath)
  const reportSignature = report === undefined ? null : verifyPdfSignature(report)
  const signatureOver = (list: string, signature: string): ReturnType<typeof verifyCms> | null => {
    const value = bytesByPath.get(signature)
    return value === undefined ? null : verifyCms(bytesByPath.get(list) ?? new Uint8Array(0), value)
  }
  return checkPackage({
    container: { fileName: source.fileName, bytes: container.length, sha256: bytesToHex(sha256.hash(container)) },
    fileByPath: inBag(fileByName),
    tagBytesByPath: bytesByPath,
    reportDigests: report === undefined ? null : readPdfAttachment(report, layout.digestAttachmentName),
    reportSignature,
    manifestSignature: signatureOver(layout.manifestPath, layout.manifestSignaturePath),
    tagManifestSignature: signatureOver(layout.tagManifestPath, layout.tagManifestSignaturePath),
    certificateFingerprint: fingerprintIn(bytesByPath.get(layout.certificatePath)),
    signerTrusted: reportSignature !== null && isSignerTrusted(reportSignature, options.trust),
  })
}

function withoutTop(name: string): string {
  return name.slice(name.indexOf('/') + 1)
}

/** The folder of the bag with its slash, or empty when the bag lies at the top. */
function topFolder(fileByName: ReadonlyMap<string, PackageFile>): string {
  const marks = [layout.declarationPath, layout.manifestPath]
  if (marks.some((mark) => fileByName.has(mark))) return ''
  for (const name of fileByName.keys()) {
    const slash = name.indexOf('/')
    if (slash > 0 && marks.includes(name.slice(slash + 1))) return name.slice(0, slash + 1)
  }
  throw new AppError(
    'package-unreadable',
    `This archive is not an evidence package: it has neither ${layout.declarationPath} nor ${layout.manifestPath}.`,
  )
}

function fingerprintIn(bytes: Uint8Array | undefined): string | null {
  if (bytes === undefined) return null
  try {
    return parseCertificate(bytes).fingerprint
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}
