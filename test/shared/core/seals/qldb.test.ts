/** QLDB blocks: a published one, and strands made here with plain code of its own. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import type { Hasher } from '../../../../src/shared/core/bytes/hasher.ts'
import {
  checkBlock,
  compareHashes,
  dot,
  readManifest,
  readQldbBlock,
  rootOf,
} from '../../../../src/shared/core/seals/qldb.ts'
import { QldbStrands } from '../../../../src/shared/core/seals/qldb-strands.ts'
import { plainBlocks, plainDot, plainRoot } from './plain-qldb.ts'

let sha256: Hasher
beforeAll(async () => {
  sha256 = await loadHasher('sha256')
})

/** A block summary from the tests of AWS's Python samples for QLDB streams. */
const published = {
  blockAddress: { strandId: 'HbD9IggL584EPHmfwjmVz0', sequenceNo: 3 },
  transactionId: '0007KbqoyqAIch6XRbQ4iA',
  blockTimestamp: '2019-12-11T07:20:51.261Z',
  blockHash: 'lu425dAWsmvzxuNHTbn4ID4mLo0bWKkjLP2Uel4wrPQ=',
  entriesHash: 'RNGQGcOKCGLCo5S+hs1eboanNrocIzRiqzzq1s99G/Q=',
  previousBlockHash: 'pV28aszpqJH9LOO9oMsACDmXfdzdEW7HYxzuQVIjSDU=',
  entriesHashList: [
    'LmcGQjLlfScQQxbzaoglEpXpeN9bp7I/QUk690ncEpk=',
    'vJFOcsNRM14gsIBSEnwPhMVgRAWf/4EUW5gPYbtmDv0=',
    'KXJrG8t/KePERHasyztlv4kZPol4Q2buhWmy7iJrsiY=',
    'Lz3XWBwtWyBA/Lhj+UoLhbajPQ8Mk9N4j0HJlrm2OTg=',
  ],
  revisionSummaries: [{ hash: 'vJFOcsNRM14gsIBSEnwPhMVgRAWf/4EUW5gPYbtmDv0=', documentId: 'D35qd3e2prnJYmtKW6kok1' }],
}

describe('a published block', () => {
  it('recomputes: entries from their list, block from entries and previous block, revision among the entries', () => {
    const block = readQldbBlock(published)
    expect(block).toBeDefined()
    expect(checkBlock(sha256, block as NonNullable<typeof block>)).toMatchObject({
      blockHolds: true,
      entriesHold: true,
      revisionsListed: true,
    })
  })

  it.each(['blockHash', 'entriesHash', 'previousBlockHash'] as const)('does not recompute with another %s', (name) => {
    const altered = { ...published, [name]: `A${published[name].slice(1)}` }
    expect(checkBlock(sha256, readQldbBlock(altered) as never).blockHolds).toBe(false)
  })

  it('so does the example block of the developer guide', () => {
    // Amazon QLDB developer guide, "Journal contents". The guide calls the values illustrations; these two recompute.
    const list = [
      'BUCXP6oYgmug2AfPZcAZup2lKolJNTbTuV5RA1VaFpo=',
      'cTIRkjuULzp/4KaUEsb/S7+TG8FvpFiZHT4tEJGcANc=',
      '3aktJSMyJ3C5StZv4WIJLu/w3D8mGtduZvP0ldKUaUM=',
      'GPKIJ1+o8mMZmPj/35ZQXoca2z64MVYMCwqs/g080IM=',
    ].map((text) => Buffer.from(text, 'base64'))
    const root = rootOf(sha256, list)
    expect(Buffer.from(root).toString('base64')).toBe('buYYc5kV4rrRtJAsrIQnfnhgkzfQ8BKjI0C2vFnYQEw=')
    const previous = Buffer.from('I1UKRIWUgkM1X6042kcoZ/eN1rn0uxhDTc08zw9kZ5I=', 'base64')
    expect(Buffer.from(dot(sha256, root, previous)).toString('base64')).toBe(
      'QS5lJt8vRxT30L9OGL5oU1pxFTe+UlEwakYBCrvGQ4A=',
    )
  })
})

describe('the dot operator', () => {
  it('compares signed bytes from the last one', () => {
    const hash = (last: number): Uint8Array => new Uint8Array(32).fill(9, 0, 31).fill(last, 31)
    expect(compareHashes(hash(0x80), hash(0x7f))).toBeLessThan(0)
    expect(compareHashes(hash(0), hash(0xff))).toBeGreaterThan(0)
    expect(compareHashes(hash(1), hash(1))).toBe(0)
  })

  it('agrees with plain code over random hashes and lists of any length', () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
    fc.assert(
      fc.property(fc.array(hash, { maxLength: 20 }), hash, (list, other) => {
        expect(Buffer.from(rootOf(sha256, list))).toEqual(plainRoot(list.map((item) => Buffer.from(item))))
        expect(Buffer.from(dot(sha256, list[0] ?? new Uint8Array(), other))).toEqual(
          plainDot(Buffer.from(list[0] ?? []), Buffer.from(other)),
        )
      }),
    )
  })
})

describe('strands', () => {
  const walk = (records: readonly object[]): ReturnType<QldbStrands['finish']> => {
    const strands = new QldbStrands()
    for (const [index, record] of records.entries()) strands.add(readQldbBlock(record as never) as never, index)
    return strands.finish()
  }

  it('follows every link of an untouched strand, in any order of the file', () => {
    const blocks = plainBlocks(40)
    for (const order of [blocks, blocks.toReversed()]) {
      const [strand] = walk(order)
      expect(strand).toMatchObject({ blocks: 40, ok: 39, missing: 0n, fromGenesis: true, breaks: [] })
    }
  })

  it.each([
    ['a block taken out', (blocks: object[]) => blocks.splice(20, 1), ['gap']],
    ['the last blocks taken out', (blocks: object[]) => blocks.splice(35), []],
    ['a block twice', (blocks: object[]) => blocks.push(blocks[3] as object), ['repeated']],
    [
      'another block in its place',
      (blocks: object[]) => (blocks[10] = { ...blocks[10], blockHash: createHash('sha256').digest('base64') }),
      ['broken'],
    ],
    [
      'a second block of one address',
      (blocks: object[]) => blocks.push({ ...blocks[5], blockHash: createHash('sha256').digest('base64') }),
      ['fork'],
    ],
  ])('locates %s', (_, change, links) => {
    const blocks: object[] = plainBlocks(40)
    change(blocks)
    expect(walk(blocks).flatMap(({ breaks }) => breaks.map(({ link }) => link))).toEqual(links)
  })

  it('compares with the objects that a manifest lists', () => {
    const strands = new QldbStrands()
    for (const [index, record] of plainBlocks(10).entries()) strands.add(readQldbBlock(record as never) as never, index)
    const manifest = readManifest(
      JSON.stringify({
        keys: [
          'p/2020/01/02/03/strandA.0-4.json',
          'p/2020/01/02/03/strandA.5-8.json',
          'p/2020/01/02/03/strandB.7-9.json',
        ],
      }),
    )
    expect(strands.compare(manifest?.ranges ?? [])).toEqual({ missing: 3n, unlisted: 1 })
    expect(readManifest('{"keys":')).toBeNull()
    expect(readManifest('{"keys":["x",7]}')).toEqual({ ranges: [], unread: 2 })
  })
})

describe('hostile records', () => {
  it('reads any JSON as a block or as none, without throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const block = readQldbBlock(value as never)
        if (block !== undefined) checkBlock(sha256, block)
        const mixed = readQldbBlock({ ...published, entriesHashList: [value], revisions: [value] } as never)
        if (mixed !== undefined) checkBlock(sha256, mixed)
        expect(readQldbBlock({ ...published, blockAddress: value } as never)?.sequence ?? 0n).toBeTypeOf('bigint')
      }),
    )
  })
})
