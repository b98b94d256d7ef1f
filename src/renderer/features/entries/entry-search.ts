/** Filter and selected entry as they stand in the address, so that back, forward and a copied link work. */
import type { EntryFilter } from '../../../shared/ipc/payloads.ts'

export interface EntrySearch {
  readonly source?: number | undefined
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly resource?: string | undefined
  /** UTC dates, both included. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly breaks?: boolean | undefined
  /** Entry to open. */
  readonly entry?: number | undefined
}

function textOf(value: unknown): string | undefined {
  // The router reads `123` as a number; an actor may well be called that.
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function integerOf(value: unknown): number | undefined {
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

/** Hostile: an address can be pasted from anywhere. What does not fit is left out. */
export function parseEntrySearch(raw: Readonly<Record<string, unknown>>): EntrySearch {
  return {
    source: integerOf(raw['source']),
    actor: textOf(raw['actor']),
    action: textOf(raw['action']),
    resource: textOf(raw['resource']),
    from: textOf(raw['from']),
    to: textOf(raw['to']),
    breaks: raw['breaks'] === true || raw['breaks'] === 'true' ? true : undefined,
    entry: integerOf(raw['entry']),
  }
}

const dayMicros = 86_400_000_000

/** Midnight UTC of a date in microseconds; null when it is no date. */
export function microsFromDate(date: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return null
  const ms = Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(ms) ? null : ms * 1000
}

/** The filter of a search; dates become a half-open range of microseconds. */
export function filterFromSearch(search: EntrySearch): EntryFilter {
  const from = search.from === undefined ? null : microsFromDate(search.from)
  const to = search.to === undefined ? null : microsFromDate(search.to)
  return {
    ...(search.source === undefined ? {} : { sourceId: search.source }),
    ...(search.actor === undefined || search.actor === '' ? {} : { actor: search.actor }),
    ...(search.action === undefined || search.action === '' ? {} : { action: search.action }),
    ...(search.resource === undefined || search.resource === '' ? {} : { resource: search.resource }),
    ...(from === null ? {} : { fromMicros: from }),
    ...(to === null ? {} : { toMicros: to + dayMicros }),
    ...(search.breaks === true ? { breaksOnly: true } : {}),
  }
}

/** Whether anything but the source narrows the view. */
export function isFiltered(filter: EntryFilter): boolean {
  return Object.keys(filter).some((key) => key !== 'sourceId')
}
