/** Check runs repeated: every kind twice over unchanged evidence, then over an altered copy; history, schedule, due. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, it } from 'vitest'
import { runKinds } from '../../../../src/shared/model/check-run.ts'
import { sha256Hex } from '../../../../src/main/io/host/digest.ts'
import { samplePath } from '../../../support/answer-key.ts'
import { fileWith, startEngagement, startMicros, startTestEngine } from '../../../support/temporary-engine.ts'

let test: Awaited<ReturnType<typeof startEngagement>>
let now = startMicros
const clock = { nowMicros: () => (now += 1000) }

/** A line of a list of head hashes that somebody keeps elsewhere. */
function headOf(line: string): { time: string; hash: string } {
  const { timestamp, entry_hash } = JSON.parse(line) as { timestamp: string; entry_hash: string }
  return { time: timestamp, hash: entry_hash }
}

beforeAll(async () => {
  test = await startEngagement({ clock })
  const { engagementId } = test
  await test.job('source.import', { engagementId, file: samplePath('clean', 'shop-a.ndjson') })
  await test.job('source.import', { engagementId, file: samplePath('clean', 'shop-b.ndjson') })
  await test.call('anchor.add', { engagementId, sourceId: 1, file: samplePath('clean', 'shop-a-anchors.ndjson') })
  const heads = readFileSync(samplePath('clean', 'shop-b.ndjson'), 'utf8').split('\n').slice(0, 3)
  const list = fileWith(test.folder, 'heads.ndjson', heads.map((line) => JSON.stringify(headOf(line))).join('\n'))
  await test.call('anchor.add', { engagementId, sourceId: 2, file: list })
  await test.job('all.verify', { engagementId })
  for (const sourceId of [1, 2]) {
    await test.job('sequence.verify', { engagementId, sourceId })
    await test.job('continuity.verify', { engagementId, sourceId })
    await test.job('ids.verify', { engagementId, sourceId })
  }
  const signed = Array.from({ length: 6 }, (_, index) =>
    JSON.stringify({ id: index, action: 'update', signature: sha256Hex(`row ${index}`) }),
  ).join('\n')
  const file = fileWith(test.folder, 'signed.ndjson', signed)
  const { sourceId } = await test.job('source.import', { engagementId, file, profileId: 'guide-b' })
  await test.job('seals.verify', { engagementId, sourceId })
  const logs = join(test.folder, 'trail')
  mkdirSync(logs)
  writeFileSync(join(logs, '1_CloudTrail_eu-west-1_20250501T0000Z_a.json'), '{"Records":[]}')
  await test.job('cloudtrail.verify', { engagementId, files: [logs] })
  return () => test.close()
})

type Engine = Pick<typeof test, 'call' | 'job'>

async function lastRunIds(engine: Engine, engagementId: string): Promise<Map<string, number>> {
  const { checks } = await engine.call('run.history', { engagementId })
  return new Map(checks.map((check) => [`${check.kind} ${check.sourceId}`, check.runs.at(-1)?.run.runId ?? 0]))
}

describe('a repeated check', () => {
  it('of every kind gives the same bytes over unchanged evidence', async () => {
    const { engagementId } = test
    const ids = await lastRunIds(test, engagementId)
    expect(new Set([...ids.keys()].map((key) => key.split(' ')[0]))).toEqual(new Set(runKinds))
    for (const [key, runId] of ids) {
      const rerun = await test.job('run.repeat', { engagementId, runId })
      expect(rerun, key).toMatchObject({
        outcome: 'unchanged',
        verdictChanged: false,
        parametersChanged: false,
        breaksChanged: false,
        differenceCount: 0,
      })
      expect(rerun.before.resultSha256).toMatch(/^[0-9a-f]{64}$/)
      expect(rerun.after).toMatchObject({ resultSha256: rerun.before.resultSha256, repeatsRun: runId })
      expect(rerun.after.runId).toBeGreaterThan(runId)
    }
    const { checks } = await test.call('run.history', { engagementId })
    for (const check of checks)
      for (const entry of check.runs.slice(1)) expect(entry, check.kind).toMatchObject({ change: 'unchanged' })
    const { events } = await test.call('log.list', { engagementId, start: 0, count: 1 })
    expect(events[0]).toMatchObject({ action: 'run.repeat', details: { outcome: 'unchanged' } })
    console.log(`${ids.size} checks of ${runKinds.length} kinds repeated with the same bytes`)
  })

  it('differs over a copy whose evidence was altered, and says what and where', async () => {
    const { engagementId, folder, file } = test
    const ids = await lastRunIds(test, engagementId)
    const copy = join(folder, 'altered.assay')
    await test.call('engagement.close', { engagementId })
    copyFileSync(file, copy)
    alter(copy, 2, '"action":"update"', '"action":"delete"')
    const other = await startTestEngine({ clock })
    const { engagementId: altered } = await other.call('engagement.open', { file: copy })
    const rerun = await other.job('run.repeat', { engagementId: altered, runId: ids.get('chain 2') ?? 0 })
    expect(rerun).toMatchObject({
      outcome: 'changed',
      verdictChanged: true,
      parametersChanged: false,
      breaksChanged: true,
      result: { verdict: 'mismatch', reason: 'content-differs' },
    })
    expect(rerun.before.overall).toBe('verified')
    expect(rerun.differences).toContainEqual({ path: 'breakCount', before: '0', after: '1' })
    expect(rerun.differenceCount).toBeGreaterThanOrEqual(rerun.differences.length)
    const { checks } = await other.call('run.history', { engagementId: altered })
    const chain = checks.find((check) => check.kind === 'chain' && check.sourceId === 2)
    expect(chain?.runs.at(-1)).toMatchObject({ change: 'verdict', sameParameters: true, sameVersion: true })
    // What was not altered stays as it was.
    const untouched = await other.job('run.repeat', { engagementId: altered, runId: ids.get('merkle 1') ?? 0 })
    expect(untouched.outcome).toBe('unchanged')
    await other.close()
    const again = await test.call('engagement.open', { file })
    test = { ...test, engagementId: again.engagementId }
  })

  it('is refused where there is none, or where it did not finish', async () => {
    const { engagementId } = test
    await expect(test.job('run.repeat', { engagementId, runId: 4711 })).rejects.toMatchObject({ code: 'not-found' })
    const db = new Database(test.file)
    const runId = Number(
      db
        .prepare(
          "INSERT INTO check_runs (kind, source_id, state, started_at_micros, tool_version, parameters) VALUES ('chain', 2, 'abandoned', 1, 'x', '{}')",
        )
        .run().lastInsertRowid,
    )
    db.close()
    await expect(test.job('run.repeat', { engagementId, runId })).rejects.toMatchObject({ code: 'usage' })
  })
})

describe('a schedule', () => {
  it('makes the last run of every check due after its days, and nothing before', async () => {
    const { engagementId } = test
    expect(await test.call('schedule.show', { engagementId })).toEqual({
      schedule: null,
      nextMicros: null,
      dueRuns: [],
    })
    expect(await test.job('run.repeatDue', { engagementId })).toMatchObject({ reruns: [], notRepeated: [] })
    const set = await test.call('schedule.set', { engagementId, schedule: { everyDays: 30, onOpen: true } })
    expect(set).toMatchObject({ schedule: { everyDays: 30, onOpen: true }, dueRuns: [] })
    expect(set.nextMicros).toBeGreaterThan(now + 29 * 86_400_000_000)
    now += 31 * 86_400_000_000
    const ids = await lastRunIds(test, engagementId)
    const { dueRuns } = await test.call('schedule.show', { engagementId })
    expect(dueRuns.toSorted((a, b) => a - b)).toEqual([...ids.values()].toSorted((a, b) => a - b))
    const due = await test.job('run.repeatDue', { engagementId })
    expect(due.reruns.map((rerun) => rerun.outcome)).toEqual(dueRuns.map(() => 'unchanged'))
    expect((await test.call('schedule.show', { engagementId })).dueRuns).toEqual([])
    expect(due.nextMicros).toBeGreaterThan(now)
    expect(await test.call('schedule.set', { engagementId, schedule: null })).toMatchObject({ schedule: null })
  })
})

describe('a sequence check over a source', () => {
  it('takes the numbers per scope from the records, and the scope from the caller', async () => {
    const { engagementId, folder } = test
    const lines = ['a', 'b', 'c'].flatMap((tenant) =>
      [1, 2, 3, 4].map((sequence) =>
        JSON.stringify({
          id: `${tenant}${sequence}`,
          tenant_id: tenant,
          sequence,
          timestamp: `2025-05-01T00:00:0${tenant === 'b' && sequence === 3 ? 1 : sequence}.000Z`,
        }),
      ),
    )
    const file = fileWith(folder, 'tenants.ndjson', `${lines.join('\n')}\n`)
    const { sourceId } = await test.job('source.import', { engagementId, file, profileId: 'guide-b' })
    const over = async (scope: string[]): Promise<unknown> =>
      (await test.job('sequence.verify', { engagementId, sourceId, scope })).results[0]
    expect(await over([])).toMatchObject({ verdict: 'not-checked', reason: 'sequence-scope-unknown' })
    expect(await over(['tenant_id'])).toMatchObject({
      verdict: 'verified',
      result: 'exception-noted',
      scopes: 3,
      timeOrder: { inversions: 1, largestMicros: 1_000_000 },
      listed: [{ scope: ['b'] }, { scope: ['a'] }, { scope: ['c'] }],
    })
  })
})

/** Changes the first place of a text in a source's stored bytes, to another of the same length. */
function alter(path: string, sourceId: number, from: string, to: string): void {
  const db = new Database(path)
  const frames = db
    .prepare('SELECT frame, zstd FROM vault_frames WHERE source_id = ? ORDER BY frame')
    .all(sourceId) as {
    frame: number
    zstd: Buffer
  }[]
  for (const { frame, zstd } of frames) {
    const bytes = zstdDecompressSync(zstd)
    const at = bytes.indexOf(from)
    if (at < 0) continue
    bytes.write(to, at)
    db.prepare('UPDATE vault_frames SET zstd = ? WHERE source_id = ? AND frame = ?').run(
      zstdCompressSync(bytes),
      sourceId,
      frame,
    )
    db.close()
    return
  }
  throw new Error(`${from} is not in source ${sourceId}`)
}
