/**
 * Files of what the auditor vouches for: trust entries as one JSON array or as NDJSON (what `trust export` prints), a
 * certificate in PEM or DER, which is taken for the root of a time-stamping authority, revocation lists in PEM or DER,
 * verifier keys of logs, one a line, as C2SP signed-note writes them, a checkpoint of a log, the trusted root of a Sigstore instance, or public
 * keys in PEM, which are taken for those of signers of Sigstore bundles.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import { trustEntrySchema, type TrustEntry } from '../../../shared/model/anchor.ts'
import { parseCheckpoint, type Checkpoint } from '../../../shared/core/anchor/tlog/checkpoint.ts'
import { parseSignedNote } from '../../../shared/core/anchor/tlog/signed-note.ts'
import { bytesToHex } from '../../../shared/core/bytes/hex.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { isTrustedRoot } from '../../io/anchors/sigstore/trusted-root.ts'
import { revocationListFrom } from '../../io/anchors/timestamp/revocation.ts'
import { parseCertificate } from '../../io/signing/certificate.ts'
import { DerError } from '../../io/signing/der-reader.ts'
import { sigstoreKeyEntries, sigstoreRootEntry } from './sigstore-trust.ts'

const logKey = /^[^+\s]+\+[0-9a-fA-F]{8}\+[A-Za-z0-9+/]+={0,2}$/
const certificateBlock = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g
const keyBlock = /-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----/g
const listBlock = /-----BEGIN X509 CRL-----([^-]*)-----END X509 CRL-----/g

/** Throws AppError `anchor-file-invalid` for a file that is none of these; nothing is taken from it then. */
export function parseTrustFile(bytes: Buffer, name: string): TrustEntry[] {
  const note = `from ${name}`
  if (isDer(bytes)) return [isRevocationList(bytes) ? listEntry(bytes, name) : tsaRoot(bytes, note)]
  const text = bytes.toString('utf8').trim()
  const blocks = text.match(certificateBlock) ?? []
  const lists = [...text.matchAll(listBlock)].map(([, base64 = '']) => Buffer.from(base64, 'base64'))
  if (blocks.length + lists.length > 0)
    return [...blocks.map((block) => tsaRoot(Buffer.from(block), note)), ...lists.map((list) => listEntry(list, name))]
  const checkpoint = checkpointOf(bytes)
  if (checkpoint !== undefined)
    return [
      {
        kind: 'checkpoint',
        origin: checkpoint.origin,
        size: String(checkpoint.size),
        rootHash: bytesToHex(checkpoint.root),
        note,
      },
    ]
  const keys = text.match(keyBlock)
  if (keys !== null) return sigstoreKeyEntries(keys, name)
  if (isTrustedRoot(text)) return [sigstoreRootEntry(bytes, name)]
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  if (lines.length > 0 && lines.every((line) => logKey.test(line.trim())))
    return lines.map((line) => ({ kind: 'log-key', role: 'log', key: line.trim(), note }))
  try {
    const items = text.startsWith('[')
      ? (parseJson(text) as unknown[])
      : lines.map((line) => parseJson(line) as unknown)
    if (items.length === 0) throw new TypeError('no entries')
    return items.map((item) => trustEntrySchema.parse(item))
  } catch (cause) {
    throw new AppError(
      'anchor-file-invalid',
      `${name} holds no trust entries (as "assay trust export" prints them), certificate, checkpoint or log keys. Nothing was changed.`,
      { cause },
    )
  }
}

/** Who signed it does not matter: the auditor vouches for having got it elsewhere. */
function checkpointOf(bytes: Buffer): Checkpoint | undefined {
  const parsed = parseSignedNote(bytes)
  return parsed.kind === 'note' ? parseCheckpoint(parsed.note.text) : undefined
}

/**
 * Certificates of a file, PEM (any number) or DER (one), that are not pinned by being given. AppError
 * `anchor-file-invalid` for a file without any, `key-unreadable` for one that cannot be read.
 */
export function parseCertificateFile(bytes: Buffer, name: string): TrustEntry[] {
  const blocks = isDer(bytes)
    ? [bytes]
    : (bytes.toString('utf8').match(certificateBlock) ?? []).map((block) => Buffer.from(block))
  if (blocks.length === 0)
    throw new AppError('anchor-file-invalid', `${name} holds no certificate (PEM or DER). Nothing was changed.`)
  return blocks.map((block) => {
    const { der, subject } = parseCertificate(block)
    return {
      kind: 'certificate',
      certificate: Buffer.from(der).toString('base64'),
      note: `${subject}, from ${name}`,
    }
  })
}

/** DER of a certificate or a list is a SEQUENCE with a length of two bytes or more. */
function isDer(bytes: Buffer): boolean {
  return bytes[0] === 0x30 && bytes[1] !== undefined && bytes[1] > 0x80
}

function tsaRoot(bytes: Uint8Array, note: string): TrustEntry {
  const { der, subject } = parseCertificate(bytes)
  return { kind: 'tsa-root', certificate: Buffer.from(der).toString('base64'), note: `${subject}, ${note}` }
}

function isRevocationList(bytes: Uint8Array): boolean {
  try {
    revocationListFrom(bytes)
    return true
  } catch (error) {
    if (error instanceof DerError) return false
    throw error
  }
}

/** A list that would never be usable is refused now: later it would only ever be missing. */
function listEntry(bytes: Buffer, name: string): TrustEntry {
  try {
    const { issuerText, thisUpdate } = revocationListFrom(bytes)
    const date = new Date(thisUpdate * 1000).toISOString()
    return { kind: 'revocation-list', list: bytes.toString('base64'), note: `${issuerText}, ${date}, from ${name}` }
  } catch (cause) {
    if (!(cause instanceof DerError)) throw cause
    throw new AppError(
      'anchor-file-invalid',
      `${name} holds no whole certificate revocation list, or one that is longer than is read here. Nothing was changed.`,
      { cause },
    )
  }
}
