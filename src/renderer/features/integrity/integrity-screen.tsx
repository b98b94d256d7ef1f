/** Integrity: run checks, list of runs, and the result of one run with what it does not prove. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import { useEffect, useState } from 'react'
import { checkKinds, type CheckRun, type RunKind } from '../../../shared/model/check-run.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { durationText, utcText } from '../../lib/format.ts'
import { JobStateView } from '../../lib/job-panel.tsx'
import { QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useSourceName, useSources } from '../../lib/source-names.ts'
import { useText } from '../../lib/text.tsx'
import { useJob } from '../../lib/use-job.ts'
import { VerdictChip } from '../../lib/verdict-chip.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox, SelectField } from '../../ui/fields.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Muted, Page, Section, Stack, Toolbar } from '../../ui/layout.tsx'
import { Empty } from '../../ui/states.tsx'
import { AnchorMaterial } from './anchor-material.tsx'
import { CheckResultView } from './check-result-view.tsx'
import { DoctorPanel } from './doctor-panel.tsx'
import { FurtherChecks } from './further-checks.tsx'
import styles from './integrity.module.css'
import { RunHistory } from './run-history.tsx'

const jobNames = {
  all: 'all.verify',
  chain: 'chain.verify',
  merkle: 'merkle.verify',
  anchors: 'anchors.verify',
} as const
type Target = keyof typeof jobNames

export function IntegrityScreen() {
  const text = useText()
  const navigate = useNavigate()
  const { engagementId, fileName } = useEngagement()
  const search: { source?: unknown; kind?: unknown; run?: unknown } = useSearch({ strict: false })
  const sources = useSources()
  const sourceName = useSourceName()
  const runs = useApiQuery('run.list', { engagementId, limit: 50 })
  const [secondOpinion, setSecondOpinion] = useState(false)
  const sourceId = search.source === undefined ? null : Number(search.source)
  const kind = checkKinds.find((candidate) => candidate === search.kind) ?? null

  const all = useJob('all.verify', 'verify.all')
  const chain = useJob('chain.verify', 'verify.chain')
  const merkle = useJob('merkle.verify', 'verify.merkle')
  const anchors = useJob('anchors.verify', 'verify.anchors')
  const continuity = useJob('continuity.verify', 'verify.continuity')
  const sequence = useJob('sequence.verify', 'verify.sequence')
  const ids = useJob('ids.verify', 'verify.ids')
  const seals = useJob('seals.verify', 'verify.seals')
  const cloudtrail = useJob('cloudtrail.verify', 'verify.cloudtrail')
  const jobs = { all, chain, merkle, anchors, continuity, sequence, ids, seals, cloudtrail }
  const busy = Object.values(jobs).some((job) => job.busy)

  const scope = { engagementId, ...(sourceId === null ? {} : { sourceId }) }
  const reset = () => {
    for (const job of Object.values(jobs)) job.reset()
  }
  const start = (target: Target) => {
    reset()
    if (target === 'chain') chain.start({ ...scope, ...(secondOpinion ? { secondOpinion } : {}) })
    else if (target === 'merkle') merkle.start({ ...scope, ...(secondOpinion ? { secondOpinion } : {}) })
    else jobs[target].start(scope)
  }
  // A finished run makes new rows; the query hears of it through the event too, but the result must not wait for it.
  const finished = Object.values(jobs).find((job) => job.state.kind === 'done')?.state
  const { refetch } = runs
  useEffect(() => {
    if (finished !== undefined) void refetch()
  }, [finished, refetch])

  return (
    <Page title={text.t('nav.integrity')} lead={text.t('integrity.lead')}>
      <Section title={text.t('integrity.run')}>
        <Toolbar label={text.t('integrity.run')}>
          <SelectField
            label={text.t('common.source')}
            value={sourceId === null ? '' : String(sourceId)}
            options={[
              { value: '', label: text.t('common.allSources') },
              ...(sources.data?.sources ?? []).map((source) => ({
                value: String(source.sourceId),
                label: source.name,
              })),
            ]}
            onChange={(value) =>
              void navigate({ to: '/integrity', search: value === '' ? {} : { source: Number(value) } })
            }
          />
          <Button kind="primary" icon={Play} disabled={busy} onPress={() => start('all')}>
            {text.t('integrity.runAll')}
          </Button>
          {checkKinds.map((target) => (
            <Button key={target} disabled={busy} onPress={() => start(target)}>
              {text.t(`integrity.runKind.${target}`)}
            </Button>
          ))}
          <Checkbox selected={secondOpinion} onChange={setSecondOpinion}>
            {text.t('integrity.secondOpinion')}
          </Checkbox>
        </Toolbar>
        <FurtherChecks
          busy={busy}
          onStart={(target, keyFiles) => {
            reset()
            if (target === 'seals') seals.start({ ...scope, keyFiles, keyEncoding: 'raw', digests: [], manifests: [] })
            else jobs[target].start(scope)
          }}
          onCloudTrail={(choice) => {
            reset()
            cloudtrail.start({ engagementId, ...choice, relocated: [], relocatedTo: [] })
          }}
        />
        {Object.entries(jobs).map(([name, job]) => (
          <JobStateView key={name} state={job.state} onCancel={job.cancel} />
        ))}
      </Section>
      <QueryView query={runs}>
        {({ runs: list }) => {
          const matching = list.filter(
            (run) => (sourceId === null || run.sourceId === sourceId) && (kind === null || run.kind === kind),
          )
          if (list.length === 0) return <Empty title={text.t('integrity.empty')}>{text.t('integrity.emptyHint')}</Empty>
          const selected = matching.find((run) => run.runId === Number(search.run)) ?? matching[0]
          // A run over files that were given to it cannot be repeated from its kind alone.
          const checked = checkKinds.find((candidate) => candidate === selected?.kind)
          const command =
            selected === undefined || checked === undefined
              ? null
              : cliLines.verify(checked, fileName, selected.sourceId)
          return (
            <Stack>
              <Section
                title={text.t('integrity.runs')}
                note={kind === null ? undefined : text.t(`integrity.kind.${kind}`)}
              >
                <div className={styles['runs']}>
                  <RunTable
                    runs={matching}
                    selected={selected}
                    sourceName={sourceName}
                    onSelect={(run) =>
                      void navigate({
                        to: '/integrity',
                        search: {
                          ...(sourceId === null ? {} : { source: sourceId }),
                          ...(kind === null ? {} : { kind }),
                          run: run.runId,
                        },
                      })
                    }
                  />
                </div>
              </Section>
              {selected === undefined ? (
                <Muted>{text.t('integrity.noRun')}</Muted>
              ) : (
                <RunResult key={selected.runId} runId={selected.runId} />
              )}
              {selected === undefined ? null : (
                <RunHistory key={`history-${selected.runId}`} run={selected} busy={busy} />
              )}
              {selected === undefined || command === null ? null : <CliCommand command={command} />}
            </Stack>
          )
        }}
      </QueryView>
      <DoctorPanel
        sourceId={sourceId ?? (sources.data?.sources.length === 1 ? (sources.data.sources[0]?.sourceId ?? null) : null)}
        busy={busy}
        onVerify={(chosen, recipe) => {
          reset()
          chain.start({ engagementId, sourceId: chosen, recipe, ...(secondOpinion ? { secondOpinion } : {}) })
        }}
      />
      <AnchorMaterial sourceId={sourceId} />
    </Page>
  )
}

interface RunTableProps {
  readonly runs: readonly CheckRun[]
  readonly selected: CheckRun | undefined
  readonly sourceName: (sourceId: number) => string
  readonly onSelect: (run: CheckRun) => void
}

function RunTable({ runs, selected, sourceName, onSelect }: RunTableProps) {
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
        { id: 'source', label: text.t('common.source'), cell: (run) => sourceName(run.sourceId) },
        {
          id: 'took',
          label: text.t('integrity.took'),
          align: 'end',
          cell: (run) =>
            run.finishedAtMicros === null ? '–' : durationText((run.finishedAtMicros - run.startedAtMicros) / 1e6),
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

function RunResult({ runId }: { readonly runId: number }) {
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
