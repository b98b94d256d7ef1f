/**
 * JSON objects one after the other, each over several lines: what `jq` prints, and one event copied from a console. The
 * record is an object from its first to its last byte; white space between objects is framing.
 *
 * Objects are found by structure and then read strictly, as elements of an array are. A line end inside a string damages
 * the string: the object is rejected up to that line end, and so is every line after it up to one that begins with a
 * brace in its first column. An object that lacks its closing brace takes what follows with it.
 */
import type { Buffer } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import type { ReaderLimits } from '../limits.ts'
import { type Reader, TileWriter, type TileSink } from '../tile-sink.ts'
import { Carry } from './carry.ts'
import { ElementCursor, findElementEnd } from './json-element.ts'
import { jsonRejectFrom } from './json-reject.ts'
import { BomGate, bomBytes, byte, ChunkFacts, isJsonSpace } from './source-text.ts'

export class JsonStreamReader implements Reader {
  readonly scan: JsonScan
  readonly #tiles: TileWriter
  readonly #limits: ReaderLimits
  readonly #gate = new BomGate()
  readonly #facts = new ChunkFacts()
  readonly #carry: Carry
  readonly #cursor = new ElementCursor()
  /** `lost`: after damage, where only a brace in the first column begins an object again. */
  #state: 'between' | 'object' | 'stray' = 'between'
  #lost = false
  #atLineStart = true
  #position = 0
  #itemStart = 0
  #itemLine = 1
  #line = 1
  #layout = -1

  constructor(sink: TileSink, limits: ReaderLimits) {
    this.#tiles = new TileWriter(sink)
    this.#limits = limits
    this.scan = new JsonScan(limits.maxDepth)
    this.#carry = new Carry(limits)
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#gate.admit(chunk, this.#tiles)
    this.#position ||= this.#gate.markBytes
    this.#read(bytes)
  }

  end(): void {
    this.#read(this.#gate.rest())
    const cut = this.#state === 'object'
    if (this.#state !== 'between') this.#itemEnds(this.#carry.bytes, 0, this.#carry.length, true)
    this.#tiles.flush()
    if (this.#position === 0) this.#tiles.note('empty-source')
    if (cut) this.#tiles.truncated()
  }

  #read(chunk: Buffer): void {
    if (chunk.length === 0) return
    this.#facts.set(chunk)
    let at = 0
    while (at < chunk.length) at = this.#state === 'between' ? this.#between(chunk, at) : this.#inside(chunk, at)
    this.#position += chunk.length
  }

  #between(chunk: Buffer, from: number): number {
    let at = from
    while (at < chunk.length && isJsonSpace(chunk[at])) {
      this.#atLineStart = chunk[at] === byte.lineFeed
      if (this.#atLineStart) this.#line += 1
      at += 1
    }
    this.#tiles.framing(this.#position + from, at - from)
    if (at === chunk.length) return at
    const begins = chunk[at] === byte.openBrace && (!this.#lost || this.#atLineStart)
    this.#itemStart = this.#position + at
    this.#itemLine = this.#line
    this.#atLineStart = false
    if (begins) {
      this.#lost = false
      this.#state = 'object'
      this.#cursor.begin(byte.openBrace)
    } else this.#state = 'stray'
    return at
  }

  #inside(chunk: Buffer, from: number): number {
    let end: number
    let done: boolean
    if (this.#state === 'object') {
      end = findElementEnd(this.#cursor, chunk, from)
      done = this.#cursor.done
      this.#line += this.#cursor.takeNewlines()
    } else {
      const newline = chunk.indexOf(byte.lineFeed, from)
      done = newline >= 0
      end = done ? newline : chunk.length
    }
    if (!done || this.#carry.length > 0) this.#carry.append(chunk, from, end)
    if (!done) return end
    if (this.#carry.length > 0) this.#itemEnds(this.#carry.bytes, 0, this.#carry.length, false)
    else this.#itemEnds(chunk, from, end, false)
    return end
  }

  /** `bytes[start, end)` is an object, or the rest of a line where none begins. */
  #itemEnds(bytes: Buffer, start: number, end: number, last: boolean): void {
    const length = end - start
    if (length > this.#limits.maxRecordBytes) {
      const message = `longer than ${this.#limits.maxRecordBytes} bytes`
      this.#reject(bytes, start, start + this.#limits.headBytes, 'too-long', message, length)
    } else {
      let trimmed = end
      while (isJsonSpace(bytes[trimmed - 1]) && trimmed > start) trimmed -= 1
      if (this.#state === 'object') this.#object(bytes, start, trimmed, last)
      else this.#reject(bytes, start, trimmed, 'json-syntax', 'text where an object should begin')
      this.#tiles.framing(this.#itemStart + trimmed - start, end - trimmed)
    }
    this.#lost ||= this.#state === 'object' && this.#cursor.broken
    this.#state = 'between'
    this.#carry.clear()
  }

  #object(bytes: Buffer, start: number, end: number, last: boolean): void {
    const utf8 = this.#facts.isUtf8(bytes, start, end)
    if (utf8 && this.scan.scan(bytes, start, end)) {
      if (this.#layout < 0) this.#layout = this.#tiles.layout({ kind: 'json' })
      if (this.scan.duplicateKeys) this.#tiles.note('duplicate-keys')
      if (this.scan.loneSurrogate) this.#tiles.note('lone-surrogate')
      this.#tiles.record(bytes, start, end, this.#itemStart, this.#itemLine, this.#layout)
      return
    }
    if (!utf8) this.#tiles.note('invalid-utf8')
    const { reason, message } = jsonRejectFrom(this.scan, utf8, bytes, start, end, last)
    this.#reject(bytes, start, end, reason, message)
  }

  #reject(
    bytes: Buffer,
    start: number,
    end: number,
    reason: Parameters<TileSink['rejected']>[5],
    message: string,
    byteLength = end - start,
  ): void {
    this.#tiles.rejected(bytes, start, end, this.#itemStart, this.#itemLine, reason, message, byteLength)
  }
}

/** Bytes in which the first line and what follows it are looked for. */
const lookBytes = 64 * 1024

/**
 * True when the text that begins with `bytes` is objects over several lines: its first line opens an object and does not
 * close it, and the next text is a name. One object per line whose first line is damaged is none: a brace follows there.
 */
export function isObjectStream(bytes: Buffer): boolean {
  const look = bytes.subarray(bytes[0] === 0xef ? bomBytes : 0, lookBytes)
  let from = 0
  while (isJsonSpace(look[from])) from += 1
  const newline = look.indexOf(byte.lineFeed, from)
  if (look[from] !== byte.openBrace || newline < 0) return false
  const cursor = new ElementCursor()
  cursor.begin(byte.openBrace)
  findElementEnd(cursor, look.subarray(0, newline), from)
  if (cursor.done || cursor.inString) return false
  let next = newline + 1
  while (isJsonSpace(look[next])) next += 1
  return look[next] === byte.quote
}
