/** Sections 8A to 8N of a PCI DSS v4.0.1 requirement 10 package, each with its clause number. */
import type { ReportBlock, ReportSection } from '../../../../shared/model/report.ts'
import { eventClasses } from '../../../../shared/core/control/event-classes.ts'
import type { Procedure } from '../../../../shared/core/control/procedures.ts'
import { count, maskedId, sheetBlocks, time, type ReportContext } from '../report-parts.ts'
import { tenTwoTwoFields } from '../record-fields.ts'
import {
  identifierBlocks,
  protectionBlocks,
  retentionBlocks,
  silenceBlocks,
  timeBlocks,
  untestedBlocks,
} from './pci-record.ts'
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
