/**
 * The header of a CSV file: its delimiter, its column names and how many bytes it takes. Lenient about quotes, unlike
 * records: names only label fields, and refusing a header would refuse the whole file.
 */
import { type Buffer, isUtf8 } from 'node:buffer'
import { type CsvDelimiter, decodeCsv, detectDelimiter } from './csv-dialect.ts'
import { CsvCursor } from './csv-record.ts'
import { byte } from '../parts/source-text.ts'
import type { NoteCode } from '../tile-sink.ts'

export interface CsvHeader {
  /** In file order; empty when no header could be read. */
  readonly names: readonly string[]
  readonly delimiter: CsvDelimiter
  /** Bytes of the header with its terminator; 0 when none could be read. */
  readonly byteLength: number
  /** LFs among them. */
  readonly newlines: number
  readonly notes: readonly { readonly code: NoteCode; readonly detail?: string }[]
}

/**
 * Header of a file that begins with `bytes`: up to a line end outside quotes, or as much as a header may take. `last`
 * says that the source ends after them.
 */
export function csvHeaderFrom(bytes: Buffer, last: boolean): CsvHeader {
  const firstLine = bytes.indexOf(byte.lineFeed)
  if (firstLine < 0 && !last) {
    return { names: [], delimiter: ',', byteLength: 0, newlines: 0, notes: [{ code: 'no-header' }] }
  }
  const cut = firstLine < 0 ? bytes.length : firstLine
  const delimiter = detectDelimiter(bytes.toString('utf8', 0, quotedLineEnd(bytes))) ?? ','
  const cursor = new CsvCursor()
  cursor.delimiter = delimiter.charCodeAt(0)
  cursor.begin()
  const strict = cursor.read(bytes, 0)
  // Hostile: a quote that is never closed must not make a header of the records after it.
  const open = cursor.inQuotes || (!cursor.done && !last)
  const end = open ? cut : strict
  const byteLength = Math.min(end + 1, bytes.length)
  const text = bytes.toString('utf8', 0, end > 0 && bytes[end - 1] === byte.carriageReturn ? end - 1 : end)
  const chosen = open ? (detectDelimiter(text.replaceAll('"', '')) ?? ',') : delimiter
  const faulty = open || cursor.fault !== null
  const fields: (string | null)[] = []
  const count = decodeCsv(faulty ? text.replaceAll('"', '') : text, chosen, fields)
  const names = fields.slice(0, count).map((name) => name ?? '')
  const notes: { code: NoteCode; detail?: string }[] = []
  if (faulty) notes.push({ code: 'header-quotes' })
  if (!isUtf8(bytes.subarray(0, byteLength))) notes.push({ code: 'invalid-utf8', detail: 'header' })
  if (bytes.subarray(0, byteLength).includes(0)) notes.push({ code: 'nul-byte', detail: 'header' })
  if (text.includes('\r')) notes.push({ code: 'bare-cr', detail: 'header' })
  if (end < bytes.length && bytes[end - 1] === byte.carriageReturn) notes.push({ code: 'crlf' })
  if (end === bytes.length) notes.push({ code: 'no-final-newline' })
  const seen = new Set<string>()
  for (const name of names) {
    if (name === '') notes.push({ code: 'unnamed-column' })
    else if (seen.has(name)) notes.push({ code: 'duplicate-columns', detail: name })
    seen.add(name)
  }
  let newlines = 0
  for (let at = bytes.indexOf(byte.lineFeed); at >= 0 && at < byteLength; at = bytes.indexOf(byte.lineFeed, at + 1))
    newlines += 1
  return { names, delimiter: chosen, byteLength, newlines, notes }
}

/** End of the first line, counting a line end as inside quotes when the quotes before it are odd in number. */
function quotedLineEnd(bytes: Buffer): number {
  let quotes = 0
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] === byte.quote) quotes += 1
    else if (bytes[at] === byte.lineFeed && quotes % 2 === 0) return at
  }
  return bytes.length
}
