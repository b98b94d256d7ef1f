/**
 * Cuts SQL as the mysql client reads it into statements, resumable at any byte: the delimiter ends one outside quotations
 * and comments, and a line `DELIMITER xx` changes it. MySQL 8.0, sections 9.1.1, 9.7 and 4.5.1; MariaDB where it differs.
 *
 * Comments that begin with `!40101` or `M!100101` are read as the SQL that they hold: dumps put there what only some
 * servers know. Versions that no server will reach are comments, as they are meant to be. Does not judge SQL.
 */
import { Buffer } from 'node:buffer'
import { byte } from '../parts/source-text.ts'

const apostrophe = 39
const backtick = 96
const hash = 35
const minus = 45
const slash = 47
const star = 42
const exclamation = 33
const open = 40
/** MariaDB gives a comment the version 999999 so that no server reads it. */
const neverVersion = 500_000
const longestComment = 256
const longestDelimiter = 16
/** A table and its columns may be called `values`. */
const mostAsked = 4

type Mode = 'plain' | 'string' | 'line-comment' | 'comment-start' | 'version' | 'block-comment' | 'delimiter'

export class MysqlLexer {
  /** Strings have backslash escapes: unless NO_BACKSLASH_ESCAPES. */
  backslash = true
  /** Called with the text of each line comment, without what opens it and white space around it. */
  onComment: (text: string) => void = () => undefined
  /** Asked whether the text before a parenthesis is the head of an INSERT whose tuples follow. */
  isInsertHead: (text: string) => boolean = () => false
  /** LFs passed since the last `begin`. */
  newlines = 0
  /** The statement was longer than is kept; its text is only its beginning. */
  overlong = false
  /** `read` stopped at the parenthesis after `INSERT … VALUES`, which it has not taken. */
  atTuples = false
  readonly #maximum: number
  #asked = 0
  #mode: Mode = 'plain'
  #kept: Buffer = Buffer.allocUnsafe(4096)
  #length = 0
  #quote = 0
  #escaped = false
  #previous = 0
  #beforePrevious = 0
  /** Inside a comment whose text is SQL. */
  #executed = false
  #mark = ''
  #comment: number[] = []
  #delimiter = Buffer.from(';')
  #matched = 0

  constructor(maxStatementBytes: number) {
    this.#maximum = maxStatementBytes
  }

  /** Text of the statement so far, without comments. */
  get text(): string {
    return this.#kept.toString('utf8', 0, this.#length).trim()
  }

  /** True outside any statement, quotation and comment. */
  get idle(): boolean {
    const { text } = this
    const commented = this.#mode === 'line-comment' || (this.#mode === 'plain' && !this.#executed)
    return this.#mode === 'delimiter' || (commented && (text === '' || text === '--'))
  }

  /** Forgets the statement read and begins the next. */
  begin(): void {
    this.#length = 0
    this.#previous = 0
    this.#beforePrevious = 0
    this.#matched = 0
    this.overlong = false
    this.atTuples = false
    this.#asked = 0
    this.newlines = 0
  }

  /**
   * Goes on from `chunk[from]`; returns the offset after the delimiter that ends a statement, or of the parenthesis that
   * begins the first tuple of an INSERT (`atTuples`), or -1 when there is neither.
   */
  read(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const code = chunk[at] as number
      if (this.#byte(code)) {
        if (this.atTuples) return at
        if (code === byte.lineFeed) this.newlines += 1
        return at + 1
      }
      if (code === byte.lineFeed) this.newlines += 1
    }
    return -1
  }

  /** Ends an open line comment when the source ends. */
  end(): void {
    if (this.#mode === 'line-comment') this.#endComment()
  }

  /** Returns true when the byte ends a statement. */
  #byte(code: number): boolean {
    switch (this.#mode) {
      case 'plain':
        return this.#plain(code)
      case 'string':
        if (this.#escaped) this.#escaped = false
        else if (code === byte.backslash && this.backslash && this.#quote !== backtick) this.#escaped = true
        else if (code === this.#quote) this.#mode = 'plain'
        this.#keep(code)
        return false
      case 'line-comment':
        if (code === byte.lineFeed) this.#endComment()
        else if (this.#comment.length < longestComment) this.#comment.push(code)
        return false
      case 'comment-start':
        this.#commentStart(code)
        return false
      case 'version':
        return this.#version(code)
      case 'block-comment':
        if (code === slash && this.#previous === star) this.#leaveComment()
        else this.#previous = code
        return false
      case 'delimiter':
        this.#newDelimiter(code)
        return false
    }
  }

  #plain(code: number): boolean {
    const previous = this.#previous
    const before = this.#beforePrevious
    this.#beforePrevious = previous
    this.#previous = code
    if (this.#ends(code)) return true
    if (code === apostrophe || code === byte.quote || code === backtick) {
      this.#mode = 'string'
      this.#quote = code
      this.#escaped = false
    } else if (code === hash || (code <= byte.space && previous === minus && before === minus)) {
      if (code !== hash) this.#drop(2)
      this.#keep(byte.space)
      this.#mode = 'line-comment'
      this.#comment = []
      if (code === byte.lineFeed) this.#endComment()
      return false
    } else if (code === star && previous === slash) {
      this.#drop(1)
      this.#mode = 'comment-start'
      this.#mark = ''
      return false
    } else if (code === slash && previous === star && this.#executed) {
      this.#drop(1)
      this.#executed = false
      this.#leaveComment()
      return false
    } else if (code <= byte.space && this.#isDelimiterCommand()) {
      this.#mode = code === byte.lineFeed ? 'plain' : 'delimiter'
      this.#length = 0
      this.#comment = []
      return false
    } else if (code === open && this.#endsInValues() && this.#asksForHead()) {
      this.atTuples = true
      return true
    }
    this.#keep(code)
    return false
  }

  #ends(code: number): boolean {
    this.#matched = code === this.#delimiter[this.#matched] ? this.#matched + 1 : Number(code === this.#delimiter[0])
    if (this.#matched < this.#delimiter.length) return false
    // All but the last byte of a longer delimiter were kept as text.
    this.#drop(this.#delimiter.length - 1)
    return true
  }

  #endComment(): void {
    this.#mode = 'plain'
    this.#previous = byte.lineFeed
    this.onComment(Buffer.from(this.#comment).toString('utf8').trim())
  }

  /** After the two bytes that open a comment: `!` or `M!` make it SQL for some servers. */
  #commentStart(code: number): void {
    this.#previous = code
    if (code === exclamation) {
      this.#mode = 'version'
      this.#mark = ''
    } else if (code === 0x4d && this.#mark === '') this.#mark = 'M'
    else this.#mode = 'block-comment'
  }

  #version(code: number): boolean {
    if (code >= 0x30 && code <= 0x39 && this.#mark.length < 6) {
      this.#mark += String.fromCharCode(code)
      return false
    }
    if (Number(this.#mark) >= neverVersion) {
      this.#mode = 'block-comment'
      this.#previous = code
      return false
    }
    this.#mode = 'plain'
    this.#executed = true
    this.#keep(byte.space)
    this.#previous = byte.space
    return this.#plain(code)
  }

  #leaveComment(): void {
    this.#mode = 'plain'
    this.#previous = byte.space
    this.#keep(byte.space)
  }

  #isDelimiterCommand(): boolean {
    if (this.#length < 9 || this.#length > 64 || this.#executed) return false
    return /^\s*delimiter$/i.test(this.#kept.toString('latin1', 0, this.#length))
  }

  #newDelimiter(code: number): void {
    if (code !== byte.lineFeed) {
      if (this.#comment.length < longestDelimiter) this.#comment.push(code)
      return
    }
    const word = Buffer.from(this.#comment).toString('latin1').trim().split(/\s/)[0] ?? ''
    if (word !== '') this.#delimiter = Buffer.from(word, 'latin1')
    this.#mode = 'plain'
    this.#previous = byte.lineFeed
    this.#matched = 0
  }

  /** Hostile: every question reads the statement so far, so a statement of `values (` must not ask for each. */
  #asksForHead(): boolean {
    this.#asked += 1
    return this.#asked <= mostAsked && this.isInsertHead(this.text)
  }

  /** Cheap: most parentheses follow something else. */
  #endsInValues(): boolean {
    let end = this.#length
    if (this.overlong || end < 12) return false
    while (end > 0 && (this.#kept[end - 1] as number) <= byte.space) end -= 1
    return /values?$/i.test(this.#kept.toString('latin1', Math.max(0, end - 6), end))
  }

  /** Takes back bytes that turned out to open or close a comment. */
  #drop(count: number): void {
    if (!this.overlong) this.#length = Math.max(0, this.#length - count)
  }

  #keep(code: number): void {
    if (this.#length >= this.#maximum) {
      this.overlong = true
      return
    }
    if (this.#length === this.#kept.length) this.#kept = Buffer.concat([this.#kept, Buffer.alloc(this.#kept.length)])
    this.#kept[this.#length] = code
    this.#length += 1
  }
}
