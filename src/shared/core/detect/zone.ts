/**
 * Hour and weekday of an instant in UTC or at a fixed offset. Named zones need a database of rules, which pure code
 * does not have; they are refused, never approximated.
 */

const microsPerSecond = 1_000_000
const secondsPerDay = 86_400

/** Offset of a zone in seconds east of UTC. */
export interface FixedZone {
  readonly name: string
  readonly offsetSeconds: number
}

/** `UTC`, `Z` or `+hh:mm` / `-hh:mm` up to 14 hours. Throws `RangeError` for everything else. */
export function parseFixedZone(text: string): FixedZone {
  if (text === 'UTC' || text === 'Z') return { name: 'UTC', offsetSeconds: 0 }
  const match = /^([+-])(\d{2}):(\d{2})$/.exec(text)
  const hours = Number(match?.[2])
  const minutes = Number(match?.[3])
  if (match === null || minutes > 59 || hours * 60 + minutes > 14 * 60) {
    throw new RangeError(`zone ${text} is neither UTC nor a fixed offset such as +01:00`)
  }
  return { name: text, offsetSeconds: (match[1] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60) }
}

/** Wall-clock parts of an instant. `weekday` is 1 for Monday to 7 for Sunday (ISO 8601). */
export interface WallTime {
  readonly weekday: number
  readonly hour: number
  /** Microseconds since midnight. */
  readonly microsOfDay: number
}

export function wallTimeFrom(micros: number, zone: FixedZone): WallTime {
  const local = micros + zone.offsetSeconds * microsPerSecond
  const microsPerDay = secondsPerDay * microsPerSecond
  const day = Math.floor(local / microsPerDay)
  const microsOfDay = local - day * microsPerDay
  // 1970-01-01, day 0, was a Thursday.
  const weekday = ((((day + 3) % 7) + 7) % 7) + 1
  return { weekday, hour: Math.floor(microsOfDay / (3600 * microsPerSecond)), microsOfDay }
}
