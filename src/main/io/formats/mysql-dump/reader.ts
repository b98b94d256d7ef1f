/**
 * SQL dump of MySQL or MariaDB: the tuples of `INSERT … VALUES (…), (…);`, each a record with its parentheses; everything
 * else is framing. Each table and list of columns has a layout of its own.
 *
 * Rows that an INSERT does not list (INSERT … SELECT, INSERT … SET) and those of LOAD DATA are not read, and noted.
 */
import type { Buffer } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import type { ReaderLimits } from '../limits.ts'
import type { Reject } from '../parts/json-reject.ts'
import { BomGate, ChunkFacts } from '../parts/source-text.ts'
import { isInsertTail } from '../parts/sql-notes.ts'
import { TupleStream } from '../parts/sql-tuples.ts'
import { TupleReader } from '../parts/sql-values.ts'
import { type Layout, type Reader, TileWriter, type TileSink } from '../tile-sink.ts'
import { type InsertStart, MysqlCatalog, type MysqlColumn } from './catalog.ts'
import { mysqlFault, type MysqlLayout, mysqlSyntax } from './insert-row.ts'
import { MysqlLexer } from './mysql-lexer.ts'
import { DumpSession } from './session.ts'

export class MysqlDumpReader implements Reader {
  readonly scan = new JsonScan()
  readonly #tiles: TileWriter
  readonly #gate = new BomGate()
  readonly #facts = new ChunkFacts()
  readonly #lexer: MysqlLexer
  readonly #catalog = new MysqlCatalog()
  readonly #session = new DumpSession()
  readonly #syntax = mysqlSyntax(true, false)
  readonly #tuples: TupleStream
  readonly #tuple = new TupleReader(this.#syntax)
  readonly #numberByLayout = new Map<string, number>()
  /** Tables about which something was noted: an INSERT may hold no more than one row. */
  readonly #noted = new Set<string>()
  /** Columns of tables without definition, by their first row. */
  readonly #columnsByTable = new Map<string, readonly MysqlColumn[]>()
  #start: InsertStart | null = null
  #columns: readonly MysqlColumn[] = []
  #layout = -1
  /** Head of the last INSERT: single-row dumps repeat it line by line. */
  #head = ''
  #headVersion = -1
  #inTuples = false
  /** The statement goes on after tuples. */
  #afterTuples = false
  #opened = false
  #closed = false
  #line = 1
  #position = 0

  constructor(sink: TileSink, limits: ReaderLimits) {
    this.#tiles = new TileWriter(sink)
    this.#lexer = new MysqlLexer(limits.maxStatementBytes)
    this.#lexer.onComment = (text) => {
      if (/^(?:MySQL|MariaDB|Percona) dump /i.test(text)) this.#opened = true
      else if (/^Dump completed\b/.test(text)) this.#closed = true
    }
    this.#lexer.isInsertHead = (text) => this.#isInsertHead(text)
    this.#tuples = new TupleStream(this.#tiles, limits, this.#syntax, (bytes, start, end) =>
      this.#tupleFault(bytes, start, end),
    )
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#gate.admit(chunk, this.#tiles)
    this.#position ||= this.#gate.markBytes
    this.#read(bytes)
  }

  end(): void {
    this.#read(this.#gate.rest())
    if (this.#inTuples) this.#tuples.end()
    this.#lexer.end()
    if (this.#inTuples || !this.#lexer.idle || this.#afterTuples) {
      this.#tiles.note('unfinished-statement')
      this.#tiles.truncated()
    }
    if (this.#opened && !this.#closed) {
      this.#tiles.note('missing-dump-end')
      this.#tiles.truncated()
    }
    this.#tiles.flush()
    if (this.#position === 0) this.#tiles.note('empty-source')
  }

  #read(chunk: Buffer): void {
    if (chunk.length === 0) return
    this.#facts.set(chunk)
    for (let at = 0; at < chunk.length;) at = this.#inTuples ? this.#readTuples(chunk, at) : this.#sql(chunk, at)
    this.#position += chunk.length
  }

  #sql(chunk: Buffer, from: number): number {
    const found = this.#lexer.read(chunk, from)
    const end = found < 0 ? chunk.length : found
    this.#tiles.framing(this.#position + from, end - from)
    this.#line += this.#lexer.newlines
    this.#lexer.newlines = 0
    if (found >= 0 && this.#lexer.atTuples) this.#beginTuples()
    else if (found >= 0) this.#statement()
    return end
  }

  #statement(): void {
    const { text, overlong } = this.#lexer
    this.#lexer.begin()
    if (this.#afterTuples) {
      this.#afterTuples = false
      if (!isInsertTail(text)) this.#tiles.note('text-after-tuples', `${this.#start?.table}: ${text.slice(0, 64)}`)
    } else if (/^(?:insert|replace)\s/i.test(text)) this.#tiles.note('insert-statement', insertTarget(text))
    else if (overlong) this.#tiles.note('long-statement')
    else if (/^load\s+data\s/i.test(text)) this.#tiles.note('load-data', text.slice(0, 128))
    else if (this.#session.learn(text)) this.#follow()
    else this.#catalog.learn(text)
  }

  /** Takes over what a SET changed. */
  #follow(): void {
    const { backslash, ansiQuotes } = this.#session
    if (this.#syntax.backslash === backslash && this.#catalog.ansiQuotes === ansiQuotes) return
    this.#lexer.backslash = backslash
    this.#syntax.backslash = backslash
    this.#syntax.doubleQuoteStrings = !ansiQuotes
    this.#catalog.ansiQuotes = ansiQuotes
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
    this.#columns = start.columns.length > 0 ? start.columns : (this.#columnsByTable.get(start.table) ?? [])
    return true
  }

  #beginTuples(): void {
    this.#lexer.begin()
    const { table = '', columns = [], timestamps = false } = this.#start ?? {}
    if (!this.#noted.has(table)) {
      this.#noted.add(table)
      const { timeZone, otherCharset } = this.#session
      if (columns.length === 0) this.#tiles.note('no-column-list', table)
      if (timestamps && timeZone === null) this.#tiles.note('timestamp-zone-unstated', table)
      else if (timestamps && timeZone !== '+00:00') this.#tiles.note('timestamp-zone', `${table}: ${timeZone}`)
      if (otherCharset !== null) this.#tiles.note('other-charset', `${table}: ${otherCharset}`)
    }
    this.#inTuples = true
    this.#tuples.line = this.#line
    this.#tuples.begin(() => this.#insertLayout())
  }

  #readTuples(chunk: Buffer, from: number): number {
    const end = this.#tuples.read(chunk, from, this.#position)
    this.#line = this.#tuples.line
    if (this.#tuples.state !== 'open') {
      this.#inTuples = false
      this.#afterTuples = this.#tuples.state === 'tail'
    }
    return end
  }

  #tupleFault(bytes: Buffer, start: number, end: number): Reject | null {
    if (!this.#tuple.read(bytes, start, end)) return { reason: 'syntax', message: this.#tuple.fault }
    const utf8 = this.#facts.isUtf8(bytes, start, end)
    const fault = mysqlFault(bytes, this.#tuple, this.#columns, utf8, this.#session.otherCharset)
    if (fault?.reason === 'invalid-utf8') this.#tiles.note('invalid-utf8')
    if (fault === null && this.#columns.length === 0) {
      this.#columns = Array.from({ length: this.#tuple.count }, (_, index) => numbered(index))
      this.#columnsByTable.set(this.#start?.table ?? '', this.#columns)
    }
    return fault
  }

  /** The layout of the statement's tuples, declared with the first that is accepted. */
  #insertLayout(): number {
    if (this.#layout >= 0) return this.#layout
    const { backslash, ansiQuotes } = this.#session
    const data: MysqlLayout = { columns: this.#columns, backslash, ansiQuotes }
    const layout: Layout = { kind: 'rendered', format: 'mysql-dump', table: this.#start?.table ?? null, data }
    const key = JSON.stringify(layout)
    this.#layout = this.#numberByLayout.get(key) ?? this.#tiles.layout(layout)
    this.#numberByLayout.set(key, this.#layout)
    return this.#layout
  }
}

function numbered(index: number): MysqlColumn {
  return { name: `column${index + 1}`, type: null, kind: 'unknown' }
}

function insertTarget(text: string): string {
  return (
    text
      .replace(/^\w+\s+(?:(?:low_priority|delayed|high_priority|ignore|into)\s+)*/i, '')
      .split(/[\s(]/, 1)[0]
      ?.slice(0, 256) ?? ''
  )
}
