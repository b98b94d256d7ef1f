/**
 * Jobs: long work with progress in real units and a cancel that holds. Cancellation is cooperative and checked between
 * batches; a cancelled job leaves nothing behind because every job writes in one transaction or not at all.
 */
import { AppError } from '../../shared/model/app-error.ts'
import type { ContractName, PayloadOf } from '../../shared/ipc/contract.ts'
import type { EngineListener } from './engine.ts'
import { wireErrorFrom } from './wire-error.ts'

export interface JobContext {
  readonly signal: AbortSignal
  /** Reports progress; calls closer than 100 ms apart are dropped except the last of a stage. */
  progress(stage: string, unit: string, done: number, total: number | null): void
  /** Gives the event loop a turn, then throws `cancelled` if the job was cancelled. */
  breathe(): Promise<void>
}

/** For work that is not run as a job: never cancelled, progress dropped. */
export const silentJob: JobContext = {
  signal: new AbortController().signal,
  progress: () => undefined,
  breathe: () => new Promise((resolve) => setImmediate(resolve)),
}

/**
 * Waits for work that runs elsewhere, in a lane, and throws `cancelled` as soon as the job is: a cancel does not wait for
 * the lane. The work's own end is then nobody's business.
 */
export async function orCancelled<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const cancel = (): void => reject(cancelled())
  if (signal.aborted) cancel()
  signal.addEventListener('abort', cancel)
  try {
    return await Promise.race([promise, work])
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

function cancelled(): AppError {
  return new AppError('cancelled', 'Cancelled; nothing was changed.')
}

export class Jobs {
  readonly #running = new Map<string, AbortController>()
  readonly #ended = new Map<string, Promise<void>>()
  readonly #scopeOf = new Map<string, string>()
  readonly #emit: EngineListener
  #next = 1

  constructor(emit: EngineListener) {
    this.#emit = emit
  }

  /** Starts a job and answers with its id; its end is told by `job.finished`. `scope` is the engagement it works on. */
  start(name: ContractName, scope: string | null, work: (context: JobContext) => Promise<unknown>): string {
    const jobId = `job-${this.#next}`
    this.#next += 1
    const controller = new AbortController()
    this.#running.set(jobId, controller)
    if (scope !== null) this.#scopeOf.set(jobId, scope)
    // The answer with the id must reach the caller before the first event of the job.
    const end = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => work(this.#context(jobId, name, controller.signal)))
      .then((result): PayloadOf<'job.finished'>['outcome'] => ({ kind: 'done', result }))
      .catch((error: unknown): PayloadOf<'job.finished'>['outcome'] =>
        error instanceof AppError && error.code === 'cancelled'
          ? { kind: 'cancelled' }
          : { kind: 'failed', error: wireErrorFrom(error) },
      )
      .then((outcome) => {
        this.#running.delete(jobId)
        this.#ended.delete(jobId)
        this.#scopeOf.delete(jobId)
        this.#emit('job.finished', { jobId, name, outcome })
      })
    this.#ended.set(jobId, end)
    return jobId
  }

  cancel(jobId: string): boolean {
    const controller = this.#running.get(jobId)
    controller?.abort()
    return controller !== undefined
  }

  /** Cancels every job, or those of one engagement, and waits until they have ended. */
  async cancelAll(scope?: string): Promise<void> {
    const ids = [...this.#running.keys()].filter((jobId) => scope === undefined || this.#scopeOf.get(jobId) === scope)
    for (const jobId of ids) this.cancel(jobId)
    await Promise.all(ids.flatMap((jobId) => this.#ended.get(jobId) ?? []))
  }

  #context(jobId: string, name: ContractName, signal: AbortSignal): JobContext {
    let last = 0
    let lastStage = ''
    return {
      signal,
      progress: (stage, unit, done, total) => {
        const now = performance.now()
        if (stage === lastStage && done !== total && now - last < 100) return
        last = now
        lastStage = stage
        this.#emit('job.progress', { jobId, name, unit, done, total, stage })
      },
      breathe: async () => {
        await new Promise((resolve) => setImmediate(resolve))
        if (signal.aborted) throw cancelled()
      },
    }
  }
}
