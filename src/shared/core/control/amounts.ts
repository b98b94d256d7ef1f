/**
 * Amounts of a change, read from the record's own number text and added exactly. What an amount is worth is not known
 * here: a number stands beside the currency or unit the record names, and different units are never added.
 */
import type { EntryView } from '../../model/entry.ts'
import type { SourceProfile } from '../../model/profile.ts'
import { absoluteDecimal, compareDecimals, parseDecimal, subtractDecimals, type Decimal } from '../detect/decimal.ts'
import { hasValue, mappedNames, presentText, valueInside } from '../detect/mapped-value.ts'

export const zeroDecimal: Decimal = { units: 0n, scale: 0 }

/** First number under one of `keys` inside the mapped field; undefined when there is none or it is no plain number. */
export function amountInside(
  entry: EntryView,
  profile: SourceProfile,
  field: 'before' | 'after' | 'metadata',
  keys: readonly string[],
): Decimal | undefined {
  const value = valueInside(entry, mappedNames(profile, field), keys)
  return hasValue(value) ? parseDecimal(value.text) : undefined
}

/** Currency the new state names, as written; empty when it names none. */
export function currencyOf(entry: EntryView, profile: SourceProfile): string {
  return presentText(valueInside(entry, mappedNames(profile, 'after'), ['currency', 'currency_code']))
}

export function addDecimals(left: Decimal, right: Decimal): Decimal {
  return subtractDecimals(left, { units: -right.units, scale: right.scale })
}

/** Decimal text with at least `leastDigits` digits after the point: `1234.50`, `-200`. */
export function decimalText(value: Decimal, leastDigits = 0): string {
  const scale = Math.max(value.scale, leastDigits)
  const units = value.units * 10n ** BigInt(scale - value.scale)
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
  const fraction = scale === 0 ? '' : trimmed(digits.slice(digits.length - scale), leastDigits)
  const whole = digits.slice(0, digits.length - scale)
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

function trimmed(fraction: string, leastDigits: number): string {
  let end = fraction.length
  while (end > leastDigits && fraction.charAt(end - 1) === '0') end -= 1
  return fraction.slice(0, end)
}

/** True for a whole multiple of `step` other than zero. */
export function isMultipleOf(value: Decimal, step: number): boolean {
  const { units, scale } = absoluteDecimal(value)
  return units !== 0n && units % (BigInt(step) * 10n ** BigInt(scale)) === 0n
}

/** `from <= value <= to`, exactly. */
export function isBetween(value: Decimal, from: Decimal, to: Decimal): boolean {
  return compareDecimals(value, from) >= 0 && compareDecimals(value, to) <= 0
}
