/**
 * A check is one line of the demo's table; it holds the statements that were compared for it. A statement comes from an
 * answer key, or from the manual of the command (exit codes, verdicts before anything is trusted).
 */
import { isDeepStrictEqual } from 'node:util'

export interface Statement {
  readonly from: 'key' | 'manual'
  readonly about: string
  readonly expected: unknown
  readonly actual: unknown
  readonly met: boolean
}

export interface Check {
  readonly set: string
  readonly file: string
  readonly check: string
  readonly verdict: string
  /** Null where nothing is counted. */
  readonly n: number | null
  readonly m: number | null
  readonly statements: readonly Statement[]
}

/** A statement of an answer key: equal in every part, or not met. */
export function stated(about: string, expected: unknown, actual: unknown): Statement {
  return { from: 'key', about, expected, actual, met: isDeepStrictEqual(expected, actual) }
}

/** A statement of an answer key that allows more than one answer; `met` is the comparison. */
export function statedAs(about: string, expected: unknown, actual: unknown, met: boolean): Statement {
  return { from: 'key', about, expected, actual, met }
}

/** A statement of the commands' manual. */
export function documented(about: string, expected: unknown, actual: unknown): Statement {
  return { from: 'manual', about, expected, actual, met: isDeepStrictEqual(expected, actual) }
}

export const isMet = (check: Check): boolean => check.statements.every((statement) => statement.met)

const worstFirst = ['mismatch', 'gap', 'not-checked', 'unanchored', 'verified']

/** What a total inherits from its members. */
export function worstOf(verdicts: readonly string[]): string {
  return worstFirst.find((verdict) => verdicts.includes(verdict)) ?? 'not-checked'
}

/** The exit code that goes with a verdict. */
export function exitFor(verdict: string): number {
  if (verdict === 'verified') return 0
  return verdict === 'mismatch' ? 1 : 3
}
