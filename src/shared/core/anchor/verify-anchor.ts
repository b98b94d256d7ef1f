/**
 * The verdict of one anchor: claim, recomputed batch, captured block and what the block holds compared, every comparison
 * kept. The ladder is the product's: claimed > consistent > included > header-known. Only `header-known` makes
 * `verified`: any local node can mint a block, so a captured block alone proves no more than that it hangs together.
 * Pure: reads no file, decodes no ABI of calls, knows no clock. Does not look for anchors that are missing.
 */
import type { AnchorClaim, AnchorVerdict, CommitmentPlace, TrustEntry } from '../../model/anchor.ts'
import type { AnchorRung } from '../../model/verdict.ts'
import { bytesToHex } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { inputOfLocated, transactionOfLocated, type LocatedBlock } from './anchor-location.ts'
import { differingStep, heldStep, undecidedStep, unreadStep, type JudgedStep } from './anchor-step.ts'
import { parseBlockHeader, parseRawHeader, type ParsedHeader } from './block-header.ts'
import { headerSteps, inclusionSteps } from './block-steps.ts'
import {
  calldataSteps,
  chainIdSteps,
  claimRootStep,
  contractStep,
  type AnchoredBatch,
  type DecodedCalldata,
} from './claim-steps.ts'
import type { HeaderStanding, KnownHeaders } from './known-headers.ts'
import { eventSteps, searchSteps } from './log-steps.ts'
import { scanOnChainText } from './on-chain-text.ts'
import { hexFromBytes, type RpcObject } from './rpc-value.ts'
import { stateSteps } from './state-steps.ts'

export interface AnchorInput {
  readonly claim: AnchorClaim
  /** Facts recomputed from the entries of the claim's date; null when there are none. */
  readonly batch: AnchoredBatch | null
  /** Answer of `indexAnchors`; null when nothing captured bears on the claim. */
  readonly located: LocatedBlock | null
  /** Decoded `inputOfLocated(located)`; null when that is null. */
  readonly decoded: DecodedCalldata | null
  /** Contracts the auditor obtained independently; block hashes are taken from `known`. */
  readonly trust: readonly TrustEntry[]
  readonly known: KnownHeaders
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
  const header = headerOf(located, input.hasher)
  const standing = standingOf(input, header)
  const steps = gatherSteps(input, header, standing)
  const firstOf = (outcome: JudgedStep['outcome']): JudgedStep | undefined =>
    steps.find((judged) => judged.outcome === outcome)
  const decisive = firstOf('differs') ?? firstOf('unknown')
  const known = header !== null && header.kind === 'header' ? header : null
  const onChain = decoded !== null && 'metadataText' in decoded ? scanOnChainText(decoded.metadataText) : []
  return {
    date: claim.date,
    transactionHash: claim.blockchain_tx,
    verdict: decisive === undefined ? 'verified' : decisive.outcome === 'differs' ? 'mismatch' : 'not-checked',
    reason: decisive?.step.reason ?? null,
    rung: reachedRung(steps, located?.commitment.kind ?? 'calldata'),
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
    ...(onChain.length === 0 ? {} : { onChain: [...onChain] }),
    ...(standing !== null && 'statedBy' in standing && standing.statedBy !== null
      ? { statedBy: standing.statedBy }
      : {}),
  }
}

function headerOf(located: LocatedBlock | null, hasher: Hasher): ParsedHeader | null {
  if (located === null || located.isLoneReceipt) return null
  return located.rawHeader === null
    ? parseBlockHeader(located.block, hasher)
    : parseRawHeader(located.rawHeader, hasher)
}

/** Of the recomputed hash, not the printed one; null without a header. */
function standingOf({ located, known }: AnchorInput, header: ParsedHeader | null): HeaderStanding | null {
  if (located === null || header === null || header.kind === 'unreadable') return null
  return known.standingOf(located.chainId, hexFromBytes(header.hash), header.number)
}

function gatherSteps(
  input: AnchorInput,
  header: ParsedHeader | null,
  standing: HeaderStanding | null,
): readonly JudgedStep[] {
  const { claim, batch, located, hasher } = input
  const steps = [claimRootStep(claim, batch)]
  if (located === null)
    return [...steps, undecidedStep('transaction-found', 'no-transcript', claim.blockchain_tx, null)]
  if (header === null) return [...steps, undecidedStep('transaction-found', 'receipt-alone', claim.blockchain_tx, null)]
  if (located.position === null) {
    steps.push(differingStep('transaction-found', 'transaction-not-included', claim.blockchain_tx, null))
  } else {
    steps.push(heldStep('transaction-found', claim.blockchain_tx), ...committedSteps(input, located))
    if (header.kind === 'header') steps.push(...inclusionSteps(claim, located, located.position, header, hasher))
  }
  steps.push(...headerSteps(claim, located, header))
  if (header.kind === 'header')
    steps.push(...stateSteps(claim, located, header, storedFacts(input), input.trust, hasher))
  return [...steps, ...trustSteps(header, standing)]
}

/** What was committed and where, by the place that the transcript states. */
function committedSteps(input: AnchorInput, located: LocatedBlock): readonly JudgedStep[] {
  const { claim, batch, decoded, hasher } = input
  const place = located.commitment
  const transaction = transactionOfLocated(located)
  const steps: JudgedStep[] = []
  if (place.kind === 'calldata') {
    if (transaction === null) return [notAtHandStep(claim, located), ...pinnedSteps(input, located)]
    if (decoded === null && inputOfLocated(located) !== null)
      throw new RangeError('a located transaction comes with its decoded calldata')
    steps.push(contractStep(located, transaction))
  }
  if (transaction !== null) steps.push(...chainIdSteps(located, transaction))
  steps.push(...pinnedSteps(input, located))
  if (place.kind === 'event') steps.push(...eventSteps(claim, batch, located, place, hasher))
  if (place.kind === 'log-search') steps.push(...searchSteps(claim, batch, located))
  if (place.kind === 'calldata')
    steps.push(...calldataSteps(claim, batch, transaction as RpcObject, decoded ?? { error: 'no input' }))
  return steps
}

function notAtHandStep(claim: AnchorClaim, { transaction }: LocatedBlock): JudgedStep {
  return transaction === null || transaction.kind === 'object'
    ? undecidedStep('calldata-root', 'inclusion-not-proven', claim.merkle_root, null)
    : unreadStep('calldata-root', claim.merkle_root, transaction)
}

/** `contract-pinned`: where the auditor pinned contracts of the chain, whether the one under audit is among them. */
function pinnedSteps({ trust }: AnchorInput, { chainId, contract }: LocatedBlock): readonly JudgedStep[] {
  const pinned = trust.flatMap((entry) =>
    entry.kind === 'contract' && entry.chainId === chainId ? [entry.address] : [],
  )
  if (pinned.length === 0) return []
  if (pinned.includes(contract)) return [heldStep('contract-pinned', contract)]
  return [undecidedStep('contract-pinned', 'contract-not-pinned', pinned.join(' '), contract)]
}

function storedFacts({ claim, decoded }: AnchorInput): {
  readonly timestampSeconds: string
  readonly metadataText: string | null
} {
  if (decoded !== null && 'metadataText' in decoded) return decoded
  return { timestampSeconds: String(claim.timestamp), metadataText: null }
}

/** `header-known`: the recomputed hash among or below the block hashes that are known of its chain. */
function trustSteps(header: ParsedHeader, standing: HeaderStanding | null): readonly JudgedStep[] {
  if (header.kind === 'unreadable' || standing === null) return []
  const actual = hexFromBytes(header.hash)
  switch (standing.kind) {
    case 'known':
      return [heldStep('header-known', standing.through, actual)]
    case 'other-block': {
      const reason = standing.statedBy === null ? 'header-not-in-chain' : 'second-source-differs'
      return [differingStep('header-known', reason, standing.blockHash, actual)]
    }
    case 'same-source':
      return [undecidedStep('header-known', 'second-source-same', null, actual)]
    case 'broken':
      return [undecidedStep('header-known', 'header-chain-broken', standing.missing, actual)]
    case 'unknown':
      return [undecidedStep('header-known', 'header-not-known', null, actual)]
  }
}

/** What must hold for `consistent`, by the place of the root. */
const consistentSteps = {
  calldata: ['contract', 'calldata-root'],
  event: ['contract', 'event-root'],
  'log-search': ['contract', 'log-root'],
  storage: ['account-in-state', 'storage-in-account', 'storage-value'],
} as const satisfies Readonly<Record<CommitmentPlace['kind'], readonly string[]>>
const includedSteps = ['transaction-in-block', 'receipt-in-block', 'receipt-status', 'header-hash'] as const

/** Highest rung whose own comparisons, and those of all rungs below, held. */
function reachedRung(steps: readonly JudgedStep[], place: CommitmentPlace['kind']): AnchorRung {
  const held = new Set<string>(steps.flatMap(({ outcome, step }) => (outcome === 'holds' ? [step.step] : [])))
  // A comparison made twice, by the whole block and by a proof, must hold both times.
  for (const { outcome, step } of steps) if (outcome !== 'holds') held.delete(step.step)
  const isOtherChain = steps.some(({ outcome, step }) => step.step === 'chain-id' && outcome === 'differs')
  if (isOtherChain || !consistentSteps[place].every((step) => held.has(step))) return 'claimed'
  if (!includedSteps.every((step) => held.has(step))) return 'consistent'
  return held.has('header-known') ? 'header-known' : 'included'
}
