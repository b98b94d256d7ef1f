/**
 * Dates of spreadsheets: a number of days, and a part of a day, since a day that depends on the workbook (ECMA-376 part 1,
 * section 18.17.4.1). Computed from the digits as written, in integers, because a double's last digits are what a time is
 * lost in; rounded to the millisecond, which is what spreadsheets themselves keep.
 */
import { dateFromDays, daysFromDate } from '../../../../shared/core/time/instant.ts'

const msPerDay = 86_400_000n
const lastDay = 2_958_465n
const firstOf1904 = BigInt(daysFromDate(1904, 1, 1) as number)
/** Day 0 of the 1900 system from day 61 on; before it, one later. */
const zeroOf1900 = BigInt(daysFromDate(1899, 12, 30) as number)

/**
 * `YYYY-MM-DDTHH:MM:SS[.mmm]` of a serial number, without zone, because a spreadsheet knows none; null when it names no
 * day: text that is no number, a time alone (below day 1), a day past the year 9999, or the 29 February 1900 that the
 * 1900 system has and the calendar has not.
 */
export function isoFromSerial(text: string, date1904: boolean): string | null {
  const ms = serialMillis(text)
  if (ms === null) return null
  const day = ms / msPerDay
  if (day > lastDay || (!date1904 && (day < 1n || day === 60n))) return null
  const days = date1904 ? firstOf1904 + day : zeroOf1900 + day + (day < 60n ? 1n : 0n)
  const rest = Number(ms % msPerDay)
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  const fraction = rest % 1000 === 0 ? '' : `.${String(rest % 1000).padStart(3, '0')}`
  const clock = `${two(rest / 3_600_000)}:${two((rest / 60_000) % 60)}:${two((rest / 1000) % 60)}`
  return `${dateFromDays(Number(days))}T${clock}${fraction}`
}

/** Milliseconds of a serial number, rounded half up; null when it is no number from 0 to ten million days. */
function serialMillis(text: string): bigint | null {
  const match = /^\+?(\d{1,20})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,2}))?$/.exec(text)
  if (match === null) return null
  const [, whole = '', fraction = '', exponent = '0'] = match
  const shift = Number(exponent) - fraction.length
  const scaled = BigInt(whole + fraction) * msPerDay
  if (shift >= 0) return shift > 20 ? null : bounded(scaled * 10n ** BigInt(shift))
  const divisor = 10n ** BigInt(-shift)
  return bounded((2n * scaled + divisor) / (2n * divisor))
}

function bounded(ms: bigint): bigint | null {
  return ms < 10_000_000n * msPerDay ? ms : null
}
