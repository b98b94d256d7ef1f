/**
 * Which encoding a CSV file is in, and its bytes as text. UTF-8 unless there is a reason: a UTF-16 mark or the zero bytes
 * of UTF-16 at the very beginning; or the first bytes above ASCII, when they are no UTF-8 and are letters of Western
 * Europe among ASCII letters, which is Windows-1252 (Latin-1 and its superset look the same). Any other encoding is not
 * guessed at: its records are rejected as bytes that are not UTF-8.
 */
import { Buffer, isAscii, isUtf8 } from 'node:buffer'
import type { CsvEncoding } from './csv-syntax.ts'

/** Bytes from the first one above ASCII on that decide between UTF-8 and Windows-1252. */
const windowBytes = 16 * 1024
/** Fewer foreign bytes than this are damage to a UTF-8 file, not an encoding. */
const fewestLetters = 3
const longestRun = 3
const nothing = Buffer.alloc(0)

/**
 * Hands bytes on once the encoding they are in is known: at once while they are ASCII, and from the first byte above on
 * only when enough have come to judge by. What it decides depends on the source's bytes alone, never on their chunks.
 */
export class EncodingGate {
  #encoding: CsvEncoding | null = null
  #started = false
  /** A byte above ASCII was seen; it is the first one held. */
  #foreign = false
  #held: Buffer[] = []
  #heldBytes = 0
  /** An odd byte of UTF-16. */
  #half: Buffer | null = null

  /** UTF-8 until something else is known; `push` never hands on bytes before they are. */
  get encoding(): CsvEncoding {
    return this.#encoding ?? 'utf-8'
  }

  push(chunk: Buffer, last: boolean): Buffer {
    if (this.#encoding === 'utf-8' || this.#encoding === 'windows-1252') return chunk
    if (this.#encoding !== null) return this.#pairs(chunk, last)
    const wanted = this.#foreign ? windowBytes : this.#started ? 0 : 4
    if (this.#heldBytes + chunk.length < wanted && !last) return this.#hold(chunk)
    const bytes = this.#heldBytes === 0 ? chunk : Buffer.concat([...this.#held, chunk])
    this.#held = []
    this.#heldBytes = 0
    if (!this.#started) {
      this.#started = true
      this.#encoding = wideEncoding(bytes)
      if (this.#encoding !== null) return this.#pairs(bytes, last)
    }
    return this.#narrow(bytes, last)
  }

  #narrow(bytes: Buffer, last: boolean): Buffer {
    const from = this.#foreign ? 0 : firstAboveAscii(bytes)
    if (from === bytes.length) return bytes
    this.#foreign = true
    if (bytes.length - from < windowBytes && !last) {
      this.#hold(bytes.subarray(from))
      return bytes.subarray(0, from)
    }
    this.#encoding = narrowEncoding(bytes.subarray(from, from + windowBytes))
    return bytes
  }

  #hold(bytes: Buffer): Buffer {
    if (bytes.length > 0) this.#held.push(Buffer.from(bytes))
    this.#heldBytes += bytes.length
    return nothing
  }

  /** Whole pairs of bytes; the odd one at the end of the source is handed on as it is. */
  #pairs(chunk: Buffer, last: boolean): Buffer {
    const all = this.#half === null ? chunk : Buffer.concat([this.#half, chunk])
    this.#half = null
    if (all.length % 2 === 0 || last) return all
    this.#half = Buffer.from(all.subarray(-1))
    return all.subarray(0, -1)
  }
}

function firstAboveAscii(bytes: Buffer): number {
  if (isAscii(bytes)) return bytes.length
  let at = 0
  while ((bytes[at] as number) < 0x80) at += 1
  return at
}

/** UTF-16 by its mark, or by the zero bytes that two ASCII characters have in it. */
export function wideEncoding(bytes: Buffer): CsvEncoding | null {
  const [first, second, third, fourth] = bytes
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? null : 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (bytes.length < 4) return null
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return 'utf-16le'
  if (first === 0 && second !== 0 && third === 0 && fourth !== 0) return 'utf-16be'
  return null
}

/** Windows-1252 when there are at least three bytes above ASCII, nearly all of them Western letters in runs of three at most. */
export function narrowEncoding(bytes: Buffer): 'utf-8' | 'windows-1252' {
  // A character may be cut by the window's end.
  for (let cut = 0; cut < 4 && cut <= bytes.length; cut += 1)
    if (isUtf8(bytes.subarray(0, bytes.length - cut))) return 'utf-8'
  let letters = 0
  let others = 0
  for (let at = 0; at < bytes.length;) {
    if ((bytes[at] as number) < 0x80) {
      at += 1
      continue
    }
    let end = at
    let western = true
    for (; end < bytes.length && (bytes[end] as number) >= 0x80; end += 1) {
      if (utf8Length(bytes, end) > 0) return 'utf-8'
      western &&= isWestern(bytes[end] as number)
    }
    // In Western languages such letters come in ones and twos; whole words of them are another alphabet.
    if (western && end - at <= longestRun) letters += end - at
    else others += end - at
    at = end
  }
  return letters >= fewestLetters && letters >= 9 * others ? 'windows-1252' : 'utf-8'
}

/** Bytes of a whole character of UTF-8 above ASCII at `at`; 0 when there is none. */
function utf8Length(bytes: Buffer, at: number): number {
  const code = bytes[at] as number
  const length = code >= 0xf0 ? 4 : code >= 0xe0 ? 3 : code >= 0xc2 ? 2 : 0
  return length > 0 && at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)) ? length : 0
}

/** Letters of Windows-1252, its quotation marks, dashes, euro, section and degree signs, and the no-break space. */
function isWestern(code: number): boolean {
  if (code >= 0xc0) return code !== 0xd7 && code !== 0xf7
  return (
    code === 0x80 ||
    code === 0x84 ||
    (code >= 0x8a && code <= 0x8e && code !== 0x8b && code !== 0x8d) ||
    (code >= 0x91 && code <= 0x97) ||
    (code >= 0x9a && code <= 0x9f && code !== 0x9b && code !== 0x9d) ||
    code === 0xa0 ||
    code === 0xa7 ||
    code === 0xb0
  )
}

/** Characters of the bytes 0x80 to 0x9F in Windows-1252; the five it leaves open are control characters (WHATWG Encoding). */
const c1 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178'

/** Text of `bytes[start, end)`; one character of text per character of the encoding, halves of surrogate pairs kept. */
export function textFrom(bytes: Buffer, start: number, end: number, encoding: CsvEncoding): string {
  switch (encoding) {
    case 'utf-8':
      return bytes.toString('utf8', start, end)
    case 'windows-1252':
      return bytes
        .toString('latin1', start, end)
        .replaceAll(/[\u0080-\u009f]/g, (character) => c1[character.charCodeAt(0) - 0x80] as string)
    case 'utf-16le':
      return bytes.toString('utf16le', start, end)
    case 'utf-16be': {
      const swapped = Buffer.from(bytes.subarray(start, end - ((end - start) % 2)))
      return swapped.swap16().toString('utf16le')
    }
  }
}
