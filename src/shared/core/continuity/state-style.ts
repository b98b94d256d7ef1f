/** What the events of a resource type write of a state: counted while they stream, named at the end. */
import type { ContinuityResult, StateStyle } from '../../model/continuity.ts'
import type { WrittenSides } from './entry-sides.ts'
import { objectMark, parentOf } from './json-fields.ts'

/** Types counted apart. Hostile: a record may name a new type each time. */
const countedTypes = 500

interface StyleCounts {
  events: number
  bothSides: number
  withUnchanged: number
  /** Every field of the old side changed, and the new side has further ones. */
  partialBefore: number
}

export class StateStyles {
  readonly #countsByType = new Map<string, StyleCounts>()

  add(type: string, fields: WrittenSides): void {
    let counts = this.#countsByType.get(type)
    if (counts === undefined) {
      if (this.#countsByType.size >= countedTypes) return
      counts = { events: 0, bothSides: 0, withUnchanged: 0, partialBefore: 0 }
      this.#countsByType.set(type, counts)
    }
    let before = 0
    let after = 0
    let onlyBefore = 0
    let unchanged = 0
    for (const [path, field] of fields) {
      // Of nested fields, as of the object that holds them, a part may be unchanged in a field that changed.
      if (parentOf(path) !== '') continue
      if (field.before !== null) before += 1
      if (field.after !== null) after += 1
      if (field.before !== null && field.after === null) onlyBefore += 1
      if (field.before !== null && field.before === field.after && field.before !== objectMark) unchanged += 1
    }
    counts.events += 1
    if (before === 0 || after === 0) return
    counts.bothSides += 1
    if (unchanged > 0) counts.withUnchanged += 1
    else if (onlyBefore === 0 && after > before) counts.partialBefore += 1
  }

  list(implied: boolean): ContinuityResult['types'] {
    return [...this.#countsByType]
      .map(([resourceType, counts]) => ({
        resourceType,
        style: styleOf(counts, implied),
        events: counts.events,
        bothSides: counts.bothSides,
        withUnchanged: counts.withUnchanged,
      }))
      .toSorted((a, b) => b.events - a.events || (a.resourceType < b.resourceType ? -1 : 1))
  }
}

/** `implied`: the format documents that its old side lists every field that changed, and its new side every field. */
function styleOf({ bothSides, withUnchanged, partialBefore }: StyleCounts, implied: boolean): StateStyle {
  if (bothSides === 0) return 'one-side'
  if (implied && partialBefore * 2 >= bothSides) return 'changed-then-full'
  // A save without a change, or one that sets a value again, happens in a log of changes too.
  if (withUnchanged <= bothSides * 0.2) return 'changed-fields'
  return withUnchanged >= bothSides * 0.8 ? 'full-state' : 'mixed'
}
