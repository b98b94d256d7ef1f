/**
 * One event of the Log Event Extended Format (IBM, "QRadar Log Event Extended Format (LEEF)", version 2): five header
 * fields separated by `|`, in LEEF 2.0 a sixth that names the delimiter, then `key=value` pairs.
 */
import { isoFromDatePattern } from '../parts/text-date-pattern.ts'
import { type Pair, membersFrom, TextMembers } from '../parts/text-members.ts'
import { isoFromEpoch, isoFromNamedMonth, parseNamedMonth } from '../parts/text-time.ts'

export interface LeefEvent {
  /** What stands before `LEEF:`, without the space between; empty when nothing does. */
  readonly before: string
  /** Version, vendor, product, product version, event id. */
  readonly header: readonly string[]
  /** The delimiter field as written (`^`, `x09`); null in LEEF 1.0, which has none. */
  readonly delimiter: string | null
  readonly attributes: readonly Pair[]
}

const headerNames = ['leefVersion', 'vendor', 'product', 'productVersion', 'eventId']
const marker = /(?:^|[\s\]])LEEF: ?\d+(?:\.\d+)?\|/
const longestHeader = 1024

/** Offset of `LEEF:`; -1 when the line has none where a header could end. */
export function leefStart(text: string): number {
  const match = marker.exec(text.slice(0, longestHeader))
  return match === null ? -1 : match.index + match[0].indexOf('LEEF:')
}

/** The event in a line, or what is wrong with the line. */
export function parseLeef(text: string): LeefEvent | string {
  const start = leefStart(text)
  if (start < 0) return 'no LEEF: with a version'
  const header: string[] = []
  let at = start + 5
  while (header.length < headerNames.length) {
    const bar = text.indexOf('|', at)
    if (bar < 0) return `the header has ${header.length + 1} of ${headerNames.length} fields and a bar after the last`
    header.push(text.slice(at, bar).trim())
    at = bar + 1
  }
  let delimiter: string | null = null
  if ((header[0] as string).startsWith('2')) {
    const bar = text.indexOf('|', at)
    const written = bar < 0 ? '' : text.slice(at, bar)
    // The delimiter field may be left out altogether; a pair cannot stand in it, as no delimiter is longer than five.
    if (bar >= 0 && written.length <= 6 && !written.includes('=')) {
      delimiter = written
      at = bar + 1
    }
  }
  const separator = separatorFrom(delimiter)
  if (separator === null) return `the delimiter ${JSON.stringify(delimiter)} is neither a character nor its code`
  const attributes = parseAttributes(text.slice(at), separator)
  if (typeof attributes === 'string') return attributes
  return { before: text.slice(0, start).trimEnd(), header, delimiter, attributes }
}

/** The character of a delimiter field: one character, or its code in hexadecimal (`x5E`, `0x5E`); tab when empty. */
function separatorFrom(delimiter: string | null): string | null {
  if (delimiter === null || delimiter === '') return '\t'
  if ([...delimiter].length === 1) return delimiter
  const match = /^(?:0?x|\\x)([0-9A-Fa-f]{2,4})$/i.exec(delimiter)
  return match === null ? null : String.fromCharCode(Number.parseInt(match[1] as string, 16))
}

function parseAttributes(text: string, separator: string): Pair[] | string {
  const pairs: Pair[] = []
  for (let from = 0; from <= text.length;) {
    const found = text.indexOf(separator, from)
    const end = found < 0 ? text.length : found
    const part = text.slice(from, end)
    from = end + separator.length
    if (part.trim() === '') continue
    const equals = part.indexOf('=')
    if (equals < 1) return 'an attribute without key and equals sign'
    pairs.push([part.slice(0, equals).trim(), part.slice(equals + 1)])
  }
  return pairs
}

/** The event as one JSON object. */
export function renderLeef(event: LeefEvent): TextMembers {
  const members = new TextMembers()
  if (event.before !== '') members.text('syslogHeader', event.before)
  headerNames.forEach((name, index) => members.text(name, event.header[index] ?? null))
  if (event.delimiter !== null) members.text('delimiter', event.delimiter)
  members.object('attributes', membersFrom(event.attributes))
  return members.optional('@time', timeOf(new Map(event.attributes)))
}

function timeOf(attributes: ReadonlyMap<string, string | null>): string | null {
  const text = attributes.get('devTime') ?? null
  if (text === null) return null
  const pattern = attributes.get('devTimeFormat') ?? null
  if (pattern !== null) return isoFromDatePattern(text, pattern)
  const epoch = isoFromEpoch(text)
  if (epoch !== null) return epoch
  const named = parseNamedMonth(text)
  return named === null || named.year === null ? null : isoFromNamedMonth(named, named.year)
}
