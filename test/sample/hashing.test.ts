import { keccak_256 } from '@noble/hashes/sha3.js'
import { describe, expect, it } from 'vitest'
import { Keccak256, inputLimit } from '../../scripts/sample/keccak.ts'
import { Frontier, rootOfTexts } from '../../scripts/sample/merkle.ts'

const keccak = new Keccak256()

function hexOf(text: string): string {
  keccak.hashText(text)
  const digest = new Uint8Array(32)
  keccak.digestInto(digest)
  return Buffer.from(digest).toString('hex')
}

describe("the generator's Keccak-256", () => {
  it('gives the published digest of the empty input', () => {
    expect(hexOf('')).toBe('c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470')
  })

  it('agrees with @noble/hashes on every length around the block borders', () => {
    for (const length of [1, 31, 32, 64, 134, 135, 136, 137, 271, 272, 273, 408, 1000, 4096]) {
      const text = 'entry é '.repeat(600).slice(0, length)
      expect(hexOf(text), `${length}`).toBe(Buffer.from(keccak_256(Buffer.from(text, 'utf8'))).toString('hex'))
    }
  })

  it('refuses a text that does not fit rather than hash a part of it', () => {
    expect(() => keccak.hashText('x'.repeat(inputLimit + 1))).toThrow(RangeError)
    expect(() => keccak.hashText('é'.repeat(inputLimit - 1))).toThrow(RangeError)
  })
})

describe("the generator's streaming root", () => {
  it('equals merkletreejs for every number of leaves up to 130', () => {
    for (let count = 1; count <= 130; count += 1) {
      const texts = Array.from({ length: count }, (_, i) => `leaf ${i}`)
      const frontier = new Frontier(keccak)
      for (const text of texts) {
        keccak.hashText(text)
        frontier.appendDigest()
      }
      expect(frontier.rootHex(), `${count}`).toBe(rootOfTexts(texts))
    }
  })

  it('has no root for no leaves', () => {
    expect(() => new Frontier(keccak).rootHex()).toThrow(RangeError)
  })
})
