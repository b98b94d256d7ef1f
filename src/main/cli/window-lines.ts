/** Prints the trust windows of a source. */
import type { TrustWindow, WindowEntry } from '../../shared/model/trust-window.ts'
import { isoFromMicros } from '../../shared/core/time/instant.ts'
import { createText } from '../../shared/text/create-text.ts'
import {
  coverageNotes,
  dayRuns,
  statedFigures,
  trustWindowSentences,
  windowText,
} from '../../shared/text/trust-window-text.ts'
import { grouped, line, paragraph, table } from './output.ts'

const text = createText()
/** Rows printed of each list; `--json` has all that are listed. */
const printed = 5
const printedDays = 40

export function printTrustWindow(result: TrustWindow): void {
  line(result.sourceName)
  for (const sentence of trustWindowSentences(text, result, (micros) => isoFromMicros(micros, 0)))
    paragraph(sentence, '  ')
  line()
  printFigures(result)
  const stated = statedFigures(result)
  printEntries(text.t('trustWindow.list.longest'), stated.longest)
  printEntries(text.t('trustWindow.list.oldestOpen'), stated.oldestOpen)
  printEntries(text.t('trustWindow.list.contradictions'), stated.contradictions)
  printDays(result)
}

const length = (micros: number | null): string => (micros === null ? text.t('trustWindow.nothing') : windowText(micros))

/** An open window has no end: its place stays empty. */
function signedLength(micros: number | null): string {
  return micros === null ? '' : `${micros < 0 ? '-' : ''}${windowText(micros)}`
}

function printFigures({ figures }: TrustWindow): void {
  const columns = ['anchors', 'covered', 'open', 'contradicted', 'median', 'p95', 'longest', 'basis'] as const
  table(
    [
      columns.map((column) => text.t(`trustWindow.column.${column}`)),
      ...figures.map((item) => [
        grouped(item.attestations),
        grouped(item.covered),
        grouped(item.open),
        grouped(item.contradicted),
        length(item.medianMicros),
        length(item.p95Micros),
        length(item.longestMicros),
        text.t(`trustWindow.basis.${item.basis}`),
      ]),
    ],
    columns.map((column) => (column === 'basis' ? 'left' : 'right')),
  )
}

function printEntries(heading: string, entries: readonly WindowEntry[]): void {
  if (entries.length === 0) return
  line()
  line(heading)
  const columns = ['line', 'event', 'committed', 'window', 'by'] as const
  table([
    columns.map((column) => `  ${text.t(`trustWindow.column.${column}`)}`),
    ...entries
      .slice(0, printed)
      .map((entry) => [
        `  ${grouped(entry.line)}`,
        isoFromMicros(entry.occurredAtMicros),
        entry.committedAtMicros === null ? text.t('trustWindow.until') : isoFromMicros(entry.committedAtMicros),
        signedLength(entry.windowMicros),
        entry.by ?? '',
      ]),
  ])
}

function printDays(result: TrustWindow): void {
  line()
  line(text.t('trustWindow.list.days'))
  const runs = dayRuns(result.map.days)
  const columns = ['days', 'count', 'state', 'entries', 'clocks', 'longest'] as const
  table([
    columns.map((column, at) => `${at === 0 ? '  ' : ''}${text.t(`trustWindow.column.${column}`)}`),
    ...runs
      .slice(0, printedDays)
      .map((run) => [
        `  ${run.from === run.to ? run.from : text.t('trustWindow.span', { from: run.from, to: run.to })}`,
        grouped(run.days),
        text.t(`trustWindow.state.${run.state}`),
        grouped(run.entries),
        grouped(run.clocks),
        length(run.longestMicros),
      ]),
  ])
  if (runs.length > printedDays) line(`  … ${grouped(runs.length - printedDays)} further rows in --json`)
  for (const note of coverageNotes(text, result)) paragraph(note, '  ')
}
