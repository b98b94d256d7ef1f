/** One thing bent at a time in a captured day whose block the auditor knows: what is named, and how far it still reaches. */
import { describe, expect, it } from 'vitest'
import type { AnchorVerdict } from '../../../../src/shared/model/anchor.ts'
import { capturedDay, headerHash, judge, remint, trustIn, type Day, type Json } from './captured-days.ts'

/** Hash of the third day's block as the node printed it when it was captured. */
const blockHash = '0xf006ef845222b1a127e4986d26b44c9e985119f29abeeecc27f3500b4b98da60'

const flipped = (hex: string, at: number): string =>
  hex.slice(0, at) + (hex[at] === '0' ? '1' : '0') + hex.slice(at + 1)

/** What was bent, how, and the reason that must be named first. Day 2: three transactions, the call in the middle. */
const bends: readonly (readonly [string, (day: Day) => unknown, string, AnchorVerdict['rung']])[] = [
  [
    'an entry was changed',
    (day) => (day.batch = { ...(day.batch as NonNullable<Day['batch']>), root: 'ab'.repeat(32) }),
    'root-differs',
    'claimed',
  ],
  [
    'the claim’s root was changed',
    (day) => (day.claim.merkle_root = flipped(day.claim.merkle_root, 5)),
    'root-differs',
    'claimed',
  ],
  [
    'the claim’s root and the entries were changed alike',
    (day) => {
      day.claim.merkle_root = 'ab'.repeat(32)
      day.batch = { ...(day.batch as NonNullable<Day['batch']>), root: 'ab'.repeat(32) }
    },
    'calldata-differs',
    'claimed',
  ],
  [
    'the claim’s block number was changed',
    (day) => (day.claim.block_number = 9),
    'block-number-differs',
    'header-known',
  ],
  ['the claim’s time was changed', (day) => (day.claim.timestamp += 1), 'anchored-time-differs', 'header-known'],
  [
    'the claim names a transaction that its block does not list',
    (day) => (day.claim.blockchain_tx = `0x${'12'.repeat(32)}`),
    'transaction-not-included',
    'claimed',
  ],
  [
    'the claim names another transaction of the block',
    (day) => (day.claim.blockchain_tx = (day.block['transactions'] as Json[])[0]?.['hash'] as string),
    'contract-differs',
    'claimed',
  ],
  [
    'another contract is under audit',
    (day) => ((day.transcripts[0] as Day['transcripts'][0]).contract = `0x${'99'.repeat(20)}`),
    'contract-differs',
    'claimed',
  ],
  [
    'the transcript names another chain than the transaction is signed for',
    (day) => ((day.transcripts[0] as Day['transcripts'][0]).chainId = '1'),
    'chain-differs',
    'claimed',
  ],
  [
    'an entry was left out',
    (day) => (day.batch = { ...(day.batch as NonNullable<Day['batch']>), count: 5 }),
    'count-differs',
    'header-known',
  ],
  [
    'the first entry has another time',
    (day) => (day.batch = { ...(day.batch as NonNullable<Day['batch']>), firstTimestamp: '2024-11-17T08:35:05Z' }),
    'first-timestamp-differs',
    'header-known',
  ],
  [
    'the last entry has no time',
    (day) => (day.batch = { ...(day.batch as NonNullable<Day['batch']>), lastTimestamp: null }),
    'last-timestamp-differs',
    'header-known',
  ],
  [
    'the root in the calldata was changed',
    (day) => (day.transaction['input'] = flipped(day.transaction['input'] as string, 20)),
    'calldata-differs',
    'claimed',
  ],
  [
    'the count in the calldata was changed',
    (day) =>
      (day.transaction['input'] = (day.transaction['input'] as string).replace(
        Buffer.from('"count":6').toString('hex'),
        Buffer.from('"count":7').toString('hex'),
      )),
    'count-differs',
    'consistent',
  ],
  [
    'a padding byte of the calldata was changed',
    (day) =>
      (day.transaction['input'] = flipped(
        day.transaction['input'] as string,
        (day.transaction['input'] as string).length - 1,
      )),
    'transaction-not-included',
    'consistent',
  ],
  [
    'the calldata calls another function',
    (day) => (day.transaction['input'] = flipped(day.transaction['input'] as string, 3)),
    'calldata-differs',
    'claimed',
  ],
  [
    'the nonce of the transaction was changed',
    (day) => (day.transaction['nonce'] = '0x63'),
    'transaction-not-included',
    'consistent',
  ],
  [
    'another transaction of the block was changed',
    (day) => (((day.block['transactions'] as Json[])[2] as Json)['value'] = '0x77'),
    'transaction-not-included',
    'consistent',
  ],
  [
    'another transaction states a hash that is not its own',
    (day) => (((day.block['transactions'] as Json[])[2] as Json)['hash'] = `0x${'34'.repeat(32)}`),
    'transaction-not-included',
    'consistent',
  ],
  [
    'a transaction was dropped from the block',
    (day) => (day.block['transactions'] as Json[]).pop(),
    'transaction-not-included',
    'consistent',
  ],
  ['the receipts were reordered', (day) => day.receipts.reverse(), 'receipt-not-included', 'consistent'],
  ['a receipt was dropped', (day) => day.receipts.pop(), 'receipt-not-included', 'consistent'],
  [
    'the status of the receipt was changed',
    (day) => ((day.receipts[1] as Json)['status'] = '0x0'),
    'receipt-not-included',
    'consistent',
  ],
  ['a log was dropped', (day) => ((day.receipts[2] as Json)['logs'] = []), 'receipt-not-included', 'consistent'],
  [
    'a printed bloom was changed',
    (day) => ((day.receipts[2] as Json)['logsBloom'] = `0x${'00'.repeat(256)}`),
    'receipt-not-included',
    'consistent',
  ],
  [
    'the receipt names another transaction',
    (day) => ((day.receipts[1] as Json)['transactionHash'] = `0x${'56'.repeat(32)}`),
    'receipt-of-other-transaction',
    'consistent',
  ],
  [
    'the printed block hash was changed',
    (day) => (day.block['hash'] = flipped(day.block['hash'] as string, 9)),
    'header-hash-differs',
    'consistent',
  ],
  [
    'the block’s time was changed',
    (day) => (day.block['timestamp'] = '0x67000000'),
    'header-hash-differs',
    'consistent',
  ],
  [
    'the parent hash was changed',
    (day) => (day.block['parentHash'] = `0x${'78'.repeat(32)}`),
    'header-hash-differs',
    'consistent',
  ],
  [
    'the header’s receipts root was changed',
    (day) => (day.block['receiptsRoot'] = `0x${'78'.repeat(32)}`),
    'receipt-not-included',
    'consistent',
  ],
  [
    'the header’s transactions root was changed',
    (day) => (day.block['transactionsRoot'] = `0x${'78'.repeat(32)}`),
    'transaction-not-included',
    'consistent',
  ],
  ['the last header field was cut off', (day) => delete day.block['requestsHash'], 'header-hash-differs', 'consistent'],
]

describe('an anchor with one thing bent', () => {
  it.each(bends)('is a mismatch when %s', async (_name, bend, reason, rung) => {
    const day = { ...(await capturedDay(2)), trust: [trustIn(blockHash)] }
    bend(day)
    const verdict = await judge(day)
    expect(verdict).toMatchObject({ verdict: 'mismatch', reason, rung })
    const decisive = verdict.steps.find((step) => step.reason === reason)
    expect(decisive?.holds).toBe(false)
    expect(decisive?.expected).not.toBe(decisive?.actual)
  })

  it('gathers every difference, not the first alone', async () => {
    const day = await capturedDay(2)
    day.claim.block_number = 9
    day.batch = { root: 'ab'.repeat(32), count: 5, firstTimestamp: 'x', lastTimestamp: 'y' }
    ;(day.receipts[1] as Json)['status'] = '0x0'
    const verdict = await judge(day)
    expect(verdict.steps.filter((step) => !step.holds).map((step) => [step.step, step.reason])).toEqual([
      ['claim-root', 'root-differs'],
      ['calldata-root', 'root-differs'],
      ['metadata-count', 'count-differs'],
      ['metadata-first-timestamp', 'first-timestamp-differs'],
      ['metadata-last-timestamp', 'last-timestamp-differs'],
      ['receipt-in-block', 'receipt-not-included'],
      ['receipt-status', 'transaction-failed'],
      ['block-number', 'block-number-differs'],
      ['header-known', 'header-not-known'],
    ])
  })

  it('keeps the anchored and the recomputed value', async () => {
    const day = await capturedDay(2)
    day.batch = { ...(day.batch as NonNullable<Day['batch']>), count: 5 }
    const step = (await judge(day)).steps.find((candidate) => candidate.step === 'metadata-count')
    expect(step).toEqual({ step: 'metadata-count', holds: false, expected: '6', actual: '5', reason: 'count-differs' })
  })
})

describe('a block minted anew around changed content', () => {
  it('is never more than included, and the known header shows it', async () => {
    for (const bend of [
      (day: Day): unknown => (day.block['parentHash'] = `0x${'78'.repeat(32)}`),
      (day: Day): unknown => (day.block['timestamp'] = '0x67000000'),
      (day: Day): unknown => (day.transaction['nonce'] = '0x63'),
    ]) {
      const day = { ...(await capturedDay(2)), trust: [trustIn(blockHash)] }
      bend(day)
      await remint(day)
      expect(await judge(day)).toMatchObject({ verdict: 'not-checked', reason: 'header-not-known', rung: 'included' })
    }
  })

  it('is a mismatch when the call in it failed', async () => {
    const day = await capturedDay(2)
    ;(day.receipts[1] as Json)['status'] = '0x0'
    await remint(day)
    const verdict = await judge({ ...day, trust: [trustIn(await headerHash(day.block))] })
    expect(verdict).toMatchObject({ verdict: 'mismatch', reason: 'transaction-failed', rung: 'consistent' })
  })

  it('cannot lend its hash to another entry list', async () => {
    const day = await capturedDay(2)
    const root = 'ab'.repeat(32)
    day.transaction['input'] = (day.transaction['input'] as string).replace(day.claim.merkle_root, root)
    day.claim.merkle_root = root
    await remint(day)
    expect(await judge({ ...day, trust: [trustIn(await headerHash(day.block))] })).toMatchObject({
      verdict: 'mismatch',
      reason: 'root-differs',
    })
  })
})
