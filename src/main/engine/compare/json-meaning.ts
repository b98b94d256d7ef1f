/**
 * One text for all JSON texts that say the same: names in any order, spaces, escapes and number forms apart. Numbers are
 * compared exactly, never as floating point. Not a canonical form of any standard and never hashed into evidence.
 */
import { numericText } from '../../../shared/core/bytes/json-text.ts'

/** Hostile: nesting deeper than this is compared as the text it is. */
const deepest = 64
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const wordPattern = /true|false|null/y
const blankPattern = /[ \t\n\r]*/y
// A string by its quotes; what is inside is checked by JSON.parse.
const stringPattern = /"[^"\\]*(?:\\.[^"\\]*)*"/sy

/** Null where `text` is no JSON object or array. */
export function jsonMeaning(text: string): string | null {
  const first = text.charCodeAt(0)
  if (first !== 0x7b && first !== 0x5b) return null
  try {
    const reader = new Reader(text)
    const meaning = reader.value(0)
    reader.take(blankPattern)
    return reader.isAtEnd() ? meaning : null
  } catch {
    return null
  }
}

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  isAtEnd(): boolean {
    return this.#at === this.#text.length
  }

  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at
    const [found] = pattern.exec(this.#text) ?? []
    if (found === undefined) return null
    this.#at += found.length
    return found
  }

  value(depth: number): string {
    if (depth > deepest) throw new SyntaxError('too deep')
    this.take(blankPattern)
    if (this.#next('{')) return this.#members(depth)
    if (this.#next('[')) return `[${this.#list(']', () => this.value(depth + 1)).join()}]`
    const text = this.take(stringPattern)
    if (text !== null) return stringMeaning(text)
    const number = this.take(numberPattern)
    if (number !== null) return numberMeaning(number)
    const word = this.take(wordPattern)
    if (word === null) throw new SyntaxError('no JSON')
    return word
  }

  #members(depth: number): string {
    const members = this.#list('}', () => {
      this.take(blankPattern)
      const name = this.take(stringPattern)
      this.take(blankPattern)
      if (name === null || !this.#next(':')) throw new SyntaxError('no member')
      return [stringMeaning(name), this.value(depth + 1)] as const
    })
    // Stable: of two members of one name the later one stays the later one.
    const sorted = members.toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
    return `{${sorted.map(([name, value]) => `${name}:${value}`).join()}}`
  }

  #list<T>(end: string, item: () => T): T[] {
    const items: T[] = []
    this.take(blankPattern)
    if (this.#next(end)) return items
    for (;;) {
      items.push(item())
      this.take(blankPattern)
      if (this.#next(end)) return items
      if (!this.#next(',')) throw new SyntaxError('no list')
    }
  }

  #next(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at += 1
    return true
  }
}

function stringMeaning(quoted: string): string {
  return quoted.includes('\\') ? JSON.stringify(JSON.parse(quoted) as string) : quoted
}

/** `1.50`, `1.5` and `15e-1` are one number. */
function numberMeaning(token: string): string {
  const plain = numericText(token)
  return plain.includes('.') && !/[eE]/.test(plain) ? plain.replace(/\.?0+$/, '') : plain
}
