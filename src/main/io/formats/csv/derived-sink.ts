/**
 * For formats that are CSV, SpreadsheetML or JSON with columns of their own, and add to each record what they conclude from
 * it: every layout of the inner reader becomes one of theirs, and renders as the inner record with members appended.
 */
import { Buffer } from 'node:buffer'
import type { FormatId, RejectReason } from '../../../../shared/model/source.ts'
import { parseJson } from '../../../../shared/core/bytes/parse-json.ts'
import { tableRowJson } from '../spreadsheetml/table-json.ts'
import type { Layout, NoteCode, RenderedLayout, TileSink } from '../tile-sink.ts'
import { csvRecordJson } from './csv-json.ts'

/** The inner reader's layout, as data of the outer format's. */
interface InnerLayout {
  readonly shape: 'json' | 'csv' | 'table'
  readonly inner: unknown
}

/** Passes everything on and counts records. */
export class CountingSink implements TileSink {
  /** Accepted and rejected records so far. */
  physical = 0
  readonly #sink: TileSink

  constructor(sink: TileSink) {
    this.#sink = sink
  }

  layout(layout: Layout): number {
    return this.#sink.layout(layout)
  }

  record(bytes: Uint8Array, start: number, end: number, byteStart: number, line: number, layout: number): void {
    this.physical += 1
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
    byteLength: number,
  ): void {
    this.physical += 1
    this.#sink.rejected(bytes, start, end, byteStart, line, reason, message, byteLength)
  }

  blank(byteStart: number, byteLength: number, line: number): void {
    this.#sink.blank(byteStart, byteLength, line)
  }

  framing(byteStart: number, byteLength: number): void {
    this.#sink.framing(byteStart, byteLength)
  }

  note(code: NoteCode, detail?: string): void {
    this.#sink.note(code, detail)
  }

  truncated(): void {
    this.#sink.truncated()
  }
}

export class DerivedSink extends CountingSink {
  readonly #format: FormatId

  constructor(sink: TileSink, format: FormatId) {
    super(sink)
    this.#format = format
  }

  override layout(layout: Layout): number {
    const table = layout.kind === 'json' ? null : layout.table
    return super.layout({ kind: 'rendered', format: this.#format, table, data: innerFrom(layout) })
  }
}

function innerFrom(layout: Layout): InnerLayout {
  switch (layout.kind) {
    case 'json':
      return { shape: 'json', inner: null }
    case 'columns': {
      const columns = layout.columns.map(({ name }) => name)
      return { shape: 'csv', inner: { columns, delimiter: layout.delimiter, escape: 'doubled', encoding: 'utf-8' } }
    }
    case 'rendered':
      return { shape: layout.format === 'spreadsheetml' ? 'table' : 'csv', inner: layout.data }
  }
}

/**
 * The inner record with the members that `derive` gives for it appended, unless it has one of that name itself. `derive`
 * gets the record parsed and returns names with their values, all text.
 */
export function derivedJson(
  bytes: Buffer,
  start: number,
  end: number,
  layout: RenderedLayout,
  derive: (record: Readonly<Record<string, unknown>>) => readonly (readonly [string, string])[],
): Buffer {
  const { shape, inner } = layout.data as InnerLayout
  const rendered = { ...layout, data: inner }
  const json =
    shape === 'json'
      ? bytes.subarray(start, end)
      : shape === 'csv'
        ? csvRecordJson(bytes, start, end, rendered)
        : tableRowJson(bytes, start, end, rendered)
  const record = parseJson(json.toString('utf8')) as Record<string, unknown>
  const added = derive(record)
    .filter(([name]) => !Object.hasOwn(record, name))
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
  const close = json.lastIndexOf(0x7d)
  if (added.length === 0 || close < 0) return json
  const comma = Object.keys(record).length > 0 ? ',' : ''
  return Buffer.concat([json.subarray(0, close), Buffer.from(`${comma}${added.join(',')}}`)])
}
