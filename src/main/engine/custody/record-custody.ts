/**
 * Writes one custody event with the ports' clock and actor; call inside the transaction of the change it tells of. What
 * is sensitive in its details (a file named after a card number, a reason typed in) is masked before it is written: the
 * log is a hash chain, and nothing can be taken out of it afterwards.
 */
import { maskedValue } from '../../../shared/core/sensitive/mask-value.ts'
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
    details: { ...(maskedValue(details) as typeof details), tool: ports.version },
  })
}
