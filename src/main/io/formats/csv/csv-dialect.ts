/**
 * CSV as RFC 4180 has it, with four delimiters: fields of a record, and which delimiter a header uses. An unquoted empty
 * field is null and `""` is the empty string, as in PostgreSQL's `COPY … CSV`; RFC 4180 itself knows no null.
 *
 * Decodes records whose quoting the reader has checked; anything else comes out as it stands, never as an exception.
 */
export const csvDelimiters = [',', ';', '\t', '|'] as const
export type CsvDelimiter = (typeof csvDelimiters)[number]

/** Fields of one record without its terminator, into `into[0, count)`; returns count. Entries past count are stale. */
export function decodeCsv(text: string, delimiter: string, into: (string | null)[]): number {
  return text.includes('"') ? decodeQuoted(text, delimiter, into) : decodePlain(text, delimiter, into)
}

function decodePlain(text: string, delimiter: string, into: (string | null)[]): number {
  let count = 0
  let from = 0
  for (;;) {
    const next = text.indexOf(delimiter, from)
    const end = next < 0 ? text.length : next
    into[count++] = end === from ? null : text.slice(from, end)
    if (next < 0) return count
    from = next + 1
  }
}

function decodeQuoted(text: string, delimiter: string, into: (string | null)[]): number {
  let count = 0
  let at = 0
  for (;;) {
    let value = ''
    let quoted = false
    if (text[at] === '"') {
      quoted = true
      at += 1
      for (;;) {
        const close = text.indexOf('"', at)
        const end = close < 0 ? text.length : close
        value += text.slice(at, end)
        at = end + 1
        if (close < 0 || text[at] !== '"') break
        value += '"'
        at += 1
      }
    }
    const next = text.indexOf(delimiter, at)
    const end = next < 0 ? text.length : next
    value += text.slice(at, end)
    into[count++] = value === '' && !quoted ? null : value
    if (next < 0) return count
    at = next + 1
  }
}

/**
 * Delimiter of a header: the candidate that occurs most often outside quotes, the earlier of `, ; tab |` among equals;
 * null when there is none, that is, for a single column.
 */
export function detectDelimiter(header: string): CsvDelimiter | null {
  const counts = new Map<string, number>()
  let inQuotes = false
  for (const character of header) {
    if (character === '"') inQuotes = !inQuotes
    else if (!inQuotes) counts.set(character, (counts.get(character) ?? 0) + 1)
  }
  let best: CsvDelimiter | null = null
  let most = 0
  for (const candidate of csvDelimiters) {
    const count = counts.get(candidate) ?? 0
    if (count <= most) continue
    best = candidate
    most = count
  }
  return best
}
