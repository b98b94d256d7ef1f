/** Handlers about one source as evidence: its sheet, what a person states of it, comparison with another export. */
import type { JobName, ParsedRequestOf, PayloadOf, ResultOf } from '../../shared/ipc/contract.ts'
import type { SourceSummary } from '../../shared/model/source.ts'
import type { ReadableStore } from '../store/open.ts'
import { listComparisons, readSourceFacts } from '../store/source-facts.ts'
import type { StoredSource } from '../store/sources.ts'
import { compareSources, findComparable } from './compare/compare-sources.ts'
import { silentJob, type JobContext } from './jobs.ts'
import type { EnginePorts } from './ports.ts'
import { ipeDocument, ipeSheet } from './query/ipe-sheet.ts'
import { setSourceFacts } from './query/source-facts.ts'
import { measuredAtOnce, measureSource } from './query/source-measures.ts'
import { summarizeSource } from './query/source-summary.ts'
import type { Session, Sessions } from './session.ts'

export type EvidenceName =
  | 'source.ipe'
  | 'source.ipeReport'
  | 'source.measure'
  | 'source.facts'
  | 'source.setFacts'
  | 'source.comparable'
  | 'source.compare'
  | 'source.comparisonReport'
  | 'source.comparisons'

type EvidenceHandlers = {
  readonly [N in EvidenceName]: (
    request: ParsedRequestOf<N>,
  ) => Promise<N extends JobName ? { jobId: string } : ResultOf<N>>
}

export interface EvidenceContext {
  readonly ports: EnginePorts
  readonly sessions: Sessions
  sourceOf(session: Session, sourceId: number): StoredSource
  job<N extends JobName>(
    name: N,
    session: Session | null,
    work: (context: JobContext) => Promise<ResultOf<N>>,
    done?: () => void,
  ): Promise<{ jobId: string }>
  changed(session: Session, what: PayloadOf<'engagement.changed'>['what']): void
}

/** Comparisons answered with; older ones stay in the engagement. */
const shownComparisons = 20

/** Summary of a source that was just imported, with what it can be compared with. */
export function importedSummary(store: ReadableStore, source: StoredSource): SourceSummary {
  return { ...summarizeSource(store, source), comparableWith: comparable(store, source) }
}

function comparable(store: ReadableStore, source: StoredSource): { sourceId: number; name: string }[] {
  return findComparable(store, source).map(({ sourceId, name }) => ({ sourceId, name }))
}

export function evidenceHandlers(context: EvidenceContext): EvidenceHandlers {
  const { ports, sessions, sourceOf, job, changed } = context
  return {
    'source.ipe': async ({ engagementId, sourceId }) => {
      const session = sessions.get(engagementId)
      const source = sourceOf(session, sourceId)
      if (source.entries <= measuredAtOnce) await measureSource(session, source, silentJob)
      return { sections: ipeSheet(session.store, source), document: ipeDocument(session.store, source) }
    },
    'source.ipeReport': async ({ engagementId, sourceId, out, force }) => {
      const session = sessions.get(engagementId)
      // Loaded when one is written, like the package builder.
      const { writeIpeReport } = await import('./package/ipe-report.ts')
      const source = sourceOf(session, sourceId)
      return writeIpeReport(ports, session, source, { out, force: force ?? false }, silentJob)
    },
    'source.measure': ({ engagementId, sourceId }) => {
      const session = sessions.get(engagementId)
      const source = sourceOf(session, sourceId)
      return job(
        'source.measure',
        session,
        async (running) => {
          await measureSource(session, source, running)
          return { entries: source.entries }
        },
        () => changed(session, 'sources'),
      )
    },
    'source.facts': async ({ engagementId, sourceId }) => {
      const session = sessions.get(engagementId)
      return { facts: readSourceFacts(session.store, sourceOf(session, sourceId).sourceId) }
    },
    'source.setFacts': ({ engagementId, sourceId, changes }) => {
      const session = sessions.get(engagementId)
      const source = sourceOf(session, sourceId)
      return job(
        'source.setFacts',
        session,
        (running) => setSourceFacts(ports, session, source, changes, running),
        () => changed(session, 'sources'),
      )
    },
    'source.comparable': async ({ engagementId, sourceId }) => {
      const session = sessions.get(engagementId)
      return { sources: comparable(session.store, sourceOf(session, sourceId)) }
    },
    'source.compare': ({ engagementId, leftId, rightId }) => {
      const session = sessions.get(engagementId)
      const left = sourceOf(session, leftId)
      const right = sourceOf(session, rightId)
      return job(
        'source.compare',
        session,
        (running) => compareSources(ports, session, left, right, running),
        () => changed(session, 'sources'),
      )
    },
    'source.comparisonReport': async ({ engagementId, comparisonId, out, force }) => {
      const session = sessions.get(engagementId)
      const { writeComparisonReport } = await import('./package/comparison-report.ts')
      return writeComparisonReport(ports, session, comparisonId, { out, force: force ?? false })
    },
    'source.comparisons': async ({ engagementId, sourceId }) => {
      const session = sessions.get(engagementId)
      return {
        comparisons: listComparisons(session.store, sourceOf(session, sourceId).sourceId, shownComparisons),
      }
    },
  }
}
