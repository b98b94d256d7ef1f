/** Lays out the blocks of a report, one function per kind. Tables are in draw-table.ts. */
import type { StructureElement } from 'pdfkit'
import type { ReportBlock, ReportFact } from '../../../shared/model/report.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { drawTable, type Breathe } from './draw-table.ts'
import { frame, ink, type Sheet, type TextStyle } from './sheet.ts'
import { chipEnd, chipHeight, chipLooks, chipTextOffset, drawChip } from './verdict-chip.ts'

const bodyStyle: TextStyle = { face: 'text', size: 9, color: ink.text }
const mutedStyle: TextStyle = { face: 'text', size: 8.5, color: ink.muted }
const strongStyle: TextStyle = { face: 'bold', size: 9, color: ink.text }
const monoStyle: TextStyle = { face: 'mono', size: 8, color: ink.text }
const smallStyle: TextStyle = { face: 'text', size: 7.5, color: ink.text }
const leading = 12.6
/** Room for the widest chip, so that all scopes start in one line down the page. */
const chipColumn = 142

export async function drawBlock(
  sheet: Sheet,
  section: StructureElement,
  block: ReportBlock,
  breathe: Breathe,
): Promise<void> {
  switch (block.kind) {
    case 'subheading':
      // Never the last thing on a page.
      sheet.ensure(60)
      sheet.paragraph(section, 'H3', block.text, strongStyle)
      sheet.y += 4
      return
    case 'paragraph':
      sheet.paragraph(section, 'P', block.text, bodyStyle)
      sheet.y += 6
      return
    case 'note':
      drawNote(sheet, section, block.text)
      return
    case 'facts':
      drawFacts(sheet, section, block.rows)
      return
    case 'table':
      if (block.rows.length > 0) await drawTable(sheet, section, block.columns, block.rows, breathe)
      else {
        sheet.paragraph(section, 'P', block.emptyText, mutedStyle)
        sheet.y += 6
      }
      return
    case 'verdict':
      drawVerdict(sheet, section, block)
      return
    case 'bars':
      await drawBars(sheet, section, block, breathe)
      return
    default:
      assertNever(block)
  }
}

function drawNote(sheet: Sheet, section: StructureElement, text: string): void {
  const lines = sheet.lines(text, frame.width - 14, mutedStyle)
  sheet.ensure(Math.min(lines.length, 6) * leading + 8)
  const page = sheet.pageIndex
  const top = sheet.y
  sheet.y += 2
  sheet.paragraph(section, 'P', text, mutedStyle, { indent: 12, leading })
  // The bar beside a note that ran over a page is drawn on its last page only.
  const from = sheet.pageIndex === page ? top : frame.top
  const to = sheet.y
  sheet.artifact(() =>
    sheet.document
      .strokeColor(ink.edge)
      .lineWidth(1.5)
      .moveTo(frame.left + 2, from)
      .lineTo(frame.left + 2, to)
      .stroke(),
  )
  sheet.y += 8
}

function drawFacts(sheet: Sheet, section: StructureElement, rows: readonly ReportFact[]): void {
  const labelWidth = Math.min(
    170,
    Math.max(...rows.map((row) => sheet.measure(mutedStyle)(sheet.visible(row.label, 'text'))), 60) + 14,
  )
  const table = sheet.element(section, 'Table')
  for (const row of rows) {
    const style = row.mono === true ? monoStyle : bodyStyle
    const label = sheet.lines(row.label, labelWidth - 10, mutedStyle)
    let value = sheet.lines(row.value, frame.width - labelWidth, style)
    const height = Math.max(label.length, value.length) * leading
    if (height <= frame.height) sheet.ensure(height)
    const element = sheet.element(table, 'TR')
    const head = sheet.element(element, 'TH', { scope: 'Row' })
    sheet.content(head, () =>
      label.forEach((line, index) => sheet.line(line, frame.left, sheet.y + index * leading, mutedStyle)),
    )
    head.end()
    const cell = sheet.element(element, 'TD')
    let least = label.length
    while (value.length > 0) {
      const part = value.slice(0, Math.max(1, Math.floor((frame.bottom - sheet.y) / leading)))
      sheet.content(cell, () =>
        part.forEach((line, index) => sheet.line(line, frame.left + labelWidth, sheet.y + index * leading, style)),
      )
      value = value.slice(part.length)
      sheet.y += Math.max(part.length, least) * leading
      least = 0
      if (value.length > 0) sheet.addPage()
    }
    cell.end()
    element.end()
    sheet.y += 1.6
  }
  table.end()
  sheet.y += 7
}

function drawVerdict(sheet: Sheet, section: StructureElement, block: Extract<ReportBlock, { kind: 'verdict' }>): void {
  const look = chipLooks[block.verdict]
  const wordStyle: TextStyle = { face: 'bold', size: 8.5, color: look.text }
  const chipWidth = chipTextOffset + sheet.measure(wordStyle)(block.verdict) + chipEnd
  const width = frame.width - chipColumn
  const scope = sheet.lines(block.scope, width, strongStyle)
  const count = `${groupedNumber(block.n)} of ${groupedNumber(block.m)}`
  const reason = sheet.lines(block.reason === null ? count : `${count}: ${block.reason}`, width, bodyStyle)
  sheet.ensure(Math.max(chipHeight, Math.min(scope.length + reason.length, 40) * leading) + 6)
  const { y } = sheet
  sheet.artifact(() => drawChip(sheet.document, look, frame.left, y, chipWidth))
  const element = sheet.element(section, 'P')
  sheet.content(element, () => {
    sheet.line(block.verdict, frame.left + chipTextOffset, y + 3.6, wordStyle)
    scope.forEach((line, index) => sheet.line(line, frame.left + chipColumn, y + 2 + index * leading, strongStyle))
  })
  sheet.y += 2 + scope.length * leading
  let rest = reason
  while (rest.length > 0) {
    const part = rest.slice(0, Math.max(1, Math.floor((frame.bottom - sheet.y) / leading)))
    sheet.content(element, () =>
      part.forEach((line, index) => sheet.line(line, frame.left + chipColumn, sheet.y + index * leading, bodyStyle)),
    )
    rest = rest.slice(part.length)
    sheet.y += part.length * leading
    if (rest.length > 0) sheet.addPage()
  }
  element.end()
  sheet.y = Math.max(sheet.y, y + chipHeight) + 7
}

async function drawBars(
  sheet: Sheet,
  section: StructureElement,
  block: Extract<ReportBlock, { kind: 'bars' }>,
  breathe: Breathe,
): Promise<void> {
  sheet.ensure(leading * 4)
  sheet.paragraph(section, 'P', block.label, strongStyle)
  sheet.y += 2
  const measure = sheet.measure(smallStyle)
  const labelWidth = Math.min(
    200,
    Math.max(20, ...block.rows.map((row) => measure(sheet.visible(row.label, 'text')))) + 8,
  )
  const largest = Math.max(0, ...block.rows.map((row) => row.value))
  const valueWidth = Math.max(24, measure(groupedNumber(largest))) + 8
  const area = frame.width - labelWidth - valueWidth
  const height = block.rows.length > 40 ? 9.4 : 12
  const table = sheet.element(section, 'Table')
  for (const [index, row] of block.rows.entries()) {
    const label = sheet.lines(row.label, labelWidth - 6, smallStyle)
    const rowHeight = Math.max(height, label.length * 9.2 + 1)
    sheet.ensure(rowHeight)
    const { y } = sheet
    const element = sheet.element(table, 'TR')
    const head = sheet.element(element, 'TH', { scope: 'Row' })
    sheet.content(head, () => label.forEach((line, at) => sheet.line(line, frame.left, y + at * 9.2, smallStyle)))
    head.end()
    const cell = sheet.element(element, 'TD')
    const value = groupedNumber(row.value)
    // An empty one is set in bold: on a page of bars, what is absent is what must be seen.
    const style: TextStyle = row.value === 0 ? { ...smallStyle, face: 'bold' } : smallStyle
    sheet.content(cell, () =>
      sheet.line(value, frame.left + labelWidth + valueWidth - 8 - sheet.measure(style)(value), y, style),
    )
    cell.end()
    element.end()
    if (row.value > 0) {
      const length = Math.max(0.8, (row.value / largest) * area)
      sheet.artifact(() =>
        sheet.document
          .fillColor(ink.bar)
          .rect(frame.left + labelWidth + valueWidth, y + 1.2, length, height - 4)
          .fill(),
      )
    }
    sheet.y += rowHeight
    if (index % 200 === 199) await breathe()
  }
  table.end()
  sheet.y += 9
}

function assertNever(block: never): never {
  throw new TypeError(`unknown block ${JSON.stringify(block)}`)
}
