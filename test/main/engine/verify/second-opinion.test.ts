/** Two implementations that disagree are a fault of ours: no verdict, no findings, and the run says faulted. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { LaneResult, LaneTask } from '../../../../src/main/engine/lanes/lane-task.ts'
import { startInlineLanes } from '../../../../src/main/engine/lanes/lanes.ts'
import type { EnginePorts } from '../../../../src/main/engine/ports.ts'
import type { JobName, RequestOf } from '../../../../src/shared/ipc/contract.ts'
import { samplePath } from '../../../support/answer-key.ts'
import { logicalDump, startEngagement, type JobOutcome } from '../../../support/temporary-engine.ts'

/** What a lane answers may be spoiled by the test that runs. */
let spoil: (result: LaneResult, task: LaneTask) => LaneResult = (result) => result
let startLanes: EnginePorts['startLanes'] = startInlineLanes
const spoiledLanes: EnginePorts['startLanes'] = (path, count) => {
  const pool = startLanes(path, count)
  return { size: pool.size, run: async (task) => spoil(await pool.run(task), task), close: () => pool.close() }
}

let test: Awaited<ReturnType<typeof startEngagement>>
beforeAll(async () => {
  test = await startEngagement({ startLanes: spoiledLanes })
  const { engagementId } = test
  await test.job('source.import', { engagementId, file: samplePath('clean', 'shop-a.ndjson') })
  await test.job('source.import', { engagementId, file: samplePath('clean', 'shop-b.ndjson') })
  await test.call('anchor.add', { engagementId, sourceId: 1, file: samplePath('clean', 'shop-a-anchors.ndjson') })
  return () => test.close()
})

async function run<N extends JobName>(name: N, request: object, spoiling: typeof spoil): Promise<JobOutcome> {
  spoil = spoiling
  return test.outcome(name, { engagementId: test.engagementId, ...request } as RequestOf<N>)
}

function flipped(slab: Uint8Array, at: number): Uint8Array {
  const copy = slab.slice()
  copy[at] = (copy[at] as number) ^ 1
  return copy
}

/** One bit of one leaf hash, on one of the two paths. */
const flipLeaf =
  (independent: boolean) =>
  (result: LaneResult, task: LaneTask): LaneResult =>
    result.kind === 'leaves' && task.kind === 'leaves' && task.independent === independent
      ? { ...result, slab: flipped(result.slab, 32 * 700 + 5) }
      : result

const faults: readonly (readonly [string, JobName, object, typeof spoil])[] = [
  ['a leaf hash of path two differs by a bit', 'merkle.verify', {}, flipLeaf(true)],
  ['a leaf hash of path one differs by a bit', 'merkle.verify', {}, flipLeaf(false)],
  ['a leaf hash differs while anchors are verified', 'anchors.verify', {}, flipLeaf(true)],
  [
    'path two reproduces one entry fewer',
    'chain.verify',
    { secondOpinion: true },
    (result) => (result.kind === 'second-chain' ? { ...result, differing: [...result.differing, 0] } : result),
  ],
  [
    'path one finds an entry wrong that path two reproduces',
    'chain.verify',
    { secondOpinion: true },
    (result) =>
      result.kind === 'chain'
        ? {
            ...result,
            breaks: [
              ...result.breaks,
              { index: 3, content: 'mismatch', reason: 'content-differs', recomputed: null, stored: null },
            ],
          }
        : result,
  ],
]

describe('when the two implementations disagree', () => {
  it.each(faults)('because %s, no verdict is recorded', async (_what, name, request, spoiling) => {
    const { check_runs: before = [], ...rest } = logicalDump(test.file)
    const end = await run(name, request, spoiling)
    expect(end).toMatchObject({ kind: 'failed', error: { code: 'second-opinion-disagrees' } })
    const { check_runs: after = [], ...restAfter } = logicalDump(test.file)
    // Nothing but the faulted run: no finding, no break, no custody event that speaks of a verdict.
    expect(restAfter).toEqual(rest)
    expect(after).toHaveLength(before.length + 1)
    const { runs } = await test.call('run.list', { engagementId: test.engagementId, limit: 1 })
    expect(runs).toMatchObject([{ state: 'faulted', overall: null }])
    expect(
      await test.call('run.result', { engagementId: test.engagementId, runId: runs[0]?.runId ?? 0 }),
    ).toMatchObject({ result: null })
  })

  it('names the day and both roots', async () => {
    const end = await run('merkle.verify', {}, flipLeaf(true))
    expect(end).toMatchObject({
      error: { message: expect.stringMatching(/root of 20\d\d-\d\d-\d\d \([0-9a-f]{64} and [0-9a-f]{64}\)/) },
    })
  })

  it('keeps the last good result in every view', async () => {
    await run('merkle.verify', {}, (result) => result)
    const before = await test.call('engagement.overview', { engagementId: test.engagementId })
    expect(before.matrix[0]?.merkle).toMatchObject({ verdict: 'verified' })
    await run('merkle.verify', {}, flipLeaf(true))
    expect(await test.call('engagement.overview', { engagementId: test.engagementId })).toEqual(before)
  })
})

describe('the second opinion', () => {
  it('is not asked for when it is switched off, and the result says so', async () => {
    const kinds = new Set<string>()
    const end = await run('merkle.verify', { secondOpinion: false }, (result, task) => {
      if (task.kind === 'leaves') kinds.add(String(task.independent))
      return result
    })
    expect(end).toMatchObject({ kind: 'done', result: { results: [{ verdict: 'verified' }] } })
    expect([...kinds]).toEqual(['false'])
    expect(JSON.stringify(end)).not.toContain('"agrees"')
  })

  it('of a chain runs on request only', async () => {
    const kinds = new Set<string>()
    const note = (result: LaneResult): LaneResult => (kinds.add(result.kind), result)
    expect(await run('chain.verify', {}, note)).toMatchObject({ result: { results: [{ secondOpinion: null }] } })
    expect(kinds.has('second-chain')).toBe(false)
    expect(await run('chain.verify', { secondOpinion: true }, note)).toMatchObject({
      result: { results: [{ secondOpinion: { agrees: true, entries: 1900 } }] },
    })
    expect(kinds.has('second-chain')).toBe(true)
  })
})

describe('a lane that fails', () => {
  it.each([
    ['in the middle of a chain', 'chain.verify'],
    ['in the middle of leaves', 'merkle.verify'],
  ] as const)('%s faults the run', async (_what, name) => {
    const end = await run(name, {}, () => {
      throw new Error('lane broke')
    })
    expect(end).toMatchObject({
      kind: 'failed',
      error: { code: 'internal', message: expect.stringContaining('lane broke') },
    })
    expect((await test.call('run.list', { engagementId: test.engagementId, limit: 1 })).runs).toMatchObject([
      { state: 'faulted', overall: null },
    ])
  })

  it.each(['chain.verify', 'merkle.verify'] as const)(
    'to start leaves no run of %s that seems to go on',
    async (name) => {
      startLanes = () => {
        throw new Error('no thread')
      }
      const end = await run(name, {}, (result) => result)
      startLanes = startInlineLanes
      expect(end).toMatchObject({
        kind: 'failed',
        error: { code: 'internal', message: expect.stringContaining('no thread') },
      })
      expect((await test.call('run.list', { engagementId: test.engagementId, limit: 1 })).runs).toMatchObject([
        { state: 'faulted' },
      ])
    },
  )
})
