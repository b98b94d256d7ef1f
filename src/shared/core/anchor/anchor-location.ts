/**
 * Finds the block of a claim among captured transcripts. Chooses only; whether the block is what it says is
 * `verifyAnchor`'s work.
 */
import type { AnchorClaim, TranscriptFile } from '../../model/anchor.ts'
import { quantityValue, UnreadableError, type RpcObject } from './rpc-value.ts'

/** A captured block that bears on one claim. */
export interface LocatedBlock {
  readonly chainId: string
  /** Contract under audit as the capturer states it, lower-case 0x address. */
  readonly contract: string
  readonly block: RpcObject
  readonly receipts: readonly RpcObject[]
  /** 0-based place of the claimed transaction in the block; null when the block does not list it. */
  readonly position: number | null
}

/**
 * The captured block that lists the claimed transaction; where several do (a block and its replacement), the one with
 * the claimed number, else the first. When none does, a block with the claimed number: its lack of the transaction is
 * a contradiction. Null when nothing captured bears on the claim.
 */
export function locateAnchor(transcripts: readonly TranscriptFile[], claim: AnchorClaim): LocatedBlock | null {
  let listing: LocatedBlock | null = null
  let numbered: LocatedBlock | null = null
  for (const { chainId, contract, blocks } of transcripts) {
    for (const { block, receipts } of blocks) {
      const position = positionOf(block, claim.blockchain_tx)
      const hasNumber = blockNumberOf(block) === BigInt(claim.block_number)
      if (position === null && !hasNumber) continue
      const located = { chainId, contract, block, receipts, position }
      if (position !== null && hasNumber) return located
      if (position !== null) listing ??= located
      else numbered ??= located
    }
  }
  return listing ?? numbered
}

/** The `input` text of the located transaction, to be decoded; null when the block does not list it as an object. */
export function inputOfLocated(located: LocatedBlock | null): string | null {
  const input = transactionOfLocated(located)?.['input']
  return typeof input === 'string' ? input : null
}

/** The located transaction's JSON; null when the block does not list it, or lists its hash alone. */
export function transactionOfLocated(located: LocatedBlock | null): RpcObject | null {
  if (located === null || located.position === null) return null
  const transaction: unknown = (located.block['transactions'] as readonly unknown[])[located.position]
  return typeof transaction === 'object' && transaction !== null ? (transaction as RpcObject) : null
}

function positionOf(block: RpcObject, transactionHash: string): number | null {
  const transactions = block['transactions']
  if (!Array.isArray(transactions)) return null
  const position = transactions.findIndex((transaction: unknown) => {
    const hash = typeof transaction === 'string' ? transaction : (transaction as RpcObject | null)?.['hash']
    return typeof hash === 'string' && hash.toLowerCase() === transactionHash
  })
  return position < 0 ? null : position
}

function blockNumberOf(block: RpcObject): bigint | null {
  try {
    return quantityValue(block, 'number')
  } catch (error) {
    if (error instanceof UnreadableError) return null
    throw error
  }
}
