/** The planted stories of the clean set carry the numbers the guides print, counted again from the file. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readLines } from './plain-scan.ts'
import type { Read } from './plain-scan.ts'
import { bundledRoot, readJson } from './run-generator.ts'

const directory = join(bundledRoot, 'clean')
const key = readJson(join(directory, 'answer-key.json'))
const shop = readLines(join(directory, 'shop-a.ndjson'))
const ledger = readLines(join(directory, 'shop-b.ndjson'))

function scenario(id: string): { lines: number[]; roles: Record<string, number[]>; facts: Record<string, unknown> } {
  return key.scenarios.find((each: { id: string }) => each.id === id)
}
const linesOf = (rows: readonly Read[]): number[] => rows.map(({ line }) => line)
const isSaturday = ({ entry }: Read): boolean => new Date(entry.timestamp).getUTCDay() === 6

describe('the clean set', () => {
  it('has all stories', () => {
    expect(key.leftOut).toEqual([])
    expect(key.scenarios).toHaveLength(15)
  })

  it('answers the opening question: all mutations of order 1234 and SKU-XYZ on 14 and 15 December', () => {
    const found = ledger.filter(
      ({ entry }) => ['ord_1234', 'SKU-XYZ'].includes(entry.resource_id) && /^2024-12-1[45]/.test(entry.timestamp),
    )
    expect(linesOf(found)).toEqual(scenario('guide-b-opening-refund').lines)
    expect(found.at(-1)?.entry).toMatchObject({
      actor_email: 'john.doe@brand.com',
      timestamp: '2024-12-15T16:47:23.847291Z',
      ip_address: '192.168.1.55',
      reason_note: null,
    })
    expect(found.at(-2)?.entry).toMatchObject({ old_values: { quantity: 47 }, new_values: { quantity: 0 } })
  })

  it('has 14 adjustments of SKU-BEST-001 in 90 days, 8 by one associate, those on Saturdays, for damaged goods', () => {
    const from = Date.parse('2025-03-31T23:59:59Z') - 90 * 86_400_000
    const found = ledger.filter(
      ({ entry }) =>
        entry.resource_id === 'SKU-BEST-001' &&
        entry.action === 'inventory_adjustment' &&
        Date.parse(entry.timestamp) > from,
    )
    expect(found).toHaveLength(14)
    const one = found.filter(({ entry }) => entry.actor_id === 'user_214')
    expect(one).toHaveLength(8)
    expect(one.every((row) => isSaturday(row) && row.entry.reason_code === 'damaged_goods')).toBe(true)
    expect(found.filter(({ entry }) => entry.actor_id !== 'user_214').some(isSaturday)).toBe(false)
    expect(found.at(-1)?.entry.new_values.quantity).toBe(512)
    const count = ledger.find(({ line }) => line === scenario('guide-b-missing-stock').roles['count']?.[0])
    expect(count?.entry.new_values).toMatchObject({ system: 512, counted: 312, difference: -200, cost: 9400 })
  })

  it('has 40 write-downs of together 200 units, 27 by one actor with 30 of 100 receipts', () => {
    const found = ledger.filter(
      ({ entry }) => entry.action === 'inventory_adjustment' && entry.reason_code === 'damaged',
    )
    expect(found).toHaveLength(40)
    expect(found.reduce((sum, { entry }) => sum + entry.old_values.quantity - entry.new_values.quantity, 0)).toBe(200)
    const byActor = found.filter(({ entry }) => entry.actor_id === 'user_219')
    expect(byActor).toHaveLength(27)
    expect(byActor.filter(isSaturday)).toHaveLength(
      Number(scenario('guide-b-scenario-1-write-downs').facts['actorOnSaturdays']),
    )
    const receipts = ledger.filter(({ entry }) => entry.resource_type === 'receiving')
    expect(receipts).toHaveLength(100)
    expect(receipts.filter(({ entry }) => entry.actor_id === 'user_219')).toHaveLength(30)
    const span = Date.parse(found.at(-1)?.entry.timestamp) - Date.parse(found[0]?.entry.timestamp)
    expect(span).toBeLessThan(92 * 86_400_000)
  })

  it('has 47 refunds of together $8,900, each at most $200, 31 alike, 3.2 standard deviations above the team', () => {
    const refunds = ledger.filter(({ entry }) => entry.resource_type === 'refund' && entry.action === 'create')
    const own = refunds.filter(({ entry }) => entry.actor_id === 'user_301')
    expect(own).toHaveLength(47)
    expect(own.reduce((cents, { entry }) => cents + Math.round(entry.new_values.amount * 100), 0)).toBe(890_000)
    expect(own.every(({ entry }) => entry.new_values.amount <= 200)).toBe(true)
    const alike = own.filter(
      ({ entry }) =>
        entry.new_values.customer_email.endsWith('@parcelpoint.example') &&
        entry.new_values.order_ip.startsWith('203.0.113.') &&
        entry.ip_address.startsWith('203.0.113.') &&
        !entry.reason_note.includes('ticket'),
    )
    expect(linesOf(alike)).toEqual(scenario('guide-b-scenario-2-refunds').roles['shared-pattern'])
    expect(alike).toHaveLength(31)
    const members = [...new Set(refunds.map(({ entry }) => entry.actor_id))]
    const ratios = members.map(
      (id) =>
        refunds.filter(({ entry }) => entry.actor_id === id).length /
        ledger.filter(({ entry }) => entry.actor_id === id && entry.resource_type === 'order').length,
    )
    const mean = ratios.reduce((a, b) => a + b, 0) / ratios.length
    const deviation = Math.sqrt(ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / (ratios.length - 1))
    expect((Math.max(...ratios) - mean) / deviation).toBeCloseTo(3.2, 1)
    expect(members).toHaveLength(13)
  })

  it("has the leaked key's burst at three: 50 items read, 30 days of orders, 12 orders, one new address", () => {
    const away = ledger.filter(({ entry }) => entry.ip_address === '192.0.2.66')
    expect(away[0]?.entry.timestamp.slice(11, 16)).toBe('03:00')
    expect(
      new Set(away.filter(({ entry }) => entry.resource_type === 'inventory').map(({ entry }) => entry.resource_id))
        .size,
    ).toBe(50)
    expect(away.filter(({ entry }) => entry.action === 'create' && entry.resource_type === 'order')).toHaveLength(12)
    expect(away.filter(({ entry }) => entry.new_values.days === 30)).toHaveLength(1)
    expect(away.every(({ entry }) => entry.actor_id === 'api:partner-feed')).toBe(true)
  })

  it('has the disputed shipment at its four times', () => {
    const found = ledger.filter(({ line }) => scenario('guide-b-scenario-4-disputed-shipment').lines.includes(line))
    expect(found.map(({ entry }) => entry.timestamp.slice(11, 16))).toEqual(['09:00', '09:15', '11:30', '14:00'])
    expect(found[2]?.entry).toMatchObject({
      actor_id: 'api:3pl-northdock',
      old_values: { quantity: 450 },
      new_values: { quantity: 500 },
    })
    expect(found[3]?.entry.new_values.confirmed).toBe(430)
  })

  it("has guide A's three cases at their printed times", () => {
    const at = (time: string): Read['entry'] => shop.find(({ entry }) => entry.timestamp === time)?.entry
    expect(at('2025-03-25T09:12:45.000Z')).toMatchObject({
      user_id: 'admin_jane',
      action: 'product.update',
      previous_state: { inventory: 50 },
      new_state: { inventory: 35 },
    })
    expect(at('2025-03-24T14:30:22.000Z')).toMatchObject({
      user_id: 'customer_5678',
      metadata: { ip_address: '73.45.123.45', session_id: 'sess_abcdef' },
      new_state: null,
    })
    expect(at('2025-03-26T11:45:30.000Z')).toMatchObject({
      user_id: 'system',
      metadata: { error: 'printer_offline', printer_id: 'warehouse_printer_2' },
    })
  })
})
