/** OpenTimestamps proofs of a source, judged in a lane against its header files and what the auditor vouches for. */
import type { TrustEntry, TrustOf } from '../../../shared/model/anchor.ts'
import type { ProofJudgement } from '../../../shared/model/proof.ts'
import type { AnchorFile } from '../../store/anchors.ts'
import type { ReadableStore } from '../../store/open.ts'
import { orCancelled, type JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import type { OpenTimestampsResult } from './opentimestamps-task.ts'

/** Judgements by the SHA-256 of the proof's file; none, and no header hashed, where there is no proof. */
export async function judgeOpenTimestampsFiles(
  ports: EnginePorts,
  store: ReadableStore,
  files: readonly AnchorFile[],
  trust: readonly TrustEntry[],
  job: JobContext,
): Promise<ReadonlyMap<string, ProofJudgement>> {
  const proofs = files.filter(({ kind }) => kind === 'opentimestamps')
  if (proofs.length === 0) return new Map()
  const archives = files.filter(({ kind }) => kind === 'bitcoin-headers')
  const pool = ports.startLanes(store.path, 1)
  try {
    const task = {
      kind: 'opentimestamps' as const,
      headers: archives.map(({ name, bytes, startHeight = null }) => ({ name, bytes, startHeight })),
      pinned: trust.filter((entry): entry is TrustOf<'bitcoin-header'> => entry.kind === 'bitcoin-header'),
      proofs: proofs.map(({ bytes }) => bytes),
    }
    const work = pool.run(task, (done) => job.progress('headers', 'headers', done, null))
    const { judgements } = (await orCancelled(job.signal, work)) as OpenTimestampsResult
    return new Map(proofs.map(({ sha256 }, index) => [sha256, judgements[index] as ProofJudgement]))
  } finally {
    await pool.close()
  }
}
