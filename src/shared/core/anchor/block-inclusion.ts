/**
 * Rebuilds what a header commits to: the transactions trie and the receipts trie of a captured block (Yellow Paper
 * §4.4, H_t and H_e). Returns roots and what stood in the way; `verifyAnchor` compares them.
 */
import { bytesToHex } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import type { ReasonCode } from '../../model/verdict.ts'
import { computeListRoot } from './merkle-patricia.ts'
import { encodeReceipt, type BloomBits } from './receipt.ts'
import { lowerText, type RpcObject, type UnreadableMember } from './rpc-value.ts'
import { encodeTransaction } from './transaction.ts'

/** A trie could not be rebuilt: why, and at which member of the transcript. */
export interface NotRebuilt {
  readonly kind: 'not-rebuilt'
  readonly reason: Extract<ReasonCode, 'transaction-unsupported' | 'transcript-unreadable' | 'inclusion-not-proven'>
  /** For people and for the step's `actual`: for example `transactions.0: type 0x7e`. */
  readonly where: string
}

/** A value that the transcript prints beside the bytes and that does not belong to them. */
export interface Contradiction {
  readonly expected: string
  readonly actual: string
}

export interface RebuiltTransactions {
  readonly kind: 'rebuilt'
  readonly root: Uint8Array
  /** Recomputed hash of each transaction, lower-case 0x hex. */
  readonly hashes: readonly string[]
  /** First printed hash that is not the recomputed one. */
  readonly contradiction: Contradiction | null
}

export interface RebuiltReceipts {
  readonly kind: 'rebuilt'
  readonly root: Uint8Array
  readonly statuses: readonly (bigint | null)[]
  /** First printed bloom that is not the one of the printed logs. */
  readonly contradiction: Contradiction | null
}

/** Transactions trie of `block`, an answer with full transactions. */
export function rebuildTransactions(block: RpcObject, hasher: Hasher): RebuiltTransactions | NotRebuilt {
  const transactions = block['transactions']
  if (!Array.isArray(transactions))
    return { kind: 'not-rebuilt', reason: 'transcript-unreadable', where: 'transactions: not-a-list' }
  const values: Uint8Array[] = []
  const hashes: string[] = []
  let contradiction: Contradiction | null = null
  for (const [index, transaction] of (transactions as readonly unknown[]).entries()) {
    const where = `transactions.${index}`
    if (typeof transaction !== 'object' || transaction === null)
      return { kind: 'not-rebuilt', reason: 'inclusion-not-proven', where: `${where}: hash only` }
    const encoded = encodeTransaction(transaction as RpcObject, hasher)
    if (encoded.kind !== 'transaction') return notRebuilt(where, encoded)
    const hash = `0x${bytesToHex(encoded.hash)}`
    const printed = lowerText(transaction as RpcObject, 'hash')
    if (printed !== hash) contradiction ??= { expected: printed ?? '', actual: hash }
    values.push(encoded.encoded)
    hashes.push(hash)
  }
  return { kind: 'rebuilt', root: computeListRoot(hasher, values), hashes, contradiction }
}

/** Receipts trie of `receipts`, in the order of the answer; `transactionCount` is the block's. */
export function rebuildReceipts(
  receipts: readonly RpcObject[],
  transactionCount: number,
  hasher: Hasher,
): RebuiltReceipts | NotRebuilt {
  if (receipts.length === 0 && transactionCount > 0)
    return { kind: 'not-rebuilt', reason: 'inclusion-not-proven', where: 'receipts: none captured' }
  const values: Uint8Array[] = []
  const statuses: (bigint | null)[] = []
  const bits: BloomBits = new Map()
  let contradiction: Contradiction | null = null
  for (const [index, receipt] of receipts.entries()) {
    const encoded = encodeReceipt(receipt, hasher, bits)
    if (encoded.kind !== 'receipt') return notRebuilt(`receipts.${index}`, encoded)
    if (!encoded.bloomHolds)
      contradiction ??= {
        expected: `receipts.${index}.logsBloom: ${lowerText(receipt, 'logsBloom') ?? ''}`,
        actual: 'bloom of the printed logs',
      }
    values.push(encoded.encoded)
    statuses.push(encoded.status)
  }
  return { kind: 'rebuilt', root: computeListRoot(hasher, values), statuses, contradiction }
}

function notRebuilt(
  where: string,
  cause:
    | { readonly kind: 'unsupported'; readonly type: string }
    | { readonly kind: 'unreadable'; readonly unreadable: UnreadableMember },
): NotRebuilt {
  if (cause.kind === 'unsupported')
    return { kind: 'not-rebuilt', reason: 'transaction-unsupported', where: `${where}: type ${cause.type}` }
  return {
    kind: 'not-rebuilt',
    reason: 'transcript-unreadable',
    where: `${where}.${cause.unreadable.member}: ${cause.unreadable.problem}`,
  }
}
