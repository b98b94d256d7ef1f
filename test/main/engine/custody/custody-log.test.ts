/** The custody log is checked by the code that checks evidence, and every way of altering it is found. */
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, it } from 'vitest'
import type { CustodyEvent } from '../../../../src/shared/model/engagement.ts'
import { samplePath, trustOfTranscript } from '../../../support/answer-key.ts'
import { startEngagement, startMicros, startTestEngine, temporaryFolder } from '../../../support/temporary-engine.ts'

let file = ''
/** Oldest first. */
let events: readonly CustodyEvent[] = []
beforeAll(async () => {
  const test = await startEngagement()
  const { engagementId } = test
  await test.job('source.import', { engagementId, file: samplePath('faulty', 'shop-a.ndjson') })
  await test.call('anchor.add', { engagementId, sourceId: 1, file: samplePath('faulty', 'shop-a-anchors.ndjson') })
  await test.call('trust.add', { engagementId, entries: trustOfTranscript('faulty').slice(0, 1) })
  await test.job('merkle.verify', { engagementId })
  await test.job('analysis.run', { engagementId })
  // Looking leaves no event; neither does what was refused.
  await test.call('entry.page', { engagementId, filter: {}, start: 0, count: 1 })
  await test.job('erasure.preview', { engagementId, subjects: ['x'] })
  await test.outcome('source.import', { engagementId, file: samplePath('faulty', 'shop-a.ndjson') })
  events = (await test.call('log.list', { engagementId, start: 0, count: 100 })).events.toReversed()
  await test.close()
  file = test.file
})

/** Verifies a copy of the log that somebody changed with another program, past the triggers. */
async function verdictAfter(change: (db: Database.Database) => void): Promise<unknown> {
  const path = join(temporaryFolder(), 'copy.assay')
  copyFileSync(file, path)
  const db = new Database(path)
  for (const trigger of ['custody_no_update', 'custody_no_delete', 'custody_no_replace'])
    db.exec(`DROP TRIGGER ${trigger}`)
  change(db)
  db.close()
  const test = await startTestEngine()
  const { engagementId } = await test.call('engagement.open', { file: path })
  const answer = await test.call('log.verify', { engagementId })
  await test.close()
  return answer
}

const edit = (sequence: number, from: string, to: string) => (db: Database.Database) => {
  const record = db.prepare('SELECT record FROM custody_events WHERE sequence = ?').pluck().get(sequence) as string
  expect(record).toContain(from)
  db.prepare('UPDATE custody_events SET record = ? WHERE sequence = ?').run(record.replace(from, to), sequence)
}

describe('the custody log of an engagement', () => {
  it('has one event for each thing that was done, in order', () => {
    expect(events.map((event) => event.action)).toEqual([
      'engagement.create',
      'source.import',
      'anchor.add',
      'trust.add',
      'merkle.verify',
      'analysis.run',
    ])
  })

  it('says of each event when, by whom and with which version', () => {
    for (const event of events) expect(event).toMatchObject({ actor: 'tester', details: { tool: '0.0.0-test' } })
    const times = events.map((event) => event.atMicros)
    expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b))
    expect(times[0]).toBeGreaterThan(startMicros)
  })

  it('verifies when nobody changed it, triggers or not', async () => {
    expect(await verdictAfter(() => undefined)).toEqual({ verdict: 'verified', events: 6, firstBreak: null })
  })

  it.each([
    ['an actor', 3, '"actor":"tester"', '"actor":"another"'],
    ['a time', 2, '"at_micros":', '"at_micros":1'],
    ['a detail', 5, '"verdict":"mismatch"', '"verdict":"verified"'],
    ['the first event', 1, 'engagement.create', 'engagement.copied'],
    ['the last event', 6, 'analysis.run', 'analysis.ran'],
    ['the stored hash', 4, '"entry_hash":"', '"entry_hash":"0'],
    ['the previous hash', 4, '"prev_hash":"', '"prev_hash":"0'],
    ['JSON into something else', 4, '{"sequence"', '"sequence"'],
  ])('shows that %s was edited, and where', async (_what, sequence, from, to) => {
    expect(await verdictAfter(edit(sequence, from, to))).toMatchObject({ verdict: 'mismatch', firstBreak: sequence })
  })

  it('shows a deleted, an inserted and a moved event', async () => {
    expect(await verdictAfter((db) => db.exec('DELETE FROM custody_events WHERE sequence = 3'))).toMatchObject({
      verdict: 'mismatch',
      events: 5,
      firstBreak: 4,
    })
    expect(await verdictAfter((db) => db.exec('DELETE FROM custody_events WHERE sequence = 1'))).toMatchObject({
      verdict: 'mismatch',
      firstBreak: 1,
    })
    expect(await verdictAfter((db) => db.exec('DELETE FROM custody_events'))).toEqual({
      verdict: 'mismatch',
      events: 0,
      firstBreak: 1,
    })
    expect(
      await verdictAfter((db) =>
        db.exec(
          'INSERT INTO custody_events (sequence, record) SELECT 7, record FROM custody_events WHERE sequence = 5',
        ),
      ),
    ).toMatchObject({ verdict: 'mismatch', events: 7 })
    expect(
      await verdictAfter((db) =>
        db.exec(
          'UPDATE custody_events SET sequence = 99 WHERE sequence = 2; UPDATE custody_events SET sequence = 2 WHERE sequence = 3; UPDATE custody_events SET sequence = 3 WHERE sequence = 99',
        ),
      ),
    ).toMatchObject({ verdict: 'mismatch' })
  })

  it('shows a chain that was computed anew from the middle on as long as one event after it was kept', async () => {
    const answer = await verdictAfter((db) => {
      const [record, later] = [3, 4].map(
        (sequence) =>
          db.prepare('SELECT record FROM custody_events WHERE sequence = ?').pluck().get(sequence) as string,
      )
      expect(later).toContain((JSON.parse(record ?? '') as { entry_hash: string }).entry_hash)
      db.prepare('UPDATE custody_events SET record = ? WHERE sequence = 3').run(
        (record ?? '').replace(/"entry_hash":"[0-9a-f]{64}"/, `"entry_hash":"${'1'.repeat(64)}"`),
      )
    })
    expect(answer).toMatchObject({ verdict: 'mismatch', firstBreak: 3 })
  })
})
