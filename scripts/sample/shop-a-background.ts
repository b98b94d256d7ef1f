/**
 * Guide A's everyday business: customers shop in sessions, machines and staff fulfil, staff keep the catalogue and the
 * accounts. By construction nothing here meets any of guide A's rules in either reading:
 * failed logins and orders walk round the customer list, which is longer than a day's rows, so no user or address has
 * more than two failures in three hours or three orders in one; prices move by at most 40 % and are never zero; orders
 * stay at or below 10,000; administrators work Monday to Friday from 09:00 until before 17:00; and no action holds the
 * letters of permission, role or privilege.
 */
import { isOfficeTime } from './calendar.ts'
import { shopEntry } from './entries.ts'
import type { ShopEntry, ShopFacts } from './entries.ts'
import { customer, merchandisers, shopAdmins, supportStaff, systemActor, warehouseStaff } from './people.ts'
import type { Random } from './random.ts'
import { Fulfilment } from './shop-a-fulfilment.ts'
import { customerCount, productCount, skuOf, Stockroom } from './shop-a-goods.ts'
import { Visits } from './shop-a-visits.ts'

const wares: readonly string[] = [
  'Stoneware bowl',
  'Cast-iron pan',
  'Crème brûlée dish',
  'Bread knife',
  'Linen towel',
  'Oak board',
  'Copper kettle',
  'Salt mill',
]

const categories: readonly string[] = ['cat_pans', 'cat_knives', 'cat_textiles']

export class ShopBackground {
  private readonly random: Random
  private readonly customers: number
  private readonly goods: Stockroom
  private readonly visits: Visits
  private readonly fulfilment: Fulfilment
  private failures = 0
  // What entries state as old values is what the entries before left.
  private readonly positions = new Map(categories.map((id, position) => [id, position]))
  private readonly colours: string[] = Array.from({ length: productCount }, () => 'grey')
  private readonly titles = new Map<number, string>()
  private readonly late = new Set<string>()

  /** `rowsPerDay` is the average rate; it sizes the customer list and the number of visits at a time. */
  constructor(random: Random, rowsPerDay: number) {
    this.random = random
    this.customers = customerCount(rowsPerDay)
    this.goods = new Stockroom(random)
    this.fulfilment = new Fulfilment(random)
    this.visits = new Visits(random, this.goods, this.customers, rowsPerDay, (order) => this.fulfilment.take(order))
  }

  next(epochMs: number): ShopEntry {
    return shopEntry(this.random, epochMs, this.facts(epochMs))
  }

  private facts(epochMs: number): ShopFacts {
    const lane = this.random.below(100)
    if (lane < 54) return this.visits.next()
    if (lane < 76) return this.fulfilment.next() ?? this.machine()
    if (lane < 85) return this.catalogue(epochMs)
    if (lane < 93) return this.account(epochMs)
    return this.machine()
  }

  private catalogue(epochMs: number): ShopFacts {
    const { random } = this
    const actor = isOfficeTime(epochMs) && random.chance(1, 3) ? random.pick(shopAdmins) : random.pick(merchandisers)
    const product = random.below(productCount)
    const id = `prod_${20_000 + product}`
    const stock = this.goods.stock[product] ?? 0
    switch (random.below(9)) {
      case 0:
        return {
          actor,
          action: 'product.create.success',
          resource: 'product',
          resourceId: `prod_${30_000 + random.below(60_000)}`,
          status: 201,
          after: { name: random.pick(wares), price: random.between(500, 20_000) / 100, status: 'draft' },
        }
      case 1:
      case 2:
      case 3: {
        const old = this.goods.priceCents[product] ?? 1000
        const next = Math.min(24_000, Math.max(200, Math.floor((old * random.between(72, 132)) / 100)))
        this.goods.priceCents[product] = next
        return {
          actor,
          action: 'product.update.success',
          resource: 'product',
          resourceId: id,
          before: { price: old / 100, currency: 'USD' },
          after: { price: next / 100, currency: 'USD' },
        }
      }
      case 4: {
        const next = Math.max(0, stock + random.between(-15, 40))
        this.goods.stock[product] = next
        return {
          actor,
          action: 'inventory.adjust.success',
          resource: 'inventory',
          resourceId: skuOf(product),
          before: { quantity: stock },
          after: { quantity: next },
          metadata: { reason: 'cycle_count_adjustment' },
        }
      }
      case 5: {
        const category = random.pick(categories)
        const position = random.below(9)
        const before = { position: this.positions.get(category) ?? 0 }
        this.positions.set(category, position)
        return {
          actor,
          action: 'category.update.success',
          resource: 'category',
          resourceId: category,
          before,
          after: { position },
        }
      }
      case 6: {
        const colour = random.pick(['blue', 'green', 'white'])
        const before = { colour: this.colours[product] ?? 'grey' }
        this.colours[product] = colour
        return {
          actor,
          action: 'product.attribute.updated',
          resource: 'product',
          resourceId: id,
          before,
          after: { colour },
        }
      }
      case 7: {
        const title = `${random.pick(wares)} | Shop`
        const before = { title: this.titles.get(product) ?? random.pick(wares) }
        this.titles.set(product, title)
        return { actor, action: 'product.seo.updated', resource: 'product', resourceId: id, before, after: { title } }
      }
      default:
        return {
          actor,
          action: 'product.delete.success',
          resource: 'product',
          resourceId: `prod_${30_000 + random.below(60_000)}`,
          status: 204,
          before: { status: 'draft' },
        }
    }
  }

  private account(epochMs: number): ShopFacts {
    const { random } = this
    const who = customer(random.below(this.customers))
    const on = (action: string, after: ShopFacts['after'], status = 200): ShopFacts => ({
      actor: who,
      action,
      resource: 'user',
      resourceId: who.id,
      ...(after === undefined ? {} : { after }),
      status,
    })
    switch (random.below(14)) {
      case 0:
      case 1:
      case 2: {
        const next = customer(this.failures % this.customers)
        this.failures += 1
        return {
          actor: next,
          action: 'user.login.failed',
          resource: 'user',
          resourceId: next.id,
          status: 401,
          metadata: { failure: 'wrong_password' },
        }
      }
      case 3:
        return on('account.create.success', { status: 'active', newsletter: random.chance(1, 2) }, 201)
      case 4:
        return on('account.deactivate.success', { status: 'inactive' })
      case 5:
        return on('user.password.changed', null)
      case 6:
        return on('user.password_reset.requested', null, 202)
      case 7:
        return on('user.mfa_challenge.success', { factor: 'totp' })
      case 8:
        return on('user.security_question.answered', null)
      case 9:
        return on('user.session.invalidated', { other_sessions: 'ended' })
      case 10:
        return on(`subscription.${random.pick(['create', 'renew', 'cancel'])}.success`, {
          plan: random.pick(['monthly', 'yearly']),
        })
      case 11:
        return {
          actor: systemActor,
          action: 'apikey.use.success',
          resource: 'apikey',
          resourceId: `key_${random.between(10, 40)}`,
          after: { endpoint: '/v1/stock' },
        }
      case 12:
        return {
          actor: systemActor,
          action: 'user.lockout.cleared',
          resource: 'user',
          resourceId: who.id,
          after: { locked: false },
        }
      default: {
        const actor = isOfficeTime(epochMs) ? random.pick(shopAdmins) : random.pick(supportStaff)
        const { id } = random.pick(warehouseStaff)
        const wasLate = this.late.delete(id)
        if (!wasLate) this.late.add(id)
        return {
          actor,
          action: 'staff.account.updated',
          resource: 'staff',
          resourceId: id,
          before: { shift: wasLate ? 'late' : 'early' },
          after: { shift: wasLate ? 'early' : 'late' },
        }
      }
    }
  }

  private machine(): ShopFacts {
    const { random } = this
    const product = random.below(productCount)
    switch (random.below(5)) {
      case 0: {
        const before = this.goods.stock[product] ?? 0
        const next = Math.max(0, before + random.between(-8, 12))
        this.goods.stock[product] = next
        return {
          actor: systemActor,
          action: 'inventory.sync.success',
          resource: 'inventory',
          resourceId: skuOf(product),
          before: { quantity: before },
          after: { quantity: next },
        }
      }
      case 1:
        return {
          actor: systemActor,
          action: 'gateway.request.success',
          resource: 'payment',
          resourceId: `pay_${random.hex8()}`,
          status: 200,
          metadata: { gateway: 'acquirer-1' },
        }
      case 2:
        return {
          actor: systemActor,
          action: 'gateway.request.failed',
          resource: 'payment',
          resourceId: `pay_${random.hex8()}`,
          status: random.pick([500, 502, 504]),
          metadata: { gateway: 'acquirer-1', error: 'upstream_timeout' },
        }
      case 3:
        return {
          actor: systemActor,
          action: 'notification.sms.sent',
          resource: 'order',
          resourceId: this.visits.lastOrder(),
          after: { template: 'delivery_window' },
        }
      default:
        return {
          actor: systemActor,
          action: 'analytics.event.tracked',
          resource: 'analytics',
          resourceId: null,
          after: { job: 'hourly_rollup', rows: random.below(5000) },
        }
    }
  }
}
