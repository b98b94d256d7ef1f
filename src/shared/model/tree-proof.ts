/**
 * Files with a proof about a Merkle tree. They hold no record unless its leaf input was asked for. Specified in
 * `src/shared/core/merkle/README.md`.
 */
import { z } from 'zod'
import { leafRecipeSchema, treeProfileSchema } from './recipe.ts'

/** Hostile: numbers of 2^64 and less have at most 20 digits. */
const decimal = z.string().regex(/^(0|[1-9]\d{0,19})$/)
const digest = z.string().regex(/^(?:[0-9a-f]{2}){16,64}$/)
/** A path is as long as the tree is deep, twice that in a consistency proof. */
const path = z.array(digest).max(130)

const common = {
  tree: treeProfileSchema,
  leaf: leafRecipeSchema.nullable(),
  /** Name and SHA-256 of the file that the entries were imported from; null where nobody states it. */
  source: z.object({ name: z.string(), sha256: z.string() }).nullable(),
  hashes: path,
}

export const inclusionFileSchema = z.strictObject({
  proof: z.literal('assay.inclusion-proof/1'),
  ...common,
  batch: z.string().nullable(),
  /** Line of the entry in its file. */
  line: z.number().int().nullable(),
  leafHash: digest,
  /** Hex of the leaf input; null where it was left out. */
  leafInput: z
    .string()
    .regex(/^(?:[0-9a-f]{2})*$/)
    .nullable(),
  leafIndex: decimal,
  treeSize: decimal,
  root: digest,
})

export const consistencyFileSchema = z.strictObject({
  proof: z.literal('assay.consistency-proof/1'),
  ...common,
  size1: decimal,
  size2: decimal,
  root1: digest,
  root2: digest,
})

export const treeProofFileSchema = z.discriminatedUnion('proof', [inclusionFileSchema, consistencyFileSchema])
export type InclusionFile = z.infer<typeof inclusionFileSchema>
export type ConsistencyFile = z.infer<typeof consistencyFileSchema>
export type TreeProofFile = z.infer<typeof treeProofFileSchema>

/** Outcome of checking a proof file. Problems: catalogue `treeProof`. */
export const treeProofProblems = [
  'size-not-positive',
  'size-too-large',
  'index-beyond-size',
  'sizes-reversed',
  'wrong-hash-size',
  'wrong-proof-length',
  'root-differs',
  'root1-differs',
  'root2-differs',
  'leaf-differs',
  'tree-without-consistency',
] as const
export type TreeProofProblem = (typeof treeProofProblems)[number]

export interface TreeProofCheck {
  readonly holds: boolean
  readonly problem: TreeProofProblem | null
  /** Stated and recomputed value of what differs; null where nothing was recomputed. Digests as the tree writes them. */
  readonly expected: string | null
  readonly actual: string | null
}
