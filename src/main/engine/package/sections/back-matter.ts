/** Sections 7 and 9 to 13 of a report: method, exceptions, responses, referred items, custody, limits, sign-off, appendices. */
import type { ReportBlock, ReportSection } from '../../../../shared/model/report.ts'
import { trustMarks } from '../../../../shared/core/control/clause-table.ts'
import { doesNotProve } from '../../../../shared/text/verdict-text.ts'
import { count, cutTable, text, time, type ReportContext } from '../report-parts.ts'
import { counted } from '../../../../shared/text/numbers.ts'

export function backSections(context: ReportContext): ReportSection[] {
  return [
    { id: 'exceptions', heading: '9  Exceptions register', blocks: exceptionBlocks(context) },
    {
      id: 'responses',
      heading: context.template === 'soc2' ? '9.1 (8I)  Management responses' : '9.1  Management responses',
      startsPage: true,
      blocks: responseBlocks(context),
    },
    {
      id: 'referred',
      heading: '10  Items referred and their disposition',
      startsPage: true,
      blocks: referredBlocks(context),
    },
    { id: 'custody', heading: '11  Custody log', blocks: custodyBlocks(context) },
    { id: 'limits', heading: '11.1  What this does not prove', blocks: limitBlocks(context) },
    { id: 'signoff', heading: '12  Sign-off', blocks: signOffBlocks(context) },
    { id: 'clauses', heading: '13.1  Appendix: clause table used', blocks: clauseBlocks(context) },
    { id: 'rules', heading: '13.2  Appendix: rules and parameters', blocks: parameterBlocks(context) },
    { id: 'glossary', heading: '13.3  Appendix: words and marks', blocks: glossaryBlocks },
  ]
}

function exceptionBlocks({ exceptions }: ReportContext): ReportBlock[] {
  const total = exceptions.rows.length + exceptions.unlisted
  return [
    {
      kind: 'paragraph',
      text: `Rows: ${count(total)}, all open. Observed facts only: severity, cause, compensating control, corrective action and retest are for people to state.`,
    },
    ...cutTable(
      [
        { label: 'No.', width: 44 },
        { label: 'Kind', width: 102 },
        { label: 'Source', width: 82 },
        { label: 'Item', width: 122 },
        { label: 'Observed', width: 133 },
      ],
      exceptions.rows.map((row) => [row.id, row.kind, row.source, row.item, row.observed]),
      'No exception was noted by the procedures of this package.',
      { total, extract: 'data/extracts/exceptions.csv' },
    ),
  ]
}

function responseBlocks({ exceptions }: ReportContext): ReportBlock[] {
  const kinds = [...new Set(exceptions.rows.map((row) => row.kind))]
  return [
    { kind: 'paragraph', text: 'Not covered by testing. Responses are those of management and were not examined.' },
    {
      kind: 'table',
      columns: [
        { label: 'Kind of exception', width: 110 },
        { label: 'Rows', align: 'right', width: 40 },
        { label: 'Response', width: 193 },
        { label: 'Owner', width: 80 },
        { label: 'By when', width: 60 },
      ],
      rows: kinds.map((kind) => [kind, count(exceptions.rows.filter((row) => row.kind === kind).length), '', '', '']),
      emptyText: 'No exception to respond to.',
    },
  ]
}

function referredBlocks({ facts, referred }: ReportContext): ReportBlock[] {
  return [
    {
      kind: 'paragraph',
      text: `${text.t('statement.anomaly')} Each rule ran in two readings: as written reproduces the printed rule, strict its stated intent. Parameters are in section 13.2.`,
    },
    ...facts.sources.flatMap(({ source, rules }): ReportBlock[] => [
      { kind: 'subheading', text: `${source.name}: rules run` },
      {
        kind: 'table',
        columns: [
          { label: 'Rule', width: 146 },
          { label: 'Reading', width: 54 },
          { label: 'Result', width: 100 },
          { label: 'Tested', align: 'right', width: 46 },
          { label: 'Meet it', align: 'right', width: 42 },
          { label: 'Not judged', width: 95 },
        ],
        rows: rules.map((rule) => [
          `${rule.rule}  ${rule.name}`,
          rule.mode === 'as-written' ? 'as written' : 'strict',
          rule.result === 'not-testable'
            ? 'not-testable'
            : rule.hitCount > 0
              ? 'judgement-required'
              : 'no-exception-noted',
          count(rule.tested),
          count(rule.hitCount),
          rule.result === 'not-testable'
            ? rule.missing.join(', ') === 'population'
              ? 'no entry of the rule’s kind'
              : `no field ${rule.missing.join(', ')}`
            : rule.unjudged > 0
              ? `no value in ${counted(rule.unjudged, 'entries')}`
              : '',
        ]),
        emptyText: 'No rule was run.',
      },
    ]),
    { kind: 'subheading', text: `Items: ${count(referred.length)}` },
    {
      kind: 'paragraph',
      text: 'Disposition of every item: open. Who looked at it, what was found and when, the innocent ones included, is to be recorded by a person.',
    },
    ...cutTable(
      [
        { label: 'No.', width: 44 },
        { label: 'Source', width: 78 },
        { label: 'Rule', width: 30 },
        { label: 'Line', align: 'right', width: 38 },
        { label: 'Time', width: 108 },
        { label: 'Readings', width: 56 },
        { label: 'Meets the criterion with', width: 129 },
      ],
      referred.map((row) => [
        row.id,
        row.source,
        row.rule,
        String(row.line ?? ''),
        time(row.occurredAtMicros),
        row.readings,
        row.context,
      ]),
      'No entry meets a criterion.',
      { extract: 'data/extracts/referred-items.csv' },
    ),
    ...doesNotProve(text, 'analysis').map((limit): ReportBlock => ({ kind: 'note', text: limit })),
  ]
}

function custodyBlocks({ facts }: ReportContext): ReportBlock[] {
  const { custody } = facts
  return [
    {
      kind: 'verdict',
      verdict: custody.verdict,
      scope: 'Custody log, recomputed as a hash chain',
      n: custody.firstBreak === null ? custody.events : Math.max(0, custody.firstBreak - 1),
      m: custody.events,
      reason: custody.firstBreak === null ? null : `the first event that does not hold is ${custody.firstBreak}`,
    },
    {
      kind: 'facts',
      rows: [
        {
          label: 'Events',
          value: `${count(custody.events)}, ${time(custody.firstMicros)} to ${time(custody.lastMicros)}`,
        },
        { label: 'Head hash', value: custody.headHash ?? 'none', mono: true },
        {
          label: 'Full log',
          value: 'data/extracts/custody-log.ndjson; the making of this package is recorded after it',
        },
      ],
    },
  ]
}

function limitBlocks(context: ReportContext): ReportBlock[] {
  const { sources } = context.facts
  const rungs = sources.map(({ source, rung }) => `${rung} for ${source.name}`).join(', ')
  const limits = [
    text.t('statement.completeness', { rung: rungs }),
    ...(['receipt', 'chain', 'merkle', 'anchors', 'analysis', 'coverage', 'package'] as const).flatMap((kind) =>
      doesNotProve(text, kind),
    ),
  ]
  return [...new Set(limits)].map((limit): ReportBlock => ({ kind: 'note', text: limit }))
}

function signOffBlocks({ frame }: ReportContext): ReportBlock[] {
  return [
    {
      kind: 'table',
      columns: [{ label: 'Role' }, { label: 'Name' }, { label: 'Date' }, { label: 'Meaning' }],
      rows: [
        [
          'Prepared by',
          frame.preparedBy === '' ? 'to be stated' : frame.preparedBy,
          time(frame.generatedAtMicros).slice(0, 10),
          'the procedures were run as described',
        ],
        ['Reviewed by', 'to be stated', '', 'the sheets were read; the reviewer is not the preparer'],
        ['Concluded by', 'to be stated', '', 'left blank for a person'],
      ],
      emptyText: '',
    },
    {
      kind: 'note',
      text: 'Reviewer and preparer were not compared: no reviewer is named. The signature of this file is the signer’s; who holds the key is established by comparing its fingerprint.',
    },
  ]
}

function clauseBlocks({ table }: ReportContext): ReportBlock[] {
  return [
    {
      kind: 'paragraph',
      text: `${table.name}, ${table.version}. Paraphrases. Marks: ${Object.entries(trustMarks)
        .map(([mark, meaning]) => `${mark} ${meaning}`)
        .join('; ')}.`,
    },
    {
      kind: 'table',
      columns: [{ label: 'Test' }, { label: 'Clause' }, { label: 'Asks' }, { label: 'Mark' }],
      rows: [
        ...table.clauses.map((clause) => [clause.id, clause.clause, clause.asks, clause.mark]),
        ...table.untested.map((clause) => ['none', clause.clause, clause.asks, clause.mark]),
      ],
      emptyText: '',
    },
    { kind: 'subheading', text: 'Left to the assessor' },
    {
      kind: 'paragraph',
      text: `A log cannot show these; they need interview, inspection or another record: ${table.leftToAssessor.join('; ')}.`,
    },
  ]
}

function parameterBlocks({ facts }: ReportContext): ReportBlock[] {
  const [source] = facts.sources
  return [
    {
      kind: 'paragraph',
      text: 'Fixed before the run and the same for every source. Hours are UTC. A count is a hit when it is above its limit.',
    },
    {
      kind: 'table',
      columns: [
        { label: 'Rule', width: 150 },
        { label: 'Reading', width: 58 },
        { label: 'Parameters', width: 275 },
      ],
      rows: (source?.rules ?? []).map((rule) => [
        `${rule.rule}  ${rule.name}`,
        rule.mode === 'as-written' ? 'as written' : 'strict',
        Object.entries(rule.parameters)
          .map(([name, value]) => `${name} ${value}`)
          .join(', '),
      ]),
      emptyText: 'No rule.',
    },
  ]
}

const glossaryBlocks: ReportBlock[] = [
  {
    kind: 'facts',
    rows: [
      { label: 'verified', value: text.t('verdict.verified') },
      { label: 'mismatch', value: text.t('verdict.mismatch') },
      { label: 'gap', value: text.t('verdict.gap') },
      { label: 'unanchored', value: text.t('verdict.unanchored') },
      { label: 'not-checked', value: text.t('verdict.not-checked') },
      { label: 'no-exception-noted', value: text.t('control.no-exception-noted') },
      { label: 'exception-noted', value: text.t('control.exception-noted') },
      { label: 'not-testable', value: text.t('control.not-testable') },
      { label: 'judgement-required', value: text.t('control.judgement-required') },
      ...(['L0', 'L1', 'L2', 'L3', 'L4', 'L5'] as const).map((rung) => ({
        label: `rung ${rung}`,
        value: text.t(`completeness.${rung}`),
      })),
      { label: 'E-0001, R-0001', value: 'row of the exceptions register (9), of the referred items (10)' },
      { label: 'line', value: 'physical line of the source file, the first being 1' },
      { label: '–, none', value: 'no such change in the month; a day of the period without an event' },
    ],
  },
]
