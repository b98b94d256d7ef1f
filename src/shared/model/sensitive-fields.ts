/** Sensitive values of a source's records, counted by kind and field. */
import { z } from 'zod'
import { microsSchema } from './digest.ts'

export const sensitiveKindSchema = z.enum(['pan', 'sad', 'secret', 'national-id'])

export const sensitiveFieldsSchema = z.object({
  sourceId: z.number().int(),
  countedAtMicros: microsSchema,
  /** Version of the issuer table that card numbers were judged by. */
  iinTable: z.string(),
  /** Records looked at, and those with at least one value. */
  records: z.number().int(),
  recordsWithHits: z.number().int(),
  /** Rejected stretches looked at, as raw bytes; their values stand under the field `(rejected)`. */
  rejected: z.number().int(),
  /** By kind and field, most first. `field` is a dotted path; `*` stands for the positions of a list. */
  fields: z.array(
    z.object({
      kind: sensitiveKindSchema,
      rule: z.string(),
      field: z.string(),
      /** Something beside the form speaks for it; the form alone. */
      likely: z.number().int(),
      possible: z.number().int(),
      /** Line of the first record with one. */
      firstLine: z.number().int(),
    }),
  ),
  /** Values in fields beyond the number that is listed; they are counted in no line above. */
  unlisted: z.number().int(),
})
export type SensitiveFields = z.infer<typeof sensitiveFieldsSchema>
