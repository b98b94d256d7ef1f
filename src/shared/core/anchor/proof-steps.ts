/**
 * Comparisons over Merkle-Patricia proofs of one transaction and its receipt. The place in the block is the key of both
 * tries, so the receipt at the place of the transaction is the transaction's own.
 */
import type { InclusionProof } from '../../model/anchor.ts'
import { equalBytes, parseHex } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import type { LocatedBlock } from './anchor-location.ts'
import {
  comparedStep,
  differingStep,
  heldStep,
  refusedProofStep,
  undecidedStep,
  unreadStep,
  type JudgedStep,
} from './anchor-step.ts'
import type { BlockHeader } from './block-header.ts'
import { encodeReceipt } from './receipt.ts'
import { bytesFromBigInt, encodeRlp } from './rlp.ts'
import { hexFromBytes } from './rpc-value.ts'
import { encodeTransaction } from './transaction.ts'
import { verifyTrieProof } from './trie-proof.ts'

/** `transaction-in-block` by proof; null when no proof of the transaction was given. */
export function transactionProofStep(
  located: LocatedBlock,
  proof: InclusionProof,
  header: BlockHeader,
  hasher: Hasher,
): JudgedStep | null {
  if (proof.transactionProof === undefined) return null
  const step = 'transaction-in-block'
  const root = hexFromBytes(header.transactionsRoot)
  if (located.transaction === null) return undecidedStep(step, 'proof-incomplete', root, 'no transaction')
  if (located.transaction.kind !== 'object') return unreadStep(step, root, located.transaction)
  const encoded = encodeTransaction(located.transaction.object, hasher)
  if (encoded.kind !== 'transaction') return unreadStep(step, root, encoded)
  const own = hexFromBytes(encoded.hash)
  if (own !== proof.transactionHash) return differingStep(step, 'transaction-not-included', proof.transactionHash, own)
  const proven = proofOf(hasher, header.transactionsRoot, proof.transactionIndex, proof.transactionProof)
  if (proven.kind === 'refused') return refusedProofStep(step, root, proven)
  const isOwn = proven.kind === 'value' && equalBytes(proven.value, encoded.encoded)
  if (isOwn) return heldStep(step, root)
  const actual = proven.kind === 'value' ? hexFromBytes(hasher.hash(proven.value)) : 'absent'
  return differingStep(step, 'transaction-not-included', proof.transactionHash, actual)
}

/** `receipt-in-block` and `receipt-status` by proof; null when no proof of the receipt was given. */
export function receiptProofSteps(
  located: LocatedBlock,
  proof: InclusionProof,
  header: BlockHeader,
  hasher: Hasher,
): readonly JudgedStep[] | null {
  if (proof.receiptProof === undefined) return null
  const step = 'receipt-in-block'
  const root = hexFromBytes(header.receiptsRoot)
  if (located.receipt === null) return [undecidedStep(step, 'proof-incomplete', root, 'no receipt')]
  if (located.receipt.kind !== 'object') return [unreadStep(step, root, located.receipt)]
  const encoded = encodeReceipt(located.receipt.object, hasher)
  if (encoded.kind !== 'receipt') return [unreadStep(step, root, encoded)]
  const status = statusStep(encoded.status)
  const proven = proofOf(hasher, header.receiptsRoot, proof.transactionIndex, proof.receiptProof)
  if (proven.kind === 'refused') return [refusedProofStep(step, root, proven), status]
  if (proven.kind === 'absent') return [differingStep(step, 'receipt-not-included', root, 'absent'), status]
  if (equalBytes(proven.value, encoded.encoded)) return [heldStep(step, root), status]
  return [
    differingStep(
      step,
      'receipt-not-included',
      hexFromBytes(hasher.hash(proven.value)),
      hexFromBytes(hasher.hash(encoded.encoded)),
    ),
    status,
  ]
}

/** `receipt-status`. Null: a receipt older than EIP-658 says nothing of success. */
export function statusStep(status: bigint | null): JudgedStep {
  if (status === null) return undecidedStep('receipt-status', 'inclusion-not-proven', '1', null)
  return comparedStep('receipt-status', 'transaction-failed', '1', status.toString())
}

function proofOf(
  hasher: Hasher,
  root: Uint8Array,
  index: number,
  nodes: readonly string[],
): ReturnType<typeof verifyTrieProof> {
  const key = encodeRlp(bytesFromBigInt(BigInt(index)))
  // The schema lets hex alone through.
  return verifyTrieProof(
    hasher,
    root,
    key,
    nodes.map((node) => parseHex(node) ?? new Uint8Array(0)),
  )
}
