/**
 * The person of the erasure case, planted in both exports as actor, as object, in nested JSON, in JSON held inside a
 * text, in a sentence and in capitals; and neighbours whose longer id or e-mail merely contains hers, which an exact
 * search must leave alone.
 */
import { msAt } from './calendar.ts'
import type { LedgerFacts, ShopFacts } from './entries.ts'
import {
  inventorySync,
  ledgerManagers,
  ledgerPerson,
  shopifyConnector,
  supportStaff,
  systemActor,
  warehouseStaff,
} from './people.ts'
import type { ShopActor } from './people.ts'
import type { Group, Plant, PlantingDays } from './plan.ts'

export const subjectId = 'user_73021'
export const subjectEmail = 'maria.ellison@example.net'

const maria: ShopActor = {
  id: subjectId,
  email: subjectEmail,
  roles: ['customer'],
  ip: '203.0.113.90',
  agent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) Mobile',
}

/** Holds an e-mail or id that contains the subject's: a longer mailbox, a longer domain, a longer id. */
const neighbours: readonly { readonly id: string; readonly email: string }[] = [
  { id: 'user_730211', email: `x+${subjectEmail}` },
  { id: 'user_73021_b', email: `${subjectEmail}work.example` },
  { id: 'poweruser_73021', email: `anna-${subjectEmail}` },
]

export function subjectInShop(days: PlantingDays): Group<ShopFacts> {
  const first = days.any(0.32)
  const second = days.any(0.68)
  const support = supportStaff[0] ?? systemActor
  const packer = warehouseStaff[1] ?? systemActor
  const at = (day: number, hour: number, minute: number, facts: ShopFacts): Plant<ShopFacts> => ({
    at: msAt(day, hour, minute),
    facts,
    tags: { subject: true },
  })
  return {
    id: 'erasure-subject-shop',
    facts: { subject: [subjectId, subjectEmail] },
    plants: [
      at(first, 19, 1, { actor: maria, action: 'user.login.success', resource: 'user', resourceId: subjectId }),
      at(first, 19, 8, {
        actor: maria,
        action: 'order.create.success',
        resource: 'order',
        resourceId: 'ord_881204',
        status: 201,
        after: { status: 'submitted', total_amount: 84.5, currency: 'USD' },
      }),
      // Actor is the shop; she is the object, by id and by e-mail.
      at(first, 19, 9, {
        actor: systemActor,
        action: 'account.contact.updated',
        resource: 'user',
        resourceId: subjectId,
        before: { email: 'm.ellison@old.example' },
        after: { email: subjectEmail },
      }),
      at(first, 19, 20, {
        actor: packer,
        action: 'shipping.label.generated',
        resource: 'order',
        resourceId: 'ord_881204',
        metadata: { customer: { email: subjectEmail, city: 'Leeds' } },
      }),
      at(second, 9, 30, {
        actor: systemActor,
        action: 'notification.email.sent',
        resource: 'order',
        resourceId: 'ord_881204',
        metadata: { payload: JSON.stringify({ to: subjectEmail, template: 'order_delivered', lines: [1, 2] }) },
      }),
      at(second, 10, 15, {
        actor: support,
        action: 'order.return.started',
        resource: 'order',
        resourceId: 'ord_881204',
        after: { status: 'return_started', contacts: [{ kind: 'email', value: 'Maria.Ellison@Example.net' }] },
      }),
      at(second, 10, 40, {
        actor: support,
        action: 'order.refund.processed',
        resource: 'order',
        resourceId: 'ord_881204',
        before: { status: 'return_started', refund_amount: 0 },
        after: { status: 'refunded', refund_amount: 84.5 },
        metadata: { refund_reason: 'customer_request', note: `Asked ${subjectEmail}, agreed by phone` },
      }),
      ...neighbours.map((neighbour, i): Plant<ShopFacts> => ({
        at: msAt(second, 11, 5 + i),
        tags: { nearMiss: true },
        facts: {
          actor: { ...maria, ip: `203.0.113.${91 + i}`, id: neighbour.id, email: neighbour.email },
          action: 'account.create.success',
          resource: 'user',
          resourceId: neighbour.id,
          status: 201,
          after: { email: neighbour.email },
        },
      })),
    ],
  }
}

export function subjectInLedger(days: PlantingDays): Group<LedgerFacts> {
  const first = days.any(0.34)
  const second = days.any(0.7)
  const manager = ledgerManagers[0] ?? inventorySync
  const portal = { ...ledgerPerson(subjectId, 'maria', 'customer', '203.0.113.90', 'mobile_app'), email: subjectEmail }
  const at = (day: number, hour: number, minute: number, facts: LedgerFacts): Plant<LedgerFacts> => ({
    at: msAt(day, hour, minute, 17) * 1000 + 204_311,
    facts,
    tags: { subject: true },
  })
  return {
    id: 'erasure-subject-ledger',
    facts: { subject: [subjectId, subjectEmail] },
    plants: [
      at(first, 19, 8, {
        actor: portal,
        resource: 'order',
        resourceId: 'ord_881204',
        action: 'create',
        after: { status: 'submitted', total: 84.5, currency: 'USD' },
      }),
      at(first, 19, 10, {
        actor: shopifyConnector,
        resource: 'customer',
        resourceId: subjectId,
        action: 'create',
        after: { email: subjectEmail, newsletter: false },
      }),
      at(first, 19, 21, {
        actor: shopifyConnector,
        resource: 'order',
        resourceId: 'ord_881204',
        action: 'update',
        before: { shipping: null },
        after: { shipping: { name: 'M. Ellison', contact: { email: subjectEmail } } },
      }),
      at(second, 9, 31, {
        actor: inventorySync,
        resource: 'notification',
        resourceId: 'ntf_5120',
        action: 'create',
        after: { payload: JSON.stringify({ to: subjectEmail, user: subjectId }) },
      }),
      at(second, 10, 16, {
        actor: manager,
        resource: 'refund',
        resourceId: 'rfd_88120',
        action: 'approve',
        before: { status: 'requested' },
        after: { status: 'approved', order_id: 'ord_881204', amount: 84.5, currency: 'USD' },
        reason: 'customer_request',
        note: `Return agreed with ${subjectEmail} by phone, ticket #40718`,
      }),
      ...neighbours.map((neighbour, i): Plant<LedgerFacts> => ({
        at: msAt(second, 11, 6 + i, 2) * 1000 + 7,
        tags: { nearMiss: true },
        facts: {
          actor: shopifyConnector,
          resource: 'customer',
          resourceId: neighbour.id,
          action: 'create',
          after: { email: neighbour.email, newsletter: true },
        },
      })),
    ],
  }
}
