/**
 * Comparisons of a claim with the recomputed batch and with the calldata of its transaction (guide A's
 * `storeLogHash(bytes32, uint256, string)`). That the transaction stands in a block is `block-steps.ts`.
 */
import { anchorMetadataSchema, type AnchorClaim, type AnchorMetadata } from '../../model/anchor.ts'
import type { ReasonCode } from '../../model/verdict.ts'
import { parseJson } from '../bytes/parse-json.ts'
import type { LocatedBlock } from './anchor-location.ts'
import { comparedStep, differingStep, heldStep, undecidedStep, type JudgedStep } from './anchor-step.ts'
import { parseInstant } from '../time/instant.ts'
import { isMissing, lowerText, quantityValue, UnreadableError, type RpcObject } from './rpc-value.ts'

/** What recomputation of the batch gave. */
export interface AnchoredBatch {
  /** Recomputed root, lower-case hex without 0x; null when the leaves cannot be recomputed. */
  readonly root: string | null
  /** Why `root` is null; `no-recipe-reproduces` when not given. */
  readonly reason?: ReasonCode
  readonly count: number
  /** Time texts of the first and last entry in batch order, not the earliest and latest; null when absent. */
  readonly firstTimestamp: string | null
  readonly lastTimestamp: string | null
}

/** Arguments of `storeLogHash` as decoded outside of core, or why they could not be. */
export type DecodedCalldata =
  | {
      /** Lower-case hex without 0x, 64 digits. */
      readonly root: string
      /** Decimal text; a uint256. */
      readonly timestampSeconds: string
      readonly metadataText: string
    }
  | { readonly error: string }

/** `claim-root`: the root the export states against the recomputed one. `batch` is null when there are no entries for the claim. */
export function claimRootStep(claim: AnchorClaim, batch: AnchoredBatch | null): JudgedStep {
  if (batch === null) return undecidedStep('claim-root', 'anchor-without-batch', claim.merkle_root, null)
  if (batch.root === null) return undecidedStep('claim-root', unrecomputedReason(batch), claim.merkle_root, null)
  return comparedStep('claim-root', 'root-differs', claim.merkle_root, batch.root)
}

/** `contract`: the receiver of the transaction against the contract that the transcript names. */
export function contractStep(located: LocatedBlock, transaction: RpcObject): JudgedStep {
  const receiver = lowerText(transaction, 'to')
  return comparedStep('contract', 'contract-differs', located.contract, receiver ?? 'contract creation')
}

/** `chain-id`: the chain the transaction is signed for against the one the transcript names; none for what is signed for any chain. */
export function chainIdSteps(located: LocatedBlock, transaction: RpcObject): readonly JudgedStep[] {
  const signed = signedChainId(transaction)
  return signed === null ? [] : [comparedStep('chain-id', 'chain-differs', located.chainId, signed)]
}

/** `calldata-root` to `metadata-last-timestamp`. `decoded` must be of `transaction`'s own input. */
export function calldataSteps(
  claim: AnchorClaim,
  batch: AnchoredBatch | null,
  transaction: RpcObject,
  decoded: DecodedCalldata,
): readonly JudgedStep[] {
  const wantedRoot = batch?.root ?? claim.merkle_root
  if ('error' in decoded) {
    const isHex = typeof transaction['input'] === 'string' && /^0x(?:[0-9a-f]{2})*$/i.test(transaction['input'])
    return [
      isHex
        ? differingStep('calldata-root', 'calldata-differs', wantedRoot, decoded.error)
        : undecidedStep('calldata-root', 'transcript-unreadable', wantedRoot, decoded.error),
    ]
  }
  assertDecodedFrom(transaction, decoded)
  return [
    anchoredRootStep('calldata-root', 'calldata-differs', claim, batch, decoded.root),
    comparedStep('calldata-timestamp', 'anchored-time-differs', decoded.timestampSeconds, String(claim.timestamp)),
    ...metadataSteps(batch, decoded.metadataText),
  ]
}

/** The root found on the chain against the claim and the recomputed one; `reason` when it is not the claim's. */
export function anchoredRootStep(
  step: 'calldata-root' | 'event-root' | 'log-root',
  reason: 'calldata-differs' | 'event-differs',
  claim: AnchorClaim,
  batch: AnchoredBatch | null,
  anchored: string,
): JudgedStep {
  // The claim can agree with the transaction while the entries do not, and the other way round: two different facts.
  if (anchored !== claim.merkle_root) return differingStep(step, reason, anchored, batch?.root ?? claim.merkle_root)
  if (batch === null) return undecidedStep(step, 'anchor-without-batch', anchored, null)
  if (batch.root === null) return undecidedStep(step, unrecomputedReason(batch), anchored, null)
  return comparedStep(step, 'root-differs', anchored, batch.root)
}

function metadataSteps(batch: AnchoredBatch | null, metadataText: string): readonly JudgedStep[] {
  const metadata = parseMetadata(metadataText)
  if (metadata === undefined)
    return [
      undecidedStep(
        'metadata-count',
        'transcript-unreadable',
        metadataText.slice(0, 200),
        batch === null ? null : String(batch.count),
      ),
    ]
  if (batch === null) return [undecidedStep('metadata-count', 'anchor-without-batch', String(metadata.count), null)]
  return [
    comparedStep('metadata-count', 'count-differs', String(metadata.count), String(batch.count)),
    timestampStep(batch, 'metadata-first-timestamp', 'first-timestamp-differs', metadata.first_timestamp),
    timestampStep(batch, 'metadata-last-timestamp', 'last-timestamp-differs', metadata.last_timestamp),
  ]
}

/**
 * Equal texts hold, and so do two texts of one instant. Otherwise the step differs only where the root was recomputed:
 * without it, neither the form of the texts nor the order that makes an entry first or last is established.
 */
function timestampStep(
  batch: AnchoredBatch,
  step: 'metadata-first-timestamp' | 'metadata-last-timestamp',
  reason: ReasonCode,
  anchored: string,
): JudgedStep {
  const entry = step === 'metadata-first-timestamp' ? batch.firstTimestamp : batch.lastTimestamp
  if (entry !== null && (entry === anchored || isSameInstant(entry, anchored))) return heldStep(step, anchored, entry)
  if (batch.root === null) return undecidedStep(step, unrecomputedReason(batch), anchored, entry)
  return differingStep(step, reason, anchored, entry)
}

/** One instant to the microsecond, both texts naming their zone: `2024-11-15T08:00:00.100Z` and `2024-11-15 09:00:00.1+01`. */
function isSameInstant(left: string, right: string): boolean {
  const [one, other] = [left, right].map((text) => parseInstant(text, { zone: 'unknown', epochUnit: 's' }))
  if (!one || !other || one.fractionDigits > 6 || other.fractionDigits > 6) return false
  return one.micros === other.micros
}

function unrecomputedReason(batch: AnchoredBatch): ReasonCode {
  return batch.reason ?? 'no-recipe-reproduces'
}

function parseMetadata(text: string): AnchorMetadata | undefined {
  try {
    return anchorMetadataSchema.safeParse(parseJson(text)).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Chain id a transaction is signed for, decimal text: typed ones carry it, legacy ones since EIP-155 inside `v`. */
function signedChainId(transaction: RpcObject): string | null {
  try {
    if (!isMissing(transaction, 'chainId')) return quantityValue(transaction, 'chainId').toString()
    const v = quantityValue(transaction, 'v')
    return v >= 35n ? ((v - 35n) / 2n).toString() : null
  } catch (error) {
    if (error instanceof UnreadableError) return null
    throw error
  }
}

/** A mix-up of two transactions by the caller must never become a verdict: the fixed words are read again, plainly. */
function assertDecodedFrom(transaction: RpcObject, decoded: Exclude<DecodedCalldata, { error: string }>): void {
  const input = lowerText(transaction, 'input') ?? ''
  const root = input.slice(10, 74)
  const seconds = /^[0-9a-f]{64}$/.test(input.slice(74, 138)) ? BigInt(`0x${input.slice(74, 138)}`).toString() : ''
  if (root !== decoded.root || seconds !== decoded.timestampSeconds)
    throw new RangeError('decoded calldata is not that of the located transaction')
}
