/**
 * What travels between whoever asks the engine and the engine: numbered calls one way, their envelopes and the engine's
 * events the other way. A port is anything with `postMessage` and `on('message')`: the utility process, the parent port
 * inside it, or one end of a MessageChannel. Nothing here knows which.
 */
import type { Envelope, WireError } from '../../shared/ipc/contract.ts'

export interface Port {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): unknown
}

/** A call by contract name, or `close`: the engine ends its work, closes every engagement and answers once it has. */
export type RequestMessage =
  | { readonly id: number; readonly name: string; readonly request: unknown }
  | { readonly id: number; readonly control: 'close' }

export interface AnswerMessage {
  readonly id: number
  readonly envelope: Envelope
}

export interface EventMessage {
  readonly event: string
  readonly payload: unknown
}

/** The envelope of a failure. `code` is one of `errorCodes`; `message` is for people. */
export function failure(code: string, message: string, details: Readonly<Record<string, string>> = {}): Envelope {
  return { ok: false, error: { code, message, details: { ...details } } }
}

/** A request message, or undefined for anything else. Hostile: what arrives at a port may be any value. */
export function parseRequestMessage(message: unknown): RequestMessage | undefined {
  if (!isRecord(message)) return undefined
  const id = message['id']
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return undefined
  if (message['control'] === 'close') return { id, control: 'close' }
  const name = message['name']
  return typeof name === 'string' ? { id, name, request: message['request'] } : undefined
}

/** An answer message, or undefined for anything else. */
export function parseAnswerMessage(message: unknown): AnswerMessage | undefined {
  if (!isRecord(message) || !Number.isSafeInteger(message['id']) || !isRecord(message['envelope'])) return undefined
  const { id, envelope } = message as { readonly id: number; readonly envelope: Record<string, unknown> }
  if (envelope['ok'] === true) return { id, envelope: { ok: true, value: envelope['value'] } }
  const error = envelope['error']
  return envelope['ok'] === false && isWireError(error) ? { id, envelope: { ok: false, error } } : undefined
}

/** An event message, or undefined for anything else. */
export function parseEventMessage(message: unknown): EventMessage | undefined {
  if (!isRecord(message) || typeof message['event'] !== 'string') return undefined
  return { event: message['event'], payload: message['payload'] }
}

function isWireError(value: unknown): value is WireError {
  return (
    isRecord(value) &&
    typeof value['code'] === 'string' &&
    typeof value['message'] === 'string' &&
    isRecord(value['details'])
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
