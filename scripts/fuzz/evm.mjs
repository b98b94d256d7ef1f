// Targets for what a node answers: bytes of headers, transactions and receipts, proofs, and whole transcripts. Each is
// compared with the second reading of the same rules, which shares no code with the product.
import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { parseTranscript } from '../../src/main/io/anchors/parse-transcript.ts'
import { loadHasher } from '../../src/main/io/host/hashers.ts'
import { parseRawHeader } from '../../src/shared/core/anchor/block-header.ts'
import { receiptFromRaw, transactionFromRaw } from '../../src/shared/core/anchor/raw-forms.ts'
import { verifyTrieProof } from '../../src/shared/core/anchor/trie-proof.ts'
import { AppError } from '../../src/shared/model/app-error.ts'
import { judge } from '../../test/shared/core/anchor/captured-days.ts'
import { failingAreas, headerOf, listTrie, placeKey, receiptOf, transactionOf } from '../../test/support/evm-second.mjs'
import { mutate, pick } from './mutate.mjs'

const captureText = readFileSync(new URL('../../test/cases/evm/capture.json', import.meta.url), 'utf8')
const bytes = (hex) => Buffer.from(hex.replace(/^0x/, ''), 'hex')

/** `evm-raw`: bytes; `evm-proof`: a proof whose nodes change; `evm-transcript`: the JSON around all of it. */
export function evmTargets() {
  const hasher = loadHasher('keccak256')
  const { transcript, claim, batch, trust } = JSON.parse(captureText)
  const [entry] = transcript.blocks
  const transactions = entry.block.transactions.map(transactionOf)
  const raw = [headerOf(entry.block), ...transactions, ...entry.receipts.map(receiptOf)].map(bytes)
  const trie = listTrie(transactions)
  const proofs = transactions.map((value, index) => ({ value, index, nodes: trie.proofOf(placeKey(index)).map(bytes) }))
  const text = Buffer.from(JSON.stringify(transcript))
  return [
    {
      name: 'evm-raw',
      make: (random) => mutate(random, pick(random, raw), raw),
      async check(input) {
        const keccak = await hasher
        const hex = input.toString('hex')
        const transaction = transactionFromRaw(input, keccak)
        if (transaction.kind === 'object') assert.equal(transactionOf(transaction.object), hex)
        const receipt = receiptFromRaw(input, keccak)
        if (receipt.kind === 'object') assert.equal(receiptOf(receipt.object), hex)
        const header = parseRawHeader(`0x${hex}`, keccak)
        if (header.kind === 'header') assert.equal(Buffer.from(header.rlp).toString('hex'), hex)
      },
    },
    {
      name: 'evm-proof',
      make: (random) => {
        const { nodes } = pick(random, proofs)
        return mutate(random, pick(random, nodes), nodes)
      },
      async check(input, random) {
        const keccak = await hasher
        const { value, index, nodes } = pick(random, proofs)
        const bent = nodes.with(random.below(nodes.length), input)
        const proven = verifyTrieProof(keccak, bytes(trie.root), bytes(placeKey(index)), bent)
        if (proven.kind === 'value') assert.equal(Buffer.from(proven.value).toString('hex'), value)
        else assert.equal(proven.kind, 'refused', 'a present key was proven to be absent')
        // Under a root of its own the node is read whatever it is.
        verifyTrieProof(keccak, keccak.hash(input), bytes(placeKey(index)), [input, ...nodes])
      },
    },
    {
      name: 'evm-transcript',
      make: (random) => mutate(random, text, raw),
      async check(input) {
        let read
        try {
          read = parseTranscript(input, 'fuzz')
        } catch (error) {
          if (!(error instanceof AppError) || error.code !== 'transcript-invalid') throw error
          return
        }
        const verdict = await judge({ claim, batch, trust, transcripts: [read] })
        if (verdict.verdict !== 'verified') return
        const ofChain = trust.filter(({ chainId }) => chainId === read.chainId)
        const known = ofChain.flatMap(({ blockHash }) => (blockHash === undefined ? [] : [blockHash]))
        const pinned = ofChain.find(({ kind }) => kind === 'contract') ?? null
        // The second reading compares hexadecimal text as it stands, and letters of either case are one number.
        const lowered = JSON.parse(JSON.stringify(read).replaceAll(/"0x[0-9a-fA-F]*"/g, (hex) => hex.toLowerCase()))
        const failing = failingAreas({ transcript: lowered, claim, batch, known, pinned })
        assert.deepEqual(failing, [], 'verified here alone')
      },
    },
  ]
}
