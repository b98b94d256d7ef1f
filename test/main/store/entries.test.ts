import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { entryIdFrom } from '../../../src/shared/model/digest.ts'
import {
  entryMicros,
  findEntry,
  gridEntry,
  iterateEntries,
  pageEntries,
  selectEntryIds,
} from '../../../src/main/store/entries.ts'
import { EntryColumns, EntryColumnsWriter, type EntryRow } from '../../../src/main/store/entry-columns.ts'
import { closeStore, createStore, type WritableStore } from '../../../src/main/store/open.ts'
import { TileWriter } from '../../../src/main/store/tiles.ts'
import { createFrameWriter } from '../../../src/main/store/vault.ts'
import { temporaryFolder } from '../../support/temporary-engine.ts'

const blank: EntryRow = {
  line: 1,
  sequence: null,
  occurredMicros: null,
  actor: null,
  action: null,
  resourceType: null,
  resourceId: null,
}
/** Small, so that every test crosses frames. */
const rowsPerFrame = 3

let store: WritableStore
beforeEach(() => {
  store = createStore(join(temporaryFolder(), 'a.assay'))
})
afterEach(() => closeStore(store))

function write(sourceId: number, entries: readonly Partial<EntryRow>[]): void {
  const writeFrame = createFrameWriter(store, sourceId)
  for (let from = 0, frame = 0; from < entries.length; from += rowsPerFrame, frame += 1) {
    const part = entries.slice(from, from + rowsPerFrame)
    const columns = new EntryColumnsWriter()
    const tiles = new TileWriter()
    for (const [index, entry] of part.entries()) {
      columns.add({ ...blank, line: index + 1, ...entry })
      tiles.add('record', 9)
      tiles.add('framing', 1)
    }
    const { minMicros, maxMicros } = columns
    writeFrame({
      frame,
      byteStart: from * 10,
      byteLength: part.length * 10,
      entryStart: from,
      entries: part.length,
      lineBase: from,
      keyId: 0,
      minMicros,
      maxMicros,
      tiles: tiles.take(),
      columns: columns.take(),
      zstd: Buffer.alloc(0),
    })
  }
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

  it('keep their order and their gaps over many frames', () => {
    const wanted = ['5', '4', null, '9007199254740993', '-3', '1', null, '2251799813685249', '0', '-2251799813685250']
    write(
      1,
      wanted.map((text) => ({
        sequence: text === null ? null : Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text),
      })),
    )
    expect([...iterateEntries(store, 1)].map((place) => place.sequence)).toEqual(wanted)
  })
})

describe('places', () => {
  it('are those of the tiles, and lines count from the base of their frame', () => {
    write(
      1,
      Array.from({ length: 7 }, () => ({})),
    )
    const places = [...iterateEntries(store, 1)]
    expect(places.map((place) => place.byteStart)).toEqual([0, 10, 20, 30, 40, 50, 60])
    expect(places.map((place) => place.byteLength)).toEqual([9, 9, 9, 9, 9, 9, 9])
    expect(places.map((place) => place.line)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(findEntry(store, entryIdFrom(1, 6))).toEqual(places[6])
    expect(findEntry(store, entryIdFrom(1, 7))).toBeUndefined()
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

  it('give back the texts, cut at 256 characters', () => {
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

describe('times', () => {
  it('come back exactly, far ones and missing ones too', () => {
    const times = [0, -1, null, 8_999_999_999_999_999, -8_999_999_999_999_999, 1, null, 1_735_689_600_000_001]
    write(
      1,
      times.map((occurredMicros) => ({ occurredMicros })),
    )
    expect([...entryMicros(store, 1, 0, 8)]).toEqual(times.map((time) => time ?? Number.NaN))
    expect([...entryMicros(store, 1, 2, 3)]).toEqual([Number.NaN, times[3], times[4]])
    expect([...entryMicros(store, 1, 7, 3)]).toEqual([times[7], Number.NaN, Number.NaN])
  })

  it('any rows come back as they were', () => {
    const text = fc.option(
      fc.oneof(fc.string(), fc.string({ unit: 'binary', maxLength: 4 }), fc.constant('x'.repeat(200))),
    )
    const row = fc.record({
      line: fc.nat(1e9),
      sequence: fc.option(fc.oneof(fc.maxSafeInteger(), fc.bigInt())),
      occurredMicros: fc.option(fc.maxSafeInteger()),
      actor: text,
      action: text,
      resourceType: text,
      resourceId: text,
    })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
        const ascending = rows.toSorted((a, b) => a.line - b.line)
        const writer = new EntryColumnsWriter()
        for (const one of ascending) writer.add(one)
        const read = new EntryColumns(writer.take()).readRows()
        const word = (words: readonly string[], code: number): string | null =>
          code === 0 ? null : (words[code - 1] ?? null)
        expect(
          ascending.map((_, index) => ({
            line: read.lines[index],
            sequence: read.sequences[index],
            occurredMicros: Number.isNaN(read.micros[index]) ? null : read.micros[index],
            actor: word(read.actors, read.actor[index] ?? 0),
            action: word(read.actions, read.action[index] ?? 0),
            resourceType: word(read.types, read.type[index] ?? 0),
            resourceId: read.resources[index],
          })),
        ).toEqual(
          ascending.map((one) => ({
            ...one,
            sequence: one.sequence === null ? null : String(one.sequence),
            occurredMicros: one.occurredMicros,
            actor: one.actor?.toWellFormed() ?? null,
            action: one.action?.toWellFormed() ?? null,
            resourceType: one.resourceType?.toWellFormed() ?? null,
            resourceId: one.resourceId?.toWellFormed() ?? null,
          })),
        )
      }),
    )
  })
})
