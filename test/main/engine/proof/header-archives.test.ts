/**
 * Bitcoin header archives that begin after block 0: added with the height of their first header, refused with one that
 * cannot be right, and checked in a lane that tells how far it is and ends when it is told to.
 */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import Database from 'better-sqlite3'
import { migrations } from '../../../../src/main/store/migrations/index.ts'
import { closeStore, openStore } from '../../../../src/main/store/open.ts'
import { addAnchorFile, listAnchorFiles } from '../../../../src/main/store/anchors.ts'
import type { ProofVerdict } from '../../../../src/shared/model/proof.ts'
import { mainChain, minedChain } from '../../../support/plain-bitcoin.ts'
import { applied, plainProof, type PlainOperation, type PlainTree } from '../../../support/plain-ots.ts'
import { fileWith, startEngagement, temporaryFolder, workerLanes } from '../../../support/temporary-engine.ts'

const log = Buffer.from('{"id":1,"action":"order.viewed"}\n')
const digest = createHash('sha256').update(log).digest()
const operation: PlainOperation = { op: 'append', argument: Buffer.from('0011223344556677', 'hex') }
const root = createHash('sha256').update(applied(operation, digest)).digest()
const tree = (height: number): PlainTree => [
  { operation, next: [{ operation: { op: 'sha256' }, next: [{ kind: 'bitcoin', height }] }] },
]
const chain = minedChain(40_000, (index) => (index === 3 ? root : digest))
const archive = Buffer.concat(chain.slice(0, 6))
const real = Buffer.from(mainChain[358391], 'hex')

async function engagementWith(startLanes?: typeof workerLanes) {
  const test = await startEngagement(startLanes === undefined ? {} : { startLanes })
  const { engagementId } = test
  await test.job('source.import', { engagementId, file: fileWith(test.folder, 'log.ndjson', log) })
  const add = (name: string, content: Uint8Array | string, startHeight?: number) =>
    test.call('anchor.add', {
      engagementId,
      sourceId: 1,
      file: fileWith(test.folder, name, content),
      ...(startHeight === undefined ? {} : { startHeight }),
    })
  const proof = async (): Promise<ProofVerdict> => {
    const { results } = await test.job('anchors.verify', { engagementId, sourceId: 1 })
    const found = results.flatMap((result) => (result.kind === 'proofs' ? result.proofs : []))[0]
    if (found === undefined) throw new Error('no proof')
    return found
  }
  return { ...test, test, add, proof }
}

describe('raw headers that do not begin with block 0', () => {
  let engagement: Awaited<ReturnType<typeof engagementWith>>
  beforeAll(async () => {
    engagement = await engagementWith()
    await engagement.add('log.ots', plainProof(digest, tree(1203)))
  })
  afterAll(() => engagement.test.close())

  it('are refused without a height', async () => {
    await expect(engagement.add('raw.bin', archive)).rejects.toMatchObject({ code: 'anchor-file-invalid' })
  })

  it('stand where they are said to, and another height takes the place of a mistaken one', async () => {
    const { test, add, proof } = engagement
    expect(await proof()).toMatchObject({ reason: 'bitcoin-header-absent' })
    expect(await add('raw.bin', archive, 5000)).toMatchObject({ kind: 'bitcoin-headers', count: 6 })
    expect(await proof()).toMatchObject({ reason: 'bitcoin-header-absent' })
    await add('raw.bin', archive, 1200)
    // A private chain has the right root at that height and a target that the main chain does not allow.
    const found = await proof()
    expect(found).toMatchObject({ verdict: 'mismatch', reason: 'bitcoin-target-invalid' })
    expect(found.steps.find(({ step }) => step === 'ots-bitcoin-root')).toMatchObject({ holds: true })
    const { files } = await test.call('anchor.list', { engagementId: test.engagementId, sourceId: 1 })
    expect(files.filter(({ kind }) => kind === 'bitcoin-headers')).toHaveLength(1)
    const { events } = await test.call('log.list', { engagementId: test.engagementId, start: 0, count: 50 })
    const heights = events.flatMap(({ action, details }) =>
      action === 'anchor.add' && 'startHeight' in details ? [details['startHeight']] : [],
    )
    expect(new Set(heights)).toEqual(new Set([1200, 5000]))
    // The same again changes nothing.
    await add('raw.bin', archive, 1200)
    const again = await test.call('log.list', { engagementId: test.engagementId, start: 0, count: 50 })
    expect(again.events.filter(({ action }) => action === 'anchor.add')).toHaveLength(3)
  })

  it('that the main chain has are known once one of them is vouched for at that height', async () => {
    const { test, add } = engagement
    const pin = { kind: 'bitcoin-header' as const, height: 358_391, header: mainChain[358391], note: '' }
    await test.call('trust.add', { engagementId: test.engagementId, entries: [pin] })
    await expect(add('real.bin', real, 358_390)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('it stands at 358391'),
    })
    expect(await add('real.bin', real, 358_391)).toMatchObject({ kind: 'bitcoin-headers', count: 1 })
    expect(await add('real.hex', real.toString('hex'), 358_391)).toMatchObject({ kind: 'bitcoin-headers', count: 1 })
  })

  it.each([
    ['block 0 at another height', Buffer.from(mainChain[0], 'hex'), 1, 'usage', 'so it is block 0'],
    ['block 1 at height 0', Buffer.from(mainChain[1], 'hex'), 0, 'usage', 'block 0 does not'],
    ['lines that name their heights', `7 ${mainChain[1]}\n`, 7, 'usage', 'leave the start height out'],
    ['no headers at all', 'date,merkle_root\n', 7, 'anchor-file-invalid', ''],
    ['half a header', real.subarray(0, 79), 7, 'anchor-file-invalid', 'multiple of 80'],
  ])('are refused with a height that cannot be right: %s', async (_name, content, height, code, message) => {
    await expect(engagement.add('wrong.bin', content, height)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    })
  })
})

describe('a large archive, checked in a lane of its own', () => {
  it('tells how many headers are done, gives what an inline lane gives, and ends when cancelled', async () => {
    const inline = await engagementWith()
    const threads = await engagementWith(workerLanes)
    for (const { add } of [inline, threads]) {
      await add('log.ots', plainProof(digest, tree(1203)))
      await add('raw.bin', Buffer.concat(chain), 1200)
    }
    const [one, other] = [await inline.proof(), await threads.proof()]
    expect(other).toEqual(one)
    const told = threads.test.events.flatMap(({ event, payload }) => {
      const { stage, done } = payload as { stage?: string; done?: number }
      return event === 'job.progress' && stage === 'headers' ? [done] : []
    })
    expect(told[0]).toBe(2016)
    const { engagementId } = threads.test
    const { ended } = await threads.test.start('anchors.verify', { engagementId, sourceId: 1 }, (progress, cancel) => {
      if (progress.stage === 'headers') cancel()
    })
    expect(await ended).toEqual({ kind: 'cancelled' })
    const { runs } = await threads.test.call('run.list', { engagementId, limit: 10 })
    expect(runs.find(({ kind }) => kind === 'proofs')).toMatchObject({ state: 'abandoned', overall: null })
    await inline.test.close()
    await threads.test.close()
  })
})

describe('an engagement of the layout before start heights', () => {
  it('is brought up with its anchor files as they were', () => {
    const path = `${temporaryFolder()}/old.assay`
    const db = new Database(path)
    db.pragma('application_id = 0x41534159')
    db.exec(migrations.find(({ version }) => version === 20)?.sql ?? '')
    db.pragma('user_version = 20')
    const before = { db, path }
    const file = { kind: 'bitcoin-headers' as const, name: 'a', sha256: 'ab'.repeat(32), bytes: real }
    db.prepare(
      'INSERT INTO anchor_files (source_id, kind, name, sha256, added_at_micros, zstd) VALUES (1, ?, ?, ?, 0, ?)',
    ).run(file.kind, file.name, file.sha256, Buffer.from('28b52ffd0058010000', 'hex'))
    // Read-only, as from a disc: what the old layout has not is null.
    expect(listAnchorFiles(before, 1)[0]?.startHeight).toBeNull()
    db.close()
    const store = openStore(path)
    expect(listAnchorFiles(store, 1)).toMatchObject([{ name: 'a', startHeight: null }])
    expect(addAnchorFile(store, 2, { ...file, startHeight: 9 }, 0)).toBe(true)
    expect(listAnchorFiles(store, 2)).toMatchObject([{ startHeight: 9, bytes: real }])
    closeStore(store)
  })
})
