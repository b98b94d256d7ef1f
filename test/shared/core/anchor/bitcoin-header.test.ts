/** Bitcoin headers: facts of the main chain, the rules between headers, and what makes a header known. */
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import {
  bitsFromTarget,
  computeHeaderHash,
  computeNextBits,
  mainChainEasiestBits,
  printedHash,
  printedTarget,
  readBitcoinHeader,
  targetFromBits,
} from '../../../../src/shared/core/anchor/bitcoin-header.ts'
import { checkBitcoinHeaders, type BitcoinHeaders } from '../../../../src/shared/core/anchor/bitcoin-header-runs.ts'
import type { Hasher } from '../../../../src/shared/core/bytes/hasher.ts'
import { bytesToHex } from '../../../../src/shared/core/bytes/hex.ts'
import {
  coinbase,
  doubleSha256,
  easyBits,
  mainChain,
  mainChainHash,
  minedChain,
  minedHeader,
  printed,
} from '../../../support/plain-bitcoin.ts'

let sha256: Hasher
beforeAll(async () => {
  sha256 = await loadHasher('sha256')
})

const heights = [0, 1, 358391] as const
const raw = (height: keyof typeof mainChain): Buffer => Buffer.from(mainChain[height], 'hex')

describe('headers of the main chain', () => {
  it.each(heights)('block %i has its hash, and work that fits its target', (height) => {
    expect(printedHash(computeHeaderHash(raw(height), 0, sha256))).toBe(mainChainHash[height])
    const [found] = checkBitcoinHeaders([{ name: 'a', startHeight: height, bytes: raw(height) }], [], sha256).at(height)
    expect(found).toMatchObject({ hash: mainChainHash[height], fault: null, standing: { kind: 'not-known' } })
    expect(found?.target).toHaveLength(64)
    expect((found?.hash ?? 'f') < (found?.target ?? '')).toBe(true)
  })

  it.each([0, 1] as const)('block %i has the double SHA-256 of its only transaction as Merkle root', (height) => {
    const { merkleRoot } = readBitcoinHeader(raw(height))
    expect(bytesToHex(merkleRoot)).toBe(doubleSha256(Buffer.from(coinbase[height], 'hex')).toString('hex'))
  })

  it('0 and 1 are linked, and block 1 alone fixes block 0', () => {
    const run = { name: 'archive', startHeight: 0, bytes: Buffer.concat([raw(0), raw(1)]) }
    const headers = checkBitcoinHeaders([run], [{ height: 1, header: mainChain[1] }], sha256)
    expect(headers.at(0)).toMatchObject([{ fault: null, standing: { kind: 'known', byHeight: 1 } }])
    const alone = checkBitcoinHeaders([{ ...run, bytes: raw(0) }], [{ height: 1, header: mainChain[1] }], sha256)
    expect(alone.at(0)).toMatchObject([{ standing: { kind: 'known', byHeight: 1 } }])
  })

  it('that begins with another block than the genesis block is in conflict with itself', () => {
    const headers = checkBitcoinHeaders([{ name: 'a', startHeight: 0, bytes: raw(1) }], [], sha256)
    expect(headers.at(0)).toMatchObject([
      { standing: { kind: 'conflict', fault: { height: 0, expected: mainChainHash[0], actual: mainChainHash[1] } } },
    ])
  })

  it('reads fields where the developer reference puts them', () => {
    expect(readBitcoinHeader(raw(358391))).toMatchObject({ timeSeconds: 1_432_827_678, bits: 0x181686f5 })
    expect(() => readBitcoinHeader(raw(0).subarray(1))).toThrow(RangeError)
  })
})

describe('the compact form of targets', () => {
  // Bitcoin Core, src/test/arith_uint256_tests.cpp (bignum_SetCompact).
  it.each([
    [0, null],
    [0x00123456, null],
    [0x01003456, null],
    [0x02000056, null],
    [0x03000000, null],
    [0x00923456, null],
    [0x01803456, null],
    [0x01123456, '12'],
    [0x01fedcba, null],
    [0x02123456, '1234'],
    [0x03123456, '123456'],
    [0x04123456, '12345600'],
    [0x04923456, null],
    [0x05009234, '92340000'],
    [0x20123456, `123456${'00'.repeat(29)}`],
    [0xff123456, null],
    [0x1d00ffff, `ffff${'00'.repeat(26)}`],
  ])('0x%s', (bits, hex) => {
    const target = targetFromBits(bits)
    expect(target === null ? null : printedTarget(target)).toBe(hex === null ? null : hex.padStart(64, '0'))
  })

  it('keeps what it can hold, and rounds down', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: (1n << 256n) - 1n }), (target) => {
        const kept = targetFromBits(bitsFromTarget(target)) as bigint
        expect(kept <= target).toBe(true)
        expect(bitsFromTarget(kept)).toBe(bitsFromTarget(target))
        expect((target - kept) * 0x8000n < target).toBe(true)
      }),
    )
  })

  // Bitcoin Core, src/test/pow_tests.cpp (get_next_work and its limits).
  it.each([
    ['as time went', 0x1d00ffff, 1_261_130_161, 1_262_152_739, 0x1d00d86a],
    ['at the easiest target', 0x1d00ffff, 1_231_006_505, 1_233_061_996, 0x1d00ffff],
    ['at most four times harder', 0x1c05a3f4, 1_279_008_237, 1_279_297_671, 0x1c0168fd],
    ['at most four times easier', 0x1c387f6f, 1_263_163_443, 1_269_211_443, 0x1d00e1fd],
  ])('changes after two weeks of blocks: %s', (_name, bits, first, last, expected) => {
    expect(computeNextBits(bits, first, last, mainChainEasiestBits)).toBe(expected)
  })
})

describe('runs of headers', () => {
  const root = (index: number): Buffer => doubleSha256(Buffer.from([index & 255, index >> 8]))
  const start = 700_000
  const chain = minedChain(40, root)
  const pin = (index: number, header = chain[index] as Buffer): { height: number; header: string } => ({
    height: start + index,
    header: header.toString('hex'),
  })
  const checked = (
    headers: readonly Buffer[],
    pinned: readonly { height: number; header: string }[] = [],
    startHeight = start,
  ): BitcoinHeaders =>
    checkBitcoinHeaders([{ name: 'run', startHeight, bytes: Buffer.concat(headers) }], pinned, sha256, {
      easiestBits: easyBits,
    })
  const standings = (headers: BitcoinHeaders, indexes: readonly number[]): string[] =>
    indexes.map((index) => headers.at(start + index)[0]?.standing.kind ?? 'absent')
  const faultsOf = (headers: BitcoinHeaders): unknown =>
    headers.runs.map(({ fault }) => fault && [fault.reason, fault.height - start])

  it('that hold have no fault; without a vouched header none is known', () => {
    const headers = checked(chain)
    expect(headers.runs).toEqual([{ name: 'run', startHeight: start, count: 40, fault: null }])
    expect(standings(headers, [-1, 0, 20, 39, 40])).toEqual(['absent', 'not-known', 'not-known', 'not-known', 'absent'])
  })

  it('are known up to a vouched header and not after it', () => {
    expect(standings(checked(chain, [pin(20)]), [0, 19, 20, 21, 39])).toEqual([
      'known',
      'known',
      'known',
      'not-known',
      'not-known',
    ])
  })

  it('are known through the header after their last, which names it', () => {
    const headers = checked(chain.slice(0, 30), [pin(30)])
    expect(headers.at(start + 3)).toMatchObject([{ standing: { kind: 'known', byHeight: start + 30 } }])
    expect(headers.at(start + 30)).toMatchObject([{ origin: 'trust store', standing: { kind: 'known' } }])
  })

  it('that are moved by one height contradict the vouched header', () => {
    const headers = checked(chain, [pin(20)], start + 1)
    expect(headers.at(start + 3)).toMatchObject([
      { standing: { kind: 'conflict', fault: { reason: 'bitcoin-header-conflict' } } },
    ])
  })

  it('with a header exchanged for a mined one break there: nothing before it is known', () => {
    const other = minedHeader({
      previous: doubleSha256(chain[9] as Buffer),
      root: root(999),
      time: 1_700_006_000,
      bits: easyBits,
    })
    const headers = checked(chain.with(10, other), [pin(20)])
    expect(faultsOf(headers)).toEqual([['bitcoin-link-differs', 11], null])
    expect(standings(headers, [9, 10, 11, 20])).toEqual(['not-known', 'not-known', 'known', 'known'])
    // The vouched header right after the break fixes the header at the break, which names another one before it.
    expect(standings(checked(chain.with(10, other), [pin(12)]), [9, 10, 11])).toEqual([
      'not-known',
      'not-known',
      'known',
    ])
    // Vouched for at the break, it fixes what should stand before it: the run is in conflict, the header is not.
    expect(standings(checked(chain.with(10, other), [pin(11)]), [9, 10, 11])).toEqual(['conflict', 'conflict', 'known'])
  })

  it.each([
    [
      'work that does not reach the target',
      'bitcoin-work-insufficient',
      (before: Buffer) =>
        minedHeader({ previous: doubleSha256(before), root: root(7), time: 1_700_030_000, bits: easyBits }, false),
    ],
    [
      'a target that is easier than any',
      'bitcoin-target-invalid',
      (before: Buffer) =>
        minedHeader({ previous: doubleSha256(before), root: root(7), time: 1_700_030_000, bits: 0x217fffff }),
    ],
    [
      'a negative target',
      'bitcoin-target-invalid',
      (before: Buffer) =>
        minedHeader({ previous: doubleSha256(before), root: root(7), time: 1_700_030_000, bits: 0x20ffffff }),
    ],
    [
      'another difficulty in the middle of a period',
      'bitcoin-difficulty-differs',
      (before: Buffer) =>
        minedHeader({ previous: doubleSha256(before), root: root(7), time: 1_700_030_000, bits: 0x207ffffe }),
    ],
    [
      'a time that is not after the median of eleven',
      'bitcoin-time-differs',
      // Headers 29 to 39 have the median time of header 34.
      (before: Buffer) =>
        minedHeader({
          previous: doubleSha256(before),
          root: root(7),
          time: 1_700_000_000 + 34 * 600,
          bits: easyBits,
        }),
    ],
    [
      'another header named as the one before',
      'bitcoin-link-differs',
      () => minedHeader({ previous: root(1), root: root(7), time: 1_700_030_000, bits: easyBits }),
    ],
  ] as const)('show %s', (_name, reason, next) => {
    const last = next(chain[39] as Buffer)
    const headers = checked([...chain, last])
    expect(faultsOf(headers)).toEqual([[reason, 40]])
    expect(headers.at(start + 40)).toMatchObject([{ fault: { reason } }])
    expect(headers.at(start + 39)).toMatchObject([{ fault: null }])
    // One second later than the median is enough.
    const fine = minedHeader({
      previous: doubleSha256(chain[39] as Buffer),
      root: root(7),
      time: 1_700_000_000 + 34 * 600 + 1,
      bits: easyBits,
    })
    expect(faultsOf(checked([...chain, fine]))).toEqual([null])
  })

  it('keep the headers that differ at one height apart, known ones first', () => {
    const other = minedHeader({ previous: root(1), root: root(2), time: 1_700_000_000, bits: easyBits })
    const bytes = Buffer.concat(chain)
    const headers = checkBitcoinHeaders(
      [
        { name: 'other', startHeight: start + 5, bytes: other },
        { name: 'run', startHeight: start, bytes },
        { name: 'again', startHeight: start, bytes },
      ],
      [],
      sha256,
      { easiestBits: easyBits },
    )
    expect(headers.at(start + 5).map(({ origin }) => origin)).toEqual(['other', 'run'])
    const withPin = checkBitcoinHeaders(
      [
        { name: 'other', startHeight: start + 5, bytes: other },
        { name: 'run', startHeight: start, bytes },
      ],
      [pin(39)],
      sha256,
      { easiestBits: easyBits },
    )
    expect(withPin.at(start + 5).map(({ origin, standing }) => [origin, standing.kind])).toEqual([
      ['run', 'known'],
      ['other', 'not-known'],
    ])
  })

  it('of the trust store that differ at one height are both in conflict', () => {
    const other = minedHeader({ previous: root(1), root: root(2), time: 1_700_000_000, bits: easyBits })
    const headers = checkBitcoinHeaders([], [pin(5), pin(5, other)], sha256, { easiestBits: easyBits })
    expect(headers.at(start + 5).map(({ standing }) => standing.kind)).toEqual(['conflict', 'conflict'])
  })

  it('changes difficulty where two weeks of blocks say so', () => {
    const period = minedChain(2016, root, 1_600_000_000)
    const last = period[2015] as Buffer
    const at = 2016 * 300
    const next = (bits: number): BitcoinHeaders =>
      checkBitcoinHeaders(
        [
          {
            name: 'run',
            startHeight: at - 2016,
            bytes: Buffer.concat([
              ...period,
              minedHeader({ previous: doubleSha256(last), root: root(1), time: 1_601_300_000, bits }),
            ]),
          },
        ],
        [],
        sha256,
        { easiestBits: easyBits },
      )
    // 2015 steps of ten minutes against 2016: a little harder.
    const expected = computeNextBits(easyBits, 1_600_000_000, 1_600_000_000 + 2015 * 600, easyBits) as number
    expect(expected).toBe(0x207fefbd)
    expect(next(expected).at(at)).toMatchObject([{ fault: null }])
    expect(next(easyBits).at(at)).toMatchObject([{ fault: { reason: 'bitcoin-difficulty-differs' } }])
  })

  it('prints hashes as the plain second implementation does', () => {
    for (const [index, header] of chain.entries())
      expect(checked(chain).at(start + index)[0]?.hash).toBe(printed(doubleSha256(header)))
  })

  it('refuses to be made of parts of headers', () => {
    expect(() => checked([Buffer.alloc(79)])).toThrow(RangeError)
    expect(() => checked([])).toThrow(RangeError)
  })
})
