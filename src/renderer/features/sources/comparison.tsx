/** Comparison of a source with another export of the same period: what can be compared, and what came out. */
import { GitCompare } from 'lucide-react'
import type { ChangedRow, ComparedRow, StoredComparison } from '../../../shared/model/comparison.ts'
import type { SourceSummary } from '../../../shared/model/source.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
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
import { Bullets, Notice, Section, Stack, Toolbar } from '../../ui/layout.tsx'

export function ComparisonTab({ source }: { readonly source: SourceSummary }) {
  const text = useText()
  const { engagementId } = useEngagement()
  const { sourceId } = source
  const comparable = useApiQuery('source.comparable', { engagementId, sourceId })
  const job = useJob('source.compare', `source.compare.${sourceId}`)
  return (
    <Stack>
      <QueryView query={comparable}>
        {({ sources }) =>
          sources.length === 0 ? (
            <Notice>{text.t('comparison.none')}</Notice>
          ) : (
            <Toolbar label={text.t('comparison.with')}>
              {sources.map((other) => (
                <Button
                  key={other.sourceId}
                  icon={GitCompare}
                  disabled={job.busy}
                  // The older export stands on the left, whichever is looked at.
                  onPress={() =>
                    job.start({
                      engagementId,
                      leftId: Math.min(sourceId, other.sourceId),
                      rightId: Math.max(sourceId, other.sourceId),
                    })
                  }
                >
                  {text.t('comparison.start', { id: String(other.sourceId), name: other.name })}
                </Button>
              ))}
            </Toolbar>
          )
        }
      </QueryView>
      <JobStateView state={job.state} onCancel={job.cancel} />
      {job.state.kind === 'done' ? (
        <ComparisonResult comparison={job.state.result} />
      ) : (
        <LastComparison sourceId={sourceId} />
      )}
    </Stack>
  )
}

function LastComparison({ sourceId }: { readonly sourceId: number }) {
  const { engagementId } = useEngagement()
  const query = useApiQuery('source.comparisons', { engagementId, sourceId })
  return (
    <QueryView query={query}>
      {({ comparisons: [last] }) => (last === undefined ? null : <ComparisonResult comparison={last} />)}
    </QueryView>
  )
}

function ComparisonResult({ comparison }: { readonly comparison: StoredComparison }) {
  const text = useText()
  const { fileName } = useEngagement()
  const { result, atMicros } = comparison
  const { listed } = result
  return (
    <Section title={text.t('comparison.title', { at: utcText(atMicros) })}>
      <Stack>
        <Bullets items={result.statement} />
        <ChangedRows rows={listed.changed} total={result.changed} />
        <Rows kind="removed" rows={listed.removed} total={result.removed} />
        <Rows kind="added" rows={listed.added} total={result.added} />
        <Rows kind="moved" rows={listed.moved} total={result.moved} />
        <CliCommand command={cliLines.compare(fileName, result.left.sourceId, result.right.sourceId)} />
      </Stack>
    </Section>
  )
}

function ChangedRows({ rows, total }: { readonly rows: readonly ChangedRow[]; readonly total: number }) {
  const text = useText()
  const cells = rows.flatMap((row) => row.fields.map((field) => ({ ...row, ...field, leftRow: row.left })))
  if (cells.length === 0) return null
  return (
    <DataTable
      caption={`${text.t('comparison.kind.changed')}: ${groupedNumber(total)}`}
      rows={cells}
      rowKey={(row) => `${row.leftRow.entryId} ${row.field}`}
      columns={[
        { id: 'line', label: text.t('comparison.line'), align: 'end', cell: (row) => groupedNumber(row.leftRow.line) },
        { id: 'key', label: text.t('comparison.matchedAs'), mono: true, cell: (row) => row.leftRow.key },
        { id: 'field', label: text.t('comparison.field'), cell: (row) => row.field },
        { id: 'left', label: text.t('comparison.first'), mono: true, cell: (row) => row.left },
        { id: 'right', label: text.t('comparison.second'), mono: true, cell: (row) => row.right },
      ]}
    />
  )
}

function Rows({
  kind,
  rows,
  total,
}: {
  readonly kind: 'removed' | 'added' | 'moved'
  readonly rows: readonly ComparedRow[]
  readonly total: number
}) {
  const text = useText()
  if (rows.length === 0) return null
  return (
    <DataTable
      caption={`${text.t(`comparison.kind.${kind}`)}: ${groupedNumber(total)}`}
      rows={rows}
      rowKey={(row) => String(row.entryId)}
      columns={[
        { id: 'line', label: text.t('comparison.line'), align: 'end', cell: (row) => groupedNumber(row.line) },
        { id: 'key', label: text.t('comparison.matchedAs'), mono: true, cell: (row) => row.key },
        { id: 'time', label: text.t('comparison.time'), mono: true, cell: (row) => row.occurredAt ?? '–' },
        {
          id: 'outside',
          label: text.t('comparison.outside'),
          cell: (row) => text.t(row.outside ? 'comparison.yes' : 'comparison.no'),
        },
      ]}
    />
  )
}
