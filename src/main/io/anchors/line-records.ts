/**
 * What the small line files of anchoring have in common: claims, lists of head hashes. UTF-8, one JSON object a line or
 * CSV (RFC 4180). A line that cannot be read refuses the file: `anchor-file-invalid` with details `line` and `what`.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'

/** Hostile: cap on a file that comes from the audited party. */
const largestFile = 64 * 1024 * 1024

/** An object and the 1-based physical line on which it starts. */
export interface LineRecord {
  readonly line: number
  readonly record: Readonly<Record<string, unknown>>
}

/** The error that refuses a file for what stands at a line. */
export function refused(name: string, line: number, what: string, cause?: unknown): AppError {
  return new AppError('anchor-file-invalid', `${name}, line ${line}: ${what}. Nothing was added.`, {
    details: { name, line: String(line), what },
    ...(cause === undefined ? {} : { cause }),
  })
}

/** Text of a file that is UTF-8 throughout and not too large. */
export function textOfLines(bytes: Uint8Array, name: string): string {
  if (bytes.length > largestFile) throw refused(name, 1, `larger than ${largestFile} bytes`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw refused(name, firstBadLine(bytes), 'not UTF-8', error)
  }
}

function firstBadLine(bytes: Uint8Array): number {
  let line = 1
  let start = 0
  for (let end = 0; end <= bytes.length; end += 1) {
    if (end < bytes.length && bytes[end] !== 10) continue
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, end))
    } catch {
      return line
    }
    line += 1
    start = end + 1
  }
  return line
}

/** Object of each line that is not blank. `read` turns the text of a line into a value; `parseJson` when it is left out. */
export function* ndjsonRecords(
  name: string,
  text: string,
  read: (text: string) => unknown = parseJson,
): Generator<LineRecord> {
  for (const [index, content] of text.split('\n').entries()) {
    if (content.trim() === '') continue
    let value: unknown
    try {
      value = read(content)
    } catch (error) {
      throw refused(name, index + 1, 'not JSON', error)
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw refused(name, index + 1, 'not a JSON object')
    yield { line: index + 1, record: value as Readonly<Record<string, unknown>> }
  }
}

/** Cells of each row that is not blank, and the line on which it starts. */
export function* csvRows(name: string, text: string): Generator<{ line: number; cells: string[] }> {
  let line = 1
  let at = 0
  while (at < text.length) {
    const startLine = line
    const cells: string[] = []
    for (;;) {
      let cell = ''
      if (text[at] === '"') {
        at += 1
        for (;;) {
          const close = text.indexOf('"', at)
          if (close < 0) throw refused(name, startLine, 'quote not closed')
          cell += text.slice(at, close)
          at = close + 1
          if (text[at] !== '"') break
          cell += '"'
          at += 1
        }
        line += cell.split('\n').length - 1
        if (at < text.length && !/[,\r\n]/.test(text[at] as string))
          throw refused(name, startLine, 'text after a closing quote')
      } else {
        let end = at
        while (end < text.length && text[end] !== ',' && text[end] !== '\n' && text[end] !== '\r') end += 1
        cell = text.slice(at, end)
        at = end
      }
      cells.push(cell)
      if (text[at] !== ',') break
      at += 1
    }
    if (text[at] === '\r') at += 1
    if (text[at] === '\n') at += 1
    line += 1
    if (cells.length > 1 || cells[0]?.trim() !== '') yield { line: startLine, cells }
  }
}
