import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseTranscript, transcriptLimits } from '../../../../src/main/io/anchors/parse-transcript.ts'
import { AppError } from '../../../../src/shared/model/app-error.ts'

const captured = readFileSync(`${import.meta.dirname}/../../../fixtures/anchors/days-transcript.json`)
type Json = Record<string, unknown>
interface Recorded {
  block: Json
  receipts: unknown
}
type Bend = (transcript: Json & { blocks: Recorded[] }) => unknown

const blockOf = (file: { blocks: Recorded[] }, index: number): Recorded => file.blocks[index] as Recorded

function bent(bend: Bend): Buffer {
  const transcript = JSON.parse(captured.toString()) as Parameters<Bend>[0]
  bend(transcript)
  return Buffer.from(JSON.stringify(transcript))
}

function refusal(bytes: Uint8Array, limits = transcriptLimits): { code: string; what: string; where: string } {
  try {
    parseTranscript(bytes, 'transcript', limits)
  } catch (error) {
    if (error instanceof AppError)
      return { code: error.code, what: error.details['what'] ?? '', where: error.details['where'] ?? '' }
    throw error
  }
  throw new Error('was read')
}

describe('transcript files', () => {
  it('are read with every answer as it stands', () => {
    expect(parseTranscript(captured, 'days')).toEqual(JSON.parse(captured.toString()))
  })

  it.each<[string, Bend, RegExp, string]>([
    ['another version', (file) => (file['transcript'] = 'assay.evm-transcript/2'), /./, 'transcript'],
    ['no blocks', (file) => delete (file as Json)['blocks'], /./, 'blocks'],
    [
      'a contract in mixed case',
      (file) => (file['contract'] = '0x5FbDB2315678afecb367f032d93F642f64180aa3'),
      /./,
      'contract',
    ],
    ['a chain id in hex', (file) => (file['chainId'] = '0x7a69'), /not decimal/, 'chainId'],
    ['receipts that are no list', (file) => (blockOf(file, 1).receipts = {}), /./, 'blocks.1.receipts'],
    [
      'transactions that are no list',
      (file) => (blockOf(file, 1).block['transactions'] = null),
      /not a list/,
      'blocks.1.block.transactions',
    ],
    [
      'hashes in place of transactions',
      (file) => (blockOf(file, 2).block['transactions'] = ['0x00']),
      /full transactions/,
      'blocks.2.block.transactions.0',
    ],
  ])('are refused with the place: %s', (_name, bend, what, where) => {
    expect(refusal(bent(bend))).toEqual({
      code: 'transcript-invalid',
      what: expect.stringMatching(what) as string,
      where,
    })
  })

  it('may hold a receipt without a block, hashes with a proof, and headers alone', () => {
    const hashes = (list: unknown): unknown[] => (list as Json[]).map((item) => item['hash'])
    const read = parseTranscript(
      bent((file) => {
        const [first, second] = [blockOf(file, 0), blockOf(file, 1)] as (Recorded & Json)[]
        delete (first as Json | undefined)?.['block']
        const list = hashes(second?.block['transactions'])
        const proof = { transactionHash: list[0], transactionIndex: 0, transactionProof: ['0xc0'] }
        Object.assign(second as Json, { block: { ...second?.block, transactions: list }, proofs: [proof] })
        file['headers'] = ['0xc0', {}]
      }),
      'transcript',
    )
    expect(read.blocks.map(({ block }) => Object.keys(block).length > 0)).toEqual([false, true, true])
    expect(read.headers).toEqual(['0xc0', {}])
  })

  it.each<[string, Bend, RegExp, string]>([
    ['neither block nor header', (file) => (file.blocks[0] = { block: {}, receipts: [] }), /neither/, 'blocks.0'],
    [
      'hashes with a proof of the receipt alone',
      (file) => {
        const { block } = blockOf(file, 0)
        const [hash] = (block['transactions'] as Json[]).map((item) => item['hash'])
        block['transactions'] = [hash]
        Object.assign(blockOf(file, 0), { proofs: [{ transactionHash: hash, transactionIndex: 0, receiptProof: [] }] })
      },
      /full transactions/,
      'blocks.0.block.transactions.0',
    ],
    [
      'a proof of more nodes than a path has',
      (file) => {
        const nodes = Array.from({ length: 65 }, () => '0xc0')
        const proof = { transactionHash: `0x${'ab'.repeat(32)}`, transactionIndex: 0, transactionProof: nodes }
        Object.assign(blockOf(file, 0), { proofs: [proof] })
      },
      /more than 64 nodes/,
      'blocks.0.proofs.0',
    ],
    ['a header that is no hex', (file) => Object.assign(blockOf(file, 0), { header: 'f90' }), /./, 'blocks.0.header'],
    [
      'an event of no form',
      (file) => (file['commitment'] = { kind: 'event', signature: 'x', indexed: [], rootArgument: 0 }),
      /./,
      'commitment.signature',
    ],
  ])('are refused with the place: %s', (_name, bend, what, where) => {
    expect(refusal(bent(bend))).toMatchObject({ what: expect.stringMatching(what) as string, where })
  })

  it('are refused above their caps', () => {
    const headers = bent((file) => (file['headers'] = ['0xc0', '0xc0']))
    expect(refusal(headers, { ...transcriptLimits, headers: 1 }).what).toBe('more than 1 headers')
    expect(refusal(captured, { ...transcriptLimits, bytes: 1000 }).what).toBe('larger than 1000 bytes')
    expect(refusal(captured, { ...transcriptLimits, blocks: 2 }).what).toBe('more than 2 blocks')
    expect(refusal(captured, { ...transcriptLimits, transactionsPerBlock: 2 })).toMatchObject({
      what: 'more than 2 transactions',
      where: 'blocks.2.block.transactions',
    })
  })

  it('are refused when they are not UTF-8, not JSON, or nested without end', () => {
    expect(refusal(Buffer.from([0xff])).what).toBe('not UTF-8')
    expect(refusal(captured.subarray(0, 5000)).what).toBe('not JSON')
    expect(refusal(Buffer.from('['.repeat(200_000))).code).toBe('transcript-invalid')
  })
})
