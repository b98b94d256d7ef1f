/**
 * An entry whose values are looked up once. Fourteen rules ask the same few names of every entry, and a name that a
 * record does not have is the dearest to look for.
 */
import type { EntryView, FieldValue } from '../../model/entry.ts'
import type { EntryField } from '../../model/profile.ts'

export interface RememberedEntry {
  /** The same view for every entry, valid until the next call. */
  show(entry: EntryView): EntryView
}

export function createRememberedEntry(): RememberedEntry {
  const rawByPath = new Map<string, FieldValue>()
  const valueByField = new Map<EntryField, FieldValue>()
  return {
    show(entry) {
      rawByPath.clear()
      valueByField.clear()
      return {
        entryId: entry.entryId,
        sourceId: entry.sourceId,
        index: entry.index,
        line: entry.line,
        byteStart: entry.byteStart,
        byteLength: entry.byteLength,
        sequence: entry.sequence,
        occurredAtMicros: entry.occurredAtMicros,
        // Only hits print it.
        get occurredAtText() {
          return entry.occurredAtText
        },
        field: (name) => remembered(valueByField, name, () => entry.field(name)),
        raw: (path) => remembered(rawByPath, path, () => entry.raw(path)),
        names: () => entry.names(),
        leaves: (visit) => entry.leaves(visit),
      }
    },
  }
}

function remembered<Key>(valueByKey: Map<Key, FieldValue>, key: Key, look: () => FieldValue): FieldValue {
  const known = valueByKey.get(key)
  if (known !== undefined) return known
  const value = look()
  valueByKey.set(key, value)
  return value
}
