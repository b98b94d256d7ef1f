/** The list of check runs, and the result of the one that was chosen. */
import type { CheckRun, RunKind } from '../../../shared/model/check-run.ts'
import type { SkippedCheck } from '../../../shared/model/skipped-check.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
import { durationText, utcText } from '../../lib/format.ts'
import { JobStateView } from '../../lib/job-panel.tsx'
import { QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import type { JobState } from '../../lib/use-job.ts'
import { VerdictChip } from '../../lib/verdict-chip.tsx'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Bullets, Muted, Notice } from '../../ui/layout.tsx'
import { CheckResultView } from './check-result-view.tsx'

interface RunTableProps {
  readonly runs: readonly CheckRun[]
  readonly selected: CheckRun | undefined
  readonly sourceName: (sourceId: number) => string
  readonly onSelect: (run: CheckRun) => void
}

export function RunTable({ runs, selected, sourceName, onSelect }: RunTableProps) {
  const text = useText()
  const label = (kind: RunKind) => text.t(`integrity.kind.${kind}`)
  return (
    <DataTable
      caption={text.t('integrity.runs')}
      rows={runs}
      rowKey={(run) => String(run.runId)}
      isCurrent={(run) => run.runId === selected?.runId}
      columns={[
        {
          id: 'run',
          label: text.t('integrity.runNumber'),
          cell: (run) => (
            <Button
              kind="quiet"
              onPress={() => onSelect(run)}
              pressed={run.runId === selected?.runId}
              label={text.t('integrity.showRun', { run: String(run.runId) })}
            >
              {text.t('integrity.runLabel', { run: String(run.runId) })}
            </Button>
          ),
        },
        { id: 'time', label: text.t('common.time'), mono: true, cell: (run) => utcText(run.startedAtMicros) },
        { id: 'kind', label: text.t('common.check'), cell: (run) => label(run.kind) },
        {
          id: 'source',
          label: text.t('common.source'),
          cell: (run) => (run.sourceId === 0 ? text.t('integrity.givenFiles') : sourceName(run.sourceId)),
        },
        {
          id: 'took',
          label: text.t('integrity.took'),
          align: 'end',
          cell: (run) =>
            run.finishedAtMicros === null ? '–' : tookText((run.finishedAtMicros - run.startedAtMicros) / 1e6),
        },
        {
          id: 'verdict',
          label: text.t('common.verdict'),
          cell: (run) =>
            run.state === 'finished' && run.overall !== null ? (
              <VerdictChip verdict={run.overall} quiet />
            ) : (
              text.t(`integrity.state.${run.state}`)
            ),
        },
      ]}
    />
  )
}

export function RunResult({ runId }: { readonly runId: number }) {
  const text = useText()
  const { engagementId } = useEngagement()
  const query = useApiQuery('run.result', { engagementId, runId })
  return (
    <QueryView query={query}>
      {({ run, result }) =>
        result === null ? (
          <Muted>{text.t(`integrity.state.${run.state}`)}</Muted>
        ) : (
          <CheckResultView result={result} runId={runId} />
        )
      }
    </QueryView>
  )
}

/** A check that took less than half a second took some time all the same. */
function tookText(seconds: number): string {
  return seconds < 0.5 ? '< 1 s' : durationText(seconds)
}

/** What a check that runs shows. That it has nothing to look at is an answer and no failure. */
export function CheckJobState<R>({ state, onCancel }: { readonly state: JobState<R>; readonly onCancel: () => void }) {
  const text = useText()
  if (state.kind !== 'failed' || state.error.code !== 'profile-unsuitable')
    return <JobStateView state={state} onCancel={onCancel} />
  return (
    <div role="status">
      <Notice loud title={text.t('integrity.nothing')}>
        {state.error.message}
      </Notice>
    </div>
  )
}

/** Checks that a run of all left out, each with the reason. */
export function SkippedChecks({ skipped }: { readonly skipped: readonly SkippedCheck[] }) {
  const text = useText()
  if (skipped.length === 0) return null
  return (
    <Notice title={text.t('integrity.skipped')}>
      <Bullets
        items={skipped.map(({ kind, sourceName, reason }) =>
          text.t('skipped.line', {
            kind: text.t(`integrity.kind.${kind}`),
            source: sourceName,
            reason: text.t(`skipped.${reason}`),
          }),
        )}
      />
    </Notice>
  )
}
