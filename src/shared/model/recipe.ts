/**
 * Recipes: how the hash of a chained entry, or a Merkle leaf, was computed. The language is specified in
 * `src/shared/core/chain/README.md`, well enough to re-implement it; this file is its schema.
 */
import { z } from 'zod'

export const hashAlgorithms = [
  'sha256',
  'sha384',
  'sha512',
  'sha1',
  'md5',
  'sha3-256',
  'sha3-512',
  'keccak256',
  'blake2b-256',
  'blake3',
] as const
export const algorithmSchema = z.enum(hashAlgorithms)
export type HashAlgorithm = z.infer<typeof algorithmSchema>

/** Collisions can be made for these: a chain over them shows no more than accidental change. */
export const weakAlgorithms: ReadonlySet<HashAlgorithm> = new Set<HashAlgorithm>(['sha1', 'md5'])

/** Text form of digests; `bytes` only inside pre-images. */
export const digestEncodings = ['hex', 'hex-upper', '0x-hex', 'base64', 'bytes'] as const
export const digestEncodingSchema = z.enum(digestEncodings)
export type DigestEncoding = z.infer<typeof digestEncodingSchema>

/** The bytes that stand for the record's content. */
export const canonicalSchema = z.discriminatedUnion('form', [
  /** The record's own bytes, the excluded members cut out of the JSON text. */
  z.strictObject({ form: z.literal('raw-minus-fields'), exclude: z.array(z.string()).default([]) }),
  /** `JSON.stringify` of the parsed record: member order kept, no white space (ECMA-262). */
  z.strictObject({
    form: z.literal('json-stringify'),
    exclude: z.array(z.string()).default([]),
    include: z.array(z.string()).optional(),
  }),
  /** RFC 8785, JSON Canonicalization Scheme. */
  z.strictObject({
    form: z.literal('jcs'),
    exclude: z.array(z.string()).default([]),
    include: z.array(z.string()).optional(),
  }),
  /** PostgreSQL's `jsonb::text`: keys by length then bytes, `", "` and `": "` as separators, numbers as numeric. */
  z.strictObject({
    form: z.literal('pg-jsonb-text'),
    exclude: z.array(z.string()).default([]),
    include: z.array(z.string()).optional(),
  }),
  /** Values of the named fields joined by a delimiter; JSON values as they stand, strings without quotes, null as empty text. */
  z.strictObject({ form: z.literal('fields-joined'), fields: z.array(z.string()).min(1), delimiter: z.string() }),
])
export type CanonicalForm = z.infer<typeof canonicalSchema>

/** Where the previous entry's hash stands in the pre-image. */
export const placementSchema = z.enum(['none', 'inside', 'prefix', 'suffix', 'newline-joined'])
export type PreviousPlacement = z.infer<typeof placementSchema>

export const recipeSchema = z.strictObject({
  recipe: z.literal('assay.recipe/1'),
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  name: z.string(),
  algorithm: algorithmSchema,
  canonical: canonicalSchema,
  previous: z.strictObject({
    placement: placementSchema,
    encoding: digestEncodingSchema.default('hex'),
    /** Text between previous hash and content, for `prefix` and `suffix`. */
    separator: z.string().default(''),
  }),
  /** What the first entry of a scope has as previous hash. */
  genesis: z
    .strictObject({
      /** `any` where the description of the log leaves it open. */
      previous: z.enum(['zeros', 'empty', 'null', 'literal', 'any']).default('zeros'),
      literal: z.string().optional(),
    })
    .default({ previous: 'zeros' }),
  /** Names of the record's fields that hold the stored values, and how digests are written there. */
  stored: z
    .strictObject({
      entryHash: z.string().default('entry_hash'),
      previousHash: z.string().nullable().default('prev_hash'),
      encoding: z.enum(['hex', 'hex-upper', '0x-hex', 'base64']).default('hex'),
    })
    .prefault({}),
  /** Fields whose values separate independent chains in one source; empty for a single chain. */
  scope: z.array(z.string()).default([]),
  /** `sequence`: by the profile's sequence; `file`: as the records stand in the source. */
  order: z.enum(['sequence', 'file']).default('sequence'),
})
export type Recipe = z.infer<typeof recipeSchema>

/** Leaf of a Merkle tree: which bytes are hashed. */
export const leafRecipeSchema = z.object({
  recipe: z.literal('assay.leaf/1'),
  id: z.string(),
  name: z.string(),
  algorithm: algorithmSchema,
  canonical: canonicalSchema,
})
export type LeafRecipe = z.infer<typeof leafRecipeSchema>

/** How leaf hashes become a root. */
export const treeProfileSchema = z.object({
  tree: z.literal('assay.tree/1'),
  id: z.string(),
  name: z.string(),
  algorithm: algorithmSchema,
  /** Byte put before a leaf hash's input / before an inner node's input; null for none. */
  leafPrefix: z.number().int().min(0).max(255).nullable(),
  nodePrefix: z.number().int().min(0).max(255).nullable(),
  oddNode: z.enum(['promote', 'duplicate']),
  sortPairs: z.boolean(),
  sortLeaves: z.boolean(),
})
export type TreeProfile = z.infer<typeof treeProfileSchema>
