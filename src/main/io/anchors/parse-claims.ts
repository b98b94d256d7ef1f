/**
 * Reads anchor claims as guide A's job stores them: `date`, `blockchain_tx`, `merkle_root`, `timestamp`,
 * `block_number`, one claim per line, as NDJSON or as CSV (RFC 4180) with a header line. Further members and columns
 * are left alone. Spelling is evened out (hex case, 0x before the root, digits as text); nothing else is.
 */
import { anchorClaimSchema, type AnchorClaim } from '../../../shared/model/anchor.ts'
import { csvRows, ndjsonRecords, refused, textOfLines, type LineRecord } from './line-records.ts'

/** A claim and the 1-based physical line on which it starts. */
export interface ParsedClaim {
  readonly line: number
  readonly claim: AnchorClaim
}

/** Hostile: the file comes from the audited party. */
const mostClaims = 200_000
const columns = ['date', 'blockchain_tx', 'merkle_root', 'timestamp', 'block_number'] as const

/** Claims of a file, in file order. AppError `anchor-file-invalid` with details `line` and `what` at the first line that cannot be read. */
export function parseClaims(bytes: Uint8Array, name: string): readonly ParsedClaim[] {
  const text = textOfLines(bytes, name)
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
