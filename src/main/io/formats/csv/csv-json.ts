/** A CSV record of a rendered layout as a JSON object. */
import { Buffer } from 'node:buffer'
import type { RenderedLayout } from '../tile-sink.ts'
import { textFrom } from './csv-encoding.ts'
import { decodeFields } from './csv-escape.ts'
import type { CsvSyntax } from './csv-syntax.ts'

const values: (string | null)[] = []

/** Columns as strings, null for an empty field; names as the header has them. */
export function csvRecordJson(bytes: Buffer, start: number, end: number, layout: RenderedLayout): Buffer {
  const { columns, encoding, ...syntax } = layout.data as CsvSyntax & { readonly columns: readonly string[] }
  const count = decodeFields(textFrom(bytes, start, end, encoding), syntax, values)
  const members = columns.map((name, index) => {
    const value = index < count ? (values[index] ?? null) : null
    return `${JSON.stringify(name)}:${JSON.stringify(value)}`
  })
  return Buffer.from(`{${members.join(',')}}`)
}
