/**
 * OTLP values in their JSON encoding (opentelemetry-proto, `common.proto`, and the OTLP specification, "JSON Protobuf
 * Encoding") as plain JSON: `{"stringValue":"x"}` becomes `"x"`, a list of keys and values an object. Texts are copied as
 * they are written, so 64-bit integers, which OTLP puts into strings, stay strings with all their digits.
 */
import type { Buffer } from 'node:buffer'
import { eachElement, eachMember, valueEnd } from '../parts/json-envelope-walk.ts'
import { byte } from '../parts/source-text.ts'

/** Hostile: what turns out to be no OTLP value is read twice, on every level; deeper values stay as they are written. */
const maximumLevels = 16
const plainKinds = new Set(['stringValue', 'boolValue', 'intValue', 'doubleValue', 'bytesValue'])

/** Collects the text of values that follow one another. Every method returns the offset after what it has read. */
export class ValueWriter {
  readonly parts: string[] = []
  readonly #bytes: Buffer

  /** `bytes` hold JSON that a strict scan has accepted. */
  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** The value at `start` as it is written. */
  raw(start: number): number {
    const end = valueEnd(this.#bytes, start)
    this.parts.push(this.#bytes.toString('utf8', start, end))
    return end
  }

  /** The AnyValue at `start`; what is none, or of a kind not known, as it is written. */
  anyValue(start: number, level = 0): number {
    const bytes = this.#bytes
    if (bytes[start] !== byte.openBrace || level > maximumLevels) return this.raw(start)
    const mark = this.parts.length
    let members = 0
    let fits = true
    const end = eachMember(bytes, start, (name, at) => {
      members += 1
      if (members > 1) fits = false
      if (!fits) return valueEnd(bytes, at)
      if (plainKinds.has(name)) return this.raw(at)
      const list = name === 'arrayValue' || name === 'kvlistValue'
      const after = list ? this.#values(at, name === 'arrayValue', level + 1) : -1
      if (after >= 0) return after
      fits = false
      return valueEnd(bytes, at)
    })
    if (fits && members === 0) this.parts.push('null')
    return fits ? end : this.#asWritten(mark, start, end)
  }

  /** The list of `{key, value}` at `start` as an object, in its order; as it is written when it is no such list. */
  attributes(start: number, level = 0): number {
    const bytes = this.#bytes
    if (bytes[start] !== byte.openBracket || level > maximumLevels) return this.raw(start)
    const mark = this.parts.length
    let fits = true
    this.parts.push('{')
    const end = eachElement(bytes, start, (at, index) => {
      const after = fits && bytes[at] === byte.openBrace ? this.#attribute(at, index, level) : -1
      if (after >= 0) return after
      fits = false
      return valueEnd(bytes, at)
    })
    this.parts.push('}')
    return fits ? end : this.#asWritten(mark, start, end)
  }

  #asWritten(mark: number, start: number, end: number): number {
    this.parts.length = mark
    this.parts.push(this.#bytes.toString('utf8', start, end))
    return end
  }

  /** -1 when the object at `start` is no pair of a key and a value. */
  #attribute(start: number, index: number, level: number): number {
    const bytes = this.#bytes
    // The key may come after the value.
    const place = this.parts.push('') - 1
    let keys = 0
    let values = 0
    const end = eachMember(bytes, start, (name, at) => {
      if (name === 'value') {
        values += 1
        if (values === 1) return this.anyValue(at, level + 1)
      }
      const after = valueEnd(bytes, at)
      if (name === 'key' && bytes[at] === byte.quote) {
        keys += 1
        this.parts[place] = `${index > 0 ? ',' : ''}${bytes.toString('utf8', at, after)}:`
      }
      return after
    })
    if (values === 0) this.parts.push('null')
    return keys === 1 && values <= 1 ? end : -1
  }

  /** `{"values":[…]}` of a list or map at `start`; -1 when it is something else. */
  #values(start: number, list: boolean, level: number): number {
    const bytes = this.#bytes
    if (bytes[start] !== byte.openBrace) return -1
    let members = 0
    let fits = true
    const end = eachMember(bytes, start, (name, at) => {
      members += 1
      fits &&= members === 1 && name === 'values' && bytes[at] === byte.openBracket
      if (!fits) return valueEnd(bytes, at)
      return list ? this.#list(at, level) : this.attributes(at, level)
    })
    if (members === 0) this.parts.push(list ? '[]' : '{}')
    return fits ? end : -1
  }

  #list(start: number, level: number): number {
    this.parts.push('[')
    const end = eachElement(this.#bytes, start, (at, index) => {
      if (index > 0) this.parts.push(',')
      return this.anyValue(at, level)
    })
    this.parts.push(']')
    return end
  }
}
