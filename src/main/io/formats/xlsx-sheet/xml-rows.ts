/**
 * Finds row elements in the XML of a spreadsheet, as byte ranges and whatever the chunks are: tags, comments, CDATA
 * sections and processing instructions are told apart (XML 1.0, sections 2.4 to 2.7), nothing else is understood. Whether
 * a row is well-formed is judged by whoever parses its range.
 *
 * Knows only UTF-8 and supersets of ASCII. A document type declaration is reported and not read.
 */
import type { Buffer } from 'node:buffer'
import type { ReaderLimits } from '../limits.ts'
import { Carry } from '../parts/carry.ts'
import { byte } from '../parts/source-text.ts'

export interface XmlRowHandler {
  /** A row `bytes[start, end)` from `<` to `>`. `closed` is false when another row, or an outer end tag, cuts it short. */
  row(bytes: Buffer, start: number, end: number, byteStart: number, line: number, closed: boolean): void
  /** A row past the record cap; `bytes[start, end)` is its head. */
  longRow(bytes: Buffer, start: number, end: number, byteStart: number, byteLength: number, line: number): void
  /** A tag or processing instruction outside rows, without prefix; `text` is all of it, cut at 64 KiB. */
  tag(name: string, kind: 'open' | 'empty' | 'close' | 'instruction', text: string): void
  doctype(): void
  /** Text that is no white space, outside rows; once per stretch between two tags. */
  strayText(): void
}

const lessThan = 0x3c
const greaterThan = 0x3e
const slash = 0x2f
const apostrophe = 0x27
const keptTagBytes = 64 * 1024

type State = 'text' | 'tag' | 'declaration' | 'comment' | 'cdata' | 'instruction'
/** What closes each kind of markup that is no tag. */
const closers = { comment: '-->', cdata: ']]>', instruction: '?>' } as const

export class XmlRowScanner {
  /** Source offset after the last byte that `push` was given. */
  position = 0
  readonly #handler: XmlRowHandler
  readonly #limits: ReaderLimits
  readonly #rowName: string
  readonly #row: Carry
  readonly #tag: Carry
  #state: State = 'text'
  /** Inside an attribute's value: its quote. */
  #quote = 0
  /** Characters of a closer seen so far, or brackets open in a declaration. */
  #progress = 0
  #inRow = false
  #rowStart = 0
  #rowLine = 1
  #tagStart = 0
  #tagLine = 1
  #stray = false
  #declared = false
  #line = 1
  /** Offset in the chunk of the next line end, and up to which bytes of the row are carried. */
  #nextLine = 0
  #carried = 0

  constructor(rowName: string, handler: XmlRowHandler, limits: ReaderLimits) {
    this.#rowName = rowName
    this.#handler = handler
    this.#limits = limits
    this.#row = new Carry(limits)
    this.#tag = new Carry({ ...limits, maxRecordBytes: keptTagBytes, headBytes: keptTagBytes })
  }

  push(chunk: Buffer): void {
    this.#nextLine = nextLine(chunk, 0)
    this.#carried = 0
    let at = 0
    while (at < chunk.length) {
      if (this.#state === 'text') at = this.#text(chunk, at)
      else if (this.#state === 'tag') at = this.#tagBytes(chunk, at)
      else if (this.#state === 'declaration') at = this.#declaration(chunk, at)
      else at = this.#until(chunk, at, closers[this.#state])
    }
    const inTag = this.#state === 'tag' || this.#state === 'declaration' || this.#state === 'instruction'
    if (inTag) this.#tag.append(chunk, this.#inChunk(this.#tagStart), at)
    if (this.#inRow) this.#row.append(chunk, this.#carried, chunk.length)
    this.#countLines(chunk, chunk.length)
    this.position += chunk.length
  }

  /** The row that the source's end cuts, if any: its bytes are handed on as one that is not closed. */
  end(): void {
    if (!this.#inRow) return
    this.#rowEnds(nothing, 0, this.position, false)
  }

  #inChunk(position: number): number {
    return Math.max(0, position - this.position)
  }

  #countLines(chunk: Buffer, to: number): void {
    while (this.#nextLine < to) {
      this.#line += 1
      this.#nextLine = nextLine(chunk, this.#nextLine + 1)
    }
  }

  #text(chunk: Buffer, from: number): number {
    const found = chunk.indexOf(lessThan, from)
    const end = found < 0 ? chunk.length : found
    if (!this.#inRow && !this.#stray && !isSpace(chunk, from, end)) {
      this.#stray = true
      this.#handler.strayText()
    }
    if (found < 0) return end
    this.#stray = false
    this.#state = 'tag'
    this.#quote = 0
    this.#tag.clear()
    this.#tagStart = this.position + found
    this.#countLines(chunk, found)
    this.#tagLine = this.#line
    return found + 1
  }

  #tagBytes(chunk: Buffer, from: number): number {
    let quote = this.#quote
    let at = from
    // The first character after `<` says what this is.
    if (this.position + at === this.#tagStart + 1) {
      const code = chunk[at]
      if (code === 0x21 || code === 0x3f) {
        this.#state = code === 0x21 ? 'declaration' : 'instruction'
        this.#progress = 0
        this.#declared = false
        return at + 1
      }
    }
    for (; at < chunk.length; at += 1) {
      const code = chunk[at] as number
      if (quote !== 0) {
        if (code === quote) quote = 0
      } else if (code === greaterThan) {
        this.#state = 'text'
        this.#quote = 0
        this.#tagEnds(chunk, at + 1)
        return at + 1
      } else if (code === byte.quote || code === apostrophe) quote = code
    }
    this.#quote = quote
    return at
  }

  /** After `<!`: a comment, a CDATA section, or a declaration up to its `>`. */
  #declaration(chunk: Buffer, from: number): number {
    let at = from
    for (; at < chunk.length; at += 1) {
      const offset = this.position + at - this.#tagStart
      if (offset <= 8) {
        const head = this.#head(chunk, at + 1)
        if (head === '<!--' || head === '<![CDATA[') {
          this.#state = head === '<!--' ? 'comment' : 'cdata'
          this.#progress = 0
          this.#tag.clear()
          return at + 1
        }
        if ('<!--'.startsWith(head) || '<![CDATA['.startsWith(head)) continue
        if (!this.#declared) this.#handler.doctype()
        this.#declared = true
      }
      const code = chunk[at]
      // An internal subset stands in brackets and holds declarations of its own.
      if (code === byte.openBracket) this.#progress += 1
      else if (code === byte.closeBracket) this.#progress -= 1
      else if (code === greaterThan && this.#progress <= 0) {
        this.#state = 'text'
        this.#tag.clear()
        return at + 1
      }
    }
    return at
  }

  /** The tag's bytes up to `to`, at most nine. */
  #head(chunk: Buffer, to: number): string {
    const from = this.#inChunk(this.#tagStart)
    return this.#tag.bytes.toString('latin1', 0, this.#tag.kept) + chunk.toString('latin1', from, to)
  }

  #until(chunk: Buffer, from: number, closer: string): number {
    const last = closer.charCodeAt(closer.length - 1)
    const before = closer.charCodeAt(0)
    for (let at = from; at < chunk.length; at += 1) {
      const code = chunk[at] as number
      if (code === last && this.#progress >= closer.length - 1) {
        const instruction = this.#state === 'instruction'
        this.#state = 'text'
        this.#progress = 0
        if (instruction) this.#instruction(chunk, at + 1)
        return at + 1
      }
      this.#progress = code === before ? this.#progress + 1 : 0
    }
    return chunk.length
  }

  #instruction(chunk: Buffer, end: number): void {
    const text = this.#tagText(chunk, end)
    this.#tag.clear()
    if (!this.#inRow) this.#handler.tag(/^<\?([^\s?]*)/.exec(text)?.[1] ?? '', 'instruction', text)
  }

  #tagText(chunk: Buffer, end: number): string {
    const from = this.#inChunk(this.#tagStart)
    if (this.#tag.length === 0) return chunk.toString('utf8', from, Math.min(end, from + keptTagBytes))
    this.#tag.append(chunk, from, end)
    return this.#tag.bytes.toString('utf8', 0, this.#tag.kept)
  }

  #tagEnds(chunk: Buffer, end: number): void {
    const from = this.#inChunk(this.#tagStart)
    const whole = this.#tag.length === 0
    const closing = whole ? chunk[from + 1] === slash : this.#byteOfTag(chunk, 1) === slash
    const empty = end >= 2 ? chunk[end - 2] === slash : this.#tag.last === slash
    const name = this.#name(chunk, closing ? 2 : 1)
    if (name === this.#rowName) this.#rowTag(chunk, end, closing, empty && !closing)
    else {
      if (this.#inRow && closing && outer.has(name)) this.#cutRow(chunk)
      if (!this.#inRow) this.#handler.tag(name, closing ? 'close' : empty ? 'empty' : 'open', this.#tagText(chunk, end))
    }
    this.#tag.clear()
  }

  #rowTag(chunk: Buffer, end: number, closing: boolean, empty: boolean): void {
    if (closing) {
      if (this.#inRow) this.#rowEnds(chunk, end, this.position + end, true)
      else this.#handler.strayText()
      return
    }
    if (this.#inRow) this.#cutRow(chunk)
    this.#inRow = true
    this.#rowStart = this.#tagStart
    this.#rowLine = this.#tagLine
    this.#carried = this.#inChunk(this.#tagStart)
    if (this.#tag.length > 0) {
      this.#row.append(this.#tag.bytes, 0, this.#tag.kept)
      this.#row.length += this.#tag.length - this.#tag.kept
    }
    if (empty) this.#rowEnds(chunk, end, this.position + end, true)
  }

  /** The row is not closed: it ends where the tag at hand begins. */
  #cutRow(chunk: Buffer): void {
    const end = this.#inChunk(this.#tagStart)
    if (this.#tagStart >= this.position) {
      this.#rowEnds(chunk, end, this.#tagStart, false)
      return
    }
    // The tag began in an earlier chunk, so its first bytes were carried with the row.
    const carriedTag = this.position - this.#tagStart
    this.#row.length -= carriedTag
    this.#carried = 0
    this.#rowEnds(chunk, 0, this.#tagStart, false)
  }

  /** `end` is the row's end in the chunk, `position` that in the source. */
  #rowEnds(chunk: Buffer, end: number, position: number, closed: boolean): void {
    this.#inRow = false
    const byteLength = position - this.#rowStart
    const carried = this.#row.length > 0
    if (carried && end > this.#carried) this.#row.append(chunk, this.#carried, end)
    const bytes = carried ? this.#row.bytes : chunk
    const start = carried ? 0 : this.#carried
    if (byteLength > this.#limits.maxRecordBytes) {
      const head = start + this.#limits.headBytes
      this.#handler.longRow(bytes, start, head, this.#rowStart, byteLength, this.#rowLine)
    } else if (byteLength > 0)
      this.#handler.row(bytes, start, start + byteLength, this.#rowStart, this.#rowLine, closed)
    this.#row.clear()
    this.#carried = end
  }

  #byteOfTag(chunk: Buffer, index: number): number | undefined {
    return index < this.#tag.length ? this.#tag.bytes[index] : chunk[index - this.#tag.length]
  }

  /** Local name of the tag at hand; empty for one longer than any that matters. */
  #name(chunk: Buffer, from: number): string {
    const start = this.#inChunk(this.#tagStart)
    let name = ''
    for (let index = from; index < from + 64; index += 1) {
      const code = this.#tag.length === 0 ? chunk[start + index] : this.#byteOfTag(chunk, index)
      if (code === undefined || code <= byte.space || code === slash || code === greaterThan) return name
      name = code === 0x3a ? '' : name + String.fromCharCode(code)
    }
    return ''
  }
}

function nextLine(chunk: Buffer, from: number): number {
  const found = chunk.indexOf(byte.lineFeed, from)
  return found < 0 ? Number.MAX_SAFE_INTEGER : found
}

/** End tags in which no row can go on. */
const outer = new Set(['sheetData', 'worksheet', 'Table', 'Worksheet', 'Workbook'])
const nothing = new Uint8Array(0) as Buffer

function isSpace(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const code = bytes[at]
    // The byte order mark may stand before the first tag.
    if (
      code !== 0x20 &&
      code !== 0x0a &&
      code !== 0x0d &&
      code !== 0x09 &&
      code !== 0xef &&
      code !== 0xbb &&
      code !== 0xbf
    )
      return false
  }
  return true
}
