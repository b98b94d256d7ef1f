/**
 * JSON array: one RFC 8259 array of objects in UTF-8, streamed. The record is an element from its first to its last
 * byte; brackets, commas and white space are framing.
 *
 * Elements are found by structure alone (brackets outside strings) and then read strictly, so that a damaged element
 * costs itself and not its neighbours. README.md says where reading resumes after damage. Nothing is unwrapped: an
 * object that holds the array under a name is another format.
 */
import { Buffer } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import { Carry } from '../parts/carry.ts'
import { findElementEnd, ElementCursor } from '../parts/json-element.ts'
import { jsonRejectFrom, type Reject } from '../parts/json-reject.ts'
import type { ReaderLimits } from '../limits.ts'
import { BomGate, byte, ChunkFacts, isJsonSpace } from '../parts/source-text.ts'
import { type Reader, TileWriter, type TileSink } from '../tile-sink.ts'

const comma = Buffer.from(',')

/**
 * Between elements: `before` the array; `element` an element must follow; `next` a comma or the end must follow;
 * `resync` after damage, where anything may follow; `after` the array. In them: `inside` an element, `stray` in a line
 * of text outside the array.
 */
type State = 'before' | 'element' | 'next' | 'resync' | 'after' | 'inside' | 'stray'

export class JsonArrayReader implements Reader {
  readonly scan: JsonScan
  readonly #tiles: TileWriter
  readonly #limits: ReaderLimits
  readonly #gate = new BomGate()
  readonly #facts = new ChunkFacts()
  readonly #carry: Carry
  readonly #cursor = new ElementCursor()
  #state: State = 'before'
  #opened = false
  #closed = false
  /** Source offset of the chunk being read, and of the element or stray line begun in it or before it. */
  #position = 0
  #itemStart = 0
  #itemLine = 1
  #line = 1
  /** The element begun stands where a comma should. */
  #noComma = false
  /** A comma that is framing if an element follows it. */
  #commaAt = -1
  #commaLine = 1
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
    if (this.#state === 'stray') this.#strayEnds(this.#carry.bytes, 0, this.#carry.length)
    else if (this.#state === 'inside') this.#elementEnds(this.#carry.bytes, 0, this.#carry.length, true)
    this.#commaFollowed(this.#position)
    this.#tiles.flush()
    if (this.#position === 0) this.#tiles.note('empty-source')
    if (this.#opened && !this.#closed) this.#tiles.note('missing-array-end')
    const nothing = this.#state === 'before'
    if (nothing || (this.#opened && !this.#closed)) this.#tiles.truncated()
  }

  #read(chunk: Buffer): void {
    if (chunk.length === 0) return
    this.#facts.set(chunk)
    let at = 0
    while (at < chunk.length) {
      if (this.#state === 'inside') at = this.#inside(chunk, at)
      else if (this.#state === 'stray') at = this.#stray(chunk, at)
      else at = this.#between(chunk, at)
    }
    this.#position += chunk.length
  }

  /** Reads white space and one token between elements; an element or stray line is only begun. */
  #between(chunk: Buffer, from: number): number {
    let at = from
    while (at < chunk.length && isJsonSpace(chunk[at])) {
      if (chunk[at] === byte.lineFeed) this.#line += 1
      at += 1
    }
    if (at > from && this.#commaAt < 0) this.#tiles.framing(this.#position + from, at - from)
    if (at === chunk.length) return at
    const here = this.#position + at
    const code = chunk[at] as number
    if (this.#state === 'before' || this.#state === 'after') return this.#outside(code, here, at)
    if (code === byte.comma) {
      this.#comma(here)
      return at + 1
    }
    if (code === byte.closeBracket) {
      this.#rejectComma(here)
      this.#tiles.framing(here, 1)
      this.#state = 'after'
      this.#closed = true
      return at + 1
    }
    this.#commaFollowed(here)
    this.#noComma = this.#state === 'next'
    this.#begin(here, 'inside')
    this.#cursor.begin(code)
    return at
  }

  #outside(code: number, here: number, at: number): number {
    if (this.#state === 'before' && !this.#opened && code === byte.openBracket) {
      this.#opened = true
      this.#tiles.framing(here, 1)
      this.#state = 'element'
      return at + 1
    }
    if (this.#state === 'before') {
      // Hostile: a bracket further on must not make an array out of a source that is none.
      this.#tiles.note('not-an-array')
      this.#state = 'after'
    } else if (this.#closed) this.#tiles.note('text-after-array')
    this.#begin(here, 'stray')
    return at
  }

  #begin(here: number, state: State): void {
    this.#itemStart = here
    this.#itemLine = this.#line
    this.#state = state
  }

  #comma(here: number): void {
    const first = this.#state === 'element' && this.#commaAt < 0
    this.#rejectComma(here)
    if (first) this.#tiles.rejected(comma, 0, 1, here, this.#line, 'json-syntax', 'a comma with no element before it')
    else {
      this.#commaAt = here
      this.#commaLine = this.#line
    }
    this.#state = 'element'
  }

  /** The comma held has no element after it; `here` is where the next token stands. */
  #rejectComma(here: number): void {
    if (this.#commaAt < 0) return
    const at = this.#commaAt
    this.#commaAt = -1
    this.#tiles.rejected(comma, 0, 1, at, this.#commaLine, 'json-syntax', 'a comma with no element after it')
    this.#tiles.framing(at + 1, here - at - 1)
  }

  /** The comma held is in its place: framing, with the white space up to `here`. */
  #commaFollowed(here: number): void {
    if (this.#commaAt < 0) return
    this.#tiles.framing(this.#commaAt, here - this.#commaAt)
    this.#commaAt = -1
  }

  #inside(chunk: Buffer, from: number): number {
    const end = findElementEnd(this.#cursor, chunk, from)
    this.#line += this.#cursor.takeNewlines()
    if (!this.#cursor.done) {
      this.#carry.append(chunk, from, end)
      return end
    }
    if (this.#carry.length === 0) this.#elementEnds(chunk, from, end, false)
    else {
      this.#carry.append(chunk, from, end)
      this.#elementEnds(this.#carry.bytes, 0, this.#carry.length, false)
    }
    return end
  }

  /** `bytes[start, end)` is the element, with white space after it where no bracket closed it. */
  #elementEnds(bytes: Buffer, start: number, end: number, last: boolean): void {
    const byteStart = this.#itemStart
    if (end - start > this.#limits.maxRecordBytes) {
      const message = `longer than ${this.#limits.maxRecordBytes} bytes`
      this.#tiles.rejected(
        bytes,
        start,
        start + this.#limits.headBytes,
        byteStart,
        this.#itemLine,
        'too-long',
        message,
        end - start,
      )
    } else {
      let trimmed = end
      while (isJsonSpace(bytes[trimmed - 1]) && trimmed > start) trimmed -= 1
      this.#element(bytes, start, trimmed, last)
      this.#tiles.framing(byteStart + trimmed - start, end - trimmed)
    }
    this.#carry.clear()
    this.#state = this.#cursor.broken ? 'resync' : 'next'
  }

  #element(bytes: Buffer, start: number, end: number, last: boolean): void {
    const utf8 = this.#facts.isUtf8(bytes, start, end)
    const good = utf8 && this.scan.scan(bytes, start, end)
    if (!good || last || this.#noComma) {
      if (!utf8) this.#tiles.note('invalid-utf8')
      const { reason, message } = this.#reject(good, utf8, bytes, start, end, last)
      this.#tiles.rejected(bytes, start, end, this.#itemStart, this.#itemLine, reason, message)
      return
    }
    if (this.#layout < 0) this.#layout = this.#tiles.layout({ kind: 'json' })
    if (this.scan.duplicateKeys) this.#tiles.note('duplicate-keys')
    if (this.scan.loneSurrogate) this.#tiles.note('lone-surrogate')
    this.#tiles.record(bytes, start, end, this.#itemStart, this.#itemLine, this.#layout)
  }

  #reject(good: boolean, utf8: boolean, bytes: Buffer, start: number, end: number, last: boolean): Reject {
    // A number or word that the end of the source follows may have been cut too.
    if (good || (last && utf8 && this.scan.error === 'json-not-an-object')) {
      return last
        ? { reason: 'truncated', message: `the source ends inside the element, after ${end - start} bytes` }
        : { reason: 'json-syntax', message: 'no comma before this element' }
    }
    return jsonRejectFrom(this.scan, utf8, bytes, start, end, last)
  }

  #stray(chunk: Buffer, from: number): number {
    const newline = chunk.indexOf(byte.lineFeed, from)
    const end = newline < 0 ? chunk.length : newline
    if (newline < 0 || this.#carry.length > 0) this.#carry.append(chunk, from, end)
    if (newline < 0) return end
    if (this.#carry.length > 0) this.#strayEnds(this.#carry.bytes, 0, this.#carry.length)
    else this.#strayEnds(chunk, from, end)
    return end
  }

  #strayEnds(bytes: Buffer, start: number, end: number): void {
    const byteStart = this.#itemStart
    const message = this.#closed ? 'text after the end of the array' : 'the source does not begin with an array'
    if (end - start > this.#limits.maxRecordBytes) {
      const head = start + this.#limits.headBytes
      this.#tiles.rejected(bytes, start, head, byteStart, this.#itemLine, 'too-long', message, end - start)
    } else {
      let trimmed = end
      while (isJsonSpace(bytes[trimmed - 1]) && trimmed > start) trimmed -= 1
      this.#tiles.rejected(bytes, start, trimmed, byteStart, this.#itemLine, 'json-syntax', message)
      this.#tiles.framing(byteStart + trimmed - start, end - trimmed)
    }
    this.#carry.clear()
    this.#state = 'after'
  }
}
