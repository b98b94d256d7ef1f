/**
 * Tokens of one SQL statement whose comments are gone: words, quoted names, strings, punctuation. Enough for the few
 * statements a dump's layout depends on; no grammar.
 */
export interface SqlToken {
  readonly kind: 'word' | 'name' | 'string' | 'other'
  /** Words folded to lower case, quoted names without quotes, strings and punctuation as written. */
  readonly text: string
}

const pattern =
  /"((?:[^"]|"")*)"|((?:[eE]'(?:[^'\\]|\\[^]|'')*')|(?:'(?:[^']|'')*'))|([A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|(\d[\w.]*)|(\S)/g

export function tokensFromSql(text: string): SqlToken[] {
  const tokens: SqlToken[] = []
  for (const [, name, string, word, number, other] of text.matchAll(pattern)) {
    if (name !== undefined) tokens.push({ kind: 'name', text: name.replaceAll('""', '"') })
    else if (string !== undefined) tokens.push({ kind: 'string', text: string })
    else if (word !== undefined) tokens.push({ kind: 'word', text: foldAscii(word) })
    else tokens.push({ kind: 'other', text: number ?? other ?? '' })
  }
  return tokens
}

/** PostgreSQL folds unquoted names; in UTF-8 databases only ASCII letters. */
function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** A walk over tokens. Every `take` moves on only when it succeeds. */
export class TokenWalk {
  readonly #tokens: readonly SqlToken[]
  #at = 0

  constructor(tokens: readonly SqlToken[]) {
    this.#tokens = tokens
  }

  get next(): SqlToken | undefined {
    return this.#tokens[this.#at]
  }

  get ended(): boolean {
    return this.#at >= this.#tokens.length
  }

  skip(): void {
    this.#at += 1
  }

  isWord(...words: readonly string[]): boolean {
    return words.every((word, index) => {
      const token = this.#tokens[this.#at + index]
      return token?.kind === 'word' && token.text === word
    })
  }

  /** Takes these words in this order, all or none. */
  takeWords(...words: readonly string[]): boolean {
    if (!this.isWord(...words)) return false
    this.#at += words.length
    return true
  }

  takeOther(text: string): boolean {
    if (this.next?.kind !== 'other' || this.next.text !== text) return false
    this.#at += 1
    return true
  }

  /** A word or quoted name; undefined otherwise. */
  takeName(): string | undefined {
    const token = this.next
    if (token?.kind !== 'word' && token?.kind !== 'name') return undefined
    this.#at += 1
    return token.text
  }

  /** `schema.table`, parts quoted where SQL needs it; undefined when no name stands here. */
  takeTable(): string | undefined {
    const parts: string[] = []
    do {
      const part = this.takeName()
      if (part === undefined) return undefined
      parts.push(/^[a-z_][a-z0-9_$]*$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`)
    } while (this.takeOther('.'))
    return parts.join('.')
  }

  /** Skips to after the parenthesis that closes the one just taken. */
  skipParentheses(): void {
    for (let depth = 1; depth > 0 && !this.ended; this.skip()) {
      if (this.next?.kind !== 'other') continue
      if (this.next.text === '(') depth += 1
      else if (this.next.text === ')') depth -= 1
    }
  }

  /** The tokens from here on, joined by spaces. */
  restText(): string {
    return this.#tokens
      .slice(this.#at)
      .map((token) => token.text)
      .join(' ')
  }
}
