/**
 * Keccak and SHA-3 in WebAssembly against published values, @noble/hashes, hash-wasm and OpenSSL.
 */
import { createHash } from 'node:crypto'
import { keccak_256, sha3_256, sha3_512 } from '@noble/hashes/sha3.js'
import { createKeccak, createSHA3 } from 'hash-wasm'
import { describe, expect, it } from 'vitest'
import { createKeccakHasher, keccak256Form, sha3256Form, sha3512Form } from '../../../../src/main/io/host/keccak.ts'

const keccak256 = createKeccakHasher('keccak256', keccak256Form)
const sha3256 = createKeccakHasher('sha3-256', sha3256Form)
const sha3512 = createKeccakHasher('sha3-512', sha3512Form)

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Bytes without a pattern of 8 or 136, the same in every run. */
function bytesOf(length: number, seed = 1): Uint8Array {
  let state = seed >>> 0
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 24
  })
}

describe('published values', () => {
  // FIPS 202 example values of NIST's Cryptographic Standards and Guidelines (0, 24 and 1,600 bits; 200 bytes of a3).
  it.each([
    [sha3256, '', 'a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a'],
    [sha3256, '616263', '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532'],
    [sha3256, 'a3'.repeat(200), '79f38adec5c20307a98ef76e8324afbfd46cfd81b22e3973c65fa1bd9de31787'],
    [
      sha3512,
      'a3'.repeat(200),
      'e76dfad22084a8b1467fcf2ffa58361bec7628edf5f3fdc0e4805dc48caeeca81b7c13c30adf52a3659584739a2df46be589c51ca1a4a8416df6545a1ce8ba00',
    ],
    // Keccak before FIPS 202: the Keccak team's ShortMsgKAT_256 (lengths 0 and 8), and Ethereum's hash of an empty list.
    [keccak256, '', 'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470'],
    [keccak256, 'cc', 'eead6dbfc7340a56caedc044696a168870549a6a7f6f56961e84a54bd9970b8a'],
    [keccak256, 'c0', '1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347'],
  ])('%o of %s', (hasher, message, digest) => {
    expect(hex(hasher.hash(Buffer.from(message, 'hex')))).toBe(digest)
  })

  it('a million times the letter a, which comes in many pieces', () => {
    const message = new Uint8Array(1_000_000).fill(0x61)
    expect(hex(sha3256.hash(message))).toBe('5c8875ae474a3634ba4fd55ec85bffd661f32aca75c6d699d0cdcb6c115891c1')
  })
})

describe('agreement', () => {
  it('with noble, hash-wasm and OpenSSL over every length up to 1,000', async () => {
    const others = [
      { own: keccak256, noble: keccak_256, wasm: await createKeccak(256), openssl: null },
      { own: sha3256, noble: sha3_256, wasm: await createSHA3(256), openssl: 'sha3-256' },
      { own: sha3512, noble: sha3_512, wasm: await createSHA3(512), openssl: 'sha3-512' },
    ]
    for (const { own, noble, wasm, openssl } of others) {
      for (let length = 0; length <= 1000; length += 1) {
        const message = bytesOf(length, length)
        const digest = hex(own.hash(message))
        expect(digest, `${own.id} of ${length} bytes`).toBe(hex(noble(message)))
        expect(digest).toBe(wasm.init().update(message).digest('hex'))
        if (openssl !== null) expect(digest).toBe(createHash(openssl).update(message).digest('hex'))
      }
    }
  })

  it('with noble where a message is longer than the input', () => {
    for (const { own, noble, rate } of [
      { own: keccak256, noble: keccak_256, rate: 136 },
      { own: sha3512, noble: sha3_512, rate: 72 },
    ]) {
      const piece = 65_536 - (65_536 % rate)
      const near = [65_536, piece, piece + rate, 2 * piece, 3 * piece].flatMap((length) => [
        length - 1,
        length,
        length + 1,
      ])
      for (const length of near) {
        const message = bytesOf(length, length)
        expect(hex(own.hash(message)), `${own.id} of ${length} bytes`).toBe(hex(noble(message)))
      }
    }
  })

  it('leaves nothing behind for the next message, and writes nowhere but where it was told', () => {
    const target = new Uint8Array(48).fill(9)
    sha3512.hash(bytesOf(70_000))
    keccak256.hashInto(bytesOf(5), target, 7)
    expect(hex(target)).toBe(`${'09'.repeat(7)}${hex(keccak_256(bytesOf(5)))}${'09'.repeat(9)}`)
    const kept = keccak256.hash(bytesOf(3))
    keccak256.hash(bytesOf(4))
    expect(hex(kept)).toBe(hex(keccak_256(bytesOf(3))))
    expect(() => keccak256.hashInto(bytesOf(5), target, 17)).toThrow(RangeError)
    expect(() => keccak256.hashInto(bytesOf(5), target, -1)).toThrow(RangeError)
  })
})
