/**
 * Writes the cases in which rows of a chain do not recompute for a documented reason: `node make-residue-cases.mjs FOLDER`.
 * Plain JSON, node:crypto and a fixed seed; shares no code with what is tested. `residue.json` says what must come out.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const zeros = '0'.repeat(64)
const sha256 = (text) => createHash('sha256').update(text).digest('hex')

/** Small deterministic generator (mulberry32). */
function randomFrom(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
const digits = (random, count) => String(Math.floor(random() * 10 ** count)).padStart(count, '0')
const second = (offset) => new Date(Date.UTC(2025, 3, 1, 8, 0, 0) + offset * 1000).toISOString().slice(0, 19)

/** Seals rows: previous hash as hex in front of `content(row)`. `stored` is what the export shows of a row. */
function sealed(rows, content, stored = (row) => row) {
  let previous = zeros
  return rows.map((row) => {
    const hash = sha256(previous + content(row))
    const line = JSON.stringify({ ...stored(row), prev_hash: previous, entry_hash: hash })
    previous = hash
    return line
  })
}

const plainRow = (index, random) => ({
  id: `e-${String(index + 1).padStart(5, '0')}`,
  sequence: index + 1,
  created_at: `${second(index * 7)}.${digits(random, 3)}Z`,
  actor: `u_${1 + Math.floor(random() * 40)}`,
  action: ['order.update', 'order.refund', 'user.login', 'price.change'][Math.floor(random() * 4)],
  amount: Math.floor(random() * 100000) / 4,
})

const shipped = (form) => `sha256.${form}.prefix.hex`

function nanoseconds() {
  const random = randomFrom(11)
  const rows = Array.from({ length: 992 }, (_, index) => ({
    ...plainRow(index, random),
    created_at: `${second(index * 7)}.${digits(random, 6)}${1 + Math.floor(random() * 9)}${digits(random, 1)}${1 + Math.floor(random() * 9)}Z`,
  }))
  // A PostgreSQL timestamp keeps six digits.
  const lines = sealed(rows, JSON.stringify, (row) => ({ ...row, created_at: `${row.created_at.slice(0, -4)}Z` }))
  return {
    name: 'residue-nanoseconds-stored-as-microseconds',
    about:
      'Times were hashed with nanoseconds and stored with microseconds: 992 of 992 links hold, no content recomputes.\nEvery value of the three lost digits is tried, and one of them reproduces each row.',
    lines,
    best: null,
    groups: [
      {
        cause: 'time-precision-lost',
        rows: 992,
        first: 0,
        last: 991,
        fields: ['created_at'],
        facts: { field: 'created_at', digits: 6, lost: 3 },
      },
    ],
    altered: { line: 500, from: '"actor":"u_', to: '"actor":"v_' },
  }
}

/** As `jsonb` keeps the names of an object: by length, then by bytes; at every depth. */
function asJsonb(value) {
  if (Array.isArray(value)) return value.map(asJsonb)
  if (typeof value !== 'object' || value === null) return value
  const names = Object.keys(value).toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))
  return Object.fromEntries(names.map((name) => [name, asJsonb(value[name])]))
}

function jsonbOrder() {
  const random = randomFrom(12)
  const price = () => ({ list_price: Math.floor(random() * 900), currency: 'EUR', tax: 19 })
  const kinds = [
    () => ({ session: digits(random, 6), ip: '192.0.2.7', agent: 'web' }),
    () => ({ reason: 'stock count', before: price(), after: price() }),
    () => ({ warehouse: 'w-2', sku: `s-${digits(random, 4)}`, quantity: Math.floor(random() * 50), unit: 'pcs', bin: 'A4' }),
    () => ({ lines: [{ quantity: 2, sku: `s-${digits(random, 4)}` }, { quantity: 1, sku: 's-0001' }] }),
  ]
  const rows = Array.from({ length: 500 }, (_, index) => ({
    ...plainRow(index, random),
    // Five rows have nothing that could be re-ordered.
    details: [40, 141, 242, 343, 444].includes(index) ? { note: 'none' } : kinds[index % kinds.length](),
  }))
  const lines = sealed(rows, JSON.stringify, (row) => ({ ...row, details: asJsonb(row.details) }))
  return {
    name: 'residue-jsonb-member-order',
    about:
      'Nested members were hashed in the order the program wrote them; jsonb keeps another order.\n495 of 500 rows do not recompute as exported; the orders are found once for each set of names.',
    lines,
    best: null,
    groups: [
      { cause: 'member-order-lost', rows: 495, first: 0, last: 499, fields: [], facts: { sets: 5, names: 'warehouse, sku, quantity, unit, bin' } },
    ],
    altered: { line: 250, from: '"actor":"u_', to: '"actor":"v_' },
  }
}

function nestedUnhashed() {
  const random = randomFrom(13)
  const rows = Array.from({ length: 120 }, (_, index) => ({
    ...plainRow(index, random),
    payload: { page: `p-${digits(random, 3)}`, before: { title: `t${digits(random, 2)}` }, after: { title: 'x' } },
  }))
  // A list of names as second argument applies at every depth, so nothing inside payload is written.
  const lines = sealed(rows, (row) => JSON.stringify(row, Object.keys(row)))
  return {
    name: 'residue-nested-values-unhashed',
    about:
      'The program named the members to be hashed in JSON.stringify(row, names), which drops all other names at every depth.\nThe hashes recompute, and cover nothing inside the nested values.',
    lines,
    best: null,
    groups: [
      { cause: 'nested-not-hashed', rows: 120, first: 0, last: 119, fields: ['payload'], facts: { way: 'allow-listed' } },
    ],
    altered: { line: 60, from: '"actor":"u_', to: '"actor":"v_' },
  }
}

function oneSecond() {
  const random = randomFrom(14)
  const seconds = [...Array.from({ length: 14 }, (_, at) => at), ...Array.from({ length: 64 }, (_, at) => 20 + Math.floor(at / 4))]
  const rows = seconds.map((offset, index) => {
    const { sequence: _none, ...row } = plainRow(index, random)
    return { ...row, id: sha256(`event ${index}`).slice(0, 16), created_at: `${second(offset)}Z` }
  })
  const lines = sealed(rows, JSON.stringify)
  // Rows of one second come out of the query in no particular order: here each four the other way round.
  const exported = lines.map((_, at) => (at < 14 ? at : at - ((at - 14) % 4) + 3 - ((at - 14) % 4))).map((at) => lines[at])
  return {
    name: 'residue-one-second-order',
    about:
      'Rows are listed by a time of whole seconds, and several share one: 14 of 78 rows follow the row before them.\nIn the order that the stored hashes give, all of them do.',
    lines: exported,
    best: shipped('raw-minus-fields'),
    groups: [
      {
        cause: 'order-by-coarse-time',
        rows: 64,
        first: 14,
        last: 77,
        fields: ['created_at'],
        facts: { field: 'created_at', followed: 14, of: 78, tied: 64, largestTie: 4 },
      },
    ],
    altered: { line: 40, from: '"actor":"u_', to: '"actor":"v_' },
  }
}

function erasure() {
  const random = randomFrom(15)
  const erased = [17, 18, 55, 90, 121, 160]
  const stated = [17, 18, 55, 90]
  const rows = Array.from({ length: 200 }, (_, index) => ({
    ...plainRow(index, random),
    customer: { name: `Customer ${digits(random, 4)}`, email: `c${digits(random, 5)}@example.com` },
    note: null,
  }))
  stated.forEach((index, at) => {
    rows[180 + at] = { ...rows[180 + at], action: 'privacy.erasure', note: `${rows[index].id}`, customer: null }
  })
  const blank = (row) => ({ ...row, customer: { name: '[REDACTED]', email: null } })
  const lines = sealed(rows, JSON.stringify, (row) => (erased.includes(row.sequence - 1) ? blank(row) : row))
  return {
    name: 'residue-erasure',
    about:
      'Personal values of six rows were blanked after sealing, the stored hashes stayed.\nFour of the rows are named by later entries that state an erasure, two are not.',
    lines,
    best: shipped('raw-minus-fields'),
    groups: [
      { cause: 'erased-with-receipt', rows: 4, first: 17, last: 90, fields: ['customer.name', 'customer.email'], facts: { receipts: 4 } },
      { cause: 'content-blanked', rows: 2, first: 121, last: 160, fields: ['customer.name', 'customer.email'], facts: {} },
    ],
    altered: { line: 100, from: '"actor":"u_', to: '"actor":"v_' },
  }
}

function documentedFormula() {
  const random = randomFrom(16)
  const rows = Array.from({ length: 150 }, (_, index) => plainRow(index, random))
  const names = Object.keys(rows[0]).toSorted()
  // What the program does: all members, names sorted. What its three documents say: five values joined by bars.
  const lines = sealed(rows, (row) => JSON.stringify(Object.fromEntries(names.map((name) => [name, row[name]]))))
  return {
    name: 'residue-documented-formula',
    about:
      'The documents state five values joined by bars; the program hashes JSON with sorted names.\nThe documented recipe reproduces no row, the inferred one all of them.',
    lines,
    best: shipped('jcs'),
    documented: {
      recipe: 'assay.recipe/1',
      id: 'documented',
      name: 'as documented',
      algorithm: 'sha256',
      canonical: { form: 'fields-joined', fields: ['id', 'actor', 'action', 'amount', 'created_at'], delimiter: '|' },
      previous: { placement: 'prefix', encoding: 'hex', separator: '|' },
    },
    groups: [
      { cause: 'documented-differs', rows: 150, first: 0, last: 149, fields: [], facts: { documented: 'fields-joined', implemented: 'jcs' } },
    ],
    altered: { line: 75, from: '"actor":"u_', to: '"actor":"v_' },
  }
}

function editedValue() {
  const random = randomFrom(17)
  const rows = Array.from({ length: 300 }, (_, index) => plainRow(index, random))
  const lines = sealed(rows, JSON.stringify, (row) => (row.sequence === 142 ? { ...row, amount: row.amount + 900 } : row))
  return {
    name: 'residue-edited-value',
    about: 'The amount of row 142 is another one than was hashed; its hash and all links stayed.\nOne content differs, and nothing around it does.',
    lines,
    best: shipped('raw-minus-fields'),
    groups: [{ cause: 'content-differs', rows: 1, first: 141, last: 141, fields: [], facts: { linked: 1 } }],
    altered: { line: 30, from: '"actor":"u_', to: '"actor":"v_' },
  }
}

function beforeTheChain() {
  const random = randomFrom(18)
  const rows = Array.from({ length: 200 }, (_, index) => plainRow(index, random))
  const early = rows.slice(0, 60).map((row) => JSON.stringify({ ...row, prev_hash: null, entry_hash: null }))
  return {
    name: 'residue-rows-before-the-chain',
    about: 'The first 60 rows were written before hashes were introduced and have none; row 61 is the genesis.\nThey are rows from before the chain and no gap in it.',
    lines: [...early, ...sealed(rows.slice(60), JSON.stringify)],
    best: shipped('raw-minus-fields'),
    groups: [
      { cause: 'before-the-chain', rows: 60, first: 0, last: 59, fields: ['entry_hash'], facts: { begins: 61, genesis: 'yes' } },
    ],
    altered: { line: 130, from: '"actor":"u_', to: '"actor":"v_' },
  }
}

const folder = process.argv[2] ?? import.meta.dirname
for (const { name, about, lines, ...expected } of [
  nanoseconds(),
  jsonbOrder(),
  nestedUnhashed(),
  oneSecond(),
  erasure(),
  documentedFormula(),
  editedValue(),
  beforeTheChain(),
]) {
  const place = join(folder, name)
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'README.md'), `# ${name}\n\n${about}\n`)
  writeFileSync(join(place, 'rows.ndjson'), `${lines.join('\n')}\n`)
  writeFileSync(join(place, 'residue.json'), `${JSON.stringify({ input: 'rows.ndjson', ...expected }, null, 2)}\n`)
}
