/**
 * Where a point of InfluxDB line protocol ends: at the first LF that is not inside a string value. Quotes are special
 * only where a field's value begins; in names and tags they are characters like others.
 */
import type { Buffer } from 'node:buffer'
import type { SpanCursor } from '../parts/text-span-reader.ts'
import { byte } from '../parts/source-text.ts'

/** Nothing but spaces yet. */
const lineStart = 0
/** Up to the first LF, whatever comes. */
const restOfLine = 1
const head = 2
const fieldKey = 3
/** Directly after the equals sign. */
const valueStart = 4
const value = 5
const string = 6

const hash = 0x23
const equals = 0x3d

export class PointCursor implements SpanCursor {
  done = false
  newlines = 0
  #state = lineStart
  /** A backslash came last and may escape what comes. */
  #escape = false

  get inQuotes(): boolean {
    return this.#state === string
  }

  begin(): void {
    this.done = false
    this.newlines = 0
    this.#state = lineStart
    this.#escape = false
  }

  read(chunk: Buffer, from: number): number {
    let at = from
    while (at < chunk.length) {
      if (this.#state === restOfLine) {
        const newline = chunk.indexOf(byte.lineFeed, at)
        this.done = newline >= 0
        return newline < 0 ? chunk.length : newline
      }
      const code = chunk[at] as number
      if (code === byte.lineFeed) {
        if (this.#state !== string) {
          this.done = true
          return at
        }
        this.newlines += 1
        this.#escape = false
      } else if (this.#escape && isEscaped(this.#state, code)) this.#escape = false
      else {
        this.#escape = code === byte.backslash
        this.#state = nextState(this.#state, code)
      }
      at += 1
    }
    return at
  }
}

/** Characters that a backslash escapes where they would otherwise end something. */
function isEscaped(state: number, code: number): boolean {
  if (state === string) return code === byte.quote || code === byte.backslash
  if (state === head) return code === byte.space
  return state === fieldKey && (code === byte.space || code === byte.comma || code === equals)
}

function nextState(state: number, code: number): number {
  switch (state) {
    case lineStart:
      return code === byte.space ? lineStart : code === hash ? restOfLine : head
    case head:
      return code === byte.space ? fieldKey : head
    case fieldKey:
      return code === equals ? valueStart : fieldKey
    case valueStart:
      if (code === byte.quote) return string
      return afterValue(code)
    case value:
      return afterValue(code)
    default:
      return code === byte.quote ? value : string
  }
}

function afterValue(code: number): number {
  if (code === byte.comma) return fieldKey
  return code === byte.space ? restOfLine : value
}
