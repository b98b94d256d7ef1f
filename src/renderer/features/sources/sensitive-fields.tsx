/** Card data, secrets and identity numbers of a source, counted by kind and field; never a value. */
import { ScanSearch } from 'lucide-react'
import { useApiQuery } from '../../lib/api-context.tsx'
import type { SensitiveFields } from '../../../shared/model/sensitive-fields.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { utcText } from '../../lib/format.ts'
import { JobStateView } from '../../lib/job-panel.tsx'
import { QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { useJob } from '../../lib/use-job.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Muted, Section, Stack } from '../../ui/layout.tsx'

/** Rows that are drawn; the command line prints all of them. */
const listed = 200

export function SensitiveFieldsView({ sourceId }: { readonly sourceId: number }) {
  const text = useText()
  const { engagementId, fileName, readOnly } = useEngagement()
  const query = useApiQuery('source.sensitive', { engagementId, sourceId })
  const job = useJob('source.countSensitive', `source.countSensitive.${sourceId}`)
  const done = job.state.kind === 'done' ? job.state.result : null
  return (
    <Section
      title={text.t('sensitiveFields.title')}
      actions={
        <Button icon={ScanSearch} disabled={readOnly || job.busy} onPress={() => job.start({ engagementId, sourceId })}>
          {text.t('sensitiveFields.count')}
        </Button>
      }
    >
      <Stack>
        <JobStateView state={job.state} onCancel={job.cancel} />
        {done === null ? (
          <QueryView query={query}>
            {({ counts }) =>
              counts === null ? (
                job.busy ? null : (
                  <Muted>{text.t('sensitiveFields.none')}</Muted>
                )
              ) : (
                <Counts counts={counts} />
              )
            }
          </QueryView>
        ) : (
          <Counts counts={done} />
        )}
        <CliCommand command={cliLines.sensitive(fileName, sourceId)} />
      </Stack>
    </Section>
  )
}

function Counts({ counts }: { readonly counts: SensitiveFields }) {
  const text = useText()
  const { fields, records, recordsWithHits, rejected, unlisted, countedAtMicros, iinTable } = counts
  return (
    <Stack tight>
      <p>
        {text.t('sensitiveFields.records', { n: recordsWithHits, m: records })}{' '}
        <Muted>{text.t('sensitiveFields.how', { at: utcText(countedAtMicros), rejected, table: iinTable })}</Muted>
      </p>
      {fields.length === 0 ? null : (
        <DataTable
          caption={text.t('sensitiveFields.title')}
          rows={fields.slice(0, listed)}
          rowKey={(row) => `${row.kind} ${row.rule} ${row.field}`}
          columns={[
            {
              id: 'kind',
              label: text.t('sensitiveFields.kind'),
              cell: (row) => text.t(`sensitiveFields.kinds.${row.kind}`),
            },
            { id: 'rule', label: text.t('sensitiveFields.rule'), mono: true, cell: (row) => row.rule },
            {
              id: 'field',
              label: text.t('inspector.field'),
              mono: true,
              wrap: true,
              cell: (row) => (row.field === '' ? text.t('sensitiveFields.wholeRecord') : row.field),
            },
            {
              id: 'likely',
              label: text.t('import.sensitive.likely'),
              align: 'end',
              cell: (row) => groupedNumber(row.likely),
            },
            {
              id: 'possible',
              label: text.t('import.sensitive.possible'),
              align: 'end',
              cell: (row) => groupedNumber(row.possible),
            },
            {
              id: 'first',
              label: text.t('sensitiveFields.first'),
              align: 'end',
              cell: (row) => groupedNumber(row.firstLine),
            },
          ]}
        />
      )}
      {fields.length > listed ? <Muted>{text.t('common.sampled', { n: listed, m: fields.length })}</Muted> : null}
      {unlisted === 0 ? null : <p>{text.t('sensitiveFields.unlisted', { n: unlisted })}</p>}
      <Muted>{text.t('sensitiveFields.limit')}</Muted>
    </Stack>
  )
}
