/** D6, D7, D8 and D10: where guide A's printed rules and their stated intent part. */
import { dayFromText, msAt } from '../calendar.ts'
import type { ShopFacts } from '../entries.ts'
import { customer, merchandisers, shopAdmins, systemActor } from '../people.ts'
import type { RuleId } from '../plan.ts'
import type { Random } from '../random.ts'
import { ndjson } from './case-folder.ts'
import type { DefectCase, Expectation } from './case-folder.ts'
import { entriesFrom } from './small-shop.ts'

const shopFile = 'shop-a.ndjson'

export function ruleCases(random: Random): DefectCase[] {
  return [renewedExpiry(random), priceToZero(random), lateMinuteAndWeekend(random), twoPartName(random)]
}

/** `asWritten` and `strict` are the lines on which the rule fires in each reading. */
function bothReadings(rule: RuleId, asWritten: readonly number[], strict: readonly number[]): Expectation[] {
  return (
    [
      ['as-written', asWritten],
      ['strict', strict],
    ] as const
  ).map(([mode, lines]) => ({
    check: 'rules',
    file: shopFile,
    result: lines.length === 0 ? 'no-exception-noted' : 'exception-noted',
    details: { rule, mode, lines },
  }))
}

function fileOf(
  random: Random,
  planned: readonly { readonly at: number; readonly facts: ShopFacts }[],
): ReadonlyMap<string, string> {
  return new Map([[shopFile, ndjson(entriesFrom(random, planned))]])
}

function renewedExpiry(random: Random): DefectCase {
  const who = customer(5)
  const start = msAt(dayFromText('2025-02-24'), 7)
  return {
    folder: 'D06-renewed-expiry',
    defect: 'D6',
    guide: 'A',
    what: "Each failed login renews the counter's expiry, so six failures 59 minutes apart, over nearly five hours, count as six.",
    therefore:
      'As written rule 1a fires at the sixth; within any one hour there are two, so the strict reading does not.',
    files: fileOf(
      random,
      Array.from({ length: 6 }, (_, i) => ({
        at: start + i * 59 * 60_000,
        facts: { actor: who, action: 'user.login.failed', resource: 'user', resourceId: who.id, status: 401 },
      })),
    ),
    expectations: bothReadings('1a', [6], []),
  }
}

const lena = merchandisers[0] ?? systemActor

function price(at: number, action: string, from: number, to: number): { at: number; facts: ShopFacts } {
  return {
    at,
    facts: {
      actor: lena,
      action,
      resource: 'product',
      resourceId: 'prod_12345',
      before: { price: from, currency: 'USD' },
      after: { price: to, currency: 'USD' },
    },
  }
}

function priceToZero(random: Random): DefectCase {
  const start = msAt(dayFromText('2025-02-25'), 10)
  return {
    folder: 'D07-price-to-zero',
    defect: 'D7',
    guide: 'A',
    what: 'The rule takes a missing price for zero and skips zero, so a price set to zero, and one raised from zero, never fires.',
    therefore:
      'As written rule 2 stays silent on both; the strict reading fires on both, and neither on the small change between.',
    files: fileOf(random, [
      price(start, 'product.update.success', 49.9, 0),
      price(start + 60_000, 'product.update.success', 0, 49.9),
      price(start + 120_000, 'product.update.success', 49.9, 44.9),
    ]),
    expectations: bothReadings('2', [], [1, 2]),
  }
}

function lateMinuteAndWeekend(random: Random): DefectCase {
  const actor = shopAdmins[0] ?? systemActor
  const wednesday = dayFromText('2025-02-26')
  const change = (at: number): { at: number; facts: ShopFacts } => ({
    at,
    facts: { actor, action: 'product.attribute.updated', resource: 'product', resourceId: 'prod_12345' },
  })
  return {
    folder: 'D08-late-minute-weekend',
    defect: 'D8',
    guide: 'A',
    what: "The rule compares hours only, 9 to 17 inclusive, in the server's zone, and knows no weekend: 17:59 and Saturday noon are business time.",
    therefore:
      'As written (in UTC) only 18:00 fires; the strict reading fires on 17:59, 18:00 and Saturday, and on neither edge of the working day.',
    files: fileOf(random, [
      change(msAt(wednesday, 9)),
      change(msAt(wednesday, 17)),
      change(msAt(wednesday, 17, 59)),
      change(msAt(wednesday, 18)),
      change(msAt(wednesday + 3, 12)),
    ]),
    expectations: bothReadings('5', [4], [3, 4, 5]),
  }
}

function twoPartName(random: Random): DefectCase {
  const start = msAt(dayFromText('2025-02-27'), 11)
  return {
    folder: 'D10-two-part-name',
    defect: 'D10',
    guide: 'A',
    what: "The rule waits for product.update.success; the guide's own sample line says product.update.",
    therefore: 'As written rule 2 sees only the second of two equal changes; the strict reading sees both.',
    files: fileOf(random, [
      price(start, 'product.update', 80, 30),
      price(start + 60_000, 'product.update.success', 80, 30),
    ]),
    expectations: bothReadings('2', [2], [1, 2]),
  }
}
