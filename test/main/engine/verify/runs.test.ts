/** Check runs: recorded with their parameters, repeatable, never doubled, and what happens to one that did not end. */
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ChainResult } from '../../../../src/shared/model/check-run.ts'
import type { Finding } from '../../../../src/shared/model/finding.ts'
import { findShippedRecipe } from '../../../../src/shared/core/chain/shipped-recipes.ts'
import { recipeHash } from '../../../../src/main/engine/verify/verify-chain.ts'
import { trustHash } from '../../../../src/main/engine/anchor/anchor-material.ts'
import { samplePath, trustOfTranscript } from '../../../support/answer-key.ts'
import {
  fileWith,
  logicalDump,
  startEngagement,
  startTestEngine,
  temporaryFolder,
} from '../../../support/temporary-engine.ts'

let test: Awaited<ReturnType<typeof startEngagement>>
beforeAll(async () => {
  test = await startEngagement()
  const { engagementId } = test
  await test.job('source.import', { engagementId, file: samplePath('faulty', 'shop-a.ndjson') })
  await test.job('source.import', { engagementId, file: samplePath('faulty', 'shop-b.ndjson') })
  for (const file of ['shop-a-anchors.ndjson', 'shop-a-transcript.json'])
    await test.call('anchor.add', { engagementId, sourceId: 1, file: samplePath('faulty', file) })
  return () => test.close()
})

async function everything(): Promise<{ results: unknown; findings: readonly Omit<Finding, 'findingId' | 'runId'>[] }> {
  const { engagementId } = test
  const results = await test.job('all.verify', { engagementId })
  const { findings } = await test.call('finding.list', { engagementId, start: 0, count: 500 })
  return { results, findings: findings.map(({ findingId: _id, runId: _run, ...finding }) => finding) }
}

describe('check runs', () => {
  it('over unchanged evidence give the same result, byte for byte, and no finding twice', async () => {
    const first = await everything()
    const second = await everything()
    expect(JSON.stringify(second.results)).toBe(JSON.stringify(first.results))
    expect(second.findings).toEqual(first.findings)
    const { runs } = await test.call('run.list', { engagementId: test.engagementId, limit: 50 })
    const texts = await Promise.all(
      runs.map(async ({ runId }) =>
        JSON.stringify((await test.call('run.result', { engagementId: test.engagementId, runId })).result),
      ),
    )
    expect(runs).toHaveLength(14)
    expect(texts.slice(0, 7)).toEqual(texts.slice(7))
    const db = new Database(test.file, { readonly: true })
    const stored = db.prepare('SELECT result FROM check_runs ORDER BY run_id').pluck().all() as string[]
    expect(stored.slice(0, 7)).toEqual(stored.slice(7))
    db.close()
  })

  it('say what they used, when, and what they concluded', async () => {
    const { engagementId } = test
    await test.call('trust.add', { engagementId, entries: trustOfTranscript('faulty') })
    await test.job('all.verify', { engagementId })
    const { runs: all } = await test.call('run.list', { engagementId, limit: 7 })
    // Source 1 has no sequence numbers, and random ids; source 2 has no batches.
    expect(all.map((run) => [run.sourceId, run.kind]).toReversed()).toEqual([
      [1, 'merkle'],
      [1, 'anchors'],
      [1, 'continuity'],
      [2, 'chain'],
      [2, 'sequence'],
      [2, 'continuity'],
      [2, 'ids'],
    ])
    const runs = all.filter(({ kind }) => kind === 'chain' || kind === 'anchors' || kind === 'merkle')
    const recipe = findShippedRecipe('sha256.raw-minus-fields.newline-joined.hex')
    expect(runs.map((run) => run.kind)).toEqual(['chain', 'anchors', 'merkle'])
    expect(runs[0]).toMatchObject({
      sourceId: 2,
      state: 'finished',
      overall: 'mismatch',
      toolVersion: '0.0.0-test',
      parameters: {
        recipe: recipe?.id,
        recipeHash: recipe === undefined ? '' : recipeHash(recipe),
        given: false,
        secondOpinion: false,
      },
    })
    const { entries, hash } = await test.call('trust.list', { engagementId })
    expect(runs[1]).toMatchObject({ sourceId: 1, overall: 'mismatch', parameters: { trust: hash } })
    expect(hash).toBe(trustHash(entries))
    expect(runs[2]).toMatchObject({
      sourceId: 1,
      overall: 'mismatch',
      parameters: { leaf: 'guide-a', secondOpinion: true },
    })
    for (const run of runs) expect(run.finishedAtMicros).toBeGreaterThanOrEqual(run.startedAtMicros)
    const { events } = await test.call('log.list', { engagementId, start: 0, count: 7 })
    const named = events.filter(({ action }) => /^(?:chain|anchors|merkle)/.test(action))
    expect(named.map((event) => [event.action, event.details['run'], event.details['verdict']])).toEqual([
      ['chain.verify', runs[0]?.runId, 'mismatch'],
      ['anchors.verify', runs[1]?.runId, 'mismatch'],
      ['merkle.verify', runs[2]?.runId, 'mismatch'],
    ])
  })

  it('page their breaks in the order of the file', async () => {
    const { engagementId } = test
    const { runs: latest } = await test.call('run.list', { engagementId, limit: 7 })
    const runs = latest.filter(({ kind }) => kind === 'chain')
    const page = (start: number, count: number) =>
      test.call('run.breaks', { engagementId, runId: runs[0]?.runId ?? 0, start, count })
    const all = await page(0, 500)
    expect(all.breaks.map((item) => item.line)).toEqual(all.breaks.map((item) => item.line).toSorted((a, b) => a - b))
    expect((await page(2, 2)).breaks).toEqual(all.breaks.slice(2, 4))
    expect(await page(all.total, 10)).toEqual({ total: all.total, breaks: [] })
  })

  it('under a given recipe are recorded as such, and a wrong recipe gives no mismatch for every entry', async () => {
    const { engagementId } = test
    const before = await everything()
    const given = await test.job('chain.verify', { engagementId, recipeId: 'sha256.jcs.prefix.bytes' })
    expect(given.results[0]).toMatchObject({
      verdict: 'gap',
      recipeId: 'sha256.jcs.prefix.bytes',
      contentVerified: 0,
      contents: { 'not-recomputable': 598, mismatch: 0 },
    })
    const { runs } = await test.call('run.list', { engagementId, limit: 1 })
    expect(runs[0]).toMatchObject({ parameters: { recipe: 'sha256.jcs.prefix.bytes', given: true } })
    const { rows } = await test.call('entry.page', { engagementId, filter: { sourceId: 2 }, start: 0, count: 3 })
    expect(rows.map((row) => [row.content, row.reason])).toEqual(
      Array.from({ length: 3 }, () => ['not-recomputable', 'no-recipe-reproduces']),
    )
    // The next run with the recipe that reproduces replaces its findings.
    expect(await everything()).toEqual(before)
    expect(await test.ask('chain.verify', { engagementId, recipeId: 'no.such.recipe' })).toMatchObject({
      ok: false,
      error: { code: 'recipe-invalid' },
    })
  })

  it('left running by a process that ended are abandoned when the engagement is opened again', async () => {
    const own = await startEngagement()
    await own.close()
    const db = new Database(own.file)
    db.exec(
      `INSERT INTO check_runs (kind, source_id, state, started_at_micros, tool_version, parameters) VALUES ('chain', 1, 'running', 0, 'x', '{}')`,
    )
    db.close()
    const again = await startTestEngine()
    const { engagementId } = await again.call('engagement.open', { file: own.file })
    expect((await again.call('run.list', { engagementId, limit: 1 })).runs).toMatchObject([
      { state: 'abandoned', overall: null },
    ])
    await again.close()
  })

  it('answer for a source or kind that is not there with a code, and record nothing', async () => {
    const { engagementId } = test
    const before = logicalDump(test.file)
    expect(await test.ask('chain.verify', { engagementId, sourceId: 9 })).toMatchObject({
      ok: false,
      error: { code: 'source-not-found' },
    })
    expect(await test.ask('run.result', { engagementId, runId: 999 })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
    expect(await test.outcome('merkle.verify', { engagementId, sourceId: 2 })).toMatchObject({
      kind: 'failed',
      error: { code: 'profile-unsuitable' },
    })
    expect(logicalDump(test.file)).toEqual(before)
  })
})

describe('a chain that no shipped recipe reproduces', () => {
  const rows = Array.from({ length: 40 }, (_, index) => ({
    sequence: index + 1,
    timestamp: '2025-03-01T00:00:00Z',
    actor_id: 'u',
    action: 'update',
    prev_hash: String(index).padStart(64, '0'),
    entry_hash: String(index + 1).padStart(64, '0'),
  }))

  it('is not checked for content, follows its links, and shows no entry as good', async () => {
    const own = await startEngagement()
    const { engagementId } = own
    rows.splice(20, 1)
    await own.job('source.import', {
      engagementId,
      file: fileWith(temporaryFolder(), 'log.ndjson', `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`),
    })
    const { results } = await own.job('chain.verify', { engagementId })
    const result = results[0] as ChainResult
    expect(result).toMatchObject({
      verdict: 'gap',
      recipeId: null,
      contentVerified: 0,
      contents: { ok: 0, mismatch: 0, 'not-recomputable': 39 },
      links: { gap: 1, broken: 0 },
    })
    const page = await own.call('entry.page', { engagementId, filter: {}, start: 0, count: 50 })
    expect(page.rows.filter((row) => row.content !== 'not-recomputable')).toEqual([])
    expect(page.rows.filter((row) => row.link !== 'ok').map((row) => row.sequence)).toEqual(['22'])
    await own.close()
  })
})
