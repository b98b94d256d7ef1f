/** Steps of a verdict in the words of the second reading (`test/support/evm-second.mjs`), so that both can be compared. */
import type { AnchorStep, AnchorVerdict } from '../../../../src/shared/model/anchor.ts'

const areaByStep: Readonly<Record<AnchorStep['step'], string>> = {
  'claim-root': 'root',
  'transaction-found': 'transaction',
  'transaction-in-block': 'transaction',
  contract: 'contract',
  'chain-id': 'chain',
  'contract-pinned': 'pinned contract',
  'calldata-root': 'calldata',
  'event-root': 'event',
  'log-root': 'event',
  'calldata-timestamp': 'time',
  'metadata-count': 'count',
  'metadata-first-timestamp': 'first',
  'metadata-last-timestamp': 'last',
  'receipt-in-block': 'receipt',
  'receipt-status': 'status',
  'header-hash': 'header',
  'block-number': 'number',
  'account-in-state': 'account',
  'contract-code': 'code',
  'code-pinned': 'pinned',
  'storage-in-account': 'storage',
  'storage-value': 'storage',
  'header-known': 'known',
}

/** Areas in which a step does not hold, each once, in alphabetical order. */
export function failingAreasOf(verdict: AnchorVerdict): string[] {
  return [...new Set(verdict.steps.filter((step) => !step.holds).map((step) => areaByStep[step.step]))].sort()
}
