/**
 * Tables of Adobe Commerce and of WooCommerce's Stream in a real MariaDB, dumped with six sets of options and read back.
 * Every value equals what the server answers when it is asked for the value itself, in hexadecimal, so that nothing of
 * the dump's own writing is part of the comparison.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { detectFormat } from '../../../src/main/io/formats/detect-format.ts'
import { recordTiles, type TileRecorder } from '../io/formats/tile-recorder.ts'
import { mariadbForTests } from './server.ts'

const mariadb = mariadbForTests()
const database = 'shop'
const tables = [
  'every ``kind (x)',
  'magento_logging_event',
  'magento_logging_event_changes',
  'wp_stream',
  'wp_stream_meta',
] as const

const optionSets: readonly (readonly [string, readonly string[], string])[] = [
  ['as it is by default', ['--routines', '--triggers'], ''],
  [
    'one row per statement, columns named, bytes in hexadecimal',
    ['--skip-extended-insert', '--complete-insert', '--hex-blob'],
    '',
  ],
  ['without comments and with the database named', ['--compact', '--databases', '--routines'], `${database}.`],
  ['with quotes as the standard has them', ['--compatible=ansi', '--hex-blob', '--single-transaction'], ''],
  [
    'as REPLACE statements in the order of the keys',
    ['--replace', '--order-by-primary', '--net-buffer-length=4096'],
    '',
  ],
  [
    'as INSERT IGNORE, without definitions but with columns',
    ['--insert-ignore', '--complete-insert', '--no-create-info', '--hex-blob'],
    '',
  ],
]

interface ServerColumn {
  readonly name: string
  readonly type: string
}

const quoted = (name: string) => `\`${name.replaceAll('`', '``')}\``
const unquoted = (name: string) => name.replaceAll('``', '`')

/** Columns as the server lists them. */
function columnsOf(table: string): ServerColumn[] {
  const text = mariadb.server.run(
    database,
    `SELECT CONCAT(HEX(column_name), ' ', data_type) FROM information_schema.columns
     WHERE table_schema = '${database}' AND table_name = '${table.replaceAll('``', '`')}' ORDER BY ordinal_position;`,
  )
  return text.split('\n').map((line) => {
    const [hex = '', type = ''] = line.split(' ')
    return { name: Buffer.from(hex, 'hex').toString('utf8'), type }
  })
}

/** Every value of a table, hexadecimal or `null`, as the server gives it in UTC; rows in the order of the first column. */
function valuesOf(table: string, columns: readonly ServerColumn[]): (string | null)[][] {
  const bytes = /^(?:bit|.*binary|.*blob|point)$/
  const value = ({ name, type }: ServerColumn): string => {
    // HEX of a number is the number in base 16: as text it keeps its decimal form.
    const text = bytes.test(type) ? quoted(name) : `CONVERT(CAST(${quoted(name)} AS CHAR) USING utf8mb4)`
    // A bit column is as many bytes as it takes.
    if (type === 'bit') return `IFNULL(LPAD(HEX(${quoted(name)}), 4, '0'), 'null')`
    return `IFNULL(HEX(${text}), 'null')`
  }
  const query = `SET time_zone = '+00:00'; SELECT CONCAT_WS(' ', ${columns.map(value).join(', ')}) FROM ${quoted(unquoted(table))} ORDER BY 1;`
  return mariadb.server
    .run(database, query)
    .split('\n')
    .map((line) => line.split(' ').map((field) => (field === 'null' ? null : field)))
}

/** The values of a record as the server's are compared: from the JSON text, never from parsed numbers. */
function valuesFromJson(json: string, columns: readonly ServerColumn[], known: boolean): (string | null)[] {
  const members = membersOf(json)
  return columns.map(({ name, type }) => {
    const text = members.get(name)
    if (text === undefined) return '(absent)'
    if (text === 'null') return null
    const inner = text.startsWith('"') ? (JSON.parse(text) as string) : text
    if (/^(?:bit|.*binary|.*blob|point)$/.test(type)) {
      if (known || inner.startsWith('0x')) return inner.replace(/^0x/, '')
    }
    return Buffer.from(inner).toString('hex').toUpperCase()
  })
}

/** Members of an object as their JSON text stands. An independent reading: brackets and strings only. */
function membersOf(json: string): Map<string, string> {
  const members = new Map<string, string>()
  let at = 1
  while (json[at] !== '}') {
    if (json[at] === ',') at += 1
    const nameEnd = stringEnd(json, at)
    const name = JSON.parse(json.slice(at, nameEnd)) as string
    const start = nameEnd + 1
    let depth = 0
    for (at = start; depth > 0 || (json[at] !== ',' && json[at] !== '}'); at += 1) {
      if (json[at] === '"') at = stringEnd(json, at) - 1
      else if (json[at] === '{' || json[at] === '[') depth += 1
      else if (json[at] === '}' || json[at] === ']') depth -= 1
    }
    members.set(name, json.slice(start, at))
  }
  return members
}

function stringEnd(json: string, start: number): number {
  let at = start + 1
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at + 1
}

function recordsByTable(read: TileRecorder): Map<string | null, string[]> {
  const found = new Map<string | null, string[]>()
  for (const tile of read.of('record')) {
    const layout = read.layouts[tile.layout ?? 0]
    const table = layout?.kind === 'rendered' ? layout.table : '(no table)'
    found.set(table, [...(found.get(table) ?? []), tile.json ?? ''])
  }
  return found
}

describe.skipIf(mariadb.missing)('tables of shops in a MariaDB dump', () => {
  beforeAll(() => {
    mariadb.server.run('', `CREATE DATABASE ${database} CHARACTER SET utf8mb4;`)
    mariadb.server.run(database, readFileSync(join(import.meta.dirname, 'tables.sql'), 'utf8'))
  })

  it.each(optionSets)('give every value as the server does, %s', (_, options, prefix) => {
    const dump = mariadb.server.dump(database, options)
    expect(detectFormat(dump.subarray(0, 65_536), 'shop.sql', dump.length <= 65_536)).toMatchObject({
      format: 'mysql-dump',
    })
    const read = recordTiles('mysql-dump', dump)
    expect(read.of('rejected')).toEqual([])
    expect(read.cut).toBe(false)
    expect(read.covered).toBe(dump.length)
    const records = recordsByTable(read)
    const known = !options.includes('--no-create-info')
    let values = 0
    for (const table of tables) {
      const columns = columnsOf(table)
      const name = `${prefix}${/^\w+$/.test(table) ? table : `\`${table}\``}`
      const rows = (records.get(name) ?? []).map((json) => valuesFromJson(json, columns, known))
      const expected = valuesOf(table, columns)
      const order = (row: (string | null)[]) => row.join(' ')
      expect(rows.toSorted((a, b) => order(a).localeCompare(order(b)))).toEqual(
        expected.toSorted((a, b) => order(a).localeCompare(order(b))),
      )
      values += expected.length * columns.length
    }
    console.info(`MariaDB ${mariadb.server.version}, ${options.join(' ')}: ${values} of ${values} values equal`)
    expect([...records.keys()]).toHaveLength(tables.length)
    expect(read.notes).toEqual(options.includes('--compact') ? { 'timestamp-zone-unstated': 2 } : {})
  })

  it('without definitions lose only the rows whose bytes are no text, and those are rejects', () => {
    const read = recordTiles('mysql-dump', mariadb.server.dump(database, ['--no-create-info']))
    expect(read.of('rejected').map((tile) => tile.reason)).toEqual(['invalid-utf8'])
    expect(read.count('record')).toBe(14)
  })

  it('are read alike wherever chunks are cut', () => {
    const dump = mariadb.server.dump(database, ['--routines'])
    const whole = recordTiles('mysql-dump', dump)
    for (const step of [1, 3, 64, 4099]) {
      const cuts = Array.from({ length: Math.floor(dump.length / step) }, (_, index) => (index + 1) * step)
      expect(recordTiles('mysql-dump', dump, cuts)).toEqual(whole)
    }
  })

  it('that end early are said to', () => {
    const dump = mariadb.server.dump(database)
    const whole = recordTiles('mysql-dump', dump).count('record')
    for (let length = dump.length - 60; length > 2000; length -= 997) {
      const read = recordTiles('mysql-dump', dump.subarray(0, length))
      expect(read.cut).toBe(true)
      expect(read.notes['missing-dump-end']).toBe(1)
      expect(read.count('record')).toBeLessThanOrEqual(whole)
    }
  })

  it('are shown with numbers as numbers, JSON as JSON and the rest as strings', () => {
    const read = recordTiles('mysql-dump', mariadb.server.dump(database))
    const kinds = recordsByTable(read).get('`every ``kind (x)`')?.[2]
    expect(kinds).toContain(
      '"a b":1,"values (":1.1000000000,"float":1e30,"double":-0.1,"zero":"000042","year":"2024","yes":1',
    )
    expect(kinds).toContain('"bits":"0x0201","raw":"0x00FF27225C0A0D1A2C2829","fixed":"0x01000000"')
    expect(kinds).toContain(
      '"doc":{"b": 1.10, "a": [1, 2, {"é": null}], "a": "\\u0000 \\" 😀"},"plain":"{\\"not\\": \\"json column\\"}"',
    )
    expect(kinds).toContain('"at":"2025-01-02 03:04:05.000100","stamp":"2025-07-02 01:04:05.500","day":"0000-00-00"')
  })
})
