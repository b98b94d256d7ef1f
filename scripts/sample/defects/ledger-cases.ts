/** D13, D14, D15 and D18: guide B's vocabulary, its one-line chain, its erasure and its address. */
import { hash } from 'node:crypto'
import { dayFromText, msAt } from '../calendar.ts'
import { ledgerEntry } from '../entries.ts'
import type { Json, JsonObject, LedgerEntry, LedgerFacts } from '../entries.ts'
import { firstSequence, genesisHash, sealed } from '../export-b.ts'
import { inventorySync, ledgerManagers, ledgerPerson, ledgerWarehouse, shopifyConnector } from '../people.ts'
import type { Random } from '../random.ts'
import { LedgerBackground } from '../shop-b-background.ts'
import type { DefectCase, Expectation } from './case-folder.ts'

const ledgerFile = 'shop-b.ndjson'
const minuteMicros = 60_000_000

export function ledgerDefects(random: Random): DefectCase[] {
  return [vocabulary(random), unspecifiedChain(random), keptValues(random), privateAddress(random)]
}

type Seal = (content: LedgerEntry, text: string, previous: string) => string

/** The recipe of the bundled sets: previous hash in hex, a line feed, JSON.stringify without the two hash members. */
const usualSeal: Seal = (_, text, previous) => hash('sha256', `${previous}\n${text}`, 'hex')

/** Lines of a chain over `entries`; `write` gives an entry's text without the hash members. */
function chained(
  entries: readonly LedgerEntry[],
  seal: Seal,
  write: (entry: LedgerEntry) => string = JSON.stringify,
): string[] {
  let previous = genesisHash
  return entries.map((entry) => {
    const text = write(entry)
    const entryHash = seal(entry, text, previous)
    const line = sealed(text, previous, entryHash)
    previous = entryHash
    return line
  })
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('')
}

function fromFacts(random: Random, date: string, list: readonly LedgerFacts[]): LedgerEntry[] {
  const start = msAt(dayFromText(date), 9) * 1000
  return list.map((facts, i) =>
    ledgerEntry(random, start + i * 11 * minuteMicros + random.below(minuteMicros), firstSequence + i, facts),
  )
}

function everyday(random: Random, date: string, count: number): LedgerEntry[] {
  const background = new LedgerBackground(random)
  const start = msAt(dayFromText(date), 8) * 1000
  return Array.from({ length: count }, (_, i) =>
    background.next(start + i * 9 * minuteMicros + random.below(minuteMicros), firstSequence + i),
  )
}

function vocabulary(random: Random): DefectCase {
  const manager = ledgerManagers[0] ?? inventorySync
  const picker = ledgerWarehouse[0] ?? inventorySync
  const nine = ['create', 'update', 'delete', 'approve', 'reject', 'archive', 'restore', 'export', 'bulk_update'].map(
    (action, i): LedgerFacts => ({
      actor: manager,
      resource: 'draft',
      resourceId: `drf_${i}`,
      action,
      before: { state: 'a' },
      after: { state: 'b' },
    }),
  )
  const others: LedgerFacts[] = [
    {
      actor: manager,
      resource: 'order',
      resourceId: 'ord_555',
      action: 'status_update',
      before: { status: 'pending' },
      after: { status: 'shipped' },
      reason: 'fulfillment_complete',
      note: 'Batch shipment processed via UPS',
    },
    {
      actor: picker,
      resource: 'inventory',
      resourceId: 'SKU-XYZ',
      action: 'inventory_adjustment',
      before: { quantity: 50 },
      after: { quantity: 45 },
      reason: 'damaged',
    },
    {
      actor: picker,
      resource: 'inventory',
      resourceId: 'SKU-XYZ',
      action: 'inventory_adjustment',
      before: { quantity: 45 },
      after: { quantity: 40 },
      reason: 'damaged_goods',
    },
  ]
  return {
    folder: 'D13-nine-verbs',
    defect: 'D13',
    guide: 'B',
    what: "The vocabulary has nine verbs, and the guide's own samples use others: status_update and inventory_adjustment.",
    therefore: 'The vocabulary check notes 9 of 12 and rejects nothing; the chain verifies.',
    files: new Map([[ledgerFile, lines(chained(fromFacts(random, '2025-03-03', [...nine, ...others]), usualSeal))]]),
    expectations: [
      {
        check: 'w5',
        file: ledgerFile,
        result: 'measured',
        details: {
          dimension: 'what',
          requirement: 'action in the vocabulary',
          filled: 9,
          applicable: 12,
          missingLines: [10, 11, 12],
        },
      },
      { check: 'chain', file: ledgerFile, verdict: 'verified', details: { entries: 12 } },
    ],
  }
}

/** Text with its hash members still to come, as a writer with fixed two-decimal money prints it. */
function withMoneyAsDecimals(entry: LedgerEntry): string {
  return JSON.stringify(entry).replace(
    /"(total|amount|price)":(\d+(?:\.\d+)?)/g,
    (_, name: string, amount: string) => `"${name}":${Number(amount).toFixed(2)}`,
  )
}

/** RFC 8785 for the values that occur here: members sorted by UTF-16 units, ECMAScript numbers and strings. */
function jcs(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(jcs).join(',')}]`
  const object = value as JsonObject
  return `{${Object.keys(object)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${jcs(object[name] ?? null)}`)
    .join(',')}}`
}

function unspecifiedChain(random: Random): DefectCase {
  const count = 20
  const rawSuffix: Seal = (_, text, previous) => hash('sha256', `${text}${previous}`, 'hex')
  const jcsPrefix: Seal = (entry, _, previous) =>
    hash(
      'sha256',
      Buffer.concat([Buffer.from(previous, 'hex'), Buffer.from(jcs(entry as unknown as JsonObject), 'utf8')]),
      'hex',
    )
  const stringifyInside: Seal = (entry, _, previous) =>
    hash('sha256', JSON.stringify({ ...entry, prev_hash: previous }), 'hex')
  const variants = [
    {
      file: 'raw-suffix-hex.ndjson',
      seal: rawSuffix,
      write: withMoneyAsDecimals,
      recipe: { form: 'raw-minus-fields', placement: 'suffix', encoding: 'hex' },
    },
    {
      file: 'jcs-prefix-bytes.ndjson',
      seal: jcsPrefix,
      write: undefined,
      recipe: { form: 'jcs', placement: 'prefix', encoding: 'bytes' },
    },
    {
      file: 'stringify-inside-hex.ndjson',
      seal: stringifyInside,
      write: undefined,
      recipe: { form: 'json-stringify', placement: 'inside', encoding: 'hex' },
    },
  ] as const
  return {
    folder: 'D14-unspecified-chain',
    defect: 'D14',
    guide: 'B',
    what: 'The chain is specified as "content plus previous hash" and nothing more; the three files are sealed by three of the 24 readings of it.',
    therefore: 'Each verifies under its own recipe only, which has to be found, named and printed.',
    files: new Map(
      variants.map(({ file, seal, write }) => [
        file,
        lines(chained(everyday(random, '2025-03-04', count), seal, write)),
      ]),
    ),
    expectations: variants.map(({ file, recipe }): Expectation => ({
      check: 'chain',
      file,
      verdict: 'verified',
      details: { entries: count, recipe: { algorithm: 'sha256', ...recipe, genesis: 'zeros' } },
    })),
  }
}

function keptValues(random: Random): DefectCase {
  const email = 'nora.fielding@example.org'
  const portal = { ...ledgerPerson('user_55012', 'nora', 'customer', '203.0.113.61', 'mobile_app'), email }
  const manager = ledgerManagers[1] ?? inventorySync
  const entries = fromFacts(random, '2025-03-05', [
    {
      actor: shopifyConnector,
      resource: 'order',
      resourceId: 'ord_31001',
      action: 'create',
      after: { status: 'pending', total: 64.5 },
    },
    {
      actor: portal,
      resource: 'customer',
      resourceId: 'user_55012',
      action: 'update',
      before: { email: 'nora.old@example.org', city: 'York' },
      after: { email, city: 'Leeds' },
    },
    {
      actor: manager,
      resource: 'order',
      resourceId: 'ord_31001',
      action: 'approve',
      before: { status: 'pending' },
      after: { status: 'approved' },
    },
    {
      actor: inventorySync,
      resource: 'inventory',
      resourceId: 'SKU-2100',
      action: 'update',
      before: { quantity: 12 },
      after: { quantity: 11 },
    },
  ])
  const texts = chained(entries, usualSeal).map((text, i) =>
    i === 1 ? text.replace(`"actor_email":"${email}"`, '"actor_email":""') : text,
  )
  return {
    folder: 'D15-erased-mail-kept-values',
    defect: 'D15',
    guide: 'B',
    what: 'The e-mail of an actor was blanked on request while old and new values, and the entry hash over the old content, were kept.',
    therefore:
      'The content of that row differs from its hash, the person is still found in it, and the kept hash lets anyone test a guessed address.',
    files: new Map([[ledgerFile, lines(texts)]]),
    expectations: [
      {
        check: 'chain',
        file: ledgerFile,
        verdict: 'mismatch',
        reason: 'content-differs',
        details: { contentMismatches: [{ line: 2, sequence: String(firstSequence + 1) }], linkGaps: [] },
      },
      {
        check: 'erasure',
        file: ledgerFile,
        result: 'found',
        details: { subject: [email], lines: [2], paths: ['new_values.email'] },
      },
    ],
  }
}

function privateAddress(random: Random): DefectCase {
  const at = (ip: string): LedgerFacts => ({
    actor: ledgerManagers[0] ?? inventorySync,
    ip,
    resource: 'order',
    resourceId: 'ord_1234',
    action: 'update',
    before: { note: 'a' },
    after: { note: 'b' },
  })
  const addresses = ['192.168.1.55', '73.45.123.45', '10.0.0.7', '172.16.3.9', '73.45.123.45']
  return {
    folder: 'D18-private-address',
    defect: 'D18',
    guide: 'B',
    what: "Entries are attributed by address, and some addresses are private (192.168.1.55 is the guide's own).",
    therefore: 'A private address belongs to no place: location is derivable for 2 of 5 entries.',
    files: new Map([[ledgerFile, lines(chained(fromFacts(random, '2025-03-06', addresses.map(at)), usualSeal))]]),
    expectations: [
      {
        check: 'w5',
        file: ledgerFile,
        result: 'measured',
        details: {
          dimension: 'where',
          requirement: 'location, recorded or derivable from a public address',
          filled: 2,
          applicable: 5,
          missingLines: [1, 3, 4],
        },
      },
      { check: 'chain', file: ledgerFile, verdict: 'verified', details: { entries: 5 } },
    ],
  }
}
