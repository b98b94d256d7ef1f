/**
 * Values of an entry as rules read them: by the record's literal names, or by the names that a source profile maps. The
 * number's own text matters, so nested values are read through `EntryView.raw`, not through parsed objects.
 */
import type { EntryView, FieldValue, JsonValue } from '../../model/entry.ts'
import type { EntryField, SourceProfile } from '../../model/profile.ts'

export const absentValue: FieldValue = { state: 'absent', text: '', value: null }

/**
 * True when a value is there to be read. Null is none; nor is the empty text, which is how CSV writes null. An empty
 * list or object is a value.
 */
export function hasValue(value: FieldValue): boolean {
  return (
    value.state === 'present' || (value.state === 'empty' && typeof value.value === 'object' && value.value !== null)
  )
}

/** Text of a value that is present; empty otherwise. A null's own text is `null`, which names nobody. */
export function presentText(value: FieldValue): string {
  return value.state === 'present' ? value.text : ''
}

/** True as in `if (value)` of the printed code: not absent, null, '', 0 or false. */
export function isTruthy(value: FieldValue): boolean {
  return hasValue(value) && Boolean(value.value)
}

/** Record fields that a profile maps to an entry field; empty when it maps none. */
export function mappedNames(profile: SourceProfile, field: EntryField): readonly string[] {
  return profile.fields[field] ?? []
}

/** First value found under any of `keys` inside any of the record fields `names`; names first, keys within. */
export function valueInside(entry: EntryView, names: readonly string[], keys: readonly string[]): FieldValue {
  for (const name of names) {
    for (const key of keys) {
      const value = entry.raw(`${name}.${key}`)
      if (hasValue(value)) return value
    }
  }
  return absentValue
}

/** A field that a rule cannot do without. A column that no entry ever fills is not a field to test with. */
export interface FieldNeed {
  /** Name shown when it is missing: the record's own, or the entry field when the profile maps none. */
  readonly name: string
  readonly isMet: (entry: EntryView) => boolean
}

export function literalNeed(path: string): FieldNeed {
  return { name: path, isMet: (entry) => hasValue(entry.raw(path)) }
}

export function mappedNeed(profile: SourceProfile, field: EntryField): FieldNeed {
  const names = mappedNames(profile, field)
  return { name: names.length > 0 ? names.join(' or ') : field, isMet: (entry) => hasValue(entry.field(field)) }
}

/** Met by any of several fields. */
export function eitherNeed(...needs: readonly FieldNeed[]): FieldNeed {
  const names = [...new Set(needs.map((need) => need.name))]
  return { name: names.join(' or '), isMet: (entry) => needs.some((need) => need.isMet(entry)) }
}

/** Texts of a role field: members of an array, or of a list held in one text (`["a"]`, `{a,b}`, `a, b`, `a|b`). */
export function listTexts(value: FieldValue): readonly string[] {
  if (!hasValue(value)) return []
  if (Array.isArray(value.value))
    return (value.value as readonly JsonValue[]).filter((item) => typeof item === 'string')
  // Not at spaces: `Super Admin` is one role.
  return value.text
    .split(/[,;|[\]{}"]+/)
    .map((item) => item.trim())
    .filter((item) => item !== '')
}
