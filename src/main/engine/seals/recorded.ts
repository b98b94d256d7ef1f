/** A check as a run: begun, recorded with its result and a custody event, or ended without one. */
import { AppError } from '../../../shared/model/app-error.ts'
import type { RunKind } from '../../../shared/model/check-run.ts'
import { maskedValue } from '../../../shared/core/sensitive/mask-value.ts'
import { replaceFindings } from '../../store/findings.ts'
import { endRun, startRun } from '../../store/runs.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'
import { finishCheck } from '../verify/finish-check.ts'
import type { FurtherResult } from '../verify/further-checks.ts'
import { furtherFindings } from '../verify/further-findings.ts'

export async function recorded<R extends FurtherResult>(
  ports: EnginePorts,
  session: Session,
  run: { readonly kind: RunKind; readonly sourceId: number; readonly parameters: Readonly<Record<string, unknown>> },
  custody: (result: R) => Readonly<Record<string, string | number | null>>,
  work: () => Promise<R>,
): Promise<R> {
  const { store } = session
  const runId = await session.write(() =>
    startRun(store, { ...run, startedAtMicros: ports.clock.nowMicros(), toolVersion: ports.version }),
  )
  try {
    // Hostile: ids, names and values of the evidence are in the result, and it is stored.
    const result = maskedValue(await work()) as R
    await session.transaction(() => {
      finishCheck(store, runId, ports.clock.nowMicros(), result)
      // Checks over files that were never imported are told apart by what they were given.
      const origin = run.sourceId === 0 ? `${run.kind} ${JSON.stringify(run.parameters)}` : run.kind
      replaceFindings(store, origin, run.sourceId, furtherFindings(result, runId))
      recordCustody(ports, store, `${run.kind}.verify`, {
        run: runId,
        source: run.sourceId,
        verdict: result.verdict,
        ...custody(result),
      })
    })
    return result
  } catch (error) {
    const cancelled = error instanceof AppError && error.code === 'cancelled'
    await session.write(() => endRun(store, runId, ports.clock.nowMicros(), cancelled ? 'abandoned' : 'faulted'))
    throw error
  }
}
