/**
 * Entries that meet guide A's rules, and neighbours that must not, each saying in which reading it fires:
 * `as-written` (the printed code replayed on event time) and `strict` (its stated intent). Every case has users and
 * addresses of its own, so that no counter is shared by accident.
 */
import { msAt } from './calendar.ts'
import type { ShopFacts } from './entries.ts'
import { browsers, merchandisers, shopAdmins } from './people.ts'
import type { ShopActor } from './people.ts'
import { hits } from './plan.ts'
import type { Group, Plant, PlantingDays, RuleMode, Tags } from './plan.ts'

type ShopPlant = Plant<ShopFacts>
const both: readonly RuleMode[] = ['as-written', 'strict']
const minute = 60_000

/** A visitor used by one rule case only; 203.0.113.0/24 is not used by the everyday customers. */
function visitor(name: string, address: number): ShopActor {
  return {
    id: `visitor_${name}`,
    email: `${name}@visitor.example`,
    roles: ['customer'],
    ip: `203.0.113.${address}`,
    agent: browsers[0] ?? '',
  }
}

export function ruleGroups(days: PlantingDays): Group<ShopFacts>[] {
  return [
    ...failedLoginsByUser(days),
    ...failedLoginsByAddress(days),
    { id: 'rule-2', plants: priceChanges(days) },
    ...orderVelocity(days),
    { id: 'rule-3b', plants: highValueOrders(days) },
    { id: 'rule-4', plants: policyChanges(days) },
    { id: 'rule-5', plants: afterHours(days) },
  ]
}

function failure(at: number, actor: ShopActor, tags: Tags = {}, more: Partial<ShopFacts> = {}): ShopPlant {
  return {
    at,
    tags,
    facts: {
      actor,
      action: 'user.login.failed',
      resource: 'user',
      resourceId: more.unknownUser === true ? null : actor.id,
      status: 401,
      metadata: { failure: 'wrong_password' },
      ...more,
    },
  }
}

function failedLoginsByUser(days: PlantingDays): Group<ShopFacts>[] {
  const burst = msAt(days.any(0.06), 14, 2)
  const slow = msAt(days.any(0.11), 6, 10)
  const edge = msAt(days.any(0.16), 11)
  const pause = msAt(days.any(0.21), 12)
  const pooled = msAt(days.any(0.26), 15, 20)
  const target = visitor('burst', 11)
  const patient = visitor('patient', 12)
  const exact = visitor('exact', 13)
  const rested = visitor('rested', 14)
  return [
    {
      // The crossing entry and every later one fire; a success in between resets nothing.
      id: 'rule-1a-burst',
      plants: [
        ...[0, 1, 2, 3].map((i) => failure(burst + i * 30_000, target)),
        {
          at: burst + 105_000,
          tags: {},
          facts: { actor: target, action: 'user.login.success', resource: 'user', resourceId: target.id },
        },
        ...[4, 5, 6, 7].map((i) => failure(burst + i * 30_000, target, i >= 5 ? hits('1a', ...both) : {})),
      ],
    },
    {
      // 59 minutes apart: the renewed expiry never runs out, while no hour holds more than two.
      id: 'rule-1a-renewed-expiry',
      plants: [0, 1, 2, 3, 4, 5].map((i) =>
        failure(slow + i * 59 * minute, patient, i === 5 ? hits('1a', 'as-written') : {}),
      ),
    },
    {
      // Twelve minutes apart: at the sixth the first is exactly 3600 s old and out of the half-open window.
      id: 'rule-1a-window-edge',
      plants: [0, 1, 2, 3, 4, 5].map((i) =>
        failure(edge + i * 12 * minute, exact, i === 5 ? hits('1a', 'as-written') : {}),
      ),
    },
    {
      // Five, then exactly 3600 s of silence: the counter is gone and the sixth is a first.
      id: 'rule-1a-expired',
      plants: [0, 1, 2, 3, 4]
        .map((i) => failure(pause + i * minute, rested))
        .concat(failure(pause + 4 * minute + 3_600_000, rested)),
    },
    {
      // No user id: the printed code counts them all under "undefined"; people without a name are not one person.
      id: 'rule-1a-unknown-user',
      plants: [0, 1, 2, 3, 4, 5].map((i) =>
        failure(pooled + i * 90_000, visitor(`unknown${i}`, 20 + i), i === 5 ? hits('1a', 'as-written') : {}, {
          unknownUser: true,
        }),
      ),
    },
  ]
}

function failedLoginsByAddress(days: PlantingDays): Group<ShopFacts>[] {
  const burst = msAt(days.any(0.31), 2, 5)
  const slow = msAt(days.any(0.36), 8)
  const absent = msAt(days.any(0.41), 10, 30)
  const list = (count: number): number[] => Array.from({ length: count }, (_, i) => i)
  return [
    {
      id: 'rule-1b-burst',
      plants: list(12).map((i) =>
        failure(burst + i * 20_000, visitor(`spray${i}`, 40), i >= 10 ? hits('1b', ...both) : {}),
      ),
    },
    {
      id: 'rule-1b-renewed-expiry',
      plants: list(11).map((i) =>
        failure(slow + i * 40 * minute, visitor(`drip${i}`, 41), i === 10 ? hits('1b', 'as-written') : {}),
      ),
    },
    {
      // No address in the metadata: the printed code pools them, too.
      id: 'rule-1b-no-address',
      plants: list(11).map((i) =>
        failure(absent + i * 45_000, visitor(`till${i}`, 42), i === 10 ? hits('1b', 'as-written') : {}, {
          withoutAddress: true,
        }),
      ),
    },
  ]
}

function priceChanges(days: PlantingDays): ShopPlant[] {
  const start = msAt(days.workday(0.46), 13)
  const actor = merchandisers[0]
  if (actor === undefined) return []
  const change = (
    i: number,
    from: number,
    to: number,
    modes: readonly RuleMode[],
    action = 'product.update.success',
  ): ShopPlant => ({
    at: start + i * 4 * minute,
    tags: hits('2', ...modes),
    facts: {
      actor,
      action,
      resource: 'product',
      resourceId: `prod_${11_000 + i}`,
      before: { price: from, currency: 'USD' },
      after: { price: to, currency: 'USD' },
    },
  })
  return [
    change(0, 100, 49, both),
    change(1, 40, 20, []),
    change(2, 40, 60, []),
    change(3, 40, 60.01, both),
    change(4, 20, 40, both),
    change(5, 29.99, 0, ['strict']),
    change(6, 0, 19.99, ['strict']),
    change(7, 80, 30, ['strict'], 'product.update'),
    // Exactly half in decimal, 0.5000000000000002 in the double arithmetic of the printed code.
    change(8, 4.1, 6.15, ['as-written']),
    change(9, 90, 30, [], 'product.update.failed'),
  ]
}

function orderVelocity(days: PlantingDays): Group<ShopFacts>[] {
  const burst = msAt(days.any(0.51), 18, 10)
  const slow = msAt(days.any(0.56), 7)
  const named = msAt(days.any(0.61), 16, 40)
  const order = (i: number, at: number, actor: ShopActor, action: string, tags: Tags): ShopPlant => ({
    at,
    tags,
    facts: {
      actor,
      action,
      resource: 'order',
      resourceId: `ord_${actor.id.slice(8)}_${i}`,
      status: 201,
      after: { status: 'submitted', total_amount: 35.5 + i, currency: 'USD' },
    },
  })
  const list = (count: number): number[] => Array.from({ length: count }, (_, i) => i)
  const fast = visitor('bulkbuyer', 60)
  const steady = visitor('steady', 61)
  const wholesale = visitor('wholesale', 62)
  return [
    {
      id: 'rule-3a-burst',
      plants: list(7).map((i) =>
        order(i, burst + i * 5 * minute, fast, 'order.create.success', i >= 5 ? hits('3a', ...both) : {}),
      ),
    },
    {
      id: 'rule-3a-renewed-expiry',
      plants: list(6).map((i) =>
        order(i, slow + i * 50 * minute, steady, 'order.create.success', i === 5 ? hits('3a', 'as-written') : {}),
      ),
    },
    {
      id: 'rule-3a-two-part-name',
      plants: list(6).map((i) =>
        order(i, named + i * 6 * minute, wholesale, 'order.create', i === 5 ? hits('3a', 'strict') : {}),
      ),
    },
  ]
}

function highValueOrders(days: PlantingDays): ShopPlant[] {
  const start = msAt(days.any(0.66), 12, 15)
  const order = (i: number, amount: number, action: string, modes: readonly RuleMode[]): ShopPlant => ({
    at: start + i * 20 * minute,
    tags: hits('3b', ...modes),
    facts: {
      actor: visitor(`buyer${i}`, 70 + i),
      action,
      resource: 'order',
      resourceId: `ord_large_${i}`,
      status: action.endsWith('failed') ? 422 : 201,
      after: { status: 'submitted', total_amount: amount, currency: 'USD' },
    },
  })
  return [
    order(0, 10_000, 'order.create.success', []),
    order(1, 10_000.01, 'order.create.success', both),
    order(2, 15_750, 'order.create.success', both),
    order(3, 12_000, 'order.create', ['strict']),
    order(4, 20_000, 'order.create.failed', []),
  ]
}

function policyChanges(days: PlantingDays): ShopPlant[] {
  const day = days.workday(0.71)
  const [jane, omar] = shopAdmins
  const lena = merchandisers[0]
  if (jane === undefined || omar === undefined || lena === undefined) return []
  const entry = (
    i: number,
    actor: ShopActor,
    action: string,
    id: string,
    modes: readonly RuleMode[],
    after: ShopFacts['after'],
    tags: Tags = {},
    before?: ShopFacts['before'],
  ): ShopPlant => ({
    at: msAt(day, 10, i * 7),
    tags: { ...hits('4', ...modes), ...tags },
    facts: {
      actor,
      action,
      resource: action.startsWith('category') ? 'category' : 'user',
      resourceId: id,
      ...(/failed|denied/.test(action) ? { status: 403 } : {}),
      ...(after === undefined ? {} : { after }),
      ...(before === undefined ? {} : { before }),
    },
  })
  return [
    entry(
      0,
      jane,
      'user.role.assign.success',
      'cs_piet',
      both,
      { roles: ['staff', 'support', 'admin'] },
      { grant: { kind: 'grant', actor: 'admin_jane', grantee: 'cs_piet', role: 'admin' } },
      { roles: ['staff', 'support'] },
    ),
    entry(1, omar, 'user.permission.grant.success', 'cs_bruno', both, { permission: 'orders.refund' }),
    entry(
      2,
      jane,
      'user.role.revoke.success',
      'cs_piet',
      both,
      { roles: ['staff', 'support'] },
      { grant: { kind: 'revoke', actor: 'admin_jane', grantee: 'cs_piet', role: 'admin' } },
      { roles: ['staff', 'support', 'admin'] },
    ),
    entry(3, omar, 'user.role.read.success', 'cs_bruno', ['as-written'], undefined),
    entry(4, omar, 'user.permissions.list', 'cs_bruno', ['as-written'], undefined),
    entry(5, lena, 'user.role.update.failed', 'merch_lena', ['as-written'], { roles: ['staff', 'admin'] }),
    entry(6, lena, 'user.permission.grant.denied', 'merch_lena', ['as-written'], { permission: 'prices.override' }),
    // Unrelated names that hold the letters, and a capital that the printed code does not see.
    entry(7, lena, 'category.casserole.update.success', 'cat_casseroles', ['as-written'], { position: 3 }),
    entry(8, jane, 'user.Role.assign.success', 'wh_noor', ['strict'], { roles: ['staff', 'warehouse', 'picker'] }),
  ]
}

function afterHours(days: PlantingDays): ShopPlant[] {
  const day = days.workday(0.76)
  const saturday = days.saturday(0.76)
  const [jane, omar, root] = shopAdmins
  if (jane === undefined || omar === undefined || root === undefined) return []
  const auditor: ShopActor = {
    ...omar,
    id: 'aud_rita',
    email: 'aud.rita@shop.example',
    roles: ['staff', 'administrator'],
  }
  const entry = (
    at: number,
    actor: ShopActor,
    modes: readonly RuleMode[],
    action = 'product.attribute.updated',
  ): ShopPlant => ({
    at,
    tags: hits('5', ...modes),
    facts: {
      actor,
      action,
      resource: action.startsWith('user') ? 'user' : 'product',
      resourceId: action.startsWith('user') ? actor.id : 'prod_20007',
    },
  })
  return [
    entry(msAt(day, 3, 12), jane, [], 'user.login.success'),
    entry(msAt(day, 3, 14), jane, both),
    entry(msAt(day, 4, 1), auditor, []),
    entry(msAt(day, 8, 59, 59), omar, both),
    entry(msAt(day, 9), omar, []),
    entry(msAt(day, 17), root, []),
    entry(msAt(day, 17, 0, 1), root, ['strict']),
    entry(msAt(day, 17, 59, 59), omar, ['strict']),
    entry(msAt(day, 18), omar, both),
    entry(msAt(saturday, 12, 30), root, ['strict']),
  ]
}
