/**
 * Comparisons of a captured block with itself: both tries rebuilt against the header's roots, the receipt's status, the
 * header's hash, and the number the claim gives. Whether the block is on any chain is the trust entry's business.
 */
import type { AnchorClaim } from '../../model/anchor.ts'
import type { Hasher } from '../bytes/hasher.ts'
import type { LocatedBlock } from './anchor-location.ts'
import { comparedStep, differingStep, heldStep, undecidedStep, type JudgedStep } from './anchor-step.ts'
import type { BlockHeader, ParsedHeader } from './block-header.ts'
import { rebuildReceipts, rebuildTransactions } from './block-inclusion.ts'
import { receiptProofSteps, statusStep, transactionProofStep } from './proof-steps.ts'
import { hexFromBytes, lowerText } from './rpc-value.ts'

/**
 * `transaction-in-block`, `receipt-in-block`, `receipt-status`: both tries rebuilt and compared with the header's roots
 * where the whole block is at hand, proofs followed where they are (`proof-steps.ts`); both where there is both.
 */
export function inclusionSteps(
  claim: AnchorClaim,
  located: LocatedBlock,
  position: number,
  header: BlockHeader,
  hasher: Hasher,
): readonly JudgedStep[] {
  const { proof } = located
  const listed: unknown = located.block['transactions']
  // With a proof, a block that lists hashes alone, or nothing, is no lack.
  const isWhole = Array.isArray(listed) && listed.every((member) => typeof member === 'object')
  const transactionProof = proof === null ? null : transactionProofStep(located, proof, header, hasher)
  const receiptProof = proof === null ? null : receiptProofSteps(located, proof, header, hasher)
  return [
    ...(isWhole || transactionProof === null ? rebuiltSteps(claim, located, position, header, hasher) : []),
    ...(transactionProof === null ? [] : [transactionProof]),
    ...(located.receipts.length > 0 || receiptProof === null
      ? receiptSteps(claim, located, position, header, hasher)
      : []),
    ...(receiptProof ?? []),
  ]
}

function rebuiltSteps(
  claim: AnchorClaim,
  located: LocatedBlock,
  position: number,
  header: BlockHeader,
  hasher: Hasher,
): readonly JudgedStep[] {
  const transactions = rebuildTransactions(located.block, hasher)
  const wanted = hexFromBytes(header.transactionsRoot)
  const differing = (expected: string, actual: string): readonly JudgedStep[] => [
    differingStep('transaction-in-block', 'transaction-not-included', expected, actual),
  ]
  if (transactions.kind === 'not-rebuilt')
    return [undecidedStep('transaction-in-block', transactions.reason, wanted, transactions.where)]
  const own = transactions.hashes[position] ?? ''
  const actual = hexFromBytes(transactions.root)
  if (own !== claim.blockchain_tx) return differing(claim.blockchain_tx, own)
  if (actual !== wanted) return differing(wanted, actual)
  if (transactions.contradiction !== null)
    return differing(transactions.contradiction.expected, transactions.contradiction.actual)
  return [heldStep('transaction-in-block', actual)]
}

function receiptSteps(
  claim: AnchorClaim,
  located: LocatedBlock,
  position: number,
  header: BlockHeader,
  hasher: Hasher,
): readonly JudgedStep[] {
  const listed: unknown = located.block['transactions']
  const transactionCount = Array.isArray(listed) ? listed.length : 1
  const receipts = rebuildReceipts(located.receipts, transactionCount, hasher)
  const wanted = hexFromBytes(header.receiptsRoot)
  if (receipts.kind === 'not-rebuilt')
    return [undecidedStep('receipt-in-block', receipts.reason, wanted, receipts.where)]
  const actual = hexFromBytes(receipts.root)
  const own = located.receipts[position]
  const named = own === undefined ? null : lowerText(own, 'transactionHash')
  const status = receipts.statuses[position]
  const steps: JudgedStep[] = []
  if (actual !== wanted) steps.push(differingStep('receipt-in-block', 'receipt-not-included', wanted, actual))
  else if (receipts.contradiction !== null)
    steps.push(
      differingStep(
        'receipt-in-block',
        'receipt-not-included',
        receipts.contradiction.expected,
        receipts.contradiction.actual,
      ),
    )
  else if (named !== claim.blockchain_tx)
    steps.push(differingStep('receipt-in-block', 'receipt-of-other-transaction', claim.blockchain_tx, named))
  else steps.push(heldStep('receipt-in-block', actual))
  // A receipt that was left out has no status to speak of; `receipt-in-block` says so already.
  return status === undefined ? steps : [...steps, statusStep(status)]
}

/** `header-hash` and `block-number`. */
export function headerSteps(claim: AnchorClaim, located: LocatedBlock, header: ParsedHeader): readonly JudgedStep[] {
  const printed = lowerText(located.block, 'hash')
  if (header.kind === 'unreadable') {
    return [
      undecidedStep(
        'header-hash',
        'transcript-unreadable',
        printed,
        `${header.unreadable.member}: ${header.unreadable.problem}`,
      ),
    ]
  }
  const actual = hexFromBytes(header.hash)
  const number = comparedStep(
    'block-number',
    'block-number-differs',
    String(claim.block_number),
    header.number.toString(),
  )
  // A header as bytes has no printed hash that it could differ from.
  if (printed === null && located.rawHeader !== null) return [heldStep('header-hash', actual), number]
  if (printed === null) return [undecidedStep('header-hash', 'transcript-unreadable', null, actual), number]
  if (printed === actual) return [heldStep('header-hash', actual), number]
  // A member of a fork or chain that is not known here may be part of the hash: that is not a contradiction.
  if (header.unknownMembers.length > 0)
    return [
      undecidedStep(
        'header-hash',
        'inclusion-not-proven',
        printed,
        `unknown header members: ${header.unknownMembers.join(', ')}`,
      ),
      number,
    ]
  return [differingStep('header-hash', 'header-hash-differs', printed, actual), number]
}
