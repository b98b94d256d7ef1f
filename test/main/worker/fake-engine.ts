/** An engine for the tests of its doors: records what it is asked, answers what the test says, emits what the test says. */
import type { Engine, EngineListener } from '../../../src/main/engine/engine.ts'
import type { ContractName, Envelope, EventName, PayloadOf } from '../../../src/shared/ipc/contract.ts'

export interface FakeEngine extends Engine {
  readonly asked: { name: string; request: unknown }[]
  readonly closed: () => boolean
  emit<E extends EventName>(event: E, payload: PayloadOf<E>): void
}

export function createFakeEngine(
  answer: (name: ContractName, request: unknown, engine: FakeEngine) => Envelope | Promise<Envelope>,
): FakeEngine {
  const listeners = new Set<EngineListener>()
  let closed = false
  const engine: FakeEngine = {
    asked: [],
    async call(name, request) {
      engine.asked.push({ name, request })
      return answer(name, request, engine)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      closed = true
    },
    closed: () => closed,
    emit(event, payload) {
      for (const listener of listeners) listener(event, payload)
    },
  }
  return engine
}

export const done = (value: unknown): Envelope => ({ ok: true, value })
