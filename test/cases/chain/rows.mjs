/**
 * Rows for the case generator, and how they are printed and sealed. Nothing here cuts or parses text: a row is a list of
 * members, and every form is printed from that list, so that a wrong cutter or parser cannot agree with itself.
 */
import { digest } from './digests.mjs'

/** A value whose spelling matters: `text` stands in the record, `value` is what JSON.parse makes of it, `jsonb` what PostgreSQL prints. */
class Spelled {
  constructor(text, value, jsonb) {
    this.text = text
    this.value = value
    this.jsonb = jsonb
  }

  toJSON() {
    return this.value
  }
}
export const spelled = (text, value, jsonb) => new Spelled(text, value, jsonb)

const notes = [
  'naïve café',
  '日本語の記録',
  'emoji 😀 and 🏳️‍🌈',
  'said "ok" \\ left',
  'tab\tnew\nline\r',
  '\u0001\u001f control',
  'line\u2028separator',
  'a/b//c',
  '',
  ' spaces  inside ',
  '{"looks":"like json"}',
  'null',
  '0',
  '"prev_hash":"x"',
  'entry_hash',
  '\u007f',
  'Ⅷ ẞ ﬁ',
  'עברית ואנגלית',
]
const actions = ['order.create', 'order.refund', 'role.grant', 'price.change', 'login', 'login.failed', 'export']
const states = [
  null,
  {},
  [],
  {
    status: 'open',
    lines: [
      { sku: 'A-1', qty: 2 },
      { sku: 'B-2', qty: 0 },
    ],
  },
  { 9: 'nine', 10: 'ten', b: { z: null, a: [true, false, []] } },
  { deep: [[[[1, [2, [3]]]]]] },
  { 'key with "quotes"': 1, ключ: 'значение', '': 'no name' },
  { price: 79.9, old: 1e21, tiny: 1e-7 },
]

/** Members of row `index` without its hashes. `exact` puts in spellings that parsing changes. */
export function plainRow(index, exact) {
  const day = String(1 + (index % 28)).padStart(2, '0')
  return [
    ['id', `0190f3${index.toString(16).padStart(2, '0')}-7c1e-7000-8000-${String(index).padStart(12, '0')}`],
    ['sequence', 1000 + index],
    [
      'timestamp',
      `2025-03-${day}T08:${String((index * 7) % 60).padStart(2, '0')}:00.${String(index * 1000 + 123456).slice(-6)}Z`,
    ],
    ['actor_id', `u-${index % 5}`],
    ['actor_email', index % 4 === 3 ? null : `clerk${index % 5}@shop.example`],
    ['action', actions[index % actions.length]],
    ['resource_type', 'order'],
    ['resource_id', String(5000 + index)],
    ['old_values', states[index % states.length]],
    ['new_values', states[(index + 3) % states.length]],
    ['note', notes[index % notes.length]],
    ['total', exact ? spelled('79.90', 79.9, '79.90') : 79.9 + index],
    ...(exact && index % 3 === 0
      ? [['big', spelled('90071992547409931234', 90071992547409931234, '90071992547409931234')]]
      : []),
    ...(exact && index % 3 === 1 ? [['escaped', spelled('"caf\\u00e9 \\/ \\u0041"', 'café / A', '"café / A"')]] : []),
    ...(exact && index % 3 === 2
      ? [
          ['small', spelled('1.50E-3', 0.0015, '0.00150')],
          ['none', spelled('-0', 0, '0')],
        ]
      : []),
    ...(exact
      ? [
          [
            'numbered',
            spelled('{"10":"ten","9":"nine","9":"new"}', { 9: 'new', 10: 'ten' }, '{"9": "new", "10": "ten"}'),
          ],
        ]
      : []),
    ['mfa', index % 2 === 0],
  ]
}

/** JSON text with the given separators. */
function print(value, comma, colon) {
  if (value instanceof Spelled) return value.text
  if (Array.isArray(value)) return `[${value.map((item) => print(item, comma, colon)).join(comma)}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([name, item]) => JSON.stringify(name) + colon + print(item, comma, colon))
    .join(comma)}}`
}

const styles = {
  compact: { open: '{', comma: ',', colon: ':', close: '}' },
  spaced: { open: '{ ', comma: ', ', colon: ': ', close: ' }' },
  wide: { open: '{\t', comma: ' ,  ', colon: ' :\t', close: '\t}' },
}

/** The row as a line of the export. */
export function lineOf(row, style = 'compact') {
  const { open, comma, colon, close } = styles[style]
  return (
    open + row.map(([name, value]) => JSON.stringify(name) + colon + print(value, comma, colon)).join(comma) + close
  )
}

const objectOf = (row) => Object.fromEntries(row)

function jcs(value) {
  if (value instanceof Spelled) return jcs(value.value)
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  return `{${Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${jcs(value[name])}`)
    .join(',')}}`
}

function jsonb(value) {
  if (value instanceof Spelled) return value.jsonb
  if (Array.isArray(value)) return `[${value.map(jsonb).join(', ')}]`
  if (typeof value === 'number' && /e/.test(String(value)))
    return value > 1 ? BigInt(value).toString() : value.toFixed(7)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const names = Object.keys(value).sort(
    (a, b) => Buffer.byteLength(a) - Buffer.byteLength(b) || Buffer.compare(Buffer.from(a), Buffer.from(b)),
  )
  return `{${names.map((name) => `${JSON.stringify(name)}: ${jsonb(value[name])}`).join(', ')}}`
}

/** Content text of a row by the name of its form. */
export function contentOf(form, row, style) {
  if (form === 'raw-minus-fields') return lineOf(row, style)
  if (form === 'json-stringify') return JSON.stringify(objectOf(row))
  if (form === 'jcs') return jcs(objectOf(row))
  return jsonb(objectOf(row))
}

export function encode(bytes, encoding) {
  const hex = bytes.toString('hex')
  if (encoding === 'hex-upper') return hex.toUpperCase()
  if (encoding === '0x-hex') return `0x${hex}`
  return encoding === 'base64' ? bytes.toString('base64') : hex
}

/** Stands where the previous hash goes, until its bytes are put there. */
const marker = '@@previous@@'

/**
 * Seals rows one after the other. `rows` are lists of members; `place(index, row, previous, entry)` puts the two hash
 * members in. Answers with the sealed rows and their digests.
 */
export function sealRows({
  rows,
  algorithm = 'sha256',
  form,
  content,
  placement,
  encoding = 'hex',
  separator = '',
  genesis,
  stored = 'hex',
  names = ['prev_hash', 'entry_hash'],
  scopeOf = () => '',
  place,
  styleOf = () => 'compact',
}) {
  const lastByScope = new Map()
  return rows.map((row, index) => {
    const scope = scopeOf(row)
    const before = lastByScope.get(scope)
    const stated = before === undefined ? genesis : encode(before, stored)
    // The genesis is a digest only when it is zeros.
    const size = digest(algorithm, Buffer.alloc(0)).length
    const zeros = encode(Buffer.alloc(size), stored)
    const raw = before ?? (genesis === zeros ? Buffer.alloc(size) : undefined)
    const previous =
      raw === undefined ? Buffer.from(genesis ?? '') : encoding === 'bytes' ? raw : Buffer.from(encode(raw, encoding))
    const style = styleOf(index)
    const withMark = place(
      index,
      row,
      [names[0], raw === undefined || encoding === stored ? stated : marker],
      undefined,
    )
    const covered =
      content === undefined
        ? contentOf(form, placement === 'inside' ? withMark : withMark.filter(([name]) => name !== names[0]), style)
        : content(withMark)
    const [head, tail] = covered.split(marker)
    const joined = {
      none: () => [Buffer.from(covered)],
      inside: () => (tail === undefined ? [Buffer.from(covered)] : [Buffer.from(head), previous, Buffer.from(tail)]),
      prefix: () => [previous, Buffer.from(separator), Buffer.from(covered)],
      suffix: () => [Buffer.from(covered), Buffer.from(separator), previous],
      'newline-joined': () => [previous, Buffer.from('\n'), Buffer.from(covered)],
    }[placement]()
    const hash = digest(algorithm, Buffer.concat(joined))
    lastByScope.set(scope, hash)
    const sealed = place(index, row, [names[0], stated], [names[1], encode(hash, stored)])
    return { row: sealed, hash, line: lineOf(sealed, style) }
  })
}

/** Hash members at the end, at the beginning, around, or in the middle, by turns. */
export function placeByTurns(index, row, previous, entry) {
  const own = entry === undefined ? [] : [entry]
  switch (index % 4) {
    case 0:
      return [...row, previous, ...own]
    case 1:
      return [...own, previous, ...row]
    case 2:
      return [previous, ...row, ...own]
    default:
      return [...row.slice(0, 5), ...own, ...row.slice(5, 9), previous, ...row.slice(9)]
  }
}

/** Hash members at the end. */
export function placeLast(_index, row, previous, entry) {
  return [...row, previous, ...(entry === undefined ? [] : [entry])]
}
