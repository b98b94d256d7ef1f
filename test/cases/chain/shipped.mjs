/** Chains that verify, one for each shipped recipe: the 24 readings of one sentence, a PostgreSQL trigger, and a CSV export. */
import { digest } from './digests.mjs'
import { placeByTurns, plainRow, sealRows } from './rows.mjs'
import { count, intact, text, zeros } from './sealed.mjs'

const styles = ['compact', 'spaced', 'wide', 'compact']
const placementWords = {
  inside: 'inside the content',
  prefix: 'before the content',
  suffix: 'after the content',
  'newline-joined': 'before the content and a newline',
}
const formWords = {
  'raw-minus-fields':
    "the line's own bytes without the hash members: spelling, white space and 79.90 are covered as they stand",
  'json-stringify':
    'JSON.stringify of the object; the export spells numbers and white space otherwise, and that must not matter',
  jcs: 'RFC 8785 of the object; the export has another member order, and that must not matter',
}

/** Members in the order that RFC 8785 wants, so that the export is canonical already. */
const sortedPlace =
  (place) =>
  (...given) =>
    place(...given).toSorted(([a], [b]) => (a < b ? -1 : 1))

function shipped() {
  return Object.keys(formWords).flatMap((form) =>
    Object.keys(placementWords).flatMap((placement) =>
      ['hex', 'bytes'].map((encoding) => {
        const raw = form === 'raw-minus-fields'
        const rows = Array.from({ length: count }, (_, index) => plainRow(index, raw || index % 2 === 1))
        const place = (index, ...rest) =>
          (form === 'jcs' && index % 4 === 0 ? sortedPlace(placeByTurns) : placeByTurns)(index, ...rest)
        const sealed = sealRows({
          rows,
          form,
          placement,
          encoding,
          genesis: zeros,
          place,
          styleOf: (index) => styles[index % 4],
        })
        const id = `sha256.${form}.${placement}.${encoding}`
        return {
          name: id,
          about: `Sealed over ${formWords[form]}.\nThe previous hash stands ${placementWords[placement]}, as ${encoding}; SHA-256 of exactly these bytes is what every row stores.`,
          source: text(sealed.map(({ line }) => line)),
          recipe: id,
          found: id,
          expected: intact(count),
        }
      }),
    ),
  )
}

/** Rows of a PostgreSQL table, sealed by a trigger over to_jsonb(row)::text, in a plain dump. */
function postgres() {
  const columns = [
    ['id', 'uuid'],
    ['sequence', 'bigint'],
    ['timestamp', 'timestamp with time zone'],
    ['actor_id', 'text'],
    ['action', 'character varying(64)'],
    ['amount', 'numeric(12,2)'],
    ['old_values', 'jsonb'],
    ['tags', 'text[]'],
    ['approved', 'boolean'],
    ['note', 'text'],
  ]
  const copyText = (value) =>
    value.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  const noteTexts = ['naïve café', 'tab\there', 'two\nlines', 'back\\slash', '"quoted"', '\\N', '', '日本 😀']
  // Text output of a value, and what to_jsonb makes of it.
  const documents = [
    [null, null],
    ['{"a": 1.10, "bb": [1, null, {"c": "\\u0001"}]}', '{"a": 1.10, "bb": [1, null, {"c": "\\u0001"}]}'],
    ['{}', '{}'],
    ['"text"', '"text"'],
  ]
  const tags = [
    ['{}', '[]'],
    ['{a,"b c",NULL}', '["a", "b c", null]'],
    [null, null],
    ['{"x,y","q\\"r"}', '["x,y", "q\\"r"]'],
  ]
  const rows = Array.from({ length: 12 }, (_, index) => {
    const note = noteTexts[index % 8]
    const day = String(1 + index).padStart(2, '0')
    const id = `0190f3a0-7c1e-7000-8000-${String(index).padStart(12, '0')}`
    const time = index % 2 === 0 ? `08:00:0${index % 10}` : `08:00:00.${index}5`
    const amount = ['79.90', '0.00', '-12.50', '9999999999.01'][index % 4]
    return [
      [id, `"${id}"`],
      [String(100 + index), String(100 + index)],
      [`2025-03-${day} ${time}+00`, `"2025-03-${day}T${time}+00:00"`],
      [`u-${index % 3}`, `"u-${index % 3}"`],
      ['order.refund', '"order.refund"'],
      [amount, amount],
      documents[index % 4],
      tags[index % 4],
      index % 3 === 2 ? [null, null] : [index % 3 === 0 ? 't' : 'f', index % 3 === 0 ? 'true' : 'false'],
      [note, JSON.stringify(note)],
    ]
  })
  const order = (names) => [...names].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  return Object.keys(placementWords).flatMap((placement) =>
    ['hex', 'bytes'].map((encoding) => {
      let previous = zeros
      const lines = rows.map((row) => {
        const jsonByName = Object.fromEntries(columns.map(([name], at) => [name, row[at][1] ?? 'null']))
        const names = order(
          placement === 'inside' ? [...Object.keys(jsonByName), 'prev_hash'] : Object.keys(jsonByName),
        )
        const before = encoding === 'bytes' ? Buffer.from(previous, 'hex') : Buffer.from(previous)
        const parts = names.map((name) =>
          name === 'prev_hash'
            ? Buffer.concat([Buffer.from('"prev_hash": "'), before, Buffer.from('"')])
            : Buffer.from(`"${name}": ${jsonByName[name]}`),
        )
        const content = Buffer.concat([
          Buffer.from('{'),
          ...parts.flatMap((part, at) => (at === 0 ? [part] : [Buffer.from(', '), part])),
          Buffer.from('}'),
        ])
        const preimage = {
          inside: [content],
          prefix: [before, content],
          suffix: [content, before],
          'newline-joined': [before, Buffer.from('\n'), content],
        }[placement]
        const hash = digest('sha256', Buffer.concat(preimage)).toString('hex')
        const line = [...row.map(([value]) => (value === null ? '\\N' : copyText(value))), previous, hash].join('\t')
        previous = hash
        return line
      })
      const all = [...columns, ['prev_hash', 'text'], ['entry_hash', 'text']]
      const dump = [
        '--',
        '-- PostgreSQL database dump',
        '--',
        '',
        'SET standard_conforming_strings = on;',
        '',
        'CREATE TABLE public.audit_trail (',
        all.map(([name, type]) => `    ${name} ${type}`).join(',\n'),
        ');',
        '',
        `COPY public.audit_trail (${all.map(([name]) => name).join(', ')}) FROM stdin;`,
        ...lines,
        '\\.',
        '',
        '--',
        '-- PostgreSQL database dump complete',
        '--',
        '',
      ].join('\n')
      const id = `sha256.pg-jsonb-text.${placement}.${encoding}`
      return {
        name: id,
        about: `A table sealed by a trigger over to_jsonb(row)::text, with the previous hash ${placementWords[placement]}, as ${encoding}.\nThe dump's text output is put into the form of jsonb again: names by length, 79.90 with its zero, times in ISO 8601.`,
        input: 'chain.sql',
        format: 'pg-dump',
        source: dump,
        recipe: id,
        found: id,
        expected: intact(12),
      }
    }),
  )
}

/** The same values as columns: every CSV value is text. */
function csv() {
  const names = ['sequence', 'timestamp', 'action', 'note', 'total']
  let previous = zeros
  const quoted = (value) =>
    value === null ? '' : /[",\n\r]/.test(value) || value === '' ? `"${value.replaceAll('"', '""')}"` : value
  const lines = Array.from({ length: count }, (_, index) => {
    const all = Object.fromEntries(plainRow(index, true))
    const row = [String(all.sequence), all.timestamp, all.action, index % 9 === 8 ? null : all.note, '79.90']
    const hash = digest(
      'sha256',
      Buffer.from(`${previous}\n${row.map((value) => value ?? '').join('\u001f')}`),
    ).toString('hex')
    const line = [...row, previous, hash].map(quoted).join(',')
    previous = hash
    return line
  })
  return {
    name: 'csv-fields-joined',
    about:
      'A CSV export of a chain sealed over joined values: text, unquoted empty fields as nothing, 79.90 as it stands.\nLine ends and quotes inside values are undone before joining.',
    input: 'chain.csv',
    format: 'csv',
    source: text([[...names, 'prev_hash', 'entry_hash'].join(','), ...lines]),
    recipe: {
      recipe: 'assay.recipe/1',
      id: 'csv-fields-joined',
      name: 'csv',
      algorithm: 'sha256',
      canonical: { form: 'fields-joined', fields: names, delimiter: '\u001f' },
      previous: { placement: 'newline-joined' },
    },
    expected: intact(count),
  }
}

export function shippedCases() {
  return [...shipped(), ...postgres(), csv()]
}
