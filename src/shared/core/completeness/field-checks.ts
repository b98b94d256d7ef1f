/**
 * Accuracy of the mapped fields of one source: how many entries have each, and how many values are not what their field
 * holds: an address that is none, a sequence that is no whole number, a time that cannot be read or lies in the future.
 */
import type { EntryView } from '../../model/entry.ts'
import type { EntryField, SourceProfile } from '../../model/profile.ts'
import type { ValueState } from '../../model/source.ts'
import { addressKind } from './ip-address.ts'

export interface FieldCheck {
  readonly field: EntryField
  /** Entries by state of the value; they add up to the entries. */
  readonly states: Readonly<Record<ValueState, number>>
  /** Present values outside the type or range of the field; null where the field has none that is tested. */
  readonly failures: number | null
}

export interface FieldCheckReducer {
  add(entry: EntryView): void
  /** One item per mapped field, in the order of the profile. */
  finish(): FieldCheck[]
}

export interface FieldCheckParameters {
  readonly profile: SourceProfile
  /** Times after this lie in the future: when the source was imported, with a day for clocks and zones. */
  readonly importedAtMicros: number
}

const microsPerDay = 86_400_000_000

/** Throws nothing; a field that no entry has is counted as absent. */
export function createFieldChecks({ profile, importedAtMicros }: FieldCheckParameters): FieldCheckReducer {
  const latest = importedAtMicros + microsPerDay
  const fields = Object.keys(profile.fields) as EntryField[]
  const tallies = fields.map((field) => ({
    field,
    states: { present: 0, absent: 0, null: 0, empty: 0, unparseable: 0 },
    failures: 0,
  }))
  return {
    add(entry) {
      for (const tally of tallies) {
        const { state, text } = entry.field(tally.field)
        tally.states[state] += 1
        if (state === 'present' && fails(tally.field, text, entry, latest)) tally.failures += 1
      }
    },
    finish: () =>
      tallies.map(({ field, states, failures }) => ({
        field,
        states,
        failures: testedFields.has(field) ? failures : null,
      })),
  }
}

const testedFields: ReadonlySet<EntryField> = new Set<EntryField>(['occurredAt', 'sequence', 'ip'])

function fails(field: EntryField, text: string, entry: EntryView, latest: number): boolean {
  switch (field) {
    case 'occurredAt':
      return entry.occurredAtMicros === null || entry.occurredAtMicros < 0 || entry.occurredAtMicros > latest
    case 'sequence':
      return !/^-?\d{1,40}$/.test(text)
    case 'ip':
      return addressKind(text) === 'unreadable'
    default:
      return false
  }
}
