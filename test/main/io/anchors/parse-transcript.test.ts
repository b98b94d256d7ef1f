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

  it('are refused above their caps', () => {
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
