/** Roots that stand elsewhere than in guide A's calldata, headers known through others, and text that is on the chain for good. */
import { AbiCoder, Interface, id, keccak256 } from 'ethers'
import { describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { indexKnownHeaders } from '../../../../src/shared/core/anchor/known-headers.ts'
import { scanOnChainText } from '../../../../src/shared/core/anchor/on-chain-text.ts'
import { mappingSlot } from '../../../../src/shared/core/anchor/state-steps.ts'
import { anchorVerdictSchema, type AnchorVerdict, type CommitmentPlace } from '../../../../src/shared/model/anchor.ts'
import { headerOf, keccak } from '../../../support/evm-second.mjs'
import { capturedDay, headerHash, judge, remint, trustIn, type Day, type Json } from './captured-days.ts'

const contract = '0x5fbdb2315678afecb367f032d93f642f64180aa3'
const place = (day: Day): NonNullable<Day['transcripts'][0]> => day.transcripts[0] as Day['transcripts'][0]

/** Day 2 with `log` in the receipt of the call, in a block minted around it; its hash is known. */
async function dayWith(commitment: CommitmentPlace, logs: readonly Json[]): Promise<Day> {
  const day = await capturedDay(2)
  place(day).commitment = commitment
  const receipt = day.receipts[1] as Json
  receipt['logs'] = logs
  receipt['logsBloom'] = bloomOf(logs)
  await remint(day)
  return { ...day, trust: [trustIn(await headerHash(day.block))] }
}

/** The bloom by big integers, unlike the product's bytes. */
function bloomOf(logs: readonly Json[]): string {
  let bloom = 0n
  for (const log of logs)
    for (const item of [log['address'] as string, ...(log['topics'] as string[])]) {
      const hash = keccak256(item)
      for (const at of [2, 6, 10]) bloom |= 1n << (BigInt(`0x${hash.slice(at, at + 4)}`) % 2048n)
    }
  return `0x${bloom.toString(16).padStart(512, '0')}`
}

const signature = 'LogHashStored(bytes32,uint256,string)'
const indexedRoot: CommitmentPlace = { kind: 'event', signature, indexed: [true, false, false], rootArgument: 0 }

async function rootOfDay(): Promise<string> {
  return (await capturedDay(2)).claim.merkle_root
}

function eventLog(root: string, address = contract): Json {
  const coder = new Interface([`event LogHashStored(bytes32 indexed hash, uint256 timestamp, string metadata)`])
  const { topics, data } = coder.encodeEventLog('LogHashStored', [`0x${root}`, 7, 'text'])
  return { address, topics, data }
}

const reasonOf = (verdict: AnchorVerdict, step: string): string | null | undefined =>
  verdict.steps.find((candidate) => candidate.step === step)?.reason

describe('a root in an event', () => {
  it('is found in an indexed argument, as ethers encodes it', async () => {
    const verdict = await judge(await dayWith(indexedRoot, [eventLog(await rootOfDay())]))
    expect(verdict).toMatchObject({ verdict: 'verified', rung: 'header-known' })
    expect(verdict.steps.map(({ step }) => step)).toContain('event-root')
    expect(verdict.steps.map(({ step }) => step)).not.toContain('calldata-root')
  })

  it('is found behind arguments of several words in the data', async () => {
    const name = 'Stored(uint64[3],string,bytes32)'
    const data = AbiCoder.defaultAbiCoder().encode(
      ['uint64[3]', 'string', 'bytes32'],
      [[1, 2, 3], 'a', `0x${await rootOfDay()}`],
    )
    const log = { address: contract, topics: [id(name)], data }
    const commitment: CommitmentPlace = {
      kind: 'event',
      signature: name,
      indexed: [false, false, false],
      rootArgument: 2,
    }
    expect(await judge(await dayWith(commitment, [log]))).toMatchObject({ verdict: 'verified' })
  })

  it('of several events is the one with the claimed root', async () => {
    const logs = [eventLog('ab'.repeat(32)), eventLog(await rootOfDay())]
    expect(await judge(await dayWith(indexedRoot, logs))).toMatchObject({ verdict: 'verified' })
  })

  it('differs where the event holds another', async () => {
    expect(await judge(await dayWith(indexedRoot, [eventLog('ab'.repeat(32))]))).toMatchObject({
      verdict: 'mismatch',
      reason: 'event-differs',
      rung: 'claimed',
    })
  })

  it('is not taken from another contract, nor from another event, nor from a log that is too short', async () => {
    const root = await rootOfDay()
    expect(await judge(await dayWith(indexedRoot, [eventLog(root, `0x${'22'.repeat(20)}`)]))).toMatchObject({
      reason: 'contract-differs',
      rung: 'claimed',
    })
    const { topics, ...rest } = eventLog(root)
    const other = [id('Other(bytes32,uint256,string)'), (topics as string[])[1]]
    expect(await judge(await dayWith(indexedRoot, [{ ...rest, topics: other }]))).toMatchObject({
      reason: 'event-absent',
    })
    expect(await judge(await dayWith(indexedRoot, [{ ...rest, topics: [id(signature)] }]))).toMatchObject({
      reason: 'event-absent',
    })
    expect(await judge(await dayWith(indexedRoot, []))).toMatchObject({ verdict: 'mismatch', reason: 'event-absent' })
  })

  it('is not checked where the stated argument is no bytes32', async () => {
    const commitment: CommitmentPlace = { ...indexedRoot, rootArgument: 1 }
    expect(await judge(await dayWith(commitment, [eventLog(await rootOfDay())]))).toMatchObject({
      verdict: 'not-checked',
      reason: 'commitment-unreadable',
      rung: 'claimed',
    })
  })

  it('is found by a plain search in topics and aligned words only', async () => {
    const root = await rootOfDay()
    const search: CommitmentPlace = { kind: 'log-search' }
    expect(await judge(await dayWith(search, [eventLog(root)]))).toMatchObject({ verdict: 'verified' })
    const word = { address: contract, topics: [], data: `0x${'00'.repeat(32)}${root}` }
    expect(await judge(await dayWith(search, [word]))).toMatchObject({ verdict: 'verified' })
    const shifted = { address: contract, topics: [], data: `0x${'00'.repeat(31)}${root}00` }
    expect(await judge(await dayWith(search, [shifted]))).toMatchObject({
      verdict: 'mismatch',
      reason: 'root-not-in-logs',
    })
    expect(await judge(await dayWith(search, [eventLog(root, `0x${'22'.repeat(20)}`)]))).toMatchObject({
      reason: 'contract-differs',
    })
  })

  it('needs the receipt: without one nothing is known', async () => {
    const day = await dayWith(indexedRoot, [eventLog(await rootOfDay())])
    day.receipts.splice(0)
    expect(await judge(day)).toMatchObject({ verdict: 'not-checked', reason: 'inclusion-not-proven', rung: 'claimed' })
  })
})

describe('a root in storage', () => {
  it('stands at the slot that Solidity gives a nested and a plain mapping', async () => {
    const hasher = await loadHasher('keccak256')
    const root = 'ab'.repeat(32)
    const coder = AbiCoder.defaultAbiCoder()
    const plain = keccak256(coder.encode(['bytes32', 'uint256'], [`0x${root}`, 5]))
    const nested = keccak256(coder.encode(['uint256', 'bytes32'], [1_700_000_000, plain]))
    const slotOf = (keys: 'hash' | 'hash-time'): string =>
      `0x${Buffer.from(mappingSlot({ slot: 5, keys, value: 'non-zero' }, root, '1700000000', hasher)).toString('hex')}`
    expect([slotOf('hash'), slotOf('hash-time')]).toEqual([plain, nested])
  })

  it('that is the stated place and has no state answer is claimed and no more', async () => {
    const day = await capturedDay(0)
    Object.assign(place(day), {
      commitment: { kind: 'storage' },
      storage: { slot: 0, keys: 'hash-time', value: 'non-zero' },
    })
    const verdict = await judge({ ...day, trust: [trustIn(await headerHash(day.block))] })
    expect(verdict).toMatchObject({ verdict: 'not-checked', reason: 'storage-not-proven', rung: 'claimed' })
  })
})

describe('a block hash that is known through others', () => {
  it('is known below a hash that a light client vouches for, and of that chain alone', async () => {
    const day = await capturedDay(0)
    const later = await capturedDay(2)
    place(day).blocks = [place(day).blocks[0] as never]
    place(day).headers = [`0x${headerOf((await capturedDay(1)).block)}`, later.block]
    const vouched = [{ chainId: '31337', blockHash: await headerHash(later.block) }]
    const verdict = await judge(day, vouched)
    expect(verdict).toMatchObject({ verdict: 'verified', rung: 'header-known' })
    expect(verdict.steps.at(-1)).toMatchObject({ step: 'header-known', expected: vouched[0]?.blockHash })
    expect(await judge(day, [{ chainId: '1', blockHash: await headerHash(later.block) }])).toMatchObject({
      reason: 'header-not-known',
    })
  })

  it('is not known where the headers end above it, and the missing one is named', async () => {
    const day = await capturedDay(0)
    const later = await capturedDay(2)
    place(day).blocks = [place(day).blocks[0] as never]
    place(day).headers = [later.block]
    const verdict = await judge({ ...day, trust: [trustIn(await headerHash(later.block))] })
    expect(verdict).toMatchObject({ verdict: 'not-checked', reason: 'header-chain-broken', rung: 'included' })
    expect(verdict.steps.at(-1)?.expected).toBe(later.block['parentHash'])
  })

  it('is contradicted by another block at its height, and a header of a wrong number ends the walk', async () => {
    const hasher = await loadHasher('keccak256')
    const day = await capturedDay(1)
    const parent = (await capturedDay(0)).block
    const hash = await headerHash(day.block)
    const known = indexKnownHeaders(day.transcripts, [trustIn(hash)], [], hasher)
    expect(
      known.standingOf('31337', day.block['parentHash'] as string, BigInt(parent['number'] as string)),
    ).toMatchObject({
      kind: 'known',
      through: hash,
      links: 1,
    })
    expect(known.standingOf('31337', `0x${'ab'.repeat(32)}`, BigInt(parent['number'] as string))).toMatchObject({
      kind: 'other-block',
      blockHash: day.block['parentHash'],
    })
    expect(known.standingOf('1', hash, 3n)).toEqual({ kind: 'unknown' })
    const wrong = { ...parent, number: '0x63' }
    const child = { ...day.block, parentHash: `0x${keccak(headerOf(wrong))}` }
    const childHash = `0x${keccak(headerOf(child))}`
    const bent = indexKnownHeaders(
      [{ ...place(day), blocks: [], headers: [wrong, child] }],
      [trustIn(childHash)],
      [],
      hasher,
    )
    expect(bent.standingOf('31337', `0x${keccak(headerOf(wrong))}`, 0x63n).kind).toBe('unknown')
  })

  it('of a header that cannot be read is passed over', async () => {
    const hasher = await loadHasher('keccak256')
    const day = await capturedDay(0)
    const known = indexKnownHeaders(
      [{ ...place(day), headers: ['0xzz', '0xc0', {}] }],
      [trustIn(`0x${'01'.repeat(32)}`)],
      [],
      hasher,
    )
    expect(known.standingOf('31337', `0x${'02'.repeat(32)}`, 1n)).toEqual({ kind: 'unknown' })
  })
})

describe('text that is on the chain', () => {
  it('is looked through for personal data, counted and not shown', () => {
    expect(scanOnChainText('{"count":3,"first_timestamp":"2025-01-01T00:00:00Z"}')).toEqual([])
    expect(scanOnChainText('{"by":"kim@example.com","cc":"lee@example.org"}')).toEqual([{ kind: 'email', count: 2 }])
    expect(scanOnChainText('{"card_number":"4111 1111 1111 1111"}')).toEqual([{ kind: 'pan', count: 1 }])
    expect(scanOnChainText('@@ @ a@b a@. @example.com')).toEqual([])
    expect(scanOnChainText('')).toEqual([])
  })

  it('stands in the verdict', async () => {
    const day = await capturedDay(0)
    const call = new Interface(['function storeLogHash(bytes32 hash, uint256 timestamp, string metadata)'])
    const metadata = '{"count":3,"first_timestamp":"a","last_timestamp":"b","by":"kim@example.com"}'
    day.transaction['input'] = call.encodeFunctionData('storeLogHash', [
      `0x${day.claim.merkle_root}`,
      day.claim.timestamp,
      metadata,
    ])
    await remint(day)
    const verdict = await judge(day)
    expect(verdict.onChain).toEqual([{ kind: 'email', count: 1 }])
    expect(anchorVerdictSchema.parse(verdict)).toEqual(verdict)
    expect(reasonOf(verdict, 'metadata-count')).toBeNull()
    expect(JSON.stringify(verdict.onChain)).not.toContain('kim')
  })
})
