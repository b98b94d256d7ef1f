/**
 * Trust window: the time between an event and the first outside clock under which its entry stands committed. Until then
 * a change of the entry would have left no trace that an anchor shows.
 */
import { z } from 'zod'
import { microsSchema } from './digest.ts'
import { periodSchema } from './engagement.ts'
import { rungSchema } from './verdict.ts'

/**
 * Which times count: those proven at least to the rung of that name, and, apart from them, those that the submitter
 * states. Each has its own figures; a stated time is in those of `asserted` alone.
 */
export const windowBases = ['header-known', 'included', 'consistent', 'asserted'] as const
export const windowBasisSchema = z.enum(windowBases)
export type WindowBasis = z.infer<typeof windowBasisSchema>

/** Basis that a person may ask for: a stated time is none. */
export const attestedBasisSchema = z.enum(['header-known', 'included', 'consistent'])
export type AttestedBasis = z.infer<typeof attestedBasisSchema>

/** Between two times of which either may be as far off as an exact number goes: twice that, so no safe integer. */
const windowSchema = z.number()

/** One entry with both times. */
export const windowEntrySchema = z.object({
  entryId: z.number().int(),
  line: z.number().int(),
  occurredAtMicros: microsSchema,
  /** Latest instant that the commitment allows; null when the entry is under none. */
  committedAtMicros: microsSchema.nullable(),
  /** Commitment less event; null when there is none. Negative: the commitment is older than the event says it is. */
  windowMicros: windowSchema.nullable(),
  /** Name of the anchor or proof. */
  by: z.string().nullable(),
})
export type WindowEntry = z.infer<typeof windowEntrySchema>

/** Counts add up: covered + open + contradicted + the entries without a usable time = entries of the source. */
export const windowFiguresSchema = z.object({
  basis: windowBasisSchema,
  /** Anchors and proofs whose time counts under this basis. */
  attestations: z.number().int(),
  covered: z.number().int(),
  /** Under no commitment: open until the collection. */
  open: z.number().int(),
  /** Commitments older than the event. */
  contradicted: z.number().int(),
  /** Of the covered entries, nearest rank: the smallest window that 50 or 95 in a hundred do not exceed. */
  medianMicros: windowSchema.nullable(),
  p95Micros: windowSchema.nullable(),
  longestMicros: windowSchema.nullable(),
  /** Longest windows, longest first. */
  longest: z.array(windowEntrySchema),
  /** Open entries, oldest first. */
  oldestOpen: z.array(windowEntrySchema),
  /** Largest contradictions first. */
  contradictions: z.array(windowEntrySchema),
})
export type WindowFigures = z.infer<typeof windowFiguresSchema>

/**
 * `committed`: every entry of the day is under a commitment of the basis. `late`: so, but after the stated time. `partly`:
 * some are. `below-basis`: a commitment exists, its time is proven less far. `missing`: entries and no commitment.
 * `contradicted`: a commitment does not fit the entries, or is older than they are. `not-compared`: a batch is recorded
 * and its root could not be recomputed. `empty-batch`: a commitment for a
 * day without entries. `no-entries`: neither; a quiet day and a day whose log is absent look the same. `not-due`: the
 * collection came before the commitment was to be there.
 */
export const coverStates = [
  'committed',
  'late',
  'partly',
  'below-basis',
  'missing',
  'contradicted',
  'not-compared',
  'empty-batch',
  'no-entries',
  'not-due',
] as const
export const coverStateSchema = z.enum(coverStates)
export type CoverState = z.infer<typeof coverStateSchema>

export const coverDaySchema = z.object({
  date: z.string(),
  state: coverStateSchema,
  entries: z.number().int(),
  /** Entries under a commitment, by basis. */
  covered: z.record(windowBasisSchema, z.number().int()),
  contradicted: z.number().int(),
  /** Under the stated basis. */
  longestMicros: windowSchema.nullable(),
  lastCommittedAtMicros: microsSchema.nullable(),
  /** Commitments for exactly this day, those that do not fit included. */
  batches: z.number().int(),
  /** Outside clocks of the stated basis that fall on this day, whatever they cover. */
  clocks: z.number().int(),
})
export type CoverDay = z.infer<typeof coverDaySchema>

export const coverageMapSchema = z.object({
  period: periodSchema,
  days: z.array(coverDaySchema),
  /** The period has more days than are listed: it was cut at its end. */
  cut: z.boolean(),
  states: z.record(coverStateSchema, z.number().int()),
  /** Entries with a time before or after the days listed. */
  outside: z.number().int(),
})
export type CoverageMap = z.infer<typeof coverageMapSchema>

export const trustWindowSchema = z.object({
  sourceId: z.number().int(),
  sourceName: z.string(),
  entries: z.number().int(),
  /** Entries without a usable time: they have no window. */
  untimed: z.number().int(),
  /** Basis of the map. */
  basis: attestedBasisSchema,
  /** Hours after the end of a day until which its commitment counts as in time; null: nobody stated any. */
  withinHours: z.number().int().nullable(),
  /** When the bytes came to Assay: windows that nothing closed before end here. */
  collectedAtMicros: microsSchema,
  /** Anchors and proofs found for the source, how many contradict it, how many could not be compared with it. */
  anchors: z.object({
    total: z.number().int(),
    contradicting: z.number().int(),
    notCompared: z.number().int(),
    byRung: z.record(rungSchema, z.number().int()),
  }),
  /** Checks that anchors and proofs were taken from; null when none was run. */
  anchorsRun: z.number().int().nullable(),
  proofsRun: z.number().int().nullable(),
  /** Anchors, proofs or what the auditor vouches for changed since those checks. */
  outdated: z.boolean(),
  figures: z.array(windowFiguresSchema),
  map: coverageMapSchema,
})
export type TrustWindow = z.infer<typeof trustWindowSchema>
