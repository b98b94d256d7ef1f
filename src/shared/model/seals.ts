/**
 * Seals that are no chain of hashes in one column: signatures beside each record, Acra's keyed lines, QLDB's blocks and
 * the digests of an Azure SQL ledger. The schema is that of `--json` too.
 */
import { z } from 'zod'
import { canonicalSchema } from './recipe.ts'
import { reasonSchema, verdictSchema } from './verdict.ts'

export const signatureAlgorithms = [
  'hmac-sha1',
  'hmac-sha256',
  'hmac-sha384',
  'hmac-sha512',
  'rsa-pkcs1-sha1',
  'rsa-pkcs1-sha256',
  'rsa-pkcs1-sha384',
  'rsa-pkcs1-sha512',
  'rsa-pss-sha256',
  'rsa-pss-sha384',
  'rsa-pss-sha512',
  'ecdsa-sha256',
  'ecdsa-sha384',
  'ecdsa-sha512',
  'ed25519',
] as const
export const signatureAlgorithmSchema = z.enum(signatureAlgorithms)
export type SignatureAlgorithm = z.infer<typeof signatureAlgorithmSchema>

/** Which bytes of a record were signed, and where the signature stands. The forms are those of chain recipes. */
export const payloadRuleSchema = z.strictObject({
  payload: z.literal('assay.payload/1'),
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  /** Record field that holds the signature; a dot walks into nested JSON. */
  column: z.string().min(1),
  /** Tried one after the other when left out: whatever fits key and length. */
  algorithm: signatureAlgorithmSchema.optional(),
  /** Text in front of the signed bytes. */
  prefix: z.string().optional(),
  canonical: canonicalSchema,
  /** The canonical text is a digest in this encoding, and its bytes were signed. */
  decode: z.enum(['hex', 'base64']).optional(),
})
export type PayloadRule = z.infer<typeof payloadRuleSchema>

/** What a column's values can be, by their form; several where the length fits several. */
export const signatureKinds = ['jws', 'hmac', 'rsa', 'ecdsa-der', 'ecdsa-raw', 'ed25519'] as const
export const signatureKindSchema = z.enum(signatureKinds)
export type SignatureKind = z.infer<typeof signatureKindSchema>

/**
 * Who can check a signature. `key-holder`: only who has the secret key, and who has it can write new ones. `anyone`:
 * whoever has the public key. `either`: the length fits both. `nobody`: it is no signature (`alg` is `none`).
 */
export const sealTrustSchema = z.enum(['key-holder', 'anyone', 'either', 'nobody'])
export type SealTrust = z.infer<typeof sealTrustSchema>

const countSchema = z.object({ verified: z.number().int(), mismatch: z.number().int(), notChecked: z.number().int() })
export type SealCounts = z.infer<typeof countSchema>

/** A record, block, revision or digest that is not verified, with both values where there are two. */
export const sealRowSchema = z.object({
  entryId: z.number().int().nullable(),
  line: z.number().int().nullable(),
  sequence: z.string().nullable(),
  /** What was judged: a column, `blockHash`, `previousBlockHash`, a member of a digest. */
  item: z.string(),
  state: z.enum(['mismatch', 'gap', 'not-checked']),
  reason: reasonSchema,
  expected: z.string().nullable(),
  actual: z.string().nullable(),
})
export type SealRow = z.infer<typeof sealRowSchema>

export const signatureColumnSchema = z.object({
  column: z.string(),
  /** Entries that hold a value of this form, another value, nothing. */
  values: z.number().int(),
  other: z.number().int(),
  absent: z.number().int(),
  encoding: z.enum(['hex', 'base64', 'jws', 'mixed']),
  /** Lengths in bytes; empty for JWS. */
  sizes: z.array(z.number().int()),
  kinds: z.array(signatureKindSchema),
  trust: sealTrustSchema,
  /** `alg` of the JWS headers with how often, and the key ids they name; the first 50 of each. */
  algorithms: z.array(z.object({ algorithm: z.string(), count: z.number().int() })),
  keyIds: z.array(z.string()),
  /** Fields of the export that hold a key: such a key proves that one writer made all rows, not who. */
  keyInExport: z.array(z.string()),
  /** The rule by which payloads were made, `jws` for payloads inside the tokens; null when nothing was verified. */
  rule: z.string().nullable(),
  algorithm: z.string().nullable(),
  keys: z.array(z.object({ keyId: z.string(), type: z.string(), entries: z.number().int() })),
  /** Verified tokens whose payload was compared with the record beside it, and members compared. */
  payloadCompared: z.number().int(),
  counts: countSchema,
})
export type SignatureColumn = z.infer<typeof signatureColumnSchema>

const qldbStrandSchema = z.object({
  strandId: z.string(),
  blocks: z.number().int(),
  firstSequence: z.string().nullable(),
  lastSequence: z.string().nullable(),
  /** Sequence numbers missing between the first and the last block. */
  missing: z.string(),
  /** True when the first block is the first of the strand. */
  fromGenesis: z.boolean(),
})

const ledgerIncarnationSchema = z.object({
  database: z.string(),
  /** Creation time of the database, where the digest or its path states one: it changes with every restore. */
  created: z.string().nullable(),
  digests: z.number().int(),
  firstBlock: z.string(),
  lastBlock: z.string(),
  lastHash: z.string(),
})

export const sealDetailSchema = z.discriminatedUnion('design', [
  z.object({ design: z.literal('signatures'), columns: z.array(signatureColumnSchema) }),
  z.object({
    design: z.literal('acra'),
    lines: z.object({ text: z.number().int(), cef: z.number().int(), json: z.number().int() }),
    chains: z.number().int(),
    chainsEnded: z.number().int(),
    /** True when the first sealed line does not begin a chain. */
    begunBefore: z.boolean(),
    unsealed: z.number().int(),
    keys: z.array(z.object({ keyId: z.string(), entries: z.number().int() })),
  }),
  z.object({
    design: z.literal('qldb'),
    strands: z.array(qldbStrandSchema),
    blockHashes: countSchema,
    entriesHashes: countSchema,
    links: z.object({ ok: z.number().int(), first: z.number().int(), gap: z.number().int(), broken: z.number().int() }),
    revisions: z.object({
      count: z.number().int(),
      /** Blocks whose stated revision hashes make an entry of the block, and those where they do not. */
      listed: z.number().int(),
      unlisted: z.number().int(),
      redacted: z.number().int(),
      /** Internal revisions that are a hash and nothing else. */
      hashOnly: z.number().int(),
    }),
    manifest: z
      .object({
        files: z.number().int(),
        ranges: z.number().int(),
        missing: z.number().int(),
        unlisted: z.number().int(),
      })
      .nullable(),
  }),
  z.object({
    design: z.literal('ledger-digests'),
    digests: z.number().int(),
    /** Files that held digests; 0 when they are records of a source. */
    files: z.number().int(),
    incarnations: z.array(ledgerIncarnationSchema),
    /** Digests of a block that another digest is about too, with the same hash. */
    repeated: z.number().int(),
  }),
])
export type SealDetail = z.infer<typeof sealDetailSchema>
export type SealDesign = SealDetail['design']

export const sealsResultSchema = z.object({
  kind: z.literal('seals'),
  /** 0 when digests were read from files and not from a source. */
  sourceId: z.number().int(),
  sourceName: z.string(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  entries: z.number().int(),
  rejected: z.number().int(),
  counts: countSchema,
  detail: sealDetailSchema,
  rows: z.array(sealRowSchema),
  rowsNotListed: z.number().int(),
})
export type SealsResult = z.infer<typeof sealsResultSchema>
