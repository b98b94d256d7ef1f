/**
 * Fields of records whose quotes are escaped by a backslash. Two programs mean two things by it:
 *
 * - `backslash`: MySQL and MariaDB, `SELECT … INTO OUTFILE` and `LOAD DATA` (reference manual, LOAD DATA Statement): the
 *   backslash goes away, `\0 \b \n \r \t \Z` are control characters, `\N` as a whole field is null and an empty field is
 *   the empty string. A quote doubled inside quotes is read as one too.
 * - `php`: `fputcsv` with its default escape character (PHP manual, fputcsv): inside quotes, a quote after a backslash
 *   does not end the field, and both stay in the value. An empty field is null, as in the other CSV.
 */
import { decodeCsv } from './csv-dialect.ts'
import type { CsvSyntax } from './csv-syntax.ts'

const controls: Readonly<Record<string, string>> = { '0': '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\u001a' }

/** Fields of one record without its terminator, into `into[0, count)`; returns count. Never throws. */
export function decodeFields(
  text: string,
  syntax: Pick<CsvSyntax, 'delimiter' | 'escape'>,
  into: (string | null)[],
): number {
  if (syntax.escape === 'doubled') return decodeCsv(text, syntax.delimiter, into)
  let count = 0
  let at = 0
  for (;;) {
    const field =
      syntax.escape === 'php' ? phpField(text, at, syntax.delimiter) : mysqlField(text, at, syntax.delimiter)
    into[count++] = field.value
    if (field.end >= text.length) return count
    at = field.end + 1
  }
}

interface Field {
  readonly value: string | null
  /** Offset of the delimiter after the field, or the text's length. */
  readonly end: number
}

function mysqlField(text: string, start: number, delimiter: string): Field {
  const quoted = text[start] === '"'
  const stop = quoted ? '"' : delimiter
  const parts: string[] = []
  let from = quoted ? start + 1 : start
  let at = from
  for (; at < text.length; at += 1) {
    const character = text[at] as string
    if (character === '\\' && at + 1 < text.length) {
      const next = text[at + 1] as string
      parts.push(text.slice(from, at), controls[next] ?? next)
      at += 1
      from = at + 1
    } else if (character === stop) {
      if (!quoted || text[at + 1] !== '"') break
      parts.push(text.slice(from, at + 1))
      at += 1
      from = at + 1
    }
  }
  parts.push(text.slice(from, at))
  if (!quoted) return { value: text.slice(start, at) === '\\N' ? null : parts.join(''), end: at }
  return afterQuote(text, at, delimiter, parts)
}

function phpField(text: string, start: number, delimiter: string): Field {
  if (text[start] !== '"') {
    const next = text.indexOf(delimiter, start)
    const end = next < 0 ? text.length : next
    return { value: end === start ? null : text.slice(start, end), end }
  }
  const parts: string[] = []
  let from = start + 1
  let at = from
  for (; at < text.length; at += 1) {
    const character = text[at]
    if (character === '\\' && at + 1 < text.length) at += 1
    else if (character === '"') {
      if (text[at + 1] !== '"') break
      parts.push(text.slice(from, at + 1))
      at += 1
      from = at + 1
    }
  }
  parts.push(text.slice(from, at))
  return afterQuote(text, at, delimiter, parts)
}

/** What stands between a closing quote and the delimiter belongs to the value; a reader has rejected records that have any. */
function afterQuote(text: string, quote: number, delimiter: string, parts: string[]): Field {
  const next = text.indexOf(delimiter, quote + 1)
  const end = next < 0 ? text.length : next
  parts.push(text.slice(quote + 1, end))
  return { value: parts.join(''), end }
}
