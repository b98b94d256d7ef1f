/**
 * The digest file of a CloudTrail trail, read with all faults gathered (CloudTrail user guide, "Digest file structure").
 * A digest lists the log files of one period with their hashes and carries hash and signature of the digest before it.
 * Its own signature is not in it: that lies in the metadata of the object, and in the next digest.
 */
import { parseInstant } from '../time/instant.ts'

/** A log file as a digest lists it; what the digest does not state, or states in another type, is null. */
export interface ListedLog {
  readonly bucket: string | null
  readonly key: string | null
  readonly hash: string | null
  readonly hashAlgorithm: string | null
  readonly newestEventTime: string | null
  readonly oldestEventTime: string | null
}

export interface PreviousDigest {
  readonly bucket: string | null
  readonly key: string | null
  readonly hash: string | null
  readonly hashAlgorithm: string | null
  /** Hex. Null when the digest says `null`, which the signed text of the first digest of a chain spells `null`. */
  readonly signature: string | null
}

export interface DigestDocument {
  readonly account: string | null
  readonly bucket: string | null
  readonly key: string | null
  readonly startTime: string | null
  readonly endTime: string | null
  /** Microseconds since 1970 UTC; null when the text is no time. */
  readonly startMicros: number | null
  readonly endMicros: number | null
  readonly fingerprint: string | null
  readonly signatureAlgorithm: string | null
  readonly newestEventTime: string | null
  readonly oldestEventTime: string | null
  readonly previous: PreviousDigest
  readonly logFiles: readonly ListedLog[]
  /** Plain words, one for each thing that is not as it must be. A digest without faults can be signed and linked. */
  readonly faults: readonly string[]
}

export const signatureAlgorithm = 'SHA256withRSA'
export const hashAlgorithm = 'SHA-256'
/** Object keys have at most 1,024 bytes, an RSA-4096 signature 1,024 digits. Hostile: a text of megabytes is none. */
const maximumText = 8192
const maximumFaults = 50

/** True for the object that a digest file holds, whatever its values are. */
export function looksLikeDigest(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false
  return ['digestS3Bucket', 'digestS3Object', 'digestStartTime', 'digestEndTime'].some((name) => name in value)
}

/** Reads the parsed JSON of a digest file; null when it is no object at all. */
export function readDigest(value: unknown): DigestDocument | null {
  if (!isObject(value)) return null
  const faults: string[] = []
  const fault = (text: string): void => {
    if (faults.length < maximumFaults) faults.push(text)
    else if (faults.length === maximumFaults) faults.push('and more')
  }
  const text = (
    from: Readonly<Record<string, unknown>>,
    name: string,
    need: 'needed' | 'optional',
    where = '',
  ): string | null => {
    const found = from[name]
    if (typeof found === 'string' && found.length <= maximumText) return found
    if (need === 'needed') fault(`${where}${name} ${describe(found)}`)
    else if (found !== undefined && found !== null) fault(`${where}${name} ${describe(found)}`)
    return null
  }
  const time = (name: string, given: string | null): number | null => {
    const instant = given === null ? null : parseInstant(given, { zone: 'unknown', epochUnit: 's' })
    if (given !== null && instant === null) fault(`${name} is no time`)
    return instant?.micros ?? null
  }
  const bucket = text(value, 'digestS3Bucket', 'needed')
  const key = text(value, 'digestS3Object', 'needed')
  const startTime = text(value, 'digestStartTime', 'needed')
  const endTime = text(value, 'digestEndTime', 'needed')
  const startMicros = time('digestStartTime', startTime)
  const endMicros = time('digestEndTime', endTime)
  if (startMicros !== null && endMicros !== null && endMicros < startMicros)
    fault('digestEndTime is before digestStartTime')
  const previous: PreviousDigest = {
    bucket: text(value, 'previousDigestS3Bucket', 'optional'),
    key: text(value, 'previousDigestS3Object', 'optional'),
    hash: text(value, 'previousDigestHashValue', 'optional'),
    hashAlgorithm: text(value, 'previousDigestHashAlgorithm', 'optional'),
    signature: text(value, 'previousDigestSignature', 'optional'),
  }
  if (!('previousDigestSignature' in value)) fault('previousDigestSignature is absent')
  if (previous.key !== null && previous.bucket === null) fault('previousDigestS3Bucket is absent')
  if (previous.key !== null && previous.hash === null) fault('previousDigestHashValue is absent')
  const listed = value['logFiles']
  if (!Array.isArray(listed)) fault(`logFiles ${describe(listed)}`)
  const logFiles = (Array.isArray(listed) ? (listed as unknown[]) : []).map((item, index): ListedLog => {
    const where = `logFiles[${index}].`
    const log = isObject(item) ? item : {}
    return {
      bucket: text(log, 's3Bucket', 'needed', where),
      key: text(log, 's3Object', 'needed', where),
      hash: text(log, 'hashValue', 'needed', where),
      hashAlgorithm: text(log, 'hashAlgorithm', 'needed', where),
      newestEventTime: text(log, 'newestEventTime', 'optional', where),
      oldestEventTime: text(log, 'oldestEventTime', 'optional', where),
    }
  })
  return {
    account: text(value, 'awsAccountId', 'needed'),
    bucket,
    key,
    startTime,
    endTime,
    startMicros,
    endMicros,
    fingerprint: text(value, 'digestPublicKeyFingerprint', 'needed'),
    signatureAlgorithm: text(value, 'digestSignatureAlgorithm', 'needed'),
    newestEventTime: text(value, 'newestEventTime', 'optional'),
    oldestEventTime: text(value, 'oldestEventTime', 'optional'),
    previous,
    logFiles,
    faults,
  }
}

/** True for 64 lower-case hex digits: how CloudTrail writes a SHA-256. */
export function isSha256(text: string | null): text is string {
  return text !== null && /^[0-9a-f]{64}$/.test(text)
}

/**
 * The text that is signed: end time, `bucket/key`, hex SHA-256 of the uncompressed digest and the signature of the digest
 * before (or the word `null`), joined by line feeds, as UTF-8 (CloudTrail user guide, "Custom implementations of log file
 * integrity validation"). Null when the digest lacks one of them.
 */
export function signedText(digest: DigestDocument, sha256: string): string | null {
  const { endTime, bucket, key, previous } = digest
  if (endTime === null || bucket === null || key === null) return null
  return `${endTime}\n${bucket}/${key}\n${sha256}\n${previous.signature ?? 'null'}`
}

function describe(value: unknown): string {
  if (value === undefined) return 'is absent'
  if (value === null) return 'is null'
  if (typeof value === 'string') return `is longer than ${maximumText} characters`
  return `is ${Array.isArray(value) ? 'an array' : `of type ${typeof value}`}`
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
