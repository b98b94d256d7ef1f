/** Sections 1 to 5 and 7 of a report: package, purpose, results, scope, IPE sheets, method. Order of the package outlines. */
import type { ReportBlock, ReportSection } from '../../../../shared/model/report.ts'
import { procedureTexts } from '../../../../shared/core/control/procedures.ts'
import { ipeBlank, ipeOpen } from '../../query/ipe-sheet.ts'
import { count, nOfM, text, time, type ReportContext } from '../report-parts.ts'
import { counted } from '../../../../shared/text/numbers.ts'

const stated = 'to be stated by a person'

/** Sections 1 to 5; 6 is the integrity transcript. */
export function frontSections(context: ReportContext): ReportSection[] {
  return [
    { id: 'package', heading: '1  Package', blocks: packageBlocks(context) },
    { id: 'purpose', heading: '2  What this is and what it is not', blocks: purposeBlocks(context) },
    { id: 'results', heading: '3  Results at a glance', blocks: resultBlocks(context) },
    { id: 'scope', heading: '4  Scope and population', blocks: scopeBlocks(context) },
    { id: 'ipe', heading: '5  Sources and IPE sheets', blocks: ipeBlocks(context) },
  ]
}

function packageBlocks({ frame, table, facts }: ReportContext): ReportBlock[] {
  return [
    {
      kind: 'facts',
      rows: [
        { label: 'Version', value: '1; supersedes no earlier package' },
        { label: 'Status', value: 'prepared; not reviewed' },
        { label: 'Framework', value: `${table.name}, ${table.version}` },
        { label: 'Prepared by', value: frame.preparedBy === '' ? stated : frame.preparedBy },
        { label: 'Prepared for', value: stated },
        { label: 'Entity', value: `${stated}; the engagement is called ${facts.engagement.name}` },
        { label: 'Made with', value: `Assay ${frame.toolVersion}` },
      ],
    },
  ]
}

function purposeBlocks({ table }: ReportContext): ReportBlock[] {
  return [
    { kind: 'paragraph', text: text.t('statement.purpose') },
    {
      kind: 'paragraph',
      text: `${text.t('statement.framework', { framework: table.name })} Clauses are paraphrased; the table used is in section 13.1.`,
    },
    { kind: 'paragraph', text: text.t('statement.time') },
    {
      kind: 'note',
      text: 'Five results are used: no-exception-noted, exception-noted, not-testable, judgement-required, not-applicable. Each stands with the items it speaks of, and none says that a control works. Integrity verdicts (section 6) are another vocabulary and never stand in for them.',
    },
  ]
}

function resultBlocks(context: ReportContext): ReportBlock[] {
  const { tests, exceptions, referred } = context
  const resultCount = (result: string): number => tests.filter((test) => test.result === result).length
  return [
    {
      kind: 'paragraph',
      text: `${count(tests.length)} tests: exception-noted ${resultCount('exception-noted')}, no-exception-noted ${resultCount('no-exception-noted')}, judgement-required ${resultCount('judgement-required')}, not-testable ${resultCount('not-testable')}. Exceptions in the register: ${count(exceptions.rows.length + exceptions.unlisted)}. Items referred for review: ${count(referred.length)}.`,
    },
    {
      kind: 'table',
      columns: [
        { label: 'Test' },
        { label: 'Clause' },
        { label: 'Procedure' },
        { label: 'Result' },
        { label: 'Items without', align: 'right' },
        { label: 'of tested', align: 'right' },
        { label: 'Exc.', align: 'right' },
        { label: 'In' },
      ],
      rows: tests.map((test) => [
        test.clause.id,
        test.clause.clause,
        procedureTexts[test.clause.procedure].title,
        test.result,
        count(test.n),
        count(test.m),
        count(test.exceptions),
        context.sectionOf[test.clause.procedure] ?? '',
      ]),
      emptyText: 'No test.',
    },
    {
      kind: 'note',
      text: 'Items are named in the sheet of each test. An exception may stand for several items; an item referred for review is no exception.',
    },
  ]
}

function scopeBlocks(context: ReportContext): ReportBlock[] {
  const { facts } = context
  const { engagement, sources } = facts
  const outside = sources.reduce((sum, { coverage }) => sum + coverage.outside, 0)
  const untimed = sources.reduce((sum, { coverage }) => sum + coverage.untimed, 0)
  return [
    {
      kind: 'facts',
      rows: [
        { label: 'Period', value: `${engagement.period.from} to ${engagement.period.to}, both days included` },
        { label: 'Time zone', value: 'UTC throughout; the source’s own text of every time is kept' },
        { label: 'Sources', value: `${count(sources.length)}, all of the engagement` },
        { label: 'Entries', value: count(sources.reduce((sum, { source }) => sum + source.entries, 0)) },
        {
          label: 'Outside the period',
          value: `${counted(outside, 'entries')}; counted everywhere but in the days of the period`,
        },
        { label: 'Without usable time', value: counted(untimed, 'entries') },
        { label: 'Systems left out, and why', value: stated },
      ],
    },
    {
      kind: 'table',
      columns: [
        { label: 'IPE' },
        { label: 'Source' },
        { label: 'Entries', align: 'right' },
        { label: 'Rejected', align: 'right' },
        { label: 'First event' },
        { label: 'Last event' },
        { label: 'Rung' },
      ],
      rows: sources.map(({ source, rung }, index) => [
        `5.${index + 1}`,
        source.name,
        count(source.entries),
        count(source.receipt.rejected),
        time(source.firstMicros),
        time(source.lastMicros),
        rung,
      ]),
      emptyText: 'The engagement has no source.',
    },
    ...sources.map(({ source, rung }): ReportBlock => ({
      kind: 'paragraph',
      text: `${source.name}: ${text.t('statement.completeness', { rung })}`,
    })),
    ...containedBlocks(context),
  ]
}

/** What the sources' bytes in this package are, and what was masked in everything else. */
function containedBlocks({ facts, frame }: ReportContext): ReportBlock[] {
  const left = new Set(
    facts.sources.filter(({ source }) => source.receipt.sensitiveMode === 'reference').map(({ source }) => source.name),
  )
  const large = frame.referenced.filter((name) => !left.has(name))
  const notes = facts.sources.flatMap(({ source }): string[] => {
    const { sensitive, sensitiveMode, redaction } = source.receipt
    if (sensitiveMode === 'reference')
      return [
        `${source.name} holds card data. Its bytes were left in the file it came from and are neither in the engagement nor in this package; it is named by its SHA-256.`,
      ]
    if (sensitiveMode === 'redact')
      return [
        `${source.name} held card data, which was replaced by asterisks in ${count(redaction?.places ?? 0)} places before anything was stored. The bytes in this package are the redacted ones; the SHA-256 of the source is that of the file as it was handed over, and its hashes cannot be repeated from the redacted bytes.`,
      ]
    if (sensitive === undefined || frame.referenced.includes(source.name)) return []
    const { secret, 'national-id': identity } = sensitive
    return secret.likely + identity.likely === 0
      ? []
      : [
          `${source.name} is contained as acquired, byte for byte, with ${count(secret.likely)} likely secrets and ${count(identity.likely)} likely identity numbers in it. Hand the package over accordingly.`,
        ]
  })
  return [
    ...(large.length === 0
      ? []
      : [
          {
            kind: 'note' as const,
            text: `Named by digest and not contained, because of their size: ${large.join(', ')}.`,
          },
        ]),
    ...notes.map((note) => ({ kind: 'note' as const, text: note })),
    {
      kind: 'paragraph',
      text: 'In this report and in every list and table of the package, card numbers are shown by their last four digits, and secrets and identity numbers are masked. The files of the sources themselves are not masked.',
    },
  ]
}

function ipeBlocks({ facts }: ReportContext): ReportBlock[] {
  return facts.sources.flatMap(({ source, ipe }, index): ReportBlock[] => {
    const rows = ipe.flatMap((section) => section.rows)
    const open = rows.filter((row) => row.value === ipeOpen || row.value === ipeBlank).length
    return [
      { kind: 'subheading', text: `5.${index + 1}  ${source.name}` },
      {
        kind: 'paragraph',
        text: `Information produced by the entity. Open points: ${nOfM(open, rows.length)}; each is marked.`,
      },
      ...ipe.flatMap((section): ReportBlock[] => [
        { kind: 'subheading', text: section.heading },
        { kind: 'facts', rows: section.rows.map((row) => ({ ...row, mono: /^[0-9a-f]{64}$/.test(row.value) })) },
      ]),
    ]
  })
}

/** Section 7. */
export function methodSection({ facts, frame, table }: ReportContext): ReportSection {
  const { rules = [] } = facts.sources[0] ?? {}
  return {
    id: 'method',
    heading: '7  Method',
    blocks: [
      {
        kind: 'facts',
        rows: [
          {
            label: 'Procedures',
            value: `${count(new Set(table.clauses.map((clause) => clause.procedure)).size)}, run by Assay ${frame.toolVersion} over every entry of every source in one pass; each has a sheet with its population, rule and result`,
          },
          {
            label: 'Thresholds',
            value:
              'part of this version of the program, fixed before the sources were read; none was changed for this engagement',
          },
          {
            label: 'Rules',
            value: `${count(new Set(rules.map((rule) => rule.rule)).size)} anomaly rules in two readings, parameters in section 13.2`,
          },
          {
            label: 'Reasons',
            value:
              'needed for a manual refund above 100, a write-down above 10 units, a role change, a price override, a cancellation after fulfilment has begun (practice guide B); comparisons are strict and exact',
          },
          { label: 'Sampling', value: 'none: no seed, no stratum, no projection' },
          { label: 'Judgement', value: 'left to people: results name items and rules, never intent' },
        ],
      },
    ],
  }
}
