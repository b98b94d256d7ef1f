/**
 * The engine behind a port: `{ id, name, request }` in, `{ id, envelope }` and `{ event, payload }` out. Used by the
 * engine host, by the command line in its own process and by tests. It checks that a name is in the contract; the
 * request itself is parsed by the engine. It holds no state beyond the subscription.
 */
import { contract, shellNames, type ContractName, type Envelope } from '../../shared/ipc/contract.ts'
import type { Engine } from '../engine/engine.ts'
import { failure, parseRequestMessage, type Port, type RequestMessage } from './port.ts'

export interface Service {
  /** Resolves once a `close` request was carried out and answered. */
  readonly closed: Promise<void>
}

const namesOfShell: readonly string[] = shellNames

/** Answers every call that arrives at `port` and forwards the engine's events, until a `close` request. */
export function serve(port: Port, engine: Engine): Service {
  const closed = Promise.withResolvers<void>()
  let closing = false
  const unsubscribe = engine.subscribe((event, payload) => port.postMessage({ event, payload }))

  port.on('message', (message) => {
    const request = parseRequestMessage(message)
    // Without an id there is nobody to answer, so a malformed message is dropped.
    if (request === undefined) return
    void answer(engine, request).then((envelope) => {
      port.postMessage({ id: request.id, envelope })
      if ('control' in request && !closing) {
        closing = true
        unsubscribe()
        closed.resolve()
      }
    })
  })
  return { closed: closed.promise }
}

async function answer(engine: Engine, request: RequestMessage): Promise<Envelope> {
  try {
    if ('control' in request) {
      await engine.close()
      return { ok: true, value: {} }
    }
    if (!isEngineName(request.name)) return failure('usage', 'This name is not part of the engine contract.')
    return await engine.call(request.name, request.request)
  } catch (error) {
    // The engine promises never to reject; should it, the caller must still get its answer.
    return failure('internal', error instanceof Error ? error.message : String(error))
  }
}

function isEngineName(name: string): name is ContractName {
  return Object.hasOwn(contract, name) && !namesOfShell.includes(name)
}
