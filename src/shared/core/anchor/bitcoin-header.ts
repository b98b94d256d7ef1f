/**
 * One Bitcoin block header (80 bytes): its fields, its hash, the target its work is measured by, and the target that must
 * follow two weeks of blocks. Source: Bitcoin developer reference, "Block Headers"; `arith_uint256::SetCompact` and
 * `CalculateNextWorkRequired` of Bitcoin Core for the compact form and the change of difficulty. Judges nothing about a
 * chain of headers: that is `bitcoin-header-runs.ts`.
 */
import type { Hasher } from '../bytes/hasher.ts'

/** Length of a header in bytes. */
export const headerLength = 80

/** Blocks between two changes of difficulty, and the seconds they are meant to take: 14 days. */
export const retargetBlocks = 2016
const retargetSeconds = 1_209_600

/** Compact form of the easiest target of Bitcoin's main chain. */
export const mainChainEasiestBits = 0x1d00ffff

/** Hash of block 0 of the main chain, as explorers print it (Bitcoin Core, `chainparams.cpp`). */
export const genesisHash = '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f'

/** Fields of a header. Hashes are in the order of the bytes, which is the reverse of what explorers print. */
export interface BitcoinHeader {
  /** Hash of the header before. */
  readonly previous: Uint8Array
  readonly merkleRoot: Uint8Array
  /** Seconds since 1970 by the miner's clock. */
  readonly timeSeconds: number
  /** Target in its compact form, `nBits`. */
  readonly bits: number
}

/** Fields of the header at `offset`. Requires 80 bytes from there (RangeError otherwise). Copies nothing. */
export function readBitcoinHeader(bytes: Uint8Array, offset = 0): BitcoinHeader {
  assertWhole(bytes, offset)
  return {
    previous: bytes.subarray(offset + 4, offset + 36),
    merkleRoot: bytes.subarray(offset + 36, offset + 68),
    timeSeconds: wordAt(bytes, offset + 68),
    bits: wordAt(bytes, offset + 72),
  }
}

/** Seconds of the header at `offset` alone; the header is whole. */
export function headerTime(bytes: Uint8Array, offset: number): number {
  return wordAt(bytes, offset + 68)
}

/** Compact target of the header at `offset` alone; the header is whole. */
export function headerBits(bytes: Uint8Array, offset: number): number {
  return wordAt(bytes, offset + 72)
}

function assertWhole(bytes: Uint8Array, offset: number): void {
  if (offset < 0 || offset + headerLength > bytes.length) throw new RangeError(`a header is ${headerLength} bytes`)
}

function wordAt(bytes: Uint8Array, at: number): number {
  const [first, second, third, fourth] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]] as number[]
  return ((first as number) | ((second as number) << 8) | ((third as number) << 16) | ((fourth as number) << 24)) >>> 0
}

/** SHA-256 of SHA-256 of the 80 bytes at `offset`, in the order of the bytes. */
export function computeHeaderHash(bytes: Uint8Array, offset: number, sha256: Hasher): Uint8Array {
  assertWhole(bytes, offset)
  return sha256.hash(sha256.hash(bytes.subarray(offset, offset + headerLength)))
}

/** A hash as explorers print it: lower-case hex of the bytes in reverse. */
export function printedHash(hash: Uint8Array): string {
  let text = ''
  for (let at = hash.length - 1; at >= 0; at -= 1) text += (hash[at] as number).toString(16).padStart(2, '0')
  return text
}

/** Target of a compact form; null for one that is zero, negative or beyond 256 bits and so allows no block. */
export function targetFromBits(bits: number): bigint | null {
  const exponent = bits >>> 24
  const mantissa = bits & 0x7fffff
  if (mantissa === 0 || (bits & 0x800000) !== 0) return null
  if (exponent > 34 || (mantissa > 0xff && exponent > 33) || (mantissa > 0xffff && exponent > 32)) return null
  const target =
    exponent <= 3 ? BigInt(mantissa) >> BigInt(8 * (3 - exponent)) : BigInt(mantissa) << BigInt(8 * (exponent - 3))
  return target === 0n ? null : target
}

/** Compact form of a target, which keeps its three highest bytes. Requires 0 < target < 2^256. */
export function bitsFromTarget(target: bigint): number {
  let size = Math.ceil(target.toString(16).length / 2)
  let mantissa = Number(size <= 3 ? target << BigInt(8 * (3 - size)) : target >> BigInt(8 * (size - 3)))
  // The highest bit is the sign.
  if ((mantissa & 0x800000) !== 0) {
    mantissa >>>= 8
    size += 1
  }
  return ((size << 24) | mantissa) >>> 0
}

/**
 * Compact target after a period of 2016 blocks whose first block has `firstSeconds` and whose last has `lastSeconds`:
 * the old one by the time it took against 14 days, at most four times harder or easier, never easier than `easiestBits`.
 * Null when `bits` allows no block.
 */
export function computeNextBits(
  bits: number,
  firstSeconds: number,
  lastSeconds: number,
  easiestBits: number,
): number | null {
  const target = targetFromBits(bits)
  const easiest = targetFromBits(easiestBits)
  if (target === null || easiest === null) return null
  const taken = Math.min(Math.max(lastSeconds - firstSeconds, retargetSeconds / 4), retargetSeconds * 4)
  const next = (target * BigInt(taken)) / BigInt(retargetSeconds)
  return bitsFromTarget(next > easiest ? easiest : next === 0n ? 1n : next)
}

/** A target, or a number such as a hash in the order of the bytes, as 64 hex digits with the highest first. */
export function printedTarget(target: bigint): string {
  return target.toString(16).padStart(64, '0')
}
