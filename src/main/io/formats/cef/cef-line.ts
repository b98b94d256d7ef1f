/**
 * One event of the Common Event Format (ArcSight, "Implementing ArcSight Common Event Format", version 0 and 1), with or
 * without a syslog header before it: header fields separated by `|`, then an extension of `key=value` separated by
 * spaces, whose values may hold spaces.
 */
import { isoFromEpoch, isoFromNamedMonth, parseNamedMonth } from '../parts/text-time.ts'
import { membersFrom, TextMembers, type Pair } from '../parts/text-members.ts'

export interface CefEvent {
  /** What stands before `CEF:`, without the space between; empty when nothing does. */
  readonly before: string
  /** The seven header fields, unescaped. */
  readonly header: readonly string[]
  /** In file order, unescaped. */
  readonly extension: readonly Pair[]
}

const headerNames = [
  'cefVersion',
  'deviceVendor',
  'deviceProduct',
  'deviceVersion',
  'deviceEventClassId',
  'name',
  'severity',
]
const marker = /(?:^|[\s\]])CEF: ?\d+(?:\.\d+)?\|/
/** Longest syslog header that is looked through. */
const longestHeader = 1024

/** Offset of `CEF:`; -1 when the line has none where a header could end. */
export function cefStart(text: string): number {
  const match = marker.exec(text.slice(0, longestHeader))
  return match === null ? -1 : match.index + match[0].indexOf('CEF:')
}

/** The event in a line, or what is wrong with the line. */
export function parseCef(text: string): CefEvent | string {
  const start = cefStart(text)
  if (start < 0) return 'no CEF: with a version'
  const header: string[] = []
  let at = start + 4
  while (header.length < headerNames.length) {
    const end = barFrom(text, at)
    // Without extension the last bar may be missing too.
    if (end === text.length && header.length < headerNames.length - 1)
      return `the header has ${header.length + 1} of ${headerNames.length} fields`
    header.push(unescapeHeader(text.slice(at, end)).trim())
    at = end + 1
  }
  const extension = parseExtension(text.slice(at))
  if (typeof extension === 'string') return extension
  return { before: text.slice(0, start).trimEnd(), header, extension }
}

/** Offset of the next bar that no backslash escapes, from `from` on; the text's length when there is none. */
function barFrom(text: string, from: number): number {
  let at = from
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x5c) at += 1
    else if (code === 0x7c) return at
  }
  return text.length
}

function unescapeHeader(text: string): string {
  return text.includes('\\') ? text.replaceAll(/\\([\\|])/g, '$1') : text
}

const longestKey = 256
const keyBefore = /(?:^|[ \t])([A-Za-z_][\w.\-[\]]{0,255})$/

/**
 * Pairs of an extension. A key is the word before an equals sign that no backslash escapes; its value ends before the
 * space in front of the next key. An equals sign after anything but a word is part of the value: many products do not
 * escape those in addresses.
 */
function parseExtension(text: string): Pair[] | string {
  const pairs: Pair[] = []
  let key: string | null = null
  let valueFrom = 0
  for (let at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1)) {
    if (isEscaped(text, at)) continue
    // Hostile: looking back is bounded by the longest key, so that a value of equals signs stays cheap. A window that
    // begins inside a word is too long to be a key, and one at the value begins with the equals sign before it.
    const match = keyBefore.exec(text.slice(Math.max(valueFrom - 1, at - longestKey - 2, 0), at))
    if (match === null) continue
    const next = match[1] as string
    const nextFrom = at - next.length
    if (key !== null) pairs.push([key, unescapeValue(text.slice(valueFrom, Math.max(valueFrom, nextFrom - 1)))])
    else if (text.slice(0, nextFrom).trim() !== '') return 'the extension begins with text that is no key'
    key = next
    valueFrom = at + 1
  }
  if (key === null) return text.trim() === '' ? pairs : 'the extension has no key'
  pairs.push([key, unescapeValue(text.slice(valueFrom).trimEnd())])
  return pairs
}

/** True when an odd number of backslashes stands before `at`. */
function isEscaped(text: string, at: number): boolean {
  let from = at
  while (from > 0 && text.charCodeAt(from - 1) === 0x5c) from -= 1
  return (at - from) % 2 === 1
}

const valueEscapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', '=': '=', '\\': '\\', '|': '|' }

function unescapeValue(text: string): string {
  if (!text.includes('\\')) return text
  return text.replaceAll(/\\([nr=\\|])/g, (_, escaped: string) => valueEscapes[escaped] as string)
}

/** Extension keys that hold the time of the event, the first of them that is there. */
const timeKeys = ['rt', 'end', 'start', 'art']

/** The event as one JSON object. */
export function renderCef(event: CefEvent): TextMembers {
  const members = new TextMembers()
  if (event.before !== '') members.text('syslogHeader', event.before)
  headerNames.forEach((name, index) => members.text(name, event.header[index] ?? null))
  members.object('extension', membersFrom(event.extension))
  members.optional('@time', timeOf(event))
  const labelled = event.extension.some(([key]) => key.endsWith('Label')) ? labelledValues(event.extension) : []
  if (labelled.length > 0) members.object('@labelled', membersFrom(labelled))
  return members
}

function timeOf({ extension }: CefEvent): string | null {
  const key = timeKeys.find((candidate) => extension.some(([name]) => name === candidate))
  const text = extension.find(([name]) => name === key)?.[1] ?? null
  if (text === null) return null
  const epoch = isoFromEpoch(text)
  if (epoch !== null) return epoch
  const named = parseNamedMonth(text)
  // Without a year, the time stays as the source has it.
  return named === null || named.year === null ? null : isoFromNamedMonth(named, named.year)
}

/** Values of custom fields under the names that their labels give (`cs1=x cs1Label=reason`), the first of each name. */
function labelledValues(extension: readonly Pair[]): Pair[] {
  const valueByKey = new Map(extension)
  const labelled = new Map<string, string | null>()
  for (const [key, label] of extension) {
    if (!key.endsWith('Label') || label === null || label === '') continue
    const value = valueByKey.get(key.slice(0, -'Label'.length))
    if (value !== undefined && !labelled.has(label)) labelled.set(label, value)
  }
  return [...labelled]
}
