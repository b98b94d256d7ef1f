/** Growing output buffer for pre-images, reused from record to record. */
export class ByteSink {
  bytes = new Uint8Array(4096)
  length = 0

  reset(): void {
    this.length = 0
  }

  reserve(extra: number): void {
    if (this.length + extra <= this.bytes.length) return
    const wider = new Uint8Array(Math.max(this.bytes.length * 2, this.length + extra))
    wider.set(this.bytes.subarray(0, this.length))
    this.bytes = wider
  }

  /** Appends `source[start, end)`. */
  copy(source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start)
    this.bytes.set(source.subarray(start, end), this.length)
    this.length += end - start
  }

  append(source: Uint8Array): void {
    this.copy(source, 0, source.length)
  }

  byte(value: number): void {
    this.reserve(1)
    this.bytes[this.length] = value
    this.length += 1
  }

  /** View of what was written; valid until the next write. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }
}
