/**
 * Seeded random numbers for the sample generator: sfc32 (Chris Doty-Humphrey, PractRand), seeded by an FNV-1a walk
 * over `<seed>/<label>`. Integers of 32 bits only, so every computer draws the same numbers. Each label is a stream of
 * its own: planting one case more never shifts another. Not for keys or anything secret.
 */

const hexQuads: readonly string[] = Array.from({ length: 65_536 }, (_, value) => value.toString(16).padStart(4, '0'))

export class Random {
  private a: number
  private b: number
  private c: number
  private counter: number

  constructor(seed: number | string, label: string) {
    const text = `${seed}/${label}`
    this.a = fnv1a(text, 0x811c9dc5)
    this.b = fnv1a(text, this.a ^ 0x9e3779b9)
    this.c = fnv1a(text, this.b ^ 0x85ebca6b)
    this.counter = 1
    // The first draws of sfc32 still show the seed; PractRand discards twelve.
    for (let i = 0; i < 12; i += 1) this.u32()
  }

  /** Uniform integer, 0 <= value < 2^32. */
  u32(): number {
    const sum = (this.a + this.b + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum
    return sum >>> 0
  }

  /** Integer, 0 <= value < limit, for 0 < limit <= 2^32. The bias of at most limit / 2^32 does not matter here. */
  below(limit: number): number {
    return Math.floor((this.u32() / 4_294_967_296) * limit)
  }

  /** Integer, low <= value <= high. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  /** True in `parts` of `of` cases. */
  chance(parts: number, of: number): boolean {
    return this.below(of) < parts
  }

  pick<T>(list: readonly T[]): T {
    const value = list[this.below(list.length)]
    if (value === undefined) throw new RangeError('pick needs a list with at least one element')
    return value
  }

  /** UUID version 4, lower case. */
  uuid(): string {
    const p = this.u32()
    const q = this.u32()
    const r = this.u32()
    const s = this.u32()
    return `${quad(p >>> 16)}${quad(p)}-${quad(q >>> 16)}-${quad((q & 0x0fff) | 0x4000)}-${quad(((r >>> 16) & 0x3fff) | 0x8000)}-${quad(r)}${quad(s >>> 16)}${quad(s)}`
  }

  /** UUID version 7 in shape: the 48-bit millisecond time, then random bits; RFC 9562 §5.7. */
  uuidAt(epochMs: number): string {
    const high = Math.floor(epochMs / 65_536)
    const r = this.u32()
    const s = this.u32()
    const t = this.u32()
    return `${quad(high >>> 16)}${quad(high)}-${quad(epochMs % 65_536)}-${quad(((r >>> 16) & 0x0fff) | 0x7000)}-${quad((r & 0x3fff) | 0x8000)}-${quad(s >>> 16)}${quad(s)}${quad(t)}`
  }

  /** Eight lower-case hex digits. */
  hex8(): string {
    const value = this.u32()
    return quad(value >>> 16) + quad(value)
  }
}

function quad(value: number): string {
  return hexQuads[value & 0xffff] ?? ''
}

function fnv1a(text: string, start: number): number {
  let hash = start | 0
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  // A final avalanche (murmur3), because FNV's high bits barely see the last characters.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
