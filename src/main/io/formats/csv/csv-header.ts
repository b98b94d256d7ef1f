/**
 * The header of a CSV file: its column names and how many bytes it takes. Lenient about quotes, unlike records: names only
 * label fields, and refusing a header would refuse the whole file.
 */
import { type Buffer, isUtf8 } from 'node:buffer'
import { byte } from '../parts/source-text.ts'
import type { NoteCode } from '../tile-sink.ts'
import { detectDelimiter } from './csv-dialect.ts'
import { decodeFields } from './csv-escape.ts'
import { CsvCursor } from './csv-record.ts'
import type { CsvSyntax } from './csv-syntax.ts'

export interface CsvHeader {
  /** In file order; empty when no header could be read. */
  readonly names: readonly string[]
  readonly delimiter: string
  /** Bytes of the header with its terminator; 0 when none could be read. */
  readonly byteLength: number
  /** Line ends among them. */
  readonly newlines: number
  readonly notes: readonly { readonly code: NoteCode; readonly detail?: string }[]
}

/**
 * Header of a file that begins with `bytes`, which are UTF-8: up to a line end outside quotes, or as much as a header may
 * take. `last` says that the source ends after them. `syntax` is that of the records.
 */
export function csvHeaderFrom(bytes: Buffer, last: boolean, syntax: CsvSyntax): CsvHeader {
  const lineEnd = syntax.terminator === 'cr' ? byte.carriageReturn : byte.lineFeed
  const firstLine = bytes.indexOf(lineEnd)
  if (firstLine < 0 && !last)
    return { names: [], delimiter: syntax.delimiter, byteLength: 0, newlines: 0, notes: [{ code: 'no-header' }] }
  const cut = firstLine < 0 ? bytes.length : firstLine
  const cursor = new CsvCursor()
  cursor.configure({ ...syntax, encoding: 'utf-8' })
  cursor.begin()
  const strict = cursor.read(bytes, 0)
  // Hostile: a quote that is never closed must not make a header of the records after it.
  const open = cursor.inQuotes || (!cursor.done && !last)
  const end = open ? cut : strict
  const byteLength = Math.min(end + 1, bytes.length)
  const crlf = syntax.terminator === 'lf' && end > 0 && bytes[end - 1] === byte.carriageReturn
  const text = bytes.toString('utf8', 0, crlf ? end - 1 : end)
  const delimiter = open ? (detectDelimiter(text.replaceAll('"', '')) ?? syntax.delimiter) : syntax.delimiter
  const faulty = open || cursor.fault !== null
  const fields: (string | null)[] = []
  const count = decodeFields(faulty ? text.replaceAll('"', '') : text, { delimiter, escape: syntax.escape }, fields)
  const names = fields.slice(0, count).map((name) => name ?? '')
  const notes: { code: NoteCode; detail?: string }[] = []
  if (faulty) notes.push({ code: 'header-quotes' })
  if (!isUtf8(bytes.subarray(0, byteLength))) notes.push({ code: 'invalid-utf8', detail: 'header' })
  if (bytes.subarray(0, byteLength).includes(0)) notes.push({ code: 'nul-byte', detail: 'header' })
  if (text.includes('\r')) notes.push({ code: 'bare-cr', detail: 'header' })
  if (end < bytes.length && crlf) notes.push({ code: 'crlf' })
  if (end === bytes.length) notes.push({ code: 'no-final-newline' })
  notes.push(...nameNotes(names))
  let newlines = 0
  for (let at = bytes.indexOf(lineEnd); at >= 0 && at < byteLength; at = bytes.indexOf(lineEnd, at + 1)) newlines += 1
  return { names, delimiter, byteLength, newlines, notes }
}

function nameNotes(names: readonly string[]): { code: NoteCode; detail?: string }[] {
  const notes: { code: NoteCode; detail?: string }[] = []
  const seen = new Set<string>()
  for (const name of names) {
    if (name === '') notes.push({ code: 'unnamed-column' })
    else if (seen.has(name)) notes.push({ code: 'duplicate-columns', detail: name })
    seen.add(name)
  }
  return notes
}

/** Names of the columns of a file without a header. */
export function numberedColumns(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `c${index + 1}`)
}
