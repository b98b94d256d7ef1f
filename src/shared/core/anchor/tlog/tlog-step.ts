/** Steps of a transparency-log check, and what they come to. */
import type { Commitment, ProofJudgement, ProofStep } from '../../../model/proof.ts'
import type { ReasonCode } from '../../../model/verdict.ts'

/** A comparison that held on `value`. */
export function heldStep(step: string, value: string | null): ProofStep {
  return { step, holds: true, expected: value, actual: value, reason: null }
}

/** A comparison that did not hold. */
export function differingStep(step: string, reason: ReasonCode, expected: string | null, actual: string): ProofStep {
  return { step, holds: false, expected, actual, reason }
}

/** A comparison that could not be made: it contradicts nothing and keeps the proof from `verified`. */
export function undecidedStep(
  step: string,
  reason: ReasonCode,
  expected: string | null,
  actual: string | null,
): ProofStep {
  return { step, holds: null, expected, actual, reason }
}

/** Holds when both texts are equal. */
export function comparedStep(step: string, reason: ReasonCode, expected: string, actual: string): ProofStep {
  return expected === actual ? heldStep(step, actual) : differingStep(step, reason, expected, actual)
}

/** What a judge gathered; verdict and reason follow from the steps. */
export interface Gathered extends Pick<ProofJudgement, 'kind' | 'attested' | 'assertedMicros' | 'facts'> {
  readonly steps: ProofStep[]
  readonly commitments: Commitment[]
  /** Whether a signature by a pinned key holds over what the commitments say. */
  readonly signed: boolean
}

/**
 * The judgement. Rung: `header-known` when verified; `included` when nothing contradicts and a pinned key signed, but
 * a step could not be made; else `claimed`. Times by outside clocks are dropped when anything contradicts.
 */
export function judgementFrom({ signed, ...gathered }: Gathered): ProofJudgement {
  const failed = gathered.steps.find(({ holds }) => holds === false)
  const undecided = gathered.steps.find(({ holds }) => holds === null)
  const worst = failed ?? undecided
  const verdict = failed !== undefined ? 'mismatch' : undecided !== undefined ? 'not-checked' : 'verified'
  return {
    ...gathered,
    attested: verdict === 'mismatch' ? [] : gathered.attested,
    verdict,
    reason: worst?.reason ?? null,
    rung: verdict === 'verified' ? 'header-known' : verdict === 'not-checked' && signed ? 'included' : 'claimed',
  }
}
