import { describe, expect, it } from 'vitest'
import type { AdminHistory } from '../../../../src/shared/model/analysis.ts'
import type { SourceProfile } from '../../../../src/shared/model/profile.ts'
import {
  createAdminHistory,
  type AdminHistoryParameters,
} from '../../../../src/shared/core/completeness/admin-history.ts'
import { createChangeCounts } from '../../../../src/shared/core/completeness/change-counts.ts'
import { entriesFrom, guideAProfile, guideBProfile, microsFrom } from '../../../support/entry-view.ts'

type RecordLike = Readonly<Record<string, unknown>>

function history(
  records: readonly RecordLike[],
  profile: SourceProfile,
  limits: Partial<AdminHistoryParameters> = {},
): AdminHistory {
  const reducer = createAdminHistory({ sourceId: 1, profile, ...limits })
  for (const entry of entriesFrom(records, profile)) reducer.add(entry)
  return reducer.finish()
}

function moves(result: AdminHistory): string[] {
  return result.changes.map(
    ({ change, role, grantee, actor, pointer }) => `${pointer.line}: ${actor} ${change} ${role} ${grantee}`,
  )
}

describe('admin history', () => {
  const day = '2025-03-27T10:00:00Z'
  const grant = (action: string, before: unknown, after: unknown, more: RecordLike = {}): RecordLike => ({
    timestamp: day,
    user_id: 'boss',
    user_roles: ['manager'],
    action,
    resource_type: 'user',
    resource_id: 'user_7',
    previous_state: before,
    new_state: after,
    ...more,
  })

  it('reads guide A’s grants and revocations', () => {
    const result = history(
      [
        grant('user.role.assigned', { role: 'staff' }, { role: 'admin' }),
        grant('user.role.changed', { roles: ['admin', 'staff'] }, { roles: ['staff'] }),
        grant('role.revoked', null, { role: 'superuser' }),
        grant(
          'permission.granted',
          null,
          { permission: 'admin' },
          { resource_type: 'permission', resource_id: 'perm_1', new_state: { permission: 'admin', user_id: 'user_8' } },
        ),
        grant('user.role.assigned', null, null, { metadata: { role: 'Super-Admin' } }),
        grant('user.role.revoked', { role: 'admin' }, null),
      ],
      guideAProfile,
    )
    expect(moves(result)).toEqual([
      '1: boss granted admin user_7',
      '2: boss revoked admin user_7',
      '3: boss revoked superuser user_7',
      '4: boss granted admin user_8',
      '5: boss granted Super-Admin user_7',
      '6: boss revoked admin user_7',
    ])
    expect(result.changes[0]?.occurredAtMicros).toBe(microsFrom(day))
  })

  it('takes a role that replaces another as granted, whatever the action is called', () => {
    expect(
      moves(history([grant('user.role.revoked', { role: 'admin' }, { role: 'superuser' })], guideAProfile)),
    ).toEqual(['1: boss granted superuser user_7', '1: boss revoked admin user_7'])
  })

  it('names nobody where the entry has null', () => {
    const result = history(
      [
        grant(
          'user.role.assigned',
          null,
          { role: 'admin' },
          { user_id: null, user_roles: ['admin'], resource_id: null },
        ),
      ],
      guideAProfile,
    )
    expect(result.changes[0]).toMatchObject({ actor: '', grantee: '' })
    expect(result.seen[0]?.actor).toBe('')
  })

  it('reads guide B’s changes of a user’s role, and a user created with one', () => {
    const change = (action: string, before: unknown, after: unknown): RecordLike => ({
      timestamp: day,
      actor_id: 'user_1',
      actor_role: 'operations_manager',
      action,
      resource_type: 'user',
      resource_id: 'user_789',
      old_values: before,
      new_values: after,
    })
    const result = history(
      [
        change('update', { role: 'warehouse_staff' }, { role: 'admin' }),
        change('update', { role: 'admin', name: 'x' }, { name: 'y' }),
        change('create', null, { role: 'Super Admin' }),
        change('delete', { role: 'admin' }, null),
        change('update', { role: 'admin' }, { role: 'admin' }),
      ],
      guideBProfile,
    )
    expect(moves(result)).toEqual([
      '1: user_1 granted admin user_789',
      '3: user_1 granted Super Admin user_789',
      '4: user_1 revoked admin user_789',
    ])
  })

  it('leaves out reads, other roles and other resources, and counts failed attempts apart', () => {
    const result = history(
      [
        grant('user.role.view', null, { role: 'admin' }),
        grant('user.role.assigned', null, { role: 'editor' }),
        grant('product.update.success', null, { role: 'admin' }, { resource_type: 'product' }),
        grant('user.role.assign.failed', null, { role: 'admin' }),
        grant('user.role.assign', null, { role: 'admin' }, { status_code: 403 }),
      ],
      guideAProfile,
    )
    expect(result).toMatchObject({ changeCount: 0, changes: [], failedAttempts: 2, result: 'measured' })
  })

  it('lists actors seen with an admin role, with first and last time', () => {
    const act = (timestamp: string | null, user: string, roles: unknown): RecordLike => ({
      timestamp,
      user_id: user,
      user_roles: roles,
      action: 'product.update',
    })
    const result = history(
      [
        act('2025-03-02T00:00:00Z', 'a', ['admin']),
        act('2025-03-01T00:00:00Z', 'b', ['customer']),
        act('2025-03-01T00:00:00Z', 'a', ['admin', 'superuser']),
        act(null, 'a', ['admin']),
      ],
      guideAProfile,
    )
    expect(result.seen).toEqual([
      {
        actor: 'a',
        role: 'admin',
        firstMicros: microsFrom('2025-03-01T00:00:00Z'),
        lastMicros: microsFrom('2025-03-02T00:00:00Z'),
        entries: 3,
      },
      {
        actor: 'a',
        role: 'superuser',
        firstMicros: microsFrom('2025-03-01T00:00:00Z'),
        lastMicros: microsFrom('2025-03-01T00:00:00Z'),
        entries: 1,
      },
    ])
  })

  it('is not testable on a source that records no role at all, and keeps to its limits', () => {
    expect(history([{ timestamp: day, user_id: 'a', action: 'product.update' }], guideAProfile).result).toBe(
      'not-testable',
    )
    const many = Array.from({ length: 30 }, (_, index) =>
      grant('user.role.assigned', null, { role: 'admin' }, { user_id: `u${index}`, user_roles: ['admin'] }),
    )
    const result = history(many, guideAProfile, { changeLimit: 5, actorLimit: 7 })
    expect(result).toMatchObject({ changeCount: 30, unlisted: 23 })
    expect(result.changes).toHaveLength(5)
    expect(result.seen).toHaveLength(7)
  })
})

describe('change counts', () => {
  it('counts entries with a value before or after, by month, type and action', () => {
    const change = (timestamp: string | null, action: string, before: unknown, after: unknown): RecordLike => ({
      timestamp,
      resource_type: 'order',
      action,
      old_values: before,
      new_values: after,
    })
    const reducer = createChangeCounts({ sourceId: 4 })
    const records = [
      change('2025-03-31T23:59:59Z', 'update', { a: 1 }, { a: 2 }),
      change('2025-03-01T00:00:00Z', 'update', null, { a: 2 }),
      change('2025-04-01T00:00:00Z', 'update', { a: 1 }, null),
      change('2025-04-01T00:00:00Z', 'export', null, null),
      change('2025-04-01T00:00:00Z', 'view', '', ''),
      change(null, 'delete', { a: 1 }, null),
    ]
    for (const entry of entriesFrom(records, guideBProfile)) reducer.add(entry)
    expect(reducer.finish()).toEqual({
      sourceId: 4,
      result: 'measured',
      changes: 4,
      groups: [
        { month: '2025-03', resourceType: 'order', action: 'update', count: 2 },
        { month: '2025-04', resourceType: 'order', action: 'update', count: 1 },
        { month: null, resourceType: 'order', action: 'delete', count: 1 },
      ],
      unlisted: 0,
    })
  })

  it('keeps to its limit of groups and is not testable without the fields', () => {
    const reducer = createChangeCounts({ sourceId: 4, groupLimit: 2 })
    for (const entry of entriesFrom(
      [1, 2, 3, 4].map((n) => ({ action: `a${n}`, new_values: { n } })),
      guideBProfile,
    ))
      reducer.add(entry)
    expect(reducer.finish()).toMatchObject({ changes: 4, unlisted: 2 })
    expect(createChangeCounts({ sourceId: 4 }).finish().result).toBe('not-testable')
  })
})
