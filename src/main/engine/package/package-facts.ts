/** Everything a package states, gathered from the engagement in one pass over each source. */
import type {
  AdminHistory,
  ChangeCounts,
  Coverage,
  FillRate,
  RuleResult,
  SequenceTest,
} from '../../../shared/model/analysis.ts'
import { createAdminHistory } from '../../../shared/core/completeness/admin-history.ts'
import { createChangeCounts } from '../../../shared/core/completeness/change-counts.ts'
import { createCoverage } from '../../../shared/core/completeness/coverage.ts'
import { createFillRates } from '../../../shared/core/completeness/fill-rates.ts'
import { createSequenceTest } from '../../../shared/core/completeness/sequence-test.ts'
import { createRuleRun } from '../../../shared/core/detect/rule-run.ts'
import { readEngagement, type StoredEngagement } from '../../store/engagements.ts'
import { lastRun, pageBreaks } from '../../store/runs.ts'
import type { ChainBreak, CheckRun } from '../../../shared/model/check-run.ts'
import type { ReadableStore } from '../../store/open.ts'
import { listSources, pageRejects, type StoredReject, type StoredSource } from '../../store/sources.ts'
import type { JobContext } from '../jobs.ts'
import { ipeSheet, type IpeSections } from '../query/ipe-sheet.ts'
import { lastResults, rungOf } from '../query/source-summary.ts'
import { streamEntries } from '../query/stream-entries.ts'

/** Breaks and rejects listed in a package; all are counted. */
const listed = 2000

export interface SourceFacts {
  readonly source: StoredSource
  readonly rung: string
  readonly ipe: IpeSections
  readonly results: ReturnType<typeof lastResults>
  readonly runs: readonly CheckRun[]
  readonly breaks: readonly ChainBreak[]
  readonly rejects: readonly StoredReject[]
  readonly rules: readonly RuleResult[]
  readonly fillRates: readonly FillRate[]
  readonly coverage: Coverage
  readonly admins: AdminHistory
  readonly changes: ChangeCounts
  readonly sequence: SequenceTest
}

export interface PackageFacts {
  readonly engagement: StoredEngagement
  readonly sources: readonly SourceFacts[]
}

export async function gatherPackageFacts(store: ReadableStore, job: JobContext): Promise<PackageFacts> {
  const engagement = readEngagement(store)
  const sources: SourceFacts[] = []
  for (const source of listSources(store)) {
    const { sourceId, profile } = source
    const rules = createRuleRun({ profile })
    const fillRates = createFillRates({ profile })
    const coverage = createCoverage({ sourceId, period: engagement.period })
    const admins = createAdminHistory({ sourceId, profile })
    const changes = createChangeCounts({ sourceId })
    const sequence = createSequenceTest({ sourceId })
    await streamEntries(store, source, job, `facts of ${source.name}`, (entry) => {
      for (const reducer of [rules, fillRates, coverage, admins, changes, sequence]) reducer.add(entry)
    })
    const chainRun = lastRun(store, sourceId, 'chain')?.run
    sources.push({
      source,
      rung: rungOf(store, source),
      ipe: ipeSheet(store, source),
      results: lastResults(store, sourceId),
      runs: (['chain', 'merkle', 'anchors'] as const).flatMap((kind) => lastRun(store, sourceId, kind)?.run ?? []),
      breaks: chainRun === undefined ? [] : pageBreaks(store, chainRun.runId, 0, listed),
      rejects: pageRejects(store, sourceId, 0, listed),
      rules: rules.finish(),
      fillRates: fillRates.finish(),
      coverage: coverage.finish(),
      admins: admins.finish(),
      changes: changes.finish(),
      sequence: sequence.finish(),
    })
  }
  return { engagement, sources }
}
