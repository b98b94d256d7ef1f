/** The sheet of information produced by the entity, for a program: what the sheet's rows say, as values. */
import { z } from 'zod'
import { sourceFactsSchema } from './source-facts.ts'
import { completenessSchema } from './verdict.ts'

export const ipeSectionSchema = z.object({
  heading: z.string(),
  rows: z.array(z.object({ label: z.string(), value: z.string() })),
})
export type IpeSection = z.infer<typeof ipeSectionSchema>

export const ipeDocumentSchema = z.object({
  schema: z.literal('assay.ipe-document/1'),
  source: z.object({
    sourceId: z.number().int(),
    name: z.string(),
    format: z.string(),
    bytes: z.number().int(),
    sha256: z.string(),
    entries: z.number().int(),
    rejected: z.number().int(),
  }),
  profile: z.object({ id: z.string(), name: z.string(), version: z.number().int(), sha256: z.string() }),
  completeness: z.object({ rung: completenessSchema, stops: z.array(z.string()), gap: z.boolean() }),
  originals: z.array(z.object({ name: z.string(), bytes: z.number().int(), sha256: z.string() })),
  /** At most 10,000. */
  members: z.array(
    z.object({
      name: z.string(),
      original: z.number().int(),
      packing: z.array(z.string()),
      bytes: z.number().int(),
      sha256: z.string(),
    }),
  ),
  rejects: z.object({
    byReason: z.array(z.object({ reason: z.string(), count: z.number().int() })),
    /** The first 1,000. */
    first: z.array(
      z.object({
        line: z.number().int(),
        byteStart: z.number().int(),
        byteLength: z.number().int(),
        reason: z.string(),
      }),
    ),
  }),
  /** What a person stated; null when nothing was. */
  stated: sourceFactsSchema.nullable(),
  /** Fill rates, field states, days, sequence, ids of one pass over the entries; null when none was made. */
  measures: z.record(z.string(), z.unknown()).nullable(),
})
export type IpeDocument = z.infer<typeof ipeDocumentSchema>
