/** One sentence verdict, the matrix source by check, what is open and what was not looked at yet. */
import { Link } from '@tanstack/react-router'
import { FileInput, ShieldCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { checkKinds, type CheckKind } from '../../../shared/model/check-run.ts'
import type { FurtherCell, Overview } from '../../../shared/model/engagement.ts'
import { verdictSentence } from '../../../shared/text/verdict-text.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { Limits } from '../../lib/limits.tsx'
import { QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useSources } from '../../lib/source-names.ts'
import { useText } from '../../lib/text.tsx'
import { ScopeVerdict, VerdictChip } from '../../lib/verdict-chip.tsx'
import { DataTable, type DataColumn } from '../../ui/data-table.tsx'
import { Columns, Facts, Muted, Page, Section } from '../../ui/layout.tsx'
import { Empty } from '../../ui/states.tsx'
import styles from './overview.module.css'

type MatrixRow = Overview['matrix'][number]

export function OverviewScreen() {
  const text = useText()
  const engagement = useEngagement()
  const query = useApiQuery('engagement.overview', { engagementId: engagement.engagementId })
  return (
    <Page title={engagement.name} lead={text.t('common.periodText', engagement.period)}>
      <QueryView query={query}>
        {(overview) => (overview.matrix.length === 0 ? <NoSources /> : <OverviewBody overview={overview} />)}
      </QueryView>
    </Page>
  )
}

function NoSources() {
  const text = useText()
  return (
    <Empty
      title={text.t('overview.empty')}
      action={
        <Link to="/import" className={styles['action'] ?? ''}>
          <FileInput size={15} aria-hidden />
          {text.t('nav.import')}
        </Link>
      }
    >
      {text.t('overview.emptyHint')}
    </Empty>
  )
}

function OverviewBody({ overview }: { readonly overview: Overview }) {
  const text = useText()
  const engagement = useEngagement()
  const sources = useSources()
  const analysis = useApiQuery('analysis.result', { engagementId: engagement.engagementId })
  const further = [...overview.matrix.flatMap((row) => row.further ?? []), ...(overview.outside ?? [])]
  const cells = [
    ...overview.matrix.flatMap((row) => checkKinds.map((kind) => row[kind])).filter((cell) => cell !== null),
    ...further.filter((cell) => cell.applies),
  ]
  const anchored = overview.matrix.filter((row) => row.anchors !== null)
  const verified = cells.filter((cell) => cell.verdict === 'verified').length

  const columns: DataColumn<MatrixRow>[] = [
    {
      id: 'source',
      label: text.t('common.source'),
      cell: (row) => (
        <Link to="/sources" search={{ source: row.sourceId }}>
          {row.sourceName}
        </Link>
      ),
    },
    ...checkKinds.map((kind): DataColumn<MatrixRow> => ({
      id: kind,
      label: text.t(`integrity.kind.${kind}`),
      cell: (row) => <MatrixCell row={row} kind={kind} />,
    })),
    {
      id: 'further',
      label: text.t('furtherChecks.title'),
      wrap: 'words',
      cell: (row) => <FurtherCells sourceId={row.sourceId} cells={row.further ?? []} />,
    },
    {
      id: 'completeness',
      label: text.t('sources.completeness'),
      cell: (row) => {
        const rung = sources.data?.sources.find((source) => source.sourceId === row.sourceId)?.completeness
        return rung === undefined ? (
          '–'
        ) : (
          <Link to="/sources" search={{ source: row.sourceId }} title={text.t(`completeness.${rung}`)}>
            {rung}
          </Link>
        )
      },
    },
  ]
  const notLooked: ReactNode[] = []
  if (analysis.data?.result === null) notLooked.push(<Link to="/anomalies">{text.t('overview.notRun.analysis')}</Link>)
  if (cells.length === 0) notLooked.push(<Link to="/integrity">{text.t('overview.notRun.checks')}</Link>)
  for (const { sourceId, sourceName, chain } of overview.matrix) {
    const wasRun = sources.data?.sources.some((source) => source.sourceId === sourceId && source.verdict !== null)
    if (wasRun === true && chain !== null && chain.m > 0 && chain.n === 0)
      notLooked.push(
        <Link to="/integrity" search={{ source: sourceId, tab: 'doctor' }}>
          {text.t('overview.notRun.recipe', { source: sourceName })}
        </Link>,
      )
  }
  if (overview.rejected > 0)
    notLooked.push(<Link to="/sources">{text.t('overview.notRun.rejects', { count: overview.rejected })}</Link>)

  return (
    <>
      <div className={styles['verdict']}>
        <VerdictChip verdict={overview.verdict} large />
        <p className={styles['sentence']}>
          {verdictSentence(text, { kind: 'overall', verdict: overview.verdict, n: verified, m: cells.length })}
        </p>
      </div>
      <Section
        title={text.t('overview.matrix')}
        actions={
          <Link to="/integrity" className={styles['action'] ?? ''}>
            <ShieldCheck size={15} aria-hidden />
            {text.t('overview.toChecks')}
          </Link>
        }
      >
        <DataTable
          caption={text.t('overview.matrix')}
          columns={columns}
          rows={overview.matrix}
          rowKey={(row) => String(row.sourceId)}
        />
        {(overview.outside ?? []).map(({ kind, runId, sourceName, verdict, n, m }) => (
          <p key={runId}>
            <Link to="/integrity" search={{ run: runId }} className={styles['cell'] ?? ''}>
              {text.t(`integrity.kind.${kind}`)}: {sourceName} <ScopeVerdict verdict={verdict} n={n} m={m} />
            </Link>
          </p>
        ))}
      </Section>
      <Columns>
        <Section title={text.t('overview.facts')}>
          <Facts
            rows={[
              {
                label: text.t('overview.entries'),
                value: (
                  <Link to="/entries">
                    {text.t('overview.entriesIn', { n: overview.entries, count: overview.matrix.length })}
                  </Link>
                ),
              },
              {
                label: text.t('nav.findings'),
                value: <Link to="/findings">{text.t('overview.findings', { count: overview.findings })}</Link>,
              },
              {
                label: text.t('overview.rejected'),
                value: <Link to="/sources">{text.t('overview.records', { count: overview.rejected })}</Link>,
              },
              ...(anchored.length === 0
                ? []
                : [
                    {
                      label: text.t('integrity.tab.window'),
                      value: anchored.map(({ sourceId, sourceName }) => (
                        <div key={sourceId}>
                          <Link to="/integrity" search={{ source: sourceId, tab: 'window' }}>
                            {sourceName}
                          </Link>
                        </div>
                      )),
                    },
                  ]),
              {
                label: text.t('start.new.frameworks'),
                value:
                  engagement.frameworks.map((framework) => text.t(`template.${framework}`)).join(', ') ||
                  text.t('common.none'),
              },
              { label: text.t('common.file'), value: engagement.fileName, mono: true },
            ]}
          />
        </Section>
        <Section title={text.t('overview.notLooked')}>
          {notLooked.length === 0 ? (
            <Muted>{text.t('overview.allLooked')}</Muted>
          ) : (
            <ul className={styles['list']}>
              {notLooked.map((item, index) => (
                <li key={index}>{item}</li>
              ))}
            </ul>
          )}
        </Section>
      </Columns>
      <Limits kinds={['receipt', 'chain', 'anchors']} />
      <CliCommand command={cliLines.verify('all', engagement.fileName, null)} />
    </>
  )
}

/** Checks that were run beside those of the columns; one without anything to be about is left out. */
function FurtherCells({ sourceId, cells }: { readonly sourceId: number; readonly cells: readonly FurtherCell[] }) {
  const text = useText()
  const shown = cells.filter((cell) => cell.applies)
  if (shown.length === 0) return <span title={text.t('integrity.empty')}>–</span>
  return shown.map(({ kind, runId, verdict, n, m }) => (
    <div key={runId}>
      <Link to="/integrity" search={{ source: sourceId, run: runId }} className={styles['cell'] ?? ''}>
        {text.t(`integrity.kind.${kind}`)} <ScopeVerdict verdict={verdict} n={n} m={m} />
      </Link>
    </div>
  ))
}

function MatrixCell({ row, kind }: { readonly row: MatrixRow; readonly kind: CheckKind }) {
  const text = useText()
  const cell = row[kind]
  if (cell === null) return <span title={text.t('overview.doesNotApply')}>–</span>
  return (
    <Link to="/integrity" search={{ source: row.sourceId, kind }} className={styles['cell'] ?? ''}>
      <ScopeVerdict {...cell} />
    </Link>
  )
}
