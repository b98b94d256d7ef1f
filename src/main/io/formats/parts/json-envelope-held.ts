/** What is framing only when the right thing follows, so that it waits until that is known: a comma, and a name. */
import { Buffer } from 'node:buffer'
import type { EnvelopeTiles } from './json-envelope-tiles.ts'

const comma = Buffer.from(',')

export class HeldComma {
  readonly #tiles: EnvelopeTiles
  #at = -1
  #line = 1

  constructor(tiles: EnvelopeTiles) {
    this.#tiles = tiles
  }

  get held(): boolean {
    return this.#at >= 0
  }

  /** Source offset of what is held; -1 when nothing is. */
  get at(): number {
    return this.#at
  }

  /** A comma stands at `here`. `first`: at the beginning of its container, where none belongs. */
  take(here: number, line: number, first: boolean): void {
    const lonely = first && !this.held
    this.reject(here)
    if (lonely) this.#refuse(here, line, 'a comma with nothing before it')
    else {
      this.#at = here
      this.#line = line
    }
  }

  /** Nothing follows the comma held; `here` is where the next token stands. */
  reject(here: number): void {
    if (!this.held) return
    const at = this.#at
    this.#at = -1
    this.#refuse(at, this.#line, 'a comma with nothing after it')
    this.#tiles.framing(at + 1, here - at - 1)
  }

  /** The comma held is in its place: framing, with the white space up to `here`. */
  followed(here: number): void {
    if (!this.held) return
    this.#tiles.framing(this.#at, here - this.#at)
    this.#at = -1
  }

  forget(): void {
    this.#at = -1
  }

  #refuse(at: number, line: number, message: string): void {
    this.#tiles.refuseRange(comma, 0, 1, at, line, 'json-syntax', message)
  }
}

export class HeldName {
  readonly #tiles: EnvelopeTiles
  #bytes: Buffer = comma
  #at = -1
  #line = 1

  constructor(tiles: EnvelopeTiles) {
    this.#tiles = tiles
  }

  get held(): boolean {
    return this.#at >= 0
  }

  /** Source offset of what is held; -1 when nothing is. */
  get at(): number {
    return this.#at
  }

  /** The name `bytes[start, end)`, perhaps with white space after it, stands at `at`. */
  take(bytes: Buffer, start: number, end: number, at: number, line: number): void {
    this.#bytes = Buffer.from(bytes.subarray(start, end))
    this.#at = at
    this.#line = line
  }

  /** The colon at `here` follows. */
  followed(here: number): void {
    this.#tiles.framing(this.#at, here + 1 - this.#at)
    this.#at = -1
  }

  /** Something else stands at `here`, or, with `last`, the source ends. */
  reject(here: number, last: boolean): void {
    if (!this.held) return
    const at = this.#at
    const { length } = this.#bytes
    this.#at = -1
    const reason = last ? 'truncated' : 'json-syntax'
    this.#tiles.refuseRange(this.#bytes, 0, length, at, this.#line, reason, 'a name with no colon after it')
    this.#tiles.framing(at + length, here - at - length)
  }

  forget(): void {
    this.#at = -1
  }
}
