/**
 * Rows of a MySQL or MariaDB dump: what makes a tuple unreadable, and its view as JSON. Values are as the dump has them:
 * numbers keep their digits, times stay text, bytes are shown in hexadecimal whichever way the dump wrote them.
 */
import { Buffer, isUtf8 } from 'node:buffer'
import { isJsonValue } from '../parts/column-json.ts'
import { FieldWriter } from '../parts/field-writer.ts'
import { type Reject, utf8Reject } from '../parts/json-reject.ts'
import { byte } from '../parts/source-text.ts'
import { mysqlStringBytes, TupleReader, type TupleValue } from '../parts/sql-values.ts'
import type { TupleSyntax } from '../parts/sql-tuples.ts'
import type { RenderedLayout } from '../tile-sink.ts'
import type { MysqlColumn, MysqlKind } from './catalog.ts'

/** What a rendered layout of this format holds. */
export interface MysqlLayout {
  readonly columns: readonly MysqlColumn[]
  readonly backslash: boolean
  readonly ansiQuotes: boolean
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
/** Introducers that leave text as it is. */
const textIntroducers = new Set(['', 'utf8', 'utf8mb3', 'utf8mb4', 'ascii'])

export function mysqlSyntax(backslash: boolean, ansiQuotes: boolean): TupleSyntax {
  return { backslash, escapeStrings: false, doubleQuoteStrings: !ansiQuotes, backticksAndHashes: true }
}

/**
 * Why a tuple that was read cannot be a row of these columns; null when it can. `utf8` says that all its bytes are UTF-8,
 * `charset` names the dump's character set when it is another.
 */
export function mysqlFault(
  source: Buffer,
  tuple: TupleReader,
  columns: readonly MysqlColumn[],
  utf8: boolean,
  charset: string | null,
): Reject | null {
  if (tuple.count !== columns.length && (columns.length > 0 || tuple.count === 0)) {
    const message = `${tuple.count} values, the INSERT statement has ${columns.length}`
    return { reason: 'wrong-column-count', message }
  }
  for (let index = 0; index < tuple.count; index += 1) {
    const value = tuple.values[index] as TupleValue
    if (value.kind !== 'string' || isBytes(value, columns[index]?.kind ?? 'unknown')) continue
    if (!textIntroducers.has(value.introducer) && !isAscii(source, value))
      return { reason: 'unsupported', message: `value ${index + 1} is in the character set ${value.introducer}` }
    if (charset !== null && value.introducer === '' && !isAscii(source, value))
      return { reason: 'unsupported', message: `value ${index + 1} is in the dump's character set ${charset}` }
    if (!utf8 && !isUtf8(source.subarray(value.start, value.end)))
      return utf8Reject(source, value.start, value.end, false)
  }
  return null
}

function isBytes(value: TupleValue, kind: MysqlKind): boolean {
  return kind === 'binary' || (kind === 'unknown' && value.introducer === 'binary')
}

function isAscii(source: Buffer, { start, end }: TupleValue): boolean {
  for (let at = start; at < end; at += 1) if ((source[at] as number) >= 0x80) return false
  return true
}

interface Rendering {
  readonly columns: readonly { readonly prefix: Buffer; readonly kind: MysqlKind }[]
  readonly tuple: TupleReader
}

/** The same for all records of a layout. */
const renderingByLayout = new WeakMap<RenderedLayout, Rendering>()
const writer = new FieldWriter()

/** JSON of the accepted tuple `source[start, end)`. A value that is DEFAULT is not in it. */
export function mysqlRowJson(source: Buffer, start: number, end: number, layout: RenderedLayout): Buffer {
  let rendering = renderingByLayout.get(layout)
  if (rendering === undefined) {
    rendering = renderingFrom(layout.data as MysqlLayout)
    renderingByLayout.set(layout, rendering)
  }
  const { columns, tuple } = rendering
  tuple.read(source, start, end)
  writer.begin()
  writer.code(byte.openBrace)
  let written = 0
  for (const [index, { prefix, kind }] of columns.entries()) {
    const value = tuple.values[index]
    if (value === undefined || index >= tuple.count || value.kind === 'default') continue
    if (written > 0) writer.code(byte.comma)
    written += 1
    writer.bytes(prefix)
    writeValue(source, value, kind)
  }
  writer.code(byte.closeBrace)
  return writer.take()
}

function renderingFrom({ columns, backslash, ansiQuotes }: MysqlLayout): Rendering {
  return {
    columns: columns.map(({ name, kind }) => ({ prefix: Buffer.from(`${JSON.stringify(name)}:`), kind })),
    tuple: new TupleReader(mysqlSyntax(backslash, ansiQuotes)),
  }
}

function writeValue(source: Buffer, value: TupleValue, kind: MysqlKind): void {
  const { start, end } = value
  switch (value.kind) {
    case 'null':
    case 'true':
    case 'false':
      return writer.text(value.kind)
    case 'default':
      return undefined
    case 'number': {
      const text = source.toString('latin1', start, end)
      const bare = (kind === 'number' || kind === 'unknown' || kind === 'json') && jsonNumber.test(text)
      return writer.text(bare ? text : JSON.stringify(text))
    }
    case 'hex':
    case 'bits': {
      const bytes = value.kind === 'hex' ? bytesFromHex(source, start, end) : bytesFromBits(source, start, end)
      const text = kind === 'text' || kind === 'json'
      return writer.text(JSON.stringify(text && isUtf8(bytes) ? bytes.toString('utf8') : hexText(bytes)))
    }
    case 'string':
      return writeString(source, value, kind)
  }
}

function writeString(source: Buffer, value: TupleValue, kind: MysqlKind): void {
  if (isBytes(value, kind)) return writer.text(JSON.stringify(hexText(mysqlStringBytes(source, value))))
  if (value.plain && (kind === 'text' || kind === 'unknown') && writer.field('text', source, value.start, value.end))
    return
  const bytes = mysqlStringBytes(source, value)
  const text = bytes.toString('utf8')
  const asItStands = kind === 'json' ? isJsonValue(bytes, 0, bytes.length) : kind === 'number' && jsonNumber.test(text)
  writer.text(asItStands ? text : JSON.stringify(text))
}

/** `0x` and upper-case digits, as `--hex-blob` writes them; the empty string for no bytes, as it does too. */
function hexText(bytes: Buffer): string {
  return bytes.length === 0 ? '' : `0x${bytes.toString('hex').toUpperCase()}`
}

function bytesFromHex(source: Buffer, start: number, end: number): Buffer {
  const digits = source.toString('latin1', start, end)
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
}

function bytesFromBits(source: Buffer, start: number, end: number): Buffer {
  const digits = source.toString('latin1', start, end)
  const padded = digits.padStart(Math.ceil(digits.length / 8) * 8, '0')
  return Buffer.from(
    Array.from({ length: padded.length / 8 }, (_, at) => Number.parseInt(padded.slice(at * 8, at * 8 + 8), 2)),
  )
}
