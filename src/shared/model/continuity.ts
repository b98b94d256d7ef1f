/**
 * State continuity: whether the old value that an event states is the value that the events before it left. Works on any
 * log that writes old and new values, sealed or not.
 */
import { z } from 'zod'
import { reasonSchema, verdictSchema } from './verdict.ts'

export const eventOrders = ['sequence', 'time', 'file'] as const
export const eventOrderSchema = z.enum(eventOrders)
export type EventOrderBy = z.infer<typeof eventOrderSchema>

/**
 * What the events of a resource type write: every field before and after; only those that changed; those that changed
 * before and every field after; sometimes one, sometimes the other; never both sides.
 */
export const stateStyles = ['full-state', 'changed-fields', 'changed-then-full', 'mixed', 'one-side'] as const
export const stateStyleSchema = z.enum(stateStyles)
export type StateStyle = z.infer<typeof stateStyleSchema>

/** An event that a statement comes from. */
export const statedEventSchema = z.object({
  entryId: z.number().int(),
  line: z.number().int(),
  eventId: z.string().nullable(),
  sequence: z.string().nullable(),
  /** Time as the source wrote it, and in microseconds since 1970 UTC. */
  occurredAt: z.string().nullable(),
  occurredAtMicros: z.number().int().nullable(),
  action: z.string().nullable(),
  actor: z.string().nullable(),
})
export type StatedEvent = z.infer<typeof statedEventSchema>

/** A field whose stated old value is not the last known one. Values are JSON as written, masked, cut at 256 characters. */
export const stateBreakSchema = z.object({
  /** Dotted path inside the old and new values. */
  field: z.string(),
  known: z.string(),
  /** The last value was stated as the new value of its event, or as the old one where the event named no new one. */
  knownSide: z.enum(['before', 'after']),
  knownEvent: statedEventSchema,
  stated: z.string(),
  statedEvent: statedEventSchema,
  /** The old value was not written but follows: the log lists every field that changed, and this one is not listed. */
  implied: z.boolean(),
})
export type StateBreak = z.infer<typeof stateBreakSchema>

/** Fields of one resource whose breaks a single change that is not in the log would explain. */
export const stateHoleSchema = z.object({
  resourceType: z.string(),
  resourceId: z.string(),
  /** The change happened after this event and not later than the other one: the narrowest bounds that all its fields share. */
  after: statedEventSchema,
  notLaterThan: statedEventSchema,
  breaks: z.array(stateBreakSchema).min(1),
  /** Fields of the hole that are not listed. */
  furtherFields: z.number().int(),
})
export type StateHole = z.infer<typeof stateHoleSchema>

/** Why events with values could not be tested, or were taken for less than they say. */
export const untestedCauses = [
  'no-resource',
  'several-resources',
  'not-an-object',
  'unreadable',
  'too-wide',
  'undecided-tie',
  'too-many-changes',
] as const
export const untestedCauseSchema = z.enum(untestedCauses)
export type UntestedCause = z.infer<typeof untestedCauseSchema>

/** Odd steps in the life of a resource. A reason to look, no break: ids are used again, and restores are not always logged. */
export const oddSteps = ['created-again', 'create-with-old-value', 'event-after-delete'] as const
export const oddStepSchema = z.enum(oddSteps)
export type OddStep = z.infer<typeof oddStepSchema>

const placeSchema = z.object({ entryId: z.number().int(), line: z.number().int() })

export const continuityResultSchema = z.object({
  kind: z.literal('continuity'),
  sourceId: z.number().int(),
  sourceName: z.string(),
  verdict: verdictSchema,
  reason: reasonSchema.nullable(),
  /** What the events were put in order by, and entries that have no such key. */
  order: z.object({ by: eventOrderSchema, without: z.number().int(), descending: z.boolean() }),
  entries: z.number().int(),
  rejected: z.number().int(),
  /** Entries that state old or new values of a resource. */
  events: z.number().int(),
  resources: z.number().int(),
  /** Pairs of a resource and a field. */
  fields: z.number().int(),
  /** Stated old values that could be compared with a last known value, and those that were equal. */
  tested: z.number().int(),
  held: z.number().int(),
  /** Of those that held: the same value in another form, such as 1.0 and 1. */
  writtenDifferently: z.object({ count: z.number().int(), first: placeSchema.nullable() }),
  /** Stated old values with nothing known before them: knowledge begins there. */
  starts: z.number().int(),
  /** Instants at which several events of one resource stand. */
  ties: z.number().int(),
  breakCount: z.number().int(),
  resourcesWithBreaks: z.number().int(),
  /** Fewest changes outside the log that would explain every break. */
  holeCount: z.number().int(),
  holes: z.array(stateHoleSchema),
  /** Why part of the log could not be tested; counts of entries, of ties, of resources. */
  untested: z.partialRecord(untestedCauseSchema, z.number().int()),
  /** Change events without any value, after which nothing is known of their resource. */
  changesWithoutValues: z.number().int(),
  odd: z.array(z.object({ step: oddStepSchema, count: z.number().int(), first: placeSchema })),
  types: z.array(
    z.object({
      resourceType: z.string(),
      style: stateStyleSchema,
      events: z.number().int(),
      /** Events with both sides, and those of them that list a field with the same value on both. */
      bothSides: z.number().int(),
      withUnchanged: z.number().int(),
    }),
  ),
  /** Fields by resource type, those with breaks first; nested ones under their top-level field. */
  byField: z.array(
    z.object({
      resourceType: z.string(),
      field: z.string(),
      tested: z.number().int(),
      held: z.number().int(),
    }),
  ),
})
export type ContinuityResult = z.infer<typeof continuityResultSchema>
