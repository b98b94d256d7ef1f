/**
 * In-memory `Api` for tests and for looking at screens in a plain browser. Deterministic: rows are a function of their
 * position, so ten million entries cost nothing. Every answer is checked against the contract, so that the mock cannot
 * drift away from it. Never part of the product.
 */
import type { Api, FileHandle } from '../../../src/shared/ipc/api.ts'
import {
  contract,
  eventSchemas,
  type ContractName,
  type EventName,
  type PayloadOf,
} from '../../../src/shared/ipc/contract.ts'
import { entriesPerSource } from '../../../src/shared/model/digest.ts'
import type { Engagement } from '../../../src/shared/model/engagement.ts'
import * as seed from './mock-data.ts'

export interface MockOptions {
  /** Rows of source 2. */
  readonly rows?: number
  /** Answers to replace, by contract name; a function gets the request. An `Error` is thrown as the answer. */
  readonly answers?: Partial<Record<ContractName, unknown>>
  /** Jobs end at once unless this is false; then `finish` ends them. */
  readonly autoFinish?: boolean
  readonly empty?: boolean
}

export interface MockApi extends Api {
  readonly calls: { name: string; request: Record<string, unknown> }[]
  emit<E extends EventName>(event: E, payload: PayloadOf<E>): void
  /** Ids of jobs that run, oldest first. */
  readonly running: readonly string[]
  progress(jobId: string, done: number, total: number | null, unit?: string, stage?: string): void
  finish(jobId: string): void
}

type Listener = (payload: never) => void

export function createMockApi(options: MockOptions = {}): MockApi {
  const rows = options.rows ?? 10_000_000
  const listeners = new Map<string, Set<Listener>>()
  const calls: MockApi['calls'] = []
  const jobs = new Map<string, { name: ContractName; result: unknown }>()
  let created = 0

  const emit: MockApi['emit'] = (event, payload) => {
    const parsed = eventSchemas[event].parse(payload)
    for (const listener of listeners.get(event) ?? []) listener(parsed as never)
  }
  const finish = (jobId: string) => {
    const job = jobs.get(jobId)
    if (job === undefined) return
    jobs.delete(jobId)
    const failed = job.result instanceof Error
    emit('job.finished', {
      jobId,
      name: job.name,
      outcome: failed
        ? {
            kind: 'failed',
            error: {
              code: (job.result as { code?: string }).code ?? 'internal',
              message: (job.result as Error).message,
              details: {},
            },
          }
        : { kind: 'done', result: job.result },
    })
  }
  const answer = (name: ContractName, request: Record<string, unknown>): unknown => {
    const replaced = options.answers?.[name]
    if (replaced !== undefined)
      return typeof replaced === 'function' ? (replaced as (request: unknown) => unknown)(request) : replaced
    return seed.answerOf(name, request, { rows, empty: options.empty === true })
  }

  return {
    calls,
    emit,
    finish,
    get running() {
      return [...jobs.keys()]
    },
    progress(jobId, done, total, unit = 'bytes', stage = 'parsing') {
      const job = jobs.get(jobId)
      if (job !== undefined) emit('job.progress', { jobId, name: job.name, unit, done, total, stage })
    },
    async call(name, request) {
      calls.push({ name, request: request as Record<string, unknown> })
      const parsed = contract[name].request.parse(request) as Record<string, unknown>
      await Promise.resolve()
      if (name === 'job.cancel') {
        const jobId = String(parsed['jobId'])
        const job = jobs.get(jobId)
        jobs.delete(jobId)
        if (job !== undefined)
          queueMicrotask(() => emit('job.finished', { jobId, name: job.name, outcome: { kind: 'cancelled' } }))
        return { cancelled: job !== undefined } as never
      }
      const value = answer(name, parsed)
      if (contract[name].kind === 'job') {
        created += 1
        const jobId = `job-${created}`
        jobs.set(jobId, { name, result: value instanceof Error ? value : contract[name].response.parse(value) })
        if (options.autoFinish !== false) queueMicrotask(() => finish(jobId))
        return { jobId } as never
      }
      if (value instanceof Error) throw value
      return contract[name].response.parse(value) as never
    },
    subscribe(event, listener) {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set)
      set.add(listener as Listener)
      return () => set.delete(listener as Listener)
    },
    handlesFor: (files) =>
      Promise.resolve(
        files.map((file, index): FileHandle => ({ handle: `dropped-${index}`, name: (file as { name: string }).name })),
      ),
  }
}

export const mockEngagement: Engagement = seed.engagement
/** Entry id of a row of the large source. */
export function entryIdAt(position: number): number {
  return 2 * entriesPerSource + position
}
