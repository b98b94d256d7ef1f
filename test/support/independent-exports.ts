/**
 * Base exports for agreement tests, sealed by plain code: JSON members as name and spelling, hashes by node:crypto, and
 * for every design its own few lines that say what was hashed. Nothing here uses the product's canonical forms.
 */
import { createHash, createHmac } from 'node:crypto'
import { recipeSchema, type Recipe } from '../../src/shared/model/recipe.ts'

/** Members of a record: name and value as spelt in JSON. */
export type Row = readonly (readonly [name: string, raw: string])[]

export interface BaseExport {
  readonly name: string
  readonly recipe: Recipe
  readonly keys: readonly Buffer[]
  readonly rows: number
  /** Content members of the row at a place from 0. */
  plain(index: number): Row
  /** The row with its hashes, sealed onto the stored hash of the row before; null for the first of its chain. */
  seal(row: Row, previous: string | null, index: number): Row
  /** Member that the next row states. */
  readonly own: string
  chainOf(row: Row): string
  render(row: Row): string
}

export const hashNames = ['prev_hash', 'entry_hash', 'link_hash']
export const bare = (row: Row): Row => row.filter(([name]) => !hashNames.includes(name))
export const rawOf = (row: Row, name: string): string | undefined => row.find(([own]) => own === name)?.[1]
/** Text of a JSON string without escapes, or the spelling of anything else. */
const textOf = (raw: string): string => (raw.startsWith('"') ? (JSON.parse(raw) as string) : raw)

/** Seals `rows` from a place on; the ones before keep what they have. */
export function sealedFrom(base: BaseExport, rows: readonly Row[], start: number): Row[] {
  const heads = new Map<string, string>()
  return rows.map((row, index) => {
    const chain = base.chainOf(row)
    const whole = index < start ? row : base.seal(bare(row), heads.get(chain) ?? null, index)
    const own = rawOf(whole, base.own)
    if (own !== undefined) heads.set(chain, textOf(own))
    return whole
  })
}

export const wholeRows = (base: BaseExport): Row[] =>
  sealedFrom(
    base,
    Array.from({ length: base.rows }, (_, index) => base.plain(index)),
    0,
  )

const zeros = '0'.repeat(64)
const hash = (algorithm: string, ...parts: readonly (string | Buffer)[]): string => {
  const hasher = createHash(algorithm)
  for (const part of parts) hasher.update(part)
  return hasher.digest('hex')
}
const jsonOf = (row: Row, between = ','): string =>
  `{${row.map(([name, raw]) => `${JSON.stringify(name)}:${raw}`).join(between)}}`
const parsedText = (row: Row): string => JSON.stringify(JSON.parse(jsonOf(row)))
const withHashes = (row: Row, previous: string, entry: string): Row => [
  ...row,
  ['prev_hash', JSON.stringify(previous)],
  ['entry_hash', JSON.stringify(entry)],
]

const notes = ['"plain"', '"Zo\\u00eb said \\"ok\\""', '"a/b\\n\\u2028"', 'null', '"😀 tab\\t"', '"\\u001f ünd"']
const totals = ['79.90', '12', '-0.5', '1e3', '1234567890123456789', '0.000001', '250.00', '-7']

/** Members that most designs share; numbers and escapes are spelt in ways that forms print anew. */
function members(index: number): Row {
  return [
    ['id', `"e-${index}"`],
    ['sequence', String(index + 1)],
    ['actor', `"u_${index % 7}"`],
    ['note', notes[index % notes.length] as string],
    ['total', totals[index % totals.length] as string],
    ['ok', index % 3 === 0 ? 'true' : 'false'],
    ['meta', `{"zone":${index % 4},"10":[1.50,null,"x"],"2":"é","name":{"b":1,"a":{}}}`],
    ['at', `"2025-03-0${1 + (Math.floor(index / 25) % 6)}T${String(index % 24).padStart(2, '0')}:15:30.120Z"`],
  ]
}

interface Design extends Partial<Omit<BaseExport, 'recipe' | 'seal'>> {
  readonly recipe: object
  seal(row: Row, previous: string | null, index: number): Row
}

function base(name: string, rows: number, design: Design): BaseExport {
  const recipe = recipeSchema.parse({
    recipe: 'assay.recipe/1',
    id: 'base',
    name,
    algorithm: 'sha256',
    ...design.recipe,
  })
  const defaults = { keys: [], plain: members, own: 'entry_hash', chainOf: () => '', render: (row: Row) => jsonOf(row) }
  return { ...defaults, ...design, name, rows, recipe }
}

const both = ['entry_hash', 'prev_hash']
const newline = { canonical: { form: 'json-stringify', exclude: both }, previous: { placement: 'newline-joined' } }
const newlineSeal = (row: Row, previous: string): Row =>
  withHashes(row, previous, hash('sha256', `${previous}\n${parsedText(row)}`))

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
const byUnits = (names: string[]): string[] => names.toSorted((a, b) => (a < b ? -1 : 1))

/** RFC 8785 for the values these rows hold. */
function sortedJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const names = byUnits(Object.keys(value))
  return `{${names.map((name) => `${JSON.stringify(name)}:${sortedJson(value[name] as Json)}`).join(',')}}`
}

/** `json.dumps(row, sort_keys=True)` for rows whose numbers are spelt as Python prints them. */
function pythonText(value: Json, isWhole: (number: number) => string = String): string {
  if (Array.isArray(value)) return `[${value.map((item) => pythonText(item, isWhole)).join(', ')}]`
  if (typeof value === 'number') return isWhole(value)
  if (value === null || typeof value !== 'object')
    return JSON.stringify(value).replaceAll(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const names = byUnits(Object.keys(value))
  return `{${names.map((name) => `${JSON.stringify(name)}: ${pythonText(value[name] as Json, isWhole)}`).join(', ')}}`
}

/** Rows as `jsonb::text` prints them, names by length and then bytes; numbers keep their scale. */
const jsonbText = (row: Row): string =>
  `{${row
    .toSorted(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))
    .map(([name, raw]) => `"${name}": ${raw}`)
    .join(', ')}}`

const simple = (index: number): Row => [
  ['sequence', String(index + 1)],
  ['action', `"order.${['created', 'updated', 'paid'][index % 3]}"`],
  ['actor', `"u_${index % 5}"`],
  ['amount', `${index}.${String(index % 100).padStart(2, '0')}`],
]
const bars = (row: Row, names: readonly string[]): string =>
  names.map((name) => textOf(rawOf(row, name) ?? '""')).join('|')

const keyA = Buffer.from('first key of a sample log')
const keyB = Buffer.from('ff00fe017f80', 'hex')
const keyed = {
  mac: 'hmac',
  prefix: 'v1:',
  canonical: { form: 'fields-joined', fields: ['sequence', 'action', 'actor', 'amount'], delimiter: '|' },
  previous: { placement: 'prefix', separator: '|' },
}
const keyedSeal = (key: Buffer, row: Row, previous: string): Row => {
  const text = `v1:${previous}|${bars(row, ['sequence', 'action', 'actor', 'amount'])}`
  return withHashes(row, previous, createHmac('sha256', key).update(text).digest('hex'))
}

const lengthPart = (text: string): string => `${Buffer.byteLength(text)}:${text}`

export const baseExports: readonly BaseExport[] = [
  base('json-stringify, newline-joined', 120, {
    recipe: newline,
    seal: (row, previous) => newlineSeal(row, previous ?? zeros),
  }),
  base('jcs, inside', 90, {
    recipe: {
      algorithm: 'sha384',
      canonical: { form: 'jcs', exclude: ['entry_hash'] },
      previous: { placement: 'inside' },
      genesis: { previous: 'null' },
    },
    seal: (row, previous) => {
      const stated: Row = [['prev_hash', JSON.stringify(previous)], ...row]
      return [...stated, ['entry_hash', `"${hash('sha384', sortedJson(JSON.parse(jsonOf(stated)) as Json))}"`]]
    },
  }),
  base('raw-minus-fields, previous hash as bytes in front', 110, {
    recipe: {
      canonical: { form: 'raw-minus-fields', exclude: both },
      previous: { placement: 'prefix', encoding: 'bytes', separator: '\u0000' },
      genesis: { previous: 'empty' },
    },
    seal: (row, previous) => {
      const text = jsonOf(row, ' , ')
      const entry = hash('sha256', Buffer.from(previous ?? '', 'hex'), Buffer.from([0]), text)
      // The hashes stand in the middle, so that cutting them meets members on both sides.
      return [...row.slice(0, 3), ...withHashes([], previous ?? '', entry), ...row.slice(3)]
    },
    render: (row) => jsonOf(row, ' , '),
  }),
  base('pg-jsonb-text, suffix', 100, {
    recipe: {
      canonical: { form: 'pg-jsonb-text', exclude: both },
      previous: { placement: 'suffix', separator: '#' },
      genesis: { previous: 'any' },
    },
    plain: (index) => [...simple(index), ['b', '[1.50, null, "é"]'], ['aa', `{"x": ${index}.000}`]],
    seal: (row, previous) => withHashes(row, previous ?? '', hash('sha256', `${jsonbText(row)}#${previous ?? ''}`)),
  }),
  base('fields-joined with labels, digests in 0x-hex', 140, {
    recipe: {
      algorithm: 'sha3-256',
      prefix: 'entry\n',
      canonical: {
        form: 'fields-joined',
        fields: ['id', 'actor', 'total', 'ok', 'note'],
        delimiter: '&',
        label: '=',
        rename: { actor: 'who' },
        nullText: '\\N',
        booleans: '1-0',
      },
      previous: { placement: 'prefix', encoding: 'base64', separator: '&' },
      stored: { encoding: '0x-hex' },
    },
    seal: (row, previous) => {
      const [id, who, total, ok, note] = ['id', 'actor', 'total', 'ok', 'note'].map((name) => rawOf(row, name) ?? '')
      const said = note === 'null' ? '\\N' : textOf(note as string)
      const text = `&id=${textOf(id as string)}&who=${textOf(who as string)}&total=${total}&ok=${ok === 'true' ? 1 : 0}&note=${said}`
      const stated = previous ?? `0x${zeros}`
      const digest = hash('sha3-256', `entry\n${Buffer.from(stated.slice(2), 'hex').toString('base64')}${text}`)
      return withHashes(row, stated, `0x${digest}`)
    },
  }),
  base('length-prefixed, two hashes', 100, {
    recipe: {
      canonical: {
        form: 'length-prefixed',
        fields: ['id', 'actor', 'note'],
        length: 'decimal',
        nullPart: '-1:',
        delimiter: '\n',
      },
      previous: { placement: 'none' },
      link: {
        stored: 'link_hash',
        previous: 'prev_hash',
        prefix: 'link\n',
        canonical: { form: 'length-prefixed', fields: ['prev_hash', 'entry_hash'], length: 'u32' },
      },
    },
    own: 'link_hash',
    seal: (row, previous) => {
      const parts = ['id', 'actor', 'note'].map((name) => rawOf(row, name) as string)
      const entry = hash('sha256', parts.map((raw) => (raw === 'null' ? '-1:' : lengthPart(textOf(raw)))).join('\n'))
      const stated = previous ?? zeros
      const head = Buffer.from([0, 0, 0, 64])
      const link = hash('sha256', 'link\n', head, stated, head, entry)
      return [...withHashes(row, stated, entry), ['link_hash', `"${link}"`]]
    },
  }),
  base('json-text as Python prints it, names sorted', 90, {
    recipe: {
      canonical: { form: 'json-text', dialect: 'python', sort: 'deep', exclude: both },
      previous: { placement: 'suffix' },
      genesis: { previous: 'literal', literal: 'GENESIS' },
    },
    plain: (index) => [
      ...simple(index).slice(0, 3),
      ['note', notes[index % notes.length] as string],
      ['n', `{"b":[${index},true],"a":null}`],
    ],
    seal: (row, previous) => {
      const stated = previous ?? 'GENESIS'
      return withHashes(row, stated, hash('sha256', pythonText(JSON.parse(jsonOf(row)) as Json) + stated))
    },
  }),
  base('HMAC, one key', 120, {
    recipe: keyed,
    keys: [keyA],
    plain: simple,
    seal: (row, previous) => keyedSeal(keyA, row, previous ?? zeros),
  }),
  base('HMAC, a key for each half', 120, {
    recipe: keyed,
    keys: [keyB, keyA],
    plain: simple,
    seal: (row, previous, index) => keyedSeal(index < 60 ? keyA : keyB, row, previous ?? zeros),
  }),
  base('two tenants, one counter', 130, {
    recipe: { ...newline, scope: ['tenant'] },
    plain: (index) => [...members(index), ['tenant', index % 5 < 2 ? '"t_1"' : '"t_2"']],
    chainOf: (row) => rawOf(row, 'tenant') ?? '',
    seal: (row, previous) => newlineSeal(row, previous ?? zeros),
  }),
  base('two tenants, a counter each', 120, {
    recipe: { ...newline, scope: ['tenant'], genesis: { previous: 'any' } },
    plain: (index) => [
      ...members(index).map(([name, raw]) => [name, name === 'sequence' ? String((index >> 1) + 1) : raw] as const),
      ['tenant', String(index % 2)],
    ],
    chainOf: (row) => rawOf(row, 'tenant') ?? '',
    seal: (row, previous) => newlineSeal(row, previous ?? ''),
  }),
  base('file order, no sequence', 80, {
    recipe: { ...newline, order: 'file', genesis: { previous: 'literal', literal: zeros } },
    plain: (index) => members(index).filter(([name]) => name !== 'sequence'),
    seal: (row, previous) => newlineSeal(row, previous ?? zeros),
  }),
  base('file order, numbered', 80, {
    recipe: { ...newline, order: 'file' },
    seal: (row, previous) => newlineSeal(row, previous ?? zeros),
  }),
  base('stated hashes alone', 70, {
    recipe: newline,
    plain: (index) => members(index).filter(([name]) => name !== 'sequence'),
    seal: (row, previous) => newlineSeal(row, previous ?? zeros),
  }),
  base('a chain for every day, ordered by a field', 150, {
    recipe: { ...newline, scopeDay: 'at', order: 'field', orderBy: 'row' },
    plain: (index) => [['row', String(index * 2 + 10)], ...members(index)],
    chainOf: (row) => textOf(rawOf(row, 'at') ?? '""').slice(0, 10),
    seal: (row, previous) => newlineSeal(row, previous ?? zeros),
  }),
  base('raw-minus-fields, previous hash inside as other text', 60, {
    recipe: {
      canonical: { form: 'raw-minus-fields', exclude: ['entry_hash'] },
      previous: { placement: 'inside', encoding: 'hex-upper' },
      stored: { encoding: 'base64' },
      genesis: { previous: 'null' },
    },
    seal: (row, previous) => {
      const upper = previous === null ? null : Buffer.from(previous, 'base64').toString('hex').toUpperCase()
      const entry = hash('sha256', jsonOf([['prev_hash', JSON.stringify(upper)], ...row]))
      return [
        ['prev_hash', JSON.stringify(previous)],
        ['entry_hash', `"${Buffer.from(entry, 'hex').toString('base64')}"`],
        ...row,
      ]
    },
  }),
]
