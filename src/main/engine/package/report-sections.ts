/** The report of a package: sections of facts with their denominators, in the order of the package outlines. */
import type { ReportBlock, ReportModel, ReportSection } from '../../../shared/model/report.ts'
import type { Framework } from '../../../shared/model/engagement.ts'
import { clauseTables } from '../../../shared/core/control/clauses.ts'
import { controlTests } from '../../../shared/core/control/control-tests.ts'
import { isoFromMicros } from '../../../shared/core/time/instant.ts'
import { createText } from '../../../shared/text/create-text.ts'
import { checkSentence, reasonText } from '../../../shared/text/verdict-text.ts'
import { exceptionRows } from './exception-rows.ts'
import type { PackageFacts, SourceFacts } from './package-facts.ts'
import { procedureOutcomes } from './procedure-outcomes.ts'

export interface ReportFrame {
  readonly packageId: string
  readonly generatedAtMicros: number
  readonly toolVersion: string
  readonly preparedBy: string
  /** Sources whose bytes are too large to be put into the package; they are named by digest. */
  readonly referenced: readonly string[]
}

const text = createText()
const count = (value: number): string => value.toLocaleString('en-US')
const time = (micros: number | null): string => (micros === null ? 'no time' : isoFromMicros(micros, 0))

export function reportModel(template: Framework, facts: PackageFacts, frame: ReportFrame): ReportModel {
  const table = clauseTables[template]
  const { engagement } = facts
  const sections: ReportSection[] = [
    { id: 'purpose', heading: 'What this is and what it is not', blocks: purposeBlocks(template) },
    { id: 'results', heading: 'Results at a glance', blocks: resultBlocks(template, facts) },
    { id: 'scope', heading: 'Scope and population', blocks: scopeBlocks(facts, frame) },
    ...facts.sources.map((source, index) => ipeSection(source, index)),
    { id: 'integrity', heading: 'Integrity transcript', blocks: integrityBlocks(facts) },
    { id: 'coverage', heading: 'Coverage per day', blocks: facts.sources.flatMap(coverageBlocks) },
    { id: 'access', heading: 'Access summary: administrator roles', blocks: facts.sources.flatMap(accessBlocks) },
    { id: 'changes', heading: 'Change log summary', blocks: facts.sources.flatMap(changeBlocks) },
    { id: 'fields', heading: 'Who, what, when, where, why: fields filled', blocks: facts.sources.flatMap(fieldBlocks) },
    { id: 'rules', heading: 'Rules and hits', blocks: facts.sources.flatMap(ruleBlocks) },
    { id: 'exceptions', heading: 'Exceptions register', blocks: exceptionBlocks(facts) },
    {
      id: 'assessor',
      heading: 'Left to the assessor',
      blocks: [
        {
          kind: 'paragraph',
          text: `A log cannot show these; they need interview, inspection or another record: ${table.leftToAssessor.join('; ')}.`,
        },
      ],
    },
    { id: 'limits', heading: 'What this does not prove', blocks: limitBlocks(facts) },
    { id: 'signoff', heading: 'Sign-off', blocks: signOffBlocks(frame) },
  ]
  return {
    title: `${table.name} evidence package`,
    subtitle: table.version,
    engagement: engagement.name,
    period: `${engagement.period.from} to ${engagement.period.to}`,
    template: table.name,
    generatedAt: isoFromMicros(frame.generatedAtMicros, 0),
    packageId: frame.packageId,
    sections,
  }
}

function purposeBlocks(template: Framework): ReportBlock[] {
  const table = clauseTables[template]
  return [
    {
      kind: 'paragraph',
      text: 'This package sets out procedures run by software on the files listed below and what was found. It expresses no opinion or assurance on controls or financial statements.',
    },
    {
      kind: 'paragraph',
      text: `It is evidence assembled for use in a ${table.name} review. Clauses are paraphrased and follow ${table.version}.`,
    },
    {
      kind: 'note',
      text: 'Event times are as recorded by the source. Times marked asserted were not independently attested.',
    },
  ]
}

function resultBlocks(template: Framework, facts: PackageFacts): ReportBlock[] {
  const tests = controlTests(clauseTables[template].clauses, procedureOutcomes(facts))
  return [
    {
      kind: 'table',
      columns: [
        { label: 'Test', width: 12 },
        { label: 'Clause', width: 11 },
        { label: 'Asks', width: 28 },
        { label: 'Result', width: 18 },
        { label: 'n of m', width: 13, align: 'right' },
        { label: 'Detail', width: 32 },
      ],
      rows: tests.map((test) => [
        test.clause.id,
        test.clause.clause,
        test.clause.asks,
        test.result,
        `${count(test.n)} of ${count(test.m)}`,
        test.detail,
      ]),
      emptyText: 'No test.',
    },
    {
      kind: 'note',
      text: 'A result speaks of the stated items only. "no-exception-noted" is no statement that a control works.',
    },
  ]
}

function scopeBlocks(facts: PackageFacts, frame: ReportFrame): ReportBlock[] {
  const { engagement, sources } = facts
  return [
    {
      kind: 'facts',
      rows: [
        { label: 'Engagement', value: engagement.name },
        { label: 'Period', value: `${engagement.period.from} to ${engagement.period.to} (UTC, both days included)` },
        { label: 'Sources', value: count(sources.length) },
        { label: 'Entries', value: count(sources.reduce((sum, { source }) => sum + source.entries, 0)) },
        { label: 'Tool', value: `Assay ${frame.toolVersion}` },
      ],
    },
    {
      kind: 'table',
      columns: [
        { label: 'Source' },
        { label: 'Entries', align: 'right' },
        { label: 'First event' },
        { label: 'Last event' },
        { label: 'Rung' },
        { label: 'SHA-256', mono: true },
      ],
      rows: sources.map(({ source, rung }) => [
        source.name,
        count(source.entries),
        time(source.firstMicros),
        time(source.lastMicros),
        rung,
        source.sha256,
      ]),
      emptyText: 'The engagement has no source.',
    },
    ...(frame.referenced.length === 0
      ? []
      : [
          {
            kind: 'note' as const,
            text: `Named by digest and not contained, because of their size: ${frame.referenced.join(', ')}.`,
          },
        ]),
  ]
}

function ipeSection({ source, ipe }: SourceFacts, index: number): ReportSection {
  return {
    id: `ipe-${index + 1}`,
    heading: `Information produced by the entity: ${source.name}`,
    blocks: ipe.flatMap((section): ReportBlock[] => [
      { kind: 'paragraph', text: section.heading },
      { kind: 'facts', rows: section.rows.map((row) => ({ ...row, mono: /^[0-9a-f]{64}$/.test(row.value) })) },
    ]),
  }
}

function integrityBlocks(facts: PackageFacts): ReportBlock[] {
  const blocks: ReportBlock[] = []
  for (const { source, results, breaks } of facts.sources) {
    const { chain, merkle, anchors } = results
    for (const result of [chain, merkle, anchors]) {
      if (result === null) continue
      const n = result.kind === 'chain' ? result.contentVerified : result.verified
      const m =
        result.kind === 'chain'
          ? result.entries
          : result.kind === 'merkle'
            ? result.batches.length
            : result.anchors.length
      blocks.push({
        kind: 'verdict',
        verdict: result.verdict,
        scope: `${result.kind === 'chain' ? 'Hash chain' : result.kind === 'merkle' ? 'Merkle roots' : 'Anchors'} of ${source.name}`,
        n,
        m,
        reason: result.reason === null ? null : reasonText(text, result.reason),
      })
      blocks.push({ kind: 'paragraph', text: checkSentence(text, result) })
    }
    if (chain === null && merkle === null)
      blocks.push({ kind: 'note', text: `${source.name}: no integrity check was run or none applies.` })
    if (chain !== null) {
      blocks.push({
        kind: 'facts',
        rows: [
          { label: 'Recipe', value: chain.recipeId ?? 'none reproduces the stored hashes' },
          { label: 'SHA-256 of the recipe', value: chain.recipeHash ?? 'none', mono: true },
          {
            label: 'Links',
            value: Object.entries(chain.links)
              .filter(([, value]) => value > 0)
              .map(([state, value]) => `${state} ${count(value)}`)
              .join(', '),
          },
          {
            label: 'Contents',
            value: Object.entries(chain.contents)
              .filter(([, value]) => value > 0)
              .map(([state, value]) => `${state} ${count(value)}`)
              .join(', '),
          },
          { label: 'Head hash', value: chain.headHash ?? 'none', mono: true },
        ],
      })
    }
    if (breaks.length > 0) {
      blocks.push({
        kind: 'table',
        columns: [
          { label: 'Line', align: 'right', width: 8 },
          { label: 'Sequence', width: 12 },
          { label: 'Link', width: 10 },
          { label: 'Content', width: 13 },
          { label: 'Expected', mono: true, width: 28 },
          { label: 'Actual', mono: true, width: 28 },
        ],
        rows: breaks
          .slice(0, 200)
          .map((item) => [
            String(item.line),
            item.sequence ?? '',
            item.link,
            item.content,
            item.recomputed ?? item.expectedPrevious ?? '',
            item.stored ?? item.statedPrevious ?? '',
          ]),
        emptyText: 'None.',
      })
    }
    if (anchors !== null) {
      blocks.push({
        kind: 'table',
        columns: [
          { label: 'Batch' },
          { label: 'Verdict' },
          { label: 'Rung' },
          { label: 'Block time' },
          { label: 'Asserted time' },
          { label: 'Reason' },
        ],
        rows: anchors.anchors
          .filter((anchor) => anchor.verdict !== 'verified')
          .slice(0, 200)
          .map((anchor) => [
            anchor.date,
            anchor.verdict,
            anchor.rung,
            secondsText(anchor.times.blockSeconds),
            secondsText(anchor.times.assertedSeconds),
            anchor.reason ?? '',
          ]),
        emptyText: 'Every anchor is verified.',
      })
    }
  }
  return blocks
}

function secondsText(seconds: string | null): string {
  return seconds === null || seconds.length > 11 ? 'unknown' : isoFromMicros(Number(seconds) * 1_000_000, 0)
}

function coverageBlocks({ source, coverage }: SourceFacts): ReportBlock[] {
  return [
    {
      kind: 'paragraph',
      text: `${source.name}: ${count(coverage.days.length - coverage.emptyDays.length)} of ${count(coverage.days.length)} days have events; ${count(coverage.untimed)} entries have no usable time.`,
    },
    {
      kind: 'table',
      columns: [{ label: `Days without events in ${source.name}` }],
      rows: coverage.emptyDays.map((date) => [date]),
      emptyText: 'No day of the period is without events.',
    },
    {
      kind: 'bars',
      label: `Events per day in ${source.name}`,
      rows: coverage.days.map((day) => ({ label: day.date, value: day.count })),
    },
  ]
}

function accessBlocks({ source, admins }: SourceFacts): ReportBlock[] {
  if (admins.result === 'not-testable')
    return [{ kind: 'note', text: `${source.name}: not testable, no entry records a role or a change of role.` }]
  return [
    {
      kind: 'paragraph',
      text: `${source.name}: ${count(admins.changeCount)} grants or revocations of administrator roles; rebuilt from the log, to be compared with the system's own list.`,
    },
    {
      kind: 'table',
      columns: [
        { label: 'Time' },
        { label: 'Change' },
        { label: 'Role' },
        { label: 'Who' },
        { label: 'By' },
        { label: 'Line', align: 'right' },
      ],
      rows: admins.changes.map((change) => [
        time(change.occurredAtMicros),
        change.change,
        change.role,
        change.grantee,
        change.actor,
        String(change.pointer.line ?? ''),
      ]),
      emptyText: 'No grant or revocation of an administrator role in the log.',
    },
    {
      kind: 'table',
      columns: [
        { label: 'Acted with an administrator role' },
        { label: 'Role' },
        { label: 'First' },
        { label: 'Last' },
        { label: 'Entries', align: 'right' },
      ],
      rows: admins.seen.map((seen) => [
        seen.actor,
        seen.role,
        time(seen.firstMicros),
        time(seen.lastMicros),
        count(seen.entries),
      ]),
      emptyText: 'No entry was made with an administrator role.',
    },
  ]
}

function changeBlocks({ source, changes }: SourceFacts): ReportBlock[] {
  if (changes.result === 'not-testable')
    return [{ kind: 'note', text: `${source.name}: not testable, no entry records values before or after.` }]
  return [
    { kind: 'paragraph', text: `${source.name}: ${count(changes.changes)} entries carry a value before or after.` },
    {
      kind: 'table',
      columns: [{ label: 'Month' }, { label: 'Resource' }, { label: 'Action' }, { label: 'Changes', align: 'right' }],
      rows: changes.groups.map((group) => [
        group.month ?? 'no time',
        group.resourceType,
        group.action,
        count(group.count),
      ]),
      emptyText: 'No change.',
    },
  ]
}

function fieldBlocks({ source, fillRates }: SourceFacts): ReportBlock[] {
  return [
    {
      kind: 'table',
      columns: [
        { label: `Field in ${source.name}` },
        { label: 'Dimension' },
        { label: 'Filled', align: 'right' },
        { label: 'Applicable', align: 'right' },
        { label: 'Result' },
      ],
      rows: fillRates.map((rate) => [
        rate.requirement,
        rate.dimension,
        rate.result === 'measured' ? count(rate.filled) : '',
        rate.result === 'measured' ? count(rate.applicable) : '',
        rate.result === 'not-testable'
          ? `not-testable: ${rate.fields.join(', ')}`
          : rate.filled === rate.applicable
            ? 'filled'
            : 'exception-noted',
      ]),
      emptyText: 'No requirement.',
    },
  ]
}

function ruleBlocks({ source, rules }: SourceFacts): ReportBlock[] {
  const hits = rules.flatMap((rule) => rule.hits.map((hit) => ({ rule, hit })))
  return [
    {
      kind: 'table',
      columns: [
        { label: `Rule on ${source.name}`, width: 26 },
        { label: 'Mode', width: 12 },
        { label: 'Result', width: 20 },
        { label: 'Tested', align: 'right', width: 10 },
        { label: 'Hits', align: 'right', width: 8 },
        { label: 'Missing fields', width: 20 },
      ],
      rows: rules.map((rule) => [
        `${rule.rule} ${rule.name}`,
        rule.mode,
        rule.result,
        count(rule.tested),
        count(rule.hitCount),
        rule.missing.join(', '),
      ]),
      emptyText: 'No rule was run.',
    },
    {
      kind: 'table',
      columns: [
        { label: 'Rule', width: 7 },
        { label: 'Mode', width: 12 },
        { label: 'Line', align: 'right', width: 8 },
        { label: 'Time', width: 20 },
        { label: 'Meets the pre-set criterion with', width: 50 },
      ],
      rows: hits.slice(0, 1000).map(({ rule, hit }) => [
        rule.rule,
        rule.mode,
        String(hit.pointer.line ?? ''),
        time(hit.occurredAtMicros),
        Object.entries(hit.context)
          .map(([name, value]) => `${name} ${value}`)
          .join(', '),
      ]),
      emptyText: 'No entry meets a pre-set criterion.',
    },
    {
      kind: 'note',
      text: 'A listed item meets a criterion fixed before the run; that is not a finding of error or misconduct.',
    },
  ]
}

function exceptionBlocks(facts: PackageFacts): ReportBlock[] {
  const rows = exceptionRows(facts)
  return [
    {
      kind: 'paragraph',
      text: `${count(rows.length)} exceptions. Severity, cause and management response are for people to state.`,
    },
    {
      kind: 'table',
      columns: [
        { label: 'No.', width: 8 },
        { label: 'Kind', width: 20 },
        { label: 'Source', width: 20 },
        { label: 'Item', width: 18 },
        { label: 'Observed', width: 40 },
      ],
      rows: rows
        .slice(0, 2000)
        .map((row, index) => [`E-${String(index + 1).padStart(4, '0')}`, row.kind, row.source, row.item, row.observed]),
      emptyText: 'No exception was noted by the procedures of this package.',
    },
  ]
}

function limitBlocks(facts: PackageFacts): ReportBlock[] {
  const rungs = facts.sources.map(({ source, rung }) => `${rung} for ${source.name}`).join(', ')
  return [
    {
      kind: 'paragraph',
      text: `Results concern records present in the listed files. The completeness rung reached is ${rungs}. Events that were never logged, or removed before the earliest anchor, would not be seen.`,
    },
    {
      kind: 'paragraph',
      text: 'A chain that recomputes shows that the records agree with their stored hashes. Someone who recomputes every later hash leaves a consistent chain; only a commitment outside the system would differ.',
    },
    {
      kind: 'paragraph',
      text: 'A root that equals an anchor shows that these bytes existed no later than the block and have not changed since. It says nothing on truth, authorship or completeness. The time asserted by the submitter is not the block time.',
    },
    {
      kind: 'paragraph',
      text: 'A signature shows that the holder of a key signed these bytes. Who holds the key is established elsewhere, by comparing its fingerprint.',
    },
  ]
}

function signOffBlocks(frame: ReportFrame): ReportBlock[] {
  return [
    {
      kind: 'facts',
      rows: [
        { label: 'Prepared by', value: frame.preparedBy === '' ? 'to be stated' : frame.preparedBy },
        { label: 'Reviewed by', value: 'to be stated; not the preparer' },
        { label: 'Conclusion', value: 'left blank for a person' },
      ],
    },
  ]
}
