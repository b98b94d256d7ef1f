/** Result of checking an evidence package: integrity, identity and time are three separate lines. */
import { z } from 'zod'
import { verdictSchema } from './verdict.ts'

/**
 * The checks, in the order they are listed. Each compares something stated with something recomputed:
 * `layout` required and allowed files; `manifest` and `tag-manifest` listed digests; `payload-oxum` bytes and number of
 * payload files; `report-digests` the list inside the signed report; `manifest-signature`, `tag-manifest-signature`
 * and `report-signature` the three signatures; `signers-agree` one certificate behind all of them.
 */
export const packageChecks = [
  'layout',
  'manifest',
  'tag-manifest',
  'payload-oxum',
  'report-digests',
  'manifest-signature',
  'tag-manifest-signature',
  'report-signature',
  'signers-agree',
] as const
export type PackageCheckId = (typeof packageChecks)[number]

export const packageProblemSchema = z.object({
  /** Path inside the package. */
  file: z.string(),
  expected: z.string().nullable(),
  actual: z.string().nullable(),
  /** Stable code, for example `digest-differs`, `missing`, `not-listed`, `unexpected`, `unreadable`, `signature-broken`. */
  reason: z.string(),
})
export type PackageProblem = z.infer<typeof packageProblemSchema>

export const packageLineSchema = z.object({
  /** Stable code of the check, one of `packageChecks`. */
  check: z.string(),
  verdict: verdictSchema,
  /** Things that are as stated, out of things compared. */
  n: z.number().int(),
  m: z.number().int(),
  problems: z.array(packageProblemSchema),
})
export type PackageLine = z.infer<typeof packageLineSchema>

/** Why the signer's identity is not established; `signer-differs` is a contradiction, the others are not. */
export const identityReasons = [
  'signer-not-trusted',
  'no-signature',
  'signer-differs',
  'signature-broken',
  'outside-validity',
] as const
export type IdentityReason = (typeof identityReasons)[number]

export const packageCheckSchema = z.object({
  fileName: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  packageId: z.string().nullable(),
  template: z.string().nullable(),
  engagement: z.string().nullable(),
  period: z.string().nullable(),
  integrity: verdictSchema,
  identity: z.object({
    verdict: verdictSchema,
    /** One of `identityReasons`; null when verified. */
    reason: z.string().nullable(),
    subject: z.string().nullable(),
    fingerprint: z.string().nullable(),
    selfSigned: z.boolean(),
  }),
  /** Signer's clock, asserted; ISO 8601. */
  signedAt: z.string().nullable(),
  lines: z.array(packageLineSchema),
  overall: verdictSchema,
})
export type PackageCheck = z.infer<typeof packageCheckSchema>
