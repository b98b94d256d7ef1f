/** For products whose exports come as JSON lines, as an array, or inside an envelope: which of these a source is. */
import type { Buffer } from 'node:buffer'
import { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import { parseJson } from '../../../../shared/core/bytes/parse-json.ts'
import { JsonArrayReader } from '../json-array/reader.ts'
import type { ReaderHints } from '../format.ts'
import type { ReaderLimits } from '../limits.ts'
import { ndjsonReader } from '../ndjson/reader.ts'
import type { Reader, TileSink } from '../tile-sink.ts'
import { ChosenReader } from './chosen-reader.ts'
import { JsonEnvelopeReader } from './json-envelope-reader.ts'
import { sampleEnvelope } from './json-envelope-sample.ts'
import type { EnvelopeSpec } from './json-envelope-spec.ts'
import { bomBytes, byte, isJsonSpace } from './source-text.ts'

export interface JsonShapes {
  readonly envelope?: EnvelopeSpec
  /** Reader of one object per line; left out, NDJSON. */
  readonly lines?: () => Reader
  /** Reader of an array; left out, the JSON array reader. */
  readonly array?: () => Reader
  /** Whether the object of the first line is a record, though it looks like an envelope. */
  readonly isLine?: (object: Readonly<Record<string, unknown>>) => boolean
}

/**
 * A reader that holds back the first 64 KiB and then passes everything to the reader of the shape they are in: `[` is an
 * array; an object that holds the place of the records is an envelope; everything else is one object per line.
 */
export function chooseJson(sink: TileSink, limits: ReaderLimits, hints: ReaderHints, shapes: JsonShapes): Reader {
  return new ChosenReader((prefix, complete): Reader => {
    const shape = shapeOf(prefix, complete, hints.name, shapes)
    if (shape === 'array') return shapes.array?.() ?? new JsonArrayReader(sink, limits)
    if (shape === 'envelope' && shapes.envelope !== undefined)
      return new JsonEnvelopeReader(sink, limits, shapes.envelope)
    return shapes.lines?.() ?? ndjsonReader(sink, limits)
  })
}

function shapeOf(given: Buffer, complete: boolean, name: string, shapes: JsonShapes): 'array' | 'envelope' | 'lines' {
  const prefix = given[0] === 0xef ? given.subarray(bomBytes) : given
  let from = 0
  while (isJsonSpace(prefix[from])) from += 1
  if (prefix[from] === byte.openBracket) return 'array'
  if (prefix[from] !== byte.openBrace || shapes.envelope === undefined) return 'lines'
  const newline = prefix.indexOf(byte.lineFeed, from)
  const lineEnd = newline >= 0 ? newline : complete ? prefix.length : -1
  if (shapes.isLine !== undefined && lineEnd > 0) {
    const first = objectFrom(prefix, from, lineEnd)
    if (first !== null && shapes.isLine(first)) return 'lines'
  }
  const { envelopes, others } = sampleEnvelope(prefix, shapes.envelope)
  if (envelopes > 0) return envelopes >= others ? 'envelope' : 'lines'
  if (complete || others > 1) return 'lines'
  // Nothing has been seen but the beginning of one long object.
  if (newline >= 0) return objectFrom(prefix, from, newline) === null ? 'envelope' : 'lines'
  return /\.json$/i.test(name) ? 'envelope' : 'lines'
}

function objectFrom(bytes: Buffer, start: number, end: number): Record<string, unknown> | null {
  if (!new JsonScan().scan(bytes, start, end)) return null
  return parseJson(bytes.toString('utf8', start, end)) as Record<string, unknown>
}
