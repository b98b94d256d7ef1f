/** Days arranged as weeks, Monday first, so that a year of days fits on a page and an empty day still stands out. */
import type { Coverage } from '../../model/analysis.ts'
import { dateFromDay, dayFromDate } from '../completeness/utc-day.ts'

export interface WeekRow {
  /** Monday of the week. */
  readonly monday: string
  /** Seven days from Monday; `count` is null outside the covered days. */
  readonly days: readonly { readonly date: string; readonly count: number | null }[]
  readonly total: number
}

/** Weeks in order; only those that touch a covered day. */
export function weekRows(days: Coverage['days']): WeekRow[] {
  const rows = new Map<number, (number | null)[]>()
  for (const { date, count } of days) {
    const day = dayFromDate(date)
    if (day === undefined) continue
    // 1970-01-01, day 0, was a Thursday.
    const weekday = (((day + 3) % 7) + 7) % 7
    const counts = rows.get(day - weekday) ?? Array.from({ length: 7 }, () => null)
    counts[weekday] = count
    rows.set(day - weekday, counts)
  }
  return [...rows]
    .toSorted(([left], [right]) => left - right)
    .map(([monday, counts]) => ({
      monday: dateFromDay(monday),
      days: counts.map((count, weekday) => ({ date: dateFromDay(monday + weekday), count })),
      total: counts.reduce<number>((sum, count) => sum + (count ?? 0), 0),
    }))
}

export interface DaySpan {
  readonly from: string
  readonly to: string
  readonly days: number
}

/** Neighbouring dates joined to spans; `dates` ascending. */
export function daySpans(dates: readonly string[]): DaySpan[] {
  const spans: { from: string; to: string; days: number; last: number }[] = []
  for (const date of dates) {
    const day = dayFromDate(date)
    if (day === undefined) continue
    const open = spans.at(-1)
    if (open !== undefined && open.last + 1 === day) {
      open.to = date
      open.days += 1
      open.last = day
    } else spans.push({ from: date, to: date, days: 1, last: day })
  }
  return spans.map(({ from, to, days }) => ({ from, to, days }))
}
