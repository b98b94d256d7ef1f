/** CSV with a header, in the dialects that spreadsheets and databases write. */
import type { Buffer } from 'node:buffer'
import type { Claim, FormatDefinition } from '../format.ts'
import type { Probe } from '../probe.ts'
import { csvHeaderFrom } from './csv-header.ts'
import { CsvCursor } from './csv-record.ts'
import { CsvReader } from './reader.ts'

export const format: FormatDefinition = {
  id: 'csv',
  title: 'CSV',
  about: 'A header and one record per line, separated by comma, semicolon, tab or bar.',
  detect,
  createReader: (sink, limits) => new CsvReader(sink, limits),
  profiles: [],
}

function detect(probe: Probe): Claim | null {
  const named = /\.(?:csv|tsv|tab)$/i.test(probe.name)
  if (probe.from === probe.bytes.length) return named ? { confidence: 5, evidence: ['The name says CSV.'] } : null
  if (!named && (probe.text[probe.from] === '{' || probe.text[probe.from] === '[')) return null
  const header = csvHeaderFrom(probe.bytes, probe.complete)
  const columns = header.names.length
  if (columns === 0) return null
  const delimiter = header.delimiter === '\t' ? 'tab' : header.delimiter
  const { same, different } = compareRecords(
    probe.bytes.subarray(header.byteLength),
    header.delimiter,
    columns,
    probe.complete,
  )
  const fits = columns > 1 && same >= different && (same > 0 || named)
  if (!fits && !named) return null
  return {
    confidence: fits ? 35 : 20,
    evidence: [
      `${columns} columns by ${columns === 1 ? 'name only' : `the delimiter ${delimiter}`}: ${header.names.slice(0, 6).join(', ').slice(0, 120)}.`,
      `${same} of ${same + different} records that were looked at have as many fields as the header.`,
    ],
  }
}

function compareRecords(
  bytes: Buffer,
  delimiter: string,
  columns: number,
  complete: boolean,
): { same: number; different: number } {
  const cursor = new CsvCursor()
  cursor.delimiter = delimiter.charCodeAt(0)
  let same = 0
  let different = 0
  for (let at = 0; at < bytes.length;) {
    cursor.begin()
    const end = cursor.read(bytes, at)
    if (!cursor.done && !complete) break
    if (end > at && cursor.fault === null && cursor.delimiters + 1 === columns) same += 1
    else if (end > at) different += 1
    at = end + 1
  }
  return { same, different }
}
