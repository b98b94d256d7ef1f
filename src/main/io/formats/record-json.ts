/**
 * A record as one JSON object, so that everything above the readers works on one shape. Columns become members in the
 * order of their layout, values as `columnJson` prints them; a JSON record is its own bytes.
 *
 * The result is a view of the record and never what a digest of the record is taken over.
 */
import { Buffer } from 'node:buffer'
import { type ColumnKind, columnJson, columnKind } from './parts/column-json.ts'
import { decodeCsv } from './csv/csv-dialect.ts'
import { FieldWriter } from './parts/field-writer.ts'
import { copyFieldEnd, valueFromEscaped } from './pg-dump/pg-copy-text.ts'
import { bufferView, byte } from './parts/source-text.ts'
import { formatFrom } from './reader.ts'
import type { ColumnLayout, Layout } from './tile-sink.ts'

export type { Layout } from './tile-sink.ts'

interface Column {
  /** `,"name":`, without the comma for the first column. */
  readonly prefix: Buffer
  readonly type: string | null
  /** null where only the text form of the value can be read. */
  readonly kind: ColumnKind | null
}

/** The same for all records of a layout. */
const columnsByLayout = new WeakMap<Layout, readonly Column[]>()
const writer = new FieldWriter()
/** For a layout whose format renders nothing, which its fixtures would show. */
const nothing = Buffer.from('{}')

/** UTF-8 JSON of the accepted record `bytes[start, end)`. A view of `bytes` for JSON layouts, fresh bytes for columns. */
export function recordJson(bytes: Uint8Array, start: number, end: number, layout: Layout): Buffer {
  const view = bufferView(bytes)
  if (layout.kind === 'json') return view.subarray(start, end)
  if (layout.kind === 'rendered') return formatFrom(layout.format).recordJson?.(view, start, end, layout) ?? nothing
  let columns = columnsByLayout.get(layout)
  if (columns === undefined) {
    columns = columnsFrom(layout)
    columnsByLayout.set(layout, columns)
  }
  writer.begin()
  writer.code(byte.openBrace)
  if (layout.dialect === 'pg-copy') writeCopyRow(view, start, end, columns)
  else writeCsvRecord(view, start, end, columns, layout.delimiter)
  writer.code(byte.closeBrace)
  return writer.take()
}

function columnsFrom(layout: ColumnLayout): Column[] {
  return layout.columns.map(({ name, type }, index) => ({
    prefix: Buffer.from(`${index === 0 ? '' : ','}${JSON.stringify(name)}:`),
    type,
    kind: columnKind(type),
  }))
}

function writeCopyRow(bytes: Buffer, start: number, end: number, columns: readonly Column[]): void {
  let from = start
  for (const column of columns) {
    writer.bytes(column.prefix)
    const to = copyFieldEnd(bytes, from, end)
    const first = bytes[from]
    if (first === byte.backslash && to - from === 2 && bytes[from + 1] === 0x4e) writer.text('null')
    else if (column.kind === null || !writer.field(column.kind, bytes, from, to)) {
      // Escapes, and whatever the quick way does not print.
      const text = bytes.toString('utf8', from, to)
      writer.text(columnJson(column.type, text.includes('\\') ? valueFromEscaped(text) : text))
    }
    from = to + 1
  }
}

const values: (string | null)[] = []

function writeCsvRecord(
  bytes: Buffer,
  start: number,
  end: number,
  columns: readonly Column[],
  delimiter: string,
): void {
  const delimiterCode = delimiter.charCodeAt(0)
  let from = start
  for (const column of columns) {
    writer.bytes(column.prefix)
    let to = from
    let doubled = false
    if (bytes[from] === byte.quote && from < end) {
      to = from + 1
      for (; to < end; to += 1) {
        if (bytes[to] !== byte.quote) continue
        if (bytes[to + 1] !== byte.quote || to + 1 >= end) break
        doubled = true
        to += 1
      }
      to += 1
      if (doubled || !writer.field('text', bytes, from + 1, to - 1)) {
        decodeCsv(bytes.toString('utf8', from, to), delimiter, values)
        writer.text(columnJson(null, values[0] ?? ''))
      }
    } else {
      while (to < end && bytes[to] !== delimiterCode) to += 1
      if (to === from) writer.text('null')
      else if (!writer.field('text', bytes, from, to)) writer.text(columnJson(null, bytes.toString('utf8', from, to)))
    }
    from = to + 1
  }
}
