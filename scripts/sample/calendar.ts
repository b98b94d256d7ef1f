/**
 * UTC calendar arithmetic on integers for the sample generator: days since 1970-01-01, milliseconds and microseconds
 * since then, and their ISO 8601 text. No clock and no time zone other than UTC. Proleptic Gregorian, years 1970-9999.
 */

export const msPerDay = 86_400_000
export const msPerHour = 3_600_000

const two: readonly string[] = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'))
const three: readonly string[] = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, '0'))

/** Days since 1970-01-01 of a date written `YYYY-MM-DD`; throws RangeError for anything else. */
export function dayFromText(text: string): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) throw new RangeError(`not a date of the form YYYY-MM-DD: ${text}`)
  const day = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / msPerDay
  if (dayToText(day) !== text) throw new RangeError(`no such date: ${text}`)
  return day
}

/** `YYYY-MM-DD` of a day number. Civil-from-days after Howard Hinnant's published derivation. */
export function dayToText(day: number): string {
  const shifted = day + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const date = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${year}-${twoDigits(month)}-${twoDigits(date)}`
}

/** 0 is Sunday, 6 is Saturday. */
export function weekdayOf(day: number): number {
  return (day + 4) % 7
}

/** Month 1 to 12 of a day number. */
export function monthOf(day: number): number {
  return Number(dayToText(day).slice(5, 7))
}

/** Milliseconds since 1970 of a UTC clock time on a day. */
export function msAt(day: number, hour: number, minute = 0, second = 0, milli = 0): number {
  return day * msPerDay + hour * msPerHour + minute * 60_000 + second * 1000 + milli
}

let cachedDay = -1
let cachedText = ''

function dayPrefix(day: number): string {
  if (day !== cachedDay) {
    cachedDay = day
    cachedText = `${dayToText(day)}T`
  }
  return cachedText
}

/** `2025-03-27T10:15:30.000Z`. */
export function isoFromMs(epochMs: number): string {
  return `${clockText(epochMs)}Z`
}

/** `2024-12-15T16:47:23.847291Z`; `epochMicros` must be an integer below 2^53. */
export function isoFromMicros(epochMicros: number): string {
  const epochMs = Math.floor(epochMicros / 1000)
  return `${clockText(epochMs)}${three[epochMicros - epochMs * 1000] ?? ''}Z`
}

function clockText(epochMs: number): string {
  const day = Math.floor(epochMs / msPerDay)
  const rest = epochMs - day * msPerDay
  const hour = Math.floor(rest / msPerHour)
  const minute = Math.floor(rest / 60_000) % 60
  const second = Math.floor(rest / 1000) % 60
  return `${dayPrefix(day)}${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(second)}.${three[rest % 1000] ?? ''}`
}

function twoDigits(value: number): string {
  return two[value] ?? String(value)
}

/** Monday to Friday, 09:00:00.000 up to but not including 17:00: where background administrators work. */
export function isOfficeTime(epochMs: number): boolean {
  const day = Math.floor(epochMs / msPerDay)
  const weekday = weekdayOf(day)
  const rest = epochMs - day * msPerDay
  return weekday >= 1 && weekday <= 5 && rest >= 9 * msPerHour && rest < 17 * msPerHour
}
