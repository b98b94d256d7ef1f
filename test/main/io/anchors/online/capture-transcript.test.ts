/** Captures from a recorded node, whole, in part, and against a second endpoint that agrees or does not. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AbiCoder, Interface, keccak256 } from 'ethers'
import { afterEach, describe, expect, it } from 'vitest'
import {
  captureLimits,
  captureTranscript,
  type CapturedTranscript,
  type CaptureLimits,
  type CaptureRequest,
} from '../../../../../src/main/io/anchors/online/capture-transcript.ts'
import { boolFrom, storageKeyOf, verifyLogHashCall } from '../../../../../src/main/io/anchors/online/contract-calls.ts'
import { parseEndpoint, type Endpoint } from '../../../../../src/main/io/anchors/online/endpoint.ts'
import { logHashInterface } from '../../../../../src/main/io/anchors/decode-calldata.ts'
import { parseClaims } from '../../../../../src/main/io/anchors/parse-claims.ts'
import { parseTranscript } from '../../../../../src/main/io/anchors/parse-transcript.ts'
import { loadHasher } from '../../../../../src/main/io/host/hashers.ts'
import type { TranscriptFile } from '../../../../../src/shared/model/anchor.ts'
import { captureSummarySchema, exchangeSchema, type Exchange } from '../../../../../src/shared/model/capture.ts'
import {
  answerText,
  recordedAnswers,
  startRpcNode,
  type Answers,
  type Fault,
  type RpcNode,
} from '../../../../support/rpc-node.ts'
import { steppingClock } from '../../../../support/temporary-engine.ts'

const fixtures = join(import.meta.dirname, '../../../../fixtures/anchors')
const recorded = parseTranscript(readFileSync(join(fixtures, 'days-transcript.json')), 'days')
const claims = parseClaims(readFileSync(join(fixtures, 'days-anchors.ndjson')), 'days').map(({ claim }) => claim)
const targets = claims.map((claim) => ({
  transactionHash: claim.blockchain_tx,
  stored: { root: claim.merkle_root, timestampSeconds: claim.timestamp },
}))

const nodes: RpcNode[] = []
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.close()
})

async function nodeOf(answers: Answers = recordedAnswers(recorded), fault?: Fault): Promise<RpcNode> {
  const node = await startRpcNode(answers, fault)
  nodes.push(node)
  return node
}

async function capture(
  from: readonly RpcNode[],
  change: Partial<CaptureRequest> = {},
  limits: Partial<CaptureLimits> = {},
  signal = new AbortController().signal,
): Promise<CapturedTranscript> {
  return captureTranscript(
    {
      endpoints: from.map((node) => parseEndpoint(node.url, false)) as unknown as [Endpoint],
      targets,
      contract: recorded.contract,
      chainId: null,
      storage: null,
      ...change,
    },
    {
      clock: steppingClock(),
      signal,
      hasher: await loadHasher('keccak256'),
      onProgress: () => undefined,
      limits: { ...captureLimits, timeoutMs: 30_000, retries: 0, pauseMs: 1, ...limits },
    },
  )
}

interface Written extends TranscriptFile {
  readonly capture: { readonly exchanges: Exchange[] } & Record<string, unknown>
}

/** The file as anybody reads it: plain JSON, and through the product's own door. */
function written({ chunks }: CapturedTranscript): { file: Written; transcript: TranscriptFile } {
  const bytes = Buffer.concat(chunks)
  return { file: JSON.parse(bytes.toString('utf8')) as Written, transcript: parseTranscript(bytes, 'capture') }
}

describe('a capture from a node that has everything', () => {
  it('holds the blocks and receipts as the node answered them, and every exchange byte for byte', async () => {
    const node = await nodeOf()
    const captured = await capture([node])
    const { file, transcript } = written(captured)
    expect(transcript.blocks.map(({ block, receipts }) => ({ block, receipts }))).toEqual(
      recorded.blocks.map(({ block, receipts }) => ({ block, receipts })),
    )
    expect(transcript).toMatchObject({ chainId: recorded.chainId, contract: recorded.contract, endpoint: node.host })
    const { exchanges, capture: version, ...summary } = file.capture
    expect(version).toBe('assay.capture/1')
    expect(captureSummarySchema.parse(summary)).toEqual(captured.summary)
    expect(exchanges.map((exchange) => exchangeSchema.parse(exchange).request)).toEqual(
      node.asked.map(({ body }) => body),
    )
    for (const [index, { answer }] of exchanges.entries()) {
      const { id, method, params } = node.asked[index] as RpcNode['asked'][number]
      expect(answer).toEqual({
        encoding: 'utf-8',
        text: answerText(id, recordedAnswers(recorded)(method, params)),
      })
    }
    expect(captured.requests).toBe(node.asked.length)
    expect(node.connections()).toBe(1)
  })

  it('says of each transaction where it is and what the contract answers, which is a claim and no more', async () => {
    const { summary } = await capture([await nodeOf()])
    expect(summary.transactions).toEqual(
      claims.map((claim, index) => ({
        transactionHash: claim.blockchain_tx,
        state: 'captured',
        blockNumber: String(claim.block_number),
        blockHash: recorded.blocks[index]?.block['hash'],
        verifyLogHash: true,
        missing: [
          { method: 'debug_getRawHeader', why: index === 0 ? 'method-error' : 'not-asked' },
          { method: 'eth_getProof', why: index === 0 ? 'method-error' : 'not-asked' },
        ],
      })),
    )
    expect(summary.endpoints).toMatchObject([{ chainId: recorded.chainId, software: 'recorded/1' }])
  })

  it('asks for the receipts one by one where the node does not give them all at once', async () => {
    const node = await nodeOf(recordedAnswers(recorded, ['eth_getBlockReceipts']))
    const captured = await capture([node])
    expect(written(captured).transcript.blocks.map(({ receipts }) => receipts)).toEqual(
      recorded.blocks.map(({ receipts }) => receipts),
    )
    expect(node.asked.filter(({ method }) => method === 'eth_getBlockReceipts')).toHaveLength(1)
  })

  it('keeps raw header, state proof and code beside the block', async () => {
    const proof = { address: recorded.contract, accountProof: ['0x01'], storageProof: [] }
    const answers: Answers = (method, params) =>
      ({ debug_getRawHeader: '0xf900', eth_getProof: proof })[method] ?? recordedAnswers(recorded)(method, params)
    const { transcript } = written(await capture([await nodeOf(answers)]))
    for (const block of transcript.blocks)
      expect(block).toMatchObject({ header: '0xf900', state: { proof, code: '0x6001' } })
  })
})

describe('what the contract is asked', () => {
  const claim = claims[0] as (typeof claims)[number]
  const stored = { root: claim.merkle_root, timestampSeconds: claim.timestamp }

  it('is the call that ethers encodes', () => {
    expect(verifyLogHashCall(stored)).toBe(
      new Interface(logHashInterface).encodeFunctionData('verifyLogHash', [
        `0x${stored.root}`,
        stored.timestampSeconds,
      ]),
    )
    const answers = [true, false].map((value) => AbiCoder.defaultAbiCoder().encode(['bool'], [value]))
    expect(answers.map(boolFrom)).toEqual([true, false])
    expect(['0x', '0x01', null, `0x${'0'.repeat(63)}2`, `0x${'f'.repeat(64)}`].map(boolFrom)).toEqual(
      Array.from({ length: 5 }, () => null),
    )
  })

  it('is the storage key that ethers computes, of one level and of two', async () => {
    const hasher = await loadHasher('keccak256')
    const outer = keccak256(AbiCoder.defaultAbiCoder().encode(['bytes32', 'uint256'], [`0x${stored.root}`, 3]))
    const inner = keccak256(AbiCoder.defaultAbiCoder().encode(['uint256', 'bytes32'], [stored.timestampSeconds, outer]))
    const layout = { slot: 3, value: 'non-zero' } as const
    expect(storageKeyOf({ ...layout, keys: 'hash' }, stored, hasher)).toBe(outer)
    expect(storageKeyOf({ ...layout, keys: 'hash-time' }, stored, hasher)).toBe(inner)
  })

  it('is one proof for a block, with the keys of its claims when the layout is known', async () => {
    const node = await nodeOf((method, params) =>
      method === 'eth_getProof' ? {} : recordedAnswers(recorded)(method, params),
    )
    const storage = { slot: 0, keys: 'hash-time', value: 'metadata-digest' } as const
    const captured = await capture([node], { storage })
    const hasher = await loadHasher('keccak256')
    expect(node.asked.filter(({ method }) => method === 'eth_getProof').map(({ params }) => params)).toEqual(
      targets.map((target, index) => [
        recorded.contract,
        [storageKeyOf(storage, target.stored, hasher)],
        recorded.blocks[index]?.block['number'],
      ]),
    )
    expect(written(captured).transcript.storage).toEqual(storage)
  })
})

describe('a capture that gets a part only', () => {
  const unknown = `0x${'ab'.repeat(32)}`

  it('says which transaction the node does not know, and captures the others', async () => {
    const captured = await capture([await nodeOf()], {
      targets: [{ transactionHash: unknown, stored: null }, ...targets],
    })
    expect(captured.summary.transactions.map(({ state }) => state)).toEqual([
      'not-found',
      'captured',
      'captured',
      'captured',
    ])
    expect(written(captured).transcript.blocks).toHaveLength(3)
  })

  it('keeps what came before the endpoint fell silent', async () => {
    let asked = 0
    const node = await nodeOf(recordedAnswers(recorded), (_asked, response) => {
      asked += 1
      if (asked > 10) response.socket?.destroy()
      return asked > 10
    })
    const captured = await capture([node], {}, { patience: 2 })
    const states = captured.summary.transactions.map(({ state }) => state)
    expect(states).toEqual(['captured', 'incomplete', 'incomplete'])
    expect(captured.summary.transactions[2]?.missing).toEqual([
      { method: 'eth_getTransactionByHash', why: 'not-asked' },
    ])
    expect(written(captured).transcript.blocks[0]?.block).toEqual(recorded.blocks[0]?.block)
  })

  it('stops when the transcript is full', async () => {
    const captured = await capture([await nodeOf()], {}, { totalBytes: 5000 })
    expect(captured.summary.transactions.at(-1)).toMatchObject({
      state: 'incomplete',
      missing: [{ method: 'eth_getTransactionByHash', why: 'size-limit' }],
    })
    expect(Buffer.concat(captured.chunks).length).toBeLessThan(40_000)
  })

  const useless: readonly (readonly [string, string, unknown])[] = [
    ['another transaction than the one asked for', 'eth_getTransactionByHash', { hash: unknown, blockNumber: '0x3' }],
    ['a transaction in a block that is no number', 'eth_getTransactionByHash', { blockNumber: 'latest' }],
    ['a transaction as text', 'eth_getTransactionByHash', 'yes'],
    ['no such block', 'eth_getBlockByNumber', null],
    ['a block without transactions', 'eth_getBlockByNumber', { hash: unknown }],
    ['a block with hashes alone', 'eth_getBlockByNumber', { transactions: [unknown] }],
    ['a block without the transaction', 'eth_getBlockByNumber', { transactions: [{ hash: unknown }] }],
    ['a list for a block', 'eth_getBlockByNumber', []],
  ]
  it.each(useless)('calls it incomplete when the node answers %s', async (_name, method, result) => {
    const answers: Answers = (asked, params) => (asked === method ? result : recordedAnswers(recorded)(asked, params))
    const captured = await capture([await nodeOf(answers)])
    expect(captured.summary.transactions.map(({ state }) => state)).toEqual(['incomplete', 'incomplete', 'incomplete'])
    written(captured)
  })

  it('has no receipts when the node gives too few, in whichever way', async () => {
    const answers: Answers = (method, params) => {
      if (method === 'eth_getBlockReceipts') return []
      return method === 'eth_getTransactionReceipt' ? null : recordedAnswers(recorded)(method, params)
    }
    const captured = await capture([await nodeOf(answers)])
    expect(captured.summary.transactions[0]).toMatchObject({ state: 'incomplete' })
    expect(captured.summary.transactions[0]?.missing).toContainEqual({
      method: 'eth_getTransactionReceipt',
      why: 'answer-unusable',
    })
  })

  it('says that a transaction waits for a block', async () => {
    const answers: Answers = (method, params) =>
      method === 'eth_getTransactionByHash'
        ? { hash: params[0], blockNumber: null }
        : recordedAnswers(recorded)(method, params)
    expect((await capture([await nodeOf(answers)])).summary.transactions.map(({ state }) => state)).toEqual([
      'pending',
      'pending',
      'pending',
    ])
  })

  it.each([
    ['does not say its chain', '0x', null],
    ['says a chain that is no number', 'mainnet', null],
    ['is on another chain than the contract', '0x1', '5'],
  ])('keeps nothing when the first endpoint %s', async (_name, chain, chainId) => {
    const answers: Answers = (method, params) =>
      method === 'eth_chainId' ? chain : recordedAnswers(recorded)(method, params)
    await expect(capture([await nodeOf(answers)], { chainId })).rejects.toMatchObject({ code: 'endpoint-failed' })
  })

  it('ends at once when cancelled', async () => {
    const controller = new AbortController()
    const node = await nodeOf(recordedAnswers(recorded), ({ method }) => {
      if (method !== 'eth_getBlockByNumber') return false
      setTimeout(() => controller.abort(new Error('enough')), 5)
      return true
    })
    await expect(capture([node], {}, { timeoutMs: 60_000 }, controller.signal)).rejects.toThrow('enough')
    expect(node.asked.at(-1)?.method).toBe('eth_getBlockByNumber')
  })
})

describe('a second endpoint', () => {
  it('that agrees makes a statement for each block, with host and time', async () => {
    const [first, second] = [await nodeOf(), await nodeOf()]
    const { summary } = await capture([first, second])
    expect(summary.differences).toEqual([])
    expect(summary.statements).toEqual(
      recorded.blocks.map(({ block }) => ({
        host: second.host,
        at: expect.stringMatching(/^2026-01-05T09:00:00\.\d{3}Z$/),
        chainId: recorded.chainId,
        blockNumber: String(BigInt(block['number'] as string)),
        blockHash: block['hash'],
      })),
    )
    expect(new Set(second.asked.map(({ method }) => method))).not.toContain('eth_getBlockReceipts')
  })

  const bent: readonly (readonly [string, string, string, (value: Record<string, unknown>) => unknown])[] = [
    ['another block hash', 'eth_getBlockByNumber', 'hash', (block) => ({ ...block, hash: `0x${'1'.repeat(64)}` })],
    ['another state', 'eth_getBlockByNumber', 'stateRoot', (block) => ({ ...block, stateRoot: `0x${'1'.repeat(64)}` })],
    ['no block', 'eth_getBlockByNumber', '', () => null],
    ['other calldata', 'eth_getTransactionByHash', 'input', (sent) => ({ ...sent, input: '0x' })],
    ['no transaction', 'eth_getTransactionByHash', '', () => null],
    ['another status', 'eth_getTransactionReceipt', 'status', (receipt) => ({ ...receipt, status: '0x0' })],
    ['other code', 'eth_getCode', '', () => '0x6002'],
  ]
  it.each(bent)('that answers %s is told beside the first', async (_name, method, member, bend) => {
    const answers: Answers = (asked, params) => {
      const value = recordedAnswers(recorded)(asked, params)
      return asked === method ? bend(value as Record<string, unknown>) : value
    }
    const [first, second] = [await nodeOf(), await nodeOf(answers)]
    const captured = await capture([first, second])
    const { differences, statements } = captured.summary
    expect(differences).toHaveLength(3)
    for (const { what, values } of differences) {
      expect(what).toBe(member === '' ? method : `${method} ${member}`)
      expect(values.map(({ host }) => host)).toEqual([first.host, second.host])
      expect(values[0]?.value).not.toBe(values[1]?.value)
    }
    expect(statements).toHaveLength(method === 'eth_getBlockByNumber' ? 0 : 3)
    // The first endpoint's answers are what is captured, whatever another says.
    expect(written(captured).transcript.blocks[0]?.block).toEqual(recorded.blocks[0]?.block)
  })

  it('on another chain is told, and asked nothing further', async () => {
    const answers: Answers = (method, params) =>
      method === 'eth_chainId' ? '0x1' : recordedAnswers(recorded)(method, params)
    const [first, second] = [await nodeOf(), await nodeOf(answers)]
    const { summary } = await capture([first, second])
    expect(summary.statements).toEqual([])
    expect(summary.differences).toMatchObject([{ what: 'eth_chainId', values: [{ value: '31337' }, { value: '1' }] }])
    expect(second.asked).toHaveLength(2)
  })

  it('that is silent says nothing, and the capture stands', async () => {
    const silent: Fault = (_asked, response) => {
      response.socket?.destroy()
      return true
    }
    const [first, second] = [await nodeOf(), await nodeOf(() => '0x', silent)]
    const { summary } = await capture([first, second], {}, { patience: 1 })
    expect(summary).toMatchObject({ statements: [], differences: [] })
    expect(summary.endpoints[1]).toMatchObject({ chainId: null, software: null })
    expect(summary.transactions.map(({ state }) => state)).toEqual(['captured', 'captured', 'captured'])
  })

  it('that differs in everything is listed up to a cap, long values cut', async () => {
    const answers: Answers = (method, params) => {
      const value = recordedAnswers(recorded)(method, params)
      return typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.keys(value).map((name) => [name, 'x'.repeat(5000)]))
        : value
    }
    const { summary } = await capture([await nodeOf(), await nodeOf(answers)], {}, { differences: 4 })
    expect(summary.differences).toHaveLength(4)
    expect(summary.moreDifferences).toBeGreaterThan(4)
    for (const { values } of summary.differences)
      for (const { value } of values) expect(value?.length ?? 0).toBeLessThanOrEqual(200)
  })
})
