/**
 * Tokens of one SQL statement whose comments are gone: words, quoted names, strings, punctuation. Enough for the few
 * statements a dump's layout depends on; no grammar. What differs from server to server is the dialect.
 */
export interface SqlToken {
  readonly kind: 'word' | 'name' | 'string' | 'other'
  /** Words folded to lower case, quoted names without quotes, strings and punctuation as written. */
  readonly text: string
  /** A word as it stands in the statement; undefined for everything else. */
  readonly written?: string
}

/** How a server writes names. */
export interface SqlDialect {
  readonly nameQuote: '"' | '`'
  /** Groups: quoted name, string, word, number, any other character. */
  readonly pattern: RegExp
  /** Unquoted names are folded to lower case (PostgreSQL); kept as written (MySQL). */
  readonly foldsNames: boolean
}

export const postgresDialect: SqlDialect = {
  nameQuote: '"',
  pattern:
    /"((?:[^"]|"")*)"|((?:[eE]'(?:[^'\\]|\\[^]|'')*')|(?:'(?:[^']|'')*'))|([A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|(\d[\w.]*)|(\S)/g,
  foldsNames: true,
}

/** Backslashes escape in either kind of string: a dump's definitions are written so whatever its rows use. */
export const mysqlDialect: SqlDialect = {
  nameQuote: '`',
  pattern:
    /`((?:[^`]|``)*)`|('(?:[^'\\]|\\[^]|'')*'|"(?:[^"\\]|\\[^]|"")*")|([A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*)|(\d[\w.]*)|(\S)/g,
  foldsNames: false,
}

/** MySQL with `ANSI_QUOTES` in its SQL mode: `"` quotes names, as the standard says, and backticks still do. */
export const mysqlAnsiDialect: SqlDialect = {
  nameQuote: '`',
  pattern:
    /(?:`((?:[^`]|``)*)`)|('(?:[^'\\]|\\[^]|'')*')|([A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*)|(\d[\w.]*)|("(?:[^"]|"")*"|\S)/g,
  foldsNames: false,
}

function tokensFromSql(text: string, dialect: SqlDialect): SqlToken[] {
  const tokens: SqlToken[] = []
  const quote = dialect.nameQuote
  for (const [, name, string, word, number, other] of text.matchAll(dialect.pattern)) {
    if (name !== undefined) tokens.push({ kind: 'name', text: name.replaceAll(quote + quote, quote) })
    else if (string !== undefined) tokens.push({ kind: 'string', text: string })
    else if (word !== undefined) tokens.push({ kind: 'word', text: foldAscii(word), written: word })
    else if (other !== undefined && other.length > 2 && other.startsWith('"'))
      tokens.push({ kind: 'name', text: other.slice(1, -1).replaceAll('""', '"') })
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
  readonly #dialect: SqlDialect
  #at = 0

  constructor(text: string, dialect: SqlDialect) {
    this.#tokens = tokensFromSql(text, dialect)
    this.#dialect = dialect
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
    return this.#dialect.foldsNames ? token.text : (token.written ?? token.text)
  }

  /** The text of a string as written, quotes included; undefined otherwise. */
  takeString(): string | undefined {
    const token = this.next
    if (token?.kind !== 'string') return undefined
    this.#at += 1
    return token.text
  }

  /** `(name, name, …)`; undefined, and moved on to where it stopped, when it is no such list. */
  takeNames(): string[] | undefined {
    const names: string[] = []
    if (!this.takeOther('(')) return undefined
    do {
      const name = this.takeName()
      if (name === undefined) return undefined
      names.push(name)
    } while (this.takeOther(','))
    return this.takeOther(')') ? names : undefined
  }

  /** `schema.table`, parts quoted where SQL needs it; undefined when no name stands here. */
  takeTable(): string | undefined {
    const parts: string[] = []
    do {
      const part = this.takeName()
      if (part === undefined) return undefined
      parts.push(this.#quoted(part))
    } while (this.takeOther('.'))
    return parts.join('.')
  }

  #quoted(name: string): string {
    const { nameQuote, foldsNames } = this.#dialect
    const plain = foldsNames ? /^[a-z_][a-z0-9_$]*$/ : /^[A-Za-z_][A-Za-z0-9_$]*$/
    return plain.test(name) ? name : nameQuote + name.replaceAll(nameQuote, nameQuote + nameQuote) + nameQuote
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
