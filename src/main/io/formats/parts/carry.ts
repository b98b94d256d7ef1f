/**
 * The part of a record that lay in earlier chunks. Grows by doubling, so a record over many chunks is copied a bounded
 * number of times; past the record cap it keeps only the head and counts.
 */
import { Buffer } from 'node:buffer'
import type { ReaderLimits } from '../limits.ts'

const firstCapacity = 64 * 1024
/** A terminator of two bytes may be carried with a record that is exactly as long as allowed. */
const slack = 2

export class Carry {
  /** Bytes so far, kept or not. */
  length = 0
  /** Last byte so far; -1 when there is none. */
  last = -1
  #bytes = Buffer.allocUnsafe(firstCapacity)
  #kept = 0
  readonly #maximum: number
  readonly #head: number

  constructor(limits: ReaderLimits) {
    this.#maximum = limits.maxRecordBytes + slack
    this.#head = limits.headBytes
  }

  /** The kept bytes are `bytes[0, kept)`; all of them while `length` is within the record cap. */
  get bytes(): Buffer {
    return this.#bytes
  }

  get kept(): number {
    return this.#kept
  }

  append(chunk: Buffer, start: number, end: number): void {
    if (end <= start) return
    this.length += end - start
    this.last = chunk[end - 1] as number
    if (this.length > this.#maximum) this.#keepHead(chunk, start, end)
    else this.#keep(chunk, start, end)
  }

  clear(): void {
    this.length = 0
    this.last = -1
    this.#kept = 0
    // One long record does not hold its memory for the rest of the source.
    if (this.#bytes.length > 4 * 1024 * 1024) this.#bytes = Buffer.allocUnsafe(firstCapacity)
  }

  #keepHead(chunk: Buffer, start: number, end: number): void {
    if (this.#kept > this.#head) this.#kept = this.#head
    else this.#keep(chunk, start, Math.min(end, start + this.#head - this.#kept))
  }

  #keep(chunk: Buffer, start: number, end: number): void {
    const needed = this.#kept + end - start
    if (needed >= this.#bytes.length) {
      const wider = Buffer.allocUnsafe(Math.max(needed + 1, this.#bytes.length * 2))
      this.#bytes.copy(wider, 0, 0, this.#kept)
      this.#bytes = wider
    }
    chunk.copy(this.#bytes, this.#kept, start, end)
    this.#kept = needed
    // Whoever looks one byte past the end must see the same whatever was carried before.
    this.#bytes[needed] = 0
  }
}
