/** Procedures to control-test results. States what was noted on which items; never that a control works. */
import type { ControlTestResult, VerdictWord } from '../../model/verdict.ts'
import type { Clause, Procedure } from './clauses.ts'

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

/** A check over several sources: `verified` everywhere is no exception; a difference or gap is one; anything else was not testable. */
export function outcomeOfVerdicts(
  verdicts: readonly VerdictWord[],
  n: number,
  m: number,
  exceptions: number,
  detail: string,
): ProcedureOutcome {
  if (verdicts.length === 0) return { result: 'not-testable', n: 0, m: 0, exceptions: 0, detail }
  if (verdicts.some((verdict) => verdict === 'mismatch' || verdict === 'gap'))
    return { result: 'exception-noted', n, m, exceptions, detail }
  return {
    result: verdicts.every((verdict) => verdict === 'verified') ? 'no-exception-noted' : 'not-testable',
    n,
    m,
    exceptions: 0,
    detail,
  }
}
