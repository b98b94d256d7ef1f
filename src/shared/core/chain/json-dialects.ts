/**
 * How languages and databases print JSON after parsing it: separators, escapes, numbers, order of names. Each style is
 * what the named function prints, as `test/cases/json-dialects` holds it from the programs themselves; where a language
 * cannot hold a value, or where its versions print it differently, the style has no text for it.
 */
import { jsonbString, compareJsonbNames } from '../bytes/pg-jsonb.ts'
import { numericText } from '../bytes/json-text.ts'
import type { JsonDialect } from '../../model/recipe.ts'
import type { JsonStyle } from './json-tree.ts'
import { compareCodePoints, compareUnits, isInt64, phpOrder, scriptOrder } from './name-order.ts'
import {
  goNumber,
  integerText,
  isWhole,
  javaFloat,
  phpFloat,
  pythonFloat,
  rubyFloat,
  scriptNumber,
} from './number-text.ts'

/** Order of names in which a language sorts them; undefined where it depends on more than the names. */
export type SortNames = (names: readonly string[]) => readonly string[] | undefined

/** A style, and the order of names that its language sorts by. */
export interface Writer {
  readonly style: JsonStyle
  readonly sorted: SortNames
}

const asTheyCame = (names: readonly string[]): readonly string[] => names
const byUnits: SortNames = (names) => names.toSorted(compareUnits)
const byCodePoints: SortNames = (names) => names.toSorted(compareCodePoints)
const byJsonb: SortNames = (names) => names.toSorted(compareJsonbNames)

const compact = { comma: ',', colon: ':', order: asTheyCame }
const spaced = { comma: ', ', colon: ': ', order: asTheyCame }

/** Python refuses to make an integer of more digits (`sys.get_int_max_str_digits`). */
const pythonDigits = 4300
/** Jackson reads no longer number (`StreamReadConstraints`). */
const jacksonDigits = 1000
/** Ruby's JSON nests no deeper (`max_nesting`). */
const rubyDepth = 100

const pythonNumber = (token: string): string | undefined => {
  if (!isWhole(token)) return pythonFloat(token)
  return token.length > pythonDigits && token.replace('-', '').length > pythonDigits ? undefined : integerText(token)
}
const phpNumber = (token: string): string | undefined =>
  isWhole(token) && isInt64(token) ? integerText(token) : phpFloat(token)
const rubyNumber = (token: string): string | undefined => (isWhole(token) ? integerText(token) : rubyFloat(token))
const javaNumber = (token: string): string | undefined => {
  if (token.length > jacksonDigits && token.replace(/\D/g, '').length > jacksonDigits) return undefined
  return isWhole(token) ? integerText(token) : javaFloat(token)
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

function unitEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Quotes text, escaping what `pattern` finds: shortly where there is a short escape, by `\u` otherwise. */
function quoted(
  text: string,
  pattern: RegExp,
  escape: (found: string) => string = (found) => shortEscapes[found] ?? unitEscape(found),
): string {
  // Most strings need no escape; a replace with a function costs even then.
  return text.search(pattern) < 0 ? `"${text}"` : `"${text.replace(pattern, escape)}"`
}

/* oxlint-disable no-control-regex -- control characters are what these patterns are about. */
const controls = /["\\\u0000-\u001f]/g
const notPrintableAscii = /[^ !#-[\]-~]/g
const phpEscaped = /["\\/\u0000-\u001f\u0080-\uffff]/g
const phpPlainEscaped = /["\\\u0000-\u001f\u2028\u2029]/g
const goEscaped = /["\\\u0000-\u001f<>&\u2028\u2029]/g
const goPlainEscaped = /["\\\u0000-\u001f\u2028\u2029]/g
/* oxlint-enable no-control-regex */

/** Text that fits UTF-8 only: half a surrogate pair has no bytes. */
function wellFormed(print: (text: string) => string | undefined): (text: string) => string | undefined {
  return (text) => (text.isWellFormed() ? print(text) : undefined)
}

const plainQuoted = wellFormed((text) => quoted(text, controls))

function phpString(pattern: RegExp): (text: string) => string | undefined {
  return wellFormed((text) =>
    quoted(text, pattern, (found) => (found === '/' ? '\\/' : (shortEscapes[found] ?? unitEscape(found)))),
  )
}

/** Go reads half a surrogate pair as U+FFFD. Before release 1.22 it writes `\u0008` and `\u000c`, since then `\b` and `\f`. */
function goString(pattern: RegExp): (text: string) => string | undefined {
  return (text) => {
    if (text.includes('\b') || text.includes('\f')) return undefined
    return quoted(text.isWellFormed() ? text : text.toWellFormed(), pattern)
  }
}

const javaString = wellFormed((text) =>
  quoted(
    text,
    controls,
    (found) => shortEscapes[found] ?? `\\u${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  ),
)

/** PostgreSQL's text holds neither U+0000 nor half a surrogate pair. */
const rowString = wellFormed((text) => (text.includes('\u0000') ? undefined : jsonbString(text)))

/** PHP has no property whose name begins with U+0000; the string itself it has. */
function phpStyle(string: (text: string) => string | undefined): JsonStyle {
  const name = (text: string): string | undefined => (text.startsWith('\u0000') ? undefined : string(text))
  return { ...compact, number: phpNumber, string, name }
}

const pythonAscii = (text: string): string => quoted(text, notPrintableAscii)
const goStyle = { ...compact, number: goNumber, order: byCodePoints }

const writers: Readonly<Record<JsonDialect | 'json-stringify' | 'jcs' | 'pg-jsonb-text', Writer>> = {
  'json-stringify': {
    style: { ...compact, string: JSON.stringify, number: scriptNumber, order: scriptOrder },
    sorted: byUnits,
  },
  jcs: {
    style: {
      ...compact,
      string: wellFormed(JSON.stringify),
      number: (token) => (Number.isFinite(Number(token)) ? scriptNumber(token) : undefined),
      order: byUnits,
    },
    sorted: byUnits,
  },
  'pg-jsonb-text': {
    style: { ...spaced, string: wellFormed(jsonbString), number: numericText, order: byJsonb },
    sorted: byJsonb,
  },
  python: { style: { ...spaced, string: pythonAscii, number: pythonNumber }, sorted: byCodePoints },
  'python-compact': { style: { ...compact, string: pythonAscii, number: pythonNumber }, sorted: byCodePoints },
  'python-utf8': { style: { ...spaced, string: plainQuoted, number: pythonNumber }, sorted: byCodePoints },
  'python-compact-utf8': { style: { ...compact, string: plainQuoted, number: pythonNumber }, sorted: byCodePoints },
  php: { style: phpStyle(phpString(phpEscaped)), sorted: phpOrder },
  'php-plain': { style: phpStyle(phpString(phpPlainEscaped)), sorted: phpOrder },
  go: { style: { ...goStyle, string: goString(goEscaped) }, sorted: byCodePoints },
  'go-plain': { style: { ...goStyle, string: goString(goPlainEscaped) }, sorted: byCodePoints },
  jackson: { style: { ...compact, string: javaString, number: javaNumber }, sorted: byUnits },
  ruby: { style: { ...compact, string: plainQuoted, number: rubyNumber, depth: rubyDepth }, sorted: byCodePoints },
  'pg-json': { style: { ...compact, string: rowString, number: (token) => token }, sorted: byCodePoints },
}

/** The writer of a dialect, or of one of the forms that a value can be printed in. */
export function writerOf(name: keyof typeof writers): Writer {
  return writers[name]
}
