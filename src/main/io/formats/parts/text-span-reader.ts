/**
 * Reads records that end at a line end which is not inside quotes, so that a record may run over several lines. Where a
 * record ends is a cursor's; what it is, a grammar's; terminators, length, encoding and cut ends are the same for all.
 */
import type { Buffer } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import type { ReaderLimits } from '../limits.ts'
import { type Reader, type TileSink, TileWriter } from '../tile-sink.ts'
import { Carry } from './carry.ts'
import { type Reject, utf8Reject } from './json-reject.ts'
import { BomGate, byte, ChunkFacts } from './source-text.ts'
import { cutReject } from './text-line-reader.ts'

/** Finds the LF that ends a record; a state per byte, resumable anywhere. */
export interface SpanCursor {
  begin(): void
  /** Goes on from `chunk[from]`; returns the offset of the record's LF with `done`, or the chunk's length. */
  read(chunk: Buffer, from: number): number
  readonly done: boolean
  /** LFs inside the record so far. */
  readonly newlines: number
  /** The record stands inside quotes. */
  readonly inQuotes: boolean
}

/** The number of a layout, a reject, `framing` for what is no record, `blank` for a record of nothing. */
export type SpanJudgement = number | Reject | 'framing' | 'blank'

export interface SpanGrammar {
  readonly cursor: SpanCursor
  /** Judges a record without its terminator. `length` > 0 or the record is blank whatever this says. */
  judge(text: string, line: number, complete: boolean): SpanJudgement
  /** A record of no bytes has passed. */
  blank?(): void
}

export class TextSpanReader implements Reader {
  readonly scan = new JsonScan()
  readonly #tiles: TileWriter
  readonly #limits: ReaderLimits
  readonly #grammar: SpanGrammar
  readonly #cursor: SpanCursor
  readonly #gate = new BomGate()
  readonly #facts = new ChunkFacts()
  readonly #carry: Carry
  #position = 0
  #recordStart = 0
  #line = 1

  constructor(sink: TileSink, limits: ReaderLimits, grammar: (tiles: TileWriter) => SpanGrammar) {
    this.#tiles = new TileWriter(sink)
    this.#limits = limits
    this.#carry = new Carry(limits)
    this.#grammar = grammar(this.#tiles)
    this.#cursor = this.#grammar.cursor
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#gate.admit(chunk, this.#tiles)
    this.#position ||= this.#gate.markBytes
    this.#read(bytes)
  }

  end(): void {
    this.#read(this.#gate.rest())
    const carry = this.#carry
    if (carry.length > 0) this.#recordEnds(carry.bytes, 0, carry.length, carry.last, false)
    this.#tiles.flush()
    if (this.#position === 0) this.#tiles.note('empty-source')
  }

  #read(chunk: Buffer): void {
    if (chunk.length === 0) return
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
    } else if (length === 0) {
      this.#grammar.blank?.()
      this.#tiles.blank(this.#recordStart, 0, this.#line)
    } else this.#record(bytes, start, end - returns, complete)
    this.#tiles.framing(this.#recordStart + length, returns + (complete ? 1 : 0))
    if (returns > 0 && complete) this.#tiles.note('crlf')
    this.#line += newlines + (complete ? 1 : 0)
    this.#carry.clear()
  }

  #record(bytes: Buffer, start: number, end: number, complete: boolean): void {
    const judgement = this.#judge(bytes, start, end, complete)
    if (judgement === 'framing') this.#tiles.framing(this.#recordStart, end - start)
    else if (judgement === 'blank') this.#tiles.blank(this.#recordStart, end - start, this.#line)
    else if (typeof judgement === 'number') {
      if (this.#facts.hasNul(bytes, start, end)) this.#tiles.note('nul-byte')
      if (!complete) this.#tiles.note('no-final-newline')
      this.#tiles.record(bytes, start, end, this.#recordStart, this.#line, judgement)
    } else {
      const { reason, message } = complete ? judgement : cutReject(judgement, end - start)
      this.#tiles.rejected(bytes, start, end, this.#recordStart, this.#line, reason, message)
      if (!complete) this.#tiles.truncated()
    }
  }

  #judge(bytes: Buffer, start: number, end: number, complete: boolean): SpanJudgement {
    if (!this.#facts.isUtf8(bytes, start, end)) {
      this.#tiles.note('invalid-utf8')
      return utf8Reject(bytes, start, end, !complete)
    }
    if (this.#cursor.inQuotes) return { reason: 'truncated', message: 'a quote opened in this record is never closed' }
    return this.#grammar.judge(bytes.toString('utf8', start, end), this.#line, complete)
  }
}
