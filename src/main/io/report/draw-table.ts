/**
 * Tables of any length: the head is repeated on every page, a row stays on one page unless it is taller than a page, and
 * columns take their width from their contents. Drawn as text and rules (the writer's own table is many times slower).
 */
import type { StructureElement } from 'pdfkit'
import type { ReportColumn } from '../../../shared/model/report.ts'
import { frame, ink, type Sheet, type TextStyle } from './sheet.ts'

const headStyle: TextStyle = { face: 'bold', size: 7.5, color: ink.muted }
const cellStyle: TextStyle = { face: 'text', size: 8, color: ink.text }
const monoStyle: TextStyle = { face: 'mono', size: 7.2, color: ink.text }
const leading = 10.6
/** Blank between a cell's text and the next column. */
const gutter = 10
/** The longest unbroken word a column makes room for, in points: a time with microseconds; longer ones (digests) are broken. */
const longestKeptWord = 122
const padY = 3.2
/** Rows drawn between two chances to stop. */
const rowsPerBreath = 200

/** Hands control back so that a long report can be cancelled; may throw. */
export type Breathe = () => Promise<void>

export async function drawTable(
  sheet: Sheet,
  parent: StructureElement,
  columns: readonly ReportColumn[],
  rows: readonly (readonly string[])[],
  breathe: Breathe,
): Promise<void> {
  const widths = columnWidths(sheet, columns, rows)
  const table = sheet.element(parent, 'Table')
  const headLines = columns.map((column, index) => sheet.lines(column.label, (widths[index] ?? 0) - gutter, headStyle))
  const headHeight = Math.max(...headLines.map((lines) => lines.length)) * leading + padY * 2
  sheet.ensure(headHeight + leading * 3)
  drawHead(sheet, table, columns, headLines, widths)
  for (const [index, row] of rows.entries()) {
    drawRow(sheet, table, columns, row, widths, headLines)
    if (index % rowsPerBreath === rowsPerBreath - 1) await breathe()
  }
  table.end()
  sheet.y += 10
}

/** As a row of the structure the first time, as decoration on later pages. */
function drawHead(
  sheet: Sheet,
  table: StructureElement | null,
  columns: readonly ReportColumn[],
  headLines: readonly (readonly string[])[],
  widths: readonly number[],
): void {
  const height = Math.max(...headLines.map((lines) => lines.length)) * leading + padY
  const row = table === null ? null : sheet.element(table, 'TR')
  let x: number = frame.left
  for (const [index, column] of columns.entries()) {
    const width = widths[index] ?? 0
    const lines = headLines[index] ?? []
    const at = x
    const draw = (): void => drawCell(sheet, lines, at, sheet.y, width, column, headStyle)
    if (row === null) sheet.artifact(draw, 'Pagination')
    else {
      const cell = sheet.element(row, 'TH', { scope: 'Column' })
      sheet.content(cell, draw)
      cell.end()
    }
    x += width
  }
  row?.end()
  sheet.y += height
  sheet.rule(sheet.y, ink.edge, 0.8)
  sheet.y += padY
}

function drawRow(
  sheet: Sheet,
  table: StructureElement,
  columns: readonly ReportColumn[],
  row: readonly string[],
  widths: readonly number[],
  headLines: readonly (readonly string[])[],
): void {
  let cells = columns.map((column, index) =>
    sheet.lines(row[index] ?? '', (widths[index] ?? 0) - gutter, styleOf(column)),
  )
  const tallest = (): number => Math.max(...cells.map((lines) => lines.length))
  const headHeight = (Math.max(...headLines.map((lines) => lines.length)) + 1) * leading + padY * 2
  const fitsAPage = tallest() * leading + padY <= frame.height - headHeight
  const room = (): number => Math.floor((frame.bottom - sheet.y - padY) / leading)
  const element = sheet.element(table, 'TR')
  const elements = columns.map(() => sheet.element(element, 'TD'))
  if (room() < (fitsAPage ? tallest() : Math.min(3, tallest()))) nextPage(sheet, columns, headLines, widths)
  for (;;) {
    const part = Math.min(room(), tallest())
    let x: number = frame.left
    for (const [index, column] of columns.entries()) {
      const lines = (cells[index] ?? []).slice(0, part)
      const at = x
      if (lines.length > 0)
        sheet.content(elements[index] as StructureElement, () =>
          drawCell(sheet, lines, at, sheet.y, widths[index] ?? 0, column, styleOf(column)),
        )
      x += widths[index] ?? 0
    }
    cells = cells.map((lines) => lines.slice(part))
    sheet.y += part * leading
    if (tallest() === 0) break
    nextPage(sheet, columns, headLines, widths)
  }
  for (const cell of elements) cell.end()
  element.end()
  sheet.y += padY - 0.5
  sheet.rule(sheet.y, ink.line, 0.4)
  sheet.y += padY
}

function nextPage(
  sheet: Sheet,
  columns: readonly ReportColumn[],
  headLines: readonly (readonly string[])[],
  widths: readonly number[],
): void {
  sheet.addPage()
  drawHead(sheet, null, columns, headLines, widths)
}

function drawCell(
  sheet: Sheet,
  lines: readonly string[],
  x: number,
  y: number,
  width: number,
  column: ReportColumn,
  style: TextStyle,
): void {
  const measure = sheet.measure(style)
  for (const [index, line] of lines.entries()) {
    const at = column.align === 'right' ? x + width - gutter - measure(line) : x
    sheet.line(line, at, y + index * leading, style)
  }
}

function styleOf(column: ReportColumn): TextStyle {
  return column.mono === true ? monoStyle : cellStyle
}

/** Widths in points that fill the frame. Stated shares win; otherwise contents decide, measured on at most 300 rows. */
function columnWidths(sheet: Sheet, columns: readonly ReportColumn[], rows: readonly (readonly string[])[]): number[] {
  if (columns.some((column) => column.width !== undefined)) {
    const shares = columns.map((column) => column.width ?? 1)
    const sum = shares.reduce((total, share) => total + share, 0)
    return shares.map((share) => (share / sum) * frame.width)
  }
  const step = Math.max(1, Math.floor(rows.length / 300))
  const natural: number[] = []
  const least: number[] = []
  for (const [index, column] of columns.entries()) {
    const measure = sheet.measure(styleOf(column))
    let widest = sheet.measure(headStyle)(column.label)
    let word = longestWord(sheet.measure(headStyle), column.label)
    for (let at = 0; at < rows.length; at += step) {
      // A cap on what is measured: beyond it a cell is broken into lines anyway.
      const text = sheet.visible((rows[at]?.[index] ?? '').slice(0, 160), styleOf(column).face)
      widest = Math.max(widest, ...text.split('\n').map(measure))
      word = Math.max(word, longestWord(measure, text))
    }
    natural.push(Math.min(widest, 300) + gutter)
    least.push(Math.min(word, longestKeptWord) + gutter)
  }
  return shareWidth(natural, least, columns)
}

function longestWord(measure: (text: string) => number, text: string): number {
  return Math.max(0, ...text.split(/\s+/).map(measure))
}

function shareWidth(natural: readonly number[], least: readonly number[], columns: readonly ReportColumn[]): number[] {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  if (sum(natural) <= frame.width) {
    // What is left goes to the columns of words; a table of numbers alone stays narrow on the left side of its columns.
    const open = columns.map((column) => (column.align === 'right' || column.mono === true ? 0 : 1))
    const takers = sum(open) === 0 ? columns.map(() => 1) : open
    const extra = (frame.width - sum(natural)) / sum(takers)
    return natural.map((width, index) => width + extra * (takers[index] ?? 0))
  }
  const floor = sum(least) <= frame.width ? least : least.map((width) => (width / sum(least)) * frame.width)
  const spare = frame.width - sum(floor)
  const wish = natural.map((width, index) => Math.max(0, width - (floor[index] ?? 0)))
  const wished = sum(wish)
  return floor.map((width, index) => width + (wished === 0 ? 0 : (spare * (wish[index] ?? 0)) / wished))
}
