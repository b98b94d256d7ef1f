/**
 * Guide B's stories in its export, with their printed numbers: the two opening cases and the write-downs of scenario 1
 * here, the others in files of their own. The key states facts and criteria; it names no culprit.
 */
import { dayFromText, weekdayOf } from './calendar.ts'
import type { LedgerFacts } from './entries.ts'
import { inventorySync, ledgerManagers, ledgerPerson, ledgerWarehouse, shopifyConnector } from './people.ts'
import type { LedgerActor } from './people.ts'
import { ledgerPlant as entry } from './plan.ts'
import type { Group, Plant, PlantingDays } from './plan.ts'
import type { Random } from './random.ts'
import { disputedShipment, leakedKey, roleChanges } from './shop-b-partners.ts'

type LedgerPlant = Plant<LedgerFacts>

export function ledgerCases(days: PlantingDays, random: Random): Group<LedgerFacts>[] {
  return [
    openingRefund(),
    missingStock(days),
    writeDowns(days, random),
    leakedKey(days, random),
    disputedShipment(days),
    roleChanges(days),
  ]
}

/**
 * "Show me all mutations on Order #1234 and SKU-XYZ between December 14 and December 15". The guide prints the local
 * time 4:47 PM EST (21:47 UTC) and a timestamp of 16:47:23Z for it: the signature of local time stored as UTC.
 */
function openingRefund(): Group<LedgerFacts> {
  const day = dayFromText('2024-12-15')
  const john = ledgerPerson('user_123', 'john.doe', 'operations_manager', '192.168.1.55')
  const chrome =
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36'
  const actor: LedgerActor = { ...john, email: 'john.doe@brand.com', agent: chrome }
  return {
    id: 'guide-b-opening-refund',
    facts: {
      order: 'ord_1234',
      item: 'SKU-XYZ',
      refund: 5000,
      stockFrom: 47,
      stockTo: 0,
      actor: 'john.doe@brand.com',
      ip: '192.168.1.55',
      writtenTimestamp: '2024-12-15T16:47:23.847291Z',
      statedLocalTime: '16:47 EST (21:47 UTC)',
      reasonNote: null,
    },
    plants: [
      entry(day - 1, [15, 3, 9, 118_204], {
        actor: shopifyConnector,
        resource: 'order',
        resourceId: 'ord_1234',
        action: 'status_update',
        before: { status: 'shipped', order_number: '#1234' },
        after: { status: 'delivered', order_number: '#1234' },
      }),
      entry(day - 1, [15, 40, 51, 7], {
        actor: inventorySync,
        resource: 'inventory',
        resourceId: 'SKU-XYZ',
        action: 'update',
        before: { quantity: 49 },
        after: { quantity: 47 },
      }),
      entry(
        day,
        [16, 46, 58, 30_112],
        {
          actor,
          resource: 'inventory',
          resourceId: 'SKU-XYZ',
          action: 'inventory_adjustment',
          before: { quantity: 47 },
          after: { quantity: 0 },
        },
        { role: 'stock-to-zero' },
      ),
      entry(
        day,
        [16, 47, 23, 847_291],
        {
          actor,
          resource: 'order',
          resourceId: 'ord_1234',
          action: 'status_update',
          before: { status: 'delivered', order_number: '#1234', refunded: 0 },
          after: { status: 'refunded', order_number: '#1234', refunded: 5000, currency: 'USD' },
        },
        { role: 'refund' },
      ),
    ],
  }
}

/** 14 manual adjustments of SKU-BEST-001 in 90 days; 8 by one associate, all damaged goods, all on Saturdays. */
function missingStock(days: PlantingDays): Group<LedgerFacts> {
  const one = ledgerPerson('user_214', 'casey.roe', 'warehouse_associate', '198.51.100.214', 'mobile_app')
  const saturdays = days.lastDays(88, (weekday) => weekday === 6).slice(0, 8)
  const workdays = days.lastDays(88, (weekday) => weekday === 2 || weekday === 4).slice(0, 6)
  const planned = [
    ...saturdays.map((day) => ({ day, saturday: true })),
    ...workdays.map((day) => ({ day, saturday: false })),
  ].sort((a, b) => a.day - b.day)
  // 8 x 25 written down and 44 found again on six other days: the system ends at the guide's 512.
  const found = [9, 6, 8, 5, 9, 7]
  let quantity = 668
  const plants = planned.map(({ day, saturday }, i): LedgerPlant => {
    const before = quantity
    quantity += saturday ? -25 : (found[workdays.indexOf(day)] ?? 0)
    return entry(
      day,
      [saturday ? 13 : 10, 5 + i, 40, 1000 + i],
      {
        actor: saturday ? one : (ledgerWarehouse[i % 3] ?? one),
        resource: 'inventory',
        resourceId: 'SKU-BEST-001',
        action: 'inventory_adjustment',
        before: { quantity: before },
        after: { quantity, photo: null, incident_report: null },
        reason: saturday ? 'damaged_goods' : 'cycle_count_adjustment',
        note: saturday ? 'Damaged goods' : 'Cycle count',
      },
      { role: saturday ? 'one-associate' : 'others' },
    )
  })
  const last = days.lastDays(1, () => true)[0] ?? Number.NaN
  const count = entry(
    last,
    [15, 30, 2, 5],
    {
      actor: ledgerManagers[1] ?? one,
      resource: 'stock_count',
      resourceId: 'SKU-BEST-001',
      action: 'create',
      after: { system: quantity, counted: quantity - 200, difference: -200, unit_cost: 47, cost: 9400 },
      reason: 'cycle_count_adjustment',
      note: 'Full count after customer complaints',
    },
    { role: 'count' },
  )
  return {
    id: 'guide-b-missing-stock',
    facts: {
      sku: 'SKU-BEST-001',
      adjustments: 14,
      byOneAssociate: 8,
      associate: 'user_214',
      saturdays: 8,
      system: quantity,
      counted: quantity - 200,
      missing: 200,
      costUsd: 9400,
    },
    plants: saturdays.length === 8 && workdays.length === 6 ? [...plants, count] : [unplaceable(count)],
  }
}

/** 40 write-downs, 200 units, $9,400; 27 by one actor, who has 30 of 100 receipts. */
function writeDowns(days: PlantingDays, random: Random): Group<LedgerFacts> {
  const one = ledgerPerson('user_219', 'robin.vance', 'warehouse_associate', '198.51.100.219', 'mobile_app')
  const saturdays = days.lastDays(91, (weekday) => weekday === 6)
  const others = days.lastDays(91, (weekday) => weekday >= 1 && weekday <= 5)
  const any = days.lastDays(91, () => true)
  if (saturdays.length < 11 || others.length < 55)
    return {
      id: 'guide-b-scenario-1-write-downs',
      facts: {},
      plants: [unplaceable(entry(0, [0, 0], { actor: one, resource: 'inventory', resourceId: '-', action: 'update' }))],
    }
  const plants: LedgerPlant[] = []
  let onSaturday = 0
  const planned = Array.from({ length: 40 }, (_, i) => {
    const mine = i < 27
    const day = mine && i < 21 ? (saturdays[i % saturdays.length] ?? 0) : (others[(i * 7) % others.length] ?? 0)
    if (mine && weekdayOf(day) === 6) onSaturday += 1
    const clock = [mine ? 12 : 9, 10 + i, random.below(60), random.below(1_000_000)] as const
    return { i, mine, day, clock }
  })
  // In the order of their times: a write-down begins with what the one before it left.
  planned.sort((one, other) => one.day - other.day || one.clock[0] - other.clock[0] || one.clock[1] - other.clock[1])
  const stock = new Map<string, number>()
  for (const { i, mine, day, clock } of planned) {
    const item = `SKU-${7000 + (i % 9)}`
    const before = stock.get(item) ?? 60 + random.below(200)
    stock.set(item, before - 5)
    plants.push(
      entry(
        day,
        clock,
        {
          actor: mine ? one : (ledgerWarehouse[i % 3] ?? one),
          resource: 'inventory',
          resourceId: item,
          action: 'inventory_adjustment',
          before: { quantity: before },
          after: {
            quantity: before - 5,
            unit_cost: 47,
            stage: i % 2 === 0 ? 'receiving' : 'cycle_count',
            photo: null,
            incident_report: null,
          },
          reason: 'damaged',
        },
        { role: mine ? 'one-actor' : 'others' },
      ),
    )
  }
  for (let i = 0; i < 100; i += 1) {
    const mine = i % 10 < 3
    plants.push(
      entry(
        any[(i * 13) % any.length] ?? 0,
        [7, i % 60, random.below(60), random.below(1_000_000)],
        {
          actor: mine ? one : (ledgerWarehouse[i % 3] ?? one),
          resource: 'receiving',
          resourceId: `rcv_${3000 + i}`,
          action: 'create',
          after: { purchase_order: `po_${900 + (i % 37)}`, units: 50 },
        },
        { role: mine ? 'receipts-one-actor' : 'receipts-others' },
      ),
    )
  }
  return {
    id: 'guide-b-scenario-1-write-downs',
    facts: {
      adjustments: 40,
      units: 200,
      unitCostUsd: 47,
      costUsd: 9400,
      actor: 'user_219',
      byActor: 27,
      sharePercent: 67.5,
      receipts: 100,
      receiptsByActor: 30,
      receivingSharePercent: 30,
      actorOnSaturdays: onSaturday,
    },
    plants,
  }
}

/** A plant outside every period: its group is then left out whole. */
function unplaceable(plant: LedgerPlant): LedgerPlant {
  return { ...plant, at: -1 }
}
