/** Sheets of XLSX workbooks, one member each. */
import type { Claim, FormatDefinition } from '../format.ts'
import type { Probe } from '../probe.ts'
import { SheetReader } from './reader.ts'
import { sheetRowJson } from './sheet-json.ts'

export const format: FormatDefinition = {
  id: 'xlsx-sheet',
  title: 'Excel sheet (XLSX)',
  about: 'One sheet of an XLSX workbook; the first row that says anything names the columns.',
  detect,
  createReader: (sink, limits, hints) => new SheetReader(sink, limits, hints),
  recordJson: sheetRowJson,
  profiles: [],
  notes: {
    'hidden-sheet': { text: 'The sheet is hidden in the workbook.' },
    'hidden-rows': { text: 'The row is hidden in the sheet, by hand or by a filter; it is read like any other.' },
    'hidden-columns': { text: 'Columns are hidden in the sheet; they are read like any others.' },
    filter: { text: 'The sheet has a filter; rows that it hides are in the file and are read.' },
    'merged-cells': { text: 'Cells are merged: the value stands in the first of them, the others are empty.' },
    formulas: { text: 'A cell is a formula: its value is what was last computed, not what was entered.' },
    'error-cells': { text: 'A cell shows an error instead of a value.' },
    'long-number': {
      text: 'A whole number of more than 15 digits: a spreadsheet keeps 15, so its last digits may have been lost.',
    },
    'row-order': { text: 'Rows do not stand in the order of their numbers.' },
    'text-between-rows': { text: 'Text stands between rows where only rows belong.', incomplete: true },
    doctype: {
      text: 'The XML has a document type declaration, which could change what cells say; its rows are not read.',
    },
    'no-sheet-data': { text: 'There is no table in this XML.', incomplete: true },
  },
}

function detect(probe: Probe): Claim | null {
  if (probe.first !== 0x3c) return null
  const text = probe.text.slice(0, 8192)
  const worksheet = /<(?:\w+:)?worksheet[\s>]/.test(text)
  const namespace = /(?:schemas\.openxmlformats\.org|purl\.oclc\.org\/ooxml)\/spreadsheetml/.test(text)
  if (!worksheet || !namespace) return null
  return { confidence: 100, evidence: ['The root is a worksheet in the namespace of Office Open XML.'] }
}
