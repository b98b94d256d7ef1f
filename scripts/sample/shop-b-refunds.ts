/**
 * Guide B's scenario 2: 47 refunds of together $8,900 in six months, each at most $200, entered by one of thirteen
 * support people whose refund-to-order ratio stands 3.2 sample standard deviations above the team's mean; 31 of them share an
 * e-mail domain, an order address in the /24 of the person's own entries, and a note without a ticket. Thirteen people,
 * because a team of twelve or fewer cannot reach 3.2.
 */
import { msAt } from './calendar.ts'
import type { LedgerFacts } from './entries.ts'
import { ledgerPerson } from './people.ts'
import type { Group, Plant, PlantingDays } from './plan.ts'
import type { Random } from './random.ts'

const refundCount = 47
const sharedCount = 31
const totalCents = 890_000
/** Refunds of the twelve others, each with twelve orders handled: found by search for z = 3.20. */
const teamRefunds: readonly number[] = [1, 1, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6]
const teamOrders = 12
const ownOrders = 24

export function refundPattern(days: PlantingDays, random: Random): Group<LedgerFacts> {
  const spread = days.lastDays(182, () => true)
  if (spread.length < 150)
    return { id: 'guide-b-scenario-2-refunds', facts: {}, plants: [{ at: -1, facts: support(0, 0), tags: {} }] }
  const plants: Plant<LedgerFacts>[] = []
  const at = (index: number, of: number): number => {
    const day = spread[Math.floor((index * spread.length) / of)] ?? 0
    return msAt(day, random.between(9, 17), random.below(60), random.below(60)) * 1000 + random.below(1_000_000)
  }
  const amounts = amountsJustBelowLimit(random)
  amounts.forEach((cents, i) => {
    // Every third refund is one of the sixteen unlike ones, spread evenly.
    const shared = Math.floor(((i + 1) * sharedCount) / refundCount) > Math.floor((i * sharedCount) / refundCount)
    plants.push({
      at: at(i, refundCount),
      tags: { role: shared ? 'shared-pattern' : 'other-refunds' },
      facts: refund(
        0,
        `rfd_s${100 + i}`,
        cents,
        {
          customer_email: shared ? `buyer${i}@parcelpoint.example` : `client${i}@example.com`,
          order_ip: shared ? `203.0.113.${100 + (i % 40)}` : `100.66.${i}.9`,
          method: shared ? 'prepaid_card' : 'original_payment',
        },
        shared ? 'Goodwill' : `Item returned, ticket #${41_000 + i}`,
      ),
    })
  })
  for (let i = 0; i < ownOrders; i += 1)
    plants.push({ at: at(i, ownOrders), tags: { role: 'orders-handled' }, facts: support(0, i) })
  teamRefunds.forEach((refunds, member) => {
    for (let i = 0; i < refunds; i += 1) {
      plants.push({
        at: at(i * 12 + member, refunds * 12),
        tags: { role: 'team-refunds' },
        facts: refund(
          member + 1,
          `rfd_t${member}${i}`,
          random.between(1500, 19_000),
          {
            customer_email: `guest${member}${i}@example.org`,
            order_ip: `100.67.${member}.${i}`,
            method: 'original_payment',
          },
          `Late delivery, ticket #${42_000 + member * 10 + i}`,
        ),
      })
    }
    for (let i = 0; i < teamOrders; i += 1)
      plants.push({
        at: at(i * 12 + member, teamOrders * 12),
        tags: { role: 'team-orders-handled' },
        facts: support(member + 1, i),
      })
  })
  return {
    id: 'guide-b-scenario-2-refunds',
    facts: {
      refunds: refundCount,
      totalUsd: totalCents / 100,
      months: 6,
      limitUsd: 200,
      largestUsd: Math.max(...amounts) / 100,
      meanUsd: 189.36,
      actor: member(0).id,
      sharingPattern: sharedCount,
      sharedDomain: 'parcelpoint.example',
      shared24: '203.0.113.0/24',
      team: teamRefunds.length + 1,
      ordersHandled: ownOrders,
      z: Number(zScore().toFixed(2)),
    },
    plants,
  }
}

/** Ratio of the first person against all thirteen, in sample standard deviations above the mean. */
function zScore(): number {
  const own = refundCount / ownOrders
  const ratios = [own, ...teamRefunds.map((refunds) => refunds / teamOrders)]
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
  const variance = ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / (ratios.length - 1)
  return (own - mean) / Math.sqrt(variance)
}

function member(index: number): ReturnType<typeof ledgerPerson> {
  return ledgerPerson(
    `user_${301 + index}`,
    `agent${String(index + 1).padStart(2, '0')}`,
    'support',
    index === 0 ? '203.0.113.77' : `198.51.100.${150 + index}`,
  )
}

function refund(
  index: number,
  id: string,
  cents: number,
  details: Readonly<Record<string, string>>,
  note: string,
): LedgerFacts {
  return {
    actor: member(index),
    resource: 'refund',
    resourceId: id,
    action: 'create',
    after: { order_id: `ord_${id.slice(4)}`, amount: cents / 100, currency: 'USD', ...details },
    reason: 'customer_request',
    note,
  }
}

/** One order handled: the ratio's denominator. */
function support(index: number, i: number): LedgerFacts {
  return {
    actor: member(index),
    resource: 'order',
    resourceId: `ord_h${index}_${i}`,
    action: 'update',
    before: { assigned_to: null },
    after: { assigned_to: member(index).id },
  }
}

/** 47 amounts in cents, each 17,000 to 20,000, adding up to 890,000 exactly. */
function amountsJustBelowLimit(random: Random): number[] {
  const amounts = Array.from({ length: refundCount }, () => random.between(18_000, 19_800))
  let rest = totalCents - amounts.reduce((sum, cents) => sum + cents, 0)
  for (let i = 0; rest !== 0; i = (i + 1) % refundCount) {
    const move = Math.max(-400, Math.min(150, rest))
    const next = Math.max(17_000, Math.min(20_000, (amounts[i] ?? 0) + move))
    rest -= next - (amounts[i] ?? 0)
    amounts[i] = next
  }
  return amounts
}
