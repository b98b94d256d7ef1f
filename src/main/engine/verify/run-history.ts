/**
 * The finished runs of each check in the order they were made, what changed from one to the next, and what is due. A check
 * is a kind over a source. A verdict that changed is a fact to look into, whichever way it went.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import type { CheckRun } from '../../../shared/model/check-run.ts'
import type {
  CheckHistory,
  DueResult,
  HistoryEntry,
  Rerun,
  Schedule,
  ScheduleState,
} from '../../../shared/model/rerun.ts'
import { worstVerdict } from '../../../shared/model/verdict.ts'
import type { ReadableStore } from '../../store/open.ts'
import { finishedRuns } from '../../store/runs.ts'
import { readSchedule, saveSchedule } from '../../store/schedule.ts'
import { listSources } from '../../store/sources.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'
import { notRepeatable, rerunCheck, type RerunOptions } from './rerun-check.ts'

/** Newest runs looked at; older ones stay in the engagement. */
const runsLookedAt = 10_000
const dayMicros = 86_400_000_000

/** Checks by source and kind, in the order of their first runs. */
export function runHistory(store: ReadableStore): CheckHistory[] {
  const names = new Map(listSources(store).map((source) => [source.sourceId, source.name]))
  const schedule = readSchedule(store)
  const checks = Map.groupBy(finishedRuns(store, runsLookedAt), checkOf)
  return [...checks.values()].map((runs): CheckHistory => {
    const last = runs.at(-1) as CheckRun
    const reason = notRepeatable(store, last)
    return {
      kind: last.kind,
      sourceId: last.sourceId,
      sourceName: names.get(last.sourceId) ?? '',
      runs: runs.map((run, index) => entryOf(run, runs[index - 1])),
      notRepeatable: reason,
      dueMicros: schedule === null || reason !== null ? null : doneAt(last) + schedule.everyDays * dayMicros,
    }
  })
}

/** A check over no imported source is told by what it was given. */
function checkOf({ kind, sourceId, parameters }: CheckRun): string {
  return `${kind} ${sourceId === 0 ? JSON.stringify(parameters) : sourceId}`
}

function entryOf(run: CheckRun, before: CheckRun | undefined): HistoryEntry {
  if (before === undefined) return { run, change: 'first', sameParameters: true, sameVersion: true }
  return {
    run,
    change:
      run.overall !== before.overall ? 'verdict' : run.resultSha256 === before.resultSha256 ? 'unchanged' : 'result',
    sameParameters: JSON.stringify(run.parameters) === JSON.stringify(before.parameters),
    sameVersion: run.toolVersion === before.toolVersion,
  }
}

function doneAt(run: CheckRun): number {
  return run.finishedAtMicros ?? run.startedAtMicros
}

export function scheduleState(store: ReadableStore, nowMicros: number): ScheduleState {
  const due = runHistory(store).flatMap(({ dueMicros, runs }) =>
    dueMicros === null ? [] : [{ dueMicros, runId: (runs.at(-1) as HistoryEntry).run.runId }],
  )
  return {
    schedule: readSchedule(store),
    nextMicros: due.length === 0 ? null : Math.min(...due.map((item) => item.dueMicros)),
    dueRuns: due.filter((item) => item.dueMicros <= nowMicros).map((item) => item.runId),
  }
}

export async function setSchedule(
  ports: EnginePorts,
  session: Session,
  schedule: Schedule | null,
): Promise<ScheduleState> {
  await session.transaction(() => {
    saveSchedule(session.store, schedule, ports.clock.nowMicros())
    recordCustody(ports, session.store, 'schedule.set', schedule === null ? { off: true } : { ...schedule })
  })
  return scheduleState(session.store, ports.clock.nowMicros())
}

/** Repeats the last run of every check that is due. What cannot be repeated is named, never left out. */
export async function rerunDue(
  ports: EnginePorts,
  session: Session,
  options: RerunOptions,
  job: JobContext,
): Promise<DueResult> {
  const { store } = session
  const { dueRuns } = scheduleState(store, ports.clock.nowMicros())
  const reruns: Rerun[] = []
  const failed: DueResult['notRepeated'] = []
  for (const runId of dueRuns) {
    try {
      reruns.push(await rerunCheck(ports, session, runId, options, job))
    } catch (error) {
      // A folder that is gone must not keep the checks after it from being made.
      if (!(error instanceof AppError) || error.code === 'cancelled' || error.code === 'internal') throw error
      failed.push({ runId, reason: 'failed', message: error.message })
    }
  }
  const notRepeated = runHistory(store).flatMap(({ notRepeatable: reason, runs }) =>
    reason === null ? [] : [{ runId: (runs.at(-1) as HistoryEntry).run.runId, reason, message: null }],
  )
  return {
    reruns,
    notRepeated: readSchedule(store) === null ? [] : [...failed, ...notRepeated],
    nextMicros: scheduleState(store, ports.clock.nowMicros()).nextMicros,
    overall: reruns.length === 0 ? null : worstVerdict(reruns.map((rerun) => rerun.result.verdict)),
  }
}
