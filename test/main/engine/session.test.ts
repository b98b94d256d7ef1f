/** Engagements as they are opened, shared and closed. */
import { readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { writeLargeLedger, writeLargeShop } from '../../support/large-export.ts'
import {
  fileWith,
  folderDigests,
  logicalDump,
  startEngagement,
  startTestEngine,
  temporaryFolder,
  workerLanes,
} from '../../support/temporary-engine.ts'

const period = { from: '2025-01-01', to: '2025-12-31' }

describe('an engagement', () => {
  it('is created with its name, period and an id of its own, and says the same when opened again', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'new.assay')
    const test = await startTestEngine()
    const created = await test.call('engagement.create', {
      file,
      name: 'Shop 2025',
      period,
      frameworks: ['soc2', 'pci'],
    })
    expect(created).toMatchObject({
      name: 'Shop 2025',
      period,
      frameworks: ['soc2', 'pci'],
      fileName: 'new.assay',
      readOnly: false,
    })
    await test.call('engagement.close', { engagementId: created.engagementId })
    expect(readdirSync(folder)).toEqual(['new.assay'])
    const opened = await test.call('engagement.open', { file })
    expect(opened).toEqual({ ...created, engagementId: opened.engagementId })
    await test.close()
  })

  it('gives the same file for the same clock and random numbers', async () => {
    const files = await Promise.all(
      [1, 2].map(async () => {
        const test = await startEngagement()
        await test.job('source.import', {
          engagementId: test.engagementId,
          file: 'resources/sample/faulty/shop-b.ndjson',
        })
        await test.job('all.verify', { engagementId: test.engagementId })
        await test.close()
        return logicalDump(test.file)
      }),
    )
    expect(files[0]).toEqual(files[1])
  })

  it('opened twice is one session, under whatever spelling of its path', async () => {
    const test = await startEngagement()
    const again = await test.call('engagement.open', { file: join(test.folder, '.', 'x', '..', 'test.assay') })
    expect(again.engagementId).toBe(test.engagementId)
    const link = join(temporaryFolder(), 'link')
    symlinkSync(test.folder, link)
    const linked = await test.call('engagement.open', { file: join(link, 'test.assay') })
    expect(linked.engagementId).toBe(test.engagementId)
    await test.job('source.import', {
      engagementId: linked.engagementId,
      file: fileWith(test.folder, 'log.csv', 'sequence,action\n1,a\n'),
    })
    expect((await test.call('source.list', { engagementId: test.engagementId })).sources).toHaveLength(1)
    await test.close()
    expect(readdirSync(test.folder).toSorted()).toEqual(['log.csv', 'test.assay'])
  })

  it('is not created over one that is there, open or not', async () => {
    const test = await startEngagement()
    const before = readFileSync(test.file)
    const request = { file: test.file, name: 'Other', period, frameworks: [] }
    expect(await test.ask('engagement.create', request)).toMatchObject({ ok: false, error: { code: 'file-exists' } })
    await test.call('engagement.close', { engagementId: test.engagementId })
    expect(await test.ask('engagement.create', request)).toMatchObject({ ok: false, error: { code: 'file-exists' } })
    await test.close()
    expect(readFileSync(test.file).length).toBeGreaterThanOrEqual(before.length)
    expect(logicalDump(test.file)['engagement']?.[0]).not.toContain('Other')
  })

  it('whose period ends before it begins is refused and no file is made', async () => {
    const test = await startTestEngine()
    const folder = temporaryFolder()
    const request = {
      file: join(folder, 'a.assay'),
      name: 'A',
      period: { from: '2025-02-01', to: '2025-01-01' },
      frameworks: [],
    }
    expect(await test.ask('engagement.create', request)).toMatchObject({ ok: false, error: { code: 'usage' } })
    expect(readdirSync(folder)).toEqual([])
    await test.close()
  })

  it('of a foreign or newer file is refused with its code, the file untouched', async () => {
    const test = await startEngagement()
    await test.call('engagement.close', { engagementId: test.engagementId })
    const db = new Database(test.file)
    db.pragma('user_version = 99990')
    db.close()
    fileWith(test.folder, 'foreign.assay', 'not a database')
    const before = folderDigests(test.folder)
    expect(await test.ask('engagement.open', { file: test.file })).toMatchObject({
      ok: false,
      error: { code: 'engagement-newer' },
    })
    expect(await test.ask('engagement.open', { file: join(test.folder, 'foreign.assay') })).toMatchObject({
      ok: false,
      error: { code: 'not-an-engagement' },
    })
    expect(await test.ask('engagement.open', { file: join(test.folder, 'absent.assay') })).toMatchObject({
      ok: false,
      error: { code: 'file-unreadable' },
    })
    expect(folderDigests(test.folder)).toEqual(before)
    await test.close()
  })
})

describe('closing an engagement', () => {
  it('ends what is asked of it with a code', async () => {
    const test = await startEngagement()
    const { engagementId } = test
    await test.call('engagement.close', { engagementId })
    for (const name of ['engagement.close', 'engagement.overview', 'source.list', 'run.list', 'log.verify'] as const) {
      expect(await test.ask(name, { engagementId })).toMatchObject({ ok: false, error: { code: 'not-found' } })
    }
    await test.close()
  })

  it.each([
    ['source.import', 'import'],
    ['chain.verify', 'chain'],
    ['analysis.run', 'analysis'],
  ] as const)('cancels %s while it runs over it, and leaves no side file', async (name, stage) => {
    const test = await startEngagement({ startLanes: workerLanes })
    const { engagementId, folder } = test
    const ledger = join(folder, 'ledger.ndjson')
    writeLargeLedger(ledger, 3000)
    writeLargeShop(join(folder, 'shop.ndjson'), 3000)
    await test.job('source.import', { engagementId, file: ledger })
    const request =
      name === 'source.import' ? { engagementId, file: join(folder, 'shop.ndjson') } : { engagementId, sourceId: 1 }
    let closed: Promise<unknown> | undefined
    const end = await test.outcome(name, request as never, (progress) => {
      if (progress.stage === stage) closed ??= test.call('engagement.close', { engagementId })
    })
    expect(end).toEqual({ kind: 'cancelled' })
    expect(await closed).toEqual({})
    expect(readdirSync(folder).toSorted()).toEqual(['ledger.ndjson', 'shop.ndjson', 'test.assay'])
    const { runs } = await test
      .call('engagement.open', { file: test.file })
      .then((opened) => test.call('run.list', { engagementId: opened.engagementId, limit: 10 }))
    expect(runs.map((run) => run.state)).toEqual(name === 'chain.verify' ? ['abandoned'] : [])
    await test.close()
  })
})
