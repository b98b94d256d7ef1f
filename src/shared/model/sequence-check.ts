/** Sequence numbers of one source, per what they are counted for: gaps, repeats, steps back, times against numbers. */
import { z } from 'zod'
import { sequenceTestSchema } from './analysis.ts'
import { microsSchema } from './digest.ts'
import { controlResultSchema, reasonSchema, verdictSchema } from './verdict.ts'

/** An entry whose time is before that of an entry with a lower number. Times are microseconds since 1970 UTC. */
export const timeInversionSchema = z.object({
  sequence: z.string(),
  line: z.number().int(),
  micros: microsSchema,
  /** The latest entry with a lower number. */
  previousSequence: z.string(),
  previousMicros: microsSchema,
  byMicros: z.number().int(),
})
export type TimeInversion = z.infer<typeof timeInversionSchema>

export const timeOrderSchema = z.object({
  /** `too-large`: the file is not in the order of its numbers and too large to be put into it. */
  state: z.enum(['in-order', 'inversions', 'no-times', 'too-large']),
  /** Entries with a number and a time, each compared with the latest of those with lower numbers. */
  compared: z.number().int(),
  /** Equal times are in order. */
  inversions: z.number().int(),
  beyondTolerance: z.number().int(),
  largestMicros: z.number().int(),
  /** First ones beyond the tolerance, in the order of their numbers. */
  examples: z.array(timeInversionSchema),
})
export type TimeOrder = z.infer<typeof timeOrderSchema>

export const scopedSequenceSchema = z.object({
  /** Values of the scope's fields, masked and cut at 256 characters; empty where the whole source is one scope. */
  scope: z.array(z.string()),
  test: sequenceTestSchema,
  timeOrder: timeOrderSchema,
})
export type ScopedSequence = z.infer<typeof scopedSequenceSchema>

export const sequenceResultSchema = z.object({
  kind: z.literal('sequence'),
  sourceId: z.number().int(),
  sourceName: z.string(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  /** The test itself: an order of times that goes back is an exception and lowers no verdict. */
  result: controlResultSchema,
  /** Record fields that the numbers are counted for; empty: one count over the source. */
  scopeFields: z.array(z.string()),
  toleranceMicros: z.number().int().nonnegative(),
  /** Most entries put into the order of their numbers. */
  sortLimit: z.number().int(),
  scopes: z.number().int(),
  entries: z.number().int(),
  rejected: z.number().int(),
  /** Entries of scopes past the limit of scopes: not tested. */
  untestedEntries: z.number().int(),
  withoutSequence: z.number().int(),
  unreadable: z.number().int(),
  /** Over all scopes. `missing` is exact. */
  missing: z.string(),
  gapCount: z.number().int(),
  duplicateCount: z.number().int(),
  regressionCount: z.number().int(),
  undecided: z.number().int(),
  timeOrder: timeOrderSchema,
  /** Scopes with an exception first, then in the order of the file; all are counted. */
  listed: z.array(scopedSequenceSchema),
})
export type SequenceResult = z.infer<typeof sequenceResultSchema>
