/**
 * Handlers of what is done with trees beside verifying them: listing shapes, trying them against known roots, ladders,
 * proof files.
 */
import { sourceOfEntry } from '../../shared/model/digest.ts'
import type { ParsedRequestOf, ResultOf } from '../../shared/ipc/contract.ts'
import type { TreeProofFile } from '../../shared/model/tree-proof.ts'
import { leafRecipeById, leafRecipes } from '../../shared/core/merkle/leaf-recipes.ts'
import { treeProfiles } from '../../shared/core/merkle/tree-profiles.ts'
import { writeFileAtomically } from '../io/files/atomic-write.ts'
import type { ContinuityContext } from './continuity-handlers.ts'
import type { LanePool } from './ports.ts'
import type { Session } from './session.ts'
import { inferMerkle } from './verify/infer-merkle.ts'
import { makeLadder } from './verify/make-ladder.ts'
import { makeConsistencyProof, makeInclusionProof } from './verify/make-tree-proof.ts'
import { choiceOfRun, finishedMerkleRun } from './verify/merkle-run.ts'

type MerkleName = 'merkle.infer' | 'merkle.ladder' | 'proof.make'

const lanes = 2

export function merkleHandlers({ ports, sessions, job, scopeOf }: ContinuityContext): {
  readonly [N in MerkleName]: (request: ParsedRequestOf<N>) => Promise<{ jobId: string }>
} & {
  readonly 'merkle.profiles': (request: ParsedRequestOf<'merkle.profiles'>) => Promise<ResultOf<'merkle.profiles'>>
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
    'merkle.profiles': async ({ leaf: id }) => {
      const leaf = id === undefined || leafRecipes.some((one) => one.id === id) ? undefined : leafRecipeById(id)
      return { trees: [...treeProfiles], leaves: [...leafRecipes, ...(leaf === undefined ? [] : [leaf])] }
    },
    'merkle.ladder': ({ engagementId, of, runId }) => {
      const session = sessions.get(engagementId)
      return job('merkle.ladder', session, (context) =>
        withPool(session, (pool) => makeLadder(session, { of, runId }, pool, context)),
      )
    },
    'proof.make': ({ engagementId, of, choice: given, runId, out, force }) => {
      const session = sessions.get(engagementId)
      const sourceId = of.kind === 'entry' ? sourceOfEntry(of.entryId) : of.sourceId
      const choice =
        runId === undefined ? given : choiceOfRun(finishedMerkleRun(session, sourceId, runId).run.parameters)
      return job('proof.make', session, async (context) => {
        const made = await withPool<TreeProofFile>(session, (pool) =>
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
        )
        if (out !== undefined)
          await writeFileAtomically(out, [Buffer.from(`${JSON.stringify(made, null, 2)}\n`)], {
            force: force === true,
          })
        return made
      })
    },
  }
}
