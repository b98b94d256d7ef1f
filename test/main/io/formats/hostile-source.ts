/** Sources made of the pieces on which a reader's decisions turn, so that random ones get past its first byte. */
import fc from 'fast-check'

const common = ['\n', '\r\n', '\r', ' ', '\t', '\0', '"', '\\', '\ufeff', 'é', '😀', 'x', '1', ',', ';', '', '\n\n']
const json = [
  '{"a":1}',
  '{"a":1,"a":2}',
  '{"s":"\\ud800"}',
  '{"s":"x\\n\\"y"}',
  '{"n":12345678901234567890,"f":1.10}',
  '{"o":{"p":[1,{"q":null}]}}',
  '{',
  '}',
  '[',
  ']',
  '[]',
  '{}',
  '"abc"',
  '"a,b"',
  '"open',
  'true',
  'nul',
  '-0',
  '01',
  '1e5',
  '{"a"',
  ':',
  '{"a":1} {"b":2}',
  '{"a":"b\n',
  '[[[[[[[[[[',
  '{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}',
  '{"long":"' + 'y'.repeat(120) + '"}',
]
const csv = [
  'id,name\n',
  'a;b\n',
  'a\tb\n',
  '1,2',
  '1,',
  ',',
  '"1","2"',
  '"a ""b"" c",d',
  '"x\ny",z',
  '"x\r\ny",z\r\n',
  '"open',
  '"a"b,c',
  'a"b,c',
  '1,2,3',
  '""',
  '"",""',
  'y'.repeat(100),
  '1,2\n',
  '3,4\r\n',
  '"5",6\n',
]
const pg = [
  '--\n-- PostgreSQL database dump\n--\n',
  '--\n-- PostgreSQL database dump complete\n--\n',
  'CREATE TABLE public.t (a integer NOT NULL, b text[]);\n',
  'CREATE TABLE public.p (b jsonb, a numeric(10,2) DEFAULT 0.0);\n',
  'CREATE TABLE public.c PARTITION OF public.t FOR VALUES FROM (1) TO (2);\n',
  'ALTER TABLE ONLY public.t ATTACH PARTITION public.p DEFAULT;\n',
  'COPY public.t (a, b) FROM stdin;\n',
  'COPY public.p (b, a) FROM stdin;\r\n',
  'COPY public.c FROM stdin;\n',
  'COPY x FROM stdin;\n',
  'COPY public.t (a) FROM stdin WITH (FORMAT csv);\n',
  '\\.\n',
  '\\.',
  '1\t2\n',
  '1\t{x,"y z",NULL}\n',
  '\\N\t\\N\n',
  '\\\\\t\\t\n',
  '\\x41\t\\101\n',
  '\\xff\ta\n',
  '\\0\ta\n',
  'a\\\nb\tc\n',
  'a\\',
  '{"k": 1}\t1.50\n',
  'not json\tNaN\n',
  "'a;b'",
  "E'\\''",
  '$$',
  '$f$',
  '$f',
  '/*',
  '*/',
  '--',
  '(',
  ')',
  ';',
  ';\n',
  "'",
  '"',
  'INSERT INTO public.t VALUES (1);\n',
  '\\restrict abc\n',
  'SET standard_conforming_strings = off;\n',
  'y'.repeat(100),
]
/** Formats whose hostile texts are written by hand; every format also gets its fixtures mutated (fixtures.test.ts). */
export const handMade = ['ndjson', 'json-array', 'csv', 'pg-dump'] as const
type HandMade = (typeof handMade)[number]

const piecesByFormat: Record<HandMade, readonly string[]> = {
  ndjson: [...json, '\n', '\n', '\n'],
  'json-array': [...json, '[', ',', ',', '},{', '\n'],
  csv,
  'pg-dump': pg,
}

/** Bytes of a source of `format`: pieces in any order, some bytes exchanged for random ones. */
export function hostileSource(format: HandMade): fc.Arbitrary<Uint8Array> {
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...piecesByFormat[format]) },
    { weight: 2, arbitrary: fc.constantFrom(...common) },
  )
  const start: Record<HandMade, readonly string[]> = {
    ndjson: ['', '\ufeff'],
    'json-array': ['[', '', ' \n[', '\ufeff['],
    csv: ['id,name\n', '', '\ufeffid;name\r\n', '"a","b"\n', 'one\n'],
    'pg-dump': [
      '',
      'COPY public.t (a, b) FROM stdin;\n',
      'CREATE TABLE public.t (a integer, b jsonb);\nCOPY public.t (a, b) FROM stdin;\n',
    ],
  }
  return fc
    .tuple(
      fc.constantFrom(...start[format]),
      fc.array(piece, { maxLength: 24 }),
      fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 2 }),
    )
    .map(([first, pieces, changes]) => {
      const bytes = Uint8Array.from(Buffer.from(first + pieces.join('')))
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
      return bytes
    })
}
