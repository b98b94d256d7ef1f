/**
 * One syslog line: RFC 5424; RFC 3164 as files have it (with or without priority, also with a year or a fraction); and
 * the lines of rsyslog's file format, which have an RFC 3339 time in RFC 3164's place.
 *
 * The message is kept as text, whatever is in it.
 */
import { TextMembers } from '../parts/text-members.ts'
import { isoFromNamedMonth, type NamedMonthTime, parseNamedMonth } from '../parts/text-time.ts'

/** An element of RFC 5424's structured data, in file order; parameters unescaped. */
export interface StructuredElement {
  readonly id: string
  readonly parameters: readonly (readonly [name: string, value: string])[]
}

export interface SyslogLine {
  readonly kind: 'rfc5424' | 'rfc3164' | 'rsyslog'
  /** Text of the priority; null when the line has none. */
  readonly priority: string | null
  readonly version: string | null
  /** As written; null for RFC 5424's nil. */
  readonly timestamp: string | null
  /** Parts of an RFC 3164 time. */
  readonly named: NamedMonthTime | null
  readonly hostname: string | null
  readonly appName: string | null
  readonly procId: string | null
  readonly msgId: string | null
  /** null when the line has no place for it or says nil. */
  readonly structuredData: readonly StructuredElement[] | null
  readonly message: string | null
}

const facilities = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
  'ntp',
  'audit',
  'alert',
  'clock',
  ...Array.from({ length: 8 }, (_, index) => `local${index}`),
]
const severities = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug']

const priorityPattern = /^<(\d{1,3})>/
const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})$/
const monthTime = /^[A-Z][a-z]{2} [ \d]?\d (?:\d{4} )?\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?= )/
const tag = /^([^\s:[\]]{1,128})(?:\[([^\]\s]{0,128})\])?:(?: |$)/

/** The parts of a line, or what is wrong with it. */
export function parseSyslog(text: string): SyslogLine | string {
  const match = priorityPattern.exec(text)
  const priority = match === null ? null : (match[1] as string)
  if (priority !== null && Number(priority) > 191) return `the priority ${priority} is above 191`
  const rest = match === null ? text : text.slice(match[0].length)
  if (priority !== null && /^[1-9]\d{0,2} /.test(rest)) return parseRfc5424(priority, rest)
  return parseRfc3164(priority, rest)
}

function parseRfc3164(priority: string | null, rest: string): SyslogLine | string {
  let timestamp: string
  let named: NamedMonthTime | null = null
  const month = monthTime.exec(rest)
  if (month === null) {
    timestamp = rest.slice(0, spaceFrom(rest, 0))
    if (!rfc3339.test(timestamp)) return 'the line begins with no time that syslog writes'
  } else {
    timestamp = month[0]
    named = parseNamedMonth(timestamp)
    // A year that every month has: whether the day exists is known only with the year.
    if (named === null || named.day > 31) return 'the line begins with a time that does not exist'
  }
  const after = rest.slice(timestamp.length + 1)
  const head = headFrom(after)
  const kind = named === null ? 'rsyslog' : 'rfc3164'
  return { kind, priority, version: null, timestamp, named, msgId: null, structuredData: null, ...head }
}

/** Host, tag and message. A first word that ends in a colon is a tag: the host is missing, as on the local socket. */
function headFrom(text: string): Pick<SyslogLine, 'hostname' | 'appName' | 'procId' | 'message'> {
  const withoutHost = tag.exec(text)
  const end = withoutHost === null ? spaceFrom(text, 0) : 0
  const hostname = end === 0 ? null : text.slice(0, end)
  const rest = end === 0 ? text : text.slice(end + 1)
  const found = withoutHost ?? tag.exec(rest)
  if (found === null) return { hostname, appName: null, procId: null, message: rest }
  return { hostname, appName: found[1] as string, procId: found[2] ?? null, message: rest.slice(found[0].length) }
}

/** `1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA [MSG]`, RFC 5424 section 6. */
function parseRfc5424(priority: string, text: string): SyslogLine | string {
  const words: string[] = []
  let at = 0
  while (words.length < 6) {
    const end = spaceFrom(text, at)
    if (end === text.length || end === at) return `the header ends after ${words.length} of 7 fields`
    words.push(text.slice(at, end))
    at = end + 1
  }
  const [version = '', timestamp = '', hostname = '', appName = '', procId = '', msgId = ''] = words
  if (timestamp !== '-' && !rfc3339.test(timestamp)) return 'the time is not that of RFC 5424'
  const data = parseStructuredData(text, at)
  if (typeof data === 'string') return data
  if (data.end < text.length && text[data.end] !== ' ') return 'text directly after the structured data'
  // A byte order mark says that the message is UTF-8 (section 6.4); it is not part of it.
  const message = data.end < text.length ? text.slice(data.end + 1).replace(/^\uFEFF/, '') : null
  const nil = (word: string): string | null => (word === '-' ? null : word)
  return {
    kind: 'rfc5424',
    priority,
    version,
    timestamp: nil(timestamp),
    named: null,
    hostname: nil(hostname),
    appName: nil(appName),
    procId: nil(procId),
    msgId: nil(msgId),
    structuredData: data.elements,
    message,
  }
}

interface StructuredData {
  readonly elements: readonly StructuredElement[] | null
  /** Offset after it. */
  readonly end: number
}

const elementId = /\[([^\s=\]"]{1,128})/y
const parameter = / +([^\s=\]"]{1,128})="/y

function parseStructuredData(text: string, from: number): StructuredData | string {
  if (text[from] === '-') return { elements: null, end: from + 1 }
  const elements: StructuredElement[] = []
  let at = from
  while (text[at] === '[') {
    elementId.lastIndex = at
    const id = elementId.exec(text)
    if (id === null) return 'a structured data element without id'
    at = elementId.lastIndex
    const parameters: (readonly [string, string])[] = []
    for (;;) {
      parameter.lastIndex = at
      const name = parameter.exec(text)
      if (name === null) break
      const valueFrom = parameter.lastIndex
      const valueEnd = quoteFrom(text, valueFrom)
      if (valueEnd < 0) return 'a structured data value is never closed'
      parameters.push([name[1] as string, unescapeValue(text.slice(valueFrom, valueEnd))])
      at = valueEnd + 1
    }
    if (text[at] !== ']') return 'a structured data element is not closed'
    at += 1
    elements.push({ id: id[1] as string, parameters })
  }
  return elements.length === 0 ? 'neither structured data nor the sign for none' : { elements, end: at }
}

/** Offset of the quote that ends a value; -1 when there is none. */
function quoteFrom(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '"') return at
  }
  return -1
}

/** A backslash escapes `"`, `\` and `]` only; before anything else it is a backslash (section 6.3.3). */
function unescapeValue(text: string): string {
  return text.includes('\\') ? text.replaceAll(/\\(["\\\]])/g, '$1') : text
}

function spaceFrom(text: string, from: number): number {
  const at = text.indexOf(' ', from)
  return at < 0 ? text.length : at
}

/** True when the structured data names an element twice, which RFC 5424 forbids. */
export function repeatsElement({ structuredData }: SyslogLine): boolean {
  return structuredData !== null && new Set(structuredData.map(({ id }) => id)).size < structuredData.length
}

/** The line as one JSON object; `year` is the one inferred for a time that has none, or null. */
export function renderSyslog(line: SyslogLine, year: number | null): TextMembers {
  const members = new TextMembers()
  if (line.priority !== null) members.text('priority', line.priority)
  if (line.version !== null) members.text('version', line.version)
  members.text('timestamp', line.timestamp).text('hostname', line.hostname).text('appName', line.appName)
  members.text('procId', line.procId)
  if (line.kind === 'rfc5424') {
    members.text('msgId', line.msgId)
    if (line.structuredData === null) members.raw('structuredData', 'null')
    else members.object('structuredData', structuredMembers(line.structuredData))
  }
  if (line.message !== null) members.text('message', line.message)
  if (line.priority !== null) {
    const code = Number(line.priority)
    members.text('@facility', facilities[code >> 3] ?? null).text('@severity', severities[code & 7] ?? null)
  }
  if (line.named === null) return members
  const iso = line.named.year ?? year
  const time = iso === null ? null : isoFromNamedMonth(line.named, iso)
  if (time === null) return members
  members.text('@time', time)
  return line.named.year === null ? members.raw('@year_inferred', 'true') : members
}

/** Elements by id. A parameter that an element repeats, which RFC 5424 allows, becomes an array of its values. */
function structuredMembers(elements: readonly StructuredElement[]): TextMembers {
  const members = new TextMembers()
  for (const { id, parameters } of elements) {
    const valuesByName = new Map<string, string[]>()
    for (const [name, value] of parameters) {
      const known = valuesByName.get(name)
      if (known === undefined) valuesByName.set(name, [value])
      else known.push(value)
    }
    const inner = new TextMembers()
    for (const [name, values] of valuesByName) inner.raw(name, JSON.stringify(values.length === 1 ? values[0] : values))
    members.object(id, inner)
  }
  return members
}
