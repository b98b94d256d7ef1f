/**
 * Exact decimals over BigInt, read from the number's own text. Used where a rule compares amounts: `0.1 + 0.2` has no
 * place in a comparison with a limit. Reads plain and exponent notation (RFC 8259 §6); no thousands separators, no
 * currency signs, no rounding on the way in.
 */

/** The value `units / 10^scale`; `scale` >= 0. */
export interface Decimal {
  readonly units: bigint
  readonly scale: number
}

const pattern = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/

/** Longest number text read, in characters, and the largest exponent either way. */
export const decimalLimits = { characters: 400, exponent: 400 } as const

/** Decimal of a number's text; undefined when the text is no plain number or beyond `decimalLimits`. */
export function parseDecimal(text: string): Decimal | undefined {
  // Hostile: 1e999999999 is eleven characters and would ask for a gigabyte of digits.
  if (text.length > decimalLimits.characters) return undefined
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match
  const exponent = Number(exponentText)
  if (Math.abs(exponent) > decimalLimits.exponent) return undefined
  const digits = BigInt(`${whole}${fraction}`)
  const units = sign === '-' ? -digits : digits
  const scale = fraction.length - exponent
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 }
}

/** Decimal of a whole number. */
export function decimalFromInteger(value: number): Decimal {
  return { units: BigInt(value), scale: 0 }
}

/** Negative, zero or positive as left is below, equal to or above right. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const difference = subtractDecimals(left, right).units
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export function subtractDecimals(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale)
  return { units: unitsAt(left, scale) - unitsAt(right, scale), scale }
}

export function absoluteDecimal(value: Decimal): Decimal {
  return value.units < 0n ? { units: -value.units, scale: value.scale } : value
}

export function multiplyDecimal(value: Decimal, factor: bigint): Decimal {
  return { units: value.units * factor, scale: value.scale }
}

/** `part / whole * 100` with two decimals, halves rounded away from zero. Requires whole <> 0. */
export function percentText(part: Decimal, whole: Decimal): string {
  if (whole.units === 0n) throw new RangeError('a percentage of zero is not defined')
  const scale = Math.max(part.scale, whole.scale)
  const numerator = unitsAt(part, scale) * 10_000n
  const denominator = unitsAt(whole, scale)
  const negative = numerator < 0n !== denominator < 0n && numerator !== 0n
  const above = numerator < 0n ? -numerator : numerator
  const below = denominator < 0n ? -denominator : denominator
  const hundredths = (above * 2n + below) / (below * 2n)
  const digits = hundredths.toString().padStart(3, '0')
  return `${negative && hundredths !== 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

function unitsAt(value: Decimal, scale: number): bigint {
  return value.scale === scale ? value.units : value.units * 10n ** BigInt(scale - value.scale)
}
