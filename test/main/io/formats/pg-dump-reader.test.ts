import { describe, expect, it } from 'vitest'
import type { ColumnLayout } from '../../../../src/main/io/formats/tile-sink.ts'
import { recordTiles } from './tile-recorder.ts'

const read = (text: string, limits = {}) => recordTiles('pg-dump', Buffer.from(text), [], limits)
const columnsOf = (text: string): (readonly [string, string | null])[] =>
  (read(text).layouts[0] as ColumnLayout).columns.map((column) => [column.name, column.type] as const)

describe('column types', () => {
  it('come from CREATE TABLE, without constraints and defaults', () => {
    const ddl = `CREATE TABLE public.t (
      a bigint DEFAULT nextval('public.t_a_seq'::regclass) NOT NULL,
      b character varying(255) COLLATE "C" DEFAULT 'x,y)'::character varying,
      "C d" timestamp(3) with time zone DEFAULT now(),
      e numeric(10,2) GENERATED ALWAYS AS ((a * 2)) STORED,
      f text[] DEFAULT '{}'::text[],
      g double precision NOT NULL,
      "timestamp" timestamp without time zone,
      h public.mood,
      i interval day to second(3),
      CONSTRAINT a_positive CHECK ((a > 0)),
      PRIMARY KEY (a)
    );
    COPY public.t (i, h, g, f, e, "C d", b, a, "timestamp") FROM stdin;\n\\.\n`
    expect(columnsOf(ddl)).toEqual([
      ['i', 'interval day to second(3)'],
      ['h', 'public.mood'],
      ['g', 'double precision'],
      ['f', 'text[]'],
      ['e', 'numeric(10,2)'],
      ['C d', 'timestamp(3) with time zone'],
      ['b', 'character varying(255)'],
      ['a', 'bigint'],
      ['timestamp', 'timestamp without time zone'],
    ])
  })

  it('of a partition come from its parent: PARTITION OF, ATTACH PARTITION and INHERITS', () => {
    const parent = 'CREATE TABLE p (a integer, b jsonb);\n'
    const copy = 'COPY c (b, a) FROM stdin;\n\\.\n'
    const wanted = [
      ['b', 'jsonb'],
      ['a', 'integer'],
    ]
    expect(columnsOf(`${parent}CREATE TABLE c PARTITION OF p FOR VALUES IN ('x');\n${copy}`)).toEqual(wanted)
    expect(columnsOf(`${parent}CREATE TABLE c PARTITION OF p (a WITH OPTIONS NOT NULL) DEFAULT;\n${copy}`)).toEqual(
      wanted,
    )
    expect(columnsOf(`${parent}ALTER TABLE ONLY p ATTACH PARTITION c DEFAULT;\n${copy}`)).toEqual(wanted)
    expect(columnsOf(`${parent}CREATE TABLE c (\n)\nINHERITS (p);\n${copy}`)).toEqual(wanted)
  })

  it('of a domain are those of its base', () => {
    const ddl =
      'CREATE DOMAIN public.small AS integer CONSTRAINT c CHECK ((VALUE < 9));\nCREATE DOMAIN public.tiny AS public.small;\n'
    expect(columnsOf(`${ddl}CREATE TABLE t (a public.tiny);\nCOPY t (a) FROM stdin;\n\\.\n`)).toEqual([
      ['a', 'integer'],
    ])
  })

  it('are unknown for a table that the dump does not define', () => {
    expect(columnsOf('COPY t (a, "B""c") FROM stdin;\n\\.\n')).toEqual([
      ['a', null],
      ['B"c', null],
    ])
  })

  it('end in time when hostile DDL makes a table its own ancestor', () => {
    const ddl = 'CREATE TABLE a PARTITION OF b DEFAULT;\nCREATE TABLE b PARTITION OF a DEFAULT;\n'
    expect(columnsOf(`${ddl}COPY a (x) FROM stdin;\n\\.\n`)).toEqual([['x', null]])
  })
})

describe('a COPY block', () => {
  it('names its partition, parent and bounds', () => {
    const recorder = read(
      "CREATE TABLE s.c PARTITION OF s.p FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');\nCOPY s.c (a) FROM stdin;\n1\n\\.\n",
    )
    expect(recorder.details).toEqual(["partition: s.c of s.p, values from ('2025-01-01') to ('2025-02-01')"])
    expect(recorder.layouts).toMatchObject([{ table: 's.c' }])
  })

  it('without column list takes the columns of the definition, or numbers them', () => {
    expect(read('CREATE TABLE t (b text, a integer);\nCOPY t FROM stdin;\nx\t1\n\\.\n').of('record')[0]?.json).toBe(
      '{"b":"x","a":1}',
    )
    const unknown = read('COPY t FROM stdin;\nx\t1\nx\n\\.\n')
    expect(unknown.of('record')[0]?.json).toBe('{"column1":"x","column2":"1"}')
    expect(unknown.notes).toEqual({ 'no-column-list': 1 })
    expect(unknown.count('rejected')).toBe(1)
  })

  it('of a table and columns that had one before has the same layout', () => {
    const block = 'COPY t (a) FROM stdin;\n1\n\\.\n'
    const recorder = read(block + block + block.replace('(a)', '(b)'))
    expect(recorder.of('record').map((tile) => tile.layout)).toEqual([0, 0, 1])
  })

  it('with options is rejected row by row, because its rows follow other rules', () => {
    const recorder = read('COPY t (a) FROM stdin WITH (FORMAT csv, NULL \'\');\n1\n"x"\n\\.\n')
    expect(recorder.of('rejected').map((tile) => tile.reason)).toEqual(['bad-escape', 'bad-escape'])
    expect(recorder.notes).toEqual({ 'copy-options': 1 })
  })

  it('of one column reads an empty line as the empty string; elsewhere it is a blank record', () => {
    expect(read('COPY t (a) FROM stdin;\n\n\\.\n').of('record')[0]?.json).toBe('{"a":""}')
    for (const head of [
      'COPY t (a, b) FROM stdin;',
      'COPY t (a) FROM stdin WITH (FORMAT csv);',
      'COPY t FROM stdin;',
    ]) {
      const recorder = read(`${head}\n\n\\.\n`)
      expect([recorder.count('blank'), recorder.count('record'), recorder.count('rejected')]).toEqual([1, 0, 0])
    }
    expect(read('COPY t (a) FROM stdin;\n\r').count('blank')).toBe(1)
  })

  it('reads CR LF as terminator and refuses a carriage return inside a row', () => {
    const recorder = read('COPY t (a) FROM stdin;\r\n1\r\nx\ry\r\n\\.\r\n')
    expect(recorder.of('record').map((tile) => tile.text)).toEqual(['1'])
    expect(recorder.of('rejected').map((tile) => [tile.text, tile.reason])).toEqual([['x\ry', 'bad-escape']])
    expect(recorder.notes).toEqual({ crlf: 3 })
  })

  it('ends at its end marker even without a line end after it', () => {
    const recorder = read('COPY t (a) FROM stdin;\n1\n\\.')
    expect(recorder.cut).toBe(false)
    expect(recorder.notes).toEqual({ 'no-final-newline': 1 })
  })

  it('without end marker makes the source incomplete, also when its rows are whole', () => {
    const recorder = read('COPY t (a) FROM stdin;\n1\n')
    expect(recorder.count('record')).toBe(1)
    expect(recorder.cut).toBe(true)
    expect(recorder.details).toEqual(['missing-copy-end: t'])
  })

  it('finds every line end in a row of backslashes, wherever a chunk ends', () => {
    const source = Buffer.from('COPY t (a) FROM stdin;\n\\\\\\\\\nx\\\\\\\ny\n\\.\n')
    const whole = recordTiles('pg-dump', source)
    expect(whole.of('record').map((tile) => tile.json)).toEqual(['{"a":"\\\\\\\\"}', '{"a":"x\\\\\\ny"}'])
    for (let cut = 1; cut < source.length; cut += 1) expect(recordTiles('pg-dump', source, [cut])).toEqual(whole)
  })
})

describe('SQL around the blocks', () => {
  const block = 'COPY t (a) FROM stdin;\n1\n\\.\n'

  it.each([
    ['a string', "SELECT 'COPY t (a) FROM stdin;\nx';\n"],
    ['an escape string', "SELECT E'it\\'s\nCOPY t (a) FROM stdin;\nx';\n"],
    ['a quoted name', 'SELECT "COPY t (a) FROM stdin;\nx";\n'],
    ['a dollar quote', 'DO $$\nCOPY t (a) FROM stdin;\nx\n$$;\n'],
    ['a tagged dollar quote', 'DO $a$\n$b$ $$ $a\nCOPY t (a) FROM stdin;\nx\n$a$;\n'],
    ['a nested comment', '/* /* */ COPY t (a) FROM stdin;\nx\n*/\n'],
    ['a line comment', '-- COPY t (a) FROM stdin;\n'],
    ['parentheses', 'CREATE RULE r AS ON INSERT TO t DO (SELECT 1;\nCOPY t (a) FROM stdin;\nx\n);\n'],
    ['a psql command', '\\restrict COPY\n\\echo COPY t (a) FROM stdin;\n'],
    ['a parameter and an operator', "PREPARE p AS SELECT $1 - -1 / 2 * 3, 'E''';\n"],
  ])('is no block in %s', (_, sql) => {
    const recorder = read(sql + block)
    expect(recorder.of('record').map((tile) => tile.text)).toEqual(['1'])
    expect(recorder.count('rejected')).toBe(0)
    expect(recorder.cut).toBe(false)
  })

  it('follows standard_conforming_strings', () => {
    const off = "SET standard_conforming_strings = off;\nSELECT 'it\\'s';\n"
    expect(read(off + block).count('record')).toBe(1)
    expect(read("SET standard_conforming_strings = on;\nSELECT 'c:\\';\n" + block).count('record')).toBe(1)
  })

  it('that is never closed makes the source incomplete and is noted', () => {
    for (const open of ["SELECT 'x", 'SELECT "x', 'DO $$ x', '/* x', 'SELECT (1', 'SELECT 1']) {
      const recorder = read(`${open}\n${block.replace(';', '')}`)
      expect(recorder.notes).toEqual({ 'unfinished-statement': 1 })
      expect(recorder.cut).toBe(true)
    }
  })

  it('longer than is kept is passed over to its end', () => {
    const recorder = read(`SELECT '${'x'.repeat(500)}; COPY';\n${block}`, { maxStatementBytes: 64 })
    expect(recorder.notes).toEqual({ 'long-statement': 1 })
    expect(recorder.count('record')).toBe(1)
  })

  it('that inserts what it does not list is noted for each statement, because those rows are not read', () => {
    const recorder = read("INSERT INTO public.v (a) SELECT 'x;y' FROM w;\ninsert into v TABLE w;\n")
    expect(recorder.notes).toEqual({ 'insert-statement': 2 })
    expect(recorder.details[0]).toBe('insert-statement: public.v')
  })

  it('of a dump and of a cluster dump are both closed by their comments', () => {
    const open = '--\n-- PostgreSQL database cluster dump\n--\n--\n-- PostgreSQL database dump\n--\n'
    const close = '--\n-- PostgreSQL database dump complete\n--\n--\n-- PostgreSQL database cluster dump complete\n--'
    expect(read(open + block + close).cut).toBe(false)
    expect(read(open + block + close.slice(0, 60)).notes).toEqual({ 'missing-dump-end': 1 })
  })
})
