/** CSV with or without a header, in the dialects that spreadsheets, databases and scripting languages write. */
import { Buffer } from 'node:buffer'
import type { Claim, FormatDefinition, NoteText } from '../format.ts'
import type { Probe } from '../probe.ts'
import { narrowEncoding, textFrom, wideEncoding } from './csv-encoding.ts'
import { csvRecordJson } from './csv-json.ts'
import { csvHeaderFrom, numberedColumns } from './csv-header.ts'
import { type SniffedCsv, sniffCsv } from './csv-sniff.ts'
import { delimiterName } from './csv-syntax.ts'
import { CsvReader } from './reader.ts'

/** Also those of formats that come as CSV. */
export const csvNotes: Readonly<Record<string, NoteText>> = {
  headerless: { text: 'The first line is data, not a header; the columns are numbered c1, c2 and so on.' },
  'sep-line': { text: 'The first line names the delimiter, as Excel writes it.' },
  'cr-line-ends': { text: 'Lines end in a carriage return alone; line numbers count those.' },
  'backslash-escapes': { text: 'Quotes are escaped by backslashes, in the way of' },
  apostrophes: { text: 'Values stand in apostrophes, which are part of the value: only " quotes.' },
  encoding: { text: 'The text is not UTF-8; it is shown decoded from' },
}

export const format: FormatDefinition = {
  id: 'csv',
  title: 'CSV',
  about:
    'One record per line, separated by comma, semicolon, tab, bar or another character, usually after a header; UTF-8, UTF-16 or Windows-1252.',
  detect,
  createReader: (sink, limits) => new CsvReader(sink, limits),
  recordJson: csvRecordJson,
  profiles: [],
  notes: csvNotes,
}

/** What the beginning of a member says when it is read as CSV. */
export interface CsvProbe {
  readonly names: readonly string[]
  readonly sniffed: SniffedCsv
  readonly encoding: string | null
}

const probed = new WeakMap<Probe, CsvProbe>()

/** Dialect and column names of a member's beginning; names are empty when it has no header line. Computed once. */
export function csvProbe(probe: Probe): CsvProbe {
  const known = probed.get(probe)
  if (known !== undefined) return known
  const wide = wideEncoding(probe.bytes)
  const narrow = wide === null && narrowEncoding(probe.bytes) === 'windows-1252' ? 'windows-1252' : null
  const encoding = wide ?? narrow
  const mark = wide !== null && (probe.bytes[0] === 0xff || probe.bytes[0] === 0xfe) ? 2 : 0
  const text = encoding === null ? probe.bytes : Buffer.from(textFrom(probe.bytes, mark, probe.bytes.length, encoding))
  let from = 0
  while (text[from] === 10 || (text[from] === 13 && text[from + 1] === 10)) from += 1
  const sniffed = sniffCsv(text.subarray(from), probe.complete)
  const names = sniffed.headerless
    ? numberedColumns(sniffed.columns)
    : csvHeaderFrom(text.subarray(from + sniffed.sepBytes), probe.complete, sniffed.syntax).names
  const result = { names, sniffed, encoding }
  probed.set(probe, result)
  return result
}

/** A claim of a format that comes as CSV. */
export function csvClaim(probe: Probe, confidence: number, evidence: readonly string[]): Claim {
  return { confidence, evidence, ...(csvProbe(probe).encoding === null ? {} : { decodes: true }) }
}

function detect(probe: Probe): Claim | null {
  const named = /\.(?:csv|tsv|tab|psv)$/i.test(probe.name)
  if (probe.from === probe.bytes.length) return named ? { confidence: 5, evidence: ['The name says CSV.'] } : null
  if (!named && (probe.text[probe.from] === '{' || probe.text[probe.from] === '[')) return null
  if (probe.text[probe.from] === '<') return null
  const { names, sniffed, encoding } = csvProbe(probe)
  const columns = names.length
  if (columns === 0) return null
  const { same, different, syntax } = sniffed
  const fits = columns > 1 && same >= different && (same > 0 || named)
  if (!fits && !named) return null
  const by = columns === 1 ? 'name only' : `the delimiter ${delimiterName(syntax.delimiter)}`
  const evidence = [
    `${columns} columns by ${by}: ${names.slice(0, 6).join(', ').slice(0, 120)}.`,
    `${same} of ${same + different} records that were looked at have as many fields as the ${sniffed.headerless ? 'first' : 'header'}.`,
  ]
  if (sniffed.sepBytes > 0) evidence.push('The first line names the delimiter, as Excel writes it.')
  if (sniffed.headerless) evidence.push('The first line holds values like the lines below it, so it is no header.')
  if (syntax.terminator === 'cr') evidence.push('Lines end in a carriage return alone.')
  if (syntax.escape !== 'doubled')
    evidence.push(`Quotes are escaped by backslashes, as ${syntax.escape === 'php' ? 'PHP' : 'MySQL'} does it.`)
  if (sniffed.apostrophes) evidence.push('Values stand in apostrophes, which are taken as part of the value.')
  if (encoding !== null)
    evidence.push(`The text is ${encoding === 'windows-1252' ? 'Windows-1252 or Latin-1' : encoding.toUpperCase()}.`)
  return csvClaim(probe, fits ? 35 : 20, evidence)
}
