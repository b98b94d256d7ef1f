/**
 * The faulty set: one month of both exports with faults planted, each located in the key. In guide B's export one row
 * edited with its hashes kept, one row deleted, two entries with their contents exchanged, two neighbouring lines
 * exchanged, and a last line cut short; in guide A's one day whose rows were edited after anchoring and anchored again.
 * Every fault sits on everyday rows, so that no planted case moves.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { KeyCollector, writeJson } from './answer-key.ts'
import type { AnswerKey, EntryPlace } from './answer-key.ts'
import { msPerDay } from './calendar.ts'
import type { Json, JsonObject } from './entries.ts'
import { DailyBatches, generateShop } from './export-a.ts'
import type { Batch, ShopRow } from './export-a.ts'
import { chainRecipe, generateLedger } from './export-b.ts'
import type { LedgerRow } from './export-b.ts'
import { Keccak256 } from './keccak.ts'
import { microsPerDay, planFrom, PlantingDays } from './plan.ts'
import { Random } from './random.ts'
import type { Period } from './schedule.ts'
import { batchesFile, collected, keyFile, ledgerFile, shopFile } from './sets.ts'
import type { Plans } from './sets.ts'
import { caseGroups } from './shop-a-cases.ts'
import { ledgerCases } from './shop-b-cases.ts'
import { subjectInLedger, subjectInShop } from './subject.ts'

export interface FaultyOptions {
  readonly seed: number
  readonly rows: number
  readonly period: Period
  readonly directory: string
}

const minimumRows = 300

export function writeFaulty(options: FaultyOptions): AnswerKey {
  if (options.rows < minimumRows) throw new RangeError(`the faulty set needs at least ${minimumRows} rows`)
  mkdirSync(options.directory, { recursive: true })
  const plans = faultyPlans(options)
  const ledger = faultyLedger(options, plans)
  const shop = faultyShop(options, plans)
  const key: AnswerKey = {
    key: 'assay.answer-key/1',
    set: 'faulty',
    seed: options.seed,
    files: {
      [shopFile]: { rows: options.rows, physical: options.rows, accepted: options.rows, rejected: 0, blank: 0 },
      [ledgerFile]: {
        rows: options.rows,
        physical: options.rows - 1,
        accepted: options.rows - 2,
        rejected: 1,
        blank: 0,
      },
    },
    chain: { [ledgerFile]: ledger.chain },
    merkle: { [shopFile]: shop.merkle },
    anchors: shop.anchors,
    ...collected(shop.collector, ledger.collector, plans),
    faults: [...ledger.faults, ...shop.faults],
  }
  writeJson(join(options.directory, keyFile), key)
  return key
}

/** Only the subject and the lists of administrators: the set is about faults. */
function faultyPlans(options: FaultyOptions): Plans {
  const days = new PlantingDays(options.period, new Set())
  const random = new Random(options.seed, 'shop-b/scenarios')
  const limit = Math.floor(options.rows / 4)
  return {
    quiet: new Set(),
    shop: planFrom(
      [subjectInShop(days), ...caseGroups(days).filter((group) => group.id.startsWith('admin-grants'))],
      days,
      limit,
      msPerDay,
    ),
    ledger: planFrom(
      [subjectInLedger(days), ...ledgerCases(days, random).filter((group) => group.id.startsWith('admin-grants'))],
      days,
      limit,
      microsPerDay,
    ),
  }
}

interface LedgerFaults {
  readonly chain: AnswerKey['chain'][string]
  readonly collector: KeyCollector
  readonly faults: readonly JsonObject[]
}

/** A row of the file while faults are planted; its identity outlives the moves. */
interface Line {
  readonly row: LedgerRow
  text: string
}

function faultyLedger(options: FaultyOptions, plans: Plans): LedgerFaults {
  const lines: Line[] = []
  generateLedger({ ...options, quietDays: plans.quiet, plan: plans.ledger }, (row) =>
    lines.push({ row, text: row.text }),
  )
  const from = (fraction: number, meets: (line: Line, at: number) => boolean): number => {
    for (let at = Math.floor(lines.length * fraction); at < lines.length - 2; at += 1) {
      const line = lines[at]
      if (line !== undefined && line.row.planned === undefined && meets(line, at)) return at
    }
    throw new RangeError('no everyday row to plant a fault on; take more rows')
  }
  const everyday = (at: number): boolean => lines[at]?.row.planned === undefined
  const lineAt = (at: number): Line => {
    const line = lines[at]
    if (line === undefined) throw new RangeError(`no line ${at + 1}`)
    return line
  }

  const edited = lineAt(from(0.2, (line) => typeof newValue(line, 'quantity') === 'number'))
  const quantity = Number(newValue(edited, 'quantity'))
  edited.text = withNewValue(edited.text, 'quantity', quantity + 40)

  const one = lineAt(from(0.52, () => true))
  const other = lineAt(from(0.62, (line) => contentOf(line.text)['action'] !== contentOf(one.text)['action']))
  const kept = one.text
  one.text = withContentOf(one.text, other.text)
  other.text = withContentOf(other.text, kept)

  const swapAt = from(0.78, (_, at) => everyday(at + 1))
  const earlier = lineAt(swapAt)
  const later = lineAt(swapAt + 1)
  lines.splice(swapAt, 2, later, earlier)

  const deleteAt = from(0.38, (_, at) => everyday(at - 1) && everyday(at + 1))
  const deleted = lineAt(deleteAt)
  const following = lineAt(deleteAt + 1)
  lines.splice(deleteAt, 1)

  const cut = lineAt(lines.length - 1)
  if (cut.row.planned !== undefined) throw new RangeError('the last row is a planted one; take another seed')
  cut.text = cut.text.slice(0, Math.floor(cut.text.length * 0.6))
  writeFileSync(join(options.directory, ledgerFile), lines.map((line) => line.text).join('\n'), { flag: 'wx' })

  const place = (line: Line): EntryPlace => ({ line: lines.indexOf(line) + 1, sequence: String(line.row.sequence) })
  const collector = new KeyCollector(ledgerFile)
  lines.forEach((line, at) => {
    if (line !== cut) collector.row(at + 1, line.row.timestamp, line.row.planned)
  })
  const file = ledgerFile
  return {
    collector,
    chain: {
      recipe: chainRecipe,
      verdict: 'mismatch',
      entries: lines.length - 1,
      contentMismatches: [place(edited), place(one), place(other)].sort((a, b) => a.line - b.line),
      linkGaps: [{ ...place(following), missing: 1, missingSequences: [String(deleted.row.sequence)] }],
      reorders: [
        {
          lines: [place(later).line, place(earlier).line],
          sequences: [String(later.row.sequence), String(earlier.row.sequence)],
        },
      ],
      rejects: [{ line: lines.length, reasons: ['truncated', 'json-syntax'], truncated: true }],
    },
    faults: [
      {
        fault: 'edited-row',
        file,
        ...place(edited),
        change: `new_values.quantity ${quantity} -> ${quantity + 40}`,
        expected: { axis: 'content', result: 'mismatch' },
      },
      {
        fault: 'deleted-row',
        file,
        ...place(following),
        deletedSequence: String(deleted.row.sequence),
        expected: { axis: 'link', result: 'gap' },
      },
      {
        fault: 'contents-exchanged',
        file,
        ...place(one),
        with: { ...place(other) },
        expected: { axis: 'content', result: 'mismatch' },
      },
      {
        fault: 'contents-exchanged',
        file,
        ...place(other),
        with: { ...place(one) },
        expected: { axis: 'content', result: 'mismatch' },
      },
      {
        fault: 'lines-exchanged',
        file,
        ...place(later),
        with: { ...place(earlier) },
        expected: { axis: 'link', result: 'reorder', lowersVerdict: false },
      },
      {
        fault: 'truncated-last-line',
        file,
        line: lines.length,
        sequence: null,
        expected: { result: 'rejected', reasons: ['truncated', 'json-syntax'], source: 'gap' },
      },
    ],
  }
}

function contentOf(text: string): Record<string, Json> {
  return JSON.parse(text) as Record<string, Json>
}

function newValue(line: Line, name: string): Json | undefined {
  const values = contentOf(line.text)['new_values']
  return values !== null && typeof values === 'object' && !Array.isArray(values)
    ? (values as JsonObject)[name]
    : undefined
}

function withNewValue(text: string, name: string, value: Json): string {
  const entry = contentOf(text)
  return JSON.stringify({ ...entry, new_values: { ...(entry['new_values'] as JsonObject), [name]: value } })
}

/** The other entry's members in this entry's place in time and in the chain. */
function withContentOf(text: string, other: string): string {
  const { id, timestamp, sequence, prev_hash, entry_hash } = contentOf(text)
  return JSON.stringify({ ...contentOf(other), id, timestamp, sequence, prev_hash, entry_hash })
}

interface ShopFaults {
  readonly merkle: AnswerKey['merkle'][string]
  readonly anchors: AnswerKey['anchors']
  readonly collector: KeyCollector
  readonly faults: readonly JsonObject[]
}

function faultyShop(options: FaultyOptions, plans: Plans): ShopFaults {
  const rows: ShopRow[] = []
  generateShop({ ...options, quietDays: plans.quiet, plan: plans.shop }, (row) => rows.push(row))
  const original = batchesOf(options.seed, rows)

  // The day in the middle of the period with two everyday rows whose amount can be edited.
  const middle = Math.floor((options.period.firstDay + options.period.lastDay) / 2)
  const editable = rows.flatMap((row, at) =>
    row.epochMs >= middle * msPerDay && row.planned === undefined && amountOf(row.text) !== undefined ? [at] : [],
  )
  const dayOf = (at: number): number => Math.floor((rows[at]?.epochMs ?? 0) / msPerDay)
  const first = editable.find((at, i) => dayOf(editable[i + 1] ?? -1) === dayOf(at))
  if (first === undefined) throw new RangeError('no day with two editable rows; take more rows')
  const chosen = [first, editable[editable.indexOf(first) + 1] ?? first]
  for (const at of chosen) {
    const row = rows[at]
    if (row !== undefined) rows[at] = { ...row, text: withSmallerAmount(row.text) }
  }
  const present = batchesOf(options.seed, rows)
  const changed = present.find((batch, i) => batch.merkle_root !== original[i]?.merkle_root)
  if (changed === undefined) throw new Error('the edit changed no root')

  // Anchored again a week later, at ten in the morning, and written down at its place in time.
  const again: Batch = { ...changed, timestamp: (dayOf(first) + 8) * 86_400 + 36_000 }
  const sent = [...original, again].sort((one, other) => one.timestamp - other.timestamp)
  writeFileSync(join(options.directory, shopFile), rows.map((row) => `${row.text}\n`).join(''), { flag: 'wx' })
  writeFileSync(join(options.directory, batchesFile), sent.map((batch) => `${JSON.stringify(batch)}\n`).join(''), {
    flag: 'wx',
  })

  const collector = new KeyCollector(shopFile)
  rows.forEach((row, at) => collector.row(at + 1, row.timestamp, row.planned))
  const exception = { date: changed.date, verdict: 'mismatch', reason: 'anchored-more-than-once' }
  return {
    collector,
    merkle: { verdict: 'mismatch', batches: original.length, verified: original.length - 1, exceptions: [exception] },
    anchors: {
      claims: sent.length,
      withTrust: { verdict: 'mismatch', verified: original.length - 1, exceptions: [exception] },
      withoutTrust: { verdict: 'mismatch', exceptions: [exception] },
    },
    faults: [
      {
        fault: 're-anchored-batch',
        file: shopFile,
        lines: chosen.map((at) => at + 1),
        date: changed.date,
        firstAnchor: { batchLine: lineOf(sent, changed.date, 0), equalsPresentRows: false },
        secondAnchor: { batchLine: lineOf(sent, changed.date, 1), equalsPresentRows: true },
        expected: { result: 'mismatch', reason: 'anchored-more-than-once' },
      },
    ],
  }
}

function lineOf(sent: readonly Batch[], date: string, nth: number): number {
  return sent.flatMap((batch, at) => (batch.date === date ? [at + 1] : []))[nth] ?? 0
}

function batchesOf(seed: number, rows: readonly ShopRow[]): Batch[] {
  const list: Batch[] = []
  const batches = new DailyBatches(new Keccak256(), new Random(seed, 'shop-a/batches'), true, (batch) =>
    list.push(batch),
  )
  for (const row of rows) batches.add(row.text, row.epochMs, row.timestamp)
  batches.finish()
  return list
}

/** Member of the new state that holds money, when it is at least 20. */
function amountOf(text: string): string | undefined {
  const state = contentOf(text)['new_state']
  if (state === null || typeof state !== 'object' || Array.isArray(state)) return undefined
  return ['amount', 'total_amount', 'refund_amount'].find((name) => Number((state as JsonObject)[name]) >= 20)
}

function withSmallerAmount(text: string): string {
  const entry = contentOf(text)
  const name = amountOf(text) ?? ''
  const state = entry['new_state'] as JsonObject
  return JSON.stringify({ ...entry, new_state: { ...state, [name]: Math.round(Number(state[name]) * 50) / 100 } })
}
