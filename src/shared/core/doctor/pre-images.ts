/** Puts pre-images of one record together, hashes each once with every function, and compares with the stated digests. */
import type { DigestEncoding, HashAlgorithm } from '../../model/recipe.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { bytesToHex, concatBytes } from '../bytes/hex.ts'
import { utf8FromText } from '../bytes/utf8.ts'
import { base64FromBytes } from '../chain/digest-text.ts'
import type { Placement } from './grid.ts'
import type { Probe } from './grid-point.ts'

/**
 * Work for one record, in hashes of up to 256 bytes (longer ones count for more). Measured: 1 to 2 microseconds each.
 * Only records of many kilobytes reach it; the report then says that the grid was left before its end.
 */
const workLimit = 2_000_000

/** Room on either side of a content: prefix, separator and a digest of 64 bytes as hex need less. */
const margin = 512
const nothing = new Uint8Array(0)

export type Found = (placement: Placement, algorithm: HashAlgorithm, target: string) => void

interface Attempt {
  /** Content without the previous hash; undefined when the form gives none. */
  readonly content: Uint8Array | undefined
  /** Content with it, made only when a placement asks for it. */
  insideOf(): Uint8Array | undefined
  readonly placements: readonly Placement[]
  /** Contents are compared within a group: the placements of its attempts are beginnings of one list. */
  readonly group: string
  readonly prefix: string
  /** How many of the hash functions. */
  readonly functions: number
}

/** Bytes of a digest as a pre-image holds it. */
export function digestText(digest: Uint8Array, encoding: DigestEncoding): Uint8Array {
  switch (encoding) {
    case 'bytes':
      return digest
    case 'hex':
      return utf8FromText(bytesToHex(digest))
    case 'hex-upper':
      return utf8FromText(bytesToHex(digest).toUpperCase())
    case '0x-hex':
      return utf8FromText(`0x${bytesToHex(digest)}`)
    case 'base64':
      return utf8FromText(base64FromBytes(digest))
  }
}

export class PreImages {
  hashes = 0
  /** True once the work limit was reached; nothing is hashed from then on. */
  spent = false

  readonly #probe: Probe
  readonly #hashers: readonly Hasher[]
  readonly #digest: Uint8Array
  #buffer: Uint8Array = new Uint8Array(16_384)
  /** How many placements of the group's list were tried, by group and content. */
  readonly #done = new Map<string, Map<number, number>>()
  readonly #encoded = new Map<DigestEncoding, Uint8Array>()
  readonly #separators = new Map<string, Uint8Array>()
  /** By target the place of the function that reproduced it, -1 while none did; and the functions still worth a hash. */
  readonly #foundBy: Int32Array
  #worth: readonly number[]
  #work = 0

  constructor(probe: Probe, hashers: readonly Hasher[]) {
    this.#probe = probe
    this.#hashers = hashers
    this.#digest = new Uint8Array(Math.max(64, ...hashers.map(({ size }) => size)))
    this.#foundBy = new Int32Array(probe.targets.length).fill(-1)
    this.#worth = [...hashers.keys()]
  }

  /** How many of the first `functions` are still hashed with. */
  inUse(functions: number): number {
    let count = 0
    for (const index of this.#worth) if (index < functions) count += 1
    return count
  }

  /** 53 bits of a content's digest: enough that two contents of one record never share them by chance. */
  keyOf(content: Uint8Array): number {
    const digest = this.#digest
    this.#hashers[0]?.hashInto(content, digest, 0)
    const high = ((digest[0] as number) << 16) | ((digest[1] as number) << 8) | (digest[2] as number)
    const low =
      ((digest[3] as number) << 24) |
      ((digest[4] as number) << 16) |
      ((digest[5] as number) << 8) |
      (digest[6] as number)
    return (high & 0x1f_ffff) * 4_294_967_296 + (low >>> 0)
  }

  tryPlacements(attempt: Attempt, found: Found): void {
    const { content, placements, group } = attempt
    if (content === undefined) return
    let done = this.#done.get(group)
    if (done === undefined) this.#done.set(group, (done = new Map<number, number>()))
    const key = this.keyOf(content)
    const from = done.get(key) ?? 0
    if (from >= placements.length) return
    done.set(key, placements.length)
    const prefix: Uint8Array = this.#textBytes(attempt.prefix)
    let inside: Uint8Array | undefined | null = null
    this.#place(content)
    for (let index = from; index < placements.length; index += 1) {
      const placement = placements[index] as Placement
      let before: Uint8Array = prefix
      let after: Uint8Array = nothing
      let whole: Uint8Array | undefined
      switch (placement.placement) {
        case 'none':
          break
        case 'inside': {
          inside ??= attempt.insideOf()
          if (inside === undefined) continue
          whole = this.#inside(inside, prefix, placement.encoding, placements[0]?.encoding)
          if (whole === undefined) continue
          break
        }
        case 'suffix':
          after = this.#joinedText('after', placement, '')
          break
        case 'prefix':
        case 'newline-joined':
          before = this.#joinedText('before', placement, attempt.prefix)
      }
      this.#compare(whole ?? this.#around(before, content.length, after), attempt.functions, (algorithm, target) =>
        found(placement, algorithm, target),
      )
    }
  }

  /** Puts a content into the middle of the buffer, where everything that surrounds it is then written around it. */
  #place(content: Uint8Array): void {
    if (this.#buffer.length < content.length + 2 * margin)
      this.#buffer = new Uint8Array(content.length * 2 + 2 * margin)
    this.#buffer.set(content, margin)
  }

  #around(before: Uint8Array, length: number, after: Uint8Array): Uint8Array {
    const buffer = this.#buffer
    const start = margin - before.length
    for (let at = 0; at < before.length; at += 1) buffer[start + at] = before[at] as number
    const end = margin + length
    for (let at = 0; at < after.length; at += 1) buffer[end + at] = after[at] as number
    return buffer.subarray(start, end + after.length)
  }

  /** Values in one order, alone and with the previous hash on either side; the likeliest hash function only. */
  tryJoined(
    parts: readonly Uint8Array[],
    delimiter: Uint8Array,
    previous: Uint8Array | null,
    found: (where: 'none' | 'prefix' | 'suffix', algorithm: HashAlgorithm, target: string) => void,
  ): void {
    const buffer = this.#buffer
    let end = margin
    for (let index = 0; index < parts.length; index += 1) {
      if (index > 0) end = copyInto(buffer, end, delimiter)
      const part = parts[index] as Uint8Array
      if (part.length > margin) return
      if (end + part.length + 2 * margin > buffer.length) return
      end = copyInto(buffer, end, part)
    }
    this.#compare(buffer.subarray(margin, end), 1, (algorithm, target) => found('none', algorithm, target))
    if (previous === null) return
    const start = margin - previous.length - delimiter.length
    copyInto(buffer, copyInto(buffer, start, previous), delimiter)
    this.#compare(buffer.subarray(start, end), 1, (algorithm, target) => found('prefix', algorithm, target))
    const last = copyInto(buffer, copyInto(buffer, end, delimiter), previous)
    this.#compare(buffer.subarray(margin, last), 1, (algorithm, target) => found('suffix', algorithm, target))
  }

  #compare(preimage: Uint8Array, functions: number, found: (algorithm: HashAlgorithm, target: string) => void): void {
    const digest = this.#digest
    const { targets } = this.#probe
    const work = 1 + (preimage.length >> 8)
    for (const index of this.#worth) {
      if (index >= functions) continue
      const hasher = this.#hashers[index] as Hasher
      this.#work += work
      this.hashes += 1
      hasher.hashInto(preimage, digest, 0)
      for (let place = 0; place < targets.length; place += 1) {
        const { digest: stated, name } = targets[place] as (typeof targets)[number]
        let at = 0
        while (at < stated.length && stated[at] === digest[at]) at += 1
        if (at < stated.length) continue
        found(hasher.id as HashAlgorithm, name)
        if (this.#foundBy[place] === -1) this.#settle(place, index)
      }
    }
    if (this.#work > workLimit) this.spent = true
  }

  /**
   * A digest that one function gives no other gives as well, so what else reproduces this target uses the same one. Once
   * every target has its function, the others are not hashed with, which is most of the work where there is an answer.
   */
  #settle(target: number, hasher: number): void {
    this.#foundBy[target] = hasher
    if (!this.#foundBy.includes(-1)) this.#worth = [...new Set(this.#foundBy)].toSorted((a, b) => a - b)
  }

  /** The previous hash within the content is written as the record writes it unless the placement says otherwise. */
  #inside(
    content: Uint8Array,
    prefix: Uint8Array,
    encoding: DigestEncoding,
    stored: DigestEncoding | undefined,
  ): Uint8Array | undefined {
    if (encoding === stored || stored === undefined) return prefix.length === 0 ? content : concatBytes(prefix, content)
    const written = this.#previous(stored)
    const place = indexOfBytes(content, written)
    if (place < 0) return undefined
    const rest = content.subarray(place + written.length)
    return concatBytes(prefix, content.subarray(0, place), this.#previous(encoding), rest)
  }

  /** Prefix, previous hash and separator; or separator and previous hash. Made once. */
  #joinedText(side: 'before' | 'after', { placement, encoding, separator }: Placement, prefix: string): Uint8Array {
    const between = placement === 'newline-joined' ? '\n' : separator
    const key = `${side} ${encoding} ${between} ${prefix}`
    let bytes = this.#separators.get(key)
    if (bytes === undefined) {
      const previous = this.#previous(encoding)
      bytes =
        side === 'before'
          ? concatBytes(utf8FromText(prefix), previous, utf8FromText(between))
          : concatBytes(utf8FromText(between), previous)
      this.#separators.set(key, bytes)
    }
    return bytes
  }

  #previous(encoding: DigestEncoding): Uint8Array {
    let text = this.#encoded.get(encoding)
    if (text === undefined) {
      text = this.#probe.previous === null ? new Uint8Array(0) : digestText(this.#probe.previous, encoding)
      this.#encoded.set(encoding, text)
    }
    return text
  }

  #textBytes(text: string): Uint8Array {
    return text === '' ? nothing : utf8FromText(text)
  }
}

function copyInto(target: Uint8Array, offset: number, part: Uint8Array): number {
  for (let at = 0; at < part.length; at += 1) target[offset + at] = part[at] as number
  return offset + part.length
}

function indexOfBytes(bytes: Uint8Array, wanted: Uint8Array): number {
  const first = wanted[0]
  for (let from = bytes.indexOf(first ?? 0); from >= 0; from = bytes.indexOf(first ?? 0, from + 1)) {
    let at = 1
    while (at < wanted.length && bytes[from + at] === wanted[at]) at += 1
    if (at === wanted.length) return from
  }
  return -1
}
