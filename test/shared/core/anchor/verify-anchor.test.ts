import { describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { indexAnchors } from '../../../../src/shared/core/anchor/anchor-location.ts'
import { indexKnownHeaders } from '../../../../src/shared/core/anchor/known-headers.ts'
import { verifyAnchor } from '../../../../src/shared/core/anchor/verify-anchor.ts'
import { anchorVerdictSchema, type AnchorVerdict } from '../../../../src/shared/model/anchor.ts'
import { capturedDay, judge, remint, trustIn, type Day, type Json } from './captured-days.ts'

/** Hashes of the three blocks as the node printed them when they were captured. */
const blockHashes = [
  '0x84b499076adf5e32ddd5a8d4e33c99ef5e718f991a1d817c2877491dac698ff1',
  '0x9140d02b27418476d2bb63cd2c5842cf80114dc3bb80b5c887edc19e90f23774',
  '0xf006ef845222b1a127e4986d26b44c9e985119f29abeeecc27f3500b4b98da60',
] as const

const heldSteps = (verdict: AnchorVerdict): string[] =>
  verdict.steps.filter((step) => step.holds).map((step) => step.step)
const reasonOf = (verdict: AnchorVerdict, name: string): string | null | undefined =>
  verdict.steps.find((step) => step.step === name)?.reason

const allSteps = [
  'claim-root',
  'transaction-found',
  'contract',
  'chain-id',
  'calldata-root',
  'calldata-timestamp',
  'metadata-count',
  'metadata-first-timestamp',
  'metadata-last-timestamp',
  'transaction-in-block',
  'receipt-in-block',
  'receipt-status',
  'header-hash',
  'block-number',
]

describe('an anchor as captured', () => {
  it.each([0, 1, 2])('is included and no more while the header is not known, day %i', async (index) => {
    const verdict = await judge(await capturedDay(index))
    expect(verdict).toMatchObject({ verdict: 'not-checked', reason: 'header-not-known', rung: 'included' })
    expect(heldSteps(verdict)).toEqual(allSteps)
    expect(anchorVerdictSchema.parse(verdict)).toEqual(verdict)
  })

  it.each([0, 1, 2])('is verified once the auditor has its block hash from elsewhere, day %i', async (index) => {
    const day = await capturedDay(index)
    const verdict = await judge({
      ...day,
      trust: [trustIn(`0x${'00'.repeat(32)}`), trustIn(blockHashes[index] as string)],
    })
    expect(verdict).toMatchObject({
      verdict: 'verified',
      reason: null,
      rung: 'header-known',
      blockHash: blockHashes[index],
    })
    expect(heldSteps(verdict)).toEqual([...allSteps, 'header-known'])
  })

  it('keeps the submitter’s time, the block’s and the entries’ apart', async () => {
    const { times, chainId, contract, blockNumber } = await judge(await capturedDay(2))
    expect(times).toEqual({
      assertedSeconds: '1731887700',
      blockSeconds: '1731887714',
      firstEntry: '2024-11-17T08:35:05.685Z',
      lastEntry: '2024-11-17T18:10:10.370Z',
    })
    expect({ chainId, contract, blockNumber }).toEqual({
      chainId: '31337',
      contract: '0x5fbdb2315678afecb367f032d93f642f64180aa3',
      blockNumber: '4',
    })
  })

  it('is not verified by a hash trusted for another chain', async () => {
    const verdict = await judge({ ...(await capturedDay(0)), trust: [trustIn(blockHashes[0], '1')] })
    expect(verdict).toMatchObject({ verdict: 'not-checked', reason: 'header-not-known', rung: 'included' })
  })
})

describe('an anchor with something missing', () => {
  it('is a claim and no more without any transcript', async () => {
    const verdict = await judge({ ...(await capturedDay(0)), transcripts: [] })
    expect(verdict).toMatchObject({ verdict: 'not-checked', reason: 'no-transcript', rung: 'claimed', blockHash: null })
    expect(verdict.times).toMatchObject({ assertedSeconds: '1731714900', blockSeconds: null })
    expect(heldSteps(verdict)).toEqual(['claim-root'])
  })

  it('is a claim and no more when no captured block bears on it', async () => {
    const day = await capturedDay(0)
    day.transcripts[0]?.blocks.splice(0, 1)
    expect(await judge(day)).toMatchObject({ verdict: 'not-checked', reason: 'no-transcript', rung: 'claimed' })
  })

  it('is not checked when the root cannot be recomputed, whatever is trusted', async () => {
    const day = await capturedDay(0)
    const verdict = await judge({
      ...day,
      batch: { ...(day.batch as NonNullable<Day['batch']>), root: null },
      trust: [trustIn(blockHashes[0])],
    })
    expect(verdict).toMatchObject({
      verdict: 'not-checked',
      reason: 'no-recipe-reproduces',
      rung: 'claimed',
      recomputedRoot: null,
    })
    const named = await judge({
      ...day,
      batch: { ...(day.batch as NonNullable<Day['batch']>), root: null, reason: 'precision-lost' },
    })
    expect(named).toMatchObject({ verdict: 'not-checked', reason: 'precision-lost' })
  })

  it('is not contradicted by time texts or an order that a database printed anew, only by a count', async () => {
    const day = await capturedDay(2)
    const batch = {
      root: null,
      reason: 'form-lost' as const,
      count: 6,
      firstTimestamp: '2024-11-17 08:35:05.685+00',
      lastTimestamp: '2024-11-17 16:03:57.233+00',
    }
    const verdict = await judge({ ...day, batch, trust: [trustIn(blockHashes[2])] })
    expect(verdict).toMatchObject({ verdict: 'not-checked', reason: 'form-lost', rung: 'claimed' })
    expect(verdict.steps.find((step) => step.step === 'metadata-first-timestamp')).toEqual({
      step: 'metadata-first-timestamp',
      holds: true,
      expected: '2024-11-17T08:35:05.685Z',
      actual: '2024-11-17 08:35:05.685+00',
      reason: null,
    })
    expect(reasonOf(verdict, 'metadata-last-timestamp')).toBe('form-lost')
    expect(await judge({ ...day, batch: { ...batch, count: 5 } })).toMatchObject({
      verdict: 'mismatch',
      reason: 'count-differs',
    })
  })

  it('takes two texts of one instant as equal, and a text without zone or with other digits as not', async () => {
    const day = await capturedDay(0)
    const verdictWith = async (firstTimestamp: string): Promise<string | null> =>
      (await judge({ ...day, batch: { ...(day.batch as NonNullable<Day['batch']>), firstTimestamp } })).reason
    expect(await verdictWith('2024-11-15T10:07:13.137+02:00')).toBe('header-not-known')
    expect(await verdictWith('2024-11-15T08:07:13.137000Z')).toBe('header-not-known')
    expect(await verdictWith('2024-11-15T08:07:13.137')).toBe('first-timestamp-differs')
    expect(await verdictWith('2024-11-15T08:07:13.137001Z')).toBe('first-timestamp-differs')
    expect(await verdictWith('2024-11-15T08:07:13.1370001Z')).toBe('first-timestamp-differs')
  })

  it('is not checked when there are no entries for it', async () => {
    expect(await judge({ ...(await capturedDay(0)), batch: null, trust: [trustIn(blockHashes[0])] })).toMatchObject({
      verdict: 'not-checked',
      reason: 'anchor-without-batch',
      rung: 'claimed',
    })
  })

  it('is consistent and no more without receipts', async () => {
    const day = await capturedDay(2)
    day.receipts.splice(0)
    expect(await judge({ ...day, trust: [trustIn(blockHashes[2])] })).toMatchObject({
      verdict: 'not-checked',
      reason: 'inclusion-not-proven',
      rung: 'consistent',
    })
  })

  it('is consistent and no more in a block with a transaction type without a rule', async () => {
    const day = await capturedDay(2)
    const other = (day.block['transactions'] as Json[]).find((transaction) => transaction !== day.transaction) as Json
    other['type'] = '0x7e'
    const verdict = await judge({ ...day, trust: [trustIn(blockHashes[2])] })
    expect(verdict).toMatchObject({ verdict: 'not-checked', reason: 'transaction-unsupported', rung: 'consistent' })
    expect(verdict.steps.find((step) => step.step === 'transaction-in-block')?.actual).toBe('transactions.0: type 0x7e')
  })

  it('is consistent and no more when the header has a field of a fork that is not known', async () => {
    const day = await capturedDay(0)
    day.block['blockAccessListHash'] = `0x${'ab'.repeat(32)}`
    day.block['hash'] = `0x${'cd'.repeat(32)}`
    expect(await judge(day)).toMatchObject({
      verdict: 'not-checked',
      reason: 'inclusion-not-proven',
      rung: 'consistent',
    })
  })

  it('is not checked, and nothing throws, when a member cannot be read', async () => {
    for (const bend of [
      (day: Day): unknown => delete day.block['stateRoot'],
      (day: Day): unknown => (day.transaction['gas'] = 21),
      (day: Day): unknown => delete day.transaction['input'],
      (day: Day): unknown => (day.transaction['input'] = '0xzz'),
      (day: Day): unknown => (day.receipts[0] = { status: '0x1' }),
      (day: Day): unknown => delete day.block['hash'],
    ]) {
      const day = await capturedDay(0)
      bend(day)
      expect(await judge(day)).toMatchObject({ verdict: 'not-checked', reason: 'transcript-unreadable' })
    }
  })

  it('says that a pre-Byzantium receipt has no status', async () => {
    const day = await capturedDay(0)
    delete day.receipts[0]?.['status']
    ;(day.receipts[0] as Json)['root'] = `0x${'ee'.repeat(32)}`
    await remint(day)
    expect(reasonOf(await judge(day), 'receipt-status')).toBe('inclusion-not-proven')
  })
})

describe('finding the block of a claim', () => {
  it('prefers the block with the claimed number among those that list the transaction', async () => {
    const day = await capturedDay(1)
    const replaced = structuredClone(day.transcripts[0] as Day['transcripts'][0])
    ;(replaced.blocks[1] as Day['transcripts'][0]['blocks'][0]).block['number'] = '0x33'
    const keccak = await loadHasher('keccak256')
    const located = indexAnchors([replaced, ...day.transcripts], keccak)(day.claim)
    expect(located?.block).toBe(day.block)
    expect(indexAnchors([replaced], keccak)(day.claim)?.block['number']).toBe('0x33')
  })

  it('takes a block with the claimed number when none lists the transaction', async () => {
    const day = await capturedDay(1)
    day.claim.blockchain_tx = `0x${'12'.repeat(32)}`
    expect(indexAnchors(day.transcripts, await loadHasher('keccak256'))(day.claim)).toMatchObject({
      position: null,
      block: { number: '0x3' },
    })
  })
})

describe('misuse', () => {
  it('is a bug and not a verdict: calldata of another transaction, a hasher of another function, none decoded', async () => {
    const day = await capturedDay(0)
    const keccak = await loadHasher('keccak256')
    const located = indexAnchors(day.transcripts, keccak)(day.claim)
    const decoded = { root: 'ab'.repeat(32), timestampSeconds: '1731714900', metadataText: '{}' }
    const input = {
      claim: day.claim,
      batch: day.batch,
      located,
      trust: [],
      known: indexKnownHeaders([], [], [], keccak),
      hasher: keccak,
    }
    expect(() => verifyAnchor({ ...input, decoded })).toThrow(RangeError)
    expect(() => verifyAnchor({ ...input, decoded: null })).toThrow(RangeError)
    expect(() =>
      verifyAnchor({ ...input, located: null, decoded: null, hasher: { ...keccak, id: 'sha3-256' } }),
    ).toThrow(RangeError)
  })
})
