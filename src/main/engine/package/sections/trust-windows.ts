/** Section 6.4 of a report: how long entries could have been rewritten before a commitment covered them, day by day. */
import type { ReportBlock, ReportSection } from '../../../../shared/model/report.ts'
import type { TrustWindow, WindowEntry } from '../../../../shared/model/trust-window.ts'
import {
  coverageNotes,
  dayRuns,
  statedFigures,
  trustWindowSentences,
  windowText,
} from '../../../../shared/text/trust-window-text.ts'
import { count, cutTable, sourceTag, text, time, type ReportContext } from '../report-parts.ts'

/** Where the whole result of a source is. */
export function windowPath(index: number): string {
  return `data/extracts/${sourceTag(index)}-trust-window.json`
}

export function trustWindowSection({ facts }: ReportContext): ReportSection {
  return {
    id: 'trust-windows',
    heading: '6.4  Trust windows',
    blocks: [
      { kind: 'paragraph', text: text.t('trustWindow.about') },
      ...facts.sources.flatMap(({ source, window }, index): ReportBlock[] =>
        window === null
          ? [{ kind: 'note', text: `${source.name}: neither anchors nor proofs were verified, so no window is known.` }]
          : [{ kind: 'subheading', text: source.name }, ...windowBlocks(window, index)],
      ),
    ],
  }
}

const length = (micros: number | null): string => (micros === null ? text.t('trustWindow.nothing') : windowText(micros))

function windowBlocks(result: TrustWindow, index: number): ReportBlock[] {
  const stated = statedFigures(result)
  return [
    ...trustWindowSentences(text, result, time).map((sentence): ReportBlock => ({ kind: 'paragraph', text: sentence })),
    {
      kind: 'table',
      columns: [
        { label: text.t('trustWindow.column.basis'), width: 140 },
        { label: text.t('trustWindow.column.anchors'), align: 'right', width: 50 },
        { label: text.t('trustWindow.column.covered'), align: 'right', width: 55 },
        { label: text.t('trustWindow.column.open'), align: 'right', width: 45 },
        { label: text.t('trustWindow.column.contradicted'), align: 'right', width: 60 },
        { label: text.t('trustWindow.column.median'), align: 'right', width: 55 },
        { label: text.t('trustWindow.column.p95'), align: 'right', width: 55 },
        { label: text.t('trustWindow.column.longest'), align: 'right', width: 55 },
      ],
      rows: result.figures.map((item) => [
        text.t(`trustWindow.basis.${item.basis}`),
        count(item.attestations),
        count(item.covered),
        count(item.open),
        count(item.contradicted),
        length(item.medianMicros),
        length(item.p95Micros),
        length(item.longestMicros),
      ]),
      emptyText: '',
    },
    ...entryBlocks(text.t('trustWindow.list.longest'), stated.longest),
    ...entryBlocks(text.t('trustWindow.list.oldestOpen'), stated.oldestOpen),
    ...entryBlocks(text.t('trustWindow.list.contradictions'), stated.contradictions),
    { kind: 'subheading', text: text.t('trustWindow.list.days') },
    ...cutTable(
      [
        { label: text.t('trustWindow.column.days') },
        { label: text.t('trustWindow.column.count'), align: 'right' },
        { label: text.t('trustWindow.column.state') },
        { label: text.t('trustWindow.column.entries'), align: 'right' },
        { label: text.t('trustWindow.column.longest'), align: 'right' },
      ],
      dayRuns(result.map.days).map((run) => [
        run.from === run.to ? run.from : text.t('trustWindow.span', { from: run.from, to: run.to }),
        count(run.days),
        text.t(`trustWindow.state.${run.state}`),
        count(run.entries),
        length(run.longestMicros),
      ]),
      '',
      { extract: windowPath(index) },
      200,
    ),
    ...coverageNotes(text, result).map((note): ReportBlock => ({ kind: 'note', text: note })),
  ]
}

/** The first few; the extract has all that are listed. */
function entryBlocks(heading: string, entries: readonly WindowEntry[]): ReportBlock[] {
  if (entries.length === 0) return []
  return [
    { kind: 'subheading', text: heading },
    {
      kind: 'table',
      columns: [
        { label: text.t('trustWindow.column.line'), align: 'right', width: 45 },
        { label: text.t('trustWindow.column.event'), width: 120 },
        { label: text.t('trustWindow.column.committed'), width: 120 },
        { label: text.t('trustWindow.column.window'), align: 'right', width: 70 },
        { label: text.t('trustWindow.column.by'), mono: true, width: 130 },
      ],
      rows: entries
        .slice(0, 5)
        .map((entry) => [
          count(entry.line),
          time(entry.occurredAtMicros),
          entry.committedAtMicros === null ? text.t('trustWindow.until') : time(entry.committedAtMicros),
          entry.windowMicros === null ? '' : `${entry.windowMicros < 0 ? '-' : ''}${windowText(entry.windowMicros)}`,
          entry.by ?? '',
        ]),
      emptyText: '',
    },
  ]
}
