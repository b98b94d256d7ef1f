/**
 * Values as numbers: one number for each way of writing, and for each the number of the value that is written. Texts up
 * to 64 characters are compared themselves; of longer ones the SHA-256, so that memory does not grow with what a log
 * describes at length.
 */
import type { Hasher } from '../bytes/hasher.ts'
import { bytesToHex } from '../bytes/hex.ts'
import { utf8FromText } from '../bytes/utf8.ts'
import { canonicalValue } from './canonical-value.ts'
import { objectMark } from './json-fields.ts'

const longestHeld = 64

/** Numbers that are always the same: nothing stated, JSON null, an object with fields of its own. */
export const noValue = 0
export const nullValue = 1
export const markValue = 2

export class ValueTable {
  readonly #numberByText = new Map<string, number>()
  readonly #sha256: Hasher
  #values = new Uint32Array(1024)

  constructor(sha256: Hasher) {
    this.#sha256 = sha256
    this.clear()
  }

  get size(): number {
    return this.#numberByText.size
  }

  clear(): void {
    this.#numberByText.clear()
    this.numberOf('null')
    this.numberOf(objectMark)
  }

  /** Number of a JSON value as it is written; from 1 on. */
  numberOf(text: string): number {
    const held = this.#held(text)
    const known = this.#numberByText.get(held)
    if (known !== undefined) return known
    const canonical = canonicalValue(text)
    const value = canonical === text ? undefined : this.#add(this.#held(canonical), undefined)
    return this.#add(held, value)
  }

  /** Number that all ways of writing the same value share. */
  valueOf(number: number): number {
    return this.#values[number] as number
  }

  #add(held: string, value: number | undefined): number {
    const known = this.#numberByText.get(held)
    if (known !== undefined) return known
    const number = this.#numberByText.size + 1
    if (number >= this.#values.length) {
      const wider = new Uint32Array(this.#values.length * 2)
      wider.set(this.#values)
      this.#values = wider
    }
    this.#numberByText.set(held, number)
    this.#values[number] = value ?? number
    return number
  }

  #held(text: string): string {
    return text.length <= longestHeld ? text : `#${bytesToHex(this.#sha256.hash(utf8FromText(text)))}`
  }
}
