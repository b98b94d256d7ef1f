/** Branded ids, so that an id of one thing is never passed where another is meant, and the one schema of times. */
import { z } from 'zod'

/** Integer microseconds since 1970-01-01T00:00:00Z; exact in a number until the year 2255. */
export const microsSchema = z.number().int()

export type SourceId = number & { readonly brand: 'source' }
export type EntryId = number & { readonly brand: 'entry' }

/** Entries of one source have consecutive ids from `sourceId * 2^32`; 2^21 sources fit into an exact number. */
export const entriesPerSource = 2 ** 32

export function entryIdFrom(sourceId: number, index: number): EntryId {
  return (sourceId * entriesPerSource + index) as EntryId
}

export function sourceOfEntry(entryId: number): SourceId {
  return Math.floor(entryId / entriesPerSource) as SourceId
}

export function indexOfEntry(entryId: number): number {
  return entryId % entriesPerSource
}
