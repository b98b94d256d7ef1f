/** The beginning of a member, as detection sees it. Everything derived is computed once, whichever formats ask. */
import { type Buffer, isUtf8 } from 'node:buffer'
import { JsonScan } from '../../../shared/core/bytes/json-scan.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { bomBytes, bufferView, byte, isJsonSpace } from './parts/source-text.ts'

export type DetectedEncoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'not-utf-8' | 'binary'

/** Bytes of text and number of records that are looked at. */
const textBytes = 64 * 1024
const sampleRecords = 20

export class Probe {
  /** First bytes, without byte order mark: 64 KiB or more; all of them when `complete`. */
  readonly bytes: Buffer
  readonly complete: boolean
  /** Label of the member; decides only where the bytes leave it open. */
  readonly name: string
  readonly encoding: DetectedEncoding
  /** Offset of the first byte that is no white space; `bytes.length` when there is none. */
  readonly from: number
  #text: string | undefined
  #objects: readonly Readonly<Record<string, unknown>>[] | undefined

  constructor(prefix: Uint8Array, name: string, complete: boolean) {
    const whole = bufferView(prefix)
    this.encoding = detectEncoding(whole)
    this.bytes = this.encoding === 'utf-8-bom' ? whole.subarray(bomBytes) : whole
    this.complete = complete
    this.name = name
    let from = 0
    while (from < this.bytes.length && isJsonSpace(this.bytes[from])) from += 1
    this.from = from
  }

  /** Text of the first 64 KiB; bytes that are not UTF-8 as U+FFFD. */
  get text(): string {
    this.#text ??= this.bytes.toString('utf8', 0, textBytes)
    return this.#text
  }

  /** First byte that is no white space; undefined when there is none. */
  get first(): number | undefined {
    return this.bytes[this.from]
  }

  /**
   * Up to 20 first JSON objects: of a text with one object per line, of an array, or the one object that the text is.
   * Empty when it is none of these. An object that the prefix cuts is left out.
   */
  get objects(): readonly Readonly<Record<string, unknown>>[] {
    this.#objects ??= this.#readObjects()
    return this.#objects
  }

  #readObjects(): Record<string, unknown>[] {
    const first = this.first
    if (first !== byte.openBrace && first !== byte.openBracket) return []
    const found: Record<string, unknown>[] = []
    const bytes = this.bytes
    let at = first === byte.openBracket ? this.from + 1 : this.from
    while (found.length < sampleRecords && at < bytes.length) {
      while (at < bytes.length && (isJsonSpace(bytes[at]) || bytes[at] === byte.comma)) at += 1
      if (bytes[at] !== byte.openBrace) break
      const end = objectEnd(bytes, at)
      if (end < 0) break
      const parsed = parseObject(bytes, at, end)
      if (parsed === undefined) break
      found.push(parsed)
      at = end
    }
    return found
  }
}

const scan = new JsonScan()

function parseObject(bytes: Buffer, start: number, end: number): Record<string, unknown> | undefined {
  if (!scan.scan(bytes, start, end)) return undefined
  return parseJson(bytes.toString('utf8', start, end)) as Record<string, unknown>
}

/** Offset after the bracket that closes the one at `start`; -1 when the bytes end before it. */
function objectEnd(bytes: Buffer, start: number): number {
  let depth = 0
  let inString = false
  for (let at = start; at < bytes.length; at += 1) {
    const code = bytes[at]
    if (inString) {
      if (code === byte.backslash) at += 1
      else if (code === byte.quote) inString = false
    } else if (code === byte.quote) inString = true
    else if (code === byte.openBrace || code === byte.openBracket) depth += 1
    else if (code === byte.closeBrace || code === byte.closeBracket) {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return -1
}

export function detectEncoding(bytes: Buffer): DetectedEncoding {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8-bom'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes[2] === 0 && bytes[3] === 0 ? 'utf-32le' : 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const sample = bytes.subarray(0, 4096)
  let odd = 0
  let even = 0
  for (let at = 0; at < sample.length; at += 1) {
    if (sample[at] !== 0) continue
    if (at % 2 === 0) even += 1
    else odd += 1
  }
  // Western text in UTF-16 without a mark has a zero in every second byte.
  if (odd > sample.length / 4 && even < odd / 8) return 'utf-16le'
  if (even > sample.length / 4 && odd < even / 8) return 'utf-16be'
  // The last character of a prefix may be cut.
  for (let cut = 0; cut < 4 && cut <= bytes.length; cut += 1)
    if (isUtf8(bytes.subarray(0, bytes.length - cut))) return 'utf-8'
  return 'not-utf-8'
}
