/**
 * Source profiles: how the fields of a record become an entry. A profile is data, versioned and hashed; it is a view
 * over bytes and never alters evidence.
 */
import { z } from 'zod'

export const entryFields = [
  'eventId',
  'sequence',
  'occurredAt',
  'actorId',
  'actorEmail',
  'actorRole',
  'actorType',
  'action',
  'outcome',
  'statusCode',
  'resourceType',
  'resourceId',
  'before',
  'after',
  'metadata',
  'reasonCode',
  'reasonNote',
  'ip',
  'userAgent',
  'interface',
  'location',
  'mfa',
  'approver',
  'traceId',
  'previousHash',
  'entryHash',
] as const
export const entryFieldSchema = z.enum(entryFields)
export type EntryField = z.infer<typeof entryFieldSchema>

/**
 * One entry field's origin: the names of record fields, first present wins. A dot walks into nested JSON
 * (`metadata.ip_address`); a name that holds a literal dot is matched whole first.
 */
const fieldSourceSchema = z.array(z.string().min(1).max(1024)).min(1).max(64)

export const epochUnitSchema = z.enum(['s', 'ms', 'us', 'ns'])
export type EpochUnit = z.infer<typeof epochUnitSchema>

export const sourceProfileSchema = z.object({
  profile: z.literal('assay.profile/1'),
  id: z.string().min(1).max(100),
  name: z.string().min(1).max(200),
  version: z.number().int().positive(),
  fields: z.partialRecord(entryFieldSchema, fieldSourceSchema),
  /** What a time without zone means. `unknown` leaves such a time without a place on the UTC line. */
  zone: z.string().default('UTC'),
  /** Unit of bare epoch numbers. */
  epochUnit: epochUnitSchema.default('s'),
  /** Recipe ids to try in this order when none is given. */
  recipes: z.array(z.string()).default([]),
  /** How entries are batched for Merkle roots, when they are. */
  batches: z.object({ by: z.literal('utc-day'), leafRecipe: z.string(), tree: z.string() }).optional(),
})
export type SourceProfile = z.infer<typeof sourceProfileSchema>
