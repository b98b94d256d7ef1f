/** Why rows of a chain do not recompute: groups of rows with one named cause each. Plain data for screen, CLI, PDF and JSON. */
import { z } from 'zod'
import { recipeSchema } from './recipe.ts'

/** Stable codes; the sentences are in the text catalogue under `residue`. */
export const residueCauses = [
  /** Names of nested objects stood in another order when they were hashed. */
  'member-order-lost',
  /** A time was hashed with digits that the export no longer has. */
  'time-precision-lost',
  /** Rows are listed by a time that is too coarse to order them. */
  'order-by-coarse-time',
  /** The hash covers nested values only in part. */
  'nested-not-hashed',
  /** Values were blanked, and an entry of the log itself states it. */
  'erased-with-receipt',
  /** Values are blank, the stored hash is that of the values before. */
  'content-blanked',
  /** A stretch of a keyed chain does not recompute with the key that fits the rest. */
  'other-key',
  /** Numbers or characters were written otherwise when they were hashed. */
  'values-rewritten',
  /** Another serialisation reproduces these rows. */
  'form-differs',
  /** Another algorithm reproduces these rows. */
  'algorithm-changed',
  /** Rows from before the chain began: they have no hash. */
  'before-the-chain',
  /** Rows without a usable hash that stand inside the chain. */
  'hash-missing',
  /** The recipe of the documentation reproduces nothing, another one does. */
  'documented-differs',
  /** The content of the row differs from what was hashed; nothing around it does. */
  'content-differs',
  /** Nothing that was tried reproduces these rows. */
  'no-cause-found',
] as const
export const residueCauseSchema = z.enum(residueCauses)
export type ResidueCause = z.infer<typeof residueCauseSchema>

export const residueGroupSchema = z.object({
  cause: residueCauseSchema,
  /** Rows with this cause. */
  rows: z.number().int(),
  /** 0-based positions of the first and last of them in the source. */
  first: z.number().int(),
  last: z.number().int(),
  /** True when all rows between the two have this cause. */
  contiguous: z.boolean(),
  /** First rows with their stored hash (expected) and what the row hashes to under the recipe (actual); null where there is none. */
  examples: z.array(
    z.object({ index: z.number().int(), expected: z.string().nullable(), actual: z.string().nullable() }),
  ),
  /** What the sentence of the cause says: names, counts, before and after. */
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Recipe that reproduces these rows; null when none does, or the recipe language cannot say it. */
  recipe: recipeSchema.nullable(),
  /** Names of the record's fields concerned, in the record's order. */
  fields: z.array(z.string()),
})
export type ResidueGroup = z.infer<typeof residueGroupSchema>
