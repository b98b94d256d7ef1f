/**
 * JSON-RPC 2.0 over HTTP to one endpoint, one request at a time, everything that went over the line kept. Not ethers'
 * provider: that gives decoded answers, and what is wanted here is the bytes. Hostile: every answer comes from a server
 * that the auditor does not run.
 */
import type { CaptureFailure, Exchange } from '../../../../shared/model/capture.ts'
import { sha256Hex } from '../../host/digest.ts'
import type { Clock } from '../../host/clock.ts'
import type { Endpoint } from './endpoint.ts'
import { HttpPoster, type PostLimits } from './http-post.ts'
import { readAnswer, storedBody } from './rpc-answer.ts'

export interface RpcLimits extends PostLimits {
  /** Further tries of a request that got no answer, or HTTP 429 or 5xx. */
  readonly retries: number
  /** Pause before the first of them, in milliseconds; doubled for each further one. */
  readonly pauseMs: number
  /** Nested brackets of an answer. Hostile: what writes JSON goes one call deeper for each. */
  readonly depth: number
  /** Requests in a row without any answer after which the endpoint is asked no more. */
  readonly patience: number
}

export const rpcLimits: RpcLimits = {
  // A full block with its receipts is 1 to 2 MB on Ethereum's main chain; other chains have larger ones.
  answerBytes: 32 * 1024 * 1024,
  timeoutMs: 30_000,
  retries: 2,
  pauseMs: 300,
  depth: 64,
  patience: 3,
}

export type RpcOutcome =
  | { readonly kind: 'result'; readonly value: unknown; readonly at: string }
  | { readonly kind: 'none'; readonly why: CaptureFailure; readonly at: string }

export interface RpcPorts {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Takes up each exchange; false when there is no more room, and then nothing further is asked. */
  readonly keep: (exchange: Exchange) => boolean
}

export class RpcClient {
  readonly host: string
  /** 0-based place among the endpoints. */
  readonly place: number
  readonly #secrets: readonly string[]
  readonly #limits: RpcLimits
  readonly #ports: RpcPorts
  readonly #poster: HttpPoster
  #id = 0
  #silences = 0
  #full = false

  constructor(endpoint: Endpoint, place: number, ports: RpcPorts, limits: RpcLimits) {
    this.host = endpoint.host
    this.place = place
    this.#secrets = endpoint.secrets
    this.#limits = limits
    this.#ports = ports
    this.#poster = new HttpPoster(endpoint, limits)
  }

  /** Asks once, and again within the limits where no answer came. Rejects only when the signal is aborted. */
  async call(method: string, params: readonly unknown[]): Promise<RpcOutcome> {
    if (this.#full) return { kind: 'none', why: 'size-limit', at: this.#now() }
    if (this.#silences >= this.#limits.patience) return { kind: 'none', why: 'not-asked', at: this.#now() }
    for (let attempt = 0; ; attempt += 1) {
      const { outcome, again } = await this.#once(method, params)
      if (!again) {
        this.#silences = 0
        return outcome
      }
      if (attempt >= this.#limits.retries || this.#full) {
        this.#silences += 1
        return outcome
      }
      await pause(this.#limits.pauseMs * 2 ** attempt, this.#ports.signal)
    }
  }

  close(): void {
    this.#poster.close()
  }

  async #once(method: string, params: readonly unknown[]): Promise<{ outcome: RpcOutcome; again: boolean }> {
    this.#id += 1
    const id = this.#id
    const request = JSON.stringify({ jsonrpc: '2.0', id, method, params })
    const at = this.#now()
    const posted = await this.#poster.post(request, this.#ports.signal)
    const read = readAnswer(posted, id, this.#secrets, this.#limits.depth)
    const failure = 'why' in read ? read.why : null
    const secret = failure === 'answer-repeats-secret'
    const came = posted.status !== null
    const room = this.#ports.keep({
      endpoint: this.place,
      at,
      request,
      status: posted.status,
      answer: came && !secret ? storedBody(posted.body) : null,
      sha256: came && !secret ? sha256Hex(posted.body) : null,
      failure,
    })
    if (!room) this.#full = true
    const again =
      posted.failure === 'unreachable' ||
      posted.failure === 'timed-out' ||
      posted.status === 429 ||
      (posted.status !== null && posted.status >= 500)
    const outcome: RpcOutcome = 'why' in read ? { kind: 'none', ...read, at } : { kind: 'result', ...read, at }
    return { outcome, again: again && outcome.kind === 'none' }
  }

  #now(): string {
    return new Date(this.#ports.clock.nowMicros() / 1000).toISOString()
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
