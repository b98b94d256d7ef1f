/** What the sections of a report share: the facts they draw on, numbers and times as printed, the sheet of a test. */
import type { Framework } from '../../../shared/model/engagement.ts'
import type { ReportBlock, ReportColumn } from '../../../shared/model/report.ts'
import type { ClauseTable } from '../../../shared/core/control/clause-table.ts'
import type { ControlTest } from '../../../shared/core/control/control-tests.ts'
import { procedureTexts, type Procedure } from '../../../shared/core/control/procedures.ts'
import { isoFromMicros } from '../../../shared/core/time/instant.ts'
import { createText } from '../../../shared/text/create-text.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import type { ExceptionRegister, ReferredRow } from './exception-rows.ts'
import type { PackageFacts } from './package-facts.ts'

export interface ReportFrame {
  readonly packageId: string
  readonly generatedAtMicros: number
  readonly toolVersion: string
  readonly preparedBy: string
  /** Sources whose bytes are too large to be put into the package; they are named by digest. */
  readonly referenced: readonly string[]
  /** Paths of the payload files made so far, sorted. */
  readonly payloadPaths: readonly string[]
}

export interface ReportContext {
  readonly template: Framework
  readonly table: ClauseTable
  readonly facts: PackageFacts
  readonly frame: ReportFrame
  readonly tests: readonly ControlTest[]
  readonly exceptions: ExceptionRegister
  readonly referred: readonly ReferredRow[]
  /** Section number in which a procedure's items are listed. */
  readonly sectionOf: Readonly<Partial<Record<Procedure, string>>>
}

export const text = createText()
export const count = groupedNumber

/** Rows of a table in the report; longer lists are complete in the extracts. */
export const tableLimit = 2000

/** `2024-10-08T11:25:00Z`, to the second; the extracts hold every digit. */
export function time(micros: number | null): string {
  return micros === null ? 'no usable time' : isoFromMicros(micros, 0)
}

export function nOfM(n: number, m: number): string {
  return text.t('sentence.nOfM', { n, m })
}

/** A table, and a note when it does not hold every row. */
export function cutTable(
  columns: readonly ReportColumn[],
  rows: readonly (readonly string[])[],
  emptyText: string,
  all: { readonly total?: number; readonly extract: string },
  limit: number = tableLimit,
): ReportBlock[] {
  const total = all.total ?? rows.length
  const shown = rows.slice(0, limit)
  const blocks: ReportBlock[] = [{ kind: 'table', columns, rows: shown, emptyText }]
  if (shown.length < total)
    blocks.push({
      kind: 'note',
      text: `Shown: the first ${count(shown.length)} of ${count(total)}. The list is in ${all.extract}.`,
    })
  return blocks
}

/** Tag of a source in payload paths. */
export function sourceTag(index: number): string {
  return `source-${index + 1}`
}

/** Last characters of an id, for lists in which who it was does not matter. */
export function maskedId(id: string): string {
  if (id === '') return 'none'
  const characters = [...id]
  return `…${characters.slice(characters.length - Math.min(4, Math.floor(characters.length / 2))).join('')}`
}

/** Numbers of the exceptions that a procedure noted: `E-0001 to E-0004`, or `none`. */
export function exceptionNumbers(context: ReportContext, procedure: Procedure): string {
  const ids = context.exceptions.rows.filter((row) => row.procedures.includes(procedure)).map((row) => row.id)
  const spans: { from: string; to: string; last: number }[] = []
  for (const id of ids) {
    const number = Number(id.slice(2))
    const open = spans.at(-1)
    if (open !== undefined && open.last + 1 === number) {
      open.to = id
      open.last = number
    } else spans.push({ from: id, to: id, last: number })
  }
  if (spans.length === 0) return 'none'
  const texts = spans.slice(0, 6).map(({ from, to }) => (from === to ? from : `${from} to ${to}`))
  return spans.length > 6 ? `${texts.join(', ')} and ${count(spans.length - 6)} further ranges` : texts.join(', ')
}

/** The workpaper sheet of a test: its items follow it. Empty for a procedure that the framework's table does not use. */
export function sheetBlocks(context: ReportContext, procedure: Procedure): ReportBlock[] {
  const test = context.tests.find((candidate) => candidate.clause.procedure === procedure)
  if (test === undefined) return []
  const texts = procedureTexts[procedure]
  return [
    { kind: 'subheading', text: `${test.clause.id}  ${texts.title}` },
    {
      kind: 'verdict',
      verdict: test.result,
      scope: `${test.clause.clause}: ${test.clause.asks}`,
      n: test.n,
      m: test.m,
      reason: test.detail,
    },
    {
      kind: 'facts',
      rows: [
        { label: 'Source', value: `section 5, IPE sheets 5.1 to 5.${context.facts.sources.length}` },
        { label: 'Population', value: `${count(test.m)} ${texts.items}` },
        { label: 'Procedure', value: texts.done },
        { label: 'Sample', value: 'none drawn; every item was evaluated' },
        { label: 'Exception rule', value: texts.exceptionRule },
        { label: 'Exceptions', value: exceptionNumbers(context, procedure) },
        { label: 'Conclusion', value: 'left blank for a person' },
      ],
    },
  ]
}
