/**
 * Instants as audit logs write them, to integer microseconds since 1970 UTC (RFC 3339, ISO 8601 profiles, PostgreSQL's
 * output, epoch numbers). Digits finer than a microsecond stay in the source's text only. Never goes through `Date`,
 * which has milliseconds.
 */
export interface Instant {
  /** Microseconds since 1970-01-01T00:00:00Z, truncated. */
  readonly micros: number
  /** Fraction digits the text had; 0 for whole seconds. */
  readonly fractionDigits: number
  /** Zone as written (`Z`, `+02:00`), or null when the text had none and the given default was used. */
  readonly zone: string | null
}

export interface InstantReading {
  /** Meaning of a time without zone: `UTC`, a fixed offset `±hh:mm`, or `unknown`. */
  readonly zone: string
  /** Unit of bare numbers. */
  readonly epochUnit: 's' | 'ms' | 'us' | 'ns'
}

const microsPerDay = 86_400_000_000
const pattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?)? ?(Z|z|[+-]\d{2}(?::?\d{2})?)?$/

/** The instant a text names; null when it names none (unparseable, impossible date, or no zone while `zone` is `unknown`). */
export function parseInstant(text: string, reading: InstantReading): Instant | null {
  const trimmed = text.trim()
  if (/^-?\d{9,20}(?:\.\d{1,9})?$/.test(trimmed)) return fromEpoch(trimmed, reading.epochUnit)
  const match = pattern.exec(trimmed)
  if (match === null) return null
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', fraction = '', zone] = match
  const days = daysFromDate(Number(year), Number(month), Number(day))
  if (days === null || Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return null
  if (hour === '24' && (minute !== '00' || second !== '00')) return null
  const offset = offsetMicros(zone ?? reading.zone)
  if (offset === null) return null
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  const micros = days * microsPerDay + seconds * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, '0') || '0') - offset
  return { micros, fractionDigits: fraction.length, zone: zone ?? null }
}

/**
 * Microseconds of the commonest forms, straight from bytes: `YYYY-MM-DD`, `T` or space, `hh:mm:ss`, up to nine fraction
 * digits, `Z` or `+hh:mm` or `+hh`. NaN for everything else, which is then `parseInstant`'s to judge; where both give an
 * instant it is the same.
 */
export function microsFromBytes(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 20 || bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d) return Number.NaN
  const separator = bytes[start + 10]
  if ((separator !== 0x54 && separator !== 0x20) || bytes[start + 13] !== 0x3a || bytes[start + 16] !== 0x3a)
    return Number.NaN
  const century = twoDigits(bytes, start)
  const ofCentury = twoDigits(bytes, start + 2)
  const month = twoDigits(bytes, start + 5)
  const day = twoDigits(bytes, start + 8)
  const hour = twoDigits(bytes, start + 11)
  const minute = twoDigits(bytes, start + 14)
  const second = twoDigits(bytes, start + 17)
  // Days past the 28th and seconds past the 59th are left to the judge, who knows months and leap seconds.
  if ((century | ofCentury | month | day | hour | minute | second) < 0) return Number.NaN
  if (month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 || minute > 59 || second > 59) return Number.NaN
  let at = start + 19
  let fraction = 0
  if (bytes[at] === 0x2e) {
    let unit = 100_000
    let digits = 0
    for (at += 1; at < end && digits < 9; at += 1, digits += 1) {
      const digit = (bytes[at] as number) - 0x30
      if (digit < 0 || digit > 9) break
      fraction += digit * unit
      unit = unit === 1 ? 0 : unit / 10
    }
    if (digits === 0) return Number.NaN
  }
  const offset = offsetFromBytes(bytes, at, end)
  return (
    (dayNumber(century * 100 + ofCentury, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset) *
      1_000_000 +
    fraction
  )
}

/** Seconds east of UTC of the zone `bytes[at, end)`; NaN when it is none of the forms above. */
function offsetFromBytes(bytes: Uint8Array, at: number, end: number): number {
  const sign = bytes[at]
  if (sign === 0x5a) return at + 1 === end ? 0 : Number.NaN
  if (sign !== 0x2b && sign !== 0x2d) return Number.NaN
  const hours = twoDigits(bytes, at + 1)
  const minutes = at + 3 === end ? 0 : at + 6 === end && bytes[at + 3] === 0x3a ? twoDigits(bytes, at + 4) : -1
  if (hours < 0 || minutes < 0 || minutes > 59 || hours > 17) return Number.NaN
  return (sign === 0x2d ? -1 : 1) * (hours * 3600 + minutes * 60)
}

/** Value of two ASCII digits; -1 when they are none. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const high = (bytes[at] as number) - 0x30
  const low = (bytes[at + 1] as number) - 0x30
  return high < 0 || high > 9 || low < 0 || low > 9 || Number.isNaN(high + low) ? -1 : high * 10 + low
}

function fromEpoch(text: string, unit: InstantReading['epochUnit']): Instant | null {
  const [whole = '', fraction = ''] = text.split('.')
  const digits = { s: 0, ms: 3, us: 6, ns: 9 }[unit]
  const scaled = BigInt(whole) * 1_000_000n
  let micros = scaled / 10n ** BigInt(digits)
  if (digits < 6 && fraction !== '') {
    const rest = BigInt(fraction.slice(0, 6 - digits).padEnd(6 - digits, '0'))
    micros += whole.startsWith('-') ? -rest : rest
  }
  // Beyond the year 2255 a number no longer holds microseconds exactly; such a value is another unit or no time.
  if (micros > 9_007_199_254_740_991n || micros < -9_007_199_254_740_991n) return null
  return { micros: Number(micros), fractionDigits: Math.min(9, digits + fraction.length), zone: 'Z' }
}

/** Microseconds east of UTC of `Z`, `UTC`, `+hh`, `+hhmm`, `+hh:mm`; null for anything else. */
export function offsetMicros(zone: string): number | null {
  if (zone === 'Z' || zone === 'z' || zone === 'UTC') return 0
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone)
  if (match === null) return null
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? '0')
  if (minutes > 18 * 60 || Number(match[3] ?? '0') > 59) return null
  return (match[1] === '-' ? -minutes : minutes) * 60_000_000
}

/** Days since 1970-01-01 of a proleptic Gregorian date; null when the date does not exist. */
export function daysFromDate(year: number, month: number, day: number): number | null {
  if (month < 1 || month > 12 || day < 1) return null
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  if (day > (lengths[month - 1] as number)) return null
  return dayNumber(year, month, day)
}

function dayNumber(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** `YYYY-MM-DD` of days since 1970-01-01. */
export function dateFromDays(days: number): string {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** UTC date an instant falls on. */
export function utcDate(micros: number): string {
  return dateFromDays(Math.floor(micros / microsPerDay))
}

/** Days since 1970-01-01 UTC an instant falls on. */
export function utcDay(micros: number): number {
  return Math.floor(micros / microsPerDay)
}

/** Every date from `from` to `to`, both included; empty when either is no date or they fall. */
export function datesBetween(from: string, to: string): string[] {
  const first = dayOfDate(from)
  const last = dayOfDate(to)
  if (first === null || last === null) return []
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => dateFromDays(first + index))
}

/** Days since 1970-01-01 of `YYYY-MM-DD`; null when it is no date. */
export function dayOfDate(date: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  return match === null ? null : daysFromDate(Number(match[1]), Number(match[2]), Number(match[3]))
}

/** `YYYY-MM-DDTHH:MM:SS.ffffffZ` of microseconds since 1970, with `digits` fraction digits (0 to 6). */
export function isoFromMicros(micros: number, digits = 6): string {
  const day = Math.floor(micros / microsPerDay)
  const rest = micros - day * microsPerDay
  const seconds = Math.floor(rest / 1_000_000)
  const two = (value: number): string => String(value).padStart(2, '0')
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  const fraction =
    digits === 0
      ? ''
      : `.${String(rest % 1_000_000)
          .padStart(6, '0')
          .slice(0, digits)}`
  return `${dateFromDays(day)}T${clock}${fraction}Z`
}
