/**
 * Time of judging one EVM anchor from its stored text: the captured day of `test/cases/evm` with everything that can be
 * captured, and the same call in a block of 200 transactions with 3 logs in each receipt, as full lists and as proofs.
 */
import { readFileSync } from 'node:fs'
import { parseTranscript } from '../../src/main/io/anchors/parse-transcript.ts'
import type { AnchoredBatch } from '../../src/shared/core/anchor/claim-steps.ts'
import type { AnchorClaim, TranscriptBlock, TranscriptFile, TrustEntry } from '../../src/shared/model/anchor.ts'
import { judge } from '../../test/shared/core/anchor/captured-days.ts'
import { headerOf, keccak, listTrie, placeKey, receiptOf, transactionOf } from '../../test/support/evm-second.mjs'

interface Capture {
  readonly claim: AnchorClaim
  readonly batch: AnchoredBatch
  readonly trust: TrustEntry[]
  readonly transcript: TranscriptFile
}
type Json = Record<string, unknown>

const rounds = 20
const read = (): Capture =>
  JSON.parse(readFileSync(new URL('../../test/cases/evm/capture.json', import.meta.url), 'utf8')) as Capture

await measure('block of 3, proofs, state, header above', read())
await measure('block of 200, 600 logs, full lists', largeBlock(false))
await measure('block of 200, proofs alone', largeBlock(true))

async function measure(title: string, capture: Capture): Promise<void> {
  const text = Buffer.from(JSON.stringify(capture.transcript))
  const times: number[] = []
  let rung = ''
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now()
    const transcript = parseTranscript(text, 'bench')
    rung = (await judge({ ...capture, transcripts: [transcript] })).rung
    times.push(performance.now() - start)
  }
  const sorted = times.toSorted((left, right) => left - right)
  const [fastest, median, slowest] = [sorted[0], sorted[rounds / 2], sorted.at(-1)].map((ms) =>
    (ms as number).toFixed(1),
  )
  console.log(
    `${title.padEnd(46)} ${median} ms (${fastest}-${slowest}, the first with loading)  ${text.length} bytes, ${rung}`,
  )
}

/** The captured call at place 100, neighbours around it, in a block minted for it. */
function largeBlock(withProofs: boolean): Capture {
  const capture = read()
  const entry = capture.transcript.blocks[0] as TranscriptBlock
  const own = (entry.block['transactions'] as Json[])[1] as Json
  const [, receipt, logging] = entry.receipts as [Json, Json, Json]
  const transactions: Json[] = []
  const receipts: Json[] = []
  for (let place = 0; place < 200; place += 1) {
    const neighbour = { ...own, nonce: `0x${(place + 1000).toString(16)}` }
    const transaction = place === 100 ? own : { ...neighbour, hash: `0x${keccak(transactionOf(neighbour))}` }
    transactions.push(transaction)
    const logs = place === 100 ? [] : [1, 2, 3].flatMap(() => logging['logs'] as Json[])
    const bearer = place === 100 ? receipt : { ...logging, logs, transactionHash: transaction['hash'] }
    receipts.push(bearer)
  }
  const transactionTrie = listTrie(transactions.map(transactionOf))
  const receiptTrie = listTrie(receipts.map(receiptOf))
  const block: Json = {
    ...entry.block,
    transactionsRoot: `0x${transactionTrie.root}`,
    receiptsRoot: `0x${receiptTrie.root}`,
    transactions: withProofs ? transactions.map((transaction) => transaction['hash']) : transactions,
  }
  block['hash'] = `0x${keccak(headerOf(block))}`
  const proof = {
    transactionHash: own['hash'] as string,
    transactionIndex: 100,
    transactionProof: transactionTrie.proofOf(placeKey(100)),
    receiptProof: receiptTrie.proofOf(placeKey(100)),
  }
  const blocks = [{ block, receipts: withProofs ? [] : receipts, ...(withProofs ? { proofs: [proof] } : {}) }]
  const { storage: _storage, headers: _headers, ...transcript } = capture.transcript
  const trust: TrustEntry[] = [
    { kind: 'block-hash', chainId: transcript.chainId, blockHash: block['hash'] as string, note: 'minted here' },
  ]
  return { ...capture, trust, transcript: { ...transcript, blocks } }
}
