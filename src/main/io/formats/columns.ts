/** Fields of a record in columns: the same call at import and in the lanes that verify later. */
import { bufferView } from './parts/source-text.ts'
import { decodeCsv } from './csv/csv-dialect.ts'
import { decodeCopyRow } from './pg-dump/pg-copy-text.ts'
import type { Layout } from './tile-sink.ts'

/**
 * Values of the record `bytes[start, end)` into `into[0, count)`, null for SQL NULL; returns count, which is the number
 * of the layout's columns. Entries of `into` past count are stale. The reader accepted the record, so nothing is
 * checked again and nothing thrown. A JSON layout has no columns: 0.
 */
export function decodeColumns(
  bytes: Uint8Array,
  start: number,
  end: number,
  layout: Layout,
  into: (string | null)[],
): number {
  if (layout.kind !== 'columns') return 0
  const view = bufferView(bytes)
  if (layout.dialect === 'pg-copy') return decodeCopyRow(view, start, end, into)
  return decodeCsv(view.toString('utf8', start, end), layout.delimiter, into)
}
