/** Step 4: what will be stored and where, then the import itself, with the receipt of each source as it closes. */
import { Link } from '@tanstack/react-router'
import { FileInput } from 'lucide-react'
import type { ImportPreview } from '../../../shared/ipc/payloads.ts'
import { useApi } from '../../lib/api-context.tsx'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { sizeText } from '../../lib/format.ts'
import { JobProgressView } from '../../lib/job-panel.tsx'
import { cancelJob, useJobs } from '../../lib/jobs.ts'
import { ErrorView } from '../../lib/query-view.tsx'
import { hasNotes, ReceiptNotes } from '../../lib/receipt-notes.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { errorText } from '../../../shared/text/finding-text.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Muted, Notice, Section, Stack, Toolbar } from '../../ui/layout.tsx'
import { importAll, importOne, isZone, resetWizard, useWizardSources, type WizardSource } from './import-store.ts'
import { SensitivePanel } from './sensitive-panel.tsx'
import { sourceName } from './source-name.ts'
import { usePreview } from './use-preview.ts'

export function ReviewStep() {
  const text = useText()
  const api = useApi()
  const { engagementId, fileName, readOnly } = useEngagement()
  const sources = useWizardSources()
  const jobs = useJobs((state) => state.jobs)
  const running = sources.some((source) => source.outcome.kind === 'running')
  const waiting = sources.filter((source) => source.outcome.kind !== 'done' && source.outcome.kind !== 'running')
  // What has a decision to be made has its own button.
  const ready = waiting.filter((source) => !isUndecided(source))
  const job = Object.values(jobs).find((candidate) => candidate.name === 'source.import' && candidate.outcome === null)
  const allDone = sources.length > 0 && waiting.length === 0 && !running
  return (
    <Stack>
      <Section title={text.t('import.step.review')} note={text.t('import.reviewHint')}>
        <ReviewTable sources={sources} />
      </Section>
      {job !== undefined && running ? (
        <JobProgressView job={job} onCancel={() => void cancelJob(api, job.jobId)} />
      ) : null}
      {sources.map((source) => (
        <SourceOutcome
          key={source.handle}
          source={source}
          disabled={running || readOnly}
          onImport={() => void importOne(api, engagementId, source.handle)}
        />
      ))}
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
      ) : ready.length === 0 && !running ? null : (
        <Toolbar>
          <Button
            kind="primary"
            icon={FileInput}
            disabled={running || ready.length === 0 || readOnly}
            onPress={() => void importAll(api, engagementId)}
          >
            {text.t('import.start', { count: ready.length })}
          </Button>
          {readOnly ? <Muted>{text.t('error.engagement-read-only')}</Muted> : null}
        </Toolbar>
      )}
      {sources.map((source) => (
        <CliCommand key={source.handle} command={commandOf(fileName, source)} />
      ))}
    </Stack>
  )
}

/** Card data was found and nobody has said yet what to do with it. */
function isUndecided({ outcome }: WizardSource): boolean {
  return outcome.kind === 'failed' && outcome.error.code === 'sensitive-data-found'
}

/** A mapping that was not saved has no name on the command line: the line then names the profile it would be saved as. */
function commandOf(engagement: string, source: WizardSource): string {
  return cliLines.import(engagement, [source.name, ...source.more.map(({ name }) => name)], {
    format: source.format,
    profile: source.profile === null ? source.profileId : `${source.profile.id}.json`,
    zone: source.zone.trim() === '' || !isZone(source.zone) ? null : source.zone.trim(),
    unit: source.unit,
    pan: source.sensitive,
  })
}

function ReviewTable({ sources }: { readonly sources: readonly WizardSource[] }) {
  const text = useText()
  return (
    <DataTable
      caption={text.t('import.step.review')}
      rows={sources}
      rowKey={(source) => source.handle}
      columns={[
        { id: 'name', label: text.t('common.file'), wrap: true, cell: (source) => sourceName(text, source) },
        {
          id: 'format',
          label: text.t('sources.format'),
          wrap: true,
          cell: (source) => (
            <PreviewCell source={source} chosen={source.format !== null} name={(preview) => preview.formatName} />
          ),
        },
        {
          id: 'profile',
          label: text.t('sources.profile'),
          wrap: true,
          cell: (source) => (
            <PreviewCell
              source={source}
              chosen={source.profile !== null || source.profileId !== null}
              name={(preview) => preview.profile.name}
            />
          ),
        },
        { id: 'space', label: text.t('import.space'), cell: (source) => <SpaceCell source={source} /> },
        { id: 'state', label: text.t('common.result'), wrap: true, cell: (source) => <OutcomeCell source={source} /> },
      ]}
    />
  )
}

/** What the preview came to, and whether somebody chose it. */
function PreviewCell({
  source,
  chosen,
  name,
}: {
  readonly source: WizardSource
  readonly chosen: boolean
  readonly name: (preview: ImportPreview) => string
}) {
  const text = useText()
  const { data } = usePreview(source)
  if (data === undefined) return <Muted>–</Muted>
  return (
    <>
      {name(data)} {chosen ? null : <Muted>{text.t('import.asDetected')}</Muted>}
    </>
  )
}

function SpaceCell({ source }: { readonly source: WizardSource }) {
  const text = useText()
  const { data } = usePreview(source)
  if (data === undefined) return <Muted>–</Muted>
  const { needed, free } = data.space
  return free === null
    ? text.t('import.spaceText', { needed: sizeText(needed) })
    : text.t('import.spaceFree', { needed: sizeText(needed), free: sizeText(free) })
}

/** What needs more room than a cell: a decision, a failure, too little space, the notes of a receipt. */
function SourceOutcome({
  source,
  disabled,
  onImport,
}: {
  readonly source: WizardSource
  readonly disabled: boolean
  readonly onImport: () => void
}) {
  const text = useText()
  const { data } = usePreview(source)
  const { outcome } = source
  if (outcome.kind === 'failed')
    return isUndecided(source) ? (
      <SensitivePanel source={source} error={outcome.error} disabled={disabled} onImport={onImport} />
    ) : (
      <ErrorView error={outcome.error} />
    )
  if (outcome.kind === 'done') {
    const { receipt } = outcome.summary
    if (!hasNotes(receipt)) return null
    return (
      <Section title={sourceName(text, source)}>
        <ReceiptNotes receipt={receipt} />
      </Section>
    )
  }
  if (data === undefined || data.space.free === null || data.space.needed <= data.space.free) return null
  return (
    <Notice loud title={text.t('import.spaceShort')}>
      {text.t('import.spaceShortHint', { needed: sizeText(data.space.needed), free: sizeText(data.space.free) })}
    </Notice>
  )
}

function OutcomeCell({ source }: { readonly source: WizardSource }) {
  const text = useText()
  const { outcome } = source
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
