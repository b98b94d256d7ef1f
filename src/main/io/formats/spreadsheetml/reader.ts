/**
 * SpreadsheetML 2003, which programs call "Excel XML": one XML file with a workbook of worksheets, each with a table of
 * rows. The record is a `Row` element from `<` to `>`; everything between rows is framing, and so is the first row of each
 * worksheet that says anything, whose cells name the columns.
 */
import { type Buffer, isUtf8 } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import type { RejectReason } from '../../../../shared/model/source.ts'
import type { ReaderLimits } from '../limits.ts'
import { bufferView } from '../parts/source-text.ts'
import { type Reader, TileWriter, type TileSink } from '../tile-sink.ts'
import { type XmlRowHandler, XmlRowScanner } from '../xlsx-sheet/xml-rows.ts'
import { tagAttributes } from '../xlsx-sheet/xml-slice.ts'
import { parseTableRow, type TableRow } from './table-row.ts'
import { tableCellValue } from './table-json.ts'

export class TableReader implements Reader, XmlRowHandler {
  readonly scan = new JsonScan()
  readonly #tiles: TileWriter
  readonly #limits: ReaderLimits
  readonly #scanner: XmlRowScanner
  #sheet: string | null = null
  #columns: (string | null)[] | null = null
  #layout = -1
  /** Source offset up to which tiles were handed on. */
  #covered = 0
  #lastIndex = 0
  #opened = false
  #closed = false
  /** The source's end cuts the row being handed over. */
  #ending = false
  #refused: string | null = null

  constructor(sink: TileSink, limits: ReaderLimits) {
    this.#tiles = new TileWriter(sink)
    this.#limits = limits
    this.#scanner = new XmlRowScanner('Row', this, limits)
  }

  push(chunk: Uint8Array): void {
    this.#scanner.push(bufferView(chunk))
  }

  end(): void {
    this.#ending = true
    this.#scanner.end()
    this.#tiles.framing(this.#covered, this.#scanner.position - this.#covered)
    this.#tiles.flush()
    if (this.#scanner.position === 0) this.#tiles.note('empty-source')
    else if (!this.#opened) this.#tiles.note('no-table')
    if (!this.#closed) this.#tiles.truncated()
  }

  row(bytes: Buffer, start: number, end: number, byteStart: number, line: number, closed: boolean): void {
    this.#before(byteStart, end - start)
    const reject = (reason: RejectReason, message: string): void => {
      this.#tiles.rejected(bytes, start, end, byteStart, line, reason, message)
    }
    if (this.#refused !== null) return reject('unsupported', this.#refused)
    if (!isUtf8(bytes.subarray(start, end))) {
      this.#tiles.note('invalid-utf8')
      return reject('invalid-utf8', 'the row is not UTF-8')
    }
    if (!closed) return reject(this.#ending ? 'truncated' : 'syntax', 'the row ends before its end tag')
    const row = parseTableRow(bytes.toString('utf8', start, end))
    if (typeof row === 'string') return reject('syntax', row)
    this.#notes(row)
    if (row.cells.every(({ value }) => value === null || value === '')) {
      this.#tiles.blank(byteStart, end - start, line)
    } else if (this.#columns === null) {
      this.#header(row)
      this.#tiles.framing(byteStart, end - start)
    } else {
      if (this.#layout < 0)
        this.#layout = this.#tiles.layout({
          kind: 'rendered',
          format: 'spreadsheetml',
          table: this.#sheet,
          data: { columns: this.#columns },
        })
      this.#tiles.record(bytes, start, end, byteStart, line, this.#layout)
    }
  }

  longRow(bytes: Buffer, start: number, end: number, byteStart: number, byteLength: number, line: number): void {
    this.#before(byteStart, byteLength)
    const message = `longer than ${this.#limits.maxRecordBytes} bytes`
    this.#tiles.rejected(bytes, start, end, byteStart, line, 'too-long', message, byteLength)
  }

  tag(name: string, kind: 'open' | 'empty' | 'close' | 'instruction', text: string): void {
    if (name === 'Workbook' && kind === 'close') this.#closed = true
    if (kind === 'close') return
    if (name === 'Worksheet') this.#worksheet(text)
    else if (name === 'Table') this.#opened = true
    else if (name === 'AutoFilter') this.#tiles.note('filter', tagAttributes(text)['Range'])
    else if (name === 'Column' && tagAttributes(text)['Hidden'] === '1') this.#tiles.note('hidden-columns')
    else if (name === 'Visible' && kind === 'open') this.#tiles.note('hidden-sheet', this.#sheet ?? undefined)
    else if (name === 'xml' && kind === 'instruction') {
      const encoding = /encoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1]
      if (encoding !== undefined && !/^(?:utf-?8|us-ascii)$/i.test(encoding))
        this.#refused ??= `the file is in the encoding ${encoding.slice(0, 40)}`
    }
  }

  doctype(): void {
    // Hostile: a declaration could define entities and default attributes, and so change what every cell says.
    if (this.#refused === null) this.#tiles.note('doctype')
    this.#refused ??= 'the file has a document type declaration'
  }

  strayText(): void {
    // Text stands in elements outside tables (document properties), where it is nobody's record.
  }

  #worksheet(text: string): void {
    this.#sheet = tagAttributes(text)['Name'] ?? null
    this.#columns = null
    this.#layout = -1
    this.#lastIndex = 0
  }

  #before(byteStart: number, byteLength: number): void {
    this.#tiles.framing(this.#covered, byteStart - this.#covered)
    this.#covered = byteStart + byteLength
  }

  #header(row: TableRow): void {
    const columns: (string | null)[] = []
    const seen = new Set<string>()
    for (const cell of row.cells) {
      const value = tableCellValue(cell)
      const name = value === null || value === '' ? null : String(value)
      while (columns.length < cell.column) columns.push(null)
      columns[cell.column] = name
      if (name === null) this.#tiles.note('unnamed-column')
      else if (seen.has(name)) this.#tiles.note('duplicate-columns', name)
      if (name !== null) seen.add(name)
    }
    this.#columns = columns
  }

  #notes(row: TableRow): void {
    if (row.hidden) this.#tiles.note('hidden-rows')
    if (row.index > 0 && row.index <= this.#lastIndex) this.#tiles.note('row-order', `row ${row.index}`)
    this.#lastIndex = row.index > 0 ? row.index : this.#lastIndex + 1
    for (const cell of row.cells) {
      if (cell.merged) this.#tiles.note('merged-cells')
      if (this.#columns === null) continue
      if (cell.formula) this.#tiles.note('formulas')
      if (cell.type === 'Error') this.#tiles.note('error-cells', cell.value ?? undefined)
    }
  }
}
