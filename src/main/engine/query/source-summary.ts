/** Sources as lists show them: receipt, span, worst verdict of the last runs, completeness rung. */
import type { Overview } from '../../../shared/model/engagement.ts'
import type { SourceSummary } from '../../../shared/model/source.ts'
import type { CheckResult } from '../../../shared/model/check-run.ts'
import { worstVerdict } from '../../../shared/model/verdict.ts'
import { completenessRung } from '../../../shared/core/completeness/completeness-ladder.ts'
import { lastRun } from '../../store/runs.ts'
import type { ReadableStore } from '../../store/open.ts'
import { listSources, type StoredSource } from '../../store/sources.ts'
import { countFindings } from '../../store/findings.ts'
import { formatFrom } from '../../io/formats/reader.ts'
import { hasChain } from '../verify/verify-chain.ts'
import type { Session } from '../session.ts'

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
  const verdicts = [chain, merkle, anchors].flatMap((result) => (result === null ? [] : [result.verdict]))
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
    completeness: rungOf(store, source),
    hasChain: hasChain(source),
    hasBatches: source.profile.batches !== undefined,
  }
}

/** Completeness rung from what was checked so far. Sequence facts come from the chain run's own join. */
export function rungOf(store: ReadableStore, source: StoredSource): SourceSummary['completeness'] {
  const { chain, merkle, anchors } = lastResults(store, source.sourceId)
  const verifiedDates = new Set(
    anchors?.anchors.flatMap((anchor) => (anchor.verdict === 'verified' ? [anchor.date] : [])) ?? [],
  )
  const covered =
    merkle?.batches.reduce(
      (sum, batch) => sum + (batch.verdict === 'verified' && verifiedDates.has(batch.date) ? batch.count : 0),
      0,
    ) ?? 0
  const numbered = source.firstSequence !== null && source.lastSequence !== null
  const span = numbered ? BigInt(source.lastSequence ?? '0') - BigInt(source.firstSequence ?? '0') + 1n : 0n
  const missing = numbered ? span - BigInt(source.entries) : 0n
  return completenessRung({
    accepted: source.entries,
    rejected: source.receipt.rejected,
    truncated: source.receipt.truncated,
    sequence: numbered
      ? {
          missing: String(missing > 0n ? missing : 0n),
          duplicates: missing < 0n ? Number(-missing) : (chain?.sequenceDuplicates ?? 0),
          undecided: 0,
          withoutSequence: 0,
        }
      : null,
    chain: chain === null ? null : { verdict: chain.verdict, checked: chain.entries },
    anchor: anchors === null ? null : { verdict: anchors.verdict, covered },
  }).rung
}

export function overviewOf(session: Session): Overview {
  const { store } = session
  const sources = listSources(store)
  const matrix = sources.map((source) => {
    const { chain, merkle, anchors } = lastResults(store, source.sourceId)
    return {
      sourceId: source.sourceId,
      sourceName: source.name,
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
    }
  })
  const cells = matrix
    .flatMap((row) => [row.chain, row.merkle, row.anchors])
    .flatMap((cell) => (cell === null ? [] : [cell.verdict]))
  return {
    engagement: session.describe(),
    entries: sources.reduce((sum, source) => sum + source.entries, 0),
    verdict: worstVerdict(cells),
    matrix,
    findings: Object.values(countFindings(store)).reduce((sum, count) => sum + count, 0),
    rejected: sources.reduce((sum, source) => sum + source.receipt.rejected, 0),
  }
}
