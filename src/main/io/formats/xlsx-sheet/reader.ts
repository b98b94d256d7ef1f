/**
 * A sheet of an XLSX workbook: its `worksheet` part (ECMA-376 part 1, section 18.3). The record is a `row` element from
 * `<` to `>`; everything between rows is framing, and so is the first row that says anything, whose cells name the columns.
 *
 * The order of tiles is that of the file. What the workbook knows (names, shared strings, which styles are dates) comes
 * with the member's hints.
 */
import { type Buffer, isUtf8 } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import type { RejectReason } from '../../../../shared/model/source.ts'
import type { ReaderHints } from '../format.ts'
import type { ReaderLimits } from '../limits.ts'
import { bufferView } from '../parts/source-text.ts'
import { type Reader, TileWriter, type TileSink } from '../tile-sink.ts'
import { type SheetAttachment, sheetAttachmentFrom } from './attachment.ts'
import { cellValue } from './sheet-json.ts'
import { isTrue, parseSheetRow, type SheetCell, type SheetRow } from './sheet-row.ts'
import { StringBlocks } from './string-blocks.ts'
import { type XmlRowHandler, XmlRowScanner } from './xml-rows.ts'
import { tagAttributes } from './xml-slice.ts'

/** Digits that a spreadsheet keeps of a number that is typed. */
const safeDigits = 15

export class SheetReader implements Reader, XmlRowHandler {
  readonly scan = new JsonScan()
  readonly #tiles: TileWriter
  readonly #limits: ReaderLimits
  readonly #scanner: XmlRowScanner
  readonly #attachment: SheetAttachment
  readonly #blocks: StringBlocks
  #columns: (string | null)[] | null = null
  /** Source offset up to which tiles were handed on. */
  #covered = 0
  #lastNumber = 0
  #opened = false
  #closed = false
  /** The source's end cuts the row being handed over. */
  #ending = false
  #refused: string | null = null

  constructor(sink: TileSink, limits: ReaderLimits, hints: ReaderHints) {
    this.#tiles = new TileWriter(sink)
    this.#limits = limits
    this.#scanner = new XmlRowScanner('row', this, limits)
    this.#attachment = sheetAttachmentFrom(hints.attachment)
    const { sheetName, sharedStrings, dateStyleIds, date1904, state } = this.#attachment
    this.#blocks = new StringBlocks(this.#tiles, sharedStrings, (strings) =>
      this.#tiles.layout({
        kind: 'rendered',
        format: 'xlsx-sheet',
        table: sheetName === '' ? null : sheetName,
        data: { columns: this.#columns ?? [], dateStyleIds, date1904, strings },
      }),
    )
    if (state !== 'visible') this.#tiles.note('hidden-sheet', sheetName)
  }

  push(chunk: Uint8Array): void {
    this.#scanner.push(bufferView(chunk))
  }

  end(): void {
    this.#ending = true
    this.#scanner.end()
    this.#blocks.framing(this.#covered, this.#scanner.position - this.#covered)
    this.#blocks.flush()
    this.#tiles.flush()
    if (this.#scanner.position === 0) this.#tiles.note('empty-source')
    else if (!this.#opened) this.#tiles.note('no-sheet-data')
    if (!this.#closed) this.#tiles.truncated()
  }

  row(bytes: Buffer, start: number, end: number, byteStart: number, line: number, closed: boolean): void {
    this.#before(byteStart)
    this.#covered = byteStart + end - start
    const reject = (reason: RejectReason, message: string): void => {
      this.#blocks.rejected(bytes, start, end, byteStart, line, reason, message, end - start)
    }
    if (this.#refused !== null) return reject('unsupported', this.#refused)
    if (!isUtf8(bytes.subarray(start, end))) {
      this.#tiles.note('invalid-utf8')
      return reject('invalid-utf8', 'the row is not UTF-8')
    }
    const row = closed ? parseSheetRow(bytes.toString('utf8', start, end)) : null
    if (row === null) return reject(this.#ending ? 'truncated' : 'syntax', 'the row ends before its end tag')
    if (typeof row === 'string') return reject('syntax', row)
    const strings = this.#attachment.sharedStrings
    const used = usedStrings(row)
    const missing = used.find((index) => strings[index] === undefined)
    if (missing !== undefined)
      return reject(strings.length === 0 ? 'unsupported' : 'syntax', `shared string ${missing} is not at hand`)
    if (expandedLength(row, strings) > this.#limits.maxRecordBytes)
      return reject('unsupported', `its strings take more than ${this.#limits.maxRecordBytes} bytes`)
    this.#rowNotes(row)
    if (row.cells.every((cell) => isBlank(cell, strings))) this.#blocks.blank(byteStart, end - start, line)
    else if (this.#columns === null) this.#header(row, byteStart, end - start)
    else {
      this.#cellNotes(row)
      if (!this.#blocks.record(bytes, start, end, byteStart, line, used))
        reject('unsupported', 'the rows repeat long strings too often')
    }
  }

  longRow(bytes: Buffer, start: number, end: number, byteStart: number, byteLength: number, line: number): void {
    this.#before(byteStart)
    this.#covered = byteStart + byteLength
    const message = `longer than ${this.#limits.maxRecordBytes} bytes`
    this.#blocks.rejected(bytes, start, end, byteStart, line, 'too-long', message, byteLength)
  }

  tag(name: string, kind: 'open' | 'empty' | 'close' | 'instruction', text: string): void {
    if (name === 'sheetData' && kind !== 'close') this.#opened = true
    if (name === 'worksheet' && kind === 'close') this.#closed = true
    if (kind === 'close') return
    if (name === 'autoFilter') this.#tiles.note('filter', tagAttributes(text)['ref'])
    else if (name === 'mergeCell') this.#tiles.note('merged-cells', tagAttributes(text)['ref'])
    else if (name === 'col' && isTrue(tagAttributes(text)['hidden'])) this.#tiles.note('hidden-columns')
    else if (name === 'xml' && kind === 'instruction') {
      const encoding = /encoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1]
      if (encoding !== undefined && !/^(?:utf-?8|us-ascii)$/i.test(encoding))
        this.#refused ??= `the sheet is in the encoding ${encoding.slice(0, 40)}`
    }
  }

  doctype(): void {
    // Hostile: a declaration could define entities and default attributes, and so change what every cell says.
    if (this.#refused === null) this.#tiles.note('doctype')
    this.#refused ??= 'the sheet has a document type declaration'
  }

  strayText(): void {
    this.#tiles.note('text-between-rows')
  }

  #before(byteStart: number): void {
    this.#blocks.framing(this.#covered, byteStart - this.#covered)
  }

  #header(row: SheetRow, byteStart: number, byteLength: number): void {
    this.#blocks.framing(byteStart, byteLength)
    const columns: (string | null)[] = []
    const seen = new Set<string>()
    for (const cell of row.cells) {
      const value = cellValue(cell, this.#attachment.sharedStrings as unknown as Record<string, string>)
      while (columns.length < cell.column) columns.push(null)
      const name = value === null || value === '' ? null : String(value)
      columns[cell.column] = name
      if (name === null) this.#tiles.note('unnamed-column')
      else if (seen.has(name)) this.#tiles.note('duplicate-columns', name)
      if (name !== null) seen.add(name)
    }
    this.#columns = columns
  }

  #rowNotes(row: SheetRow): void {
    if (row.hidden) this.#tiles.note('hidden-rows', row.number > 0 ? `row ${row.number}` : undefined)
    if (row.number > 0 && row.number <= this.#lastNumber) this.#tiles.note('row-order', `row ${row.number}`)
    if (row.number > 0) this.#lastNumber = row.number
  }

  #cellNotes(row: SheetRow): void {
    for (const cell of row.cells) {
      if (cell.formula) this.#tiles.note('formulas')
      if (cell.type === 'e') this.#tiles.note('error-cells', cell.value ?? undefined)
      if (cell.type === 'n' && cell.value !== null && significantDigits(cell.value) > safeDigits)
        this.#tiles.note('long-number', cell.value.slice(0, 40))
    }
  }
}

function usedStrings(row: SheetRow): number[] {
  const used = new Set<number>()
  for (const cell of row.cells)
    if (cell.type === 's' && cell.value !== null) used.add(/^\s*\d{1,9}\s*$/.test(cell.value) ? Number(cell.value) : -1)
  return [...used]
}

/** Characters of the row once its shared strings are in it. */
function expandedLength(row: SheetRow, strings: readonly string[]): number {
  let length = 0
  for (const cell of row.cells) {
    if (cell.value === null) continue
    length += cell.type === 's' ? (strings[Number(cell.value)]?.length ?? 0) : cell.value.length
  }
  return length
}

function isBlank(cell: SheetCell, strings: readonly string[]): boolean {
  if (cell.value === null || cell.value === '') return true
  return cell.type === 's' && strings[Number(cell.value)] === ''
}

/** Digits of a whole number without zeros at either end; fewer for a fraction, whose last digits are a double's noise. */
function significantDigits(text: string): number {
  if (!/^-?\d+$/.test(text)) return 0
  return text.replace(/^-?0*/, '').length
}
