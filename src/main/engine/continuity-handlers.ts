/** Handler of the state continuity check. */
import type { CheckResult } from '../../shared/model/check-run.ts'
import type { ParsedRequestOf } from '../../shared/ipc/contract.ts'
import type { VerdictWord } from '../../shared/model/verdict.ts'
import { verifyContinuity, hasStates } from './continuity/verify-continuity.ts'
import type { EvidenceContext } from './evidence-handlers.ts'
import type { Session } from './session.ts'
import type { StoredSource } from '../store/sources.ts'

export interface ContinuityContext extends Pick<EvidenceContext, 'ports' | 'sessions' | 'job' | 'changed'> {
  /** Sources a check is about; throws `profile-unsuitable` when there are none. */
  scopeOf(
    session: Session,
    sourceId: number | undefined,
    applies: (source: StoredSource) => boolean,
    what: string,
  ): StoredSource[]
  answer(results: CheckResult[]): { results: CheckResult[]; overall: VerdictWord }
}

export function continuityHandlers(context: ContinuityContext): {
  'continuity.verify': (request: ParsedRequestOf<'continuity.verify'>) => Promise<{ jobId: string }>
} {
  const { ports, sessions, job, changed, scopeOf, answer } = context
  return {
    'continuity.verify': ({ engagementId, sourceId }) => {
      const session = sessions.get(engagementId)
      const sources = scopeOf(session, sourceId, hasStates, 'old values and resource ids')
      return job(
        'continuity.verify',
        session,
        async (running) => {
          const results: CheckResult[] = []
          for (const source of sources) results.push(await verifyContinuity(ports, session, source, running))
          return answer(results)
        },
        () => changed(session, 'runs'),
      )
    },
  }
}
