/** A day of a capture with everything around it, and ways to change one thing of it. */
import type { BatchToAnchor, Capture } from '../../../scripts/capture-anchors.ts'
import type { AnchoredBatch } from '../../../src/shared/core/anchor/claim-steps.ts'
import type {
  AnchorClaim,
  AnchorVerdict,
  InclusionProof,
  TranscriptBlock,
  TranscriptFile,
  TrustEntry,
} from '../../../src/shared/model/anchor.ts'
import { judge, type Json } from '../../shared/core/anchor/captured-days.ts'
import {
  failingAreas,
  headerOf,
  keccak,
  listTrie,
  placeKey,
  receiptOf,
  transactionOf,
} from '../../support/evm-second.mjs'

/** One day's evidence to be changed, with proofs beside the block, a header chain above it, and what the auditor knows. */
export interface Bundle {
  transcript: TranscriptFile
  entry: TranscriptBlock
  block: Json
  transaction: Json
  receipts: Json[]
  proof: InclusionProof & { transactionProof: string[]; receiptProof: string[] }
  account: Json
  claim: AnchorClaim
  batch: AnchoredBatch & { root: string }
  known: string[]
  trust: TrustEntry[]
}

/**
 * Evidence of the day at `chosen`, a fresh copy. `stated` is what was given to the contract that day; two more blocks must
 * follow.
 */
export function bundleOf(capture: Capture, chosen: number, stated: BatchToAnchor): Bundle {
  const transcript = structuredClone(capture.transcript)
  const claim = { ...(capture.claims[chosen] as AnchorClaim) }
  const metadata = JSON.parse(stated.metadata) as { count: number; first_timestamp: string; last_timestamp: string }
  const entry = transcript.blocks[chosen] as TranscriptBlock
  const transactions = entry.block['transactions'] as Json[]
  const place = transactions.findIndex((candidate) => candidate['hash'] === claim.blockchain_tx)
  const proof = {
    transactionHash: claim.blockchain_tx,
    transactionIndex: place,
    transaction: structuredClone(transactions[place]) as Json,
    transactionProof: listTrie(transactions.map(transactionOf)).proofOf(placeKey(place)),
    receipt: structuredClone(entry.receipts[place]) as Json,
    receiptProof: listTrie(entry.receipts.map(receiptOf)).proofOf(placeKey(place)),
  }
  entry.proofs = [proof]
  // The auditor knows the block two days later; the two headers between lead down to this one.
  transcript.headers = [chosen + 1, chosen + 2].map(
    (index) => `0x${headerOf((transcript.blocks[index] as TranscriptBlock).block)}`,
  )
  transcript.blocks = [entry]
  const knownHash = `0x${keccak((transcript.headers[1] as string).slice(2))}`
  const codeHash = (entry.state as { proof: Json }).proof['codeHash'] as string
  return {
    transcript,
    entry,
    block: entry.block,
    transaction: transactions[place] as Json,
    receipts: entry.receipts,
    proof,
    account: (entry.state as { proof: Json }).proof,
    claim,
    batch: {
      root: stated.merkle_root,
      count: metadata.count,
      firstTimestamp: metadata.first_timestamp,
      lastTimestamp: metadata.last_timestamp,
    },
    known: [knownHash],
    trust: [
      { kind: 'block-hash', chainId: '31337', blockHash: knownHash, note: 'read from a second node' },
      { kind: 'contract', chainId: '31337', address: transcript.contract, codeHash, note: 'built from its source' },
    ],
  }
}

export async function verdictOf(given: Bundle): Promise<AnchorVerdict> {
  return judge({ claim: given.claim, batch: given.batch, transcripts: [given.transcript], trust: given.trust })
}

export function areasOf({ transcript, claim, batch, known, trust }: Bundle): string[] {
  // What the auditor knows is known of one chain.
  const isKnownChain = transcript.chainId === '31337'
  const pinned = isKnownChain ? (trust.find((entry) => entry.kind === 'contract') ?? null) : null
  return failingAreas({ transcript, claim, batch, known: isKnownChain ? known : [], pinned })
}

const flipped = (hex: string, at: number): string =>
  hex.slice(0, at) + (hex[at] === '0' ? '1' : '0') + hex.slice(at + 1)
const flip = (object: Json, member: string, at = 9): unknown => (object[member] = flipped(object[member] as string, at))
const first = <T>(list: unknown): T => (list as T[])[0] as T

/** Takes the lists away: the proofs alone remain. */
export function proofsAlone(given: Bundle): Bundle {
  given.block['transactions'] = (given.block['transactions'] as Json[]).map((item) => item['hash'])
  given.entry.receipts = []
  return given
}

/** What was changed, how, the step that names it first and its reason. */
export const variants: readonly (readonly [string, (given: Bundle) => unknown, string, string])[] = [
  ['an entry, so the root', (b) => (b.batch.root = flipped(b.batch.root, 3)), 'claim-root', 'root-differs'],
  ['the claimed block number', (b) => (b.claim.block_number += 1), 'block-number', 'block-number-differs'],
  ['the claimed time', (b) => (b.claim.timestamp += 60), 'calldata-timestamp', 'anchored-time-differs'],
  ['the number of entries', (b) => (b.batch = { ...b.batch, count: 99 }), 'metadata-count', 'count-differs'],
  [
    'the first entry',
    (b) => (b.batch = { ...b.batch, firstTimestamp: '2025-04-19T02:00:00.000Z' }),
    'metadata-first-timestamp',
    'first-timestamp-differs',
  ],
  [
    'the last entry',
    (b) => (b.batch = { ...b.batch, lastTimestamp: '2025-04-19T23:00:00.000Z' }),
    'metadata-last-timestamp',
    'last-timestamp-differs',
  ],
  ['the contract under audit', (b) => (b.transcript.contract = `0x${'99'.repeat(20)}`), 'contract', 'contract-differs'],
  ['the chain under audit', (b) => (b.transcript.chainId = '1'), 'chain-id', 'chain-differs'],
  [
    'the root in the calldata',
    (b) => {
      flip(b.transaction, 'input', 20)
      b.proof.transaction = structuredClone(b.transaction)
    },
    'calldata-root',
    'calldata-differs',
  ],
  [
    'the transaction for another of its block',
    (b) => {
      const list = b.block['transactions'] as Json[]
      const other = list.find((item) => item !== b.transaction) as Json
      Object.assign(b.transaction, { value: other['value'], nonce: other['nonce'] })
    },
    'transaction-in-block',
    'transaction-not-included',
  ],
  ['the order of the receipts', (b) => b.receipts.reverse(), 'receipt-in-block', 'receipt-not-included'],
  [
    'the receipt for one that names another transaction',
    (b) => ((b.receipts[b.proof.transactionIndex] as Json)['transactionHash'] = `0x${'56'.repeat(32)}`),
    'receipt-in-block',
    'receipt-of-other-transaction',
  ],
  [
    'the status, in a block minted around it',
    (b) => {
      const receipt = b.receipts[b.proof.transactionIndex] as Json
      receipt['status'] = '0x0'
      const trie = listTrie(b.receipts.map(receiptOf))
      b.block['receiptsRoot'] = `0x${trie.root}`
      b.proof.receipt = structuredClone(receipt)
      b.proof.receiptProof = trie.proofOf(placeKey(b.proof.transactionIndex))
      b.block['hash'] = `0x${keccak(headerOf(b.block))}`
      b.known.splice(0, 1, b.block['hash'] as string)
      b.trust.splice(0, 1, { kind: 'block-hash', chainId: '31337', blockHash: b.known[0] as string, note: '' })
      delete b.transcript.headers
    },
    'receipt-status',
    'transaction-failed',
  ],
  [
    'a log, written twice',
    (b) => {
      const bearer = b.receipts.find((receipt) => (receipt['logs'] as unknown[]).length > 0) as Json
      ;(bearer['logs'] as unknown[]).push(structuredClone(first(bearer['logs'])))
    },
    'receipt-in-block',
    'receipt-not-included',
  ],
  [
    'the proof of the transaction: its last node cut off',
    (b) => proofsAlone(b).proof.transactionProof.pop(),
    'transaction-in-block',
    'proof-incomplete',
  ],
  [
    'the proof of the receipt: one digit of its last node',
    (b) => {
      const nodes = proofsAlone(b).proof.receiptProof
      nodes.push(flipped(nodes.pop() as string, 40))
    },
    'receipt-in-block',
    'proof-node-differs',
  ],
  [
    'the proof of the transaction: a node too many',
    (b) => proofsAlone(b).proof.transactionProof.push('0xc0'),
    'transaction-in-block',
    'proof-malformed',
  ],
  [
    'the place in the block',
    (b) => (proofsAlone(b).proof.transactionIndex = b.proof.transactionIndex + 1),
    'transaction-in-block',
    'proof-node-differs',
  ],
  ['the header: its links', (b) => flip(b.block, 'parentHash'), 'header-hash', 'header-hash-differs'],
  ['the header: its numbers', (b) => (b.block['gasUsed'] = '0x1'), 'header-hash', 'header-hash-differs'],
  ['the header: its time', (b) => (b.block['timestamp'] = '0x67f00000'), 'header-hash', 'header-hash-differs'],
  ['the header: its fork fields', (b) => (b.block['excessBlobGas'] = '0x1'), 'header-hash', 'header-hash-differs'],
  ['the header: its last field left out', (b) => delete b.block['requestsHash'], 'header-hash', 'header-hash-differs'],
  [
    'the header for one with a field more',
    (b) => {
      b.entry.header = `0x${withFieldMore(headerOf(b.block))}`
      delete b.block['hash']
    },
    'header-hash',
    'transcript-unreadable',
  ],
  ['the header’s number', (b) => (b.block['number'] = '0x99'), 'header-hash', 'header-hash-differs'],
  ['the chain of headers: one left out', (b) => b.transcript.headers?.shift(), 'header-known', 'header-chain-broken'],
  [
    'the whole block, minted anew under the claimed number',
    (b) => {
      b.block['extraData'] = '0x01'
      b.block['hash'] = `0x${keccak(headerOf(b.block))}`
    },
    'header-known',
    'header-not-in-chain',
  ],
  [
    'the account proof: one digit',
    (b) =>
      (b.account['accountProof'] as string[]).push(
        flipped((b.account['accountProof'] as string[]).pop() as string, 50),
      ),
    'account-in-state',
    'proof-node-differs',
  ],
  ['the stated storage root', (b) => flip(b.account, 'storageHash'), 'account-in-state', 'account-differs'],
  [
    'the stated storage value',
    (b) => flip(first<Json>(b.account['storageProof']), 'value'),
    'storage-in-account',
    'storage-differs',
  ],
  [
    'the layout: another slot',
    (b) => (b.transcript.storage = { slot: 1, keys: 'hash-time', value: 'metadata-digest' }),
    'storage-in-account',
    'storage-not-proven',
  ],
  [
    'the code',
    (b) => (b.entry.state = { ...(b.entry.state as { proof: Json }), code: '0x6000' }),
    'contract-code',
    'code-differs',
  ],
  [
    'the pinned code',
    (b) =>
      b.trust.splice(1, 1, {
        kind: 'contract',
        chainId: '31337',
        address: b.transcript.contract,
        codeHash: `0x${'77'.repeat(32)}`,
        note: '',
      }),
    'code-pinned',
    'code-not-pinned',
  ],
  [
    'the account for that of another contract',
    (b) => (b.account['address'] = `0x${'99'.repeat(20)}`),
    'account-in-state',
    'state-of-other-account',
  ],
]

/** The encoded list with an empty member more. */
function withFieldMore(hex: string): string {
  const payload = `${hex.slice(6)}80`
  return `f9${(payload.length / 2).toString(16).padStart(4, '0')}${payload}`
}
