/**
 * Guide A, rule 2 (`large_price_change`): |new - old| / old above one half, strictly.
 *
 * `as-written` keeps the printed `price || 0`, the guard that both are above zero, and double arithmetic: a change to or
 * from zero never meets it. `strict` compares the numbers' own text exactly and takes zero at its word. Neither looks at
 * stock levels; the guide's text promises that alert and its code does not contain it.
 */
import type { EntryView, FieldValue } from '../../model/entry.ts'
import {
  absoluteDecimal,
  compareDecimals,
  multiplyDecimal,
  parseDecimal,
  percentText,
  subtractDecimals,
  type Decimal,
} from './decimal.ts'
import { hasValue, isTruthy, literalNeed, mappedNames, mappedNeed, valueInside } from './mapped-value.ts'
import type { RuleContext } from './rule-definitions.ts'
import { contextText, createRuleTally, type RuleReducer } from './rule-tally.ts'

const printedAction = 'product.update.success'
const intendedActions: readonly string[] = ['product.update', printedAction]

/** `change_percent` of a change from zero. */
export const percentNotDefined = 'not defined'

/** What was read of the two prices; `change` undefined when they could not be compared. */
interface PricePair {
  readonly oldPrice: string
  readonly newPrice: string
  readonly change: { readonly isLarge: boolean; readonly percent: string } | undefined
}

export function createPriceRule(context: RuleContext): RuleReducer {
  const isStrict = context.mode === 'strict'
  const needs = isStrict
    ? [
        mappedNeed(context.profile, 'action'),
        mappedNeed(context.profile, 'before'),
        mappedNeed(context.profile, 'after'),
      ]
    : [literalNeed('action'), literalNeed('previous_state'), literalNeed('new_state')]
  const tally = createRuleTally('2', context, needs, {
    action: isStrict ? intendedActions.join(' or ') : printedAction,
    field: 'price',
    limit: '0.5',
    arithmetic: isStrict ? 'exact-decimal' : 'double',
    zero: isStrict ? 'counts' : 'skipped',
  })
  const beforeNames = mappedNames(context.profile, 'before')
  const afterNames = mappedNames(context.profile, 'after')
  return {
    add(subject) {
      const { entry } = subject
      tally.see(entry)
      const applies = isStrict
        ? subject.action !== undefined && intendedActions.includes(subject.action)
        : subject.literalAction === printedAction &&
          isTruthy(entry.raw('previous_state')) &&
          isTruthy(entry.raw('new_state'))
      if (!applies) return
      const pair = isStrict ? pairExactly(entry, beforeNames, afterNames) : pairAsWritten(entry)
      if (pair === undefined) return
      tally.test()
      if (pair.change === undefined) tally.skip()
      else if (pair.change.isLarge) {
        tally.hit(entry, {
          product_id: contextText(entry, 'resource_id', 'resourceId'),
          old_price: pair.oldPrice,
          new_price: pair.newPrice,
          change_percent: pair.change.percent,
        })
      }
    },
    finish: () => tally.finish(),
  }
}

function pairAsWritten(entry: EntryView): PricePair {
  const before = priceOrZero(entry.raw('previous_state.price'))
  const after = priceOrZero(entry.raw('new_state.price'))
  const change = Math.abs(after - before) / before
  return {
    oldPrice: String(before),
    newPrice: String(after),
    change: { isLarge: before > 0 && after > 0 && change > 0.5, percent: (change * 100).toFixed(2) },
  }
}

/** `price || 0`, with the conversion that the following arithmetic makes. */
function priceOrZero(value: FieldValue): number {
  return isTruthy(value) ? Number(value.value) : 0
}

/** Undefined when neither side has a price: then the entry is no price change. */
function pairExactly(
  entry: EntryView,
  beforeNames: readonly string[],
  afterNames: readonly string[],
): PricePair | undefined {
  const before = valueInside(entry, beforeNames, ['price'])
  const after = valueInside(entry, afterNames, ['price'])
  if (!hasValue(before) && !hasValue(after)) return undefined
  const oldPrice = parseDecimal(before.text)
  const newPrice = parseDecimal(after.text)
  return {
    oldPrice: before.text,
    newPrice: after.text,
    change: oldPrice && newPrice && changeBetween(oldPrice, newPrice),
  }
}

/** Undefined for a price below zero, of which a share is not defined. */
function changeBetween(oldPrice: Decimal, newPrice: Decimal): PricePair['change'] {
  if (oldPrice.units < 0n || newPrice.units < 0n) return undefined
  const difference = absoluteDecimal(subtractDecimals(newPrice, oldPrice))
  if (oldPrice.units === 0n) return { isLarge: newPrice.units > 0n, percent: percentNotDefined }
  const isLarge = newPrice.units === 0n || compareDecimals(multiplyDecimal(difference, 2n), oldPrice) > 0
  return { isLarge, percent: percentText(difference, oldPrice) }
}
