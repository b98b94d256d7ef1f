/**
 * Changes per month, resource type and action. A change is an entry that carries a value before or after; what an entry
 * says it did without carrying either is not counted, whatever its name.
 */
import type { ChangeCounts } from '../../model/analysis.ts'
import type { EntryView } from '../../model/entry.ts'
import { hasValue, presentText } from '../detect/mapped-value.ts'
import { monthFromMicros } from './utc-day.ts'

export interface ChangeCountsParameters {
  readonly sourceId: number
  /** Groups listed; the changes of further groups are counted together. */
  readonly groupLimit?: number
}

export interface ChangeCountsReducer {
  add(entry: EntryView): void
  finish(): ChangeCounts
}

export function createChangeCounts(parameters: ChangeCountsParameters): ChangeCountsReducer {
  const { sourceId, groupLimit = 20_000 } = parameters
  const groupByKey = new Map<string, ChangeCounts['groups'][number]>()
  let sawField = false
  let changes = 0
  let unlisted = 0
  return {
    add(entry) {
      const before = entry.field('before')
      const after = entry.field('after')
      if (before.state !== 'absent' || after.state !== 'absent') sawField = true
      if (!hasValue(before) && !hasValue(after)) return
      changes += 1
      const month = entry.occurredAtMicros === null ? null : monthFromMicros(entry.occurredAtMicros)
      const resourceType = presentText(entry.field('resourceType'))
      const action = presentText(entry.field('action'))
      const key = JSON.stringify([month, resourceType, action])
      const group = groupByKey.get(key)
      if (group !== undefined) group.count += 1
      else if (groupByKey.size < groupLimit) groupByKey.set(key, { month, resourceType, action, count: 1 })
      else unlisted += 1
    },
    finish() {
      const groups = [...groupByKey.entries()]
        .toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
        .map(([, group]) => group)
      return { sourceId, result: sawField ? 'measured' : 'not-testable', changes, groups, unlisted }
    },
  }
}
