/**
 * Which dialect a CSV file is in, from its first bytes: delimiter, line ends, escapes, whether it has a header. Every
 * answer but the usual one needs records that bear it out; a single odd line changes nothing.
 */
import type { Buffer } from 'node:buffer'
import { byte } from '../parts/source-text.ts'
import { csvDelimiters, detectDelimiter } from './csv-dialect.ts'
import { decodeFields } from './csv-escape.ts'
import { CsvCursor } from './csv-record.ts'
import { type CsvEscape, type CsvSyntax, plainSyntax } from './csv-syntax.ts'

/** Bytes of a file that are looked at, unless its header is longer. */
export const sampleBytes = 16 * 1024
const sampleRecords = 50

/** Delimiters taken only when there is none of the usual ones and every record agrees: Hive's, and those of old exports. */
const rareDelimiters = ['\u0001', '\u001f', '^', '~'] as const

export interface SniffedCsv {
  /** Encoding aside, which is known before. */
  readonly syntax: CsvSyntax
  /** Bytes of a first line `sep=;` with its terminator; 0 without one. */
  readonly sepBytes: number
  /** The first record is data. */
  readonly headerless: boolean
  /** Most values of the first records stand in apostrophes, which are no quotes here. */
  readonly apostrophes: boolean
  /** Fields of the first record. */
  readonly columns: number
  /** Readable records after the first with as many fields as it; and the other ones. */
  readonly same: number
  readonly different: number
}

/** `bytes` are UTF-8 and begin with the first line that is not blank; `last` says that the source ends after them. */
export function sniffCsv(bytes: Buffer, last: boolean): SniffedCsv {
  const terminator = endsInReturns(bytes) ? 'cr' : 'lf'
  const base: CsvSyntax = { ...plainSyntax, terminator }
  const sep = sepLine(bytes, base)
  const rest = bytes.subarray(sep?.bytes ?? 0)
  const delimiter = sep?.delimiter ?? chooseDelimiter(rest, last, base)
  const escape = chooseEscape(rest, last, { ...base, delimiter })
  const syntax = { ...base, delimiter, escape }
  const sample = sampleOf(rest, last, syntax)
  return {
    syntax,
    sepBytes: sep?.bytes ?? 0,
    headerless: sep === null && isHeaderless(sample.rows),
    apostrophes: hasApostrophes(sample.rows),
    columns: sample.columns,
    same: sample.same,
    different: sample.different,
  }
}

/** Outside quotes there is a CR that is not the last byte, and no LF. */
function endsInReturns(bytes: Buffer): boolean {
  let quotes = 0
  let returns = false
  for (let at = 0; at < bytes.length; at += 1) {
    const code = bytes[at]
    if (code === byte.quote) quotes += 1
    else if (quotes % 2 === 0 && code === byte.lineFeed) return false
    else if (quotes % 2 === 0 && code === byte.carriageReturn && at < bytes.length - 1) returns = true
  }
  return returns
}

/** Excel's own first line, which names the delimiter and is no record. */
function sepLine(bytes: Buffer, syntax: CsvSyntax): { delimiter: string; bytes: number } | null {
  const code = syntax.terminator === 'cr' ? byte.carriageReturn : byte.lineFeed
  const end = bytes.subarray(0, 16).indexOf(code)
  if (end < 0) return null
  const match = /^("?)sep=(.)\1\r?$/i.exec(bytes.toString('latin1', 0, end))
  const delimiter = match?.[2] ?? '"'
  if (delimiter === '"' || delimiter.charCodeAt(0) > 0x7e) return null
  return { delimiter, bytes: end + 1 }
}

function chooseDelimiter(bytes: Buffer, last: boolean, base: CsvSyntax): string {
  const header = headerText(bytes, base)
  const best = detectDelimiter(header)
  if (best === null) {
    for (const delimiter of rareDelimiters) {
      if (!header.includes(delimiter)) continue
      const { same, different } = sampleOf(bytes, last, { ...base, delimiter })
      if (same > 0 && different === 0) return delimiter
    }
    return ','
  }
  const counted = sampleOf(bytes, last, { ...base, delimiter: best })
  if (counted.same >= counted.different) return best
  for (const delimiter of csvDelimiters) {
    if (delimiter === best || !header.includes(delimiter)) continue
    const { same, different } = sampleOf(bytes, last, { ...base, delimiter })
    if (same >= 2 && same >= 9 * different) return delimiter
  }
  return best
}

/** First line; a line end counts as inside quotes when the quotes before it are odd in number. */
function headerText(bytes: Buffer, syntax: CsvSyntax): string {
  const code = syntax.terminator === 'cr' ? byte.carriageReturn : byte.lineFeed
  let quotes = 0
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] === byte.quote) quotes += 1
    else if (bytes[at] === code && quotes % 2 === 0) return bytes.toString('utf8', 0, at)
  }
  return bytes.toString('utf8')
}

function chooseEscape(bytes: Buffer, last: boolean, syntax: CsvSyntax): CsvEscape {
  if (!bytes.includes(byte.backslash)) return 'doubled'
  const doubled = sampleOf(bytes, last, syntax)
  const escaped = sampleOf(bytes, last, { ...syntax, escape: 'backslash' })
  if (escaped.total === 0 || escaped.different > 0) return 'doubled'
  const nulls = escaped.rows.some((row) => row.includes(null))
  const faulty = doubled.different > 0 || doubled.faulty
  if (faulty && bytes.includes('\\"')) {
    // MySQL never doubles a quote, PHP doubles every one that no backslash stands before.
    const php = sampleOf(bytes, last, { ...syntax, escape: 'php' })
    return bytes.includes('""') && php.different === 0 && hasDoubled(escaped.texts) ? 'php' : 'backslash'
  }
  const known = escaped.texts.every((text) => /^(?:[^\\]|\\["\\'0bnrtZN\n\r,;\t|])*$/.test(text))
  // `\N` beside empty fields, and no other escape: PostgreSQL writes so when a text is `\N`, and there an empty field is null.
  const onlyNulls = escaped.texts.every((text) => !/\\[^N]/.test(text))
  const empties = doubled.rows.some((row) => row.includes(null) || row.includes(''))
  return nulls && (faulty || (known && !(onlyNulls && empties))) ? 'backslash' : 'doubled'
}

function hasDoubled(texts: readonly string[]): boolean {
  return texts.some((text) => /[^,;\t|\\]""|""[^,;\t|\r]/.test(text))
}

interface Sample {
  /** Fields of the first record. */
  readonly columns: number
  readonly faulty: boolean
  readonly same: number
  readonly different: number
  readonly total: number
  readonly texts: readonly string[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/** The first records; one that the prefix cuts is left out. `same` and `different` do not count the first. */
function sampleOf(bytes: Buffer, last: boolean, syntax: CsvSyntax): Sample {
  const cursor = new CsvCursor()
  cursor.configure(syntax)
  const texts: string[] = []
  const rows: (string | null)[][] = []
  let columns = 0
  let faulty = false
  let same = 0
  let different = 0
  for (let at = 0; at < bytes.length && rows.length < sampleRecords;) {
    cursor.begin()
    const end = cursor.read(bytes, at)
    if (!cursor.done && !last) break
    const blank = end === at || (end === at + 1 && cursor.last === byte.carriageReturn)
    if (!blank || columns === 1) {
      const fields = cursor.delimiters + 1
      const good = cursor.fault === null && !cursor.inQuotes
      if (columns === 0) {
        columns = fields
        faulty = !good
      } else if (good && fields === columns) same += 1
      else different += 1
      const text = bytes.toString(
        'utf8',
        at,
        syntax.terminator === 'lf' && cursor.last === byte.carriageReturn ? end - 1 : end,
      )
      texts.push(text)
      rows.push(fieldsOf(text, syntax))
    }
    at = end + 1
  }
  return { columns, faulty, same, different, total: rows.length, texts, rows }
}

function fieldsOf(text: string, syntax: CsvSyntax): (string | null)[] {
  const into: (string | null)[] = []
  const count = decodeFields(text, syntax, into)
  return into.slice(0, count)
}

const strongKinds: readonly RegExp[] = [
  // A time.
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?$/,
  /^\d{1,2}[/.]\d{1,2}[/.]\d{4}(?: .*)?$/,
  // An address of IPv4, a UUID, an e-mail address, a JSON object.
  /^\d{1,3}(?:\.\d{1,3}){3}$/,
  /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i,
  /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i,
  /^\{.*\}$/s,
]
/** Not a year, which may well be the name of a column. */
const number = /^(?!(?:19|20)\d\d$)-?\d+(?:\.\d+)?$/

/**
 * Whether the first of these rows is data: one of its values is of a kind that no column is named after, and the values
 * below are of that kind too, while no other column has a plain word above values of such a kind.
 */
function isHeaderless(rows: readonly (readonly (string | null)[])[]): boolean {
  const [first, ...rest] = rows
  if (first === undefined || rest.length === 0) return false
  let data = 0
  for (const [index, value] of first.entries()) {
    const below = rest.map((row) => row[index] ?? null).filter((text) => text !== null && text !== '') as string[]
    const kind = [...strongKinds, number].find(
      (pattern) => below.length > 0 && below.every((text) => pattern.test(text)),
    )
    if (kind === undefined) continue
    if (value !== null && kind.test(value)) data += 1
    else if (value !== null && value !== '') return false
  }
  return data > 0
}

function hasApostrophes(rows: readonly (readonly (string | null)[])[]): boolean {
  const values = rows.slice(0, 5).flat()
  const within = values.filter(
    (value) => value !== null && value.length > 1 && value.startsWith("'") && value.endsWith("'"),
  )
  return within.length > 0 && within.length * 2 > values.length
}
