/** The old and the new side of an entry as fields, each with its value as written. */
import type { EntryView, FieldValue } from '../../model/entry.ts'
import type { UntestedCause } from '../../model/continuity.ts'
import { isJson } from '../bytes/parse-json.ts'
import { objectMark, visitFields } from './json-fields.ts'

/** A field on both sides; null where a side does not have it. */
export interface WrittenField {
  before: string | null
  after: string | null
}

export type WrittenSides = ReadonlyMap<string, WrittenField>

/** Not absent, null or the empty text, which is how CSV writes null. */
export function isStated(value: FieldValue): boolean {
  return value.state === 'present' || value.state === 'unparseable'
}

/** Both sides by path, fields before the ones nested in them; or why they cannot be told. */
export function sidesFrom(before: FieldValue, after: FieldValue): WrittenSides | UntestedCause {
  const sides = new Map<string, WrittenField>()
  for (const side of ['before', 'after'] as const) {
    const text = objectText(side === 'before' ? before : after)
    if (text === null) continue
    if (text === 'unreadable' || text === 'not-an-object') return text
    const outcome = visitFields(text, (path, written) => {
      const field = sides.get(path)
      if (field !== undefined) field[side] = written
      else sides.set(path, side === 'before' ? { before: written, after: null } : { before: null, after: written })
    })
    if (outcome === 'too-wide') return outcome
  }
  return sides
}

/** Value of a field on one side of an entry, as written; null where it is not stated. An object reads `{…}`. */
export function writtenValue(entry: Pick<EntryView, 'field'>, side: 'before' | 'after', path: string): string | null {
  const text = objectText(entry.field(side))
  if (text === null || text === 'unreadable' || text === 'not-an-object') return null
  let found: string | null = null
  visitFields(text, (one, written) => {
    if (one === path) found = written === objectMark ? '{…}' : written
  })
  return found
}

/** Null without a value; JSON text of an object; or why there is none. */
function objectText(value: FieldValue): string | null {
  if (!isStated(value)) return null
  if (value.state === 'unparseable') return 'unreadable'
  if (typeof value.value === 'string') {
    // A column or a member that holds JSON as text.
    const text = value.text.trim()
    if (text === '' || text === 'null') return null
    if (!text.startsWith('{')) return text.startsWith('[') ? 'not-an-object' : 'unreadable'
    return isJson(text) ? text : 'unreadable'
  }
  return typeof value.value === 'object' && !Array.isArray(value.value) ? value.text : 'not-an-object'
}
