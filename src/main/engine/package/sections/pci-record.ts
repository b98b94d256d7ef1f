/** Second half of a PCI DSS package: protection (10.3), retention (10.5), time (10.6), silence (10.7), identifiers (8.2). */
import type { ReportBlock } from '../../../../shared/model/report.ts'
import { startOfLastMonths } from '../../../../shared/core/control/period-dates.ts'
import { daySpans } from '../../../../shared/core/control/week-rows.ts'
import { utcDate } from '../../../../shared/core/time/instant.ts'
import { count, cutTable, maskedId, nOfM, sourceTag, text, time, type ReportContext } from '../report-parts.ts'
import { counted } from '../../../../shared/text/numbers.ts'

export function protectionBlocks(context: ReportContext): ReportBlock[] {
  return [
    {
      kind: 'paragraph',
      text: 'Details of both checks are in section 6. They are made on a copy and after the fact; they do not show what the entity’s own change detection noticed.',
    },
    {
      kind: 'table',
      columns: [
        { label: 'Clause' },
        { label: 'Source' },
        { label: 'Check' },
        { label: 'Verdict' },
        { label: 'n of m' },
      ],
      rows: context.facts.sources.flatMap(({ source, results }) => [
        [
          '10.3.2',
          source.name,
          'hash chain',
          results.chain?.verdict ?? 'not run',
          results.chain === null
            ? ''
            : nOfM(results.chain.contentVerified, results.chain.entries + results.chain.rejected),
        ],
        [
          '10.3.4',
          source.name,
          'Merkle roots',
          results.merkle?.verdict ?? 'not run',
          results.merkle === null ? '' : nOfM(results.merkle.verified, results.merkle.batches.length),
        ],
        [
          '10.3.4',
          source.name,
          'anchors',
          results.anchors?.verdict ?? 'not run',
          results.anchors === null ? '' : nOfM(results.anchors.verified, results.anchors.anchors.length),
        ],
      ]),
      emptyText: 'No source.',
    },
    { kind: 'subheading', text: '10.3.1  Who read audit logs, as far as reading is logged' },
    ...context.facts.sources.flatMap(({ source, classes }): ReportBlock[] => {
      const access = classes.find((item) => item.id === '10.2.1.3')
      return [
        {
          kind: 'paragraph',
          text: `${source.name}: ${counted(access?.count ?? 0, 'entries')} of access to an audit log. The list of those allowed to read was not supplied: not-testable.`,
        },
      ]
    }),
    { kind: 'paragraph', text: '10.3.3: no source records when an entry reached a central server: not-testable.' },
  ]
}

export function retentionBlocks({ facts }: ReportContext): ReportBlock[] {
  const { to } = facts.engagement.period
  const year = startOfLastMonths(to, 12)
  const quarter = startOfLastMonths(to, 3)
  return [
    {
      kind: 'table',
      columns: [
        { label: 'Source' },
        { label: 'First event' },
        { label: 'Last event' },
        { label: `Starts by ${year}` },
        { label: `Silent days from ${quarter}`, align: 'right' },
      ],
      rows: facts.sources.map(({ source, coverage }) => [
        source.name,
        time(source.firstMicros),
        time(source.lastMicros),
        source.firstMicros !== null && utcDate(source.firstMicros) <= year ? 'yes' : 'no',
        count(coverage.emptyDays.filter((date) => date >= quarter).length),
      ]),
      emptyText: 'No source.',
    },
    ...facts.sources.map(({ source, coverage }): ReportBlock => {
      const months = new Map<string, number>()
      for (const day of coverage.days)
        months.set(day.date.slice(0, 7), (months.get(day.date.slice(0, 7)) ?? 0) + day.count)
      return {
        kind: 'bars',
        label: `Events per month in ${source.name}`,
        rows: [...months].slice(0, 240).map(([label, value]) => ({ label, value })),
      }
    }),
    {
      kind: 'note',
      text: 'The export was examined, not the store: older records may exist elsewhere. That the last three months are immediately available is attested by the entity, not computed.',
    },
  ]
}

export function timeBlocks({ facts }: ReportContext): ReportBlock[] {
  return [
    {
      kind: 'table',
      columns: [
        { label: 'Source' },
        { label: 'Sequence' },
        { label: 'Neighbours', align: 'right' },
        { label: 'Against each other', align: 'right' },
        { label: 'First on line', align: 'right' },
        { label: 'Times unreadable', align: 'right' },
      ],
      rows: facts.sources.map(({ source, sequence }) => [
        source.name,
        sequence.result === 'not-testable'
          ? 'none: not-testable'
          : `${sequence.lowest ?? ''} to ${sequence.highest ?? ''}`,
        sequence.result === 'not-testable' ? '' : count(Math.max(0, sequence.entries - 1)),
        sequence.result === 'not-testable' ? '' : count(sequence.timeDisagreementCount),
        String(sequence.firstTimeDisagreement?.pointer.line ?? ''),
        count(source.receipt.notes.find((note) => note.code === 'time-unparseable')?.count ?? 0),
      ]),
      emptyText: 'No source.',
    },
    {
      kind: 'note',
      text: 'The standard names no tolerance, and no source records a time of receipt: skew against a collector cannot be computed. Changes of time settings are not logged in these sources.',
    },
  ]
}

const responseItems = [
  'duration',
  'cause',
  'remediation',
  'security issues that arose',
  'whether a risk remains',
  'prevention of recurrence',
  'resumption of controls',
] as const

export function silenceBlocks({ facts }: ReportContext): ReportBlock[] {
  const spans = facts.sources.flatMap(({ source, coverage }) =>
    daySpans(coverage.emptyDays).map((span) => ({ source, span })),
  )
  return [
    ...cutTable(
      [
        { label: 'No.' },
        { label: 'Source' },
        { label: 'From' },
        { label: 'To' },
        { label: 'Days', align: 'right' },
        { label: 'Response items, each to be stated' },
      ],
      spans.map(({ source, span }, index) => [
        `S-${String(index + 1).padStart(3, '0')}`,
        source.name,
        span.from,
        span.to,
        count(span.days),
        responseItems.map((item) => `${item}: …`).join('; '),
      ]),
      'No source was silent for a whole day of the period.',
      { extract: 'data/extracts' },
      500,
    ),
    { kind: 'note', text: text.t('prove.coverage.quiet') },
  ]
}

export function identifierBlocks({ facts }: ReportContext): ReportBlock[] {
  return [
    {
      kind: 'table',
      columns: [
        { label: 'Source' },
        { label: 'Entries', align: 'right' },
        { label: 'Without actor id', align: 'right' },
        { label: 'Ids of persons', align: 'right' },
        { label: 'Ids of programs', align: 'right' },
        { label: 'Generic ids' },
      ],
      rows: facts.sources.map(({ source, actors }) => [
        source.name,
        count(actors.entries),
        count(actors.withoutActor),
        count(actors.persons),
        count(actors.programs),
        actors.generic.length === 0
          ? 'none'
          : actors.generic.map((item) => `${item.actor} (${count(item.entries)})`).join(', '),
      ]),
      emptyText: 'No source.',
    },
    { kind: 'subheading', text: 'Persons whose address changed within 15 minutes, ids masked' },
    ...facts.sources.flatMap(({ source, actors }, index) => [
      ...cutTable(
        [
          { label: `Id in ${source.name}` },
          { label: 'Changes', align: 'right' },
          { label: 'Entries', align: 'right' },
          { label: 'First on line', align: 'right' },
        ],
        actors.addressChanges.map((item) => [
          maskedId(item.actor),
          count(item.changes),
          count(item.entries),
          String(item.first.line ?? ''),
        ]),
        `None in ${source.name}.`,
        { extract: `data/extracts/${sourceTag(index)}-address-changes.csv` },
        40,
      ),
    ]),
    { kind: 'note', text: 'A question, not an answer: mobile networks, gateways and proxies change addresses too.' },
  ]
}

export function untestedBlocks({ table }: ReportContext): ReportBlock[] {
  return [
    {
      kind: 'table',
      columns: [
        { label: 'Clause' },
        { label: 'Asks (paraphrase)' },
        { label: 'A test would need' },
        { label: 'Result' },
      ],
      rows: table.untested.map((row) => [row.clause, row.asks, row.needs, 'not-testable']),
      emptyText: 'None.',
    },
    { kind: 'subheading', text: 'Left to the assessor' },
    ...table.leftToAssessor.map((item): ReportBlock => ({ kind: 'note', text: item })),
  ]
}
