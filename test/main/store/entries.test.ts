import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { entryIdFrom } from '../../../src/shared/model/digest.ts'
import {
  countByDay,
  createEntryWriter,
  findEntry,
  gridEntry,
  iterateEntries,
  pageEntries,
  selectEntryIds,
  type NewEntry,
} from '../../../src/main/store/entries.ts'
import { closeStore, createStore, type WritableStore } from '../../../src/main/store/open.ts'
import { temporaryFolder } from '../../support/temporary-engine.ts'

const blank: NewEntry = {
  index: 0,
  byteStart: 0,
  byteLength: 10,
  line: 1,
  sequence: null,
  occurredMicros: null,
  actor: null,
  action: null,
  resourceType: null,
  resourceId: null,
}

let store: WritableStore
beforeEach(() => {
  store = createStore(join(temporaryFolder(), 'a.assay'))
})
afterEach(() => closeStore(store))

function write(sourceId: number, entries: readonly Partial<NewEntry>[]): void {
  const add = createEntryWriter(store, sourceId)
  for (const [index, entry] of entries.entries())
    add({ ...blank, index, line: index + 1, byteStart: index * 10, ...entry })
}

function finishedSource(sourceId: number): void {
  store.db
    .prepare(
      `INSERT INTO sources (source_id, state, name, path_given, format, profile, profile_hash, bytes, sha256, layouts, receipt, entries, imported_at_micros)
       VALUES (?, 'finished', 'n', 'p', 'ndjson', '{}', '', 0, ?, '[]', '{}', 0, 0)`,
    )
    .run(sourceId, String(sourceId))
}

describe('sequence numbers', () => {
  it.each([
    ['below 2^53', 48_291_037, '48291037'],
    ['2^53 + 1 as bigint', 9_007_199_254_740_993n, '9007199254740993'],
    ['the largest of 64 bits', 9_223_372_036_854_775_807n, '9223372036854775807'],
    ['negative beyond 2^53', -9_007_199_254_740_993n, '-9007199254740993'],
    [
      'more digits than 64 bits hold, as text',
      '340282366920938463463374607431768211456',
      '340282366920938463463374607431768211456',
    ],
    ['zero', 0, '0'],
    ['none', null, null],
  ])('%s come back exactly', (_what, sequence, text) => {
    write(1, [{ sequence }])
    expect(findEntry(store, entryIdFrom(1, 0))?.sequence).toBe(text)
    expect(gridEntry(store, entryIdFrom(1, 0))?.sequence).toBe(text)
    expect([...iterateEntries(store, 1)].map((place) => place.sequence)).toEqual([text])
  })

  it('are stored as integers, not as floating point', () => {
    write(1, [{ sequence: 7 }, { sequence: 9_007_199_254_740_993n }])
    expect(store.db.prepare('SELECT DISTINCT typeof(sequence) FROM entries').pluck().all()).toEqual(['integer'])
  })
})

describe('pages of entries', () => {
  it('hold the consecutive entries asked for and none of the next source', () => {
    write(
      1,
      Array.from({ length: 50 }, (_, index) => ({ sequence: index })),
    )
    write(2, [{ sequence: 900 }])
    expect(pageEntries(store, 1, 10, 3).map((row) => row.sequence)).toEqual(['10', '11', '12'])
    expect(pageEntries(store, 1, 48, 10).map((row) => row.sequence)).toEqual(['48', '49'])
    expect(pageEntries(store, 1, 50, 10)).toEqual([])
    expect([...iterateEntries(store, 1, 47)].map((place) => place.sequence)).toEqual(['47', '48', '49'])
  })

  it('give back the texts, cut at 256 characters, and a word once', () => {
    const long = 'x'.repeat(300)
    write(1, [
      { actor: 'ann', action: long, resourceType: 'order', resourceId: long },
      { actor: 'ann', action: 'b' },
    ])
    expect(pageEntries(store, 1, 0, 1)[0]).toMatchObject({
      actor: 'ann',
      action: long.slice(0, 256),
      resourceType: 'order',
      resourceId: long.slice(0, 256),
    })
    expect(store.db.prepare('SELECT count(*) FROM words').pluck().get()).toBe(4)
    expect(store.db.prepare('SELECT count(DISTINCT actor) FROM entries').pluck().get()).toBe(1)
  })
})

describe('a filter', () => {
  const indexes = (query: Parameters<typeof selectEntryIds>[1]): number[] =>
    [...selectEntryIds(store, query)].map((id) => id % 2 ** 32)

  beforeEach(() => {
    finishedSource(1)
    write(1, [
      { actor: 'ann', action: 'user.login', resourceType: 'order', resourceId: 'ord_1', occurredMicros: 100 },
      { actor: 'ann2', action: 'user.log*in', resourceType: 'ord', resourceId: 'x', occurredMicros: 200 },
      { actor: 'Ann', action: 'user.[login]', resourceId: 'ORD_1', occurredMicros: null },
      { actor: null, action: null, occurredMicros: 300 },
    ])
    // A source that is still being imported is invisible.
    write(2, [{ actor: 'ann', occurredMicros: 100 }])
  })

  it('is exact and case-sensitive, or a prefix with a trailing star', () => {
    expect(indexes({ actor: 'ann' })).toEqual([0])
    expect(indexes({ actor: 'ann*' })).toEqual([0, 1])
    expect(indexes({ actor: '*' })).toEqual([0, 1, 2])
    expect(indexes({ actor: 'an' })).toEqual([])
    expect(indexes({ actor: '' })).toEqual([0, 1, 2, 3])
  })

  it('takes pattern characters inside a prefix as they are', () => {
    expect(indexes({ action: 'user.log*i*' })).toEqual([1])
    expect(indexes({ action: 'user.[l*' })).toEqual([2])
    expect(indexes({ action: 'user.?*' })).toEqual([])
  })

  it("looks for a resource in the entry's type and id", () => {
    expect(indexes({ resource: 'ord*' })).toEqual([0, 1])
    expect(indexes({ resource: 'ord' })).toEqual([1])
    expect(indexes({ resource: 'ord_1' })).toEqual([0])
  })

  it('takes times half-open and drops entries without one', () => {
    expect(indexes({ fromMicros: 100, toMicros: 200 })).toEqual([0])
    expect(indexes({ fromMicros: 101 })).toEqual([1, 3])
    expect(indexes({ toMicros: 301 })).toEqual([0, 1, 3])
  })

  it('joins its conditions', () => {
    expect(indexes({ actor: 'ann*', fromMicros: 150, resource: 'x' })).toEqual([1])
    expect(indexes({ sourceId: 1, breakRuns: [] })).toEqual([])
  })
})

describe('counts by day', () => {
  it('cut days at midnight UTC, before 1970 as well', () => {
    const day = 86_400_000_000
    write(1, [
      { occurredMicros: 0 },
      { occurredMicros: day - 1 },
      { occurredMicros: day },
      { occurredMicros: -1 },
      { occurredMicros: -day },
      { occurredMicros: -day - 1 },
      {},
    ])
    expect(countByDay(store, 1)).toEqual([
      { day: -2, count: 1 },
      { day: -1, count: 2 },
      { day: 0, count: 2 },
      { day: 1, count: 1 },
    ])
  })
})
