/**
 * Guide B's everyday business: integrations, warehouse, operations, finance, marketing. Stays clear of the planted
 * scenarios (no reason code `damaged`, no SKU-BEST-001, no refunds entered by the support team, no change of a user's
 * role) and gives a reason wherever guide B makes one mandatory. Every old value is the one that the entries before left.
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
import type { LedgerActor } from './people.ts'
import { OpenOrders, type OrderStatus } from './open-orders.ts'
import type { Random } from './random.ts'

const skuCount = 300
const firstKey = 10
const keyCount = 31

/** What the shop's connector reports of an order, one step after the other; packing is followed by the warehouse. */
const nextStatus: Partial<Record<OrderStatus, OrderStatus>> = {
  pending: 'processing',
  processing: 'packed',
  shipped: 'delivered',
}

export class LedgerBackground {
  private readonly random: Random
  private readonly stock = new Int32Array(skuCount)
  private readonly priceCents = new Int32Array(skuCount)
  /** 1 for a product that is on sale; each was taken off it before the export begins. */
  private readonly onSale = new Uint8Array(skuCount)
  private readonly keyVersions = new Int32Array(keyCount).fill(1)
  private readonly openOrders: OpenOrders
  /** Above every number of the planted stories. */
  private counter = 100_000

  constructor(random: Random) {
    this.random = random
    for (let i = 0; i < skuCount; i += 1) {
      this.stock[i] = random.between(40, 1200)
      this.priceCents[i] = random.between(600, 18_000)
    }
    this.openOrders = new OpenOrders(random)
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
    const order = random.chance(2, 5)
      ? undefined
      : this.openOrders.find(({ status }) => nextStatus[status] !== undefined)
    if (order === undefined) return this.placeOrder()
    const before = order.status
    order.status = nextStatus[before] ?? before
    return {
      actor: shopifyConnector,
      resource: 'order',
      resourceId: order.id,
      action: 'status_update',
      before: { status: before },
      after: { status: order.status },
    }
  }

  private placeOrder(): LedgerFacts {
    const { random } = this
    const order = this.openOrders.place(random.between(900, 60_000))
    return {
      actor: shopifyConnector,
      resource: 'order',
      resourceId: order.id,
      action: 'create',
      after: { status: order.status, total: order.cents / 100, currency: 'USD', items: random.between(1, 5) },
    }
  }

  private warehouse(): LedgerFacts {
    const { random } = this
    const actor = random.pick(ledgerWarehouse)
    const packed = random.chance(1, 2) ? this.openOrders.find(({ status }) => status === 'packed') : undefined
    if (packed !== undefined) {
      packed.status = 'shipped'
      return {
        actor,
        resource: 'order',
        resourceId: packed.id,
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
    const { random, openOrders } = this
    const actor = random.pick(ledgerManagers)
    switch (random.below(4)) {
      case 0: {
        const order = openOrders.find(({ status, shipping }) => status === 'processing' && shipping === 'standard')
        if (order === undefined) return this.refundDecision(actor, true)
        const before = { status: order.status, shipping_method: order.shipping, total: order.cents / 100 }
        order.shipping = 'express'
        order.cents += 1000
        return {
          actor,
          resource: 'order',
          resourceId: order.id,
          action: 'update',
          before,
          after: { status: order.status, shipping_method: order.shipping, total: order.cents / 100 },
        }
      }
      case 1:
        return this.refundDecision(actor, true)
      case 2:
        return this.refundDecision(actor, false)
      default: {
        const order = openOrders.find(({ status }) => status === 'delivered')
        if (order === undefined) return this.refundDecision(actor, false)
        openOrders.close(order)
        return {
          actor,
          resource: 'order',
          resourceId: order.id,
          action: 'archive',
          before: { status: order.status },
          after: { status: 'archived' },
        }
      }
    }
  }

  private refundDecision(actor: LedgerActor, approved: boolean): LedgerFacts {
    const { random } = this
    const order = this.openOrders.find(() => true) ?? this.openOrders.place(random.between(900, 60_000))
    const ticket = random.between(40_000, 49_999)
    return {
      actor,
      resource: 'refund',
      resourceId: this.id('rfd'),
      action: approved ? 'approve' : 'reject',
      before: { status: 'requested' },
      after: {
        status: approved ? 'approved' : 'rejected',
        order_id: order.id,
        amount: random.between(20_100, 48_000) / 100,
        currency: 'USD',
      },
      reason: 'customer_request',
      note: approved ? `Approved after call, ticket #${ticket}` : `Outside the return window, ticket #${ticket}`,
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
      case 3: {
        const key = random.below(keyCount)
        const version = this.keyVersions[key] ?? 1
        this.keyVersions[key] = version + 1
        return {
          actor,
          resource: 'api_key',
          resourceId: `key_${firstKey + key}`,
          action: 'update',
          before: { version },
          after: { version: version + 1 },
          reason: 'system_correction',
          note: 'Quarterly rotation',
        }
      }
      case 4: {
        const item = random.below(skuCount)
        const wasOnSale = this.onSale[item] === 1
        this.onSale[item] = wasOnSale ? 0 : 1
        return {
          actor,
          resource: 'product',
          resourceId: sku(item),
          action: wasOnSale ? 'archive' : 'restore',
          before: { status: wasOnSale ? 'active' : 'archived' },
          after: { status: wasOnSale ? 'archived' : 'active' },
        }
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

  private id(prefix: string): string {
    this.counter += 1
    return `${prefix}_${this.counter}`
  }
}

function sku(item: number): string {
  return `SKU-${2000 + item}`
}
