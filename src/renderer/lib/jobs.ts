/**
 * Every job this window started or heard of. Progress and end come as events and may arrive before the call that
 * started the job has answered, so events are kept by job id whether or not somebody asked already.
 */
import { create } from 'zustand'
import type { Api } from '../../shared/ipc/api.ts'
import { contract, type JobName, type RequestOf, type ResultOf } from '../../shared/ipc/contract.ts'
import { ApiError, apiErrorFrom } from './rpc-client.ts'

export interface JobProgress {
  readonly unit: string
  readonly done: number
  /** Null when unknown. */
  readonly total: number | null
  readonly stage: string
}

export type JobOutcome =
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly error: ApiError }
  | { readonly kind: 'cancelled' }

export interface Job {
  readonly jobId: string
  readonly name: string
  readonly startedAtMs: number
  readonly updatedAtMs: number
  readonly progress: JobProgress | null
  readonly cancelling: boolean
  readonly outcome: JobOutcome | null
}

export type Slot =
  | { readonly kind: 'starting' }
  | { readonly kind: 'started'; readonly jobId: string }
  | { readonly kind: 'refused'; readonly error: ApiError }

interface Jobs {
  readonly jobs: Readonly<Record<string, Job>>
  /** A place on a screen that shows one job, so that the job is found again after navigating away and back. */
  readonly slots: Readonly<Record<string, Slot>>
}

export const useJobs = create<Jobs>()(() => ({ jobs: {}, slots: {} }))

function update(jobId: string, name: string, change: Partial<Job>): void {
  useJobs.setState(({ jobs }) => {
    const now = Date.now()
    const before: Job = jobs[jobId] ?? {
      jobId,
      name,
      startedAtMs: now,
      updatedAtMs: now,
      progress: null,
      cancelling: false,
      outcome: null,
    }
    if (before.outcome !== null) return {}
    return { jobs: { ...jobs, [jobId]: { ...before, updatedAtMs: now, ...change } } }
  })
}

function setSlot(slot: string, value: Slot | null): void {
  useJobs.setState(({ slots }) => {
    const { [slot]: _dropped, ...others } = slots
    return { slots: value === null ? others : { ...others, [slot]: value } }
  })
}

/** Listens to job events for the life of the window; returns how to stop. */
export function attachJobs(api: Api): () => void {
  const stops = [
    api.subscribe('job.progress', ({ jobId, name, unit, done, total, stage }) =>
      update(jobId, name, { progress: { unit, done, total, stage } }),
    ),
    api.subscribe('job.finished', ({ jobId, name, outcome }) => {
      if (outcome.kind === 'failed') {
        const { code, message, details } = outcome.error
        update(jobId, name, { outcome: { kind: 'failed', error: new ApiError(code, message, details) } })
      } else update(jobId, name, { outcome: outcome.kind === 'done' ? checkedResult(name, outcome.result) : outcome })
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** The contract says what a finished job carries; anything else is a fault of the other side, not a result. */
function checkedResult(name: string, result: unknown): JobOutcome {
  const entry = Object.hasOwn(contract, name) ? contract[name as JobName] : undefined
  const parsed = entry?.response.safeParse(result)
  if (parsed?.success === true) return { kind: 'done', result: parsed.data }
  return { kind: 'failed', error: new ApiError('internal', parsed?.error.message ?? name, { name }) }
}

/** Starts a job in a slot; a job that runs there already is left alone. */
export async function startJob<N extends JobName>(
  api: Api,
  slot: string,
  name: N,
  request: RequestOf<N>,
): Promise<void> {
  const { slots, jobs } = useJobs.getState()
  const present = slots[slot]
  if (present?.kind === 'starting') return
  if (
    present?.kind === 'started' &&
    (jobs[present.jobId]?.outcome ?? null) === null &&
    jobs[present.jobId] !== undefined
  )
    return
  setSlot(slot, { kind: 'starting' })
  try {
    const { jobId } = (await api.call(name, request)) as { jobId: string }
    update(jobId, name, {})
    setSlot(slot, { kind: 'started', jobId })
  } catch (error) {
    setSlot(slot, { kind: 'refused', error: apiErrorFrom(error) })
  }
}

/** Answers at once; the job ends by itself within a second and stays cancelled. */
export async function cancelJob(api: Api, jobId: string): Promise<void> {
  update(jobId, useJobs.getState().jobs[jobId]?.name ?? '', { cancelling: true })
  try {
    await api.call('job.cancel', { jobId })
  } catch {
    // The job had ended before the request arrived; its own outcome says how.
    update(jobId, '', { cancelling: false })
  }
}

/** Forgets what a slot shows. A running job goes on. */
export function clearSlot(slot: string): void {
  setSlot(slot, null)
}

/** Forgets everything: another engagement was opened. Running jobs stay listed until they end. */
export function clearSlots(): void {
  useJobs.setState(({ jobs }) => ({
    slots: {},
    jobs: Object.fromEntries(Object.entries(jobs).filter(([, job]) => job.outcome === null)),
  }))
}

/** Starts a job and waits for its end, for work that consists of several jobs. Rejects when it failed or was cancelled. */
export async function runJob<N extends JobName>(api: Api, name: N, request: RequestOf<N>): Promise<ResultOf<N>> {
  const { jobId } = (await api.call(name, request)) as { jobId: string }
  update(jobId, name, {})
  const outcome = await new Promise<JobOutcome>((resolve) => {
    const look = (): boolean => {
      const ended = useJobs.getState().jobs[jobId]?.outcome ?? null
      if (ended !== null) resolve(ended)
      return ended !== null
    }
    if (look()) return
    const stop = useJobs.subscribe(() => {
      if (look()) stop()
    })
  })
  if (outcome.kind === 'done') return outcome.result as ResultOf<N>
  throw outcome.kind === 'failed' ? outcome.error : new ApiError('cancelled', name)
}
