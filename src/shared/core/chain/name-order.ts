/** Orders of member names: what the languages that write JSON do with them. */

/** By UTF-16 code units: JavaScript, Java, RFC 8785. */
export function compareUnits(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/**
 * By code points, which is also the order of the UTF-8 bytes: Python, Go, Ruby. It differs from code units where a
 * character beyond U+FFFF meets one from U+E000 on.
 */
export function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  let at = 0
  while (at < length && left.charCodeAt(at) === right.charCodeAt(at)) at += 1
  if (at === length) return left.length - right.length
  // Two low halves after one high half: both characters began one unit before.
  const before = at > 0 ? left.charCodeAt(at - 1) : 0
  const from = before >= 0xd800 && before <= 0xdbff && (isLow(left, at) || isLow(right, at)) ? at - 1 : at
  return (left.codePointAt(from) as number) - (right.codePointAt(from) as number)
}

function isLow(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}

/** Names as an ECMAScript object lists them: array indices first, ascending, then the others as they came. */
export function scriptOrder(names: readonly string[]): readonly string[] {
  const indices = names.filter(isArrayIndex)
  if (indices.length === 0) return names
  return [
    ...indices.toSorted((left, right) => Number(left) - Number(right)),
    ...names.filter((name) => !isArrayIndex(name)),
  ]
}

function isArrayIndex(name: string): boolean {
  const first = name.charCodeAt(0)
  if (!(first >= 0x30 && first <= 0x39) || name.length > 10) return false
  return /^(?:0|[1-9]\d*)$/.test(name) && Number(name) < 4_294_967_295
}

/**
 * Names as PHP 8.2's `ksort` puts them: whole numbers by value, everything else by bytes. Undefined where PHP's
 * comparison depends on more than that: numeric names that are no plain whole numbers, and mixtures in which the two
 * orders contradict each other, so that the outcome hangs on the sorting algorithm.
 */
export function phpOrder(names: readonly string[]): readonly string[] | undefined {
  const numeric = names.filter((name) => phpNumeric.test(name))
  if (numeric.length === 0) return names.toSorted(compareCodePoints)
  if (numeric.length > 1 && !numeric.every(isPhpInteger)) return undefined
  const sorted = names.toSorted((left, right) =>
    isPhpInteger(left) && isPhpInteger(right) ? compareIntegers(left, right) : compareCodePoints(left, right),
  )
  return isConsistent(sorted) ? sorted : undefined
}

const phpNumeric = /^[ \t\n\r\v\f]*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?[ \t\n\r\v\f]*$/

/** True for names that PHP turns into integer keys. */
function isPhpInteger(name: string): boolean {
  return /^(?:0|-?[1-9]\d{0,18})$/.test(name) && isInt64(name)
}

/** True for a decimal whole number of up to 19 digits that fits 64 bits. */
export function isInt64(digits: string): boolean {
  if (digits.length > 20) return false
  const value = BigInt(digits)
  return value >= -9_223_372_036_854_775_808n && value <= 9_223_372_036_854_775_807n
}

function compareIntegers(left: string, right: string): number {
  const a = BigInt(left)
  const b = BigInt(right)
  return a < b ? -1 : a > b ? 1 : 0
}

/** True when every pair of the list stands in order, not only neighbours. */
function isConsistent(sorted: readonly string[]): boolean {
  // The greatest name so far of either kind, in the order that kind is compared in with the other.
  const greatest: { whole?: string; other?: string } = {}
  let lastWhole: string | undefined
  for (const name of sorted) {
    const whole = isPhpInteger(name)
    const across = whole ? greatest.other : greatest.whole
    if (across !== undefined && compareCodePoints(across, name) > 0) return false
    if (whole && lastWhole !== undefined && compareIntegers(lastWhole, name) > 0) return false
    if (!whole && greatest.other !== undefined && compareCodePoints(greatest.other, name) > 0) return false
    if (whole) lastWhole = name
    const own = whole ? greatest.whole : greatest.other
    if (own === undefined || compareCodePoints(own, name) < 0) greatest[whole ? 'whole' : 'other'] = name
  }
  return true
}
