/**
 * The two registers of a package. Exceptions: items that meet the exception rule of a procedure, or that a further check
 * found to differ or to be missing, with their place in the evidence. Referred items: entries that meet a criterion fixed before the run; whether that means anything is for a
 * person, so they stand apart and are never counted as exceptions.
 */
import type { Procedure } from '../../../shared/core/control/procedures.ts'
import { startOfLastMonths } from '../../../shared/core/control/period-dates.ts'
import { createText } from '../../../shared/text/create-text.ts'
import { reasonText } from '../../../shared/text/verdict-text.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { utcDate } from '../../../shared/core/time/instant.ts'
import type { FurtherRun } from '../verify/further-checks.ts'
import { furtherExceptions, unlistedItems } from './further-exceptions.ts'
import type { PackageFacts, SourceFacts } from './package-facts.ts'
import { tenTwoTwoFields } from './record-fields.ts'

export interface ExceptionRow {
  /** `E-0001`, numbered through the package. */
  readonly id: string
  /** Empty for an item of a further check. */
  readonly procedures: readonly Procedure[]
  readonly kind: string
  readonly source: string
  /** Line, date or field. */
  readonly item: string
  readonly observed: string
  /** UTC date of the item; null where it has none. */
  readonly date: string | null
  /** Entries, records or days the row stands for. */
  readonly weight: number
}

export interface ExceptionRegister {
  readonly rows: readonly ExceptionRow[]
  /** Items counted and not listed because a limit was reached. */
  readonly unlisted: number
}

const text = createText()
type Add = (
  procedures: readonly Procedure[],
  kind: string,
  item: string,
  observed: string,
  more?: { date?: string | null; weight?: number },
) => void

/** Exceptions of the procedures asked for, in the order of sources, then of kinds. */
export function exceptionRegister(facts: PackageFacts, wanted: ReadonlySet<Procedure>): ExceptionRegister {
  const rows: ExceptionRow[] = []
  let unlisted = 0
  for (const source of facts.sources) {
    const add: Add = (procedures, kind, item, observed, { date = null, weight = 1 } = {}) => {
      if (!procedures.some((procedure) => wanted.has(procedure))) return
      rows.push({ id: rowId(rows.length), procedures, kind, source: source.source.name, item, observed, date, weight })
    }
    addImport(source, add)
    addChain(source, add)
    addAnchors(source, add)
    addDays(facts, source, add)
    addFields(source, add)
    addPeople(source, add)
    for (const run of source.further) unlisted += addFurther(run, rows)
    unlisted +=
      Math.max(0, source.source.receipt.rejected - source.rejects.length) +
      Math.max(0, source.breakCount - source.breaks.length)
  }
  for (const run of facts.outside) unlisted += addFurther(run, rows)
  return { rows, unlisted }
}

/** Answers with the number of items that were counted and are not listed. */
function addFurther(run: FurtherRun, rows: ExceptionRow[]): number {
  const found = furtherExceptions(run)
  for (const item of found) rows.push({ id: rowId(rows.length), procedures: [], ...item, date: null, weight: 1 })
  return unlistedItems(run.result, found.length)
}

function rowId(before: number): string {
  return `E-${String(before + 1).padStart(4, '0')}`
}

function addImport({ source, rejects }: SourceFacts, add: Add): void {
  for (const reject of rejects) {
    add(
      ['import-accounting'],
      'record rejected',
      `line ${reject.line}`,
      `${text.find(`reject.${reject.reason}`) ?? reject.reason}: ${reject.message}`,
    )
  }
  if (source.receipt.truncated)
    add(['import-accounting'], 'source cut', 'end of file', 'the source ends before its format says it may')
}

function addChain({ breaks }: SourceFacts, add: Add): void {
  for (const item of breaks) {
    const where = item.sequence === null ? `line ${item.line}` : `line ${item.line}, seq. ${item.sequence}`
    if (item.content === 'mismatch') add(['hash-chain'], 'content mismatch', where, reasonText(text, 'content-differs'))
    if (item.link === 'gap')
      add(['hash-chain'], 'link gap', where, `entries missing before this one: ${item.missingBefore}`)
    if (item.link === 'broken' || item.link === 'fork')
      add(['hash-chain'], `link ${item.link}`, where, reasonText(text, item.reason ?? 'link-broken'))
  }
}

function addAnchors({ results }: SourceFacts, add: Add): void {
  for (const batch of results.merkle?.batches ?? []) {
    if (batch.verdict === 'mismatch' || batch.verdict === 'gap') {
      add(['merkle-anchors'], `Merkle ${batch.verdict}`, batch.date, reasonText(text, batch.reason ?? 'root-differs'), {
        date: batch.date,
      })
    }
  }
  for (const anchor of results.anchors?.anchors ?? []) {
    if (anchor.verdict === 'mismatch' || anchor.verdict === 'gap') {
      add(
        ['merkle-anchors'],
        `anchor ${anchor.verdict}`,
        anchor.date,
        reasonText(text, anchor.reason ?? 'root-differs'),
        { date: anchor.date },
      )
    }
  }
}

function addDays({ engagement }: PackageFacts, { coverage, sequence, source }: SourceFacts, add: Add): void {
  const { from, to } = engagement.period
  const lastMonths = startOfLastMonths(to, 3)
  for (const date of coverage.emptyDays) {
    add(
      date >= lastMonths ? ['daily-coverage', 'twelve-months'] : ['daily-coverage'],
      'day without events',
      date,
      'no event is recorded on this day',
      { date },
    )
  }
  const first = source.firstMicros === null ? null : utcDate(source.firstMicros)
  const last = source.lastMicros === null ? null : utcDate(source.lastMicros)
  if (first !== null && first > from)
    add(['retention-span'], 'starts late', first, `first event after the first day of the period, ${from}`, {
      date: first,
    })
  if (last !== null && last < to)
    add(['retention-span'], 'ends early', last, `last event before the last day of the period, ${to}`, { date: last })
  const yearBefore = startOfLastMonths(to, 12)
  if (first !== null && first > yearBefore)
    add(
      ['twelve-months'],
      'less than twelve months',
      first,
      `first event after ${yearBefore}, twelve months before the end of the period`,
      { date: first },
    )
  if (sequence.timeDisagreementCount > 0) {
    add(
      ['time-order'],
      'clock against sequence',
      `line ${sequence.firstTimeDisagreement?.pointer.line ?? ''} first`,
      `neighbours whose sequence and time run against each other: ${groupedNumber(sequence.timeDisagreementCount)}`,
      { weight: sequence.timeDisagreementCount },
    )
  }
}

function addFields({ fillRates }: SourceFacts, add: Add): void {
  const shown = new Set(tenTwoTwoFields(fillRates).map(({ rate }) => rate?.requirement))
  for (const rate of fillRates) {
    if (rate.result !== 'measured' || rate.filled === rate.applicable) continue
    const lacking = rate.applicable - rate.filled
    const procedures: Procedure[] = ['event-fields']
    if (shown.has(rate.requirement)) procedures.push('ten-two-two-fields')
    if (rate.dimension === 'why') procedures.push('data-changes')
    const kind = rate.dimension === 'why' ? 'reason not given' : 'field not filled'
    add(
      procedures,
      kind,
      rate.requirement,
      `${text.t('sentence.nOfM', { n: lacking, m: rate.applicable })} applicable entries lack it`,
      { weight: lacking },
    )
  }
}

function addPeople({ duties, actors, registers }: SourceFacts, add: Add): void {
  for (const hit of duties.hits) {
    const isSelfGrant = hit.madeOnLine === null
    const observed = isSelfGrant
      ? `${hit.actor} granted ${hit.object} to itself`
      : `${hit.actor} made ${hit.object} on line ${hit.madeOnLine} and approved it`
    const date = hit.occurredAtMicros === null ? null : utcDate(hit.occurredAtMicros)
    add(
      isSelfGrant ? ['duty-pairs', 'admin-grants'] : ['duty-pairs'],
      hit.kind.replaceAll('-', ' '),
      `line ${hit.pointer.line ?? ''}`,
      observed,
      { date },
    )
  }
  for (const generic of actors.generic) {
    add(['actor-ids'], 'generic id', generic.actor, `entries under this id: ${groupedNumber(generic.entries)}`, {
      weight: generic.entries,
    })
  }
  if (actors.withoutActor > 0) {
    add(
      ['actor-ids'],
      'no actor id',
      `line ${actors.firstWithoutActor?.line ?? ''} first`,
      `entries without an actor id: ${groupedNumber(actors.withoutActor)}`,
      { weight: actors.withoutActor },
    )
  }
  for (const group of registers.exports.groups) {
    const without = group.count - group.withReason
    if (without === 0) continue
    add(
      ['exports'],
      'export, no reason',
      `${group.actor}: ${group.resourceType}`,
      `${text.t('sentence.nOfM', { n: without, m: group.count })} exports have neither reason code nor note`,
      { weight: without },
    )
  }
}

/** One entry that meets a rule, with the readings under which it does. */
export interface ReferredRow {
  /** `R-0001`. */
  readonly id: string
  readonly source: string
  readonly rule: string
  readonly name: string
  readonly line: number | null
  readonly occurredAtMicros: number | null
  readonly readings: 'both' | 'as written' | 'strict'
  /** What the rule kept, for example `count 6`. */
  readonly context: string
}

/** Rule hits, one row per rule and entry, in the order of sources, rules and lines. */
export function referredRows(facts: PackageFacts): ReferredRow[] {
  const rows: ReferredRow[] = []
  for (const { source, rules } of facts.sources) {
    const ruleIds = [...new Set(rules.map((result) => result.rule))]
    for (const rule of ruleIds) {
      const byEntry = new Map<number, Omit<ReferredRow, 'id'>>()
      for (const result of rules.filter((candidate) => candidate.rule === rule)) {
        const reading = result.mode === 'as-written' ? 'as written' : 'strict'
        for (const hit of result.hits) {
          const key = hit.pointer.entryId ?? -1
          const known = byEntry.get(key)
          const context = Object.entries(hit.context)
            .map(([name, value]) => `${name} ${value}`)
            .join(', ')
          byEntry.set(
            key,
            known === undefined
              ? {
                  source: source.name,
                  rule,
                  name: result.name,
                  line: hit.pointer.line,
                  occurredAtMicros: hit.occurredAtMicros,
                  readings: reading,
                  context,
                }
              : { ...known, readings: 'both', context: reading === 'strict' ? context : known.context },
          )
        }
      }
      const inOrder = [...byEntry].toSorted(([left], [right]) => left - right)
      for (const [, row] of inOrder) rows.push({ id: `R-${String(rows.length + 1).padStart(4, '0')}`, ...row })
    }
  }
  return rows
}
