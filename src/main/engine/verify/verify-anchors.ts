/**
 * Verify anchors: recomputed roots of the last Merkle run (or a new one) against claims, transcripts and what the
 * auditor vouches for. Reads only what was stored; nothing is fetched.
 */
import type { AnchorsResult, MerkleResult } from '../../../shared/model/check-run.ts'
import type { AnchorVerdict } from '../../../shared/model/anchor.ts'
import { worstVerdict } from '../../../shared/model/verdict.ts'
import { indexAnchors, inputOfLocated } from '../../../shared/core/anchor/anchor-location.ts'
import { indexKnownHeaders } from '../../../shared/core/anchor/known-headers.ts'
import { verifyAnchor } from '../../../shared/core/anchor/verify-anchor.ts'
import { decodeStoreLogHash } from '../../io/anchors/decode-calldata.ts'
import { loadHasher } from '../../io/host/hashers.ts'
import { listTrust } from '../../store/anchors.ts'
import { replaceFindings } from '../../store/findings.ts'
import { startRun } from '../../store/runs.ts'
import type { StoredSource } from '../../store/sources.ts'
import { beaconBlocks } from '../anchor/beacon-blocks.ts'
import { claimsOf, transcriptsOf, trustHash } from '../anchor/anchor-material.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'
import { anchorFindings } from './check-findings.ts'
import { finishCheck } from './finish-check.ts'

/** `merkle` is the result of recomputing this source's roots just now. */
export async function verifyAnchors(
  ports: EnginePorts,
  session: Session,
  source: StoredSource,
  merkle: MerkleResult,
  job: JobContext,
): Promise<AnchorsResult> {
  const { store } = session
  const claims = claimsOf(store, source.sourceId)
  const captured = transcriptsOf(store, source.sourceId)
  const transcripts = captured.map((item) => item.transcript)
  const trust = listTrust(store)
  const hasher = await loadHasher('keccak256')
  const locate = indexAnchors(transcripts, hasher)
  const beacon = await beaconBlocks(ports, session, source.sourceId, job)
  const known = indexKnownHeaders(transcripts, trust, beacon.authenticated, hasher)
  const batchByDate = new Map(merkle.batches.map((batch) => [batch.date, batch]))
  const anchors: AnchorVerdict[] = []
  for (const [index, claim] of claims.entries()) {
    const located = locate(claim)
    const input = inputOfLocated(located)
    const batch = batchByDate.get(claim.date)
    const empty = batch === undefined || batch.count === 0
    const anchor = verifyAnchor({
      claim,
      // A source whose form cannot hold the leaf bytes has no root to contradict an anchor with.
      batch: empty
        ? null
        : {
            root: batch.reason === 'no-recipe-reproduces' ? null : batch.recomputedRoot,
            count: batch.count,
            firstTimestamp: batch.firstTimestamp,
            lastTimestamp: batch.lastTimestamp,
          },
      located,
      decoded: input === null ? null : await decodeStoreLogHash(input),
      trust,
      known,
      hasher,
    })
    anchors.push(batch?.reason === 'anchored-more-than-once' ? contradicted(anchor) : anchor)
    job.progress('anchors', 'anchors', index + 1, claims.length)
    await job.breathe()
  }
  const verdict = claims.length === 0 ? 'unanchored' : worstVerdict(anchors.map((anchor) => anchor.verdict))
  const result: AnchorsResult = {
    kind: 'anchors',
    sourceId: source.sourceId,
    sourceName: source.name,
    verdict,
    reason: claims.length === 0 ? 'no-anchor' : (anchors.find((anchor) => anchor.verdict === verdict)?.reason ?? null),
    anchors,
    ...(beacon.checks.length === 0 ? {} : { beacon: [...beacon.checks] }),
    verified: anchors.filter((anchor) => anchor.verdict === 'verified').length,
    trustHash: trustHash(trust),
  }
  await session.transaction(() => {
    const runId = startRun(store, {
      kind: 'anchors',
      sourceId: source.sourceId,
      startedAtMicros: ports.clock.nowMicros(),
      toolVersion: ports.version,
      parameters: { transcripts: captured.map((item) => item.sha256), trust: result.trustHash },
    })
    finishCheck(store, runId, ports.clock.nowMicros(), result)
    replaceFindings(store, 'anchors', source.sourceId, anchorFindings(result, runId))
    recordCustody(ports, store, 'anchors.verify', {
      run: runId,
      source: source.sourceId,
      verdict,
      verified: result.verified,
      anchors: anchors.length,
    })
  })
  return result
}

/**
 * Two roots anchored for one batch contradict each other. The one that fits the present rows is no better for it: rows
 * changed later and anchored again fit exactly as well. Rung and steps stay what was found, and so does a further fault.
 */
function contradicted(anchor: AnchorVerdict): AnchorVerdict {
  if (anchor.verdict === 'mismatch' && anchor.reason !== 'root-differs') return anchor
  return { ...anchor, verdict: 'mismatch', reason: 'anchored-more-than-once' }
}
