/**
 * Dumps of a real PostgreSQL 15 with INSERT statements in place of COPY blocks: record for record the same JSON as the COPY
 * form of the same rows, and as the server's own to_jsonb. And `\copy … CSV`, whose two kinds of nothing stay two.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { jsonbTextFromJson } from '../../../src/shared/core/bytes/pg-jsonb.ts'
import { recordTiles, type TileRecorder } from '../io/formats/tile-recorder.ts'
import { script, serverForTests } from './server.ts'

const postgres = serverForTests()
const database = 'every_kind'
const table = '"Every kind (x)"'
const options: readonly (readonly string[])[] = [
  ['--inserts'],
  ['--column-inserts'],
  ['--rows-per-insert=2'],
  ['--rows-per-insert=1000', '--column-inserts', '--on-conflict-do-nothing'],
  ['--inserts', '--quote-all-identifiers'],
]

function rowTable(read: TileRecorder, layout: number | undefined): string | null {
  const found = read.layouts[layout ?? 0]
  return found === undefined || found.kind === 'json' ? null : found.table
}

/** Records as `table json`, in a fixed order: partitions come in the order of their names. */
function rowsOf(read: TileRecorder): string[] {
  return read
    .of('record')
    .map((tile) => `${rowTable(read, tile.layout)} ${tile.json}`)
    .toSorted()
}

describe.skipIf(postgres.missing)('a dump with INSERT statements', () => {
  beforeAll(() => {
    const { server } = postgres
    server.run('postgres', `CREATE DATABASE ${database};`)
    server.run(database, script('every-kind.sql'))
  })

  it.each(options)('gives the JSON of the COPY form, with %s %s %s', (...words) => {
    const given = words.filter((word) => typeof word === 'string')
    for (const zone of ['UTC', 'Asia/Kolkata']) {
      const copied = recordTiles('pg-dump', postgres.server.dump(database, [], { zone }))
      const dump = postgres.server.dump(database, given, { zone })
      const read = recordTiles('pg-dump', dump)
      expect(read.of('rejected')).toEqual([])
      expect(read.cut).toBe(false)
      expect(read.covered).toBe(dump.length)
      const rows = rowsOf(read)
      expect(rows).toHaveLength(8)
      // Generated columns are DEFAULT or left out, as in COPY.
      expect(rows).toEqual(rowsOf(copied))
      expect(read.notes).toEqual({ partition: 2, 'partition-default': 1 })
    }
  })

  it('gives what the server prints for each row', () => {
    // The whole database: a dump of one table does not define the domains of its columns.
    const rows = (args: readonly string[]) => {
      const read = recordTiles('pg-dump', postgres.server.dump(database, args, { zone: 'UTC' }))
      return read
        .of('record')
        .filter((tile) => rowTable(read, tile.layout) === `public.${table}`)
        .map((tile) => {
          const json = Buffer.from(tile.json ?? '')
          return jsonbTextFromJson(json, 0, json.length)
        })
    }
    const expected = postgres.server
      .run(database, `SELECT (to_jsonb(t) - 'twice')::text FROM ${table} t ORDER BY id;`, { zone: 'UTC' })
      .split('\n')
    for (const given of options) expect(rows(given)).toEqual(expected)
  })

  it('without definitions has the columns that the statements name, or numbers', () => {
    const dump = postgres.server.dump(database, ['--data-only', '--column-inserts', '-t', 'base', '-t', 'heir'])
    expect(recordTiles('pg-dump', dump).of('record')[0]?.json).toBe('{"x":"1","y":"why","z":"true"}')
    const bare = recordTiles('pg-dump', postgres.server.dump(database, ['--data-only', '--inserts', '-t', 'heir']))
    expect(bare.of('record')[0]?.json).toBe('{"column1":"1","column2":"why","column3":"true"}')
    expect(bare.notes).toEqual({ 'no-column-list': 1 })
  })

  it('is read alike wherever chunks are cut', () => {
    for (const given of options) {
      const dump = postgres.server.dump(database, given)
      const whole = recordTiles('pg-dump', dump)
      for (const step of [1, 3, 61]) {
        const cuts = Array.from({ length: Math.floor(dump.length / step) }, (_, index) => (index + 1) * step)
        expect(recordTiles('pg-dump', dump, cuts)).toEqual(whole)
      }
    }
  })
})

describe.skipIf(postgres.missing)('\\copy in CSV', () => {
  it('keeps NULL and the empty string apart, and text that looks like either', () => {
    const { server } = postgres
    const name = 'csv_states'
    server.run('postgres', `CREATE DATABASE ${name};`)
    server.run(
      name,
      `CREATE TABLE t (id INTEGER, a TEXT, b TEXT);
       INSERT INTO t VALUES (1, NULL, ''), (2, '', NULL), (3, 'NULL', E'\\\\N'), (4, E'two\\nlines', 'say "x", y'), (5, '"', ',');`,
    )
    const csv = server.run(name, '\\copy (SELECT * FROM t ORDER BY id) TO STDOUT WITH CSV HEADER')
    const expected = server.run(name, "SELECT json_build_object('id', id::text, 'a', a, 'b', b) FROM t ORDER BY id;")
    const read = recordTiles('csv', Buffer.from(`${csv}\n`))
    expect(read.of('record').map((tile) => JSON.parse(tile.json ?? '') as unknown)).toEqual(
      expected.split('\n').map((line) => JSON.parse(line) as unknown),
    )
  })
})
