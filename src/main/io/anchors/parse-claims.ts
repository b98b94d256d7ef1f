/**
 * Reads anchor claims as guide A's job stores them: `date`, `blockchain_tx`, `merkle_root`, `timestamp`,
 * `block_number`, one claim per line, as NDJSON or as CSV (RFC 4180) with a header line. Further members and columns
 * are left alone. Spelling is evened out (hex case, 0x before the root, digits as text); nothing else is.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import { anchorClaimSchema, type AnchorClaim } from '../../../shared/model/anchor.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'

/** A claim and the 1-based physical line on which it starts. */
export interface ParsedClaim {
  readonly line: number
  readonly claim: AnchorClaim
}

/** Hostile: caps on a file that comes from the audited party. */
const largestFile = 64 * 1024 * 1024
const mostClaims = 200_000
const columns = ['date', 'blockchain_tx', 'merkle_root', 'timestamp', 'block_number'] as const

/** Claims of a file, in file order. AppError `anchor-file-invalid` with details `line` and `what` at the first line that cannot be read. */
export function parseClaims(bytes: Uint8Array, name: string): readonly ParsedClaim[] {
  if (bytes.length > largestFile) throw refused(name, 1, `larger than ${largestFile} bytes`)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw refused(name, firstBadLine(bytes), 'not UTF-8', error)
  }
  const start = text.trimStart()
  if (start === '') throw refused(name, 1, 'no claims')
  const records = start.startsWith('{') ? ndjsonRecords(name, text) : csvRecords(name, text)
  const claims: ParsedClaim[] = []
  for (const { line, record } of records) {
    if (claims.length === mostClaims) throw refused(name, line, `more than ${mostClaims} claims`)
    claims.push({ line, claim: claimFrom(name, line, record) })
  }
  return claims
}

interface LineRecord {
  readonly line: number
  readonly record: Readonly<Record<string, unknown>>
}

function refused(name: string, line: number, what: string, cause?: unknown): AppError {
  return new AppError('anchor-file-invalid', `${name}, line ${line}: ${what}. Nothing was added.`, {
    details: { name, line: String(line), what },
    ...(cause === undefined ? {} : { cause }),
  })
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

function claimFrom(name: string, line: number, record: Readonly<Record<string, unknown>>): AnchorClaim {
  const parsed = anchorClaimSchema.safeParse({
    date: record['date'],
    blockchain_tx: lowerCase(record['blockchain_tx']),
    merkle_root: lowerCase(record['merkle_root'], true),
    timestamp: wholeNumber(record['timestamp']),
    block_number: wholeNumber(record['block_number']),
  })
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw refused(name, line, `${issue?.path.join('.') ?? 'claim'}: ${issue?.message ?? 'wrong shape'}`, parsed.error)
  }
  if (!isCalendarDate(parsed.data.date)) throw refused(name, line, `date: ${parsed.data.date} is not a day`)
  return parsed.data
}

function lowerCase(value: unknown, dropPrefix = false): unknown {
  if (typeof value !== 'string') return value
  const text = value.toLowerCase()
  return dropPrefix && text.startsWith('0x') ? text.slice(2) : text
}

/** Digits as a number when they are exact as one; anything else as it was, for the schema to refuse. */
function wholeNumber(value: unknown): unknown {
  if (typeof value !== 'string' || !/^(?:0|[1-9][0-9]{0,15})$/.test(value)) return value
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}

function isCalendarDate(date: string): boolean {
  const at = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === date
}

function* ndjsonRecords(name: string, text: string): Generator<LineRecord> {
  for (const [index, content] of text.split('\n').entries()) {
    if (content.trim() === '') continue
    let value: unknown
    try {
      value = parseJson(content)
    } catch (error) {
      throw refused(name, index + 1, 'not JSON', error)
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw refused(name, index + 1, 'not a JSON object')
    yield { line: index + 1, record: value as Readonly<Record<string, unknown>> }
  }
}

function* csvRecords(name: string, text: string): Generator<LineRecord> {
  let header: readonly string[] | undefined
  for (const { line, cells } of csvRows(name, text)) {
    if (header === undefined) {
      header = cells.map((cell) => cell.trim())
      const missing = columns.find((column) => !header?.includes(column))
      if (missing !== undefined) throw refused(name, line, `no column ${missing}`)
      const repeated = columns.find((column) => header?.indexOf(column) !== header?.lastIndexOf(column))
      if (repeated !== undefined) throw refused(name, line, `column ${repeated} stands twice`)
      continue
    }
    if (cells.length !== header.length) throw refused(name, line, `${cells.length} columns, ${header.length} wanted`)
    yield { line, record: Object.fromEntries(columns.map((column) => [column, cells[header?.indexOf(column) ?? -1]])) }
  }
}

function* csvRows(name: string, text: string): Generator<{ line: number; cells: string[] }> {
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
