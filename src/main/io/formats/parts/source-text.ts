/** What all readers ask of raw bytes: Buffer views, the byte order mark, UTF-8 and zero bytes at bulk speed. */
import { Buffer, isUtf8 } from 'node:buffer'
import type { TileWriter } from '../tile-sink.ts'

export const byte = {
  nul: 0,
  tab: 9,
  lineFeed: 10,
  carriageReturn: 13,
  space: 32,
  quote: 34,
  comma: 44,
  dot: 46,
  backslash: 92,
  openBracket: 91,
  closeBracket: 93,
  openBrace: 123,
  closeBrace: 125,
} as const

export const bomBytes = 3

/** The same bytes as a Buffer, not copied. */
export function bufferView(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** White space of RFC 8259. */
export function isJsonSpace(code: number | undefined): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

const noBytes = Buffer.alloc(0)

/** Holds back the first bytes of a source until it is known whether they are a byte order mark (U+FEFF, EF BB BF). */
export class BomGate {
  /** Length of the mark taken off, in bytes: 0 or 3. The source offset of the first byte that is read. */
  markBytes = 0
  #held: Buffer = noBytes
  #open = false

  /** No mark is looked for: the bytes do not begin a source. */
  open(): void {
    this.#open = true
  }

  /** Bytes to read now: none while it is undecided. A mark is taken off before them, noted, and framing. */
  admit(chunk: Uint8Array, tiles: Pick<TileWriter, 'note' | 'framing'>): Buffer {
    const view = bufferView(chunk)
    if (this.#open) return view
    const bytes = this.#held.length === 0 ? view : Buffer.concat([this.#held, view])
    const mark = [0xef, 0xbb, 0xbf]
    for (let index = 0; index < bomBytes; index += 1) {
      if (index >= bytes.length) {
        this.#held = Buffer.from(bytes)
        return noBytes
      }
      if (bytes[index] !== mark[index]) {
        this.#open = true
        return bytes
      }
    }
    this.#open = true
    this.markBytes = bomBytes
    tiles.note('bom')
    tiles.framing(0, bomBytes)
    return bytes.subarray(bomBytes)
  }

  /** Bytes still held when the source ends. */
  rest(): Buffer {
    return this.#open ? noBytes : this.#held
  }
}

/**
 * Answers about ranges of a chunk from one check of the whole chunk: per record the check costs more than it reads.
 * Ranges of any other buffer are checked one by one.
 */
export class ChunkFacts {
  #chunk: Buffer | null = null
  #from = 0
  #to = 0
  #utf8 = false
  #nul = false

  set(chunk: Buffer): void {
    // A character may be cut at either border; what lies outside [from, to) is checked range by range.
    let from = 0
    while (from < 3 && from < chunk.length && ((chunk[from] as number) & 0xc0) === 0x80) from += 1
    const to = Math.max(from, wholeCharacters(chunk))
    this.#chunk = chunk
    this.#from = from
    this.#to = to
    this.#utf8 = isUtf8(chunk.subarray(from, to))
    this.#nul = chunk.includes(0)
  }

  isUtf8(bytes: Buffer, start: number, end: number): boolean {
    if (bytes === this.#chunk && this.#utf8 && start >= this.#from && end <= this.#to) return true
    return isUtf8(bytes.subarray(start, end))
  }

  hasNul(bytes: Buffer, start: number, end: number): boolean {
    if (bytes === this.#chunk && !this.#nul) return false
    return bytes.subarray(start, end).includes(0)
  }
}

/** Length of `chunk` without a character that its end cuts. */
function wholeCharacters(chunk: Buffer): number {
  let at = chunk.length - 1
  while (at > 0 && chunk.length - at < 4 && ((chunk[at] as number) & 0xc0) === 0x80) at -= 1
  const first = chunk[at] ?? 0
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1
  return at >= 0 && at + length > chunk.length ? at : chunk.length
}
