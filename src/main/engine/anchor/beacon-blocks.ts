/** Execution blocks that a source's beacon light-client data authenticates from a block root the auditor pinned. */
import type { BeaconCheck } from '../../../shared/model/anchor.ts'
import type { AuthenticatedBlock } from '../../../shared/core/anchor/known-headers.ts'
import { listAnchorFiles, listTrust } from '../../store/anchors.ts'
import { orCancelled, type JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'
import type { BeaconTaskResult } from './beacon-task.ts'

export interface BeaconBlocks {
  readonly authenticated: readonly AuthenticatedBlock[]
  readonly checks: readonly BeaconCheck[]
}

/** Each file is a chain of its own and is checked in a lane. */
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
    for (const [index, { name, sha256, bytes }] of files.entries()) {
      const result = await orCancelled(job.signal, pool.run({ kind: 'beacon', name, sha256, bytes, trust }))
      results.push(result as BeaconTaskResult)
      job.progress('beacon', 'files', index + 1, files.length)
    }
    return {
      authenticated: results.flatMap((result) => result.authenticated),
      checks: results.map((result) => result.check),
    }
  } finally {
    await pool.close()
  }
}
