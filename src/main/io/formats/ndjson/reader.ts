/**
 * NDJSON: one JSON object per line, RFC 8259 in UTF-8, lines ended by LF or CR LF. The record is the whole line without
 * its terminator, white space around the object included, because a seal may have been taken over the line.
 *
 * Does not look inside records beyond what `JsonScan` notes, and never joins lines: a pretty-printed object is a row of
 * rejects.
 */
import type { Buffer } from 'node:buffer'
import type { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import type { ReaderLimits } from '../limits.ts'
import { jsonRejectFrom } from '../parts/json-reject.ts'
import { LineReader, type LineRecords, type LineTools } from '../parts/line-reader.ts'
import type { ChunkFacts } from '../parts/source-text.ts'
import type { Reader, TileSink, TileWriter } from '../tile-sink.ts'

/** A reader of one JSON object per line. `continued`: the bytes are not the beginning of the source. */
export function ndjsonReader(sink: TileSink, limits: ReaderLimits, continued = false): Reader {
  return new LineReader(sink, limits, (tools) => new JsonLines(tools), continued)
}

class JsonLines implements LineRecords {
  readonly #tiles: TileWriter
  readonly #scan: JsonScan
  readonly #facts: ChunkFacts
  #layout = -1

  constructor({ tiles, scan, facts }: LineTools) {
    this.#tiles = tiles
    this.#scan = scan
    this.#facts = facts
  }

  record(bytes: Buffer, start: number, end: number, byteStart: number, line: number, complete: boolean): void {
    const utf8 = this.#facts.isUtf8(bytes, start, end)
    if (utf8 && this.#scan.scan(bytes, start, end)) {
      if (this.#layout < 0) this.#layout = this.#tiles.layout({ kind: 'json' })
      if (this.#scan.duplicateKeys) this.#tiles.note('duplicate-keys')
      if (this.#scan.loneSurrogate) this.#tiles.note('lone-surrogate')
      if (!complete) this.#tiles.note('no-final-newline')
      this.#tiles.record(bytes, start, end, byteStart, line, this.#layout)
      return
    }
    if (!utf8) this.#tiles.note('invalid-utf8')
    const { reason, message } = jsonRejectFrom(this.#scan, utf8, bytes, start, end, !complete)
    this.#tiles.rejected(bytes, start, end, byteStart, line, reason, message)
    if (!complete) this.#tiles.truncated()
  }
}
