/**
 * One text for all ways of writing one JSON value: numbers by their exact decimal value (`1.0`, `1`, `10e-1`), strings
 * by their characters, objects without regard to the order of names. A string never equals a number. Not a sealing
 * form: it is compared, never hashed into evidence.
 */
import { skipSpace, stringEnd, valueEnd } from './json-fields.ts'

/** Nested containers that are walked into; deeper ones are compared as they are written. */
const maximumDepth = 64

/** Canonical text of a JSON value as it is written; `text` must be JSON without white space around it. */
export function canonicalValue(text: string): string {
  return canonical(text, 0)
}

function canonical(text: string, depth: number): string {
  const first = text.charCodeAt(0)
  if (first === 0x22) return canonicalString(text)
  if ((first === 0x5b || first === 0x7b) && depth >= maximumDepth) return text
  if (first === 0x5b) return canonicalArray(text, depth)
  if (first === 0x7b) return canonicalObject(text, depth)
  // true, false and null have one form.
  if (first === 0x74 || first === 0x66 || first === 0x6e) return text
  return canonicalNumber(text)
}

function canonicalString(text: string): string {
  return text.includes('\\') ? JSON.stringify(JSON.parse(text) as string) : text
}

function canonicalArray(text: string, depth: number): string {
  const parts: string[] = []
  let at = skipSpace(text, 1)
  while (at < text.length && text[at] !== ']') {
    const end = valueEnd(text, at)
    parts.push(canonical(text.slice(at, end), depth + 1))
    at = skipSpace(text, end)
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  return `[${parts.join(',')}]`
}

/** Of equal names the last counts, as for `JSON.parse`. */
function canonicalObject(text: string, depth: number): string {
  const valueByName = new Map<string, string>()
  let at = skipSpace(text, 1)
  while (at < text.length && text[at] !== '}') {
    const nameEnd = stringEnd(text, at)
    const name = canonicalString(text.slice(at, nameEnd))
    at = skipSpace(text, skipSpace(text, nameEnd) + 1)
    const end = valueEnd(text, at)
    valueByName.set(name, canonical(text.slice(at, end), depth + 1))
    at = skipSpace(text, end)
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  const names = [...valueByName.keys()].toSorted()
  return `{${names.map((name) => `${name}:${valueByName.get(name) ?? ''}`).join(',')}}`
}

const plainInteger = /^(?:0|-?[1-9]\d*)$/
const numberParts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,9}))?$/

/** Sign, digits without zeros at either end, and a power of ten; plain digits where there is neither. */
export function canonicalNumber(text: string): string {
  if (plainInteger.test(text) && !text.endsWith('0')) return text
  const match = numberParts.exec(text)
  // An exponent of ten digits or more: compared as it is written.
  if (match === null) return text
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match
  const digits = (whole + fraction).replace(/^0+/, '')
  const kept = withoutZerosAtEnd(digits)
  if (kept === '') return '0'
  const exponent = Number(exponentText) - fraction.length + digits.length - kept.length
  return exponent === 0 ? sign + kept : `${sign}${kept}e${exponent}`
}

/** Not by a pattern: `/0+$/` takes quadratic time on zeros that do not stand at the end. */
function withoutZerosAtEnd(digits: string): string {
  let end = digits.length
  while (end > 0 && digits.charCodeAt(end - 1) === 0x30) end -= 1
  return digits.slice(0, end)
}
