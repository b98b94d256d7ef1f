/** What was tried to reproduce known roots, and what did. */
import { z } from 'zod'
import { leafRecipeSchema, treeProfileSchema } from './recipe.ts'

export const leafOrders = ['file', 'reversed', 'time'] as const
export const leafOrderSchema = z.enum(leafOrders)
export type LeafOrder = z.infer<typeof leafOrderSchema>

export const treeInferenceSchema = z.object({
  sourceId: z.number().int(),
  sourceName: z.string(),
  /** Batches with a known root whose entries were tried. */
  batches: z.array(z.object({ batch: z.string(), entries: z.number().int(), root: z.string() })),
  /** Batches with a known root that have no entry, or more than are tried. */
  leftOut: z.number().int(),
  /** Combinations of leaf, tree and order that were tried. */
  tried: z.number().int(),
  /** Those that give the known root of every batch. Small batches may have several. */
  found: z.array(z.object({ leaf: leafRecipeSchema, tree: treeProfileSchema, order: leafOrderSchema })),
})
export type TreeInference = z.infer<typeof treeInferenceSchema>
