/** The statement of one stored comparison as a PDF of its own, for a workpaper. Unsigned: a package is what gets signed. */
import { AppError } from '../../../shared/model/app-error.ts'
import type { ComparedRow, Comparison } from '../../../shared/model/comparison.ts'
import type { ReportBlock } from '../../../shared/model/report.ts'
import { isoFromMicros } from '../../../shared/core/time/instant.ts'
import { writeFileAtomically } from '../../io/files/atomic-write.ts'
import { sha256Hex } from '../../io/host/digest.ts'
import { renderReport } from '../../io/report/render-report.ts'
import { readEngagement } from '../../store/engagements.ts'
import { findComparison } from '../../store/source-facts.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'
import { count, text } from './report-parts.ts'

export async function writeComparisonReport(
  ports: EnginePorts,
  session: Session,
  comparisonId: number,
  request: { readonly out: string; readonly force: boolean },
): Promise<{ path: string; bytes: number; sha256: string }> {
  const { store } = session
  const stored = findComparison(store, comparisonId)
  if (stored === undefined) throw new AppError('not-found', `There is no comparison ${comparisonId}.`)
  const engagement = readEngagement(store)
  const { result, atMicros, toolVersion } = stored
  const writtenAt = ports.clock.nowMicros()
  const pdf = await renderReport(
    {
      title: 'Comparison of two exports',
      subtitle: `${result.left.name} and ${result.right.name}`,
      engagement: engagement.name,
      period: `${engagement.period.from} to ${engagement.period.to}`,
      template: 'Comparison statement',
      generatedAt: isoFromMicros(writtenAt, 0),
      packageId: `comparison-${comparisonId}-${sha256Hex(JSON.stringify(result)).slice(0, 12)}`,
      sections: [
        {
          id: 'statement',
          heading: '1  Statement',
          blocks: [
            {
              kind: 'paragraph',
              text: `Compared ${isoFromMicros(atMicros, 0)} with Assay ${toolVersion}, from the bytes of both sources as imported.`,
            },
            ...result.statement.map((sentence): ReportBlock => ({ kind: 'paragraph', text: sentence })),
          ],
        },
        { id: 'differences', heading: '2  Differences', blocks: differenceBlocks(result) },
      ],
    },
    {
      createdAt: new Date(Math.floor(writtenAt / 1_000_000) * 1000),
      attachments: [],
      software: `Assay ${ports.version}`,
      sha256: ports.sha256,
    },
  )
  await writeFileAtomically(request.out, [pdf], { force: request.force })
  const sha256 = sha256Hex(pdf)
  await session.transaction(() =>
    recordCustody(ports, store, 'comparison.report', { comparison: comparisonId, sha256 }),
  )
  return { path: request.out, bytes: pdf.length, sha256 }
}

function differenceBlocks(result: Comparison): ReportBlock[] {
  const { listed } = result
  const kinds = (['changed', 'removed', 'added', 'moved'] as const).filter((kind) => result[kind] > 0)
  if (kinds.length === 0) return [{ kind: 'note', text: 'No record differs, none is in one export only.' }]
  return kinds.flatMap((kind): ReportBlock[] => {
    const total = result[kind]
    const shown = listed[kind].length
    return [
      { kind: 'subheading', text: `${text.t(`comparison.kind.${kind}`)}: ${count(total)}` },
      kind === 'changed' ? changedTable(result) : rowTable(listed[kind]),
      ...(total > shown
        ? [{ kind: 'note' as const, text: text.t('comparison.further', { rows: total - shown }) }]
        : []),
    ]
  })
}

function changedTable({ listed }: Comparison): ReportBlock {
  return {
    kind: 'table',
    columns: [
      { label: text.t('comparison.line'), align: 'right' },
      { label: text.t('comparison.matchedAs') },
      { label: text.t('comparison.field') },
      { label: text.t('comparison.first'), mono: true },
      { label: text.t('comparison.second'), mono: true },
    ],
    emptyText: '',
    rows: listed.changed.flatMap((row) =>
      row.fields.map(({ field, left, right }) => [String(row.left.line), row.left.key, field, left, right]),
    ),
  }
}

function rowTable(rows: readonly ComparedRow[]): ReportBlock {
  return {
    kind: 'table',
    columns: [
      { label: text.t('comparison.line'), align: 'right' },
      { label: text.t('comparison.matchedAs') },
      { label: text.t('comparison.time') },
    ],
    emptyText: '',
    rows: rows.map((row) => [String(row.line), row.key, row.occurredAt ?? '']),
  }
}
