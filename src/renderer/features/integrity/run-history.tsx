/** A check repeated: whether its result is the same byte for byte, its finished runs, when it is due, the schedule. */
import { CalendarClock, RotateCw, X } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { CheckRun } from '../../../shared/model/check-run.ts'
import { scheduleSchema, type CheckHistory, type Rerun, type ScheduleState } from '../../../shared/model/rerun.ts'
import { useApiCommand, useApiQuery } from '../../lib/api-context.tsx'
import { useFileChooser } from '../../lib/choose-files.ts'
import { utcText } from '../../lib/format.ts'
import { JobStateView } from '../../lib/job-panel.tsx'
import { ErrorView, QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { useJob } from '../../lib/use-job.ts'
import { VerdictChip } from '../../lib/verdict-chip.tsx'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Checkbox, TextField } from '../../ui/fields.tsx'
import { Muted, Notice, Section, Stack, Toolbar, ToolbarText } from '../../ui/layout.tsx'

/** Runs of one check that are listed, newest first, and differences of one repetition. */
const listedRuns = 20

export function RunHistory({ run, busy }: { readonly run: CheckRun; readonly busy: boolean }) {
  const text = useText()
  const { engagementId } = useEngagement()
  const history = useApiQuery('run.history', { engagementId })
  return (
    <Section title={text.t('history.title')}>
      <Stack>
        <QueryView query={history}>
          {({ checks }) => {
            const check = checks.find((one) => one.kind === run.kind && one.sourceId === run.sourceId)
            return check === undefined ? (
              <Muted>{text.t('rerun.none')}</Muted>
            ) : (
              <OneCheck run={run} check={check} busy={busy} />
            )
          }}
        </QueryView>
        <ScheduleView busy={busy} />
      </Stack>
    </Section>
  )
}

function OneCheck({
  run,
  check,
  busy,
}: {
  readonly run: CheckRun
  readonly check: CheckHistory
  readonly busy: boolean
}) {
  const text = useText()
  const { engagementId, readOnly } = useEngagement()
  const job = useJob('run.repeat', `run.repeat.${run.runId}`)
  const chooser = useFileChooser()
  const withKeys = async () => {
    const files = await chooser.open('key', true)
    if (files.length > 0) job.start({ engagementId, runId: run.runId, keyFiles: files.map((file) => file.handle) })
  }
  const needsKey = check.notRepeatable === 'key'
  return (
    <Stack>
      <Toolbar>
        {check.notRepeatable === null || needsKey ? (
          <Button
            icon={RotateCw}
            disabled={readOnly || busy || job.busy}
            onPress={() => (needsKey ? void withKeys() : job.start({ engagementId, runId: run.runId }))}
          >
            {text.t(needsKey ? 'history.repeatKeys' : 'history.repeat', { run: String(run.runId) })}
          </Button>
        ) : (
          <Muted>
            {text.t('rerun.notRepeatable', { run: String(run.runId), why: text.t(`rerun.why.${check.notRepeatable}`) })}
          </Muted>
        )}
        <ToolbarText>
          {text.t('history.due')}: {check.dueMicros === null ? text.t('history.dueNone') : utcText(check.dueMicros)}
        </ToolbarText>
      </Toolbar>
      {chooser.error === null ? null : <ErrorView error={chooser.error} />}
      <JobStateView state={job.state} onCancel={job.cancel} />
      {job.state.kind === 'done' ? <RerunView rerun={job.state.result} /> : null}
      <DataTable
        caption={text.t('history.runs')}
        rows={check.runs.toReversed().slice(0, listedRuns)}
        rowKey={(entry) => String(entry.run.runId)}
        isExceptional={(entry) => entry.change === 'verdict'}
        columns={[
          {
            id: 'run',
            label: text.t('integrity.runNumber'),
            cell: (entry) => text.t('integrity.runLabel', { run: String(entry.run.runId) }),
          },
          { id: 'time', label: text.t('common.time'), mono: true, cell: (entry) => utcText(entry.run.startedAtMicros) },
          {
            id: 'verdict',
            label: text.t('common.verdict'),
            cell: (entry) => (entry.run.overall === null ? '–' : <VerdictChip verdict={entry.run.overall} quiet />),
          },
          {
            id: 'change',
            label: text.t('history.change'),
            wrap: 'words',
            cell: (entry) =>
              [
                text.t(`rerun.change.${entry.change}`),
                entry.change === 'first' || entry.sameParameters ? '' : text.t('rerun.otherParameters'),
                entry.change === 'first' || entry.sameVersion
                  ? ''
                  : text.t('rerun.otherVersion', { version: entry.run.toolVersion }),
              ]
                .filter((part) => part !== '')
                .join('; '),
          },
        ]}
      />
    </Stack>
  )
}

function RerunView({ rerun }: { readonly rerun: Rerun }) {
  const text = useText()
  const { before, outcome, differences, differenceCount } = rerun
  const run = String(before.runId)
  return (
    <Stack tight>
      <Notice loud={outcome === 'changed'}>
        {outcome === 'unchanged'
          ? text.t('rerun.unchanged', { run })
          : text.t('rerun.changed', { run, count: differenceCount })}{' '}
        {rerun.breaksChanged ? text.t('rerun.breaks', { run }) : null}
      </Notice>
      {differences.length === 0 ? null : (
        <DataTable
          caption={text.t('history.changed')}
          rows={differences.slice(0, listedRuns)}
          rowKey={(difference) => difference.path}
          columns={[
            { id: 'path', label: text.t('history.path'), mono: true, cell: (difference) => difference.path },
            {
              id: 'before',
              label: text.t('history.before'),
              mono: true,
              wrap: true,
              cell: (difference) => difference.before,
            },
            {
              id: 'after',
              label: text.t('history.after'),
              mono: true,
              wrap: true,
              cell: (difference) => difference.after,
            },
          ]}
        />
      )}
    </Stack>
  )
}

function ScheduleView({ busy }: { readonly busy: boolean }) {
  const { engagementId } = useEngagement()
  const query = useApiQuery('schedule.show', { engagementId })
  return (
    <QueryView query={query}>
      {(state) => <ScheduleForm key={JSON.stringify(state.schedule)} state={state} busy={busy} />}
    </QueryView>
  )
}

function ScheduleForm({ state, busy }: { readonly state: ScheduleState; readonly busy: boolean }) {
  const text = useText()
  const client = useQueryClient()
  const { engagementId, readOnly } = useEngagement()
  const set = useApiCommand('schedule.set')
  const due = useJob('run.repeatDue')
  const [days, setDays] = useState(String(state.schedule?.everyDays ?? 7))
  const [onOpen, setOnOpen] = useState(state.schedule?.onOpen ?? true)
  const [tried, setTried] = useState(false)
  const everyDays = scheduleSchema.shape.everyDays.safeParse(/^\d+$/.test(days.trim()) ? Number(days) : null)
  const refresh = () => {
    void client.invalidateQueries({ queryKey: ['schedule.show'] })
    void client.invalidateQueries({ queryKey: ['run.history'] })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (everyDays.success)
      set.mutate({ engagementId, schedule: { everyDays: everyDays.data, onOpen } }, { onSuccess: refresh })
  }
  return (
    <Stack tight>
      <form onSubmit={submit} noValidate aria-label={text.t('history.schedule')}>
        <Toolbar>
          <TextField
            label={text.t('history.everyDays')}
            value={days}
            onChange={setDays}
            width="short"
            {...(tried && !everyDays.success ? { error: text.t('history.everyForm') } : {})}
          />
          <Checkbox selected={onOpen} onChange={setOnOpen}>
            {text.t('history.onOpen')}
          </Checkbox>
          <Button submit icon={CalendarClock} disabled={readOnly || set.isPending}>
            {text.t('history.set')}
          </Button>
          {state.schedule === null ? null : (
            <Button
              kind="quiet"
              icon={X}
              disabled={readOnly || set.isPending}
              onPress={() => set.mutate({ engagementId, schedule: null }, { onSuccess: refresh })}
            >
              {text.t('history.remove')}
            </Button>
          )}
        </Toolbar>
      </form>
      {set.isError ? <ErrorView error={set.error} /> : null}
      <Muted>
        {state.schedule === null
          ? text.t('rerun.noSchedule')
          : state.nextMicros === null
            ? text.t('schedule.never')
            : `${text.t('schedule.every', { count: state.schedule.everyDays })}, ${text.t('schedule.next', { at: utcText(state.nextMicros) })}`}
      </Muted>
      {state.dueRuns.length === 0 ? null : (
        <div>
          <Button icon={RotateCw} disabled={readOnly || busy || due.busy} onPress={() => due.start({ engagementId })}>
            {text.t('history.repeatDue', { count: state.dueRuns.length })}
          </Button>
        </div>
      )}
      <JobStateView state={due.state} onCancel={due.cancel} />
      {due.state.kind === 'done' ? (
        <p>
          {text.t('history.repeated', {
            n: due.state.result.reruns.length,
            unchanged: due.state.result.reruns.filter((rerun) => rerun.outcome === 'unchanged').length,
            changed: due.state.result.reruns.filter((rerun) => rerun.outcome === 'changed').length,
            not: due.state.result.notRepeated.length,
          })}
        </p>
      ) : null}
    </Stack>
  )
}
