/**
 * One point of InfluxDB line protocol, strictly (InfluxDB 1.x and 2.x documentation, "Line protocol"; the grammar of
 * influxdata/line-protocol, `line-protocol.ebnf`): measurement, tags, fields with their types, time.
 *
 * Numbers are checked for form and range and otherwise left as text.
 */
export type FieldKind = 'float' | 'integer' | 'unsigned' | 'string' | 'boolean'

export interface PointField {
  readonly key: string
  readonly kind: FieldKind
  /** Unescaped text of a string; the digits of a number without their suffix; `true` or `false`. */
  readonly value: string
}

export interface Point {
  readonly measurement: string
  /** In file order; no key twice. */
  readonly tags: readonly (readonly [key: string, value: string])[]
  /** In file order; a key may come twice. */
  readonly fields: readonly PointField[]
  /** Integer text; null when the point has no time of its own. */
  readonly timestamp: string | null
}

/** The point in a text without terminator, or what is wrong with it. Must not be blank or a comment. */
export function parsePoint(text: string): Point | string {
  const parser = new PointParser(text)
  return parser.parse()
}

/** What a comment must not hold: control characters. null when it holds none. */
export function commentFault(text: string): string | null {
  // eslint-disable-next-line no-control-regex
  return /[\u0000-\u001F\u007F]/.test(text) ? 'a control character in a comment' : null
}

const numberPattern = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/
const trueTexts = new Set(['t', 'T', 'true', 'True', 'TRUE'])
const falseTexts = new Set(['f', 'F', 'false', 'False', 'FALSE'])

class PointParser {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  parse(): Point | string {
    this.#skipSpaces()
    if (this.#next() === '#') return 'a comment'
    const measurement = this.#name(false)
    if (measurement === '') return this.#expected('a measurement')
    const tags: [string, string][] = []
    const known = new Set<string>()
    while (this.#next() === ',') {
      this.#at += 1
      const key = this.#name(true)
      if (key === '' || this.#next() !== '=') return this.#expected(key === '' ? 'a tag key' : '= after a tag key')
      this.#at += 1
      const value = this.#name(true)
      if (value === '') return this.#expected('a tag value')
      if (known.has(key)) return `the tag key ${JSON.stringify(key.slice(0, 64))} is there twice`
      known.add(key)
      tags.push([key, value])
    }
    if (this.#next() !== ' ') return this.#expected('a space before the fields')
    this.#skipSpaces()
    const fields: PointField[] = []
    for (;;) {
      const field = this.#field()
      if (typeof field === 'string') return field
      fields.push(field)
      if (this.#next() !== ',') break
      this.#at += 1
    }
    if (this.#next() !== undefined && this.#next() !== ' ') return this.#expected('a comma or a space after a field')
    const rest = trimSpaces(this.#text, this.#at)
    if (rest === '') return { measurement, tags, fields, timestamp: null }
    if (!/^-?\d+$/.test(rest)) return 'the timestamp is no integer'
    if (!fits(rest, -(2n ** 63n), 2n ** 63n - 1n)) return 'the timestamp does not fit 64 bits'
    return { measurement, tags, fields, timestamp: rest }
  }

  /** The character at hand; a call, because every read of a name moves on. */
  #next(): string | undefined {
    return this.#text[this.#at]
  }

  #skipSpaces(): void {
    while (this.#next() === ' ') this.#at += 1
  }

  #expected(what: string): string {
    const { [this.#at]: found } = this.#text
    return `expected ${what} at character ${this.#at}, found ${found === undefined ? 'the end' : JSON.stringify(found)}`
  }

  /**
   * A name up to a comma, a space, in keys and tag values (`isKey`) an equals sign, or a control character. A backslash
   * before one of the first three makes it part of the name.
   */
  #name(isKey: boolean): string {
    const text = this.#text
    let name = ''
    let from = this.#at
    let at = from
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code === 0x5c && at + 1 < text.length && isSpecial(text.charCodeAt(at + 1), isKey)) {
        name += text.slice(from, at)
        from = at + 1
        at += 1
      } else if (code < 0x20 || code === 0x7f || isSpecial(code, isKey)) break
    }
    this.#at = at
    return name + text.slice(from, at)
  }

  #field(): PointField | string {
    const key = this.#name(true)
    if (key === '' || this.#next() !== '=') return this.#expected(key === '' ? 'a field key' : '= after a field key')
    this.#at += 1
    if (this.#next() === '"') return this.#string(key)
    const text = this.#text
    const from = this.#at
    while (this.#at < text.length && !endsValue(text.charCodeAt(this.#at))) this.#at += 1
    return plainField(key, text.slice(from, this.#at)) ?? `a field value of no known type at character ${from}`
  }

  #string(key: string): PointField | string {
    const text = this.#text
    const from = this.#at + 1
    let at = from
    let escaped = false
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code === 0x22) break
      if (code !== 0x5c) continue
      escaped = true
      if (text[at + 1] === '"' || text[at + 1] === '\\') at += 1
    }
    if (at >= text.length) return `a string opened at character ${from - 1} is never closed`
    this.#at = at + 1
    const value = text.slice(from, at)
    return { key, kind: 'string', value: escaped ? unescapeString(value) : value }
  }
}

/** The text from `from` on without spaces around it. Not `trim`, which takes more than spaces. */
function trimSpaces(text: string, from: number): string {
  let start = from
  let end = text.length
  while (start < end && text[start] === ' ') start += 1
  while (end > start && text[end - 1] === ' ') end -= 1
  return text.slice(start, end)
}

function endsValue(code: number): boolean {
  return code === 0x2c || code === 0x20 || code === 0x0d || code === 0x0a
}

function isSpecial(code: number, isKey: boolean): boolean {
  return code === 0x2c || code === 0x20 || (isKey && code === 0x3d)
}

const stringEscapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', n: '\n', r: '\r', t: '\t' }

function unescapeString(text: string): string {
  return text.replaceAll(/\\(["\\nrt])/g, (_, escaped: string) => stringEscapes[escaped] as string)
}

function plainField(key: string, text: string): PointField | null {
  if (trueTexts.has(text)) return { key, kind: 'boolean', value: 'true' }
  if (falseTexts.has(text)) return { key, kind: 'boolean', value: 'false' }
  const digits = text.slice(0, -1)
  if (text.endsWith('i') && /^-?\d+$/.test(digits))
    return fits(digits, -(2n ** 63n), 2n ** 63n - 1n) ? { key, kind: 'integer', value: digits } : null
  if (text.endsWith('u') && /^\d+$/.test(digits))
    return fits(digits, 0n, 2n ** 64n - 1n) ? { key, kind: 'unsigned', value: digits } : null
  return numberPattern.test(text) && Number.isFinite(Number(text)) ? { key, kind: 'float', value: text } : null
}

/** Hostile: a number of a million digits is not turned into a bigint; leading zeros are allowed. */
function fits(text: string, least: bigint, most: bigint): boolean {
  if (text.length < 19 && least < 0n) return true
  const negative = text.startsWith('-')
  const digits = text.slice(negative ? 1 : 0).replace(/^0+(?=\d)/, '')
  if (digits.length > 20) return false
  const value = negative ? -BigInt(digits) : BigInt(digits)
  return value >= least && value <= most
}
