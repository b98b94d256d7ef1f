/** Makes workbooks part by part, after ECMA-376, so that a test can say exactly what is in one. */
import { Buffer } from 'node:buffer'
import { ZipFile } from 'yazl'
import type { SourceMember } from '../../../../src/main/io/acquire/acquire.ts'

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

export interface SheetSpec {
  readonly name: string
  readonly state?: string
  /** Inside `worksheet`. */
  readonly xml: string
}

export interface WorkbookSpec {
  readonly sheets: readonly SheetSpec[]
  readonly date1904?: boolean
  /** Inside `sst`. */
  readonly strings?: string
  /** Inside `styleSheet`. */
  readonly styles?: string
  /** Parts beside, or instead of, the usual ones; null leaves one out. */
  readonly parts?: Readonly<Record<string, string | null>>
}

/** Names and texts of the parts of a workbook. */
export function workbookParts(spec: WorkbookSpec): Map<string, string> {
  const sheets = spec.sheets.map(
    ({ name, state }, index) =>
      `<sheet name="${name}" sheetId="${index + 1}"${state === undefined ? '' : ` state="${state}"`} r:id="rId${index + 1}"/>`,
  )
  const targets = spec.sheets.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
  )
  const parts = new Map([
    [
      '[Content_Types].xml',
      `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    ],
    [
      'xl/workbook.xml',
      `${declaration}<workbook ${main} xmlns:r="${relations}"><workbookPr${spec.date1904 === true ? ' date1904="1"' : ''}/><sheets>${sheets.join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets.join('')}</Relationships>`,
    ],
  ])
  if (spec.strings !== undefined) parts.set('xl/sharedStrings.xml', `${declaration}<sst ${main}>${spec.strings}</sst>`)
  if (spec.styles !== undefined)
    parts.set('xl/styles.xml', `${declaration}<styleSheet ${main}>${spec.styles}</styleSheet>`)
  for (const [index, { xml }] of spec.sheets.entries())
    parts.set(`xl/worksheets/sheet${index + 1}.xml`, `${declaration}<worksheet ${main}>${xml}</worksheet>`)
  for (const [name, text] of Object.entries(spec.parts ?? {})) {
    if (text === null) parts.delete(name)
    else parts.set(name, text)
  }
  return parts
}

export async function zipOf(parts: Iterable<readonly [string, string | Buffer]>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, text] of parts) zip.addBuffer(Buffer.from(text as string), name, { mtime: new Date(0) })
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

export async function workbookOf(spec: WorkbookSpec): Promise<Buffer> {
  return await zipOf(workbookParts(spec))
}

export function memberOf(bytes: Buffer, name = 'book.xlsx'): SourceMember {
  return {
    name,
    original: 0,
    packing: [],
    modifiedMicros: 5,
    async *open() {
      for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
    },
    notes: () => [],
  }
}
