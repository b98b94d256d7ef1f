/** Shapes of larger requests and answers of the contract. */
import { z } from 'zod'
import { erasureRowSchema, fillRateSchema } from '../model/analysis.ts'
import { checkKindSchema } from '../model/check-run.ts'
import { frameworkSchema } from '../model/engagement.ts'
import { packageCheckSchema } from '../model/package.ts'
import { entryFieldSchema, epochUnitSchema, sourceProfileSchema } from '../model/profile.ts'
import { formatIdSchema } from '../model/source.ts'
import { verdictSchema } from '../model/verdict.ts'

export const entryFilterSchema = z.object({
  sourceId: z.number().int().optional(),
  /** Substrings or exact values by field; empty for all. Exact for ids, prefix with `*` at the end. */
  actor: z.string().optional(),
  action: z.string().optional(),
  resource: z.string().optional(),
  /** Microseconds, half-open `[from, to)`. */
  fromMicros: z.number().int().optional(),
  toMicros: z.number().int().optional(),
  /** Only entries that the last chain check did not verify. */
  breaksOnly: z.boolean().optional(),
})
export type EntryFilter = z.infer<typeof entryFilterSchema>

export const importPreviewSchema = z.object({
  fileName: z.string(),
  bytes: z.number().int(),
  memberCount: z.number().int(),
  /** What would be read, in order; the first 1,000. */
  members: z.array(z.object({ name: z.string(), packing: z.array(z.string()) })),
  /** What would not be read, and why. */
  notes: z.array(z.object({ code: z.string(), detail: z.string(), incomplete: z.boolean() })),
  format: formatIdSchema,
  formatName: z.string(),
  /** Every format that claims the bytes, strongest first. */
  candidates: z.array(
    z.object({
      format: formatIdSchema,
      title: z.string(),
      confidence: z.number().int(),
      evidence: z.array(z.string()),
    }),
  ),
  /** Why the format was chosen, one sentence each. */
  evidence: z.array(z.string()),
  /** As it would be used: the chosen zone and the unit that was found are part of it. */
  profile: sourceProfileSchema,
  profileHash: z.string(),
  /** Profiles that could be chosen, best first. */
  profiles: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      matched: z.number().int(),
      origin: z.enum(['shipped', 'saved']),
    }),
  ),
  rawLines: z.array(z.string()),
  /** Entry fields that the profile maps; the five counts add up to `records`. */
  mapping: z.array(
    z.object({
      field: entryFieldSchema,
      from: z.string().nullable(),
      sample: z.string().nullable(),
      present: z.number().int(),
      null: z.number().int(),
      empty: z.number().int(),
      absent: z.number().int(),
      /** There, and not what the field holds: a time that names no instant, a sequence that is no integer. */
      unparseable: z.number().int(),
    }),
  ),
  unmapped: z.array(z.string()),
  /** Paths that stand in the records looked at, for whoever edits the mapping; bounded. */
  names: z.array(z.string()),
  records: z.number().int(),
  rejected: z.number().int(),
  time: z.object({ text: z.string(), utc: z.string(), reading: z.string() }).nullable(),
  /** How bare epoch numbers are read, where the times are such numbers. */
  epoch: z.object({ unit: epochUnitSchema, from: z.enum(['magnitude', 'profile', 'chosen']) }).nullable(),
  /** What was assumed about times, and what speaks against it; one sentence each. */
  timeNotes: z.array(z.string()),
  /** Best shipped recipe over the preview's records, when there are hash columns. */
  chainTrial: z
    .object({
      recipeId: z.string(),
      matching: z.number().int(),
      /** Entries it was tried on. */
      of: z.number().int(),
      /** Whether it would be chosen: enough matches that chance is out of the question. */
      fits: z.boolean(),
      /** Further recipes that match as many. */
      equivalent: z.array(z.string()),
      runnerUp: z.object({ recipeId: z.string(), matching: z.number().int() }).nullable(),
    })
    .nullable(),
  space: z.object({
    /** About how much the engagement would grow. */
    needed: z.number().int(),
    /** Free where the engagement lies; null when that cannot be told. */
    free: z.number().int().nullable(),
  }),
  alreadyImported: z.boolean(),
})
export type ImportPreview = z.infer<typeof importPreviewSchema>

export const listedProfileSchema = z.object({
  id: z.string(),
  name: z.string(),
  version: z.number().int(),
  /** Lower-case hex SHA-256 of the profile in RFC 8785 form. */
  hash: z.string(),
  origin: z.enum(['shipped', 'saved']),
  fields: z.number().int(),
})

export const shownProfileSchema = z.object({
  profile: sourceProfileSchema,
  hash: z.string(),
  origin: z.enum(['shipped', 'saved', 'file']),
})

export const sourceMembersSchema = z.object({
  /** As handed over. */
  originals: z.array(z.object({ name: z.string(), bytes: z.number().int(), sha256: z.string() })),
  total: z.number().int(),
  /** In reading order, the first 1,000. */
  members: z.array(
    z.object({
      name: z.string(),
      packing: z.array(z.string()),
      bytes: z.number().int(),
      sha256: z.string(),
      entries: z.number().int(),
      notes: z.array(z.object({ code: z.string(), detail: z.string().optional() })),
    }),
  ),
  profile: sourceProfileSchema,
  profileHash: z.string(),
})

export const erasurePreviewSchema = z.object({
  subjects: z.array(z.string()),
  transform: z.enum(['blank', 'pseudonym']),
  entries: z.number().int(),
  bySource: z.array(
    z.object({
      sourceId: z.number().int(),
      sourceName: z.string(),
      asActor: z.number().int(),
      asObject: z.number().int(),
      asBoth: z.number().int(),
    }),
  ),
  rows: z.array(erasureRowSchema),
  effects: z.array(
    z.object({
      sourceId: z.number().int(),
      sourceName: z.string(),
      check: checkKindSchema,
      verdictBefore: verdictSchema,
      verdictAfter: verdictSchema,
      /** Entries or batches whose hash would no longer recompute. */
      affected: z.number().int(),
      of: z.number().int(),
      detail: z.string(),
    }),
  ),
  /** Stable codes of warnings, for example `stored-hash-is-an-oracle`. */
  warnings: z.array(z.string()),
})
export type ErasurePreview = z.infer<typeof erasurePreviewSchema>

export const w5ReportSchema = z.object({
  sourceId: z.number().int(),
  sourceName: z.string(),
  entries: z.number().int(),
  rates: z.array(fillRateSchema),
})

export const keySummarySchema = z.object({
  name: z.string(),
  fingerprint: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
  selfSigned: z.boolean(),
})

export const packageBuiltSchema = z.object({
  path: z.string(),
  sha256: z.string(),
  bytes: z.number().int(),
  packageId: z.string(),
  template: frameworkSchema,
  fingerprint: z.string(),
  files: z.array(z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string() })),
  check: packageCheckSchema,
})
