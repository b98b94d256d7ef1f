/** Which of a source's independent chains an entry belongs to, and by what it is ordered. README section 7. */
import type { Recipe } from '../../model/recipe.ts'
import { findMember, nameFrom, type MemberName } from '../bytes/json-member.ts'
import { jsonKinds, type JsonScan } from '../bytes/json-scan.ts'
import { textFromUtf8 } from '../bytes/utf8.ts'
import { microsFromBytes, parseInstant, utcDay } from '../time/instant.ts'

/** Reads the scope of a scanned record: equal texts are one chain. */
export type ScopeReader = (bytes: Uint8Array, scan: JsonScan) => string

/** The scope reader of a recipe; null when every entry of a source belongs to one chain. */
export function scopeReader(recipe: Recipe): ScopeReader | null {
  const names = recipe.scope.map(nameFrom)
  const day = recipe.scopeDay === undefined ? null : nameFrom(recipe.scopeDay)
  if (names.length === 0 && day === null) return null
  return (bytes, scan) => {
    let scope = ''
    for (const name of names) {
      const member = findMember(bytes, scan, name)
      if (member >= 0) scope += textFromUtf8(bytes, scan.valueStart[member] as number, scan.valueEnd[member] as number)
      // JSON text holds no NUL, so an absent member is a value of its own and two values never run together.
      scope += '\u0000'
    }
    return day === null ? scope : `${scope}${dayOf(bytes, scan, day)}`
  }
}

/** Record names that may hold the number an entry is ordered by; `profileNames` are the source profile's. */
export function orderNames(recipe: Recipe, profileNames: readonly string[]): readonly string[] {
  return recipe.order === 'field' ? [recipe.orderBy ?? ''] : profileNames
}

/** UTC day of a member that holds a time; what is no time is a day of its own, by its text. */
function dayOf(bytes: Uint8Array, scan: JsonScan, name: MemberName): string {
  const member = findMember(bytes, scan, name)
  if (member < 0) return ''
  const quoted = scan.kind[member] === jsonKinds.string ? 1 : 0
  const start = (scan.valueStart[member] as number) + quoted
  const end = (scan.valueEnd[member] as number) - quoted
  const quick = microsFromBytes(bytes, start, end)
  if (!Number.isNaN(quick)) return String(utcDay(quick))
  const text = textFromUtf8(bytes, start, end)
  const micros = parseInstant(text, { zone: 'UTC', epochUnit: epochUnitOf(text) })?.micros
  return micros === undefined ? `not a time: ${text}` : String(utcDay(micros))
}

/** Unit of a bare number by its digits: seconds have up to 11 of them until the year 5138, and each finer unit three more. */
export function epochUnitOf(text: string): 's' | 'ms' | 'us' | 'ns' {
  const digits = /^-?(\d*)/.exec(text)?.[1]?.length ?? 0
  if (digits <= 11) return 's'
  if (digits <= 14) return 'ms'
  return digits <= 17 ? 'us' : 'ns'
}
