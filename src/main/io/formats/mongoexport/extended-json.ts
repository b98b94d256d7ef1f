/**
 * Type wrappers of MongoDB Extended JSON v2 (specification "Extended JSON", version 2): which type an object such as
 * `{"$date":…}` stands for, in which of the two modes it was written, and whether its value is one that the type allows.
 *
 * Judges only; values are mapped from the record's own text. The forms that version 1 wrote are recognised as `legacy`.
 */
export type ExtendedMode = 'canonical' | 'relaxed' | 'legacy'

export interface Wrapper {
  /** Name of the wrapper: `$oid`. */
  readonly type: string
  /** Mode that alone writes this form; null when more than one does. */
  readonly mode: ExtendedMode | null
  /** What the type does not allow, in words; null when all is well. */
  readonly fault: string | null
}

type JsonObject = Readonly<Record<string, unknown>>

/** What one wrapper says about its value; an absent mode is null, an absent fault is none. */
interface Judgement {
  readonly mode?: ExtendedMode
  readonly fault?: string
}

const fine: Judgement = {}
const hex24 = /^[0-9a-f]{24}$/i
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const integer = /^-?\d{1,19}$/
const double = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const decimal = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf|infinity|s?nan)$/i
const notFinite: ReadonlySet<unknown> = new Set(['Infinity', '-Infinity', 'NaN'])
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
/** RFC 3339, as relaxed mode writes it; the offset without colon and the missing minutes are those of version 1. */
const isoDate = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}(?::?\d{2})?)$/
/** End of the year 9999 in milliseconds since 1970: relaxed mode writes text from 1970 up to here. */
const lastTextMillis = 253_402_300_799_999n

const judges: Readonly<Record<string, (value: unknown, whole: JsonObject) => Judgement>> = {
  $oid: (value) => textThat(value, hex24, '24 hexadecimal digits'),
  $symbol: (value) => (typeof value === 'string' ? fine : fault('text')),
  $numberInt: (value) => ({ ...integerOf(value, 31n), mode: 'canonical' }),
  $numberLong: (value) => ({ ...integerOf(value, 63n), mode: 'canonical' }),
  // Relaxed mode has a number wherever JSON has one.
  $numberDouble: (value) =>
    notFinite.has(value) ? fine : { ...textThat(value, double, 'a number as text'), mode: 'canonical' },
  $numberDecimal: (value) => textThat(value, decimal, 'a decimal number as text'),
  $binary: judgeBinary,
  $uuid: (value) => textThat(value, uuid, 'a UUID with hyphens'),
  $code: (value) => (typeof value === 'string' ? fine : fault('text')),
  $timestamp: (value) =>
    isPlain(value) && isUint32(value['t']) && isUint32(value['i']) ? fine : fault('t and i as 32-bit numbers'),
  $regularExpression: (value) =>
    isPlain(value) && typeof value['pattern'] === 'string' && typeof value['options'] === 'string'
      ? fine
      : fault('pattern and options as text'),
  $dbPointer: (value) => (isPlain(value) && typeof value['$ref'] === 'string' ? fine : fault('a $ref and an $id')),
  $date: judgeDate,
  $minKey: (value) => (value === 1 ? fine : fault('1')),
  $maxKey: (value) => (value === 1 ? fine : fault('1')),
  $undefined: (value) => (value === true ? fine : fault('true')),
}

/** Names that may stand beside the one that says the type. */
const companions: Readonly<Record<string, string>> = { $code: '$scope', $binary: '$type' }

/** The wrapper an object is; null when none of its names is a wrapper's. */
export function wrapperFrom(object: JsonObject): Wrapper | null {
  const names = Object.keys(object)
  const type = names.find((name) => name.startsWith('$') && Object.hasOwn(judges, name))
  if (type === undefined) return null
  const extra = names.find((name) => name !== type && companions[type] !== name)
  const judgement = (judges[type] as (typeof judges)[string])(object[type], object)
  const mode = judgement.mode ?? null
  if (extra !== undefined) return { type, mode, fault: `${type} stands beside ${extra}` }
  return { type, mode, fault: judgement.fault === undefined ? null : `${type} is not ${judgement.fault}` }
}

/** What one record shows. */
export interface ExtendedFacts {
  readonly canonical: boolean
  readonly relaxed: boolean
  readonly legacy: boolean
  /** `path: what is wrong`, at most the first of the record. */
  readonly fault: string | null
}

/** Judges all wrappers of a record. `record` is parsed JSON, nested no deeper than the readers allow. */
export function extendedFactsFrom(record: unknown): ExtendedFacts {
  const seen = { canonical: false, relaxed: false, legacy: false, fault: null as string | null }
  // Names down to the value being judged: text is made of them only for a fault.
  const path: (string | number)[] = []
  const walk = (value: unknown): void => {
    if (typeof value === 'number') seen.relaxed = true
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index += 1) into(index, value[index])
      return
    }
    const object = value as JsonObject
    const names = Object.keys(object)
    const wrapper = names.some((name) => name.startsWith('$')) ? wrapperFrom(object) : null
    if (wrapper === null) {
      for (const name of names) into(name, object[name])
      return
    }
    if (wrapper.mode !== null) seen[wrapper.mode] = true
    if (wrapper.fault !== null) seen.fault ??= `${path.join('.')}: ${wrapper.fault}`
    // A scope is a document of its own; the other wrappers hold nothing that is wrapped again.
    if (wrapper.type === '$code') into('$scope', object['$scope'])
  }
  const into = (name: string | number, value: unknown): void => {
    path.push(name)
    walk(value)
    path.pop()
  }
  walk(record)
  return seen
}

function fault(wanted: string): Judgement {
  return { fault: wanted }
}

function textThat(value: unknown, pattern: RegExp, wanted: string): Judgement {
  return typeof value === 'string' && pattern.test(value) ? fine : fault(wanted)
}

function integerOf(value: unknown, bits: bigint): Judgement {
  const wanted = bits === 31n ? 'an integer of 32 bits as text' : 'an integer of 64 bits as text'
  if (typeof value !== 'string' || !integer.test(value)) return fault(wanted)
  if (value.length < 10) return fine
  const number = BigInt(value)
  return number >= -(1n << bits) && number < 1n << bits ? fine : fault(wanted)
}

function judgeBinary(value: unknown, whole: JsonObject): Judgement {
  if (typeof value === 'string')
    return Object.hasOwn(whole, '$type') && base64.test(value) ? { mode: 'legacy' } : fault('base64 with a $type')
  if (!isPlain(value) || typeof value['base64'] !== 'string' || !base64.test(value['base64']))
    return fault('base64 and subType')
  const subType = value['subType']
  return typeof subType === 'string' && /^[0-9a-f]{1,2}$/i.test(subType) ? fine : fault('base64 and subType')
}

function judgeDate(value: unknown): Judgement {
  if (typeof value === 'number') return { mode: 'legacy' }
  if (typeof value === 'string')
    return isoDate.test(value) ? { mode: 'relaxed' } : { mode: 'relaxed', ...fault('a date and time of RFC 3339') }
  const names = isPlain(value) ? Object.keys(value) : []
  if (!isPlain(value) || names.length !== 1 || names[0] !== '$numberLong')
    return fault('a date as text or as $numberLong')
  const judged = integerOf(value['$numberLong'], 63n)
  if (judged.fault !== undefined) return fault('milliseconds as a 64-bit integer in text')
  const millis = BigInt(value['$numberLong'] as string)
  // Outside these years both modes write the number.
  return millis >= 0n && millis <= lastTextMillis ? { mode: 'canonical' } : fine
}

function isPlain(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isUint32(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 32
}
