/**
 * Plain PostgreSQL dump (`pg_dump --format=plain`): the rows of `COPY … FROM stdin` blocks in text format and the tuples of
 * `INSERT … VALUES`. The record is a row without its terminator, or a tuple with its parentheses; everything else is
 * framing. Each table and list of columns has a layout of its own.
 *
 * Rows that an INSERT does not list (INSERT … SELECT) are not read, and noted. Dumps in custom, directory or tar format
 * are not SQL and not read.
 */
import type { Buffer } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import { type Reject, utf8Reject } from '../parts/json-reject.ts'
import type { ReaderLimits } from '../limits.ts'
import { lineEnds, rejectLongLine } from '../parts/line-reader.ts'
import { type LineHandler, LineSplitter } from '../parts/line-splitter.ts'
import { insertFault, type InsertLayout, insertText, postgresSyntax } from './insert-row.ts'
import { PartitionWatch } from './partitions.ts'
import { PgCatalog, type RowsStart } from './pg-catalog.ts'
import { checkCopyRow, copyFieldEnd, type CopyFault, type CopyRow, valueFromEscaped } from './pg-copy-text.ts'
import { BomGate, byte, ChunkFacts } from '../parts/source-text.ts'
import { isInsertTail } from '../parts/sql-notes.ts'
import { TupleStream } from '../parts/sql-tuples.ts'
import { TupleReader } from '../parts/sql-values.ts'
import { SqlLexer } from './sql-lexer.ts'
import { type Layout, type LayoutColumn, type Reader, TileWriter, type TileSink } from '../tile-sink.ts'

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
  readonly #partitions: PartitionWatch
  readonly #syntax = postgresSyntax(false)
  readonly #tuples: TupleStream
  readonly #tuple = new TupleReader(this.#syntax)
  /** Tables about which partition or missing columns were noted: an INSERT may hold no more than one row. */
  readonly #noted = new Set<string>()
  /** Columns of tables without definition, by their first row. */
  readonly #columnsByTable = new Map<string, number>()
  /** Head of the last INSERT: single-row dumps repeat it line by line. */
  #head = ''
  #headVersion = -1
  /** The statement goes on after tuples. */
  #afterTuples = false
  /**
   * `sql`, then after a COPY statement `copy-line` to the end of its line, then `rows` to the end marker; after INSERT …
   * VALUES `tuples` to the semicolon or the text after them.
   */
  #mode: 'sql' | 'copy-line' | 'rows' | 'tuples' = 'sql'
  #start: RowsStart | null = null
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
    this.#lexer.isInsertHead = (text) => this.#isInsertHead(text)
    this.#splitter = new LineSplitter(this, limits, true)
    this.#partitions = new PartitionWatch(this.#catalog, (code, detail) => this.#tiles.note(code, detail))
    this.#tuples = new TupleStream(this.#tiles, limits, this.#syntax, (bytes, start, end, line) =>
      this.#tupleFault(bytes, start, end, line),
    )
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#gate.admit(chunk, this.#tiles)
    this.#position ||= this.#gate.markBytes
    this.#read(bytes)
  }

  end(): void {
    this.#read(this.#gate.rest())
    if (this.#mode === 'rows') this.#splitter.end()
    if (this.#mode === 'tuples') {
      this.#tuples.end()
      this.#tiles.note('unfinished-statement')
      this.#tiles.truncated()
    } else if (this.#mode !== 'sql') {
      this.#tiles.note('missing-copy-end', this.#start?.table)
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
    this.#partitions.report()
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
      else if (this.#mode === 'tuples') at = this.#readTuples(chunk, at)
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
    if (found >= 0 && this.#lexer.atTuples) this.#beginTuples()
    else if (found >= 0) this.#statement()
    return end
  }

  #statement(): void {
    const { text, overlong } = this.#lexer
    this.#lexer.begin()
    const insert = /^insert\s+into\s+([^\s(]+)/i.exec(text)
    const tail = this.#afterTuples
    this.#afterTuples = false
    if (tail) {
      if (!isInsertTail(text)) this.#tiles.note('text-after-tuples', `${this.#start?.table}: ${text.slice(0, 64)}`)
    } else if (insert !== null) this.#tiles.note('insert-statement', insert[1]?.slice(0, 256))
    else if (overlong) this.#tiles.note('long-statement')
    else if (/^set\s+standard_conforming_strings\s*(?:=|to)\s*'?(?:off|false|0)/i.test(text)) {
      this.#backslashStrings(true)
    } else if (/^set\s+standard_conforming_strings\s/i.test(text)) this.#backslashStrings(false)
    else {
      const copy = this.#catalog.copyStart(text)
      if (copy === null) this.#catalog.learn(text)
      else this.#beginCopy(copy)
    }
  }

  #backslashStrings(on: boolean): void {
    this.#lexer.backslashStrings = on
    this.#syntax.backslash = on
    // Layouts say how their strings are read.
    this.#head = ''
  }

  #isInsertHead(text: string): boolean {
    if (this.#afterTuples) return false
    if (text === this.#head && this.#headVersion === this.#catalog.version) return true
    const start = this.#catalog.insertStart(text)
    if (start === null) return false
    this.#head = text
    this.#headVersion = this.#catalog.version
    this.#start = start
    this.#layout = -1
    this.#columns = start.columns.length
    if (this.#columns === 0) this.#columns = this.#columnsByTable.get(start.table) ?? 0
    return true
  }

  #beginTuples(): void {
    this.#lexer.begin()
    const { table = '', columns = [], partition = null } = this.#start ?? {}
    if (!this.#noted.has(table)) {
      this.#noted.add(table)
      if (partition !== null) this.#tiles.note('partition', partition)
      if (columns.length === 0) this.#tiles.note('no-column-list', table)
    }
    if (this.#layout < 0) this.#partitions.enter(table, columns, 'insert')
    this.#mode = 'tuples'
    this.#tuples.line = this.#splitter.line
    this.#tuples.begin(() => this.#insertLayout())
  }

  /** The layout of the statement's tuples, declared with the first that is accepted. */
  #insertLayout(): number {
    if (this.#layout >= 0) return this.#layout
    const start = this.#start as RowsStart
    const columns = start.columns.length > 0 ? start.columns : numberedColumns(this.#columns)
    const data: InsertLayout = { form: 'insert', columns, backslash: this.#syntax.backslash }
    this.#layout = this.#numberOf({ kind: 'rendered', format: 'pg-dump', table: start.table, data })
    return this.#layout
  }

  #readTuples(chunk: Buffer, from: number): number {
    const end = this.#tuples.read(chunk, from, this.#position)
    this.#splitter.line = this.#tuples.line
    if (this.#tuples.state !== 'open') {
      this.#mode = 'sql'
      this.#afterTuples = this.#tuples.state === 'tail'
    }
    return end
  }

  #tupleFault(bytes: Buffer, start: number, end: number, line: number): Reject | null {
    if (!this.#facts.isUtf8(bytes, start, end)) {
      this.#tiles.note('invalid-utf8')
      return utf8Reject(bytes, start, end, false)
    }
    if (!this.#tuple.read(bytes, start, end)) return { reason: 'syntax', message: this.#tuple.fault }
    const fault = insertFault(bytes, this.#tuple, this.#columns)
    if (fault !== null) return fault
    if (this.#columns === 0) {
      this.#columns = this.#tuple.count
      this.#columnsByTable.set(this.#start?.table ?? '', this.#columns)
    }
    const key = this.#tuple.values[this.#partitions.keyColumn]
    if (key !== undefined && key.kind !== 'default') this.#partitions.row(insertText(bytes, key), line)
    return null
  }

  #beginCopy(copy: RowsStart): void {
    this.#start = copy
    this.#mode = 'copy-line'
    this.#textAfterCopy = false
    this.#columns = copy.columns.length
    this.#layout = -1
    this.#head = ''
    this.#partitions.enter(copy.table, copy.columns, 'copy')
    this.#noted.add(copy.table)
    if (copy.partition !== null) this.#tiles.note('partition', copy.partition)
    if (copy.options !== '') this.#tiles.note('copy-options', copy.options.slice(0, 256))
    else if (this.#columns > 0) this.#declare(copy.columns)
    else this.#tiles.note('no-column-list', copy.table)
  }

  /** A block of the same table and columns as an earlier one has its layout. */
  #declare(columns: readonly LayoutColumn[]): void {
    const table = this.#start?.table ?? null
    this.#layout = this.#numberOf({ kind: 'columns', dialect: 'pg-copy', table, columns, delimiter: '\t' })
  }

  #numberOf(layout: Layout): number {
    const key = JSON.stringify(layout)
    const number = this.#numberByLayout.get(key) ?? this.#tiles.layout(layout)
    this.#numberByLayout.set(key, number)
    return number
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
    lineEnds(this.#tiles, byteStart + length, terminator)
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
    rejectLongLine(this.#tiles, this.#limits, bytes, start, end, byteStart, byteLength, line)
    lineEnds(this.#tiles, byteStart + byteLength, terminator)
  }

  /** An empty line is the empty string of a table of one column; elsewhere it is no row. */
  #emptyIsRow(): boolean {
    return this.#columns === 1 && this.#start?.options === ''
  }

  #rowOf(bytes: Buffer, start: number, end: number, byteStart: number, line: number, complete: boolean): void {
    const reject = this.#reject(bytes, start, end, complete)
    if (reject !== null) {
      this.#tiles.rejected(bytes, start, end, byteStart, line, reject.reason, reject.message)
      return
    }
    if (this.#splitter.escapedNewlines > 0) this.#tiles.note('escaped-newline')
    if (this.#partitions.keyColumn >= 0) this.#partitionKey(bytes, start, end, line)
    this.#tiles.record(bytes, start, end, byteStart, line, this.#layout)
  }

  #partitionKey(bytes: Buffer, start: number, end: number, line: number): void {
    let from = start
    for (let column = 0; column < this.#partitions.keyColumn; column += 1) from = copyFieldEnd(bytes, from, end) + 1
    const text = bytes.toString('utf8', from, copyFieldEnd(bytes, from, end))
    this.#partitions.row(valueFromEscaped(text), line)
  }

  #reject(bytes: Buffer, start: number, end: number, complete: boolean): Reject | null {
    // Rows of a dump always end in a line end: a last one without may lack the end of its last value.
    if (!complete) return { reason: 'truncated', message: `the source ends inside the row, after ${end - start} bytes` }
    const options = this.#start?.options ?? ''
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
    this.#declare(numberedColumns(fields))
  }
}

function numberedColumns(count: number): LayoutColumn[] {
  return Array.from({ length: count }, (_, index) => ({ name: `column${index + 1}`, type: null }))
}
