/**
 * CSV: RFC 4180 and the dialects of `csv-sniff.ts`, which are decided once, from the first bytes. The record is its bytes
 * without the terminator, whatever their encoding; it may run over several lines inside quotes.
 *
 * Strict where reading on would be a guess: a quote inside an unquoted field and text after a closing quote are rejects.
 * Text inside quotes is never taken for records, even when the closing quote is missing.
 */
import { Buffer, isAscii } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import { Carry } from '../parts/carry.ts'
import { type Reject, utf8Reject } from '../parts/json-reject.ts'
import type { ReaderLimits } from '../limits.ts'
import { BomGate, bufferView, byte, ChunkFacts } from '../parts/source-text.ts'
import { type Layout, type Reader, TileWriter, type TileSink } from '../tile-sink.ts'
import { EncodingGate, textFrom } from './csv-encoding.ts'
import { csvHeaderFrom, numberedColumns } from './csv-header.ts'
import { CsvCursor } from './csv-record.ts'
import { sampleBytes, sniffCsv } from './csv-sniff.ts'
import { characterBytes, type CsvEncoding, type CsvSyntax, delimiterName, plainSyntax } from './csv-syntax.ts'

/** Bytes of a UTF-16 byte order mark. */
const wideMark = 2

export class CsvReader implements Reader {
  readonly scan = new JsonScan()
  readonly #tiles: TileWriter
  readonly #limits: ReaderLimits
  readonly #encodings = new EncodingGate()
  readonly #gate = new BomGate()
  readonly #facts = new ChunkFacts()
  readonly #carry: Carry
  readonly #cursor = new CsvCursor()
  /** Bytes of the beginning while its dialect is not known; null once it is. */
  #header: Buffer[] | null = []
  #headerBytes = 0
  #headerQuotes = 0
  /** A line end outside quotes is among them. */
  #headerLine = false
  #syntax: CsvSyntax = plainSyntax
  #names: readonly string[] = []
  readonly #layouts = new Map<CsvEncoding, number>()
  #position = 0
  #recordStart = 0
  #line = 1
  /** The odd byte after the last character of UTF-16. */
  #odd: Buffer | null = null

  constructor(sink: TileSink, limits: ReaderLimits) {
    this.#tiles = new TileWriter(sink)
    this.#limits = limits
    this.#carry = new Carry(limits)
  }

  push(chunk: Uint8Array): void {
    this.#decoded(this.#encodings.push(bufferView(chunk), false))
  }

  end(): void {
    this.#decoded(this.#encodings.push(Buffer.alloc(0), true))
    this.#read(this.#gate.rest())
    if (this.#header !== null) this.#headerEnds(true)
    if (this.#odd !== null) this.#oddByte(this.#odd)
    if (this.#carry.length > 0) this.#recordEnds(this.#carry.bytes, 0, this.#carry.length, false)
    this.#tiles.flush()
    if (this.#position === 0) this.#tiles.note('empty-source')
  }

  #decoded(bytes: Buffer): void {
    if (bytes.length === 0) return
    const width = characterBytes(this.#encodings.encoding)
    if (width === 1) {
      const admitted = this.#gate.admit(bytes, this.#tiles)
      this.#position ||= this.#gate.markBytes
      this.#read(admitted)
      return
    }
    let from = 0
    const marked = bytes[0] === 0xff || bytes[0] === 0xfe
    if (this.#position === 0 && this.#headerBytes === 0 && marked && bytes.length >= wideMark) {
      this.#tiles.note('bom')
      this.#tiles.framing(0, wideMark)
      this.#position = wideMark
      from = wideMark
    }
    if (bytes.length % width !== 0) this.#odd = Buffer.from(bytes.subarray(-1))
    this.#read(bytes.subarray(from, bytes.length - (bytes.length % width)))
  }

  #read(chunk: Buffer): void {
    let rest = chunk
    while (this.#header !== null && rest.length > 0) rest = rest.subarray(this.#collectHeader(rest))
    if (rest.length > 0) this.#records(rest)
  }

  /**
   * Holds bytes back until there are enough to tell the dialect and a line has ended outside quotes, or too many have
   * come. Returns how many of `chunk` it took.
   */
  #collectHeader(chunk: Buffer): number {
    const held = this.#header as Buffer[]
    const width = characterBytes(this.#encodings.encoding)
    const most = this.#limits.maxHeaderBytes - (this.#limits.maxHeaderBytes % width)
    const enough = Math.min(sampleBytes, most)
    for (let at = 0; at < chunk.length; at += 1) {
      const code = chunk[at] as number
      if (code === byte.quote) this.#headerQuotes += 1
      else if ((code === byte.lineFeed || code === byte.carriageReturn) && this.#headerQuotes % 2 === 0)
        this.#headerLine = true
      const taken = this.#headerBytes + at + 1
      // Between CR and LF nothing is known yet.
      const ends = this.#headerLine && taken >= enough && taken % width === 0 && code !== byte.carriageReturn
      if (!ends && taken < most) continue
      held.push(Buffer.from(chunk.subarray(0, at + 1)))
      this.#headerEnds(false)
      return at + 1
    }
    held.push(Buffer.from(chunk))
    this.#headerBytes += chunk.length
    return chunk.length
  }

  /** Reads dialect and header from the bytes held and hands on as records what of them is neither. */
  #headerEnds(last: boolean): void {
    const held = Buffer.concat(this.#header as Buffer[])
    this.#header = null
    const encoding = this.#encodings.encoding
    const width = characterBytes(encoding)
    const from = this.#blankLines(held, width)
    const rest = held.subarray(from)
    if (rest.length === 0) {
      if (!last) this.#holdAgain(rest)
      return
    }
    if (from > 0 && !last && rest.length < this.#limits.maxHeaderBytes / 2) {
      this.#holdAgain(rest)
      return
    }
    const text = encoding === 'utf-8' ? rest : Buffer.from(textFrom(rest, 0, rest.length, encoding))
    const sniffed = sniffCsv(text, last)
    this.#syntax = { ...sniffed.syntax, encoding }
    this.#dialectNotes(sniffed)
    const header = sniffed.headerless
      ? {
          names: numberedColumns(sniffed.columns),
          delimiter: sniffed.syntax.delimiter,
          byteLength: 0,
          newlines: 0,
          notes: [],
        }
      : csvHeaderFrom(text.subarray(sniffed.sepBytes), last, sniffed.syntax)
    for (const note of header.notes) this.#tiles.note(note.code, note.detail)
    this.#syntax = { ...this.#syntax, delimiter: header.delimiter }
    this.#cursor.configure(this.#syntax)
    this.#names = header.names
    const textLength = sniffed.sepBytes + header.byteLength
    const length =
      encoding === 'utf-8' ? textLength : Math.min(rest.length, text.toString('utf8', 0, textLength).length * width)
    this.#tiles.framing(this.#position, length)
    this.#position += length
    this.#line += header.newlines + (sniffed.sepBytes > 0 ? 1 : 0)
    if (length < rest.length) this.#records(rest.subarray(length))
  }

  #holdAgain(rest: Buffer): void {
    this.#header = []
    this.#headerBytes = 0
    this.#headerQuotes = 0
    this.#headerLine = false
    if (rest.length > 0) this.#collectHeader(rest)
  }

  /** Blank lines before the header, as tiles; returns how many bytes they take. */
  #blankLines(held: Buffer, width: 1 | 2): number {
    const big = this.#encodings.encoding === 'utf-16be' ? 1 : 0
    const codeAt = (at: number): number | undefined =>
      width === 2 && held[at + 1 - big] !== 0 ? undefined : held[at + big]
    let from = 0
    while (from < held.length) {
      const end = codeAt(from) === byte.carriageReturn ? from + width : from
      if (codeAt(end) !== byte.lineFeed) break
      this.#blankLine(this.#position + from, end + width - from, end > from)
      from = end + width
    }
    this.#position += from
    return from
  }

  #dialectNotes(sniffed: ReturnType<typeof sniffCsv>): void {
    const { escape, terminator, delimiter, encoding } = this.#syntax
    if (sniffed.sepBytes > 0) this.#tiles.note('sep-line', delimiterName(delimiter))
    if (sniffed.headerless) this.#tiles.note('headerless', `${sniffed.columns} columns`)
    if (terminator === 'cr') this.#tiles.note('cr-line-ends')
    if (escape !== 'doubled') this.#tiles.note('backslash-escapes', escape === 'php' ? 'PHP' : 'MySQL')
    if (sniffed.apostrophes) this.#tiles.note('apostrophes')
    if (characterBytes(encoding) === 2) this.#tiles.note('encoding', encoding.toUpperCase())
  }

  #records(chunk: Buffer): void {
    this.#facts.set(chunk)
    const width = characterBytes(this.#syntax.encoding)
    let at = 0
    while (at < chunk.length) {
      if (this.#carry.length === 0) {
        this.#cursor.begin()
        this.#recordStart = this.#position + at
      }
      const end = this.#cursor.read(chunk, at)
      if (!this.#cursor.done || this.#carry.length > 0) this.#carry.append(chunk, at, end)
      if (!this.#cursor.done) break
      if (this.#carry.length > 0) this.#recordEnds(this.#carry.bytes, 0, this.#carry.length, true)
      else this.#recordEnds(chunk, at, end, true)
      at = end + width
    }
    this.#position += chunk.length
  }

  /** A source in UTF-16 that ends inside a character. */
  #oddByte(odd: Buffer): void {
    if (this.#carry.length === 0) {
      this.#cursor.begin()
      this.#recordStart = this.#position
    }
    this.#cursor.last = -1
    this.#carry.append(odd, 0, 1)
    this.#position += 1
  }

  /** `bytes[start, end)` is the record, with the CR of its terminator if it has one. */
  #recordEnds(bytes: Buffer, start: number, end: number, complete: boolean): void {
    const { terminator, encoding } = this.#syntax
    const width = characterBytes(encoding)
    const cr = terminator === 'lf' && this.#cursor.last === byte.carriageReturn && !this.#cursor.inQuotes
    const returns = cr ? width : 0
    const length = end - start - returns
    const { newlines } = this.#cursor
    if (length > this.#limits.maxRecordBytes) {
      const message = `longer than ${this.#limits.maxRecordBytes} bytes`
      const head = start + this.#limits.headBytes
      this.#tiles.rejected(bytes, start, head, this.#recordStart, this.#line, 'too-long', message, length)
      if (!complete) this.#tiles.truncated()
    } else if (length === 0 && this.#names.length !== 1) this.#tiles.blank(this.#recordStart, 0, this.#line)
    else this.#record(bytes, start, end - returns, complete)
    this.#tiles.framing(this.#recordStart + length, returns + (complete ? width : 0))
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
    const wide = characterBytes(this.#syntax.encoding) === 2
    if (
      wide ? textFrom(bytes, start, end, this.#syntax.encoding).includes('\0') : this.#facts.hasNul(bytes, start, end)
    )
      this.#tiles.note('nul-byte')
    if (!complete) this.#tiles.note('no-final-newline')
    const layout = this.#layoutOf(bytes, start, end)
    this.#tiles.record(bytes, start, end, this.#recordStart, this.#line, layout)
  }

  #layoutOf(bytes: Buffer, start: number, end: number): number {
    const known = this.#recordEncoding()
    // ASCII reads alike in both, so what was declared before the encoding was known stays right.
    const encoding = known === 'windows-1252' && isAscii(bytes.subarray(start, end)) ? 'utf-8' : known
    const declared = this.#layouts.get(encoding)
    if (declared !== undefined) return declared
    const { escape, delimiter } = this.#syntax
    if (encoding === 'windows-1252') this.#tiles.note('encoding', 'Windows-1252')
    const columns = this.#names.map((name) => ({ name, type: null }))
    const layout: Layout =
      escape === 'doubled' && encoding === 'utf-8'
        ? { kind: 'columns', dialect: 'csv', table: null, columns, delimiter }
        : { kind: 'rendered', format: 'csv', table: null, data: { delimiter, escape, encoding, columns: this.#names } }
    const number = this.#tiles.layout(layout)
    this.#layouts.set(encoding, number)
    return number
  }

  /** Windows-1252 may become known only after the dialect. */
  #recordEncoding(): CsvEncoding {
    return this.#encodings.encoding === 'windows-1252' ? 'windows-1252' : this.#syntax.encoding
  }

  #reject(bytes: Buffer, start: number, end: number, complete: boolean): Reject | null {
    const cursor = this.#cursor
    const invalid = this.#invalidText(bytes, start, end, complete)
    if (invalid !== null) return invalid
    if (cursor.inQuotes) {
      return { reason: 'truncated', message: 'a quote opened in this record is never closed' }
    }
    if (cursor.fault === 'bare-quote') return { reason: 'csv-quote', message: 'a quote inside an unquoted field' }
    if (cursor.fault !== null) return { reason: 'csv-quote', message: 'text after a closing quote' }
    const fields = cursor.delimiters + 1
    if (fields === this.#names.length) return null
    if (!complete && fields < this.#names.length) {
      return { reason: 'truncated', message: `the source ends after field ${fields} of ${this.#names.length}` }
    }
    const message =
      this.#names.length === 0
        ? 'no header says how to read it'
        : `${fields} fields, the header has ${this.#names.length}`
    return { reason: 'wrong-column-count', message }
  }

  #invalidText(bytes: Buffer, start: number, end: number, complete: boolean): Reject | null {
    const encoding = this.#recordEncoding()
    if (encoding === 'windows-1252') return null
    if (encoding === 'utf-8') {
      if (this.#facts.isUtf8(bytes, start, end)) return null
      this.#tiles.note('invalid-utf8')
      return utf8Reject(bytes, start, end, !complete)
    }
    if ((end - start) % 2 !== 0)
      return { reason: 'truncated', message: `the source ends inside a character, after ${end - start} bytes` }
    if (textFrom(bytes, start, end, encoding).isWellFormed()) return null
    return { reason: 'invalid-utf8', message: 'half of a UTF-16 surrogate pair' }
  }

  #blankLine(byteStart: number, terminator: number, crlf: boolean): void {
    this.#tiles.blank(byteStart, 0, this.#line)
    this.#tiles.framing(byteStart, terminator)
    if (crlf) this.#tiles.note('crlf')
    this.#line += 1
  }
}
