/** Facts of a package to the outcome of each procedure: items, exceptions and where they stand. */
import type { Procedure } from '../../../shared/core/control/clauses.ts'
import { outcomeOfVerdicts, type ProcedureOutcome } from '../../../shared/core/control/control-tests.ts'
import { dayOfDate } from '../../../shared/core/time/instant.ts'
import type { PackageFacts, SourceFacts } from './package-facts.ts'

const sum = (facts: PackageFacts, of: (source: SourceFacts) => number): number =>
  facts.sources.reduce((total, source) => total + of(source), 0)
const named = (facts: PackageFacts, which: (source: SourceFacts) => boolean): string =>
  facts.sources
    .filter(which)
    .map((item) => item.source.name)
    .join(', ')

export function procedureOutcomes(facts: PackageFacts): Readonly<Record<Procedure, ProcedureOutcome>> {
  return {
    'import-accounting': importAccounting(facts),
    'hash-chain': hashChain(facts),
    'merkle-anchors': merkleAnchors(facts),
    'daily-coverage': dailyCoverage(facts),
    'event-fields': eventFields(facts),
    'admin-grants': adminGrants(facts),
    'data-changes': dataChanges(facts),
    'rule-hits': ruleHits(facts),
    'retention-span': retentionSpan(facts),
  }
}

function importAccounting(facts: PackageFacts): ProcedureOutcome {
  const physical = sum(facts, ({ source }) => source.receipt.physical - source.receipt.blank)
  const rejected = sum(facts, ({ source }) => source.receipt.rejected)
  const cut = named(facts, ({ source }) => source.receipt.truncated)
  const exceptions = rejected + facts.sources.filter(({ source }) => source.receipt.truncated).length
  return {
    result: exceptions > 0 ? 'exception-noted' : 'no-exception-noted',
    n: physical - rejected,
    m: physical,
    exceptions,
    detail:
      exceptions === 0
        ? 'every record of every source was read'
        : `${rejected} record(s) could not be read${cut === '' ? '' : `; the end is missing in ${cut}`}`,
  }
}

function hashChain(facts: PackageFacts): ProcedureOutcome {
  const chains = facts.sources.flatMap(({ results }) => (results.chain === null ? [] : [results.chain]))
  const breaks = chains.reduce((total, chain) => total + chain.breakCount, 0)
  const detail =
    chains.length === 0
      ? 'no hash chain was checked'
      : chains.map((chain) => `${chain.sourceName}: ${chain.verdict}`).join('; ')
  return outcomeOfVerdicts(
    chains.map((chain) => chain.verdict),
    chains.reduce((n, chain) => n + chain.contentVerified, 0),
    chains.reduce((m, chain) => m + chain.entries, 0),
    breaks,
    detail,
  )
}

function merkleAnchors(facts: PackageFacts): ProcedureOutcome {
  const anchors = facts.sources.flatMap(({ results }) => (results.anchors === null ? [] : [results.anchors]))
  const merkle = facts.sources.flatMap(({ results }) => (results.merkle === null ? [] : [results.merkle]))
  const n = anchors.reduce((total, item) => total + item.verified, 0)
  const m = anchors.reduce((total, item) => total + item.anchors.length, 0)
  const exceptions =
    anchors.reduce((total, item) => total + item.anchors.filter((anchor) => anchor.verdict === 'mismatch').length, 0) +
    merkle.reduce((total, item) => total + item.batches.filter((batch) => batch.verdict === 'gap').length, 0)
  const detail =
    anchors.length === 0
      ? 'no anchored root was checked'
      : anchors.map((item) => `${item.sourceName}: ${item.verdict}`).join('; ')
  return outcomeOfVerdicts(
    [...anchors, ...merkle].map((item) => item.verdict),
    n,
    m,
    exceptions,
    detail,
  )
}

function dailyCoverage(facts: PackageFacts): ProcedureOutcome {
  const m = sum(facts, ({ coverage }) => coverage.days.length)
  const empty = sum(facts, ({ coverage }) => coverage.emptyDays.length)
  if (m === 0) return { result: 'not-testable', n: 0, m: 0, exceptions: 0, detail: 'no entry has a time' }
  const detail =
    empty === 0
      ? 'events on every day of the period in every source'
      : facts.sources
          .filter(({ coverage }) => coverage.emptyDays.length > 0)
          .map(({ source, coverage }) => `${source.name}: ${coverage.emptyDays.length} day(s) without events`)
          .join('; ')
  return { result: empty === 0 ? 'no-exception-noted' : 'exception-noted', n: m - empty, m, exceptions: empty, detail }
}

function eventFields(facts: PackageFacts): ProcedureOutcome {
  const rates = facts.sources.flatMap(({ fillRates }) => fillRates)
  const measured = rates.filter((rate) => rate.result === 'measured' && rate.applicable > 0)
  const filled = measured.filter((rate) => rate.filled === rate.applicable).length
  const absent = rates.filter((rate) => rate.result === 'not-testable').length
  if (measured.length === 0)
    return { result: 'not-testable', n: 0, m: 0, exceptions: 0, detail: 'no required field exists in the sources' }
  return {
    result: filled === measured.length ? 'no-exception-noted' : 'exception-noted',
    n: filled,
    m: measured.length,
    exceptions: measured.length - filled,
    detail: `requirements filled in every applicable entry; ${absent} not testable because the field does not exist`,
  }
}

function adminGrants(facts: PackageFacts): ProcedureOutcome {
  const testable = facts.sources.filter(({ admins }) => admins.result === 'measured')
  if (testable.length === 0)
    return { result: 'not-testable', n: 0, m: 0, exceptions: 0, detail: 'no source records roles' }
  const changes = sum(facts, ({ admins }) => admins.changeCount)
  return {
    result: 'judgement-required',
    n: changes,
    m: changes,
    exceptions: 0,
    detail: `${changes} grant(s) or revocation(s) of administrator roles listed; approvals are not in the log`,
  }
}

function dataChanges(facts: PackageFacts): ProcedureOutcome {
  const changes = sum(facts, (source) => source.changes.changes)
  if (facts.sources.every((source) => source.changes.result === 'not-testable'))
    return { result: 'not-testable', n: 0, m: 0, exceptions: 0, detail: 'no source records values before or after' }
  const why = facts.sources
    .flatMap(({ fillRates }) => fillRates)
    .filter((rate) => rate.dimension === 'why' && rate.result === 'measured')
  const needed = why.reduce((total, rate) => total + rate.applicable, 0)
  const given = why.reduce((total, rate) => total + rate.filled, 0)
  const missing = needed - given
  return {
    result: missing > 0 ? 'exception-noted' : 'judgement-required',
    n: given,
    m: needed,
    exceptions: missing,
    detail: `${changes} change(s) counted; a reason was needed in ${needed} and given in ${given}`,
  }
}

function ruleHits(facts: PackageFacts): ProcedureOutcome {
  const strict = facts.sources.flatMap(({ rules }) => rules.filter((rule) => rule.mode === 'strict'))
  const testable = strict.filter((rule) => rule.result !== 'not-testable')
  if (testable.length === 0)
    return { result: 'not-testable', n: 0, m: 0, exceptions: 0, detail: 'no rule finds the fields it needs' }
  const hits = testable.reduce((total, rule) => total + rule.hitCount, 0)
  const tested = testable.reduce((total, rule) => total + rule.tested, 0)
  return {
    result: hits > 0 ? 'judgement-required' : 'no-exception-noted',
    n: tested - hits,
    m: tested,
    exceptions: hits,
    detail: `${hits} entries meet a pre-set criterion and are referred for review`,
  }
}

function retentionSpan(facts: PackageFacts): ProcedureOutcome {
  const from = dayOfDate(facts.engagement.period.from) as number
  const to = dayOfDate(facts.engagement.period.to) as number
  const timed = facts.sources.filter(({ source }) => source.firstMicros !== null)
  if (timed.length === 0) return { result: 'not-testable', n: 0, m: 0, exceptions: 0, detail: 'no entry has a time' }
  const covered = timed.filter(
    ({ source }) =>
      Math.floor((source.firstMicros as number) / 86_400e6) <= from &&
      Math.floor((source.lastMicros as number) / 86_400e6) >= to,
  )
  return {
    result: covered.length === timed.length ? 'no-exception-noted' : 'exception-noted',
    n: covered.length,
    m: timed.length,
    exceptions: timed.length - covered.length,
    detail: 'sources whose first and last event span the period',
  }
}
