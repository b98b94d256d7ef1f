import { describe, expect, it } from 'vitest'
import type { FillRate } from '../../../../src/shared/model/analysis.ts'
import type { SourceProfile } from '../../../../src/shared/model/profile.ts'
import { createFillRates } from '../../../../src/shared/core/completeness/fill-rates.ts'
import { entryFactsFrom } from '../../../../src/shared/core/completeness/entry-facts.ts'
import { addressKind } from '../../../../src/shared/core/completeness/ip-address.ts'
import { reasonThresholds, type ReasonThreshold } from '../../../../src/shared/core/completeness/reason-thresholds.ts'
import { timeTextFacts } from '../../../../src/shared/core/completeness/time-text.ts'
import { entriesFrom, entryFrom, guideAProfile, guideBProfile } from '../../../support/entry-view.ts'

type RecordLike = Readonly<Record<string, unknown>>

const guideBEntry: RecordLike = {
  id: '0193',
  actor_id: 'user_123',
  actor_email: 'john.doe@brand.com',
  actor_role: 'operations_manager',
  actor_type: 'human',
  resource_type: 'order',
  resource_id: 'ord_555',
  action: 'status_update',
  old_values: { status: 'pending' },
  new_values: { status: 'shipped' },
  reason_code: 'fulfillment_complete',
  reason_note: 'Batch shipment processed via UPS',
  ip_address: '203.0.113.42',
  user_agent: 'Mozilla/5.0',
  source: 'admin_panel',
  timestamp: '2024-12-27T10:00:00.847291Z',
  sequence: 48291037,
  prev_hash: 'a1',
  entry_hash: 'f6',
}

const guideAEntry: RecordLike = {
  timestamp: '2025-03-27T10:15:30Z',
  user_id: 'user_12345',
  action: 'order.refund.processed',
  resource_type: 'order',
  resource_id: 'ord_789456',
  previous_state: { status: 'completed', refund_amount: 0 },
  new_state: { status: 'refunded', refund_amount: 79.99 },
  metadata: { ip_address: '192.168.1.1', user_agent: 'Mozilla/5.0...', refund_reason: 'customer_request' },
}

function rates(records: readonly RecordLike[], profile: SourceProfile): Record<string, FillRate> {
  const reducer = createFillRates({ profile })
  for (const entry of entriesFrom(records, profile)) reducer.add(entry)
  return Object.fromEntries(reducer.finish().map((rate) => [rate.requirement, rate]))
}

describe('fill rates', () => {
  it('measures guide B’s own sample entry', () => {
    const result = rates([guideBEntry], guideBProfile)
    const measured = Object.fromEntries(
      Object.values(result).map((rate) => [
        rate.requirement,
        rate.result === 'measured' ? `${rate.filled}/${rate.applicable}` : rate.result,
      ]),
    )
    expect(measured).toEqual({
      'actor id': '1/1',
      'e-mail': '1/1',
      'role at the time': '1/1',
      'actor type': '1/1',
      'resource type': '1/1',
      'resource id': '1/1',
      action: '1/1',
      'action in the vocabulary': '0/1',
      'old and new values': '1/1',
      outcome: '0/1',
      'UTC time': '1/1',
      microseconds: '1/1',
      sequence: '1/1',
      'IP address': '1/1',
      'user agent': '1/1',
      location: 'not-testable',
      'location, recorded or derivable from a public address': '0/1',
      interface: '1/1',
      'reason of a manual refund above $100': '0/0',
      'reason of an inventory write-down above 10 units': '0/0',
      'reason of a user role change': '0/0',
      'reason of a price override': '0/0',
      'reason of a cancellation after fulfilment has begun': '0/0',
    })
  })

  it('calls not testable what guide A’s sample entry has no field for', () => {
    const result = rates([guideAEntry], guideAProfile)
    expect(result['e-mail']).toMatchObject({ result: 'not-testable', fields: ['user_email'], applicable: 0 })
    expect(result['actor type']).toMatchObject({ result: 'not-testable', fields: ['actorType'] })
    expect(result['sequence']).toMatchObject({ result: 'not-testable' })
    expect(result['microseconds']).toMatchObject({ result: 'measured', filled: 0, applicable: 1 })
    expect(result['outcome']).toMatchObject({ result: 'measured', filled: 1, applicable: 1 })
    expect(result['IP address']).toMatchObject({
      result: 'measured',
      filled: 1,
      fields: ['ip_address', 'metadata.ip_address'],
    })
    expect(result['location, recorded or derivable from a public address']).toMatchObject({ filled: 0, applicable: 1 })
  })

  it('measures 0 % for a field that exists and is always null, and lists the first entries without a value', () => {
    const records = Array.from({ length: 30 }, () => ({ ...guideBEntry, actor_email: null }))
    const rate = rates(records, guideBProfile)['e-mail']
    expect(rate).toMatchObject({ result: 'measured', filled: 0, applicable: 30 })
    expect(rate?.missing).toHaveLength(20)
    expect(rate?.missing[3]?.line).toBe(4)
  })

  it('expects no old values of a creation, no new ones of a deletion, and neither of a read or a failure', () => {
    const change = (action: string, sides: RecordLike): FillRate | undefined =>
      rates([{ ...guideBEntry, old_values: null, new_values: null, action, ...sides }], guideBProfile)[
        'old and new values'
      ]
    expect(change('create', { new_values: { a: 1 } })).toMatchObject({ filled: 1, applicable: 1 })
    expect(change('delete', { old_values: { a: 1 } })).toMatchObject({ filled: 1, applicable: 1 })
    expect(change('update', { new_values: { a: 1 } })).toMatchObject({ filled: 0, applicable: 1 })
    expect(change('user.login.success', {})).toMatchObject({ applicable: 0 })
    expect(change('order.update.failed', {})).toMatchObject({ applicable: 0 })
    expect(change('permission.grant.view', {})).toMatchObject({ applicable: 0 })
  })

  it('records an outcome by field, status code or last segment', () => {
    for (const action of ['order.create.success', 'order.label.print.failed', 'order.refund.processed']) {
      expect(rates([{ action }], guideAProfile)['outcome']).toMatchObject({ filled: 1 })
    }
    expect(rates([{ action: 'product.update' }], guideAProfile)['outcome']).toMatchObject({ filled: 0, applicable: 1 })
    expect(rates([{ action: 'product.update', status_code: 200 }], guideAProfile)['outcome']).toMatchObject({
      filled: 1,
    })
    expect(rates([{ action: 'failed' }], guideAProfile)['outcome']).toMatchObject({ filled: 0 })
  })
})

describe('thresholds that need a reason', () => {
  const need = (id: ReasonThreshold['id'], record: RecordLike, profile: SourceProfile = guideBProfile): string => {
    const threshold = reasonThresholds.find((item) => item.id === id) as ReasonThreshold
    return threshold.decide(entryFactsFrom(entryFrom({ actor_type: 'human', ...record }, { profile }), profile))
  }

  it.each<[string, RecordLike, string]>([
    ['$100.00 exactly', { action: 'refund', resource_type: 'order', new_values: { refund_amount: 100 } }, 'not-needed'],
    ['$100.01', { action: 'refund', resource_type: 'order', new_values: { refund_amount: '100.01' } }, 'needed'],
    [
      'the difference to an earlier refund',
      { action: 'refund', old_values: { refund_amount: 150 }, new_values: { refund_amount: 200 } },
      'not-needed',
    ],
    [
      'an order that became refunded, by its total',
      {
        action: 'update',
        resource_type: 'order',
        old_values: { status: 'delivered' },
        new_values: { status: 'Refunded', total: 5000 },
      },
      'needed',
    ],
    [
      'an order that was refunded already',
      {
        action: 'update',
        resource_type: 'order',
        old_values: { status: 'refunded' },
        new_values: { status: 'refunded', total: 5000 },
      },
      'not-needed',
    ],
    ['no amount', { action: 'create', resource_type: 'refund', new_values: { order: 'x' } }, 'undecided'],
    ['a program', { action: 'refund', actor_type: 'system', new_values: { refund_amount: 500 } }, 'not-needed'],
    [
      'a program by its name',
      { action: 'refund', actor_type: null, actor_id: 'cron:refunds', new_values: { refund_amount: 500 } },
      'not-needed',
    ],
    ['a request only', { action: 'order.refund.requested', new_values: { refund_amount: 500 } }, 'not-needed'],
    ['a failed one', { action: 'order.refund.failed', new_values: { refund_amount: 500 } }, 'not-needed'],
  ])('refund: %s', (_, record, expected) => {
    expect(need('manual-refund', record)).toBe(expected)
  })

  it('takes guide A’s sample refund of 79.99 as below, and 179.99 as above', () => {
    expect(need('manual-refund', guideAEntry, guideAProfile)).toBe('not-needed')
    expect(
      need(
        'manual-refund',
        { ...guideAEntry, new_state: { status: 'refunded', refund_amount: 179.99 } },
        guideAProfile,
      ),
    ).toBe('needed')
  })

  it.each<[string, RecordLike, string]>([
    [
      '10 units exactly',
      { action: 'inventory_adjustment', old_values: { quantity: 47 }, new_values: { quantity: 37 } },
      'not-needed',
    ],
    [
      '11 units',
      { action: 'inventory_adjustment', old_values: { quantity: 47 }, new_values: { quantity: 36 } },
      'needed',
    ],
    [
      'an increase',
      { action: 'inventory_adjustment', old_values: { quantity: 36 }, new_values: { quantity: 47 } },
      'not-needed',
    ],
    ['a negative change', { action: 'inventory_adjustment', new_values: { delta: -11 } }, 'needed'],
    ['a positive change', { action: 'inventory_adjustment', new_values: { delta: 11 } }, 'not-needed'],
    [
      'guide A’s product line 50 to 35',
      { action: 'product.update', old_values: { inventory: 50 }, new_values: { inventory: 35 } },
      'needed',
    ],
    [
      'a quantity of something else',
      { action: 'update', resource_type: 'order', old_values: { quantity: 50 }, new_values: { quantity: 1 } },
      'not-needed',
    ],
    ['no quantities', { action: 'inventory_adjustment', new_values: { note: 'x' } }, 'undecided'],
    [
      'a program',
      { action: 'inventory_adjustment', actor_type: 'api', old_values: { stock: 47 }, new_values: { stock: 0 } },
      'not-needed',
    ],
  ])('write-down: %s', (_, record, expected) => {
    expect(need('inventory-write-down', record)).toBe(expected)
  })

  it.each<[string, RecordLike, string]>([
    [
      'a user’s role',
      { action: 'update', resource_type: 'user', old_values: { role: 'staff' }, new_values: { role: 'manager' } },
      'needed',
    ],
    [
      'the same role',
      { action: 'update', resource_type: 'user', old_values: { role: 'staff' }, new_values: { role: 'staff' } },
      'not-needed',
    ],
    [
      'a role of another thing',
      { action: 'update', resource_type: 'page', new_values: { role: 'banner' } },
      'not-needed',
    ],
    [
      'a failed one',
      { action: 'user.role.assign.failed', resource_type: 'user', new_values: { role: 'admin' } },
      'not-needed',
    ],
  ])('role change: %s', (_, record, expected) => {
    expect(need('role-change', record)).toBe(expected)
  })

  it.each<[string, RecordLike, string]>([
    ['by name', { action: 'price_override', resource_type: 'order' }, 'needed'],
    ['by resource', { action: 'create', resource_type: 'price_override' }, 'needed'],
    ['by member', { action: 'update', resource_type: 'order', new_values: { override_price: 5 } }, 'needed'],
    [
      'a change of a catalogue price is none',
      { action: 'update', resource_type: 'product', new_values: { price: 5 } },
      'not-needed',
    ],
  ])('price override: %s', (_, record, expected) => {
    expect(need('price-override', record)).toBe(expected)
  })

  it.each<[string, RecordLike, string]>([
    [
      'after shipping',
      {
        action: 'order.cancel.success',
        resource_type: 'order',
        old_values: { status: 'shipped' },
        new_values: { status: 'cancelled' },
      },
      'needed',
    ],
    [
      'by status only',
      {
        action: 'update',
        resource_type: 'order',
        old_values: { status: 'Partially Shipped' },
        new_values: { status: 'canceled' },
      },
      'needed',
    ],
    [
      'before',
      {
        action: 'update',
        resource_type: 'order',
        old_values: { status: 'pending' },
        new_values: { status: 'cancelled' },
      },
      'not-needed',
    ],
    ['unknown state', { action: 'order.cancel.success', resource_type: 'order' }, 'undecided'],
    [
      'a request',
      { action: 'order.cancellation.requested', resource_type: 'order', old_values: { status: 'shipped' } },
      'not-needed',
    ],
    [
      'a subscription',
      { action: 'subscription.cancel', resource_type: 'subscription', old_values: { status: 'shipped' } },
      'not-needed',
    ],
  ])('cancellation: %s', (_, record, expected) => {
    expect(need('late-cancellation', record)).toBe(expected)
  })

  it('fills Why by code or by note, not by blanks, and counts what it cannot decide apart', () => {
    const refund = { action: 'refund', actor_type: 'human', new_values: { refund_amount: 500 } }
    const records = [
      { ...refund, reason_code: 'customer_request', reason_note: null },
      { ...refund, reason_code: null, reason_note: 'lost' },
      { ...refund, reason_code: '', reason_note: '  ' },
      { ...refund, new_values: { x: 1 } },
    ]
    expect(rates(records, guideBProfile)['reason of a manual refund above $100']).toMatchObject({
      filled: 2,
      applicable: 3,
      undecided: 1,
      missing: [{ line: 3 }],
    })
    expect(
      rates([refund], { ...guideBProfile, fields: { action: ['action'] } })['reason of a manual refund above $100'],
    ).toMatchObject({
      result: 'not-testable',
      fields: ['reasonCode', 'reasonNote'],
    })
  })
})

describe('time texts', () => {
  it.each([
    ['2024-12-15T16:47:23.847291Z', 's', 'utc', true],
    ['2025-03-27T10:15:30Z', 's', 'utc', false],
    ['2025-03-27T10:15:30.123Z', 's', 'utc', false],
    ['2025-03-27 10:15:30.8472+00', 's', 'utc', true],
    ['2025-03-27 10:15:30.847+00', 's', 'utc', false],
    ['2025-03-27T10:15:30.847291+00:00', 's', 'utc', true],
    ['2025-03-27T10:15:30.847291-05:00', 's', 'offset', true],
    ['2025-03-27T10:15:30.847291', 's', 'unstated', true],
    ['1743070530', 's', 'utc', false],
    ['1743070530.123456', 's', 'utc', true],
    ['1743070530123', 'ms', 'utc', false],
    ['1743070530123456', 'us', 'utc', true],
    ['27/Mar/2025:10:15:30', 's', 'unstated', false],
  ] as const)('%s in %s', (text, unit, zone, hasMicroseconds) => {
    expect(timeTextFacts(text, unit)).toEqual({ zone, hasMicroseconds })
  })
})

describe('addresses that could be located', () => {
  it.each([
    ['73.45.123.45', 'public'],
    ['8.8.8.8/32', 'public'],
    ['192.168.1.55', 'special'],
    ['10.0.0.1', 'special'],
    ['172.31.255.255', 'special'],
    ['172.32.0.0', 'public'],
    ['100.64.0.1', 'special'],
    ['127.0.0.1', 'special'],
    ['169.254.1.1', 'special'],
    ['203.0.113.42', 'special'],
    ['224.0.0.1', 'special'],
    ['255.255.255.255', 'special'],
    ['256.1.1.1', 'unreadable'],
    ['', 'unreadable'],
    ['localhost', 'unreadable'],
    ['2606:4700::1111', 'public'],
    ['2001:db8::1', 'special'],
    ['fe80::1', 'special'],
    ['fd00::1', 'special'],
    ['::1', 'special'],
    ['::ffff:192.168.1.1', 'special'],
    ['::ffff:8.8.8.8', 'public'],
    ['2001:0:1::1', 'special'],
    ['1:2:3', 'unreadable'],
    ['::1::2', 'unreadable'],
  ])('%s is %s', (text, kind) => {
    expect(addressKind(text)).toBe(kind)
  })
})
