/** SpreadsheetML 2003: the "Excel XML" that Adobe Commerce and older reporting tools export. */
import type { Claim, FormatDefinition, NoteText } from '../format.ts'
import type { Probe } from '../probe.ts'
import { TableReader } from './reader.ts'
import { tableRowJson } from './table-json.ts'

/** Also those of formats that come as SpreadsheetML. */
export const tableNotes: Readonly<Record<string, NoteText>> = {
  'hidden-sheet': { text: 'A worksheet is hidden in the workbook; it is read like any other.' },
  'hidden-rows': { text: 'The row is hidden in the sheet, by hand or by a filter; it is read like any other.' },
  'hidden-columns': { text: 'Columns are hidden in the sheet; they are read like any others.' },
  filter: { text: 'The sheet has a filter; rows that it hides are in the file and are read.' },
  'merged-cells': { text: 'Cells are merged: the value stands in the first of them, the others are absent.' },
  formulas: { text: 'A cell is a formula: its value is what was last computed, not what was entered.' },
  'error-cells': { text: 'A cell shows an error instead of a value.' },
  'row-order': { text: 'Rows do not stand in the order of their numbers.' },
  doctype: {
    text: 'The XML has a document type declaration, which could change what cells say; its rows are not read.',
  },
  'no-table': { text: 'There is no table in this XML.', incomplete: true },
}

export const format: FormatDefinition = {
  id: 'spreadsheetml',
  title: 'Excel XML (SpreadsheetML 2003)',
  about: 'A workbook as one XML file; the first row of each worksheet that says anything names the columns.',
  detect,
  createReader: (sink, limits) => new TableReader(sink, limits),
  recordJson: tableRowJson,
  profiles: [],
  notes: tableNotes,
}

function detect(probe: Probe): Claim | null {
  const evidence = tableEvidence(probe)
  return evidence === null ? null : { confidence: 90, evidence: [evidence] }
}

/** Why a member is SpreadsheetML 2003; null when it is not. */
export function tableEvidence(probe: Probe): string | null {
  if (probe.first !== 0x3c) return null
  const text = probe.text.slice(0, 16_384)
  if (!/<(?:\w+:)?Workbook[\s>]/.test(text)) return null
  if (text.includes('urn:schemas-microsoft-com:office:spreadsheet'))
    return 'The root is a Workbook in the namespace of SpreadsheetML 2003.'
  if (/<\?mso-application\s+progid="Excel\.Sheet"/.test(text)) return 'The file says that it belongs to Excel.'
  return null
}
