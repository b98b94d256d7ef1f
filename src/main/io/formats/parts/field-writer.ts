/**
 * Prints column values as JSON from bytes to bytes, for the values that need no decoding; says so when one does. Exactly
 * what `columnJson` prints, without making strings.
 */
import { Buffer } from 'node:buffer'
import { type ColumnKind, isJsonValue } from './column-json.ts'
import { byte } from './source-text.ts'

export class FieldWriter {
  #out = Buffer.allocUnsafe(64 * 1024)
  #length = 0

  begin(): void {
    this.#length = 0
  }

  /** What was written since `begin`, in memory of its own. */
  take(): Buffer {
    const taken = Buffer.allocUnsafe(this.#length)
    this.#out.copy(taken, 0, 0, this.#length)
    // One long record does not hold its memory for good.
    if (this.#out.length > 4 * 1024 * 1024) this.#out = Buffer.allocUnsafe(64 * 1024)
    return taken
  }

  code(code: number): void {
    this.#reserve(1)
    this.#out[this.#length] = code
    this.#length += 1
  }

  bytes(bytes: Buffer): void {
    this.#reserve(bytes.length)
    const out = this.#out
    const at = this.#length
    for (let index = 0; index < bytes.length; index += 1) out[at + index] = bytes[index] as number
    this.#length += bytes.length
  }

  text(text: string): void {
    this.#reserve(text.length * 3)
    this.#length += this.#out.write(text, this.#length, 'utf8')
  }

  /** Writes the value `bytes[start, end)`; false, and nothing written, when it has to be decoded. */
  field(kind: ColumnKind, bytes: Buffer, start: number, end: number): boolean {
    this.#reserve(end - start + 8)
    switch (kind) {
      case 'text':
        return this.#string(bytes, start, end)
      case 'number':
        return this.#number(bytes, start, end)
      case 'boolean':
        return this.#boolean(bytes, start, end)
      case 'json':
        return this.#json(bytes, start, end)
      case 'timestamp':
        return this.#time(bytes, start, end, false)
      case 'timestamptz':
        return this.#time(bytes, start, end, true)
    }
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#out.length) return
    const wider = Buffer.allocUnsafe(Math.max(this.#out.length * 2, this.#length + count))
    this.#out.copy(wider, 0, 0, this.#length)
    this.#out = wider
  }

  #string(bytes: Buffer, start: number, end: number): boolean {
    const out = this.#out
    let at = this.#length
    out[at++] = byte.quote
    for (let index = start; index < end; index += 1) {
      const code = bytes[index] as number
      if (code < 0x20 || code === byte.quote || code === byte.backslash) return false
      out[at++] = code
    }
    out[at++] = byte.quote
    this.#length = at
    return true
  }

  /** Digits that do not begin with 0, at most one point with digits after it: what numeric prints unchanged. */
  #number(bytes: Buffer, start: number, end: number): boolean {
    const out = this.#out
    let at = this.#length
    let index = start
    if (bytes[index] === 0x2d) out[at++] = bytes[index++] as number
    const first = index < end ? (bytes[index] as number) : 0
    if (first < 0x31 || first > 0x39) return false
    let point = false
    for (; index < end; index += 1) {
      const code = bytes[index] as number
      if (code === byte.dot && !point && index + 1 < end) point = true
      else if (code < 0x30 || code > 0x39) return false
      out[at++] = code
    }
    this.#length = at
    return true
  }

  #boolean(bytes: Buffer, start: number, end: number): boolean {
    const code = end - start === 1 ? bytes[start] : 0
    if (code !== 0x74 && code !== 0x66) return false
    this.text(code === 0x74 ? 'true' : 'false')
    return true
  }

  #json(bytes: Buffer, start: number, end: number): boolean {
    // A backslash may be COPY's own.
    for (let index = start; index < end; index += 1) if (bytes[index] === byte.backslash) return false
    if (!isJsonValue(bytes, start, end)) return false
    bytes.copy(this.#out, this.#length, start, end)
    this.#length += end - start
    return true
  }

  /** `2025-01-01 00:00:00.5+00` with a year of four digits and an offset of whole hours. */
  #time(bytes: Buffer, start: number, end: number, zone: boolean): boolean {
    const digitsEnd = zone ? end - 3 : end
    const width = digitsEnd - start
    if (width < 19 || width === 20 || bytes[start + 10] !== byte.space) return false
    const sign = bytes[digitsEnd]
    if (zone && sign !== 0x2b && sign !== 0x2d) return false
    const out = this.#out
    let at = this.#length
    out[at++] = byte.quote
    for (let index = start; index < end; index += 1) {
      const code = bytes[index] as number
      const digit = code >= 0x30 && code <= 0x39
      if (index === start + 10) out[at++] = 0x54
      else if (digit !== isDigitPlace(index - start, width)) return false
      else if (!digit && code !== punctuationAt(index - start) && index !== digitsEnd) return false
      else out[at++] = code
    }
    if (zone) {
      out[at++] = 0x3a
      out[at++] = 0x30
      out[at++] = 0x30
    }
    out[at++] = byte.quote
    this.#length = at
    return true
  }
}

function isDigitPlace(place: number, zonePlace: number): boolean {
  return place !== zonePlace && punctuationAt(place) === 0
}

function punctuationAt(place: number): number {
  switch (place) {
    case 4:
    case 7:
      return 0x2d
    case 13:
    case 16:
      return 0x3a
    case 19:
      return byte.dot
    default:
      return 0
  }
}
