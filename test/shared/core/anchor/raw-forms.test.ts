/** Headers, transactions and receipts as bytes: published blocks, what a node answered, and bytes with something wrong. */
import fc from 'fast-check'
import { Transaction } from 'ethers'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { parseRawHeader } from '../../../../src/shared/core/anchor/block-header.ts'
import { receiptFromRaw, transactionFromRaw } from '../../../../src/shared/core/anchor/raw-forms.ts'
import { encodeRlp, parseRlp, type RlpItem } from '../../../../src/shared/core/anchor/rlp.ts'
import { verifyTrieProof } from '../../../../src/shared/core/anchor/trie-proof.ts'
import type { Hasher } from '../../../../src/shared/core/bytes/hasher.ts'
import { bytesToHex, parseHex } from '../../../../src/shared/core/bytes/hex.ts'
import { listTrie, placeKey, receiptOf, transactionOf } from '../../../support/evm-second.mjs'
import { missingVectors, vectorFiles } from '../../../support/public-vectors.ts'
import { capturedDay, type Json } from './captured-days.ts'

const missing = missingVectors('ethereum')
const hex = (text: string): Uint8Array => parseHex(text) as Uint8Array

let hasher: Hasher
beforeAll(async () => {
  hasher = await loadHasher('keccak256')
})

function membersOf(bytes: Uint8Array): RlpItem[] {
  const parsed = parseRlp(bytes)
  if (parsed.kind === 'refused' || parsed.item instanceof Uint8Array) throw new Error('no list')
  return [...parsed.item]
}

interface BlockVector {
  readonly blocks: readonly (Json & { readonly rlp: string; readonly blockHeader?: { readonly hash: string } })[]
}

describe('published blocks as bytes', () => {
  it('give their header hash, each transaction, and a proof of it; with a field more or less they are refused', (context) => {
    if (missing !== null) return context.skip(missing)
    let headers = 0
    let transactions = 0
    let refused = 0
    for (const { name, text } of vectorFiles('ethereum/BlockchainTests')) {
      for (const [label, { blocks }] of Object.entries(JSON.parse(text) as Record<string, BlockVector>)) {
        for (const block of blocks) {
          if (block.blockHeader === undefined) continue
          const [header, members] = membersOf(hex(block.rlp)) as [RlpItem[], RlpItem[]]
          const parsed = parseRawHeader(`0x${bytesToHex(encodeRlp(header))}`, hasher)
          if (parsed.kind === 'unreadable') throw new Error(`${name} ${label}: ${JSON.stringify(parsed)}`)
          expect(`0x${bytesToHex(parsed.hash)}`).toBe(block.blockHeader.hash)
          headers += 1
          for (const bent of [
            header.slice(0, 14),
            [...header, ...header],
            [...header.slice(0, 5), [], ...header.slice(6)],
          ]) {
            expect(parseRawHeader(`0x${bytesToHex(encodeRlp(bent))}`, hasher).kind).toBe('unreadable')
            refused += 1
          }
          const leaves = members.map((member) => (member instanceof Uint8Array ? member : encodeRlp(member)))
          const trie = listTrie(leaves.map((leaf) => bytesToHex(leaf)))
          expect(trie.root).toBe(bytesToHex(parsed.transactionsRoot))
          for (const [index, leaf] of leaves.entries()) {
            const read = transactionFromRaw(leaf, hasher)
            if (read.kind !== 'object') throw new Error(`${name} ${label} ${index}: ${JSON.stringify(read)}`)
            expect(transactionOf(read.object)).toBe(bytesToHex(leaf))
            const proof = trie.proofOf(placeKey(index)).map(hex)
            expect(verifyTrieProof(hasher, parsed.transactionsRoot, hex(placeKey(index)), proof)).toEqual({
              kind: 'value',
              value: leaf,
            })
            for (const bent of [leaf.subarray(0, -1), Uint8Array.of(...leaf, 0), Uint8Array.of(0x7e, ...leaf)]) {
              expect(transactionFromRaw(bent, hasher).kind).not.toBe('object')
              refused += 1
            }
            transactions += 1
          }
        }
      }
    }
    console.log(
      `ethereum blocks as bytes: ${headers} headers and ${transactions} transactions hold, ${refused} altered ones refused`,
    )
    expect(headers).toBeGreaterThanOrEqual(193)
    expect(transactions).toBeGreaterThan(100)
  })
})

describe('bytes of a transaction', () => {
  it('read as ethers reads them', async () => {
    const { block } = await capturedDay(2)
    for (const answer of block['transactions'] as Json[]) {
      const read = transactionFromRaw(hex(transactionOf(answer)), hasher)
      if (read.kind !== 'object') throw new Error(JSON.stringify(read))
      const other = Transaction.from(`0x${transactionOf(answer)}`)
      expect(read.object).toMatchObject({ hash: other.hash, input: other.data })
      expect(read.object['to'] ?? null).toBe(other.to?.toLowerCase() ?? null)
      expect(BigInt(read.object['nonce'] as string)).toBe(BigInt(other.nonce))
    }
  })

  it('of types without a rule are named and not guessed', () => {
    expect(transactionFromRaw(hex('7ef8aa'), hasher)).toEqual({ kind: 'unsupported', type: '0x7e' })
    expect(transactionFromRaw(hex('05c0'), hasher)).toEqual({ kind: 'unsupported', type: '0x05' })
    expect(receiptFromRaw(hex('7ec0'), hasher)).toEqual({ kind: 'unsupported', type: '0x7e' })
  })

  it('never throw, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('', '01', '02', '03', '04'), (bytes, type) => {
        const raw = Uint8Array.of(...hex(type), ...bytes)
        transactionFromRaw(raw, hasher)
        receiptFromRaw(raw, hasher)
        parseRawHeader(`0x${bytesToHex(raw)}`, hasher)
      }),
    )
  })
})

describe('bytes of a receipt', () => {
  it('give back what was printed of them', async () => {
    for (const day of [0, 1, 2]) {
      const { receipts } = await capturedDay(day)
      for (const receipt of receipts) {
        const read = receiptFromRaw(hex(receiptOf(receipt)), hasher)
        if (read.kind !== 'object') throw new Error(JSON.stringify(read))
        expect(read.object).toMatchObject({ status: receipt['status'], logsBloom: receipt['logsBloom'] })
        expect(receiptOf(read.object)).toBe(receiptOf(receipt))
      }
    }
  })

  it('are refused where the bloom is not that of the logs, a number has leading zeros, or a field is missing', async () => {
    const { receipts } = await capturedDay(0)
    const fields = membersOf(hex(receiptOf(receipts[0] as Json)).subarray(1))
    const typed = (members: RlpItem[]): Uint8Array => Uint8Array.of(2, ...encodeRlp(members))
    expect(receiptFromRaw(typed(fields), hasher).kind).toBe('object')
    for (const bent of [
      fields.with(2, new Uint8Array(256).fill(1)),
      fields.with(1, Uint8Array.of(0, 1)),
      fields.slice(0, 3),
      [...fields, new Uint8Array(0)],
      fields.with(3, [[new Uint8Array(20)]]),
    ])
      expect(receiptFromRaw(typed(bent), hasher).kind).toBe('unreadable')
  })
})
