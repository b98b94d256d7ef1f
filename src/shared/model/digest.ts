/** Branded digests and ids, so that a digest of one thing is never passed where another is meant. */
import { z } from 'zod'

export type Sha256Hex = string & { readonly brand: 'sha256-hex' }

/** Lower-case hex, 64 digits. */
export const sha256HexSchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform((text) => text as Sha256Hex)

/** Lower-case hex of any even length, without 0x. */
export const hexSchema = z.string().regex(/^(?:[0-9a-f]{2})*$/)

/** 64-bit and larger integers cross every boundary as decimal text. */
export const decimalSchema = z.string().regex(/^-?(?:0|[1-9][0-9]*)$/)

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
