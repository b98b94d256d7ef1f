import fc from 'fast-check'
import { encodeRlp as encodeWithEthers } from 'ethers'
import { describe, expect, it } from 'vitest'
import { bytesToHex, parseHex } from '../../../../src/shared/core/bytes/hex.ts'
import { utf8FromText } from '../../../../src/shared/core/bytes/utf8.ts'
import { bytesFromBigInt, encodeRlp, parseRlp, type RlpItem } from '../../../../src/shared/core/anchor/rlp.ts'
import { missingVectors, vectorFiles } from '../../../support/public-vectors.ts'

const missing = missingVectors('ethereum')
const hex = (text: string): Uint8Array => parseHex(text) as Uint8Array

/** The vectors' notation: text is UTF-8, numbers are minimal big-endian, `#` begins a large decimal. */
function itemFromVector(value: unknown): RlpItem {
  if (Array.isArray(value)) return value.map(itemFromVector)
  if (typeof value === 'number') return bytesFromBigInt(BigInt(value))
  if (typeof value !== 'string') throw new TypeError(`vector holds ${typeof value}`)
  return value.startsWith('#') ? bytesFromBigInt(BigInt(value.slice(1))) : utf8FromText(value)
}

interface RlpVector {
  readonly in: unknown
  readonly out: string
}

function vectorsOf(file: string): [string, RlpVector][] {
  const found = vectorFiles('ethereum/RLPTests').find(({ name }) => name === file)
  return Object.entries(JSON.parse(found?.text ?? '{}') as Record<string, RlpVector>)
}

describe('RLP', () => {
  it.each([
    ['the empty string', new Uint8Array(0), '80'],
    ['the empty list', [], 'c0'],
    ['a byte below 0x80 as itself', hex('7f'), '7f'],
    ['a byte from 0x80 with a header', hex('80'), '8180'],
    ['dog', utf8FromText('dog'), '83646f67'],
    ['a list of cat and dog', [utf8FromText('cat'), utf8FromText('dog')], 'c88363617483646f67'],
    ['55 bytes with a short header', new Uint8Array(55), `b7${'00'.repeat(55)}`],
    ['56 bytes with a long header', new Uint8Array(56), `b838${'00'.repeat(56)}`],
    ['1024 bytes with two length bytes', new Uint8Array(1024).fill(0xaa), `b90400${'aa'.repeat(1024)}`],
    ['the set of three', [[], [[]], [[], [[]]]], 'c7c0c1c0c3c0c1c0'],
  ])('encodes %s and reads it back', (_name, item, expected) => {
    expect(bytesToHex(encodeRlp(item))).toBe(expected)
    expect(parseRlp(hex(expected))).toEqual({ kind: 'item', item })
  })

  it.each([
    ['nothing at all', '', 'truncated', 0],
    ['a string that runs out', '83646f', 'truncated', 0],
    ['a list whose member runs out', 'c483646f67ff', 'trailing-bytes', 5],
    ['a member that leaves its list', 'c283646f67', 'truncated', 1],
    ['a byte below 0x80 with a header', '8100', 'non-minimal-byte', 0],
    ['a long header for 55 bytes', `b837${'00'.repeat(55)}`, 'non-minimal-length', 0],
    ['a length that begins with zero', `b90038${'00'.repeat(56)}`, 'non-minimal-length', 0],
    ['a length of 2^56', 'bf0100000000000000', 'length-too-large', 0],
    ['something after the item', '83646f6700', 'trailing-bytes', 4],
  ])('refuses %s', (_name, encoded, problem, offset) => {
    expect(parseRlp(hex(encoded))).toEqual({ kind: 'refused', problem, offset })
  })

  it('refuses lists nested beyond the cap instead of running out of stack', () => {
    let nested: RlpItem = []
    for (let depth = 0; depth < 300; depth += 1) nested = [nested]
    expect(parseRlp(encodeRlp(nested))).toMatchObject({ kind: 'refused', problem: 'too-deep' })
  })

  it('encodes as ethers does and reads its own encoding back', () => {
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, fc.uint8Array({ maxLength: 80 }), fc.array(tie('tree'), { maxLength: 6 })),
    }))
    const toEthers = (item: RlpItem): never =>
      (item instanceof Uint8Array ? `0x${bytesToHex(item)}` : item.map(toEthers)) as never
    fc.assert(
      fc.property(tree, (generated) => {
        const item = generated as RlpItem
        const encoded = encodeRlp(item)
        expect(`0x${bytesToHex(encoded)}`).toBe(encodeWithEthers(toEthers(item)))
        expect(parseRlp(encoded)).toEqual({ kind: 'item', item })
      }),
    )
  })

  it('accepts no second encoding: what it reads from random bytes encodes back to them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const parsed = parseRlp(bytes)
        const again = parsed.kind === 'item' ? encodeRlp(parsed.item) : bytes
        expect(again).toEqual(bytes)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('published RLP vectors', () => {
  it('encode and decode, all 28', (context) => {
    if (missing !== null) return context.skip(missing)
    const vectors = vectorsOf('rlptest.json')
    expect(vectors).toHaveLength(28)
    for (const [name, vector] of vectors) {
      const item = itemFromVector(vector.in)
      expect(`0x${bytesToHex(encodeRlp(item))}`, name).toBe(vector.out.toLowerCase())
      expect(parseRlp(hex(vector.out)), name).toEqual({ kind: 'item', item })
    }
  })

  it('are refused where they are malformed, all 26', (context) => {
    if (missing !== null) return context.skip(missing)
    const vectors = vectorsOf('invalidRLPTest.json')
    expect(vectors).toHaveLength(26)
    for (const [name, vector] of vectors) expect(parseRlp(hex(vector.out)).kind, name).toBe('refused')
  })

  it('are read in the random example', (context) => {
    if (missing !== null) return context.skip(missing)
    for (const [name, vector] of vectorsOf('RandomRLPTests/example.json'))
      expect(parseRlp(hex(vector.out)).kind, name).toBe('item')
  })
})
