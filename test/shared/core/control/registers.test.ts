import { describe, expect, it } from 'vitest'
import { entryFactsFrom, type EntryFacts } from '../../../../src/shared/core/completeness/entry-facts.ts'
import { createActorRegister } from '../../../../src/shared/core/control/actor-register.ts'
import { createDutyPairs } from '../../../../src/shared/core/control/duty-pairs.ts'
import { createEventClasses, eventClassIds } from '../../../../src/shared/core/control/event-classes.ts'
import { createRecordRegisters } from '../../../../src/shared/core/control/record-registers.ts'
import { entryFromJson, guideBProfile } from '../../../support/entry-view.ts'

const profile = guideBProfile
let next = 0

function facts(record: Record<string, unknown>, index = next++): EntryFacts {
  const base = {
    actor_id: 'user_1',
    actor_type: 'human',
    resource_type: 'order',
    resource_id: 'ord_1',
    action: 'update',
    timestamp: '2025-03-03T10:00:00.000000Z',
  }
  return entryFactsFrom(entryFromJson(JSON.stringify({ ...base, ...record }), { profile, index }), profile)
}

/** Classes an entry belongs to. */
function classesOf(record: Record<string, unknown>): string[] {
  const reducer = createEventClasses({ profile })
  reducer.add(facts(record))
  return reducer
    .finish()
    .filter((item) => item.count > 0)
    .map((item) => item.id)
}

describe('event classes of 10.2.1', () => {
  it.each([
    ['10.2.1.1', { resource_type: 'card', action: 'read' }],
    ['10.2.1.2', { actor_role: 'Super Admin' }],
    ['10.2.1.3', { resource_type: 'audit_log', action: 'export' }],
    ['10.2.1.4', { resource_type: 'session', action: 'user.login.failed' }],
    [
      '10.2.1.5',
      { resource_type: 'user', action: 'update', old_values: { role: 'clerk' }, new_values: { role: 'buyer' } },
    ],
    ['10.2.1.5', { resource_type: 'api_key', action: 'rotate' }],
    ['10.2.1.7', { resource_type: 'table', action: 'drop' }],
  ])('%s is recognised from the words of %j', (id, record) => {
    expect(classesOf(record)).toEqual([id])
  })

  it('an entry may belong to several: stopping the audit log is access to it too', () => {
    expect(classesOf({ resource_type: 'audit_log', action: 'stop' })).toEqual(['10.2.1.3', '10.2.1.6'])
  })

  it.each([
    ['a login that succeeded', { resource_type: 'user', action: 'user.login.success' }],
    ['a program that reads a card', { resource_type: 'card', action: 'read', actor_type: 'service' }],
    ['a word that only contains another', { resource_type: 'postcard', action: 'update' }],
    ['reading an account', { resource_type: 'account', action: 'read' }],
    ['a change of a log of work', { resource_type: 'work_log', action: 'update' }],
  ])('none for %s', (_, record) => {
    expect(classesOf(record)).toEqual([])
  })

  it('keeps the first three examples and counts all; every class is in the result', () => {
    const reducer = createEventClasses({ profile })
    for (let index = 0; index < 5; index += 1) reducer.add(facts({ resource_type: 'audit_log' }, index))
    const result = reducer.finish()
    expect(result.map((item) => item.id)).toEqual([...eventClassIds])
    expect(result[2]).toMatchObject({ count: 5 })
    expect(result[2]?.examples.map((example) => example.pointer.line)).toEqual([1, 2, 3])
  })
})

describe('duty pairs', () => {
  const run = (...records: Record<string, unknown>[]): ReturnType<ReturnType<typeof createDutyPairs>['finish']> => {
    const reducer = createDutyPairs({ profile })
    records.forEach((record, index) => reducer.add(facts(record, index)))
    return reducer.finish()
  }
  const refund = { resource_type: 'refund', resource_id: 'r1' }

  it('finds the actor who made and approved one resource, and names both lines', () => {
    const result = run({ ...refund, action: 'create' }, { ...refund, action: 'approve' })
    expect(result).toMatchObject({ approvals: 1, paired: 1, hitCount: 1 })
    expect(result.hits[0]).toMatchObject({
      kind: 'made-and-approved',
      actor: 'user_1',
      madeOnLine: 1,
      pointer: { line: 2 },
    })
  })

  it('finds nothing when another actor approves, and does not pair what was made elsewhere or later', () => {
    expect(run({ ...refund, action: 'create' }, { ...refund, action: 'approve', actor_id: 'user_2' })).toMatchObject({
      paired: 1,
      hitCount: 0,
    })
    expect(run({ ...refund, action: 'approve' }, { ...refund, action: 'create' })).toMatchObject({
      approvals: 1,
      paired: 0,
      hitCount: 0,
    })
    expect(
      run({ ...refund, action: 'create', resource_type: 'order' }, { ...refund, action: 'approve' }),
    ).toMatchObject({ paired: 0 })
  })

  it('finds a role granted to oneself, by id or by e-mail, and no failed attempt', () => {
    const grant = { resource_type: 'user', old_values: { role: 'clerk' }, new_values: { role: 'admin' } }
    expect(run({ ...grant, resource_id: 'user_1' })).toMatchObject({
      grants: 1,
      hitCount: 1,
      hits: [{ kind: 'granted-to-self', object: 'admin' }],
    })
    expect(run({ ...grant, resource_id: 'a@b.example', actor_email: 'a@b.example' })).toMatchObject({ hitCount: 1 })
    expect(run({ ...grant, resource_id: 'user_2' })).toMatchObject({ grants: 1, hitCount: 0 })
    expect(run({ ...grant, resource_id: 'user_1', action: 'user.role.update.failed' })).toMatchObject({
      grants: 0,
      hitCount: 0,
    })
  })

  it('counts what it could not remember, so that no approval is called clean for it', () => {
    const reducer = createDutyPairs({ profile, resourceLimit: 1 })
    reducer.add(facts({ ...refund, action: 'create' }))
    reducer.add(facts({ ...refund, resource_id: 'r2', action: 'create' }))
    reducer.add(facts({ ...refund, resource_id: 'r2', action: 'approve' }))
    expect(reducer.finish()).toMatchObject({ approvals: 1, paired: 0, forgotten: 1 })
  })
})

describe('the register of actors', () => {
  it('counts persons, programs, entries without id and generic ids', () => {
    const reducer = createActorRegister()
    for (const actor_id of ['user_1', 'user_1', 'Admin', '', 'api:feed']) reducer.add(facts({ actor_id }))
    expect(reducer.finish()).toMatchObject({
      entries: 5,
      withoutActor: 1,
      persons: 2,
      programs: 1,
      generic: [{ actor: 'Admin', entries: 1 }],
    })
  })

  it('counts a change of address within 15 minutes of one person, and neither later ones nor those of programs', () => {
    const at = (minute: number, ip_address: string, actor_id = 'user_1'): EntryFacts =>
      facts({ actor_id, ip_address, timestamp: `2025-03-03T10:${String(minute).padStart(2, '0')}:00Z` })
    const reducer = createActorRegister()
    for (const entry of [at(0, '192.0.2.1'), at(15, '192.0.2.2'), at(31, '192.0.2.1'), at(32, '192.0.2.1')])
      reducer.add(entry)
    for (const entry of [at(0, '192.0.2.1', 'api:x'), at(1, '192.0.2.2', 'api:x')]) reducer.add(entry)
    expect(reducer.finish().addressChanges).toMatchObject([{ actor: 'user_1', changes: 1, entries: 4 }])
  })

  it('stays within its limit of ids and says how many entries it left out', () => {
    const reducer = createActorRegister({ actorLimit: 1 })
    for (const actor_id of ['a1', 'a2', 'a1', 'a2']) reducer.add(facts({ actor_id }))
    expect(reducer.finish()).toMatchObject({ entries: 4, persons: 1, unlistedEntries: 2 })
  })
})

describe('registers of exports and reviews', () => {
  it('counts exports per actor and resource, with and without a reason; blanks are no reason', () => {
    const reducer = createRecordRegisters({ profile })
    reducer.add(facts({ action: 'export', reason_code: 'review_q1' }))
    reducer.add(facts({ action: 'export', reason_note: '   ' }))
    reducer.add(facts({ action: 'data.export.failed' }))
    reducer.add(facts({ action: 'exporter_update' }))
    expect(reducer.finish().exports).toMatchObject({
      count: 2,
      withReason: 1,
      groups: [{ actor: 'user_1', resourceType: 'order', count: 2, withReason: 1 }],
    })
  })

  it('finds reviews in action, note and new values, as whole words', () => {
    const reducer = createRecordRegisters({ profile })
    reducer.add(facts({ action: 'access.review.completed' }))
    reducer.add(facts({ reason_note: 'Monthly review: nothing found' }))
    reducer.add(facts({ new_values: { reviewed: true }, timestamp: '2025-03-04T00:00:00Z' }))
    reducer.add(facts({ reason_note: 'previewed by the customer' }))
    reducer.add(facts({ action: 'preview' }))
    expect(reducer.finish().reviews).toMatchObject({ count: 3, days: 2 })
  })
})
