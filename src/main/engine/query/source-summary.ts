/** Sources as lists show them: receipt, span, worst verdict of the last runs, completeness rung. */
import type { FurtherCell, Overview } from '../../../shared/model/engagement.ts'
import type { SourceSummary } from '../../../shared/model/source.ts'
import type { CheckResult } from '../../../shared/model/check-run.ts'
import { worstVerdict } from '../../../shared/model/verdict.ts'
import {
  completenessRung,
  type CompletenessFacts,
  type CompletenessResult,
} from '../../../shared/core/completeness/completeness-ladder.ts'
import { lastRun } from '../../store/runs.ts'
import type { ReadableStore } from '../../store/open.ts'
import { readSourceFacts } from '../../store/source-facts.ts'
import { listSources, type StoredSource } from '../../store/sources.ts'
import { countFindings } from '../../store/findings.ts'
import { formatFrom } from '../../io/formats/reader.ts'
import { scopeOf } from '../../../shared/text/verdict-text.ts'
import { appliesTo, lastFurtherRuns } from '../verify/further-checks.ts'
import { hasChain } from '../verify/verify-chain.ts'
import type { Session } from '../session.ts'
import { sequenceFactsOf } from './source-measures.ts'

export function lastResults(
  store: ReadableStore,
  sourceId: number,
): {
  chain: Extract<CheckResult, { kind: 'chain' }> | null
  merkle: Extract<CheckResult, { kind: 'merkle' }> | null
  anchors: Extract<CheckResult, { kind: 'anchors' }> | null
} {
  const chain = lastRun(store, sourceId, 'chain')?.result
  const merkle = lastRun(store, sourceId, 'merkle')?.result
  const anchors = lastRun(store, sourceId, 'anchors')?.result
  return {
    chain: chain?.kind === 'chain' ? chain : null,
    merkle: merkle?.kind === 'merkle' ? merkle : null,
    anchors: anchors?.kind === 'anchors' ? anchors : null,
  }
}

export function summarizeSource(store: ReadableStore, source: StoredSource): SourceSummary {
  const { chain, merkle, anchors } = lastResults(store, source.sourceId)
  const completeness = completenessOf(store, source)
  const verdicts = [
    ...[chain, merkle, anchors].flatMap((result) => (result === null ? [] : [result.verdict])),
    ...furtherCells(store, source.sourceId).flatMap((cell) => (cell.applies ? [cell.verdict] : [])),
  ]
  return {
    sourceId: source.sourceId,
    name: source.name,
    format: source.format,
    formatName: formatFrom(source.format).title,
    profileId: source.profile.id,
    profileName: source.profile.name,
    importedAtMicros: source.importedAtMicros,
    receipt: source.receipt,
    firstMicros: source.firstMicros,
    lastMicros: source.lastMicros,
    firstSequence: source.firstSequence,
    lastSequence: source.lastSequence,
    verdict: verdicts.length === 0 ? null : worstVerdict(verdicts),
    completeness: completeness.rung,
    completenessStops: [...completeness.stops],
    completenessGap: completeness.gap,
    hasChain: hasChain(source),
    hasBatches: source.profile.batches !== undefined,
  }
}

export function rungOf(store: ReadableStore, source: StoredSource): SourceSummary['completeness'] {
  return completenessOf(store, source).rung
}

/** Completeness rung from what was checked and stated so far, and why it is no higher. */
export function completenessOf(store: ReadableStore, source: StoredSource): CompletenessResult {
  const { chain, merkle, anchors } = lastResults(store, source.sourceId)
  const verifiedDates = new Set(
    anchors?.anchors.flatMap((anchor) => (anchor.verdict === 'verified' ? [anchor.date] : [])) ?? [],
  )
  const covered =
    merkle?.batches.reduce(
      (sum, batch) => sum + (batch.verdict === 'verified' && verifiedDates.has(batch.date) ? batch.count : 0),
      0,
    ) ?? 0
  return completenessRung({
    accepted: source.entries,
    rejected: source.receipt.rejected,
    truncated: source.receipt.truncated,
    incomplete: source.receipt.notes.some((note) => note.incomplete === true),
    sequence: sequenceOf(store, source, chain),
    chain: chain === null ? null : { verdict: chain.verdict, checked: chain.entries },
    anchor: anchors === null ? null : { verdict: anchors.verdict, covered },
    totals: readSourceFacts(store, source.sourceId)?.totals ?? [],
  })
}

function sequenceOf(
  store: ReadableStore,
  source: StoredSource,
  chain: ReturnType<typeof lastResults>['chain'],
): CompletenessFacts['sequence'] {
  const facts = sequenceFactsOf(store, source)
  if (facts !== 'untested' || chain === null) return facts
  // As many entries as numbers from first to last: where none occurs twice, none is missing.
  const isWhole = chain.scopes === 1 && chain.entries === source.entries
  if (!isWhole || chain.sequenceDuplicates + chain.sequenceSkips > 0) return facts
  return { missing: '0', duplicates: 0, undecided: 0, withoutSequence: 0 }
}

/** Last run of each further check of a source; 0: of those over files that were never imported. */
function furtherCells(store: ReadableStore, sourceId: number): FurtherCell[] {
  return lastFurtherRuns(store, sourceId).map(({ run, result }) => ({
    kind: result.kind,
    runId: run.runId,
    sourceName: result.sourceName,
    verdict: result.verdict,
    ...scopeOf(result),
    applies: appliesTo(result),
  }))
}

export function overviewOf(session: Session): Overview {
  const { store } = session
  const sources = listSources(store)
  const matrix = sources.map((source) => {
    const { chain, merkle, anchors } = lastResults(store, source.sourceId)
    const { rung, gap, stops } = completenessOf(store, source)
    return {
      sourceId: source.sourceId,
      sourceName: source.name,
      completeness: { verdict: gap ? ('gap' as const) : null, rung, stops: [...stops] },
      chain:
        chain === null
          ? hasChain(source)
            ? { verdict: 'not-checked' as const, n: 0, m: source.entries }
            : null
          : { verdict: chain.verdict, n: chain.contentVerified, m: chain.entries + chain.rejected },
      merkle:
        merkle === null
          ? source.profile.batches === undefined
            ? null
            : { verdict: 'not-checked' as const, n: 0, m: 0 }
          : { verdict: merkle.verdict, n: merkle.verified, m: merkle.batches.length },
      anchors:
        anchors === null
          ? source.profile.batches === undefined
            ? null
            : { verdict: 'not-checked' as const, n: 0, m: 0 }
          : { verdict: anchors.verdict, n: anchors.verified, m: anchors.anchors.length },
      further: furtherCells(store, source.sourceId),
    }
  })
  const outside = furtherCells(store, 0)
  const cells = [
    ...matrix
      .flatMap((row) => [row.chain, row.merkle, row.anchors, row.completeness])
      .flatMap((cell) => (cell === null || cell.verdict === null ? [] : [cell.verdict])),
    ...[...matrix.flatMap((row) => row.further), ...outside].flatMap((cell) => (cell.applies ? [cell.verdict] : [])),
  ]
  return {
    engagement: session.describe(),
    entries: sources.reduce((sum, source) => sum + source.entries, 0),
    verdict: worstVerdict(cells),
    matrix,
    outside,
    findings: Object.values(countFindings(store)).reduce((sum, count) => sum + count, 0),
    rejected: sources.reduce((sum, source) => sum + source.receipt.rejected, 0),
    sensitive: sources.flatMap(({ sourceId, name, receipt }) => {
      const found = Object.values(receipt.sensitive ?? {})
      if (found.length === 0) return []
      const likely = found.reduce((sum, item) => sum + item.likely, 0)
      const possible = found.reduce((sum, item) => sum + item.possible, 0)
      return [{ sourceId, sourceName: name, likely, possible, mode: receipt.sensitiveMode ?? null }]
    }),
  }
}
