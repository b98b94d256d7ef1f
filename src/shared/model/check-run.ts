/** Check runs: one execution of checks with its parameters, and what it found. The schema is that of `--json` too. */
import { z } from 'zod'
import { anchorVerdictSchema, beaconCheckSchema } from './anchor.ts'
import { batchPlanSchema } from './batch-plan.ts'
import { chainEndSchema } from './chain-end.ts'
import { cloudTrailResultSchema, type CloudTrailResult } from './cloudtrail.ts'
import { continuityResultSchema, type ContinuityResult } from './continuity.ts'
import { microsSchema } from './digest.ts'
import { idClockResultSchema, type IdClockResult } from './id-clock.ts'
import { sequenceResultSchema, type SequenceResult } from './sequence-check.ts'
import { proofsResultSchema, type ProofsResult } from './proof.ts'
import { sealsResultSchema, type SealsResult } from './seals.ts'
import { contentSchema, linkSchema, reasonSchema, verdictSchema } from './verdict.ts'

export const checkKinds = ['chain', 'merkle', 'anchors'] as const
export const checkKindSchema = z.enum(checkKinds)
export type CheckKind = z.infer<typeof checkKindSchema>

/** Checks that are not part of the per-source matrix of the overview. */
export const otherCheckKinds = ['cloudtrail', 'continuity', 'sequence', 'seals', 'ids', 'proofs'] as const
export const runKinds = [...checkKinds, ...otherCheckKinds] as const
export const runKindSchema = z.enum(runKinds)
export type RunKind = z.infer<typeof runKindSchema>

/** One entry whose link or content is not plainly good, with both values. */
export const chainBreakSchema = z.object({
  entryId: z.number().int(),
  line: z.number().int(),
  sequence: z.string().nullable(),
  /** Null for an entry that takes no part in the links: it has no usable hash, or none of the source states a previous one. */
  link: linkSchema.nullable(),
  content: contentSchema,
  reason: reasonSchema.nullable(),
  /** Content axis: hash recomputed from the record / hash stored in it. Null when the axis is good. */
  recomputed: z.string().nullable(),
  stored: z.string().nullable(),
  /** Link axis: stored hash of the entry before / previous hash this entry names. Null when the axis is good. */
  expectedPrevious: z.string().nullable(),
  statedPrevious: z.string().nullable(),
  /** Sequence numbers missing before this entry; `0` when none. */
  missingBefore: z.string(),
})
export type ChainBreak = z.infer<typeof chainBreakSchema>

/** A key of a keyed chain, by its id only. */
export const chainKeySchema = z.object({
  keyId: z.string(),
  /** True when the key is the file without the line end at its end: as it stands the file is another key. */
  withoutLineEnd: z.boolean(),
  entries: z.number().int(),
})

/** Consecutive entries that one key reproduces; `keyId` null where none does. */
export const chainKeyRunSchema = z.object({
  keyId: z.string().nullable(),
  entries: z.number().int(),
  firstEntryId: z.number().int(),
  lastEntryId: z.number().int(),
  firstLine: z.number().int(),
  lastLine: z.number().int(),
})

export const chainResultSchema = z.object({
  kind: z.literal('chain'),
  sourceId: z.number().int(),
  sourceName: z.string(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  recipeId: z.string().nullable(),
  recipeHash: z.string().nullable(),
  weakAlgorithm: z.boolean(),
  /** Recipes that reproduce the first entries equally well; the first is the one used. */
  equivalentRecipes: z.array(z.string()),
  entries: z.number().int(),
  contentVerified: z.number().int(),
  links: z.record(linkSchema, z.number().int()),
  contents: z.record(contentSchema, z.number().int()),
  scopes: z.number().int(),
  rejected: z.number().int(),
  sequenceDuplicates: z.number().int(),
  sequenceSkips: z.number().int(),
  /** True when the first entry names a predecessor outside the source: the chain is judged from there on. */
  startsMidChain: z.boolean(),
  firstBreak: chainBreakSchema.nullable(),
  lastBreak: chainBreakSchema.nullable(),
  breakCount: z.number().int(),
  headHash: z.string().nullable(),
  /** Whether something shows that no entries are missing at the end. */
  end: chainEndSchema,
  /** Keyed chains: the keys that were given, by id, and how many contents each reproduces. Empty: no key was given. */
  keys: z.array(chainKeySchema).optional(),
  /** Keyed chains: which key reproduces which entries, in file order; the first 200 runs of `keyRunCount`. */
  keyRuns: z.array(chainKeyRunSchema).optional(),
  keyRunCount: z.number().int().optional(),
  secondOpinion: z
    .object({ implementation: z.string(), version: z.string(), entries: z.number().int(), agrees: z.boolean() })
    .nullable(),
})
export type ChainResult = z.infer<typeof chainResultSchema>

export const batchResultSchema = z.object({
  date: z.string(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  count: z.number().int(),
  firstTimestamp: z.string().nullable(),
  lastTimestamp: z.string().nullable(),
  recomputedRoot: z.string().nullable(),
  /** Roots the export claims for this date, in claim order. */
  claimedRoots: z.array(z.string()),
  secondOpinion: z
    .object({ implementation: z.string(), version: z.string(), root: z.string(), agrees: z.boolean() })
    .nullable(),
  /** What a list of batches states about this one, where one was given. */
  stated: z
    .object({ count: z.number().int().nullable(), first: z.string().nullable(), last: z.string().nullable() })
    .optional(),
  /** Whole seconds from the end of the batch's UTC day to the time that the earliest claim asserts; negative before it. */
  claimedAfterSeconds: z.number().int().optional(),
})
export type BatchResult = z.infer<typeof batchResultSchema>

/** Properties of trees and leaves that limit what a root shows. Sentences: catalogue `treeWeakness`. */
export const treeWeaknesses = [
  'node-can-pose-as-leaf',
  'repeated-tail-keeps-root',
  'order-not-bound',
  'hash-has-collisions',
  'leaves-unsalted',
  'batch-of-one',
] as const
export const treeWeaknessSchema = z.enum(treeWeaknesses)
export type TreeWeakness = z.infer<typeof treeWeaknessSchema>

export const merkleResultSchema = z.object({
  kind: z.literal('merkle'),
  sourceId: z.number().int(),
  sourceName: z.string(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  leafRecipeId: z.string(),
  treeId: z.string(),
  entries: z.number().int(),
  batches: z.array(batchResultSchema),
  verified: z.number().int(),
  /** Days of the claims that have no entry, and days with entries that have no claim. */
  emptyBatches: z.array(z.string()),
  unanchoredDays: z.array(z.string()),
  /** What roots of this leaf and tree leave open; this and the members below are absent in results of earlier versions. */
  weaknesses: z.array(treeWeaknessSchema).optional(),
  batching: batchPlanSchema.optional(),
  /** Batches whose root was claimed later than a day after the end of their own day. */
  lateBatches: z.array(z.string()).optional(),
})
export type MerkleResult = z.infer<typeof merkleResultSchema>

export const anchorsResultSchema = z.object({
  kind: z.literal('anchors'),
  sourceId: z.number().int(),
  sourceName: z.string(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  anchors: z.array(anchorVerdictSchema),
  /** Beacon light-client data that was added; absent where there is none. */
  beacon: z.array(beaconCheckSchema).optional(),
  verified: z.number().int(),
  trustHash: z.string(),
})
export type AnchorsResult = z.infer<typeof anchorsResultSchema>

export type CheckResult =
  | ChainResult
  | MerkleResult
  | AnchorsResult
  | CloudTrailResult
  | ContinuityResult
  | SequenceResult
  | SealsResult
  | IdClockResult
  | ProofsResult
/** Its type is named: spelled out in every call of the contract it passes the compiler's limit. */
export const checkResultSchema: z.ZodType<CheckResult> = z.discriminatedUnion('kind', [
  chainResultSchema,
  merkleResultSchema,
  anchorsResultSchema,
  cloudTrailResultSchema,
  continuityResultSchema,
  sequenceResultSchema,
  sealsResultSchema,
  idClockResultSchema,
  proofsResultSchema,
])

export const checkRunSchema = z.object({
  runId: z.number().int(),
  kind: runKindSchema,
  /** 0 when the run is about no imported source. */
  sourceId: z.number().int(),
  startedAtMicros: microsSchema,
  finishedAtMicros: microsSchema.nullable(),
  state: z.enum(['running', 'finished', 'abandoned', 'faulted']),
  toolVersion: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  overall: verdictSchema.nullable(),
  /** SHA-256 of the result in canonical JSON; null for a run that did not finish. */
  resultSha256: z.string().nullable(),
  /** The run that this one repeats. */
  repeatsRun: z.number().int().nullable(),
})
export type CheckRun = z.infer<typeof checkRunSchema>
