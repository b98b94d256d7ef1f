/**
 * The boundary between evidence and whoever looks at it: every answer, event and error of the engine goes through here,
 * and a card number leaves with its last four digits, anything else that is sensitive as bullets (PCI DSS v4.0.1 3.4.1,
 * 3.3.1). Masking is the rule and not a call that a query can forget: what is not named below is masked.
 */
import type { ContractName } from '../../../shared/ipc/contract.ts'
import { cardDataOnly, maskedValue, type MaskPolicy } from '../../../shared/core/sensitive/mask-value.ts'

const policyByName: Readonly<Partial<Record<ContractName, MaskPolicy>>> = {
  'entry.unmask': cardDataOnly,
  'entry.explainUnmasked': cardDataOnly,
}

/** `answer` of the call or event `name`, with nothing sensitive left in it; the same object when there was nothing. */
export function maskedAnswer<T>(name: string, answer: T): T {
  // Hostile: `constructor` is a member of every object.
  const policy = Object.hasOwn(policyByName, name) ? policyByName[name as ContractName] : undefined
  return maskedValue(answer, policy) as T
}
