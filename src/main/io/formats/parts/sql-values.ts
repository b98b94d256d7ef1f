/**
 * The values of one tuple `(1, 'a', NULL)`: literals only, each with its range. Expressions, function calls, casts and
 * adjacent strings are not evaluated and make the tuple unreadable. PostgreSQL 15 section 4.1.2, MySQL 8.0 section 9.1.
 */
import { Buffer } from 'node:buffer'
import { byte } from './source-text.ts'
import type { TupleSyntax } from './sql-tuples.ts'

/**
 * `string`: the range between the quotes; `bits` and `hex`: the digits of B'…', X'…', b'…', 0b…, 0x…; the others: the
 * literal as written. `default` stands where the statement leaves the value to the table.
 */
type ValueKind = 'null' | 'default' | 'number' | 'true' | 'false' | 'string' | 'bits' | 'hex'

export interface TupleValue {
  kind: ValueKind
  start: number
  end: number
  /** Backslashes in the string are escapes. */
  escapes: boolean
  /** The string is its own bytes: nothing doubled, nothing escaped. */
  plain: boolean
  /** Lower-case introducer of a MySQL string, without the underscore: `binary`, `utf8mb4`; empty without one. */
  introducer: string
}

/** PostgreSQL allows 1,600 columns, MySQL 4,096. Hostile: a tuple of commas must not become millions of values. */
const mostValues = 4096
const apostrophe = 39
const open = 40
const close = 41

/** Reads tuples one after the other into values that are reused. */
export class TupleReader {
  readonly values: TupleValue[] = []
  count = 0
  /** What could not be read, for a reject's message. */
  fault = ''
  readonly #syntax: TupleSyntax
  #at = 0

  constructor(syntax: TupleSyntax) {
    this.#syntax = syntax
  }

  /** True when `bytes[start, end)` is a tuple of literals. */
  read(bytes: Buffer, start: number, end: number): boolean {
    this.count = 0
    this.fault = ''
    this.#at = start + 1
    const last = end - 1
    if (bytes[start] !== open || bytes[last] !== close) return this.#refuse(bytes, start, last)
    this.#space(bytes, last)
    if (this.#at === last) return true
    for (;;) {
      if (this.count === mostValues || !this.#value(bytes, last)) return this.#refuse(bytes, start, last)
      this.#space(bytes, last)
      if (this.#at === last) return true
      if (bytes[this.#at] !== byte.comma) return this.#refuse(bytes, start, last)
      this.#at += 1
      this.#space(bytes, last)
    }
  }

  #refuse(bytes: Buffer, start: number, last: number): false {
    const text = bytes.toString('latin1', this.#at, Math.min(last, this.#at + 12)).replaceAll(/[^ -~]/g, '?')
    this.fault = `value ${this.count} is no literal at byte ${this.#at - start}: ${text === '' ? 'nothing there' : text}`
    return false
  }

  #space(bytes: Buffer, last: number): void {
    while (this.#at < last && (bytes[this.#at] as number) <= byte.space) this.#at += 1
  }

  #next(): TupleValue {
    let value = this.values[this.count]
    if (value === undefined) {
      value = { kind: 'null', start: 0, end: 0, escapes: false, plain: true, introducer: '' }
      this.values.push(value)
    }
    this.count += 1
    value.introducer = ''
    return value
  }

  #value(bytes: Buffer, last: number): boolean {
    const value = this.#next()
    const code = bytes[this.#at] as number
    const { backslash, doubleQuoteStrings } = this.#syntax
    if (code === apostrophe) return this.#string(bytes, last, value, backslash)
    if (code === byte.quote && doubleQuoteStrings) return this.#string(bytes, last, value, backslash)
    if (code === 0x2d || code === 0x2b || code === byte.dot || isDigit(code)) return this.#number(bytes, last, value)
    return this.#word(bytes, last, value)
  }

  #string(bytes: Buffer, last: number, value: TupleValue, escapes: boolean): boolean {
    const quote = bytes[this.#at]
    let at = this.#at + 1
    let plain = true
    value.kind = 'string'
    value.start = at
    value.escapes = escapes
    for (; at < last; at += 1) {
      const code = bytes[at]
      if (code === quote) {
        if (bytes[at + 1] !== quote || at + 1 >= last) break
        plain = false
        at += 1
      } else if (code === byte.backslash && escapes) {
        plain = false
        at += 1
      }
    }
    if (at >= last) return false
    value.end = at
    value.plain = plain
    this.#at = at + 1
    return true
  }

  #number(bytes: Buffer, last: number, value: TupleValue): boolean {
    const start = this.#at
    let at = start
    const second = (bytes[at + 1] as number) | 0x20
    if (bytes[at] === 0x30 && (second === 0x78 || second === 0x62) && at + 2 < last) {
      value.kind = second === 0x78 ? 'hex' : 'bits'
      return this.#digits(bytes, last, value, at + 2)
    }
    if (bytes[at] === 0x2d || bytes[at] === 0x2b) at += 1
    const whole = at
    while (isDigit(bytes[at])) at += 1
    let digits = at - whole
    if (bytes[at] === byte.dot) {
      const fraction = (at += 1)
      while (isDigit(bytes[at])) at += 1
      digits += at - fraction
    }
    if (digits > 0 && ((bytes[at] as number) | 0x20) === 0x65) {
      at += 1
      if (bytes[at] === 0x2d || bytes[at] === 0x2b) at += 1
      const exponent = at
      while (isDigit(bytes[at])) at += 1
      if (at === exponent) return false
    }
    value.kind = 'number'
    value.start = start
    value.end = at
    this.#at = at
    return digits > 0 && at <= last && !isNameByte(bytes[at])
  }

  /** The digits of a hexadecimal or binary literal up to what ends it. */
  #digits(bytes: Buffer, last: number, value: TupleValue, from: number): boolean {
    let at = from
    while (at < last && isLiteralDigit(bytes[at] as number, value.kind)) at += 1
    value.start = from
    value.end = at
    this.#at = at
    // 0x and 0b alone are names; X'' and B'' are empty.
    return !isNameByte(bytes[at]) && (at > from || bytes[from - 1] === apostrophe)
  }

  #word(bytes: Buffer, last: number, value: TupleValue): boolean {
    const start = this.#at
    // The one word of most dumps, without making a string of it.
    if (isUpperNull(bytes, start)) {
      value.kind = 'null'
      value.start = start
      value.end = this.#at = start + 4
      return true
    }
    let at = start
    while (at < last && isNameByte(bytes[at]) && at - start < 32) at += 1
    const word = bytes.toString('latin1', start, at).toLowerCase()
    value.start = start
    value.end = at
    if (word === 'null' || word === 'default' || word === 'true' || word === 'false') {
      value.kind = word
      this.#at = at
      return !isNameByte(bytes[at])
    }
    const quoted = bytes[at] === apostrophe
    if (quoted && (word === 'b' || word === 'x')) {
      value.kind = word === 'b' ? 'bits' : 'hex'
      if (!this.#digits(bytes, last, value, at + 1) || bytes[this.#at] !== apostrophe) return false
      this.#at += 1
      return true
    }
    if (this.#syntax.escapeStrings) {
      if (word !== 'e' || !quoted) return false
      this.#at = at
      return this.#string(bytes, last, value, true)
    }
    if (!word.startsWith('_') || at - start > 24) return false
    while (at < last && bytes[at] === byte.space) at += 1
    value.introducer = word.slice(1)
    this.#at = at
    if (bytes[at] === apostrophe || (bytes[at] === byte.quote && this.#syntax.doubleQuoteStrings))
      return this.#string(bytes, last, value, this.#syntax.backslash)
    if (bytes[at] !== 0x30 || ((bytes[at + 1] as number) | 0x20) !== 0x78) return false
    value.kind = 'hex'
    return this.#digits(bytes, last, value, at + 2)
  }
}

function isUpperNull(bytes: Buffer, at: number): boolean {
  const spelt = bytes[at] === 0x4e && bytes[at + 1] === 0x55 && bytes[at + 2] === 0x4c && bytes[at + 3] === 0x4c
  return spelt && !isNameByte(bytes[at + 4])
}

/** Bytes of a string value of PostgreSQL; escapes of E'…' are those of section 4.1.2.2. */
export function postgresStringBytes(bytes: Buffer, { start, end, escapes, plain }: TupleValue): Buffer {
  if (plain) return bytes.subarray(start, end)
  const out: number[] = []
  for (let at = start; at < end; at += 1) {
    const code = bytes[at] as number
    if (code === apostrophe) at += 1
    if (code !== byte.backslash || !escapes) {
      out.push(code)
      continue
    }
    at += 1
    const rest = bytes.toString('latin1', at, Math.min(end, at + 9))
    const byteEscape = /^(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3}))/.exec(rest)
    const character = /^(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest)
    if (character !== null) {
      const point = Number.parseInt(character[1] ?? character[2] ?? '', 16)
      // Above U+10FFFF is nothing; a byte that is never UTF-8 makes the reader refuse the value.
      out.push(...(point > 0x10ffff ? [0xff] : utf8Of(point)))
      at += character[0].length - 1
    } else if (byteEscape !== null) {
      const [text, hex, octal] = byteEscape
      out.push((hex === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(hex, 16)) & 0xff)
      at += text.length - 1
    } else out.push(shortEscapes.get(bytes[at] as number) ?? (bytes[at] as number))
  }
  return Buffer.from(out)
}

/** A half of a surrogate pair keeps three bytes, which are no UTF-8. */
function utf8Of(point: number): number[] {
  if (point >= 0xd800 && point <= 0xdfff) return [0xed, 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f)]
  return [...Buffer.from(String.fromCodePoint(point))]
}

const shortEscapes = new Map([
  [0x62, 8],
  [0x66, 12],
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
])

/** Bytes of a string value of MySQL. `\%` and `\_` keep their backslash (section 9.1.1), any other byte loses it. */
export function mysqlStringBytes(bytes: Buffer, { start, end, escapes, plain }: TupleValue): Buffer {
  if (plain) return bytes.subarray(start, end)
  const quote = bytes[start - 1]
  const out = Buffer.allocUnsafe(end - start)
  let length = 0
  for (let at = start; at < end; at += 1) {
    let code = bytes[at] as number
    if (code === quote) at += 1
    else if (code === byte.backslash && escapes && at + 1 < end) {
      at += 1
      code = bytes[at] as number
      if (code === 0x25 || code === 0x5f) out[length++] = byte.backslash
      else code = mysqlEscapes.get(code) ?? code
    }
    out[length++] = code
  }
  return out.subarray(0, length)
}

const mysqlEscapes = new Map([
  [0x30, 0],
  [0x62, 8],
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
  [0x5a, 26],
])

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 0x30 && code <= 0x39
}

function isLiteralDigit(code: number, kind: ValueKind): boolean {
  if (kind === 'bits') return code === 0x30 || code === 0x31
  return isDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66)
}

function isNameByte(code: number | undefined): boolean {
  if (code === undefined) return false
  const letter = code | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || isDigit(code) || code === 0x5f || code === 0x24 || code >= 0x80
}
