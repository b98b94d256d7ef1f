/**
 * Whether all checkpoints of one log that are at hand can be true together: one root for each size, each tree a beginning
 * of the next, and no clock that sees the log shrink. Only what a pinned log key signed, or is pinned itself, holds the log to its word;
 * what nobody signed is compared and decides nothing. C2SP tlog-checkpoint; tlog-cosignature on what a time states: the
 * largest tree seen so far. Sizes are compared in order, neighbour with neighbour: being a beginning carries over.
 */
import type { LogHistory, LogHistoryStep, ProofStep } from '../../../model/proof.ts'
import { bytesToHex } from '../../bytes/hex.ts'
import type { Hasher } from '../../bytes/hasher.ts'
import { compareCheckpoints } from './checkpoint-consistency.ts'
import type { Checkpoint } from './checkpoint.ts'
import { comparedStep, differingStep, heldStep, undecidedStep } from './tlog-step.ts'

export interface KeptCheckpoint {
  /** File that holds it. */
  readonly name: string
  readonly checkpoint: Checkpoint
  /** It is pinned, or a pinned key of this log signed it; and nothing about it contradicts. */
  readonly signed: boolean
  /** When whose clock saw it as the newest. */
  readonly times: readonly { readonly by: string; readonly micros: number }[]
}

export interface HistoryEvidence {
  /** Consistency proofs at hand, whosever: one that holds shows what it shows. */
  readonly proofs: readonly { readonly size1: bigint; readonly size2: bigint; readonly hashes: readonly Uint8Array[] }[]
  /** Root over the first `size` records of the source, lower-case hex; null where it was not computed. */
  recordRoot(size: bigint): string | null
}

/** Steps that are listed; all are counted. Those that do not hold come first. */
const mostListed = 1000
const longestOrigin = 200

/** One history for each log of which there are at least two checkpoints, in the order in which they were met. */
export function judgeLogHistories(
  kept: readonly KeptCheckpoint[],
  evidence: HistoryEvidence,
  sha256: Hasher,
): readonly LogHistory[] {
  const groups = [...Map.groupBy(kept, ({ checkpoint }) => checkpoint.origin).values()]
  return groups.filter((group) => group.length > 1).map((group) => judgeHistory(group, evidence, sha256))
}

function judgeHistory(group: readonly KeptCheckpoint[], evidence: HistoryEvidence, sha256: Hasher): LogHistory {
  const signed = group.filter(({ signed: isSigned }) => isSigned)
  const unsigned = group.filter(({ signed: isSigned }) => !isSigned)
  const steps = [
    ...treeSteps(signed, evidence, sha256),
    ...clockSteps(signed),
    ...unsigned.map((one) => unsignedStep(one, signed[0] ?? one)),
  ]
  const failed = steps.find(({ holds }) => holds === false)
  const open = steps.find(({ holds }) => holds === null)
  const rank = ({ holds }: ProofStep): number => (holds === false ? 0 : holds === null ? 1 : 2)
  const origin = group[0]?.checkpoint.origin ?? ''
  return {
    origin: origin.length > longestOrigin ? `${origin.slice(0, longestOrigin)}\u2026`.toWellFormed() : origin,
    checkpoints: group.length,
    verdict: failed !== undefined ? 'mismatch' : open !== undefined ? 'not-checked' : 'verified',
    reason: (failed ?? open)?.reason ?? null,
    compared: steps.length,
    steps: steps.toSorted((left, right) => rank(left) - rank(right)).slice(0, mostListed),
  }
}

function between(older: KeptCheckpoint, newer: KeptCheckpoint, step: ProofStep): LogHistoryStep {
  return { ...step, older: older.name, newer: newer.name }
}

function unsignedStep(one: KeptCheckpoint, other: KeptCheckpoint): LogHistoryStep {
  return between(other, one, undecidedStep('log-signature', 'log-key-needed', null, bytesToHex(one.checkpoint.root)))
}

function bySize(left: KeptCheckpoint, right: KeptCheckpoint): number {
  const [one, other] = [left.checkpoint.size, right.checkpoint.size]
  return one < other ? -1 : one > other ? 1 : 0
}

function treeSteps(signed: readonly KeptCheckpoint[], evidence: HistoryEvidence, sha256: Hasher): LogHistoryStep[] {
  const steps: LogHistoryStep[] = []
  /** The first of its size: others of that size are compared with it. */
  let before: KeptCheckpoint | null = null
  for (const next of signed.toSorted(bySize)) {
    if (before === null) {
      before = next
      continue
    }
    const same = before.checkpoint.size === next.checkpoint.size
    steps.push(between(before, next, same ? sameSizeStep(before, next) : growthStep(before, next, evidence, sha256)))
    if (!same) before = next
  }
  return steps
}

function sameSizeStep({ checkpoint: one }: KeptCheckpoint, { checkpoint: other }: KeptCheckpoint): ProofStep {
  return comparedStep('same-root', 'checkpoints-differ', bytesToHex(one.root), bytesToHex(other.root))
}

/** A proof that holds, or both roots recomputed from one list of records. A proof that does not hold accuses nobody: anyone can write one. */
function growthStep(
  { checkpoint: older }: KeptCheckpoint,
  { checkpoint: newer }: KeptCheckpoint,
  { proofs, recordRoot }: HistoryEvidence,
  sha256: Hasher,
): ProofStep {
  const own = proofs.filter(({ size1, size2 }) => size1 === older.size && size2 === newer.size)
  const tried = [...own.map(({ hashes }) => hashes), null].map(
    (hashes) => compareCheckpoints(older, newer, hashes, sha256).at(-1) as ProofStep,
  )
  const shown = tried.find(({ holds }) => holds === true)
  if (shown !== undefined) return shown
  const [root1, root2] = [bytesToHex(older.root), bytesToHex(newer.root)]
  const [records1, records2] = [recordRoot(older.size), recordRoot(newer.size)]
  if (records2 === root2 && records1 !== null)
    // The records are the leaves of the larger tree, so they fix what every smaller one was.
    return comparedStep('log-consistency', 'log-rewritten', root1, records1)
  // The only step that fails without a proof is about the empty tree, whose one root is known.
  const failed = tried.find(({ holds, step }) => holds === false && step === 'empty-root')
  if (failed !== undefined) return failed
  return undecidedStep(
    'log-consistency',
    own.length > 0 ? 'consistency-differs' : 'consistency-not-given',
    root1,
    root2,
  )
}

/** Of each clock, what it saw later is no smaller than what it saw before. */
function clockSteps(signed: readonly KeptCheckpoint[]): LogHistoryStep[] {
  const seen = signed.flatMap((kept) => kept.times.map(({ by, micros }) => ({ kept, by, micros })))
  return [...Map.groupBy(seen, ({ by }) => by).values()].flatMap((times) => {
    const steps: LogHistoryStep[] = []
    // At one instant the smaller comes first: that order contradicts nothing.
    const ordered = times.toSorted((left, right) => left.micros - right.micros || bySize(left.kept, right.kept))
    /** The largest seen strictly before, and at, the instant that is looked at. */
    let largest: (typeof times)[number] | null = null
    for (const next of ordered) {
      if (largest !== null) steps.push(between(largest.kept, next.kept, sizeStep(largest, next)))
      if (largest === null || next.kept.checkpoint.size >= largest.kept.checkpoint.size) largest = next
    }
    return steps
  })
}

interface Seen {
  readonly kept: KeptCheckpoint
  readonly by: string
  readonly micros: number
}

function sizeStep(before: Seen, next: Seen): ProofStep {
  const [one, other] = [before.kept.checkpoint.size, next.kept.checkpoint.size]
  if (other >= one) return heldStep('log-growth', String(other))
  const told = ({ by, micros }: Seen, size: bigint): string => `${size} leaves at ${secondsText(micros)} by ${by}`
  return differingStep('log-growth', 'log-shrinks', told(before, one), told(next, other))
}

function secondsText(micros: number): string {
  return new Date(micros / 1000).toISOString().replace('.000Z', 'Z')
}
