/**
 * Digests for the case generator that Node's OpenSSL does not have: Keccak-256, BLAKE2b-256 and BLAKE3, each as plainly
 * as its specification prints it. Short inputs only (BLAKE3: one chunk, 1024 bytes). Shares no code with `src`.
 */
import { createHash } from 'node:crypto'

const mask64 = (1n << 64n) - 1n
const rotateLeft64 = (value, by) => ((value << BigInt(by)) | (value >> BigInt(64 - by))) & mask64
const rotateRight64 = (value, by) => rotateLeft64(value, 64 - by)

/** Keccak reference 3.0, rate 1088, padding 0x01 (FIPS 202 has 0x06). */
function keccak256(bytes) {
  const rate = 136
  const padded = Buffer.alloc(Math.ceil((bytes.length + 1) / rate) * rate)
  bytes.copy(padded)
  padded[bytes.length] ^= 0x01
  padded[padded.length - 1] ^= 0x80
  const state = Array.from({ length: 25 }, () => 0n)
  for (let block = 0; block < padded.length; block += rate) {
    for (let lane = 0; lane < rate / 8; lane += 1) state[lane] ^= padded.readBigUInt64LE(block + lane * 8)
    keccakPermutation(state)
  }
  const out = Buffer.alloc(32)
  for (let lane = 0; lane < 4; lane += 1) out.writeBigUInt64LE(state[lane], lane * 8)
  return out
}

function keccakPermutation(state) {
  let register = 1
  const bit = () => {
    const out = register & 1
    register = register & 0x80 ? ((register << 1) ^ 0x171) & 0xff : register << 1
    return out
  }
  for (let round = 0; round < 24; round += 1) {
    const columns = [0, 1, 2, 3, 4].map((x) => state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20])
    for (let x = 0; x < 5; x += 1) {
      const mix = columns[(x + 4) % 5] ^ rotateLeft64(columns[(x + 1) % 5], 1)
      for (let y = 0; y < 25; y += 5) state[x + y] ^= mix
    }
    let x = 1
    let y = 0
    let lane = state[1]
    for (let step = 0; step < 24; step += 1) {
      ;[x, y] = [y, (2 * x + 3 * y) % 5]
      const next = state[x + 5 * y]
      state[x + 5 * y] = rotateLeft64(lane, (((step + 1) * (step + 2)) / 2) % 64)
      lane = next
    }
    for (let row = 0; row < 25; row += 5) {
      const old = state.slice(row, row + 5)
      for (let column = 0; column < 5; column += 1) {
        state[row + column] = old[column] ^ (~old[(column + 1) % 5] & mask64 & old[(column + 2) % 5])
      }
    }
    for (let power = 0; power < 7; power += 1) if (bit()) state[0] ^= 1n << BigInt(2 ** power - 1)
  }
}

const blake2bStart = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
]
const sigma = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
]
const quarters = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
]

/** RFC 7693, digest length 32, no key. */
function blake2b256(bytes) {
  const state = [...blake2bStart]
  state[0] ^= 0x01010000n ^ 32n
  const blocks = Math.max(1, Math.ceil(bytes.length / 128))
  const padded = Buffer.alloc(blocks * 128)
  bytes.copy(padded)
  for (let block = 0; block < blocks; block += 1) {
    const last = block === blocks - 1
    const words = Array.from({ length: 16 }, (_, index) => padded.readBigUInt64LE(block * 128 + index * 8))
    const v = [...state, ...blake2bStart]
    v[12] ^= BigInt(last ? bytes.length : (block + 1) * 128)
    if (last) v[14] ^= mask64
    for (let round = 0; round < 12; round += 1) {
      const order = sigma[round % 10]
      for (const [step, [a, b, c, d]] of quarters.entries()) {
        v[a] = (v[a] + v[b] + words[order[2 * step]]) & mask64
        v[d] = rotateRight64(v[d] ^ v[a], 32)
        v[c] = (v[c] + v[d]) & mask64
        v[b] = rotateRight64(v[b] ^ v[c], 24)
        v[a] = (v[a] + v[b] + words[order[2 * step + 1]]) & mask64
        v[d] = rotateRight64(v[d] ^ v[a], 16)
        v[c] = (v[c] + v[d]) & mask64
        v[b] = rotateRight64(v[b] ^ v[c], 63)
      }
    }
    for (let index = 0; index < 8; index += 1) state[index] ^= v[index] ^ v[index + 8]
  }
  const out = Buffer.alloc(64)
  for (const [index, word] of state.entries()) out.writeBigUInt64LE(word, index * 8)
  return out.subarray(0, 32)
}

const blake3Start = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]
const permutation = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8]
const rotateRight32 = (value, by) => ((value >>> by) | (value << (32 - by))) >>> 0

/** BLAKE3 of one chunk: flags CHUNK_START 1, CHUNK_END 2, ROOT 8. */
function blake3(bytes) {
  if (bytes.length > 1024) throw new RangeError('one chunk only')
  const blocks = Math.max(1, Math.ceil(bytes.length / 64))
  const padded = Buffer.alloc(blocks * 64)
  bytes.copy(padded)
  let chaining = blake3Start
  for (let block = 0; block < blocks; block += 1) {
    const last = block === blocks - 1
    let words = Array.from({ length: 16 }, (_, index) => padded.readUInt32LE(block * 64 + index * 4))
    const flags = (block === 0 ? 1 : 0) | (last ? 2 | 8 : 0)
    const v = [...chaining, ...blake3Start.slice(0, 4), 0, 0, last ? bytes.length - block * 64 : 64, flags]
    for (let round = 0; round < 7; round += 1) {
      for (const [step, [a, b, c, d]] of quarters.entries()) {
        v[a] = (v[a] + v[b] + words[2 * step]) >>> 0
        v[d] = rotateRight32(v[d] ^ v[a], 16)
        v[c] = (v[c] + v[d]) >>> 0
        v[b] = rotateRight32(v[b] ^ v[c], 12)
        v[a] = (v[a] + v[b] + words[2 * step + 1]) >>> 0
        v[d] = rotateRight32(v[d] ^ v[a], 8)
        v[c] = (v[c] + v[d]) >>> 0
        v[b] = rotateRight32(v[b] ^ v[c], 7)
      }
      words = permutation.map((from) => words[from])
    }
    chaining = v.slice(0, 8).map((word, index) => (word ^ v[index + 8]) >>> 0)
  }
  const out = Buffer.alloc(32)
  for (const [index, word] of chaining.entries()) out.writeUInt32LE(word, index * 4)
  return out
}

const ownDigests = { keccak256, 'blake2b-256': blake2b256, blake3 }

/** Digest of bytes under an algorithm of the recipe language. */
export function digest(algorithm, bytes) {
  const own = ownDigests[algorithm]
  return own === undefined ? createHash(algorithm).update(bytes).digest() : own(bytes)
}
