/**
 * A column's value as JSON text, the way PostgreSQL's `to_jsonb(row)` prints it (PostgreSQL 15, section 9.16, and
 * `datum_to_jsonb`, `JsonEncodeDateTime`): numbers without quotes, times in ISO 8601, arrays as arrays, everything that
 * has no JSON form as the string of its text output.
 *
 * Composite and range types, hstore and types with a cast to json of their own come out as strings, which is not what
 * to_jsonb prints. `json` columns come out as they stand: to_jsonb turns them into jsonb, which is another step.
 */
import { Buffer } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import { numericText } from '../../../../shared/core/bytes/json-text.ts'
import { pgArrayItems } from './pg-array.ts'

export type ColumnKind = 'number' | 'boolean' | 'json' | 'timestamp' | 'timestamptz' | 'text'

const kindByType = new Map<string, ColumnKind>([
  ['smallint', 'number'],
  ['integer', 'number'],
  ['bigint', 'number'],
  ['numeric', 'number'],
  ['decimal', 'number'],
  ['real', 'number'],
  ['double precision', 'number'],
  ['smallserial', 'number'],
  ['serial', 'number'],
  ['bigserial', 'number'],
  ['int', 'number'],
  ['int2', 'number'],
  ['int4', 'number'],
  ['int8', 'number'],
  ['float4', 'number'],
  ['float8', 'number'],
  ['boolean', 'boolean'],
  ['bool', 'boolean'],
  ['json', 'json'],
  ['jsonb', 'json'],
  ['timestamp', 'timestamp'],
  ['timestamp without time zone', 'timestamp'],
  ['timestamp with time zone', 'timestamptz'],
  ['timestamptz', 'timestamptz'],
])

/** A type's name without modifiers and schema `pg_catalog`, and how deep it is an array. */
interface ReadType {
  readonly kind: ColumnKind
  readonly array: boolean
}
const readTypeByText = new Map<string, ReadType>()

/**
 * JSON text of a value as the reader decoded it. `type` is a layout column's type; with null, as in CSV, every value is
 * a string, also one that looks like a number, object or array. null becomes `null`.
 */
export function columnJson(type: string | null, text: string | null): string {
  if (text === null) return 'null'
  if (type === null) return JSON.stringify(text)
  const read = readType(type)
  return read.array ? arrayJson(read.kind, text) : scalarJson(read.kind, text)
}

/** Kind of a column whose type is no array; null for arrays. CSV columns, which have no type, are text. */
export function columnKind(type: string | null): ColumnKind | null {
  if (type === null) return 'text'
  const read = readType(type)
  return read.array ? null : read.kind
}

function readType(type: string): ReadType {
  const known = readTypeByText.get(type)
  if (known !== undefined) return known
  const array = /\[\d*\]$/.test(type)
  const name = type
    .replaceAll(/\[\d*\]/g, '')
    .replace(/\([^)]*\)/, '')
    .replace(/^pg_catalog\./, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const read: ReadType = { kind: kindByType.get(name) ?? 'text', array }
  // Hostile: a dump can name any number of types; the memory of them stays small.
  if (readTypeByText.size >= 4096) readTypeByText.clear()
  readTypeByText.set(type, read)
  return read
}

function scalarJson(kind: ColumnKind, text: string): string {
  switch (kind) {
    case 'number':
      return /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? numericText(text) : JSON.stringify(text)
    case 'boolean':
      return text === 't' || text === 'true'
        ? 'true'
        : text === 'f' || text === 'false'
          ? 'false'
          : JSON.stringify(text)
    case 'json':
      return isJson(text) ? text : JSON.stringify(text)
    case 'timestamp':
      return JSON.stringify(text.replace(' ', 'T'))
    case 'timestamptz':
      return JSON.stringify(isoWithZone(text))
    case 'text':
      return JSON.stringify(text)
  }
}

/** Less deep than a record may be, so that a record made of such values can be scanned again. */
const valueScan = new JsonScan(240)

/** Hostile: a dump can declare jsonb and hold anything; what is no JSON must not break the record it stands in. */
export function isJsonValue(bytes: Uint8Array, start: number, end: number): boolean {
  return valueScan.scan(bytes, start, end) || valueScan.error === 'json-not-an-object'
}

function isJson(text: string): boolean {
  const bytes = Buffer.from(text)
  return isJsonValue(bytes, 0, bytes.length)
}

/** `2025-01-01 00:00:00.5+00` to `2025-01-01T00:00:00.5+00:00`. Text that is not a time, such as `infinity`, stays. */
function isoWithZone(text: string): string {
  const match = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d)(:\d\d(?::\d\d)?)?( BC)?$/.exec(text)
  if (match === null) return text
  const [, date, time, hours, rest = ':00', era = ''] = match
  return `${date}T${time}${hours}${rest}${era}`
}

function arrayJson(kind: ColumnKind, text: string): string {
  const items = pgArrayItems(text, (item) => (item === null ? 'null' : scalarJson(kind, item)))
  return items ?? JSON.stringify(text)
}
