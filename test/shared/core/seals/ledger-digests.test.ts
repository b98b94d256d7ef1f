/** Ledger digests compared with one another. The first one is the example of Microsoft's documentation. */
import { describe, expect, it } from 'vitest'
import {
  compareDigests,
  createdFromPath,
  readLedgerDigest,
  type LedgerDigest,
} from '../../../../src/shared/core/seals/ledger-digests.ts'

const example = {
  database_name: 'ledgerdb',
  block_id: 0,
  hash: '0xDC160697D823C51377F97020796486A59047EBDBF77C3E8F94EEE0FFF7B38A6A',
  last_transaction_commit_time: '2020-11-12T18:01:56.6200000',
  digest_time: '2020-11-12T18:39:27.7385724',
}
const at = (block: number, day: number, more: object = {}): LedgerDigest => {
  const digest = readLedgerDigest(
    {
      ...example,
      block_id: block,
      hash: `0x${block.toString(16).padStart(64, '0')}`,
      last_transaction_commit_time: `2024-03-${String(day).padStart(2, '0')}T10:00:00.0000000`,
      digest_time: `2024-03-${String(day).padStart(2, '0')}T10:00:30.0000000`,
      ...more,
    },
    null,
  )
  if (typeof digest === 'string') throw new Error(digest)
  return digest
}
const reasons = (digests: readonly LedgerDigest[]): string[] =>
  compareDigests(digests).breaks.map(({ digest, item, reason }) => `${digest} ${item} ${reason}`)

describe('reading', () => {
  it('reads the documented example', () => {
    expect(readLedgerDigest(example, null)).toMatchObject({
      database: 'ledgerdb',
      block: 0n,
      hash: 'dc160697d823c51377f97020796486a59047ebdbf77c3e8f94eee0fff7b38a6a',
      commitMicros: Date.UTC(2020, 10, 12, 18, 1, 56, 620) * 1000,
    })
  })

  it.each([
    [{ ...example, hash: `${example.hash.slice(0, -1)}` }, 'hash-malformed'],
    [{ ...example, block_id: -1 }, 'digest-malformed'],
    [{ ...example, digest_time: 'yesterday' }, 'digest-malformed'],
    [{ database_name: 'x' }, 'digest-malformed'],
    [null, 'digest-malformed'],
  ])('says what is wrong with %j', (value, reason) => expect(readLedgerDigest(value, null)).toBe(reason))

  it('takes the creation time from the path of the storage', () => {
    expect(createdFromPath('sqldbledgerdigests/server/db/2021-04-05 06:07:08/ledgerdigest.json')).toBe(
      '2021-04-05 06:07:08',
    )
    expect(createdFromPath('digests/2021-04-05.json')).toBeNull()
  })
})

describe('comparing', () => {
  it('finds nothing in digests that go forward, repeated blocks included, in any order of the list', () => {
    const digests = [at(1, 1), at(4, 2), at(4, 2, { digest_time: '2024-03-03T00:00:00' }), at(9, 4)]
    expect(reasons(digests)).toEqual([])
    expect(reasons(digests.toReversed())).toEqual([])
    expect(compareDigests(digests)).toMatchObject({
      repeated: 1,
      compared: 4,
      incarnations: [{ firstBlock: 1n, lastBlock: 9n, digests: 4 }],
    })
  })

  it('finds another hash for the same block, and blocks and times that go back', () => {
    expect(reasons([at(1, 1), at(2, 2), at(2, 3, { hash: 'ff'.repeat(32) })])).toEqual(['2 hash ledger-hash-differs'])
    expect(reasons([at(5, 1), at(3, 2)])).toEqual(['1 block_id ledger-goes-back'])
    expect(reasons([at(5, 4), at(6, 2, { digest_time: '2024-03-05T00:00:00' })])).toEqual([
      '1 last_transaction_commit_time ledger-goes-back',
    ])
    expect(reasons([at(5, 4, { digest_time: '2024-03-04T09:00:00' })])).toEqual(['0 digest_time ledger-goes-back'])
  })

  it('keeps databases and their creations apart: a restore begins anew', () => {
    const before = [at(7, 1, { database_create_time: 'a' }), at(8, 2, { database_create_time: 'a' })]
    const after = [at(3, 3, { database_create_time: 'b' }), at(4, 4, { database_create_time: 'b' })]
    expect(reasons([...before, ...after])).toEqual([])
    expect(compareDigests([...before, ...after]).incarnations).toHaveLength(2)
    expect(reasons([...before, ...after].map((digest) => ({ ...digest, created: null })))).toHaveLength(2)
    expect(reasons([at(7, 1), at(2, 2, { database_name: 'other' })])).toEqual([])
  })
})
