/**
 * Secrets that are recognised by their own form. Prefixes and lengths as their issuers document them; where an issuer
 * leaves the length open, the shortest seen is the lower bound.
 */
import { base64Like, byteClass, isAlphanumeric, isDigit, latinText } from './byte-class.ts'
import type { Confidence, SensitiveHit, SensitiveRule } from './hit.ts'

export interface TokenShape {
  readonly rule: SensitiveRule
  readonly start: number
  readonly end: number
  readonly confidence: Confidence
}

interface Prefix {
  readonly text: string
  readonly rule: SensitiveRule
  /** Letters, digits, and `_` or `-` as given, after the prefix. */
  readonly least: number
  readonly most: number
  readonly extra: '' | '_' | '-' | '-_'
}

const prefixes: readonly Prefix[] = [
  { text: 'AKIA', rule: 'aws-access-key-id', least: 16, most: 16, extra: '' },
  { text: 'ASIA', rule: 'aws-access-key-id', least: 16, most: 16, extra: '' },
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map((text): Prefix => ({
    text,
    rule: 'github-token',
    least: 36,
    most: 255,
    extra: '_',
  })),
  { text: 'github_pat_', rule: 'github-token', least: 36, most: 255, extra: '_' },
  { text: 'glpat-', rule: 'gitlab-token', least: 20, most: 255, extra: '-_' },
  ...['xoxb-', 'xoxa-', 'xoxp-', 'xoxr-', 'xoxs-', 'xoxe-'].map((text): Prefix => ({
    text,
    rule: 'slack-token',
    least: 15,
    most: 255,
    extra: '-',
  })),
  { text: 'sk_live_', rule: 'stripe-key', least: 16, most: 255, extra: '' },
  { text: 'rk_live_', rule: 'stripe-key', least: 16, most: 255, extra: '' },
  { text: 'AIza', rule: 'google-api-key', least: 35, most: 35, extra: '-_' },
]

const prefixesByFirst = new Map<number, readonly Prefix[]>()
for (const prefix of prefixes) {
  const first = prefix.text.charCodeAt(0)
  prefixesByFirst.set(first, [...(prefixesByFirst.get(first) ?? []), prefix])
}
/** First bytes worth a look: those of the prefixes, and `e` of a JWT. */
const isFirstByte = new Uint8Array(256)
for (const first of prefixesByFirst.keys()) isFirstByte[first] = 1
isFirstByte[0x65] = 1

/** Secret whose text begins at `at`; undefined when none does. */
export function tokenShapeAt(bytes: Uint8Array, at: number, end: number): TokenShape | undefined {
  const first = bytes[at] as number
  if (isFirstByte[first] === 0) return undefined
  if (first === 0x65) return jwtAt(bytes, at, end)
  for (const prefix of prefixesByFirst.get(first) ?? []) {
    if (!startsWith(bytes, at, end, prefix.text)) continue
    const from = at + prefix.text.length
    let stop = from
    while (stop < end && stop - from < prefix.most && isTokenByte(bytes[stop] as number, prefix.extra)) stop += 1
    if (stop - from < prefix.least || (stop < end && isAlphanumeric(bytes[stop]))) continue
    // A key id names a key and opens nothing where a log has a member for it.
    const isId =
      prefix.rule === 'aws-access-key-id' &&
      /access_?key_?id[\\"': =]+$/i.test(latinText(bytes, Math.max(0, at - 24), at))
    return { rule: prefix.rule, start: at, end: stop, confidence: isId ? 'possible' : 'likely' }
  }
  return undefined
}

function isTokenByte(byte: number, extra: string): boolean {
  return isAlphanumeric(byte) || (extra !== '' && extra.includes(String.fromCharCode(byte)))
}

/** `eyJ` is base64url of `{"`. RFC 7519: header, claims and signature. */
function jwtAt(bytes: Uint8Array, at: number, end: number): TokenShape | undefined {
  if (!startsWith(bytes, at, end, 'eyJ')) return undefined
  const header = urlPartEnd(bytes, at, end)
  if (bytes[header] !== 0x2e || !startsWith(bytes, header + 1, end, 'eyJ')) return undefined
  const claims = urlPartEnd(bytes, header + 1, end)
  if (claims >= end || bytes[claims] !== 0x2e) return undefined
  const signature = urlPartEnd(bytes, claims + 1, end)
  if (signature - claims < 10) return undefined
  return { rule: 'jwt', start: at, end: signature, confidence: 'likely' }
}

function urlPartEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && at < from + 16_384) {
    const byte = bytes[at] as number
    if (!isAlphanumeric(byte) && byte !== 0x2d && byte !== 0x5f) break
    at += 1
  }
  return at
}

/**
 * Body of a private key that begins at `at`, the start of a run of base64: undefined when no `PRIVATE KEY-----` stands
 * in the 200 bytes before it, where the headers of an encrypted key have room. RFC 7468 §10 and §11.
 */
export function privateKeyAt(bytes: Uint8Array, at: number, end: number): TokenShape | undefined {
  // The body begins a line, and few runs of base64 in a log do.
  const previous = bytes[at - 1]
  const isLineStart = previous === 0x0a || previous === 0x20 || (previous !== 0x22 && bytes[at - 2] === 0x5c)
  if (!isLineStart) return undefined
  const from = Math.max(0, at - 200)
  const before = latinText(bytes, from, at)
  const mark = before.lastIndexOf('PRIVATE KEY-----')
  // After the last END nothing is a body.
  if (mark < 0 || before.lastIndexOf('-----END') > before.lastIndexOf('-----BEGIN')) return undefined
  const start = from + mark + 16
  // Hostile: the next line of dashes ends the body, END or not, or each of many headers would read all that follow.
  let stop = at
  while (stop < end && stop < at + 32_768 && !startsWith(bytes, stop, end, '-----')) {
    const byte = bytes[stop] as number
    const isBody = ((byteClass[byte] as number) & base64Like) !== 0 || byte === 0x3d
    if (!isBody && byte !== 0x5c && byte !== 0x0a && byte !== 0x0d && byte !== 0x20) break
    stop += 1
  }
  return { rule: 'private-key', start, end: stop, confidence: 'likely' }
}

/** Password in `scheme://user:password@host`; `colon` is the place of the first colon. RFC 3986 §3.2.1. */
export function urlPasswordAt(bytes: Uint8Array, colon: number, end: number): TokenShape | undefined {
  let separator = 0
  for (let at = colon + 3; at < end && at < colon + 259; at += 1) {
    const byte = bytes[at] as number
    if (byte === 0x3a && separator === 0) separator = at
    else if (byte === 0x40) {
      // A colon, digits and an @ can also be a port and a path; user names come first, so one character is enough.
      if (separator <= colon + 3 || at === separator + 1 || isMasked(bytes, separator + 1, at)) return undefined
      return { rule: 'url-credentials', start: separator + 1, end: at, confidence: 'likely' }
    } else if (byte <= 0x20 || byte === 0x22 || byte === 0x27 || byte === 0x2f || byte === 0x5c || byte === 0x3f) break
  }
  return undefined
}

function isMasked(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] as number
    if (byte !== 0x2a && byte !== 0x78 && byte !== 0x58 && !(byte === 0xe2 || byte === 0x80 || byte === 0xa2))
      return false
  }
  return !isDigit(bytes[from])
}

function startsWith(bytes: Uint8Array, at: number, end: number, text: string): boolean {
  if (at + text.length > end) return false
  for (let index = 0; index < text.length; index += 1) if (bytes[at + index] !== text.charCodeAt(index)) return false
  return true
}

/** The hit that a token of known shape is. */
export function tokenHit(shape: TokenShape): SensitiveHit {
  return {
    kind: 'secret',
    rule: shape.rule,
    byteStart: shape.start,
    byteLength: shape.end - shape.start,
    confidence: shape.confidence,
    context: 'token-form',
    encoding: 'plain',
  }
}
