/** Values beside the records of an envelope: where a plain one ends, and what is in a small one. */
import { type Buffer, isUtf8 } from 'node:buffer'
import { JsonScan, jsonKinds } from '../../../../shared/core/bytes/json-scan.ts'
import type { ElementCursor } from './json-element.ts'
import type { EnvelopePath } from './json-envelope-spec.ts'
import { byte } from './source-text.ts'

/** Longest value beside the records that is looked at. */
export const maxMemberBytes = 64 * 1024
/** Objects inside such a value whose members are given one by one too. */
const innerDepth = 4
/** One for each depth. */
const scans: JsonScan[] = []

/**
 * End of a string, number or word in an object, resumable; like `findElementEnd` for what begins with no bracket, but a
 * closing brace ends it too and a string ends with its own quotation mark. White space before the end belongs to it.
 */
export function findPlainEnd(cursor: ElementCursor, chunk: Buffer, from: number, to: number): number {
  let at = from
  // A value without brackets has no depth: here it says that the first byte has been seen.
  if (cursor.depth === 0 && at < to) {
    cursor.depth = 1
    cursor.inString = chunk[at] === byte.quote
    at += 1
  }
  for (; at < to; at += 1) {
    const code = chunk[at] as number
    if (code === byte.lineFeed) {
      cursor.done = true
      cursor.broken = cursor.inString
      break
    }
    if (cursor.inString) {
      if (cursor.escaped) cursor.escaped = false
      else if (code === byte.backslash) cursor.escaped = true
      else if (code === byte.quote) {
        cursor.done = true
        at += 1
        break
      }
    } else if (isDelimiter(code)) {
      cursor.done = true
      break
    }
  }
  return at
}

/** Comma, colon, quotation mark, and brackets of both kinds: what a number or word cannot hold. */
function isDelimiter(code: number): boolean {
  const bracket = code | 0x20
  return code === byte.comma || code === 0x3a || code === byte.quote || bracket === 0x7b || bracket === 0x7d
}

/**
 * Hands over the value `bytes[start, end)`, which is JSON, at `path`, and then the members of objects inside it, each at
 * its own path, as JSON text. Arrays are given whole.
 */
export function giveMembers(
  path: (string | number)[],
  bytes: Buffer,
  start: number,
  end: number,
  give: (path: EnvelopePath, json: string) => void,
  depth = 0,
): void {
  give(path, bytes.toString('utf8', start, end))
  if (bytes[start] !== byte.openBrace || depth === innerDepth) return
  const scan = (scans[depth] ??= new JsonScan())
  if (!scan.scan(bytes, start, end)) return
  for (let member = 0; member < scan.count; member += 1) {
    path.push(nameText(bytes, (scan.keyStart[member] as number) - 1, (scan.keyEnd[member] as number) + 1))
    const from = scan.valueStart[member] as number
    const to = scan.valueEnd[member] as number
    if (scan.kind[member] === jsonKinds.object) giveMembers(path, bytes, from, to, give, depth + 1)
    else give(path, bytes.toString('utf8', from, to))
    path.pop()
  }
}

const nameScan = new JsonScan()

/** Text of the string `bytes[start, end)`, quotation marks included; null when it is none. */
export function nameFrom(bytes: Buffer, start: number, end: number): string | null {
  if (!isUtf8(bytes.subarray(start, end))) return null
  if (nameScan.scan(bytes, start, end) || nameScan.error !== 'json-not-an-object') return null
  return nameText(bytes, start, end)
}

/** Text of the JSON string `bytes[start, end)`, quotation marks included; it must be valid. */
function nameText(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end)
  return text.includes('\\') ? (JSON.parse(text) as string) : text.slice(1, -1)
}
