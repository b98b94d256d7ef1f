/**
 * Entries for tests of pure code: an `EntryView` over a plain object or over JSON text, seen through a profile. Numbers
 * read from text keep their own spelling, as the product's reader keeps it. Times are read in ISO 8601 and PostgreSQL's
 * form, to the microsecond.
 */
import type { EntryView, FieldValue, JsonValue } from '../../src/shared/model/entry.ts'
import type { SourceProfile } from '../../src/shared/model/profile.ts'

/** Guide A's entry, with the names its code and its table use. */
export const guideAProfile: SourceProfile = {
  profile: 'assay.profile/1',
  id: 'test-guide-a',
  name: 'Guide A',
  version: 1,
  fields: {
    eventId: ['event_id'],
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
    reasonCode: ['metadata.refund_reason'],
    ip: ['ip_address', 'metadata.ip_address'],
    userAgent: ['user_agent', 'metadata.user_agent'],
    interface: ['http_method'],
  },
  zone: 'UTC',
  epochUnit: 's',
  recipes: [],
}

/** Guide B's nineteen fields. */
export const guideBProfile: SourceProfile = {
  profile: 'assay.profile/1',
  id: 'test-guide-b',
  name: 'Guide B',
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
  zone: 'UTC',
  epochUnit: 's',
  recipes: [],
}

export interface EntryPlace {
  readonly profile?: SourceProfile
  readonly sourceId?: number
  readonly index?: number
}

/** An entry over a plain object. */
export function entryFrom(record: Readonly<Record<string, unknown>>, place: EntryPlace = {}): EntryView {
  return entryFromJson(JSON.stringify(record), place)
}

/** Entries over plain objects, one after the other in one source. */
export function entriesFrom(
  records: ReadonlyArray<Readonly<Record<string, unknown>>>,
  profile: SourceProfile = guideAProfile,
): EntryView[] {
  return records.map((record, index) => entryFrom(record, { profile, index }))
}

/** An entry over the text of one JSON object. */
export function entryFromJson(rawText: string, place: EntryPlace = {}): EntryView {
  const { profile = guideAProfile, sourceId = 1, index = 0 } = place
  const numberTexts = new Map<string, string>()
  const record = parseKeeping(rawText, numberTexts)
  const raw = (path: string): FieldValue => rawValue(record, path, numberTexts)
  const field: EntryView['field'] = (name) => {
    let found: FieldValue = absent
    for (const path of profile.fields[name] ?? []) {
      const value = raw(path)
      if (value.state === 'present' || value.state === 'empty') return value
      if (found.state === 'absent') found = value
    }
    return found
  }
  const occurredAt = field('occurredAt')
  const sequence = field('sequence')
  return {
    entryId: sourceId * 2 ** 32 + index,
    sourceId,
    index,
    line: index + 1,
    byteStart: index * 1000,
    byteLength: rawText.length,
    sequence: sequence.state === 'present' ? sequence.text : null,
    occurredAtMicros: occurredAt.state === 'present' ? microsFrom(occurredAt.text) : null,
    occurredAtText: occurredAt.state === 'present' ? occurredAt.text : null,
    field,
    raw,
    names: () => Object.keys(record),
    leaves(visit) {
      visitLeaves(record, '', visit)
    },
  }
}

/** Microseconds since 1970 UTC of `2025-03-27T10:15:30.5Z` or `2025-03-27 10:15:30.5+00`; null for anything else. */
export function microsFrom(text: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}(?::?\d{2})?)?$/.exec(text)
  if (match === null) return null
  const seconds = Date.parse(`${match[1]}T${match[2]}Z`) / 1000
  const offset = /^([+-])(\d{2}):?(\d{2})?$/.exec(match[4] ?? '')
  const offsetSeconds =
    offset === null ? 0 : (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 3600 + Number(offset[3] ?? 0) * 60)
  return (seconds - offsetSeconds) * 1_000_000 + Number((match[3] ?? '').padEnd(6, '0').slice(0, 6))
}

/** ISO text of microseconds, six digits, Z. */
export function isoFromMicros(micros: number): string {
  const seconds = Math.floor(micros / 1_000_000)
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(micros - seconds * 1_000_000).padStart(6, '0')}Z`
}

const absent: FieldValue = { state: 'absent', text: '', value: null }

type JsonObject = Readonly<Record<string, JsonValue>>

/** Parses, and notes the source text of every number under its dotted path. */
function parseKeeping(rawText: string, numberTexts: Map<string, string>): JsonObject {
  // Holders are reviewed children first, so paths are made in a second walk over the marked numbers.
  const sources = new Map<object, Map<string, string>>()
  type Reviver = (this: object, key: string, value: JsonValue, context: { source?: string }) => JsonValue
  const reviver: Reviver = function (key, value, context) {
    if (typeof value === 'number' && context.source !== undefined) {
      const texts = sources.get(this) ?? new Map<string, string>()
      texts.set(key, context.source)
      sources.set(this, texts)
    }
    return value
  }
  const record = JSON.parse(rawText, reviver as unknown as (key: string, value: unknown) => unknown) as JsonObject
  const walk = (holder: JsonValue, path: string): void => {
    if (typeof holder !== 'object' || holder === null) return
    const texts = sources.get(holder)
    for (const [key, value] of Object.entries(holder)) {
      const at = path === '' ? key : `${path}.${key}`
      const text = texts?.get(key)
      if (text !== undefined) numberTexts.set(at, text)
      walk(value, at)
    }
  }
  walk(record, '')
  return record
}

function rawValue(record: JsonObject, path: string, numberTexts: ReadonlyMap<string, string>): FieldValue {
  if (Object.hasOwn(record, path)) return fieldValueFrom(record[path] as JsonValue, numberTexts.get(path))
  let value: JsonValue = record
  for (const part of path.split('.')) {
    const holder: JsonValue = typeof value === 'string' ? (parseNested(value) ?? null) : value
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, part)) return absent
    value = (holder as JsonObject)[part] as JsonValue
  }
  return fieldValueFrom(value, numberTexts.get(path))
}

function fieldValueFrom(value: JsonValue, numberText: string | undefined): FieldValue {
  if (value === null) return { state: 'null', text: 'null', value: null }
  if (typeof value === 'string') return { state: value === '' ? 'empty' : 'present', text: value, value }
  return { state: 'present', text: numberText ?? JSON.stringify(value), value }
}

/** Texts that hold JSON are visited themselves and then inside, numbers and booleans by their text. */
function visitLeaves(value: JsonValue, path: string, visit: (path: string, text: string) => void): void {
  if (value === null) return
  if (typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) visitLeaves(item, path === '' ? key : `${path}.${key}`, visit)
    return
  }
  visit(path, String(value))
  const nested = typeof value === 'string' ? parseNested(value) : undefined
  if (nested !== undefined) visitLeaves(nested, path, visit)
}

/** The object or array that a text holds as JSON. */
function parseNested(text: string): JsonValue | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    const value = JSON.parse(text) as JsonValue
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
