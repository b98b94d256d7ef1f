/** Monthly partitions in dumps of a real PostgreSQL 15: one detached, one left out, one emptied, and edits by hand. */
import { beforeAll, describe, expect, it } from 'vitest'
import { recordTiles } from '../io/formats/tile-recorder.ts'
import { serverForTests } from './server.ts'

const postgres = serverForTests()
const database = 'months'
const months = ['2024-11', '2024-12', '2025-01', '2025-02', '2025-03']

function nameOf(month: string): string {
  return `audit_logs_y${month.replace('-', 'm')}`
}

function next(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
}

const zones = ['UTC', 'Asia/Kolkata', 'America/St_Johns'] as const
const forms: readonly (readonly string[])[] = [[], ['--inserts'], ['--rows-per-insert=10']]
const eachForm = forms.map((form) => ({ form }))

describe.skipIf(postgres.missing)('partitions by month', () => {
  const dump = (args: readonly string[] = [], zone: string = 'UTC', from = database) =>
    postgres.server.dump(from, args, { zone })
  const copyOf = (name: string, change: string): string => {
    postgres.server.run('postgres', `CREATE DATABASE ${name} TEMPLATE ${database};`)
    postgres.server.run(name, change)
    return name
  }

  beforeAll(() => {
    postgres.server.run('postgres', `CREATE DATABASE ${database};`)
    const partitions = months.map(
      (month) =>
        `CREATE TABLE ${nameOf(month)} PARTITION OF audit_logs
           FOR VALUES FROM ('${month}-01 00:00:00+00') TO ('${next(month)}-01 00:00:00+00');
         INSERT INTO audit_logs (action, timestamp) VALUES ('a', '${month}-01 00:00:00+00'),
           ('b', '${next(month)}-01 00:00:00+00'::timestamptz - interval '1 microsecond');`,
    )
    postgres.server.run(
      database,
      `CREATE TABLE audit_logs (id SERIAL, action TEXT, timestamp TIMESTAMPTZ NOT NULL, PRIMARY KEY (id, timestamp))
         PARTITION BY RANGE (timestamp);
       ${partitions.join('\n')}`,
    )
  })

  it.each(eachForm)('that follow one another say nothing, in any zone ($form)', ({ form }) => {
    for (const zone of zones) {
      const read = recordTiles('pg-dump', dump(form, zone))
      expect(read.count('record')).toBe(10)
      expect(read.notes).toEqual({ partition: 5 })
    }
  })

  it.each(zones)('of which one was detached and dropped have a month missing, in zone %s', (zone) => {
    const name = copyOf(
      `dropped_${zone.replaceAll(/\W/g, '').toLowerCase()}`,
      `ALTER TABLE audit_logs DETACH PARTITION ${nameOf('2024-12')}; DROP TABLE ${nameOf('2024-12')};
       ALTER TABLE audit_logs DETACH PARTITION ${nameOf('2025-01')}; DROP TABLE ${nameOf('2025-01')};`,
    )
    for (const form of forms) {
      const read = recordTiles('pg-dump', dump(form, zone, name))
      expect(read.notes).toEqual({ partition: 3, 'partition-missing': 2 })
      expect(read.details.slice(-2)).toEqual([
        'partition-missing: public.audit_logs: 2024-12',
        'partition-missing: public.audit_logs: 2025-01',
      ])
    }
  })

  it('whose rows were left out are named, when the dump can tell that from an empty partition', () => {
    const left = `--exclude-table-data=${nameOf('2025-02')}`
    const copied = recordTiles('pg-dump', dump([left]))
    expect(copied.notes).toEqual({ partition: 4, 'partition-without-data': 1 })
    expect(copied.details.at(-1)).toBe('partition-without-data: public.audit_logs_y2025m02')
    expect(recordTiles('pg-dump', dump([left, '--inserts'])).notes).toEqual({
      partition: 4,
      'partition-without-rows': 1,
    })
    const emptied = copyOf('emptied', `DELETE FROM ${nameOf('2025-02')};`)
    expect(recordTiles('pg-dump', dump([], 'UTC', emptied)).notes).toEqual({ partition: 5 })
  })

  it('loaded through their root are told apart by the times of the rows', () => {
    const read = recordTiles('pg-dump', dump(['--load-via-partition-root']))
    expect(read.count('record')).toBe(10)
    expect(read.notes).toEqual({})
    const edited = dump(['--load-via-partition-root'])
      .toString()
      .replace('2025-02-01 00:00:00+00\n', '2026-02-01 00:00:00+00\n')
    const moved = recordTiles('pg-dump', Buffer.from(edited))
    expect(moved.notes).toEqual({ 'row-outside-partition': 1 })
    expect(moved.details[0]).toMatch(
      /^row-outside-partition: line \d+: 2026-02-01 00:00:00\+00, no partition of public\.audit_logs$/,
    )
  })

  it.each(eachForm)('with a default partition: noted, and what it holds is not missing ($form)', ({ form }) => {
    const name = copyOf(
      `with_default_${form.join('').replaceAll(/\W/g, '')}x`,
      `ALTER TABLE audit_logs DETACH PARTITION ${nameOf('2024-12')}; DROP TABLE ${nameOf('2024-12')};
       CREATE TABLE audit_logs_rest PARTITION OF audit_logs DEFAULT;
       INSERT INTO audit_logs (action, timestamp) VALUES ('late', '2024-12-24 18:00:00+00');`,
    )
    const read = recordTiles('pg-dump', dump(form, 'UTC', name))
    expect(read.notes).toEqual({ partition: 5, 'partition-default': 1 })
    postgres.server.run(
      name,
      'DELETE FROM audit_logs_rest; INSERT INTO audit_logs (action, timestamp) VALUES (1, now());',
    )
    expect(recordTiles('pg-dump', dump(form, 'UTC', name)).notes).toMatchObject({ 'partition-missing': 1 })
  })

  it.each(zones)('with a row moved by hand name it, in COPY blocks and INSERT statements, in zone %s', (zone) => {
    for (const form of forms) {
      const text = dump(form, zone).toString()
      // The first row of February gets the last microsecond of January.
      const at = text.search(/(?:COPY|INSERT INTO) public\.audit_logs_y2025m02/)
      const edited =
        text.slice(0, at) +
        text.slice(at).replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d(?::\d\d)?/, '2025-01-31 23:59:59.999999+00')
      const read = recordTiles('pg-dump', Buffer.from(edited))
      expect(read.notes).toEqual({ partition: 5, 'row-outside-partition': 1 })
      expect(read.details.join('\n')).toContain('2025-01-31 23:59:59.999999+00, not in public.audit_logs_y2025m02, ')
    }
  })

  it('with bounds changed by hand overlap or leave a part of a month open', () => {
    const text = dump().toString()
    const overlap = text.replace("TO ('2024-12-01 00:00:00+00')", "TO ('2024-12-02 00:00:00+00')")
    expect(overlap).not.toBe(text)
    expect(recordTiles('pg-dump', Buffer.from(overlap)).details).toContain(
      'partition-overlap: public.audit_logs_y2024m12 and public.audit_logs_y2024m11 of public.audit_logs',
    )
    const open = text.replace("TO ('2024-12-01 00:00:00+00')", "TO ('2024-11-30 00:00:00+00')")
    const read = recordTiles('pg-dump', Buffer.from(open))
    expect(read.details).toContain(
      'partition-missing: public.audit_logs: 2024-11, between 2024-11-30 00:00:00+00 and 2024-12-01 00:00:00+00',
    )
    expect(read.notes).toMatchObject({ 'partition-missing': 1, 'row-outside-partition': 1 })
  })

  it('without definitions are known by their names', () => {
    const left = ['--data-only', `--exclude-table-data=${nameOf('2025-01')}`]
    for (const form of forms) {
      const read = recordTiles('pg-dump', dump([...left, ...form]))
      expect(read.details).toContain('partition-missing: public.audit_logs_y2025m01, by the names of its neighbours')
    }
  })
})
