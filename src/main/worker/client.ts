/**
 * The other end of `serve`: typed calls over a port. The command line and tests hold it over a MessageChannel in their
 * own thread, the shell over the utility process. `ask` hands back the envelope, `call` and `runJob` turn it into a
 * value or an `AppError`.
 */
import {
  eventSchemas,
  jobStartedSchema,
  type ContractName,
  type Envelope,
  type EventName,
  type JobName,
  type PayloadOf,
  type RequestOf,
  type ResponseOf,
  type ResultOf,
  type WireError,
} from '../../shared/ipc/contract.ts'
import { AppError, errorCodes, type ErrorCode } from '../../shared/model/app-error.ts'
import { failure, parseAnswerMessage, parseEventMessage, type Port } from './port.ts'

export type ProgressListener = (progress: PayloadOf<'job.progress'>) => void

export interface Client {
  /** Value of a query or command, `{ jobId }` of a job. Rejects with `AppError`. */
  call<N extends ContractName>(name: N, request: RequestOf<N>): Promise<ResponseOf<N>>
  /** The envelope as it came. Never rejects: a lost port answers with code `internal`. */
  ask(name: string, request: unknown): Promise<Envelope>
  /** Starts a job and waits for its end; `signal` cancels it. Rejects with `AppError`, code `cancelled` when it was cancelled. */
  runJob<N extends JobName>(
    name: N,
    request: RequestOf<N>,
    options?: { onProgress?: ProgressListener; signal?: AbortSignal },
  ): Promise<ResultOf<N>>
  subscribe<E extends EventName>(event: E, listener: (payload: PayloadOf<E>) => void): () => void
  /** Asks the engine to end its work and to close every engagement; resolves when it has. */
  close(): Promise<void>
  /** The port is gone: every call that still waits is answered with code `internal` and this message. */
  disconnect(message: string): void
}

type AnyListener = (payload: unknown) => void

/** A client over `port`. Subscribes at once, so no event is missed after this returns. */
export function connect(port: Port): Client {
  const waiting = new Map<number, (envelope: Envelope) => void>()
  const listeners = new Map<string, Set<AnyListener>>()
  let lastId = 0
  let lost: string | undefined

  port.on('message', (message) => {
    const answer = parseAnswerMessage(message)
    if (answer !== undefined) {
      const resolve = waiting.get(answer.id)
      waiting.delete(answer.id)
      return resolve?.(answer.envelope)
    }
    const event = parseEventMessage(message)
    if (event !== undefined) for (const listener of listeners.get(event.event) ?? []) listener(event.payload)
  })

  function send(message: object): Promise<Envelope> {
    if (lost !== undefined) return Promise.resolve(failure('internal', lost))
    const id = (lastId += 1)
    return new Promise((resolve) => {
      waiting.set(id, resolve)
      port.postMessage({ id, ...message })
    })
  }

  function subscribe<E extends EventName>(event: E, listener: (payload: PayloadOf<E>) => void): () => void {
    const checked: AnyListener = (payload) => {
      const parsed = eventSchemas[event].safeParse(payload)
      if (parsed.success) listener(parsed.data as PayloadOf<E>)
    }
    const ofEvent = listeners.get(event) ?? new Set()
    listeners.set(event, ofEvent.add(checked))
    return () => void ofEvent.delete(checked)
  }

  const ask = (name: string, request: unknown) => send({ name, request })

  async function call<N extends ContractName>(name: N, request: RequestOf<N>): Promise<ResponseOf<N>> {
    return valueOf(await ask(name, request)) as ResponseOf<N>
  }

  async function runJob<N extends JobName>(
    name: N,
    request: RequestOf<N>,
    options: { onProgress?: ProgressListener; signal?: AbortSignal } = {},
  ): Promise<ResultOf<N>> {
    options.signal?.throwIfAborted()
    const finished = Promise.withResolvers<PayloadOf<'job.finished'>>()
    // A short job may end before the answer with its id is here, so what arrives meanwhile is kept.
    const early: PayloadOf<'job.finished'>[] = []
    let jobId: string | undefined
    const offProgress = subscribe('job.progress', (progress) => {
      if (progress.jobId === jobId) options.onProgress?.(progress)
    })
    const offFinished = subscribe('job.finished', (end) => {
      if (jobId === undefined) early.push(end)
      else if (end.jobId === jobId) finished.resolve(end)
    })
    const cancel = () => void ask('job.cancel', { jobId })
    try {
      jobId = jobStartedSchema.parse(valueOf(await ask(name, request))).jobId
      for (const end of early) if (end.jobId === jobId) finished.resolve(end)
      if (options.signal?.aborted === true) cancel()
      options.signal?.addEventListener('abort', cancel)
      losses.add(finished.reject)
      const { outcome } = await finished.promise
      if (outcome.kind === 'failed') throw errorFromWire(outcome.error)
      if (outcome.kind === 'cancelled') throw new AppError('cancelled', 'The job was cancelled.')
      return outcome.result as ResultOf<N>
    } finally {
      losses.delete(finished.reject)
      options.signal?.removeEventListener('abort', cancel)
      offProgress()
      offFinished()
    }
  }
  const losses = new Set<(reason: AppError) => void>()

  return {
    call,
    ask,
    runJob,
    subscribe,
    async close() {
      valueOf(await send({ control: 'close' }))
    },
    disconnect(message) {
      lost = message
      for (const resolve of waiting.values()) resolve(failure('internal', message))
      waiting.clear()
      for (const reject of losses) reject(new AppError('internal', message))
    },
  }
}

function valueOf(envelope: Envelope): unknown {
  if (envelope.ok) return envelope.value
  throw errorFromWire(envelope.error)
}

const knownCodes: readonly string[] = errorCodes

function isErrorCode(code: string): code is ErrorCode {
  return knownCodes.includes(code)
}

/** The `AppError` that an error on the wire stands for; a code of a newer contract becomes `internal` and is kept in the details. */
export function errorFromWire(error: WireError): AppError {
  if (isErrorCode(error.code)) return new AppError(error.code, error.message, { details: error.details })
  return new AppError('internal', error.message, { details: { ...error.details, code: error.code } })
}
