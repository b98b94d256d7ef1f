/**
 * Guide B's table in a real PostgreSQL 15, sealed by a trigger over `jsonb::text`, dumped with pg_dump and verified from
 * the dump: the database's own text forms are the oracle.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEngineSession, type EngineSession } from './engine-session.ts'
import { sampleDirectory, script, stagingScript, serverForTests } from './server.ts'

const postgres = serverForTests()
const recipeId = 'sha256.pg-jsonb-text.newline-joined.hex'
const sampleRows = 1900
const awkwardRows = 6
const rows = sampleRows + awkwardRows
const sealed = 'sealed'

let session: EngineSession
beforeAll(async () => {
  session = await openEngineSession()
})
afterAll(() => session.close())

/** A database with guide B's table, filled; the session's zone is not the server's. */
function makeSealedDatabase(name: string, seal: string, zone = 'Asia/Kolkata'): void {
  const { server } = postgres
  server.run('postgres', `CREATE DATABASE ${name};`)
  server.run(name, script('guide-b.sql') + seal)
  server.run(name, stagingScript(readFileSync(join(sampleDirectory, 'shop-b.ndjson'), 'utf8')))
  server.run(name, script('guide-b-fill.sql'), { zone })
  server.run(name, script('guide-b-awkward-rows.sql'), { zone: 'America/St_Johns' })
  // A table's rows stand where there was room; this puts them into the order of the chain.
  server.run(name, 'CLUSTER audit_logs USING audit_logs_sequence_key;')
}

/** A copy of the sealed database, changed by a script with the trigger off. */
function changedDump(name: string, change: string): Buffer {
  const { server } = postgres
  server.run('postgres', `CREATE DATABASE ${name} TEMPLATE ${sealed};`)
  server.run(name, `ALTER TABLE audit_logs DISABLE TRIGGER ALL;\n${change}`)
  return server.dump(name, ['-t', 'audit_logs'], { zone: 'UTC' })
}

describe.skipIf(postgres.missing)("guide B's table, sealed by a trigger over jsonb::text", () => {
  beforeAll(() => {
    makeSealedDatabase(sealed, script('guide-b-seal.sql'))
  })

  it('is verified from its dump, with the recipe found by trial and given by id', async () => {
    const dump = postgres.server.dump(sealed, ['-t', 'audit_logs'], { zone: 'UTC' })
    const source = await session.importBytes('sealed.sql', dump)
    expect(source).toMatchObject({
      format: 'pg-dump',
      receipt: { accepted: rows, rejected: 0, blank: 0, bytes: dump.length },
    })

    const found = await session.verifyChain(source.sourceId)
    expect(found.result).toMatchObject({
      verdict: 'verified',
      reason: null,
      recipeId,
      equivalentRecipes: [recipeId],
      entries: rows,
      contentVerified: rows,
      breakCount: 0,
    })
    expect(found.result.links).toMatchObject({ ok: rows - 1, genesis: 1 })

    const given = await session.verifyChain(source.sourceId, { recipeId, secondOpinion: true })
    expect(given.result).toMatchObject({ verdict: 'verified', recipeId, contentVerified: rows })
    expect(given.result.secondOpinion).toMatchObject({ entries: rows, agrees: true })
    const head = 'SELECT entry_hash FROM audit_logs ORDER BY sequence DESC LIMIT 1;'
    expect(given.result.headHash).toBe(postgres.server.run(sealed, head))
  })

  it('is verified from a dump of the whole database too: other tables, functions, psql commands and all', async () => {
    const dump = postgres.server.dump(sealed, [], { zone: 'UTC' })
    // What pg_dump writes since 15.14: it must not be taken for data.
    const minor = Number(postgres.server.version.split('.')[1])
    expect(dump.toString('utf8').match(/^\\(?:un)?restrict /gm)?.length ?? 0).toBe(minor >= 14 ? 2 : 0)
    const source = await session.importBytes('database.sql', dump)
    expect(source.receipt).toMatchObject({ accepted: rows + sampleRows, rejected: 0 })
    // The rows of staging have no hash: they are said to be unchecked, not passed over.
    const { result } = await session.verifyChain(source.sourceId)
    expect(result).toMatchObject({ verdict: 'not-checked', reason: 'field-absent', recipeId, contentVerified: rows })
    expect(result.contents).toEqual({ ok: rows, mismatch: 0, 'not-recomputable': sampleRows })
  })

  it('locates one row that was updated after sealing, and nothing else', async () => {
    const sequence = 48291037 + 700
    const dump = changedDump(
      'updated',
      `UPDATE audit_logs SET new_values = coalesce(new_values, '{}') || '{"amount": 1.00}' WHERE sequence = ${sequence};`,
    )
    const source = await session.importBytes('updated.sql', dump)
    const { result, breaks } = await session.verifyChain(source.sourceId)
    expect(result).toMatchObject({ verdict: 'mismatch', recipeId, entries: rows, contentVerified: rows - 1 })
    expect(result.contents).toMatchObject({ ok: rows - 1, mismatch: 1, 'not-recomputable': 0 })
    // The server writes a changed row to the end of the table, so the dump holds it elsewhere: no more than that.
    expect(result.links).toMatchObject({ genesis: 1, gap: 0, fork: 0, broken: 0 })
    const contents = breaks.filter((item) => item.content !== 'ok')
    expect(contents.map((item) => item.sequence)).toEqual([String(sequence)])
    const asServer = (value: string): string => {
      return postgres.server.run('updated', `SELECT ${value} FROM audit_logs WHERE sequence = ${sequence};`, {
        zone: 'UTC',
      })
    }
    const preimage = `prev_hash || E'\\n' || (to_jsonb(audit_logs) - 'entry_hash' - 'prev_hash')::text`
    expect(contents[0]).toMatchObject({
      content: 'mismatch',
      stored: asServer('entry_hash'),
      recomputed: asServer(`encode(sha256(convert_to(${preimage}, 'UTF8')), 'hex')`),
    })
  })

  it('shows a deleted row as a gap before the row after it', async () => {
    const sequence = 48291037 + 300
    const dump = changedDump('deleted', `DELETE FROM audit_logs WHERE sequence = ${sequence};`)
    const source = await session.importBytes('deleted.sql', dump)
    const { result, breaks } = await session.verifyChain(source.sourceId)
    expect(result).toMatchObject({ verdict: 'gap', entries: rows - 1, contentVerified: rows - 1 })
    expect(breaks).toMatchObject([{ sequence: String(sequence + 1), link: 'gap', content: 'ok', missingBefore: '1' }])
  })
})

describe.skipIf(postgres.missing)(
  "guide B's table, partitioned, with columns in another order and a partition attached later",
  () => {
    it('is one chain over all partitions', async () => {
      const { server } = postgres
      server.run('postgres', 'CREATE DATABASE partitioned;')
      server.run(
        'partitioned',
        `${script('guide-b.sql')}
       ALTER TABLE audit_logs RENAME TO shape;
       CREATE TABLE audit_logs (LIKE shape) PARTITION BY RANGE (timestamp);
       CREATE TABLE audit_logs_2024 PARTITION OF audit_logs FOR VALUES FROM (MINVALUE) TO ('2025-01-01 00:00:00+00');
       CREATE TABLE audit_logs_2025 (
         entry_hash CHAR(64) NOT NULL, prev_hash CHAR(64) NOT NULL, sequence BIGINT NOT NULL,
         timestamp TIMESTAMPTZ NOT NULL, dropped INT, new_values JSONB, old_values JSONB, source TEXT NOT NULL,
         user_agent TEXT, ip_address INET, reason_note TEXT, reason_code TEXT, action TEXT NOT NULL,
         resource_id TEXT NOT NULL, resource_type TEXT NOT NULL, actor_type TEXT NOT NULL, actor_role TEXT,
         actor_email TEXT, actor_id TEXT NOT NULL, id UUID NOT NULL
       );
       ALTER TABLE audit_logs_2025 DROP COLUMN dropped;
       ALTER TABLE audit_logs ATTACH PARTITION audit_logs_2025
         FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2025-04-01 00:00:00+00');
       CREATE INDEX ON audit_logs (sequence);
       ${script('guide-b-seal.sql')}
       ${stagingScript(readFileSync(join(sampleDirectory, 'shop-b.ndjson'), 'utf8'))}
       ${script('guide-b-fill.sql')}
       CREATE TABLE audit_logs_later (LIKE audit_logs INCLUDING DEFAULTS);
       ALTER TABLE audit_logs ATTACH PARTITION audit_logs_later
         FOR VALUES FROM ('2025-04-01 00:00:00+00') TO (MAXVALUE);
       ${script('guide-b-awkward-rows.sql')}`,
      )
      const dump = server.dump('partitioned', ['-t', 'audit_logs*'], { zone: 'UTC' })
      const blocks = dump.toString('utf8').match(/^COPY .*/gm) ?? []
      expect(blocks.map((line) => line.split(' ')[1])).toEqual([
        'public.audit_logs_2024',
        'public.audit_logs_2025',
        'public.audit_logs_later',
      ])
      expect(blocks[1]).toContain('(entry_hash, prev_hash, sequence,')
      const source = await session.importBytes('partitioned.sql', dump)
      const { result } = await session.verifyChain(source.sourceId)
      expect(result).toMatchObject({ verdict: 'verified', recipeId, entries: rows, contentVerified: rows })
    })
  },
)

describe.skipIf(postgres.missing)("a seal that leaves the session's time zone in", () => {
  const zone = 'Asia/Kolkata'
  const unpinned = () => script('guide-b-seal.sql').replace("SET timezone = 'UTC'", '')

  it('is not checked from a dump in another zone, and verified from one in the same zone', async () => {
    const { server } = postgres
    server.run('postgres', 'CREATE DATABASE unpinned;')
    server.run('unpinned', script('guide-b.sql') + unpinned())
    server.run('unpinned', stagingScript(readFileSync(join(sampleDirectory, 'shop-b.ndjson'), 'utf8')))
    server.run('unpinned', script('guide-b-fill.sql'), { zone })

    const foreign = await session.importBytes('unpinned-default.sql', server.dump('unpinned', ['-t', 'audit_logs']))
    const lost = await session.verifyChain(foreign.sourceId)
    expect(lost.result).toMatchObject({ verdict: 'not-checked', reason: 'no-recipe-reproduces', contentVerified: 0 })
    // The links hold: stored hashes name one another in any zone. Where rows stand in the table is the server's affair.
    const { genesis, ok, reorder } = lost.result.links
    expect({ genesis, rest: ok + reorder }).toEqual({ genesis: 1, rest: sampleRows - 1 })

    const same = await session.importBytes('unpinned-same.sql', server.dump('unpinned', ['-t', 'audit_logs'], { zone }))
    const kept = await session.verifyChain(same.sourceId)
    expect(kept.result).toMatchObject({ verdict: 'verified', recipeId, contentVerified: sampleRows })
  })
})

describe.skipIf(postgres.missing)('other seals over jsonb::text', () => {
  it.each([
    ['inside.hex', `(to_jsonb(NEW) - 'entry_hash')::text`, `convert_to(CONTENT, 'UTF8')`],
    [
      'prefix.bytes',
      `(to_jsonb(NEW) - 'entry_hash' - 'prev_hash')::text`,
      `decode(NEW.prev_hash, 'hex') || convert_to(CONTENT, 'UTF8')`,
    ],
    [
      'suffix.hex',
      `(to_jsonb(NEW) - 'entry_hash' - 'prev_hash')::text`,
      `convert_to(CONTENT || NEW.prev_hash, 'UTF8')`,
    ],
  ])('finds the recipe of a seal with the previous hash %s', async (variant, content, preimage) => {
    const { server } = postgres
    const name = `seal_${variant.replace('.', '_')}`
    server.run('postgres', `CREATE DATABASE ${name};`)
    const seal = script('guide-b-seal.sql').replace(
      /sha256\([\s\S]*?'UTF8'\)\)/,
      () => `sha256(${preimage.replace('CONTENT', content)})`,
    )
    expect(seal).not.toBe(script('guide-b-seal.sql'))
    const sample = readFileSync(join(sampleDirectory, 'shop-b.ndjson'), 'utf8').split('\n').slice(0, 100).join('\n')
    server.run(name, script('guide-b.sql') + seal + stagingScript(sample) + script('guide-b-fill.sql'))
    const source = await session.importBytes(`${name}.sql`, server.dump(name, ['-t', 'audit_logs'], { zone: 'UTC' }))
    const { result } = await session.verifyChain(source.sourceId)
    expect(result).toMatchObject({
      verdict: 'verified',
      recipeId: `sha256.pg-jsonb-text.${variant}`,
      contentVerified: 100,
    })
  })
})
