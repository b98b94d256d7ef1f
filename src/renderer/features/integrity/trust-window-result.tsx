/** Measured trust windows: sentences to copy, figures by clock, the map of the period, and the entries that stand out. */
import type { TrustWindow, WindowEntry } from '../../../shared/model/trust-window.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import {
  coverageNotes,
  statedFigures,
  trustWindowSentences,
  windowText,
} from '../../../shared/text/trust-window-text.ts'
import { cliLines } from '../../lib/cli-lines.ts'
import { utcText } from '../../lib/format.ts'
import { HashShort } from '../../lib/hash-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Bullets, Muted, Section, Stack, Toolbar } from '../../ui/layout.tsx'
import { CoverageMapView } from './coverage-map.tsx'
import styles from './integrity.module.css'
import { EntryLink } from './result-parts.tsx'
import { assertedSentence, windowStatement } from './window-statement.ts'

export function TrustWindowResult({ result }: { readonly result: TrustWindow }) {
  const text = useText()
  const { fileName } = useEngagement()
  const command = cliLines.anchorWindow(fileName, result.sourceId, result.basis, result.withinHours)
  const [first = '', ...others] = trustWindowSentences(text, result, utcText)
  const stated = statedFigures(result)
  return (
    <Stack>
      <div className={styles['reading']}>
        <Stack tight>
          <p className={styles['firstSentence']}>{first}</p>
          {others.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
          <p>
            <Muted>{assertedSentence(text, result)}</Muted>
          </p>
        </Stack>
      </div>
      <Toolbar>
        <CopyButton text={windowStatement(text, result, command)} copiedText={text.t('action.copied')}>
          {text.t('windowScreen.copy')}
        </CopyButton>
      </Toolbar>
      <Section title={text.t('coverMap.title')} note={text.t('common.periodText', result.map.period)}>
        <CoverageMapView result={result} />
        <Bullets items={coverageNotes(text, result)} />
      </Section>
      <Section title={text.t('windowScreen.clocks')}>
        <Figures result={result} />
      </Section>
      {stated.longest.length + stated.oldestOpen.length + stated.contradictions.length === 0 ? null : (
        <Section title={text.t('windowScreen.entries')}>
          <EntryTable sourceId={result.sourceId} list="contradictions" entries={stated.contradictions} />
          <EntryTable sourceId={result.sourceId} list="longest" entries={stated.longest} />
          <EntryTable sourceId={result.sourceId} list="oldestOpen" entries={stated.oldestOpen} />
        </Section>
      )}
    </Stack>
  )
}

function Figures({ result }: { readonly result: TrustWindow }) {
  const text = useText()
  const length = (micros: number | null) => (micros === null ? text.t('trustWindow.nothing') : windowText(micros))
  const counts = ['attestations', 'covered', 'open', 'contradicted'] as const
  const lengths = ['medianMicros', 'p95Micros', 'longestMicros'] as const
  const labels = {
    attestations: 'anchors',
    covered: 'covered',
    open: 'open',
    contradicted: 'contradicted',
    medianMicros: 'median',
    p95Micros: 'p95',
    longestMicros: 'longest',
  } as const
  return (
    <DataTable
      caption={text.t('windowScreen.clocks')}
      rows={result.figures}
      rowKey={(item) => item.basis}
      isCurrent={(item) => item.basis === result.basis}
      columns={[
        {
          id: 'basis',
          label: text.t('trustWindow.column.basis'),
          wrap: 'words',
          cell: (item) => text.t(`trustWindow.basis.${item.basis}`),
        },
        ...counts.map((id) => ({
          id,
          label: text.t(`trustWindow.column.${labels[id]}`),
          align: 'end' as const,
          cell: (item: TrustWindow['figures'][number]) => groupedNumber(item[id]),
        })),
        ...lengths.map((id) => ({
          id,
          label: text.t(`trustWindow.column.${labels[id]}`),
          align: 'end' as const,
          cell: (item: TrustWindow['figures'][number]) => length(item[id]),
        })),
      ]}
    />
  )
}

function EntryTable({
  sourceId,
  list,
  entries,
}: {
  readonly sourceId: number
  readonly list: 'longest' | 'oldestOpen' | 'contradictions'
  readonly entries: readonly WindowEntry[]
}) {
  const text = useText()
  if (entries.length === 0) return null
  const title = text.t(`trustWindow.list.${list}`)
  return (
    <Stack tight>
      <p className={styles['listTitle']}>{title}</p>
      <DataTable
        caption={title}
        rows={entries}
        rowKey={(entry) => String(entry.entryId)}
        columns={[
          {
            id: 'line',
            label: text.t('trustWindow.column.line'),
            cell: (entry) => <EntryLink sourceId={sourceId} entryId={entry.entryId} line={entry.line} />,
          },
          {
            id: 'event',
            label: text.t('trustWindow.column.event'),
            mono: true,
            cell: (entry) => utcText(entry.occurredAtMicros),
          },
          {
            id: 'committed',
            label: text.t('trustWindow.column.committed'),
            mono: true,
            cell: (entry) =>
              entry.committedAtMicros === null ? text.t('trustWindow.until') : utcText(entry.committedAtMicros),
          },
          {
            id: 'window',
            label: text.t('trustWindow.column.window'),
            align: 'end',
            cell: (entry) =>
              entry.windowMicros === null
                ? '–'
                : `${entry.windowMicros < 0 ? '-' : ''}${windowText(entry.windowMicros)}`,
          },
          {
            id: 'by',
            label: text.t('trustWindow.column.by'),
            mono: true,
            wrap: true,
            // A transaction is named by its hash.
            cell: (entry) =>
              entry.by !== null && /^0x[0-9a-f]{64}$/.test(entry.by) ? (
                <HashShort value={entry.by} />
              ) : (
                (entry.by ?? '–')
              ),
          },
        ]}
      />
    </Stack>
  )
}
