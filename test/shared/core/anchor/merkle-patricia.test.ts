import { beforeAll, describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { computeListRoot, computeTrieRoot, type TrieEntry } from '../../../../src/shared/core/anchor/merkle-patricia.ts'
import type { Hasher } from '../../../../src/shared/core/bytes/hasher.ts'
import { bytesToHex, parseHex } from '../../../../src/shared/core/bytes/hex.ts'
import { utf8FromText } from '../../../../src/shared/core/bytes/utf8.ts'
import { missingVectors, vectorFiles } from '../../../support/public-vectors.ts'

const missing = missingVectors('ethereum')

let hasher: Hasher
beforeAll(async () => {
  hasher = await loadHasher('keccak256')
})

const bytesOf = (text: string): Uint8Array =>
  text.startsWith('0x') ? (parseHex(text) as Uint8Array) : utf8FromText(text)
const rootOf = (pairs: readonly (readonly [string, string])[]): string =>
  bytesToHex(
    computeTrieRoot(
      hasher,
      pairs.map(([key, value]): TrieEntry => ({ key: bytesOf(key), value: bytesOf(value) })),
    ),
  )

describe('Merkle-Patricia roots', () => {
  it('of nothing is keccak256(0x80)', () => {
    expect(rootOf([])).toBe('56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421')
  })

  it.each([
    [
      'a lone pair',
      [['A', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa']],
      'd23786fb4a010da3ce639d66d5e904a11dbc02746d1ce25029e53290cabf28ab',
    ],
    [
      'keys that begin one another',
      [
        ['doe', 'reindeer'],
        ['dog', 'puppy'],
        ['dogglesworth', 'cat'],
      ],
      '8aad789dff2f538bca5d8ea56e8abe10f4c7ba3a5dea95fea4cd6e7c3a1168d3',
    ],
    [
      'dog, do, horse, doge',
      [
        ['do', 'verb'],
        ['dog', 'puppy'],
        ['doge', 'coin'],
        ['horse', 'stallion'],
      ],
      '5991bb8c6514148a29db676a14ac506cd2cd5775ace63c30a4fe457715e9ac84',
    ],
    [
      'foo and food',
      [
        ['foo', 'bar'],
        ['food', 'bass'],
      ],
      '17beaa1648bafa633cda809c90c04af50fc8aed3cb40d16efbddee6fdf63c4c3',
    ],
  ] as const)('of %s', (_name, pairs, expected) => {
    expect(rootOf(pairs)).toBe(expected)
    expect(rootOf([...pairs].reverse())).toBe(expected)
  })

  it('refuses empty values and repeated keys instead of giving a root', () => {
    expect(() => rootOf([['a', '']])).toThrow(RangeError)
    expect(() =>
      rootOf([
        ['a', 'x'],
        ['a', 'y'],
      ]),
    ).toThrow(RangeError)
  })

  it('of a list changes with order and with a dropped member', () => {
    const values = Array.from({ length: 200 }, (_, index) => utf8FromText(`value ${index}`))
    const root = bytesToHex(computeListRoot(hasher, values))
    expect(bytesToHex(computeListRoot(hasher, values.toSpliced(100, 1)))).not.toBe(root)
    expect(
      bytesToHex(computeListRoot(hasher, [values[1] as Uint8Array, values[0] as Uint8Array, ...values.slice(2)])),
    ).not.toBe(root)
  })
})

interface TrieVector {
  readonly in: readonly (readonly [string, string | null])[] | Readonly<Record<string, string | null>>
  readonly root: string
}

describe('published trie vectors', () => {
  it('give all 25 roots', (context) => {
    if (missing !== null) return context.skip(missing)
    let count = 0
    for (const { name, text } of vectorFiles('ethereum/TrieTests')) {
      if (name === 'trietestnextprev.json') continue
      for (const [label, vector] of Object.entries(JSON.parse(text) as Record<string, TrieVector>)) {
        const content = new Map<string, Uint8Array>()
        for (const [key, value] of Array.isArray(vector.in)
          ? (vector.in as [string, string | null][])
          : Object.entries(vector.in)) {
          const id = bytesToHex(bytesOf(key))
          if (value === null) content.delete(id)
          else content.set(id, bytesOf(value))
        }
        const isSecure = name.toLowerCase().includes('secure')
        const entries = [...content].map(([id, value]): TrieEntry => {
          const key = parseHex(id) as Uint8Array
          return { key: isSecure ? hasher.hash(key) : key, value }
        })
        expect(`0x${bytesToHex(computeTrieRoot(hasher, entries))}`, `${name} ${label}`).toBe(vector.root)
        count += 1
      }
    }
    expect(count).toBe(25)
  })
})
