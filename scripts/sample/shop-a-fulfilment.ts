/**
 * What becomes of the orders of guide A's shop: confirmed, taxed, labelled, shipped, delivered, and now and then returned,
 * cancelled, refunded or charged back. Holds at most the 200 latest orders.
 */
import type { ShopFacts } from './entries.ts'
import { supportStaff, systemActor, warehouseStaff } from './people.ts'
import type { ShopActor } from './people.ts'
import type { Random } from './random.ts'
import type { PlacedOrder } from './shop-a-visits.ts'

interface OpenOrder extends PlacedOrder {
  step: number
  /** Its customer asked for a cancellation that nobody has decided on yet. */
  cancelling: boolean
}

export class Fulfilment {
  private readonly random: Random
  private readonly orders: OpenOrder[] = []

  constructor(random: Random) {
    this.random = random
  }

  take(order: PlacedOrder): void {
    this.orders.push({ ...order, step: 0, cancelling: false })
    if (this.orders.length > 200) this.orders.shift()
  }

  /** The next thing done about an order; undefined when none is open. */
  next(): ShopFacts | undefined {
    const { random } = this
    if (this.orders.length === 0) return undefined
    const at = random.below(this.orders.length)
    const order = this.orders[at]
    if (order === undefined) return undefined
    order.step += 1
    const by = (
      actor: ShopActor,
      action: string,
      resource: string,
      id: string,
      before: string | null,
      after: ShopFacts['after'],
    ): ShopFacts => ({
      actor,
      action,
      resource,
      resourceId: id,
      before: before === null ? null : { status: before },
      ...(after === undefined ? {} : { after }),
      trace: order.trace,
    })
    switch (order.step) {
      case 1:
        return by(systemActor, 'order.confirm.success', 'order', order.id, 'submitted', { status: 'processing' })
      case 2:
        return by(systemActor, 'tax.calculate.success', 'order', order.id, null, {
          tax: Math.round(order.cents * 0.08) / 100,
          region: random.pick(['NY', 'CA', 'TX', 'WA']),
        })
      case 3:
        return by(random.pick(warehouseStaff), 'shipping.label.generated', 'order', order.id, null, {
          carrier: random.pick(['UPS', 'DHL', 'USPS']),
          label: `lbl_${random.hex8()}`,
        })
      case 4:
        return by(random.pick(warehouseStaff), 'order.status.updated', 'order', order.id, 'processing', {
          status: 'shipped',
        })
      case 5:
        return by(systemActor, 'notification.email.sent', 'order', order.id, null, {
          template: 'order_shipped',
          locale: 'en',
        })
      case 6:
        return by(systemActor, 'order.status.updated', 'order', order.id, 'shipped', { status: 'delivered' })
      default:
    }
    if (order.cancelling) {
      this.orders.splice(at, 1)
      return by(random.pick(supportStaff), 'order.cancel.approved', 'order', order.id, 'cancel_requested', {
        status: 'cancelled',
      })
    }
    const amount = order.cents / 100
    const what = random.below(6)
    order.cancelling = what === 2 || what === 3
    if (!order.cancelling) this.orders.splice(at, 1)
    switch (what) {
      case 0:
        return by(order.who, 'order.return.started', 'order', order.id, 'delivered', { status: 'return_started' })
      case 1:
        return by(order.who, 'order.exchange.started', 'order', order.id, 'delivered', { status: 'exchange_started' })
      case 2:
      case 3:
        return by(order.who, 'order.cancel.requested', 'order', order.id, 'delivered', { status: 'cancel_requested' })
      case 4:
        return by(systemActor, 'payment.chargeback.received', 'payment', `pay_${random.hex8()}`, 'captured', {
          status: 'disputed',
          amount,
          currency: 'USD',
        })
      default:
        return {
          ...by(random.pick(supportStaff), 'order.refund.processed', 'order', order.id, 'delivered', {
            status: 'refunded',
            refund_amount: amount,
          }),
          metadata: { refund_reason: random.pick(['customer_request', 'damaged_goods', 'supplier_error']) },
        }
    }
  }
}
