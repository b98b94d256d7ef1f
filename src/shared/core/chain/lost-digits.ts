/**
 * Digits of a time's fraction that were hashed and that the export no longer has. Every value of them can be tried: the
 * field is written into the record with the digits it lacks, and the pre-image of that record is hashed. README section 5.
 *
 * Only the record with digits of one kind is ever serialised; the values are then put into its pre-image where those
 * digits came out, because a thousand serialisations of one row are a thousand times slower than a thousand hashes.
 */
import { mostLostDigits, type CanonicalForm, type ValueForm } from '../../model/recipe.ts'
import { findMember, nameFrom, type MemberName } from '../bytes/json-member.ts'
import { jsonKinds, type JsonScan } from '../bytes/json-scan.ts'
import { textFromUtf8, utf8FromText } from '../bytes/utf8.ts'
import { epochUnitOf } from './scope.ts'

interface LostField {
  readonly name: MemberName
  readonly lost: number
  /** Fraction digits the record still has. */
  readonly kept: number
}

/** Digits of the fraction that a time form writes at most. */
function digitsOf(form: Extract<ValueForm, { time: unknown }>['time']): number {
  if ('epoch' in form) return { s: 0, ms: 3, us: 6, ns: 9 }[form.epoch]
  return form.digits === 'shortest' || form.digits === 'by-three'
    ? 9
    : Number(form.digits === 'six-or-none' ? 6 : form.digits)
}

function lostFields(form: CanonicalForm): LostField[] {
  if (!('values' in form) || form.values === undefined) return []
  return Object.entries(form.values).flatMap(([name, value]) =>
    'time' in value && value.lost !== undefined
      ? [{ name: nameFrom(name), lost: value.lost, kept: Math.max(0, digitsOf(value.time) - value.lost) }]
      : [],
  )
}

/** Digits that a form calls lost, over all its fields; 0 for nearly every form. */
export function lostDigitCount(form: CanonicalForm): number {
  return lostFields(form).reduce((sum, field) => sum + field.lost, 0)
}

/** The same form for records that have all digits. */
export function withoutLost(form: CanonicalForm): CanonicalForm {
  if (lostDigitCount(form) === 0 || !('values' in form) || form.values === undefined) return form
  const values = Object.fromEntries(
    Object.entries(form.values).map(([name, value]) => [name, 'time' in value ? { time: value.time } : value]),
  )
  return { ...form, values }
}

/** Writes a record with given lost digits. */
export class LostDigits {
  readonly #fields: readonly LostField[]

  /** Null when the form calls no digits lost. Throws `RangeError` when it calls more than `mostLostDigits` lost. */
  static create(form: CanonicalForm): LostDigits | null {
    const fields = lostFields(form)
    if (fields.length === 0) return null
    const count = fields.reduce((sum, field) => sum + field.lost, 0)
    if (count > mostLostDigits) throw new RangeError(`${count} lost digits, ${mostLostDigits} at most`)
    return new LostDigits(fields)
  }

  private constructor(fields: readonly LostField[]) {
    this.#fields = fields
  }

  /**
   * Number of lost digits in this record: those of its fields that hold a time. 0 when it holds none, and its pre-image
   * is then what the form gives without more ado.
   */
  countIn(bytes: Uint8Array, scan: JsonScan): number {
    return this.#present(bytes, scan).reduce((sum, item) => sum + item.field.lost, 0)
  }

  /** The record's JSON text with `digits`, `countIn` of them, after the fractions it has; fields in the order of the recipe. */
  record(bytes: Uint8Array, scan: JsonScan, digits: string): Uint8Array {
    let taken = 0
    const changes = this.#present(bytes, scan).map(({ field, member, whole, fraction, zone }) => {
      const own = digits.slice(taken, taken + field.lost)
      taken += field.lost
      const kept = fraction.slice(0, field.kept).padEnd(field.kept, '0')
      return { member, text: `"${whole}.${kept}${own}${zone}"` }
    })
    let text = ''
    let from = scan.objectStart
    for (const { member, text: value } of changes.toSorted((a, b) => a.member - b.member)) {
      text += textFromUtf8(bytes, from, scan.valueStart[member] as number) + value
      from = scan.valueEnd[member] as number
    }
    return utf8FromText(text + textFromUtf8(bytes, from, scan.objectEnd))
  }

  #present(bytes: Uint8Array, scan: JsonScan) {
    return this.#fields.flatMap((field) => {
      const member = findMember(bytes, scan, field.name)
      if (member < 0) return []
      const quoted = scan.kind[member] === jsonKinds.string ? 1 : 0
      const start = (scan.valueStart[member] as number) + quoted
      const end = (scan.valueEnd[member] as number) - quoted
      // Hostile: a member that is no time may be of any length, and is not one that any time has.
      const parts = end - start > 64 ? null : timeParts(textFromUtf8(bytes, start, end))
      return parts === null ? [] : [{ field, member, ...parts }]
    })
  }
}

interface TimeParts {
  /** Up to the second, ISO 8601. */
  readonly whole: string
  /** Digits after the point, as many as the text has. */
  readonly fraction: string
  readonly zone: string
}

function timeParts(text: string): TimeParts | null {
  const iso = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:[.,](\d{1,12}))?( ?(?:[Zz]|[+-]\d\d(?::?\d\d)?)?)$/.exec(text)
  if (iso !== null) return { whole: iso[1] ?? '', fraction: iso[2] ?? '', zone: iso[3] ?? '' }
  const epoch = /^(\d{9,20})(?:\.(\d{1,9}))?$/.exec(text)
  if (epoch === null) return null
  const [, number = '', rest = ''] = epoch
  const digits = { s: 0, ms: 3, us: 6, ns: 9 }[epochUnitOf(number)]
  const seconds = Number(number.slice(0, number.length - digits))
  // The last second of the year 9999: beyond it ISO 8601 has no four digits for the year.
  if (seconds > 253_402_300_799) return null
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19)
  return { whole, fraction: number.slice(number.length - digits) + rest, zone: 'Z' }
}

/**
 * Places in a pre-image where lost digits came out: for each digit its offsets, found by comparing the pre-images of two
 * records that differ in that digit alone. Null when they came out in another shape than digit for digit.
 */
export function digitPlaces(ones: Uint8Array, others: readonly Uint8Array[]): readonly (readonly number[])[] | null {
  const places: number[][] = []
  for (const other of others) {
    if (other.length !== ones.length) return null
    const own: number[] = []
    for (let at = 0; at < ones.length; at += 1) {
      if (ones[at] === other[at]) continue
      if (ones[at] !== 0x31 || other[at] !== 0x32) return null
      own.push(at)
    }
    places.push(own)
  }
  return places
}
