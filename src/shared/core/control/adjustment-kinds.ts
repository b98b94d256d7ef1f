/**
 * Which entries are manual adjustments, and of how much: refunds, price changes, stock changes and discounts that a
 * person made and that took effect. Approvals, rejections, requests, reads, exports and failures are none.
 */
import type { SourceProfile } from '../../model/profile.ts'
import type { EntryFacts } from '../completeness/entry-facts.ts'
import {
  inventorySegments,
  quantityChangeKeys,
  quantityKeys,
  refundKeys,
  refundSegments,
  requestSegments,
  stockKeys,
} from '../completeness/reason-thresholds.ts'
import { subtractDecimals, type Decimal } from '../detect/decimal.ts'
import { presentText, mappedNames, valueInside } from '../detect/mapped-value.ts'
import { amountInside, currencyOf } from './amounts.ts'

export const adjustmentKinds = ['refund', 'price', 'stock', 'discount'] as const
export type AdjustmentKind = (typeof adjustmentKinds)[number]

export interface Adjustment {
  readonly kind: AdjustmentKind
  /** Refund: amount paid back. Price and stock: new less old. Undefined where the entry does not say. */
  readonly amount: Decimal | undefined
  /** Currency as written, `units` for stock, or empty. */
  readonly unit: string
  /** What it was about: the order of a refund where recorded, else the resource. */
  readonly object: string
}

const noEffectWords = new Set(['approve', 'approved', 'reject', 'rejected', 'deny', 'denied', 'export', 'exported'])
const discountWords = new Set(['discount', 'discounts', 'coupon', 'coupons', 'voucher', 'vouchers'])
const priceKeys = ['price', 'sale_price', 'unit_price'] as const
const orderKeys = ['order_id', 'order'] as const

/** The adjustment an entry records; undefined when it is none. */
export function adjustmentFrom(facts: EntryFacts, profile: SourceProfile): Adjustment | undefined {
  if (facts.isMachine || facts.isRead || facts.didFail || requestSegments.has(facts.action.at(-1) ?? ''))
    return undefined
  if (facts.action.some((word) => noEffectWords.has(word))) return undefined
  const words = [...facts.action, ...facts.resourceType]
  const { entry } = facts
  const resource = facts.text('resourceId') || facts.text('resourceType')
  if (words.some((word) => refundSegments.has(word)) || becameRefunded(facts, profile)) {
    const after = amountInside(entry, profile, 'after', refundKeys)
    const before = amountInside(entry, profile, 'before', refundKeys)
    const amount = after ?? amountInside(entry, profile, 'metadata', refundKeys)
    const order = presentText(valueInside(entry, mappedNames(profile, 'after'), orderKeys))
    return {
      kind: 'refund',
      amount:
        amount !== undefined && before !== undefined && after !== undefined ? subtractDecimals(amount, before) : amount,
      unit: currencyOf(entry, profile),
      object: order === '' ? resource : order,
    }
  }
  if (facts.valueByField.before.state !== 'present' && facts.valueByField.after.state !== 'present') return undefined
  const oldPrice = amountInside(entry, profile, 'before', priceKeys)
  const newPrice = amountInside(entry, profile, 'after', priceKeys)
  if (oldPrice !== undefined && newPrice !== undefined) {
    return {
      kind: 'price',
      amount: subtractDecimals(newPrice, oldPrice),
      unit: currencyOf(entry, profile),
      object: resource,
    }
  }
  const isStock = words.some((word) => inventorySegments.has(word))
  const keys = isStock ? [...stockKeys, ...quantityKeys] : stockKeys
  for (const key of keys) {
    const before = amountInside(entry, profile, 'before', [key])
    const after = amountInside(entry, profile, 'after', [key])
    if (before !== undefined && after !== undefined)
      return { kind: 'stock', amount: subtractDecimals(after, before), unit: 'units', object: resource }
  }
  // Without a quantity before and after, or a change, nothing was adjusted: a stock count is none.
  const change = isStock ? amountInside(entry, profile, 'after', quantityChangeKeys) : undefined
  if (change !== undefined) return { kind: 'stock', amount: change, unit: 'units', object: resource }
  if (words.some((word) => discountWords.has(word)))
    return { kind: 'discount', amount: undefined, unit: '', object: resource }
  return undefined
}

/** A status that became `refunded` is a refund whatever the action is called. */
function becameRefunded(facts: EntryFacts, profile: SourceProfile): boolean {
  if (facts.valueByField.after.state !== 'present') return false
  const status = (field: 'before' | 'after'): string =>
    presentText(valueInside(facts.entry, mappedNames(profile, field), ['status']))
      .trim()
      .toLowerCase()
  return refundSegments.has(status('after')) && !refundSegments.has(status('before'))
}
