/**
 * UTC days as whole numbers since 1970-01-01, and their dates in the proleptic Gregorian calendar (ISO 8601). Pure
 * integer arithmetic, no `Date`.
 */

const microsPerDay = 86_400_000_000

/** Days since 1970-01-01 of an instant; negative before. */
export function dayFromMicros(micros: number): number {
  return Math.floor(micros / microsPerDay)
}

/** `2025-03-27` of a day number. */
export function dateFromDay(day: number): string {
  // Years are counted from 1 March, so that the leap day is the last of a year; 719,468 days lie between 0000-03-01 and 1970-01-01.
  const shifted = day + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153)
  const dayOfMonth = dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`
}

/** Day number of `2025-03-27`; undefined when the text is no date of the calendar. */
export function dayFromDate(date: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  if (match === null) return undefined
  const month = Number(match[2])
  const year = Number(match[1]) - (month <= 2 ? 1 : 0)
  const era = Math.floor(year / 400)
  const yearOfEra = year - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + Number(match[3]) - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  const day = era * 146_097 + dayOfEra - 719_468
  // 31 April would come out as 1 May: only what prints back is a date.
  return dateFromDay(day) === date ? day : undefined
}

/** `2025-03` of an instant, UTC. */
export function monthFromMicros(micros: number): string {
  return dateFromDay(dayFromMicros(micros)).slice(0, 7)
}
