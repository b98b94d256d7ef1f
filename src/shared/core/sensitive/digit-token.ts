/**
 * One digit or one separator, in any of the spellings a log writes them with. A token is returned as one number,
 * `length * 64 + kind`, because a run of digits is read in the scanner's inner loop and an object each would show.
 */

/** Kinds 0 to 9 are digits. */
export const spaceToken = 16
export const dashToken = 17
export const plusToken = 18
export const percentSpaceToken = 19
export const noBreakToken = 20
export const wideDashToken = 21
export const percentDashToken = 22
export const otherToken = 63

const other = 64 + otherToken

export function isDigitToken(token: number): boolean {
  return (token & 63) < 10
}

export function isSeparatorToken(token: number): boolean {
  const kind = token & 63
  return kind >= spaceToken && kind <= percentDashToken
}

export function isDashToken(token: number): boolean {
  const kind = token & 63
  return kind === dashToken || kind === wideDashToken || kind === percentDashToken
}

/** Token at `at`, which is below `end`; bytes from `end` on are not read. */
export function tokenAt(bytes: Uint8Array, at: number, end: number): number {
  const byte = bytes[at] as number
  if (byte >= 0x30 && byte <= 0x39) return 64 + byte - 0x30
  switch (byte) {
    case 0x20:
      return 64 + spaceToken
    case 0x2d:
      return 64 + dashToken
    case 0x2b:
      return 64 + plusToken
    case 0x25:
      return percentToken(bytes, at, end)
    case 0xc2:
      return at + 1 < end && bytes[at + 1] === 0xa0 ? 128 + noBreakToken : other
    case 0xef:
      return wideDigitToken(bytes, at, end)
    case 0xe2:
      return punctuationToken(bytes, at, end)
    case 0x5c:
      return escapeToken(bytes, at, end)
    default:
      return other
  }
}

/** `%34` is a digit, `%20` a space, `%2D` a dash, `%C2%A0` an NBSP. RFC 3986 §2.1. */
function percentToken(bytes: Uint8Array, at: number, end: number): number {
  if (at + 2 >= end) return other
  const high = bytes[at + 1] as number
  const low = bytes[at + 2] as number
  if (high === 0x33 && low >= 0x30 && low <= 0x39) return 192 + low - 0x30
  if (high === 0x32 && low === 0x30) return 192 + percentSpaceToken
  if (high === 0x32 && (low | 32) === 0x64) return 192 + percentDashToken
  if ((high | 32) === 0x63 && low === 0x32 && at + 5 < end && bytes[at + 3] === 0x25)
    if (((bytes[at + 4] as number) | 32) === 0x61 && bytes[at + 5] === 0x30) return 384 + noBreakToken
  return other
}

/** U+FF10 to U+FF19. */
function wideDigitToken(bytes: Uint8Array, at: number, end: number): number {
  if (at + 2 >= end || bytes[at + 1] !== 0xbc) return other
  const last = bytes[at + 2] as number
  return last >= 0x90 && last <= 0x99 ? 192 + last - 0x90 : other
}

/** U+2010 to U+2015 are dashes, U+2009 and U+202F narrow spaces. */
function punctuationToken(bytes: Uint8Array, at: number, end: number): number {
  if (at + 2 >= end || bytes[at + 1] !== 0x80) return other
  const last = bytes[at + 2] as number
  if (last >= 0x90 && last <= 0x95) return 192 + wideDashToken
  return last === 0x89 || last === 0xaf ? 192 + noBreakToken : other
}

/** `\u00a0` and `\uff10` to `\uff19`: what a JSON writer makes of NBSP and full-width digits when it keeps to ASCII. */
function escapeToken(bytes: Uint8Array, at: number, end: number): number {
  if (at + 5 >= end || bytes[at + 1] !== 0x75) return other
  const first = (bytes[at + 2] as number) | 32
  const second = (bytes[at + 3] as number) | 32
  const third = bytes[at + 4] as number
  const fourth = bytes[at + 5] as number
  if (first === 0x30 && second === 0x30 && (third | 32) === 0x61 && fourth === 0x30) return 384 + noBreakToken
  if (first === 0x66 && second === 0x66 && third === 0x31 && fourth >= 0x30 && fourth <= 0x39)
    return 384 + fourth - 0x30
  return other
}

/**
 * How far to step back when the byte before `at` is a letter inside a spelled digit or separator: 0 when it is not.
 * `%2D`, `%C2`, `%A` of `%A0`, `\u00a` of `\u00a0`, `\u`, `\uff` of `\uff14`; the digits after the letter are taken already.
 */
export function spelledLettersBefore(bytes: Uint8Array, at: number): number {
  const letter = (bytes[at - 1] as number) | 32
  const before = bytes[at - 2]
  if (letter === 0x64) return before === 0x32 && bytes[at - 3] === 0x25 ? 3 : 0
  if (letter === 0x63) return before === 0x25 ? 2 : 0
  if (letter === 0x61) {
    if (before === 0x25) return 2
    return before === 0x30 && bytes[at - 3] === 0x30 && isUnicodeEscape(bytes, at - 5) ? 5 : 0
  }
  if (letter === 0x75) return before === 0x5c ? 2 : 0
  if (letter === 0x66) return before !== undefined && (before | 32) === 0x66 && isUnicodeEscape(bytes, at - 4) ? 4 : 0
  return 0
}

function isUnicodeEscape(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x5c && bytes[at + 1] === 0x75
}

/** True when a spelled separator or digit goes on at `at`: `\u....`, or a letter of `%2D`, `%C2%A0`. */
export function isSpelledAfter(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 1 >= end) return false
  if (bytes[at] === 0x5c) return bytes[at + 1] === 0x75
  const letter = (bytes[at] as number) | 32
  if (letter !== 0x61 && letter !== 0x63 && letter !== 0x64) return false
  return bytes[at - 1] === 0x25 || bytes[at - 2] === 0x25
}
