/** Writes one custody event with the ports' clock and actor; call inside the transaction of the change it tells of. */
import { appendCustodyEvent } from '../../store/custody.ts'
import type { WritableStore } from '../../store/open.ts'
import type { EnginePorts } from '../ports.ts'

export function recordCustody(
  ports: EnginePorts,
  store: WritableStore,
  action: string,
  details: Readonly<Record<string, unknown>>,
): void {
  appendCustodyEvent(store, ports.sha256, {
    atMicros: ports.clock.nowMicros(),
    actor: ports.actor,
    action,
    details: { ...details, tool: ports.version },
  })
}
