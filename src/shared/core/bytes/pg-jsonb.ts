/**
 * PostgreSQL's `jsonb::text`: what a trigger hashes that seals a row through jsonb. Members are ordered by the byte
 * length of their name, then bytewise; `, ` and `: ` separate; repeated names keep the last value; numbers print as
 * numeric, scale kept (PostgreSQL 15, section 8.14, and `jsonb_util.c` for the order).
 *
 * Works on tokens of the text, not on parsed numbers, so 1.10 stays 1.10 and integers of any size survive.
 */
import { numericText } from './json-text.ts'
import { textFromUtf8, utf8FromText } from './utf8.ts'

/** `jsonb::text` of JSON text given as UTF-8 bytes `[start, end)`. The text must be valid JSON: it was scanned before. */
export function jsonbTextFromJson(bytes: Uint8Array, start: number, end: number): string {
  const reader = new Tokens(textFromUtf8(bytes, start, end))
  return reader.value()
}

/** Order of two member names in jsonb: shorter UTF-8 first, then bytewise. */
export function compareJsonbNames(left: string, right: string): number {
  const a = utf8FromText(left)
  const b = utf8FromText(right)
  if (a.length !== b.length) return a.length - b.length
  for (let index = 0; index < a.length; index += 1) {
    const difference = (a[index] as number) - (b[index] as number)
    if (difference !== 0) return difference
  }
  return 0
}

/** `{…}` of members given as name and `jsonb::text` value. */
export function jsonbObject(valueByName: ReadonlyMap<string, string>): string {
  const names = [...valueByName.keys()].toSorted(compareJsonbNames)
  return `{${names.map((name) => `${jsonbString(name)}: ${valueByName.get(name) as string}`).join(', ')}}`
}

/** PostgreSQL's escaping (`escape_json`): the short escapes, `\u00xx` for other controls, everything else as it is. */
export function jsonbString(text: string): string {
  let out = '"'
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === 0x22) out += '\\"'
    else if (code === 0x5c) out += '\\\\'
    else if (code === 8) out += '\\b'
    else if (code === 9) out += '\\t'
    else if (code === 10) out += '\\n'
    else if (code === 12) out += '\\f'
    else if (code === 13) out += '\\r'
    else if (code < 0x20) out += `\\u${code.toString(16).padStart(4, '0')}`
    else out += text.charAt(index)
  }
  return `${out}"`
}

class Tokens {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(): string {
    this.#space()
    const first = this.#text.charAt(this.#at)
    if (first === '{') return this.#object()
    if (first === '[') return this.#array()
    if (first === '"') return jsonbString(this.#string())
    const match = /[^\s,\]}]+/y
    match.lastIndex = this.#at
    const token = match.exec(this.#text)?.[0] ?? ''
    this.#at += token.length
    return token === 'true' || token === 'false' || token === 'null' ? token : numericText(token)
  }

  #space(): void {
    while (' \t\r\n'.includes(this.#text.charAt(this.#at)) && this.#at < this.#text.length) this.#at += 1
  }

  #string(): string {
    const from = this.#at
    this.#at += 1
    while (this.#at < this.#text.length && this.#text.charAt(this.#at) !== '"')
      this.#at += this.#text.charAt(this.#at) === '\\' ? 2 : 1
    this.#at += 1
    return JSON.parse(this.#text.slice(from, this.#at)) as string
  }

  #object(): string {
    const valueByName = new Map<string, string>()
    this.#at += 1
    this.#space()
    while (this.#at < this.#text.length && this.#text.charAt(this.#at) !== '}') {
      const name = this.#string()
      this.#space()
      this.#at += 1
      valueByName.set(name, this.value())
      this.#space()
      if (this.#text.charAt(this.#at) === ',') this.#at += 1
      this.#space()
    }
    this.#at += 1
    return jsonbObject(valueByName)
  }

  #array(): string {
    const items: string[] = []
    this.#at += 1
    this.#space()
    while (this.#at < this.#text.length && this.#text.charAt(this.#at) !== ']') {
      items.push(this.value())
      this.#space()
      if (this.#text.charAt(this.#at) === ',') this.#at += 1
      this.#space()
    }
    this.#at += 1
    return `[${items.join(', ')}]`
  }
}
