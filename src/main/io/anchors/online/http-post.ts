/**
 * One HTTP POST with every bound that a stranger's server needs: size, total time, no redirects, no compression, cancel.
 * The answer is given back as the bytes that came, also when the exchange failed half-way.
 */
import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Socket } from 'node:net'
import type { CaptureFailure } from '../../../../shared/model/capture.ts'
import { countConnection } from './connection-counter.ts'
import type { Endpoint } from './endpoint.ts'

export interface PostLimits {
  /** Largest body that is read, in bytes. Hostile: a body may never end. */
  readonly answerBytes: number
  /** From sending to the last byte, in milliseconds. Hostile: a byte a second keeps any idle limit from striking. */
  readonly timeoutMs: number
}

export interface Posted {
  /** Null when no answer began. */
  readonly status: number | null
  /** What came, at most `answerBytes`. */
  readonly body: Buffer
  readonly failure: Extract<CaptureFailure, 'answer-too-large' | 'timed-out' | 'unreachable' | 'redirected'> | null
}

/** Posts to one endpoint over at most one socket at a time, which is kept open between calls until `close`. */
export class HttpPoster {
  readonly #endpoint: Endpoint
  readonly #limits: PostLimits
  readonly #agent: HttpAgent | HttpsAgent
  readonly #counted = new WeakSet<Socket>()

  constructor(endpoint: Endpoint, limits: PostLimits) {
    this.#endpoint = endpoint
    this.#limits = limits
    const options = { keepAlive: true, maxSockets: 1 }
    this.#agent =
      endpoint.url.protocol === 'https:'
        ? // Said here, so that no environment variable takes it away.
          new HttpsAgent({ ...options, rejectUnauthorized: true })
        : new HttpAgent(options)
  }

  /** Never rejects for what the other side does; rejects with the signal's reason when that is aborted. */
  async post(body: string, signal: AbortSignal): Promise<Posted> {
    signal.throwIfAborted()
    return new Promise((resolve, reject) => {
      const request = this.#request(body)
      const parts: Buffer[] = []
      let size = 0
      let status: number | null = null
      let ended = false
      const end = (failure: Posted['failure']): void => {
        if (ended) return
        ended = true
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
        if (failure !== null) request.destroy()
        resolve({ status, body: Buffer.concat(parts), failure })
      }
      const abort = (): void => {
        ended = true
        clearTimeout(timer)
        request.destroy()
        reject(signal.reason as Error)
      }
      const timer = setTimeout(() => end('timed-out'), this.#limits.timeoutMs)
      signal.addEventListener('abort', abort, { once: true })
      request.on('socket', (socket) => this.#count(socket))
      request.on('error', () => end('unreachable'))
      request.on('response', (response: IncomingMessage) => {
        status = response.statusCode ?? null
        response.on('data', (part: Buffer) => {
          if (ended) return
          const room = this.#limits.answerBytes - size
          size += Math.min(part.length, room)
          parts.push(part.subarray(0, room))
          if (part.length > room) end('answer-too-large')
        })
        response.on('error', () => end('unreachable'))
        response.on('end', () => end(status !== null && status >= 300 && status < 400 ? 'redirected' : null))
        // A body cut short closes without an end.
        response.on('close', () => end('unreachable'))
      })
      request.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }

  #request(body: string): ClientRequest {
    const { url, authorization } = this.#endpoint
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    return send(url, {
      method: 'POST',
      agent: this.#agent,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        accept: 'application/json',
        // What is stored is what came: no encoding to undo.
        'accept-encoding': 'identity',
        ...(authorization === null ? {} : { authorization }),
      },
    })
  }

  /** A socket that is kept open serves many requests and counts once. */
  #count(socket: Socket): void {
    if (this.#counted.has(socket)) return
    this.#counted.add(socket)
    countConnection()
  }
}
