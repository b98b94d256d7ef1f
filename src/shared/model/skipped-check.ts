/** A check that "verify all" did not make over a source, and why: nothing is left out without being said. */
import { z } from 'zod'
import { runKindSchema } from './check-run.ts'

/**
 * What the source lacks: columns of hashes, batches, sequence numbers, a repeated statement of an old value, ids with a
 * clock, a seal of another kind. `files-not-named`: the check reads files and keys that only the user can name.
 */
const skipReasons = [
  'no-hash-columns',
  'no-batches',
  'no-sequence',
  'no-old-values',
  'no-id-clock',
  'no-seal',
  'files-not-named',
] as const
const skipReasonSchema = z.enum(skipReasons)
export type SkipReason = z.infer<typeof skipReasonSchema>

export const skippedCheckSchema = z.object({
  sourceId: z.number().int(),
  sourceName: z.string(),
  kind: runKindSchema,
  reason: skipReasonSchema,
})
export type SkippedCheck = z.infer<typeof skippedCheckSchema>
