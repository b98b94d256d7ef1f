/**
 * What a reader says about a source: tiles in byte order that cover it with no hole and no overlap, and counted notes.
 * README.md in this folder specifies which bytes of which format are what.
 */
import type { JsonScan } from '../../../shared/core/bytes/json-scan.ts'
import type { FormatId, RejectReason } from '../../../shared/model/source.ts'

/** A column of a layout. `type` is as the dump's DDL states it (domains followed to their base); null when unknown. */
export interface LayoutColumn {
  readonly name: string
  readonly type: string | null
}

/** How the bytes of a record divide into fields. */
export type Layout =
  | { readonly kind: 'json' }
  | {
      readonly kind: 'columns'
      readonly dialect: 'csv' | 'pg-copy'
      /** `schema.table` as printed in SQL; null where the format names none. */
      readonly table: string | null
      readonly columns: readonly LayoutColumn[]
      /** One ASCII character. */
      readonly delimiter: string
    }
  | {
      /** Bytes that only their format can turn into a JSON object: `recordJson` of the definition. */
      readonly kind: 'rendered'
      readonly format: FormatId
      readonly table: string | null
      /** What the format needs besides the record's bytes, as JSON; kept with the source. At most a few MiB. */
      readonly data: unknown
    }
export type ColumnLayout = Extract<Layout, { kind: 'columns' }>
export type RenderedLayout = Extract<Layout, { kind: 'rendered' }>

/**
 * Notes that any reader may make. Each call counts one; the receipt prints code, count and the first details. A format's
 * own notes stand in its definition.
 */
export const noteCodes = [
  /** The source begins with a UTF-8 byte order mark. */
  'bom',
  /** A terminator was CR LF. */
  'crlf',
  /** The last record has no terminator and was read all the same. */
  'no-final-newline',
  /** A record repeats a name at its top level; both values stay in the bytes. */
  'duplicate-keys',
  /** A record holds an escape of half a surrogate pair, which no UTF-8 text can carry. */
  'lone-surrogate',
  /** A record's or header's bytes are not UTF-8. */
  'invalid-utf8',
  /** A CSV record or header holds a zero byte. */
  'nul-byte',
  /** A CSV header holds a carriage return that ends no line: the file may use CR alone as terminator. */
  'bare-cr',
  /** No readable CSV header; nothing after it can be read. */
  'no-header',
  /** Quotes in the CSV header that RFC 4180 does not allow; the names are kept as they stand. */
  'header-quotes',
  /** Two columns of a layout have one name. Detail: the name. */
  'duplicate-columns',
  /** A column without a name. */
  'unnamed-column',
  /** The JSON text is not an array. */
  'not-an-array',
  /** Text after the closing bracket of a JSON array. */
  'text-after-array',
  /** The array is never closed. */
  'missing-array-end',
  /** A COPY block of a partition or inheriting table. Detail: child, parent and bounds. */
  'partition',
  /** A COPY block without column list of a table whose definition is not in the dump; columns are numbered. Detail: table. */
  'no-column-list',
  /** A COPY block with options: its rows are rejected. Detail: the options. */
  'copy-options',
  /** Text after `FROM stdin;` on the same line. */
  'text-after-copy',
  /** A COPY block without the end marker. Detail: table. */
  'missing-copy-end',
  /** A row that runs over a line end escaped by a backslash. */
  'escaped-newline',
  /** An INSERT statement that does not list its rows (INSERT … SELECT): they are not read. Detail: table. */
  'insert-statement',
  /** A statement longer than is kept to be understood. */
  'long-statement',
  /** The dump ends inside a statement, quotation or comment. */
  'unfinished-statement',
  /** The dump has its opening comment and not its closing one. */
  'missing-dump-end',
  /** The source has no bytes at all. */
  'empty-source',
] as const
/** One of `noteCodes`, or a code that the format's definition explains. */
export type NoteCode = string

/** Receives the tiles of a source. Buffers are valid only during the call. Offsets are 0-based, ranges half-open. */
export interface TileSink {
  /** Declares a layout and returns its number, 0-based. Called before the first record that has it. */
  layout(layout: Layout): number
  /**
   * An accepted record: `bytes[start, end)`, at `byteStart` of the source, on 1-based physical line `line`. During the
   * call the reader's `scan` holds the members of a JSON record, as offsets into `bytes`.
   */
  record(bytes: Uint8Array, start: number, end: number, byteStart: number, line: number, layout: number): void
  /**
   * A record that cannot be read. It covers `byteLength` bytes of the source; `bytes[start, end)` is all of them, or
   * their first `headBytes` when the reason is `too-long`.
   */
  rejected(
    bytes: Uint8Array,
    start: number,
    end: number,
    byteStart: number,
    line: number,
    reason: RejectReason,
    message: string,
    byteLength: number,
  ): void
  /** A blank record, without its terminator; `byteLength` may be 0. */
  blank(byteStart: number, byteLength: number, line: number): void
  /** Bytes of the format itself. Neighbouring framing is always one tile. `byteLength` > 0. */
  framing(byteStart: number, byteLength: number): void
  note(code: NoteCode, detail?: string): void
  /** The source ends before its format says it may. May be called more than once. */
  truncated(): void
}

/** Reads one source. `push` takes its bytes in order, cut anywhere; the tiles do not depend on where they are cut. */
export interface Reader {
  /** Members of the record being handed over; of use to JSON layouts only. */
  readonly scan: JsonScan
  push(chunk: Uint8Array): void
  end(): void
}

/** Joins neighbouring framing and passes everything on in byte order. */
export class TileWriter {
  readonly #sink: TileSink
  #framingStart = 0
  #framingEnd = 0

  constructor(sink: TileSink) {
    this.#sink = sink
  }

  framing(byteStart: number, byteLength: number): void {
    if (byteLength === 0) return
    if (this.#framingEnd !== byteStart || this.#framingEnd === this.#framingStart) {
      this.flush()
      this.#framingStart = byteStart
    }
    this.#framingEnd = byteStart + byteLength
  }

  /** Passes on framing that is still held; call at the end. */
  flush(): void {
    if (this.#framingEnd > this.#framingStart)
      this.#sink.framing(this.#framingStart, this.#framingEnd - this.#framingStart)
    this.#framingStart = this.#framingEnd
  }

  record(bytes: Uint8Array, start: number, end: number, byteStart: number, line: number, layout: number): void {
    this.flush()
    this.#sink.record(bytes, start, end, byteStart, line, layout)
  }

  rejected(
    bytes: Uint8Array,
    start: number,
    end: number,
    byteStart: number,
    line: number,
    reason: RejectReason,
    message: string,
    byteLength = end - start,
  ): void {
    this.flush()
    this.#sink.rejected(bytes, start, end, byteStart, line, reason, message, byteLength)
  }

  blank(byteStart: number, byteLength: number, line: number): void {
    this.flush()
    this.#sink.blank(byteStart, byteLength, line)
  }

  layout(layout: Layout): number {
    return this.#sink.layout(layout)
  }

  note(code: NoteCode, detail?: string): void {
    if (detail === undefined) this.#sink.note(code)
    else this.#sink.note(code, detail)
  }

  truncated(): void {
    this.#sink.truncated()
  }
}
