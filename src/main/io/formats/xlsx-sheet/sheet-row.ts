/** Cells of a `row` element of SpreadsheetML (ECMA-376 part 1, sections 18.3.1.73 and 18.3.1.4), as text in the file. */
import { parseSlice } from './xml-slice.ts'

/** Columns of a sheet: A to XFD. */
const mostColumns = 16_384

export interface SheetCell {
  /** 0-based. */
  readonly column: number
  /** `t`; `n` where it is missing. */
  readonly type: string
  /** Index into the workbook's cell formats; 0 where it is missing. */
  readonly style: number
  /** Text of `v`, or of the inline string; null for a cell without value. */
  readonly value: string | null
  readonly formula: boolean
}

export interface SheetRow {
  /** Attribute `r`, 1-based; 0 without one. */
  readonly number: number
  readonly hidden: boolean
  /** In the order of the file, no column twice. */
  readonly cells: readonly SheetCell[]
}

interface CellStart {
  readonly column: number
  readonly attributes: Readonly<Record<string, string>>
  formula: boolean
}

/** Cells of one row element; a sentence where it cannot be read. */
export function parseSheetRow(xml: string): SheetRow | string {
  const cells: SheetCell[] = []
  const columns = new Set<number>()
  let row: Readonly<Record<string, string>> = {}
  let fault = null as string | null
  const path: string[] = []
  let cell = null as CellStart | null
  let value = null as string | null
  const error = parseSlice(xml, {
    open(name, attributes) {
      path.push(name)
      if (path.length === 1) row = attributes
      else if (path.length === 2 && name === 'c') {
        const column = columnOf(attributes['r'], (cells.at(-1)?.column ?? -1) + 1)
        if (column < 0) fault ??= `no cell is called ${String(attributes['r']).slice(0, 20)}`
        else if (columns.has(column)) fault ??= `two cells in column ${columnLetters(column)}`
        columns.add(column)
        cell = { column: Math.max(0, column), attributes, formula: false }
        value = null
      } else if (cell !== null && path.length === 3) {
        if (name === 'v' || name === 'is') value ??= ''
        else if (name === 'f') cell.formula = true
      }
    },
    text(text) {
      // A phonetic hint is no part of what the cell says.
      if (value === null || path.includes('rPh')) return
      const last = path.at(-1)
      if ((last === 'v' && path.length === 3) || (last === 't' && path[2] === 'is')) value += text
    },
    close() {
      if (path.length === 2 && cell !== null) {
        const { column, attributes, formula } = cell
        cells.push({ column, type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? '0') | 0, value, formula })
        cell = null
        value = null
      }
      path.pop()
    },
  })
  if (error !== null) return `not well-formed: ${error}`
  if (fault !== null) return fault
  const number = /^\d{1,7}$/.test(row['r'] ?? '') ? Number(row['r']) : 0
  return { number, hidden: isTrue(row['hidden']), cells }
}

export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true'
}

/** 0-based column of a reference such as `AB12`; `next` without one, -1 when it is none or past the last column. */
function columnOf(reference: string | undefined, next: number): number {
  if (reference === undefined) return next < mostColumns ? next : -1
  const letters = /^\$?([A-Za-z]{1,3})\$?\d*$/.exec(reference)?.[1]
  if (letters === undefined) return -1
  let column = 0
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64
  return column <= mostColumns ? column - 1 : -1
}

/** `A` of 0, `AA` of 26. */
export function columnLetters(column: number): string {
  let letters = ''
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  return letters
}

/** Text with its `_xHHHH_` escapes read (ST_Xstring, ECMA-376 part 1, section 22.9.2.19). */
export function unescapeXstring(text: string): string {
  if (!text.includes('_x')) return text
  return text.replaceAll(/_x([\dA-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
