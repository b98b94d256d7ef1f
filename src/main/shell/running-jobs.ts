/**
 * The jobs that run now, by window: what keeps the computer awake, fills the taskbar and makes closing ask. Built from
 * the engine's own events, so it cannot disagree with them. It starts and cancels nothing.
 */
import type { EventName, PayloadOf } from '../../shared/ipc/contract.ts'

export interface RunningJob {
  readonly jobId: string
  readonly name: string
  /** The window that started it; undefined until its answer was seen. */
  readonly windowId: number | undefined
  /** 0 to 1; undefined while the total is not known. */
  readonly fraction: number | undefined
}

export interface RunningJobs {
  /** The answer to the call that started a job. */
  started(jobId: string, name: string, windowId: number): void
  /** Every event of the engine. */
  observe<E extends EventName>(event: E, payload: PayloadOf<E>): void
  /** The window that started a job, also for a little while after its end. */
  windowOf(jobId: string): number | undefined
  all(): readonly RunningJob[]
  ofWindow(windowId: number): readonly RunningJob[]
}

/** How many ended jobs are remembered, for events and answers that cross. */
const rememberedEnds = 200

/** `onChange` is called after each change, with nothing: read what is needed from the registry. */
export function createRunningJobs(onChange: () => void): RunningJobs {
  const jobs = new Map<string, RunningJob>()
  const ended = new Map<string, number | undefined>()

  return {
    started(jobId, name, windowId) {
      // A short job ends before the answer with its id arrives.
      if (ended.has(jobId)) return void ended.set(jobId, windowId)
      jobs.set(jobId, { jobId, name, windowId, fraction: jobs.get(jobId)?.fraction })
      onChange()
    },
    observe(event, payload) {
      if (event === 'job.progress') {
        const { jobId, name, done, total } = payload as PayloadOf<'job.progress'>
        if (ended.has(jobId)) return
        const fraction = total === null || total <= 0 ? undefined : Math.min(1, Math.max(0, done / total))
        jobs.set(jobId, { jobId, name, windowId: jobs.get(jobId)?.windowId, fraction })
        onChange()
      } else if (event === 'job.finished') {
        const { jobId } = payload as PayloadOf<'job.finished'>
        ended.set(jobId, jobs.get(jobId)?.windowId)
        jobs.delete(jobId)
        for (const oldest of ended.keys()) {
          if (ended.size <= rememberedEnds) break
          ended.delete(oldest)
        }
        onChange()
      }
    },
    windowOf: (jobId) => jobs.get(jobId)?.windowId ?? ended.get(jobId),
    all: () => [...jobs.values()],
    ofWindow: (windowId) => [...jobs.values()].filter((job) => job.windowId === windowId),
  }
}
