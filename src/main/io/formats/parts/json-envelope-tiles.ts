/**
 * Tiles of an envelope reader. Framing at the beginning of an envelope is held back until the place of its records has
 * been seen: an object in which it never comes is no envelope, and then its lines are rejects.
 */
import type { Buffer } from 'node:buffer'
import type { RejectReason } from '../../../../shared/model/source.ts'
import type { ReaderLimits } from '../limits.ts'
import { TileWriter, type TileSink } from '../tile-sink.ts'
import { Carry } from './carry.ts'
import { byte, isJsonSpace } from './source-text.ts'

/** An object that is longer is not taken back any more. */
const heldBytes = 64 * 1024

export class EnvelopeTiles extends TileWriter {
  /** The envelope begun has not shown where its records are. */
  pending = false
  /** Something was rejected. */
  anyRejected = false
  readonly #limits: ReaderLimits
  readonly #held: Carry
  #rootStart = 0
  #rootLine = 1

  constructor(sink: TileSink, limits: ReaderLimits) {
    super(sink)
    this.#limits = limits
    this.#held = new Carry({ ...limits, maxRecordBytes: heldBytes, headBytes: 1 })
  }

  beginRoot(byteStart: number, line: number): void {
    this.pending = true
    this.#rootStart = byteStart
    this.#rootLine = line
    this.#held.clear()
  }

  override framing(byteStart: number, byteLength: number): void {
    if (!this.pending) super.framing(byteStart, byteLength)
  }

  /** The object begun is an envelope: what was held back before `here` is framing. */
  found(here: number): void {
    if (!this.pending) return
    this.pending = false
    this.framing(this.#rootStart, here - this.#rootStart)
  }

  /**
   * Keeps what was held back of `chunk[0, to)`, whose first byte is at `chunkStart`, before the chunk goes away. `open` is
   * where the first thing stands that has begun and not ended: it may still become a reject.
   */
  hold(chunk: Buffer, chunkStart: number, to: number, open = chunkStart + to): void {
    if (!this.pending) return
    this.#held.append(chunk, Math.max(0, this.#rootStart - chunkStart), to)
    if (this.#held.length > heldBytes) this.found(open)
  }

  /**
   * The object ends at `chunk[to]` and showed no place of records: its lines are rejected. False when it was too long to
   * be held back, and is an envelope without them. `last`: the source ends inside it.
   */
  refuse(chunk: Buffer, chunkStart: number, to: number, last: boolean): boolean {
    this.hold(chunk, chunkStart, to)
    if (!this.pending) return false
    this.pending = false
    const message = 'an object without the member that holds the records'
    const { length } = this.#held
    // What was held before is still in the memory behind it.
    const bytes = this.#held.bytes.subarray(0, length)
    for (let at = 0, line = this.#rootLine; at < length; line += 1) {
      const newline = bytes.indexOf(byte.lineFeed, at)
      const end = newline < 0 ? length : newline
      const cut = last && end === length
      const reason = cut ? 'truncated' : 'json-syntax'
      let from = at
      while (from < end && isJsonSpace(bytes[from])) from += 1
      this.framing(this.#rootStart + at, from - at)
      if (from < end) this.refuseRange(bytes, from, end, this.#rootStart + from, line, reason, message)
      this.framing(this.#rootStart + end, end < length ? 1 : 0)
      at = end + 1
    }
    return true
  }

  /**
   * Rejects `bytes[start, end)` without the white space at its end, which is framing. Of a range past the record cap
   * only the head need be there.
   */
  refuseRange(
    bytes: Buffer,
    start: number,
    end: number,
    byteStart: number,
    line: number,
    reason: RejectReason,
    message: string,
  ): void {
    this.found(byteStart)
    this.anyRejected = true
    const { maxRecordBytes, headBytes } = this.#limits
    if (end - start > maxRecordBytes) {
      const tooLong = `longer than ${maxRecordBytes} bytes`
      this.rejected(bytes, start, start + headBytes, byteStart, line, 'too-long', tooLong, end - start)
      return
    }
    let trimmed = end
    while (trimmed > start && isJsonSpace(bytes[trimmed - 1])) trimmed -= 1
    this.rejected(bytes, start, trimmed, byteStart, line, reason, message)
    this.framing(byteStart + trimmed - start, end - trimmed)
  }
}
