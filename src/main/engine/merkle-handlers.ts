/** Handlers of what is done with trees beside verifying them: trying shapes against known roots, making proof files. */
import type { ParsedRequestOf } from '../../shared/ipc/contract.ts'
import type { TreeProofFile } from '../../shared/model/tree-proof.ts'
import type { ContinuityContext } from './continuity-handlers.ts'
import type { LanePool } from './ports.ts'
import type { Session } from './session.ts'
import { inferMerkle } from './verify/infer-merkle.ts'
import { makeConsistencyProof, makeInclusionProof } from './verify/make-tree-proof.ts'

type MerkleName = 'merkle.infer' | 'proof.make'

const lanes = 2

export function merkleHandlers({ ports, sessions, job, scopeOf }: ContinuityContext): {
  readonly [N in MerkleName]: (request: ParsedRequestOf<N>) => Promise<{ jobId: string }>
} {
  const withPool = async <T>(session: Session, work: (pool: LanePool) => Promise<T>): Promise<T> => {
    const pool = ports.startLanes(session.store.path, lanes)
    try {
      return await work(pool)
    } finally {
      await pool.close()
    }
  }
  const sourceOf = (session: Session, sourceId: number): ReturnType<typeof scopeOf>[number] =>
    scopeOf(session, sourceId, () => true, 'entries')[0] as ReturnType<typeof scopeOf>[number]
  return {
    'merkle.infer': ({ engagementId, sourceId, choice }) => {
      const session = sessions.get(engagementId)
      const source = sourceOf(session, sourceId)
      return job('merkle.infer', session, (context) =>
        withPool(session, (pool) => inferMerkle(session, source, choice ?? {}, pool, context)),
      )
    },
    'proof.make': ({ engagementId, of, choice }) => {
      const session = sessions.get(engagementId)
      return job('proof.make', session, (context) =>
        withPool<TreeProofFile>(session, (pool) =>
          of.kind === 'entry'
            ? makeInclusionProof(
                session,
                { entryId: of.entryId, withRecord: of.withRecord === true, choice },
                pool,
                context,
              )
            : makeConsistencyProof(
                session,
                sourceOf(session, of.sourceId),
                { size1: of.size1, size2: of.size2, choice },
                pool,
                context,
              ),
        ),
      )
    },
  }
}
