/**
 * Cells of a `Row` element of SpreadsheetML 2003 (Microsoft's "XML Spreadsheet Reference": Row, Cell and Data elements), as
 * text in the file.
 */
import { parseSlice } from '../xlsx-sheet/xml-slice.ts'

/** Columns of a sheet. */
const mostColumns = 16_384

export interface TableCell {
  /** 0-based. */
  readonly column: number
  /** `ss:Type`: String, Number, DateTime, Boolean or Error. */
  readonly type: string
  /** Text of `Data`; null for a cell without one. */
  readonly value: string | null
  readonly formula: boolean
  readonly merged: boolean
}

export interface TableRow {
  /** `ss:Index`, 1-based; 0 without one. */
  readonly index: number
  readonly hidden: boolean
  /** In rising order of columns. */
  readonly cells: readonly TableCell[]
}

interface CellStart {
  readonly column: number
  readonly attributes: Readonly<Record<string, string>>
  type: string
  value: string | null
}

/** Cells of one row element; a sentence where it cannot be read. */
export function parseTableRow(xml: string): TableRow | string {
  const cells: TableCell[] = []
  const path: string[] = []
  let row: Readonly<Record<string, string>> = {}
  let cell = null as CellStart | null
  let next = 0
  let fault = null as string | null
  const error = parseSlice(xml, {
    open(name, attributes) {
      path.push(name)
      if (path.length === 1) row = attributes
      else if (path.length === 2 && name === 'Cell') {
        const index = attributes['Index']
        const column = index === undefined ? next : /^\d{1,5}$/.test(index) ? Number(index) - 1 : -1
        if (column < next || column >= mostColumns) fault ??= `no cell can have the index ${String(index).slice(0, 20)}`
        cell = { column: Math.max(0, column), attributes, type: 'String', value: null }
      } else if (path.length === 3 && name === 'Data' && cell !== null) {
        cell.type = attributes['Type'] ?? 'String'
        cell.value ??= ''
      }
    },
    text(text) {
      // Data may hold the tags of a formatted text; a comment has a Data of its own, which is not the cell's.
      if (path[2] === 'Data' && cell !== null && cell.value !== null) cell.value += text
    },
    close() {
      if (path.length === 2 && cell !== null) {
        const across = /^\d{1,5}$/.exec(cell.attributes['MergeAcross'] ?? '')?.[0]
        const merged = across !== undefined || cell.attributes['MergeDown'] !== undefined
        const { column, type, value } = cell
        cells.push({ column, type, value, formula: cell.attributes['Formula'] !== undefined, merged })
        next = column + 1 + Number(across ?? '0')
        cell = null
      }
      path.pop()
    },
  })
  if (error !== null) return `not well-formed: ${error}`
  if (fault !== null) return fault
  const index = /^\d{1,7}$/.test(row['Index'] ?? '') ? Number(row['Index']) : 0
  return { index, hidden: row['Hidden'] === '1', cells }
}
