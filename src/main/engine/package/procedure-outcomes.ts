/**
 * Facts of a package to the outcome of each procedure. Exceptions are counted from the register, so that a number in the
 * results and the rows of the register cannot differ.
 */
import { notTestable, outcomeOfVerdicts, type ProcedureOutcome } from '../../../shared/core/control/control-tests.ts'
import type { Procedure } from '../../../shared/core/control/procedures.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import type { ExceptionRegister } from './exception-rows.ts'
import type { PackageFacts, SourceFacts } from './package-facts.ts'
import { tenTwoTwoFields } from './record-fields.ts'

/** Exceptions of one procedure: rows of the register / the entries, records or days they stand for. */
interface Noted {
  readonly rows: number
  readonly weight: number
  /** Sources with at least one row. */
  readonly sources: number
}

export function procedureOutcomes(
  facts: PackageFacts,
  register: ExceptionRegister,
): Readonly<Record<Procedure, ProcedureOutcome>> {
  const noted = (procedure: Procedure): Noted => {
    const rows = register.rows.filter((row) => row.procedures.includes(procedure))
    return {
      rows: rows.length,
      weight: rows.reduce((total, row) => total + row.weight, 0),
      sources: new Set(rows.map((row) => row.source)).size,
    }
  }
  return {
    'import-accounting': importAccounting(facts, noted('import-accounting')),
    'hash-chain': hashChain(facts, noted('hash-chain')),
    'merkle-anchors': merkleAnchors(facts, noted('merkle-anchors')),
    'daily-coverage': dailyCoverage(facts),
    'silent-spans': silentSpans(facts),
    'event-fields': eventFields(facts, noted('event-fields')),
    'ten-two-two-fields': tenTwoTwo(facts, noted('ten-two-two-fields')),
    'event-classes': classOutcome(facts),
    'admin-grants': adminGrants(facts, noted('admin-grants')),
    'duty-pairs': dutyPairs(facts, noted('duty-pairs')),
    'actor-ids': actorIds(facts, noted('actor-ids')),
    exports: exportOutcome(facts, noted('exports')),
    'review-records': reviewRecords(facts),
    'data-changes': dataChanges(facts, noted('data-changes')),
    'rule-hits': ruleHits(facts),
    'manual-adjustments': manualAdjustments(facts),
    'retention-span': spanOutcome(
      facts,
      noted('retention-span'),
      'sources whose first and last event reach both ends of the period',
    ),
    'twelve-months': spanOutcome(
      facts,
      noted('twelve-months'),
      'sources with twelve months before the end of the period and no silent day in the last three',
    ),
    'time-order': timeOrder(facts, noted('time-order')),
  }
}

function sum(facts: PackageFacts, of: (source: SourceFacts) => number): number {
  return facts.sources.reduce((total, source) => total + of(source), 0)
}

function importAccounting(facts: PackageFacts, { rows }: Noted): ProcedureOutcome {
  const m = sum(facts, ({ source }) => source.receipt.accepted + source.receipt.rejected)
  const rejected = sum(facts, ({ source }) => source.receipt.rejected)
  const cut = facts.sources.filter(({ source }) => source.receipt.truncated).map(({ source }) => source.name)
  const exceptions = Math.max(rows, rejected + cut.length)
  const detail =
    exceptions === 0
      ? 'every record of every source was read'
      : [
          rejected > 0 ? `unreadable records: ${groupedNumber(rejected)}` : '',
          cut.length > 0 ? `end missing in ${cut.join(', ')}` : '',
        ]
          .filter((part) => part !== '')
          .join('; ')
  return { result: exceptions > 0 ? 'exception-noted' : 'no-exception-noted', n: m - rejected, m, exceptions, detail }
}

function hashChain(facts: PackageFacts, { rows }: Noted): ProcedureOutcome {
  const chains = facts.sources.flatMap(({ results }) => (results.chain === null ? [] : [results.chain]))
  if (chains.length === 0) return notTestable('no chain check was run, or no source holds a chain')
  return outcomeOfVerdicts(
    chains.map((chain) => chain.verdict),
    {
      n: chains.reduce((total, chain) => total + chain.contentVerified, 0),
      m: chains.reduce((total, chain) => total + chain.entries + chain.rejected, 0),
      exceptions: rows,
    },
    chains.map((chain) => `${chain.sourceName}: ${chain.verdict}`).join('; '),
  )
}

function merkleAnchors(facts: PackageFacts, { rows }: Noted): ProcedureOutcome {
  const anchors = facts.sources.flatMap(({ results }) => (results.anchors === null ? [] : [results.anchors]))
  const roots = facts.sources.flatMap(({ results }) => (results.merkle === null ? [] : [results.merkle]))
  if (anchors.length === 0)
    return notTestable(
      roots.length === 0
        ? 'no source is batched, or no check was run'
        : 'roots were recomputed, no anchor was compared',
    )
  return outcomeOfVerdicts(
    [...anchors, ...roots].map((item) => item.verdict),
    {
      n: anchors.reduce((total, item) => total + item.verified, 0),
      m: anchors.reduce((total, item) => total + item.anchors.length, 0),
      exceptions: rows,
    },
    anchors.map((item) => `${item.sourceName}: ${item.verdict}`).join('; '),
  )
}

function dailyCoverage(facts: PackageFacts): ProcedureOutcome {
  const m = sum(facts, ({ coverage }) => coverage.days.length)
  const empty = sum(facts, ({ coverage }) => coverage.emptyDays.length)
  if (m === 0) return notTestable('no entry has a usable time')
  const detail = empty === 0 ? 'events on every day in every source' : emptyDetail(facts)
  return { result: empty === 0 ? 'no-exception-noted' : 'exception-noted', n: m - empty, m, exceptions: empty, detail }
}

function emptyDetail(facts: PackageFacts): string {
  return facts.sources
    .filter(({ coverage }) => coverage.emptyDays.length > 0)
    .map(({ source, coverage }) => `${source.name}: days without events ${groupedNumber(coverage.emptyDays.length)}`)
    .join('; ')
}

function silentSpans(facts: PackageFacts): ProcedureOutcome {
  const m = sum(facts, ({ coverage }) => coverage.days.length)
  const empty = sum(facts, ({ coverage }) => coverage.emptyDays.length)
  if (m === 0) return notTestable('no entry has a usable time')
  if (empty === 0) return { result: 'no-exception-noted', n: m, m, exceptions: 0, detail: 'no silent day' }
  return {
    result: 'judgement-required',
    n: m - empty,
    m,
    exceptions: 0,
    detail: `${emptyDetail(facts)}; cause and response are not in the log`,
  }
}

function eventFields(facts: PackageFacts, { rows }: Noted): ProcedureOutcome {
  const rates = facts.sources.flatMap(({ fillRates }) => fillRates)
  const m = rates.filter((rate) => rate.result === 'measured' && rate.applicable > 0).length
  const absent = rates.filter((rate) => rate.result === 'not-testable').length
  if (m === 0) return notTestable('no required field exists in the sources')
  const detail = `met by every entry they apply to; further ${absent} not testable, the field does not exist`
  return { result: rows === 0 ? 'no-exception-noted' : 'exception-noted', n: m - rows, m, exceptions: rows, detail }
}

function tenTwoTwo(facts: PackageFacts, { rows }: Noted): ProcedureOutcome {
  const fields = facts.sources.flatMap(({ fillRates }) => tenTwoTwoFields(fillRates))
  const m = fields.filter(({ rate }) => rate !== undefined).length
  if (m === 0) return notTestable('none of the six fields exists in the sources')
  const absent = fields.length - m
  const result = rows > 0 ? 'exception-noted' : absent > 0 ? 'judgement-required' : 'no-exception-noted'
  return {
    result,
    n: m - rows,
    m,
    exceptions: rows,
    detail: `filled in every entry; further ${absent} not recorded by the source`,
  }
}

function classOutcome(facts: PackageFacts): ProcedureOutcome {
  const classes = facts.sources.flatMap((source) => source.classes)
  const n = classes.filter((item) => item.count > 0).length
  const detail =
    n === classes.length
      ? 'every class has events in every source'
      : 'classes with events; the absent ones need a seeded test event'
  return {
    result: n === classes.length ? 'no-exception-noted' : 'judgement-required',
    n,
    m: classes.length,
    exceptions: 0,
    detail,
  }
}

function adminGrants(facts: PackageFacts, { rows }: Noted): ProcedureOutcome {
  if (facts.sources.every(({ admins }) => admins.result === 'not-testable'))
    return notTestable('no source records roles')
  const m = sum(facts, ({ admins }) => admins.changeCount)
  const detail = `listed with who, whom and when; self-grants ${rows}. Approvals are not in the log`
  return {
    result: rows > 0 ? 'exception-noted' : 'judgement-required',
    n: Math.max(0, m - rows),
    m,
    exceptions: rows,
    detail,
  }
}

function dutyPairs(facts: PackageFacts, { rows }: Noted): ProcedureOutcome {
  const approvals = sum(facts, ({ duties }) => duties.approvals)
  const paired = sum(facts, ({ duties }) => duties.paired)
  const grants = sum(facts, ({ duties }) => duties.grants)
  const m = paired + grants
  if (m === 0)
    return notTestable(
      `no approval has its making in the log (of ${groupedNumber(approvals)}), and no grant names a grantee`,
    )
  const exceptions = Math.max(
    rows,
    sum(facts, ({ duties }) => duties.hitCount),
  )
  const detail = `approvals with making ${groupedNumber(paired)} of ${groupedNumber(approvals)}, grants ${groupedNumber(grants)}`
  return { result: exceptions > 0 ? 'exception-noted' : 'no-exception-noted', n: m - exceptions, m, exceptions, detail }
}

function actorIds(facts: PackageFacts, { rows, weight }: Noted): ProcedureOutcome {
  const m = sum(facts, ({ actors }) => actors.entries)
  if (m === 0) return notTestable('there is no entry')
  const persons = sum(facts, ({ actors }) => actors.persons)
  const programs = sum(facts, ({ actors }) => actors.programs)
  const detail = `ids of persons ${groupedNumber(persons)}, of programs ${groupedNumber(programs)}, counted per source`
  return { result: rows > 0 ? 'exception-noted' : 'no-exception-noted', n: m - weight, m, exceptions: weight, detail }
}

function exportOutcome(facts: PackageFacts, { weight }: Noted): ProcedureOutcome {
  const m = sum(facts, ({ registers }) => registers.exports.count)
  if (m === 0) return notTestable('no entry records an export')
  const n = sum(facts, ({ registers }) => registers.exports.withReason)
  return {
    result: n < m ? 'exception-noted' : 'no-exception-noted',
    n,
    m,
    exceptions: Math.max(weight, m - n),
    detail: 'exports with a reason code or note',
  }
}

function reviewRecords(facts: PackageFacts): ProcedureOutcome {
  const count = sum(facts, ({ registers }) => registers.reviews.count)
  const m = Math.max(0, ...facts.sources.map(({ coverage }) => coverage.days.length))
  if (count === 0) return notTestable('no entry records a review; reviews are to be shown by other records')
  const n = Math.max(...facts.sources.map(({ registers }) => registers.reviews.days))
  return {
    result: 'judgement-required',
    n,
    m,
    exceptions: 0,
    detail: `days with a recorded review; entries ${groupedNumber(count)}`,
  }
}

function dataChanges(facts: PackageFacts, { weight }: Noted): ProcedureOutcome {
  if (facts.sources.every(({ changes }) => changes.result === 'not-testable'))
    return notTestable('no source records values before or after')
  const why = facts.sources
    .flatMap(({ fillRates }) => fillRates)
    .filter((rate) => rate.dimension === 'why' && rate.result === 'measured')
  const m = why.reduce((total, rate) => total + rate.applicable, 0)
  const changes = sum(facts, (source) => source.changes.changes)
  const detail = `changes counted ${groupedNumber(changes)}; a reason was needed in ${groupedNumber(m)}`
  return { result: weight > 0 ? 'exception-noted' : 'judgement-required', n: m - weight, m, exceptions: weight, detail }
}

function ruleHits(facts: PackageFacts): ProcedureOutcome {
  const strict = facts.sources.flatMap(({ rules }) => rules.filter((rule) => rule.mode === 'strict'))
  const testable = strict.filter((rule) => rule.result !== 'not-testable')
  if (testable.length === 0) return notTestable('no rule finds the fields it needs')
  const hits = testable.reduce((total, rule) => total + rule.hitCount, 0)
  const m = testable.reduce((total, rule) => total + rule.tested, 0)
  const untested = strict.length - testable.length
  const detail = `entries referred ${groupedNumber(hits)}; rules not testable ${untested} of ${strict.length}`
  return { result: hits > 0 ? 'judgement-required' : 'no-exception-noted', n: m - hits, m, exceptions: 0, detail }
}

function manualAdjustments(facts: PackageFacts): ProcedureOutcome {
  const m = sum(facts, ({ adjustments }) => adjustments.population)
  if (m === 0) return notTestable('no entry records a manual adjustment')
  const selected = sum(facts, ({ adjustments }) => adjustments.selectedCount)
  return {
    result: selected > 0 ? 'judgement-required' : 'no-exception-noted',
    n: m - selected,
    m,
    exceptions: 0,
    detail: `items selected for follow-up ${groupedNumber(selected)}`,
  }
}

function spanOutcome(facts: PackageFacts, { rows, sources }: Noted, detail: string): ProcedureOutcome {
  const timed = facts.sources.filter(({ source }) => source.firstMicros !== null)
  if (timed.length === 0) return notTestable('no entry has a usable time')
  const m = timed.length
  return {
    result: rows === 0 ? 'no-exception-noted' : 'exception-noted',
    n: Math.max(0, m - sources),
    m,
    exceptions: rows,
    detail,
  }
}

function timeOrder(facts: PackageFacts, { weight }: Noted): ProcedureOutcome {
  const numbered = facts.sources.filter(({ sequence }) => sequence.result !== 'not-testable')
  if (numbered.length === 0) return notTestable('no source holds a sequence')
  const m = numbered.reduce((total, { sequence }) => total + Math.max(0, sequence.entries - 1), 0)
  const detail = `neighbours in order in ${numbered.map(({ source }) => source.name).join(', ')}; no time of receipt is recorded`
  return { result: weight > 0 ? 'exception-noted' : 'no-exception-noted', n: m - weight, m, exceptions: weight, detail }
}
