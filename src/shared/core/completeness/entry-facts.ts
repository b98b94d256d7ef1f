/** What the requirements of an entry look at, read once per entry. */
import type { EntryView, FieldValue } from '../../model/entry.ts'
import type { EntryField, SourceProfile } from '../../model/profile.ts'
import { presentText } from '../detect/mapped-value.ts'
import { resultOf, segmentsFrom, isRead } from '../detect/action-name.ts'
import { didFail } from './role-changes.ts'

export const requirementFields = [
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
  'occurredAt',
  'sequence',
] as const satisfies readonly EntryField[]
export type RequirementField = (typeof requirementFields)[number]

export interface EntryFacts {
  readonly entry: EntryView
  readonly profile: SourceProfile
  readonly valueByField: Readonly<Record<RequirementField, FieldValue>>
  /** Text of a field that is present; empty otherwise. */
  text(field: RequirementField): string
  /** Lower-case segments of the action and of the resource type. */
  readonly action: readonly string[]
  readonly resourceType: readonly string[]
  readonly isRead: boolean
  readonly didFail: boolean
  readonly statesResult: boolean
  /** The actor is a program, by its type or by the prefix of its name. */
  readonly isMachine: boolean
}

/** Actor types and name prefixes of programs: guide B's `system:inventory-sync`, `api:shopify-connector`, `cron:daily-reconciliation`. */
export const machineTypes: ReadonlySet<string> = new Set([
  'system',
  'service',
  'service_account',
  'api',
  'api_key',
  'integration',
  'machine',
  'cron',
  'job',
  'scheduled_job',
  'scheduler',
  'webhook',
  'automation',
  'automated',
  'automated_rule',
  'rule',
  'bot',
])
export const machineNamePattern = /^(?:system|service|api|cron|job|webhook|bot)(?:$|[:_-])/i

export function entryFactsFrom(entry: EntryView, profile: SourceProfile): EntryFacts {
  const values: Partial<Record<RequirementField, FieldValue>> = {}
  for (const field of requirementFields) values[field] = entry.field(field)
  const valueByField = values as Record<RequirementField, FieldValue>
  const text = (field: RequirementField): string => presentText(valueByField[field])
  const action = segmentsFrom(text('action'))
  return {
    entry,
    profile,
    valueByField,
    text,
    action,
    resourceType: segmentsFrom(text('resourceType')),
    isRead: isRead(action),
    didFail: didFail(entry, action),
    statesResult: resultOf(action) !== undefined,
    isMachine: machineTypes.has(text('actorType').toLowerCase()) || machineNamePattern.test(text('actorId')),
  }
}
