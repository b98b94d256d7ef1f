/** Long work: units of progress, order of events, a cancel that holds within a second, failures as envelopes. */
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { JobName, RequestOf } from '../../../src/shared/ipc/contract.ts'
import { jobStartedSchema } from '../../../src/shared/ipc/contract.ts'
import { claimsOfLargeShop, writeLargeLedger, writeLargeShop } from '../../support/large-export.ts'
import {
  fileWith,
  folderDigests,
  logicalDump,
  startEngagement,
  temporaryFolder,
  workerLanes,
  type Progress,
} from '../../support/temporary-engine.ts'

interface Pass {
  readonly stage: string
  readonly unit: string
  readonly total: number | null
  readonly done: number[]
}

/** The passes of a job in order: a pass ends at its total, then comes the next stage, or the same over the next source. */
function passesOf(progress: readonly Progress[]): Pass[] {
  const passes: Pass[] = []
  for (const { stage, unit, total, done } of progress) {
    const last = passes.at(-1)
    if (last?.stage === stage && last.done.at(-1) !== last.total) last.done.push(done)
    else passes.push({ stage, unit, total, done: [done] })
  }
  return passes
}

/** Stage, unit and total of each pass, once it is sure that its counts rise to the total. */
function checkedStages(progress: readonly Progress[]): unknown[] {
  const passes = passesOf(progress)
  for (const { done, total } of passes) {
    expect(done).toEqual([...new Set(done)].toSorted((a, b) => a - b))
    expect(done.at(-1)).toBe(total)
  }
  return passes.map(({ stage, unit, total }) => [stage, unit, total])
}

describe('a job', () => {
  const rows = 6000
  let test: Awaited<ReturnType<typeof startEngagement>>
  let shop = ''
  beforeAll(async () => {
    test = await startEngagement()
    const { engagementId, folder } = test
    shop = join(folder, 'shop.ndjson')
    writeLargeShop(shop, rows)
    writeLargeLedger(join(folder, 'ledger.ndjson'), rows)
    await test.job('source.import', { engagementId, file: shop })
    await test.job('source.import', { engagementId, file: join(folder, 'ledger.ndjson') })
    await test.call('anchor.add', {
      engagementId,
      sourceId: 1,
      file: fileWith(folder, 'claims.ndjson', claimsOfLargeShop(rows)),
    })
    return () => test.close()
  })

  const cases: readonly (readonly [JobName, object, readonly (readonly [string, string, number])[]])[] = [
    [
      'chain.verify',
      { sourceId: 2, secondOpinion: true },
      [
        ['chain', 'entries', rows],
        ['second-opinion', 'entries', rows],
      ],
    ],
    ['merkle.verify', { sourceId: 1 }, [['merkle', 'entries', rows]]],
    [
      'anchors.verify',
      { sourceId: 1 },
      [
        ['merkle', 'entries', rows],
        ['anchors', 'anchors', 3],
      ],
    ],
    [
      'analysis.run',
      {},
      [
        ['analysis', 'entries', rows],
        ['analysis', 'entries', rows],
      ],
    ],
    [
      'erasure.preview',
      { subjects: ['user_7'] },
      [
        ['search', 'entries', rows],
        ['search', 'entries', rows],
      ],
    ],
  ]
  it.each(cases)('%s reports progress in the units of what it does, up to the total', async (name, request, stages) => {
    const progress: Progress[] = []
    const end = await test.outcome(
      name,
      { engagementId: test.engagementId, ...request } as RequestOf<JobName>,
      (item) => progress.push(item),
    )
    expect(end.kind).toBe('done')
    expect(checkedStages(progress)).toEqual(stages)
  })

  it('reports bytes while a file is hashed and imported', async () => {
    const fresh = await startEngagement()
    const progress: Progress[] = []
    const source = await fresh.outcome('source.import', { engagementId: fresh.engagementId, file: shop }, (item) =>
      progress.push(item),
    )
    expect(source.kind).toBe('done')
    const bytes = progress[0]?.total
    expect(checkedStages(progress)).toEqual([
      ['hash', 'bytes', bytes],
      ['import', 'bytes', bytes],
    ])
    await fresh.close()
  })

  it('answers with its id before its first event, and says once that it is finished', async () => {
    const seen: string[] = []
    const off = test.engine.subscribe((event, payload) => {
      if ('jobId' in payload) seen.push(`${event} ${payload.jobId}`)
    })
    const answer = await test.ask('chain.verify', { engagementId: test.engagementId, sourceId: 2 })
    expect(seen).toEqual([])
    const { jobId } = jobStartedSchema.parse(answer.ok ? answer.value : undefined)
    await expect.poll(() => seen.at(-1)).toBe(`job.finished ${jobId}`)
    expect(seen.filter((event) => event.startsWith('job.finished'))).toHaveLength(1)
    expect(seen[0]).toBe(`job.progress ${jobId}`)
    off()
  })

  it('tells that the engagement changed before it says that it is done', async () => {
    const from = test.events.length
    await test.job('chain.verify', { engagementId: test.engagementId, sourceId: 2 })
    const names = test.events.slice(from).map(({ event, payload }) => ('what' in payload ? payload.what : event))
    expect(names.slice(-2)).toEqual(['runs', 'job.finished'])
  })

  it('that fails ends with an envelope, after its id was answered, and changes nothing', async () => {
    const before = logicalDump(test.file)
    const end = await test.outcome('source.import', {
      engagementId: test.engagementId,
      file: join(test.folder, 'absent'),
    })
    expect(end).toEqual({
      kind: 'failed',
      error: { code: 'file-unreadable', message: expect.stringContaining('absent'), details: {} },
    })
    expect(logicalDump(test.file)).toEqual(before)
  })

  it('that is over or unknown cannot be cancelled, which is an answer and no error', async () => {
    expect(await test.call('job.cancel', { jobId: 'job-999' })).toEqual({ cancelled: false })
    await test.job('chain.verify', { engagementId: test.engagementId, sourceId: 2 })
    const last = test.events.findLast(({ event }) => event === 'job.finished')
    const jobId = last !== undefined && 'jobId' in last.payload ? last.payload.jobId : ''
    expect(await test.call('job.cancel', { jobId })).toEqual({ cancelled: false })
  })

  it('of two over one engagement is not mixed up with the other', async () => {
    const [chain, analysis] = await Promise.all([
      test.outcome('chain.verify', { engagementId: test.engagementId, sourceId: 2 }),
      test.outcome('analysis.run', { engagementId: test.engagementId }),
    ])
    expect(chain).toMatchObject({ kind: 'done', result: { overall: 'verified' } })
    expect(analysis).toMatchObject({ kind: 'done', result: { rules: [{ sourceId: 1 }, { sourceId: 2 }] } })
    expect(await test.call('log.verify', { engagementId: test.engagementId })).toMatchObject({ verdict: 'verified' })
  })
})

describe('a cancel over 200,000 rows', () => {
  const rows = 200_000
  const large = ['entries', 'vault_frames']
  let test: Awaited<ReturnType<typeof startEngagement>>
  beforeAll(async () => {
    const folder = temporaryFolder()
    test = await startEngagement({ startLanes: workerLanes })
    const { engagementId } = test
    writeLargeShop(join(folder, 'shop.ndjson'), rows)
    writeLargeLedger(join(folder, 'ledger.ndjson'), rows)
    await test.job('source.import', { engagementId, file: join(folder, 'shop.ndjson') })
    await test.job('source.import', { engagementId, file: join(folder, 'ledger.ndjson') })
    await test.call('anchor.add', {
      engagementId,
      sourceId: 1,
      file: fileWith(folder, 'claims.ndjson', claimsOfLargeShop(rows)),
    })
    writeLargeShop(join(test.folder, 'other.ndjson'), rows + 1)
    return () => test.close()
  }, 120_000)

  /** Cancels a job on its way; checks that it left nothing behind but an abandoned run, where it is a check, and tells its time. */
  async function cancelledAfter(name: JobName, request: object, cancelIn: string | null): Promise<{ runs: unknown }> {
    const { check_runs: runsBefore = [], ...before } = logicalDump(test.file, large)
    const asked = Promise.withResolvers<number>()
    const cancelOnce = (cancel: () => void): void => {
      asked.resolve(performance.now())
      cancel()
    }
    const all = { engagementId: test.engagementId, ...request } as RequestOf<JobName>
    const { jobId, ended } = await test.start(name, all, (progress, cancel) => {
      // Two turns of the loop later the job is in the middle of its next batch: the worst moment to be asked.
      if (progress.stage === cancelIn) setImmediate(() => setImmediate(() => cancelOnce(cancel)))
    })
    // Nothing is reported before the first range is done: then a lane is ended in the middle of it.
    if (cancelIn === null) setTimeout(() => cancelOnce(() => void test.ask('job.cancel', { jobId })), 200)
    expect(await ended).toEqual({ kind: 'cancelled' })
    // A figure to read, not a bound to fail: the computer may be shared. The goal is a second.
    console.info(`cancelling ${name} took ${Math.round(performance.now() - (await asked.promise))} ms`)
    const { check_runs: runsAfter = [], ...after } = logicalDump(test.file, large)
    expect(after).toEqual(before)
    expect(runsAfter.slice(0, runsBefore.length)).toEqual(runsBefore)
    const { runs } = await test.call('run.list', { engagementId: test.engagementId, limit: 50 })
    return {
      runs: runs
        .slice(0, runsAfter.length - runsBefore.length)
        .map(({ kind, state, overall }) => ({ kind, state, overall })),
    }
  }

  it.each([
    ['source.import', 'hash', () => ({ file: join(test.folder, 'other.ndjson') })],
    ['source.import', 'import', () => ({ file: join(test.folder, 'other.ndjson') })],
    ['analysis.run', 'analysis', () => ({})],
    ['erasure.preview', 'search', () => ({ subjects: ['user_7'] })],
  ] as const)('ends %s when cancelled while it is at %s, and leaves nothing behind', async (name, stage, request) => {
    const { runs } = await cancelledAfter(name, request(), stage)
    expect(runs).toEqual([])
  })

  it.each([
    ['chain.verify', 'chain', { sourceId: 2 }, 'chain'],
    ['merkle.verify', null, { sourceId: 1 }, 'merkle'],
  ] as const)(
    'ends %s when cancelled and leaves an abandoned run without a verdict',
    async (name, stage, request, kind) => {
      const { runs } = await cancelledAfter(name, request, stage)
      expect(runs).toEqual([{ kind, state: 'abandoned', overall: null }])
    },
  )

  it('comes with closing the engine, which waits for the jobs and leaves no side file', async () => {
    const own = await startEngagement({ startLanes: workerLanes })
    const ended = own.outcome(
      'source.import',
      { engagementId: own.engagementId, file: join(test.folder, 'other.ndjson') },
      (progress) => {
        if (progress.stage === 'import') void own.close()
      },
    )
    expect(await ended).toEqual({ kind: 'cancelled' })
    await own.close()
    expect(Object.keys(folderDigests(own.folder))).toEqual(['test.assay'])
    expect(logicalDump(own.file)).toMatchObject({ sources: [], frames: [], vault_frames: [], rejects: [] })
  })
})
