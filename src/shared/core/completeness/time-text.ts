/**
 * What the text of a time says about itself: its zone and its precision. The instant was read elsewhere; here the text
 * is evidence of how the source keeps time (RFC 3339, ISO 8601, PostgreSQL's output form, epoch numbers).
 */
import type { SourceProfile } from '../../model/profile.ts'

export interface TimeTextFacts {
  /** `utc`: Z, UTC, a zero offset or an epoch number; `offset`: another offset; `unstated`: none, or a form not read here. */
  readonly zone: 'utc' | 'offset' | 'unstated'
  /** True when the text distinguishes microseconds. */
  readonly hasMicroseconds: boolean
}

const calendarForm =
  /^\d{4}-\d{2}-\d{2}([T ])\d{2}:\d{2}(?::\d{2}(?:[.,](\d+))?)?\s?(Z|UTC|[+-]\d{2}(?::?\d{2}){0,2})?$/i
const epochForm = /^-?(\d+)(?:\.(\d+))?$/

/** Decimal places of one epoch unit that make a microsecond. */
const placesToMicros: Readonly<Record<SourceProfile['epochUnit'], number>> = { s: 6, ms: 3, us: 0, ns: 0 }

export function timeTextFacts(text: string, epochUnit: SourceProfile['epochUnit']): TimeTextFacts {
  const calendar = calendarForm.exec(text)
  if (calendar !== null) {
    const [, separator, fraction = '', zone] = calendar
    const isUtc = zone !== undefined && (/^(?:z|utc)$/i.test(zone) || /^[+-][0:]+$/.test(zone))
    // PostgreSQL writes a space and drops zeros at the end, so 4 or 5 digits there are microseconds; 3 may be milliseconds.
    const wanted = separator === ' ' ? 4 : 6
    return {
      zone: zone === undefined ? 'unstated' : isUtc ? 'utc' : 'offset',
      hasMicroseconds: fraction.length >= wanted,
    }
  }
  const epoch = epochForm.exec(text)
  if (epoch === null) return { zone: 'unstated', hasMicroseconds: false }
  return { zone: 'utc', hasMicroseconds: (epoch[2] ?? '').length >= placesToMicros[epochUnit] }
}
