/**
 * Anchors: a claim (what the export says), a transcript (what was captured from a node) and the verdict of comparing
 * both with a recomputed root.
 */
import { z } from 'zod'
import { reasonSchema, rungSchema, verdictSchema } from './verdict.ts'

/** One line of the claims file, in guide A's shape: what the anchoring job stored about itself. */
export const anchorClaimSchema = z.object({
  /** UTC date of the batch, `YYYY-MM-DD`. */
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  /** Transaction hash, lower-case hex with 0x. */
  blockchain_tx: z.string().regex(/^0x[0-9a-f]{64}$/),
  /** Root, lower-case hex without 0x. */
  merkle_root: z.string().regex(/^[0-9a-f]{64}$/),
  /** Time asserted by the submitter, whole seconds since 1970. */
  timestamp: z.number().int().nonnegative(),
  block_number: z.number().int().nonnegative(),
})
export type AnchorClaim = z.infer<typeof anchorClaimSchema>

/** Metadata text guide A's job puts into the transaction. */
export const anchorMetadataSchema = z.object({
  count: z.number().int().nonnegative(),
  first_timestamp: z.string(),
  last_timestamp: z.string(),
})
export type AnchorMetadata = z.infer<typeof anchorMetadataSchema>

/**
 * Transcript file, one JSON document, captured once from a node: `block` is the answer of `eth_getBlockByNumber`
 * with full transactions, `receipts` that of `eth_getBlockReceipts`, both verbatim JSON-RPC results.
 */
export const transcriptFileSchema = z.object({
  transcript: z.literal('assay.evm-transcript/1'),
  capturedAt: z.string(),
  /** Host or software the answers came from, as the capturer states it. */
  endpoint: z.string(),
  /** Decimal chain id as answered by `eth_chainId`. */
  chainId: z.string(),
  /** Contract under audit, lower-case 0x address, as the capturer states it. */
  contract: z.string().regex(/^0x[0-9a-f]{40}$/),
  blocks: z.array(
    z.object({ block: z.record(z.string(), z.unknown()), receipts: z.array(z.record(z.string(), z.unknown())) }),
  ),
})
export type TranscriptFile = z.infer<typeof transcriptFileSchema>

/** The three times of an anchor, kept apart. Seconds since 1970 as decimal text; null where unknown. */
export const anchorTimesSchema = z.object({
  assertedSeconds: z.string().nullable(),
  blockSeconds: z.string().nullable(),
  firstEntry: z.string().nullable(),
  lastEntry: z.string().nullable(),
})

/** One comparison made on the way, gathered whether it held or not. */
export const anchorStepSchema = z.object({
  step: z.enum([
    'claim-root',
    'transaction-found',
    'contract',
    'calldata-root',
    'calldata-timestamp',
    'metadata-count',
    'metadata-first-timestamp',
    'metadata-last-timestamp',
    'transaction-in-block',
    'receipt-in-block',
    'receipt-status',
    'header-hash',
    'block-number',
    'header-known',
  ]),
  holds: z.boolean(),
  expected: z.string().nullable(),
  actual: z.string().nullable(),
  reason: reasonSchema.nullable(),
})
export type AnchorStep = z.infer<typeof anchorStepSchema>

export const anchorVerdictSchema = z.object({
  date: z.string(),
  transactionHash: z.string(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  rung: rungSchema,
  chainId: z.string().nullable(),
  contract: z.string().nullable(),
  blockNumber: z.string().nullable(),
  blockHash: z.string().nullable(),
  claimedRoot: z.string(),
  recomputedRoot: z.string().nullable(),
  times: anchorTimesSchema,
  steps: z.array(anchorStepSchema),
})
export type AnchorVerdict = z.infer<typeof anchorVerdictSchema>

/** A block hash the auditor obtained independently of the audited party. */
export const trustEntrySchema = z.object({
  kind: z.literal('block-hash'),
  chainId: z.string(),
  /** Lower-case hex with 0x. */
  blockHash: z.string().regex(/^0x[0-9a-f]{64}$/),
  note: z.string(),
})
export type TrustEntry = z.infer<typeof trustEntrySchema>
