/** Findings: what a person must judge. A finding points at evidence and verdicts; its sentence comes from the catalogue. */
import { z } from 'zod'
import { pointerSchema } from './entry.ts'

export const findingKinds = [
  'chain-mismatch',
  'chain-not-checked',
  'chain-gap',
  'chain-fork',
  'chain-reorder',
  'record-rejected',
  'source-truncated',
  'source-incomplete',
  'merkle-mismatch',
  'merkle-not-checked',
  'anchor-mismatch',
  'anchor-not-checked',
  'anchor-text-sensitive',
  'batch-unanchored',
  'anchor-without-batch',
  'batch-anchored-twice',
  'batch-anchored-late',
  'tree-weakness',
  'rule-hit',
  'rule-not-testable',
  'day-without-events',
  'field-fill',
  'sequence-gap',
  'state-break',
  'sequence-repeat',
  'id-time',
  'id-order',
  'seal-mismatch',
  'seal-gap',
  'proof-mismatch',
  'proof-gap',
  'log-mismatch',
  'digest-mismatch',
  'digest-gap',
  'check-incomplete',
] as const
export const findingKindSchema = z.enum(findingKinds)
export type FindingKind = z.infer<typeof findingKindSchema>

export const severities = ['critical', 'high', 'medium', 'low', 'note'] as const
export const severitySchema = z.enum(severities)
export type Severity = z.infer<typeof severitySchema>

export const findingSchema = z.object({
  findingId: z.number().int(),
  kind: findingKindSchema,
  severity: severitySchema,
  /** Stable name within the kind: a rule id, a reason code, a date. */
  subject: z.string(),
  /** Parameters of the catalogue sentence. */
  details: z.record(z.string(), z.string()),
  pointers: z.array(pointerSchema),
  runId: z.number().int().nullable(),
})
export type Finding = z.infer<typeof findingSchema>
