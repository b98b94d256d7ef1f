/**
 * Cuts a stream of chunks into lines at LF, with a CR before it as part of the terminator. A line over several chunks
 * is carried; one past the record cap is streamed past with only its head kept.
 */
import type { Buffer } from 'node:buffer'
import { Carry } from './carry.ts'
import type { ReaderLimits } from '../limits.ts'
import { byte } from './source-text.ts'

export interface LineHandler {
  /**
   * A line `bytes[start, end)` without its terminator of `terminator` bytes. `complete` is false for a last line with
   * no LF (its terminator is then 0, or 1 for a CR that lost its LF). Return false to stop reading lines here.
   */
  line(
    bytes: Buffer,
    start: number,
    end: number,
    byteStart: number,
    line: number,
    terminator: number,
    complete: boolean,
  ): boolean
  /** A line past the record cap: `bytes[start, end)` is its head, `byteLength` its length without terminator. */
  longLine(
    bytes: Buffer,
    start: number,
    end: number,
    byteStart: number,
    byteLength: number,
    line: number,
    terminator: number,
    complete: boolean,
  ): void
}

export class LineSplitter {
  /** 1-based physical line that the next byte belongs to. */
  line = 1
  /** Line ends inside the line being handed over that a backslash escapes. */
  escapedNewlines = 0
  readonly #handler: LineHandler
  readonly #limits: ReaderLimits
  readonly #escapes: boolean
  readonly #carry: Carry
  #carryStart = 0
  #backslashes = 0

  /** With `escapes`, an LF after an odd number of backslashes belongs to the line (PostgreSQL COPY, text format). */
  constructor(handler: LineHandler, limits: ReaderLimits, escapes: boolean) {
    this.#handler = handler
    this.#limits = limits
    this.#escapes = escapes
    this.#carry = new Carry(limits)
  }

  /** Reads lines from `chunk[from]` on; `chunkStart` is the source offset of `chunk[0]`. Returns where it stopped. */
  push(chunk: Buffer, from: number, chunkStart: number): number {
    let at = from
    while (at < chunk.length) {
      let newline = chunk.indexOf(byte.lineFeed, at)
      if (this.#escapes) newline = this.#unescaped(chunk, at, newline)
      if (newline < 0) {
        this.#hold(chunk, at, chunkStart)
        return chunk.length
      }
      const more =
        this.#carry.length > 0 ? this.#joined(chunk, at, newline) : this.#whole(chunk, at, newline, chunkStart)
      this.line += 1 + this.escapedNewlines
      this.escapedNewlines = 0
      at = newline + 1
      if (!more) return at
    }
    return at
  }

  /** Hands over a last line that has no LF. */
  end(): void {
    if (this.#carry.length === 0) return
    this.#handOverCarry(this.#carry.last === byte.carriageReturn ? 1 : 0, false)
  }

  #whole(chunk: Buffer, at: number, newline: number, chunkStart: number): boolean {
    const end = newline > at && chunk[newline - 1] === byte.carriageReturn ? newline - 1 : newline
    const terminator = newline + 1 - end
    if (end - at > this.#limits.maxRecordBytes) {
      const head = at + this.#limits.headBytes
      this.#handler.longLine(chunk, at, head, chunkStart + at, end - at, this.line, terminator, true)
      return true
    }
    return this.#handler.line(chunk, at, end, chunkStart + at, this.line, terminator, true)
  }

  #joined(chunk: Buffer, at: number, newline: number): boolean {
    this.#carry.append(chunk, at, newline)
    return this.#handOverCarry(this.#carry.last === byte.carriageReturn ? 2 : 1, true)
  }

  #handOverCarry(terminator: number, complete: boolean): boolean {
    const carry = this.#carry
    const length = carry.length - (complete ? terminator - 1 : terminator)
    let more = true
    if (length > this.#limits.maxRecordBytes) {
      const head = Math.min(this.#limits.headBytes, carry.kept)
      this.#handler.longLine(carry.bytes, 0, head, this.#carryStart, length, this.line, terminator, complete)
    } else more = this.#handler.line(carry.bytes, 0, length, this.#carryStart, this.line, terminator, complete)
    carry.clear()
    this.#backslashes = 0
    return more
  }

  #hold(chunk: Buffer, at: number, chunkStart: number): void {
    if (this.#carry.length === 0) this.#carryStart = chunkStart + at
    if (this.#escapes) {
      const run = trailingBackslashes(chunk, at, chunk.length)
      this.#backslashes = run === chunk.length - at ? this.#backslashes + run : run
    }
    this.#carry.append(chunk, at, chunk.length)
  }

  /** First LF from `newline` on that no backslash escapes; -1 when the chunk has none. */
  #unescaped(chunk: Buffer, at: number, newline: number): number {
    let found = newline
    let from = at
    while (found >= 0) {
      let run = trailingBackslashes(chunk, from, found)
      if (from === at && run === found - at) run += this.#backslashes
      if (run % 2 === 0) return found
      this.escapedNewlines += 1
      from = found + 1
      found = chunk.indexOf(byte.lineFeed, from)
    }
    return found
  }
}

function trailingBackslashes(bytes: Buffer, from: number, to: number): number {
  let at = to
  while (at > from && bytes[at - 1] === byte.backslash) at -= 1
  return to - at
}
