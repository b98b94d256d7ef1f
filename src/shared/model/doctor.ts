/**
 * Report of the Chain Doctor: which columns of a source hold hashes, which recipe reproduces them, what was tried, and
 * what would make the log verifiable. It is an inference and no verdict; `verify chain` with the recipe gives one.
 */
import { z } from 'zod'
import { digestEncodingSchema, recipeSchema } from './recipe.ts'
import { residueGroupSchema } from './residue.ts'

const count = z.number().int().nonnegative()

/** What a column that holds digests does in the chain. */
export const hashRoles = ['entry-hash', 'previous-hash', 'content-hash', 'other'] as const
export const hashColumnSchema = z.object({
  name: z.string(),
  /** How the digests are written there. */
  encoding: digestEncodingSchema.exclude(['bytes']),
  /** Length of one digest in bytes. */
  bytes: count,
  /** Records of the sample that hold one, and how many different ones. */
  rows: count,
  distinct: count,
  role: z.enum(hashRoles),
  /** Hash functions with this digest length that were tried; an HMAC of any of them looks the same. */
  algorithms: z.array(z.string()),
})
export type HashColumn = z.infer<typeof hashColumnSchema>

export const chainShapeSchema = z.object({
  entryHash: z.string(),
  /** Null: no column repeats the hash of another record. */
  previousHash: z.string().nullable(),
  /** Two-hash designs: the column whose hash covers the content; `entryHash` then covers the link. */
  contentHash: z.string().nullable(),
  /** Records of the sample whose previous hash is the entry hash of another one, of those that could be. */
  followed: count,
  of: count,
  /** What rises along the links: the profile's sequence, the place in the file, a named field, or nothing that was seen. */
  order: z.enum(['sequence', 'file', 'reverse-file', 'field', 'links']),
  orderBy: z.string().nullable(),
  scope: z.array(z.string()),
  scopeDay: z.string().nullable(),
  /** Chains that begin inside the sample. */
  chains: count,
})
export type ChainShape = z.infer<typeof chainShapeSchema>

/** What one recipe says otherwise than another; the sentences are in the catalogue. */
export const recipeAspects = [
  'algorithm',
  'mac',
  'prefix',
  'form',
  'dialect',
  'sort',
  'nested',
  'selection',
  'fields',
  'rename',
  'delimiter',
  'label',
  'length',
  'times',
  'values',
  'nulls',
  'null-text',
  'absent-text',
  'booleans',
  'member-order',
  'placement',
  'previous-encoding',
  'separator',
  'genesis',
  'entry-hash-column',
  'previous-hash-column',
  'stored-encoding',
  'scope',
  'order',
  'link',
] as const
export const recipeAspectSchema = z.enum(recipeAspects)
export type RecipeAspect = z.infer<typeof recipeAspectSchema>

export const recipeDifferenceSchema = z.object({
  aspect: recipeAspectSchema,
  /** What the two recipes say, as a person reads it; null where one says nothing. */
  left: z.string().nullable(),
  right: z.string().nullable(),
})
export type RecipeDifference = z.infer<typeof recipeDifferenceSchema>

/** A record that two recipes with the same pre-images on every sampled record would treat differently. */
export const tellingRows = [
  'time-with-other-precision',
  'non-ascii-text',
  'slash-or-angle-bracket',
  'number-not-integer',
  'nested-value',
  'null-value',
  'absent-field',
  'boolean-value',
  'field-filled',
  'other-member-order',
  'other-values',
] as const
export const tellingRowSchema = z.enum(tellingRows)
export type TellingRow = z.infer<typeof tellingRowSchema>

export const equivalentGroupSchema = z.object({
  /** In what these recipes differ from the best one. */
  aspects: z.array(recipeAspectSchema),
  /** Records that would tell them apart from it; the sample has none. */
  toldApartBy: z.array(tellingRowSchema),
  count,
  /** The simplest of them, best first, up to a bound. */
  recipes: z.array(recipeSchema),
})
export type EquivalentGroup = z.infer<typeof equivalentGroupSchema>

/** Size of the grid over one source, per dimension. */
export const triedSchema = z.object({
  /** Recipes of the grid: every one was tried, in this count each once. */
  recipes: count,
  /** Different pre-images hashed; recipes that give one pre-image are tried at once. */
  hashes: count,
  dimensions: z.record(z.string(), count),
  /** 0-based positions in the sample of the records that the grid was tried on. */
  probes: z.array(count),
  /** True when the records were so large that the grid was left before its end. */
  cut: z.boolean(),
})
export type Tried = z.infer<typeof triedSchema>

export const adviceCodes = [
  'no-hash-column',
  'too-few-rows',
  'previous-hash-not-exported',
  'no-previous-hash',
  'keyed-hash',
  'fields-not-exported',
  'number-form-lost',
  'key-order-lost',
  'precision-lost',
  'delimiter-form-lost',
  'payload-hash-only',
  'root-only',
  'hash-may-be-random',
] as const
export const adviceCodeSchema = z.enum(adviceCodes)
export type AdviceCode = z.infer<typeof adviceCodeSchema>
/** A cause why contents cannot be recomputed from this export, with the smallest change; both are sentences of the catalogue. */
export const adviceSchema = z.object({
  code: adviceCodeSchema,
  /** Values for the sentences. */
  facts: z.record(z.string(), z.string()),
})
export type Advice = z.infer<typeof adviceSchema>

const matchSchema = z.object({ matched: count, of: count })

export const documentedSchema = z.object({
  /** Id and name of the recipe as the document states it. */
  id: z.string(),
  name: z.string(),
  /** Sampled records that it reproduces. */
  matched: count,
  of: count,
  /** `left` is the documented recipe, `right` the inferred one. */
  differences: z.array(recipeDifferenceSchema),
})

export const doctorOutcomes = ['found', 'partly', 'none', 'too-few-rows', 'no-hash-column'] as const
export const doctorOutcomeSchema = z.enum(doctorOutcomes)
export type DoctorOutcome = z.infer<typeof doctorOutcomeSchema>

export const inferenceSchema = z.object({
  outcome: doctorOutcomeSchema,
  sampled: count,
  columns: z.array(hashColumnSchema),
  chain: chainShapeSchema.nullable(),
  /** Best recipe; set also when it is not called found, with what it reproduces. */
  recipe: recipeSchema.nullable(),
  /** True when the previous hash is in no column: the recipe reads it from a member that the export lacks. */
  previousImplied: z.boolean(),
  sample: matchSchema,
  /** The sample chain by chain, the largest first. */
  perChain: z.array(matchSchema.extend({ scope: z.string() })),
  /** Recipes that reproduce the same sampled records. */
  equivalents: z.object({ total: count, groups: z.array(equivalentGroupSchema) }),
  tried: triedSchema,
  documented: documentedSchema.nullable(),
  advice: z.array(adviceSchema),
})
export type Inference = z.infer<typeof inferenceSchema>

export const doctorReportSchema = inferenceSchema.extend({
  doctor: z.literal('assay.doctor/1'),
  sourceId: z.number().int(),
  sourceName: z.string(),
  recipeHash: z.string().nullable(),
  /** The best recipe over all records of the source; null when none was found. */
  confirmed: z
    .object({
      entries: count,
      matched: count,
      mismatch: count,
      notRecomputable: count,
      links: z.record(z.string(), count),
      chains: count,
    })
    .nullable(),
  /** Why records do not recompute under the best recipe, group by group; over so many records from the first on. */
  residue: z.array(residueGroupSchema),
  residueRows: count,
  /** True when the bound on this work was reached before its end: a cause may be missing, and records may be untried. */
  residueCut: z.boolean().optional(),
})
export type DoctorReport = z.infer<typeof doctorReportSchema>

export const storedDoctorReportSchema = z.object({
  doctorId: z.number().int(),
  atMicros: z.number().int(),
  toolVersion: z.string(),
  parameters: z.object({ sample: count, documented: z.string().nullable() }),
  report: doctorReportSchema,
})
export type StoredDoctorReport = z.infer<typeof storedDoctorReportSchema>
