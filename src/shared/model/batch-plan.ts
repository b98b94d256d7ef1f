/** How the entries of a source are put into batches, and what somebody states about each batch. */
import { z } from 'zod'
import { leafRecipeSchema, treeProfileSchema } from './recipe.ts'

/** Batches of one source, at most: each keeps the waiting hashes of its tree in memory. */
export const mostBatches = 100_000
/** Stated batches in one list, at most. */
export const mostStatements = 10_000

export const batchPlanSchema = z.discriminatedUnion('by', [
  /** By the UTC day of the entry's time; the name is the date. */
  z.strictObject({ by: z.literal('utc-day') }),
  /** So many entries each, in file order; the name is 1, 2, 3 and so on. */
  z.strictObject({ by: z.literal('count'), entries: z.number().int().min(1).max(1_000_000_000) }),
  /** By the value of a field of the record; the name is that value. Entries without it are in no batch. */
  z.strictObject({ by: z.literal('field'), field: z.string().min(1).max(200) }),
  /** By the list of statements, each with the first and the last entry of its batch. */
  z.strictObject({ by: z.literal('ranges') }),
])
export type BatchPlan = z.infer<typeof batchPlanSchema>

/** One row of a list of batches. `assay verify merkle --batch-list` reads NDJSON or a JSON array of them. */
const batchStatementSchema = z.strictObject({
  batch: z.string().min(1).max(200),
  /** First and last entry, counted from 1 in file order; for `ranges`. */
  from: z.number().int().min(1).optional(),
  to: z.number().int().min(1).optional(),
  /** Hex with or without 0x, as the tree's digests are written. */
  root: z
    .string()
    .regex(/^(0x)?[0-9a-fA-F]{32,128}$/)
    .optional(),
  count: z.number().int().nonnegative().optional(),
  first_timestamp: z.string().max(200).optional(),
  last_timestamp: z.string().max(200).optional(),
})
export type BatchStatement = z.infer<typeof batchStatementSchema>

export const batchListSchema = z.array(batchStatementSchema).max(mostStatements)

/** What a Merkle check does otherwise than the source's profile says. Leaf and tree by the id of a shipped one, or whole. */
export const merkleChoiceSchema = z.strictObject({
  leaf: z.union([z.string(), leafRecipeSchema]).optional(),
  tree: z.union([z.string(), treeProfileSchema]).optional(),
  batches: batchPlanSchema.optional(),
  statements: batchListSchema.optional(),
})
export type MerkleChoice = z.infer<typeof merkleChoiceSchema>
