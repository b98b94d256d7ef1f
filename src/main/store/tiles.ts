/**
 * Tiles of a vault frame as a compact list: what every byte of the source is, in order, with no hole. Each item is a
 * varint of `length * 8 + code`; record lengths dominate, so an item takes about two bytes.
 */
import type { TileKind } from '../../shared/model/source.ts'

const codes = { record: 0, rejected: 1, blank: 2, framing: 3 } as const
const layoutCode = 4
/** A record of which the scanner proved at import that re-serialising it gives its own bytes. */
const stableRecordCode = 5

export class TileWriter {
  #bytes = Buffer.allocUnsafe(4096)
  #length = 0
  #layout = 0

  get isEmpty(): boolean {
    return this.#length === 0
  }

  /** `layout` and `stable` matter for records only; the layout is written when it changes. */
  add(kind: TileKind, length: number, layout = 0, stable = false): void {
    if (kind === 'record' && layout !== this.#layout) {
      this.#varint(layout * 8 + layoutCode)
      this.#layout = layout
    }
    this.#varint(length * 8 + (kind === 'record' && stable ? stableRecordCode : codes[kind]))
  }

  /** The list so far; the writer starts anew with layout 0. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#length))
    this.#length = 0
    this.#layout = 0
    return taken
  }

  #varint(value: number): void {
    if (this.#length + 8 > this.#bytes.length) {
      const wider = Buffer.allocUnsafe(this.#bytes.length * 2)
      this.#bytes.copy(wider)
      this.#bytes = wider
    }
    let rest = value
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#length++] = rest
  }
}

const kindByCode: readonly TileKind[] = ['record', 'rejected', 'blank', 'framing']

/** Walks the tiles of a frame: `visit(kind, start, length, layout, stable)` with `start` relative to the frame. */
export function readTiles(
  tiles: Uint8Array,
  visit: (kind: TileKind, start: number, length: number, layout: number, stable: boolean) => void,
): void {
  let at = 0
  let start = 0
  let layout = 0
  while (at < tiles.length) {
    let value = 0
    let factor = 1
    for (;;) {
      const byte = tiles[at++] as number
      value += (byte & 127) * factor
      if (byte < 128) break
      factor *= 128
    }
    const code = value % 8
    const length = Math.floor(value / 8)
    if (code === layoutCode) {
      layout = length
      continue
    }
    visit(
      code === stableRecordCode ? 'record' : (kindByCode[code] as TileKind),
      start,
      length,
      layout,
      code === stableRecordCode,
    )
    start += length
  }
}
