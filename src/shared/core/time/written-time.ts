/**
 * Points in time written anew, nanosecond-exact: read from a record's own text, printed as a recipe says. Reads ISO 8601
 * as logs write it (`T` or space, any number of fraction digits, offset, `Z` or none, which is taken as UTC) and numbers
 * since 1970, whose unit follows from their size. Never goes through `Date`, which has milliseconds.
 */
import type { TimeForm } from '../../model/recipe.ts'
import { dateFromDays, daysFromDate, offsetMicros } from './instant.ts'

export interface WrittenTime {
  /** Whole seconds since 1970-01-01T00:00:00Z, rounded down. */
  readonly seconds: number
  /** 0 to 999,999,999. Digits beyond the ninth are cut off. */
  readonly nanos: number
}

const iso =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?: ?([Zz]|[+-]\d{2}(?::?\d{2})?))?$/
const epoch = /^(-?)(\d{1,20})(?:\.(\d+))?$/
const firstSecond = -62_167_219_200
const lastSecond = 253_402_300_799

/** The instant a text names; null when it names none, or one outside the years 0 to 9999. */
export function parseWrittenTime(text: string): WrittenTime | null {
  const match = iso.exec(text)
  if (match === null) return fromEpoch(text)
  const [, year, month, day, hour, minute, second = '00', fraction = '', zone = 'Z'] = match
  const days = daysFromDate(Number(year), Number(month), Number(day))
  const offset = offsetMicros(zone)
  // Second 60 and hour 24 name an instant but no language prints them back.
  if (days === null || offset === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  const seconds = days * 86_400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offset / 1_000_000
  return inRange({ seconds, nanos: Number(fraction.slice(0, 9).padEnd(9, '0')) })
}

/**
 * A number since 1970: seconds below 10^11, milliseconds below 10^14, microseconds below 10^17, nanoseconds above. The
 * borders lie in the year 5138 for one unit and in 1973 for the next.
 */
function fromEpoch(text: string): WrittenTime | null {
  const match = epoch.exec(text)
  if (match === null) return null
  const [, sign, digits = '', fraction = ''] = match
  const whole = digits.replace(/^0+(?=\d)/, '')
  const shift = whole.length <= 11 ? 0 : whole.length <= 14 ? 3 : whole.length <= 17 ? 6 : 9
  const head = whole.slice(0, whole.length - shift)
  const rest = whole.slice(whole.length - shift) + fraction
  const seconds = Number(head)
  const nanos = Number(rest.slice(0, 9).padEnd(9, '0'))
  if (sign === '') return inRange({ seconds, nanos })
  return inRange(
    nanos === 0 ? { seconds: -seconds || 0, nanos } : { seconds: -seconds - 1, nanos: 1_000_000_000 - nanos },
  )
}

function inRange(time: WrittenTime): WrittenTime | null {
  return time.seconds >= firstSecond && time.seconds <= lastSecond ? time : null
}

/** Text of a time in a form, without quotes. */
export function timeText(time: WrittenTime, form: TimeForm): string {
  if ('epoch' in form) return epochText(time, form.epoch)
  const days = Math.floor(time.seconds / 86_400)
  const rest = time.seconds - days * 86_400
  const clock = `${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`
  const zone = form.zone === 'none' ? '' : form.zone
  return `${dateFromDays(days)}${form.between}${clock}${fractionText(time.nanos, form.digits)}${zone}`
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}

function fractionText(nanos: number, digits: Extract<TimeForm, { digits: unknown }>['digits']): string {
  const all = String(nanos).padStart(9, '0')
  switch (digits) {
    case '0':
      return ''
    case '3':
    case '6':
    case '9':
      return `.${all.slice(0, Number(digits))}`
    case 'shortest':
      return nanos === 0 ? '' : `.${all.replace(/0+$/, '')}`
    case 'by-three': {
      if (nanos === 0) return ''
      return `.${all.slice(0, nanos % 1_000_000 === 0 ? 3 : nanos % 1000 === 0 ? 6 : 9)}`
    }
    case 'six-or-none':
      return nanos < 1000 ? '' : `.${all.slice(0, 6)}`
  }
}

/** Rounded down, as Unix clocks count before 1970 too. */
function epochText({ seconds, nanos }: WrittenTime, unit: 's' | 'ms' | 'us' | 'ns'): string {
  const digits = { s: 0, ms: 3, us: 6, ns: 9 }[unit]
  const fraction = String(nanos).padStart(9, '0').slice(0, digits)
  if (digits === 0) return String(seconds)
  if (seconds >= 0) return `${seconds}${fraction}`.replace(/^0+(?=\d)/, '')
  return String(BigInt(seconds) * 10n ** BigInt(digits) + BigInt(fraction))
}
