/** First analysis: rules, fill rates and coverage over every source in one pass each; hits and gaps become findings. */
import type { ResultOf } from '../../../shared/ipc/contract.ts'
import type { RuleMode, SequenceTest } from '../../../shared/model/analysis.ts'
import { createCoverage } from '../../../shared/core/completeness/coverage.ts'
import { createFillRates } from '../../../shared/core/completeness/fill-rates.ts'
import { createSequenceTest } from '../../../shared/core/completeness/sequence-test.ts'
import { maskedValue } from '../../../shared/core/sensitive/mask-value.ts'
import { createRuleRun } from '../../../shared/core/detect/rule-run.ts'
import { readEngagement } from '../../store/engagements.ts'
import { replaceFindings, type NewFinding } from '../../store/findings.ts'
import { lastRun, saveAnalysis } from '../../store/runs.ts'
import { listSources, type StoredSource } from '../../store/sources.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import { createFieldMeasurer, keepMeasures, measuresOf, type SourceMeasures } from '../query/source-measures.ts'
import { streamEntries } from '../query/stream-entries.ts'
import type { Session } from '../session.ts'

export type AnalysisResult = ResultOf<'analysis.run'>

export interface AnalysisOptions {
  readonly sourceId?: number | undefined
  readonly modes?: readonly RuleMode[] | undefined
  readonly zone?: string | undefined
}

/** Hits of one rule and mode, and gaps of one sequence, that become findings of their own. */
const listedHits = 200

export async function runAnalysis(
  ports: EnginePorts,
  session: Session,
  options: AnalysisOptions,
  job: JobContext,
): Promise<AnalysisResult> {
  const sources = listSources(session.store).filter(
    (source) => options.sourceId === undefined || source.sourceId === options.sourceId,
  )
  const modes = options.modes ?? (['as-written', 'strict'] as const)
  const zone = options.zone ?? 'UTC'
  const { period } = readEngagement(session.store)
  const rules: AnalysisResult['rules'] = []
  const w5: AnalysisResult['w5'] = []
  const coverage: AnalysisResult['coverage'] = []
  const sequences: SequenceTest[] = []
  const measured: [StoredSource, SourceMeasures][] = []
  for (const source of sources) {
    const ruleRun = createRuleRun({ profile: source.profile, zone, modes })
    const fillRates = createFillRates({ profile: source.profile })
    const days = createCoverage({ sourceId: source.sourceId, period })
    const sequence = createSequenceTest({ sourceId: source.sourceId, listLimit: listedHits })
    // The sheet of the source needs the same pass once.
    const measurer = measuresOf(session.store, source) === null ? createFieldMeasurer(source) : null
    await streamEntries(session.store, source, job, 'analysis', (entry) => {
      measurer?.add(entry)
      ruleRun.add(entry)
      fillRates.add(entry)
      days.add(entry)
      sequence.add(entry)
    })
    const rates = fillRates.finish()
    const dates = days.finish()
    const test = sequence.finish()
    rules.push({ sourceId: source.sourceId, sourceName: source.name, results: ruleRun.finish() })
    w5.push({ sourceId: source.sourceId, sourceName: source.name, entries: source.entries, rates })
    coverage.push(dates)
    sequences.push(test)
    if (measurer !== null)
      measured.push([source, { fillRates: rates, coverage: dates, sequence: test, ...measurer.finish() }])
  }
  // Stored as well as answered: what a rule or a fill rate quotes from evidence is masked before it is written.
  const result = maskedValue({ rules, w5, coverage }) as AnalysisResult
  await session.transaction(() => {
    saveAnalysis(
      session.store,
      ports.clock.nowMicros(),
      { modes, zone, period, sources: sources.map((source) => source.sourceId) },
      result,
    )
    for (const [source, measures] of measured) keepMeasures(session.store, source, measures)
    for (const [index, source] of sources.entries()) {
      replaceFindings(session.store, 'analysis', source.sourceId, analysisFindings(source, result, index))
      // The sequence check counts per scope and names repeats as well: once it ran, its findings stand.
      if (lastRun(session.store, source.sourceId, 'sequence') === undefined)
        replaceFindings(session.store, 'sequence', source.sourceId, sequenceFindings(sequences[index]))
    }
    recordCustody(ports, session.store, 'analysis.run', {
      modes,
      zone,
      sources: sources.map((source) => source.sourceId),
      hits: rules.reduce((sum, item) => sum + item.results.reduce((hits, rule) => hits + rule.hits.length, 0), 0),
    })
  })
  return result
}

function analysisFindings(source: StoredSource, result: AnalysisResult, index: number): NewFinding[] {
  const findings: NewFinding[] = []
  const bare = {
    sourceId: source.sourceId,
    entryId: null,
    line: null,
    sequence: null,
    byteStart: null,
    byteLength: null,
  }
  for (const rule of result.rules[index]?.results ?? []) {
    if (rule.result === 'not-testable') {
      findings.push({
        kind: 'rule-not-testable',
        severity: 'note',
        subject: rule.rule,
        details: { mode: rule.mode, missing: rule.missing.join(', ') },
        pointers: [bare],
        runId: null,
      })
    }
    for (const hit of rule.hits.slice(0, listedHits)) {
      findings.push({
        kind: 'rule-hit',
        severity: rule.severity,
        subject: rule.rule,
        details: { mode: rule.mode, ...hit.context },
        pointers: [hit.pointer],
        runId: null,
      })
    }
  }
  for (const date of result.coverage[index]?.emptyDays ?? []) {
    findings.push({
      kind: 'day-without-events',
      severity: 'medium',
      subject: date,
      details: { date },
      pointers: [bare],
      runId: null,
    })
  }
  for (const rate of result.w5[index]?.rates ?? []) {
    if (rate.result === 'not-testable' || rate.filled === rate.applicable) continue
    findings.push({
      kind: 'field-fill',
      severity: 'low',
      subject: rate.requirement,
      details: { dimension: rate.dimension, filled: String(rate.filled), applicable: String(rate.applicable) },
      pointers: rate.missing.length > 0 ? [...rate.missing] : [bare],
      runId: null,
    })
  }
  return findings
}

/** Missing numbers, one finding per range. A reason to ask, not a deletion: database serials skip after rollbacks. */
function sequenceFindings(test: SequenceTest | undefined): NewFinding[] {
  return (test?.gaps ?? []).map(({ from, to, count, pointer }) => {
    const missing = from === to ? from : `${from} to ${to}`
    return {
      kind: 'sequence-gap',
      severity: 'medium',
      subject: missing,
      details: { missing, count },
      pointers: [pointer],
      runId: null,
    }
  })
}
