/**
 * The sets the generator writes: `plain` (any number of rows), `clean` and `faulty` (bundled). Each writes
 * shop-a.ndjson, shop-a-batches.ndjson, shop-b.ndjson and answer-key.json into a directory that it makes.
 */
import { hash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { KeyCollector, writeJson } from './answer-key.ts'
import type { AnchorsKey, AnswerKey } from './answer-key.ts'
import { dayFromText, dayToText, msPerDay } from './calendar.ts'
import type { LedgerFacts, ShopFacts } from './entries.ts'
import { DailyBatches, generateShop } from './export-a.ts'
import type { Batch } from './export-a.ts'
import { chainRecipe, generateLedger } from './export-b.ts'
import { Keccak256 } from './keccak.ts'
import { LineWriter } from './line-writer.ts'
import { microsPerDay, planFrom, PlantingDays } from './plan.ts'
import type { Plan } from './plan.ts'
import { Random } from './random.ts'
import type { Period } from './schedule.ts'
import { caseGroups } from './shop-a-cases.ts'
import { ruleGroups } from './shop-a-rules.ts'
import { refundPattern } from './shop-b-refunds.ts'
import { ledgerCases } from './shop-b-cases.ts'
import { subjectEmail, subjectId, subjectInLedger, subjectInShop } from './subject.ts'

export const shopFile = 'shop-a.ndjson'
export const batchesFile = 'shop-a-batches.ndjson'
const claimsFile = 'shop-a-anchors.ndjson'
export const ledgerFile = 'shop-b.ndjson'
export const keyFile = 'answer-key.json'

/** Up to this many rows the roots are computed twice, the second time by merkletreejs over @noble/hashes. */
const secondPathLimit = 20_000

export interface SetOptions {
  readonly set: 'plain' | 'clean'
  readonly seed: number
  /** Rows of each of the two exports. */
  readonly rows: number
  readonly period: Period
  readonly directory: string
  /** Write claims with placeholder transaction hashes, which no transcript backs. */
  readonly claims: boolean
  readonly quietDays?: readonly string[]
}

export interface Plans {
  readonly shop: Plan<ShopFacts>
  readonly ledger: Plan<LedgerFacts>
  readonly quiet: ReadonlySet<number>
}

/** Everything there is to plant; at most three fifths of the rows are planted. */
export function plansFor(seed: number, rows: number, period: Period, quietDays: readonly string[]): Plans {
  const quiet = new Set(quietDays.map(dayFromText))
  const shopDays = new PlantingDays(period, quiet)
  // The quiet days are guide A's; guide B's export goes on.
  const ledgerDays = new PlantingDays(period, new Set())
  const random = new Random(seed, 'shop-b/scenarios')
  const limit = Math.floor(rows * 0.6)
  return {
    quiet,
    shop: planFrom(
      [subjectInShop(shopDays), ...caseGroups(shopDays), ...ruleGroups(shopDays)],
      shopDays,
      limit,
      msPerDay,
    ),
    ledger: planFrom(
      [subjectInLedger(ledgerDays), ...ledgerCases(ledgerDays, random), refundPattern(ledgerDays, random)],
      ledgerDays,
      limit,
      microsPerDay,
    ),
  }
}

function everyDay(first: string, last: string): readonly string[] {
  if (first === '') return []
  const days: string[] = []
  for (let day = dayFromText(first); day <= dayFromText(last); day += 1) days.push(dayToText(day))
  return days
}

export function writeSet(options: SetOptions): AnswerKey {
  mkdirSync(options.directory, { recursive: true })
  const plans = plansFor(options.seed, options.rows, options.period, options.quietDays ?? [])
  const shop = new KeyCollector(shopFile)
  const ledger = new KeyCollector(ledgerFile)
  const batches = writeShop(options, plans, shop)
  writeLedger(options, plans, ledger)
  const count = { rows: options.rows, physical: options.rows, accepted: options.rows, rejected: 0, blank: 0 }
  const key: AnswerKey = {
    key: 'assay.answer-key/1',
    set: options.set,
    seed: options.seed,
    files: { [shopFile]: count, [ledgerFile]: count },
    chain: {
      [ledgerFile]: {
        recipe: chainRecipe,
        verdict: 'verified',
        entries: options.rows,
        contentMismatches: [],
        linkGaps: [],
        reorders: [],
        rejects: [],
      },
    },
    merkle: { [shopFile]: { verdict: 'verified', batches, verified: batches, exceptions: [] } },
    anchors: options.claims ? unbackedClaims(batches) : capturedClaims(batches),
    ...collected(shop, ledger, plans),
    faults: [],
  }
  writeJson(join(options.directory, keyFile), key)
  return key
}

/** The members of the key that follow from where the planted entries stand. */
export function collected(
  shop: KeyCollector,
  ledger: KeyCollector,
  plans: Plans,
): Pick<AnswerKey, 'rules' | 'coverage' | 'erasure' | 'scenarios' | 'adminGrants' | 'leftOut'> {
  return {
    rules: { [shopFile]: shop.rules() },
    coverage: { [shopFile]: shop.coverage(everyDay), [ledgerFile]: ledger.coverage(everyDay) },
    erasure: {
      subject: [subjectId, subjectEmail],
      files: { [shopFile]: shop.erasure().subject, [ledgerFile]: ledger.erasure().subject },
      nearMisses: { [shopFile]: shop.erasure().nearMisses, [ledgerFile]: ledger.erasure().nearMisses },
    },
    scenarios: [...shop.scenarios(plans.shop.groups), ...ledger.scenarios(plans.ledger.groups)],
    adminGrants: [...shop.adminGrants(), ...ledger.adminGrants()],
    leftOut: [...plans.shop.left, ...plans.ledger.left],
  }
}

function writeShop(options: SetOptions, plans: Plans, collector: KeyCollector): number {
  const rows = new LineWriter(join(options.directory, shopFile))
  const batchLines = new LineWriter(join(options.directory, batchesFile))
  const claimLines = options.claims ? new LineWriter(join(options.directory, claimsFile)) : undefined
  let batchCount = 0
  const batches = new DailyBatches(
    new Keccak256(),
    new Random(options.seed, 'shop-a/batches'),
    options.rows <= secondPathLimit,
    (batch) => {
      batchCount += 1
      batchLines.text(JSON.stringify(batch))
      claimLines?.text(JSON.stringify(placeholderClaim(options.seed, batch, batchCount)))
    },
  )
  let line = 0
  generateShop({ ...options, quietDays: plans.quiet, plan: plans.shop }, (row) => {
    line += 1
    rows.bytes(batches.add(row.text, row.epochMs, row.timestamp))
    collector.row(line, row.timestamp, row.planned)
  })
  batches.finish()
  rows.close()
  batchLines.close()
  claimLines?.close()
  return batchCount
}

function writeLedger(options: SetOptions, plans: Plans, collector: KeyCollector): void {
  const rows = new LineWriter(join(options.directory, ledgerFile))
  let line = 0
  generateLedger({ ...options, quietDays: new Set(), plan: plans.ledger }, (row) => {
    line += 1
    rows.text(row.text)
    collector.row(line, row.timestamp, row.planned)
  })
  rows.close()
}

/** A claim in the shape guide A's job stores. No such transaction exists: the hash is derived from seed and date. */
function placeholderClaim(seed: number, batch: Batch, index: number): object {
  return {
    date: batch.date,
    blockchain_tx: `0x${hash('sha256', `assay sample claim/${seed}/${batch.date}`, 'hex')}`,
    merkle_root: batch.merkle_root,
    timestamp: batch.timestamp,
    block_number: 19_000_000 + index,
  }
}

function unbackedClaims(claims: number): AnchorsKey {
  const verdict = { verdict: 'not-checked', reason: 'no-transcript', exceptions: [] }
  return { claims, withTrust: { ...verdict, verified: 0 }, withoutTrust: verdict }
}

/** With a transcript captured from a node; `trust` means that every header of it is known to the auditor. */
function capturedClaims(claims: number): AnchorsKey {
  return {
    claims,
    withTrust: { verdict: 'verified', verified: claims, exceptions: [] },
    withoutTrust: { verdict: 'not-checked', reason: 'header-not-known', exceptions: [] },
  }
}
