/** Pairs folded in WebAssembly against one hash after the other by @noble/hashes, for every function and shape. */
import { sha256 } from '@noble/hashes/sha2.js'
import { keccak_256, sha3_256 } from '@noble/hashes/sha3.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import type { PairFolder, PairShape } from '../../../../src/shared/core/bytes/hasher.ts'

const plainShape: PairShape = { prefix: null, rounds: 1, sorted: false }
const sortedShape: PairShape = { ...plainShape, sorted: true }

interface Folds {
  readonly name: string
  readonly shape: PairShape
  readonly folder: PairFolder
  readonly noble: (bytes: Uint8Array) => Uint8Array
}

const all: Folds[] = []
for (const [id, noble] of [
  ['keccak256', keccak_256],
  ['sha3-256', sha3_256],
  ['sha256', sha256],
] as const) {
  const hasher = await loadHasher(id)
  for (const prefix of [null, 0, 1, 0x80, 0xff])
    for (const rounds of [1, 2] as const)
      for (const sorted of [false, true]) {
        const shape = { prefix, rounds, sorted }
        const folder = hasher.pairFolder?.(shape)
        const name = `${id}, prefix ${prefix}, ${rounds} rounds${sorted ? ', sorted' : ''}`
        if (folder !== undefined) all.push({ name, shape, folder, noble })
      }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

function bytesOf(length: number, seed: number): Uint8Array {
  let state = seed >>> 0
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 24
  })
}

function plainFold({ shape, noble }: Folds, digests: Uint8Array, levels: number): Uint8Array {
  const lead = shape.prefix === null ? [] : [Uint8Array.of(shape.prefix)]
  let nodes = Array.from({ length: digests.length / 32 }, (_, at) => digests.subarray(at * 32, at * 32 + 32))
  for (let level = 0; level < levels; level += 1)
    nodes = Array.from({ length: nodes.length / 2 }, (_, at) => {
      const pair = [nodes[2 * at] as Uint8Array, nodes[2 * at + 1] as Uint8Array]
      const once = noble(Buffer.concat([...lead, ...(shape.sorted ? pair.toSorted(Buffer.compare) : pair)]))
      return shape.rounds === 2 ? noble(once) : once
    })
  return Buffer.concat(nodes)
}

function foldOf(id: string, shape: PairShape): Folds {
  const name = `${id}, prefix ${shape.prefix}, ${shape.rounds} rounds${shape.sorted ? ', sorted' : ''}`
  return all.find((item) => item.name === name) as Folds
}

describe('the folder of pairs', () => {
  it('is there for every shape of SHA-256, and for pairs alone of Keccak and SHA-3', async () => {
    expect(all.filter(({ name }) => name.startsWith('sha256'))).toHaveLength(20)
    expect(all.filter(({ name }) => !name.startsWith('sha256')).map(({ name }) => name)).toEqual([
      'keccak256, prefix null, 1 rounds',
      'keccak256, prefix null, 1 rounds, sorted',
      'sha3-256, prefix null, 1 rounds',
      'sha3-256, prefix null, 1 rounds, sorted',
    ])
    for (const id of ['sha3-512', 'sha512', 'sha1', 'blake3'] as const)
      expect((await loadHasher(id)).pairFolder?.(plainShape), id).toBeUndefined()
  })

  it('hashes as noble does, whatever the number of pairs and levels', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer(),
        fc.integer({ min: 0, max: 70 }),
        (folds, levels, left, seed, from) => {
          const count = left * 2 ** levels
          const source = bytesOf(from + count * 32 + 5, seed)
          const before = hex(source)
          const target = new Uint8Array(left * 32 + 9).fill(7)
          folds.folder.fold(source, from, count, levels, target, 4)
          const wanted = plainFold(folds, source.subarray(from, from + count * 32), levels)
          expect(hex(target), folds.name).toBe(`07070707${hex(wanted)}0707070707`)
          expect(hex(source)).toBe(before)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('hashes each small number of pairs, where vectors are not full', () => {
    for (const folds of all) {
      for (let pairs = 1; pairs <= 9; pairs += 1) {
        const source = bytesOf(pairs * 64, pairs)
        const target = new Uint8Array(pairs * 32)
        folds.folder.fold(source, 0, 2 * pairs, 1, target, 0)
        expect(hex(target), `${folds.name}, ${pairs} pairs`).toBe(hex(plainFold(folds, source, 1)))
      }
    }
  })

  it('gives the published hashes of zeros: levels 1 and 2 of the deposit contract’s tree (Ethereum, phase 0)', () => {
    const target = new Uint8Array(32)
    const { folder } = foldOf('sha256', plainShape)
    folder.fold(new Uint8Array(64), 0, 2, 1, target, 0)
    expect(hex(target)).toBe('f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b')
    folder.fold(new Uint8Array(128), 0, 4, 2, target, 0)
    expect(hex(target)).toBe('db56114e00fdd4c1f85c892bf35ac9a89289aaecb1ebd0a96cde606a748b5d71')
  })

  it.each(['keccak256', 'sha256'])(
    'takes more than one call holds, the most levels at once, and folds in place: %s',
    (id) => {
      const plain = foldOf(id, plainShape)
      const sorted = foldOf(id, sortedShape)
      const slab = bytesOf(2 * 2048 * 32, 11)
      const root = new Uint8Array(64)
      plain.folder.fold(slab, 0, 4096, 11, root, 0)
      expect(hex(root)).toBe(hex(plainFold(plain, slab, 11)))
      const layer = plainFold(sorted, slab.subarray(0, 3000 * 32), 1)
      const behind = hex(slab.subarray(1500 * 32))
      sorted.folder.fold(slab, 0, 3000, 1, slab, 0)
      expect(hex(slab.subarray(0, 1500 * 32))).toBe(hex(layer))
      expect(hex(slab.subarray(1500 * 32))).toBe(behind)
    },
  )

  it.each(['keccak256', 'sha256'])('sorts by the first byte that differs, as unsigned bytes: %s', (id) => {
    const pair = (left: number, right: number, at: number): Uint8Array => {
      const digests = new Uint8Array(64).fill(0x55)
      // What follows the byte that decides says the opposite.
      digests.fill(left > right ? 0 : 0xff, at + 1, 32)
      digests.fill(left > right ? 0xff : 0, 33 + at, 64)
      digests[at] = left
      digests[32 + at] = right
      return digests
    }
    const folds = foldOf(id, sortedShape)
    const target = new Uint8Array(32)
    for (let at = 0; at < 32; at += 1) {
      for (const digests of [pair(1, 2, at), pair(2, 1, at), pair(0x80, 0x7f, at), pair(0x7f, 0x80, at)]) {
        folds.folder.fold(digests, 0, 2, 1, target, 0)
        expect(hex(target), hex(digests)).toBe(hex(plainFold(folds, digests, 1)))
      }
    }
    const same = new Uint8Array(64).fill(3)
    folds.folder.fold(same, 0, 2, 1, target, 0)
    expect(hex(target)).toBe(hex(folds.noble(same)))
  })

  it('refuses what does not fit', () => {
    const { fold, mostLevels } = foldOf('keccak256', plainShape).folder
    const slab = new Uint8Array(4096 * 32)
    const target = new Uint8Array(32 * 32)
    const refused: readonly (readonly [number, number, number, number])[] = [
      [0, 3, 1, 0],
      [0, 6, 2, 0],
      [0, 4, 0, 0],
      [0, 4096, mostLevels + 1, 0],
      [0, -2, 1, 0],
      [-1, 2, 1, 0],
      [1, 4096, 7, 0],
      [0, 8192, 8, 0],
      [0, 64, 1, 1],
      [0, 66, 1, 0],
      [0, 2, 1, -1],
    ]
    for (const [from, count, levels, to] of refused)
      expect(() => fold(slab, from, count, levels, target, to), String([from, count, levels, to])).toThrow(RangeError)
    fold(slab, 0, 0, 1, target, 0)
    expect(target.every((byte) => byte === 0)).toBe(true)
  })
})
