/** The committed capture of three days, and ways to bend a copy of it. */
import { readFileSync } from 'node:fs'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { decodeStoreLogHash } from '../../../../src/main/io/anchors/decode-calldata.ts'
import { parseClaims } from '../../../../src/main/io/anchors/parse-claims.ts'
import { parseTranscript } from '../../../../src/main/io/anchors/parse-transcript.ts'
import { indexAnchors, inputOfLocated } from '../../../../src/shared/core/anchor/anchor-location.ts'
import { parseBlockHeader } from '../../../../src/shared/core/anchor/block-header.ts'
import { indexKnownHeaders, type AuthenticatedBlock } from '../../../../src/shared/core/anchor/known-headers.ts'
import { rebuildReceipts, rebuildTransactions } from '../../../../src/shared/core/anchor/block-inclusion.ts'
import type { AnchoredBatch } from '../../../../src/shared/core/anchor/claim-steps.ts'
import { encodeTransaction } from '../../../../src/shared/core/anchor/transaction.ts'
import { verifyAnchor } from '../../../../src/shared/core/anchor/verify-anchor.ts'
import { bytesToHex } from '../../../../src/shared/core/bytes/hex.ts'
import { createFrontier } from '../../../../src/shared/core/merkle/frontier.ts'
import { guideATree } from '../../../../src/shared/core/merkle/tree-profiles.ts'
import type { AnchorClaim, AnchorVerdict, TranscriptFile, TrustEntry } from '../../../../src/shared/model/anchor.ts'

const folder = `${import.meta.dirname}/../../../fixtures/anchors`

export type Json = Record<string, unknown>

/** One day's evidence, all of it free to be changed: every call gives a fresh copy. */
export interface Day {
  claim: AnchorClaim
  batch: AnchoredBatch | null
  transcripts: TranscriptFile[]
  trust: TrustEntry[]
  /** The day's block, receipts and transaction inside `transcripts`. */
  block: Json
  receipts: Json[]
  transaction: Json
}

/** Day 0, 1 or 2 as captured, without trust. The batch is recomputed from the entries' bytes. */
export async function capturedDay(index: number): Promise<Day> {
  const claim = {
    ...(parseClaims(readFileSync(`${folder}/days-anchors.ndjson`), 'days-anchors.ndjson')[index]?.claim as AnchorClaim),
  }
  const transcript = parseTranscript(readFileSync(`${folder}/days-transcript.json`), 'days-transcript.json')
  const recorded = transcript.blocks[index] as TranscriptFile['blocks'][number]
  const transaction = (recorded.block['transactions'] as Json[]).find(
    (candidate) => candidate['hash'] === claim.blockchain_tx,
  ) as Json
  return {
    claim,
    batch: await batchOf(claim.date),
    transcripts: [transcript],
    trust: [],
    block: recorded.block,
    receipts: recorded.receipts,
    transaction,
  }
}

async function batchOf(date: string): Promise<AnchoredBatch> {
  const hasher = await loadHasher('keccak256')
  const lines = readFileSync(`${folder}/days-entries.ndjson`, 'utf8')
    .split('\n')
    .filter((line) => line.includes(`"timestamp":"${date}`))
  const frontier = createFrontier(guideATree, hasher)
  for (const line of lines) frontier.append(hasher.hash(new TextEncoder().encode(line)))
  const times = lines.map((line) => (JSON.parse(line) as { timestamp: string }).timestamp)
  return {
    root: bytesToHex(frontier.root() as Uint8Array),
    count: lines.length,
    firstTimestamp: times[0] ?? null,
    lastTimestamp: times.at(-1) ?? null,
  }
}

/** The verdict, gathered as the engine does. */
export async function judge(
  day: Pick<Day, 'claim' | 'batch' | 'transcripts' | 'trust'>,
  authenticated: readonly AuthenticatedBlock[] = [],
): Promise<AnchorVerdict> {
  const hasher = await loadHasher('keccak256')
  const located = indexAnchors(day.transcripts, hasher)(day.claim)
  const input = inputOfLocated(located)
  return verifyAnchor({
    claim: day.claim,
    batch: day.batch,
    located,
    decoded: input === null ? null : await decodeStoreLogHash(input),
    trust: day.trust,
    known: indexKnownHeaders(day.transcripts, day.trust, authenticated, hasher),
    hasher,
  })
}

/** Makes a bent block hang together again, as whoever minted it could: transaction hash, roots and header hash. */
export async function remint(day: Day): Promise<void> {
  const hasher = await loadHasher('keccak256')
  const transactions = day.block['transactions'] as Json[]
  for (const [index, transaction] of transactions.entries()) {
    const encoded = encodeTransaction(transaction, hasher)
    if (encoded.kind !== 'transaction') throw new Error(encoded.kind)
    const hash = `0x${bytesToHex(encoded.hash)}`
    if (transaction === day.transaction) day.claim = { ...day.claim, blockchain_tx: hash }
    transaction['hash'] = hash
    if (day.receipts[index] !== undefined) day.receipts[index]['transactionHash'] = hash
  }
  const inBlock = rebuildTransactions(day.block, hasher)
  const receipts = rebuildReceipts(day.receipts, transactions.length, hasher)
  if (inBlock.kind !== 'rebuilt' || receipts.kind !== 'rebuilt') throw new Error('not rebuilt')
  day.block['transactionsRoot'] = `0x${bytesToHex(inBlock.root)}`
  day.block['receiptsRoot'] = `0x${bytesToHex(receipts.root)}`
  day.block['hash'] = await headerHash(day.block)
}

export async function headerHash(block: Json): Promise<string> {
  const header = parseBlockHeader(block, await loadHasher('keccak256'))
  if (header.kind !== 'header') throw new Error(JSON.stringify(header))
  return `0x${bytesToHex(header.hash)}`
}

/** Trust in a block hash as the auditor noted it down. */
export function trustIn(blockHash: string, chainId = '31337'): TrustEntry {
  return { kind: 'block-hash', chainId, blockHash, note: 'noted from the node by the auditor' }
}
