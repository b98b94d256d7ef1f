/** MySQL's own ways of writing SQL, each a small text: strings, comments, delimiters, modes, character sets, damage. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonScan } from '../../../src/shared/core/bytes/json-scan.ts'
import { recordTiles } from '../io/formats/tile-recorder.ts'

const read = (text: string | Buffer, limits = {}) =>
  recordTiles('mysql-dump', typeof text === 'string' ? Buffer.from(text) : text, [], limits)
const jsonOf = (text: string | Buffer) =>
  read(text)
    .of('record')
    .map((tile) => tile.json)

describe('a value', () => {
  it.each([
    ["'it\\'s \\\"q\\\" \\\\ \\0\\b\\n\\r\\t\\Z'", 'it\'s "q" \\ \0\b\n\r\t\x1a'],
    ["'it''s'", "it's"],
    ['"a ""b"" \\"c\\""', 'a "b" "c"'],
    // Outside patterns these two keep their backslash.
    ["'100\\% \\_x \\q'", '100\\% \\_x q'],
    ["_utf8mb4'é'", 'é'],
    ["_binary 'a\\0'", '0x6100'],
    ['0x4142', '0x4142'],
    ["X'0a'", '0x0A'],
    ["b'1000000001'", '0x0201'],
    ["''", ''],
  ])('without a definition: %s', (literal, text) => {
    expect(JSON.parse(jsonOf(`INSERT INTO \`t\` (\`a\`) VALUES (${literal});`)[0] ?? '')).toEqual({ a: text })
  })

  it.each([
    ['int(11)', '1', '1'],
    ['decimal(10,2)', '-1.10', '-1.10'],
    ['double', '1e30', '1e30'],
    ['bigint(20) unsigned', '18446744073709551615', '18446744073709551615'],
    // What is no JSON number stays as it is written.
    ['int(6) unsigned zerofill', '000042', '"000042"'],
    ['float', '+.5', '"+.5"'],
    ['int', "'12'", '12'],
    ['year(4)', '0000', '"0000"'],
    ['varchar(9)', "'12'", '"12"'],
    ['varchar(9)', '0x4142', '"AB"'],
    ['json', '\'{\\"a\\": 1.10}\'', '{"a": 1.10}'],
    ['json', "'not json'", '"not json"'],
    ['longtext CHECK (json_valid(`a`))', "'[1]'", '[1]'],
    ['longtext', "'[1]'", '"[1]"'],
    ['blob', "''", '""'],
    ['binary(2)', "'\\0\\''", '"0x0027"'],
    ['bit(1)', "b'1'", '"0x01"'],
    ['datetime', "'0000-00-00 00:00:00'", '"0000-00-00 00:00:00"'],
    ['tinyint(1)', 'NULL', 'null'],
  ])('of %s: %s is %s', (type, literal, json) => {
    expect(
      jsonOf(`CREATE TABLE \`t\` (\n  \`a\` ${type} DEFAULT NULL\n);\nINSERT INTO \`t\` VALUES (${literal});`),
    ).toEqual([`{"a":${json}}`])
  })

  it('that is bytes may be no UTF-8, one that is text may not', () => {
    const rows = Buffer.concat([
      Buffer.from("CREATE TABLE `t` (`a` blob, `b` text);\nINSERT INTO `t` VALUES ('"),
      Buffer.from([0xff, 0xfe]),
      Buffer.from("','x'),('x','"),
      Buffer.from([0xff]),
      Buffer.from("'),('y','z');\n"),
    ])
    const recorder = read(rows)
    expect(recorder.of('record').map((tile) => tile.json)).toEqual(['{"a":"0xFFFE","b":"x"}', '{"a":"0x79","b":"z"}'])
    expect(recorder.of('rejected').map((tile) => tile.reason)).toEqual(['invalid-utf8'])
    expect(recorder.notes).toEqual({ 'invalid-utf8': 1 })
  })

  it('in another character set than UTF-8 is read only while it is ASCII', () => {
    // The two bytes of é in UTF-8 are Ã© in latin1: to read them as é would be to make them up.
    const recorder = read(
      "/*!40101 SET NAMES latin1 */;\nINSERT INTO `t` (`a`) VALUES ('plain'),('é'),(_utf8mb4'é');\n",
    )
    expect(recorder.of('record').map((tile) => tile.json)).toEqual(['{"a":"plain"}', '{"a":"é"}'])
    expect(recorder.of('rejected').map((tile) => tile.reason)).toEqual(['unsupported'])
    expect(recorder.notes).toEqual({ 'other-charset': 1 })
  })
})

describe('SQL around the tuples', () => {
  const row = 'INSERT INTO `t` (`a`) VALUES (1);\n'

  it.each([
    ['a string', "SELECT 'it\\'s ; INSERT INTO `t` (`a`) VALUES (9)';\n"],
    ['a double-quoted string', 'SELECT "; INSERT INTO `t` (`a`) VALUES (9)";\n'],
    ['a name', 'SELECT 1 AS `; INSERT INTO t VALUES (9`;\n'],
    ['comments', '-- ; INSERT INTO t VALUES (9)\n# INSERT INTO t VALUES (9);\n/* INSERT INTO t VALUES (9); */\n'],
    [
      'a comment no server reads',
      '/*M!999999\\- INSERT INTO t VALUES (9); */\n/*!999999 INSERT INTO t VALUES (9); */\n',
    ],
    [
      'a body between delimiters',
      'DELIMITER ;;\nCREATE TRIGGER x BEGIN INSERT INTO t VALUES (9); END ;;\nDELIMITER ;\n',
    ],
    [
      'a body between other delimiters',
      "delimiter //\nCREATE PROCEDURE p() BEGIN SELECT '//'; INSERT INTO t VALUES (9); END//\ndelimiter ;\n",
    ],
    ['double dashes that are two signs', 'SELECT 1--2, 3;\n'],
  ])('is no row in %s', (_, sql) => {
    const recorder = read(sql + row)
    expect(recorder.of('record').map((tile) => tile.text)).toEqual(['(1)'])
    expect(recorder.notes).toEqual({})
    expect(recorder.cut).toBe(false)
  })

  it('is read where a comment is SQL', () => {
    expect(
      jsonOf('/*!40000 INSERT INTO `t` (`a`) VALUES (1)*/;\nINSERT /*!50000 IGNORE */ INTO `t` (`a`) VALUES (2);'),
    ).toEqual(['{"a":1}', '{"a":2}'])
  })

  it('names the table, with its database after USE', () => {
    const recorder = read(
      `USE \`shop db\`;\n${row}REPLACE INTO other.t (a) VALUES (2);\nINSERT DELAYED \`T\` VALUES (3);\n`,
    )
    expect(recorder.layouts.map((layout) => layout.kind === 'rendered' && layout.table)).toEqual([
      '`shop db`.t',
      'other.t',
      '`shop db`.T',
    ])
  })

  it('follows NO_BACKSLASH_ESCAPES and ANSI_QUOTES, and what is restored', () => {
    const text = [
      "/*!50003 SET @saved_sql_mode = @@sql_mode */ ;\n/*!50003 SET sql_mode = 'STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES' */ ;",
      "INSERT INTO `t` (`a`) VALUES ('c:\\'),('it''s');",
      '/*!50003 SET sql_mode = @saved_sql_mode */ ;',
      "INSERT INTO `t` (`a`) VALUES ('c:\\\\');",
      "SET SESSION sql_mode='ANSI_QUOTES';",
      'CREATE TABLE "t u" ("a b" int);\nINSERT INTO "t u" VALUES (1);\nINSERT INTO "t u" ("a b") VALUES ("a b");',
    ].join('\n')
    const recorder = read(text)
    expect(recorder.of('record').map((tile) => tile.json)).toEqual([
      '{"a":"c:\\\\"}',
      '{"a":"it\'s"}',
      '{"a":"c:\\\\"}',
      '{"a b":1}',
    ])
    // A name is no value.
    expect(recorder.of('rejected').map((tile) => tile.text)).toEqual(['("a b")'])
  })

  it('says which rows are not read', () => {
    const recorder = read(
      "INSERT INTO `t` SELECT * FROM u;\nINSERT INTO t SET a = 1;\nLOAD DATA INFILE 'x' INTO TABLE t;\n",
    )
    expect(recorder.notes).toEqual({ 'insert-statement': 2, 'load-data': 1 })
    expect(recorder.details[0]).toBe('insert-statement: `t`')
  })

  it('says when TIMESTAMP columns have no zone or another than UTC', () => {
    const table = 'CREATE TABLE `t` (`a` timestamp NULL);\n'
    expect(read(`${table}${row}`).notes).toEqual({ 'timestamp-zone-unstated': 1 })
    expect(read(`/*!40103 SET TIME_ZONE='+00:00' */;\n${table}${row}`).notes).toEqual({})
    expect(read(`SET time_zone = "+05:30";\n${table}${row}`).notes).toEqual({ 'timestamp-zone': 1 })
  })

  it('has an end that is missed, once it has a beginning', () => {
    const head = '-- MariaDB dump 10.19  Distrib 10.11.19-MariaDB\n--\n'
    expect(read(`${head}${row}-- Dump completed on 2026-01-01  0:00:00`).cut).toBe(false)
    expect(read(`${head}${row}-- Dump completed\n`).notes).toEqual({})
    const cut = read(`${head}${row}`)
    expect([cut.cut, cut.notes]).toEqual([true, { 'missing-dump-end': 1 }])
    expect(read(row).notes).toEqual({})
  })
})

it('is covered by tiles that do not depend on cuts, whatever the text', () => {
  const pieces = [
    "('a',1)",
    '(1)',
    '(',
    ')',
    ',',
    ';',
    ';;',
    "'",
    '\\',
    "''",
    '"',
    '`',
    '--',
    '-- ',
    '#',
    '/*',
    '/*!40101 ',
    '/*M!100 ',
    '*/',
    '\n',
    ' ',
    'NULL',
    'x',
    '-',
    '/',
    '\0',
    'é',
    '0xFF',
    "_binary 'é'",
    'INSERT INTO `t` (`a`, `b`) VALUES ',
    'DELIMITER ;;\n',
    'delimiter ;\n',
    "SET sql_mode='NO_BACKSLASH_ESCAPES';",
    "SET sql_mode='ANSI';",
    'CREATE TABLE t (a json, b int);',
    'SET NAMES latin1;',
    'USE d;',
  ]
  const source = fc
    .tuple(fc.boolean(), fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), fc.nat(300), fc.nat(255))
    .map(([inside, list, at, value]) => {
      const bytes = Buffer.from(`${inside ? "INSERT INTO `t` (`a`, `b`) VALUES ('a', 1), " : ''}${list.join('')}`)
      if (at < bytes.length) bytes[at] = value
      return bytes
    })
  const scan = new JsonScan()
  fc.assert(
    fc.property(source, fc.array(fc.nat(200)), fc.boolean(), (bytes, cuts, tight) => {
      const limits = tight ? { maxRecordBytes: 12, headBytes: 5, maxStatementBytes: 64 } : {}
      const whole = recordTiles('mysql-dump', bytes, [], limits)
      expect(whole.covered).toBe(bytes.length)
      expect(recordTiles('mysql-dump', bytes, cuts, limits)).toEqual(whole)
      expect(recordTiles('mysql-dump', bytes, [...bytes.keys()], limits)).toEqual(whole)
      for (const { json } of whole.of('record')) {
        const text = Buffer.from(json ?? '')
        expect(scan.scan(text, 0, text.length), json).toBe(true)
      }
    }),
    { numRuns: Number(process.env['ASSAY_FUZZ_RUNS'] ?? 500) },
  )
})
