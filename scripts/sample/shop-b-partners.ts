/**
 * Guide B's scenario 3 (a leaked key), scenario 4 (a disputed shipment) and the list of role changes, with their printed
 * numbers. The key states facts and the order of changes; responsibility is for people.
 */
import type { LedgerFacts } from './entries.ts'
import { inventorySync, ledgerSuperAdmins } from './people.ts'
import type { LedgerActor } from './people.ts'
import { ledgerPlant as entry } from './plan.ts'
import type { Group, Plant, PlantingDays, Tags } from './plan.ts'
import type { Random } from './random.ts'

type LedgerPlant = Plant<LedgerFacts>

/** 50 inventory reads, one export of the last 30 days' orders and 12 orders, from 3:00 AM, one key, a new address. */
export function leakedKey(days: PlantingDays, random: Random): Group<LedgerFacts> {
  const day = days.workday(0.6)
  const key: LedgerActor = {
    id: 'api:partner-feed',
    email: null,
    role: 'integration',
    type: 'api',
    ip: '203.0.113.210',
    agent: 'partner-feed/4.0',
    source: 'public_api',
  }
  const away = { ip: '192.0.2.66', agent: 'python-requests/2.31' }
  const plants: LedgerPlant[] = []
  for (let i = 0; i < 6; i += 1)
    plants.push(
      entry(
        day - 6 + i,
        [6, 30, i, 55],
        {
          actor: key,
          resource: 'inventory',
          resourceId: 'all',
          action: 'export',
          after: { endpoint: '/v1/inventory', api_key: 'key_7f3a' },
        },
        { role: 'usual-use' },
      ),
    )
  for (let i = 0; i < 50; i += 1)
    plants.push(
      entry(
        day,
        [3, 0, i, random.below(1_000_000)],
        {
          actor: key,
          ...away,
          resource: 'inventory',
          resourceId: `SKU-TOP-${String(i + 1).padStart(3, '0')}`,
          action: 'export',
          after: { endpoint: '/v1/inventory', api_key: 'key_7f3a' },
        },
        { role: 'inventory-read' },
      ),
    )
  plants.push(
    entry(
      day,
      [3, 2, 10, 4],
      {
        actor: key,
        ...away,
        resource: 'order',
        resourceId: 'last-30-days',
        action: 'export',
        after: { endpoint: '/v1/orders', days: 30, rows: 1184, api_key: 'key_7f3a' },
      },
      { role: 'orders-read' },
    ),
  )
  for (let i = 0; i < 12; i += 1)
    plants.push(
      entry(
        day,
        [3, 4 + i, 20, random.below(1_000_000)],
        {
          actor: key,
          ...away,
          resource: 'order',
          resourceId: `ord_k${100 + i}`,
          action: 'create',
          after: {
            status: 'pending',
            total: random.between(8000, 19_000) / 100,
            currency: 'USD',
            address: `Forwarding box ${700 + i}`,
          },
        },
        { role: 'orders-created' },
      ),
    )
  plants.push(
    entry(
      day,
      [3, 41, 5, 900],
      {
        actor: ledgerSuperAdmins[0] ?? key,
        resource: 'api_key',
        resourceId: 'key_7f3a',
        action: 'update',
        before: { state: 'active' },
        after: { state: 'revoked' },
        reason: 'system_correction',
        note: 'Key found in a public repository',
      },
      { role: 'revoked' },
    ),
  )
  return {
    id: 'guide-b-scenario-3-leaked-key',
    facts: {
      key: 'key_7f3a',
      actor: 'api:partner-feed',
      from: '03:00:00',
      inventoryReads: 50,
      orderExportDays: 30,
      ordersCreated: 12,
      newIp: '192.0.2.66',
      usualIp: '203.0.113.210',
    },
    plants,
  }
}

export function disputedShipment(days: PlantingDays): Group<LedgerFacts> {
  const day = days.workday(0.8)
  const partner: LedgerActor = {
    id: 'api:3pl-northdock',
    email: null,
    role: 'integration',
    type: 'api',
    ip: '203.0.113.33',
    agent: 'northdock-wms/7',
    source: 'public_api',
  }
  return {
    id: 'guide-b-scenario-4-disputed-shipment',
    facts: {
      shipment: 'shp_8842',
      allocated: 450,
      changedTo: 500,
      delivered: 430,
      differences: [50, 20, 70],
      valueUsd: 3500,
      times: ['09:00', '09:15', '11:30', '14:00'],
    },
    plants: [
      entry(
        day,
        [9, 0, 0, 101],
        {
          actor: inventorySync,
          resource: 'inventory',
          resourceId: 'SKU-3PL-450',
          action: 'update',
          before: { quantity: 1200 },
          after: { quantity: 750, allocated: 450, shipment: 'shp_8842' },
        },
        { role: 'allocated' },
      ),
      entry(
        day,
        [9, 15, 0, 202],
        {
          actor: inventorySync,
          resource: 'shipment',
          resourceId: 'shp_8842',
          action: 'create',
          after: { quantity: 450, status: 'created' },
        },
        { role: 'created' },
      ),
      entry(
        day,
        [11, 30, 0, 303],
        {
          actor: partner,
          resource: 'shipment',
          resourceId: 'shp_8842',
          action: 'update',
          before: { quantity: 450 },
          after: { quantity: 500 },
        },
        { role: 'changed' },
      ),
      entry(
        day,
        [14, 0, 0, 404],
        {
          actor: partner,
          resource: 'shipment',
          resourceId: 'shp_8842',
          action: 'update',
          before: { status: 'created' },
          after: { status: 'delivered', confirmed: 430 },
        },
        { role: 'delivered' },
      ),
    ],
  }
}

/** Role changes with their second factor and reason; two of them give super_admin. */
export function roleChanges(days: PlantingDays): Group<LedgerFacts> {
  const helen = ledgerSuperAdmins[0] ?? inventorySync
  const change = (
    fraction: number,
    hour: number,
    grantee: string,
    from: string,
    to: string,
    tags: Tags,
  ): LedgerPlant[] => {
    const day = days.workday(fraction)
    return [
      entry(day, [hour, 1, 4, 88], {
        actor: helen,
        resource: 'mfa_challenge',
        resourceId: `mfa_${grantee}_${hour}`,
        action: 'create',
        after: { result: 'succeeded', for: 'role_change' },
      }),
      entry(
        day,
        [hour, 1, 41, 12],
        {
          actor: helen,
          resource: 'user',
          resourceId: grantee,
          action: 'update',
          before: { role: from },
          after: { role: to },
          reason: 'system_correction',
          note: `Access request for ${grantee}`,
        },
        tags,
      ),
    ]
  }
  const grant = (kind: 'grant' | 'revoke', grantee: string): Tags => ({
    role: kind,
    grant: { kind, actor: helen.id, grantee, role: 'super_admin' },
  })
  return {
    id: 'admin-grants-ledger',
    facts: { grants: 2, revocations: 1, otherRoleChanges: 1 },
    plants: [
      ...change(0.08, 10, 'user_103', 'finance', 'super_admin', grant('grant', 'user_103')),
      ...change(0.3, 11, 'user_202', 'warehouse_associate', 'operations_manager', { role: 'other' }),
      ...change(0.55, 15, 'user_104', 'operations_manager', 'super_admin', grant('grant', 'user_104')),
      ...change(0.9, 16, 'user_103', 'super_admin', 'finance', grant('revoke', 'user_103')),
    ],
  }
}
