/** Sections 8A to 8N of a PCI DSS v4.0.1 requirement 10 package, each with its clause number. */
import type { ReportBlock, ReportSection } from '../../../../shared/model/report.ts'
import { eventClasses } from '../../../../shared/core/control/event-classes.ts'
import { startOfLastMonths } from '../../../../shared/core/control/period-dates.ts'
import type { Procedure } from '../../../../shared/core/control/procedures.ts'
import { daySpans } from '../../../../shared/core/control/week-rows.ts'
import { utcDate } from '../../../../shared/core/time/instant.ts'
import {
  count,
  cutTable,
  maskedId,
  nOfM,
  sheetBlocks,
  sourceTag,
  text,
  time,
  type ReportContext,
} from '../report-parts.ts'
import { tenTwoTwoFields } from '../record-fields.ts'
import { adminBlocks, changeBlocks, firstLines, percent, reviewBlocks, weekBlocks } from './record.ts'

export const pciPlaces: Readonly<Partial<Record<Procedure, string>>> = {
  'daily-coverage': '8C',
  'event-classes': '8D',
  'admin-grants': '8D.2',
  'ten-two-two-fields': '8E',
  'hash-chain': '6, 8F',
  'merkle-anchors': '6, 8F',
  'review-records': '8G',
  'rule-hits': '8G, 10',
  'twelve-months': '8H',
  'time-order': '8I',
  'silent-spans': '8J',
  'actor-ids': '8L',
}

export function pciSections(context: ReportContext): ReportSection[] {
  const { sources } = context.facts
  return [
    { id: 'frame', heading: '8A  Scope and log sources', blocks: scopeBlocks(context) },
    { id: 'index', heading: '8B  Evidence index', blocks: indexBlocks(context) },
    {
      id: 'coverage',
      heading: '8C  10.2.1  Coverage, source by day',
      blocks: [...sheetBlocks(context, 'daily-coverage'), ...silentSources(context), ...sources.flatMap(weekBlocks)],
    },
    {
      id: 'classes',
      heading: '8D  10.2.1.1 to 10.2.1.7  Event classes',
      blocks: [...sheetBlocks(context, 'event-classes'), ...classBlocks(context)],
    },
    {
      id: 'admins',
      heading: '8D.2  10.2.1.5  Administrator roles',
      blocks: [...sheetBlocks(context, 'admin-grants'), ...sources.flatMap(adminBlocks)],
    },
    {
      id: 'fields',
      heading: '8E  10.2.2  Six fields of every event',
      blocks: [...sheetBlocks(context, 'ten-two-two-fields'), ...fieldBlocks(context)],
    },
    { id: 'protection', heading: '8F  10.3  Protection of the records', blocks: protectionBlocks(context) },
    {
      id: 'reviews',
      heading: '8G  10.4  Reviews and follow-up',
      blocks: [
        ...sheetBlocks(context, 'review-records'),
        ...sources.flatMap(reviewBlocks),
        ...sheetBlocks(context, 'rule-hits'),
      ],
    },
    {
      id: 'retention',
      heading: '8H  10.5.1  Retention span',
      blocks: [...sheetBlocks(context, 'twelve-months'), ...retentionBlocks(context)],
    },
    { id: 'time', heading: '8I  10.6  Time', blocks: [...sheetBlocks(context, 'time-order'), ...timeBlocks(context)] },
    {
      id: 'silence',
      heading: '8J  10.7  Silences of the log',
      blocks: [...sheetBlocks(context, 'silent-spans'), ...silenceBlocks(context)],
    },
    {
      id: 'ids',
      heading: '8L  8.2.1, 8.2.2  Identifiers',
      blocks: [...sheetBlocks(context, 'actor-ids'), ...identifierBlocks(context)],
    },
    { id: 'untested', heading: '8M  Clauses without log evidence in this package', blocks: untestedBlocks(context) },
    {
      id: 'changes',
      heading: '8N  Change log',
      blocks: [
        {
          kind: 'paragraph',
          text: 'Supports 10.2.2 and 10.3.2: what the sources recorded as changed, for comparison with the entity’s own records.',
        },
        ...sources.flatMap(changeBlocks),
      ],
    },
  ]
}

function scopeBlocks({ facts }: ReportContext): ReportBlock[] {
  return [
    {
      kind: 'facts',
      rows: [
        { label: 'Scope statement', value: 'to be stated by a person; scope is confirmed under 12.5.2' },
        {
          label: 'List of components',
          value: 'not supplied; whether a component without a source below is in scope cannot be seen',
        },
      ],
    },
    {
      kind: 'table',
      columns: [
        { label: 'Log source' },
        { label: 'Profile' },
        { label: 'Entries', align: 'right' },
        { label: 'Acquired' },
      ],
      rows: facts.sources.map(({ source }) => [
        source.name,
        source.profile.name,
        count(source.entries),
        time(source.importedAtMicros),
      ]),
      emptyText: 'No source.',
    },
  ]
}

/** What each file of the package is evidence of, by the start of its name. */
const evidence: readonly { readonly matches: RegExp; readonly shows: string; readonly clauses: string }[] = [
  { matches: /-address-changes\.csv$/, shows: 'addresses changed within 15 minutes', clauses: '8.2.1, 8.2.2' },
  { matches: /-coverage\.csv$/, shows: 'events per day', clauses: '10.2.1, 10.5.1, 10.7.2' },
  {
    matches: /-administrators(?:-seen)?\.csv$/,
    shows: 'administrator roles granted, revoked, used',
    clauses: '10.2.1.2, 10.2.1.5',
  },
  { matches: /-event-classes\.csv$/, shows: 'events per class, with examples', clauses: '10.2.1.1 to .7' },
  { matches: /-fields\.json$/, shows: 'fields filled per requirement', clauses: '10.2.2' },
  { matches: /-changes\.csv$/, shows: 'changes per month', clauses: '10.2.2' },
  { matches: /-rules\.json$/, shows: 'rules with parameters and hits', clauses: '10.4.3' },
  { matches: /-reviews\.csv$/, shows: 'entries that record a review', clauses: '10.4.1' },
  { matches: /referred-items\.csv$/, shows: 'entries referred for review', clauses: '10.4.3' },
  { matches: /exceptions\.csv$/, shows: 'register of exceptions', clauses: 'all' },
  { matches: /-rejects\.csv$/, shows: 'records that could not be read', clauses: '10.2' },
  { matches: /-breaks\.csv$/, shows: 'entries the chain check did not verify', clauses: '10.3.2' },
  { matches: /custody-log\.ndjson$/, shows: 'what was done to the engagement', clauses: 'all' },
  { matches: /\/ipe\//, shows: 'sheet of the source with its receipt', clauses: '10.2 to 10.5' },
  { matches: /-chain\.json$/, shows: 'result of the chain check', clauses: '10.3.2' },
  { matches: /-merkle\.json$/, shows: 'roots recomputed and claimed', clauses: '10.3.4' },
  { matches: /-anchors\.json$/, shows: 'anchors compared, step by step', clauses: '10.3.4' },
  { matches: /\/recipes\//, shows: 'how hashes were recomputed', clauses: '10.3.2, 10.3.4' },
  { matches: /\/proofs\//, shows: 'recorded anchors and known block hashes', clauses: '10.3.4' },
  { matches: /\/extracts\/source-/, shows: 'source, byte for byte', clauses: '10.2, 10.3' },
]

function indexBlocks({ frame }: ReportContext): ReportBlock[] {
  return [
    {
      kind: 'paragraph',
      text: 'Numbers for citing in a report on compliance. Digests are in the last section and in the lists of the package.',
    },
    {
      kind: 'table',
      columns: [{ label: 'No.' }, { label: 'File' }, { label: 'Shows' }, { label: 'Clauses' }],
      rows: frame.payloadPaths.map((path, index) => {
        const kind = evidence.find(({ matches }) => matches.test(path))
        return [`EV-${String(index + 1).padStart(3, '0')}`, path, kind?.shows ?? '', kind?.clauses ?? '']
      }),
      emptyText: 'No file.',
    },
  ]
}

function silentSources({ facts }: ReportContext): ReportBlock[] {
  const silent = facts.sources.filter(({ coverage }) => coverage.days.every((day) => day.count === 0))
  return [
    {
      kind: 'paragraph',
      text: `Sources silent for the whole period: ${silent.length === 0 ? 'none' : silent.map(({ source }) => source.name).join(', ')} of ${count(facts.sources.length)}.`,
    },
  ]
}

function classBlocks({ facts }: ReportContext): ReportBlock[] {
  const absent = facts.sources.flatMap(({ source, classes }) =>
    classes.filter((item) => item.count === 0).map((item) => [item.id, source.name]),
  )
  return [
    {
      kind: 'table',
      columns: [
        { label: 'Class' },
        { label: 'Paraphrase' },
        { label: 'How an entry is recognised' },
        ...facts.sources.map(({ source }) => ({ label: source.name, align: 'right' as const })),
      ],
      rows: eventClasses.map((kind) => [
        kind.id,
        kind.title,
        kind.rule,
        ...facts.sources.map(({ classes }) => count(classes.find((item) => item.id === kind.id)?.count ?? 0)),
      ]),
      emptyText: '',
    },
    { kind: 'subheading', text: 'Examples: the first three of each class and source, ids masked' },
    {
      kind: 'table',
      columns: [
        { label: 'Class' },
        { label: 'Source' },
        { label: 'Line', align: 'right' },
        { label: 'Time' },
        { label: 'Actor' },
        { label: 'Action' },
      ],
      rows: facts.sources.flatMap(({ source, classes }) =>
        classes.flatMap((item) =>
          item.examples.map((example) => [
            item.id,
            source.name,
            String(example.pointer.line ?? ''),
            time(example.occurredAtMicros),
            maskedId(example.actor),
            example.action,
          ]),
        ),
      ),
      emptyText: 'No entry belongs to any class.',
    },
    { kind: 'subheading', text: 'Absence list' },
    {
      kind: 'table',
      columns: [{ label: 'Class' }, { label: 'Source' }, { label: 'What to do' }],
      rows: absent.map(([id = '', name = '']) => [
        id,
        name,
        'no event: nothing happened, or it is not logged. Ask for a seeded test event',
      ]),
      emptyText: 'Every class has events in every source.',
    },
  ]
}

function fieldBlocks({ facts }: ReportContext): ReportBlock[] {
  return [
    {
      kind: 'table',
      columns: [
        { label: 'Field' },
        { label: 'Source' },
        { label: 'Shown by' },
        { label: 'Filled', align: 'right' },
        { label: 'Entries', align: 'right' },
        { label: 'Rate', align: 'right' },
        { label: 'First lines without' },
      ],
      rows: facts.sources.flatMap(({ source, fillRates }) =>
        tenTwoTwoFields(fillRates).map(({ field, rate }) =>
          rate === undefined
            ? [field, source.name, 'not recorded', '', '', '', 'not-testable']
            : [
                field,
                source.name,
                rate.fields.join(', '),
                count(rate.filled),
                count(rate.applicable),
                percent(rate.filled, rate.applicable),
                firstLines(rate.missing),
              ],
        ),
      ),
      emptyText: '',
    },
    {
      kind: 'note',
      text: 'Where several record fields can show one of the six, the one filled most often is counted. An outcome read from the last part of an action’s name or from a status code is derived, not recorded as a field of its own.',
    },
  ]
}

function protectionBlocks(context: ReportContext): ReportBlock[] {
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
          text: `${source.name}: ${count(access?.count ?? 0)} entries of access to an audit log. The list of those allowed to read was not supplied: not-testable.`,
        },
      ]
    }),
    { kind: 'paragraph', text: '10.3.3: no source records when an entry reached a central server: not-testable.' },
  ]
}

function retentionBlocks({ facts }: ReportContext): ReportBlock[] {
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

function timeBlocks({ facts }: ReportContext): ReportBlock[] {
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

function silenceBlocks({ facts }: ReportContext): ReportBlock[] {
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

function identifierBlocks({ facts }: ReportContext): ReportBlock[] {
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

function untestedBlocks({ table }: ReportContext): ReportBlock[] {
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
