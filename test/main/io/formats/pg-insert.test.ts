/** Tuples of INSERT statements in PostgreSQL dumps: where they begin and end, what is refused, what damage costs. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { recordTiles } from './tile-recorder.ts'

const ddl = 'CREATE TABLE t (a integer, b text, c boolean);\n'
const read = (text: string, limits = {}) => recordTiles('pg-dump', Buffer.from(text), [], limits)
const jsonOf = (text: string) =>
  read(text)
    .of('record')
    .map((tile) => tile.json)
const rejectsOf = (text: string) =>
  read(text)
    .of('rejected')
    .map((tile) => [tile.text, tile.reason])

describe('a tuple', () => {
  it('is the record, with its parentheses, on the line on which it begins', () => {
    const recorder = read(`${ddl}INSERT INTO t VALUES\n\t(1, 'x\ny', true),\n\t(2, NULL, false);\n`)
    expect(recorder.of('record').map(({ text, line, json }) => [text, line, json])).toEqual([
      ["(1, 'x\ny', true)", 3, '{"a":1,"b":"x\\ny","c":true}'],
      ['(2, NULL, false)', 5, '{"a":2,"b":null,"c":false}'],
    ])
    expect(recorder.layouts).toMatchObject([{ kind: 'rendered', format: 'pg-dump', table: 't' }])
    expect(recorder.cut).toBe(false)
  })

  it('takes its columns from the statement, or from the definition', () => {
    expect(jsonOf(`${ddl}INSERT INTO t (c, a) VALUES (true, 1) ON CONFLICT DO NOTHING;\n`)).toEqual([
      '{"c":true,"a":1}',
    ])
    expect(jsonOf(`${ddl}INSERT INTO t (a, b) OVERRIDING SYSTEM VALUE VALUES (1, 'x');\n`)).toEqual(['{"a":1,"b":"x"}'])
    expect(jsonOf("INSERT INTO values VALUES (1, 'x');\n")).toEqual(['{"column1":"1","column2":"x"}'])
    expect(jsonOf(`${ddl}insert into T values (1, '', default) returning a;\n`)).toEqual(['{"a":1,"b":""}'])
  })

  it.each([
    ["'it''s'", "it's"],
    ["'c:\\'", 'c:\\'],
    ["E'it''s \\'x\\' \\\\ \\n\\t\\x41\\101\\u00e9\\U0001F600'", "it's 'x' \\ \n\tAAé😀"],
    ["'); INSERT INTO t VALUES (9'", '); INSERT INTO t VALUES (9'],
    ["'-- /* $$ \"'", '-- /* $$ "'],
    ["B'0101'", '0101'],
    ['-1.50', '-1.50'],
  ])('gives the text of %s', (literal, text) => {
    const [json] = jsonOf(`${ddl}INSERT INTO t (b) VALUES (${literal});\n`)
    expect(JSON.parse(json ?? '')).toEqual({ b: text })
  })

  it('follows standard_conforming_strings', () => {
    const off = `SET standard_conforming_strings = off;\n${ddl}INSERT INTO t (b) VALUES ('it\\'s'), ('x');\n`
    expect(jsonOf(off)).toEqual(['{"b":"it\'s"}', '{"b":"x"}'])
  })
})

describe('what cannot be read', () => {
  it('is a reject of its own, and the statement goes on', () => {
    const rows = "(1, 'a', true), (2), (now(), 'b', true), (3, 'c'::text, true), (4, E'\\xff', true), (5, 'e', false)"
    const recorder = read(`${ddl}INSERT INTO t VALUES ${rows};\n`)
    expect(recorder.of('record').map((tile) => tile.json)).toEqual([
      '{"a":1,"b":"a","c":true}',
      '{"a":5,"b":"e","c":false}',
    ])
    expect(recorder.of('rejected').map((tile) => [tile.text, tile.reason])).toEqual([
      ['(2)', 'wrong-column-count'],
      ["(now(), 'b', true)", 'syntax'],
      ["(3, 'c'::text, true)", 'syntax'],
      ["(4, E'\\xff', true)", 'invalid-utf8'],
    ])
  })

  it.each([
    ['a missing comma', '(1) (2), (3)', ['(1)', '(3)'], [['(2)', 'syntax']]],
    ['a superfluous comma', '(1),, (2)', ['(1)', '(2)'], [[',', 'syntax']]],
    ['text that is no tuple', '(1), x + 2, (3)', ['(1)', '(3)'], [['x + 2', 'syntax']]],
    ['a parenthesis too many', '(1)), (2)', ['(1)', '(2)'], [[')', 'syntax']]],
    ['a parenthesis too few', "((1), (2); ')", [], [["((1), (2); ')", 'truncated']]],
  ])('costs little: %s', (_, rows, records, rejects) => {
    const recorder = read(`INSERT INTO t (a) VALUES ${rows}${rejects[0]?.[1] === 'truncated' ? '' : ';\n'}`)
    expect(recorder.of('record').map((tile) => tile.text)).toEqual(records)
    expect(rejectsOf(`INSERT INTO t (a) VALUES ${rows}${rejects[0]?.[1] === 'truncated' ? '' : ';\n'}`)).toEqual(
      rejects,
    )
  })

  it('after the tuples is a clause, or noted as unread', () => {
    const good = read("INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = '(2), (3);';\nSELECT 1;\n")
    expect([good.count('record'), good.notes]).toEqual([1, {}])
    const odd = read('INSERT INTO t (a) VALUES (1) or (2), (3);\nINSERT INTO t (a) VALUES (4);\n')
    expect([odd.count('record'), odd.notes]).toEqual([2, { 'text-after-tuples': 1 }])
    const open = read('INSERT INTO t (a) VALUES (1),;\n')
    expect([open.count('record'), open.notes]).toEqual([1, { 'no-last-tuple': 1 }])
  })

  it('may stand between comments', () => {
    const recorder = read('INSERT INTO t (a) VALUES -- one, (9)\n(1) /* ; (8) */, /**/ (2)--\n;\n')
    expect(recorder.of('record').map((tile) => [tile.text, tile.line])).toEqual([
      ['(1)', 2],
      ['(2)', 2],
    ])
    expect(recorder.count('rejected')).toBe(0)
  })

  it('is a reject where the source ends, and the source is incomplete', () => {
    for (const [text, rejected] of [
      ["INSERT INTO t (a) VALUES (1), (2, 'x", 1],
      ['INSERT INTO t (a) VALUES (1),', 0],
      ['INSERT INTO t (a) VALUES (1)\n', 0],
      ['INSERT INTO t (a) VALUES', 0],
    ] as const) {
      const recorder = read(text)
      expect([recorder.count('rejected'), recorder.cut, recorder.notes]).toEqual([
        rejected,
        true,
        { 'unfinished-statement': 1 },
      ])
    }
  })

  it('is passed over when it is longer than a record may be', () => {
    const long = 'y'.repeat(200)
    const limits = { maxRecordBytes: 64, headBytes: 16 }
    const recorder = read(`INSERT INTO t (a) VALUES (1), ('${long}'), (2);\n`, limits)
    expect(recorder.of('record').map((tile) => tile.text)).toEqual(['(1)', '(2)'])
    expect(recorder.of('rejected').map((tile) => [tile.reason, tile.byteLength, tile.text?.length])).toEqual([
      ['too-long', 204, 16],
    ])
  })
})

describe('any text of tuples', () => {
  const pieces = [
    "('a', 1)",
    '(1)',
    '(',
    ')',
    ',',
    ';',
    "'",
    "E'",
    '\\',
    "''",
    '"',
    '--',
    '/*',
    '*/',
    '\n',
    ' ',
    'NULL',
    'x',
    '-',
    '/',
    '\0',
    'é',
    '1.5e3',
    "B'01'",
    'INSERT INTO t (a, b) VALUES ',
    'on conflict',
    '\ufffd',
  ]
  const source = fc
    .array(fc.constantFrom(...pieces), { maxLength: 30 })
    .map((list) => Buffer.from(`INSERT INTO t (a, b) VALUES ('a', 1), ${list.join('')}`))

  it('is covered by tiles that do not depend on cuts, and every record is one JSON object', () => {
    const scan = new JsonScan()
    fc.assert(
      fc.property(source, fc.array(fc.nat(200)), fc.boolean(), (bytes, cuts, tight) => {
        const limits = tight ? { maxRecordBytes: 12, headBytes: 5, maxStatementBytes: 64 } : {}
        const whole = recordTiles('pg-dump', bytes, [], limits)
        expect(whole.covered).toBe(bytes.length)
        expect(recordTiles('pg-dump', bytes, cuts, limits)).toEqual(whole)
        expect(recordTiles('pg-dump', bytes, [...bytes.keys()], limits)).toEqual(whole)
        for (const { json } of whole.of('record')) {
          const text = Buffer.from(json ?? '')
          expect(scan.scan(text, 0, text.length), json).toBe(true)
        }
      }),
      { numRuns: Number(process.env['ASSAY_FUZZ_RUNS'] ?? 500) },
    )
  })
})

it('takes no time or memory out of proportion from text made to do so', () => {
  const asking = recordTiles('pg-dump', Buffer.from(`INSERT INTO t SELECT ${'values () '.repeat(100_000)};\n`))
  expect(asking.notes).toEqual({ 'insert-statement': 1 })
  const wide = recordTiles('pg-dump', Buffer.from(`INSERT INTO t VALUES (1${',1'.repeat(2_000_000)}), (1);\n`))
  expect(wide.of('rejected').map((tile) => tile.reason)).toEqual(['syntax'])
  expect(wide.count('record')).toBe(1)
  const set = recordTiles('mysql-dump', Buffer.from(`SET ${'sql_mode=concat( '.repeat(60_000)};\n`))
  expect(set.covered).toBeGreaterThan(1_000_000)
  const roots = Array.from(
    { length: 2000 },
    (_, index) =>
      `CREATE TABLE p${index} PARTITION OF r FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');\nINSERT INTO r VALUES ('2025-01-02');\n`,
  )
  const routed = recordTiles(
    'pg-dump',
    Buffer.from(`CREATE TABLE r (a date) PARTITION BY RANGE (a);\n${roots.join('')}`),
  )
  expect(routed.count('record')).toBe(2000)
})

it('keeps memory near the record cap, however long the statement is', () => {
  const mebibyte = 1024 * 1024
  const row = `(1, '${'x'.repeat(1000)}', true),\n`
  const chunk = Buffer.from(row.repeat(Math.floor(mebibyte / row.length)))
  const source = Buffer.concat([
    Buffer.from(`${ddl}INSERT INTO t VALUES\n`),
    ...Array.from({ length: 16 }, () => chunk),
  ])
  const recorder = recordTiles(
    'pg-dump',
    source,
    [...Array(16).keys()].map((index) => index * mebibyte),
    { maxRecordBytes: 4096 },
  )
  expect(recorder.count('record')).toBe(16 * Math.floor(mebibyte / row.length))
  expect(recorder.count('rejected')).toBe(0)
})
