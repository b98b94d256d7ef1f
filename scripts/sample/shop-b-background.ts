/**
 * Guide B's everyday business: integrations, warehouse, operations, finance, marketing. Stays clear of the planted
 * scenarios (no reason code `damaged`, no SKU-BEST-001, no refunds entered by the support team, no change of a user's
 * role) and gives a reason wherever guide B makes one mandatory. Stock levels continue from entry to entry.
 */
import { ledgerEntry } from './entries.ts'
import type { LedgerEntry, LedgerFacts } from './entries.ts'
import {
  inventorySync,
  ledgerFinance,
  ledgerManagers,
  ledgerMarketing,
  ledgerSuperAdmins,
  ledgerWarehouse,
  reconciliation,
  shopifyConnector,
} from './people.ts'
import type { Random } from './random.ts'

const skuCount = 300

export class LedgerBackground {
  private readonly random: Random
  private readonly stock = new Int32Array(skuCount)
  private readonly priceCents = new Int32Array(skuCount)
  private orderNumber = 20_000
  private counter = 1000

  constructor(random: Random) {
    this.random = random
    for (let i = 0; i < skuCount; i += 1) {
      this.stock[i] = random.between(40, 1200)
      this.priceCents[i] = random.between(600, 18_000)
    }
  }

  next(epochMicros: number, sequence: number): LedgerEntry {
    return ledgerEntry(this.random, epochMicros, sequence, this.facts())
  }

  private facts(): LedgerFacts {
    const lane = this.random.below(100)
    if (lane < 34) return this.orders()
    if (lane < 58) return this.warehouse()
    if (lane < 72) return this.sync()
    if (lane < 84) return this.operations()
    if (lane < 93) return this.money()
    return this.administration()
  }

  private orders(): LedgerFacts {
    const { random } = this
    if (random.chance(3, 5)) {
      this.orderNumber += 1
      return {
        actor: shopifyConnector,
        resource: 'order',
        resourceId: `ord_${this.orderNumber}`,
        action: 'create',
        after: {
          status: 'pending',
          total: random.between(900, 60_000) / 100,
          currency: 'USD',
          items: random.between(1, 5),
        },
      }
    }
    const id = this.recentOrder()
    const [from, to] = random.pick([
      ['pending', 'processing'],
      ['processing', 'packed'],
      ['shipped', 'delivered'],
    ] as const)
    return {
      actor: shopifyConnector,
      resource: 'order',
      resourceId: id,
      action: 'status_update',
      before: { status: from },
      after: { status: to },
    }
  }

  private warehouse(): LedgerFacts {
    const { random } = this
    const actor = random.pick(ledgerWarehouse)
    if (random.chance(1, 2)) {
      return {
        actor,
        resource: 'order',
        resourceId: this.recentOrder(),
        action: 'status_update',
        before: { status: 'packed' },
        after: { status: 'shipped', carrier: random.pick(['UPS', 'DHL', 'USPS']) },
        reason: 'fulfillment_complete',
        note: 'Batch shipment processed',
      }
    }
    const item = random.below(skuCount)
    const before = this.stock[item] ?? 0
    const next = Math.max(0, before + random.between(-9, 24))
    this.stock[item] = next
    const reason =
      next > before
        ? random.pick(['return_restock', 'cycle_count_adjustment', 'supplier_error'])
        : random.pick(['cycle_count_adjustment', 'damaged_goods', 'system_correction'])
    return {
      actor,
      resource: 'inventory',
      resourceId: sku(item),
      action: 'inventory_adjustment',
      before: { quantity: before },
      after: { quantity: next },
      reason,
    }
  }

  private sync(): LedgerFacts {
    const { random } = this
    if (random.chance(1, 8)) {
      return {
        actor: reconciliation,
        resource: 'inventory',
        resourceId: 'all',
        action: 'bulk_update',
        before: { reconciled: false },
        after: { reconciled: true, rows: random.between(200, 900) },
        reason: 'system_correction',
      }
    }
    const item = random.below(skuCount)
    const before = this.stock[item] ?? 0
    const next = Math.max(0, before + random.between(-10, 6))
    this.stock[item] = next
    return {
      actor: inventorySync,
      resource: 'inventory',
      resourceId: sku(item),
      action: 'update',
      before: { quantity: before },
      after: { quantity: next },
    }
  }

  private operations(): LedgerFacts {
    const { random } = this
    const actor = random.pick(ledgerManagers)
    const id = this.recentOrder()
    switch (random.below(4)) {
      case 0: {
        const total = random.between(2000, 30_000) / 100
        return {
          actor,
          resource: 'order',
          resourceId: id,
          action: 'update',
          before: { status: 'processing', shipping_method: 'standard', total },
          after: { status: 'processing', shipping_method: 'express', total: Math.round(total * 100 + 1000) / 100 },
        }
      }
      case 1:
        return {
          actor,
          resource: 'refund',
          resourceId: this.id('rfd'),
          action: 'approve',
          before: { status: 'requested' },
          after: { status: 'approved', order_id: id, amount: random.between(20_100, 48_000) / 100, currency: 'USD' },
          reason: 'customer_request',
          note: `Approved after call, ticket #${random.between(40_000, 49_999)}`,
        }
      case 2:
        return {
          actor,
          resource: 'refund',
          resourceId: this.id('rfd'),
          action: 'reject',
          before: { status: 'requested' },
          after: { status: 'rejected', order_id: id, amount: random.between(20_100, 48_000) / 100, currency: 'USD' },
          reason: 'customer_request',
          note: `Outside the return window, ticket #${random.between(40_000, 49_999)}`,
        }
      default:
        return {
          actor,
          resource: 'order',
          resourceId: id,
          action: 'archive',
          before: { status: 'delivered' },
          after: { status: 'archived' },
        }
    }
  }

  private money(): LedgerFacts {
    const { random } = this
    if (random.chance(1, 3)) {
      return {
        actor: random.pick(ledgerMarketing),
        resource: 'discount',
        resourceId: this.id('dsc'),
        action: 'create',
        after: { code: `SAVE${random.between(5, 25)}`, percent: random.between(5, 25) },
      }
    }
    const item = random.below(skuCount)
    const old = this.priceCents[item] ?? 1000
    const next = Math.max(300, Math.floor((old * random.between(80, 122)) / 100))
    this.priceCents[item] = next > 20_000 ? 15_000 : next
    return {
      actor: random.pick(ledgerFinance),
      resource: 'price',
      resourceId: sku(item),
      action: 'update',
      before: { price: old / 100, currency: 'USD' },
      after: { price: (this.priceCents[item] ?? 0) / 100, currency: 'USD' },
      reason: 'supplier_error',
      note: 'Supplier list price changed',
    }
  }

  private administration(): LedgerFacts {
    const { random } = this
    const actor = random.pick(ledgerSuperAdmins)
    switch (random.below(6)) {
      case 0:
        return {
          actor,
          resource: 'mfa_challenge',
          resourceId: this.id('mfa'),
          action: 'create',
          after: { result: 'succeeded', for: 'export' },
        }
      case 1:
        return {
          actor,
          resource: 'audit_log',
          resourceId: this.id('exp'),
          action: 'export',
          after: { rows: random.between(100, 5000), format: 'ndjson' },
          reason: 'system_correction',
          note: 'Monthly review extract',
        }
      case 2:
        return {
          actor,
          resource: 'config',
          resourceId: 'alert_thresholds',
          action: 'update',
          before: { refund_alert: 200 },
          after: { refund_alert: 200, reviewed: true },
        }
      case 3:
        return {
          actor,
          resource: 'api_key',
          resourceId: `key_${random.between(10, 40)}`,
          action: 'update',
          before: { state: 'active' },
          after: { state: 'rotated' },
          reason: 'system_correction',
          note: 'Quarterly rotation',
        }
      case 4:
        return {
          actor,
          resource: 'product',
          resourceId: sku(random.below(skuCount)),
          action: 'restore',
          before: { status: 'archived' },
          after: { status: 'active' },
        }
      default:
        return {
          actor,
          resource: 'draft',
          resourceId: this.id('drf'),
          action: 'delete',
          before: { status: 'draft', title: 'Été à la maison' },
        }
    }
  }

  private recentOrder(): string {
    return `ord_${Math.max(20_000, this.orderNumber - this.random.below(40))}`
  }

  private id(prefix: string): string {
    this.counter += 1
    return `${prefix}_${this.counter}`
  }
}

function sku(item: number): string {
  return `SKU-${2000 + item}`
}
