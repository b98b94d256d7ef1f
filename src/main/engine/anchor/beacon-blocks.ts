/** Execution blocks that a source's beacon light-client data authenticates from a block root the auditor pinned. */
import type { BeaconCheck } from '../../../shared/model/anchor.ts'
import type { AuthenticatedBlock } from '../../../shared/core/anchor/known-headers.ts'
import { parseBeacon } from '../../io/anchors/parse-beacon.ts'
import { listAnchorFiles, listTrust, type AnchorFile } from '../../store/anchors.ts'
import { orCancelled, type JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'
import type { BeaconFile, BeaconTaskResult } from './beacon-task.ts'

export interface BeaconBlocks {
  readonly authenticated: readonly AuthenticatedBlock[]
  readonly checks: readonly BeaconCheck[]
}

/** One chain for each file with a bootstrap; files without one belong to the first. Checked in a lane. */
export async function beaconBlocks(
  ports: EnginePorts,
  { store }: Session,
  sourceId: number,
  job: JobContext,
): Promise<BeaconBlocks> {
  const files = listAnchorFiles(store, sourceId, 'beacon-updates')
  if (files.length === 0) return { authenticated: [], checks: [] }
  const trust = listTrust(store).filter((entry) => entry.kind === 'beacon-root')
  const pool = ports.startLanes(store.path, 1)
  try {
    const results: BeaconTaskResult[] = []
    const chains = chainsOf(files)
    for (const [index, chain] of chains.entries()) {
      const result = await orCancelled(job.signal, pool.run({ kind: 'beacon', files: chain, trust }))
      results.push(result as BeaconTaskResult)
      job.progress('beacon', 'files', index + 1, chains.length)
    }
    return {
      authenticated: results.flatMap((result) => result.authenticated),
      checks: results.map((result) => result.check),
    }
  } finally {
    await pool.close()
  }
}

function chainsOf(files: readonly AnchorFile[]): BeaconFile[][] {
  const plain = files.map(({ name, sha256, bytes }) => ({ name, sha256, bytes }))
  const [first, ...others] = plain.filter(({ bytes, name }) => parseBeacon(bytes, name).bootstrap !== null)
  const loose = plain.filter((file) => file !== first && !others.includes(file))
  return [[...(first === undefined ? [] : [first]), ...loose], ...others.map((file) => [file])]
}
