/** Blocks of the published vectors, put into the shape of a node's answers, rebuilt by the code under test. */
import { beforeAll, describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { parseBlockHeader } from '../../../../src/shared/core/anchor/block-header.ts'
import { computeListRoot } from '../../../../src/shared/core/anchor/merkle-patricia.ts'
import { rebuildTransactions } from '../../../../src/shared/core/anchor/block-inclusion.ts'
import { encodeRlp, parseRlp, type RlpItem } from '../../../../src/shared/core/anchor/rlp.ts'
import type { RpcObject } from '../../../../src/shared/core/anchor/rpc-value.ts'
import type { Hasher } from '../../../../src/shared/core/bytes/hasher.ts'
import { bytesToHex, parseHex } from '../../../../src/shared/core/bytes/hex.ts'
import { missingVectors, vectorFiles } from '../../../support/public-vectors.ts'

const missing = missingVectors('ethereum')

let hasher: Hasher
beforeAll(async () => {
  hasher = await loadHasher('keccak256')
})

const headerMembers = [
  'parentHash',
  'sha3Uncles',
  'miner',
  'stateRoot',
  'transactionsRoot',
  'receiptsRoot',
  'logsBloom',
  'difficulty',
  'number',
  'gasLimit',
  'gasUsed',
  'timestamp',
  'extraData',
  'mixHash',
  'nonce',
  'baseFeePerGas',
  'withdrawalsRoot',
  'blobGasUsed',
  'excessBlobGas',
  'parentBeaconBlockRoot',
  'requestsHash',
]
const quantities = new Set([
  'difficulty',
  'number',
  'gasLimit',
  'gasUsed',
  'timestamp',
  'baseFeePerGas',
  'blobGasUsed',
  'excessBlobGas',
  'nonce',
  'gasPrice',
  'gas',
  'value',
  'v',
  'r',
  's',
  'yParity',
  'chainId',
  'maxFeePerGas',
  'maxPriorityFeePerGas',
  'maxFeePerBlobGas',
])
const tail = ['yParity', 'r', 's']
const membersByType: Record<number, string[]> = {
  0: ['nonce', 'gasPrice', 'gas', 'to', 'value', 'input', 'v', 'r', 's'],
  1: ['chainId', 'nonce', 'gasPrice', 'gas', 'to', 'value', 'input', 'accessList', ...tail],
  2: ['chainId', 'nonce', 'maxPriorityFeePerGas', 'maxFeePerGas', 'gas', 'to', 'value', 'input', 'accessList', ...tail],
  3: [
    'chainId',
    'nonce',
    'maxPriorityFeePerGas',
    'maxFeePerGas',
    'gas',
    'to',
    'value',
    'input',
    'accessList',
    'maxFeePerBlobGas',
    'blobVersionedHashes',
    ...tail,
  ],
}

const data = (bytes: RlpItem): string => `0x${bytesToHex(bytes as Uint8Array)}`
const quantity = (bytes: RlpItem): string => `0x${bytesToHex(bytes as Uint8Array).replace(/^0+/, '') || '0'}`

function decode(bytes: Uint8Array): RlpItem[] {
  const parsed = parseRlp(bytes)
  if (parsed.kind === 'refused') throw new Error(parsed.problem)
  return parsed.item as RlpItem[]
}

function headerAnswer(fields: readonly RlpItem[]): Record<string, unknown> {
  return Object.fromEntries(
    fields.map((field, at) => {
      const member = headerMembers[at] as string
      return [member, quantities.has(member) && member !== 'nonce' ? quantity(field) : data(field)]
    }),
  )
}

/** JSON of a transaction as it stands in a block's list: a list when legacy, a byte string when typed. */
function transactionAnswer(member: RlpItem): Record<string, unknown> {
  const typed = member instanceof Uint8Array
  const type = typed ? (member[0] as number) : 0
  const fields = typed ? decode(member.subarray(1)) : (member as RlpItem[])
  const encoded = typed ? member : encodeRlp(member)
  const answer: Record<string, unknown> = { type: `0x${type.toString(16)}`, hash: data(hasher.hash(encoded)) }
  for (const [at, name] of (membersByType[type] as string[]).entries()) {
    const field = fields[at] as RlpItem
    if (name === 'accessList') {
      answer[name] = (field as RlpItem[][]).map(([address, keys]) => ({
        address: data(address as RlpItem),
        storageKeys: (keys as RlpItem[]).map(data),
      }))
    } else if (name === 'blobVersionedHashes') answer[name] = (field as RlpItem[]).map(data)
    else if (name === 'to') answer[name] = (field as Uint8Array).length === 0 ? null : data(field)
    else answer[name] = quantities.has(name) ? quantity(field) : data(field)
  }
  return answer
}

interface BlockVector {
  readonly genesisRLP: string
  readonly genesisBlockHeader: { readonly hash: string }
  readonly blocks: readonly (Record<string, unknown> & {
    readonly rlp: string
    readonly blockHeader?: { readonly hash: string }
  })[]
}

describe('published block vectors', () => {
  it('have the header hashes, transactions roots and withdrawals roots that are recomputed from JSON answers', (context) => {
    if (missing !== null) return context.skip(missing)
    let blocks = 0
    let transactions = 0
    const fieldCounts = new Set<number>()
    const types = new Set<string>()
    for (const { name, text } of vectorFiles('ethereum/BlockchainTests')) {
      for (const [label, vector] of Object.entries(JSON.parse(text) as Record<string, BlockVector>)) {
        const valid = vector.blocks.filter(
          (block) => !Object.keys(block).some((key) => key.startsWith('expectException')),
        )
        const all = [
          { rlp: vector.genesisRLP, hash: vector.genesisBlockHeader.hash },
          ...valid.map((block) => ({ rlp: block.rlp, hash: block.blockHeader?.hash })),
        ]
        for (const { rlp, hash } of all) {
          const [headerFields, members, , withdrawals] = decode(parseHex(rlp) as Uint8Array) as RlpItem[][]
          const block: RpcObject = {
            ...headerAnswer(headerFields as RlpItem[]),
            hash,
            transactions: (members as RlpItem[]).map(transactionAnswer),
          }
          const header = parseBlockHeader(block, hasher)
          if (header.kind === 'unreadable') throw new Error(`${name} ${label}: ${JSON.stringify(header.unreadable)}`)
          expect(data(header.hash), `${name} ${label}`).toBe(hash)
          const rebuilt = rebuildTransactions(block, hasher)
          if (rebuilt.kind === 'not-rebuilt') throw new Error(`${name} ${label}: ${rebuilt.where}`)
          expect(bytesToHex(rebuilt.root), `${name} ${label}`).toBe(bytesToHex(header.transactionsRoot))
          expect(rebuilt.contradiction).toBeNull()
          const withdrawalsRoot =
            withdrawals === undefined ? undefined : data(computeListRoot(hasher, withdrawals.map(encodeRlp)))
          expect(withdrawalsRoot, `${name} ${label}`).toBe(block['withdrawalsRoot'])
          blocks += 1
          transactions += rebuilt.hashes.length
          fieldCounts.add(header.fieldCount)
          for (const transaction of block['transactions'] as RpcObject[]) types.add(transaction['type'] as string)
        }
      }
    }
    expect(blocks).toBe(98 + 193)
    expect(transactions).toBeGreaterThan(100)
    expect([...fieldCounts].sort((a, b) => a - b)).toEqual([15, 16, 17, 20])
    expect([...types].sort()).toEqual(['0x0', '0x1', '0x2', '0x3'])
  })
})
