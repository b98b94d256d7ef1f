/** Handlers of the checks of other seals and of the clocks inside ids. */
import { AppError } from '../../shared/model/app-error.ts'
import type { CheckResult } from '../../shared/model/check-run.ts'
import type { ParsedRequestOf } from '../../shared/ipc/contract.ts'
import { findSource, listSources, type StoredSource } from '../store/sources.ts'
import type { ContinuityContext } from './continuity-handlers.ts'
import { readSealKeys } from './seals/read-seal-keys.ts'
import { sealDesignOf, verifyLedgerFiles, verifySeals } from './seals/verify-seals.ts'
import { verifyIds } from './seals/verify-ids.ts'
import type { Session } from './session.ts'

export function sealHandlers({ ports, sessions, job, changed, scopeOf, answer }: ContinuityContext): {
  'seals.verify': (request: ParsedRequestOf<'seals.verify'>) => Promise<{ jobId: string }>
  'ids.verify': (request: ParsedRequestOf<'ids.verify'>) => Promise<{ jobId: string }>
} {
  return {
    'seals.verify': ({ engagementId, sourceId, keyFiles, keyEncoding, payload, digests, manifests }) => {
      const session = sessions.get(engagementId)
      if (sourceId !== undefined && findSource(session.store, sourceId) === undefined)
        throw new AppError('source-not-found', `There is no source ${sourceId} in this engagement.`)
      return job(
        'seals.verify',
        session,
        async (context) => {
          const keys = await readSealKeys(keyFiles, keyEncoding, ports.sha256)
          const results: CheckResult[] = []
          for (const source of await sealedSources(session, sourceId, digests.length > 0))
            results.push(
              await verifySeals(ports, session, source, { keys, payload: payload ?? null, manifests }, context),
            )
          if (digests.length > 0) results.push(await verifyLedgerFiles(ports, session, digests))
          return answer(results)
        },
        () => changed(session, 'runs'),
      )
    },
    'ids.verify': ({ engagementId, sourceId }) => {
      const session = sessions.get(engagementId)
      const sources = scopeOf(session, sourceId, () => true, 'entries')
      return job(
        'ids.verify',
        session,
        async (context) => {
          const results: CheckResult[] = []
          for (const source of sources) results.push(await verifyIds(ports, session, source, context))
          return answer(results)
        },
        () => changed(session, 'runs'),
      )
    },
  }
}

/** The named source, or every one with a seal; none at all is an error unless there is something else to check. */
async function sealedSources(
  session: Session,
  sourceId: number | undefined,
  others: boolean,
): Promise<readonly StoredSource[]> {
  if (sourceId !== undefined) return [findSource(session.store, sourceId) as StoredSource]
  const sealed: StoredSource[] = []
  // With digest files alone, sources are left alone: they are asked for without any.
  if (!others)
    for (const source of listSources(session.store))
      if ((await sealDesignOf(session, source)) !== null) sealed.push(source)
  if (sealed.length === 0 && !others)
    throw new AppError(
      'profile-unsuitable',
      'No source of this engagement has signatures, keyed lines, journal blocks or ledger digests. Nothing was checked.',
    )
  return sealed
}
