/** Source profiles that ship with Assay: the two practice guides' schemas and a plain one for anything with familiar names. */
import { sourceProfileSchema, type SourceProfile } from '../../../shared/model/profile.ts'

export const shippedProfiles: readonly SourceProfile[] = [
  {
    profile: 'assay.profile/1',
    id: 'guide-b',
    name: 'Practice guide B, chained audit trail',
    version: 1,
    fields: {
      eventId: ['id'],
      sequence: ['sequence'],
      occurredAt: ['timestamp'],
      actorId: ['actor_id'],
      actorEmail: ['actor_email'],
      actorRole: ['actor_role'],
      actorType: ['actor_type'],
      action: ['action'],
      resourceType: ['resource_type'],
      resourceId: ['resource_id'],
      before: ['old_values'],
      after: ['new_values'],
      reasonCode: ['reason_code'],
      reasonNote: ['reason_note'],
      ip: ['ip_address'],
      userAgent: ['user_agent'],
      interface: ['source'],
      previousHash: ['prev_hash'],
      entryHash: ['entry_hash'],
    },
    recipes: [],
  },
  {
    profile: 'assay.profile/1',
    id: 'guide-a',
    name: 'Practice guide A, e-commerce audit log with daily Merkle batches',
    version: 1,
    fields: {
      eventId: ['event_id'],
      sequence: ['id'],
      occurredAt: ['timestamp'],
      actorId: ['user_id'],
      actorEmail: ['user_email'],
      actorRole: ['user_roles'],
      action: ['action'],
      statusCode: ['status_code'],
      resourceType: ['resource_type'],
      resourceId: ['resource_id'],
      before: ['previous_state'],
      after: ['new_state'],
      metadata: ['metadata'],
      reasonCode: ['metadata.refund_reason', 'metadata.reason_code'],
      reasonNote: ['metadata.reason_note'],
      ip: ['ip_address', 'metadata.ip_address'],
      userAgent: ['user_agent', 'metadata.user_agent'],
      interface: ['path'],
      traceId: ['trace_id'],
    },
    recipes: [],
    batches: { by: 'utc-day', leafRecipe: 'guide-a', tree: 'guide-a' },
  },
  {
    profile: 'assay.profile/1',
    id: 'plain',
    name: 'Home-made audit table with familiar names',
    version: 1,
    fields: {
      eventId: ['event_id', 'id', 'uuid'],
      sequence: ['sequence', 'seq', 'sequence_number'],
      occurredAt: ['timestamp', 'occurred_at', 'created_at', 'time', '@timestamp', 'date'],
      actorId: ['actor_id', 'user_id', 'actor', 'user'],
      actorEmail: ['actor_email', 'user_email', 'email'],
      actorRole: ['actor_role', 'user_role', 'role'],
      actorType: ['actor_type'],
      action: ['action', 'event', 'event_type', 'operation'],
      outcome: ['outcome', 'result', 'status'],
      resourceType: ['resource_type', 'object_type', 'entity_type'],
      resourceId: ['resource_id', 'object_id', 'entity_id'],
      before: ['old_values', 'before', 'previous_state'],
      after: ['new_values', 'after', 'new_state'],
      metadata: ['metadata'],
      reasonCode: ['reason_code'],
      reasonNote: ['reason_note', 'reason'],
      ip: ['ip_address', 'ip'],
      userAgent: ['user_agent'],
      interface: ['source', 'interface'],
      previousHash: ['prev_hash', 'previous_hash'],
      entryHash: ['entry_hash', 'hash'],
    },
    recipes: [],
  },
].map((profile) => sourceProfileSchema.parse(profile))

export function findShippedProfile(id: string): SourceProfile | undefined {
  return shippedProfiles.find((profile) => profile.id === id)
}

/** Shipped profiles by how many of their fields the given record names feed, best first. */
export function rankProfiles(
  names: ReadonlySet<string>,
): readonly { readonly profile: SourceProfile; readonly matched: number }[] {
  return shippedProfiles
    .map((profile) => ({
      profile,
      matched: Object.values(profile.fields).filter((sources) =>
        sources.some((source) => names.has(source) || names.has(source.split('.')[0] as string)),
      ).length,
    }))
    .toSorted((a, b) => b.matched - a.matched)
}
