/**
 * Where a CSV record ends and whether its quoting is that of RFC 4180: a state per byte, resumable anywhere. Quotes are
 * special at the start of a field only; a line end inside quotes belongs to the field.
 */
import type { Buffer } from 'node:buffer'
import { byte } from './source-text.ts'

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
  /** LFs inside quotes. */
  newlines = 0
  /** The record's LF was found. */
  done = false
  #state = fieldStart
  #delimiter = byte.comma as number

  set delimiter(code: number) {
    this.#delimiter = code
  }

  get inQuotes(): boolean {
    return this.#state === quoted
  }

  begin(): void {
    this.delimiters = 0
    this.fault = null
    this.newlines = 0
    this.done = false
    this.#state = fieldStart
  }

  /** Goes on from `chunk[from]`; returns the offset of the record's LF with `done`, or the chunk's length. */
  read(chunk: Buffer, from: number): number {
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
}
