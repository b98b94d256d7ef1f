/** Handlers of the Chain Doctor and of the recipes it finds. */
import type { JobName, ParsedRequestOf, ResultOf } from '../../shared/ipc/contract.ts'
import { lastDoctorReport } from '../store/doctor-reports.ts'
import { runDoctor } from './doctor/run-doctor.ts'
import type { EvidenceContext } from './evidence-handlers.ts'
import { writeJsonFile } from './json-file.ts'

export type DoctorName = 'doctor.run' | 'doctor.result' | 'recipe.export'
type DoctorHandlers = {
  readonly [N in DoctorName]: (
    request: ParsedRequestOf<N>,
  ) => Promise<N extends JobName ? { jobId: string } : ResultOf<N>>
}

const defaultLanes = 2

export function doctorHandlers(
  context: Pick<EvidenceContext, 'ports' | 'sessions' | 'job' | 'sourceOf'>,
): DoctorHandlers {
  const { ports, sessions, job, sourceOf } = context
  return {
    'doctor.run': ({ engagementId, sourceId, sample, documented, lanes }) => {
      const session = sessions.get(engagementId)
      const source = sourceOf(session, sourceId)
      return job('doctor.run', session, (running) =>
        runDoctor(ports, session, source, { sample, documented, lanes: lanes ?? defaultLanes }, running),
      )
    },
    'doctor.result': async ({ engagementId, sourceId }) => {
      const session = sessions.get(engagementId)
      return { report: lastDoctorReport(session.store, sourceOf(session, sourceId).sourceId) }
    },
    'recipe.export': ({ recipe, out, force }) => writeJsonFile(recipe, out, force ?? false),
  }
}
