/** Sections 8A to 8I of a SOX package: systems, control matrix, roll-forward, ITGC tests, duties, manual adjustments. */
import type { ReportBlock, ReportColumn, ReportSection } from '../../../../shared/model/report.ts'
import { adjustmentKinds } from '../../../../shared/core/control/adjustment-kinds.ts'
import { criteria, criterionIds, untestedCriteria } from '../../../../shared/core/control/manual-adjustments.ts'
import { procedureTexts, type Procedure } from '../../../../shared/core/control/procedures.ts'
import { parseJson } from '../../../../shared/core/bytes/parse-json.ts'
import type { ExceptionRow } from '../exception-rows.ts'
import { count, cutTable, nOfM, sheetBlocks, sourceTag, time, type ReportContext } from '../report-parts.ts'
import { adminBlocks, changeBlocks, fieldBlocks, weekBlocks } from './record.ts'
import { dutyBlocks } from './soc2.ts'
import { groupedDecimal } from '../../../../shared/text/numbers.ts'

export const soxPlaces: Readonly<Partial<Record<Procedure, string>>> = {
  'event-fields': '8A',
  'retention-span': '8C',
  'admin-grants': '8D.1',
  'data-changes': '8D.2',
  'daily-coverage': '8D.3',
  'duty-pairs': '8E',
  'manual-adjustments': '8F',
}

export function soxSections(context: ReportContext): ReportSection[] {
  const { sources } = context.facts
  return [
    {
      id: 'systems',
      heading: '8A  In-scope systems and key reports',
      blocks: [...systemBlocks(context), ...sheetBlocks(context, 'event-fields'), ...sources.flatMap(fieldBlocks)],
    },
    { id: 'matrix', heading: '8B  Control matrix', blocks: matrixBlocks(context) },
    {
      id: 'rollforward',
      heading: '8C  Population roll-forward',
      blocks: [...rollForwardBlocks(context), ...sheetBlocks(context, 'retention-span')],
    },
    {
      id: 'access',
      heading: '8D.1  ITGC access: administrator roles',
      blocks: [...sheetBlocks(context, 'admin-grants'), ...sources.flatMap(adminBlocks)],
    },
    {
      id: 'data',
      heading: '8D.2  ITGC data: change log',
      blocks: [...sheetBlocks(context, 'data-changes'), ...sources.flatMap(changeBlocks)],
    },
    {
      id: 'operations',
      heading: '8D.3  ITGC operations: logging on every day',
      blocks: [...sheetBlocks(context, 'daily-coverage'), ...sources.flatMap(weekBlocks)],
    },
    {
      id: 'duties',
      heading: '8E  Segregation of duties',
      blocks: [...sheetBlocks(context, 'duty-pairs'), ...dutyBlocks(context)],
    },
    {
      id: 'adjustments',
      heading: '8F  Manual adjustments',
      blocks: [...sheetBlocks(context, 'manual-adjustments'), ...adjustmentBlocks(context)],
    },
    { id: 'interim', heading: '8G  Interim and roll-forward period', blocks: interimBlocks(context) },
    { id: 'severity', heading: '8H  Facts relevant to severity', blocks: severityBlocks(context) },
    { id: 'retention', heading: '8I  Retention notice', blocks: retentionNotice },
  ]
}

function systemBlocks({ facts }: ReportContext): ReportBlock[] {
  return [
    {
      kind: 'table',
      columns: [
        { label: 'Source' },
        { label: 'Kind of system, by profile' },
        { label: 'Entries', align: 'right' },
        { label: 'Key report' },
        { label: 'IPE' },
      ],
      rows: facts.sources.map(({ source }, index) => [
        source.name,
        source.profile.name,
        count(source.entries),
        'audit log export',
        `5.${index + 1}`,
      ]),
      emptyText: 'No source.',
    },
    { kind: 'note', text: 'Which systems are in scope for financial reporting is to be stated by a person.' },
  ]
}

const risks: Readonly<Partial<Record<Procedure, readonly [risk: string, assertion: string]>>> = {
  'import-accounting': ['records are left out', 'completeness'],
  'hash-chain': ['records are changed after the fact', 'accuracy'],
  'merkle-anchors': ['a day is rewritten', 'accuracy'],
  'event-fields': ['an action cannot be traced', 'accuracy'],
  'admin-grants': ['access beyond need', 'occurrence'],
  'data-changes': ['data changed without approval', 'accuracy, occurrence'],
  'daily-coverage': ['logging stopped unnoticed', 'completeness'],
  'duty-pairs': ['one person makes and approves', 'occurrence'],
  'manual-adjustments': ['management override', 'occurrence, accuracy, cut-off'],
  'rule-hits': ['unusual activity is not followed up', 'occurrence'],
  'retention-span': ['the period is not covered', 'completeness'],
}

function matrixBlocks({ tests, table }: ReportContext): ReportBlock[] {
  return [
    {
      kind: 'paragraph',
      text: 'The entity’s own control matrix was not supplied: wording, owner and frequency of each control are to be stated by a person.',
    },
    {
      kind: 'table',
      columns: [
        { label: 'Test' },
        { label: 'Area' },
        { label: 'Risk' },
        { label: 'Assertion' },
        { label: 'Procedure' },
        { label: 'Result' },
      ],
      rows: tests.map((test) => {
        const [risk, assertion] = risks[test.clause.procedure] ?? ['', '']
        return [
          test.clause.id,
          test.clause.clause,
          risk,
          assertion,
          procedureTexts[test.clause.procedure].title,
          test.result,
        ]
      }),
      emptyText: 'No test.',
    },
    { kind: 'subheading', text: 'Areas without log evidence in this package' },
    {
      kind: 'table',
      columns: [{ label: 'Area' }, { label: 'Asks (paraphrase)' }, { label: 'A test would need' }, { label: 'Result' }],
      rows: table.untested.map((row) => [row.clause, row.asks, row.needs, 'not-testable']),
      emptyText: 'None.',
    },
  ]
}

function rollForwardBlocks({ facts }: ReportContext): ReportBlock[] {
  return facts.sources.flatMap(({ source, coverage, sequence, adjustments }, index): ReportBlock[] => {
    const { receipt } = source
    const months = new Map<string, number>()
    for (const day of coverage.days)
      months.set(day.date.slice(0, 7), (months.get(day.date.slice(0, 7)) ?? 0) + day.count)
    let opening = 0
    const rows = [...months].map(([month, added]) => {
      const row = [month, count(opening), count(added), count(opening + added), '']
      opening += added
      return row
    })
    const outside = coverage.outside + coverage.untimed
    return [
      { kind: 'subheading', text: source.name },
      {
        kind: 'facts',
        rows: [
          {
            label: 'Records in the file',
            value: `${count(receipt.physical)} = ${count(receipt.accepted)} accepted + ${count(receipt.rejected)} rejected + ${count(receipt.blank)} blank`,
          },
          {
            label: 'Entries',
            value: `${count(receipt.accepted)} = ${count(opening)} in the period + ${count(outside)} outside it or without usable time`,
          },
          {
            label: 'Sequence',
            value:
              sequence.result === 'not-testable'
                ? 'none: the sequence cannot show what is missing'
                : `${sequence.lowest ?? ''} to ${sequence.highest ?? ''}; missing ${groupedDecimal(sequence.missing)} in ${count(sequence.gapCount)} ranges, repeated ${count(sequence.duplicateCount)}`,
          },
          {
            label: 'Control total of the source',
            value: 'to be stated by a person: none was supplied with the export',
          },
        ],
      },
      {
        kind: 'table',
        columns: [
          { label: 'Month', width: 80 },
          { label: 'Opening', align: 'right', width: 90 },
          { label: 'Added', align: 'right', width: 90 },
          { label: 'Closing', align: 'right', width: 90 },
          { label: '', width: 133 },
        ],
        rows,
        emptyText: 'No entry lies in the period.',
      },
      {
        kind: 'paragraph',
        text: `Control totals of manual adjustments in ${source.name}, for comparison with the ledger. Sums are exact; different units are never added.`,
      },
      ...cutTable(
        [
          { label: 'Month', width: 70 },
          { label: 'Kind', width: 80 },
          { label: 'Unit', width: 80 },
          { label: 'Entries', align: 'right', width: 70 },
          { label: 'With amount', align: 'right', width: 78 },
          { label: 'Total', align: 'right', width: 105 },
        ],
        adjustments.totals.map((total) => [
          total.month ?? 'no time',
          total.kind,
          total.unit === '' ? 'none stated' : total.unit,
          count(total.entries),
          count(total.withAmount),
          total.total === null ? 'not added' : groupedDecimal(total.total),
        ]),
        'No manual adjustment.',
        { extract: `data/extracts/${sourceTag(index)}-control-totals.csv` },
      ),
    ]
  })
}

function adjustmentBlocks({ facts }: ReportContext): ReportBlock[] {
  const population = facts.sources.map(({ source, adjustments }) => [
    source.name,
    ...adjustmentKinds.map((kind) => count(adjustments.populationByKind[kind])),
    count(adjustments.population),
    count(adjustments.selectedCount),
  ])
  return [
    {
      kind: 'paragraph',
      text: 'Completeness of the population first: 8C closes its counts. Criteria were fixed before the run; the whole period was looked at, not its end alone (AS 2401.62).',
    },
    {
      kind: 'table',
      columns: [
        { label: 'Population' },
        ...adjustmentKinds.map((label): ReportColumn => ({ label, align: 'right' })),
        { label: 'All', align: 'right' },
        { label: 'Selected', align: 'right' },
      ],
      rows: population,
      emptyText: 'No source.',
    },
    {
      kind: 'table',
      columns: [
        { label: 'Criterion' },
        { label: 'Characteristic' },
        { label: 'Rule' },
        ...facts.sources.map(({ source }): ReportColumn => ({ label: source.name, align: 'right' })),
      ],
      rows: criterionIds.map((id) => [
        id,
        criteria[id].title,
        criteria[id].rule,
        ...facts.sources.map(({ adjustments }) => count(adjustments.countByCriterion[id])),
      ]),
      emptyText: '',
    },
    {
      kind: 'table',
      columns: [{ label: 'Characteristic not tested here' }, { label: 'Why' }],
      rows: untestedCriteria.map(({ id, why }) => [id, why]),
      emptyText: '',
    },
    ...facts.sources.flatMap(({ source, adjustments }, index): ReportBlock[] => {
      const several = adjustments.selected.filter((item) => item.criteria.length > 1)
      return [
        { kind: 'subheading', text: `${source.name}: items that meet two or more criteria` },
        {
          kind: 'paragraph',
          text: `Shown: ${nOfM(several.length, adjustments.selectedCount)} selected items; every selected item is in data/extracts/${sourceTag(index)}-adjustments.csv. Follow-up of each is to be recorded by a person.${adjustments.isPartial ? ' A limit of memory was reached: JE2 and JE10 speak of the posters and refunds remembered.' : ''}`,
        },
        ...cutTable(
          [
            { label: 'Line', align: 'right' },
            { label: 'Time' },
            { label: 'Kind' },
            { label: 'Amount', align: 'right' },
            { label: 'Unit' },
            { label: 'Posted by' },
            { label: 'About' },
            { label: 'Reason' },
            { label: 'Criteria' },
          ],
          several.map((item) => [
            String(item.pointer.line ?? ''),
            time(item.occurredAtMicros),
            item.kind,
            item.amount === '' ? 'not stated' : groupedDecimal(item.amount),
            item.unit,
            item.actor,
            item.object,
            item.hasReason ? 'yes' : 'no',
            item.criteria.join(', '),
          ]),
          'None.',
          { extract: `data/extracts/${sourceTag(index)}-adjustments.csv` },
          400,
        ),
      ]
    }),
    {
      kind: 'note',
      text: 'Selected for follow-up, not judged. Hours and weekdays are UTC; the entity’s own working time may differ. Approval limits are those of the practice guide, 200 in the unit of the entry, and are to be replaced by the entity’s own.',
    },
  ]
}

function interimBlocks({ facts }: ReportContext): ReportBlock[] {
  const { from, to } = facts.engagement.period
  return [
    {
      kind: 'paragraph',
      text: `No interim date was given: all figures speak of ${from} to ${to} as one period. Figures per month in 8C and 8D.2 allow a split at any month’s end.`,
    },
  ]
}

/** Exceptions by kind: how often, from when to when. Amounts and compensating controls are not in the register. */
function severityBlocks({ exceptions }: ReportContext): ReportBlock[] {
  const groups = new Map<string, ExceptionRow[]>()
  for (const row of exceptions.rows) {
    const key = JSON.stringify([row.kind, row.source])
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return [
    {
      kind: 'table',
      columns: [
        { label: 'Kind' },
        { label: 'Source' },
        { label: 'Rows', align: 'right' },
        { label: 'Items', align: 'right' },
        { label: 'First' },
        { label: 'Last' },
        { label: 'Compensating control' },
        { label: 'Severity' },
      ],
      rows: [...groups].map(([key, rows]) => {
        const [kind, source] = parseJson(key) as [string, string]
        const dates = rows.flatMap((row) => (row.date === null ? [] : [row.date])).toSorted()
        return [
          kind,
          source,
          count(rows.length),
          count(rows.reduce((total, row) => total + row.weight, 0)),
          dates[0] ?? '',
          dates.at(-1) ?? '',
          'to be stated',
          '',
        ]
      }),
      emptyText: 'No exception was noted.',
    },
    {
      kind: 'note',
      text: 'Severity is left blank: it is the evaluator’s. Amounts exposed by manual adjustments are in 8C and 8F.',
    },
  ]
}

const retentionNotice: ReportBlock[] = [
  {
    kind: 'facts',
    rows: [
      { label: 'Retention', value: 'seven years from the report release date (AS 1215)' },
      {
        label: 'Documentation completion',
        value:
          'to be chosen by a person: 14 or 45 days. The date from which 14 days apply is stated differently by different sources',
      },
      {
        label: 'After that date',
        value:
          'nothing is deleted or replaced; an addition says who, when and why. A later package names the SHA-256 of this one and the reason',
      },
    ],
  },
]
