/**
 * Where a CSV record ends and whether its quoting can be read: a state per character, resumable anywhere. Quotes are
 * special at the start of a field only; a line end inside quotes belongs to the field.
 *
 * The common case (LF, bytes, quotes doubled as in RFC 4180) has a loop of its own; carriage returns as line ends,
 * backslash escapes and UTF-16 go through a slower one that asks more.
 */
import type { Buffer } from 'node:buffer'
import { byte } from '../parts/source-text.ts'
import type { CsvSyntax } from './csv-syntax.ts'

const fieldStart = 0
const unquoted = 1
const quoted = 2
const quoteSeen = 3
const returnSeen = 4

export class CsvCursor {
  /** Delimiters seen outside quotes; the record has one field more. */
  delimiters = 0
  /** First fault: a quote inside an unquoted field, or text after a closing quote. */
  fault: 'bare-quote' | 'text-after-quote' | null = null
  /** Line ends inside the record. */
  newlines = 0
  /** The record's line end was found. */
  done = false
  /** Last character of the record so far; -1 when there is none. */
  last = -1
  #state = fieldStart
  #escaped = false
  #delimiter = byte.comma as number
  #terminator = byte.lineFeed as number
  /** Backslashes escape in quotes; `#everywhere`: outside them too. */
  #backslash = false
  #everywhere = false
  /** Offsets of a character's low and high byte; both 0 when a character is a byte. */
  #low = 0
  #high = 0
  #width = 1
  #plain = true

  configure(syntax: CsvSyntax): void {
    this.#delimiter = syntax.delimiter.charCodeAt(0)
    this.#terminator = syntax.terminator === 'cr' ? byte.carriageReturn : byte.lineFeed
    this.#backslash = syntax.escape !== 'doubled'
    this.#everywhere = syntax.escape === 'backslash'
    this.#width = syntax.encoding === 'utf-16le' || syntax.encoding === 'utf-16be' ? 2 : 1
    this.#low = syntax.encoding === 'utf-16be' ? 1 : 0
    this.#high = syntax.encoding === 'utf-16le' ? 1 : 0
    this.#plain = this.#width === 1 && !this.#backslash && syntax.terminator === 'lf'
  }

  get inQuotes(): boolean {
    return this.#state === quoted
  }

  begin(): void {
    this.delimiters = 0
    this.fault = null
    this.newlines = 0
    this.done = false
    this.last = -1
    this.#state = fieldStart
    this.#escaped = false
  }

  /**
   * Goes on from `chunk[from]`; returns the offset of the record's line end with `done`, or the chunk's length. In
   * UTF-16 both `from` and the chunk's length are whole characters of two bytes.
   */
  read(chunk: Buffer, from: number): number {
    const at = this.#plain ? this.#readPlain(chunk, from) : this.#readAny(chunk, from)
    if (at > from) this.last = this.#codeAt(chunk, at - this.#width)
    return at
  }

  #codeAt(chunk: Buffer, at: number): number {
    if (this.#width === 1) return chunk[at] as number
    return (chunk[at + this.#low] as number) | ((chunk[at + this.#high] as number) << 8)
  }

  #readPlain(chunk: Buffer, from: number): number {
    const delimiter = this.#delimiter
    const length = chunk.length
    let state = this.#state
    let at = from
    while (at < length) {
      const code = chunk[at] as number
      if (state === quoted) {
        if (code === byte.quote) state = quoteSeen
        else if (code === byte.lineFeed) this.newlines += 1
      } else if (code === delimiter) {
        if (state === returnSeen) this.fault ??= 'text-after-quote'
        this.delimiters += 1
        state = fieldStart
      } else if (code === byte.lineFeed) {
        this.done = true
        break
      } else if (state === unquoted) {
        if (code === byte.quote) this.fault ??= 'bare-quote'
      } else if (state === fieldStart) state = code === byte.quote ? quoted : unquoted
      else if (state === quoteSeen && code === byte.quote) state = quoted
      else if (state === quoteSeen && code === byte.carriageReturn) state = returnSeen
      else {
        this.fault ??= 'text-after-quote'
        state = unquoted
      }
      at += 1
    }
    this.#state = state
    return at
  }

  #readAny(chunk: Buffer, from: number): number {
    const terminator = this.#terminator
    const width = this.#width
    let at = from
    for (; at < chunk.length; at += width) {
      const code = this.#codeAt(chunk, at)
      if (this.#escaped) {
        this.#escaped = false
        if (code === terminator) this.newlines += 1
        continue
      }
      const state = this.#state
      if (this.#backslash && code === byte.backslash && (state === quoted || (this.#everywhere && state <= unquoted))) {
        this.#escaped = true
        if (state === fieldStart) this.#state = unquoted
      } else if (state === quoted) {
        if (code === byte.quote) this.#state = quoteSeen
        else if (code === terminator) this.newlines += 1
      } else if (code === this.#delimiter) {
        if (state === returnSeen) this.fault ??= 'text-after-quote'
        this.delimiters += 1
        this.#state = fieldStart
      } else if (code === terminator) {
        this.done = true
        break
      } else if (state === unquoted) {
        // Where quotes would be escaped, one that is not is a character like any other.
        if (code === byte.quote && !this.#everywhere) this.fault ??= 'bare-quote'
      } else if (state === fieldStart) this.#state = code === byte.quote ? quoted : unquoted
      else if (state === quoteSeen && code === byte.quote) this.#state = quoted
      else if (state === quoteSeen && code === byte.carriageReturn) this.#state = returnSeen
      else {
        this.fault ??= 'text-after-quote'
        this.#state = unquoted
      }
    }
    return Math.min(at, chunk.length)
  }
}
