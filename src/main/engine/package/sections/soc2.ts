/** Sections 8A to 8H of a SOC 2 package: frame, control list, populations, test sheets, continuity, deviations, reviews. */
import type { ReportBlock, ReportSection } from '../../../../shared/model/report.ts'
import { procedureTexts, type Procedure } from '../../../../shared/core/control/procedures.ts'
import {
  count,
  cutTable,
  exceptionNumbers,
  nOfM,
  sheetBlocks,
  sourceTag,
  text,
  time,
  type ReportContext,
} from '../report-parts.ts'
import { adminBlocks, changeBlocks, fieldBlocks, percent, reviewBlocks, weekBlocks } from './record.ts'

export const soc2Places: Readonly<Partial<Record<Procedure, string>>> = {
  'event-fields': '8D.1',
  'duty-pairs': '8D.2',
  'admin-grants': '8D.3',
  exports: '8D.4',
  'data-changes': '8D.5',
  'retention-span': '8D.6',
  'daily-coverage': '8E',
  'review-records': '8H',
}

export function soc2Sections(context: ReportContext): ReportSection[] {
  const { sources } = context.facts
  return [
    { id: 'frame', heading: '8A  Engagement frame', blocks: frameBlocks(context) },
    { id: 'controls', heading: '8B  Criteria and procedures', blocks: criteriaBlocks(context) },
    { id: 'populations', heading: '8C  Population register', blocks: populationBlocks(context) },
    {
      id: 'cc21',
      heading: '8D.1  CC2.1  Precision of the records',
      blocks: [...sheetBlocks(context, 'event-fields'), ...sources.flatMap(fieldBlocks)],
    },
    {
      id: 'cc51',
      heading: '8D.2  CC5.1  Segregation of duties',
      blocks: [...sheetBlocks(context, 'duty-pairs'), ...dutyBlocks(context)],
    },
    {
      id: 'cc63',
      heading: '8D.3  CC6.3  Administrator roles',
      blocks: [...sheetBlocks(context, 'admin-grants'), ...sources.flatMap(adminBlocks)],
    },
    {
      id: 'cc67',
      heading: '8D.4  CC6.7  Exports',
      blocks: [...sheetBlocks(context, 'exports'), ...exportBlocks(context)],
    },
    {
      id: 'cc81',
      heading: '8D.5  CC8.1  Change log',
      blocks: [...sheetBlocks(context, 'data-changes'), ...sources.flatMap(changeBlocks)],
    },
    {
      id: 'c11',
      heading: '8D.6  C1.1  Records at both ends of the period',
      blocks: [...sheetBlocks(context, 'retention-span'), ...spanBlocks(context)],
    },
    {
      id: 'continuity',
      heading: '8E  Continuity: evidence per day',
      blocks: [...sheetBlocks(context, 'daily-coverage'), ...sources.flatMap(weekBlocks), sliceNote],
    },
    { id: 'deviations', heading: '8G  Deviations', blocks: deviationBlocks(context) },
    {
      id: 'reviews',
      heading: '8H  Review evidence',
      blocks: [...sheetBlocks(context, 'review-records'), ...sources.flatMap(reviewBlocks)],
    },
  ]
}

const sliceNote: ReportBlock = {
  kind: 'note',
  text: '8F, slices of random dates: none drawn. The reader names a seed after this package was sealed, draws dates from the period, and takes every record of those days from the contained sources.',
}

function frameBlocks({ facts }: ReportContext): ReportBlock[] {
  const { from, to } = facts.engagement.period
  return [
    {
      kind: 'facts',
      rows: [
        { label: 'Categories in scope', value: 'to be stated by a person' },
        { label: 'Period', value: `${from} to ${to}` },
        { label: 'System boundary', value: 'to be stated by a person' },
        {
          label: 'Subservice organisations',
          value: 'to be stated by a person: carve-out or inclusive, with complementary controls',
        },
        {
          label: 'Systems seen in the log',
          value: facts.sources.map(({ source }) => `${source.name} (${source.profile.name})`).join('; '),
        },
      ],
    },
  ]
}

function criteriaBlocks({ table, tests }: ReportContext): ReportBlock[] {
  return [
    {
      kind: 'paragraph',
      text: 'The entity’s own control list was not supplied. The table maps criteria to the procedures run; owner, frequency and wording of each control are to be stated by a person.',
    },
    {
      kind: 'table',
      columns: [
        { label: 'Criterion' },
        { label: 'Asks (paraphrase)' },
        { label: 'Test' },
        { label: 'Procedure' },
        { label: 'Result' },
      ],
      rows: tests.map((test) => [
        test.clause.clause,
        test.clause.asks,
        test.clause.id,
        procedureTexts[test.clause.procedure].title,
        test.result,
      ]),
      emptyText: 'No test.',
    },
    { kind: 'subheading', text: 'Criteria without log evidence in this package' },
    {
      kind: 'table',
      columns: [
        { label: 'Criterion' },
        { label: 'Asks (paraphrase)' },
        { label: 'A test would need' },
        { label: 'Result' },
      ],
      rows: table.untested.map((row) => [row.clause, row.asks, row.needs, 'not-testable']),
      emptyText: 'None.',
    },
  ]
}

function populationBlocks({ facts }: ReportContext): ReportBlock[] {
  return [
    {
      kind: 'table',
      columns: [
        { label: 'Population' },
        { label: 'Source' },
        { label: 'Items', align: 'right' },
        { label: 'Rung' },
        { label: 'IPE' },
      ],
      rows: facts.sources.flatMap(({ source, rung, admins, changes, registers, duties }, index) => {
        const row = (population: string, items: number): string[] => [
          population,
          source.name,
          count(items),
          rung,
          `5.${index + 1}`,
        ]
        return [
          row('entries', source.entries),
          row('administrator grants and revocations', admins.changeCount),
          row('changes with a value', changes.changes),
          row('exports', registers.exports.count),
          row('approvals with their making', duties.paired),
          row('role grants', duties.grants),
        ]
      }),
      emptyText: 'No population.',
    },
    {
      kind: 'note',
      text: 'A population is every entry of its source that meets the procedure’s rule; its rung is that of the source, whose SHA-256 is on its IPE sheet. No sample was drawn from any of them.',
    },
  ]
}

export function dutyBlocks({ facts }: ReportContext): ReportBlock[] {
  return facts.sources.flatMap(({ source, duties }, index): ReportBlock[] => [
    {
      kind: 'paragraph',
      text: `${source.name}: approvals whose making is in the log ${nOfM(duties.paired, duties.approvals)}; role grants with a named grantee ${count(duties.grants)}. Rule source: two pairs built in (make and approve one resource, grant a role to oneself); the entity’s own matrix was not supplied.`,
    },
    ...cutTable(
      [
        { label: 'Time' },
        { label: 'Pair' },
        { label: 'Actor' },
        { label: 'Resource or role' },
        { label: 'Made on line', align: 'right' },
        { label: 'Line', align: 'right' },
      ],
      duties.hits.map((hit) => [
        time(hit.occurredAtMicros),
        hit.kind.replaceAll('-', ' '),
        hit.actor,
        hit.object,
        hit.madeOnLine === null ? '' : String(hit.madeOnLine),
        String(hit.pointer.line ?? ''),
      ]),
      `No pair in ${source.name} was held by one actor.`,
      { total: duties.hitCount, extract: `data/extracts/${sourceTag(index)}-duty-pairs.csv` },
    ),
  ])
}

function exportBlocks({ facts }: ReportContext): ReportBlock[] {
  return facts.sources.flatMap(({ source, registers }, index): ReportBlock[] => {
    const { exports } = registers
    return [
      {
        kind: 'paragraph',
        text: `${source.name}: exports ${nOfM(exports.count, source.entries)} entries; with a reason ${nOfM(exports.withReason, exports.count)}. Volume and receiver are not recorded.`,
      },
      ...(exports.count === 0
        ? []
        : cutTable(
            [
              { label: 'Actor' },
              { label: 'Resource type' },
              { label: 'Exports', align: 'right' },
              { label: 'With reason', align: 'right' },
            ],
            exports.groups.map((group) => [
              group.actor,
              group.resourceType,
              count(group.count),
              count(group.withReason),
            ]),
            'None.',
            { extract: `data/extracts/${sourceTag(index)}-exports.csv` },
            300,
          )),
    ]
  })
}

function spanBlocks({ facts }: ReportContext): ReportBlock[] {
  return [
    {
      kind: 'table',
      columns: [{ label: 'Source' }, { label: 'First event' }, { label: 'Last event' }, { label: 'Period' }],
      rows: facts.sources.map(({ source }) => [
        source.name,
        time(source.firstMicros),
        time(source.lastMicros),
        `${facts.engagement.period.from} to ${facts.engagement.period.to}`,
      ]),
      emptyText: 'No source.',
    },
  ]
}

function deviationBlocks(context: ReportContext): ReportBlock[] {
  const deviating = context.tests.filter((test) => test.exceptions > 0)
  return [
    {
      kind: 'paragraph',
      text: 'All items were evaluated; none was sampled, so no figure is projected and no limit is computed. A deviation alone does not decide an opinion.',
    },
    {
      kind: 'table',
      columns: [
        { label: 'Test' },
        { label: 'Items tested', align: 'right' },
        { label: 'Deviating', align: 'right' },
        { label: 'Share', align: 'right' },
        { label: 'Nature' },
        { label: 'Exceptions' },
        { label: 'Cause' },
      ],
      rows: deviating.map((test) => [
        test.clause.id,
        count(test.m),
        count(test.m - test.n),
        percent(test.m - test.n, test.m),
        procedureTexts[test.clause.procedure].exceptionRule,
        exceptionNumbers(context, test.clause.procedure),
        'to be stated',
      ]),
      emptyText: 'No test noted a deviation.',
    },
    { kind: 'note', text: text.t('prove.analysis.notTestable') },
  ]
}
