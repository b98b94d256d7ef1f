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
  /** What the open dialog answers with from now on, beside what it answers anyway. */
  readonly files: FileHandle[]
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
  const files: FileHandle[] = []

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
              details: (job.result as { details?: Record<string, string> }).details ?? {},
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
    files,
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
      const given = answer(name, parsed)
      const value =
        name === 'dialog.openFiles' && parsed['purpose'] === 'import' && files.length > 0
          ? { files: [...(given as { files: FileHandle[] }).files, ...files] }
          : given
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

/** The refusal of an import that found card data, to be given as the answer of `source.import`. */
export function cardDataFound(likely = 2): Error {
  return Object.assign(new Error('shop-b.ndjson holds what looks like card data. Nothing was stored.'), {
    code: 'sensitive-data-found',
    details: { panLikely: String(likely), panPossible: '41', sadLikely: '0', sadPossible: '1' },
  })
}

export const mockEngagement: Engagement = seed.engagement
/** Entry id of a row of the large source. */
export function entryIdAt(position: number): number {
  return 2 * entriesPerSource + position
}
