/**
 * The two kinds of entry the sample writes: guide A's (16 members, in the order of its log entry and table) and guide
 * B's (17 members before the two chain members). Member order is part of the evidence: every line is
 * `JSON.stringify(entry)`.
 */
import { isoFromMicros, isoFromMs } from './calendar.ts'
import type { LedgerActor, ShopActor } from './people.ts'
import type { Random } from './random.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }
export type JsonObject = { readonly [key: string]: Json | undefined }

export interface ShopEntry {
  readonly event_id: string
  readonly trace_id: string
  readonly timestamp: string
  /** Left out, as `JSON.stringify` does with undefined, where the shop did not know who was asking. */
  readonly user_id: string | undefined
  readonly user_email: string | null
  readonly user_roles: readonly string[]
  readonly action: string
  readonly resource_type: string
  readonly resource_id: string | null
  readonly http_method: string | null
  readonly path: string | null
  readonly status_code: number | null
  readonly duration_ms: number
  readonly previous_state: JsonObject | null
  readonly new_state: JsonObject | null
  readonly metadata: JsonObject
}

/** What differs from entry to entry; the rest follows from the actor and the time. */
export interface ShopFacts {
  readonly actor: ShopActor
  readonly action: string
  readonly resource: string
  readonly resourceId: string | null
  readonly status?: number
  readonly before?: JsonObject | null
  readonly after?: JsonObject | null
  readonly metadata?: JsonObject
  readonly session?: string
  readonly trace?: string
  /** Leaves `user_id` out and empties the roles: the caller was not known. */
  readonly unknownUser?: boolean
  /** Leaves `metadata.ip_address` out. */
  readonly withoutAddress?: boolean
}

const methodByVerb: ReadonlyMap<string, string> = new Map([
  ['create', 'POST'],
  ['delete', 'DELETE'],
  ['update', 'PUT'],
  ['updated', 'PUT'],
  ['assign', 'PUT'],
  ['added', 'POST'],
  ['removed', 'DELETE'],
  ['read', 'GET'],
  ['list', 'GET'],
])

export function shopEntry(random: Random, epochMs: number, facts: ShopFacts): ShopEntry {
  const { actor } = facts
  const machine = actor.id === 'system'
  const verb = facts.action.split('.')[1] ?? ''
  return {
    event_id: random.uuid(),
    trace_id: facts.trace ?? random.uuid(),
    timestamp: isoFromMs(epochMs),
    user_id: facts.unknownUser === true ? undefined : actor.id,
    user_email: facts.unknownUser === true ? null : actor.email,
    user_roles: facts.unknownUser === true ? [] : actor.roles,
    action: facts.action,
    resource_type: facts.resource,
    resource_id: facts.resourceId,
    http_method: machine ? null : (methodByVerb.get(verb) ?? 'POST'),
    path: machine ? null : `/api/v1/${facts.resource}${facts.resourceId === null ? '' : `/${facts.resourceId}`}`,
    status_code: machine && facts.status === undefined ? null : (facts.status ?? 200),
    duration_ms: random.between(30, 4000) / 10,
    previous_state: facts.before ?? null,
    new_state: facts.after ?? null,
    metadata: {
      ...(facts.withoutAddress === true ? {} : { ip_address: actor.ip }),
      user_agent: actor.agent,
      session_id: facts.session ?? `sess_${random.hex8()}`,
      ...facts.metadata,
    },
  }
}

/** Guide B's entry without `prev_hash` and `entry_hash`, which the chain adds at the end. */
export interface LedgerEntry {
  readonly id: string
  readonly actor_id: string
  readonly actor_email: string | null
  readonly actor_role: string
  readonly actor_type: string
  readonly resource_type: string
  readonly resource_id: string
  readonly action: string
  readonly old_values: JsonObject | null
  readonly new_values: JsonObject | null
  readonly reason_code: string | null
  readonly reason_note: string | null
  readonly ip_address: string
  readonly user_agent: string
  readonly source: string
  readonly timestamp: string
  readonly sequence: number
}

export interface LedgerFacts {
  readonly actor: LedgerActor
  readonly resource: string
  readonly resourceId: string
  readonly action: string
  readonly before?: JsonObject | null
  readonly after?: JsonObject | null
  readonly reason?: string
  readonly note?: string
  readonly ip?: string
  readonly agent?: string
  readonly source?: string
}

export function ledgerEntry(random: Random, epochMicros: number, sequence: number, facts: LedgerFacts): LedgerEntry {
  const { actor } = facts
  return {
    id: random.uuidAt(Math.floor(epochMicros / 1000)),
    actor_id: actor.id,
    actor_email: actor.email,
    actor_role: actor.role,
    actor_type: actor.type,
    resource_type: facts.resource,
    resource_id: facts.resourceId,
    action: facts.action,
    old_values: facts.before ?? null,
    new_values: facts.after ?? null,
    reason_code: facts.reason ?? null,
    reason_note: facts.note ?? null,
    ip_address: facts.ip ?? actor.ip,
    user_agent: facts.agent ?? actor.agent,
    source: facts.source ?? actor.source,
    timestamp: isoFromMicros(epochMicros),
    sequence,
  }
}
