/**
 * Guide A's table in a real PostgreSQL 15: its printed partition DDL is refused, the corrected one filled and dumped.
 * Every row of the dump equals what the server prints for it, and still no Merkle leaf can be made from it, because
 * jsonb forgot the bytes that were hashed.
 */
import type { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createReader } from '../../../src/main/io/formats/reader.ts'
import { recordJson, type Layout } from '../../../src/main/io/formats/record-json.ts'
import { jsonbTextFromJson } from '../../../src/shared/core/bytes/pg-jsonb.ts'
import { openEngineSession, type EngineSession } from './engine-session.ts'
import { sampleDirectory, script, stagingScript, serverForTests } from './server.ts'

const postgres = serverForTests()
const sample = readFileSync(join(sampleDirectory, 'shop-a.ndjson'), 'utf8')
const sampleRows = 1900
const awkwardRows = 4
const anchoredDays = 180
const database = 'guide_a'

/** One month's rows into a table; the whole period goes through the parent but for March. */
function fill(target: string, from: string, to: string): string {
  return `\\set target ${target}\n\\set from '''${from}'''\n\\set to '''${to}'''\n${script('guide-a-fill.sql')}`
}

const awkward = `
INSERT INTO audit_logs_partitioned (event_id, timestamp, action, resource_type, duration_ms, ip_address, user_agent, path,
  request_body, response_body, metadata, signature)
VALUES
  (md5('1')::uuid, '2025-02-10 12:00:00.1+00', 'a', 'r', 1e-7, '2001:db8::/32', E'tab\\there \\\\N "quoted"', E'/a\\nb', '{"price": 1.10, "e": 1e2}', 'null', '[]', ''),
  (md5('2')::uuid, '2025-02-10 12:00:00.123456+00', 'a', 'r', 1e15, '10.1.2.3/8', 'Zoë 😀', NULL, '"text"', '0.10', NULL, NULL),
  (md5('3')::uuid, '2024-12-31 23:59:59.999999+00', 'a', 'r', 'NaN', NULL, '', '', NULL, NULL, '{"é": [1.0, {"b": 1, "a": 2}], "zz": "\\u2028"}', E'\\\\.'),
  (md5('4')::uuid, '2025-03-01 00:00:00+00', 'a', 'r', 1e300, '::1', E'\\b\\f\\v', NULL, '12345678901234567890.0', NULL, '{}', NULL);`

let session: EngineSession
beforeAll(async () => {
  session = await openEngineSession()
})
afterAll(() => session.close())

describe.skipIf(postgres.missing)("guide A's tables", () => {
  beforeAll(() => {
    const { server } = postgres
    server.run('postgres', `CREATE DATABASE ${database};`)
    server.run(database, script('guide-a.sql'))
  })

  it('are not partitioned by the DDL as the guide prints it', () => {
    const printed =
      'CREATE TABLE audit_logs_partitioned (LIKE audit_logs INCLUDING ALL) PARTITION BY RANGE (timestamp);'
    expect(postgres.server.refusal(database, printed)).toMatch(
      /unique constraint on partitioned table must include all partitioning columns[\s\S]*lacks column "timestamp"/,
    )
  })

  it('refuse rows of a month that has no partition, once corrected', () => {
    const { server } = postgres
    server.run(database, script('guide-a-partitions.sql') + stagingScript(sample))
    server.run(database, fill('audit_logs_partitioned', '2024-10-01 00:00:00+00', '2025-03-01 00:00:00+00'), {
      zone: 'Asia/Kolkata',
    })
    const march = fill('audit_logs_partitioned', '2025-03-01 00:00:00+00', '2025-04-01 00:00:00+00')
    expect(server.refusal(database, march)).toMatch(/no partition of relation "audit_logs_partitioned" found for row/)
    server.run(
      database,
      `${fill('audit_logs_y2025m03', '2025-03-01 00:00:00+00', '2025-04-01 00:00:00+00')}
       ALTER TABLE audit_logs_partitioned ATTACH PARTITION audit_logs_y2025m03
         FOR VALUES FROM ('2025-03-01 00:00:00+00') TO ('2025-04-01 00:00:00+00');
       ${awkward}`,
      { zone: 'America/St_Johns' },
    )
    expect(server.run(database, 'SELECT count(*) FROM audit_logs_partitioned;')).toBe(String(sampleRows + awkwardRows))
  })

  it.each(['UTC', 'Asia/Kolkata', undefined])('give back every row to the byte from a dump in zone %s', (zone) => {
    const { server } = postgres
    const inZone = zone === undefined ? {} : { zone }
    const dump = server.dump(database, ['-t', 'audit_logs_*'], inZone)
    const expected = server
      .run(database, 'SELECT to_jsonb(t)::text FROM audit_logs_partitioned t ORDER BY id;', inZone)
      .split('\n')
    const read = rowsOf(dump)
    expect(read.rejects).toBe(0)
    expect(read.tables).toContain('public.audit_logs_y2025m02')
    expect(read.rows).toHaveLength(expected.length)
    expect(read.rows.toSorted(byId)).toEqual(expected)
  })

  // Two sources of 180 batches, each recomputed twice: slow on a busy machine.
  it('hold no Merkle leaf in their dump, while the lines of the same rows do', { timeout: 180_000 }, async () => {
    const claims = join(sampleDirectory, 'shop-a-anchors.ndjson')
    // Only the sample's rows, so that the two sources differ in nothing but their form.
    const { server } = postgres
    server.run('postgres', `CREATE DATABASE sample_only TEMPLATE ${database};`)
    server.run('sample_only', "DELETE FROM audit_logs_partitioned WHERE resource_type = 'r';")
    const dump = server.dump('sample_only', ['-t', 'audit_logs_*'], { zone: 'Asia/Kolkata' })

    const table = await session.importBytes('audit_logs.sql', dump)
    expect(table).toMatchObject({ format: 'pg-dump', receipt: { accepted: sampleRows, rejected: 0 } })
    await session.addAnchors(table.sourceId, claims)
    const fromTable = await session.verifyMerkle(table.sourceId)
    expect(fromTable).toMatchObject({
      verdict: 'not-checked',
      reason: 'no-recipe-reproduces',
      entries: sampleRows,
      verified: 0,
    })
    expect(fromTable.batches).toHaveLength(anchoredDays)

    const lines = await session.importFile(join(sampleDirectory, 'shop-a.ndjson'))
    await session.addAnchors(lines.sourceId, claims)
    const fromLines = await session.verifyMerkle(lines.sourceId)
    expect(fromLines).toMatchObject({ verdict: 'verified', reason: null, entries: sampleRows, verified: anchoredDays })

    // The same days with the same number of entries, and the same times to the microsecond: only the bytes differ.
    const shape = (batch: (typeof fromLines.batches)[number]) => ({
      date: batch.date,
      count: batch.count,
      claimed: batch.claimedRoots,
    })
    expect(fromTable.batches.map(shape)).toEqual(fromLines.batches.map(shape))
    expect(
      fromTable.batches.filter((batch) => batch.verdict !== 'not-checked' || batch.reason !== 'no-recipe-reproduces'),
    ).toEqual([])
    for (const [index, batch] of fromLines.batches.entries()) {
      expect(batch.recomputedRoot).toBe(batch.claimedRoots[0])
      expect(fromTable.batches[index]?.recomputedRoot).not.toBe(batch.recomputedRoot)
    }
  })
})

interface ReadRows {
  readonly rows: string[]
  readonly tables: readonly (string | null)[]
  readonly rejects: number
}

/** Every row of a dump as jsonb text, through the product's reader and its view of a row. */
function rowsOf(dump: Buffer): ReadRows {
  const rows: string[] = []
  const layouts: Layout[] = []
  let rejects = 0
  const reader = createReader('pg-dump', {
    layout: (layout) => layouts.push(layout) - 1,
    record(bytes, start, end, _byteStart, _line, layout) {
      const json = recordJson(bytes, start, end, layouts[layout] as Layout)
      rows.push(jsonbTextFromJson(json, 0, json.length))
    },
    rejected() {
      rejects += 1
    },
    blank: () => undefined,
    framing: () => undefined,
    note: () => undefined,
    truncated: () => undefined,
  })
  reader.push(dump)
  reader.end()
  return { rows, tables: layouts.map((layout) => (layout.kind === 'columns' ? layout.table : null)), rejects }
}

function byId(left: string, right: string): number {
  const id = (row: string) => (JSON.parse(row) as { id: number }).id
  return id(left) - id(right)
}
