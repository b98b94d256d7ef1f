/**
 * Everything a package states, gathered from the engagement in one pass over each source. Memory does not grow with the
 * number of entries: what is listed is listed up to a limit, what is counted is counted to the end.
 */
import type {
  AdminHistory,
  ChangeCounts,
  Coverage,
  FillRate,
  RuleResult,
  SequenceTest,
} from '../../../shared/model/analysis.ts'
import type { ChainBreak, CheckRun } from '../../../shared/model/check-run.ts'
import type { StoredDoctorReport } from '../../../shared/model/doctor.ts'
import type { CheckHistory } from '../../../shared/model/rerun.ts'
import type { TrustWindow } from '../../../shared/model/trust-window.ts'
import type { VerdictWord } from '../../../shared/model/verdict.ts'
import { createAdminHistory } from '../../../shared/core/completeness/admin-history.ts'
import { createChangeCounts } from '../../../shared/core/completeness/change-counts.ts'
import { createCoverage } from '../../../shared/core/completeness/coverage.ts'
import { entryFactsFrom } from '../../../shared/core/completeness/entry-facts.ts'
import { createFillRates } from '../../../shared/core/completeness/fill-rates.ts'
import { createSequenceTest } from '../../../shared/core/completeness/sequence-test.ts'
import { createActorRegister, type ActorRegister } from '../../../shared/core/control/actor-register.ts'
import { createDutyPairs, type DutyPairs } from '../../../shared/core/control/duty-pairs.ts'
import { createEventClasses, type EventClassCount } from '../../../shared/core/control/event-classes.ts'
import { createManualAdjustments, type ManualAdjustments } from '../../../shared/core/control/manual-adjustments.ts'
import { createRecordRegisters, type RecordRegisters } from '../../../shared/core/control/record-registers.ts'
import { createRuleRun } from '../../../shared/core/detect/rule-run.ts'
import { countCustodyEvents, pageCustodyEvents } from '../../store/custody.ts'
import { lastDoctorReport } from '../../store/doctor-reports.ts'
import { readEngagement, type StoredEngagement } from '../../store/engagements.ts'
import type { ReadableStore } from '../../store/open.ts'
import { countBreaks, lastRun, pageBreaks } from '../../store/runs.ts'
import { listSources, pageRejects, type StoredReject, type StoredSource } from '../../store/sources.ts'
import { measureTrustWindow } from '../anchor/trust-window.ts'
import { verifyCustody } from '../custody/verify-custody.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import { ipeSheet, type IpeSections } from '../query/ipe-sheet.ts'
import { createFieldMeasurer, measuresOf } from '../query/source-measures.ts'
import { lastResults, rungOf } from '../query/source-summary.ts'
import { streamEntries } from '../query/stream-entries.ts'
import { lastFurtherRuns, type FurtherRun } from '../verify/further-checks.ts'
import { runHistory } from '../verify/run-history.ts'

/** Breaks and rejects listed in a package; all are counted. */
const listed = 20_000

export interface SourceFacts {
  readonly source: StoredSource
  readonly rung: string
  readonly ipe: IpeSections
  readonly results: ReturnType<typeof lastResults>
  readonly runs: readonly CheckRun[]
  /** Last run of each further check, in the order in which they were first made. */
  readonly further: readonly FurtherRun[]
  /** Newest report of the Chain Doctor; null when it was not asked. */
  readonly doctor: StoredDoctorReport | null
  readonly breaks: readonly ChainBreak[]
  readonly breakCount: number
  readonly rejects: readonly StoredReject[]
  readonly rules: readonly RuleResult[]
  readonly fillRates: readonly FillRate[]
  readonly coverage: Coverage
  readonly admins: AdminHistory
  readonly changes: ChangeCounts
  readonly sequence: SequenceTest
  readonly classes: readonly EventClassCount[]
  readonly registers: RecordRegisters
  readonly duties: DutyPairs
  readonly actors: ActorRegister
  readonly adjustments: ManualAdjustments
  /** Null where neither anchors nor proofs were verified. */
  readonly window: TrustWindow | null
}

export interface CustodyFacts {
  readonly verdict: VerdictWord
  readonly events: number
  readonly firstBreak: number | null
  readonly firstMicros: number | null
  readonly lastMicros: number | null
  readonly headHash: string | null
}

export interface PackageFacts {
  readonly engagement: StoredEngagement
  readonly sources: readonly SourceFacts[]
  readonly custody: CustodyFacts
  /** Last run of each check over files that were never imported. */
  readonly outside: readonly FurtherRun[]
  /** Every finished check, run by run, with the digest of its result and what changed. */
  readonly history: readonly CheckHistory[]
}

export async function gatherPackageFacts(
  ports: EnginePorts,
  store: ReadableStore,
  job: JobContext,
): Promise<PackageFacts> {
  const engagement = readEngagement(store)
  const sources: SourceFacts[] = []
  for (const source of listSources(store)) sources.push(await factsOfSource(store, engagement, source, job))
  return {
    engagement,
    sources,
    custody: custodyFacts(ports, store),
    outside: lastFurtherRuns(store, 0),
    history: runHistory(store),
  }
}

async function factsOfSource(
  store: ReadableStore,
  engagement: StoredEngagement,
  source: StoredSource,
  job: JobContext,
): Promise<SourceFacts> {
  const { sourceId, profile } = source
  const rules = createRuleRun({ profile })
  const fillRates = createFillRates({ profile })
  const coverage = createCoverage({ sourceId, period: engagement.period })
  const admins = createAdminHistory({ sourceId, profile })
  const changes = createChangeCounts({ sourceId })
  const sequence = createSequenceTest({ sourceId })
  const classes = createEventClasses({ profile })
  const registers = createRecordRegisters({ profile })
  const duties = createDutyPairs({ profile })
  const actors = createActorRegister()
  const adjustments = createManualAdjustments({ profile })
  const measurer = measuresOf(store, source) === null ? createFieldMeasurer(source) : null
  await streamEntries(store, source, job, 'facts', (entry) => {
    measurer?.add(entry)
    for (const reducer of [rules, fillRates, coverage, admins, changes, sequence]) reducer.add(entry)
    const facts = entryFactsFrom(entry, profile)
    for (const reducer of [classes, registers, duties, actors, adjustments]) reducer.add(facts)
  })
  const chainRun = lastRun(store, sourceId, 'chain')?.run
  const measured = { fillRates: fillRates.finish(), coverage: coverage.finish(), sequence: sequence.finish() }
  return {
    source,
    rung: rungOf(store, source),
    ipe: ipeSheet(store, source, { ...measurer?.finish(), ...measured }),
    results: lastResults(store, sourceId),
    runs: (['chain', 'merkle', 'anchors'] as const).flatMap((kind) => lastRun(store, sourceId, kind)?.run ?? []),
    further: lastFurtherRuns(store, sourceId),
    doctor: lastDoctorReport(store, sourceId),
    breaks: chainRun === undefined ? [] : pageBreaks(store, chainRun.runId, 0, listed),
    breakCount: chainRun === undefined ? 0 : countBreaks(store, chainRun.runId),
    rejects: pageRejects(store, sourceId, 0, listed),
    rules: rules.finish(),
    ...measured,
    admins: admins.finish(),
    changes: changes.finish(),
    classes: classes.finish(),
    registers: registers.finish(),
    duties: duties.finish(),
    actors: actors.finish(),
    adjustments: adjustments.finish(),
    window:
      lastRun(store, sourceId, 'anchors') === undefined && lastRun(store, sourceId, 'proofs') === undefined
        ? null
        : await measureTrustWindow(store, source, { basis: 'header-known', withinHours: null }, job),
  }
}

function custodyFacts(ports: EnginePorts, store: ReadableStore): CustodyFacts {
  const [last] = pageCustodyEvents(store, 0, 1)
  const [first] = pageCustodyEvents(store, Math.max(0, countCustodyEvents(store) - 1), 1)
  return {
    ...verifyCustody(ports, store),
    firstMicros: first?.atMicros ?? null,
    lastMicros: last?.atMicros ?? null,
    headHash: last?.entryHash ?? null,
  }
}
