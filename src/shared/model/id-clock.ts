/** What comparing the clock inside event ids with the stated times found. The schema is that of `--json` too. */
import { z } from 'zod'
import { controlResultSchema, reasonSchema, verdictSchema } from './verdict.ts'

/** Kinds of id that are told apart; `uuid-v4`, `uuid-other` and `other` hold no clock that is read here. */
export const idKinds = [
  'uuid-v1',
  'uuid-v6',
  'uuid-v7',
  'ulid',
  'ksuid',
  'object-id',
  'snowflake',
  'uuid-v4',
  'uuid-other',
  'other',
] as const
export const idKindSchema = z.enum(idKinds)
export type IdKind = z.infer<typeof idKindSchema>

/** First millisecond of a Snowflake clock, by the service that chose it. */
export const snowflakeEpochs = ['twitter', 'discord'] as const
export const snowflakeEpochSchema = z.enum(snowflakeEpochs)
export type SnowflakeEpoch = z.infer<typeof snowflakeEpochSchema>

/** An entry whose stated time is not the time of its id. Times as text and in microseconds since 1970 UTC. */
export const idTimeFindingSchema = z.object({
  entryId: z.number().int(),
  line: z.number().int(),
  sequence: z.string().nullable(),
  id: z.string(),
  kind: idKindSchema,
  idTime: z.string(),
  stated: z.string(),
  /** Stated time minus id time. */
  offsetMicros: z.number().int(),
  side: z.enum(['earlier', 'later']),
})
export type IdTimeFinding = z.infer<typeof idTimeFindingSchema>

/** Two neighbours of which the later one has the earlier id. */
export const idStepSchema = z.object({
  entryId: z.number().int(),
  line: z.number().int(),
  sequence: z.string().nullable(),
  idTime: z.string(),
  beforeEntryId: z.number().int(),
  beforeIdTime: z.string(),
  backMicros: z.number().int(),
})
export type IdStep = z.infer<typeof idStepSchema>

export const idClockResultSchema = z.object({
  kind: z.literal('ids'),
  sourceId: z.number().int(),
  sourceName: z.string(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  outcome: controlResultSchema,
  entries: z.number().int(),
  rejected: z.number().int(),
  /** Record field that the id of the first entry with one came from. */
  field: z.string().nullable(),
  withoutId: z.number().int(),
  /** What was recognised on how many entries, most first; `clock` says whether its time was used, and `why` if not. */
  kinds: z.array(
    z.object({
      kind: idKindSchema,
      entries: z.number().int(),
      clock: z.boolean(),
      why: z.enum(['no-clock', 'times-scattered', 'epoch-unknown']).nullable(),
    }),
  ),
  /** How Snowflake numbers were read: share of decoded times inside the period of the stated ones, by epoch. */
  snowflake: z
    .object({
      assumed: snowflakeEpochSchema.nullable(),
      epochs: z.array(
        z.object({
          epoch: snowflakeEpochSchema,
          epochMillis: z.number().int(),
          inPeriod: z.number().int(),
          of: z.number().int(),
        }),
      ),
    })
    .nullable(),
  /** Entries whose id time was compared with a stated time, and those of them within the tolerance. */
  tested: z.number().int(),
  within: z.number().int(),
  /** Entries with an id that has a clock and no stated time that can be placed on the UTC line. */
  withoutTime: z.number().int(),
  /** Stated time minus id time, in microseconds; over a regular sample where `sampled` is below `tested`. */
  offsets: z
    .object({
      medianMicros: z.number().int(),
      /** Median of the distances from the median. */
      deviationMicros: z.number().int(),
      leastMicros: z.number().int(),
      mostMicros: z.number().int(),
      sampled: z.number().int(),
    })
    .nullable(),
  /** Distance from the median up to which an offset means nothing: the sum of its parts. */
  tolerance: z
    .object({
      micros: z.number().int(),
      idResolutionMicros: z.number().int(),
      statedResolutionMicros: z.number().int(),
      spreadMicros: z.number().int(),
    })
    .nullable(),
  outside: z.object({ earlier: z.number().int(), later: z.number().int() }),
  findings: z.array(idTimeFindingSchema),
  findingsNotListed: z.number().int(),
  /** Order of the id times along the sequence, or along the file where there is none; null when it was not tested. */
  order: z
    .object({
      by: z.enum(['sequence', 'file']),
      compared: z.number().int(),
      /** Neighbours that step back at all, and those that step back by more than the tolerance. */
      back: z.number().int(),
      backBeyond: z.number().int(),
      largestMicros: z.number().int(),
      first: z.array(idStepSchema),
    })
    .nullable(),
})
export type IdClockResult = z.infer<typeof idClockResultSchema>
