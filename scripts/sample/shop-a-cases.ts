/**
 * Guide A's own stories in its export: the refused price change, the sample entry, the three support cases, and the
 * list of who was made administrator when. Dates printed in the guide are kept, so these are planted only where the
 * period covers them.
 */
import { dayFromText, msAt } from './calendar.ts'
import type { ShopFacts } from './entries.ts'
import { browsers, customer, shopAdmins, systemActor } from './people.ts'
import type { ShopActor } from './people.ts'
import { hits } from './plan.ts'
import type { Group, Plant, PlantingDays } from './plan.ts'

type ShopPlant = Plant<ShopFacts>

export function caseGroups(days: PlantingDays): Group<ShopFacts>[] {
  return [adminGrants(days), stockMismatch(), unauthorisedCharge(), labelNeverPrinted(), refusedPrice(), sampleEntry()]
}

function plain(at: number, facts: ShopFacts, role?: string): ShopPlant {
  return { at, facts, tags: role === undefined ? {} : { role } }
}

/** Who was given administration, when and by whom: the list an annual review asks for. */
function adminGrants(days: PlantingDays): Group<ShopFacts> {
  const jane = shopAdmins[0] ?? systemActor
  const omar = shopAdmins[1] ?? systemActor
  const grant = (
    fraction: number,
    hour: number,
    actor: ShopActor,
    kind: 'grant' | 'revoke',
    grantee: string,
    role: string,
    before: readonly string[],
    after: readonly string[],
  ): ShopPlant => ({
    at: msAt(days.workday(fraction), hour, 25),
    tags: { ...hits('4', 'as-written', 'strict'), grant: { kind, actor: actor.id, grantee, role } },
    facts: {
      actor,
      action: `user.role.${kind === 'grant' ? 'assign' : 'revoke'}.success`,
      resource: 'user',
      resourceId: grantee,
      before: { roles: before },
      after: { roles: after },
    },
  })
  return {
    id: 'admin-grants-shop',
    facts: { grants: 2, revocations: 1 },
    plants: [
      grant(
        0.04,
        11,
        jane,
        'grant',
        'merch_iris',
        'admin',
        ['staff', 'merchandiser'],
        ['staff', 'merchandiser', 'admin'],
      ),
      grant(0.5, 14, omar, 'grant', 'ops_night', 'superuser', ['staff'], ['staff', 'superuser']),
      grant(
        0.86,
        15,
        jane,
        'revoke',
        'merch_iris',
        'admin',
        ['staff', 'merchandiser', 'admin'],
        ['staff', 'merchandiser'],
      ),
    ],
  }
}

function stockMismatch(): Group<ShopFacts> {
  const day = dayFromText('2025-03-25')
  const jane = shopAdmins[0] ?? systemActor
  return {
    id: 'guide-a-case-1-stock-mismatch',
    facts: { product: 'prod_12345', warehouse: 50, site: 35, setBy: 'admin_jane' },
    plants: [
      plain(msAt(day, 7, 2, 11), {
        actor: systemActor,
        action: 'inventory.sync.success',
        resource: 'product',
        resourceId: 'prod_12345',
        before: { inventory: 44 },
        after: { inventory: 50 },
      }),
      plain(
        msAt(day, 9, 12, 45),
        {
          actor: jane,
          action: 'product.update',
          resource: 'product',
          resourceId: 'prod_12345',
          before: { inventory: 50 },
          after: { inventory: 35 },
        },
        'manual-change',
      ),
    ],
  }
}

function unauthorisedCharge(): Group<ShopFacts> {
  const day = dayFromText('2025-03-24')
  const usual: ShopActor = {
    id: 'customer_5678',
    email: 'r.dunn@example.com',
    roles: ['customer'],
    ip: '203.0.113.150',
    agent: browsers[0] ?? '',
  }
  const phone: ShopActor = { ...usual, ip: '73.45.123.45', agent: 'Mozilla/5.0 (iPhone...)' }
  return {
    id: 'guide-a-case-2-unauthorised-charge',
    facts: {
      customer: 'customer_5678',
      charge: 299,
      ip: '73.45.123.45',
      usualIp: '203.0.113.150',
      session: 'sess_abcdef',
      note: 'the entry carries no amount',
    },
    plants: [
      plain(
        msAt(day - 12, 18, 40, 3),
        { actor: usual, action: 'user.login.success', resource: 'user', resourceId: usual.id },
        'usual-device',
      ),
      plain(
        msAt(day - 5, 20, 11, 57),
        {
          actor: usual,
          action: 'payment.authorize.success',
          resource: 'payment',
          resourceId: 'payment_98311',
          after: { status: 'authorised', amount: 41.2, currency: 'USD' },
        },
        'usual-device',
      ),
      plain(
        msAt(day, 14, 30, 22),
        {
          actor: phone,
          action: 'payment.authorize',
          resource: 'payment',
          resourceId: 'payment_98765',
          session: 'sess_abcdef',
        },
        'disputed',
      ),
    ],
  }
}

function labelNeverPrinted(): Group<ShopFacts> {
  const day = dayFromText('2025-03-26')
  return {
    id: 'guide-a-case-3-label-never-printed',
    facts: { order: 'order_56789', error: 'printer_offline', printer: 'warehouse_printer_2' },
    plants: [
      plain(msAt(day, 11, 44, 58), {
        actor: systemActor,
        action: 'order.status.updated',
        resource: 'order',
        resourceId: 'order_56789',
        before: { status: 'processing' },
        after: { status: 'ready_to_ship' },
      }),
      plain(
        msAt(day, 11, 45, 30),
        {
          actor: systemActor,
          action: 'order.label.print.failed',
          resource: 'order',
          resourceId: 'order_56789',
          metadata: { error: 'printer_offline', printer_id: 'warehouse_printer_2' },
        },
        'failure',
      ),
    ],
  }
}

/** $24.99 to $19.99 (-20.01 %), stopped by a database constraint at 2:15 PM. */
function refusedPrice(): Group<ShopFacts> {
  const john: ShopActor = {
    id: 'admin_john',
    email: 'john@company.com',
    roles: ['admin'],
    ip: '198.51.100.14',
    agent: browsers[0] ?? '',
  }
  return {
    id: 'guide-a-refused-price',
    facts: { sku: 'SKU-12345', from: 24.99, to: 19.99, changePercent: '-20.01', outcome: 'failed' },
    plants: [
      plain(msAt(dayFromText('2025-03-20'), 14, 15), {
        actor: john,
        action: 'product.update.failed',
        resource: 'product',
        resourceId: 'SKU-12345',
        status: 409,
        before: { price: 24.99 },
        after: { price: 19.99 },
        metadata: { error: 'check_constraint_price' },
      }),
    ],
  }
}

function sampleEntry(): Group<ShopFacts> {
  const who = {
    ...customer(1),
    id: 'user_12345',
    email: 'user12345@example.com',
    ip: '192.168.1.1',
    agent: 'Mozilla/5.0...',
  }
  return {
    id: 'guide-a-sample-entry',
    facts: { order: 'ord_789456', refund: 79.99, ip: '192.168.1.1' },
    plants: [
      plain(msAt(dayFromText('2025-03-27'), 10, 15, 30), {
        actor: who,
        action: 'order.refund.processed',
        resource: 'order',
        resourceId: 'ord_789456',
        before: { status: 'completed', refund_amount: 0 },
        after: { status: 'refunded', refund_amount: 79.99 },
        metadata: { refund_reason: 'customer_request' },
      }),
    ],
  }
}
