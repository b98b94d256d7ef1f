/**
 * Re-serialisations of a parsed JSON text. Each is a named dialect of a recipe, never what a verdict is silently based
 * on: parsing loses big integers, number forms and repeated names, and the caller knows which dialect it asked for.
 */
import canonicalize from 'canonicalize'
import type { JsonValue } from '../../model/entry.ts'

/** RFC 8785 text of a value; undefined where the standard gives none (a lone surrogate, no finite number). */
export function jcsFromValue(value: JsonValue): string | undefined {
  try {
    return canonicalize(value)
  } catch {
    return undefined
  }
}

/** A JSON number token as PostgreSQL's `numeric` prints it: no exponent, scale kept, no sign on zero. */
export function numericText(token: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token)
  if (match === null) return token
  const [, sign = '', whole = '', fraction = '', exponentText] = match
  if (exponentText === undefined) {
    const digits = whole.replace(/^0+(?=\d)/, '')
    return `${isZero(whole + fraction) ? '' : sign}${digits}${fraction === '' ? '' : `.${fraction}`}`
  }
  const exponent = Number(exponentText)
  // Hostile: 1e999999999 would ask for a gigabyte of zeros; PostgreSQL refuses it too (numeric overflow).
  if (Math.abs(exponent) > 131_072) return token
  let digits = whole + fraction
  let scale = fraction.length - exponent
  if (scale < 0) {
    digits += '0'.repeat(-scale)
    scale = 0
  }
  digits = digits.padStart(scale + 1, '0')
  const integer = digits.slice(0, digits.length - scale).replace(/^0+(?=\d)/, '')
  const rest = scale === 0 ? '' : `.${digits.slice(digits.length - scale)}`
  return `${isZero(digits) ? '' : sign}${integer}${rest}`
}

function isZero(digits: string): boolean {
  return /^0*$/.test(digits)
}
