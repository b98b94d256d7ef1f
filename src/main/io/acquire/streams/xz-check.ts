/** The integrity checks of an xz block (xz file format 1.2 §3.4): none, CRC-32, CRC-64 and SHA-256; others are passed over. */
import { crc32 } from 'node:zlib'
import { createSha256 } from '../../host/digest.ts'

export interface RunningCheck {
  /** Bytes the check takes in the file. */
  readonly bytes: number
  /** False for a check that is not computed here. */
  readonly isKnown: boolean
  update(bytes: Buffer): void
  /** Lower-case hex of the bytes as they stand in the file. */
  hex(): string
}

/** `id` is the low half of the second byte of the stream's flags, 0 to 15. */
export function createCheck(id: number): RunningCheck {
  if (id === 1) return crc32Check()
  if (id === 4) return crc64Check()
  if (id === 10) return { bytes: 32, isKnown: true, ...createSha256() }
  return { bytes: sizeOf(id), isKnown: id === 0, update: () => {}, hex: () => '' }
}

/** §2.1.1.2: sizes are fixed for ids that mean nothing yet, too. */
function sizeOf(id: number): number {
  return [0, 4, 8, 16, 32, 64][Math.ceil(id / 3)] ?? 0
}

function crc32Check(): RunningCheck {
  let crc = 0
  return {
    bytes: 4,
    isKnown: true,
    update: (bytes) => {
      crc = crc32(bytes, crc)
    },
    hex: () => littleEndianHex(0, crc).slice(0, 8),
  }
}

/** CRC-64 of ECMA-182, the lowest bit first, in two halves of 32 bits. */
function crc64Check(): RunningCheck {
  let high = -1
  let low = -1
  return {
    bytes: 8,
    isKnown: true,
    update: (bytes) => {
      let h = high
      let l = low
      for (let i = 0; i < bytes.length; i++) {
        const index = (l ^ (bytes[i] ?? 0)) & 0xff
        l = ((l >>> 8) | (h << 24)) ^ (lowTable[index] ?? 0)
        h = (h >>> 8) ^ (highTable[index] ?? 0)
      }
      high = h
      low = l
    },
    hex: () => littleEndianHex(~high >>> 0, ~low >>> 0),
  }
}

function littleEndianHex(high: number, low: number): string {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32LE(low, 0)
  bytes.writeUInt32LE(high, 4)
  return bytes.toString('hex')
}

const polynomial = 0xc96c5795d7870f42n
const table = Array.from({ length: 256 }, (_, index) => {
  let value = BigInt(index)
  for (let bit = 0; bit < 8; bit++) value = (value & 1n) === 1n ? (value >> 1n) ^ polynomial : value >> 1n
  return value
})
const lowTable = Int32Array.from(table, (value) => Number(BigInt.asIntN(32, value)))
const highTable = Int32Array.from(table, (value) => Number(BigInt.asIntN(32, value >> 32n)))
