/**
 * Captures the claimed transactions of a source into a transcript: gathers what is claimed and what the auditor vouches
 * for, asks the endpoints, and keeps the file or adds it to the source. The file is read back as any other transcript
 * before it is kept. Verifies nothing; a cancelled capture leaves nothing behind.
 */
import { resolve } from 'node:path'
import { AppError } from '../../../shared/model/app-error.ts'
import type { AnchorClaim, StorageLayout } from '../../../shared/model/anchor.ts'
import type { FetchedTranscript } from '../../../shared/model/capture.ts'
import { captureTranscript, type CaptureTarget } from '../../io/anchors/online/capture-transcript.ts'
import { connectionsMade } from '../../io/anchors/online/connection-counter.ts'
import { parseEndpoint, type Endpoint } from '../../io/anchors/online/endpoint.ts'
import { parseTranscript } from '../../io/anchors/parse-transcript.ts'
import { writeFileAtomically } from '../../io/files/atomic-write.ts'
import { sha256Hex } from '../../io/host/digest.ts'
import { loadHasher } from '../../io/host/hashers.ts'
import { addAnchorFile, listTrust } from '../../store/anchors.ts'
import type { ReadableStore } from '../../store/open.ts'
import { recordCustody } from '../custody/record-custody.ts'
import { orCancelled, type JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'
import { claimsOf } from './anchor-material.ts'

export interface FetchRequest {
  /** Addresses as typed; they may hold tokens and go no further than to `parseEndpoint`. */
  readonly online: readonly string[]
  readonly allowHttp?: boolean | undefined
  readonly transactions?: readonly string[] | undefined
  readonly contract?: string | undefined
  readonly storage?: StorageLayout | undefined
  readonly out?: string | undefined
  readonly force?: boolean | undefined
}

/** Transactions of one capture. Their blocks must fit into one transcript; a year of one anchor a day is 366. */
const mostTargets = 2000

/**
 * AppError `usage` when an address, the transactions or the contract are not clear, before anything is asked;
 * `endpoint-failed` when the first endpoint names no chain or another one than the trusted contract's.
 */
export async function fetchTranscript(
  ports: EnginePorts,
  session: Session,
  sourceId: number,
  request: FetchRequest,
  job: JobContext,
): Promise<FetchedTranscript> {
  const endpoints = request.online.map((given) => parseEndpoint(given, request.allowHttp === true))
  const hosts = endpoints.map(({ host }) => host)
  const [first, ...others] = endpoints
  if (first === undefined) throw new AppError('usage', 'Name an endpoint. Nothing was fetched.')
  if (others.length > 0 && new Set(endpoints.map(({ url }) => url.href)).size < endpoints.length)
    throw new AppError('usage', 'An endpoint is named twice: it cannot be compared with itself. Nothing was fetched.')
  const targets = targetsOf(claimsOf(session.store, sourceId), request.transactions)
  const { contract, chainId } = contractOf(session.store, request.contract)
  const before = connectionsMade()
  const captured = await orCancelled(
    job.signal,
    captureTranscript(
      {
        endpoints: [first, ...others] as [Endpoint, ...Endpoint[]],
        targets,
        contract,
        chainId,
        storage: request.storage ?? null,
      },
      {
        clock: ports.clock,
        signal: job.signal,
        hasher: await loadHasher('keccak256'),
        onProgress: (done, total) => job.progress('capture', 'anchors', done, total),
      },
    ),
  )
  const bytes = Buffer.concat(captured.chunks)
  const sha256 = sha256Hex(bytes)
  const name = `capture-${sha256.slice(0, 12)}.json`
  parseTranscript(bytes, name)
  await job.breathe()
  const facts = {
    bytes: bytes.length,
    sha256,
    blocks: captured.blocks,
    requests: captured.requests,
    connections: connectionsMade() - before,
  }
  const path = request.out === undefined ? null : resolve(request.out)
  if (path !== null) await writeFileAtomically(path, [bytes], { force: request.force === true })
  await session.transaction(() => {
    if (path === null)
      addAnchorFile(session.store, sourceId, { kind: 'transcript', name, sha256, bytes }, ports.clock.nowMicros())
    recordCustody(ports, session.store, 'anchor.fetch', {
      source: sourceId,
      hosts,
      transactions: targets.length,
      kept: path === null ? 'source' : 'file',
      ...facts,
    })
  })
  return { ...captured.summary, path, ...facts }
}

/** Claimed transactions, or those given; what a claim says was stored is asked of the contract as well. */
function targetsOf(claims: readonly AnchorClaim[], given: readonly string[] | undefined): CaptureTarget[] {
  const claimByHash = new Map(claims.map((claim) => [claim.blockchain_tx, claim]))
  const hashes = new Set(given ?? claimByHash.keys())
  if (hashes.size === 0)
    throw new AppError('usage', 'The source has no claims, and no transaction is named. Nothing was fetched.')
  if (hashes.size > mostTargets)
    throw new AppError(
      'usage',
      `${hashes.size} transactions are more than one transcript takes (${mostTargets}): name some of them. Nothing was fetched.`,
    )
  return [...hashes].map((transactionHash) => {
    const claim = claimByHash.get(transactionHash)
    return {
      transactionHash,
      stored: claim === undefined ? null : { root: claim.merkle_root, timestampSeconds: claim.timestamp },
    }
  })
}

/**
 * The contract under audit is the auditor's to name: read off the captured transactions it would agree with them whatever
 * they are.
 */
function contractOf(store: ReadableStore, given: string | undefined): { contract: string; chainId: string | null } {
  const pinned = listTrust(store).filter((entry) => entry.kind === 'contract')
  const candidates = given === undefined ? pinned : pinned.filter(({ address }) => address === given)
  const only = candidates.length === 1 ? candidates[0] : undefined
  if (given !== undefined) return { contract: given, chainId: only?.chainId ?? null }
  if (only === undefined)
    throw new AppError(
      'usage',
      `${pinned.length === 0 ? 'No contract is' : 'More than one contract is'} recorded as trusted: ` +
        'name the contract under audit. Nothing was fetched.',
    )
  return { contract: only.address, chainId: only.chainId }
}
