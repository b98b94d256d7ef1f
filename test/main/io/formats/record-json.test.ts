import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCsv } from '../../../../src/main/io/formats/csv/csv-dialect.ts'
import { columnJson } from '../../../../src/main/io/formats/parts/column-json.ts'
import { checkCopyRow } from '../../../../src/main/io/formats/pg-dump/pg-copy-text.ts'
import { recordJson } from '../../../../src/main/io/formats/record-json.ts'
import type { ColumnLayout } from '../../../../src/main/io/formats/tile-sink.ts'

const types = [
  'text',
  'bigint',
  'numeric(10,2)',
  'boolean',
  'jsonb',
  'timestamp with time zone',
  'timestamp without time zone',
  'text[]',
  'double precision',
]
const typical = fc.constantFrom<string | null>(
  null,
  '',
  '0',
  '-0',
  '-12',
  '007',
  '1.10',
  '1.',
  '.5',
  '1e5',
  '12a',
  '-',
  't',
  'f',
  'true',
  '{"a": 1}',
  '{"a": "x\\n"}',
  '[]',
  '{',
  'null',
  'infinity',
  '2025-01-05 10:00:00+00',
  '2025-01-05 10:00:00.5-03',
  '2025-01-05 10:00:00.+00',
  '2025-01-05 10:00:00+05:30',
  '2025-01-05T10:00:00+00',
  '2025-01-05 10:00:00',
  '2025-01-05 10:00:00.123456',
  '2025-01-05 1x:00:00+00',
  '{a,"b c",NULL}',
  '\\N',
  'tab\there',
  'line\nend',
  '"',
  'a"b',
  'é😀',
  '\u0001',
)
const values = fc.array(
  fc.oneof(
    typical,
    fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('\0', '').toWellFormed()),
  ),
  {
    minLength: 1,
    maxLength: 8,
  },
)

function layoutFrom(
  dialect: ColumnLayout['dialect'],
  delimiter: string,
  columns: readonly (string | null)[],
): ColumnLayout {
  return {
    kind: 'columns',
    dialect,
    table: null,
    delimiter,
    columns: columns.map((type, index) => ({ name: `c"${index}`, type })),
  }
}

/** Values of a COPY row, as many as the reader counts, as the object of a record with that many text columns holds them. */
function copyValues(bytes: Buffer, start: number, end: number): unknown[] {
  const { fields } = checkCopyRow(bytes, start, end, { fields: 0, fault: null })
  const layout = layoutFrom(
    'pg-copy',
    '\t',
    Array.from({ length: fields }, () => 'text'),
  )
  return Object.values(JSON.parse(recordJson(bytes, start, end, layout).toString('utf8')) as Record<string, unknown>)
}

/** As PostgreSQL's COPY TO writes a value. */
function copyField(value: string | null): string {
  if (value === null) return '\\N'
  const shorts: Record<string, string> = {
    '\\': '\\\\',
    '\t': '\\t',
    '\n': '\\n',
    '\r': '\\r',
    '\b': '\\b',
    '\f': '\\f',
    '\v': '\\v',
  }
  return [...value].map((character) => shorts[character] ?? character).join('')
}

function csvField(value: string | null, delimiter: string): string {
  if (value === null) return ''
  return value === '' || /["\r\n]/.test(value) || value.includes(delimiter) ? `"${value.replaceAll('"', '""')}"` : value
}

describe('a row of COPY', () => {
  const rows = fc.tuple(values, fc.array(fc.constantFrom(...types), { minLength: 8, maxLength: 8 }))

  it('decodes to the values it was written from', () => {
    fc.assert(
      fc.property(values, (row) => {
        const bytes = Buffer.from(`xx${row.map(copyField).join('\t')}yy`)
        expect(copyValues(bytes, 2, bytes.length - 2)).toEqual(row)
      }),
    )
  })

  it('is printed as the object of its columns, each as columnJson prints it', () => {
    fc.assert(
      fc.property(rows, ([row, chosen]) => {
        const layout = layoutFrom('pg-copy', '\t', chosen.slice(0, row.length))
        const bytes = Buffer.from(`xx${row.map(copyField).join('\t')}yy`)
        const wanted = row
          .map((value, index) => `"c\\"${index}":${columnJson(chosen[index] as string, value)}`)
          .join(',')
        expect(recordJson(bytes, 2, bytes.length - 2, layout).toString('utf8')).toBe(`{${wanted}}`)
      }),
    )
  })

  it('reads a tab and a backslash that are escaped by a backslash, and null only where it is the whole field', () => {
    const bytes = Buffer.from('a\\\tb\t\\\\\tx\\N\t\\N\t\\101\\x42\\q')
    const into = copyValues(bytes, 0, bytes.length)
    expect(into.length).toBe(5)
    expect(into).toEqual(['a\tb', '\\', 'xN', null, 'ABq'])
  })
})

describe('a CSV record', () => {
  it('decodes to the values it was written from, null and the empty string apart, for every delimiter', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(',', ';', '\t', '|'), (row, delimiter) => {
        const layout = layoutFrom(
          'csv',
          delimiter,
          row.map(() => null),
        )
        const bytes = Buffer.from(`"x${row.map((value) => csvField(value, delimiter)).join(delimiter)}"y`)
        const into: (string | null)[] = []
        const count = decodeCsv(bytes.toString('utf8', 2, bytes.length - 2), delimiter, into)
        expect(into.slice(0, count)).toEqual(row)
        const wanted = row.map((value, index) => `"c\\"${index}":${columnJson(null, value)}`).join(',')
        expect(recordJson(bytes, 2, bytes.length - 2, layout).toString('utf8')).toBe(`{${wanted}}`)
      }),
    )
  })
})

describe('a JSON record', () => {
  it('is its own bytes', () => {
    const bytes = Buffer.from('..{"a":1.10}..')
    expect(recordJson(bytes, 2, 12, { kind: 'json' }).toString('utf8')).toBe('{"a":1.10}')
  })
})
