/** Trust windows of the bundled samples, each number computed a second time from the files themselves. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { time, type ReportContext } from '../../../../src/main/engine/package/report-parts.ts'
import { trustWindowSection } from '../../../../src/main/engine/package/sections/trust-windows.ts'
import type { AnchorsResult } from '../../../../src/shared/model/check-run.ts'
import type { TrustWindow } from '../../../../src/shared/model/trust-window.ts'
import { trustWindowSentences } from '../../../../src/shared/text/trust-window-text.ts'
import { createText } from '../../../../src/shared/text/create-text.ts'
import { forbiddenIn } from '../../../../src/shared/text/forbidden-words.ts'
import { fileWith, startEngagement } from '../../../support/temporary-engine.ts'

const sample = join(import.meta.dirname, '../../../../resources/sample')
const text = createText()

interface Claim {
  readonly date: string
  readonly timestamp: number
  readonly block_number: number
}

const rowsOf = <T>(path: string): T[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)

type Engagement = Awaited<ReturnType<typeof startEngagement>>

/** Shop A of a sample set with its anchors; all headers of the transcript known when `trusted`. */
async function shopOf(set: string, trusted: boolean): Promise<{ test: Engagement; anchors: AnchorsResult }> {
  const folder = join(sample, set)
  const test = await startEngagement()
  const { engagementId } = test
  await test.job('source.import', { engagementId, file: join(folder, 'shop-a.ndjson'), profileId: 'guide-a' })
  for (const name of ['shop-a-anchors.ndjson', 'shop-a-transcript.json'])
    await test.call('anchor.add', { engagementId, sourceId: 1, file: join(folder, name) })
  if (trusted) {
    const { chainId, blocks } = transcriptOf(folder)
    const entries = blocks.map(({ block }) => ({
      kind: 'block-hash' as const,
      chainId,
      blockHash: block.hash,
      note: 'of the test',
    }))
    await test.call('trust.add', { engagementId, entries })
  }
  const { results } = await test.job('anchors.verify', { engagementId })
  return { test, anchors: results.find((result) => result.kind === 'anchors') as AnchorsResult }
}

function transcriptOf(folder: string): {
  readonly chainId: string
  readonly blocks: readonly {
    readonly block: { readonly hash: string; readonly number: string; readonly timestamp: string }
  }[]
} {
  return JSON.parse(readFileSync(join(folder, 'shop-a-transcript.json'), 'utf8')) as never
}

/** Milliseconds from event to its day's time; null where the day has none. Sorted, with what lies open. */
function plainWindows(
  entries: readonly { readonly timestamp: string }[],
  timeOf: ReadonlyMap<string, number>,
): { readonly closed: readonly number[]; readonly open: number; readonly contradicted: number } {
  const windows = entries.map(({ timestamp }) => {
    const at = timeOf.get(timestamp.slice(0, 10))
    return at === undefined ? null : at * 1000 - Date.parse(timestamp)
  })
  return {
    closed: windows
      .filter((ms) => ms !== null && ms >= 0)
      .sort((left, right) => (left ?? 0) - (right ?? 0)) as number[],
    open: windows.filter((ms) => ms === null).length,
    contradicted: windows.filter((ms) => ms !== null && ms < 0).length,
  }
}

function expectFigures(result: TrustWindow, basis: string, plain: ReturnType<typeof plainWindows>): void {
  const { closed } = plain
  const micros = (share: number): number | null => {
    const ms = closed[Math.ceil(share * closed.length) - 1]
    return ms === undefined ? null : ms * 1000
  }
  expect(result.figures.find((item) => item.basis === basis)).toMatchObject({
    covered: closed.length,
    open: plain.open,
    contradicted: plain.contradicted,
    medianMicros: micros(0.5),
    p95Micros: micros(0.95),
    longestMicros: micros(1),
  })
}

describe('the trust windows of shop A', () => {
  it('are those computed from lines, claims and blocks, for the clock and for the stated time', async () => {
    const folder = join(sample, 'clean')
    const entries = rowsOf<{ timestamp: string }>(join(folder, 'shop-a.ndjson'))
    const claims = rowsOf<Claim>(join(folder, 'shop-a-anchors.ndjson'))
    const secondsOfBlock = new Map(
      transcriptOf(folder).blocks.map(({ block }) => [Number(block.number), Number(block.timestamp)]),
    )
    const attested = new Map(claims.map((claim) => [claim.date, secondsOfBlock.get(claim.block_number) as number]))
    const asserted = new Map(claims.map((claim) => [claim.date, claim.timestamp]))
    const { test } = await shopOf('clean', true)
    const { engagementId } = test
    const result = await test.job('anchor.window', { engagementId, sourceId: 1 })
    expect(result).toMatchObject({
      entries: entries.length,
      untimed: 0,
      outdated: false,
      anchors: { total: 180, contradicting: 0, notCompared: 0, byRung: { 'header-known': 180 } },
    })
    expect(result.figures.map((item) => item.attestations)).toEqual([180, 180, 180, 180])
    for (const basis of ['header-known', 'included', 'consistent'])
      expectFigures(result, basis, plainWindows(entries, attested))
    expectFigures(result, 'asserted', plainWindows(entries, asserted))
    // The longest: line and both times, from the file.
    const worst = result.figures[0]?.longest[0]
    const at = entries[(worst?.line ?? 0) - 1]?.timestamp ?? ''
    expect(worst).toMatchObject({
      occurredAtMicros: Date.parse(at) * 1000,
      committedAtMicros: (attested.get(at.slice(0, 10)) as number) * 1_000_000,
    })
    expect(worst?.windowMicros).toBe(result.figures[0]?.longestMicros)
    // Day by day.
    const byDay = Map.groupBy(entries, (entry) => entry.timestamp.slice(0, 10))
    expect(result.map.days).toHaveLength(731)
    for (const day of result.map.days) {
      const ofDay = byDay.get(day.date) ?? []
      expect(day.entries).toBe(ofDay.length)
      expect(day.state).toBe(ofDay.length === 0 ? 'no-entries' : 'committed')
      expect(day.longestMicros).toBe((plainWindows(ofDay, attested).closed.at(-1) ?? NaN) * 1000 || null)
    }
    expect(result.map.states['no-entries']).toBe(731 - byDay.size)
    const clocks = [...attested.values()].map((seconds) => new Date(seconds * 1000).toISOString().slice(0, 10))
    for (const day of result.map.days) expect(day.clocks).toBe(clocks.filter((date) => date === day.date).length)
    const sentences = trustWindowSentences(text, result, String)
    expect(sentences).toHaveLength(1)
    expect(forbiddenIn(sentences.join(' '))).toEqual([])

    // The report says the same, with every basis in its table.
    const sources = [
      { source: { name: 'shop-a.ndjson' }, window: result },
      { source: { name: 'bare.ndjson' }, window: null },
    ]
    const { blocks } = trustWindowSection({ facts: { sources } } as unknown as ReportContext)
    expect(blocks).toContainEqual({ kind: 'paragraph', text: trustWindowSentences(text, result, time)[0] })
    const figures = blocks.find((block) => block.kind === 'table')
    expect(figures?.kind === 'table' ? figures.rows.map((row) => row.slice(1, 5)) : []).toEqual(
      Array.from({ length: 4 }, () => ['180', '1,900', '0', '0']),
    )
    expect(blocks.at(-1)).toMatchObject({ kind: 'note', text: expect.stringContaining('bare.ndjson') as string })
    expect(forbiddenIn(JSON.stringify(blocks))).toEqual([])

    const strict = await test.job('anchor.window', { engagementId, sourceId: 1, withinHours: 0 })
    const late = [...attested].filter(([date, seconds]) => seconds * 1000 > Date.parse(date) + 86_400_000)
    expect(strict.map.states).toMatchObject({ late: late.length, committed: 180 - late.length })
    expect(late.length).toBeGreaterThan(0)
    await test.close()
  })

  it('stay open at the rung of known headers while none is known, and say when that has changed', async () => {
    const { test } = await shopOf('clean', false)
    const { engagementId } = test
    const before = await test.job('anchor.window', { engagementId, sourceId: 1 })
    expect(before.figures.map((item) => [item.basis, item.covered, item.open])).toEqual([
      ['header-known', 0, 1900],
      ['included', 1900, 0],
      ['consistent', 1900, 0],
      ['asserted', 1900, 0],
    ])
    expect(before.map.states).toMatchObject({ 'below-basis': 180, missing: 0 })
    const oldest = before.figures[0]?.oldestOpen[0]
    expect(oldest).toMatchObject({ line: 1, committedAtMicros: null, windowMicros: null, by: null })
    expect(trustWindowSentences(text, before, String)[1]).toContain('Entries under none: 1,900')
    const included = await test.job('anchor.window', { engagementId, sourceId: 1, basis: 'included' })
    expect(included.map.states).toMatchObject({ committed: 180, 'below-basis': 0 })
    const { block } = transcriptOf(join(sample, 'clean')).blocks[0] as { block: { hash: string } }
    await test.call('trust.add', {
      engagementId,
      entries: [{ kind: 'block-hash', chainId: '31337', blockHash: block.hash, note: '' }],
    })
    expect((await test.job('anchor.window', { engagementId, sourceId: 1 })).outdated).toBe(true)
    await test.close()
  })

  it('are closed by no anchor that differs from the entries', async () => {
    const folder = join(sample, 'faulty')
    const { test, anchors } = await shopOf('faulty', true)
    const result = await test.job('anchor.window', { engagementId: test.engagementId, sourceId: 1 })
    const differing = anchors.anchors.filter((anchor) => anchor.verdict === 'mismatch')
    expect(differing.length).toBeGreaterThan(0)
    expect(result.anchors).toMatchObject({ total: anchors.anchors.length, contradicting: differing.length })
    // Days whose one claim verifies, by the verdicts; the times from the transcript.
    const blocks = new Map(transcriptOf(folder).blocks.map(({ block }) => [block.hash, Number(block.timestamp)]))
    const good = new Map(
      anchors.anchors
        .filter((anchor) => anchor.verdict === 'verified')
        .map((anchor) => [anchor.date, blocks.get(anchor.blockHash ?? '') as number]),
    )
    const entries = rowsOf<{ timestamp: string }>(join(folder, 'shop-a.ndjson'))
    expectFigures(result, 'header-known', plainWindows(entries, good))
    for (const { date } of differing)
      expect(result.map.days.find((day) => day.date === date)).toMatchObject({ state: 'contradicted' })
    await test.close()
  })
})

describe('a source without anchors', () => {
  it('is open until its collection, and entries without a time have no window', async () => {
    const test = await startEngagement()
    const { engagementId, folder } = test
    const lines = ['2025-03-03T01:00:00Z', null, '2025-03-04T01:00:00Z'].map((timestamp) =>
      JSON.stringify({ timestamp, action: 'order.viewed' }),
    )
    await test.job('source.import', { engagementId, file: fileWith(folder, 'log.ndjson', `${lines.join('\n')}\n`) })
    const result = await test.job('anchor.window', { engagementId, sourceId: 1 })
    expect(result).toMatchObject({ entries: 3, untimed: 1, anchorsRun: null, proofsRun: null, outdated: false })
    expect(result.figures[0]).toMatchObject({ covered: 0, open: 2, medianMicros: null })
    expect(result.figures[0]?.oldestOpen.map((row) => row.line)).toEqual([1, 3])
    expect(result.map.states).toMatchObject({ missing: 2, 'no-entries': 729 })
    expect(trustWindowSentences(text, result, String)[0]).toContain('run verify anchors first')
    await test.close()
  })

  it('can be measured in a job that is cancelled', async () => {
    const test = await startEngagement()
    const { engagementId, folder } = test
    const line = JSON.stringify({ timestamp: '2025-03-03T01:00:00Z', action: 'a', note: 'x'.repeat(300) })
    await test.job('source.import', {
      engagementId,
      file: fileWith(folder, 'log.ndjson', `${line}\n`.repeat(70_000)),
    })
    const end = await test.outcome('anchor.window', { engagementId, sourceId: 1 }, (_, cancel) => cancel())
    expect(end.kind).toBe('cancelled')
    await test.close()
  })
})
