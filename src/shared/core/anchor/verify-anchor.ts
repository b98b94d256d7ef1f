/**
 * The verdict of one anchor: claim, recomputed batch, captured block and decoded calldata compared, every comparison
 * kept. The ladder is the product's: claimed > consistent > included > header-known. Only `header-known` makes
 * `verified`: any local node can mint a block, so a captured block alone proves no more than that it hangs together.
 * Pure: reads no file, decodes no ABI, knows no clock. Does not look for anchors that are missing.
 */
import type { AnchorClaim, AnchorVerdict, TrustEntry } from '../../model/anchor.ts'
import type { AnchorRung } from '../../model/verdict.ts'
import { bytesToHex } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { inputOfLocated, transactionOfLocated, type LocatedBlock } from './anchor-location.ts'
import { differingStep, heldStep, undecidedStep, type JudgedStep } from './anchor-step.ts'
import { parseBlockHeader, type ParsedHeader } from './block-header.ts'
import { headerSteps, inclusionSteps } from './block-steps.ts'
import { calldataSteps, claimRootStep, contractStep, type AnchoredBatch, type DecodedCalldata } from './claim-steps.ts'

export interface AnchorInput {
  readonly claim: AnchorClaim
  /** Facts recomputed from the entries of the claim's date; null when there are none. */
  readonly batch: AnchoredBatch | null
  /** `locateAnchor`'s answer; null when nothing captured bears on the claim. */
  readonly located: LocatedBlock | null
  /** Decoded `inputOfLocated(located)`; null when that is null. */
  readonly decoded: DecodedCalldata | null
  /** Block hashes the auditor obtained independently. */
  readonly trust: readonly TrustEntry[]
  /** keccak256. */
  readonly hasher: Hasher
}

/**
 * Verdict over all comparisons that the input allows, in the order of `anchorStepSchema`; one that lacks its input is
 * left out. `mismatch` with the reason of the first contradiction; else `not-checked` with the reason of the first
 * comparison that could not be made (`header-not-known` when all else held); else `verified`.
 */
export function verifyAnchor(input: AnchorInput): AnchorVerdict {
  if (input.hasher.id !== 'keccak256')
    throw new RangeError(`anchors are hashed with keccak256, hasher is ${input.hasher.id}`)
  const { claim, batch, located, decoded } = input
  const header = located === null ? null : parseBlockHeader(located.block, input.hasher)
  const steps = gatherSteps(input, header)
  const firstOf = (outcome: JudgedStep['outcome']): JudgedStep | undefined =>
    steps.find((judged) => judged.outcome === outcome)
  const decisive = firstOf('differs') ?? firstOf('unknown')
  const known = header !== null && header.kind === 'header' ? header : null
  return {
    date: claim.date,
    transactionHash: claim.blockchain_tx,
    verdict: decisive === undefined ? 'verified' : decisive.outcome === 'differs' ? 'mismatch' : 'not-checked',
    reason: decisive?.step.reason ?? null,
    rung: reachedRung(steps),
    chainId: located?.chainId ?? null,
    contract: located?.contract ?? null,
    blockNumber: known?.number.toString() ?? null,
    blockHash: known === null ? null : `0x${bytesToHex(known.hash)}`,
    claimedRoot: claim.merkle_root,
    recomputedRoot: batch?.root ?? null,
    times: {
      // Without calldata the export's own word stands: still the submitter's, never the chain's.
      assertedSeconds:
        decoded !== null && 'timestampSeconds' in decoded ? decoded.timestampSeconds : String(claim.timestamp),
      blockSeconds: known?.timestampSeconds.toString() ?? null,
      firstEntry: batch?.firstTimestamp ?? null,
      lastEntry: batch?.lastTimestamp ?? null,
    },
    steps: steps.map((judged) => judged.step),
  }
}

function gatherSteps(input: AnchorInput, header: ParsedHeader | null): readonly JudgedStep[] {
  const { claim, batch, located, decoded, hasher } = input
  const steps = [claimRootStep(claim, batch)]
  if (located === null || header === null)
    return [...steps, undecidedStep('transaction-found', 'no-transcript', claim.blockchain_tx, null)]
  if (located.position === null) {
    steps.push(differingStep('transaction-found', 'transaction-not-included', claim.blockchain_tx, null))
  } else {
    steps.push(heldStep('transaction-found', claim.blockchain_tx))
    const transaction = transactionOfLocated(located)
    if (transaction === null)
      steps.push(undecidedStep('calldata-root', 'inclusion-not-proven', claim.merkle_root, null))
    else {
      if (decoded === null && inputOfLocated(located) !== null)
        throw new RangeError('a located transaction comes with its decoded calldata')
      steps.push(
        contractStep(located, transaction),
        ...calldataSteps(claim, batch, transaction, decoded ?? { error: 'no input' }),
      )
    }
    if (header.kind === 'header') steps.push(...inclusionSteps(claim, located, located.position, header, hasher))
  }
  return [...steps, ...headerSteps(claim, located, header), ...trustSteps(input, located, header)]
}

/** `header-known`: the recomputed hash, not the printed one, among the auditor's block hashes of that chain. */
function trustSteps(input: AnchorInput, located: LocatedBlock, header: ParsedHeader): readonly JudgedStep[] {
  if (header.kind === 'unreadable') return []
  const actual = `0x${bytesToHex(header.hash)}`
  const isKnown = input.trust.some((entry) => entry.chainId === located.chainId && entry.blockHash === actual)
  return [isKnown ? heldStep('header-known', actual) : undecidedStep('header-known', 'header-not-known', null, actual)]
}

const consistentSteps = ['contract', 'calldata-root'] as const
const includedSteps = ['transaction-in-block', 'receipt-in-block', 'receipt-status', 'header-hash'] as const

/** Highest rung whose own comparisons, and those of all rungs below, held. */
function reachedRung(steps: readonly JudgedStep[]): AnchorRung {
  const held = new Set(steps.filter((judged) => judged.outcome === 'holds').map((judged) => judged.step.step))
  if (!consistentSteps.every((step) => held.has(step))) return 'claimed'
  if (!includedSteps.every((step) => held.has(step))) return 'consistent'
  return held.has('header-known') ? 'header-known' : 'included'
}
