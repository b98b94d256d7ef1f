/**
 * Appends lines to a file through one fixed buffer. Writes are synchronous: the disk is the backpressure, and memory
 * stays at the buffer's size however long the file grows. Refuses to overwrite.
 */
import { closeSync, openSync, writeSync } from 'node:fs'

const bufferBytes = 1 << 20

export class LineWriter {
  readonly path: string
  private readonly file: number
  private readonly buffer = Buffer.allocUnsafe(bufferBytes)
  private used = 0

  constructor(path: string) {
    this.path = path
    this.file = openSync(path, 'wx')
  }

  /** One line of text; the line feed is added. */
  text(line: string): void {
    // Three bytes per UTF-16 unit is UTF-8's worst case.
    this.makeRoom(line.length * 3 + 1)
    this.used += this.buffer.write(line, this.used, 'utf8')
    this.buffer[this.used] = 0x0a
    this.used += 1
  }

  /** One line of UTF-8 bytes; the line feed is added. */
  bytes(line: Uint8Array): void {
    this.makeRoom(line.length + 1)
    this.buffer.set(line, this.used)
    this.used += line.length
    this.buffer[this.used] = 0x0a
    this.used += 1
  }

  close(): void {
    this.flush()
    closeSync(this.file)
  }

  private makeRoom(size: number): void {
    if (this.used + size <= bufferBytes) return
    this.flush()
    if (size > bufferBytes) throw new RangeError(`a line of up to ${size} bytes does not fit the buffer`)
  }

  private flush(): void {
    for (let done = 0; done < this.used;) done += writeSync(this.file, this.buffer, done, this.used - done)
    this.used = 0
  }
}
