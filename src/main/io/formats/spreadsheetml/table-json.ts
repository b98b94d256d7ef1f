/** A row of a SpreadsheetML table as a JSON object. */
import { Buffer } from 'node:buffer'
import type { RenderedLayout } from '../tile-sink.ts'
import { columnLetters } from '../xlsx-sheet/sheet-row.ts'
import { parseTableRow, type TableCell } from './table-row.ts'

export interface TableLayout {
  /** Names by 0-based column; null where the header has none. */
  readonly columns: readonly (string | null)[]
}

/**
 * One member per cell, named by the header, or by the column's letters where the header has no name. Numbers are the digits
 * of the file, as a string, and so are times; an empty cell that the file holds is null, one that it lacks is absent.
 */
export function tableRowJson(bytes: Buffer, start: number, end: number, layout: RenderedLayout): Buffer {
  const { columns } = layout.data as TableLayout
  const row = parseTableRow(bytes.toString('utf8', start, end))
  if (typeof row === 'string') return Buffer.from('{}')
  const members = row.cells.map((cell) => {
    const name = columns[cell.column] ?? columnLetters(cell.column)
    return `${JSON.stringify(name)}:${JSON.stringify(tableCellValue(cell))}`
  })
  return Buffer.from(`{${members.join(',')}}`)
}

export function tableCellValue({ type, value }: TableCell): string | boolean | null {
  if (type === 'Boolean' && (value === '1' || value === '0')) return value === '1'
  return value
}
