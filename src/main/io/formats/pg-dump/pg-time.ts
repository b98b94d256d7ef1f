/**
 * Dates and times as PostgreSQL prints them in ISO style, as points that can be compared: `2025-01-01`,
 * `2025-01-01 00:00:00.5`, `2025-01-01 05:30:00+05:30`, `infinity`. PostgreSQL 15, section 8.5.
 */

const pattern =
  /^(\d{4,6})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?(?:([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?)?$/

/**
 * Microseconds since 1970 in the text's own zone, UTC when it names none; exact up to the year 2255. null for text that
 * is no time and for years before our era. `minvalue` and `maxvalue` are the ends of a partition bound.
 */
export function microsFromPgTime(text: string): number | null {
  const match = pattern.exec(text)
  if (match === null) {
    if (text === 'infinity' || text === 'maxvalue') return Infinity
    return text === '-infinity' || text === 'minvalue' ? -Infinity : null
  }
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = ''] = match
  const days = Date.UTC(Number(year), Number(month) - 1, Number(day)) / 1000
  const seconds = days + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offsetSeconds(match)
  const micros = seconds * 1e6 + Number(fraction.padEnd(6, '0'))
  // Years that JavaScript dates do not reach.
  return Number.isNaN(micros) ? null : micros
}

/** Offset that the text states, in microseconds east of UTC; 0 when it states none. */
export function offsetMicros(text: string): number {
  const match = pattern.exec(text)
  return match === null ? 0 : offsetSeconds(match) * 1e6
}

function offsetSeconds(match: RegExpExecArray): number {
  const [, , , , , , , , sign, hours = '0', minutes = '0', seconds = '0'] = match
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return sign === '-' ? -size : size
}
