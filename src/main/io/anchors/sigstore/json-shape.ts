/**
 * Reads members of JSON that protocol buffers were written as (proto3 JSON mapping): null counts as absent, 64-bit numbers
 * stand as text, bytes as base64. Every reader throws ShapeError with the path of what is wrong; the parsers of this folder
 * turn it into a value, so nothing is thrown at whoever judges evidence.
 */
import { parseBase64 } from '../../../../shared/core/seals/byte-text.ts'

/** A member that is not in its form; the message is its path, in names and indexes of the file. */
export class ShapeError extends Error {
  constructor(path: string) {
    super(path.slice(0, 200))
    this.name = 'ShapeError'
  }
}

/** A JSON object with the path it was found at. */
export class JsonObject {
  readonly path: string
  readonly #members: Readonly<Record<string, unknown>>

  /** Throws ShapeError when `value` is no object. */
  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ShapeError(path)
    this.path = path
    this.#members = value as Record<string, unknown>
  }

  has(name: string): boolean {
    return this.#member(name) !== undefined
  }

  text(name: string): string {
    const value = this.#member(name)
    if (typeof value !== 'string') throw new ShapeError(`${this.path}.${name}`)
    return value
  }

  /** At least one byte. Unlike lenient readers this one takes no base64 that decodes to the same bytes as another text. */
  bytes(name: string): Uint8Array {
    const bytes = parseBase64(this.text(name))
    if (bytes === undefined || bytes.length === 0) throw new ShapeError(`${this.path}.${name}`)
    return bytes
  }

  /** An integer from 0 to 2^63 - 1, as a number or as decimal text. */
  count(name: string): bigint {
    const value = this.#member(name)
    const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
    // Hostile: the length is bounded before the digits become a number.
    if (typeof text !== 'string' || text.length > 19 || !/^(?:0|[1-9][0-9]*)$/.test(text))
      throw new ShapeError(`${this.path}.${name}`)
    const count = BigInt(text)
    if (count >= 2n ** 63n) throw new ShapeError(`${this.path}.${name}`)
    return count
  }

  object(name: string): JsonObject {
    return new JsonObject(this.#member(name), `${this.path}.${name}`)
  }

  optional(name: string): JsonObject | null {
    return this.has(name) ? this.object(name) : null
  }

  /** Members of a list; none when it is absent. Hostile: more than `most` are refused, each costs work. */
  list(name: string, most: number): JsonObject[] {
    return this.#items(name, most).map((item, index) => new JsonObject(item, `${this.path}.${name}[${index}]`))
  }

  bytesList(name: string, most: number): Uint8Array[] {
    return this.#items(name, most).map((item, index) => {
      const bytes = typeof item === 'string' ? parseBase64(item) : undefined
      if (bytes === undefined) throw new ShapeError(`${this.path}.${name}[${index}]`)
      return bytes
    })
  }

  /** Names and texts of an object whose members are all text; others are left out. */
  texts(): [string, string][] {
    return Object.entries(this.#members).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  }

  #items(name: string, most: number): readonly unknown[] {
    const value = this.#member(name) ?? []
    if (!Array.isArray(value) || value.length > most) throw new ShapeError(`${this.path}.${name}`)
    return value as unknown[]
  }

  #member(name: string): unknown {
    return Object.hasOwn(this.#members, name) ? (this.#members[name] ?? undefined) : undefined
  }
}
