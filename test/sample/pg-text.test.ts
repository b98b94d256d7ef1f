/** The dumps of D1 and D2 against a real PostgreSQL: it restores them, and prints the same COPY lines back. */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jsonbText, timestamptz } from '../../scripts/sample/defects/pg-text.ts'
import { bundledRoot } from './run-generator.ts'

const binaries = '/usr/lib/postgresql/15/bin'
const switchUser = 'runuser'
const missing = !existsSync(join(binaries, 'initdb'))
  ? 'PostgreSQL 15 server'
  : process.getuid?.() === 0 && spawnSync(switchUser, ['--version']).status !== 0
    ? switchUser
    : undefined
let home = ''

/** PostgreSQL refuses root, so root runs it as the package's own user. */
function run(program: string, args: readonly string[], input?: string): string {
  const path = join(binaries, program)
  const [command, list] =
    process.getuid?.() === 0 ? [switchUser, ['-u', 'postgres', '--', path, ...args]] : [path, args]
  return execFileSync(command, list, {
    encoding: 'utf8',
    cwd: home,
    ...(input === undefined ? {} : { input }),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

const psql = (database: string, input: string): string =>
  run('psql', ['-h', home, '-U', 'postgres', '-d', database, '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1'], input)

function copyLines(dump: string): string[] {
  return [...dump.matchAll(/^COPY [^\n]* FROM stdin;\n([\s\S]*?)^\\\.$/gm)].flatMap((match) =>
    (match[1] ?? '').trimEnd().split('\n'),
  )
}

describe('values as PostgreSQL prints them', () => {
  it('orders JSONB members by length, then bytes, and keeps the rest of JSON', () => {
    expect(jsonbText({ note: 'a\n"é"', zz: 1, a: [1, { b: null, aa: 2.5 }] })).toBe(
      '{"a": [1, {"b": null, "aa": 2.5}], "zz": 1, "note": "a\\n\\"é\\""}',
    )
  })

  it('drops trailing zeros of a second', () => {
    expect([timestamptz('2025-01-03T10:00:00.120Z'), timestamptz('2025-01-03T10:00:00.000Z')]).toEqual([
      '2025-01-03 10:00:00.12+00',
      '2025-01-03 10:00:00+00',
    ])
  })
})

describe('the dumps of the defect cases', () => {
  beforeAll(() => {
    if (missing !== undefined) return
    home = mkdtempSync(join(tmpdir(), 'assay-pg-'))
    chmodSync(home, 0o777)
    run('initdb', ['-D', join(home, 'data'), '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--no-locale', '--no-sync'])
    run('pg_ctl', [
      '-D',
      join(home, 'data'),
      '-l',
      join(home, 'log'),
      '-w',
      '-o',
      `-k ${home} -c listen_addresses='' -c timezone=UTC -c fsync=off`,
      'start',
    ])
  }, 60_000)

  afterAll(() => {
    if (home === '') return
    run('pg_ctl', ['-D', join(home, 'data'), '-m', 'immediate', '-w', 'stop'])
    rmSync(home, { recursive: true, force: true })
  })

  for (const [folder, count] of [
    ['D01-partitioned-table', 24],
    ['D02-jsonb-forgets-bytes', 18],
  ] as const) {
    it(`${folder} is restored by a real server, which dumps the same rows`, (context) => {
      if (missing !== undefined) {
        console.warn(`skipped: ${missing} is not installed`)
        context.skip(`${missing} is not installed`)
      }
      const dump = readFileSync(join(bundledRoot, 'defects', folder, 'audit-logs.sql'), 'utf8')
      const database = folder.slice(0, 3).toLowerCase()
      psql('postgres', `CREATE DATABASE ${database};`)
      psql(database, dump)
      expect(psql(database, 'SELECT count(*) FROM public.audit_logs').trim()).toBe(String(count))
      const again = run('pg_dump', ['-h', home, '-U', 'postgres', '--no-owner', database])
      expect(copyLines(dump)).toHaveLength(count)
      expect(copyLines(again)).toEqual(copyLines(dump))
    }, 60_000)
  }
})
