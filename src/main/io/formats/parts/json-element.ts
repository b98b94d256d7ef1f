/**
 * Where an element of a JSON array ends, by structure alone and resumable at any byte: brackets are counted outside
 * strings, not matched by kind. Says nothing about whether the element is JSON; a strict scan of the range does.
 */
import type { Buffer } from 'node:buffer'
import { byte } from './source-text.ts'

/** What is known in the middle of an element. */
export class ElementCursor {
  /** The end was found. */
  done = false
  /** A raw line end stands inside a string: the string is damaged and the element ends before that line end. */
  broken = false
  /** Element begins with a bracket and ends with the one that closes it; any other ends before the next delimiter. */
  container = false
  depth = 0
  inString = false
  escaped = false
  newlines = 0

  begin(code: number): void {
    this.done = false
    this.broken = false
    this.container = code === byte.openBrace || code === byte.openBracket
    this.depth = 0
    this.inString = false
    this.escaped = false
  }

  /** Line ends passed since the last call. */
  takeNewlines(): number {
    const count = this.newlines
    this.newlines = 0
    return count
  }
}

/**
 * Goes on from `chunk[from]` to `chunk[to]`. With `cursor.done` the result is the offset after the element; otherwise the
 * element goes on in the bytes that follow and the result is `to`.
 */
export function findElementEnd(cursor: ElementCursor, chunk: Buffer, from: number, to = chunk.length): number {
  return cursor.container ? containerEnd(cursor, chunk, from, to) : runEnd(cursor, chunk, from, to)
}

/** One loop with its state in locals: a function per string costs calls in the hottest loop. */
function containerEnd(cursor: ElementCursor, chunk: Buffer, from: number, length: number): number {
  let { depth, inString, escaped, newlines } = cursor
  let at = from
  scan: while (at < length) {
    if (inString) {
      for (; at < length; at += 1) {
        const code = chunk[at] as number
        if (code === 0x0a) {
          cursor.broken = true
          cursor.done = true
          break scan
        }
        if (escaped) escaped = false
        else if (code === 0x5c) escaped = true
        else if (code === 0x22) {
          inString = false
          at += 1
          break
        }
      }
      continue
    }
    const code = chunk[at] as number
    at += 1
    if (code === 0x22) inString = true
    else if (code === 0x0a) newlines += 1
    else {
      // Braces and square brackets differ by bit 5, and none of them is matched by kind.
      const bracket = code | 0x20
      if (bracket === 0x7b) depth += 1
      else if (bracket === 0x7d) {
        depth -= 1
        if (depth === 0) {
          cursor.done = true
          break
        }
      }
    }
  }
  cursor.depth = depth
  cursor.inString = inString
  cursor.escaped = escaped
  cursor.newlines = newlines
  return at
}

function runEnd(cursor: ElementCursor, chunk: Buffer, from: number, length: number): number {
  let { inString, escaped } = cursor
  let at = from
  for (; at < length; at += 1) {
    const code = chunk[at] as number
    if (code === 0x0a) {
      cursor.done = true
      cursor.broken = inString
      break
    }
    if (inString) {
      if (escaped) escaped = false
      else if (code === 0x5c) escaped = true
      else if (code === 0x22) inString = false
    } else if (code === 0x22) inString = true
    else if (code === 0x2c || code === 0x5d || code === 0x5b || code === 0x7b) {
      cursor.done = true
      break
    }
  }
  cursor.inString = inString
  cursor.escaped = escaped
  return at
}
