/**
 * Leaves of JSON text with their places in it (RFC 8259). `JSON.parse` forgets where a value stood, how it was escaped
 * and that a name was repeated; erasure must change exactly the characters that hold an identifier and no other.
 */

export interface JsonLeaf {
  /** Dotted path from the base path; array positions as numbers. */
  readonly path: string
  /** `name` is a member's name; its path is that of the member. */
  readonly kind: 'string' | 'number' | 'name'
  /** UTF-16 offsets of the content, half-open: between the quotes of a string or name. */
  readonly start: number
  readonly end: number
}

/** Deepest nesting followed. */
export const maximumJsonDepth = 512

/** True when a text may be a JSON object or array; a cheap test before a scan. */
export function looksLikeJson(text: string): boolean {
  return /^[ \t\n\r]*[[{]/.test(text)
}

/** Strings, numbers and member names of an object or array in order; undefined when the text is not one JSON value of those kinds. */
export function jsonLeaves(text: string, basePath: string): readonly JsonLeaf[] | undefined {
  const leaves: JsonLeaf[] = []
  const end = scanValue(text, skipSpace(text, 0), basePath, 0, leaves)
  return end >= 0 && skipSpace(text, end) === text.length ? leaves : undefined
}

/** A decoded string: its text, and for each UTF-16 unit of it (and its end) the offset in the source. */
export interface DecodedLiteral {
  readonly text: string
  sourceOffset(index: number): number
}

/** Decodes the content `text[start, end)` of a valid JSON string. */
export function decodeLiteral(text: string, start: number, end: number): DecodedLiteral {
  const content = text.slice(start, end)
  if (!content.includes('\\')) return { text: content, sourceOffset: (index) => start + index }
  const offsets: number[] = []
  let decoded = ''
  for (let at = start; at < end;) {
    offsets.push(at)
    if (text.charCodeAt(at) !== 0x5c) {
      decoded += text.charAt(at)
      at += 1
    } else if (text.charAt(at + 1) === 'u') {
      decoded += String.fromCharCode(Number.parseInt(text.slice(at + 2, at + 6), 16))
      at += 6
    } else {
      decoded += simpleEscapes[text.charAt(at + 1)] ?? ''
      at += 2
    }
  }
  offsets.push(end)
  return { text: decoded, sourceOffset: (index) => offsets[index] as number }
}

/** Content of a JSON string for a text, without the quotes. */
export function escapeText(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

const simpleEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const wordPattern = /true|false|null/y
const spacePattern = /[ \t\n\r]*/y

function skipSpace(text: string, at: number): number {
  spacePattern.lastIndex = at
  spacePattern.exec(text)
  return spacePattern.lastIndex
}

/** Each returns the offset after what it read, or -1. */
function scanValue(text: string, at: number, path: string, depth: number, leaves: JsonLeaf[]): number {
  const first = text.charAt(at)
  if (first === '{' || first === '[') {
    // Hostile: text can nest a million brackets and would exhaust the stack.
    if (depth >= maximumJsonDepth) return -1
    return first === '{' ? scanObject(text, at, path, depth + 1, leaves) : scanArray(text, at, path, depth + 1, leaves)
  }
  if (depth === 0) return -1
  if (first === '"') return scanString(text, at, path, 'string', leaves)
  wordPattern.lastIndex = at
  if (wordPattern.test(text)) return wordPattern.lastIndex
  numberPattern.lastIndex = at
  if (!numberPattern.test(text)) return -1
  leaves.push({ path, kind: 'number', start: at, end: numberPattern.lastIndex })
  return numberPattern.lastIndex
}

function scanString(text: string, at: number, path: string, kind: JsonLeaf['kind'], leaves: JsonLeaf[]): number {
  const end = stringEnd(text, at)
  if (end >= 0) leaves.push({ path, kind, start: at + 1, end: end - 1 })
  return end
}

function stringEnd(text: string, at: number): number {
  // Hostile: a regular expression with alternation would overflow the stack on a string of some megabytes.
  if (text.charCodeAt(at) !== 0x22) return -1
  for (let index = at + 1; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit === 0x22) return index + 1
    if (unit < 0x20) return -1
    if (unit !== 0x5c) continue
    const escape = text.charAt(index + 1)
    if (escape === 'u') {
      if (!/^[0-9a-fA-F]{4}$/.test(text.slice(index + 2, index + 6))) return -1
      index += 5
    } else if (simpleEscapes[escape] === undefined) return -1
    else index += 1
  }
  return -1
}

function scanObject(text: string, from: number, path: string, depth: number, leaves: JsonLeaf[]): number {
  let at = skipSpace(text, from + 1)
  if (text.charAt(at) === '}') return at + 1
  for (;;) {
    const nameEnd = stringEnd(text, at)
    if (nameEnd < 0) return -1
    const name = decodeLiteral(text, at + 1, nameEnd - 1).text
    const memberPath = path === '' ? name : `${path}.${name}`
    leaves.push({ path: memberPath, kind: 'name', start: at + 1, end: nameEnd - 1 })
    at = skipSpace(text, nameEnd)
    if (text.charAt(at) !== ':') return -1
    at = scanValue(text, skipSpace(text, at + 1), memberPath, depth, leaves)
    if (at < 0) return -1
    at = skipSpace(text, at)
    if (text.charAt(at) === '}') return at + 1
    if (text.charAt(at) !== ',') return -1
    at = skipSpace(text, at + 1)
  }
}

function scanArray(text: string, from: number, path: string, depth: number, leaves: JsonLeaf[]): number {
  let at = skipSpace(text, from + 1)
  if (text.charAt(at) === ']') return at + 1
  for (let position = 0; ; position += 1) {
    at = scanValue(text, at, path === '' ? String(position) : `${path}.${position}`, depth, leaves)
    if (at < 0) return -1
    at = skipSpace(text, at)
    if (text.charAt(at) === ']') return at + 1
    if (text.charAt(at) !== ',') return -1
    at = skipSpace(text, at + 1)
  }
}
