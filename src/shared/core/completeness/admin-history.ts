/**
 * Who was granted or lost an administrator's role, when and by whom, and which actors were seen acting with one: what
 * the log itself says. It is no list of present rights; a grant before the log begins is not in it.
 */
import type { AdminHistory, RoleChange } from '../../model/analysis.ts'
import { pointerFrom, type EntryView } from '../../model/entry.ts'
import type { SourceProfile } from '../../model/profile.ts'
import { hasValue, listTexts, presentText } from '../detect/mapped-value.ts'
import { roleDifferenceOf } from './role-changes.ts'

/** Roles taken as administrative, compared in lower case with spaces and hyphens as `_`. */
export const defaultAdminRoles: readonly string[] = [
  'admin',
  'administrator',
  'superuser',
  'super_user',
  'superadmin',
  'super_admin',
  'root',
  'sysadmin',
  'system_admin',
  'system_administrator',
]

export interface AdminHistoryParameters {
  readonly sourceId: number
  readonly profile: SourceProfile
  readonly adminRoles?: readonly string[]
  /** Changes listed; all are counted. */
  readonly changeLimit?: number
  /** Pairs of actor and role remembered. */
  readonly actorLimit?: number
}

export interface AdminHistoryReducer {
  add(entry: EntryView): void
  finish(): AdminHistory
}

export function createAdminHistory(parameters: AdminHistoryParameters): AdminHistoryReducer {
  const { sourceId, profile, adminRoles = defaultAdminRoles, changeLimit = 10_000, actorLimit = 10_000 } = parameters
  const admin = new Set(adminRoles.map(normalisedRole))
  const isAdmin = (role: string): boolean => admin.has(normalisedRole(role))
  const changes: RoleChange[] = []
  const seenByKey = new Map<string, AdminHistory['seen'][number]>()
  let sawRole = false
  let changeCount = 0
  let failedAttempts = 0
  let unlisted = 0

  const addChange = (entry: EntryView): void => {
    const difference = roleDifferenceOf(entry, profile)
    if (difference === undefined) return
    sawRole = true
    const moves = [
      ...difference.granted.filter(isAdmin).map((role) => ({ change: 'granted' as const, role })),
      ...difference.revoked.filter(isAdmin).map((role) => ({ change: 'revoked' as const, role })),
    ]
    if (difference.didFail) {
      failedAttempts += moves.length
      return
    }
    changeCount += moves.length
    for (const { change, role } of moves.slice(0, Math.max(0, changeLimit - changes.length))) {
      changes.push({
        pointer: pointerFrom(entry),
        occurredAtMicros: entry.occurredAtMicros,
        change,
        role,
        grantee: difference.grantee,
        actor: actorOf(entry),
        action: presentText(entry.field('action')),
      })
    }
  }

  const addSeen = (entry: EntryView): void => {
    const fields = [entry.raw('user_roles'), entry.field('actorRole')]
    if (fields.some(hasValue)) sawRole = true
    const actor = actorOf(entry)
    for (const role of new Set(fields.flatMap(listTexts).filter(isAdmin))) {
      const key = JSON.stringify([actor, role])
      const seen = seenByKey.get(key)
      if (seen === undefined && seenByKey.size >= actorLimit) unlisted += 1
      else
        seenByKey.set(
          key,
          widened(seen ?? { actor, role, firstMicros: null, lastMicros: null, entries: 0 }, entry.occurredAtMicros),
        )
    }
  }

  return {
    add(entry) {
      addChange(entry)
      addSeen(entry)
    },
    finish() {
      const seen = [...seenByKey.values()].toSorted(
        (left, right) =>
          right.entries - left.entries || compareTexts(left.actor, right.actor) || compareTexts(left.role, right.role),
      )
      return {
        sourceId,
        result: sawRole ? 'measured' : 'not-testable',
        changeCount,
        changes,
        failedAttempts,
        seen,
        unlisted,
      }
    },
  }
}

function widened(seen: AdminHistory['seen'][number], micros: number | null): AdminHistory['seen'][number] {
  if (micros === null) return { ...seen, entries: seen.entries + 1 }
  return {
    ...seen,
    firstMicros: seen.firstMicros === null ? micros : Math.min(seen.firstMicros, micros),
    lastMicros: seen.lastMicros === null ? micros : Math.max(seen.lastMicros, micros),
    entries: seen.entries + 1,
  }
}

function actorOf(entry: EntryView): string {
  return presentText(entry.field('actorId')) || presentText(entry.field('actorEmail'))
}

function normalisedRole(role: string): string {
  return role
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
}

/** By code unit: the same order on every computer, which a locale's order is not. */
function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
