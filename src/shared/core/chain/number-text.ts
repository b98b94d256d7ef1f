/**
 * Numbers as languages print them after parsing. A double's shortest digits are those of ECMA-262 (`Number::toString`);
 * the languages differ in when they write an exponent and in how it looks.
 */

interface Decimal {
  readonly sign: '' | '-'
  /** Significant digits, without trailing zeros. */
  readonly digits: string
  /** Power of ten of the first digit. */
  readonly exponent: number
}

/** True for JSON numbers without fraction and exponent. */
export function isWhole(token: string): boolean {
  return !/[.eE]/.test(token)
}

/** A whole number as languages with integers of any size print it: the digits, no sign on zero. */
export function integerText(token: string): string {
  return token === '-0' ? '0' : token
}

/** ECMA-262 `Number::toString`; `null` beyond the range of a double, as JSON.stringify prints it. */
export function scriptNumber(token: string): string {
  return JSON.stringify(Number(token))
}

/** Go's `encoding/json` of a float64: as ECMA-262, but zero keeps its sign. Undefined beyond the range. */
export function goNumber(token: string): string | undefined {
  const value = Number(token)
  if (!Number.isFinite(value)) return undefined
  return Object.is(value, -0) ? '-0' : String(value)
}

/** Python's `repr(float)`. */
export function pythonFloat(token: string): string {
  const value = Number(token)
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity'
  const decimal = decimalOf(value)
  if (decimal.exponent >= -4 && decimal.exponent < 16) return plainText(decimal, '.0')
  return exponentText(decimal, { point: '', mark: 'e', plus: '+', width: 2 })
}

/** PHP's `serialize_precision = -1`, as json_encode uses it: a whole number has no fraction. Undefined beyond the range. */
export function phpFloat(token: string): string | undefined {
  const value = Number(token)
  if (!Number.isFinite(value)) return undefined
  const decimal = decimalOf(value)
  if (decimal.exponent >= -4 && decimal.exponent < 17) return plainText(decimal, '')
  return exponentText(decimal, { point: '.0', mark: 'e', plus: '+', width: 1 })
}

/** Ruby's `Float#to_s`. Undefined beyond the range. */
export function rubyFloat(token: string): string | undefined {
  const value = Number(token)
  if (!Number.isFinite(value)) return undefined
  const decimal = decimalOf(value)
  if (decimal.exponent >= -4 && decimal.exponent < 15) return plainText(decimal, '.0')
  return exponentText(decimal, { point: '.0', mark: 'e', plus: '+', width: 2 })
}

/** Java's `Double.toString` (JDK 19 and later); infinities in quotes, as Jackson writes them. */
export function javaFloat(token: string): string {
  const value = Number(token)
  if (!Number.isFinite(value)) return value < 0 ? '"-Infinity"' : '"Infinity"'
  let decimal = decimalOf(value)
  // Java always prints two digits, and chooses the two that come closest: 4.9E-324 where one digit would say 5.
  if (decimal.digits.length === 1 && value !== 0) decimal = decimalFrom(value.toExponential(1), value)
  if (value === 0 || (decimal.exponent >= -3 && decimal.exponent < 7)) return plainText(decimal, '.0')
  return exponentText(decimal, { point: '.0', mark: 'E', plus: '', width: 1 })
}

/** A JSON number with exactly so many decimals, rounded half away from zero on its decimal digits; no sign on zero. */
export function decimalsText(token: string, decimals: number): string | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  // Hostile: 1e999999999 would ask for a gigabyte of zeros.
  if (Math.abs(Number(exponent)) > 1000) return undefined
  // The point stands after this many digits; rounding is to `keep` digits.
  const point = whole.length + Number(exponent)
  const shifted = point <= 0 ? `${'0'.repeat(1 - point)}${whole}${fraction}` : whole + fraction
  const before = point <= 0 ? 1 : point
  const padded = shifted.padEnd(before + decimals + 1, '0')
  const rounded = roundDigits(padded, before + decimals)
  const length = rounded.length - decimals
  const integer = rounded.slice(0, length).replace(/^0+(?=\d)/, '')
  const rest = decimals === 0 ? '' : `.${rounded.slice(length)}`
  return `${/[1-9]/.test(rounded) ? sign : ''}${integer}${rest}`
}

/** The first `keep` digits of a longer run, rounded by the next one; one digit more where the carry leaves it. */
function roundDigits(digits: string, keep: number): string {
  const head = digits.slice(0, keep)
  if (digits.charCodeAt(keep) < 0x35) return head
  const nines = /9*$/.exec(head)?.[0].length ?? 0
  const at = head.length - nines - 1
  const carried = at < 0 ? '1' : head.slice(0, at) + String(Number(head[at]) + 1)
  return carried + '0'.repeat(nines)
}

function decimalOf(value: number): Decimal {
  return decimalFrom(value.toExponential(), value)
}

function decimalFrom(exponential: string, value: number): Decimal {
  const mark = exponential.indexOf('e')
  const digits = exponential
    .slice(value < 0 ? 1 : 0, mark)
    .replace('.', '')
    .replace(/0+$/, '')
  // toExponential hides the sign of zero.
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  return { sign, digits: digits === '' ? '0' : digits, exponent: Number(exponential.slice(mark + 1)) }
}

/** Without exponent; a whole number ends in `whole`. */
function plainText({ sign, digits, exponent }: Decimal, whole: string): string {
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  if (digits.length <= exponent + 1) return `${sign}${digits.padEnd(exponent + 1, '0')}${whole}`
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`
}

/** With exponent; a single digit is followed by `point`, the exponent has at least `width` digits. */
function exponentText(
  { sign, digits, exponent }: Decimal,
  look: { readonly point: string; readonly mark: string; readonly plus: string; readonly width: number },
): string {
  const mantissa = digits.length === 1 ? digits + look.point : `${digits.slice(0, 1)}.${digits.slice(1)}`
  const power = String(Math.abs(exponent)).padStart(look.width, '0')
  return `${sign}${mantissa}${look.mark}${exponent < 0 ? '-' : look.plus}${power}`
}
