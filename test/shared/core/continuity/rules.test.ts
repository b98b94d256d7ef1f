/** One rule of the check after the other, on histories of a few events each. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Hasher } from '../../../../src/shared/core/bytes/hasher.ts'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { entriesFrom, entryFromJson, guideAProfile, guideBProfile } from '../../../support/entry-view.ts'
import { eventsOf, holeTexts, runContinuity, type EventRow } from './run-continuity.ts'

let sha256: Hasher
beforeAll(async () => {
  sha256 = await loadHasher('sha256')
})

function holes(...rows: EventRow[]): string[] {
  const entries = eventsOf(...rows)
  return holeTexts(runContinuity(sha256, entries), entries)
}

function report(...rows: EventRow[]): ReturnType<typeof runContinuity> {
  return runContinuity(sha256, eventsOf(...rows))
}

describe('a stated old value', () => {
  it('is a break where the last known value differs', () => {
    expect(holes(['create', null, { status: 'new' }], ['update', { status: 'paid' }, { status: 'sent' }])).toEqual([
      'ord_1 status e1..e2',
    ])
  })
  it('is where knowledge begins when nothing is known before it', () => {
    expect(report(['update', { status: 'paid' }, { status: 'sent' }])).toMatchObject({ starts: 1, tested: 0 })
  })
  it('is compared with the old value of an event that names no new one', () => {
    expect(holes(['update', { a: 1, b: 2 }, { a: 3 }], ['update', { b: 5 }, { b: 6 }])).toEqual(['ord_1 b e1..e2'])
    expect(report(['update', { b: 2 }, {}], ['update', { b: null }, { b: 6 }])).toMatchObject({ tested: 1, held: 1 })
  })
  it('says nothing of fields that it does not list', () => {
    expect(report(['create', null, { a: 1, b: 1 }], ['update', { a: 1 }, { a: 2 }])).toMatchObject({
      tested: 1,
      breakCount: 0,
    })
  })
  it('is told from the same id under another type', () => {
    expect(
      holes(
        ['create', null, { status: 'new' }],
        ['update', { status: 'paid' }, { status: 'sent' }, { resource_type: 'refund' }],
      ),
    ).toEqual([])
  })
})

describe('values', () => {
  const between = (known: string, stated: string) => {
    const record = (sequence: number, before: string, after: string) =>
      entryFromJson(
        `{"id":"e${sequence}","sequence":${sequence},"resource_type":"order","resource_id":"o","action":"update","old_values":${JSON.stringify(before)},"new_values":${JSON.stringify(after)}}`,
        { profile: guideBProfile, index: sequence - 1 },
      )
    // JSON held in text: the entries of these tests keep the digits of numbers there.
    const entries = [record(1, '', `{"v":${known}}`), record(2, `{"v":${stated}}`, '{"v":"end"}')]
    const result = runContinuity(sha256, entries)
    return result.breakCount > 0 ? 'differs' : result.writtenDifferently.count > 0 ? 'another form' : 'equal'
  }
  it.each([
    ['1', '1.0', 'another form'],
    ['100', '1e2', 'another form'],
    ['0', '-0.00', 'another form'],
    ['1', '"1"', 'differs'],
    ['9007199254740993', '9007199254740992', 'differs'],
    ['0.1', '0.10000000000000001', 'differs'],
    ['true', '"true"', 'differs'],
    ['"é"', '"\\u00e9"', 'another form'],
    ['"a"', '"A"', 'differs'],
    ['null', '""', 'differs'],
    ['[1,2]', '[ 1, 2 ]', 'another form'],
    ['[1,2]', '[2,1]', 'differs'],
    ['[{"a":1,"b":2}]', '[{"b":2,"a":1}]', 'another form'],
    ['{"a":1,"b":2}', '{"b":2,"a":1}', 'equal'],
    ['{"a":{"b":1}}', '{"a":{"b":2}}', 'differs'],
    ['{"a":1}', 'null', 'differs'],
    ['null', '{"a":1}', 'differs'],
    ['{"a":1}', '{}', 'equal'],
    [`"${'x'.repeat(200)}"`, `"${'x'.repeat(199)}y"`, 'differs'],
    [`"${'x'.repeat(200)}"`, `"${'x'.repeat(200)}"`, 'equal'],
  ])('%s and %s: %s', (known, stated, expected) => {
    expect(between(known, stated)).toBe(expected)
  })
  it('of a nested field are forgotten when what held it was replaced', () => {
    expect(
      holes(
        ['create', null, { address: { city: 'Leeds', zip: '1' } }],
        ['update', { address: { city: 'Leeds', zip: '1' } }, { address: null }],
        ['update', { address: null }, { address: { city: 'York' } }],
        ['update', { address: { city: 'York', zip: '9' } }, { address: { city: 'Bath', zip: '9' } }],
      ),
    ).toEqual([])
  })
  it('are found by a name with a dot in it apart from a nested one', () => {
    expect(holes(['create', null, { 'a.b': 1 }], ['update', { a: { b: 2 } }, { a: { b: 3 } }])).toEqual([])
  })
})

describe('the life of a resource', () => {
  it('begins anew with a second creation, which is odd and no break', () => {
    const result = report(
      ['create', null, { status: 'new' }],
      ['create', null, { total: 1 }],
      ['update', { status: 'paid' }, { status: 'sent' }],
    )
    expect(result).toMatchObject({ breakCount: 0, odd: [{ step: 'created-again', count: 1, firstEntry: 1 }] })
  })
  it('begins with old values only oddly', () => {
    expect(report(['create', { status: 'x' }, { status: 'new' }]).odd).toMatchObject([
      { step: 'create-with-old-value' },
    ])
    expect(report(['create', { status: null }, { status: 'new' }]).odd).toEqual([])
  })
  it('ends with a deletion: its old values are compared, nothing is known after it', () => {
    expect(holes(['create', null, { status: 'new' }], ['delete', { status: 'gone' }, null])).toEqual([
      'ord_1 status e1..e2',
    ])
    const restored = report(
      ['create', null, { status: 'new' }],
      ['delete', { status: 'new' }, null],
      ['restore', { status: 'deleted' }, { status: 'new' }],
      ['update', { status: 'new' }, { status: 'paid' }],
    )
    expect(restored).toMatchObject({ tested: 2, held: 2, odd: [] })
    const silent = report(['delete', { a: 1 }, null], ['update', { a: 2 }, { a: 3 }])
    expect(silent).toMatchObject({ breakCount: 0, odd: [{ step: 'event-after-delete', count: 1 }] })
  })
  it('goes on through an archive and a deletion that only marks', () => {
    expect(
      holes(
        ['archive', { status: 'sent' }, { status: 'archived' }],
        ['delete', { deleted: false }, { deleted: true }],
        ['restore', { status: 'sent', deleted: true }, { status: 'sent', deleted: false }],
      ),
    ).toEqual(['ord_1 status e1..e3'])
  })
  it('is not begun by an action on something else of it', () => {
    const entries = entriesFrom(
      [
        { action: 'account.create.success', resource_type: 'account', resource_id: 'u', new_state: { plan: 'a' } },
        { action: 'session.create.success', resource_type: 'account', resource_id: 'u', new_state: { session: 1 } },
        {
          action: 'account.update.success',
          resource_type: 'account',
          resource_id: 'u',
          previous_state: { plan: 'b' },
          new_state: { plan: 'c' },
        },
      ],
      guideAProfile,
    )
    expect(runContinuity(sha256, entries, { profile: guideAProfile })).toMatchObject({ breakCount: 1, odd: [] })
  })
})

describe('attempts and events without values', () => {
  it('leave either value after an attempt that failed', () => {
    for (const status of ['new', 'paid'])
      expect(
        holes(
          ['create', null, { status: 'new' }],
          ['update.failed', { status: 'new' }, { status: 'paid' }],
          ['update', { status }, { status: 'sent' }],
        ),
      ).toEqual([])
    expect(
      holes(
        ['create', null, { status: 'new' }],
        ['update.failed', null, { status: 'paid' }],
        ['update', { status: 'lost' }, { status: 'sent' }],
      ),
    ).toEqual(['ord_1 status e1..e3'])
  })
  it('know nothing after a change that states nothing, and the same after one that only read', () => {
    const after = (action: string) =>
      report(['create', null, { status: 'new' }], [action, null, null], ['update', { status: 'paid' }, { status: 'x' }])
    expect(after('update')).toMatchObject({ breakCount: 0, changesWithoutValues: 1 })
    expect(after('view')).toMatchObject({ breakCount: 1, changesWithoutValues: 0 })
  })
  it('count values that cannot be read, and know nothing after them', () => {
    const result = report(
      ['create', null, { status: 'new' }],
      ['update', null, null, { new_values: 'a:1:{s:6:"status";s:4:"paid";}' }],
      ['update', { status: 'paid' }, { status: 'sent' }],
    )
    expect(result).toMatchObject({ breakCount: 0, untested: { unreadable: 1 } })
  })
  it('read values that are JSON held in text', () => {
    expect(
      holes(
        ['create', null, null, { new_values: '{"status":"new"}' }],
        ['update', null, { status: 'x' }, { old_values: '{"status":"paid"}' }],
      ),
    ).toEqual(['ord_1 status e1..e2'])
  })
})

describe('an entry for several resources', () => {
  it('leaves its fields unknown where it lists none', () => {
    const rows = (quantity: number) =>
      report(
        ['create', null, { quantity: 1, shelf: 'a' }],
        ['bulk_update', null, { quantity }, { resource_id: 'all' }],
        ['update', { quantity: 9, shelf: 'b' }, { quantity: 10 }],
      )
    expect(rows(9)).toMatchObject({ breakCount: 1, tested: 1, untested: { 'several-resources': 1 } })
  })
  it('is tested for each that it lists', () => {
    expect(
      holes(
        ['create', null, { state: 'on' }],
        ['bulk_update', { state: 'on' }, { state: 'off', order_ids: ['ord_1', 'ord_2'] }, { resource_id: 'batch-7' }],
        ['update', { state: 'on' }, { state: 'x' }],
      ),
    ).toEqual(['ord_1 state e2..e3'])
  })
})

describe('events of one instant', () => {
  const at = { sequence: null, timestamp: '2025-03-01T10:00:00Z' }
  const later = { sequence: null, timestamp: '2025-03-01T10:00:01Z' }
  it('fit when any order of them fits', () => {
    const result = report(
      ['create', null, { s: 'a' }, at],
      ['update', { s: 'c' }, { s: 'd' }, at],
      ['update', { s: 'a' }, { s: 'b' }, at],
      ['update', { s: 'b' }, { s: 'c' }, at],
      ['update', { s: 'd' }, { s: 'e' }, later],
    )
    expect(result).toMatchObject({ breakCount: 0, ties: 1, tested: 4, order: { by: 'time' } })
  })
  it('fit by the dozen, and break by the dozen', () => {
    const chain = Array.from({ length: 40 }, (_, index): EventRow => ['update', { n: index }, { n: index + 1 }, at])
    const mixed = [...chain.filter((_, index) => index % 2 === 1), ...chain.filter((_, index) => index % 2 === 0)]
    expect(report(...mixed, ['update', { n: 40 }, { n: 41 }, later])).toMatchObject({ breakCount: 0 })
    expect(report(...mixed, ['update', { n: 39 }, { n: 41 }, later])).toMatchObject({ breakCount: 1 })
    expect(report(...mixed.slice(1)).breakCount).toBeGreaterThan(0)
  })
  it('leave nothing known where they may have ended anywhere', () => {
    const result = report(
      ['update', { s: 'a' }, { s: 'b' }, at],
      ['update', { s: 'b' }, { s: 'a' }, at],
      ['update', { s: 'a' }, { s: 'c' }, later],
    )
    expect(result).toMatchObject({ breakCount: 0 })
  })
})

describe('the order of events', () => {
  it('is that of times where sequence numbers begin anew, and of the file where there is neither', () => {
    const rows = Array.from({ length: 40 }, (_, index): EventRow => [
      'update',
      { n: index },
      { n: index + 1 },
      {
        sequence: index % 10,
        timestamp: `2025-03-${String(index + 1)
          .padStart(2, '0')
          .replace(/^(3[2-9]|40)$/, '31')}T10:${String(index).padStart(2, '0')}:00Z`,
      },
    ])
    expect(report(...rows)).toMatchObject({ order: { by: 'time' }, breakCount: 0 })
    const bare = rows.map(([action, before, after]): EventRow => [
      action,
      before,
      after,
      { sequence: null, timestamp: null },
    ])
    expect(report(...bare)).toMatchObject({ order: { by: 'file' }, breakCount: 0 })
  })
})

describe('holes', () => {
  it('put fields together whose bounds overlap, with the narrowest bounds', () => {
    expect(
      holes(
        ['create', null, { status: 'new', total: 1 }],
        ['update', { total: 1 }, { total: 2 }],
        ['update', { status: 'paid' }, { status: 'sent' }],
        ['update', { total: 3 }, { total: 4 }],
        ['update', { status: 'back' }, { status: 'new' }],
      ),
    ).toEqual(['ord_1 status e3..e5', 'ord_1 status+total e2..e3'])
  })
  it('are listed up to a limit, earliest first, and all counted', () => {
    const rows = Array.from({ length: 60 }, (_, index): EventRow => ['update', { n: index * 2 }, { n: index * 2 + 1 }])
    const result = runContinuity(sha256, eventsOf(...rows), { holeLimit: 7 })
    expect(result).toMatchObject({ holeCount: 59, breakCount: 59, resourcesWithBreaks: 1 })
    expect(result.holes.map((hole) => hole.untilEntry)).toEqual([1, 2, 3, 4, 5, 6, 7])
  })
})

it('takes a field that a list of changes leaves out for unchanged, where the format says so', () => {
  const profile = {
    ...guideBProfile,
    fields: { ...guideBProfile.fields, before: ['previous_attributes'], after: ['object'] },
  }
  const rows = [
    { previous_attributes: null, object: { status: 'open', amount: 5 } },
    { previous_attributes: { amount: 5 }, object: { status: 'open', amount: 6 } },
    { previous_attributes: { amount: 6 }, object: { status: 'paid', amount: 7 } },
  ].map((row, index) => ({
    id: `e${index + 1}`,
    sequence: index,
    resource_type: 'charge',
    resource_id: 'ch_1',
    action: 'charge.updated',
    ...row,
  }))
  const result = runContinuity(sha256, entriesFrom(rows, profile), { profile })
  expect(result).toMatchObject({ breakCount: 1, types: [{ style: 'changed-then-full' }] })
  expect(result.holes[0]).toMatchObject({ fields: ['status'], breaks: [{ implied: true }] })
})

it('takes hostile input as it comes', () => {
  const deep = `${'{"a":'.repeat(120)}1${'}'.repeat(120)}`
  const record = (sequence: number, before: string, after: string) =>
    entryFromJson(
      `{"id":"e${sequence}","sequence":${sequence},"resource_type":"order","resource_id":"o","action":"update","old_values":${before},"new_values":${after}}`,
      { profile: guideBProfile, index: sequence - 1 },
    )
  const wide = `{${Array.from({ length: 5000 }, (_, index) => `"f${index}":${index}`).join(',')}}`
  const entries = [
    record(1, 'null', deep),
    record(2, deep, deep.replace('1', '2')),
    record(3, deep, '{"__proto__":1,"constructor":2,"":3}'),
    record(4, '{"__proto__":2,"constructor":2,"":3}', wide),
    record(5, '{"f1":2}', '{"":{"":{"":1}}}'),
    record(6, '{"a":1,"a":2}', '[]'),
    record(7, 'null', '"x"'),
  ]
  const result = runContinuity(sha256, entries)
  expect(result.untested).toEqual({ 'too-wide': 1, 'not-an-object': 1, unreadable: 1 })
  expect(result.breakCount).toBe(1)
})
