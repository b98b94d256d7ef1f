/**
 * What is planted into the everyday business, and what each planted entry must be found as. A group is planted whole
 * or not at all: it needs all its days inside the period, none of them quiet, and room among the rows asked for.
 */
import { msAt, msPerDay, weekdayOf } from './calendar.ts'
import type { JsonObject } from './entries.ts'
import type { Period } from './schedule.ts'

export const ruleIds = ['1a', '1b', '2', '3a', '3b', '4', '5'] as const
export type RuleId = (typeof ruleIds)[number]
export const ruleModes = ['as-written', 'strict'] as const
export type RuleMode = (typeof ruleModes)[number]

export interface Grant {
  readonly kind: 'grant' | 'revoke'
  readonly actor: string
  readonly grantee: string
  readonly role: string
}

/** What the answer key says about one planted entry. */
export interface Tags {
  readonly role?: string
  readonly hits?: readonly { readonly rule: RuleId; readonly mode: RuleMode }[]
  readonly subject?: boolean
  readonly nearMiss?: boolean
  readonly grant?: Grant
}

export interface Plant<Facts> {
  /** Milliseconds since 1970 in guide A's export, microseconds in guide B's. */
  readonly at: number
  readonly facts: Facts
  readonly tags: Tags
}

export interface Group<Facts> {
  readonly id: string
  /** Figures of the scenario as the key states them; a group without facts is a rule case and no scenario. */
  readonly facts?: JsonObject
  readonly plants: readonly Plant<Facts>[]
}

export interface Planned<Facts> extends Plant<Facts> {
  readonly group: string
}

export interface Plan<Facts> {
  /** In time order. */
  readonly plants: readonly Planned<Facts>[]
  readonly groups: readonly Group<Facts>[]
  /** Ids of groups left out, because the period or the number of rows has no room for them. */
  readonly left: readonly string[]
}

export function hits(rule: RuleId, ...modes: readonly RuleMode[]): Pick<Tags, 'hits'> {
  return { hits: modes.map((mode) => ({ rule, mode })) }
}

/** Takes the groups in their order while they fit into `limit` rows. `unitsPerDay` is that of the plants' times. */
export function planFrom<Facts>(
  groups: readonly Group<Facts>[],
  days: PlantingDays,
  limit: number,
  unitsPerDay: number,
): Plan<Facts> {
  const taken: Group<Facts>[] = []
  const left: string[] = []
  let rows = 0
  for (const group of groups) {
    const fits = rows + group.plants.length <= limit
    const inside = group.plants.every((plant) => days.holds(Math.floor(plant.at / unitsPerDay)))
    if (fits && inside) {
      rows += group.plants.length
      taken.push(group)
    } else {
      left.push(group.id)
    }
  }
  const plants = taken.flatMap((group) => group.plants.map((plant) => ({ ...plant, group: group.id })))
  // Stable, so entries of one instant keep the order in which their group names them.
  return { plants: plants.sort((one, other) => one.at - other.at), groups: taken, left }
}

/** Finds days for plantings: a place in the period, optionally on given weekdays, never a quiet day. */
export class PlantingDays {
  private readonly period: Period
  private readonly quiet: ReadonlySet<number>

  constructor(period: Period, quiet: ReadonlySet<number>) {
    this.period = period
    this.quiet = quiet
  }

  holds(day: number): boolean {
    return day >= this.period.firstDay && day <= this.period.lastDay && !this.quiet.has(day)
  }

  /** First fitting day from `fraction` of the period on; outside the period when there is none. */
  any(fraction: number): number {
    return this.first(fraction, () => true)
  }

  workday(fraction: number): number {
    return this.first(fraction, (day) => weekdayOf(day) >= 1 && weekdayOf(day) <= 5)
  }

  saturday(fraction: number): number {
    return this.first(fraction, (day) => weekdayOf(day) === 6)
  }

  /** Every day of the last `count` days of the period that meets the condition, oldest first. */
  lastDays(count: number, meets: (weekday: number) => boolean): number[] {
    const found: number[] = []
    for (
      let day = Math.max(this.period.firstDay, this.period.lastDay - count + 1);
      day <= this.period.lastDay;
      day += 1
    ) {
      if (this.holds(day) && meets(weekdayOf(day))) found.push(day)
    }
    return found
  }

  private first(fraction: number, meets: (day: number) => boolean): number {
    const { firstDay, lastDay } = this.period
    for (let day = firstDay + Math.floor(fraction * (lastDay - firstDay)); day <= lastDay; day += 1) {
      if (this.holds(day) && meets(day)) return day
    }
    return lastDay + 1
  }
}

export const microsPerDay = msPerDay * 1000

/** A plant of guide B's export at `[hour, minute, second, microseconds]` of a day. */
export function ledgerPlant<Facts>(
  day: number,
  clock: readonly [number, number, number?, number?],
  facts: Facts,
  tags: Tags = {},
): Plant<Facts> {
  const [hour, minute, second = 0, micros = 0] = clock
  return { at: msAt(day, hour, minute, second) * 1000 + micros, facts, tags }
}
