/** Step 4: what will be stored, then the import itself, with the receipt of each file as it closes. */
import { Link } from '@tanstack/react-router'
import { FileInput } from 'lucide-react'
import { useApi, useApiQuery } from '../../lib/api-context.tsx'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { JobProgressView } from '../../lib/job-panel.tsx'
import { cancelJob, useJobs } from '../../lib/jobs.ts'
import { ErrorView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { errorText } from '../../../shared/text/finding-text.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Muted, Notice, Section, Stack, Toolbar } from '../../ui/layout.tsx'
import { importAll, resetWizard, useWizard, type WizardFile } from './import-store.ts'

export function ReviewStep() {
  const text = useText()
  const api = useApi()
  const { engagementId, fileName, readOnly } = useEngagement()
  const files = useWizard((wizard) => wizard.files)
  const jobs = useJobs((state) => state.jobs)
  const known = useApiQuery('format.list', {}).data?.formats ?? []
  const formatName = (id: string): string => known.find((format) => format.id === id)?.title ?? id
  const running = files.some((file) => file.outcome.kind === 'running')
  const waiting = files.filter((file) => file.outcome.kind !== 'done' && file.outcome.kind !== 'running')
  const job = Object.values(jobs).find((candidate) => candidate.name === 'source.import' && candidate.outcome === null)
  const allDone = files.length > 0 && waiting.length === 0 && !running
  return (
    <Stack>
      <Section title={text.t('import.step.review')} note={text.t('import.reviewHint')}>
        <DataTable
          caption={text.t('import.step.review')}
          rows={files}
          rowKey={(file) => file.handle}
          columns={[
            { id: 'name', label: text.t('common.file'), cell: (file) => file.name },
            {
              id: 'format',
              label: text.t('sources.format'),
              cell: (file) => (file.format === null ? text.t('import.asDetected') : formatName(file.format)),
            },
            {
              id: 'profile',
              label: text.t('sources.profile'),
              cell: (file) => file.profileId ?? text.t('import.asDetected'),
            },
            { id: 'state', label: text.t('common.result'), wrap: true, cell: (file) => <OutcomeCell file={file} /> },
          ]}
        />
      </Section>
      {job !== undefined && running ? (
        <JobProgressView job={job} onCancel={() => void cancelJob(api, job.jobId)} />
      ) : null}
      {files.map((file) =>
        file.outcome.kind === 'failed' ? <ErrorView key={file.handle} error={file.outcome.error} /> : null,
      )}
      {allDone ? (
        <Notice title={text.t('import.done')}>
          <Toolbar>
            <Link to="/integrity">{text.t('import.toIntegrity')}</Link>
            <Link to="/sources">{text.t('import.toSources')}</Link>
            <Button kind="quiet" onPress={() => resetWizard(engagementId)}>
              {text.t('import.more')}
            </Button>
          </Toolbar>
        </Notice>
      ) : (
        <Toolbar>
          <Button
            kind="primary"
            icon={FileInput}
            disabled={running || waiting.length === 0 || readOnly}
            onPress={() => void importAll(api, engagementId)}
          >
            {text.t('import.start', { count: waiting.length })}
          </Button>
          {readOnly ? <Muted>{text.t('error.engagement-read-only')}</Muted> : null}
        </Toolbar>
      )}
      {files.map((file) => (
        <CliCommand key={file.handle} command={cliLines.import(fileName, file.name, file.format, file.profileId)} />
      ))}
    </Stack>
  )
}

function OutcomeCell({ file }: { readonly file: WizardFile }) {
  const text = useText()
  const { outcome } = file
  switch (outcome.kind) {
    case 'waiting':
      return <Muted>{text.t('import.waiting')}</Muted>
    case 'running':
      return text.t('import.running')
    case 'cancelled':
      return text.t('jobs.cancelled')
    case 'failed':
      return errorText(text, outcome.error.code)
    case 'done': {
      const { physical, accepted, rejected, blank } = outcome.summary.receipt
      return (
        <>
          {text.t('receipt.equation', { physical, accepted, rejected, blank })}{' '}
          {rejected === 0 ? null : (
            <Link to="/sources" search={{ source: outcome.summary.sourceId, tab: 'rejects' }}>
              {text.t('import.rejectLink', { count: rejected })}
            </Link>
          )}
        </>
      )
    }
  }
}
