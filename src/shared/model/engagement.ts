/** The engagement: one audit, matter or request; one `*.assay` file. */
import { z } from 'zod'
import { runKindSchema } from './check-run.ts'
import { completenessSchema, verdictSchema } from './verdict.ts'
import { microsSchema } from './digest.ts'
import { sensitiveModeSchema } from './source.ts'

export const frameworks = ['soc2', 'pci', 'sox'] as const
export const frameworkSchema = z.enum(frameworks)
export type Framework = z.infer<typeof frameworkSchema>

export const periodSchema = z.object({
  /** UTC dates, both included. */
  from: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  to: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
})
export type Period = z.infer<typeof periodSchema>

export const engagementSchema = z.object({
  engagementId: z.string(),
  name: z.string(),
  period: periodSchema,
  frameworks: z.array(frameworkSchema),
  createdAtMicros: microsSchema,
  fileName: z.string(),
  readOnly: z.boolean(),
})
export type Engagement = z.infer<typeof engagementSchema>

/** Last run of a check beside chain, roots and anchors. One that found nothing to be about is in no total. */
const furtherCellSchema = z.object({
  kind: runKindSchema,
  runId: z.number().int(),
  sourceName: z.string(),
  verdict: verdictSchema,
  n: z.number().int(),
  m: z.number().int(),
  applies: z.boolean(),
})
export type FurtherCell = z.infer<typeof furtherCellSchema>

/** Source by check, for the overview. A null cell means the check does not apply to the source. */
export const overviewSchema = z.object({
  engagement: engagementSchema,
  entries: z.number().int(),
  verdict: verdictSchema,
  matrix: z.array(
    z.object({
      sourceId: z.number().int(),
      sourceName: z.string(),
      chain: z.object({ verdict: verdictSchema, n: z.number().int(), m: z.number().int() }).nullable(),
      merkle: z.object({ verdict: verdictSchema, n: z.number().int(), m: z.number().int() }).nullable(),
      anchors: z.object({ verdict: verdictSchema, n: z.number().int(), m: z.number().int() }).nullable(),
      /** `gap` when something of the source is known to be missing or unread; null says nothing either way. */
      completeness: z.object({
        verdict: z.literal('gap').nullable(),
        rung: completenessSchema,
        stops: z.array(z.string()),
      }),
      further: z.array(furtherCellSchema).optional(),
    }),
  ),
  /** Checks over files that were never imported. */
  outside: z.array(furtherCellSchema).optional(),
  findings: z.number().int(),
  rejected: z.number().int(),
  /** Sources in which card data, secrets or identity numbers were found: how many, and what was done about card data. */
  sensitive: z
    .array(
      z.object({
        sourceId: z.number().int(),
        sourceName: z.string(),
        likely: z.number().int(),
        possible: z.number().int(),
        mode: sensitiveModeSchema.nullable(),
      }),
    )
    .optional(),
})
export type Overview = z.infer<typeof overviewSchema>

export const custodyEventSchema = z.object({
  sequence: z.number().int(),
  atMicros: microsSchema,
  actor: z.string(),
  action: z.string(),
  details: z.record(z.string(), z.unknown()),
  previousHash: z.string(),
  entryHash: z.string(),
})
export type CustodyEvent = z.infer<typeof custodyEventSchema>
