/** Dates relative to the end of a period, on the proleptic Gregorian calendar; no clock. */
import { dateFromDay, dayFromDate } from '../completeness/utc-day.ts'

/**
 * First day of the last `months` months that end with `to` (`YYYY-MM-DD`): three months to 2025-03-31 begin on
 * 2025-01-01. A day that the earlier month does not have becomes its last one. Throws RangeError for what is no date.
 */
export function startOfLastMonths(to: string, months: number): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(to)
  if (match === null || dayFromDate(to) === undefined) throw new RangeError(`${to} is no date`)
  const month = Number(match[1]) * 12 + Number(match[2]) - 1 - months
  const year = String(Math.floor(month / 12)).padStart(4, '0')
  const prefix = `${year}-${String((month % 12) + 1).padStart(2, '0')}`
  for (let dayOfMonth = Number(match[3]); dayOfMonth >= 28; dayOfMonth -= 1) {
    const day = dayFromDate(`${prefix}-${dayOfMonth}`)
    if (day !== undefined) return dateFromDay(day + 1)
  }
  return dateFromDay((dayFromDate(`${prefix}-${match[3]}`) as number) + 1)
}
