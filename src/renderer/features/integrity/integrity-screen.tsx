/** Integrity: run checks and read their results, find the recipe of a chain, and what anchors are compared with. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import { useEffect, useState } from 'react'
import { checkKinds, type CheckRun } from '../../../shared/model/check-run.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useSourceName, useSources } from '../../lib/source-names.ts'
import { useText } from '../../lib/text.tsx'
import { useJob } from '../../lib/use-job.ts'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Checkbox, SelectField } from '../../ui/fields.tsx'
import { Muted, Page, Section, Stack, Toolbar } from '../../ui/layout.tsx'
import { Empty } from '../../ui/states.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { AnchorMaterial } from './anchor-material.tsx'
import { DoctorPanel } from './doctor-panel.tsx'
import { FurtherChecks } from './further-checks.tsx'
import { MerkleForm } from './merkle-form.tsx'
import styles from './integrity.module.css'
import { CheckJobState, RunResult, RunTable, SkippedChecks } from './run-table.tsx'
import { RunHistory } from './run-history.tsx'
import { TrustWindowPanel } from './trust-window-panel.tsx'

const jobNames = {
  all: 'all.verify',
  chain: 'chain.verify',
  merkle: 'merkle.verify',
  anchors: 'anchors.verify',
} as const
type Target = keyof typeof jobNames

const repeatedByKind = [...checkKinds, 'continuity', 'sequence', 'ids'] as const

const parts = ['checks', 'doctor', 'anchors', 'window'] as const

export function IntegrityScreen() {
  const text = useText()
  const navigate = useNavigate()
  const { engagementId, fileName } = useEngagement()
  const search: { source?: unknown; kind?: unknown; run?: unknown; tab?: unknown } = useSearch({ strict: false })
  const sources = useSources()
  const sourceName = useSourceName()
  const runs = useApiQuery('run.list', { engagementId, limit: 50 })
  const [secondOpinion, setSecondOpinion] = useState(false)
  const sourceId = search.source === undefined ? null : Number(search.source)
  const kind = checkKinds.find((candidate) => candidate === search.kind) ?? null
  const part = parts.find((candidate) => candidate === search.tab) ?? 'checks'

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

  /** Keeps the chosen source; what was chosen among its runs belongs to the checks. */
  const open = (tab: (typeof parts)[number], source: number | null = sourceId) =>
    void navigate({
      to: '/integrity',
      search: { ...(source === null ? {} : { source }), ...(tab === 'checks' ? {} : { tab }) },
    })
  const scope = { engagementId, ...(sourceId === null ? {} : { sourceId }) }
  const reset = () => {
    for (const job of Object.values(jobs)) job.reset()
  }
  /** The newest run is shown when it ends, so nothing older stays chosen. */
  const begin = () => {
    reset()
    open('checks')
  }
  const start = (target: Target) => {
    begin()
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

  const list = sources.data?.sources ?? []

  const checks = (
    <Stack>
      <Section title={text.t('integrity.run')}>
        <Toolbar label={text.t('integrity.run')}>
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
            begin()
            if (target === 'seals') seals.start({ ...scope, keyFiles, keyEncoding: 'raw', digests: [], manifests: [] })
            else jobs[target].start(scope)
          }}
          onCloudTrail={(choice) => {
            reset()
            // Its run belongs to no source.
            open('checks', null)
            cloudtrail.start({ engagementId, ...choice, relocated: [], relocatedTo: [] })
          }}
        />
        <Disclosure summary={text.t('merkleForm.title')}>
          <MerkleForm
            sourceId={sourceId ?? (list.length === 1 ? (list[0]?.sourceId ?? null) : null)}
            busy={busy}
            onVerify={(chosen, choice) => {
              begin()
              merkle.start({ engagementId, sourceId: chosen, choice, ...(secondOpinion ? { secondOpinion } : {}) })
            }}
          />
        </Disclosure>
        {Object.entries(jobs).map(([name, job]) => (
          <CheckJobState key={name} state={job.state} onCancel={job.cancel} />
        ))}
        {all.state.kind === 'done' ? <SkippedChecks skipped={all.state.result.skipped ?? []} /> : null}
      </Section>
      <QueryView query={runs}>
        {({ runs: kept }) => {
          const matching = kept.filter(
            (run) => (sourceId === null || run.sourceId === sourceId) && (kind === null || run.kind === kind),
          )
          if (kept.length === 0) return <Empty title={text.t('integrity.empty')}>{text.t('integrity.emptyHint')}</Empty>
          const selected = matching.find((run) => run.runId === Number(search.run)) ?? matching[0]
          const command = selected === undefined ? null : commandOf(selected, fileName)
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
    </Stack>
  )
  return (
    <Page title={text.t('nav.integrity')} lead={text.t('integrity.lead')}>
      <Toolbar label={text.t('common.source')}>
        <SelectField
          label={text.t('common.source')}
          value={sourceId === null ? '' : String(sourceId)}
          options={[
            { value: '', label: text.t('common.allSources') },
            ...list.map((source) => ({ value: String(source.sourceId), label: source.name })),
          ]}
          onChange={(value) => open(part, value === '' ? null : Number(value))}
        />
      </Toolbar>
      <Tabs
        label={text.t('nav.integrity')}
        selected={part}
        onSelect={(tab) => open(parts.find((candidate) => candidate === tab) ?? 'checks')}
        items={[
          { id: 'checks', label: text.t('integrity.tab.checks'), content: checks },
          {
            id: 'doctor',
            label: text.t('integrity.tab.doctor'),
            content: (
              <DoctorPanel
                sourceId={sourceId ?? (list.length === 1 ? (list[0]?.sourceId ?? null) : null)}
                busy={busy}
                onVerify={(chosen, recipe) => {
                  begin()
                  chain.start({ engagementId, sourceId: chosen, recipe, ...(secondOpinion ? { secondOpinion } : {}) })
                }}
              />
            ),
          },
          {
            id: 'anchors',
            label: text.t('integrity.tab.anchors'),
            content: <AnchorMaterial sourceId={sourceId} />,
          },
          {
            id: 'window',
            label: text.t('integrity.tab.window'),
            content: <TrustWindowPanel sourceId={sourceId} />,
          },
        ]}
      />
    </Page>
  )
}

/** A plain check is repeated by its kind; one that was given files, a recipe or bounds is repeated as the run that it was. */
function commandOf(run: CheckRun, fileName: string): string {
  const kind = repeatedByKind.find((candidate) => candidate === run.kind)
  const given = run.parameters['given'] === true
  return kind === undefined || given
    ? cliLines.rerun(fileName, run.runId)
    : cliLines.verify(kind, fileName, run.sourceId)
}
