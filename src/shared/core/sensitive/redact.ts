/**
 * Redaction for an import that may not keep what it found. Every byte keeps its place and the length is the same, so
 * that offsets of records hold; line ends inside a redacted value stay, so that records stay records.
 */
import type { SensitiveHit, SensitiveKind } from './hit.ts'
import { isDigitToken, tokenAt } from './digit-token.ts'

export interface RedactionReceipt {
  readonly kind: SensitiveKind
  readonly byteStart: number
  readonly byteLength: number
}

export interface Redaction {
  readonly bytes: Uint8Array
  /** One line for each hit, in the order given. Places are offsets of the whole input. */
  readonly receipts: readonly RedactionReceipt[]
}

const star = 0x2a
const quote = 0x22

/**
 * Copy of `bytes` with each hit replaced: card numbers by `*` but for the last four digits, all else by `*` entirely.
 * A bare number that is a member of a JSON object becomes a string of the same length, or its record would be no JSON.
 * `offset` is the place of the first byte in the input that the hits count from. Throws RangeError for a hit that does
 * not lie within `bytes`.
 */
export function redact(bytes: Uint8Array, hits: readonly SensitiveHit[], offset = 0): Redaction {
  // Not `slice`, which gives a view where the bytes are a Buffer.
  const redacted = new Uint8Array(bytes)
  const receipts: RedactionReceipt[] = []
  for (const { kind, byteStart, byteLength } of hits) {
    const start = byteStart - offset
    if (start < 0 || start + byteLength > bytes.length) throw new RangeError('a hit lies outside the bytes')
    receipts.push({ kind, byteStart, byteLength })
  }
  // Card numbers first: what else covers the same bytes then takes the last four as well.
  for (const hit of hits) if (keepsLastFour(hit)) starDigits(bytes, redacted, hit.byteStart - offset, hit.byteLength)
  for (const hit of hits) if (!keepsLastFour(hit)) starAll(bytes, redacted, hit.byteStart - offset, hit.byteLength)
  return { bytes: redacted, receipts }
}

/**
 * Redacts until `scan` finds nothing, and at most eight times: what was taken out can have hidden what it was glued to,
 * as digits before a payload do, which then begins elsewhere. `isClean` says whether the last scan found nothing.
 */
export function redactFully(
  bytes: Uint8Array,
  scan: (bytes: Uint8Array) => readonly SensitiveHit[],
): Redaction & { readonly isClean: boolean } {
  let redacted: Uint8Array = new Uint8Array(bytes)
  const receipts: RedactionReceipt[] = []
  for (let round = 0; round < 8; round += 1) {
    const hits = scan(redacted)
    if (hits.length === 0) return { bytes: redacted, receipts, isClean: true }
    const next = redact(redacted, hits)
    redacted = next.bytes
    for (const receipt of next.receipts) receipts.push(receipt)
  }
  return { bytes: redacted, receipts, isClean: scan(redacted).length === 0 }
}

/** Inside base64 no single character is a digit, so there the whole place is replaced. */
function keepsLastFour(hit: SensitiveHit): boolean {
  return hit.kind === 'pan' && hit.encoding === 'plain'
}

function starDigits(source: Uint8Array, target: Uint8Array, start: number, length: number): void {
  const end = start + length
  const places: { readonly at: number; readonly length: number }[] = []
  for (let at = start; at < end;) {
    const token = tokenAt(source, at, end)
    if (isDigitToken(token)) places.push({ at, length: token >> 6 })
    at += token >> 6
  }
  for (const place of places.slice(0, -4)) target.fill(star, place.at, place.at + place.length)
  if (isJsonNumber(source, start, end)) {
    // Quotes take the places of two digits; the last four move one place to the front.
    target.copyWithin(end - 5, end - 4, end)
    target[start] = quote
    target[end - 1] = quote
  }
}

function starAll(source: Uint8Array, target: Uint8Array, start: number, length: number): void {
  const end = start + length
  for (let at = start; at < end; at += 1) if (source[at] !== 0x0a && source[at] !== 0x0d) target[at] = star
  if (!isJsonNumber(source, start, end)) return
  if (length === 1) target[start] = 0x30
  else {
    target[start] = quote
    target[end - 1] = quote
  }
}

/** True for digits alone that are the value of a member, not inside a JSON text that is itself a string. */
function isJsonNumber(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number
    if (byte < 0x30 || byte > 0x39) return false
  }
  let before = start
  while (before > 0 && isSpace(bytes[before - 1])) before -= 1
  if (bytes[before - 1] !== 0x3a) return false
  before -= 1
  while (before > 0 && isSpace(bytes[before - 1])) before -= 1
  // Quotes of an inner text are escaped (\") or, in CSV, doubled ("").
  if (bytes[before - 1] !== quote || bytes[before - 2] === 0x5c || bytes[before - 2] === quote) return false
  let after = end
  while (after < bytes.length && isSpace(bytes[after])) after += 1
  return after === bytes.length || bytes[after] === 0x2c || bytes[after] === 0x7d
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}
