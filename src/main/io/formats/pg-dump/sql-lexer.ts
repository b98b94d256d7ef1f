/**
 * Cuts SQL as psql reads it into statements, resumable at any byte: a semicolon ends one outside quotations, comments
 * and parentheses. PostgreSQL 15, section 4.1: quoted names, plain and escape strings, dollar quotes, nested comments.
 *
 * Does not judge SQL. It exists so that a line that looks like `COPY … FROM stdin;` inside a function body, a string or
 * a comment is not taken for one.
 */
import { Buffer } from 'node:buffer'
import { byte } from '../parts/source-text.ts'

const semicolon = 59
const apostrophe = 39
const dollar = 36
const minus = 45
const slash = 47
const star = 42
/** Stands for the byte before when an escape string has just been closed, which an apostrophe goes on with. */
const escapeStringEnd = -2
/** Longest comment and dollar-quote tag that is kept; PostgreSQL cuts names at 63 bytes. */
const shortText = 256
/** A table and its columns may be called `values`. */
const mostAsked = 4

type Mode = 'plain' | 'string' | 'escape-string' | 'name' | 'line-comment' | 'block-comment' | 'tag' | 'dollar' | 'meta'

export class SqlLexer {
  /** Strings without `E` take backslash escapes too, as `standard_conforming_strings = off` makes them. */
  backslashStrings = false
  /** Called with the text of each line comment, without its dashes and white space around it. */
  onComment: (text: string) => void = () => undefined
  /** LFs passed since the last `begin`. */
  newlines = 0
  /** The statement was longer than is kept; its text is only its beginning. */
  overlong = false
  /** `read` stopped at the parenthesis after `INSERT … VALUES`, which it has not taken. */
  atTuples = false
  /** Asked whether the text before a parenthesis is the head of an INSERT whose tuples follow. */
  isInsertHead: (text: string) => boolean = () => false
  readonly #maximum: number
  #asked = 0
  #mode: Mode = 'plain'
  #kept: Buffer = Buffer.allocUnsafe(4096)
  #length = 0
  #escaped = false
  #previous = 0
  #beforePrevious = 0
  #parentheses = 0
  #comments = 0
  #comment: number[] = []
  #closer: number[] = []
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
    return (this.#mode === 'plain' || this.#mode === 'line-comment' || this.#mode === 'meta') && this.text === ''
  }

  /** Forgets the statement read and begins the next. */
  begin(): void {
    this.#length = 0
    this.#parentheses = 0
    this.#previous = 0
    this.#beforePrevious = 0
    this.overlong = false
    this.atTuples = false
    this.#asked = 0
    this.newlines = 0
  }

  /**
   * Goes on from `chunk[from]`; returns the offset after the semicolon that ends a statement, or of the parenthesis that
   * begins the first tuple of an INSERT (`atTuples`), or -1 when there is neither.
   */
  read(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const code = chunk[at] as number
      if (code === byte.lineFeed) this.newlines += 1
      if (this.#byte(code)) return this.atTuples ? at : at + 1
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
      case 'escape-string':
        if (this.#escaped) this.#escaped = false
        else if (code === byte.backslash && (this.#mode === 'escape-string' || this.backslashStrings))
          this.#escaped = true
        else if (code === apostrophe) {
          this.#previous = this.#mode === 'escape-string' ? escapeStringEnd : code
          this.#mode = 'plain'
        }
        this.#keep(code)
        return false
      case 'name':
        if (code === byte.quote) this.#mode = 'plain'
        this.#keep(code)
        return false
      case 'line-comment':
        if (code === byte.lineFeed) this.#endComment()
        else if (this.#comment.length < shortText) this.#comment.push(code)
        return false
      case 'meta':
        if (code === byte.lineFeed) {
          this.#mode = 'plain'
          this.#keep(code)
        }
        return false
      case 'block-comment':
        this.#blockComment(code)
        return false
      case 'tag':
        return this.#tag(code)
      case 'dollar':
        this.#dollar(code)
        return false
    }
  }

  #plain(code: number): boolean {
    const previous = this.#previous
    const before = this.#beforePrevious
    this.#beforePrevious = previous
    this.#previous = code
    if (code === apostrophe) {
      // E is a prefix only where no name runs into it; a doubled apostrophe goes on with the same string.
      const prefix = (previous === 0x45 || previous === 0x65) && !isNameByte(before)
      const escape = prefix || previous === escapeStringEnd
      this.#mode = escape ? 'escape-string' : 'string'
    } else if (code === byte.quote) this.#mode = 'name'
    else if (code === minus && previous === minus) return this.#beginComment('line-comment')
    else if (code === star && previous === slash) return this.#beginComment('block-comment')
    else if (code === dollar && !isNameByte(previous)) {
      this.#mode = 'tag'
      this.#closer = [dollar]
    } else if (code === 0x28) {
      if (this.#parentheses === 0 && this.#endsInValues() && this.#asksForHead()) {
        this.atTuples = true
        return true
      }
      this.#parentheses += 1
    } else if (code === 0x29) this.#parentheses = Math.max(0, this.#parentheses - 1)
    else if (code === byte.backslash) {
      this.#mode = 'meta'
      return false
    } else if (code === semicolon && this.#parentheses === 0) return true
    this.#keep(code)
    return false
  }

  /** Hostile: every question reads the statement so far, so a statement of `values (` must not ask for each. */
  #asksForHead(): boolean {
    this.#asked += 1
    return this.#asked <= mostAsked && this.isInsertHead(this.text)
  }

  /** Cheap: most parentheses follow something else. */
  #endsInValues(): boolean {
    let end = this.#length
    if (this.overlong || end < 16) return false
    while (end > 0 && (this.#kept[end - 1] as number) <= byte.space) end -= 1
    const last = this.#kept[end - 1] as number
    return (last | 0x20) === 0x73 && /^values$/i.test(this.#kept.toString('latin1', end - 6, end))
  }

  #beginComment(mode: 'line-comment' | 'block-comment'): false {
    this.#mode = mode
    // The first dash or slash was kept as an operator.
    if (this.#length > 0 && !this.overlong) this.#length -= 1
    this.#keep(byte.space)
    this.#comment = []
    this.#comments = 1
    this.#previous = 0
    return false
  }

  #endComment(): void {
    this.#mode = 'plain'
    this.#previous = byte.lineFeed
    this.onComment(Buffer.from(this.#comment).toString('utf8').trim())
  }

  #blockComment(code: number): void {
    const previous = this.#previous
    this.#previous = code
    if (code === star && previous === slash) this.#comments += 1
    else if (code === slash && previous === star) this.#comments -= 1
    else return
    // A character is part of one mark only.
    this.#previous = 0
    if (this.#comments === 0) this.#mode = 'plain'
  }

  /** After `$`: a tag and a second `$` open a dollar quote; anything else was a parameter or an operator. */
  #tag(code: number): boolean {
    const first = this.#closer.length === 1
    if (code === dollar) {
      this.#closer.push(dollar)
      this.#matched = 0
      this.#mode = 'dollar'
      this.#keep(code)
      return false
    }
    if (isNameByte(code) && code !== dollar && !(first && isDigit(code)) && this.#closer.length < shortText) {
      this.#closer.push(code)
      this.#keep(code)
      return false
    }
    this.#mode = 'plain'
    this.#previous = this.#closer.at(-1) ?? 0
    return this.#plain(code)
  }

  #dollar(code: number): void {
    this.#keep(code)
    if (code === this.#closer[this.#matched]) this.#matched += 1
    else this.#matched = code === dollar ? 1 : 0
    if (this.#matched < this.#closer.length) return
    this.#mode = 'plain'
    this.#previous = dollar
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

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function isNameByte(code: number): boolean {
  const letter = code | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || isDigit(code) || code === 0x5f || code === dollar || code >= 0x80
}
