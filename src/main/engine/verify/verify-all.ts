/**
 * Every check that applies to a source, in an order in which each can use what the ones before found: chain, Merkle roots,
 * anchors, sequence numbers (counted as the chain is), state continuity, clocks inside ids, other seals. What is not made
 * is named with its reason. A check that found nothing to be about is kept as a run and named among those.
 */
import type { CheckResult, RunKind } from '../../../shared/model/check-run.ts'
import type { SkippedCheck, SkipReason } from '../../../shared/model/skipped-check.ts'
import type { StoredSource } from '../../store/sources.ts'
import { hasStates, verifyContinuity } from '../continuity/verify-continuity.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import { hasIdClock, verifyIds } from '../seals/verify-ids.ts'
import { noKeys, sealDesignOf, verifySeals } from '../seals/verify-seals.ts'
import { hasProofs, verifyProofs } from '../proof/verify-proofs.ts'
import type { Session } from '../session.ts'
import { appliesTo, type FurtherResult } from './further-checks.ts'
import { verifyAnchors } from './verify-anchors.ts'
import { hasChain, verifyChain } from './verify-chain.ts'
import { verifyMerkle } from './verify-merkle.ts'
import { hasSequence, knownScope, verifySequence } from './verify-sequence.ts'

export interface AllResults {
  readonly results: CheckResult[]
  readonly skipped: SkippedCheck[]
}

/** Formats whose digests lie beside the log files, not in them. */
const digestFormats: readonly string[] = ['cloudtrail']

export async function verifyAll(
  ports: EnginePorts,
  session: Session,
  sources: readonly StoredSource[],
  lanes: number,
  job: JobContext,
): Promise<AllResults> {
  const all: AllResults = { results: [], skipped: [] }
  for (const source of sources) await verifySource(ports, session, source, lanes, job, all)
  return all
}

async function verifySource(
  ports: EnginePorts,
  session: Session,
  source: StoredSource,
  lanes: number,
  job: JobContext,
  { results, skipped }: AllResults,
): Promise<void> {
  const skip = (kind: RunKind, reason: SkipReason): void =>
    void skipped.push({ sourceId: source.sourceId, sourceName: source.name, kind, reason })
  const further = (result: FurtherResult, reason: SkipReason): void => {
    if (appliesTo(result)) results.push(result)
    else skip(result.kind, reason)
  }

  if (hasChain(source)) results.push(await verifyChain(ports, session, source, { lanes }, job))
  else skip('chain', 'no-hash-columns')

  if (source.profile.batches === undefined) {
    skip('merkle', 'no-batches')
    skip('anchors', 'no-batches')
  } else {
    const merkle = await verifyMerkle(ports, session, source, { lanes, secondOpinion: true }, job)
    results.push(merkle, await verifyAnchors(ports, session, source, merkle, job))
  }

  if (hasProofs(session.store, source.sourceId)) results.push(await verifyProofs(ports, session, source, job))

  if (hasSequence(source)) {
    const options = { scope: knownScope(session.store, source), toleranceMicros: 0 }
    further(await verifySequence(ports, session, source, options, job), 'no-sequence')
  } else skip('sequence', 'no-sequence')

  if (hasStates(source)) further(await verifyContinuity(ports, session, source, job), 'no-old-values')
  else skip('continuity', 'no-old-values')

  if (hasIdClock(session, source)) further(await verifyIds(ports, session, source, job), 'no-id-clock')
  else skip('ids', 'no-id-clock')

  if ((await sealDesignOf(session, source)) === null) skip('seals', 'no-seal')
  else {
    const options = { keys: noKeys, payload: null, manifests: [] }
    further(await verifySeals(ports, session, source, options, job), 'no-seal')
  }

  if (digestFormats.includes(source.format)) skip('cloudtrail', 'files-not-named')
}
