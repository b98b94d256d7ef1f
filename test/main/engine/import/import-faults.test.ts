/** Imports that end early leave no trace, and the same import works afterwards. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { importSource } from '../../../../src/main/engine/import/import-source.ts'
import { silentJob } from '../../../../src/main/engine/jobs.ts'
import { Session } from '../../../../src/main/engine/session.ts'
import { planImport } from '../../../../src/main/engine/import/plan-import.ts'
import { wireErrorFrom } from '../../../../src/main/engine/wire-error.ts'
import { closeStore, createStore } from '../../../../src/main/store/open.ts'
import { insertEngagement } from '../../../../src/main/store/engagements.ts'
import {
  fileWith,
  logicalDump,
  startEngagement,
  startTestEngine,
  temporaryFolder,
  testPorts,
} from '../../../support/temporary-engine.ts'

const lines = Array.from({ length: 7000 }, (_, index) =>
  JSON.stringify({
    sequence: index + 1,
    timestamp: '2025-03-01T00:00:00Z',
    actor_id: `user_${index}`,
    action: 'create',
    resource_type: 'order',
    resource_id: `o${index}`,
    // Digests, because a text that packs well would need no room.
    note: [1, 2, 3].map((part) => createHash('sha256').update(`${index} ${part}`).digest('hex')).join(''),
  }),
)
const content = `${lines.join('\n')}\nnot json\n`
const sha256 = createHash('sha256').update(content).digest('hex')
let log = ''
beforeAll(() => {
  log = fileWith(temporaryFolder(), 'log.ndjson', content)
})

/** A dump without what depends on the clock: how often it was read before. */
function dumpWithoutTimes(file: string): Record<string, string[]> {
  const { custody_events: custody, sources, ...rest } = logicalDump(file)
  expect(custody).toHaveLength(2)
  return { ...rest, sources: (sources ?? []).map((row) => row.replace(/,"\d+n",null\]$/, ']')) }
}

describe('a cancelled import', () => {
  it('leaves the engagement as it was, and the same import works afterwards', async () => {
    const test = await startEngagement()
    const { engagementId, file } = test
    const before = logicalDump(file)
    let stage = ''
    const end = await test.outcome('source.import', { engagementId, file: log }, (progress, cancel) => {
      stage = progress.stage
      if (progress.stage === 'import' && progress.done > 0) cancel()
    })
    expect(stage).toBe('import')
    expect(end).toEqual({ kind: 'cancelled' })
    expect(logicalDump(file)).toEqual(before)
    expect(await test.call('source.list', { engagementId })).toEqual({ sources: [] })
    expect(test.events.filter(({ event }) => event === 'engagement.changed')).toEqual([])
    const imported = await test.job('source.import', { engagementId, file: log })
    expect(imported).toMatchObject({ sourceId: 1, receipt: { accepted: 7000, rejected: 1 } })
    await test.close()
    const fresh = await startEngagement()
    await fresh.job('source.import', { engagementId: fresh.engagementId, file: log })
    await fresh.close()
    expect(dumpWithoutTimes(file)).toEqual(dumpWithoutTimes(fresh.file))
  })

  it('leaves nothing when it is cancelled while the file is still being hashed', async () => {
    const test = await startEngagement()
    const before = logicalDump(test.file)
    const end = await test.outcome(
      'source.import',
      { engagementId: test.engagementId, file: log },
      (progress, cancel) => {
        if (progress.stage === 'hash') cancel()
      },
    )
    expect(end).toEqual({ kind: 'cancelled' })
    expect(logicalDump(test.file)).toEqual(before)
    await test.close()
    expect(readdirSync(test.folder)).toEqual(['test.assay'])
  })

  it('shows nothing of the unfinished source to a reader meanwhile', async () => {
    const test = await startEngagement()
    const { engagementId } = test
    const seen: unknown[] = []
    const end = await test.outcome('source.import', { engagementId, file: log }, (progress, cancel) => {
      if (progress.stage !== 'import' || seen.length > 0) return
      const page = { start: 0, count: 10 }
      // The calls run between two batches of the import, on the same connection.
      seen.push(
        Promise.all([
          test.ask('entry.page', { engagementId, filter: {}, ...page }),
          test.ask('entry.page', { engagementId, filter: { action: 'create' }, ...page }),
          test.ask('entry.page', { engagementId, filter: { sourceId: 1, action: 'create' }, ...page }),
          test.ask('entry.inspect', { engagementId, entryId: 2 ** 32 }),
          test.ask('source.list', { engagementId }),
        ]).finally(cancel),
      )
    })
    expect(end).toEqual({ kind: 'cancelled' })
    const empty = { ok: true, value: { total: 0, start: 0, rows: [] } }
    expect(await seen[0]).toEqual([
      empty,
      empty,
      empty,
      expect.objectContaining({ ok: false, error: expect.objectContaining({ code: 'not-found' }) }),
      { ok: true, value: { sources: [] } },
    ])
    await test.close()
  })
})

describe('a refused import', () => {
  it.each([
    ['grew', (path: string) => writeFileSync(path, `${content}{}\n`)],
    ['shrank', (path: string) => writeFileSync(path, content.slice(0, -100))],
    [
      'had one byte exchanged',
      (path: string) => writeFileSync(path, content.replace('"sequence":6977,', '"sequence":6978,')),
    ],
  ])('says that the file %s while it was read', async (_what, change) => {
    const test = await startEngagement()
    const { engagementId } = test
    const before = logicalDump(test.file)
    const path = fileWith(temporaryFolder(), 'log.ndjson', content)
    const end = await test.outcome('source.import', { engagementId, file: path }, (progress) => {
      // Between the pass that hashes and the pass that parses.
      if (progress.stage === 'hash' && progress.done === progress.total) change(path)
    })
    expect(end).toMatchObject({
      kind: 'failed',
      error: { code: 'file-unreadable', message: expect.stringContaining('changed while it was read') },
    })
    expect(logicalDump(test.file)).toEqual(before)
    writeFileSync(path, content)
    expect(await test.job('source.import', { engagementId, file: path })).toMatchObject({ receipt: { sha256 } })
    await test.close()
  })

  it('compares with the digest that came with the file, in either case of letters', async () => {
    const test = await startEngagement()
    const { engagementId } = test
    const before = logicalDump(test.file)
    const wrong = `0${sha256.slice(1)}` === sha256 ? `1${sha256.slice(1)}` : `0${sha256.slice(1)}`
    const end = await test.outcome('source.import', { engagementId, file: log, expectSha256: wrong })
    expect(end).toMatchObject({
      kind: 'failed',
      error: { code: 'digest-differs', message: expect.stringContaining(sha256) },
    })
    expect(logicalDump(test.file)).toEqual(before)
    expect(
      await test.job('source.import', { engagementId, file: log, expectSha256: sha256.toUpperCase() }),
    ).toMatchObject({ receipt: { sha256 } })
    await test.close()
  })

  it('names the source that has the same bytes already, under whatever name', async () => {
    const test = await startEngagement()
    const { engagementId } = test
    await test.job('source.import', { engagementId, file: log })
    const before = logicalDump(test.file)
    const copy = join(temporaryFolder(), 'other-name.txt')
    copyFileSync(log, copy)
    expect(await test.call('source.preview', { engagementId, file: copy })).toMatchObject({ alreadyImported: true })
    const end = await test.outcome('source.import', { engagementId, file: copy })
    expect(end).toMatchObject({
      kind: 'failed',
      error: { code: 'source-already-imported', details: { sourceId: '1' } },
    })
    expect(logicalDump(test.file)).toEqual(before)
    await test.close()
  })

  it('imports a file once when it is asked for twice at the same time', async () => {
    const test = await startEngagement()
    const { engagementId } = test
    const ends = await Promise.all([
      test.outcome('source.import', { engagementId, file: log }),
      test.outcome('source.import', { engagementId, file: log }),
    ])
    // Which of the two is first is nobody's promise.
    expect(ends.map((end) => end.kind).toSorted()).toEqual(['done', 'failed'])
    expect(ends.find((end) => end.kind === 'failed')).toMatchObject({
      error: { code: 'source-already-imported', details: { sourceId: '1' } },
    })
    expect((await test.call('source.list', { engagementId })).sources).toHaveLength(1)
    await test.close()
  })

  it.each([
    ['a file that is not there', 'absent.ndjson', undefined, 'file-unreadable'],
    ['an empty folder', '', undefined, 'format-unrecognised'],
    ['bytes of no format', 'noise.bin', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), 'format-unrecognised'],
    ['an empty file without a telling name', 'empty', '', 'format-unrecognised'],
  ])('answers for %s with its code', async (_what, name, bytes, code) => {
    const test = await startEngagement()
    const before = logicalDump(test.file)
    const folder = temporaryFolder()
    if (bytes !== undefined) fileWith(folder, name, bytes)
    const end = await test.outcome('source.import', { engagementId: test.engagementId, file: join(folder, name) })
    expect(end).toMatchObject({ kind: 'failed', error: { code } })
    expect(logicalDump(test.file)).toEqual(before)
    await test.close()
  })
})

describe('a full disk', () => {
  it('is told as such, leaves the engagement as it was, and room later is enough', async () => {
    const file = join(temporaryFolder(), 'full.assay')
    const session = new Session(createStore(file))
    insertEngagement(session.store, {
      engagementId: 'e',
      name: 'Full',
      period: { from: '2025-01-01', to: '2025-12-31' },
      frameworks: [],
      createdAtMicros: 0,
    })
    const before = logicalDump(file)
    const plan = await planImport([log], { format: 'ndjson', profileId: 'plain' })
    const request = { plan, pathGiven: log }
    const ports = await testPorts()
    // SQLite's own limit on pages gives the error of a full disk on any computer.
    const pages = session.store.db.pragma('page_count', { simple: true }) as number
    session.store.db.pragma(`max_page_count = ${pages + 20}`)
    const error = await importSource(ports, session, request, silentJob).then(() => undefined, wireErrorFrom)
    expect(error).toMatchObject({ code: 'disk-full' })
    expect(logicalDump(file)).toEqual(before)
    session.store.db.pragma('max_page_count = 1000000')
    expect(await importSource(ports, session, request, silentJob)).toMatchObject({ entries: 7000 })
    closeStore(session.store)
  })

  it('is the same on a file system that is really full', async (context) => {
    const mount = join(temporaryFolder(), 'small')
    mkdirSync(mount)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=700k', 'tmpfs', mount], { stdio: 'ignore' })
    } catch {
      console.warn('skipped: no small file system can be mounted here (needs root)')
      return context.skip('needs root to mount a small file system')
    }
    try {
      const test = await startTestEngine()
      const file = join(mount, 'full.assay')
      const engagementId = await test.create(file)
      const before = logicalDump(file)
      // A packed import of this file needs more than that once its write-ahead log is counted.
      const end = await test.outcome('source.import', { engagementId, file: log })
      expect(end).toMatchObject({ kind: 'failed', error: { code: 'disk-full' } })
      expect(logicalDump(file)).toEqual(before)
      expect(await test.call('log.verify', { engagementId })).toMatchObject({ verdict: 'verified', events: 1 })
      await test.close()
      // Nothing could be folded in without room, and nothing is lost either.
      execFileSync('mount', ['-o', 'remount,size=64m', mount])
      const again = await startTestEngine()
      const opened = await again.call('engagement.open', { file })
      expect(logicalDump(file)).toEqual(before)
      expect(await again.job('source.import', { engagementId: opened.engagementId, file: log })).toMatchObject({
        receipt: { sha256 },
      })
      await again.close()
      expect(readdirSync(mount)).toEqual(['full.assay'])
    } finally {
      execFileSync('umount', ['-l', mount])
      rmSync(mount, { recursive: true })
    }
  })
})
