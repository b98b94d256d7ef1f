/**
 * Parses PDF objects (ISO 32000-1 §7.3) from bytes: enough to walk from a trailer to the catalog, a page or an embedded
 * file of a PDF with classic cross-reference tables. No object streams, no encryption, no content streams.
 */

/** Names are kept apart from text; strings stay bytes. */
export type PdfObject =
  | null
  | boolean
  | number
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'string'; readonly bytes: Uint8Array }
  | { readonly kind: 'reference'; readonly id: number }
  | { readonly kind: 'array'; readonly items: readonly PdfObject[] }
  | PdfDictionary

export interface PdfDictionary {
  readonly kind: 'dictionary'
  readonly entryByName: ReadonlyMap<string, PdfObject>
}

/** The bytes are not the PDF that is expected. */
export class PdfError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'PdfError'
  }
}

const deepest = 64

export class PdfLexer {
  readonly bytes: Uint8Array
  position: number

  constructor(bytes: Uint8Array, position: number) {
    this.bytes = bytes
    this.position = position
  }

  /** The next object; throws PdfError when there is none. */
  readObject(depth = 0): PdfObject {
    // Hostile: nesting is bounded so that a crafted file cannot exhaust the stack.
    if (depth > deepest) throw new PdfError('objects are nested too deep')
    this.skipBlanks()
    const code = this.bytes[this.position]
    if (code === undefined) throw new PdfError('file ends inside an object')
    if (code === 0x2f) return { kind: 'name', name: this.readName() }
    if (code === 0x28) return { kind: 'string', bytes: this.readLiteral() }
    if (code === 0x3c && this.bytes[this.position + 1] === 0x3c) return this.readDictionary(depth)
    if (code === 0x3c) return { kind: 'string', bytes: this.readHex() }
    if (code === 0x5b) return this.readArray(depth)
    return this.readWord()
  }

  skipBlanks(): void {
    for (;;) {
      const code = this.bytes[this.position]
      if (code === 0x25)
        while (this.position < this.bytes.length && !isLineEnd(this.bytes[this.position])) this.position += 1
      else if (isBlank(code)) this.position += 1
      else return
    }
  }

  /** True, and moved past it, when the keyword stands here. */
  takeKeyword(word: string): boolean {
    this.skipBlanks()
    for (let index = 0; index < word.length; index += 1)
      if (this.bytes[this.position + index] !== word.charCodeAt(index)) return false
    this.position += word.length
    return true
  }

  private readName(): string {
    this.position += 1
    let name = ''
    for (;;) {
      const code = this.bytes[this.position]
      if (code === undefined || isBlank(code) || isDelimiter(code)) return name
      if (code === 0x23) {
        name += String.fromCharCode(Number.parseInt(this.textAt(this.position + 1, 2), 16) || 0)
        this.position += 3
      } else {
        name += String.fromCharCode(code)
        this.position += 1
      }
    }
  }

  private readLiteral(): Uint8Array {
    const result: number[] = []
    let open = 1
    this.position += 1
    for (;;) {
      const code = this.bytes[this.position]
      if (code === undefined) throw new PdfError('file ends inside a string')
      this.position += 1
      if (code === 0x5c) this.readEscape(result)
      else {
        if (code === 0x28) open += 1
        if (code === 0x29) open -= 1
        if (open === 0) return Uint8Array.from(result)
        result.push(code)
      }
    }
  }

  private readEscape(result: number[]): void {
    const code = this.bytes[this.position] ?? 0
    const plain = escapes.get(String.fromCharCode(code))
    if (code >= 0x30 && code <= 0x37) {
      const digits = /^[0-7]{1,3}/.exec(this.textAt(this.position, 3))?.[0] ?? ''
      result.push(Number.parseInt(digits, 8) & 255)
      this.position += digits.length
      return
    }
    this.position += 1
    if (plain !== undefined) result.push(plain)
    else if (code === 0x0d && this.bytes[this.position] === 0x0a) this.position += 1
    else if (!isLineEnd(code)) result.push(code)
  }

  private readHex(): Uint8Array {
    const end = this.bytes.indexOf(0x3e, this.position)
    if (end < 0) throw new PdfError('file ends inside a string')
    const digits = this.textAt(this.position + 1, end - this.position - 1).replace(/\s/g, '')
    this.position = end + 1
    return Uint8Array.from(Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex'))
  }

  private readDictionary(depth: number): PdfDictionary {
    this.position += 2
    const entryByName = new Map<string, PdfObject>()
    for (;;) {
      this.skipBlanks()
      if (this.bytes[this.position] === 0x3e && this.bytes[this.position + 1] === 0x3e) {
        this.position += 2
        return { kind: 'dictionary', entryByName }
      }
      if (this.bytes[this.position] !== 0x2f) throw new PdfError('a dictionary key is not a name')
      const name = this.readName()
      entryByName.set(name, this.readObject(depth + 1))
    }
  }

  private readArray(depth: number): PdfObject {
    this.position += 1
    const items: PdfObject[] = []
    for (;;) {
      this.skipBlanks()
      if (this.bytes[this.position] === 0x5d) {
        this.position += 1
        return { kind: 'array', items }
      }
      items.push(this.readObject(depth + 1))
    }
  }

  private readWord(): PdfObject {
    const start = this.position
    while (
      this.position < this.bytes.length &&
      !isBlank(this.bytes[this.position]) &&
      !isDelimiter(this.bytes[this.position])
    )
      this.position += 1
    const word = this.textAt(start, this.position - start)
    if (word === 'true') return true
    if (word === 'false') return false
    if (word === 'null') return null
    if (!/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(word)) throw new PdfError(`unexpected word at ${start}`)
    const reference = /^\s+\d{1,5}\s+R(?![A-Za-z0-9])/.exec(this.textAt(this.position, 16))
    if (reference !== null && /^\d+$/.test(word)) {
      this.position += reference[0].length
      return { kind: 'reference', id: Number(word) }
    }
    return Number(word)
  }

  private textAt(start: number, length: number): string {
    return latin1(this.bytes.subarray(start, start + length))
  }
}

const escapes: ReadonlyMap<string, number> = new Map([
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['b', 8],
  ['f', 12],
  ['(', 40],
  [')', 41],
  ['\\', 92],
])

/** One character per byte. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}

function isBlank(code: number | undefined): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0x0c || code === 0x00
}

function isLineEnd(code: number | undefined): boolean {
  return code === 0x0a || code === 0x0d
}

function isDelimiter(code: number | undefined): boolean {
  return code !== undefined && '()<>[]{}/%'.includes(String.fromCharCode(code))
}
