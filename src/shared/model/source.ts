/** Sources, records and the receipt of an import. */
import { z } from 'zod'
import { completenessSchema, verdictSchema } from './verdict.ts'
import { microsSchema } from './digest.ts'

/** Id of a format: the name of its folder. Which there are, `formats.list` answers. */
export const formatIdSchema = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
export type FormatId = z.infer<typeof formatIdSchema>

/**
 * What a stretch of a source's bytes is. The four kinds tile the source with no hole and no overlap.
 * `framing` is everything that belongs to the format and not to a record: terminators, brackets, separators,
 * headers, DDL, comments.
 */
export const tileKinds = ['record', 'rejected', 'blank', 'framing'] as const
export const tileKindSchema = z.enum(tileKinds)
export type TileKind = z.infer<typeof tileKindSchema>

export const rejectReasons = [
  'json-syntax',
  'json-not-an-object',
  'invalid-utf8',
  'too-long',
  'too-deep',
  'truncated',
  'wrong-column-count',
  'csv-quote',
  'bad-escape',
  'syntax',
  'unsupported',
] as const
export const rejectReasonSchema = z.enum(rejectReasons)
export type RejectReason = z.infer<typeof rejectReasonSchema>

export const rejectedRecordSchema = z.object({
  sourceId: z.number().int(),
  /** 1-based physical line on which the range starts. */
  line: z.number().int().positive(),
  byteStart: z.number().int().nonnegative(),
  byteLength: z.number().int().positive(),
  reason: rejectReasonSchema,
  message: z.string(),
  /** The bytes, invalid UTF-8 shown as U+FFFD, cut at 4,096 characters. */
  text: z.string(),
})

const countPairSchema = z.object({ likely: z.number().int(), possible: z.number().int() })
/** Sensitive data by kind: `likely` has something beside its form that speaks for it, `possible` the form alone. */
export const sensitiveCountsSchema = z.object({
  pan: countPairSchema,
  sad: countPairSchema,
  secret: countPairSchema,
  'national-id': countPairSchema,
})
export type SensitiveCounts = z.infer<typeof sensitiveCountsSchema>

/** What an import does with a source that holds card data: leave its bytes where they are, or keep them redacted. */
export const sensitiveModes = ['reference', 'redact', 'none'] as const
export const sensitiveModeSchema = z.enum(sensitiveModes)
export type SensitiveMode = z.infer<typeof sensitiveModeSchema>

export const receiptSchema = z.object({
  bytes: z.number().int().nonnegative(),
  sha256: z.string(),
  /** Physical records: accepted + rejected + blank. */
  physical: z.number().int().nonnegative(),
  accepted: z.number().int().nonnegative(),
  rejected: z.number().int().nonnegative(),
  blank: z.number().int().nonnegative(),
  /** Bytes per tile kind; they add up to `bytes`. */
  tileBytes: z.record(tileKindSchema, z.number().int().nonnegative()),
  /** True when the last record had no terminator or the format's end marker is missing. */
  truncated: z.boolean(),
  sensitive: sensitiveCountsSchema.optional(),
  /** How card data was dealt with; absent where none was found. `none`: the user said that the numbers are no cards. */
  sensitiveMode: sensitiveModeSchema.optional(),
  /** Places redacted, and the verdict on the chain while the bytes were still whole. */
  redaction: z.object({ places: z.number().int(), verdictBefore: verdictSchema.nullable() }).optional(),
  /** Codes that a format explains itself carry their sentence; `incomplete` means that the export says it is not whole. */
  notes: z.array(
    z.object({
      code: z.string(),
      count: z.number().int().nonnegative(),
      detail: z.string().optional(),
      text: z.string().optional(),
      incomplete: z.boolean().optional(),
    }),
  ),
})
export type ImportReceipt = z.infer<typeof receiptSchema>
export type ReceiptNote = ImportReceipt['notes'][number]

export const sourceSummarySchema = z.object({
  sourceId: z.number().int(),
  name: z.string(),
  format: formatIdSchema,
  formatName: z.string(),
  profileId: z.string(),
  profileName: z.string(),
  importedAtMicros: microsSchema,
  receipt: receiptSchema,
  firstMicros: microsSchema.nullable(),
  lastMicros: microsSchema.nullable(),
  firstSequence: z.string().nullable(),
  lastSequence: z.string().nullable(),
  /** Worst integrity verdict of the last run of each kind; null when nothing was run. */
  verdict: verdictSchema.nullable(),
  completeness: completenessSchema,
  /** Codes of why the rung is no higher (`completeness-ladder.ts`); `gap` when one says that something is missing. */
  completenessStops: z.array(z.string()),
  completenessGap: z.boolean(),
  /** After an import: sources that look like another export of the same period. */
  comparableWith: z.array(z.object({ sourceId: z.number().int(), name: z.string() })).optional(),
  hasChain: z.boolean(),
  hasBatches: z.boolean(),
})
export type SourceSummary = z.infer<typeof sourceSummarySchema>

/** Four states of a value. */
export const valueStates = ['present', 'absent', 'null', 'empty', 'unparseable'] as const
export type ValueState = (typeof valueStates)[number]
