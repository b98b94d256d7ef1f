/** A tile sink that keeps everything it is told, and checks the order and cover of the tiles as they come. */
import type { Layout, NoteCode, TileSink } from '../../../../src/main/io/formats/reader.ts'
import { createReader, type ReaderLimits } from '../../../../src/main/io/formats/reader.ts'
import { recordJson } from '../../../../src/main/io/formats/record-json.ts'
import type { FormatId, RejectReason, TileKind } from '../../../../src/shared/model/source.ts'

export interface RecordedTile {
  readonly kind: TileKind
  readonly byteStart: number
  readonly byteLength: number
  readonly line?: number
  readonly layout?: number
  /** The bytes as latin1, so that two recordings can be compared as values. */
  readonly text?: string
  readonly json?: string
  readonly reason?: RejectReason
  readonly message?: string
}

export class TileRecorder implements TileSink {
  readonly tiles: RecordedTile[] = []
  readonly layouts: Layout[] = []
  readonly notes: Record<string, number> = {}
  readonly details: string[] = []
  cut = false
  covered = 0

  layout(layout: Layout): number {
    this.layouts.push(layout)
    return this.layouts.length - 1
  }

  record(bytes: Uint8Array, start: number, end: number, byteStart: number, line: number, layout: number): void {
    const form = this.layouts[layout]
    if (form === undefined) throw new Error(`record of layout ${layout}, which was not declared`)
    const json = recordJson(bytes, start, end, form).toString('utf8')
    this.#add({
      kind: 'record',
      byteStart,
      byteLength: end - start,
      line,
      layout,
      text: latin1(bytes, start, end),
      json,
    })
  }

  rejected(
    bytes: Uint8Array,
    start: number,
    end: number,
    byteStart: number,
    line: number,
    reason: RejectReason,
    message: string,
    byteLength: number,
  ): void {
    if (byteLength <= 0) throw new Error(`a reject of ${byteLength} bytes`)
    if (reason !== 'too-long' && byteLength !== end - start) throw new Error('a reject without all its bytes')
    this.#add({ kind: 'rejected', byteStart, byteLength, line, text: latin1(bytes, start, end), reason, message })
  }

  blank(byteStart: number, byteLength: number, line: number): void {
    this.#add({ kind: 'blank', byteStart, byteLength, line })
  }

  framing(byteStart: number, byteLength: number): void {
    if (byteLength <= 0) throw new Error(`framing of ${byteLength} bytes`)
    if (this.tiles.at(-1)?.kind === 'framing') throw new Error('two framing tiles side by side')
    this.#add({ kind: 'framing', byteStart, byteLength })
  }

  note(code: NoteCode, detail?: string): void {
    this.notes[code] = (this.notes[code] ?? 0) + 1
    if (detail !== undefined) this.details.push(`${code}: ${detail}`)
  }

  truncated(): void {
    this.cut = true
  }

  count(kind: TileKind): number {
    return this.tiles.filter((tile) => tile.kind === kind).length
  }

  of(kind: TileKind): RecordedTile[] {
    return this.tiles.filter((tile) => tile.kind === kind)
  }

  #add(tile: RecordedTile): void {
    if (tile.byteStart !== this.covered)
      throw new Error(`${tile.kind} at ${tile.byteStart}, expected at ${this.covered}`)
    this.covered += tile.byteLength
    this.tiles.push(tile)
  }
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.slice(start, end)).toString('latin1')
}

/** Reads `source` in chunks whose ends are `cuts`. Every chunk lies in memory of its own that is overwritten afterwards. */
export function recordTiles(
  format: FormatId,
  source: Uint8Array,
  cuts: readonly number[] = [],
  limits: Partial<ReaderLimits> = {},
): TileRecorder {
  const recorder = new TileRecorder()
  const reader = createReader(format, recorder, limits)
  const borders = [...cuts.filter((cut) => cut > 0 && cut < source.length).toSorted((a, b) => a - b), source.length]
  let from = 0
  for (const to of borders) {
    const chunk = Uint8Array.from(source.subarray(from, to))
    reader.push(chunk)
    chunk.fill(0x7d)
    from = to
  }
  reader.end()
  return recorder
}
