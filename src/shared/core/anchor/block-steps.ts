/**
 * Comparisons of a captured block with itself: both tries rebuilt against the header's roots, the receipt's status, the
 * header's hash, and the number the claim gives. Whether the block is on any chain is the trust entry's business.
 */
import type { AnchorClaim } from '../../model/anchor.ts'
import { bytesToHex } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import type { LocatedBlock } from './anchor-location.ts'
import { comparedStep, differingStep, heldStep, undecidedStep, type JudgedStep } from './anchor-step.ts'
import type { BlockHeader, ParsedHeader } from './block-header.ts'
import { rebuildReceipts, rebuildTransactions } from './block-inclusion.ts'
import { lowerText } from './rpc-value.ts'

/** `transaction-in-block`, `receipt-in-block`, `receipt-status`: both tries rebuilt and compared with the header's roots. */
export function inclusionSteps(
  claim: AnchorClaim,
  located: LocatedBlock,
  position: number,
  header: BlockHeader,
  hasher: Hasher,
): readonly JudgedStep[] {
  const steps: JudgedStep[] = []
  const transactions = rebuildTransactions(located.block, hasher)
  const wanted = `0x${bytesToHex(header.transactionsRoot)}`
  if (transactions.kind === 'not-rebuilt')
    steps.push(undecidedStep('transaction-in-block', transactions.reason, wanted, transactions.where))
  else {
    const own = transactions.hashes[position] ?? ''
    const actual = `0x${bytesToHex(transactions.root)}`
    if (own !== claim.blockchain_tx)
      steps.push(differingStep('transaction-in-block', 'transaction-not-included', claim.blockchain_tx, own))
    else if (actual !== wanted)
      steps.push(differingStep('transaction-in-block', 'transaction-not-included', wanted, actual))
    else if (transactions.contradiction !== null)
      steps.push(
        differingStep(
          'transaction-in-block',
          'transaction-not-included',
          transactions.contradiction.expected,
          transactions.contradiction.actual,
        ),
      )
    else steps.push(heldStep('transaction-in-block', actual))
  }
  return [...steps, ...receiptSteps(claim, located, position, header, hasher)]
}

function receiptSteps(
  claim: AnchorClaim,
  located: LocatedBlock,
  position: number,
  header: BlockHeader,
  hasher: Hasher,
): readonly JudgedStep[] {
  const transactionCount = (located.block['transactions'] as readonly unknown[]).length
  const receipts = rebuildReceipts(located.receipts, transactionCount, hasher)
  const wanted = `0x${bytesToHex(header.receiptsRoot)}`
  if (receipts.kind === 'not-rebuilt')
    return [undecidedStep('receipt-in-block', receipts.reason, wanted, receipts.where)]
  const actual = `0x${bytesToHex(receipts.root)}`
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
    steps.push(differingStep('receipt-in-block', 'receipt-not-included', claim.blockchain_tx, named))
  else steps.push(heldStep('receipt-in-block', actual))
  // A receipt that was left out has no status to speak of; `receipt-in-block` says so already.
  if (status === null) steps.push(undecidedStep('receipt-status', 'inclusion-not-proven', '1', null))
  else if (status !== undefined)
    steps.push(comparedStep('receipt-status', 'transaction-failed', '1', status.toString()))
  return steps
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
  const actual = `0x${bytesToHex(header.hash)}`
  const number = comparedStep(
    'block-number',
    'block-number-differs',
    String(claim.block_number),
    header.number.toString(),
  )
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
