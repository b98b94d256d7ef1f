/**
 * Role changes as both guides record them: guide A by actions `user.role.*`, `role.*`, `permission.*` with roles in
 * `previous_state` / `new_state`, guide B by changes of a user whose `old_values` / `new_values` hold a role. What was
 * granted is what the new side has and the old side lacks.
 */
import { isRead, resultOf, segmentsFrom } from '../detect/action-name.ts'
import { hasValue, listTexts, mappedNames, presentText, valueInside } from '../detect/mapped-value.ts'
import type { EntryView } from '../../model/entry.ts'
import type { SourceProfile } from '../../model/profile.ts'

/** Members that hold a role or permission, in before, after and metadata. */
export const roleKeys: readonly string[] = [
  'role',
  'roles',
  'user_role',
  'user_roles',
  'permission',
  'permissions',
  'privilege',
  'privileges',
]

/** Segments of an action that make an entry a role change when a role is in it. */
export const roleSegments: ReadonlySet<string> = new Set([
  'role',
  'roles',
  'permission',
  'permissions',
  'privilege',
  'privileges',
])

/** Segments of a resource type that name an account; its id is then the person concerned. */
export const accountSegments: ReadonlySet<string> = new Set([
  'user',
  'users',
  'account',
  'accounts',
  'staff',
  'employee',
  'employees',
  'member',
  'members',
])

/** Segments of an action that take something away. */
export const revokingSegments: ReadonlySet<string> = new Set([
  'revoke',
  'revoked',
  'remove',
  'removed',
  'unassign',
  'unassigned',
  'delete',
  'deleted',
  'withdraw',
  'withdrawn',
  'deactivate',
  'deactivated',
])

/** Members that name the person concerned when the resource is no account. */
export const granteeKeys: readonly string[] = [
  'user_id',
  'target_user_id',
  'target_user',
  'grantee',
  'actor_id',
  'user',
  'user_email',
  'email',
]

export interface RoleDifference {
  readonly granted: readonly string[]
  readonly revoked: readonly string[]
  /** Empty when the entry does not name anybody. */
  readonly grantee: string
  /** The entry itself says that nothing changed. */
  readonly didFail: boolean
}

/** Roles that an entry grants and revokes; undefined when it is no role change. */
export function roleDifferenceOf(entry: EntryView, profile: SourceProfile): RoleDifference | undefined {
  const segments = segmentsFrom(presentText(entry.field('action')))
  const typeSegments = segmentsFrom(presentText(entry.field('resourceType')))
  const isNamed =
    segments.some((segment) => roleSegments.has(segment)) || typeSegments.some((segment) => roleSegments.has(segment))
  const isAccount = typeSegments.some((segment) => accountSegments.has(segment))
  if ((!isNamed && !isAccount) || isRead(segments)) return undefined
  const isRevoking = segments.some((segment) => revokingSegments.has(segment))
  const before = mappedNames(profile, 'before')
  const after = mappedNames(profile, 'after')
  const granted: string[] = []
  const revoked: string[] = []
  for (const key of roleKeys) {
    const oldValue = valueInside(entry, before, [key])
    const newValue = valueInside(entry, after, [key])
    const oldRoles = listTexts(oldValue)
    const newRoles = listTexts(newValue)
    if (hasValue(newValue)) {
      const added = newRoles.filter((role) => !oldRoles.includes(role))
      // `permission.revoked` with only the permission in its new state names what was taken away.
      if (isRevoking && !hasValue(oldValue)) revoked.push(...added)
      else granted.push(...added)
      revoked.push(...oldRoles.filter((role) => !newRoles.includes(role)))
    } else if (isRevoking) revoked.push(...oldRoles)
  }
  if (isNamed && granted.length === 0 && revoked.length === 0) {
    const inMetadata = roleKeys.flatMap((key) => listTexts(valueInside(entry, mappedNames(profile, 'metadata'), [key])))
    ;(isRevoking ? revoked : granted).push(...inMetadata)
  }
  if (granted.length === 0 && revoked.length === 0) return undefined
  return { granted, revoked, grantee: granteeOf(entry, profile, isAccount), didFail: didFail(entry, segments) }
}

function granteeOf(entry: EntryView, profile: SourceProfile, isAccount: boolean): string {
  const resourceId = presentText(entry.field('resourceId'))
  if (isAccount && resourceId !== '') return resourceId
  const names = (['after', 'before', 'metadata'] as const).flatMap((field) => mappedNames(profile, field))
  return presentText(valueInside(entry, names, granteeKeys)) || resourceId
}

/** True when the action's last segment, the outcome or the status code says so. */
export function didFail(entry: EntryView, segments: readonly string[]): boolean {
  if (resultOf(segments) === 'failure') return true
  const outcome = presentText(entry.field('outcome'))
  if (outcome !== '' && resultOf(['', outcome.toLowerCase()]) === 'failure') return true
  const status = presentText(entry.field('statusCode'))
  return /^[45]\d\d$/.test(status)
}
