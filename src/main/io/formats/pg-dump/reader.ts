/**
 * Plain PostgreSQL dump (`pg_dump --format=plain`): the rows of `COPY … FROM stdin` blocks in text format, each block a
 * layout of its own. The record is a row without its terminator; everything else is framing.
 *
 * Rows written as INSERT statements are not read: each statement is noted, so that a receipt never passes over them.
 * Dumps in custom, directory or tar format are not SQL and not read.
 */
import type { Buffer } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import { type Reject, utf8Reject } from '../parts/json-reject.ts'
import type { ReaderLimits } from '../limits.ts'
import { type LineHandler, LineSplitter } from '../parts/line-splitter.ts'
import { type CopyStart, PgCatalog } from './pg-catalog.ts'
import { checkCopyRow, type CopyFault, type CopyRow } from './pg-copy-text.ts'
import { BomGate, bomBytes, bufferView, byte, ChunkFacts } from '../parts/source-text.ts'
import { SqlLexer } from './sql-lexer.ts'
import { type ColumnLayout, type LayoutColumn, type Reader, TileWriter, type TileSink } from '../tile-sink.ts'

const faultMessages: Record<NonNullable<CopyFault>, string> = {
  'end-marker': 'an end marker inside a row',
  'carriage-return': 'a carriage return that is not escaped',
  nul: 'a zero byte, which PostgreSQL text cannot hold',
  'cut-escape': 'a backslash with nothing after it',
  'escaped-bytes': 'escapes by number that make bytes which are not UTF-8',
}

export class PgDumpReader implements Reader, LineHandler {
  readonly scan = new JsonScan()
  readonly #tiles: TileWriter
  readonly #limits: ReaderLimits
  readonly #gate = new BomGate()
  readonly #facts = new ChunkFacts()
  readonly #lexer: SqlLexer
  readonly #splitter: LineSplitter
  readonly #catalog = new PgCatalog()
  readonly #row: CopyRow = { fields: 0, fault: null }
  readonly #numberByLayout = new Map<string, number>()
  /** `sql`, then after a COPY statement `copy-line` to the end of its line, then `rows` to the end marker. */
  #mode: 'sql' | 'copy-line' | 'rows' = 'sql'
  #copy: CopyStart | null = null
  #columns = 0
  #layout = -1
  #textAfterCopy = false
  /** Opening comments of pg_dump seen, and closing ones. */
  #opened = 0
  #closed = 0
  #position = 0

  constructor(sink: TileSink, limits: ReaderLimits) {
    this.#tiles = new TileWriter(sink)
    this.#limits = limits
    this.#lexer = new SqlLexer(limits.maxStatementBytes)
    this.#lexer.onComment = (text) => {
      if (/^PostgreSQL database (?:cluster )?dump$/.test(text)) this.#opened += 1
      else if (/^PostgreSQL database (?:cluster )?dump complete$/.test(text)) this.#closed += 1
    }
    this.#splitter = new LineSplitter(this, limits, true)
  }

  push(chunk: Uint8Array): void {
    const passed = this.#gate.pass(bufferView(chunk))
    if (passed === null) return
    if (passed.bom) {
      this.#tiles.note('bom')
      this.#tiles.framing(0, bomBytes)
      this.#position = bomBytes
    }
    this.#read(passed.bytes)
  }

  end(): void {
    this.#read(this.#gate.rest())
    if (this.#mode === 'rows') this.#splitter.end()
    if (this.#mode !== 'sql') {
      this.#tiles.note('missing-copy-end', this.#copy?.table)
      this.#tiles.truncated()
    }
    this.#lexer.end()
    if (!this.#lexer.idle) {
      this.#tiles.note('unfinished-statement')
      this.#tiles.truncated()
    }
    if (this.#opened > this.#closed) {
      this.#tiles.note('missing-dump-end')
      this.#tiles.truncated()
    }
    this.#tiles.flush()
    if (this.#position === 0) this.#tiles.note('empty-source')
  }

  #read(chunk: Buffer): void {
    if (chunk.length === 0) return
    this.#facts.set(chunk)
    let at = 0
    while (at < chunk.length) {
      if (this.#mode === 'sql') at = this.#sql(chunk, at)
      else if (this.#mode === 'copy-line') at = this.#copyLine(chunk, at)
      else at = this.#splitter.push(chunk, at, this.#position)
    }
    this.#position += chunk.length
  }

  #sql(chunk: Buffer, from: number): number {
    const found = this.#lexer.read(chunk, from)
    const end = found < 0 ? chunk.length : found
    this.#tiles.framing(this.#position + from, end - from)
    this.#splitter.line += this.#lexer.newlines
    this.#lexer.newlines = 0
    if (found >= 0) this.#statement()
    return end
  }

  #statement(): void {
    const { text, overlong } = this.#lexer
    this.#lexer.begin()
    const insert = /^insert\s+into\s+([^\s(]+)/i.exec(text)
    if (insert !== null) this.#tiles.note('insert-statement', insert[1]?.slice(0, 256))
    else if (overlong) this.#tiles.note('long-statement')
    else if (/^set\s+standard_conforming_strings\s*(?:=|to)\s*'?(?:off|false|0)/i.test(text)) {
      this.#lexer.backslashStrings = true
    } else if (/^set\s+standard_conforming_strings\s/i.test(text)) this.#lexer.backslashStrings = false
    else {
      const copy = this.#catalog.copyStart(text)
      if (copy === null) this.#catalog.learn(text)
      else this.#beginCopy(copy)
    }
  }

  #beginCopy(copy: CopyStart): void {
    this.#copy = copy
    this.#mode = 'copy-line'
    this.#textAfterCopy = false
    this.#columns = copy.columns.length
    this.#layout = -1
    if (copy.partition !== null) this.#tiles.note('partition', copy.partition)
    if (copy.options !== '') this.#tiles.note('copy-options', copy.options.slice(0, 256))
    else if (this.#columns > 0) this.#declare(copy.columns)
    else this.#tiles.note('no-column-list', copy.table)
  }

  /** A block of the same table and columns as an earlier one has its layout. */
  #declare(columns: readonly LayoutColumn[]): void {
    const table = this.#copy?.table ?? null
    const layout: ColumnLayout = { kind: 'columns', dialect: 'pg-copy', table, columns, delimiter: '\t' }
    const key = JSON.stringify(layout)
    this.#layout = this.#numberByLayout.get(key) ?? this.#tiles.layout(layout)
    this.#numberByLayout.set(key, this.#layout)
  }

  #copyLine(chunk: Buffer, from: number): number {
    const newline = chunk.indexOf(byte.lineFeed, from)
    const end = newline < 0 ? chunk.length : newline + 1
    for (let at = from; at < end && !this.#textAfterCopy; at += 1) {
      if ((chunk[at] as number) <= byte.space) continue
      this.#textAfterCopy = true
      this.#tiles.note('text-after-copy')
    }
    this.#tiles.framing(this.#position + from, end - from)
    if (newline >= 0) {
      this.#mode = 'rows'
      this.#splitter.line += 1
    }
    return end
  }

  line(
    bytes: Buffer,
    start: number,
    end: number,
    byteStart: number,
    line: number,
    terminator: number,
    complete: boolean,
  ): boolean {
    const length = end - start
    const ends = length === 2 && bytes[start] === byte.backslash && bytes[start + 1] === byte.dot
    if (ends) this.#tiles.framing(byteStart, length)
    else if (length === 0 && !(complete && this.#emptyIsRow())) this.#tiles.blank(byteStart, 0, line)
    else this.#rowOf(bytes, start, end, byteStart, line, complete)
    this.#tiles.framing(byteStart + length, terminator)
    if (terminator === 2) this.#tiles.note('crlf')
    if (ends) {
      this.#mode = 'sql'
      if (!complete) this.#tiles.note('no-final-newline')
    }
    return !ends
  }

  longLine(
    bytes: Buffer,
    start: number,
    end: number,
    byteStart: number,
    byteLength: number,
    line: number,
    terminator: number,
  ): void {
    const message = `longer than ${this.#limits.maxRecordBytes} bytes`
    this.#tiles.rejected(bytes, start, end, byteStart, line, 'too-long', message, byteLength)
    this.#tiles.framing(byteStart + byteLength, terminator)
    if (terminator === 2) this.#tiles.note('crlf')
  }

  /** An empty line is the empty string of a table of one column; elsewhere it is no row. */
  #emptyIsRow(): boolean {
    return this.#columns === 1 && this.#copy?.options === ''
  }

  #rowOf(bytes: Buffer, start: number, end: number, byteStart: number, line: number, complete: boolean): void {
    const reject = this.#reject(bytes, start, end, complete)
    if (reject !== null) {
      this.#tiles.rejected(bytes, start, end, byteStart, line, reject.reason, reject.message)
      return
    }
    if (this.#splitter.escapedNewlines > 0) this.#tiles.note('escaped-newline')
    this.#tiles.record(bytes, start, end, byteStart, line, this.#layout)
  }

  #reject(bytes: Buffer, start: number, end: number, complete: boolean): Reject | null {
    // Rows of a dump always end in a line end: a last one without may lack the end of its last value.
    if (!complete) return { reason: 'truncated', message: `the source ends inside the row, after ${end - start} bytes` }
    const options = this.#copy?.options ?? ''
    if (options !== '')
      return { reason: 'bad-escape', message: `COPY with options is not read: ${options.slice(0, 256)}` }
    if (!this.#facts.isUtf8(bytes, start, end)) {
      this.#tiles.note('invalid-utf8')
      return utf8Reject(bytes, start, end, false)
    }
    const { fields, fault } = checkCopyRow(bytes, start, end, this.#row)
    if (fault === 'escaped-bytes') return { reason: 'invalid-utf8', message: faultMessages[fault] }
    if (fault !== null) return { reason: 'bad-escape', message: faultMessages[fault] }
    if (this.#columns === 0) this.#nameColumns(fields)
    if (fields === this.#columns) return null
    return { reason: 'wrong-column-count', message: `${fields} fields, the COPY statement has ${this.#columns}` }
  }

  /** Without column list and definition the first good row says how many columns there are. */
  #nameColumns(fields: number): void {
    this.#columns = fields
    this.#declare(Array.from({ length: fields }, (_, index) => ({ name: `column${index + 1}`, type: null })))
  }
}
