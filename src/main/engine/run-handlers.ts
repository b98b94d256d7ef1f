/** Handlers of sequence checks, of check runs that are repeated, and of their schedule. */
import type { JobName, ParsedRequestOf, ResultOf } from '../../shared/ipc/contract.ts'
import type { CheckResult } from '../../shared/model/check-run.ts'
import type { ContinuityContext } from './continuity-handlers.ts'
import { readChainKeys } from './verify/key-files.ts'
import { rerunCheck } from './verify/rerun-check.ts'
import { rerunDue, runHistory, scheduleState, setSchedule } from './verify/run-history.ts'
import { hasSequence, knownScope, verifySequence } from './verify/verify-sequence.ts'

type RunName = 'sequence.verify' | 'run.repeat' | 'run.repeatDue' | 'run.history' | 'schedule.show' | 'schedule.set'

type RunHandlers = {
  readonly [N in RunName]: (request: ParsedRequestOf<N>) => Promise<N extends JobName ? { jobId: string } : ResultOf<N>>
}

const lanes = 2

export function runHandlers(context: ContinuityContext): RunHandlers {
  const { ports, sessions, job, changed, scopeOf, answer } = context
  return {
    'sequence.verify': ({ engagementId, sourceId, scope, toleranceMs }) => {
      const session = sessions.get(engagementId)
      const sources = scopeOf(session, sourceId, hasSequence, 'sequence numbers')
      return job(
        'sequence.verify',
        session,
        async (running) => {
          const results: CheckResult[] = []
          for (const source of sources) {
            const options = {
              scope: scope ?? knownScope(session.store, source),
              toleranceMicros: (toleranceMs ?? 0) * 1000,
            }
            results.push(await verifySequence(ports, session, source, options, running))
          }
          return answer(results)
        },
        () => changed(session, 'runs'),
      )
    },
    'run.repeat': ({ engagementId, runId, keyFiles, keyEncoding }) => {
      const session = sessions.get(engagementId)
      return job(
        'run.repeat',
        session,
        async (running) => {
          const keys = await readChainKeys(keyFiles ?? [], keyEncoding ?? 'raw', ports.sha256)
          return rerunCheck(ports, session, runId, { lanes, keys }, running)
        },
        () => changed(session, 'runs'),
      )
    },
    'run.repeatDue': ({ engagementId }) => {
      const session = sessions.get(engagementId)
      return job(
        'run.repeatDue',
        session,
        (running) => rerunDue(ports, session, { lanes, keys: [] }, running),
        () => changed(session, 'runs'),
      )
    },
    'run.history': async ({ engagementId }) => ({ checks: runHistory(sessions.get(engagementId).store) }),
    'schedule.show': async ({ engagementId }) =>
      scheduleState(sessions.get(engagementId).store, ports.clock.nowMicros()),
    'schedule.set': async ({ engagementId, schedule }) => setSchedule(ports, sessions.get(engagementId), schedule),
  }
}
