/**
 * Hands rows on with the shared strings they use. A layout is kept with the source, so a table of strings of any size
 * cannot be one: a small table goes whole into one layout, a large one in blocks, each with the strings of the rows that
 * follow it. Rows of a block are held until it is full, because a layout stands before its records.
 */
import { Buffer } from 'node:buffer'
import type { RejectReason } from '../../../../shared/model/source.ts'
import type { TileWriter } from '../tile-sink.ts'

/** Characters of strings in one layout. */
const blockCharacters = 512 * 1024
/** Bytes of rows held for one layout: few at first, so that a sample of a sheet has records in it, then more. */
const firstBlockBytes = 16 * 1024
const mostBlockBytes = 1024 * 1024
/** Hostile: rows that name the same long strings again and again would fill a disk. Characters of all layouts together. */
const mostCharacters = 256 * 1024 * 1024

export type UsedStrings = Readonly<Record<number, string>>

export class StringBlocks {
  readonly #tiles: TileWriter
  readonly #strings: readonly string[]
  readonly #declare: (strings: UsedStrings) => number
  readonly #whole: boolean
  #layout = -1
  #used: Record<number, string> = {}
  #characters = 0
  #declared = 0
  #heldBytes = 0
  #blockBytes = firstBlockBytes
  #held: ((layout: number) => void)[] = []

  constructor(tiles: TileWriter, strings: readonly string[], declare: (strings: UsedStrings) => number) {
    this.#tiles = tiles
    this.#strings = strings
    this.#declare = declare
    let characters = 0
    for (const text of strings) characters += text.length + 8
    this.#whole = characters <= blockCharacters
  }

  /** A row that uses the strings with these indexes, all of which exist; false when no room is left for them. */
  record(bytes: Buffer, start: number, end: number, byteStart: number, line: number, used: readonly number[]): boolean {
    if (this.#whole) {
      if (this.#layout < 0) this.#layout = this.#declare({ ...this.#strings })
      this.#tiles.record(bytes, start, end, byteStart, line, this.#layout)
      return true
    }
    let characters = 0
    const fresh = used.filter((index) => this.#used[index] === undefined)
    for (const index of fresh) characters += (this.#strings[index] as string).length + 8
    if (this.#declared + this.#characters + characters > mostCharacters) return false
    if (this.#characters > 0 && this.#characters + characters > blockCharacters) {
      this.flush()
      return this.record(bytes, start, end, byteStart, line, used)
    }
    for (const index of fresh) this.#used[index] = this.#strings[index] as string
    this.#characters += characters
    const row = Buffer.from(bytes.subarray(start, end))
    this.#hold(row.length, (layout) => {
      this.#tiles.record(row, 0, row.length, byteStart, line, layout)
    })
    return true
  }

  rejected(
    bytes: Buffer,
    start: number,
    end: number,
    byteStart: number,
    line: number,
    reason: RejectReason,
    message: string,
    byteLength: number,
  ): void {
    if (this.#whole) {
      this.#tiles.rejected(bytes, start, end, byteStart, line, reason, message, byteLength)
      return
    }
    const row = Buffer.from(bytes.subarray(start, end))
    this.#hold(row.length, () => {
      this.#tiles.rejected(row, 0, row.length, byteStart, line, reason, message, byteLength)
    })
  }

  blank(byteStart: number, byteLength: number, line: number): void {
    if (this.#whole) this.#tiles.blank(byteStart, byteLength, line)
    else
      this.#hold(0, () => {
        this.#tiles.blank(byteStart, byteLength, line)
      })
  }

  framing(byteStart: number, byteLength: number): void {
    if (this.#whole) this.#tiles.framing(byteStart, byteLength)
    else
      this.#hold(0, () => {
        this.#tiles.framing(byteStart, byteLength)
      })
  }

  /** Hands on what is held. */
  flush(): void {
    const held = this.#held
    this.#held = []
    this.#heldBytes = 0
    const needed = this.#characters > 0 || this.#layout < 0
    if (held.length > 0 && needed) this.#layout = this.#declare(this.#used)
    this.#declared += this.#characters
    this.#used = {}
    this.#characters = 0
    for (const hand of held) hand(this.#layout)
  }

  #hold(bytes: number, hand: (layout: number) => void): void {
    this.#held.push(hand)
    this.#heldBytes += bytes + 64
    if (this.#heldBytes <= this.#blockBytes) return
    this.#blockBytes = Math.min(2 * this.#blockBytes, mostBlockBytes)
    this.flush()
  }
}
