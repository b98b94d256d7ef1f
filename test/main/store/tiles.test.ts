import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tileKinds, type TileKind } from '../../../src/shared/model/source.ts'
import { readTiles, TileWriter } from '../../../src/main/store/tiles.ts'

interface Tile {
  readonly kind: TileKind
  readonly length: number
  readonly layout: number
}

const tile = fc.record({
  kind: fc.constantFrom(...tileKinds),
  length: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 2 ** 31 }), fc.constant(2 ** 48)),
  layout: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 })),
})

/** What readTiles must visit: starts add up, and only records carry a layout. */
function visitsOf(tiles: readonly Tile[]): unknown[] {
  let start = 0
  let layout = 0
  return tiles.map(({ kind, length, layout: own }) => {
    if (kind === 'record') layout = own
    const visit = { kind, start, length, layout }
    start += length
    return visit
  })
}

function read(bytes: Uint8Array): unknown[] {
  const visits: unknown[] = []
  readTiles(bytes, (kind, start, length, layout) => visits.push({ kind, start, length, layout }))
  return visits
}

describe('a tile list', () => {
  it('reads back as written, whatever the kinds, lengths and layouts, frame after frame', () => {
    fc.assert(
      fc.property(fc.array(fc.array(tile, { maxLength: 60 }), { minLength: 1, maxLength: 4 }), (frames) => {
        const writer = new TileWriter()
        for (const tiles of frames) {
          expect(writer.isEmpty).toBe(true)
          for (const { kind, length, layout } of tiles) writer.add(kind, length, layout)
          expect(writer.isEmpty).toBe(tiles.length === 0)
          expect(read(writer.take())).toEqual(visitsOf(tiles))
        }
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it('grows beyond its first buffer', () => {
    const writer = new TileWriter()
    for (let index = 0; index < 20_000; index += 1) writer.add('record', index)
    const visits = read(writer.take()) as { length: number; start: number }[]
    expect(visits).toHaveLength(20_000)
    expect(visits.at(-1)).toMatchObject({ length: 19_999, start: (19_999 * 19_998) / 2 })
  })

  it('takes two bytes for an everyday record', () => {
    const writer = new TileWriter()
    for (let index = 0; index < 1000; index += 1) writer.add('record', 600)
    expect(writer.take()).toHaveLength(2000)
  })
})
