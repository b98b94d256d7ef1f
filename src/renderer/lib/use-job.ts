/** One job in one place of the screen: start, follow, cancel, result. */
import type { JobName, RequestOf, ResultOf } from '../../shared/ipc/contract.ts'
import { useApi } from './api-context.tsx'
import { cancelJob, clearSlot, startJob, useJobs, type Job } from './jobs.ts'
import type { ApiError } from './rpc-client.ts'

export type JobState<R> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly job: Job }
  | { readonly kind: 'done'; readonly result: R }
  | { readonly kind: 'failed'; readonly error: ApiError }
  | { readonly kind: 'cancelled' }

export interface JobControl<N extends JobName> {
  readonly state: JobState<ResultOf<N>>
  readonly busy: boolean
  start(request: RequestOf<N>): void
  cancel(): void
  reset(): void
}

export function useJob<N extends JobName>(name: N, slot: string = name): JobControl<N> {
  const api = useApi()
  const held = useJobs((jobs) => jobs.slots[slot])
  const job = useJobs((jobs) => (held?.kind === 'started' ? jobs.jobs[held.jobId] : undefined))

  const state = ((): JobState<ResultOf<N>> => {
    if (held === undefined) return { kind: 'idle' }
    if (held.kind === 'refused') return { kind: 'failed', error: held.error }
    if (held.kind === 'starting' || job === undefined) return { kind: 'starting' }
    if (job.outcome === null) return { kind: 'running', job }
    if (job.outcome.kind === 'done') return { kind: 'done', result: job.outcome.result as ResultOf<N> }
    return job.outcome
  })()

  return {
    state,
    busy: state.kind === 'starting' || state.kind === 'running',
    start: (request) => void startJob(api, slot, name, request),
    cancel: () => {
      if (state.kind === 'running') void cancelJob(api, state.job.jobId)
    },
    reset: () => clearSlot(slot),
  }
}
