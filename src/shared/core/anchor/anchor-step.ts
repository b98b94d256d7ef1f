/**
 * One comparison of an anchor check, with what it means for the verdict. All are gathered; none stops the next.
 */
import type { AnchorStep } from '../../model/anchor.ts'
import type { ReasonCode } from '../../model/verdict.ts'
import type { ParsedRaw } from './raw-forms.ts'
import type { TrieProofProblem } from './trie-proof.ts'

/** A step with what it means for the verdict: `unknown` steps could not be decided, they contradict nothing. */
export interface JudgedStep {
  readonly outcome: 'holds' | 'differs' | 'unknown'
  readonly step: AnchorStep
}

type StepName = AnchorStep['step']

/** A comparison that held on `value`; `actual` is given where it is another text of the same value. */
export function heldStep(step: StepName, value: string | null, actual = value): JudgedStep {
  return { outcome: 'holds', step: { step, holds: true, expected: value, actual, reason: null } }
}

/** A comparison that could not be made: it contradicts nothing and keeps the check from `verified`. */
export function undecidedStep(
  step: StepName,
  reason: ReasonCode,
  expected: string | null,
  actual: string | null,
): JudgedStep {
  return { outcome: 'unknown', step: { step, holds: false, expected, actual, reason } }
}

/** A contradiction. */
export function differingStep(
  step: StepName,
  reason: ReasonCode,
  expected: string | null,
  actual: string | null,
): JudgedStep {
  return { outcome: 'differs', step: { step, holds: false, expected, actual, reason } }
}

/** Holds when both texts are equal. `expected` is what was stated or anchored, `actual` what was recomputed or found. */
export function comparedStep(step: StepName, reason: ReasonCode, expected: string, actual: string): JudgedStep {
  return expected === actual ? heldStep(step, actual) : differingStep(step, reason, expected, actual)
}

/** A trie proof that proves nothing. A node of another hash is a contradiction; a proof cut short or unreadable is none. */
export function refusedProofStep(
  step: StepName,
  expected: string,
  refused: { readonly problem: TrieProofProblem; readonly node: number },
): JudgedStep {
  const where = `node ${refused.node}: ${refused.problem}`
  if (refused.problem === 'node-differs') return differingStep(step, 'proof-node-differs', expected, where)
  return undecidedStep(step, refused.problem === 'incomplete' ? 'proof-incomplete' : 'proof-malformed', expected, where)
}

/** Bytes of a transaction or receipt that cannot be read, or are of a type without a rule. */
export function unreadStep(
  step: StepName,
  expected: string | null,
  raw: Exclude<ParsedRaw, { kind: 'object' }>,
): JudgedStep {
  if (raw.kind === 'unsupported') return undecidedStep(step, 'transaction-unsupported', expected, `type ${raw.type}`)
  const { member, problem } = raw.unreadable
  return undecidedStep(step, 'transcript-unreadable', expected, `${member}: ${problem}`)
}
