/** Source profiles that ship with Assay: the two practice guides' schemas and a plain one for anything with familiar names. */
import { JsonPathFinder } from '../../../shared/core/bytes/json-path.ts'
import { JsonScan } from '../../../shared/core/bytes/json-scan.ts'
import { jcsFromValue } from '../../../shared/core/bytes/json-text.ts'
import { sourceProfileSchema, type SourceProfile } from '../../../shared/model/profile.ts'
import type { FormatId } from '../../../shared/model/source.ts'
import { formatFrom, listFormats } from '../../io/formats/reader.ts'
import { sha256Hex } from '../../io/host/digest.ts'

const generalProfiles: readonly SourceProfile[] = [
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

/** The profiles of every format, then those for tables of any format. */
export function shippedProfiles(): readonly SourceProfile[] {
  return [...listFormats().flatMap((format) => format.profiles), ...generalProfiles]
}

export function findShippedProfile(id: string): SourceProfile | undefined {
  return shippedProfiles().find((profile) => profile.id === id)
}

/** Lower-case hex SHA-256 of the profile in RFC 8785 form: how results quote it. */
export function profileHash(profile: SourceProfile): string {
  return sha256Hex(jcsFromValue(profile as never) as string)
}

export interface RankedProfile {
  readonly profile: SourceProfile
  /** Entry fields that records of these names feed. */
  readonly matched: number
  readonly saved: boolean
}

/** Records that are looked at to rank profiles. */
const rankedRecords = 50

/**
 * Profiles by how many of their fields these records (JSON objects) feed, best first. A saved profile comes before a
 * shipped one that feeds about as many, a profile of the format itself before that of another, and one for any table in
 * between.
 */
export function rankProfiles(
  records: readonly Buffer[],
  format?: FormatId,
  saved: readonly SourceProfile[] = [],
): readonly RankedProfile[] {
  const own = new Set(format === undefined ? [] : formatFrom(format).profiles.map((profile) => profile.id))
  const isFed = foundIn(records.slice(0, rankedRecords))
  return [...saved, ...shippedProfiles()]
    .map((profile) => {
      const fields = Object.values(profile.fields)
      const matched = fields.filter((sources) => sources.some(isFed)).length
      const preference = saved.includes(profile)
        ? 3
        : own.has(profile.id)
          ? 2.5
          : generalProfiles.includes(profile)
            ? 0.5
            : 0
      return { profile, matched, score: matched === 0 ? 0 : matched + preference, share: matched / fields.length }
    })
    .toSorted((a, b) => b.score - a.score || b.share - a.share)
    .map(({ profile, matched }) => ({ profile, matched, saved: saved.includes(profile) }))
}

/** Whether any of the records has a value at a path; each path is looked for once. */
function foundIn(records: readonly Buffer[]): (source: string) => boolean {
  const finder = new JsonPathFinder()
  const scans = records.flatMap((bytes) => {
    const scan = new JsonScan()
    return scan.scan(bytes, 0, bytes.length) ? [{ bytes, scan }] : []
  })
  const known = new Map<string, boolean>()
  return (source) => {
    const found = known.get(source) ?? scans.some(({ bytes, scan }) => finder.find(bytes, scan, source))
    known.set(source, found)
    return found
  }
}
