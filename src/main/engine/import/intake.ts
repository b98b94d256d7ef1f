/**
 * A reader's tiles become frames: raw bytes, what every byte is, and the entries' columns. Frames end at the first tile
 * after half a mebibyte: large enough to pack well, small enough to read one entry from. Nothing here knows the store, so
 * the same code runs in the engine and in lanes.
 */
import type { RejectReason, TileKind } from '../../../shared/model/source.ts'
import type { SourceProfile } from '../../../shared/model/profile.ts'
import { JsonScan } from '../../../shared/core/bytes/json-scan.ts'
import { recordJson, type Layout } from '../../io/formats/record-json.ts'
import type { Reader, TileSink } from '../../io/formats/reader.ts'
import { EntryColumnsWriter } from '../../store/entry-columns.ts'
import { TileWriter } from '../../store/tiles.ts'
import { EntryMapper } from './entry-mapper.ts'
import { addNote, emptyTotals, type Totals } from './totals.ts'

const targetBytes = 512 * 1024

export interface RejectRow {
  readonly byteStart: number
  readonly byteLength: number
  readonly line: number
  readonly reason: RejectReason
  readonly message: string
}

/** A frame before its bytes are packed; offsets, lines and entries count from where reading began. */
export interface RawFrame {
  readonly byteStart: number
  readonly byteLength: number
  readonly entryStart: number
  readonly entries: number
  readonly minMicros: number | null
  readonly maxMicros: number | null
  readonly tiles: Uint8Array
  readonly columns: Uint8Array
  readonly rejects: readonly RejectRow[]
  readonly raw: Buffer
}

export class Intake implements TileSink {
  /** The reader, whose scan holds the members of a JSON record during `record`. It may choose that scan as late as then. */
  reader: Pick<Reader, 'scan'> | null = null
  readonly layouts: Layout[]
  readonly totals: Totals = emptyTotals()
  readonly #mapper: EntryMapper
  readonly #emit: (frame: RawFrame) => void
  readonly #withheld: boolean
  readonly #own = new JsonScan()
  readonly #tiles = new TileWriter()
  readonly #columns = new EntryColumnsWriter()
  #rejects: RejectRow[] = []
  #chunks: Buffer[] = []
  #chunksStart = 0
  #frameStart = 0
  #tileEnd = 0
  #entryStart = 0
  #first: bigint | number | null = null
  #last: bigint | number | null = null

  /**
   * `layouts` are those declared before, by members that were read already. `withheld`: what the reader sees is not what
   * the frames hold, so nothing it proves of a record's spelling is noted.
   */
  constructor(profile: SourceProfile, layouts: readonly Layout[], emit: (frame: RawFrame) => void, withheld = false) {
    this.#withheld = withheld
    this.#mapper = new EntryMapper(profile)
    this.layouts = [...layouts]
    this.#emit = emit
  }

  /** Bytes in order; call before the tiles that lie in them arrive. They are kept until their frame is cut. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
  }

  /** Emits the last frame; every byte pushed must be covered by then. */
  end(): void {
    if (!this.#tiles.isEmpty) this.#cut()
    const { totals } = this
    totals.firstSequence = this.#first === null ? null : String(this.#first)
    totals.lastSequence = this.#last === null ? null : String(this.#last)
  }

  layout(layout: Layout): number {
    const text = JSON.stringify(layout)
    const known = this.layouts.findIndex((candidate) => JSON.stringify(candidate) === text)
    if (known >= 0) return known
    this.layouts.push(layout)
    return this.layouts.length - 1
  }

  record(bytes: Uint8Array, start: number, end: number, byteStart: number, line: number, layout: number): void {
    const length = end - start
    const form = this.layouts[layout] as Layout
    const scan = this.reader?.scan ?? this.#own
    // White space around the object is part of the record and not of its re-serialisation.
    const stable =
      !this.#withheld && form.kind === 'json' && scan.stable && scan.objectStart === start && scan.objectEnd === end
    let mapped
    if (form.kind === 'json')
      mapped = this.#mapper.map(
        Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
        scan,
      )
    else {
      const json = recordJson(bytes, start, end, form)
      this.#own.scan(json, 0, json.length)
      mapped = this.#mapper.map(json, this.#own)
    }
    const { totals } = this
    if (mapped.timeUnparseable) addNote(totals, 'time-unparseable')
    totals.accepted += 1
    this.#columns.add({
      line,
      sequence: mapped.sequence,
      occurredMicros: mapped.occurredMicros,
      actor: mapped.actor,
      action: mapped.action,
      resourceType: mapped.resourceType,
      resourceId: mapped.resourceId,
    })
    const micros = mapped.occurredMicros
    if (micros !== null) {
      if (totals.firstMicros === null || micros < totals.firstMicros) totals.firstMicros = micros
      if (totals.lastMicros === null || micros > totals.lastMicros) totals.lastMicros = micros
    }
    const sequence = typeof mapped.sequence === 'string' ? BigInt(mapped.sequence) : mapped.sequence
    if (sequence !== null) {
      if (this.#first === null || sequence < this.#first) this.#first = sequence
      if (this.#last === null || sequence > this.#last) this.#last = sequence
    }
    this.#tile('record', byteStart, length, layout, stable)
  }

  rejected(
    _bytes: Uint8Array,
    _start: number,
    _end: number,
    byteStart: number,
    line: number,
    reason: RejectReason,
    message: string,
    byteLength: number,
  ): void {
    this.totals.rejected += 1
    this.#rejects.push({ byteStart, byteLength, line, reason, message })
    this.#tile('rejected', byteStart, byteLength)
  }

  blank(byteStart: number, byteLength: number, _line: number): void {
    this.totals.blank += 1
    if (byteLength > 0) this.#tile('blank', byteStart, byteLength)
  }

  framing(byteStart: number, byteLength: number): void {
    this.#tile('framing', byteStart, byteLength)
  }

  note(code: string, detail?: string): void {
    addNote(this.totals, code, 1, detail === undefined ? [] : [detail])
  }

  truncated(): void {
    this.totals.truncated = true
  }

  #tile(kind: TileKind, byteStart: number, byteLength: number, layout = 0, stable = false): void {
    if (byteStart !== this.#tileEnd) throw new RangeError(`tile at ${byteStart}, expected ${this.#tileEnd}`)
    this.#tiles.add(kind, byteLength, layout, stable)
    this.totals.tileBytes[kind] += byteLength
    this.#tileEnd = byteStart + byteLength
    if (this.#tileEnd - this.#frameStart >= targetBytes) this.#cut()
  }

  #cut(): void {
    const byteStart = this.#frameStart
    const byteLength = this.#tileEnd - byteStart
    const { rows: entries, minMicros, maxMicros } = this.#columns
    this.#emit({
      byteStart,
      byteLength,
      entryStart: this.#entryStart,
      entries,
      minMicros,
      maxMicros,
      tiles: this.#tiles.take(),
      columns: this.#columns.take(),
      rejects: this.#rejects,
      raw: this.#take(byteLength),
    })
    this.#rejects = []
    this.#entryStart += entries
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
