/** The one door to the readers. */
import type { FormatId } from '../../../shared/model/source.ts'
import { CsvReader } from './csv-reader.ts'
import { JsonArrayReader } from './json-array-reader.ts'
import { completeLimits, type ReaderLimits } from './limits.ts'
import { NdjsonReader } from './ndjson-reader.ts'
import { PgDumpReader } from './pg-dump-reader.ts'
import type { Reader, TileSink } from './tile-sink.ts'

export type { ReaderLimits } from './limits.ts'
export type { Layout, NoteCode, Reader, TileSink } from './tile-sink.ts'

/**
 * A reader of one source. Never throws on account of the bytes it is given. A chunk is not kept after `push` returns;
 * memory is bounded by the limits, whatever the source holds.
 */
export function createReader(format: FormatId, sink: TileSink, limits: Partial<ReaderLimits> = {}): Reader {
  const complete = completeLimits(limits)
  switch (format) {
    case 'ndjson':
      return new NdjsonReader(sink, complete)
    case 'json-array':
      return new JsonArrayReader(sink, complete)
    case 'csv':
      return new CsvReader(sink, complete)
    case 'pg-dump':
      return new PgDumpReader(sink, complete)
  }
}
