/**
 * JSON text as a tree that keeps what `JSON.parse` loses: numbers stay the digits they were written with, and names the
 * order they first stood in. A repeated name has its last value at its first place, as in every language's map. Printing
 * is left to a style (`json-styles.ts`).
 *
 * Works on text that was scanned before: valid JSON of bounded depth.
 */
export type JsonNode =
  | { readonly kind: 'literal'; readonly text: 'true' | 'false' | 'null' }
  | { readonly kind: 'number'; readonly token: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, JsonNode> }
  /** Text that stands in the output as it is. */
  | { readonly kind: 'written'; readonly text: string }

/** Tree of one JSON value. */
export function treeFromJson(text: string): JsonNode {
  return new TreeReader(text).value()
}

/** How a writer prints JSON. A function that answers undefined has no text for what it was given. */
export interface JsonStyle {
  /** Between members and items, and after a name. */
  readonly comma: string
  readonly colon: string
  /** A string with its quotes. */
  string(text: string): string | undefined
  /** A member's name with its quotes, where names are written otherwise than strings. */
  name?(text: string): string | undefined
  number(token: string): string | undefined
  /** Names in the order they are written; `level` is 0 for the record itself. May answer with the array it was given. */
  order(names: readonly string[], level: number): readonly string[] | undefined
  /** Most arrays and objects inside one another, the record itself included. */
  readonly depth?: number
}

/** Text of a tree in a style; undefined when the style has none for some part of it. */
export function printTree(node: JsonNode, style: JsonStyle, level = 0): string | undefined {
  switch (node.kind) {
    case 'literal':
    case 'written':
      return node.text
    case 'number':
      return style.number(node.token)
    case 'string':
      return style.string(node.value)
    case 'array': {
      if (level >= (style.depth ?? Number.POSITIVE_INFINITY)) return undefined
      let out = ''
      for (const item of node.items) {
        const text = printTree(item, style, level + 1)
        if (text === undefined) return undefined
        out = out === '' ? text : out + style.comma + text
      }
      return `[${out}]`
    }
    case 'object': {
      if (level >= (style.depth ?? Number.POSITIVE_INFINITY)) return undefined
      const names = style.order([...node.members.keys()], level)
      if (names === undefined) return undefined
      let out = ''
      for (const name of names) {
        const key = style.name === undefined ? style.string(name) : style.name(name)
        const text = printTree(node.members.get(name) as JsonNode, style, level + 1)
        if (key === undefined || text === undefined) return undefined
        out += (out === '' ? '' : style.comma) + key + style.colon + text
      }
      return `{${out}}`
    }
  }
}

const literals = {
  true: { kind: 'literal', text: 'true' },
  false: { kind: 'literal', text: 'false' },
  null: { kind: 'literal', text: 'null' },
} as const

class TreeReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(): JsonNode {
    this.#skipSpace()
    switch (this.#text.charCodeAt(this.#at)) {
      case 0x7b:
        return this.#object()
      case 0x5b:
        return this.#array()
      case 0x22:
        return { kind: 'string', value: this.#string() }
      case 0x74:
        return this.#literal('true')
      case 0x66:
        return this.#literal('false')
      case 0x6e:
        return this.#literal('null')
      default:
        return this.#number()
    }
  }

  #literal(text: keyof typeof literals): JsonNode {
    this.#at += text.length
    return literals[text]
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
      this.#at += 1
    }
  }

  #number(): JsonNode {
    const from = this.#at
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      // Digits, sign, point and exponent; NaN at the end of the text ends the loop too.
      const part = (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2b || code === 0x2e || code === 0x65
      if (!part && code !== 0x45) break
      this.#at += 1
    }
    // Nothing else can stand here in valid JSON; going on keeps the reader from standing still.
    if (this.#at === from) this.#at += 1
    return { kind: 'number', token: this.#text.slice(from, this.#at) }
  }

  #string(): string {
    const from = this.#at
    let escaped = false
    for (this.#at += 1; this.#at < this.#text.length; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at)
      if (code === 0x22) break
      if (code !== 0x5c) continue
      escaped = true
      this.#at += 1
    }
    this.#at += 1
    if (!escaped) return this.#text.slice(from + 1, this.#at - 1)
    return JSON.parse(this.#text.slice(from, this.#at)) as string
  }

  /** True when the byte after white space is this closing bracket, which is then passed, as is a comma before an item. */
  #closes(bracket: number): boolean {
    this.#skipSpace()
    const code = this.#text.charCodeAt(this.#at)
    if (code === bracket || code === 0x2c) this.#at += 1
    return code === bracket || this.#at >= this.#text.length
  }

  #array(): JsonNode {
    const items: JsonNode[] = []
    this.#at += 1
    while (!this.#closes(0x5d)) items.push(this.value())
    return { kind: 'array', items }
  }

  #object(): JsonNode {
    const members = new Map<string, JsonNode>()
    this.#at += 1
    while (!this.#closes(0x7d)) {
      this.#skipSpace()
      const name = this.#string()
      this.#skipSpace()
      this.#at += 1
      members.set(name, this.value())
    }
    return { kind: 'object', members }
  }
}
