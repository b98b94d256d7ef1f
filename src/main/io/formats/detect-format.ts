/**
 * Which format a source is in, from its first bytes and its name. Says what it saw, so that a person can disagree; never
 * guesses between formats that would read the same bytes differently.
 */
import { type Buffer, isUtf8 } from 'node:buffer'
import { JsonScan } from '../../../shared/core/bytes/json-scan.ts'
import type { FormatId } from '../../../shared/model/source.ts'
import { csvHeaderFrom } from './csv-header.ts'
import { CsvCursor } from './csv-record.ts'
import { bomBytes, bufferView, byte, isJsonSpace } from './source-text.ts'

export type DetectedEncoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'not-utf-8' | 'binary'

export interface Detection {
  /** null when no format of this version fits; `evidence` then says why. */
  readonly format: FormatId | null
  /** What was seen, one sentence each, most telling first. */
  readonly evidence: readonly string[]
  readonly encoding: DetectedEncoding
}

const magics: readonly (readonly [string, string])[] = [
  ['1f8b', 'a gzip file: unpack it first'],
  ['504b0304', 'a zip archive: unpack it first'],
  ['28b52ffd', 'a zstd file: unpack it first'],
  ['425a68', 'a bzip2 file: unpack it first'],
  ['fd377a585a00', 'an xz file: unpack it first'],
  ['5047444d50', 'a PostgreSQL dump in custom format: turn it into SQL with pg_restore --file'],
  ['53514c69746520666f726d6174203300', 'a SQLite database'],
  ['50415231', 'a Parquet file'],
]

/**
 * Detects from `prefix`, the first bytes of a source (64 KiB or more; fewer only when `complete`, that is, when they
 * are all). `fileName` decides only where the bytes leave it open.
 */
export function detectFormat(prefix: Uint8Array, fileName: string, complete: boolean): Detection {
  const whole = bufferView(prefix)
  const encoding = detectEncoding(whole)
  const magic = magics.find(([hex]) => whole.subarray(0, hex.length / 2).toString('hex') === hex)
  if (magic !== undefined)
    return { format: null, evidence: [`The first bytes are those of ${magic[1]}.`], encoding: 'binary' }
  if (encoding === 'utf-16le' || encoding === 'utf-16be' || encoding === 'utf-32le') {
    const evidence = [`The text is ${encoding.toUpperCase()}; convert it to UTF-8 or ask for a UTF-8 export.`]
    return { format: null, evidence, encoding }
  }
  const detection = detectText(whole, encoding, fileName, complete)
  if (encoding !== 'not-utf-8') return detection
  return {
    ...detection,
    evidence: [...detection.evidence, 'Some bytes are not UTF-8: the records that hold them will be rejected.'],
  }
}

function detectText(whole: Buffer, encoding: DetectedEncoding, fileName: string, complete: boolean): Detection {
  const none = (...evidence: string[]): Detection => ({ format: null, evidence, encoding })
  const bytes = encoding === 'utf-8-bom' ? whole.subarray(bomBytes) : whole
  const from = skipSpace(bytes)
  if (from === bytes.length) return detectByName(fileName, encoding, 'The source has no text.')
  if (bytes[from] === byte.openBracket) return detectArray(bytes, from, complete, encoding)
  if (bytes[from] === byte.openBrace) return detectLines(bytes, from, complete, encoding)
  const dump = dumpEvidence(bytes)
  if (dump.length > 0) return { format: 'pg-dump', evidence: dump, encoding }
  if (/(?:^|\n)insert\s+into\s/i.test(bytes.toString('latin1'))) {
    return none('SQL with INSERT statements and no COPY block; rows written as INSERT are not read.')
  }
  return detectCsv(bytes, fileName, complete, encoding)
}

function detectEncoding(bytes: Buffer): DetectedEncoding {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8-bom'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes[2] === 0 && bytes[3] === 0 ? 'utf-32le' : 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const sample = bytes.subarray(0, 4096)
  let odd = 0
  let even = 0
  for (let at = 0; at < sample.length; at += 1) {
    if (sample[at] !== 0) continue
    if (at % 2 === 0) even += 1
    else odd += 1
  }
  // Western text in UTF-16 without a mark has a zero in every second byte.
  if (odd > sample.length / 4 && even < odd / 8) return 'utf-16le'
  if (even > sample.length / 4 && odd < even / 8) return 'utf-16be'
  // The last character of a prefix may be cut.
  for (let cut = 0; cut < 4 && cut <= bytes.length; cut += 1)
    if (isUtf8(bytes.subarray(0, bytes.length - cut))) return 'utf-8'
  return 'not-utf-8'
}

function detectByName(fileName: string, encoding: DetectedEncoding, sentence: string): Detection {
  const extension = /\.([A-Za-z0-9]+)$/.exec(fileName)?.[1]?.toLowerCase()
  const formats: Record<string, FormatId> = {
    ndjson: 'ndjson',
    jsonl: 'ndjson',
    json: 'json-array',
    csv: 'csv',
    tsv: 'csv',
    sql: 'pg-dump',
    dump: 'pg-dump',
  }
  const format = extension === undefined ? undefined : formats[extension]
  if (format === undefined) return { format: null, evidence: [sentence], encoding }
  return { format, evidence: [sentence, `The name ends in .${extension}.`], encoding }
}

function detectArray(bytes: Buffer, from: number, complete: boolean, encoding: DetectedEncoding): Detection {
  const next = skipSpace(bytes, from + 1)
  const first = bytes[next]
  if (first === byte.openBrace)
    return { format: 'json-array', evidence: ['A bracket and then an object: a JSON array of objects.'], encoding }
  if (first === byte.closeBracket) return { format: 'json-array', evidence: ['An empty JSON array.'], encoding }
  if (first === undefined && !complete)
    return { format: 'json-array', evidence: ['The text begins with a bracket.'], encoding }
  return { format: null, evidence: ['A JSON array whose first element is no object.'], encoding }
}

function detectLines(bytes: Buffer, from: number, complete: boolean, encoding: DetectedEncoding): Detection {
  const scan = new JsonScan()
  let objects = 0
  let others = 0
  for (let at = from; at < bytes.length;) {
    const newline = bytes.indexOf(byte.lineFeed, at)
    // A last line that the prefix cuts says nothing.
    if (newline < 0 && !complete) break
    const end = newline < 0 ? bytes.length : newline
    if (skipSpace(bytes.subarray(at, end)) < end - at) {
      if (scan.scan(bytes, at, end)) objects += 1
      else others += 1
    }
    at = end + 1
  }
  if (objects + others === 0) {
    return {
      format: 'ndjson',
      evidence: ['The text begins with a brace and its first line is longer than what was looked at.'],
      encoding,
    }
  }
  if (objects >= others) {
    return {
      format: 'ndjson',
      evidence: [`${objects} of the first ${objects + others} lines are JSON objects: one object per line.`],
      encoding,
    }
  }
  if (objects === 0 && scan.scan(bytes, from, bytes.length) && complete) {
    return {
      format: null,
      evidence: ['One JSON object over several lines, neither an array nor one object per line.'],
      encoding,
    }
  }
  return {
    format: null,
    evidence: [`The text begins with a brace, but only ${objects} of ${objects + others} lines are JSON objects.`],
    encoding,
  }
}

function dumpEvidence(bytes: Buffer): string[] {
  const text = bytes.toString('latin1')
  const evidence: string[] = []
  if (/^-- PostgreSQL database (?:cluster )?dump\r?$/m.test(text)) evidence.push('The opening comment of pg_dump.')
  const blocks = text.match(/^COPY [^\r\n;]* FROM stdin\b[^\r\n;]*;/gim)
  if (blocks !== null) evidence.push(`${blocks.length} COPY … FROM stdin in the first ${bytes.length} bytes.`)
  const inserts = text.match(/^INSERT INTO /gim)
  if (evidence.length > 0 && inserts !== null) evidence.push('INSERT statements, whose rows are not read.')
  return evidence
}

function detectCsv(bytes: Buffer, fileName: string, complete: boolean, encoding: DetectedEncoding): Detection {
  const header = csvHeaderFrom(bytes, complete)
  const columns = header.names.length
  if (columns === 0) return { format: null, evidence: ['No line ends within what was looked at.'], encoding }
  const named = /\.(?:csv|tsv|tab)$/i.test(fileName)
  const delimiter = header.delimiter === '\t' ? 'tab' : header.delimiter
  const { same, different } = compareRecords(bytes.subarray(header.byteLength), header.delimiter, columns, complete)
  const sentence = `${columns} columns by ${columns === 1 ? 'name only' : `the delimiter ${delimiter}`}: ${header.names.slice(0, 6).join(', ').slice(0, 120)}.`
  const agreement = `${same} of ${same + different} records that were looked at have as many fields as the header.`
  const fits = columns > 1 && same >= different && (same > 0 || named)
  if (fits || named) return { format: 'csv', evidence: [sentence, agreement], encoding }
  return {
    format: null,
    evidence: [
      'Neither JSON nor a PostgreSQL dump, and no CSV header that the records agree with.',
      sentence,
      agreement,
    ],
    encoding,
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

function skipSpace(bytes: Buffer, from = 0): number {
  let at = from
  while (at < bytes.length && isJsonSpace(bytes[at])) at += 1
  return at
}
