/**
 * Strict scanner of one JSON object over bytes: RFC 8259 grammar, byte ranges of the top-level members, no values made.
 *
 * Everything that hashes records works on these ranges, because `JSON.parse` destroys evidence: big integers, `1.0`
 * against `1`, duplicate names, the order of integer-like names. UTF-8 validity is not judged here; the readers do it.
 */
import { NameIndex } from './name-index.ts'
import { NameShape } from './name-shape.ts'
import { hasRepeatedName } from './repeated-names.ts'

export const jsonKinds = { string: 1, number: 2, object: 3, array: 4, true: 5, false: 6, null: 7 } as const

export type JsonScanError = 'json-syntax' | 'json-not-an-object' | 'too-deep' | 'truncated'

const maximumTracked = 64
/** Members from which on names are looked up in an index, once this many were asked for. */
const wideMembers = 512
const wideFinds = 16

export class JsonScan {
  /** Number of top-level members. */
  count = 0
  /** Ranges of the names, without quotes, and of the values, quotes included; offsets into the scanned bytes. */
  keyStart = new Int32Array(32)
  keyEnd = new Int32Array(32)
  valueStart = new Int32Array(32)
  valueEnd = new Int32Array(32)
  kind = new Uint8Array(32)
  /** Range of the object itself, from `{` to after `}`. */
  objectStart = 0
  objectEnd = 0
  /**
   * True when `JSON.stringify(JSON.parse(text))` provably gives the object's own bytes: no white space inside, minimal
   * escapes, short plain numbers, no repeated and no integer-like names. False means only that it was not proved.
   */
  stable = false
  /** True when the names of every object stand in ascending order and are ASCII; with `stable`, the text is RFC 8785. */
  sorted = false
  /** True when two top-level names have the same bytes. */
  duplicateKeys = false
  /** True when a top-level name is written with an escape, so that its bytes are not its text. */
  escapedNames = false
  /** True when a `\uD800`–`\uDFFF` escape stands alone. */
  loneSurrogate = false
  error: JsonScanError | null = null
  /** Offset at which the error was noticed. */
  errorAt = 0

  #bytes: Uint8Array = new Uint8Array(0)
  #end = 0
  #maxDepth: number
  #stable = true
  #sorted = true
  #lone = false
  #integerKey = false
  #escapedKey = false
  #keyHash = 0
  #hashes = new Int32Array(maximumTracked * 8)
  #starts = new Int32Array(maximumTracked * 8)
  #ends = new Int32Array(maximumTracked * 8)
  #used = 0
  /** Names asked for since the scan; -1 where an index could not be made. */
  #finds = 0
  #index: NameIndex | null = null
  readonly #shape = new NameShape()
  /** Members of this record, from the first on, that were named as the shape says. */
  #known = 0

  /** `maxDepth` counts nested arrays and objects below the record itself. */
  constructor(maxDepth = 256) {
    this.#maxDepth = maxDepth
  }

  /** Scans `bytes[start, end)`, which must hold one object and nothing else but white space. Returns false and sets `error` otherwise. */
  scan(bytes: Uint8Array, start: number, end: number): boolean {
    this.#bytes = bytes
    this.#end = end
    this.#stable = true
    this.#sorted = true
    this.#lone = false
    this.#used = 0
    this.#finds = 0
    this.#known = 0
    this.count = 0
    this.error = null
    this.duplicateKeys = false
    this.escapedNames = false
    let at = this.#skipSpace(start)
    if (at >= end) return this.#fail('truncated', at)
    if (bytes[at] !== 0x7b) {
      const after = this.#value(at, 0)
      if (after < 0) return false
      return this.#skipSpace(after) < end ? this.#fail('json-syntax', after) : this.#fail('json-not-an-object', at)
    }
    this.objectStart = at
    at = this.#object(at, 0, true)
    if (at < 0) return false
    this.objectEnd = at
    if (this.#known < this.count) this.#learn()
    if (this.count > maximumTracked && !this.duplicateKeys)
      this.duplicateKeys = hasRepeatedName(bytes, this.keyStart, this.keyEnd, this.count)
    const rest = this.#skipSpace(at)
    if (rest < end) return this.#fail('json-syntax', rest)
    this.stable = this.#stable
    this.sorted = this.#sorted
    this.loneSurrogate = this.#lone
    return true
  }

  /** Index of the first top-level member whose name has exactly these bytes, from `from` on; -1 when none. A name written with escapes is not found. */
  find(name: Uint8Array, from = 0): number {
    const bytes = this.#bytes
    if (this.count >= wideMembers && from === 0 && this.#finds >= 0) {
      this.#finds += 1
      this.#index ??= new NameIndex()
      if (this.#finds === wideFinds && !this.#index.build(bytes, this.keyStart, this.keyEnd, this.count))
        this.#finds = -1
      if (this.#finds >= wideFinds) return this.#index.find(bytes, this.keyStart, this.keyEnd, name)
    }
    const length = name.length
    for (let member = from; member < this.count; member += 1) {
      const start = this.keyStart[member] as number
      if ((this.keyEnd[member] as number) - start !== length) continue
      let index = 0
      while (index < length && bytes[start + index] === name[index]) index += 1
      if (index === length) return member
    }
    return -1
  }

  #fail(error: JsonScanError, at: number): false {
    this.error ??= error
    this.errorAt = at
    return false
  }

  #stop(at: number): -1 {
    this.#fail(at >= this.#end ? 'truncated' : 'json-syntax', at)
    return -1
  }

  #skipSpace(from: number): number {
    const bytes = this.#bytes
    let at = from
    while (at < this.#end) {
      const byte = bytes[at]
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break
      at += 1
    }
    return at
  }

  /** Returns the offset after the object that begins at `from`, or -1. */
  #object(from: number, depth: number, top: boolean): number {
    const bytes = this.#bytes
    const end = this.#end
    const base = this.#used
    let at = from + 1
    if (bytes[at] === 0x7d && at < end) return at + 1
    let lastStart = -1
    let lastEnd = -1
    let follows = top && this.#shape.count > 0
    for (;;) {
      if (bytes[at] !== 0x22 || at >= end) {
        const next = this.#skipSpace(at)
        if (next === at) return this.#stop(at)
        this.#stable = false
        at = next
        if (lastStart < 0 && bytes[at] === 0x7d && at < end) return at + 1
        if (bytes[at] !== 0x22 || at >= end) return this.#stop(at)
      }
      const keyStart = at + 1
      const after = follows ? this.#shape.after(this.#known, bytes, at, end) : 0
      let keyEnd = after - 2
      if (after > 0) {
        if (this.#shape.ascends[this.#known] === 0) this.#sorted = false
        this.#known += 1
        this.#used += 1
        at = after
      } else {
        if (follows) this.#trackKnown()
        follows = false
        at = this.#key(at)
        if (at < 0) return -1
        keyEnd = at - 1
        if (this.#integerKey || this.#escapedKey) this.#stable = false
        if (this.#escapedKey) {
          this.#sorted = false
          if (top) this.escapedNames = true
        }
        if (this.#sorted && lastStart >= 0 && !this.#ascends(lastStart, lastEnd, keyStart, keyEnd)) this.#sorted = false
        this.#trackKey(base, keyStart, keyEnd, top)
        if (bytes[at] !== 0x3a || at >= end) {
          const next = this.#skipSpace(at)
          if (next === at || bytes[next] !== 0x3a || next >= end) return this.#stop(next)
          this.#stable = false
          at = next
        }
        at += 1
      }
      lastStart = keyStart
      lastEnd = keyEnd
      const spaced = this.#spaced(at)
      if (spaced !== at) {
        this.#stable = false
        at = spaced
      }
      const valueStart = at
      at = this.#value(at, depth)
      if (at < 0) return -1
      if (top) this.#record(keyStart, keyEnd, valueStart, at)
      if (bytes[at] !== 0x2c && bytes[at] !== 0x7d) {
        const next = this.#skipSpace(at)
        if (next !== at) this.#stable = false
        at = next
      }
      if (at >= end) return this.#stop(at)
      if (bytes[at] === 0x7d) {
        this.#used = base
        return at + 1
      }
      if (bytes[at] !== 0x2c) return this.#stop(at)
      at += 1
    }
  }

  /** Names that were compared with the shape, as if each had been read. */
  #trackKnown(): void {
    for (let member = 0; member < this.#known; member += 1) {
      this.#hashes[member] = this.#shape.hashes[member] as number
      this.#starts[member] = this.keyStart[member] as number
      this.#ends[member] = this.keyEnd[member] as number
    }
  }

  #learn(): void {
    if (this.duplicateKeys || this.escapedNames) {
      this.#shape.count = 0
      return
    }
    this.#shape.learn(this.#bytes, this.keyStart, this.keyEnd, this.count, this.#hashes, (member) =>
      this.#ascends(
        this.keyStart[member - 1] as number,
        this.keyEnd[member - 1] as number,
        this.keyStart[member] as number,
        this.keyEnd[member] as number,
      ),
    )
  }

  #spaced(at: number): number {
    const byte = this.#bytes[at]
    return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 ? this.#skipSpace(at) : at
  }

  #record(keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void {
    const member = this.count
    if (member === this.keyStart.length) this.#grow()
    this.keyStart[member] = keyStart
    this.keyEnd[member] = keyEnd
    this.valueStart[member] = valueStart
    this.valueEnd[member] = valueEnd
    const first = this.#bytes[valueStart]
    this.kind[member] =
      first === 0x22
        ? 1
        : first === 0x7b
          ? 3
          : first === 0x5b
            ? 4
            : first === 0x74
              ? 5
              : first === 0x66
                ? 6
                : first === 0x6e
                  ? 7
                  : 2
    this.count = member + 1
  }

  #grow(): void {
    const wider = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const next = new Int32Array(old.length * 2)
      next.set(old)
      return next
    }
    this.keyStart = wider(this.keyStart)
    this.keyEnd = wider(this.keyEnd)
    this.valueStart = wider(this.valueStart)
    this.valueEnd = wider(this.valueEnd)
    const kind = new Uint8Array(this.kind.length * 2)
    kind.set(this.kind)
    this.kind = kind
  }

  #ascends(aStart: number, aEnd: number, bStart: number, bEnd: number): boolean {
    const bytes = this.#bytes
    const length = Math.min(aEnd - aStart, bEnd - bStart)
    for (let index = 0; index < length; index += 1) {
      const a = bytes[aStart + index] as number
      const b = bytes[bStart + index] as number
      if (a >= 0x80 || b >= 0x80) return false
      if (a !== b) return a < b
    }
    return aEnd - aStart < bEnd - bStart
  }

  /** Repeated names make a re-serialisation differ. An object with very many names is simply not called stable. */
  #trackKey(base: number, keyStart: number, keyEnd: number, top: boolean): void {
    const used = this.#used
    if (used - base >= maximumTracked || used >= this.#hashes.length) {
      // Those of the record itself are compared at its end (measured: 100,000 names one by one take a minute).
      this.#stable = false
      return
    }
    const hash = this.#keyHash
    for (let index = base; index < used; index += 1) {
      if (this.#hashes[index] !== hash) continue
      if (!this.#sameBytes(this.#starts[index] as number, this.#ends[index] as number, keyStart, keyEnd)) continue
      this.#stable = false
      if (top) this.duplicateKeys = true
      break
    }
    this.#hashes[used] = hash
    this.#starts[used] = keyStart
    this.#ends[used] = keyEnd
    this.#used = used + 1
  }

  #sameBytes(aStart: number, aEnd: number, bStart: number, bEnd: number): boolean {
    if (aEnd - aStart !== bEnd - bStart) return false
    for (let index = aEnd - aStart - 1; index >= 0; index -= 1) {
      if (this.#bytes[aStart + index] !== this.#bytes[bStart + index]) return false
    }
    return true
  }

  #value(from: number, depth: number): number {
    if (from >= this.#end) return this.#stop(from)
    const first = this.#bytes[from] as number
    if (first === 0x22) return this.#string(from)
    if (first === 0x7b || first === 0x5b) {
      if (depth >= this.#maxDepth) {
        this.#fail('too-deep', from)
        return -1
      }
      return first === 0x7b ? this.#object(from, depth + 1, false) : this.#array(from, depth + 1)
    }
    if (first === 0x74) return this.#word(from, 'true')
    if (first === 0x66) return this.#word(from, 'false')
    if (first === 0x6e) return this.#word(from, 'null')
    return this.#number(from)
  }

  #array(from: number, depth: number): number {
    const bytes = this.#bytes
    let at = this.#spaced(from + 1)
    if (at !== from + 1) this.#stable = false
    if (bytes[at] === 0x5d && at < this.#end) return at + 1
    for (;;) {
      at = this.#value(at, depth)
      if (at < 0) return -1
      let next = this.#spaced(at)
      if (next !== at) this.#stable = false
      if (next >= this.#end) return this.#stop(next)
      if (bytes[next] === 0x5d) return next + 1
      if (bytes[next] !== 0x2c) return this.#stop(next)
      at = next + 1
      next = this.#spaced(at)
      if (next !== at) this.#stable = false
      at = next
    }
  }

  #word(from: number, word: string): number {
    for (let index = 0; index < word.length; index += 1) {
      if (from + index >= this.#end || this.#bytes[from + index] !== word.charCodeAt(index))
        return this.#stop(from + index)
    }
    return from + word.length
  }

  /** Like a string, and also hashes the bytes and notes integer-like and escaped names. */
  #key(from: number): number {
    const bytes = this.#bytes
    const end = this.#end
    let at = from + 1
    let hash = 5381
    let digits = true
    for (; at < end; at += 1) {
      const byte = bytes[at] as number
      if (byte === 0x22) {
        this.#keyHash = hash
        this.#integerKey = digits && at > from + 1
        this.#escapedKey = false
        return at + 1
      }
      if (byte === 0x5c) {
        const after = this.#string(from)
        this.#keyHash = hash ^ 1
        this.#integerKey = false
        this.#escapedKey = true
        return after
      }
      if (byte < 0x20) return this.#stop(at)
      if (byte < 0x30 || byte > 0x39) digits = false
      hash = (Math.imul(hash, 33) + byte) | 0
    }
    return this.#stop(at)
  }

  #string(from: number): number {
    const bytes = this.#bytes
    const end = this.#end
    for (let at = from + 1; at < end; at += 1) {
      const byte = bytes[at] as number
      if (byte === 0x22) return at + 1
      if (byte === 0x5c) {
        at = this.#escape(at)
        if (at < 0) return -1
      } else if (byte < 0x20) return this.#stop(at)
    }
    return this.#stop(end)
  }

  /** Returns the offset of the escape's last byte, or -1. */
  #escape(from: number): number {
    const next = from + 1 < this.#end ? this.#bytes[from + 1] : -1
    switch (next) {
      case 0x22:
      case 0x5c:
      case 0x62:
      case 0x66:
      case 0x6e:
      case 0x72:
      case 0x74:
        return from + 1
      case 0x2f:
        this.#stable = false
        return from + 1
      case 0x75:
        return this.#unicodeEscape(from)
      default:
        return this.#stop(from + 1)
    }
  }

  #unicodeEscape(from: number): number {
    const code = this.#hex4(from + 2)
    if (code < 0) return this.#stop(Math.min(from + 2, this.#end))
    // JSON.stringify writes only these as \u00xx, in lower case, so nothing else is stable.
    const control = code < 0x20 && code !== 8 && code !== 9 && code !== 10 && code !== 12 && code !== 13
    const last = this.#bytes[from + 5] as number
    if (!control || (last >= 0x41 && last <= 0x46)) this.#stable = false
    if (code >= 0xd800 && code <= 0xdfff) {
      const low =
        code <= 0xdbff && this.#bytes[from + 6] === 0x5c && this.#bytes[from + 7] === 0x75 ? this.#hex4(from + 8) : -1
      if (low >= 0xdc00 && low <= 0xdfff) return from + 11
      this.#lone = true
    }
    return from + 5
  }

  #hex4(from: number): number {
    if (from + 4 > this.#end) return -1
    let code = 0
    for (let index = from; index < from + 4; index += 1) {
      const byte = this.#bytes[index] as number
      const digit =
        byte >= 0x30 && byte <= 0x39
          ? byte - 0x30
          : byte >= 0x61 && byte <= 0x66
            ? byte - 0x57
            : byte >= 0x41 && byte <= 0x46
              ? byte - 0x37
              : -1
      if (digit < 0) return -1
      code = code * 16 + digit
    }
    return code
  }

  #number(from: number): number {
    const bytes = this.#bytes
    const end = this.#end
    let at = from
    const negative = bytes[at] === 0x2d
    if (negative) at += 1
    const digitsFrom = at
    if (at >= end) return this.#stop(at)
    if (bytes[at] === 0x30) at += 1
    else {
      while (at < end && (bytes[at] as number) >= 0x30 && (bytes[at] as number) <= 0x39) at += 1
      if (at === digitsFrom) return this.#stop(at)
    }
    let digits = at - digitsFrom
    const zero = digits === 1 && bytes[digitsFrom] === 0x30
    if (at < end && bytes[at] === 0x2e) {
      const fractionFrom = at + 1
      at = fractionFrom
      let leadingZeros = 0
      let leading = true
      while (at < end && (bytes[at] as number) >= 0x30 && (bytes[at] as number) <= 0x39) {
        if (leading && bytes[at] === 0x30) leadingZeros += 1
        else leading = false
        at += 1
      }
      if (at === fractionFrom) return this.#stop(at)
      digits += at - fractionFrom
      // 15 significant digits always survive a double (IEEE 754); below 1e-6 ECMA-262 prints an exponent.
      if (bytes[at - 1] === 0x30 || (zero && leadingZeros >= 6)) this.#stable = false
    } else if (zero && negative) this.#stable = false
    if (digits > 15) this.#stable = false
    if (at < end && (bytes[at] === 0x65 || bytes[at] === 0x45)) {
      this.#stable = false
      at += 1
      if (at < end && (bytes[at] === 0x2b || bytes[at] === 0x2d)) at += 1
      const exponentFrom = at
      while (at < end && (bytes[at] as number) >= 0x30 && (bytes[at] as number) <= 0x39) at += 1
      if (at === exponentFrom) return this.#stop(at)
    }
    return at
  }
}
