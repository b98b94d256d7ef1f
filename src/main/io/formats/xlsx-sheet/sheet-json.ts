/** A row of a sheet as a JSON object: what the cells say, and dates worked out from their numbers beside them. */
import { Buffer } from 'node:buffer'
import type { RenderedLayout } from '../tile-sink.ts'
import { isoFromSerial } from './cell-dates.ts'
import { columnLetters, parseSheetRow, type SheetCell, unescapeXstring } from './sheet-row.ts'

export interface SheetLayout {
  /** Names by 0-based column; null where the header has none. */
  readonly columns: readonly (string | null)[]
  readonly dateStyleIds: readonly number[]
  readonly date1904: boolean
  /** Shared strings that the layout's rows use, by index. */
  readonly strings: Readonly<Record<string, string>>
}

/**
 * One member per cell, named by the header, or by the column's letters where the header has no name. Numbers are the digits
 * of the file, as a string; an empty cell that the file holds is null, one that it lacks is absent. `@<name>` is the date
 * of a number that the sheet shows as one.
 */
export function sheetRowJson(bytes: Buffer, start: number, end: number, layout: RenderedLayout): Buffer {
  const data = layout.data as SheetLayout
  const row = parseSheetRow(bytes.toString('utf8', start, end))
  if (typeof row === 'string') return Buffer.from('{}')
  const members: string[] = []
  for (const cell of row.cells) {
    const name = data.columns[cell.column] ?? columnLetters(cell.column)
    const value = cellValue(cell, data.strings)
    members.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`)
    if (cell.type !== 'n' || cell.value === null || !data.dateStyleIds.includes(cell.style)) continue
    const iso = isoFromSerial(cell.value, data.date1904)
    if (iso !== null) members.push(`${JSON.stringify(`@${name}`)}:"${iso}"`)
  }
  return Buffer.from(`{${members.join(',')}}`)
}

export function cellValue(cell: SheetCell, strings: Readonly<Record<string, string>>): string | boolean | null {
  const { type, value } = cell
  if (value === null) return null
  switch (type) {
    case 's':
      return strings[value.trim()] ?? null
    case 'str':
    case 'inlineStr':
      return unescapeXstring(value)
    case 'b':
      return value === '1' || value === 'true' ? true : value === '0' || value === 'false' ? false : value
    default:
      return value
  }
}
