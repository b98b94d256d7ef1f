/** Sentences about two exports of one log: what was compared and what came out, nothing about why. */
import type { Comparison } from '../../../shared/model/comparison.ts'
import { isoFromMicros } from '../../../shared/core/time/instant.ts'
import type { Text } from '../../../shared/text/create-text.ts'

/** The statement of a comparison for a workpaper, sentence by sentence. */
export function comparisonStatement(text: Text, result: Omit<Comparison, 'statement'>): string[] {
  const { left, right } = result
  const side = (export_: Comparison['left']): Record<string, string | number> => ({
    id: export_.sourceId,
    name: export_.name,
    sha256: export_.sha256,
    entries: export_.entries,
    span:
      export_.firstMicros === null || export_.lastMicros === null
        ? text.t('comparison.noTimes')
        : `${isoFromMicros(export_.firstMicros)} to ${isoFromMicros(export_.lastMicros)}`,
  })
  const matched = result.same + result.sameOtherBytes + result.changed
  const keys = (['event-id', 'sequence', 'record'] as const).filter((key) => (result.matchedBy[key] ?? 0) > 0)
  return [
    text.t('comparison.left', side(left)),
    text.t('comparison.right', side(right)),
    ...(keys.length === 0
      ? []
      : [text.t('comparison.matchedBy', { keys: keys.map((key) => text.t(`comparison.key.${key}`)).join(', ') })]),
    ...(result.comparedBy === 'meaning'
      ? [text.t('comparison.meaning', { left: left.format, right: right.format })]
      : []),
    text.t('comparison.matched', {
      matched,
      same: result.same,
      otherBytes: result.sameOtherBytes,
      changed: result.changed,
    }),
    ...(result.changedFields.length === 0
      ? []
      : [
          text.t('comparison.fields', {
            fields: result.changedFields.map(({ field, rows }) => `${field} (${rows})`).join(', '),
          }),
        ]),
    text.t('comparison.removed', { id: left.sourceId, rows: result.removed, outside: result.removedOutside }),
    text.t('comparison.added', { id: right.sourceId, rows: result.added, outside: result.addedOutside }),
    text.t('comparison.moved', { rows: result.moved }),
    ...(left.rejected + right.rejected === 0
      ? []
      : [text.t('comparison.rejected', { left: left.rejected, right: right.rejected })]),
    ...(left.repeatedKeys + right.repeatedKeys === 0
      ? []
      : [text.t('comparison.repeated', { left: left.repeatedKeys, right: right.repeatedKeys })]),
    text.t('comparison.limit'),
  ]
}
