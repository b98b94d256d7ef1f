/** A few everyday entries of guide A's export for the defect cases, and their daily batches. */
import { msAt, msPerDay } from '../calendar.ts'
import { shopEntry } from '../entries.ts'
import type { ShopEntry, ShopFacts } from '../entries.ts'
import { assertedSeconds, metadataText } from '../export-a.ts'
import type { Batch } from '../export-a.ts'
import { rootOfTexts } from '../merkle.ts'
import type { Random } from '../random.ts'
import { ShopBackground } from '../shop-a-background.ts'

export interface TimedEntry {
  readonly epochMs: number
  readonly entry: ShopEntry
}

/** `perDay` entries on each of the days, between 08:00 and 20:00. */
export function everydayEntries(random: Random, days: readonly number[], perDay: number): TimedEntry[] {
  const background = new ShopBackground(random, perDay)
  return days.flatMap((day) =>
    Array.from({ length: perDay }, (_, i) => {
      const slot = (12 * 3_600_000) / perDay
      const epochMs = msAt(day, 8) + Math.floor(i * slot) + random.below(Math.floor(slot))
      return { epochMs, entry: background.next(epochMs) }
    }),
  )
}

export function entriesFrom(
  random: Random,
  planned: readonly { readonly at: number; readonly facts: ShopFacts }[],
): ShopEntry[] {
  return planned.map(({ at, facts }) => shopEntry(random, at, facts))
}

/** One batch per day, roots by merkletreejs, in the order the entries are given. */
export function batchesFrom(entries: readonly TimedEntry[], random: Random, delaySeconds?: number): Batch[] {
  const byDay = new Map<number, TimedEntry[]>()
  for (const timed of entries) {
    const day = Math.floor(timed.epochMs / msPerDay)
    byDay.set(day, [...(byDay.get(day) ?? []), timed])
  }
  return [...byDay].map(([day, list]) => ({
    date: list[0]?.entry.timestamp.slice(0, 10) ?? '',
    merkle_root: rootOfTexts(list.map(({ entry }) => JSON.stringify(entry))),
    timestamp: assertedSeconds(day, random),
    metadata: metadataText(list.length, list[0]?.entry.timestamp ?? '', list.at(-1)?.entry.timestamp ?? ''),
    ...(delaySeconds === undefined ? {} : { delaySeconds }),
  }))
}
