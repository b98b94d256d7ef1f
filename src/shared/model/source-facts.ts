/**
 * What a person states about a source: where it came from, how it was exported, what it should add up to. None of it can
 * be read from the bytes; what can be compared with them (the totals) is, and the result is kept beside the statement.
 */
import { z } from 'zod'
import { microsSchema } from './digest.ts'

/** Points of the sheet that only a person can state, in its order. */
export const sourceFactNames = [
  'system',
  'environment',
  'stream',
  'owner',
  'exporter',
  'exportedAt',
  'authorisedBy',
  'query',
  'filter',
  'queryAuthor',
  'queryChanged',
  'transferFrom',
  'transferTo',
  'transferAt',
  'transferMedium',
  'sha256Before',
  'externalOrigin',
  'externalHandling',
  'externalChange',
  'externalControls',
] as const
export const sourceFactNameSchema = z.enum(sourceFactNames)
export type SourceFactName = z.infer<typeof sourceFactNameSchema>

/** A query may be long; nothing that a person types is longer. */
const statement = z.string().min(1).max(20_000)

/** `observed`: the auditor saw it in the source system. `independent`: from somebody other than the exporter. */
export const totalOrigins = ['exporter', 'independent', 'observed'] as const
export const totalOriginSchema = z.enum(totalOrigins)
export type TotalOrigin = z.infer<typeof totalOriginSchema>

export const controlTotalSchema = z.object({
  measure: z.enum(['count', 'sum', 'min', 'max']),
  /** Entry field or name in the record; none for a count. */
  field: z.string().min(1).max(500).optional(),
  /** As it was obtained: a decimal number for counts and sums, any text for the smallest and greatest id. */
  value: z.string().min(1).max(500),
  obtained: totalOriginSchema,
  /** How, from whom and when it was obtained. */
  how: statement,
})
export type ControlTotal = z.infer<typeof controlTotalSchema>

export const checkedTotalSchema = controlTotalSchema.extend({
  /** The same of the imported records; null when it could not be formed. */
  imported: z.string().nullable(),
  result: z.enum(['equal', 'differs', 'not-comparable']),
  /** Records whose value was absent / could not be read as a number. */
  absent: z.number().int(),
  unreadable: z.number().int(),
})
export type CheckedTotal = z.infer<typeof checkedTotalSchema>

export const sourceFactsSchema = z.object({
  /** 1 for the first statement; every change is kept as a further version. */
  version: z.number().int().positive(),
  statedAtMicros: microsSchema,
  statedBy: z.string(),
  facts: z.partialRecord(sourceFactNameSchema, z.string()),
  totals: z.array(checkedTotalSchema),
})
export type SourceFacts = z.infer<typeof sourceFactsSchema>

/** Changes to what was stated: a text sets a point, null clears it. A total replaces the one of its measure, field and origin. */
export const factChangesSchema = z.object({
  facts: z.partialRecord(sourceFactNameSchema, statement.nullable()).optional(),
  totals: z.array(controlTotalSchema).max(100).optional(),
  clearTotals: z.boolean().optional(),
})
export type FactChanges = z.infer<typeof factChangesSchema>
