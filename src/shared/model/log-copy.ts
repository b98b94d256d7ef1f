/** Result of checking a copy of a transparency log. */
import { z } from 'zod'
import { proofJudgementSchema } from './proof.ts'
import { verdictSchema } from './verdict.ts'

export const logCopyResultSchema = z.object({
  /** The checkpoint of the copy, then those that were kept before, in the order given. */
  checkpoints: z.array(proofJudgementSchema.extend({ file: z.string(), sha256: z.string() })),
  overall: verdictSchema,
})
export type LogCopyResult = z.infer<typeof logCopyResultSchema>
