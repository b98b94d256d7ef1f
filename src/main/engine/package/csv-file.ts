/**
 * CSV files of a package (RFC 4180), made for people: a cell that a spreadsheet would run as a formula is defused, and
 * what is sensitive in one is masked.
 */
import { maskedText } from '../../../shared/core/sensitive/mask-value.ts'

// Hostile: a user agent of `=HYPERLINK(...)` or a name beginning with a tab runs when the extract is opened.
const formula = /^[=+\-@\t\r\n]/
const plainNumber = /^-?\d+(?:\.\d+)?$/

export function csvFile(header: readonly string[], rows: Iterable<readonly string[]>): Uint8Array {
  const lines = [header, ...rows].map((row) => `${row.map((cell) => csvCell(maskedText(cell))).join(',')}\r\n`)
  return Buffer.from(lines.join(''))
}

/** The cell as written: an apostrophe before what is no plain number and begins like a formula, quotes where needed. */
export function csvCell(text: string): string {
  const safe = formula.test(text) && !plainNumber.test(text) ? `'${text}` : text
  return /[",\r\n\t]/.test(safe) || /^ | $/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
