/**
 * CSV: RFC 4180 in UTF-8 with a header line; delimiter `,` `;` tab or `|`, found from the header. The record is its
 * bytes without the terminator; it may run over several lines inside quotes.
 *
 * Strict where reading on would be a guess: a quote inside an unquoted field and text after a closing quote are rejects.
 * Text inside quotes is never taken for records, even when the closing quote is missing.
 */
import { Buffer } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import { Carry } from '../parts/carry.ts'
import { csvHeaderFrom } from './csv-header.ts'
import { CsvCursor } from './csv-record.ts'
import { type Reject, utf8Reject } from '../parts/json-reject.ts'
import type { ReaderLimits } from '../limits.ts'
import { BomGate, bomBytes, bufferView, byte, ChunkFacts } from '../parts/source-text.ts'
import { type Reader, TileWriter, type TileSink } from '../tile-sink.ts'

export class CsvReader implements Reader {
  readonly scan = new JsonScan()
  readonly #tiles: TileWriter
  readonly #limits: ReaderLimits
  readonly #gate = new BomGate()
  readonly #facts = new ChunkFacts()
  readonly #carry: Carry
  readonly #cursor = new CsvCursor()
  /** Bytes of the header while its end is not known; null once it is. */
  #header: Buffer[] | null = []
  #headerBytes = 0
  #headerQuotes = 0
  /** Columns of the header; 0 when none could be read. */
  #columns = 0
  #layout = -1
  #position = 0
  #recordStart = 0
  #line = 1

  constructor(sink: TileSink, limits: ReaderLimits) {
    this.#tiles = new TileWriter(sink)
    this.#limits = limits
    this.#carry = new Carry(limits)
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
    if (this.#header !== null) this.#headerEnds(true)
    if (this.#carry.length > 0) this.#recordEnds(this.#carry.bytes, 0, this.#carry.length, this.#carry.last, false)
    this.#tiles.flush()
    if (this.#position === 0) this.#tiles.note('empty-source')
  }

  #read(chunk: Buffer): void {
    let rest = chunk
    while (this.#header !== null && rest.length > 0) rest = rest.subarray(this.#collectHeader(rest))
    if (rest.length > 0) this.#records(rest)
  }

  /** Holds bytes back until a line ends outside quotes, or too many have come. Returns how many of `chunk` it took. */
  #collectHeader(chunk: Buffer): number {
    const held = this.#header as Buffer[]
    for (let at = 0; at < chunk.length; at += 1) {
      const code = chunk[at] as number
      if (code === byte.quote) this.#headerQuotes += 1
      const ends = code === byte.lineFeed && this.#headerQuotes % 2 === 0
      if (!ends && this.#headerBytes + at + 1 < this.#limits.maxHeaderBytes) continue
      held.push(Buffer.from(chunk.subarray(0, at + 1)))
      this.#headerEnds(false)
      return at + 1
    }
    held.push(Buffer.from(chunk))
    this.#headerBytes += chunk.length
    return chunk.length
  }

  /** Reads the header from the bytes held and hands on as records what of them it is not. */
  #headerEnds(last: boolean): void {
    const held = Buffer.concat(this.#header as Buffer[])
    this.#header = null
    this.#headerBytes = 0
    this.#headerQuotes = 0
    let from = 0
    // Blank lines before the header.
    while (from < held.length) {
      const end = held[from] === byte.carriageReturn ? from + 1 : from
      if (held[end] !== byte.lineFeed) break
      this.#blankLine(this.#position + from, end + 1 - from)
      from = end + 1
    }
    this.#position += from
    const rest = held.subarray(from)
    if (rest.length === 0) {
      if (!last) this.#header = []
      return
    }
    const header = csvHeaderFrom(rest, last)
    for (const note of header.notes) this.#tiles.note(note.code, note.detail)
    this.#cursor.delimiter = header.delimiter.charCodeAt(0)
    this.#columns = header.names.length
    if (header.names.length > 0) {
      const columns = header.names.map((name) => ({ name, type: null }))
      this.#layout = this.#tiles.layout({
        kind: 'columns',
        dialect: 'csv',
        table: null,
        columns,
        delimiter: header.delimiter,
      })
    }
    this.#tiles.framing(this.#position, header.byteLength)
    this.#position += header.byteLength
    this.#line += header.newlines
    if (header.byteLength < rest.length) this.#records(rest.subarray(header.byteLength))
  }

  #records(chunk: Buffer): void {
    this.#facts.set(chunk)
    let at = 0
    while (at < chunk.length) {
      if (this.#carry.length === 0) {
        this.#cursor.begin()
        this.#recordStart = this.#position + at
      }
      const end = this.#cursor.read(chunk, at)
      if (!this.#cursor.done || this.#carry.length > 0) this.#carry.append(chunk, at, end)
      if (!this.#cursor.done) break
      if (this.#carry.length > 0) this.#recordEnds(this.#carry.bytes, 0, this.#carry.length, this.#carry.last, true)
      else this.#recordEnds(chunk, at, end, end > at ? (chunk[end - 1] as number) : -1, true)
      at = end + 1
    }
    this.#position += chunk.length
  }

  /** `bytes[start, end)` is the record, with the CR of its terminator if it has one; `lastByte` is its last. */
  #recordEnds(bytes: Buffer, start: number, end: number, lastByte: number, complete: boolean): void {
    const returns = lastByte === byte.carriageReturn && !this.#cursor.inQuotes ? 1 : 0
    const length = end - start - returns
    const { newlines } = this.#cursor
    if (length > this.#limits.maxRecordBytes) {
      const message = `longer than ${this.#limits.maxRecordBytes} bytes`
      const head = start + this.#limits.headBytes
      this.#tiles.rejected(bytes, start, head, this.#recordStart, this.#line, 'too-long', message, length)
      if (!complete) this.#tiles.truncated()
    } else if (length === 0 && this.#columns !== 1) this.#tiles.blank(this.#recordStart, 0, this.#line)
    else this.#record(bytes, start, end - returns, complete)
    this.#tiles.framing(this.#recordStart + length, returns + (complete ? 1 : 0))
    if (returns > 0 && complete) this.#tiles.note('crlf')
    this.#line += newlines + (complete ? 1 : 0)
    this.#carry.clear()
  }

  #record(bytes: Buffer, start: number, end: number, complete: boolean): void {
    const reject = this.#reject(bytes, start, end, complete)
    if (reject !== null) {
      this.#tiles.rejected(bytes, start, end, this.#recordStart, this.#line, reject.reason, reject.message)
      if (!complete) this.#tiles.truncated()
      return
    }
    if (this.#facts.hasNul(bytes, start, end)) this.#tiles.note('nul-byte')
    if (!complete) this.#tiles.note('no-final-newline')
    this.#tiles.record(bytes, start, end, this.#recordStart, this.#line, this.#layout)
  }

  #reject(bytes: Buffer, start: number, end: number, complete: boolean): Reject | null {
    const cursor = this.#cursor
    if (!this.#facts.isUtf8(bytes, start, end)) {
      this.#tiles.note('invalid-utf8')
      return utf8Reject(bytes, start, end, !complete)
    }
    if (cursor.inQuotes) {
      return { reason: 'truncated', message: 'a quote opened in this record is never closed' }
    }
    if (cursor.fault === 'bare-quote') return { reason: 'csv-quote', message: 'a quote inside an unquoted field' }
    if (cursor.fault !== null) return { reason: 'csv-quote', message: 'text after a closing quote' }
    const fields = cursor.delimiters + 1
    if (fields === this.#columns) return null
    if (!complete && fields < this.#columns) {
      return { reason: 'truncated', message: `the source ends after field ${fields} of ${this.#columns}` }
    }
    const message =
      this.#columns === 0 ? 'no header says how to read it' : `${fields} fields, the header has ${this.#columns}`
    return { reason: 'wrong-column-count', message }
  }

  #blankLine(byteStart: number, terminator: number): void {
    this.#tiles.blank(byteStart, 0, this.#line)
    this.#tiles.framing(byteStart, terminator)
    if (terminator === 2) this.#tiles.note('crlf')
    this.#line += 1
  }
}
