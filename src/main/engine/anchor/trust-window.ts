/**
 * Trust windows of a source, from the last checks of its anchors and proofs and the times of its entries. Nothing is
 * verified here and nothing stored: 1. what the checks found becomes attestations; 2. three passes over the column of
 * times; 3. the entries listed get their lines.
 */
import { indexOfEntry, entryIdFrom } from '../../../shared/model/digest.ts'
import { proofKinds } from '../../../shared/model/proof.ts'
import type { AttestedBasis, TrustWindow, WindowEntry } from '../../../shared/model/trust-window.ts'
import { anchorRungs, type AnchorRung } from '../../../shared/model/verdict.ts'
import {
  attestationFromAnchor,
  attestationsFromProof,
  timeUnder,
  type Attestation,
} from '../../../shared/core/anchor/attestation.ts'
import { CoverageDays, type DayBatch } from '../../../shared/core/anchor/coverage-map.ts'
import { createTrustWindow, windowPasses, type PlacedWindow } from '../../../shared/core/anchor/trust-window.ts'
import { dayOfDate } from '../../../shared/core/time/instant.ts'
import { listAnchorFiles, listTrust } from '../../store/anchors.ts'
import { readEngagement } from '../../store/engagements.ts'
import { entryMicros, findEntry } from '../../store/entries.ts'
import type { ReadableStore } from '../../store/open.ts'
import { lastRun } from '../../store/runs.ts'
import type { StoredSource } from '../../store/sources.ts'
import { listFrames } from '../../store/vault.ts'
import type { JobContext } from '../jobs.ts'
import { claimsOf, trustHash } from './anchor-material.ts'

export interface TrustWindowOptions {
  /** Times proven at least so far close a window in the map. */
  readonly basis: AttestedBasis
  /** Hours after the end of a day until which its commitment is in time; null: not stated, no day is late. */
  readonly withinHours: number | null
}

/** Entries in each list. */
const listed = 20
/** Times read at once: half a megabyte. */
const readAtOnce = 65_536

export async function measureTrustWindow(
  store: ReadableStore,
  source: StoredSource,
  options: TrustWindowOptions,
  job: JobContext,
): Promise<TrustWindow> {
  const found = gatherAttestations(store, source)
  const { attestations } = found
  const collectedMicros = source.importedAtMicros
  const map = new CoverageDays({
    period: readEngagement(store).period,
    ...options,
    collectedMicros,
    batches: found.batches,
    clocks: attestations.flatMap((item) => timeUnder(item, options.basis) ?? []),
  })
  const reducer = createTrustWindow({ attestations, map, listLimit: listed })
  for (let pass = 1; pass <= windowPasses; pass += 1) {
    for (const { start, count } of stretches(store, source.sourceId)) {
      reducer.add(start, entryMicros(store, source.sourceId, start, count))
      job.progress(`windows ${pass}`, 'entries', start + count, source.entries)
      await job.breathe()
    }
    reducer.next()
  }
  const { untimed, figures } = reducer.finish()
  const shown = (rows: readonly PlacedWindow[]): WindowEntry[] =>
    rows.map((row) => entryOf(store, source.sourceId, row))
  return {
    sourceId: source.sourceId,
    sourceName: source.name,
    entries: source.entries,
    untimed,
    ...options,
    collectedAtMicros: collectedMicros,
    anchors: {
      total: attestations.length + found.contradicting + found.notCompared,
      contradicting: found.contradicting,
      notCompared: found.notCompared,
      byRung: Object.fromEntries(
        anchorRungs.map((rung) => [rung, attestations.filter((item) => item.rung === rung).length]),
      ) as Record<AnchorRung, number>,
    },
    anchorsRun: found.anchorsRun,
    proofsRun: found.proofsRun,
    outdated: found.outdated,
    figures: figures.map((item) => ({
      ...item,
      longest: shown(item.longest),
      oldestOpen: shown(item.oldestOpen),
      contradictions: shown(item.contradictions),
    })),
    map: map.finish(),
  }
}

interface Gathered {
  readonly attestations: Attestation[]
  readonly batches: DayBatch[]
  contradicting: number
  notCompared: number
  readonly anchorsRun: number | null
  readonly proofsRun: number | null
  readonly outdated: boolean
}

/** What the last checks of anchors and proofs found, whatever was added since: `outdated` says whether something was. */
function gatherAttestations(store: ReadableStore, source: StoredSource): Gathered {
  const { sourceId } = source
  const anchorsRun = lastRun(store, sourceId, 'anchors')
  const proofsRun = lastRun(store, sourceId, 'proofs')
  const anchors = anchorsRun?.result.kind === 'anchors' ? anchorsRun.result : null
  const proofs = proofsRun?.result.kind === 'proofs' ? proofsRun.result : null
  const trust = trustHash(listTrust(store))
  const files = new Set(proofKinds.flatMap((kind) => listAnchorFiles(store, sourceId, kind).map((file) => file.sha256)))
  const checked = new Set(proofs?.proofs.map((proof) => proof.sha256))
  const found: Gathered = {
    attestations: [],
    batches: [],
    contradicting: 0,
    notCompared: 0,
    anchorsRun: anchorsRun?.run.runId ?? null,
    proofsRun: proofsRun?.run.runId ?? null,
    outdated:
      claimsOf(store, sourceId).length !== (anchors?.anchors.length ?? 0) ||
      [...files].some((sha256) => !checked.has(sha256)) ||
      [anchors, proofs].some((result) => result !== null && result.trustHash !== trust),
  }
  const take = (attestations: readonly Attestation[] | 'contradicting' | 'not-compared'): DayBatch['root'] => {
    if (typeof attestations === 'string') {
      if (attestations === 'contradicting') found.contradicting += 1
      else found.notCompared += 1
      return attestations
    }
    found.attestations.push(...attestations)
    return 'fits'
  }
  for (const anchor of anchors?.anchors ?? []) {
    const attestation = attestationFromAnchor(anchor)
    const root = take(typeof attestation === 'string' ? attestation : [attestation])
    const day = dayOfDate(anchor.date)
    if (day !== null) found.batches.push({ day, root })
  }
  const chain = lastRun(store, sourceId, 'chain')?.result
  // A head stands for all before it only where one chain runs through the file as it lies.
  const headsCover =
    chain?.kind === 'chain' && chain.verdict === 'verified' && chain.scopes === 1 && (chain.links.reorder ?? 0) === 0
  for (const proof of proofs?.proofs ?? []) {
    const attestations = attestationsFromProof(proof, headsCover)
    take(attestations)
    if (typeof attestations === 'string') continue
    for (const { cover } of attestations) if (cover.kind === 'day') found.batches.push({ day: cover.day, root: 'fits' })
  }
  return found
}

/** Runs of whole frames, so that no frame is unpacked twice in a pass. */
function* stretches(
  store: ReadableStore,
  sourceId: number,
): Generator<{ readonly start: number; readonly count: number }> {
  let start = 0
  let count = 0
  for (const frame of listFrames(store, sourceId)) {
    count = frame.entryStart + frame.entries - start
    if (count < readAtOnce) continue
    yield { start, count }
    start += count
    count = 0
  }
  if (count > 0) yield { start, count }
}

function entryOf(store: ReadableStore, sourceId: number, row: PlacedWindow): WindowEntry {
  const entryId = entryIdFrom(sourceId, row.index)
  const place = findEntry(store, entryId)
  if (place === undefined) throw new Error(`source ${sourceId} has no entry ${indexOfEntry(entryId)}`)
  return {
    entryId,
    line: place.line,
    occurredAtMicros: row.occurredMicros,
    committedAtMicros: row.committedMicros,
    windowMicros: row.windowMicros,
    by: row.by,
  }
}
