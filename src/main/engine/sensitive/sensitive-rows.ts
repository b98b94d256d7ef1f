/** What the sheet of a source says of card data, secrets and identity numbers: counts and places, never a value. */
import { groupedNumber as count } from '../../../shared/text/numbers.ts'
import type { ReadableStore } from '../../store/open.ts'
import { readSensitiveFields } from '../../store/sensitive-counts.ts'
import type { StoredSource } from '../../store/sources.ts'

/** Fields named in a row; the count has all. */
const namedFields = 8

const kinds = [
  ['pan', 'Card numbers'],
  ['sad', 'Card codes, tracks, PINs'],
  ['secret', 'Secrets'],
  ['national-id', 'Identity numbers'],
] as const

const modes = {
  reference: 'left in the file it came from; the bytes of the source are not in the engagement',
  redact: 'replaced by asterisks before anything was stored',
  none: 'stored: a person stated that these numbers are no card numbers',
} as const

/** Rows for the accuracy part of the sheet: what the survey of the import found, and the count by field if one was made. */
export function sensitiveRows(store: ReadableStore, source: StoredSource): { label: string; value: string }[] {
  const { sensitive, sensitiveMode, redaction } = source.receipt
  const counts = readSensitiveFields(store, source.sourceId)
  const surveyed = kinds.map(([kind, label]) => {
    const { likely, possible } = sensitive?.[kind] ?? { likely: 0, possible: 0 }
    return {
      label: `${label} found by the import`,
      value:
        likely + possible === 0 ? 'none by the rules used' : `${count(likely)} likely, ${count(possible)} possible`,
    }
  })
  const dealtWith =
    sensitiveMode === undefined
      ? []
      : [
          {
            label: 'Card data',
            value: `${modes[sensitiveMode]}${redaction === undefined ? '' : ` (${count(redaction.places)} places)`}`,
          },
        ]
  if (counts === null) return [...surveyed, ...dealtWith, { label: 'Sensitive values by field', value: 'not counted' }]
  const byField = kinds.flatMap(([kind, label]) => {
    const fields = counts.fields.filter((item) => item.kind === kind)
    if (fields.length === 0) return []
    const named = fields
      .slice(0, namedFields)
      .map(({ field, likely, possible }) => `${field === '' ? '(record)' : field} ${count(likely)}/${count(possible)}`)
    const more = fields.length > namedFields ? ` and ${count(fields.length - namedFields)} further fields` : ''
    return [{ label: `${label} by field, likely/possible`, value: `${named.join(', ')}${more}` }]
  })
  return [
    ...surveyed,
    ...dealtWith,
    {
      label: 'Records with sensitive values, as stored',
      value: `${count(counts.recordsWithHits)} of ${count(counts.records)}`,
    },
    ...byField,
  ]
}
