import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadHasher } from '../../../src/main/io/host/hashers.ts'
import {
  appendCustodyEvent,
  countCustodyEvents,
  custodyLines,
  pageCustodyEvents,
} from '../../../src/main/store/custody.ts'
import { closeStore, createStore, type WritableStore } from '../../../src/main/store/open.ts'
import { temporaryFolder } from '../../support/temporary-engine.ts'

let store: WritableStore
beforeEach(async () => {
  store = createStore(join(temporaryFolder(), 'a.assay'))
  const sha256 = await loadHasher('sha256')
  for (let index = 1; index <= 3; index += 1) {
    appendCustodyEvent(store, sha256, {
      atMicros: index * 1000,
      actor: 'tester',
      action: `step.${index}`,
      details: { index, text: 'ä "quoted"' },
    })
  }
})
afterEach(() => closeStore(store))

describe('the custody log', () => {
  it('is a hash chain that twelve lines of other code recompute', () => {
    let previous = '0'.repeat(64)
    let sequence = 0
    for (const line of custodyLines(store)) {
      const record = JSON.parse(line) as Record<string, unknown>
      const { entry_hash: entryHash, ...body } = record
      expect(record['sequence']).toBe((sequence += 1))
      expect(record['prev_hash']).toBe(previous)
      expect(createHash('sha256').update(JSON.stringify(body)).digest('hex')).toBe(entryHash)
      previous = entryHash as string
    }
    expect(sequence).toBe(3)
  })

  it('pages newest first with what was written', () => {
    expect(countCustodyEvents(store)).toBe(3)
    expect(pageCustodyEvents(store, 0, 2).map((event) => event.action)).toEqual(['step.3', 'step.2'])
    const [first] = pageCustodyEvents(store, 2, 10)
    expect(first).toMatchObject({
      sequence: 1,
      atMicros: 1000,
      actor: 'tester',
      details: { index: 1, text: 'ä "quoted"' },
      previousHash: '0'.repeat(64),
    })
    expect(pageCustodyEvents(store, 3, 10)).toEqual([])
  })

  it.each([
    ['UPDATE', "UPDATE custody_events SET record = '{}' WHERE sequence = 2"],
    ['UPDATE of its number', 'UPDATE custody_events SET sequence = 9 WHERE sequence = 3'],
    ['DELETE', 'DELETE FROM custody_events WHERE sequence = 3'],
    ['DELETE of all', 'DELETE FROM custody_events'],
    ['INSERT OR REPLACE', "INSERT OR REPLACE INTO custody_events (sequence, record) VALUES (2, '{}')"],
    ['REPLACE', "REPLACE INTO custody_events (sequence, record) VALUES (3, '{}')"],
    [
      'an upsert',
      "INSERT INTO custody_events (sequence, record) VALUES (1, '{}') ON CONFLICT (sequence) DO UPDATE SET record = excluded.record",
    ],
    ['INSERT OR IGNORE over a number', "INSERT OR IGNORE INTO custody_events (sequence, record) VALUES (2, '{}')"],
  ])('refuses %s', (_what, sql) => {
    const before = [...custodyLines(store)]
    expect(() => store.db.exec(sql)).toThrow('custody events are append-only')
    expect([...custodyLines(store)]).toEqual(before)
  })

  it('rolls an event back with the change it tells of', async () => {
    const sha256 = await loadHasher('sha256')
    const change = store.db.transaction(() => {
      appendCustodyEvent(store, sha256, { atMicros: 1, actor: 'tester', action: 'undone', details: {} })
      throw new Error('no')
    })
    expect(() => change()).toThrow('no')
    expect(countCustodyEvents(store)).toBe(3)
  })
})
