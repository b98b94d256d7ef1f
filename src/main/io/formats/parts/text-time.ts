/**
 * Times as text logs write them, to ISO 8601 text: Common Log Format, the month names of syslog and CEF, epoch numbers;
 * the year that RFC 3164 leaves out; and the time of a line whose format is not known.
 *
 * A zone is carried over when it is a number, `Z`, `UTC` or `GMT`. Abbreviations such as `CET` or `EST` are not read:
 * they mean different offsets in different places.
 */
import { daysFromDate, isoFromMicros, parseInstant } from '../../../../shared/core/time/instant.ts'

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const microsPerSecond = 1_000_000
const microsPerDay = 86_400 * microsPerSecond

/** 1 to 12 for an English month name's first three letters, in any case; 0 for anything else. */
export function monthFromName(name: string): number {
  const three = name.slice(0, 3).toLowerCase()
  return monthNames.findIndex((known) => known.toLowerCase() === three) + 1
}

const clf = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2})$/

/** `10/Oct/2000:13:55:36 -0700` to `2000-10-10T13:55:36-07:00`; null when it is no such time or no such day. */
export function isoFromClf(text: string): string | null {
  const match = clf.exec(text)
  if (match === null) return null
  const [, day = '', name = '', year = '', clock = '', hours = '', minutes = ''] = match
  return checked(`${year}-${two(monthFromName(name))}-${day}T${clock}${hours}:${minutes}`)
}

/** A time with a month's name: what its text says, the year if it has one. */
export interface NamedMonthTime {
  readonly year: number | null
  readonly month: number
  readonly day: number
  /** `HH:mm:ss` with the fraction it had. */
  readonly clock: string
  /** Zone as ISO 8601 writes it; empty when the text has none. */
  readonly zone: string
}

const named = /^([A-Za-z]{3}) +(\d{1,2})(?: (\d{4}))? (\d{2}:\d{2}:\d{2})([.,]\d{1,9})?(?: (\S+))?$/

/** `Oct 11 22:14:15`, `Mar  1 2024 18:46:11.123 UTC`; null when it is no such time, or its zone is not read. */
export function parseNamedMonth(text: string): NamedMonthTime | null {
  const match = named.exec(text)
  if (match === null) return null
  const [, name = '', day = '', year, clock = '', fraction = '', zoneText] = match
  const month = monthFromName(name)
  const zone = zoneText === undefined ? '' : zoneFrom(zoneText)
  if (month === 0 || zone === null) return null
  return {
    year: year === undefined ? null : Number(year),
    month,
    day: Number(day),
    clock: clock + fraction.replace(',', '.'),
    zone,
  }
}

/** ISO 8601 of a time whose year is given here; null when there is no such day or hour. */
export function isoFromNamedMonth(time: NamedMonthTime, year: number): string | null {
  return checked(`${String(year).padStart(4, '0')}-${two(time.month)}-${two(time.day)}T${time.clock}${time.zone}`)
}

/** ISO 8601 in UTC of a count since 1970, in the unit its digits imply (10: seconds, 13: ms, 16: µs, 19: ns); else null. */
export function isoFromEpoch(text: string): string | null {
  const match = /^(\d{10}|\d{13}|\d{16}|\d{19})(?:\.(\d{1,9}))?$/.exec(text)
  if (match === null) return null
  const [, whole = ''] = match
  if (whole.length > 10 && match[2] !== undefined) return null
  const unit = ({ 10: 's', 13: 'ms', 16: 'us' } as const)[whole.length] ?? 'ns'
  const instant = parseInstant(text, { zone: 'UTC', epochUnit: unit })
  return instant === null ? null : isoFromMicros(instant.micros, Math.min(6, instant.fractionDigits))
}

/** `Z` or `±hh:mm` of a zone's text; null when the text does not say one for certain. */
export function zoneFrom(text: string): string | null {
  if (text === 'Z' || text === 'UTC' || text === 'GMT') return 'Z'
  const match = /^(?:UTC|GMT)?([+-]\d{2}):?(\d{2})$/.exec(text)
  return match === null ? null : `${match[1]}:${match[2]}`
}

/**
 * The years that a log's times leave out, from when its file was last written and the order of its lines (RFC 3164,
 * section 5.1, has month, day and clock only). The first line gets the latest year that does not lie after the last
 * modification; each line after it the year that takes time forward, a week of disorder allowed.
 *
 * That is a conclusion and can be wrong: it takes the log to begin less than a year before its last modification, and
 * the modification time to be the log's own and not that of a copy. When the lines contradict it, `lost` becomes true
 * and no year is given any more.
 */
export class YearInference {
  /** The lines run over more than a year, so the years before this line may be too late. */
  lost = false
  readonly #limit: number
  /** Latest time so far. */
  #mark: number | null = null

  /** `modifiedMicros`: integer microseconds since 1970 UTC. A day is added for local times. */
  constructor(modifiedMicros: number) {
    // Hostile: a container may state any time; years of four digits are all that is read.
    this.#limit = Math.min(Math.max(modifiedMicros, 0), 253_402_300_799_000_000 - 400 * microsPerDay) + microsPerDay
  }

  /** Year of the next line; null when none fits. */
  yearOf(time: Pick<NamedMonthTime, 'month' | 'day' | 'clock'>): number | null {
    if (this.lost) return null
    const mark = this.#mark
    let chosen = mark === null ? latestYear(time, this.#limit) : earliestYear(time, mark - 7 * microsPerDay)
    if (mark !== null && (chosen === null || chosen.micros > this.#limit)) {
      chosen = latestYear(time, mark)
      if (chosen !== null && mark - chosen.micros > 183 * microsPerDay) {
        this.lost = true
        return null
      }
    }
    if (chosen === null) return null
    this.#mark = Math.max(mark ?? chosen.micros, chosen.micros)
    return chosen.year
  }
}

interface Placed {
  readonly year: number
  readonly micros: number
}

/** 29 February may be eight years away. */
const yearsTried = 9

function latestYear(time: Pick<NamedMonthTime, 'month' | 'day' | 'clock'>, limit: number): Placed | null {
  const last = yearOfMicros(limit)
  for (let year = last; year > last - yearsTried; year -= 1) {
    const micros = microsIn(year, time)
    if (micros !== null && micros <= limit) return { year, micros }
  }
  return null
}

function earliestYear(time: Pick<NamedMonthTime, 'month' | 'day' | 'clock'>, from: number): Placed | null {
  const first = yearOfMicros(from)
  for (let year = first; year < first + yearsTried; year += 1) {
    const micros = microsIn(year, time)
    if (micros !== null && micros >= from) return { year, micros }
  }
  return null
}

function yearOfMicros(micros: number): number {
  return Number(isoFromMicros(micros, 0).slice(0, 4))
}

function microsIn(year: number, { month, day, clock }: Pick<NamedMonthTime, 'month' | 'day' | 'clock'>): number | null {
  const days = daysFromDate(year, month, day)
  if (days === null) return null
  const [hours = 0, minutes = 0, seconds = 0] = clock.slice(0, 8).split(':').map(Number)
  return days * microsPerDay + (hours * 3600 + minutes * 60 + seconds) * microsPerSecond
}

/** The time found in a line. */
export interface LineTime {
  /** As the line has it. */
  readonly text: string
  /** Its offset in the line, in UTF-16 units. */
  readonly at: number
  /** ISO 8601, with a zone when the line has one. */
  readonly iso: string
  /** Microseconds since 1970 UTC; a time without zone is taken for UTC, which is good for comparing lines of one log. */
  readonly micros: number
  readonly zoned: boolean
  readonly yearInferred: boolean
}

const searched = 512
const anywhere =
  /(\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})|(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?)|((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d(?: \d{4})? \d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)/g

/**
 * First time in the first 512 characters of a line, whatever its format: Common Log Format, ISO 8601, syslog's month
 * names. A time without year needs `modifiedMicros` (when the file was last written); without it, it is passed over.
 * null when there is none. For ordering the files of a rotated log by what is in them.
 */
export function findLineTime(line: string, modifiedMicros: number | null = null): LineTime | null {
  for (const match of line.slice(0, searched).matchAll(anywhere)) {
    const found = isoOfMatch(match, modifiedMicros)
    const instant = found === null ? null : parseInstant(found.iso, { zone: 'UTC', epochUnit: 's' })
    if (found === null || instant === null) continue
    const { iso, yearInferred } = found
    return { text: match[0], at: match.index, iso, micros: instant.micros, zoned: instant.zone !== null, yearInferred }
  }
  return null
}

function isoOfMatch(
  match: RegExpMatchArray,
  modifiedMicros: number | null,
): { readonly iso: string; readonly yearInferred: boolean } | null {
  const [, clfText, isoText, namedText] = match
  if (clfText !== undefined) return given(isoFromClf(clfText))
  if (isoText !== undefined) return given(isoText.replace(' ', 'T').replace(',', '.'))
  const time = parseNamedMonth(namedText ?? '')
  if (time === null) return null
  if (time.year !== null) return given(isoFromNamedMonth(time, time.year))
  const year = modifiedMicros === null ? null : new YearInference(modifiedMicros).yearOf(time)
  const iso = year === null ? null : isoFromNamedMonth(time, year)
  return iso === null ? null : { iso, yearInferred: true }
}

function given(iso: string | null): { readonly iso: string; readonly yearInferred: boolean } | null {
  return iso === null ? null : { iso, yearInferred: false }
}

/** The text when it names an instant or a local time that exists. */
function checked(iso: string): string | null {
  return parseInstant(iso, { zone: 'UTC', epochUnit: 's' }) === null ? null : iso
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
