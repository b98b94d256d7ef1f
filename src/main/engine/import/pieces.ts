/** How a member's bytes are cut up before they are read: into blocks of lines for lanes, or pieces without card data. */
import type { RedactionReceipt } from '../../../shared/core/sensitive/redact.ts'
import { redactCardData } from './scan-block.ts'

/** A line longer than this is not cut out for a lane, nor waited for before it is redacted. */
export const longestLine = 32 * 1024 * 1024

/** A piece of a member: what the frames keep, what the reader sees, and what was taken out of it. */
export interface Piece {
  readonly kept: Buffer
  readonly read: Buffer
  readonly at: number
  readonly receipts: readonly RedactionReceipt[]
}

/** Chunks as pieces; where card data is to be kept out, in pieces cut where no number runs over the cut. */
export async function* withheld(
  chunks: AsyncIterable<Buffer>,
  withhold: 'reference' | 'redact' | undefined,
): AsyncGenerator<Piece> {
  let at = 0
  let parts: Buffer[] = []
  let held = 0
  const piece = (bytes: Buffer): Piece => {
    const { bytes: redacted, receipts } = redactCardData(bytes)
    const read = Buffer.from(redacted.buffer, redacted.byteOffset, redacted.byteLength)
    const made = { kept: withhold === 'reference' ? bytes : read, read, at, receipts }
    at += bytes.length
    return made
  }
  for await (const chunk of chunks) {
    if (withhold === undefined) {
      yield { kept: chunk, read: chunk, at, receipts: [] }
      continue
    }
    const cut = held + chunk.length > longestLine ? chunk.length : cutOf(chunk)
    if (cut > 0) {
      yield piece(Buffer.concat([...parts, chunk.subarray(0, cut)]))
      parts = []
      held = 0
    }
    if (cut < chunk.length) {
      parts.push(chunk.subarray(cut))
      held += chunk.length - cut
    }
  }
  if (held > 0) yield piece(Buffer.concat(parts))
}

/** After the last byte that ends a line or an object; 0 when there is none. */
function cutOf(chunk: Buffer): number {
  return Math.max(chunk.lastIndexOf(0x0a), chunk.lastIndexOf(0x7d)) + 1
}

/** Blocks of up to this many bytes lie in memory of one size, which goes round. */
const roomOfBlock = 2 * 1024 * 1024 + 64 * 1024
const mostSpares = 8

/**
 * Cuts chunks into blocks that end after a line end. A chunk is copied, so its memory may be used again; so may that of a
 * block, once `reuse` is told that whoever had it is done.
 */
export class LineBlocks {
  readonly #spares: ArrayBuffer[] = []
  // Pieces, put together once: a line of 32 MB in small chunks took 15 s when each chunk was joined to all before it.
  #parts: Uint8Array[] = []
  #held = 0

  get held(): number {
    return this.#held
  }

  /** Everything up to the last line end, in memory of its own; undefined when there is none yet. */
  add(chunk: Buffer): Uint8Array<ArrayBuffer> | undefined {
    const cut = chunk.lastIndexOf(0x0a) + 1
    let block: Uint8Array<ArrayBuffer> | undefined
    if (cut > 0) {
      this.#parts.push(chunk.subarray(0, cut))
      block = this.take()
    }
    this.#keep(chunk.subarray(cut))
    return block
  }

  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#joined()
    this.#parts = []
    this.#held = 0
    return taken
  }

  reuse({ buffer }: Uint8Array): void {
    if (buffer.byteLength === roomOfBlock && this.#spares.length < mostSpares) this.#spares.push(buffer as ArrayBuffer)
  }

  /** The parts in memory that belongs to nobody else, so that it can be handed to a lane. */
  #joined(): Uint8Array<ArrayBuffer> {
    const length = this.#parts.reduce((sum, part) => sum + part.length, 0)
    const isUsual = length > roomOfBlock / 2 && length <= roomOfBlock
    const memory = isUsual ? (this.#spares.pop() ?? new ArrayBuffer(roomOfBlock)) : new ArrayBuffer(length)
    const all = new Uint8Array(memory, 0, length)
    let at = 0
    for (const part of this.#parts) {
      all.set(part, at)
      at += part.length
    }
    return all
  }

  #keep(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.#parts.push(new Uint8Array(bytes))
    this.#held += bytes.length
  }
}

export async function* prepended(first: Uint8Array<ArrayBuffer>, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from(first.buffer, first.byteOffset, first.byteLength)
  // Kept until their frame is cut, unlike what a block is made of.
  for await (const chunk of rest) yield Buffer.from(chunk)
}
