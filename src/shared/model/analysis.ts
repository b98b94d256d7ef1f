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
  /** Record fields that the rule needs and no entry of the source has; empty unless `not-testable`. */
  missing: z.array(z.string()),
  /** Entries the rule's condition applied to / entries seen. */
  tested: z.number().int(),
  population: z.number().int(),
  parameters: z.record(z.string(), z.string()),
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
})
export type Coverage = z.infer<typeof coverageSchema>

/** One entry touched by an erasure, with its fields before and after. */
export const erasureRowSchema = z.object({
  pointer: pointerSchema,
  role: z.enum(['actor', 'object', 'both']),
  changes: z.array(z.object({ path: z.string(), before: z.string(), after: z.string() })),
})
export type ErasureRow = z.infer<typeof erasureRowSchema>
