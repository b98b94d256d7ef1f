/** The days of a coverage map arranged for the eye: lanes over the whole period, months of a calendar, days by name. */
import type { CoverDay, CoverState } from '../../../shared/model/trust-window.ts'
import { dayRuns } from '../../../shared/text/trust-window-text.ts'

export const lanes = ['fits', 'part', 'less', 'open', 'quiet'] as const
export type Lane = (typeof lanes)[number]

export const laneOfState = {
  committed: 'fits',
  late: 'part',
  partly: 'part',
  'below-basis': 'less',
  'not-compared': 'less',
  missing: 'open',
  contradicted: 'open',
  'empty-batch': 'quiet',
  'no-entries': 'quiet',
  'not-due': 'quiet',
} as const satisfies Record<CoverState, Lane>

/** States that ask for a look, the loudest first. */
export const loudStates = [
  'contradicted',
  'missing',
  'not-compared',
  'below-basis',
  'partly',
  'late',
  'empty-batch',
] as const satisfies readonly CoverState[]

/** Part of a lane, as shares of the period: 0 <= left, left + width <= 1. */
export interface LaneMark {
  readonly left: number
  readonly width: number
}

/** Slots of a lane at most: what is drawn stays bounded over a hundred years of days. */
const laneSlots = 600

/**
 * Stretches of each lane over the whole period. With more days than slots a slot stands for several days and shows every
 * lane that any of them is in: nothing that stands out is averaged away.
 */
export function laneMarks(days: readonly CoverDay[]): Record<Lane, LaneMark[]> {
  const marks: Record<Lane, LaneMark[]> = { fits: [], part: [], less: [], open: [], quiet: [] }
  const slots = Math.min(days.length, laneSlots)
  const open = new Map<Lane, number>()
  const close = (lane: Lane, end: number) => {
    const start = open.get(lane)
    if (start === undefined) return
    open.delete(lane)
    marks[lane].push({ left: start / slots, width: (end - start) / slots })
  }
  let at = 0
  for (let slot = 0; slot < slots; slot += 1) {
    const end = Math.floor(((slot + 1) * days.length) / slots)
    const here = new Set<Lane>()
    for (; at < end; at += 1) here.add(laneOfState[(days[at] as CoverDay).state])
    for (const lane of lanes) {
      if (!here.has(lane)) close(lane, slot)
      else if (!open.has(lane)) open.set(lane, slot)
    }
  }
  for (const lane of lanes) close(lane, slots)
  return marks
}

export interface MonthRow {
  /** `2025-05`. */
  readonly month: string
  /** 31 places, by day of the month; null outside the period and past the end of the month. Places in the list of days. */
  readonly places: readonly (number | null)[]
}

export function monthRows(days: readonly CoverDay[]): MonthRow[] {
  const rows: { month: string; places: (number | null)[] }[] = []
  for (const [place, { date }] of days.entries()) {
    const month = date.slice(0, 7)
    if (rows.at(-1)?.month !== month) rows.push({ month, places: Array.from({ length: 31 }, () => null) })
    const row = rows.at(-1) as { places: (number | null)[] }
    row.places[Number(date.slice(8)) - 1] = place
  }
  return rows
}

/** Months shown at once: two years whole, a longer period a year at a time. */
export function monthsPerPage(months: number): number {
  return months <= 24 ? Math.max(1, months) : 12
}

/** Place after a key: a day to the side, the same day of a month beside it, the ends of the month. Null for other keys. */
export function placeAfterKey(rows: readonly MonthRow[], place: number, key: string): number | null {
  const at = rows.findIndex((row) => row.places.includes(place))
  const row = rows[at]
  if (row === undefined) return null
  const inMonth = row.places.filter((one) => one !== null)
  const last = rows.at(-1)?.places.findLast((one) => one !== null) ?? place
  const monthAway = (step: number): number => {
    const other = rows[at + step]
    if (other === undefined) return place
    const column = row.places.indexOf(place)
    // A shorter month ends before the column: its nearest day.
    const candidates = other.places.flatMap((one, index) =>
      one === null ? [] : [{ one, off: Math.abs(index - column) }],
    )
    return candidates.toSorted((left, right) => left.off - right.off)[0]?.one ?? place
  }
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, place - 1)
    case 'ArrowRight':
      return Math.min(last, place + 1)
    case 'ArrowUp':
      return monthAway(-1)
    case 'ArrowDown':
      return monthAway(1)
    case 'Home':
      return inMonth[0] ?? place
    case 'End':
      return inMonth.at(-1) ?? place
    default:
      return null
  }
}

/** The next day of one of the states after `place`, from the start again after the last; null when there is none. */
export function nextDayOf(days: readonly CoverDay[], states: readonly CoverState[], place: number): number | null {
  for (let step = 1; step <= days.length; step += 1) {
    const at = (place + step) % days.length
    if (states.includes((days[at] as CoverDay).state)) return at
  }
  return null
}

export interface NamedDays {
  readonly state: CoverState
  /** Neighbouring days of the state as one. */
  readonly stretches: readonly { readonly from: string; readonly to: string }[]
  readonly days: number
}

/** Days that stand out, by state, the loudest first. */
export function namedDays(days: readonly CoverDay[]): NamedDays[] {
  const runs = dayRuns(days)
  return loudStates.flatMap((state) => {
    const stretches = runs.filter((run) => run.state === state)
    return stretches.length === 0 ? [] : [{ state, stretches, days: stretches.reduce((sum, run) => sum + run.days, 0) }]
  })
}
