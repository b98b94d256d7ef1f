/**
 * The tuples of `INSERT … VALUES (…), (…), …;`, cut out of a stream one by one and resumable at any byte: a statement may
 * be longer than memory, a tuple only as long as a record. Says where tuples begin and end; what is in them is judged by
 * the format, whose SQL decides what a quotation is (`TupleSyntax`).
 *
 * A comma where a tuple has to be, a tuple where a comma has to be and any other text are rejects of their own, and the
 * statement goes on after them. Text inside a quotation is never taken for a tuple, also where the quotation is damaged:
 * then the reject goes on to where parentheses and quotations are closed.
 */
import type { Buffer } from 'node:buffer'
import type { ReaderLimits } from '../limits.ts'
import type { TileWriter } from '../tile-sink.ts'
import { Carry } from './carry.ts'
import type { Reject } from './json-reject.ts'
import { byte } from './source-text.ts'

/** What begins a quotation and whether backslashes escape in it. May change from statement to statement. */
export interface TupleSyntax {
  /** In every string (MySQL unless NO_BACKSLASH_ESCAPES; PostgreSQL with standard_conforming_strings off). */
  backslash: boolean
  /** In strings written E'…' (PostgreSQL). */
  readonly escapeStrings: boolean
  /** `"` begins a string with the same escapes (MySQL unless ANSI_QUOTES); elsewhere it quotes a name. */
  doubleQuoteStrings: boolean
  /** Names in backticks and comments from `#` to the end of the line (MySQL). */
  readonly backticksAndHashes: boolean
}

/** null when the tuple `bytes[start, end)`, parentheses included, can be read. */
type TupleJudge = (bytes: Buffer, start: number, end: number, line: number) => Reject | null

/** `open` inside the statement; `statement` after its semicolon; `tail` before text that is no tuple (ON CONFLICT …). */
type TupleState = 'open' | 'statement' | 'tail'

type Mode = 'gap' | 'line-comment' | 'block-comment' | 'item' | 'string'

const apostrophe = 39
const open = 40
const close = 41
const star = 42
const minus = 45
const slash = 47
const semicolon = 59
const hash = 35
const backtick = 96
/** Stands for the byte before when an escape string has just been closed, which an apostrophe goes on with. */
const escapeStringEnd = -2

/** 1 for the bytes that matter in a tuple outside quotations. */
const telling = new Uint8Array(256)
for (const code of [byte.lineFeed, apostrophe, byte.quote, backtick, open, close]) telling[code] = 1

export class TupleStream {
  state: TupleState = 'open'
  /** 1-based physical line of the next byte; set before reading. */
  line = 1
  readonly #tiles: TileWriter
  readonly #limits: ReaderLimits
  readonly #syntax: TupleSyntax
  readonly #judge: TupleJudge
  readonly #carry: Carry
  #layout: () => number = () => -1
  #mode: Mode = 'gap'
  #wantsComma = false
  /** The item is a tuple; otherwise text that is none, which ends before `,` `;` `(` or a line end. */
  #tuple = false
  #missingComma = false
  #depth = 0
  #quote = 0
  #escapes = false
  #escaped = false
  #previous = 0
  #beforePrevious = 0
  /** Item's place in the source, its line, and its offset in the chunk being read (0 when it began in an earlier one). */
  #itemStart = 0
  #itemLine = 1
  #itemFrom = 0

  constructor(tiles: TileWriter, limits: ReaderLimits, syntax: TupleSyntax, judge: TupleJudge) {
    this.#tiles = tiles
    this.#limits = limits
    this.#syntax = syntax
    this.#judge = judge
    this.#carry = new Carry(limits)
  }

  /** Begins after VALUES. `layout` is asked for each accepted tuple, after it was judged. */
  begin(layout: () => number): void {
    this.#layout = layout
    this.state = 'open'
    this.#mode = 'gap'
    this.#wantsComma = false
  }

  /** Reads from `chunk[from]` on; `chunkStart` is the source offset of `chunk[0]`. Returns where it stopped. */
  read(chunk: Buffer, from: number, chunkStart: number): number {
    let at = from
    this.#itemFrom = from
    while (at < chunk.length && this.state === 'open') {
      if (this.#mode === 'item' || this.#mode === 'string') at = this.#item(chunk, at, chunkStart)
      else {
        const stopped = this.#mode === 'gap' ? this.#gap(chunk, at, chunkStart) : this.#comment(chunk, at)
        this.#tiles.framing(chunkStart + at, stopped - at)
        at = this.#begin(chunk, stopped, chunkStart)
      }
    }
    return at
  }

  /** The source ends inside the statement: what is open is a reject. */
  end(): void {
    const { length } = this.#carry
    if (length === 0) return
    const message = `the source ends inside the tuple, after ${length} bytes`
    this.#reject({ reason: 'truncated', message }, this.#carry.bytes, 0, length, length)
    this.#carry.clear()
  }

  /** White space, commas and what opens a comment; stops at an item, after the semicolon, or before a tail. */
  #gap(chunk: Buffer, from: number, chunkStart: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const code = chunk[at] as number
      if (code <= byte.space) {
        if (code === byte.lineFeed) this.line += 1
      } else if (code === byte.comma && this.#wantsComma) this.#wantsComma = false
      else if (code === semicolon) {
        if (!this.#wantsComma) this.#tiles.note('no-last-tuple', `line ${this.line}`)
        this.state = 'statement'
        return at + 1
      } else if (this.#wantsComma && isLetter(code)) {
        this.state = 'tail'
        return at
      } else if (code === hash && this.#syntax.backticksAndHashes) {
        this.#mode = 'line-comment'
        return at + 1
      } else {
        this.#mode = 'item'
        this.#itemStart = chunkStart + at
        this.#itemLine = this.line
        return at
      }
    }
    return chunk.length
  }

  #comment(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const code = chunk[at] as number
      if (code === byte.lineFeed) this.line += 1
      const ended = this.#mode === 'line-comment' ? code === byte.lineFeed : code === slash && this.#previous === star
      this.#previous = code
      if (!ended) continue
      this.#mode = 'gap'
      return at + 1
    }
    return chunk.length
  }

  /** Begins the item at which the gap stopped, if it did; returns where to go on. */
  #begin(chunk: Buffer, at: number, chunkStart: number): number {
    if (this.#mode !== 'item') return at
    this.#tuple = chunk[at] === open
    this.#missingComma = this.#tuple && this.#wantsComma
    this.#depth = 0
    this.#previous = 0
    this.#beforePrevious = 0
    this.#itemFrom = at
    if (chunk[at] !== byte.comma) return at
    // Nothing begins with a comma but a superfluous one.
    this.#finish(chunk, at, at + 1, chunkStart)
    return at + 1
  }

  #item(chunk: Buffer, from: number, chunkStart: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      if (this.#mode === 'string') at = this.#throughString(chunk, at)
      else if (this.#tuple) at = this.#throughPlain(chunk, at)
      if (at >= chunk.length) break
      if (this.#mode === 'string') continue
      const end = this.#plain(chunk, at, chunk[at] as number, chunkStart)
      if (end >= 0) return end
    }
    this.#carry.append(chunk, this.#itemFrom, chunk.length)
    return chunk.length
  }

  /** Offset after the quote that closes the string, which may then be the end of the chunk. */
  #throughString(chunk: Buffer, from: number): number {
    const quote = this.#quote
    const escapes = this.#escapes
    let at = from
    if (this.#escaped) {
      this.#escaped = false
      if (chunk[at] === byte.lineFeed) this.line += 1
      at += 1
    }
    for (; at < chunk.length; at += 1) {
      const code = chunk[at]
      if (code === quote) {
        this.#mode = 'item'
        this.#previous = escapes ? escapeStringEnd : quote
        return at + 1
      }
      if (code === byte.lineFeed) this.line += 1
      else if (code === byte.backslash && escapes) {
        at += 1
        if (at === chunk.length) this.#escaped = true
        else if (chunk[at] === byte.lineFeed) this.line += 1
      }
    }
    return at
  }

  /** Offset of the next byte of a tuple that may open or close something. */
  #throughPlain(chunk: Buffer, from: number): number {
    let at = from
    while (at < chunk.length && telling[chunk[at] as number] === 0) at += 1
    if (at === from) return at
    this.#beforePrevious = at - from > 1 ? (chunk[at - 2] as number) : this.#previous
    this.#previous = chunk[at - 1] as number
    return at
  }

  /** A byte of an item outside quotations; returns where the item ended, or -1. */
  #plain(chunk: Buffer, at: number, code: number, chunkStart: number): number {
    const previous = this.#previous
    if (!this.#tuple && this.#carry.length + at - this.#itemFrom > 0) {
      const atSecond = this.#carry.length + at - this.#itemFrom === 1
      if (atSecond && ((code === minus && previous === minus) || (code === star && previous === slash)))
        return this.#turnToComment(code, at, chunkStart)
      if (code === byte.comma || code === semicolon || code === open || code === byte.lineFeed)
        return this.#finish(chunk, this.#itemFrom, at, chunkStart)
    }
    this.#previous = code
    if (code === byte.lineFeed) this.line += 1
    else if (code === apostrophe) {
      const { backslash, escapeStrings } = this.#syntax
      const prefix = (previous === 0x45 || previous === 0x65) && !isNameByte(this.#beforePrevious)
      this.#string(code, backslash || (escapeStrings && (prefix || previous === escapeStringEnd)))
    } else if (code === byte.quote) this.#string(code, this.#syntax.doubleQuoteStrings && this.#syntax.backslash)
    else if (code === backtick && this.#syntax.backticksAndHashes) this.#string(code, false)
    else if (code === open) this.#depth += 1
    else if (code === close && this.#tuple) {
      this.#depth -= 1
      if (this.#depth === 0) return this.#finish(chunk, this.#itemFrom, at + 1, chunkStart)
    }
    this.#beforePrevious = previous
    return -1
  }

  #string(quote: number, escapes: boolean): void {
    this.#mode = 'string'
    this.#quote = quote
    this.#escapes = escapes
    this.#escaped = false
  }

  /** Two bytes that open a comment were taken for text: what of them lay in an earlier chunk is framing after all. */
  #turnToComment(code: number, at: number, chunkStart: number): number {
    this.#carry.clear()
    this.#tiles.framing(this.#itemStart, chunkStart + at + 1 - this.#itemStart)
    this.#mode = code === star ? 'block-comment' : 'line-comment'
    this.#previous = 0
    return at + 1
  }

  #finish(chunk: Buffer, from: number, end: number, chunkStart: number): number {
    const carry = this.#carry
    if (carry.length === 0) this.#handOver(chunk, from, end, end - from)
    else {
      carry.append(chunk, from, end)
      this.#handOver(carry.bytes, 0, carry.length, carry.length)
      carry.clear()
    }
    this.#mode = 'gap'
    // Text in the place of a tuple takes that place; a superfluous comma leaves it open.
    if (this.#tuple || this.#itemStart + 1 !== chunkStart + end || chunk[end - 1] !== byte.comma)
      this.#wantsComma = true
    this.#itemFrom = end
    return end
  }

  #handOver(bytes: Buffer, start: number, end: number, length: number): void {
    const reject = this.#fault(bytes, start, end, length)
    if (reject === null) this.#tiles.record(bytes, start, end, this.#itemStart, this.#itemLine, this.#layout())
    else this.#reject(reject, bytes, start, end, length)
  }

  #fault(bytes: Buffer, start: number, end: number, length: number): Reject | null {
    if (length > this.#limits.maxRecordBytes) return this.#tooLong
    if (!this.#tuple) {
      const superfluous = length === 1 && bytes[start] === byte.comma
      return { reason: 'syntax', message: superfluous ? 'a comma with no tuple before it' : 'text that is no tuple' }
    }
    if (this.#missingComma) return { reason: 'syntax', message: 'a tuple with no comma before it' }
    return this.#judge(bytes, start, end, this.#itemLine)
  }

  get #tooLong(): Reject {
    return { reason: 'too-long', message: `longer than ${this.#limits.maxRecordBytes} bytes` }
  }

  #reject(reject: Reject, bytes: Buffer, start: number, end: number, length: number): void {
    const long = length > this.#limits.maxRecordBytes
    const { reason, message } = long ? this.#tooLong : reject
    const shown = long ? start + this.#limits.headBytes : end
    this.#tiles.rejected(bytes, start, shown, this.#itemStart, this.#itemLine, reason, message, length)
  }
}

function isLetter(code: number): boolean {
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x7a
}

function isNameByte(code: number): boolean {
  return isLetter(code) || (code >= 0x30 && code <= 0x39) || code === 0x5f || code === 0x24 || code >= 0x80
}
