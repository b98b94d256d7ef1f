/**
 * Merkle ladder of one entry: every level from its leaf to the root that was recomputed, and the roots that somebody
 * stated or anchored for its batch. Digests are lower-case hex as the tree profile writes them.
 */
import { z } from 'zod'
import { batchPlanSchema } from './batch-plan.ts'
import { leafRecipeSchema, treeProfileSchema } from './recipe.ts'
import { reasonSchema, rungSchema, verdictSchema } from './verdict.ts'

/** How a node goes up one level: hashed with its sibling, hashed with itself, or carried up as it is. */
export const levelJoins = ['sibling', 'itself', 'promoted'] as const
export type LevelJoin = (typeof levelJoins)[number]

const ladderLevelSchema = z.object({
  /** Node on the way from leaf to root. */
  node: z.string(),
  sibling: z.string().nullable(),
  /** Place of the sibling in the bytes that are hashed; null without one. */
  siblingSide: z.enum(['left', 'right']).nullable(),
  join: z.enum(levelJoins),
  /** What both become: the node of the next level, at last the root. */
  parent: z.string(),
})
export type LadderLevel = z.infer<typeof ladderLevelSchema>

export const treeLadderSchema = z.object({
  /** Merkle check whose leaf, tree, batches and claimed roots these are. */
  runId: z.number().int(),
  sourceId: z.number().int(),
  sourceName: z.string(),
  entryId: z.number().int(),
  /** Line of the entry in its file. */
  line: z.number().int(),
  batch: z.string(),
  batching: batchPlanSchema,
  /** What `assay proof make` is given beside the record to make the same proof; null where that takes files. */
  options: z.array(z.string()).nullable(),
  /** 1-based place of the entry among those of its batch, in file order. */
  position: z.number().int(),
  tree: treeProfileSchema,
  leaf: leafRecipeSchema,
  /** Length of the leaf input in bytes. */
  leafInputBytes: z.number().int(),
  leafHash: z.string(),
  /** 0-based place in tree order, which is another one where the tree sorts its leaves. */
  leafIndex: z.number().int(),
  treeSize: z.number().int(),
  levels: z.array(ladderLevelSchema),
  root: z.string(),
  /** Roots claimed for the batch, in claim order. */
  claimed: z.array(z.object({ root: z.string(), equal: z.boolean() })),
  /** What the last anchor check of the source said about this batch; empty where none ran or none names it. */
  anchors: z.array(
    z.object({
      runId: z.number().int(),
      transactionHash: z.string(),
      claimedRoot: z.string(),
      rung: rungSchema,
      verdict: verdictSchema,
      reason: reasonSchema.nullable(),
    }),
  ),
})
export type TreeLadder = z.infer<typeof treeLadderSchema>
