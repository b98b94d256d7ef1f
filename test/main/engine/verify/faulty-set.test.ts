/** The bundled set `faulty` through the engine: every planted fault exactly as its answer key has it, and nothing else. */
import { beforeAll, describe, expect, it } from 'vitest'
import type {
  AnchorsResult,
  ChainBreak,
  ChainResult,
  CheckResult,
  MerkleResult,
} from '../../../../src/shared/model/check-run.ts'
import type { Finding } from '../../../../src/shared/model/finding.ts'
import {
  readAnswerKey,
  samplePath,
  sampleRecords,
  trustOfTranscript,
  type SampleSet,
} from '../../../support/answer-key.ts'
import { startEngagement } from '../../../support/temporary-engine.ts'

interface Checked {
  readonly chain: ChainResult
  readonly breaks: readonly ChainBreak[]
  readonly merkle: MerkleResult
  readonly withoutTrust: AnchorsResult
  readonly withTrust: AnchorsResult
  readonly findings: readonly Finding[]
}

async function check(set: SampleSet): Promise<Checked> {
  const test = await startEngagement()
  const { engagementId } = test
  await test.job('source.import', { engagementId, file: samplePath(set, 'shop-a.ndjson') })
  await test.job('source.import', { engagementId, file: samplePath(set, 'shop-b.ndjson') })
  const only = async <T extends CheckResult>(answer: Promise<{ results: CheckResult[] }>): Promise<T> => {
    const { results } = await answer
    expect(results).toHaveLength(1)
    return results[0] as T
  }
  for (const file of ['shop-a-anchors.ndjson', 'shop-a-transcript.json'])
    await test.call('anchor.add', { engagementId, sourceId: 1, file: samplePath(set, file) })
  const chain = await only<ChainResult>(test.job('chain.verify', { engagementId, secondOpinion: true }))
  const { runs } = await test.call('run.list', { engagementId, limit: 1 })
  const { breaks } = await test.call('run.breaks', { engagementId, runId: runs[0]?.runId ?? 0, start: 0, count: 500 })
  const merkle = await only<MerkleResult>(test.job('merkle.verify', { engagementId }))
  const withoutTrust = await only<AnchorsResult>(test.job('anchors.verify', { engagementId }))
  const { findings } = await test.call('finding.list', { engagementId, start: 0, count: 500 })
  await test.call('trust.add', { engagementId, entries: trustOfTranscript(set) })
  const withTrust = await only<AnchorsResult>(test.job('anchors.verify', { engagementId }))
  await test.close()
  return { chain, breaks, merkle, withoutTrust, withTrust, findings }
}

/** Line and sequence, as the key has places. */
const places = (breaks: readonly ChainBreak[]): unknown[] => breaks.map(({ line, sequence }) => ({ line, sequence }))

describe('the sample set faulty', () => {
  const key = readAnswerKey('faulty')
  const chainKey = key.chain['shop-b.ndjson']
  let found: Checked
  beforeAll(async () => {
    found = await check('faulty')
  })

  it('has the verdict, recipe and counts of its key', () => {
    expect(found.chain).toMatchObject({
      verdict: chainKey?.verdict,
      reason: 'content-differs',
      entries: chainKey?.entries,
      rejected: 1,
      breakCount: found.breaks.length,
    })
    // The key names JSON.stringify; on this export raw bytes are the same text, and both are named.
    expect(found.chain.equivalentRecipes).toContain('sha256.json-stringify.newline-joined.hex')
    expect(found.chain.contentVerified).toBe((chainKey?.entries ?? 0) - (chainKey?.contentMismatches.length ?? 0))
    expect(found.chain.secondOpinion).toMatchObject({ entries: chainKey?.entries, agrees: true })
  })

  it('has its edited rows and exchanged contents found by line and sequence, and no others', () => {
    const mismatches = found.breaks.filter((item) => item.content !== 'ok')
    expect(places(mismatches)).toEqual(chainKey?.contentMismatches)
    const stored = sampleRecords('faulty', 'shop-b.ndjson')
    for (const item of mismatches) {
      expect(item).toMatchObject({
        content: 'mismatch',
        link: 'ok',
        reason: 'content-differs',
        stored: stored.get(item.line)?.['entry_hash'],
        missingBefore: '0',
      })
      expect(item.recomputed).toMatch(/^[0-9a-f]{64}$/)
      expect(item.recomputed).not.toBe(item.stored)
    }
  })

  it('has its deleted row found as the gap before the entry that follows', () => {
    const stored = sampleRecords('faulty', 'shop-b.ndjson')
    const gaps = found.breaks.filter((item) => item.link === 'gap')
    expect(
      gaps.map(({ line, sequence, missingBefore }) => ({ line, sequence, missing: Number(missingBefore) })),
    ).toEqual(chainKey?.linkGaps.map(({ line, sequence, missing }) => ({ line, sequence, missing })))
    for (const gap of gaps) {
      expect(gap).toMatchObject({
        content: 'ok',
        reason: 'link-gap',
        statedPrevious: stored.get(gap.line)?.['prev_hash'],
        expectedPrevious: stored.get(gap.line - 1)?.['entry_hash'],
      })
    }
  })

  it('has its exchanged lines found as re-ordered, which breaks nothing', () => {
    const reordered = found.breaks.filter((item) => item.link === 'reorder')
    expect(places(reordered)).toEqual(
      chainKey?.reorders.flatMap(({ lines, sequences }) =>
        lines.map((line, index) => ({ line, sequence: sequences[index] })),
      ),
    )
    expect(reordered.every((item) => item.content === 'ok' && item.reason === null)).toBe(true)
  })

  it('has no break beyond those', () => {
    const planted =
      [...(chainKey?.contentMismatches ?? []), ...(chainKey?.linkGaps ?? [])].length +
      (chainKey?.reorders.flatMap((pair) => pair.lines).length ?? 0)
    expect(found.breaks).toHaveLength(planted)
    expect(found.chain.links).toMatchObject({ gap: 1, fork: 0, broken: 0, reorder: 2, genesis: 1 })
    expect(found.chain.firstBreak).toEqual(found.breaks[0])
    expect(found.chain.lastBreak).toEqual(found.breaks.at(-1))
  })

  it('has its cut last line rejected at its line', () => {
    const rejected = found.findings.filter((finding) => finding.kind === 'record-rejected')
    expect(rejected.map((finding) => finding.pointers[0]?.line)).toEqual(chainKey?.rejects.map((reject) => reject.line))
    expect(chainKey?.rejects[0]?.reasons).toContain(rejected[0]?.subject)
    expect(found.findings.filter((finding) => finding.kind === 'source-truncated')).toHaveLength(1)
  })

  it('has its re-anchored batch found, and every other batch verified by both implementations', () => {
    const merkleKey = key.merkle['shop-a.ndjson']
    expect(found.merkle).toMatchObject({ verdict: merkleKey?.verdict, verified: merkleKey?.verified })
    expect(found.merkle.batches).toHaveLength(merkleKey?.batches ?? 0)
    const exceptions = found.merkle.batches.filter((batch) => batch.verdict !== 'verified')
    expect(exceptions.map(({ date, verdict, reason }) => ({ date, verdict, reason }))).toEqual(merkleKey?.exceptions)
    expect(exceptions[0]?.claimedRoots).toHaveLength(2)
    expect(exceptions[0]?.claimedRoots[1]).toBe(exceptions[0]?.recomputedRoot)
    for (const batch of found.merkle.batches)
      expect(batch.secondOpinion).toMatchObject({ agrees: true, root: batch.recomputedRoot })
  })

  it.each([
    ['without trust', 'withoutTrust'],
    ['with trust', 'withTrust'],
  ] as const)('has the anchors of its key %s', (_what, side) => {
    const anchors = found[side]
    const expected = key.anchors[side]
    expect(anchors.anchors).toHaveLength(key.anchors.claims)
    expect(anchors.verdict).toBe(expected.verdict)
    const exceptions = anchors.anchors
      .filter((anchor) => anchor.verdict === 'mismatch')
      .map(({ date, verdict, reason }) => ({ date, verdict, reason }))
    // The key speaks of dates; the day that was anchored twice has two anchors.
    expect(exceptions).toEqual(expected.exceptions.flatMap((exception) => [exception, exception]))
    expect(anchors.verified).toBe(side === 'withTrust' ? key.anchors.withTrust.verified : 0)
    const rest = anchors.anchors.filter((anchor) => anchor.verdict !== 'mismatch')
    expect(new Set(rest.map(({ verdict, reason, rung }) => `${verdict} ${reason} ${rung}`))).toEqual(
      new Set([side === 'withTrust' ? 'verified null header-known' : 'not-checked header-not-known included']),
    )
  })

  it('has one finding for each fault, with a pointer to it', () => {
    const chain = found.findings.filter((finding) => finding.kind.startsWith('chain-'))
    const kinds = Map.groupBy(chain, (finding) => finding.kind)
    expect(
      Object.fromEntries([...kinds].map(([kind, list]) => [kind, list.map((finding) => finding.pointers[0]?.line)])),
    ).toEqual({
      'chain-mismatch': chainKey?.contentMismatches.map((place) => place.line),
      'chain-gap': chainKey?.linkGaps.map((place) => place.line),
      'chain-reorder': chainKey?.reorders.flatMap((pair) => pair.lines),
    })
    expect(
      found.findings.filter((finding) => finding.kind === 'batch-anchored-twice').map((finding) => finding.subject),
    ).toEqual(['2025-05-16'])
  })
})

describe('the sample set clean', () => {
  it('is verified in every chain, root and anchor, and lacks only what the auditor has not vouched for', async () => {
    const key = readAnswerKey('clean')
    const found = await check('clean')
    expect(found.breaks).toEqual([])
    expect(found.chain).toMatchObject({
      verdict: 'verified',
      reason: null,
      entries: key.chain['shop-b.ndjson']?.entries,
      contentVerified: key.chain['shop-b.ndjson']?.entries,
    })
    expect(found.merkle).toMatchObject({
      verdict: 'verified',
      verified: key.merkle['shop-a.ndjson']?.verified,
      emptyBatches: [],
      unanchoredDays: [],
    })
    expect(found.withoutTrust).toMatchObject({
      verdict: key.anchors.withoutTrust.verdict,
      reason: key.anchors.withoutTrust.reason,
      verified: 0,
    })
    expect(found.withTrust).toMatchObject({ verdict: 'verified', reason: null, verified: key.anchors.claims })
    expect(new Set(found.findings.map((finding) => finding.kind))).toEqual(
      new Set(['anchor-not-checked', 'tree-weakness']),
    )
    // merkletreejs's default tree has limits whatever it is built over: they are no fault of the evidence.
    const limits = found.findings.filter((finding) => finding.kind === 'tree-weakness')
    expect(Object.fromEntries(limits.map(({ subject, severity }) => [subject, severity]))).toEqual({
      'leaves-unsalted': 'note',
      'node-can-pose-as-leaf': 'low',
    })
  })
})
