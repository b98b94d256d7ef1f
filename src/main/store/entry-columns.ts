/**
 * Entries of one vault frame as columns: what filters, lists and time lines need, in file order, made where the frame is
 * made and read back frame by frame. Where a record stands is not here: the frame's tiles say it. Layout 1, all integers
 * varints (7 bits a byte, low first):
 *
 *     1, rows
 *     three dictionaries (actor, action, resource type): words, each length and UTF-8
 *     lines     first, then differences
 *     times     0 no time, 1 a double follows, else zigzag(difference) + 2
 *     sequence  0 none, 1 text follows (more than 2^51 away, or no integer a double holds), else zigzag(difference) + 2
 *     three columns of 0 or word + 1
 *     resource id  0 none, else length + 1 and UTF-8
 */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { AppError } from '../../shared/model/app-error.ts'

const layoutVersion = 1
/** Differences beyond this are written out, so that zigzag and the two codes stay exact in a double. */
const maximumDifference = 2 ** 51

export interface EntryRow {
  readonly line: number
  readonly sequence: number | bigint | string | null
  readonly occurredMicros: number | null
  readonly actor: string | null
  readonly action: string | null
  readonly resourceType: string | null
  /** Text, or its UTF-8 where that is at hand. */
  readonly resourceId: string | ByteText | null
}

/** `bytes[start, end)`, UTF-8. */
export interface ByteText {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
}

class Dictionary {
  readonly words: string[] = []
  readonly #ids = new Map<string, number>()

  /** 0 for none, else the word's place + 1. */
  code(word: string | null): number {
    if (word === null) return 0
    let id = this.#ids.get(word)
    if (id === undefined) {
      id = this.words.length + 1
      this.words.push(word)
      this.#ids.set(word, id)
    }
    return id
  }
}

class ByteWriter {
  #bytes = Buffer.allocUnsafe(16 * 1024)
  #length = 0

  varint(value: number): void {
    this.#reserve(8)
    let rest = value
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#length++] = rest
  }

  double(value: number): void {
    this.#reserve(8)
    this.#length = this.#bytes.writeDoubleLE(value, this.#length)
  }

  /** Length + `shift`, then UTF-8. */
  text(value: string, shift: number): void {
    const most = value.length * 3
    this.#reserve(most + 8)
    if (value.length < 128 - shift) {
      // One byte of length is enough unless the text is not ASCII.
      const written = this.#bytes.write(value, this.#length + 1, 'utf8')
      if (written + shift < 128) {
        this.#bytes[this.#length] = written + shift
        this.#length += written + 1
        return
      }
    }
    this.varint(Buffer.byteLength(value) + shift)
    this.#length += this.#bytes.write(value, this.#length, 'utf8')
  }

  /** Length + `shift`, then the bytes. */
  bytes({ bytes, start, end }: ByteText, shift: number): void {
    this.varint(end - start + shift)
    this.#reserve(end - start)
    for (let at = start; at < end; at += 1) this.#bytes[this.#length++] = bytes[at] as number
  }

  append(other: ByteWriter): void {
    this.#reserve(other.#length)
    other.#bytes.copy(this.#bytes, this.#length, 0, other.#length)
    this.#length += other.#length
  }

  view(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  clear(): void {
    this.#length = 0
  }

  #reserve(extra: number): void {
    if (this.#length + extra <= this.#bytes.length) return
    const wider = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + extra))
    this.#bytes.copy(wider, 0, 0, this.#length)
    this.#bytes = wider
  }
}

export class EntryColumnsWriter {
  rows = 0
  /** Span of the times added since `take`; null when none had one. */
  minMicros: number | null = null
  maxMicros: number | null = null
  #actors = new Dictionary()
  #actions = new Dictionary()
  #types = new Dictionary()
  readonly #lines = new ByteWriter()
  readonly #times = new ByteWriter()
  readonly #sequences = new ByteWriter()
  readonly #codes = [new ByteWriter(), new ByteWriter(), new ByteWriter()] as const
  readonly #resources = new ByteWriter()
  readonly #out = new ByteWriter()
  #lastLine = 0
  #lastMicros = 0
  #lastSequence = 0

  add(row: EntryRow): void {
    this.rows += 1
    this.#lines.varint(row.line - this.#lastLine)
    this.#lastLine = row.line
    this.#addTime(row.occurredMicros)
    this.#addSequence(row.sequence)
    this.#codes[0].varint(this.#actors.code(row.actor))
    this.#codes[1].varint(this.#actions.code(row.action))
    this.#codes[2].varint(this.#types.code(row.resourceType))
    if (row.resourceId === null) this.#resources.varint(0)
    else if (typeof row.resourceId === 'string') this.#resources.text(row.resourceId, 1)
    else this.#resources.bytes(row.resourceId, 1)
  }

  /** The rows so far, packed; the writer starts anew. */
  take(): Buffer {
    const out = this.#out
    out.clear()
    out.varint(layoutVersion)
    out.varint(this.rows)
    for (const { words } of [this.#actors, this.#actions, this.#types]) {
      out.varint(words.length)
      for (const word of words) out.text(word, 0)
    }
    for (const part of [this.#lines, this.#times, this.#sequences, ...this.#codes, this.#resources]) {
      out.append(part)
      part.clear()
    }
    this.rows = 0
    this.minMicros = null
    this.maxMicros = null
    this.#actors = new Dictionary()
    this.#actions = new Dictionary()
    this.#types = new Dictionary()
    this.#lastLine = 0
    this.#lastMicros = 0
    this.#lastSequence = 0
    return zstdCompressSync(out.view())
  }

  #addTime(micros: number | null): void {
    if (micros === null) {
      this.#times.varint(0)
      return
    }
    if (this.minMicros === null || micros < this.minMicros) this.minMicros = micros
    if (this.maxMicros === null || micros > this.maxMicros) this.maxMicros = micros
    const difference = micros - this.#lastMicros
    if (Math.abs(difference) < maximumDifference) this.#times.varint(zigzag(difference) + 2)
    else {
      this.#times.varint(1)
      this.#times.double(micros)
    }
    this.#lastMicros = micros
  }

  #addSequence(sequence: EntryRow['sequence']): void {
    if (sequence === null) {
      this.#sequences.varint(0)
      return
    }
    const difference = typeof sequence === 'number' ? sequence - this.#lastSequence : Number.NaN
    if (Number.isSafeInteger(sequence) && Math.abs(difference) < maximumDifference) {
      this.#sequences.varint(zigzag(difference) + 2)
      this.#lastSequence = sequence as number
    } else {
      this.#sequences.varint(1)
      this.#sequences.text(String(sequence), 0)
    }
  }
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value
}

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}

/** The columns of a frame, read in their order: dictionaries at once, rows when they are asked for. */
export class EntryColumns {
  readonly rows: number
  readonly actors: readonly string[]
  readonly actions: readonly string[]
  readonly types: readonly string[]
  lines = new Float64Array(0)
  /** NaN where there is no time. */
  micros = new Float64Array(0)
  /** Decimal text, exact. */
  sequences: (string | null)[] = []
  /** Word + 1 of each row; 0 for none. */
  actor = new Uint32Array(0)
  action = new Uint32Array(0)
  type = new Uint32Array(0)
  resources: (string | null)[] = []
  readonly #bytes: Buffer
  #at = 0
  #timesRead = false
  #read = false

  constructor(packed: Uint8Array) {
    this.#bytes = zstdDecompressSync(packed)
    const version = this.#varint()
    if (version !== layoutVersion)
      throw new AppError('engagement-newer', `Entry columns of layout ${version} are not known to this version.`)
    this.rows = this.#varint()
    this.actors = this.#words()
    this.actions = this.#words()
    this.types = this.#words()
  }

  /** Reads lines and times alone, where nothing else of the rows is wanted; does nothing the second time. */
  readTimes(): this {
    if (this.#timesRead) return this
    this.#timesRead = true
    const { rows } = this
    this.lines = new Float64Array(rows)
    let line = 0
    for (let row = 0; row < rows; row += 1) this.lines[row] = line += this.#varint()
    this.micros = new Float64Array(rows)
    let micros = 0
    for (let row = 0; row < rows; row += 1) {
      const code = this.#varint()
      if (code === 0) {
        this.micros[row] = Number.NaN
        continue
      }
      micros = code === 1 ? this.#double() : micros + unzigzag(code - 2)
      this.micros[row] = micros
    }
    return this
  }

  /** Reads the rows; does nothing the second time. */
  readRows(): this {
    if (this.#read) return this
    this.readTimes()
    this.#read = true
    const { rows } = this
    let sequence = 0
    for (let row = 0; row < rows; row += 1) {
      const code = this.#varint()
      if (code === 0) this.sequences.push(null)
      else if (code === 1) this.sequences.push(this.#text(this.#varint()))
      else {
        sequence += unzigzag(code - 2)
        this.sequences.push(String(sequence))
      }
    }
    this.actor = this.#codes()
    this.action = this.#codes()
    this.type = this.#codes()
    for (let row = 0; row < rows; row += 1) {
      const code = this.#varint()
      this.resources.push(code === 0 ? null : this.#text(code - 1))
    }
    return this
  }

  #codes(): Uint32Array<ArrayBuffer> {
    const codes = new Uint32Array(this.rows)
    for (let row = 0; row < this.rows; row += 1) codes[row] = this.#varint()
    return codes
  }

  #words(): string[] {
    return Array.from({ length: this.#varint() }, () => this.#text(this.#varint()))
  }

  #text(length: number): string {
    const from = this.#at
    this.#at += length
    return this.#bytes.toString('utf8', from, this.#at)
  }

  #double(): number {
    const value = this.#bytes.readDoubleLE(this.#at)
    this.#at += 8
    return value
  }

  #varint(): number {
    const bytes = this.#bytes
    let value = 0
    let factor = 1
    for (;;) {
      const byte = bytes[this.#at++] as number
      value += (byte & 127) * factor
      if (byte < 128) return value
      factor *= 128
    }
  }
}
