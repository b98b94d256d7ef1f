/**
 * Connections that the engine process made, over all its lives: the request hooks of the session do not see that process,
 * so it tells of each itself, with its own count since it started.
 */
import { eventSchemas } from '../../shared/ipc/contract.ts'

export interface EngineConnections {
  observe(event: string, payload: unknown): void
  /** The process ended; the next one counts from nothing. */
  restarted(): void
  total(): number
}

export function createEngineConnections(): EngineConnections {
  let before = 0
  let current = 0
  return {
    observe(event, payload) {
      if (event !== 'network.connected') return
      const told = eventSchemas['network.connected'].safeParse(payload)
      if (told.success) current = Math.max(current, told.data.connections)
    },
    restarted() {
      before += current
      current = 0
    },
    total: () => before + current,
  }
}
