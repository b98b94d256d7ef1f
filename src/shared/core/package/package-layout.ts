/**
 * Where everything lies in an evidence package, and which names a file in it may have. The layout is a strict profile
 * of BagIt 1.0 (RFC 8493); README.md in this folder specifies it. Nothing here reads or hashes.
 */

/** Directory of the payload, with its slash. RFC 8493 §2.1.2. */
export const payloadPrefix = 'data/'
export const reportPath = 'data/report.pdf'
export const certificatePath = 'data/certificate.pem'
export const howToVerifyPath = 'data/HOW-TO-VERIFY.txt'
export const declarationPath = 'bagit.txt'
export const bagInfoPath = 'bag-info.txt'
export const manifestPath = 'manifest-sha256.txt'
export const tagManifestPath = 'tagmanifest-sha256.txt'
export const manifestSignaturePath = 'signature/manifest-sha256.txt.p7s'
export const tagManifestSignaturePath = 'signature/tagmanifest-sha256.txt.p7s'
/** Name of the attachment inside the report that lists the digests of every other payload file. */
export const digestAttachmentName = 'digests-sha256.txt'

/** Payload files every package has. */
export const requiredPayload: readonly string[] = [reportPath, certificatePath, howToVerifyPath]

/** Tag files the tag manifest lists. The signature over the manifest is among them: it exists before the tag manifest. */
export const listedTagFiles: readonly string[] = [bagInfoPath, declarationPath, manifestPath, manifestSignaturePath]

/** Tag files no list can hold: the tag manifest itself, and the signature made over it afterwards. */
export const unlistedTagFiles: readonly string[] = [tagManifestPath, tagManifestSignaturePath]

export const tagFiles: readonly string[] = [...listedTagFiles, ...unlistedTagFiles]

export function isPayloadPath(path: string): boolean {
  return path.startsWith(payloadPrefix) && path.length > payloadPrefix.length
}

const longestPath = 200
const segmentForm = /^[A-Za-z0-9_(@][A-Za-z0-9 ._\-+()@=,]*$/
const reservedName = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i

/**
 * True when a path may appear in a package: relative, forward slashes, ASCII letters, digits and ` ._-+()@=,`, no
 * segment that starts with a dot or blank or ends with one, no device name of Windows, at most 200 characters.
 */
// Hostile: a looser grammar lets a package write outside its folder, or mean two files on two file systems.
export function isPackagePath(path: string): boolean {
  if (path.length === 0 || path.length > longestPath) return false
  return path
    .split('/')
    .every((segment) => segmentForm.test(segment) && !/[. ]$/.test(segment) && !reservedName.test(segment))
}

/** Paths in the order every list uses: by UTF-16 code unit, which for package paths is byte order. */
export function sortedPaths(paths: Iterable<string>): string[] {
  return [...paths].toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0))
}
