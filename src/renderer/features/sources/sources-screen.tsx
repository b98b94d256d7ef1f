/** Sources with their receipts: every byte accounted for, the IPE sheet, and the records that could not be read. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { FileInput } from 'lucide-react'
import type { SourceSummary } from '../../../shared/model/source.ts'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { HashShort } from '../../lib/hash-view.tsx'
import { utcDate } from '../../lib/format.ts'
import { QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useSources } from '../../lib/source-names.ts'
import { useText } from '../../lib/text.tsx'
import { VerdictChip } from '../../lib/verdict-chip.tsx'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Page, Section } from '../../ui/layout.tsx'
import { Empty } from '../../ui/states.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { ComparisonTab } from './comparison.tsx'
import { FactsTab } from './facts-tab.tsx'
import { IpeSheet } from './ipe-sheet.tsx'
import { MappingFacts } from './mapping-facts.tsx'
import { MemberList } from './member-list.tsx'
import { Receipt } from './receipt.tsx'
import { RejectList } from './reject-list.tsx'

export function SourcesScreen() {
  const text = useText()
  const navigate = useNavigate()
  const engagement = useEngagement()
  const search: { source?: unknown; tab?: unknown } = useSearch({ strict: false })
  const query = useSources()
  const toImport = (
    <Button icon={FileInput} kind="primary" onPress={() => void navigate({ to: '/import' })}>
      {text.t('nav.import')}
    </Button>
  )
  return (
    <Page title={text.t('nav.sources')} lead={text.t('sources.lead')} actions={toImport}>
      <QueryView query={query}>
        {({ sources }) => {
          if (sources.length === 0) return <Empty title={text.t('sources.empty')}>{text.t('sources.emptyHint')}</Empty>
          const selected = sources.find((source) => source.sourceId === Number(search.source)) ?? sources[0]
          return (
            <>
              <SourceTable sources={sources} selected={selected} />
              {selected === undefined ? null : (
                <SourceDetail
                  key={selected.sourceId}
                  source={selected}
                  tab={typeof search.tab === 'string' ? search.tab : 'receipt'}
                  onTab={(tab) => void navigate({ to: '/sources', search: { source: selected.sourceId, tab } })}
                />
              )}
              <CliCommand command={cliLines.sources(engagement.fileName)} />
            </>
          )
        }}
      </QueryView>
    </Page>
  )
}

function SourceTable({
  sources,
  selected,
}: {
  readonly sources: readonly SourceSummary[]
  readonly selected: SourceSummary | undefined
}) {
  const text = useText()
  return (
    <DataTable
      caption={text.t('nav.sources')}
      rows={sources}
      rowKey={(source) => String(source.sourceId)}
      isCurrent={(source) => source.sourceId === selected?.sourceId && sources.length > 1}
      columns={[
        { id: 'id', label: text.t('sources.number'), align: 'end', cell: (source) => source.sourceId },
        {
          id: 'name',
          label: text.t('common.name'),
          cell: (source) => (
            <Link to="/sources" search={{ source: source.sourceId }}>
              {source.name}
            </Link>
          ),
        },
        { id: 'format', label: text.t('sources.format'), cell: (source) => source.formatName },
        {
          id: 'records',
          label: text.t('sources.records'),
          align: 'end',
          cell: (source) => groupedNumber(source.receipt.accepted),
        },
        {
          id: 'rejected',
          label: text.t('sources.rejected'),
          align: 'end',
          cell: (source) => groupedNumber(source.receipt.rejected),
        },
        {
          id: 'period',
          label: text.t('common.period'),
          mono: true,
          cell: (source) =>
            source.firstMicros === null || source.lastMicros === null
              ? '–'
              : `${utcDate(source.firstMicros)} .. ${utcDate(source.lastMicros)}`,
        },
        { id: 'hash', label: text.t('sources.sha256'), cell: (source) => <HashShort value={source.receipt.sha256} /> },
        {
          id: 'verdict',
          label: text.t('common.verdict'),
          cell: (source) => <VerdictChip verdict={source.verdict ?? 'not-checked'} quiet />,
        },
        {
          id: 'rung',
          label: text.t('sources.completeness'),
          cell: (source) => <span title={text.t(`completeness.${source.completeness}`)}>{source.completeness}</span>,
        },
      ]}
    />
  )
}

function SourceDetail({
  source,
  tab,
  onTab,
}: {
  readonly source: SourceSummary
  readonly tab: string
  readonly onTab: (tab: string) => void
}) {
  const text = useText()
  const { receipt } = source
  return (
    <Section title={source.name} note={source.profileName}>
      <Tabs
        label={source.name}
        selected={
          ['receipt', 'members', 'mapping', 'ipe', 'compare', 'rejects', 'facts'].includes(tab) ? tab : 'receipt'
        }
        onSelect={onTab}
        items={[
          { id: 'receipt', label: text.t('sources.tab.receipt'), content: <Receipt source={source} /> },
          { id: 'members', label: text.t('sources.tab.members'), content: <MemberList source={source} /> },
          { id: 'mapping', label: text.t('sources.tab.mapping'), content: <MappingFacts source={source} /> },
          { id: 'ipe', label: text.t('sources.tab.ipe'), content: <IpeSheet sourceId={source.sourceId} /> },
          { id: 'compare', label: text.t('comparison.tab'), content: <ComparisonTab source={source} /> },
          {
            id: 'rejects',
            label: text.t('sources.tab.rejects', { n: receipt.rejected }),
            content: <RejectList source={source} />,
          },
          {
            id: 'facts',
            label: text.t('sources.tab.facts'),
            content: <FactsTab source={source} />,
          },
        ]}
      />
    </Section>
  )
}
