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
  'sha224',
  'sha512-256',
  'blake2b-512',
  'blake2s-256',
] as const
export const algorithmSchema = z.enum(hashAlgorithms)
export type HashAlgorithm = z.infer<typeof algorithmSchema>

/** Collisions can be made for these: a chain over them shows no more than accidental change. */
export const weakAlgorithms: ReadonlySet<HashAlgorithm> = new Set<HashAlgorithm>(['sha1', 'md5'])

/** Text form of digests; `bytes` only inside pre-images. */
export const digestEncodings = ['hex', 'hex-upper', '0x-hex', 'base64', 'bytes'] as const
export const digestEncodingSchema = z.enum(digestEncodings)
export type DigestEncoding = z.infer<typeof digestEncodingSchema>

/** How a point in time is written in a pre-image, whatever the record writes. */
export const timeFormSchema = z.union([
  z.strictObject({
    /**
     * Digits of the second's fraction: so many (cut off, not rounded); as few as carry it and none for a whole second
     * (Go RFC3339Nano); none, three, six or nine (Java `Instant`); six, or none for a whole second (Python `isoformat`).
     */
    digits: z.enum(['0', '3', '6', '9', 'shortest', 'by-three', 'six-or-none']),
    between: z.enum(['T', ' ']).default('T'),
    zone: z.enum(['Z', '+00:00', '+0000', '+00', 'none']).default('Z'),
  }),
  /** Since 1970 in UTC, cut off; a JSON number in the JSON forms unless `as` says text. */
  z.strictObject({ epoch: z.enum(['s', 'ms', 'us', 'ns']), as: z.enum(['number', 'text']).default('number') }),
])
export type TimeForm = z.infer<typeof timeFormSchema>

/** Writers of JSON text that are not JSON.stringify: their separators, escapes, numbers and order of names differ. */
export const jsonDialects = [
  'python',
  'python-compact',
  'python-utf8',
  'python-compact-utf8',
  'php',
  'php-plain',
  'go',
  'go-plain',
  'jackson',
  'ruby',
  'pg-json',
] as const
export const jsonDialectSchema = z.enum(jsonDialects)
export type JsonDialect = z.infer<typeof jsonDialectSchema>

/** One value written otherwise than the record writes it. */
export const valueFormSchema = z.union([
  z.strictObject({
    time: timeFormSchema,
    /**
     * Last digits of the fraction that the export no longer has: every value of them is tried. An entry that one of them
     * reproduces is not recomputable from the export (`precision-lost`), but shown to be what was hashed.
     */
    lost: z.number().int().min(1).max(4).optional(),
  }),
  /** A number as a double prints (ECMA-262), or with exactly so many decimals. */
  z.strictObject({
    number: z.union([z.literal('double'), z.strictObject({ decimals: z.number().int().min(0).max(20) })]),
  }),
  /** A JSON value printed anew: as a text of its own inside joined fields. */
  z.strictObject({ json: z.enum(['json-stringify', 'jcs', 'pg-jsonb-text', ...jsonDialects]) }),
  z.strictObject({ case: z.enum(['lower', 'upper']) }),
])
export type ValueForm = z.infer<typeof valueFormSchema>

/** What the forms that parse can do with members. All optional: a recipe without them hashes as it always did. */
const memberChoices = {
  exclude: z.array(z.string()).default([]),
  include: z.array(z.string()).optional(),
  /** Names in the pre-image by names in the record. */
  rename: z.record(z.string(), z.string()).optional(),
  values: z.record(z.string(), valueFormSchema).optional(),
  /** Members whose value is null are left out, at the top level. */
  nulls: z.enum(['keep', 'omit']).optional(),
  /**
   * Orders that an export no longer has (`jsonb` forgets them): an object, at any depth, with exactly the names of one
   * of these lists is written in its order. The first list that fits counts.
   */
  memberOrder: z.array(z.array(z.string()).min(2)).optional(),
}

/** The bytes that stand for the record's content. */
export const canonicalSchema = z.discriminatedUnion('form', [
  /** The record's own bytes, the excluded members cut out of the JSON text. */
  z.strictObject({ form: z.literal('raw-minus-fields'), exclude: z.array(z.string()).default([]) }),
  /** `JSON.stringify` of the parsed record: member order kept, no white space (ECMA-262). */
  z.strictObject({
    form: z.literal('json-stringify'),
    ...memberChoices,
    /** Names sorted by UTF-16 code units: those of the record, or of every object. */
    sort: z.enum(['top', 'deep']).optional(),
    /**
     * `allow-listed`: `JSON.stringify(record, names)` with the record's own names as second argument, which drops every
     * nested member whose name is not among them. `flattened`: nested values are the text `[object Object]`.
     */
    nested: z.enum(['allow-listed', 'flattened']).optional(),
  }),
  /** RFC 8785, JSON Canonicalization Scheme. */
  z.strictObject({ form: z.literal('jcs'), ...memberChoices }),
  /** PostgreSQL's `jsonb::text`: keys by length then bytes, `", "` and `": "` as separators, numbers as numeric. */
  z.strictObject({ form: z.literal('pg-jsonb-text'), ...memberChoices }),
  /** Another writer's JSON text. */
  z.strictObject({
    form: z.literal('json-text'),
    dialect: jsonDialectSchema,
    ...memberChoices,
    /** Names sorted in the order of the dialect's language: those of the record, or of every object. */
    sort: z.enum(['top', 'deep']).optional(),
  }),
  /** Values of the named fields joined by a delimiter; JSON values as they stand, strings without quotes, null as empty text. */
  z.strictObject({
    form: z.literal('fields-joined'),
    fields: z.array(z.string()).min(1),
    delimiter: z.string(),
    /** Text between a field's name and its value; without it only values are written. */
    label: z.string().optional(),
    rename: z.record(z.string(), z.string()).optional(),
    values: z.record(z.string(), valueFormSchema).optional(),
    /** What stands for null; empty text when left out. */
    nullText: z.string().optional(),
    /** What stands for a field that the record lacks; without it such an entry is not recomputable. */
    absentText: z.string().optional(),
    booleans: z.enum(['true-false', 'True-False', '1-0', 't-f']).optional(),
  }),
  /** Values of the named fields, each after its length. */
  z.strictObject({
    form: z.literal('length-prefixed'),
    fields: z.array(z.string()).min(1),
    /** Decimal digits and `mark`, or an unsigned big-endian integer of four or eight bytes. */
    length: z.enum(['decimal', 'u32', 'u64']),
    unit: z.enum(['bytes', 'characters']).default('bytes'),
    /** Text after a decimal length. */
    mark: z.string().default(':'),
    delimiter: z.string().default(''),
    /** Whole text of a null part, such as `-1:`; without it null is the empty value. */
    nullPart: z.string().optional(),
    absentPart: z.string().optional(),
    values: z.record(z.string(), valueFormSchema).optional(),
  }),
])
export type CanonicalForm = z.infer<typeof canonicalSchema>

/** Where the previous entry's hash stands in the pre-image. */
export const placementSchema = z.enum(['none', 'inside', 'prefix', 'suffix', 'newline-joined'])
export type PreviousPlacement = z.infer<typeof placementSchema>

const recipeMembers = z.strictObject({
  recipe: z.literal('assay.recipe/1'),
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  name: z.string(),
  algorithm: algorithmSchema,
  /** Keyed: HMAC of the algorithm (RFC 2104). The key is handed over with the check and stored nowhere. */
  mac: z.literal('hmac').optional(),
  /** Text in front of the pre-image: a domain or version mark. */
  prefix: z.string().optional(),
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
  /** Field with a time whose UTC day separates chains too: a chain that begins anew every day. */
  scopeDay: z.string().optional(),
  /** `sequence`: by the profile's sequence; `file`: as the records stand in the source; `field`: by `orderBy`. */
  order: z.enum(['sequence', 'file', 'field']).default('sequence'),
  /** Field whose integer value orders the entries, for `field`. */
  orderBy: z.string().optional(),
  /**
   * Two-hash designs: `stored.entryHash` covers the content, a second stored hash covers the entry hash and the link
   * before. Then `previous.placement` is `none`, and links are followed by these names.
   */
  link: z
    .strictObject({
      stored: z.string(),
      previous: z.string(),
      algorithm: algorithmSchema.optional(),
      prefix: z.string().optional(),
      /** Written from the record like a content; the hashes are among its fields. */
      canonical: canonicalSchema,
    })
    .optional(),
})
/** Most digits that a recipe may call lost, over all fields: each is ten times as many hashes for every entry. */
export const mostLostDigits = 4

export const recipeSchema = recipeMembers.superRefine((recipe, context) => {
  const refuse = (path: string[], message: string): void => context.addIssue({ code: 'custom', path, message })
  if (recipe.order === 'field' && recipe.orderBy === undefined) refuse(['orderBy'], 'Required when order is "field"')
  if (recipe.link !== undefined && recipe.previous.placement !== 'none')
    refuse(['previous', 'placement'], 'Must be "none" when there is a link: the link hash covers the one before')
  const { canonical } = recipe
  const lost = Object.values('values' in canonical ? (canonical.values ?? {}) : {}).reduce(
    (sum, value) => sum + ('time' in value ? (value.lost ?? 0) : 0),
    0,
  )
  if (lost > mostLostDigits) refuse(['canonical', 'values'], `${lost} lost digits, at most ${mostLostDigits}`)
})
export type Recipe = z.infer<typeof recipeSchema>

/** Leaf of a Merkle tree: which bytes are hashed. */
export const leafRecipeSchema = z.object({
  recipe: z.literal('assay.leaf/1'),
  id: z.string(),
  name: z.string(),
  /** Hash function of the tree that these leaves belong to, where they belong to one. */
  algorithm: algorithmSchema.optional(),
  canonical: canonicalSchema,
  /** The canonical form is the text of bytes, such as a column with a stored hash: the bytes are the leaf input. */
  decode: z.enum(['hex', '0x-hex', 'base64']).optional(),
  /** Field with a random value of at least 128 bits, as whoever describes the log states it. */
  salt: z.string().optional(),
})
export type LeafRecipe = z.infer<typeof leafRecipeSchema>

/** How leaf hashes become a root. What is left out is as in the trees of merkletreejs without options. */
export const treeProfileSchema = z.object({
  tree: z.literal('assay.tree/1'),
  id: z.string(),
  name: z.string(),
  algorithm: algorithmSchema,
  /** Byte put before a leaf hash's input / before an inner node's input; null for none. */
  leafPrefix: z.number().int().min(0).max(255).nullable(),
  nodePrefix: z.number().int().min(0).max(255).nullable(),
  /** What becomes of the last node of an odd layer; a heap has none. */
  oddNode: z.enum(['promote', 'duplicate']),
  sortPairs: z.boolean(),
  sortLeaves: z.boolean(),
  /** `heap`: all nodes in one array, children of node i at 2i+1 and 2i+2, leaf k of n at 2n-2-k; `layers` when left out. */
  shape: z.enum(['layers', 'heap']).optional(),
  /** How often the leaf input is hashed: 0 where it is a digest already and stands as the leaf, 2 for H(H(x)); 1 when left out. */
  leafRounds: z.union([z.literal(0), z.literal(1), z.literal(2)]).optional(),
  /** 2 for H(H(x)), as Bitcoin does; 1 when left out. */
  nodeRounds: z.union([z.literal(1), z.literal(2)]).optional(),
  /** The leaf input is hashed as Solidity's `abi.encode` writes one `string`, `bytes` (the same bytes) or `bytes32`. */
  leafAbi: z.enum(['string', 'bytes32']).optional(),
  /** Digests are written with their bytes in reverse, as Bitcoin shows ids and roots; `forward` when left out. */
  digestOrder: z.enum(['forward', 'reversed']).optional(),
})
export type TreeProfile = z.infer<typeof treeProfileSchema>
