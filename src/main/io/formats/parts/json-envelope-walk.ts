/**
 * Walks through JSON that a strict scan has accepted, by byte offsets: no value is made, so every digit and escape stays
 * as it is written. Nothing is checked again.
 */
import type { Buffer } from 'node:buffer'
import { byte, isJsonSpace } from './source-text.ts'

export function skipSpace(bytes: Buffer, from: number): number {
  let at = from
  while (isJsonSpace(bytes[at])) at += 1
  return at
}

/** Offset after the value that begins at `from`. */
export function valueEnd(bytes: Buffer, from: number): number {
  const first = bytes[from]
  if (first === byte.quote) return stringEnd(bytes, from)
  let at = from
  if (first !== byte.openBrace && first !== byte.openBracket) {
    for (let code = first; at < bytes.length && !endsPlain(code); code = bytes[at]) at += 1
    return at
  }
  let depth = 0
  while (at < bytes.length) {
    const code = bytes[at] as number
    if (code === byte.quote) at = stringEnd(bytes, at)
    else {
      at += 1
      // Braces and square brackets differ by bit 5.
      const bracket = code | 0x20
      if (bracket === 0x7b) depth += 1
      else if (bracket === 0x7d) {
        depth -= 1
        if (depth === 0) return at
      }
    }
  }
  return at
}

function stringEnd(bytes: Buffer, from: number): number {
  let at = from + 1
  while (at < bytes.length && bytes[at] !== byte.quote) at += bytes[at] === byte.backslash ? 2 : 1
  return at + 1
}

function endsPlain(code: number | undefined): boolean {
  return code === byte.comma || code === byte.closeBrace || code === byte.closeBracket || isJsonSpace(code)
}

/**
 * Each member of the object at `from`: the name as it is written between its quotation marks, and where its value
 * begins. `visit` returns the offset after that value. Returns the offset after the object.
 */
export function eachMember(
  bytes: Buffer,
  from: number,
  visit: (name: string, start: number, nameStart: number, nameEnd: number) => number,
): number {
  let at = skipSpace(bytes, from + 1)
  while (bytes[at] === byte.quote) {
    const nameEnd = stringEnd(bytes, at)
    const start = skipSpace(bytes, skipSpace(bytes, nameEnd) + 1)
    at = skipSpace(bytes, visit(bytes.toString('utf8', at + 1, nameEnd - 1), start, at, nameEnd))
    if (bytes[at] === byte.comma) at = skipSpace(bytes, at + 1)
  }
  return at + 1
}

/** Each element of the array at `from`; `visit` returns the offset after it. Returns the offset after the array. */
export function eachElement(bytes: Buffer, from: number, visit: (start: number, index: number) => number): number {
  let at = skipSpace(bytes, from + 1)
  for (let index = 0; at < bytes.length && bytes[at] !== byte.closeBracket; index += 1) {
    at = skipSpace(bytes, visit(at, index))
    if (bytes[at] === byte.comma) at = skipSpace(bytes, at + 1)
  }
  return at + 1
}
