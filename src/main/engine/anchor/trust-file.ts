/**
 * Files of what the auditor vouches for: trust entries as one JSON array or as NDJSON (what `trust export` prints), a
 * certificate in PEM or DER, which is taken for the root of a time-stamping authority, or verifier keys of logs, one a
 * line, as C2SP signed-note writes them.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import { trustEntrySchema, type TrustEntry } from '../../../shared/model/anchor.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { parseCertificate } from '../../io/signing/certificate.ts'

const logKey = /^[^+\s]+\+[0-9a-fA-F]{8}\+[A-Za-z0-9+/]+={0,2}$/
const certificateBlock = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/** Throws AppError `anchor-file-invalid` for a file that is none of these; nothing is taken from it then. */
export function parseTrustFile(bytes: Buffer, name: string): TrustEntry[] {
  const note = `from ${name}`
  // DER of a certificate is a SEQUENCE with a length of two bytes or more.
  if (bytes[0] === 0x30 && bytes[1] !== undefined && bytes[1] > 0x80) return [tsaRoot(bytes, note)]
  const text = bytes.toString('utf8').trim()
  const blocks = text.match(certificateBlock)
  if (blocks !== null) return blocks.map((block) => tsaRoot(Buffer.from(block), note))
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
      `${name} holds no trust entries (as "assay trust export" prints them), certificate or log keys. Nothing was changed.`,
      { cause },
    )
  }
}

function tsaRoot(bytes: Uint8Array, note: string): TrustEntry {
  const { der, subject } = parseCertificate(bytes)
  return { kind: 'tsa-root', certificate: Buffer.from(der).toString('base64'), note: `${subject}, ${note}` }
}
