/** What a row is matched by and which of its values are compared, as texts that no other values have. */
import type { MatchKey, ValueRule } from '../../../shared/model/comparison.ts'
import type { EntryField } from '../../../shared/model/profile.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import type { Layout } from '../../io/formats/record-json.ts'
import type { StoredSource } from '../../store/sources.ts'
import type { RecordView } from '../query/record-view.ts'
import { jsonMeaning } from './json-meaning.ts'

/** What a row is matched by: its event id or its sequence, if both exports have it, else all its mapped values. */
export interface KeyRule {
  readonly eventId: boolean
  readonly sequence: boolean
}

export function keyOf(entry: RecordView, rule: KeyRule): { readonly kind: MatchKey; readonly text: string } {
  if (rule.eventId) {
    const id = entry.field('eventId')
    if (id.state === 'present') return { kind: 'event-id', text: id.text }
  }
  if (rule.sequence) {
    const sequence = entry.field('sequence')
    if (sequence.state === 'present') return { kind: 'sequence', text: sequence.text }
  }
  return { kind: 'record', text: '' }
}

/**
 * Two exports in one form can be compared to the letter. A table has no null beside its empty text and prints times and
 * JSON in its own way: between different forms only the meaning can be compared, and the result says so.
 */
export function valueRuleOf(left: StoredSource, right: StoredSource): ValueRule {
  return left.format === right.format || (isJson(left) && isJson(right)) ? 'text' : 'meaning'
}

function isJson(source: StoredSource): boolean {
  return (parseJson(source.layouts) as Layout[]).every((layout) => layout.kind === 'json')
}

/** The mapped values of a record as one text that no other values have. */
export function valuesText(entry: RecordView, fields: readonly EntryField[], rule: ValueRule): string {
  let text = ''
  for (const field of fields) text += valueText(entry, field, rule)
  return text
}

/** A value with its state; lengths keep neighbours apart. */
export function valueText(entry: RecordView, field: EntryField, rule: ValueRule): string {
  const { state, text } = entry.field(field)
  if (rule === 'text') return `${state}:${text.length}:${text};`
  if (state === 'absent' || state === 'null' || state === 'empty') return 'none;'
  if (field === 'occurredAt' && entry.occurredAtMicros !== null) return `at:${entry.occurredAtMicros}${finer(text)};`
  const meaning = jsonMeaning(text) ?? text
  return `${meaning.length}:${meaning};`
}

/** Digits of a time past the microsecond that are not zero. */
function finer(text: string): string {
  return /[.,]\d{6}(\d*[1-9])/.exec(text)?.[1] ?? ''
}
