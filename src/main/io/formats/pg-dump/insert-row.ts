/**
 * Rows of `INSERT INTO … VALUES` as `pg_dump --inserts` writes them: what makes a tuple unreadable, and its view as JSON,
 * equal to that of the same row in a COPY block. A column with DEFAULT is not in the view: its value is not in the dump
 * (COPY leaves such a column, which is generated, out too).
 */
import { Buffer, isUtf8 } from 'node:buffer'
import type { RenderedLayout, LayoutColumn } from '../tile-sink.ts'
import { type ColumnKind, columnJson, columnKind } from '../parts/column-json.ts'
import { FieldWriter } from '../parts/field-writer.ts'
import type { Reject } from '../parts/json-reject.ts'
import { byte } from '../parts/source-text.ts'
import { postgresStringBytes, TupleReader, type TupleValue } from '../parts/sql-values.ts'
import type { TupleSyntax } from '../parts/sql-tuples.ts'

/** What a rendered layout of this format holds. */
export interface InsertLayout {
  readonly form: 'insert'
  readonly columns: readonly LayoutColumn[]
  /** Plain strings have escapes: `standard_conforming_strings` was off. */
  readonly backslash: boolean
}

export function postgresSyntax(backslash: boolean): TupleSyntax {
  return { backslash, escapeStrings: true, doubleQuoteStrings: false, backticksAndHashes: false }
}

/** Why a tuple that was read cannot be a row of `columns` columns (0: not known); null when it can. UTF-8 was checked. */
export function insertFault(bytes: Buffer, tuple: TupleReader, columns: number): Reject | null {
  for (let index = 0; index < tuple.count; index += 1) {
    const value = tuple.values[index] as TupleValue
    if (value.kind === 'hex')
      return { reason: 'unsupported', message: `value ${index + 1} is a hexadecimal bit string, which is not read` }
    if (value.kind !== 'string') continue
    const text = value.escapes && !value.plain ? postgresStringBytes(bytes, value) : null
    if (text === null ? bytes.subarray(value.start, value.end).includes(0) : text.includes(0))
      return { reason: 'bad-escape', message: 'a zero byte, which PostgreSQL text cannot hold' }
    if (text !== null && !isUtf8(text))
      return { reason: 'invalid-utf8', message: 'escapes by number that make bytes which are not UTF-8' }
  }
  if (tuple.count === columns || (columns === 0 && tuple.count > 0)) return null
  return { reason: 'wrong-column-count', message: `${tuple.count} values, the INSERT statement has ${columns}` }
}

/** Text of a value as COPY would give it; null for NULL. Not for DEFAULT. */
export function insertText(bytes: Buffer, value: TupleValue): string | null {
  if (value.kind === 'null') return null
  if (value.kind === 'string') return postgresStringBytes(bytes, value).toString('utf8')
  return bytes.toString('utf8', value.start, value.end)
}

interface Column {
  /** `"name":` */
  readonly prefix: Buffer
  readonly type: string | null
  readonly kind: ColumnKind | null
}

interface Rendering {
  readonly columns: readonly Column[]
  readonly tuple: TupleReader
}

/** The same for all records of a layout. */
const renderingByLayout = new WeakMap<RenderedLayout, Rendering>()
const writer = new FieldWriter()

/** JSON of the accepted tuple `bytes[start, end)`. */
export function insertRowJson(bytes: Buffer, start: number, end: number, layout: RenderedLayout): Buffer {
  let rendering = renderingByLayout.get(layout)
  if (rendering === undefined) {
    rendering = renderingFrom(layout.data as InsertLayout)
    renderingByLayout.set(layout, rendering)
  }
  const { columns, tuple } = rendering
  tuple.read(bytes, start, end)
  writer.begin()
  writer.code(byte.openBrace)
  let written = 0
  for (const [index, column] of columns.entries()) {
    const value = tuple.values[index]
    if (value === undefined || index >= tuple.count || value.kind === 'default') continue
    if (written > 0) writer.code(byte.comma)
    written += 1
    writer.bytes(column.prefix)
    writeValue(bytes, value, column)
  }
  writer.code(byte.closeBrace)
  return writer.take()
}

function renderingFrom({ columns, backslash }: InsertLayout): Rendering {
  return {
    columns: columns.map(({ name, type }) => ({
      prefix: Buffer.from(`${JSON.stringify(name)}:`),
      type,
      kind: columnKind(type),
    })),
    tuple: new TupleReader(postgresSyntax(backslash)),
  }
}

function writeValue(bytes: Buffer, value: TupleValue, { type, kind }: Column): void {
  const direct = value.kind === 'number' || (value.kind === 'string' && value.plain)
  if (direct && kind !== null && writer.field(kind, bytes, value.start, value.end)) return
  writer.text(columnJson(type, insertText(bytes, value)))
}
