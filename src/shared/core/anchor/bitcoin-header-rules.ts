/**
 * What one Bitcoin header must have to stand behind the headers before it: the link, a target that is allowed and that
 * its hash reaches, the difficulty of its period, a time after the median of eleven (Bitcoin developer guide, "Block
 * Chain"; BIP 113). Looks at nothing but headers.
 */
import type { ReasonCode } from '../../model/verdict.ts'
import type { Hasher } from '../bytes/hasher.ts'
import {
  computeNextBits,
  headerBits,
  headerLength,
  headerTime,
  printedHash,
  printedTarget,
  retargetBlocks,
  targetFromBits,
} from './bitcoin-header.ts'

/** Consecutive headers: 80 bytes each, the first at height `startHeight` as the file or its bearer states it. */
export interface HeaderRun {
  /** File that holds them, for people. */
  readonly name: string
  readonly startHeight: number
  readonly bytes: Uint8Array
}

/** What keeps a header from standing where it is said to stand. */
export interface HeaderFault {
  readonly reason: Extract<
    ReasonCode,
    | 'bitcoin-target-invalid'
    | 'bitcoin-work-insufficient'
    | 'bitcoin-link-differs'
    | 'bitcoin-difficulty-differs'
    | 'bitcoin-time-differs'
    | 'bitcoin-header-conflict'
  >
  /** Height of the header at which it shows. */
  readonly height: number
  readonly expected: string
  readonly actual: string
}

/** Median time past is that of 11 blocks: a time after it is after at least six of them. */
const medianBlocks = 11

/**
 * The rules of one chain, whose easiest target is `easiestBits`. Goes through runs from front to back without hashing a
 * header twice: the hash of the one before is kept.
 */
export class HeaderRules {
  readonly #sha256: Hasher
  readonly #easiestBits: number
  readonly #easiest: bigint
  /** Target of the compact form met last, in the order of a hash's bytes; null for one that is not allowed. */
  #target: { readonly bits: number; readonly bytes: Uint8Array | null } = { bits: -1, bytes: null }
  readonly #inner = new Uint8Array(32)
  #previous = new Uint8Array(32)
  #own = new Uint8Array(32)

  constructor(sha256: Hasher, easiestBits: number) {
    const easiest = targetFromBits(easiestBits)
    if (easiest === null) throw new RangeError(`${easiestBits} is no target`)
    this.#sha256 = sha256
    this.#easiestBits = easiestBits
    this.#easiest = easiest
  }

  /** First fault of each header of the run, in order; null where all holds that can be checked. */
  *faults(run: HeaderRun): Generator<HeaderFault | null> {
    const count = run.bytes.length / headerLength
    for (let index = 0; index < count; index += 1) {
      this.#hash(run, index, this.#own)
      yield this.#fault(run, index)
      ;[this.#previous, this.#own] = [this.#own, this.#previous]
    }
  }

  /** The same of one header. 0 <= index < headers of the run. */
  faultAt(run: HeaderRun, index: number): HeaderFault | null {
    if (index > 0) this.#hash(run, index - 1, this.#previous)
    this.#hash(run, index, this.#own)
    return this.#fault(run, index)
  }

  #hash(run: HeaderRun, index: number, into: Uint8Array): void {
    const offset = index * headerLength
    this.#sha256.hashInto(run.bytes.subarray(offset, offset + headerLength), this.#inner, 0)
    this.#sha256.hashInto(this.#inner, into, 0)
  }

  #fault(run: HeaderRun, index: number): HeaderFault | null {
    const offset = index * headerLength
    const differs = (reason: HeaderFault['reason'], expected: string, actual: string): HeaderFault => ({
      reason,
      height: run.startHeight + index,
      expected,
      actual,
    })
    if (index > 0 && !isLinked(run.bytes, offset + 4, this.#previous)) {
      const named = run.bytes.subarray(offset + 4, offset + 36)
      return differs('bitcoin-link-differs', printedHash(this.#previous), printedHash(named))
    }
    const bits = headerBits(run.bytes, offset)
    const target = this.#targetOf(bits)
    if (target === null)
      return differs('bitcoin-target-invalid', `at most ${printedTarget(this.#easiest)}`, bitsText(bits))
    if (isAbove(this.#own, target))
      return differs('bitcoin-work-insufficient', `at most ${printedHash(target)}`, printedHash(this.#own))
    const wanted = this.#expectedBits(run, index)
    if (wanted !== null && wanted !== bits)
      return differs('bitcoin-difficulty-differs', bitsText(wanted), bitsText(bits))
    if (index >= medianBlocks && !isAfterMedian(run.bytes, offset))
      return differs('bitcoin-time-differs', 'after the median', String(headerTime(run.bytes, offset)))
    return null
  }

  #targetOf(bits: number): Uint8Array | null {
    if (this.#target.bits !== bits) {
      const target = targetFromBits(bits)
      this.#target = { bits, bytes: target === null || target > this.#easiest ? null : bytesOfTarget(target) }
    }
    return this.#target.bytes
  }

  /** Compact target that the headers before demand; null where the run does not reach back far enough to say. */
  #expectedBits(run: HeaderRun, index: number): number | null {
    if (index === 0) return null
    const before = (index - 1) * headerLength
    const bits = headerBits(run.bytes, before)
    if ((run.startHeight + index) % retargetBlocks !== 0) return bits
    if (index < retargetBlocks) return null
    const first = headerTime(run.bytes, (index - retargetBlocks) * headerLength)
    return computeNextBits(bits, first, headerTime(run.bytes, before), this.#easiestBits)
  }
}

function isLinked(bytes: Uint8Array, at: number, previous: Uint8Array): boolean {
  for (let index = 0; index < 32; index += 1) if (bytes[at + index] !== previous[index]) return false
  return true
}

/** Both 32 bytes with the lowest first. */
function isAbove(hash: Uint8Array, target: Uint8Array): boolean {
  for (let index = 31; index >= 0; index -= 1) {
    const [own, most] = [hash[index] as number, target[index] as number]
    if (own !== most) return own > most
  }
  return false
}

function bytesOfTarget(target: bigint): Uint8Array {
  const bytes = new Uint8Array(32)
  for (let index = 0, rest = target; index < 32; index += 1, rest >>= 8n) bytes[index] = Number(rest & 0xffn)
  return bytes
}

function isAfterMedian(bytes: Uint8Array, offset: number): boolean {
  const time = headerTime(bytes, offset)
  let earlier = 0
  for (let back = 1; back <= medianBlocks; back += 1)
    if (headerTime(bytes, offset - back * headerLength) < time) earlier += 1
  return earlier > medianBlocks / 2
}

function bitsText(bits: number): string {
  return `0x${bits.toString(16).padStart(8, '0')}`
}
