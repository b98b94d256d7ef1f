/**
 * NDJSON: one JSON object per line, RFC 8259 in UTF-8, lines ended by LF or CR LF. The record is the whole line without
 * its terminator, white space around the object included, because a seal may have been taken over the line.
 *
 * Does not look inside records beyond what `JsonScan` notes, and never joins lines: a pretty-printed object is a row of
 * rejects.
 */
import type { Buffer } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import { jsonRejectFrom } from '../parts/json-reject.ts'
import type { ReaderLimits } from '../limits.ts'
import { LineSplitter, type LineHandler } from '../parts/line-splitter.ts'
import { BomGate, bomBytes, bufferView, ChunkFacts, isJsonSpace } from '../parts/source-text.ts'
import { type Reader, TileWriter, type TileSink } from '../tile-sink.ts'

export class NdjsonReader implements Reader, LineHandler {
  readonly scan: JsonScan
  readonly #tiles: TileWriter
  readonly #limits: ReaderLimits
  readonly #splitter: LineSplitter
  readonly #gate = new BomGate()
  readonly #facts = new ChunkFacts()
  #position = 0
  #layout = -1

  /** `continued`: the bytes are not the beginning of the source. */
  constructor(sink: TileSink, limits: ReaderLimits, continued = false) {
    if (continued) this.#gate.open()
    this.#tiles = new TileWriter(sink)
    this.#limits = limits
    this.scan = new JsonScan(limits.maxDepth)
    this.#splitter = new LineSplitter(this, limits, false)
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
    this.#splitter.end()
    this.#tiles.flush()
    if (this.#position === 0) this.#tiles.note('empty-source')
  }

  #read(chunk: Buffer): void {
    if (chunk.length === 0) return
    this.#facts.set(chunk)
    this.#splitter.push(chunk, 0, this.#position)
    this.#position += chunk.length
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
    // Most lines begin with a brace: the search for blank lines must not touch them twice.
    if (bytes[start] !== 0x7b && isBlank(bytes, start, end)) this.#tiles.blank(byteStart, length, line)
    else this.#record(bytes, start, end, byteStart, line, complete)
    this.#tiles.framing(byteStart + length, terminator)
    if (terminator === 2) this.#tiles.note('crlf')
    return true
  }

  longLine(
    bytes: Buffer,
    start: number,
    end: number,
    byteStart: number,
    byteLength: number,
    line: number,
    terminator: number,
    complete: boolean,
  ): void {
    const message = `longer than ${this.#limits.maxRecordBytes} bytes`
    this.#tiles.rejected(bytes, start, end, byteStart, line, 'too-long', message, byteLength)
    this.#tiles.framing(byteStart + byteLength, terminator)
    if (terminator === 2) this.#tiles.note('crlf')
    if (!complete) this.#tiles.truncated()
  }

  #record(bytes: Buffer, start: number, end: number, byteStart: number, line: number, complete: boolean): void {
    const utf8 = this.#facts.isUtf8(bytes, start, end)
    if (utf8 && this.scan.scan(bytes, start, end)) {
      if (this.#layout < 0) this.#layout = this.#tiles.layout({ kind: 'json' })
      if (this.scan.duplicateKeys) this.#tiles.note('duplicate-keys')
      if (this.scan.loneSurrogate) this.#tiles.note('lone-surrogate')
      if (!complete) this.#tiles.note('no-final-newline')
      this.#tiles.record(bytes, start, end, byteStart, line, this.#layout)
      return
    }
    if (!utf8) this.#tiles.note('invalid-utf8')
    const { reason, message } = jsonRejectFrom(this.scan, utf8, bytes, start, end, !complete)
    this.#tiles.rejected(bytes, start, end, byteStart, line, reason, message)
    if (!complete) this.#tiles.truncated()
  }
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (!isJsonSpace(bytes[at])) return false
  return true
}
