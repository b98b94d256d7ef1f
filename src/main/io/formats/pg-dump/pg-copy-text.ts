/**
 * Rows of COPY in text format: tab between columns, `\N` for null, backslash escapes. PostgreSQL 15, section COPY, File
 * Formats, Text Format, and `CopyReadAttributesText` where the manual is silent.
 *
 * The reader checks a row with `checkCopyRow` before its fields are decoded. Server encodings other than UTF-8 are
 * not read: pg_dump states them as `SET client_encoding`, and their rows are rejected as not UTF-8.
 */
import { Buffer, isUtf8 } from 'node:buffer'
import { byte } from '../parts/source-text.ts'

/** What is wrong with a row; null when nothing is. */
export type CopyFault = 'end-marker' | 'carriage-return' | 'nul' | 'cut-escape' | 'escaped-bytes' | null

export interface CopyRow {
  fields: number
  fault: CopyFault
}

/** Counts the fields of `bytes[start, end)`, which is UTF-8, and checks its escapes. Writes into `row` and returns it. */
export function checkCopyRow(bytes: Buffer, start: number, end: number, row: CopyRow): CopyRow {
  let fields = 1
  let byteEscapes = false
  row.fault = null
  for (let at = start; at < end; at += 1) {
    const code = bytes[at] as number
    if (code === byte.backslash) {
      at += 1
      if (at >= end) row.fault ??= 'cut-escape'
      else if (bytes[at] === byte.dot) row.fault ??= 'end-marker'
      else if (bytes[at] === 0x78 || isOctal(bytes[at])) byteEscapes = true
    } else if (code < 0x20) {
      if (code === byte.tab) fields += 1
      else if (code === byte.carriageReturn) row.fault ??= 'carriage-return'
      else if (code === byte.nul) row.fault ??= 'nul'
    }
  }
  row.fields = fields
  if (byteEscapes && row.fault === null) row.fault = escapedBytesFault(bytes, start, end)
  return row
}

/** Escapes by number can make bytes that are no UTF-8, or a zero byte, which PostgreSQL text cannot hold. */
function escapedBytesFault(bytes: Buffer, start: number, end: number): CopyFault {
  let from = start
  for (let at = start; at <= end; at += 1) {
    if (at < end && bytes[at] === byte.backslash) {
      at += 1
      continue
    }
    if (at < end && bytes[at] !== byte.tab) continue
    const field = unescapeField(bytes, from, at)
    if (field.includes(0)) return 'nul'
    if (!isUtf8(field)) return 'escaped-bytes'
    from = at + 1
  }
  return null
}

/** Offset of the tab that ends the field which begins at `from`, or `end`. */
export function copyFieldEnd(bytes: Buffer, from: number, end: number): number {
  let at = from
  while (at < end && bytes[at] !== byte.tab) at += bytes[at] === byte.backslash ? 2 : 1
  // A row is checked; a lone backslash at its end could only come from a caller that did not.
  return Math.min(at, end)
}

/** Value of one field's text with escapes; null for `\N`. */
export function valueFromEscaped(text: string): string | null {
  // Only a field that is nothing but \N is null; in a longer one it is the letter.
  if (text === '\\N') return null
  const bytes = Buffer.from(text)
  return unescapeField(bytes, 0, bytes.length).toString('utf8')
}

function unescapeField(bytes: Buffer, start: number, end: number): Buffer {
  const out = Buffer.allocUnsafe(end - start)
  let length = 0
  for (let at = start; at < end; at += 1) {
    let code = bytes[at] as number
    if (code === byte.backslash && at + 1 < end) {
      at += 1
      code = bytes[at] as number
      const short = shortEscape(code)
      if (short >= 0) code = short
      else if (isOctal(code)) {
        code -= 0x30
        for (let digits = 1; digits < 3 && at + 1 < end && isOctal(bytes[at + 1]); digits += 1) {
          at += 1
          code = code * 8 + (bytes[at] as number) - 0x30
        }
        code &= 0xff
      } else if (code === 0x78 && at + 1 < end && hexDigit(bytes[at + 1]) >= 0) {
        at += 1
        code = hexDigit(bytes[at])
        if (at + 1 < end && hexDigit(bytes[at + 1]) >= 0) {
          at += 1
          code = code * 16 + hexDigit(bytes[at])
        }
      }
    }
    out[length] = code
    length += 1
  }
  return out.subarray(0, length)
}

function shortEscape(code: number): number {
  switch (code) {
    case 0x62:
      return 8
    case 0x66:
      return 12
    case 0x6e:
      return 10
    case 0x72:
      return 13
    case 0x74:
      return 9
    case 0x76:
      return 11
    default:
      return -1
  }
}

function isOctal(code: number | undefined): boolean {
  return code !== undefined && code >= 0x30 && code <= 0x37
}

function hexDigit(code: number | undefined): number {
  if (code === undefined) return -1
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
