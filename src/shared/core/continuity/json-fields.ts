/**
 * The fields of a JSON object held in text, each with its value as it is written. Nested objects are walked into, so that
 * a log that lists only the changed members of an address says nothing of its other members; arrays are one value.
 * Nothing is parsed into numbers: `9007199254740993` and `1.0` keep their digits.
 */

/** What stands for an object that has fields of its own. */
export const objectMark = '{}'

/** Objects inside objects that are walked into; deeper ones are one value. */
const maximumDepth = 16
/** Fields of one side of one event. Hostile: more are not compared, and the event is counted as too wide. */
export const maximumFields = 4096

export type FieldsOutcome = 'read' | 'too-wide'

/** Calls `visit(path, value)` for each field; `text` must be a JSON object. Of equal names the caller keeps the last. */
export function visitFields(text: string, visit: (path: string, value: string) => void): FieldsOutcome {
  let count = 0
  const walk = (from: number, prefix: string, depth: number): number => {
    let at = skipSpace(text, from + 1)
    if (text[at] === '}') return at + 1
    while (count <= maximumFields) {
      const nameEnd = stringEnd(text, at)
      const path = prefix + segmentFrom(text.slice(at, nameEnd))
      // Past the colon and the space on either side of it.
      at = skipSpace(text, skipSpace(text, nameEnd) + 1)
      count += 1
      let end: number
      if (text[at] === '{' && depth < maximumDepth) {
        visit(path, objectMark)
        end = walk(at, `${path}.`, depth + 1)
      } else {
        end = valueEnd(text, at)
        visit(path, text.slice(at, end))
      }
      at = skipSpace(text, end)
      if (text[at] !== ',') return at + 1
      at = skipSpace(text, at + 1)
    }
    return text.length
  }
  walk(skipSpace(text, 0), '', 1)
  return count > maximumFields ? 'too-wide' : 'read'
}

/** Name of a member as a part of a path; a dot inside a name is told from one between names. */
function segmentFrom(quoted: string): string {
  const name = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1)
  return /[.\\]/.test(name) ? name.replace(/[.\\]/g, '\\$&') : name
}

/** First part of a path: the top-level field that a nested one belongs to. */
export function topOf(path: string): string {
  for (let at = 0; at < path.length; at += 1) {
    const code = path.charCodeAt(at)
    if (code === 0x5c) at += 1
    else if (code === 0x2e) return path.slice(0, at)
  }
  return path
}

/** Path of the object that holds a nested field; empty for a top-level one. */
export function parentOf(path: string): string {
  let last = -1
  for (let at = 0; at < path.length; at += 1) {
    const code = path.charCodeAt(at)
    if (code === 0x5c) at += 1
    else if (code === 0x2e) last = at
  }
  return last < 0 ? '' : path.slice(0, last)
}

/** Offset of the first character from `from` on that is not JSON white space. */
export function skipSpace(text: string, from: number): number {
  let at = from
  for (;;) {
    const code = text.charCodeAt(at)
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at
    at += 1
  }
}

/** Offset after the string that begins at `from`. */
export function stringEnd(text: string, from: number): number {
  let at = from + 1
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === 0x22) return at + 1
    at += code === 0x5c ? 2 : 1
  }
  return text.length
}

/** Offset after the JSON value that begins at `from`. */
export function valueEnd(text: string, from: number): number {
  const first = text.charCodeAt(from)
  if (first === 0x22) return stringEnd(text, from)
  let at = from
  if (first !== 0x7b && first !== 0x5b) {
    while (at < text.length && !endsWord(text.charCodeAt(at))) at += 1
    return at
  }
  let depth = 0
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === 0x22) {
      at = stringEnd(text, at)
      continue
    }
    if (code === 0x7b || code === 0x5b) depth += 1
    if (code === 0x7d || code === 0x5d) depth -= 1
    at += 1
    if (depth === 0) return at
  }
  return text.length
}

/** Comma, closing brackets, white space: what ends a number, `true`, `false` or `null`. */
function endsWord(code: number): boolean {
  return (
    code === 0x2c || code === 0x7d || code === 0x5d || code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
  )
}
