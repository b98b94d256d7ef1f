/**
 * The sequence test once per scope: systems count per tenant, stream or aggregate as often as over the whole log. Adds up
 * what the scopes came to and judges it. A file in another order, or times that go back, lower no verdict; a repeated
 * number and a missing one do.
 */
import type { ScopedSequence, SequenceResult, TimeOrder } from '../../model/sequence-check.ts'
import { worstVerdict, type ReasonCode, type VerdictWord } from '../../model/verdict.ts'
import { createSequenceTest, type NumberedEntry, type SequenceTestReducer } from './sequence-test.ts'
import { createTimeOrder, type TimeOrderReducer } from './time-order.ts'

export interface SequenceCheckParameters {
  readonly sourceId: number
  readonly sourceName: string
  readonly rejected: number
  readonly scopeFields: readonly string[]
  readonly toleranceMicros: number
  readonly scopeLimit?: number
  readonly sortLimit?: number
}

export interface SequenceCheckReducer {
  /** Entries in file order; `scope` are the values of the scope's fields, as many as there are fields. */
  add(entry: NumberedEntry, scope: readonly string[]): void
  finish(): SequenceResult
}

export const defaultScopeLimit = 10_000
/** 48 MB. */
export const defaultSortLimit = 2_000_000
const listedScopes = 20
const listLimit = 20
const scopeCharacters = 256

interface Scope {
  readonly values: readonly string[]
  readonly test: SequenceTestReducer
  readonly order: TimeOrderReducer
}

export function createSequenceCheck(parameters: SequenceCheckParameters): SequenceCheckReducer {
  const { sourceId, toleranceMicros, scopeLimit = defaultScopeLimit, sortLimit = defaultSortLimit } = parameters
  const scopes = new Map<string, Scope>()
  let room = sortLimit
  let untestedEntries = 0
  const reserve = (entries: number): boolean => {
    if (entries > room) return false
    room -= entries
    return true
  }
  const scopeOf = (values: readonly string[]): Scope | undefined => {
    const key = values.length === 0 ? '' : JSON.stringify(values)
    const known = scopes.get(key)
    if (known !== undefined || scopes.size >= scopeLimit) return known
    // Hostile: every scope may hold as many gaps open as it is given.
    const openGapLimit = scopes.size < 10 ? 20_000 : scopes.size < 100 ? 1000 : 64
    const made: Scope = {
      values: values.map((value) => value.slice(0, scopeCharacters)),
      test: createSequenceTest({ sourceId, listLimit, openGapLimit }),
      order: createTimeOrder({ toleranceMicros, reserve, exampleLimit: listLimit }),
    }
    scopes.set(key, made)
    return made
  }
  return {
    add(entry, values) {
      const scope = scopeOf(values)
      if (scope === undefined) {
        untestedEntries += 1
        return
      }
      scope.test.add(entry)
      if (entry.sequence !== null && /^-?\d{1,40}$/.test(entry.sequence))
        scope.order.add(BigInt(entry.sequence), entry.occurredAtMicros, entry.line)
    },
    finish() {
      const all = [...scopes.values()].map(({ values, test, order }): ScopedSequence => ({
        scope: [...values],
        test: test.finish(),
        timeOrder: order.finish(),
      }))
      return resultFrom(parameters, sortLimit, all, untestedEntries)
    },
  }
}

function resultFrom(
  { sourceId, sourceName, rejected, scopeFields, toleranceMicros }: SequenceCheckParameters,
  sortLimit: number,
  all: readonly ScopedSequence[],
  untestedEntries: number,
): SequenceResult {
  const sum = (value: (scope: ScopedSequence) => number): number => all.reduce((total, one) => total + value(one), 0)
  const facts = {
    scopes: all.length,
    entries: sum(({ test }) => test.entries) + untestedEntries,
    rejected,
    untestedEntries,
    withoutSequence: sum(({ test }) => test.withoutSequence),
    unreadable: sum(({ test }) => test.unreadable),
    missing: String(all.reduce((total, { test }) => total + BigInt(test.missing), 0n)),
    gapCount: sum(({ test }) => test.gapCount),
    duplicateCount: sum(({ test }) => test.duplicateCount),
    regressionCount: sum(({ test }) => test.regressionCount),
    undecided: sum(({ test }) => test.undecided),
    timeOrder: addTimeOrders(all.map((one) => one.timeOrder)),
  }
  const { verdict, reason } = judge(facts)
  const isOdd = ({ test, timeOrder }: ScopedSequence): boolean =>
    test.missing !== '0' || test.duplicateCount + test.regressionCount > 0 || timeOrder.state === 'inversions'
  return {
    kind: 'sequence',
    sourceId,
    sourceName,
    verdict,
    reason,
    result:
      reason === 'field-absent' || reason === 'sequence-scope-unknown'
        ? 'not-testable'
        : verdict === 'verified' && facts.regressionCount + facts.timeOrder.beyondTolerance === 0
          ? 'no-exception-noted'
          : 'exception-noted',
    scopeFields: [...scopeFields],
    toleranceMicros,
    sortLimit,
    ...facts,
    listed: [...all.filter(isOdd), ...all.filter((one) => !isOdd(one))].slice(0, listedScopes),
  }
}

type Facts = Pick<
  SequenceResult,
  | 'entries'
  | 'rejected'
  | 'untestedEntries'
  | 'withoutSequence'
  | 'unreadable'
  | 'missing'
  | 'duplicateCount'
  | 'undecided'
>

function judge(facts: Facts): { verdict: VerdictWord; reason: ReasonCode | null } {
  const numbered = facts.entries - facts.untestedEntries - facts.withoutSequence - facts.unreadable
  if (numbered === 0) return { verdict: 'not-checked', reason: 'field-absent' }
  // Counted for something that was not named: every scope repeats the numbers of the others.
  if (facts.duplicateCount * 2 > numbered) return { verdict: 'not-checked', reason: 'sequence-scope-unknown' }
  const parts: { verdict: VerdictWord; reason: ReasonCode }[] = []
  if (facts.duplicateCount > 0) parts.push({ verdict: 'mismatch', reason: 'sequence-duplicate' })
  if (facts.missing !== '0') parts.push({ verdict: 'gap', reason: 'sequence-missing' })
  if (facts.rejected > 0) parts.push({ verdict: 'gap', reason: 'record-rejected' })
  if (facts.withoutSequence + facts.unreadable + facts.undecided > 0)
    parts.push({ verdict: 'not-checked', reason: 'sequence-unreadable' })
  if (facts.untestedEntries > 0) parts.push({ verdict: 'not-checked', reason: 'sequence-scope-unknown' })
  if (parts.length === 0) return { verdict: 'verified', reason: null }
  const verdict = worstVerdict(parts.map((part) => part.verdict))
  return { verdict, reason: parts.find((part) => part.verdict === verdict)?.reason ?? null }
}

function addTimeOrders(orders: readonly TimeOrder[]): TimeOrder {
  const sum = (value: (order: TimeOrder) => number): number => orders.reduce((total, one) => total + value(one), 0)
  const inversions = sum((order) => order.inversions)
  const compared = sum((order) => order.compared)
  return {
    state: orders.some((order) => order.state === 'too-large')
      ? 'too-large'
      : inversions > 0
        ? 'inversions'
        : compared === 0
          ? 'no-times'
          : 'in-order',
    compared,
    inversions,
    beyondTolerance: sum((order) => order.beyondTolerance),
    largestMicros: orders.reduce((largest, order) => Math.max(largest, order.largestMicros), 0),
    examples: orders.flatMap((order) => order.examples).slice(0, listLimit),
  }
}
