/**
 * Proofs about a digest by somebody outside the audited system: time-stamp tokens, OpenTimestamps, signed checkpoints and
 * proofs of a transparency log, Sigstore bundles, lists of head hashes kept elsewhere. Claims about blockchain transactions
 * are `anchor.ts`.
 */
import { z } from 'zod'
import { microsSchema } from './digest.ts'
import { reasonSchema, rungSchema, verdictSchema } from './verdict.ts'

export const proofKinds = [
  'timestamp-token',
  'opentimestamps',
  'checkpoint',
  'tlog-proof',
  'rekor-bundle',
  'head-list',
] as const
export const proofKindSchema = z.enum(proofKinds)
export type ProofKind = z.infer<typeof proofKindSchema>

/** Material that is added to a source and kept byte for byte. */
export const anchorFileKinds = [
  'claims',
  'transcript',
  'timestamp-token',
  'opentimestamps',
  'bitcoin-headers',
  'checkpoint',
  'tlog-proof',
  'rekor-bundle',
  'head-list',
  'beacon-updates',
  'log-consistency',
] as const
export const anchorFileKindSchema = z.enum(anchorFileKinds)
export type AnchorFileKind = z.infer<typeof anchorFileKindSchema>

export const proofDigests = ['sha1', 'sha256', 'sha384', 'sha512', 'sha3-256', 'keccak256', 'ripemd160'] as const
export const proofDigestSchema = z.enum(proofDigests)
export type ProofDigest = z.infer<typeof proofDigestSchema>

/**
 * A digest that the proof commits to. `imprint`: of a file or of any value. `root`: a Merkle root over `size` leaves.
 * `leaf`: RFC 6962 leaf hash of one entry. `head`: an entry hash of a chain.
 */
export const commitmentSchema = z.object({
  role: z.enum(['imprint', 'root', 'leaf', 'head']),
  algorithm: proofDigestSchema,
  /** Lower-case hex. */
  hex: z.string(),
  /** Decimal; leaves under a root. */
  size: z.string().nullable(),
  /** `YYYY-MM-DD` or an instant, as the proof states it. */
  stated: z.string().nullable(),
  /**
   * Of a head: the chain that it is said to belong to, the column that says so, letters and digits only, and its place
   * there, decimal. Left out where nothing is said.
   */
  stream: z.string().optional(),
  streamName: z.string().optional(),
  sequence: z.string().optional(),
})
export type Commitment = z.infer<typeof commitmentSchema>

/** One comparison made on the way. `holds` null: it could not be made, `reason` says why. Codes: catalogue `proofStep`. */
export const proofStepSchema = z.object({
  step: z.string().regex(/^[a-z0-9-]+$/),
  holds: z.boolean().nullable(),
  expected: z.string().nullable(),
  actual: z.string().nullable(),
  reason: reasonSchema.nullable(),
})
export type ProofStep = z.infer<typeof proofStepSchema>

/** Time by a clock outside the audited system, and by whose. */
export const attestedTimeSchema = z.object({
  micros: microsSchema,
  /** Half-width as the proof states it; null where it states none. */
  accuracyMicros: z.number().nullable(),
  by: z.string(),
})
export type AttestedTime = z.infer<typeof attestedTimeSchema>

/** What a proof shows by itself, before its commitment is looked for in the evidence. */
export const proofJudgementSchema = z.object({
  kind: proofKindSchema,
  commitments: z.array(commitmentSchema),
  /** `mismatch` with the reason of the first step that fails, else `not-checked` with that of the first that could not be made, else `verified`. */
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  /** `claimed`: read only; `included`: its own signatures and hashes hold; `header-known`: they end in what the auditor pinned. */
  rung: rungSchema,
  steps: z.array(proofStepSchema),
  /** Times by outside clocks, best first. */
  attested: z.array(attestedTimeSchema),
  /** Time that the submitter states. */
  assertedMicros: microsSchema.nullable(),
  /** For the reader: the key of a label (catalogue `proofFact`) and its text. */
  facts: z.array(z.object({ label: z.string(), text: z.string() })),
})
export type ProofJudgement = z.infer<typeof proofJudgementSchema>

/** A value of the engagement that has the digest a proof commits to. */
export const proofSubjectSchema = z.object({
  kind: z.enum(['source-file', 'chain-head', 'entry-hash', 'entry', 'batch-root', 'source-root', 'earlier-token']),
  /** Null for another proof. */
  sourceId: z.number().int().nullable(),
  entryId: z.number().int().nullable(),
  /** Name of the file, date of the batch, line of the entry, number of leaves. */
  text: z.string(),
})
export type ProofSubject = z.infer<typeof proofSubjectSchema>

/** A proof with what it commits to. */
export const proofVerdictSchema = proofJudgementSchema.extend({
  /** Name and SHA-256 of the file that holds the proof. */
  name: z.string(),
  sha256: z.string(),
  /** Values with the committed digests, in the order of `commitments`; null where none has it. The first 1,000 of both. */
  subjects: z.array(proofSubjectSchema.nullable()),
  /** Commitments in all, and those with a value found. */
  committed: z.number().int(),
  found: z.number().int(),
})
export type ProofVerdict = z.infer<typeof proofVerdictSchema>

/** A comparison of two checkpoints, by the files that hold them. */
export const logHistoryStepSchema = proofStepSchema.extend({ older: z.string(), newer: z.string() })
export type LogHistoryStep = z.infer<typeof logHistoryStepSchema>

/** All checkpoints of one log among the proofs of a source, compared with each other. */
export const logHistorySchema = z.object({
  origin: z.string(),
  checkpoints: z.number().int(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  /** Comparisons in all. */
  compared: z.number().int(),
  /** Those that do not hold first; at most 1,000. */
  steps: z.array(logHistoryStepSchema),
})
export type LogHistory = z.infer<typeof logHistorySchema>

export const proofsResultSchema = z.object({
  kind: z.literal('proofs'),
  sourceId: z.number().int(),
  sourceName: z.string(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  proofs: z.array(proofVerdictSchema),
  /** Logs with more than one checkpoint; left out where there is none. */
  logs: z.array(logHistorySchema).optional(),
  verified: z.number().int(),
  trustHash: z.string(),
})
export type ProofsResult = z.infer<typeof proofsResultSchema>
