/** Results of the first analysis: rules, fill rates, coverage. */
import { z } from 'zod'
import { pointerSchema } from './entry.ts'
import { severitySchema } from './finding.ts'
import { microsSchema } from './digest.ts'

/** Guide A's anomaly rules. */
export const ruleIds = ['1a', '1b', '2', '3a', '3b', '4', '5'] as const
export const ruleIdSchema = z.enum(ruleIds)
export type RuleId = z.infer<typeof ruleIdSchema>

/** `as-written` reproduces the printed code, `strict` its stated intent. */
export const ruleModes = ['as-written', 'strict'] as const
export const ruleModeSchema = z.enum(ruleModes)
export type RuleMode = z.infer<typeof ruleModeSchema>

export const ruleHitSchema = z.object({
  pointer: pointerSchema,
  occurredAtMicros: microsSchema.nullable(),
  /** Context the rule keeps, for example `user_id` and `count`; values as text. */
  context: z.record(z.string(), z.string()),
})
export type RuleHit = z.infer<typeof ruleHitSchema>

export const ruleResultSchema = z.object({
  rule: ruleIdSchema,
  name: z.string(),
  mode: ruleModeSchema,
  severity: severitySchema,
  result: z.enum(['no-exception-noted', 'exception-noted', 'not-testable']),
  /** Record fields that the rule needs and no entry of the source has, or `population` when no entry is of the rule's kind; empty unless `not-testable`. */
  missing: z.array(z.string()),
  /** Entries the rule's condition applied to / entries seen. */
  tested: z.number().int(),
  population: z.number().int(),
  /** Of `tested`: entries that lack a value the rule reads, so that it could say nothing about them. */
  unjudged: z.number().int(),
  /** Of `tested`: entries earlier in time than the one before them in the source; counting rules only. */
  outOfOrder: z.number().int(),
  parameters: z.record(z.string(), z.string()),
  /** Every hit is counted; only the first ones, up to a parameter of the run, are kept. */
  hitCount: z.number().int(),
  hits: z.array(ruleHitSchema),
})
export type RuleResult = z.infer<typeof ruleResultSchema>

export const w5Dimensions = ['who', 'what', 'when', 'where', 'why'] as const
export const fillRateSchema = z.object({
  dimension: z.enum(w5Dimensions),
  /** Name of the requirement, for example `actor id`, `microseconds`, `role at the time`. */
  requirement: z.string(),
  result: z.enum(['measured', 'not-testable']),
  filled: z.number().int(),
  /** Entries for which the requirement applies. */
  applicable: z.number().int(),
  /** Entries of the kind the requirement is about whose amount or state is not recorded; not in `applicable`. */
  undecided: z.number().int(),
  /** Record fields looked at, or missing when `not-testable`. */
  fields: z.array(z.string()),
  /** First entries that lack the value, at most 20. */
  missing: z.array(pointerSchema),
})
export type FillRate = z.infer<typeof fillRateSchema>

export const dayCountSchema = z.object({ date: z.string(), count: z.number().int() })

export const coverageSchema = z.object({
  sourceId: z.number().int(),
  /** Every UTC day of the period (or of the source's own span when there is none), empty days included. */
  days: z.array(dayCountSchema),
  emptyDays: z.array(z.string()),
  /** Entries without a usable time. */
  untimed: z.number().int(),
  /** Entries with a time before or after the period; 0 when there is none. */
  outside: z.number().int(),
  /** True when the span was longer than the run's limit: `days` then lists only days with events, `emptyDays` none. */
  spanTooLong: z.boolean(),
})
export type Coverage = z.infer<typeof coverageSchema>

/** Sequence numbers as decimal text: they may pass 2^53. Both ends belong to the range. */
export const sequenceRangeSchema = z.object({
  from: z.string(),
  to: z.string(),
  count: z.string(),
  /** The entry after the range, whose arrival opened it. */
  pointer: pointerSchema,
})
export type SequenceRange = z.infer<typeof sequenceRangeSchema>

export const sequenceTestSchema = z.object({
  sourceId: z.number().int(),
  result: z.enum(['no-exception-noted', 'exception-noted', 'not-testable']),
  entries: z.number().int(),
  /** Entries without a sequence / with one that is no decimal integer. */
  withoutSequence: z.number().int(),
  unreadable: z.number().int(),
  lowest: z.string().nullable(),
  highest: z.string().nullable(),
  /** Missing numbers between lowest and highest, and the ranges they form; the first ranges are listed. */
  missing: z.string(),
  gapCount: z.number().int(),
  gaps: z.array(sequenceRangeSchema),
  duplicateCount: z.number().int(),
  duplicates: z.array(z.object({ sequence: z.string(), pointer: pointerSchema })),
  /** Entries whose sequence is below the one before them in the file. */
  regressionCount: z.number().int(),
  regressions: z.array(z.object({ previous: z.string(), sequence: z.string(), pointer: pointerSchema })),
  /** Neighbours in the file whose sequence rises while their time falls, or the reverse. */
  timeDisagreementCount: z.number().int(),
  firstTimeDisagreement: z
    .object({
      pointer: pointerSchema,
      previousSequence: z.string(),
      sequence: z.string(),
      previousMicros: microsSchema,
      micros: microsSchema,
    })
    .nullable(),
  /** Late numbers below the oldest gap still open when the limit of open gaps was reached: late or repeated, not known which. */
  undecided: z.number().int(),
})
export type SequenceTest = z.infer<typeof sequenceTestSchema>

export const roleChangeSchema = z.object({
  pointer: pointerSchema,
  occurredAtMicros: microsSchema.nullable(),
  change: z.enum(['granted', 'revoked']),
  /** Role or permission as the entry writes it. */
  role: z.string(),
  /** Who received or lost it / who did it; empty when the entry does not say. */
  grantee: z.string(),
  actor: z.string(),
  action: z.string(),
})
export type RoleChange = z.infer<typeof roleChangeSchema>

export const adminSeenSchema = z.object({
  actor: z.string(),
  role: z.string(),
  firstMicros: microsSchema.nullable(),
  lastMicros: microsSchema.nullable(),
  entries: z.number().int(),
})

export const adminHistorySchema = z.object({
  sourceId: z.number().int(),
  /** `not-testable` when no entry has a role, an actor's role or a role change. */
  result: z.enum(['measured', 'not-testable']),
  changeCount: z.number().int(),
  changes: z.array(roleChangeSchema),
  /** Role changes that the entry itself says did not happen. */
  failedAttempts: z.number().int(),
  /** Actors that acted with an admin role, most entries first. */
  seen: z.array(adminSeenSchema),
  /** Entries of actors beyond the limit of actors. */
  unlisted: z.number().int(),
})
export type AdminHistory = z.infer<typeof adminHistorySchema>

export const changeCountSchema = z.object({
  /** UTC month, `2025-03`; null for entries without a usable time. */
  month: z.string().nullable(),
  resourceType: z.string(),
  action: z.string(),
  count: z.number().int(),
})
export const changeCountsSchema = z.object({
  sourceId: z.number().int(),
  result: z.enum(['measured', 'not-testable']),
  /** Entries with a value before or after. */
  changes: z.number().int(),
  groups: z.array(changeCountSchema),
  /** Changes of groups beyond the limit of groups. */
  unlisted: z.number().int(),
})
export type ChangeCounts = z.infer<typeof changeCountsSchema>

/** One entry touched by an erasure, with its fields before and after. */
export const erasureRowSchema = z.object({
  pointer: pointerSchema,
  role: z.enum(['actor', 'object', 'both']),
  changes: z.array(
    z.object({
      /** Dotted path as in `EntryView.leaves`. */
      path: z.string(),
      before: z.string(),
      after: z.string(),
      /** `name` when it is a member's name, not its value, that holds the identifier. */
      target: z.enum(['value', 'name']),
      /** `whole` when the text is the identifier, `inside` when it stands in a longer text, which is kept otherwise. */
      match: z.enum(['whole', 'inside']),
    }),
  ),
})
export type ErasureRow = z.infer<typeof erasureRowSchema>
