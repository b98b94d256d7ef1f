/**
 * Path two's own printing of JSON text anew: README section 4, the forms that parse. Works on slices of the text, so a
 * number is what was written; slow on purpose, and without code of path one.
 */
import type { JsonDialect } from '../../../shared/model/recipe.ts'
import { itemsOf, membersOf, plainJcs, plainJsonb } from './plain-json.ts'
import { plainNumber } from './plain-numbers.ts'

export type WriterName = 'json-stringify' | 'jcs' | 'pg-jsonb-text' | JsonDialect

/** What is asked for beside the writer; orders answer with the names to write, in their order. */
export interface PlainChoices {
  readonly sort: 'top' | 'deep' | undefined
  readonly memberOrder: readonly (readonly string[])[]
  /** The only names written at any depth. */
  readonly allowed?: ReadonlySet<string>
}

const noChoices: PlainChoices = { sort: undefined, memberOrder: [] }

/** A JSON text printed anew; undefined where the writer has no text for it. */
export function plainValue(
  text: string,
  writer: WriterName,
  choices: PlainChoices = noChoices,
  depth = 1,
): string | undefined {
  if (writer === 'ruby' && depth > 100 && /^[[{]/.test(text)) return undefined
  if (text.startsWith('{')) {
    const members = new Map<string, string>()
    for (const { name, valueStart, valueEnd } of membersOf(text)) members.set(name, text.slice(valueStart, valueEnd))
    const values = new Map<string, string>()
    for (const [name, value] of members) {
      if (choices.allowed?.has(name) === false) continue
      const printed = plainValue(value, writer, choices, depth + 1)
      if (printed === undefined) return undefined
      values.set(name, printed)
    }
    return plainObject(values, writer, choices, choices.sort === 'deep')
  }
  if (text.startsWith('[')) {
    const items = itemsOf(text).map((item) => plainValue(item, writer, choices, depth + 1))
    return items.includes(undefined) ? undefined : `[${items.join(isSpaced(writer) ? ', ' : ',')}]`
  }
  if (text.startsWith('"')) return plainString(JSON.parse(text) as string, writer)
  if (/^[tfn]/.test(text)) return text
  if (writer === 'pg-jsonb-text') return plainJsonb(text)
  if (writer === 'jcs') return plainJcs(Number(text))
  return writer === 'json-stringify' ? JSON.stringify(Number(text)) : plainNumber(text, writer)
}

/** An object of printed values. */
export function plainObject(
  values: ReadonlyMap<string, string>,
  writer: WriterName,
  choices: PlainChoices,
  sorted: boolean,
): string | undefined {
  const names = namesInOrder([...values.keys()], writer, choices, sorted)
  const parts = names?.map((name) => {
    // PHP has no property with such a name.
    if (writer.startsWith('php') && name.startsWith('\0')) return undefined
    const key = plainString(name, writer)
    return key === undefined ? undefined : `${key}${isSpaced(writer) ? ': ' : ':'}${values.get(name) ?? ''}`
  })
  if (parts === undefined || parts.includes(undefined)) return undefined
  return `{${parts.join(isSpaced(writer) ? ', ' : ',')}}`
}

function isSpaced(writer: WriterName): boolean {
  return writer === 'python' || writer === 'python-utf8' || writer === 'pg-jsonb-text'
}

/** Names in the order in which they are written; `sorted` where the recipe sorts them. */
export function namesInOrder(
  names: readonly string[],
  writer: WriterName,
  choices: PlainChoices,
  sorted: boolean,
): readonly string[] | undefined {
  const listed = choices.memberOrder.find((list) => sameNames(list, names))
  if (listed !== undefined) return [...new Set(listed)]
  if (choices.allowed !== undefined) {
    const places = [...choices.allowed]
    const place = new Map(places.map((name, index) => [name, index]))
    return names.toSorted((left, right) => (place.get(left) ?? 0) - (place.get(right) ?? 0))
  }
  if (sorted) return sortedNames(names, writer)
  if (['go', 'go-plain', 'jcs', 'pg-jsonb-text'].includes(writer)) return sortedNames(names, writer)
  // An object of the engine itself puts integer-like names first.
  return writer === 'json-stringify' ? Object.keys(Object.fromEntries(names.map((name) => [name, 0]))) : names
}

function sameNames(list: readonly string[], names: readonly string[]): boolean {
  const wanted = new Set(list)
  return wanted.size === names.length && names.every((name) => wanted.has(name))
}

/** Names in the order in which the writer's language sorts them. */
function sortedNames(names: readonly string[], writer: WriterName): readonly string[] | undefined {
  // Array.prototype.toSorted without a comparison goes by UTF-16 code units.
  if (writer === 'json-stringify' || writer === 'jcs' || writer === 'jackson') return names.toSorted()
  if (writer === 'pg-jsonb-text')
    return names.toSorted(
      (left, right) => Buffer.byteLength(left) - Buffer.byteLength(right) || byCodePoints(left, right),
    )
  if (writer === 'php' || writer === 'php-plain') return sortedByPhp(names)
  return names.toSorted(byCodePoints)
}

function byCodePoints(left: string, right: string): number {
  const a = Array.from(left, (character) => character.codePointAt(0) ?? 0)
  const b = Array.from(right, (character) => character.codePointAt(0) ?? 0)
  const at = a.findIndex((code, index) => code !== b[index])
  return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1)
}

/** By bytes, then each run of whole numbers by value; contradictory when whole numbers still do not ascend throughout. */
function sortedByPhp(names: readonly string[]): readonly string[] | undefined {
  const numeric = names.filter(
    (name) => /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(name) && isAsciiSpaced(name),
  )
  const isWhole = (name: string): boolean =>
    /^-?\d{1,19}$/.test(name) && String(BigInt(name)) === name && BigInt.asIntN(64, BigInt(name)) === BigInt(name)
  if (numeric.length > 1 && !numeric.every(isWhole)) return undefined
  const out: string[] = []
  let run: string[] = []
  const endRun = (): void => {
    out.push(...run.toSorted((left, right) => (BigInt(left) < BigInt(right) ? -1 : 1)))
    run = []
  }
  for (const name of names.toSorted(byCodePoints)) {
    if (isWhole(name)) run.push(name)
    else {
      endRun()
      out.push(name)
    }
  }
  endRun()
  const whole = out.filter(isWhole).map(BigInt)
  return whole.every((value, index) => index === 0 || value > (whole[index - 1] ?? value)) ? out : undefined
}

function isAsciiSpaced(name: string): boolean {
  return /^[\t\n\v\f\r -~]*$/.test(name)
}

/** A string with its quotes; undefined where the writer has none. */
export function plainString(text: string, writer: WriterName): string | undefined {
  if (writer === 'json-stringify') return JSON.stringify(text)
  const isAscii = writer === 'python' || writer === 'python-compact'
  const isGo = writer === 'go' || writer === 'go-plain'
  if (!isAscii && !isGo && !text.isWellFormed()) return undefined
  if (writer === 'pg-json' && text.includes('\0')) return undefined
  if (isGo && /[\b\f]/.test(text)) return undefined
  let out = ''
  for (const unit of isGo ? text.toWellFormed() : text) for (const half of unit.split('')) out += escaped(half, writer)
  return `"${out}"`
}

const shortly: Readonly<Record<string, string>> = {
  '\b': 'b',
  '\f': 'f',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '"': '"',
  '\\': '\\',
}

/** One UTF-16 code unit. */
function escaped(unit: string, writer: WriterName): string {
  const short = shortly[unit]
  if (short !== undefined) return `\\${short}`
  if (unit === '/' && writer === 'php') return '\\/'
  const code = unit.charCodeAt(0)
  const four = code.toString(16).padStart(4, '0')
  if (code < 32) return `\\u${writer === 'jackson' ? four.toUpperCase() : four}`
  const beyond = writer === 'python' || writer === 'python-compact' ? 0x7e : writer === 'php' ? 0x7f : 0xffff
  if (code > beyond) return `\\u${four}`
  if ((code === 0x2028 || code === 0x2029) && /^(?:go|php)/.test(writer)) return `\\u${four}`
  if (writer === 'go' && '<>&'.includes(unit)) return `\\u${four}`
  return unit
}
