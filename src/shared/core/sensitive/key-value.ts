/**
 * The value behind a name, in whatever the bytes are written as: JSON, JSON inside a JSON string, `name=value`,
 * `name: value`, or an element. Not a parser: it has to find the value in damaged and mixed text too, so it reads from
 * the sign after the name to the sign that ends a value.
 */
import { latinText } from './byte-class.ts'
import type { Confidence, SensitiveRule } from './hit.ts'
import { identityRuleOf } from './identity-value.ts'
import { isIdentity, ruleOfMeaning, type KeyMeaning } from './key-words.ts'

/** Values are read up to here; a longer one is reported with this length. */
export const maxValueBytes = 32_768

export interface ValueRange {
  readonly start: number
  readonly end: number
  readonly isQuoted: boolean
}

/** Value after the sign at `sign` (`:`, `=` or `>`); undefined when none begins there, or an object or a list does. */
export function valueAfter(bytes: Uint8Array, sign: number, end: number): ValueRange | undefined {
  const isElement = bytes[sign] === 0x3e && bytes[sign - 1] !== 0x3d
  let at = sign + 1
  while (!isElement && at < end && at < sign + 9 && (bytes[at] === 0x20 || bytes[at] === 0x09)) at += 1
  let slashes = 0
  while (at < end && bytes[at] === 0x5c && slashes < 16) {
    slashes += 1
    at += 1
  }
  const quote = at < end ? (bytes[at] as number) : 0
  const stop = Math.min(end, at + maxValueBytes)
  if (!isElement && (quote === 0x22 || quote === 0x27)) {
    const start = at + 1
    // CSV doubles the quotes of what it quotes: ""name"":""value"".
    const isDoubled = slashes === 0 && bytes[start] === quote && bytes[sign - 1] === quote && bytes[sign - 2] === quote
    const from = isDoubled ? start + 1 : start
    return { start: from, end: quotedEnd(bytes, from, stop, quote, slashes), isQuoted: true }
  }
  if (slashes > 0) return undefined
  if (quote === 0x7b || quote === 0x5b) return undefined
  let last = at
  while (last < stop && !endsBareValue(bytes[last] as number, isElement)) last += 1
  return last > at ? { start: at, end: last, isQuoted: false } : undefined
}

/** Place of the closing quote, which has exactly as many backslashes before it as the opening one. */
function quotedEnd(bytes: Uint8Array, from: number, stop: number, quote: number, slashes: number): number {
  let run = 0
  for (let at = from; at < stop; at += 1) {
    const byte = bytes[at] as number
    if (byte === 0x5c) {
      run += 1
      continue
    }
    if (byte === 0x0a) return at
    // Two backslashes in plain JSON are one character, and the quote after them closes.
    if (byte === quote && (run === slashes || (slashes === 0 && run % 2 === 0))) return at - (slashes === 0 ? 0 : run)
    run = 0
  }
  return stop
}

function endsBareValue(byte: number, isElement: boolean): boolean {
  if (byte === 0x3c || byte === 0x0a || byte === 0x0d) return true
  if (isElement) return false
  if (byte <= 0x20) return true
  switch (byte) {
    case 0x22: // "
    case 0x26: // &
    case 0x27: // '
    case 0x29: // )
    case 0x2c: // ,
    case 0x3b: // ;
    case 0x3e: // >
    case 0x5c: // \
    case 0x5d: // ]
    case 0x7d: // }
      return true
    default:
      return false
  }
}

export interface ValueVerdict {
  readonly rule: SensitiveRule
  readonly confidence: Confidence
  readonly start: number
  readonly end: number
}

const noValue =
  /^(?:null|nil|none|true|false|undefined|yes|no|n\/?a|empty|unset|missing|present|provided|string|-+|\[?object.*)$/i
/** Words a message says about a password, not in its place. */
const stateWord =
  /^(?:changed?|reset|updated?|expired?|expires|required|invalid|incorrect|failed|failure|success|valid|ok|match|mismatch|revoked|rotated|created|deleted|missing|must|is|was|has|not|cannot|should|policy)$/i
const maskedValue =
  /[*\u2022\u25cf]{3}|^[*\u2022\u25cfxX#.\-_]+$|redact|filtered|masked|hidden|\[removed\]|<omitted>|^\$\{|^\{\{|^%[a-z({]/i
const hashedValue = /^(?:\$(?:2[abxy]?|5|6|y|argon2[a-z]*|scrypt|pbkdf2[^$]*)\$|\{[A-Z0-9-]{3,12}\}|pbkdf2)/

/** Verdict on a value under a name of the given meaning; undefined when it is empty, masked or says nothing. */
export function judgeValue(bytes: Uint8Array, range: ValueRange, meaning: KeyMeaning): ValueVerdict | undefined {
  const { start, end } = range
  if (end <= start) return undefined
  const head = latinText(bytes, start, Math.min(end, start + 128))
  // A bullet is three bytes, and three characters here.
  if (maskedValue.test(head) || head.includes('\u00e2\u0080\u00a2') || noValue.test(head)) return undefined
  if (isIdentity(meaning)) {
    const rule = end - start > 48 ? undefined : identityRuleOf(head, meaning)
    return rule === undefined ? undefined : { rule, confidence: 'likely', start, end }
  }
  const rule = ruleOfMeaning(meaning)
  const verdict = (confidence: Confidence, from = start): ValueVerdict => ({ rule, confidence, start: from, end })
  const digits = head.replaceAll(/[^0-9]/g, '').length
  switch (meaning) {
    case 'card-code':
      if (/^ *[0-9]{3,4} *$/.test(head)) return verdict('likely')
      return head.length >= 6 ? verdict('possible') : undefined
    case 'client-id-or-card-code':
      return /^[0-9]{3,4}$/.test(head) ? verdict('possible') : undefined
    case 'pin':
      if (/^[0-9]{4,12}$/.test(head)) return verdict('likely')
      return /^[0-9A-Fa-f]{16,}$/.test(head) ? verdict('likely') : undefined
    case 'pin-block':
      return verdict(/^[0-9A-Fa-f]{16,}$/.test(head) ? 'likely' : 'possible')
    case 'track':
      return head.length < 8 ? undefined : verdict(digits >= 12 ? 'likely' : 'possible')
    case 'password':
      if (stateWord.test(head)) return undefined
      return verdict(hashedValue.test(head) || !isMeant(bytes, range) ? 'possible' : 'likely')
    case 'secret':
    case 'token':
      if (stateWord.test(head) || head.length < 4) return undefined
      return verdict(head.length >= 8 && isMeant(bytes, range) ? 'likely' : 'possible')
    case 'authorization': {
      const scheme = /^(?:Bearer|Basic|Token|Digest|ApiKey) +/i.exec(head)
      if (scheme === null) return head.length >= 16 && range.isQuoted ? verdict('possible') : undefined
      return head.length - scheme[0].length >= 4 ? verdict('likely', start + scheme[0].length) : undefined
    }
    default:
      return meaning satisfies never
  }
}

/** A value in quotes, or right behind `=` or an element: a sentence that goes on after a colon is neither. */
function isMeant(bytes: Uint8Array, range: ValueRange): boolean {
  return range.isQuoted || bytes[range.start - 1] !== 0x20
}
