/** Check runs repeated: what came out against the run before, the history of each check, and when the next one is due. */
import { z } from 'zod'
import { checkResultSchema, checkRunSchema, runKindSchema } from './check-run.ts'
import { microsSchema } from './digest.ts'
import { verdictSchema } from './verdict.ts'

export const resultDifferenceSchema = z.object({
  /** Names and positions from the top of the result, for example `links.gap`. */
  path: z.string(),
  /** JSON texts, cut at 256 characters; `absent` where there is none. */
  before: z.string(),
  after: z.string(),
})
export type ResultDifference = z.infer<typeof resultDifferenceSchema>

export const rerunSchema = z.object({
  before: checkRunSchema,
  after: checkRunSchema,
  outcome: z.enum(['unchanged', 'changed']),
  verdictChanged: z.boolean(),
  /** Material or recipe were others than before, so that another result is no surprise. */
  parametersChanged: z.boolean(),
  /** Entries that were not plainly good are others than before. */
  breaksChanged: z.boolean(),
  differenceCount: z.number().int(),
  differences: z.array(resultDifferenceSchema),
  result: checkResultSchema,
})
export type Rerun = z.infer<typeof rerunSchema>

/** Why a run cannot be repeated from what is stored of it; `failed`: it was tried and something was not to be had. */
export const notRepeatableReasons = ['key', 'kind', 'source', 'unfinished', 'failed'] as const
export const notRepeatableSchema = z.enum(notRepeatableReasons)
export type NotRepeatable = z.infer<typeof notRepeatableSchema>

export const historyEntrySchema = z.object({
  run: checkRunSchema,
  /** Against the finished run of this check before it. */
  change: z.enum(['first', 'unchanged', 'result', 'verdict']),
  sameParameters: z.boolean(),
  sameVersion: z.boolean(),
})
export type HistoryEntry = z.infer<typeof historyEntrySchema>

export const checkHistorySchema = z.object({
  kind: runKindSchema,
  sourceId: z.number().int(),
  sourceName: z.string(),
  /** Oldest first. */
  runs: z.array(historyEntrySchema),
  notRepeatable: notRepeatableSchema.nullable(),
  /** Null without a schedule, and for what cannot be repeated. */
  dueMicros: microsSchema.nullable(),
})
export type CheckHistory = z.infer<typeof checkHistorySchema>

export const scheduleSchema = z.object({
  everyDays: z.number().int().min(1).max(3660),
  onOpen: z.boolean(),
})
export type Schedule = z.infer<typeof scheduleSchema>

export const scheduleStateSchema = z.object({
  schedule: scheduleSchema.nullable(),
  /** When the first of the checks is due; null without a schedule or without a run to repeat. */
  nextMicros: microsSchema.nullable(),
  dueRuns: z.array(z.number().int()),
})
export type ScheduleState = z.infer<typeof scheduleStateSchema>

export const dueResultSchema = z.object({
  reruns: z.array(rerunSchema),
  notRepeated: z.array(
    z.object({ runId: z.number().int(), reason: notRepeatableSchema, message: z.string().nullable() }),
  ),
  nextMicros: microsSchema.nullable(),
  overall: verdictSchema.nullable(),
})
export type DueResult = z.infer<typeof dueResultSchema>
