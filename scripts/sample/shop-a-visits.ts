/**
 * Customers of guide A's shop in sessions: arrive, browse, fill a cart, check out or leave. A bounded number of visits
 * is under way at a time; orders they place are handed to fulfilment.
 */
import type { ShopFacts } from './entries.ts'
import { customer } from './people.ts'
import type { ShopActor } from './people.ts'
import type { Random } from './random.ts'
import { productCount, skuOf } from './shop-a-goods.ts'
import type { Stockroom } from './shop-a-goods.ts'

interface Session {
  readonly who: ShopActor
  readonly session: string
  readonly trace: string
  readonly cart: string
  step: number
  cents: number
  order: string
  items: number
}

export interface PlacedOrder {
  readonly id: string
  readonly who: ShopActor
  readonly cents: number
  readonly trace: string
}

export class Visits {
  private readonly random: Random
  private readonly goods: Stockroom
  private readonly customers: number
  private readonly stride: number
  private readonly limit: number
  private readonly place: (order: PlacedOrder) => void
  private readonly sessions: Session[] = []
  private visits = 0
  private orderNumber = 500_000

  constructor(
    random: Random,
    goods: Stockroom,
    customers: number,
    rowsPerDay: number,
    place: (order: PlacedOrder) => void,
  ) {
    this.random = random
    this.goods = goods
    this.customers = customers
    this.stride = Math.floor(customers * 0.618)
    this.limit = Math.min(64, Math.max(1, Math.floor(rowsPerDay / 100)))
    this.place = place
  }

  /** Id of the order placed last; one that was never placed before the first. */
  lastOrder(): string {
    return `ord_${this.orderNumber - 1}`
  }

  next(): ShopFacts {
    if (this.sessions.length < this.limit || (this.sessions.length < 64 && this.random.chance(1, 40)))
      return this.arrive()
    const at = this.random.below(this.sessions.length)
    const session = this.sessions[at]
    if (session === undefined) return this.arrive()
    const facts = this.advance(session)
    if (session.step > 8) this.sessions.splice(at, 1)
    return facts
  }

  private arrive(): ShopFacts {
    const { random } = this
    // The stride is coprime to the prime list length, so a customer returns only after everybody else came.
    const who = customer((this.visits * this.stride) % this.customers)
    this.visits += 1
    const session: Session = {
      who,
      session: `sess_${random.hex8()}`,
      trace: random.uuid(),
      cart: `cart_${random.hex8()}`,
      step: 0,
      cents: 0,
      order: '',
      items: 0,
    }
    this.sessions.push(session)
    return step(session, 'user.login.success', 'user', who.id, null, { session: 'active' })
  }

  private advance(session: Session): ShopFacts {
    const { random } = this
    session.step += 1
    switch (session.step) {
      case 1:
        if (random.chance(1, 2))
          return step(session, 'analytics.event.tracked', 'analytics', null, null, {
            page: 'search',
            hits: random.below(60),
          })
        session.step = 2
        return step(session, 'cart.create.success', 'cart', session.cart, null, { items: 0 })
      case 2:
        return step(session, 'cart.create.success', 'cart', session.cart, null, { items: 0 })
      case 3: {
        const product = random.below(productCount)
        session.items += 1
        session.cents = Math.min(session.cents + (this.goods.priceCents[product] ?? 0), 990_000)
        if (session.items < 4 && random.chance(2, 5)) session.step = 2
        const change = { sku: skuOf(product), items: session.items }
        return step(session, 'cart.item.added', 'cart', session.cart, { items: session.items - 1 }, change)
      }
      case 4:
        if (random.chance(1, 4)) {
          session.step = 9
          return step(
            session,
            'checkout.abandon.recorded',
            'cart',
            session.cart,
            { items: session.items },
            { items: session.items, reason: 'timeout' },
          )
        }
        return step(session, 'checkout.start.success', 'cart', session.cart, null, {
          total_amount: session.cents / 100,
          currency: 'USD',
        })
      case 5: {
        if (random.chance(1, 12)) {
          session.step = 4
          return {
            ...step(session, 'payment.authorize.failed', 'payment', `pay_${random.hex8()}`, null, {
              status: 'declined',
            }),
            status: 402,
          }
        }
        return step(session, 'payment.method.validated', 'payment', `pay_${random.hex8()}`, null, {
          method: random.pick(['card', 'wallet', 'invoice']),
        })
      }
      case 6:
        return step(session, 'payment.authorize.success', 'payment', `pay_${random.hex8()}`, null, {
          status: 'authorised',
          amount: session.cents / 100,
          currency: 'USD',
        })
      case 7: {
        session.order = `ord_${this.orderNumber}`
        this.orderNumber += 1
        this.place({ id: session.order, who: session.who, cents: session.cents, trace: session.trace })
        const state = { status: 'submitted', total_amount: session.cents / 100, currency: 'USD', items: session.items }
        return { ...step(session, 'order.create.success', 'order', session.order, null, state), status: 201 }
      }
      case 8:
        return step(
          session,
          'payment.capture.success',
          'payment',
          `pay_${random.hex8()}`,
          { status: 'authorised' },
          { status: 'captured', amount: session.cents / 100, currency: 'USD' },
        )
      default:
        session.step = 9
        return step(
          session,
          'user.session.expired',
          'user',
          session.who.id,
          { session: 'active' },
          { session: 'expired' },
        )
    }
  }
}

function step(
  session: Session,
  action: string,
  resource: string,
  id: string | null,
  before: ShopFacts['before'],
  after: ShopFacts['after'],
): ShopFacts {
  return {
    actor: session.who,
    action,
    resource,
    resourceId: id,
    before: before ?? null,
    after: after ?? null,
    session: session.session,
    trace: session.trace,
  }
}
