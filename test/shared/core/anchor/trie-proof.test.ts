/** Proofs made by the second reading's tries, over the published trie vectors and over random content. */
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { statedLeafValue, verifyTrieProof } from '../../../../src/shared/core/anchor/trie-proof.ts'
import type { Hasher } from '../../../../src/shared/core/bytes/hasher.ts'
import { bytesToHex, parseHex } from '../../../../src/shared/core/bytes/hex.ts'
import { buildTrie, keccak } from '../../../support/evm-second.mjs'
import { missingVectors, vectorFiles } from '../../../support/public-vectors.ts'

const missing = missingVectors('ethereum')
const hex = (text: string): Uint8Array => parseHex(text) as Uint8Array
const hexOfText = (text: string): string =>
  text.startsWith('0x') ? text.slice(2) : Buffer.from(text, 'utf8').toString('hex')

let hasher: Hasher
beforeAll(async () => {
  hasher = await loadHasher('keccak256')
})

const prove = (root: string, key: string, nodes: readonly string[]): string => {
  const proven = verifyTrieProof(hasher, hex(root), hex(key), nodes.map(hex))
  if (proven.kind === 'refused') return proven.problem
  return proven.kind === 'absent' ? 'absent' : `=${bytesToHex(proven.value)}`
}

interface TrieVector {
  readonly in: Readonly<Record<string, string | null>> | readonly (readonly [string, string | null])[]
  readonly root: string
}

/** What is left in the trie after all pairs were written in turn. */
function pairsOf(vector: TrieVector, isSecure: boolean): (readonly [string, string])[] {
  const left = new Map<string, string>()
  for (const [name, value] of Array.isArray(vector.in)
    ? (vector.in as [string, string | null][])
    : Object.entries(vector.in)) {
    const key = isSecure ? keccak(hexOfText(name)) : hexOfText(name)
    if (value === null) left.delete(key)
    else left.set(key, hexOfText(value as string))
  }
  return [...left]
}

describe('proofs over the published tries', () => {
  it('end in the value of each key, and in no value for keys that are not there', (context) => {
    if (missing !== null) return context.skip(missing)
    let tries = 0
    let held = 0
    let refused = 0
    for (const { name, text } of vectorFiles('ethereum/TrieTests')) {
      if (name.includes('nextprev')) continue
      for (const [label, vector] of Object.entries(JSON.parse(text) as Record<string, TrieVector>)) {
        const pairs = pairsOf(vector, name.toLowerCase().includes('secure'))
        const trie = buildTrie(pairs)
        expect(`0x${trie.root}`, `${name} ${label}`).toBe(vector.root)
        tries += 1
        for (const [key, value] of pairs) {
          const proof = trie.proofOf(key)
          expect(prove(trie.root, key, proof), `${name} ${label}`).toBe(`=${value}`)
          expect(prove(trie.root, key, proof.slice(0, -1))).toBe('incomplete')
          expect(prove(trie.root, key, [...proof, '0x80'])).toBe('surplus')
          expect(prove(keccak(trie.root), key, proof)).toBe('node-differs')
          const absent = `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`
          if (!pairs.some(([other]) => other === absent)) {
            // The nodes of a neighbour's path may be too many or too few for it, but never give it a value.
            expect(prove(trie.root, absent, proof)).toMatch(/^(?:absent|surplus|incomplete|node-differs)$/)
          }
          held += 1
          refused += 3
        }
      }
    }
    console.log(`ethereum trie vectors: ${tries} roots, ${held} proofs that hold, ${refused} refused`)
    expect(tries).toBe(25)
    expect(held).toBeGreaterThan(50)
  })
})

describe('a trie proof', () => {
  const key = fc.uint8Array({ minLength: 1, maxLength: 4 }).map(bytesToHex)
  const value = fc.uint8Array({ minLength: 1, maxLength: 40 }).map(bytesToHex)

  it('holds for every key of a random trie and for no altered node', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, minLength: 1, maxLength: 24 }),
        fc.nat(),
        (pairs, pick) => {
          const trie = buildTrie(pairs)
          const [wanted, held] = pairs[pick % pairs.length] as [string, string]
          const proof = trie.proofOf(wanted)
          expect(prove(trie.root, wanted, proof)).toBe(`=${held}`)
          const node = pick % proof.length
          const text = proof[node] as string
          const at = 2 + (pick % (text.length - 2))
          const bent = text.slice(0, at) + (text[at] === 'a' ? 'b' : 'a') + text.slice(at + 1)
          expect(prove(trie.root, wanted, proof.with(node, bent))).toBe('node-differs')
        },
      ),
      { numRuns: 200 },
    )
  })

  it('never throws and never gives a value for random nodes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 6 }),
        fc.uint8Array({ maxLength: 8 }),
        (nodes, wanted) => {
          // The first node is named rightly, so that what is inside it is read.
          const root = hasher.hash(nodes[0] ?? new Uint8Array(0))
          expect(['value', 'absent', 'refused']).toContain(verifyTrieProof(hasher, root, wanted, nodes).kind)
          statedLeafValue(nodes)
        },
      ),
    )
  })

  it.each([
    ['a leaf that has no value', 'c2 20 80'],
    ['a path with a flag that there is none of', 'c2 41 61'],
    ['a path whose padding is not zero', 'c2 21 61'],
    ['an extension without a path', 'c2 00 c2 20 61'],
    ['three members', 'c3 20 61 61'],
    ['a node that is a text', '83 616161'],
    ['no RLP', 'c9 20'],
  ])('is malformed with %s', (_what, text) => {
    const node = text.replaceAll(' ', '')
    expect(prove(keccak(node), '', [`0x${node}`])).toBe('malformed')
  })

  it('of the empty trie shows that nothing is there', () => {
    expect(prove(keccak('80'), 'abcd', [])).toBe('absent')
    expect(prove(keccak('80'), 'abcd', ['0x80'])).toBe('absent')
    expect(prove(keccak('81'), 'abcd', [])).toBe('incomplete')
  })
})
