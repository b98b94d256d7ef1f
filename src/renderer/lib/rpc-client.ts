/**
 * The preload bridge turned into the typed `Api`. Answers are checked against the contract once more on this side; an
 * error crosses as data and becomes an `ApiError`, which callers branch on by `code`.
 */
import type { Api, FileHandle } from '../../shared/ipc/api.ts'
import {
  contract,
  eventSchemas,
  jobStartedSchema,
  type ContractName,
  type Envelope,
  type EventName,
  type PayloadOf,
  type ResponseOf,
} from '../../shared/ipc/contract.ts'

/** What the preload puts on `window`. */
export interface Bridge {
  call(name: string, request: unknown): Promise<Envelope>
  subscribe(event: string, listener: (payload: unknown) => void): () => void
  handlesFor(files: readonly File[]): Promise<readonly FileHandle[]>
}

declare global {
  interface Window {
    readonly assay?: Bridge
  }
}

export class ApiError extends Error {
  readonly code: string
  readonly details: Readonly<Record<string, string>>

  constructor(code: string, message: string, details: Readonly<Record<string, string>> = {}) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.details = details
  }
}

/** Any thrown value as an `ApiError`; what is not one already is an internal fault. */
export function apiErrorFrom(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  const value = thrown as { code?: unknown; message?: unknown; details?: unknown } | null
  const code = typeof value?.code === 'string' ? value.code : 'internal'
  const details =
    typeof value?.details === 'object' && value.details !== null ? (value.details as Record<string, string>) : {}
  return new ApiError(code, typeof value?.message === 'string' ? value.message : String(thrown), details)
}

export function createRpcClient(bridge: Bridge): Api {
  return {
    async call<N extends ContractName>(name: N, request: unknown): Promise<ResponseOf<N>> {
      const envelope = await bridge.call(name, request)
      if (!envelope.ok) throw new ApiError(envelope.error.code, envelope.error.message, envelope.error.details)
      const { kind, response } = contract[name]
      const parsed = (kind === 'job' ? jobStartedSchema : response).safeParse(envelope.value)
      if (!parsed.success) throw new ApiError('internal', parsed.error.message, { name })
      return parsed.data as ResponseOf<N>
    },
    subscribe<E extends EventName>(event: E, listener: (payload: PayloadOf<E>) => void) {
      return bridge.subscribe(event, (payload) => {
        const parsed = eventSchemas[event].safeParse(payload)
        if (parsed.success) listener(parsed.data as PayloadOf<E>)
      })
    },
    handlesFor: (files) => bridge.handlesFor(files as readonly File[]),
  }
}
