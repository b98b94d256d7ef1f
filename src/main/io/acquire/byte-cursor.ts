/**
 * Reads a stream of chunks by position: a header of so many bytes, a piece of at most so many, the rest. Holds only what
 * was asked for at once and not yet taken, so its memory is the largest `fill` plus one chunk.
 */
const none = Buffer.alloc(0)

/** A shorter way than reading is not worth a jump. */
const jumpBytes = 1024 * 1024

/** How to go on elsewhere, for a source that can be read from any place. */
export interface Jump {
  readonly bytes: number
  from(position: number): AsyncIterable<Buffer>
}

export class ByteCursor {
  #iterator: AsyncIterator<Buffer>
  readonly #jump: Jump | null
  /** Bytes [#start, #end) of #buffer are there to be taken. */
  #buffer: Buffer = none
  #start = 0
  #end = 0
  /** True when #buffer is a chunk of the stream's, which must not be written to. */
  #borrowed = true
  #ended = false
  #taken = 0

  constructor(source: AsyncIterable<Buffer>, jump: Jump | null = null) {
    this.#iterator = source[Symbol.asyncIterator]()
    this.#jump = jump
  }

  /** Bytes taken since the start. */
  get position(): number {
    return this.#taken
  }

  /** What is there to be taken now, without waiting. Valid until the next call of any other method. */
  get available(): Buffer {
    return this.#buffer.subarray(this.#start, this.#end)
  }

  /** Waits until `count` bytes are there to be taken; false when the stream ends before. */
  async fill(count: number): Promise<boolean> {
    while (this.#end - this.#start < count) {
      if (this.#ended) return false
      const step = await this.#iterator.next()
      if (step.done === true) this.#ended = true
      else this.#append(step.value, count)
    }
    return true
  }

  /** Takes `count` bytes that are there. The bytes stay valid until the next `fill`. */
  take(count: number): Buffer {
    if (count > this.#end - this.#start) throw new RangeError('more bytes are taken than were filled')
    const bytes = this.#buffer.subarray(this.#start, this.#start + count)
    this.#start += count
    this.#taken += count
    return bytes
  }

  /** Between 1 and `most` bytes, as many as are there without copying; null at the end. */
  async next(most: number): Promise<Buffer | null> {
    if (!(await this.fill(1))) return null
    return this.take(Math.min(most, this.#end - this.#start))
  }

  /** Gives back the last `count` bytes of what `take` or `next` handed out last. */
  giveBack(count: number): void {
    if (count > this.#start) throw new RangeError('more bytes are given back than were taken')
    this.#start -= count
    this.#taken -= count
  }

  /** Takes `count` bytes without keeping them; false when the stream ends before. */
  async skip(count: number): Promise<boolean> {
    if (this.#jump !== null && count > this.#end - this.#start + jumpBytes) return this.#jumpOver(this.#jump, count)
    let left = count
    while (left > 0) {
      const bytes = await this.next(left)
      if (bytes === null) return false
      left -= bytes.length
    }
    return true
  }

  /** Ends the stream's generator, so that it lets go of what it holds. */
  async close(): Promise<void> {
    this.#ended = true
    await this.#iterator.return?.()
  }

  async #jumpOver(jump: Jump, count: number): Promise<boolean> {
    const target = this.#taken + count
    await this.#iterator.return?.()
    this.#iterator = jump.from(Math.min(target, jump.bytes))[Symbol.asyncIterator]()
    this.#buffer = none
    this.#start = this.#end = 0
    this.#borrowed = true
    this.#taken = Math.min(target, jump.bytes)
    return target <= jump.bytes
  }

  #append(chunk: Buffer, wanted: number): void {
    const kept = this.#end - this.#start
    if (kept === 0) {
      this.#buffer = chunk
      this.#start = 0
      this.#end = chunk.length
      this.#borrowed = true
      return
    }
    if (this.#borrowed || this.#end + chunk.length > this.#buffer.length) {
      // Twice what is needed now: chunks of one byte must not copy what is kept at each of them.
      const size = Math.max(wanted, kept + chunk.length) * 2
      const room = Buffer.allocUnsafeSlow(size)
      this.#buffer.copy(room, 0, this.#start, this.#end)
      this.#buffer = room
      this.#start = 0
      this.#end = kept
      this.#borrowed = false
    }
    chunk.copy(this.#buffer, this.#end)
    this.#end += chunk.length
  }
}
