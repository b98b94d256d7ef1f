/** What checking a copied folder of CloudTrail log and digest files found. The schema is that of `--json` too. */
import { z } from 'zod'
import { reasonSchema, verdictSchema } from './verdict.ts'

/**
 * How a file of the copy came to stand for an object of the bucket. `in-place`: its path is the object's key (with or
 * without the bucket before it). `declared`: a relocation that the user stated. `suffix`: the end of the path is the end
 * of the key. `content`: the path says nothing, the content has the hash that is looked for.
 */
export const placements = ['in-place', 'declared', 'suffix', 'content'] as const
export const placementSchema = z.enum(placements)
export type Placement = z.infer<typeof placementSchema>

/** Facts that are stated beside a verdict. The first group can lower one, the second never does. */
export const cloudTrailNotices = [
  'trailing-data',
  'packing-damaged',
  'unpacked',
  'duplicate',
  'events-outside-bounds',
  'events-unreadable',
  'period-not-covered',
  'no-log-files',
  'signature-from-metadata',
  'metadata-signature-differs',
  'end-not-pinned',
] as const
export const cloudTrailNoticeSchema = z.enum(cloudTrailNotices)

const noticeSchema = z.object({ code: cloudTrailNoticeSchema, detail: z.string() })
export type Notice = z.infer<typeof noticeSchema>

/** One comparison; `expected` is what the seal states, `actual` what was recomputed. */
const comparedSchema = z.object({
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  expected: z.string().nullable(),
  actual: z.string().nullable(),
})
export type Compared = z.infer<typeof comparedSchema>

export const digestLinks = ['ok', 'first', 'start-of-copy', 'missing', 'restart', 'differs', 'not-checked'] as const
export const digestLinkSchema = z.enum(digestLinks)
/**
 * How a digest relates to the one before it. `first`: it names none and none of its chain is older. `start-of-copy`: it
 * names one that is not in the copy, and nothing older is. `restart`: it names none although older ones are there.
 */
export type DigestLink = z.infer<typeof digestLinkSchema>

export const digestRowSchema = z.object({
  /** Number of the chain in `chains`, from 1. */
  chain: z.number().int(),
  /** Name of the file in the copy; null when the digest is missing. */
  file: z.string().nullable(),
  /** What the digest says of itself, or what its successor says of it; null where nothing is known but the hour. */
  bucket: z.string().nullable(),
  key: z.string().nullable(),
  startTime: z.string().nullable(),
  endTime: z.string().nullable(),
  placement: placementSchema.nullable(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  /** Hash of the uncompressed digest: the one its successor states / the one recomputed. */
  content: comparedSchema,
  /** `expected`: SHA-256 of the signature in lower-case hex; `actual`: `verified`, `not verified` or null. */
  signature: comparedSchema,
  signatureFrom: z.enum(['next-digest', 'metadata']).nullable(),
  keyFingerprint: z.string().nullable(),
  link: digestLinkSchema,
  /** Link axis: the previous digest's hash as recomputed, and as this digest states it. */
  linkCompared: comparedSchema,
  previousKey: z.string().nullable(),
  logFiles: z.number().int(),
  logFilesVerified: z.number().int(),
  /** What is wrong with its form, all of it. */
  faults: z.array(z.string()),
  notices: z.array(noticeSchema),
})
export type DigestRow = z.infer<typeof digestRowSchema>

export const logRowSchema = z.object({
  chain: z.number().int(),
  /** Key of the digest that lists it. */
  digestKey: z.string(),
  file: z.string().nullable(),
  bucket: z.string(),
  key: z.string(),
  placement: placementSchema.nullable(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  /** SHA-256 of the uncompressed content: as listed / as recomputed. */
  expected: z.string().nullable(),
  actual: z.string().nullable(),
  notices: z.array(noticeSchema),
})
export type LogRow = z.infer<typeof logRowSchema>

export const chainRowSchema = z.object({
  chain: z.number().int(),
  account: z.string(),
  region: z.string(),
  prefix: z.string(),
  trail: z.string(),
  /** Digests that were written later for a period that had none; a chain of its own. */
  backfill: z.boolean(),
  digests: z.number().int(),
  verified: z.number().int(),
  missing: z.number().int(),
  restarts: z.number().int(),
  /** From the start of the oldest digest to the end of the newest, as the digests state it. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  startsMidChain: z.boolean(),
  verdict: verdictSchema,
})
export type ChainRow = z.infer<typeof chainRowSchema>

export const keyRowSchema = z.object({
  fingerprint: z.string().nullable(),
  statedFingerprint: z.string(),
  validFrom: z.string(),
  validTo: z.string(),
  digests: z.number().int(),
  /** What is wrong with the entry; null when it can be used. */
  fault: z.string().nullable(),
})
export type KeyRow = z.infer<typeof keyRowSchema>

/** Files that stand elsewhere than their keys say, folder by folder. */
export const relocationRowSchema = z.object({
  bucket: z.string(),
  prefix: z.string(),
  folder: z.string(),
  placement: placementSchema,
  files: z.number().int(),
})
export type RelocationRow = z.infer<typeof relocationRowSchema>

export const unlistedRowSchema = z.object({
  file: z.string(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  sha256: z.string(),
})
export type UnlistedRow = z.infer<typeof unlistedRowSchema>

export const cloudTrailResultSchema = z.object({
  kind: z.literal('cloudtrail'),
  /** 0: the run is about files given to it and about no imported source. */
  sourceId: z.literal(0),
  sourceName: z.string(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  files: z.object({
    read: z.number().int(),
    bytes: z.number().int(),
    digests: z.number().int(),
    logs: z.number().int(),
    other: z.number().int(),
    /** What acquiring the folder said: refused or hidden entries, damaged archives. */
    notes: z.array(z.string()),
  }),
  chains: z.array(chainRowSchema),
  /** Digests that are there, by time within their chain, and missing ones in their place. */
  digests: z.array(digestRowSchema),
  logs: z.array(logRowSchema),
  unlisted: z.array(unlistedRowSchema),
  /** Exact, also where the lists above are cut. */
  counts: z.object({
    digests: z.number().int(),
    digestsVerified: z.number().int(),
    digestsMissing: z.number().int(),
    restarts: z.number().int(),
    logs: z.number().int(),
    logsVerified: z.number().int(),
    logsMissing: z.number().int(),
    unlisted: z.number().int(),
  }),
  /** Rows left out of each list; those that are not verified are kept first. */
  notListed: z.object({ digests: z.number().int(), logs: z.number().int(), unlisted: z.number().int() }),
  keys: z.array(keyRowSchema),
  relocations: z.array(relocationRowSchema),
  /** Metadata files that belong to no digest of the copy. */
  metadataUnmatched: z.array(z.string()),
})
export type CloudTrailResult = z.infer<typeof cloudTrailResultSchema>

/** `BUCKET/PREFIX=FOLDER`: objects of the bucket below the prefix lie in the folder. */
export const relocationSchema = z.object({ bucket: z.string().min(1), prefix: z.string(), folder: z.string().min(1) })
export type Relocation = z.infer<typeof relocationSchema>
