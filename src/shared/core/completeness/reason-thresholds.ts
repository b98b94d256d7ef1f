/**
 * Actions that need a reason (guide B's Why thresholds), and how each is recognised from an entry. The recognition is
 * this file; README.md says it in words. An entry of the right kind whose amount or state is not recorded is
 * `undecided`: it is counted, and neither excused nor held against the log.
 */
import type { FieldValue } from '../../model/entry.ts'
import { compareDecimals, decimalFromInteger, parseDecimal, subtractDecimals, type Decimal } from '../detect/decimal.ts'
import { absentValue, hasValue, mappedNames, valueInside } from '../detect/mapped-value.ts'
import type { EntryFacts } from './entry-facts.ts'
import { roleDifferenceOf } from './role-changes.ts'

export type ReasonNeed = 'needed' | 'not-needed' | 'undecided'

export interface ReasonThreshold {
  readonly id: 'manual-refund' | 'inventory-write-down' | 'role-change' | 'price-override' | 'late-cancellation'
  /** Name of the requirement in a fill rate. */
  readonly name: string
  /** The comparison with it is strict; null where every such action needs a reason. */
  readonly limit: number | null
  readonly decide: (facts: EntryFacts) => ReasonNeed
}

export const refundSegments = new Set(['refund', 'refunds', 'refunded'])
/** Last segments of an action that only asks for a refund or cancellation. */
export const requestSegments = new Set(['request', 'requested', 'initiated', 'pending'])
export const refundKeys: readonly string[] = [
  'refunded',
  'refund_amount',
  'refunded_amount',
  'amount_refunded',
  'total_refunded',
  'refund_total',
  'amount',
]
export const orderTotalKeys: readonly string[] = ['total', 'total_amount']
export const inventorySegments = new Set(['inventory', 'stock'])
export const stockKeys: readonly string[] = ['inventory', 'stock', 'stock_level']
export const quantityKeys: readonly string[] = ['quantity', 'on_hand', 'available', 'qty']
export const quantityChangeKeys: readonly string[] = [
  'delta',
  'adjustment',
  'change',
  'quantity_change',
  'quantity_delta',
  'adjusted_by',
]
export const overrideKeys: readonly string[] = ['price_override', 'override_price', 'manual_price']
export const cancelSegments = new Set(['cancel', 'cancelled', 'canceled', 'cancellation', 'cancelation'])
export const statusKeys: readonly string[] = ['fulfillment_status', 'fulfilment_status', 'status']
/** States of an order or shipment in which fulfilment has begun. `processing` is left out: many shops set it on payment. */
export const fulfilmentStates = new Set([
  'picking',
  'picked',
  'packing',
  'packed',
  'label_printed',
  'ready_to_ship',
  'shipped',
  'partially_shipped',
  'in_transit',
  'out_for_delivery',
  'delivered',
  'fulfilled',
  'partially_fulfilled',
  'fulfillment_started',
  'fulfilment_started',
])

export const reasonThresholds: readonly ReasonThreshold[] = [
  { id: 'manual-refund', name: 'reason of a manual refund above $100', limit: 100, decide: needsRefundReason },
  {
    id: 'inventory-write-down',
    name: 'reason of an inventory write-down above 10 units',
    limit: 10,
    decide: needsWriteDownReason,
  },
  { id: 'role-change', name: 'reason of a user role change', limit: null, decide: needsRoleReason },
  { id: 'price-override', name: 'reason of a price override', limit: null, decide: needsOverrideReason },
  {
    id: 'late-cancellation',
    name: 'reason of a cancellation after fulfilment has begun',
    limit: null,
    decide: needsCancellationReason,
  },
]

function needsRefundReason(facts: EntryFacts): ReasonNeed {
  if (facts.isMachine || isNoChange(facts)) return 'not-needed'
  const isNamed = includesAny(facts.action, refundSegments) || includesAny(facts.resourceType, refundSegments)
  const isSettled = becameState(facts, (state) => state === 'refunded')
  if (!isNamed && !isSettled) return 'not-needed'
  const before = sideValue(facts, 'before', refundKeys)
  const after = sideValue(facts, 'after', refundKeys)
  const stated = hasValue(after) ? after : valueInside(facts.entry, mappedNames(facts.profile, 'metadata'), refundKeys)
  // The total of an order that became `refunded` is what was paid back when nothing else is recorded.
  const amount = hasValue(stated)
    ? stated
    : isSettled
      ? firstOf(sideValue(facts, 'after', orderTotalKeys), sideValue(facts, 'before', orderTotalKeys))
      : stated
  const paid = decimalOf(amount)
  if (paid === undefined) return 'undecided'
  const earlier = hasValue(after) && hasValue(before) ? decimalOf(before) : undefined
  return isAbove(earlier === undefined ? paid : subtractDecimals(paid, earlier), 100)
}

function needsWriteDownReason(facts: EntryFacts): ReasonNeed {
  if (facts.isMachine || isNoChange(facts)) return 'not-needed'
  const isNamed = includesAny(facts.action, inventorySegments) || includesAny(facts.resourceType, inventorySegments)
  for (const key of isNamed ? [...stockKeys, ...quantityKeys] : stockKeys) {
    const before = decimalOf(sideValue(facts, 'before', [key]))
    const after = decimalOf(sideValue(facts, 'after', [key]))
    if (before !== undefined && after !== undefined) return isAbove(subtractDecimals(before, after), 10)
  }
  if (!isNamed) return 'not-needed'
  const names = [...mappedNames(facts.profile, 'after'), ...mappedNames(facts.profile, 'metadata')]
  const change = decimalOf(valueInside(facts.entry, names, quantityChangeKeys))
  return change === undefined ? 'undecided' : isAbove({ units: -change.units, scale: change.scale }, 10)
}

function needsRoleReason(facts: EntryFacts): ReasonNeed {
  const difference = roleDifferenceOf(facts.entry, facts.profile)
  return difference === undefined || difference.didFail ? 'not-needed' : 'needed'
}

function needsOverrideReason(facts: EntryFacts): ReasonNeed {
  if (isNoChange(facts)) return 'not-needed'
  const words = [...facts.action, ...facts.resourceType]
  const isNamed =
    words.some((word) => word === 'price' || word === 'prices') &&
    words.some((word) => word === 'override' || word === 'overrides')
  return isNamed || hasValue(sideValue(facts, 'after', overrideKeys)) ? 'needed' : 'not-needed'
}

function needsCancellationReason(facts: EntryFacts): ReasonNeed {
  if (isNoChange(facts)) return 'not-needed'
  const isOrder = [...facts.action, ...facts.resourceType].some((word) => word === 'order' || word === 'orders')
  const isNamed = isOrder && includesAny(facts.action, cancelSegments)
  if (!isNamed && !(isOrder && becameState(facts, (state) => cancelSegments.has(state)))) return 'not-needed'
  const states = statusKeys.map((key) => sideValue(facts, 'before', [key])).filter(hasValue)
  if (states.length === 0) return 'undecided'
  return states.some((state) => fulfilmentStates.has(stateText(state))) ? 'needed' : 'not-needed'
}

/** Reads, failures and mere requests change nothing. */
function isNoChange(facts: EntryFacts): boolean {
  return facts.isRead || facts.didFail || requestSegments.has(facts.action.at(-1) ?? '')
}

/** True when a status on the new side is as asked and the same status on the old side was not. */
function becameState(facts: EntryFacts, isAsked: (state: string) => boolean): boolean {
  return statusKeys.some((key) => {
    const after = sideValue(facts, 'after', [key])
    return hasValue(after) && isAsked(stateText(after)) && !isAsked(stateText(sideValue(facts, 'before', [key])))
  })
}

function stateText(value: FieldValue): string {
  return value.text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
}

function sideValue(facts: EntryFacts, side: 'before' | 'after', keys: readonly string[]): FieldValue {
  const names = mappedNames(facts.profile, side)
  const { value } = facts.valueByField[side]
  // Most states hold none of the keys, and asking the parsed object is cheaper than walking into the record's text.
  const isPlain = names.length === 1 && typeof value === 'object' && value !== null
  return isPlain && !keys.some((key) => Object.hasOwn(value, key)) ? absentValue : valueInside(facts.entry, names, keys)
}

function firstOf(left: FieldValue, right: FieldValue): FieldValue {
  return hasValue(left) ? left : right
}

function decimalOf(value: FieldValue): Decimal | undefined {
  return hasValue(value) ? parseDecimal(value.text) : undefined
}

function isAbove(value: Decimal, limit: number): ReasonNeed {
  return compareDecimals(value, decimalFromInteger(limit)) > 0 ? 'needed' : 'not-needed'
}

function includesAny(segments: readonly string[], wanted: ReadonlySet<string>): boolean {
  return segments.some((segment) => wanted.has(segment))
}
