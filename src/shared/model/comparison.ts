/** What differs between two exports of one log, record by record. The schema is that of `--json` too. */
import { z } from 'zod'
import { entryFieldSchema } from './profile.ts'
import { microsSchema } from './digest.ts'

/** What rows of the two exports were matched by. */
export const matchKeys = ['event-id', 'sequence', 'record'] as const
export const matchKeySchema = z.enum(matchKeys)
export type MatchKey = z.infer<typeof matchKeySchema>

/**
 * How mapped values were compared: `text` to the letter with their state; `meaning` between different forms, where times
 * are instants, JSON is its names and values, and absent, null and empty are one state.
 */
export const valueRules = ['text', 'meaning'] as const
export const valueRuleSchema = z.enum(valueRules)
export type ValueRule = z.infer<typeof valueRuleSchema>

export const comparedRowSchema = z.object({
  entryId: z.number().int(),
  line: z.number().int(),
  /** Event id, sequence or `record`, with its value, masked and cut at 256 characters. */
  matchedBy: matchKeySchema,
  key: z.string(),
  occurredAt: z.string().nullable(),
  /** True when its time lies outside the span of the other export. */
  outside: z.boolean(),
})
export type ComparedRow = z.infer<typeof comparedRowSchema>

export const changedRowSchema = z.object({
  left: comparedRowSchema,
  right: comparedRowSchema,
  /** Texts masked and cut at 1,024 characters; a value that is not there says its state instead. */
  fields: z.array(z.object({ field: entryFieldSchema, left: z.string(), right: z.string() })),
})
export type ChangedRow = z.infer<typeof changedRowSchema>

const sideSchema = z.object({
  sourceId: z.number().int(),
  name: z.string(),
  /** Name of the format it was read as. */
  format: z.string(),
  sha256: z.string(),
  entries: z.number().int(),
  rejected: z.number().int(),
  firstMicros: microsSchema.nullable(),
  lastMicros: microsSchema.nullable(),
  /** Rows that another row of the same export shares its key with. */
  repeatedKeys: z.number().int(),
})

export const comparisonSchema = z.object({
  left: sideSchema,
  right: sideSchema,
  comparedBy: valueRuleSchema,
  /** Rows of the left export by what they were matched by. */
  matchedBy: z.record(matchKeySchema, z.number().int()),
  /** Matched rows: the same bytes; the same in every mapped field, other bytes; another value in a mapped field. */
  same: z.number().int(),
  sameOtherBytes: z.number().int(),
  changed: z.number().int(),
  /** Rows of the left export only / of the right one only, and of those the ones outside the other's span of time. */
  removed: z.number().int(),
  removedOutside: z.number().int(),
  added: z.number().int(),
  addedOutside: z.number().int(),
  /** Matched rows that stand in another order: the fewest that must be taken away for the rest to agree. */
  moved: z.number().int(),
  /** Every changed row is counted under each field that differs. */
  changedFields: z.array(z.object({ field: entryFieldSchema, rows: z.number().int() })),
  /** First rows of each kind in the order of the left export (added: of the right one). */
  listed: z.object({
    changed: z.array(changedRowSchema),
    removed: z.array(comparedRowSchema),
    added: z.array(comparedRowSchema),
    moved: z.array(comparedRowSchema),
  }),
  /** Sentences for a workpaper. */
  statement: z.array(z.string()),
})
export type Comparison = z.infer<typeof comparisonSchema>

export const storedComparisonSchema = z.object({
  comparisonId: z.number().int(),
  atMicros: microsSchema,
  toolVersion: z.string(),
  result: comparisonSchema,
})
export type StoredComparison = z.infer<typeof storedComparisonSchema>
