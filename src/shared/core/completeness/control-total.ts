/**
 * Control totals over one field of every record: count of values, exact decimal sum, smallest and greatest. No floating
 * point: sums of money must equal the source's own to the last digit.
 */

export interface FieldTotals {
  readonly values: number
  /** Records without the value. */
  readonly absent: number
  /** Values that are no decimal number. */
  readonly unreadable: number
  /** Plain decimal text of the sum of the readable values; no exponent, no zeros at the end of a fraction. */
  readonly sum: string
  /** By number when every value is one, else by UTF-16 code unit; null without values. */
  readonly min: string | null
  readonly max: string | null
}

export interface FieldTotalsReducer {
  /** Text of the value, or null when the record has none. */
  add(text: string | null): void
  finish(): FieldTotals
}

interface Decimal {
  readonly digits: bigint
  /** Decimal places. */
  readonly scale: number
}

/** Hostile: a value of a million digits would make every addition slow, and 1e999999999 could not be written out. */
const decimalPattern = /^([+-]?)(\d{1,100})(?:\.(\d{0,100}))?(?:[eE]([+-]?\d{1,3}))?$/

/** The exact value of a decimal number, exponents up to three digits included; null for anything else. */
export function parseDecimal(text: string): Decimal | null {
  const match = decimalPattern.exec(text.trim())
  if (match === null) return null
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n)
  const scale = fraction.length - Number(exponent)
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 }
}

/** Plain decimal text, for example `-12.5`. */
export function decimalText({ digits, scale }: Decimal): string {
  const isNegative = digits < 0n
  const text = String(isNegative ? -digits : digits).padStart(scale + 1, '0')
  const whole = text.slice(0, text.length - scale)
  const fraction = text.slice(text.length - scale).replace(/0+$/, '')
  return `${isNegative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** Negative, zero or positive as `left` is less than, equal to or greater than `right`. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const scale = Math.max(left.scale, right.scale)
  const difference = scaled(left, scale) - scaled(right, scale)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

function scaled({ digits, scale }: Decimal, to: number): bigint {
  return scale === to ? digits : digits * 10n ** BigInt(to - scale)
}

export function createFieldTotals(): FieldTotalsReducer {
  let values = 0
  let absent = 0
  let unreadable = 0
  let sum: Decimal = { digits: 0n, scale: 0 }
  let number: { min: Decimal; max: Decimal } | undefined
  let text: { min: string; max: string } | undefined
  return {
    add(value) {
      if (value === null) {
        absent += 1
        return
      }
      values += 1
      if (text === undefined) text = { min: value, max: value }
      else if (value < text.min) text.min = value
      else if (value > text.max) text.max = value
      const decimal = parseDecimal(value)
      if (decimal === null) {
        unreadable += 1
        return
      }
      const scale = Math.max(sum.scale, decimal.scale)
      sum = { digits: scaled(sum, scale) + scaled(decimal, scale), scale }
      if (number === undefined) number = { min: decimal, max: decimal }
      else if (compareDecimals(decimal, number.min) < 0) number.min = decimal
      else if (compareDecimals(decimal, number.max) > 0) number.max = decimal
    },
    finish: () => ({
      values,
      absent,
      unreadable,
      sum: decimalText(sum),
      min: unreadable === 0 && number !== undefined ? decimalText(number.min) : (text?.min ?? null),
      max: unreadable === 0 && number !== undefined ? decimalText(number.max) : (text?.max ?? null),
    }),
  }
}

/** True when both say the same number, or the same text where either is none. */
export function isSameTotal(stated: string, imported: string): boolean {
  const left = parseDecimal(stated)
  const right = parseDecimal(imported)
  return left !== null && right !== null ? compareDecimals(left, right) === 0 : stated.trim() === imported
}
