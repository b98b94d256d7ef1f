/**
 * Events per UTC day over a period, empty days included. An empty day is a question for the log's owner: a quiet day and
 * a day whose log is missing look the same in an export.
 */
import type { Coverage } from '../../model/analysis.ts'
import type { Period } from '../../model/engagement.ts'
import type { EntryView } from '../../model/entry.ts'
import { dateFromDay, dayFromDate, dayFromMicros } from './utc-day.ts'

export interface CoverageParameters {
  readonly sourceId: number
  /** UTC dates, both included; without it the span from the first to the last event is used. */
  readonly period?: Period
  /** Longest span listed day by day. */
  readonly dayLimit?: number
}

/** A hundred years. */
export const defaultDayLimit = 36_525

export interface CoverageReducer {
  add(entry: EntryView): void
  finish(): Coverage
}

/** Throws `RangeError` when the period is no pair of dates in order. */
export function createCoverage(parameters: CoverageParameters): CoverageReducer {
  const { period, sourceId, dayLimit = defaultDayLimit } = parameters
  const first = period && dayFromDate(period.from)
  const last = period && dayFromDate(period.to)
  if (period !== undefined && (first === undefined || last === undefined || last < first)) {
    throw new RangeError(`${period.from}..${period.to} is no period`)
  }
  const countByDay = new Map<number, number>()
  let untimed = 0
  let outside = 0
  return {
    add(entry) {
      if (entry.occurredAtMicros === null) {
        untimed += 1
        return
      }
      const day = dayFromMicros(entry.occurredAtMicros)
      if (first !== undefined && last !== undefined && (day < first || day > last)) outside += 1
      else countByDay.set(day, (countByDay.get(day) ?? 0) + 1)
    },
    finish() {
      const known = [...countByDay.keys()].toSorted((left, right) => left - right)
      const from = first ?? known[0]
      const to = last ?? known.at(-1)
      const base = { sourceId, untimed, outside }
      if (from === undefined || to === undefined) return { ...base, days: [], emptyDays: [], spanTooLong: false }
      // Hostile: two events, of the years 1 and 9999, would list 3.6 million empty days.
      const spanTooLong = to - from >= dayLimit
      const listed = spanTooLong ? known : Array.from({ length: to - from + 1 }, (_, index) => from + index)
      const days = listed.map((day) => ({ date: dateFromDay(day), count: countByDay.get(day) ?? 0 }))
      return { ...base, days, emptyDays: days.filter((day) => day.count === 0).map((day) => day.date), spanTooLong }
    },
  }
}
