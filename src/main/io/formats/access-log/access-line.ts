/**
 * One line of a web server's access log: Common and Combined Log Format (Apache HTTP Server, mod_log_config; nginx,
 * ngx_http_log_module), with the virtual host before it (`vhost_combined`) and with what a server adds at the end.
 *
 * Texts stay as the server escaped them: Apache writes `\"`, `\\` and `\xhh`, nginx `\x22` and `\x5C`, and which of the
 * two wrote a line cannot be told.
 */
import { TextMembers } from '../parts/text-members.ts'
import { isoFromClf } from '../parts/text-time.ts'

export interface AccessLine {
  readonly virtualHost: string | null
  readonly host: string
  readonly ident: string
  readonly user: string
  /** Without brackets. */
  readonly time: string
  readonly iso: string
  readonly request: string
  readonly status: string
  readonly bytes: string
  /** undefined in Common Log Format. */
  readonly referer: string | undefined
  readonly userAgent: string | undefined
  /** What follows the known fields; null when nothing does. */
  readonly extra: string | null
}

const opening = /^([^\s"]+) (.{0,2048}?) ?\[(\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})\] "/s
const virtualHost = /^(?:[\w.-]+|\[[\d:a-fA-F.]+\]):\d{1,5}$/
const afterRequest = /^ (\d{3}|-) (\d+|-)(?= |$)/

/** The fields of a line, or what is wrong with it. */
export function parseAccess(text: string): AccessLine | string {
  const match = opening.exec(text)
  if (match === null) return 'no client, user and time in brackets before a quoted request'
  const iso = isoFromClf(match[3] as string)
  if (iso === null) return 'the time in brackets does not exist'
  const who = whoFrom(match[1] as string, (match[2] as string).split(' '))
  if (who === null) return 'neither client, identity and user nor a virtual host before them'
  const request = quotedFrom(text, match[0].length - 1)
  if (request === null) return 'the quote of the request is never closed'
  const sizes = afterRequest.exec(text.slice(request.end, request.end + 64))
  if (sizes === null) return 'no status and size after the request'
  const tail = tailFrom(text, request.end + sizes[0].length)
  return {
    ...who,
    time: match[3] as string,
    iso,
    request: request.text,
    status: sizes[1] as string,
    bytes: sizes[2] as string,
    ...tail,
  }
}

function whoFrom(
  first: string,
  words: readonly string[],
): Pick<AccessLine, 'virtualHost' | 'host' | 'ident' | 'user'> | null {
  // Four words and the first with a port: the virtual host. A user's name may hold spaces, so more is not less.
  const hosted = words.length >= 3 && virtualHost.test(first) && words[0] !== '-'
  const [host = '', ident = '', ...user] = hosted ? words : [first, ...words]
  if (user.length === 0) return null
  return { virtualHost: hosted ? first : null, host, ident, user: user.join(' ') }
}

function tailFrom(text: string, from: number): Pick<AccessLine, 'referer' | 'userAgent' | 'extra'> {
  const none = { referer: undefined, userAgent: undefined }
  if (from >= text.length) return { ...none, extra: null }
  const rest = { ...none, extra: text.slice(from + 1) }
  const referer = quotedFrom(text, from + 1)
  if (referer === null || text[referer.end] !== ' ') return rest
  const agent = quotedFrom(text, referer.end + 1)
  if (agent === null || (agent.end < text.length && text[agent.end] !== ' ')) return rest
  const extra = agent.end < text.length ? text.slice(agent.end + 1) : null
  return { referer: referer.text, userAgent: agent.text, extra }
}

/** The text between the quote at `at` and the next one that no backslash escapes, and the offset after that. */
function quotedFrom(text: string, at: number): { readonly text: string; readonly end: number } | null {
  if (text[at] !== '"') return null
  for (let end = at + 1; end < text.length; end += 1) {
    if (text[end] === '\\') end += 1
    else if (text[end] === '"') return { text: text.slice(at + 1, end), end: end + 1 }
  }
  return null
}

const requestLine = /^([A-Z][A-Z-]{0,31}) (\S+)(?: (HTTP\/\d(?:\.\d)?))?$/

/** The line as one JSON object; `-` is null, as both servers write it for what was not there. */
export function renderAccess(line: AccessLine): TextMembers {
  const absent = (text: string): string | null => (text === '-' ? null : text)
  const members = new TextMembers()
  if (line.virtualHost !== null) members.text('virtualHost', line.virtualHost)
  members.text('host', absent(line.host)).text('ident', absent(line.ident)).text('user', absent(line.user))
  members.text('time', line.time).text('request', absent(line.request))
  members.text('status', absent(line.status)).text('bytes', absent(line.bytes))
  if (line.referer !== undefined) members.text('referer', absent(line.referer))
  if (line.userAgent !== undefined) members.text('userAgent', absent(line.userAgent))
  if (line.extra !== null) members.text('extra', line.extra)
  members.text('@time', line.iso)
  const request = requestLine.exec(line.request)
  if (request !== null) {
    const [, method = '', path = '', protocol] = request
    members.text('@method', method).text('@path', path).optional('@protocol', protocol)
  }
  return members
}
