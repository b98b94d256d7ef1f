/**
 * Asks a further endpoint for what the first one answered and lists where they differ. Agreement is a statement by the
 * second endpoint's operator, kept with host and time; whether that operator is independent is the auditor's to judge.
 */
import type { CaptureSummary } from '../../../../shared/model/capture.ts'
import type { RpcObject } from '../../../../shared/core/anchor/rpc-value.ts'
import type { RpcClient } from './rpc-client.ts'
import { hashFrom, isRpcObject, shownValue } from './rpc-shape.ts'

/** What the first endpoint answered about one block. */
export interface AnsweredBlock {
  /** Quantity as asked. */
  readonly number: string
  readonly block: RpcObject
  /** Claimed transactions in it. */
  readonly transactions: readonly string[]
  readonly receipts: readonly RpcObject[]
  /** Answer of `eth_getCode`; null when there was none. */
  readonly code: string | null
}

export type Comparison = Pick<CaptureSummary, 'statements' | 'differences'>

/** Members of the header that the chain's rules fix. What a node adds of its own (`size`, `totalDifficulty`) is left out. */
const headerMembers = [
  'hash',
  'parentHash',
  'stateRoot',
  'transactionsRoot',
  'receiptsRoot',
  'number',
  'timestamp',
] as const
const transactionMembers = ['blockHash', 'blockNumber', 'transactionIndex', 'from', 'to', 'input'] as const
const receiptMembers = ['blockHash', 'transactionIndex', 'status'] as const

/** Compares `client` with the endpoint `host` block by block. */
export async function compareEndpoint(
  client: RpcClient,
  host: string,
  asked: { readonly blocks: readonly AnsweredBlock[]; readonly contract: string; readonly chainId: string },
): Promise<Comparison> {
  const comparison: { statements: CaptureSummary['statements']; differences: CaptureSummary['differences'] } = {
    statements: [],
    differences: [],
  }
  const differ = (what: string, about: string, first: unknown, second: unknown): void => {
    comparison.differences.push({
      what,
      about,
      values: [
        { host, value: shownValue(first) },
        { host: client.host, value: shownValue(second) },
      ],
    })
  }
  const compareMembers = (
    what: string,
    about: string,
    members: readonly string[],
    first: RpcObject,
    second: unknown,
  ): boolean => {
    if (!isRpcObject(second)) {
      // A node that answers null says that there is no such thing.
      if (second === null) differ(what, about, first['hash'] ?? first['transactionHash'], null)
      return false
    }
    const different = members.filter((member) => normal(first[member]) !== normal(second[member]))
    for (const member of different) differ(`${what} ${member}`, about, first[member], second[member])
    return different.length === 0
  }

  for (const { number, block, transactions, receipts, code } of asked.blocks) {
    const about = String(BigInt(number))
    const header = await client.call('eth_getBlockByNumber', [number, false])
    if (header.kind === 'result') {
      const same = compareMembers('eth_getBlockByNumber', about, headerMembers, block, header.value)
      const blockHash = hashFrom(block['hash'])
      if (same && blockHash !== null)
        comparison.statements.push({
          host: client.host,
          at: header.at,
          chainId: asked.chainId,
          blockNumber: about,
          blockHash,
        })
    }
    for (const hash of transactions) {
      const own = (block['transactions'] as readonly RpcObject[]).find(({ hash: other }) => hashFrom(other) === hash)
      const transaction = await client.call('eth_getTransactionByHash', [hash])
      if (own !== undefined && transaction.kind === 'result')
        compareMembers('eth_getTransactionByHash', hash, transactionMembers, own, transaction.value)
      const ownReceipt = receipts.find(({ transactionHash }) => hashFrom(transactionHash) === hash)
      const receipt = await client.call('eth_getTransactionReceipt', [hash])
      if (ownReceipt !== undefined && receipt.kind === 'result') {
        compareMembers('eth_getTransactionReceipt', hash, receiptMembers, ownReceipt, receipt.value)
      }
    }
    if (code === null) continue
    const answered = await client.call('eth_getCode', [asked.contract, number])
    if (answered.kind === 'result' && normal(answered.value) !== normal(code))
      differ('eth_getCode', asked.contract, code, answered.value)
  }
  return comparison
}

/** Hex spelt in either case is one value. */
function normal(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : JSON.stringify(value ?? null)
}
