/**
 * Reads sources of one record per line, UTF-8, lines ended by LF or CR LF. What lines are is a handler's; everything that
 * they have in common is here: byte order mark, terminators, blank lines, length.
 *
 * Does not join lines.
 */
import type { Buffer } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import type { ReaderLimits } from '../limits.ts'
import { type Reader, type TileSink, TileWriter } from '../tile-sink.ts'
import { type LineHandler, LineSplitter } from './line-splitter.ts'
import { BomGate, byte, ChunkFacts, isJsonSpace } from './source-text.ts'

/** What the reader and its handler share. */
export interface LineTools {
  readonly tiles: TileWriter
  /** The reader's, for lines of JSON. */
  readonly scan: JsonScan
  readonly facts: ChunkFacts
  readonly limits: ReaderLimits
}

/** What a format makes of its lines. Must not throw. */
export interface LineRecords {
  /**
   * A line `bytes[start, end)` without its terminator, neither blank nor too long; it makes the tiles of these bytes.
   * `bytes` is valid during the call only. `complete` is false for a last line without LF.
   */
  record(bytes: Buffer, start: number, end: number, byteStart: number, line: number, complete: boolean): void
  /** The source has ended; the place for notes about what is missing. */
  end?(): void
}

export class LineReader implements Reader, LineHandler {
  readonly scan: JsonScan
  readonly #tiles: TileWriter
  readonly #limits: ReaderLimits
  readonly #splitter: LineSplitter
  readonly #records: LineRecords
  readonly #gate = new BomGate()
  readonly #facts = new ChunkFacts()
  #position = 0

  /** `continued`: the bytes are not the beginning of the source. */
  constructor(sink: TileSink, limits: ReaderLimits, records: (tools: LineTools) => LineRecords, continued = false) {
    if (continued) this.#gate.open()
    this.#tiles = new TileWriter(sink)
    this.#limits = limits
    this.scan = new JsonScan(limits.maxDepth)
    this.#splitter = new LineSplitter(this, limits, false)
    this.#records = records({ tiles: this.#tiles, scan: this.scan, facts: this.#facts, limits })
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#gate.admit(chunk, this.#tiles)
    this.#position ||= this.#gate.markBytes
    this.#read(bytes)
  }

  end(): void {
    this.#read(this.#gate.rest())
    this.#splitter.end()
    this.#records.end?.()
    this.#tiles.flush()
    if (this.#position === 0) this.#tiles.note('empty-source')
  }

  #read(chunk: Buffer): void {
    if (chunk.length === 0) return
    this.#facts.set(chunk)
    this.#splitter.push(chunk, 0, this.#position)
    this.#position += chunk.length
  }

  line(
    bytes: Buffer,
    start: number,
    end: number,
    byteStart: number,
    line: number,
    terminator: number,
    complete: boolean,
  ): boolean {
    const length = end - start
    // Most lines begin with a letter or brace: the search for blank lines must not touch them twice.
    if ((bytes[start] as number) <= byte.space && isBlank(bytes, start, end)) this.#tiles.blank(byteStart, length, line)
    else this.#records.record(bytes, start, end, byteStart, line, complete)
    lineEnds(this.#tiles, byteStart + length, terminator)
    return true
  }

  longLine(
    bytes: Buffer,
    start: number,
    end: number,
    byteStart: number,
    byteLength: number,
    line: number,
    terminator: number,
    complete: boolean,
  ): void {
    rejectLongLine(this.#tiles, this.#limits, bytes, start, end, byteStart, byteLength, line)
    lineEnds(this.#tiles, byteStart + byteLength, terminator)
    if (!complete) this.#tiles.truncated()
  }
}

/** The terminator of a line: `terminator` bytes at `byteStart`, framing. */
export function lineEnds(tiles: TileWriter, byteStart: number, terminator: number): void {
  tiles.framing(byteStart, terminator)
  if (terminator === 2) tiles.note('crlf')
}

/** A line past the record cap, as `LineHandler.longLine` gets it: a reject with its head. */
export function rejectLongLine(
  tiles: TileWriter,
  limits: ReaderLimits,
  bytes: Buffer,
  start: number,
  end: number,
  byteStart: number,
  byteLength: number,
  line: number,
): void {
  const message = `longer than ${limits.maxRecordBytes} bytes`
  tiles.rejected(bytes, start, end, byteStart, line, 'too-long', message, byteLength)
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (!isJsonSpace(bytes[at])) return false
  return true
}
