/**
 * Breaks of one resource put together into holes: the fewest changes outside the log that explain them all. Each break
 * bounds its change by two events; fields whose bounds overlap can have changed at once, so they make one hole with the
 * narrowest of the bounds (stabbing intervals by their ends, which is optimal).
 */
import type { FoundBreak } from './judge-resource.ts'

export interface FoundHole {
  /** By place of the event that states the old value; never empty. */
  readonly breaks: readonly FoundBreak[]
  /** The latest of the last known events and the earliest of the events that state otherwise. */
  readonly afterEntry: number
  readonly untilEntry: number
}

/** Breaks of one resource, in the order of their events. */
export function holesFrom(breaks: readonly FoundBreak[]): FoundHole[] {
  const byEnd = breaks.toSorted((a, b) => a.statedKey - b.statedKey || a.knownKey - b.knownKey || a.field - b.field)
  const holes: { breaks: FoundBreak[]; after: FoundBreak; until: FoundBreak }[] = []
  for (const item of byEnd) {
    const open = holes.at(-1)
    // It overlaps when it begins before the hole's earliest end; one field cannot break twice in one hole.
    const fits =
      open !== undefined &&
      item.knownKey < open.until.statedKey &&
      !open.breaks.some((other) => other.field === item.field)
    if (!fits) {
      holes.push({ breaks: [item], after: item, until: item })
      continue
    }
    open.breaks.push(item)
    if (item.knownKey > open.after.knownKey) open.after = item
  }
  return holes.map(({ breaks: members, after, until }) => ({
    breaks: members,
    afterEntry: after.knownEntry,
    untilEntry: until.statedEntry,
  }))
}
