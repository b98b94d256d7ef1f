/** Procedures to control-test results. States what was noted on which items; never that a control works. */
import type { ControlTestResult, VerdictWord } from '../../model/verdict.ts'
import type { Clause } from './clause-table.ts'
import type { Procedure } from './procedures.ts'

/** What a procedure came to over all sources. */
export interface ProcedureOutcome {
  readonly result: ControlTestResult
  /** Items without exception / items tested. */
  readonly n: number
  readonly m: number
  readonly exceptions: number
  /** Which items, or why it could not be tested. */
  readonly detail: string
}

export interface ControlTest extends ProcedureOutcome {
  readonly clause: Clause
}

export function controlTests(
  clauses: readonly Clause[],
  outcomes: Readonly<Record<Procedure, ProcedureOutcome>>,
): ControlTest[] {
  return clauses.map((clause) => ({ clause, ...outcomes[clause.procedure] }))
}

/** Nothing to test with, and why. */
export function notTestable(detail: string): ProcedureOutcome {
  return { result: 'not-testable', n: 0, m: 0, exceptions: 0, detail }
}

/**
 * A check over several sources: `verified` everywhere is no exception; a difference or gap is one; anything else (not
 * checked, no anchor) was not testable, whatever part of it held.
 */
export function outcomeOfVerdicts(
  verdicts: readonly VerdictWord[],
  counts: { readonly n: number; readonly m: number; readonly exceptions: number },
  detail: string,
): ProcedureOutcome {
  if (verdicts.length === 0) return notTestable(detail)
  if (verdicts.some((verdict) => verdict === 'mismatch' || verdict === 'gap')) {
    return { result: 'exception-noted', ...counts, detail }
  }
  const isVerified = verdicts.every((verdict) => verdict === 'verified')
  return {
    result: isVerified ? 'no-exception-noted' : 'not-testable',
    ...counts,
    exceptions: isVerified ? 0 : counts.exceptions,
    detail,
  }
}
