/** Entries: records given meaning by a source profile. */
import { z } from 'zod'
import type { EntryField } from './profile.ts'
import type { ValueState } from './source.ts'
import { contentSchema, linkSchema, reasonSchema } from './verdict.ts'
import { microsSchema } from './digest.ts'

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** A value with its state. `text` is the source's own text: unquoted for strings, raw JSON for everything else. */
export interface FieldValue {
  readonly state: ValueState
  readonly text: string
  /** The parsed value; null unless `state` is `present` or `empty`. Numbers beyond 2^53 are exact only in `text`. */
  readonly value: JsonValue
}

/**
 * One entry as pure code sees it while streaming. Valid only during the call it is handed to; copy what is kept.
 */
export interface EntryView {
  readonly entryId: number
  readonly sourceId: number
  /** 0-based position among the source's accepted records, in file order. */
  readonly index: number
  /** 1-based physical line. */
  readonly line: number
  readonly byteStart: number
  readonly byteLength: number
  /** Decimal text, null where the source has no sequence. */
  readonly sequence: string | null
  /** Microseconds since 1970 UTC; null when absent or unparseable. */
  readonly occurredAtMicros: number | null
  readonly occurredAtText: string | null
  /** Value of an entry field as the source profile maps it. */
  field(name: EntryField): FieldValue
  /** Value at a path of the record itself, by the record's own names; a dot walks into nested JSON. */
  raw(path: string): FieldValue
  /** Names of the record's own top-level fields, in their order. */
  names(): readonly string[]
  /** Every text leaf of the record with its dotted path (array positions as numbers), nested JSON and JSON held inside text included. */
  leaves(visit: (path: string, text: string) => void): void
}

/** A pointer from a finding or verdict to evidence. */
export const pointerSchema = z.object({
  sourceId: z.number().int(),
  entryId: z.number().int().nullable(),
  line: z.number().int().nullable(),
  sequence: z.string().nullable(),
  byteStart: z.number().int().nullable(),
  byteLength: z.number().int().nullable(),
})
export type Pointer = z.infer<typeof pointerSchema>

export function pointerFrom(
  entry: Pick<EntryView, 'sourceId' | 'entryId' | 'line' | 'sequence' | 'byteStart' | 'byteLength'>,
): Pointer {
  return {
    sourceId: entry.sourceId,
    entryId: entry.entryId,
    line: entry.line,
    sequence: entry.sequence,
    byteStart: entry.byteStart,
    byteLength: entry.byteLength,
  }
}

/** One row of the entries grid; texts cut at 256 characters by the page query. */
export const entryRowSchema = z.object({
  entryId: z.number().int(),
  sourceId: z.number().int(),
  line: z.number().int(),
  sequence: z.string().nullable(),
  occurredAt: z.string().nullable(),
  occurredAtMicros: microsSchema.nullable(),
  actor: z.string().nullable(),
  action: z.string().nullable(),
  resourceType: z.string().nullable(),
  resourceId: z.string().nullable(),
  outcome: z.string().nullable(),
  /** Axes of the last chain check; null when none ran or the entry was not in its scope. */
  link: linkSchema.nullable(),
  content: contentSchema.nullable(),
  reason: reasonSchema.nullable(),
  entryHash: z.string().nullable(),
})
export type EntryRow = z.infer<typeof entryRowSchema>

/** Everything the inspector shows of one entry. */
export const entryDetailSchema = entryRowSchema.extend({
  byteStart: z.number().int(),
  byteLength: z.number().int(),
  /** The record's bytes as text, invalid UTF-8 as U+FFFD, cut at 65,536 characters. */
  rawText: z.string(),
  rawCut: z.boolean(),
  sha256: z.string(),
  fields: z.array(
    z.object({
      field: z.string(),
      from: z.string().nullable(),
      state: z.enum(['present', 'absent', 'null', 'empty', 'unparseable']),
      text: z.string(),
    }),
  ),
  changes: z.array(z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
})
export type EntryDetail = z.infer<typeof entryDetailSchema>
