/**
 * Signed certificate timestamps in a certificate: that a log of certificates recorded it before it was issued. RFC 6962
 * §3.2 and §3.3. What is signed is the certificate without that extension, so it is put together again from its DER.
 */
import { bytesToHex, concatBytes, equalBytes } from '../../../../shared/core/bytes/hex.ts'
import { childAt, DerError, octets, oidText, parseDer, withTag, type DerNode } from '../../signing/der-reader.ts'
import * as write from '../../signing/der-writer.ts'
import type { TimestampCrypto } from '../../signing/timestamp-crypto.ts'
import { extensionsOf } from '../timestamp/certificate-facts.ts'
import { textFromMicros } from '../timestamp/der-values.ts'
import type { StepList } from '../timestamp/step-list.ts'
import { schemeOf } from './key-scheme.ts'
import { isWithin, type PinnedLog } from './trusted-root.ts'

const idTimestampList = '1.3.6.1.4.1.11129.2.4.2'
const { tag } = write

interface CertificateTimestamp {
  readonly logId: Uint8Array
  readonly millis: bigint
  readonly extensions: Uint8Array
  readonly signature: Uint8Array
}

/** Hostile: each costs a signature check; certificates of Sigstore have one. */
const mostTimestamps = 8

/**
 * Adds a step for each timestamp of `certificate` (DER) under the pinned logs of certificates. `issuerSpki` is the key of
 * the certificate that issued it. None of them, or one by a log that is not pinned, leaves the question open.
 */
export function judgeCertificateLog(
  certificate: Uint8Array,
  issuerSpki: Uint8Array,
  logs: readonly PinnedLog[],
  crypto: TimestampCrypto,
  list: StepList,
): void {
  let found: { readonly timestamps: readonly CertificateTimestamp[]; readonly body: Uint8Array }
  try {
    found = precertificateFrom(certificate)
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    list.undecided('bundle-certificate-log', 'bundle-certificate-unreadable', null, error.message)
    return
  }
  if (found.timestamps.length === 0)
    list.undecided('bundle-certificate-log', 'bundle-certificate-log-absent', null, null)
  const issuerHash = crypto.digest('sha256', issuerSpki)
  for (const timestamp of found.timestamps) judgeOne(timestamp, issuerHash, found.body, logs, crypto, list)
}

function judgeOne(
  timestamp: CertificateTimestamp,
  issuerHash: Uint8Array,
  body: Uint8Array,
  logs: readonly PinnedLog[],
  crypto: TimestampCrypto,
  list: StepList,
): void {
  const id = bytesToHex(timestamp.logId)
  const log = logs.find((one) => equalBytes(one.logId, timestamp.logId))
  if (log?.validity === undefined || log.validity === null || log.keyKind === null) {
    const reason = log?.validity === null ? 'bundle-validity-absent' : 'bundle-log-not-pinned'
    list.undecided('bundle-certificate-log', reason, id, log?.name ?? null)
    return
  }
  // Milliseconds below 2^53 have exact microseconds up to the year 2255; above, no validity reaches.
  const micros = timestamp.millis < 2n ** 43n ? Number(timestamp.millis) * 1000 : Number.MAX_SAFE_INTEGER
  const signed = concatBytes(
    // Version 1, a certificate timestamp.
    Uint8Array.of(0, 0),
    bigEndian(timestamp.millis, 8),
    // An entry of the kind precertificate.
    Uint8Array.of(0, 1),
    issuerHash,
    bigEndian(BigInt(body.length), 3),
    body,
    bigEndian(BigInt(timestamp.extensions.length), 2),
    timestamp.extensions,
  )
  const holds = crypto.verify(schemeOf(log.keyKind), log.spki, signed, timestamp.signature) === true
  list.check(holds, 'bundle-certificate-log', 'bundle-certificate-log-differs', log.name, holds ? log.name : id)
  if (!isWithin(log.validity, micros))
    list.differs('bundle-certificate-log', 'bundle-log-outside-validity', log.name, textFromMicros(micros))
}

/** The timestamps, and the TBSCertificate without them. Throws DerError. */
function precertificateFrom(certificate: Uint8Array): {
  readonly timestamps: readonly CertificateTimestamp[]
  readonly body: Uint8Array
} {
  const body = childAt(withTag(parseDer(certificate), tag.sequence), 0, tag.sequence)
  const wrapper = body.children.find((child) => child.tag === tag.context3)
  if (wrapper === undefined) return { timestamps: [], body: body.raw }
  const extensions = childAt(wrapper, 0, tag.sequence)
  const value = extensionsOf(extensions).find(({ id }) => id === idTimestampList)?.value
  if (value === undefined) return { timestamps: [], body: body.raw }
  const kept = extensions.children.filter((child) => oidText(childAt(child, 0)) !== idTimestampList)
  const members = body.children.map((child) =>
    child === wrapper ? write.der(tag.context3, write.sequence(...kept.map(rawOf))) : child.raw,
  )
  return {
    timestamps: timestampsFrom(octets(withTag(parseDer(value), tag.octetString))),
    body: write.sequence(...members),
  }
}

function rawOf({ raw }: DerNode): Uint8Array {
  return raw
}

/** A list as TLS writes it, RFC 6962 §3.3: lengths of two bytes before the whole and before each. Throws DerError. */
function timestampsFrom(bytes: Uint8Array): CertificateTimestamp[] {
  const outer = new TlsReader(bytes)
  const inner = new TlsReader(outer.block())
  outer.end()
  const timestamps: CertificateTimestamp[] = []
  while (!inner.done) {
    if (timestamps.length === mostTimestamps) throw new DerError('more certificate timestamps than are read')
    const one = new TlsReader(inner.block())
    if (one.take(1)[0] !== 0) throw new DerError('version of a certificate timestamp')
    const logId = one.take(32)
    const millis = BigInt(`0x${bytesToHex(one.take(8))}`)
    const extensions = one.block()
    // Hash and signature algorithm; the pinned key says which is used.
    one.take(2)
    timestamps.push({ logId, millis, extensions, signature: one.block() })
    one.end()
  }
  return timestamps
}

class TlsReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length
  }

  take(count: number): Uint8Array {
    if (this.#at + count > this.#bytes.length) throw new DerError('certificate timestamp is cut')
    this.#at += count
    return this.#bytes.subarray(this.#at - count, this.#at)
  }

  block(): Uint8Array {
    const [high = 0, low = 0] = this.take(2)
    return this.take(high * 256 + low)
  }

  end(): void {
    if (!this.done) throw new DerError('bytes follow a certificate timestamp')
  }
}

function bigEndian(value: bigint, count: number): Uint8Array {
  const bytes = new Uint8Array(count)
  let rest = value
  for (let index = count - 1; index >= 0; index -= 1) {
    bytes[index] = Number(rest & 255n)
    rest >>= 8n
  }
  return bytes
}
