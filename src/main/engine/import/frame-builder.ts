/** Cuts a source's bytes into vault frames between tiles and packs them with zstd on the thread pool. */
import { promisify } from 'node:util'
import { constants, zstdCompress } from 'node:zlib'
import type { TileKind } from '../../../shared/model/source.ts'
import { TileWriter } from '../../store/tiles.ts'
import type { Frame } from '../../store/vault.ts'

const compress = promisify(zstdCompress)
/** Frames end at the first tile after this many bytes: large enough to pack well, small enough to read one entry from. */
const targetBytes = 512 * 1024
/** Frames packed at the same time; bounds memory. */
const inFlight = 4

export class FrameBuilder {
  readonly #write: (frame: Frame) => void
  readonly #tiles = new TileWriter()
  readonly #pending: Promise<Frame>[] = []
  #chunks: Buffer[] = []
  #chunksStart = 0
  #frameStart = 0
  #tileEnd = 0
  #frame = 0
  #entryStart = 0
  #entries = 0

  constructor(write: (frame: Frame) => void) {
    this.#write = write
  }

  /** End of the bytes covered by tiles so far. */
  get covered(): number {
    return this.#tileEnd
  }

  /** Bytes of the source in order; call before the tiles that lie in them arrive. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
  }

  /** Adds the next tile; it must begin where the last one ended. */
  tile(kind: TileKind, byteStart: number, byteLength: number, layout = 0, stable = false): void {
    if (byteStart !== this.#tileEnd) throw new RangeError(`tile at ${byteStart}, expected ${this.#tileEnd}`)
    this.#tiles.add(kind, byteLength, layout, stable)
    this.#tileEnd = byteStart + byteLength
    if (kind === 'record') this.#entries += 1
    if (this.#tileEnd - this.#frameStart >= targetBytes) this.#cut()
  }

  /** Writes frames that are packed; call between chunks. */
  async drain(all = false): Promise<void> {
    while (this.#pending.length > (all ? 0 : inFlight)) this.#write(await (this.#pending.shift() as Promise<Frame>))
  }

  async end(): Promise<void> {
    if (!this.#tiles.isEmpty) this.#cut()
    await this.drain(true)
  }

  #cut(): void {
    const byteStart = this.#frameStart
    const byteLength = this.#tileEnd - byteStart
    const raw = this.#take(byteLength)
    const head = {
      frame: this.#frame,
      byteStart,
      byteLength,
      entryStart: this.#entryStart,
      entries: this.#entries,
      tiles: this.#tiles.take(),
    }
    this.#pending.push(
      compress(raw, { params: { [constants.ZSTD_c_compressionLevel]: 3 } }).then((zstd) => ({ ...head, zstd })),
    )
    this.#frame += 1
    this.#entryStart += this.#entries
    this.#entries = 0
    this.#frameStart = this.#tileEnd
  }

  /** The next `length` bytes, from the chunks pushed. */
  #take(length: number): Buffer {
    const parts: Buffer[] = []
    let missing = length
    while (missing > 0) {
      const chunk = this.#chunks[0]
      if (chunk === undefined) throw new RangeError('a tile covers bytes that were not pushed')
      const rest = chunk.length - this.#chunksStart
      const taken = Math.min(rest, missing)
      parts.push(chunk.subarray(this.#chunksStart, this.#chunksStart + taken))
      missing -= taken
      this.#chunksStart += taken
      if (taken === rest) {
        this.#chunks.shift()
        this.#chunksStart = 0
      }
    }
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts, length)
  }
}
