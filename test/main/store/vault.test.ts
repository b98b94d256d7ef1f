import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../src/shared/model/app-error.ts'
import { closeStore, createStore, type WritableStore } from '../../../src/main/store/open.ts'
import { TileWriter } from '../../../src/main/store/tiles.ts'
import { createFrameWriter, frameBytes, listFrames, readFrames, VaultReader } from '../../../src/main/store/vault.ts'
import { temporaryFolder } from '../../support/temporary-engine.ts'

/** More frames than the reader keeps, of odd sizes, one of them a single byte. */
const sizes = [1000, 1, 777, 4096, 13, 500, 500, 1234, 9, 2000, 31, 800]
const content = Buffer.alloc(sizes.reduce((sum, size) => sum + size, 0))
for (let at = 0; at < content.length; at += 1) content[at] = (at * 131 + (at >> 3)) & 255

let store: WritableStore
beforeEach(() => {
  store = createStore(join(temporaryFolder(), 'a.assay'))
  const write = createFrameWriter(store, 1)
  let byteStart = 0
  for (const [frame, byteLength] of sizes.entries()) {
    const tiles = new TileWriter()
    tiles.add('record', byteLength)
    write({
      frame,
      byteStart,
      byteLength,
      entryStart: frame,
      entries: 1,
      lineBase: 0,
      keyId: 0,
      minMicros: null,
      maxMicros: null,
      columns: Buffer.alloc(0),
      tiles: tiles.take(),
      zstd: zstdCompressSync(content.subarray(byteStart, byteStart + byteLength)),
    })
    byteStart += byteLength
  }
  // Another source next to it, which must never be read by mistake.
  createFrameWriter(
    store,
    2,
  )({
    frame: 0,
    byteStart: 0,
    byteLength: 4,
    entryStart: 0,
    entries: 1,
    lineBase: 0,
    keyId: 0,
    minMicros: null,
    maxMicros: null,
    columns: Buffer.alloc(0),
    tiles: Buffer.alloc(0),
    zstd: zstdCompressSync(Buffer.from('none')),
  })
})
afterEach(() => closeStore(store))

describe('a vault reader', () => {
  it('reads any range exactly, within a frame, over two and over all', () => {
    const reader = new VaultReader(store, 1)
    const edges = [0, 1, 999, 1000, 1001, 1002, 1778, 5874, content.length - 1, content.length]
    for (const start of edges) {
      for (const end of edges) {
        if (end < start || start === content.length) continue
        expect(reader.read(start, end - start).equals(content.subarray(start, end)), `${start}..${end}`).toBe(true)
      }
    }
  })

  it('reads backwards and forwards over more frames than it keeps', () => {
    const reader = new VaultReader(store, 1)
    const starts = listFrames(store, 1).map((span) => span.byteStart)
    for (const start of [...starts.toReversed(), ...starts]) expect(reader.read(start, 1)[0]).toBe(content[start])
  })

  it('hands out a copy that its next reads leave alone', () => {
    const reader = new VaultReader(store, 1)
    const first = reader.read(0, 16)
    first.fill(0)
    expect(reader.read(0, 16).equals(content.subarray(0, 16))).toBe(true)
  })

  it('refuses a range that the source does not have', () => {
    const reader = new VaultReader(store, 1)
    expect(() => reader.read(content.length - 1, 2)).toThrow(RangeError)
    expect(() => reader.read(content.length + 10, 1)).toThrow(RangeError)
    expect(() => new VaultReader(store, 3).read(0, 1)).toThrow(RangeError)
  })
})

describe('vault frames', () => {
  it('are listed without their bytes, in order, and cover the source', () => {
    const spans = listFrames(store, 1)
    expect(spans.map((span) => span.byteLength)).toEqual(sizes)
    expect(
      spans.every(
        (span, index) =>
          span.byteStart ===
          (index === 0 ? 0 : (spans[index - 1]?.byteStart ?? 0) + (spans[index - 1]?.byteLength ?? 0)),
      ),
    ).toBe(true)
    expect(Object.keys(spans[0] ?? {})).not.toContain('zstd')
  })

  it('are an internal fault when one is missing or unpacks to another length', () => {
    store.db.prepare('DELETE FROM vault_frames WHERE source_id = 1 AND frame = 3').run()
    expect(() => [...readFrames(store, 1, 2, 5)]).toThrow(AppError)
    store.db.prepare('UPDATE frames SET byte_length = byte_length + 1 WHERE source_id = 1 AND frame = 4').run()
    const [frame] = readFrames(store, 1, 4, 5)
    expect(() => frameBytes(frame as never)).toThrow(/unpacks to 13 bytes instead of 14/)
  })

  it('do not come back when the packed bytes were altered', () => {
    store.db.prepare('UPDATE vault_frames SET zstd = ? WHERE source_id = 1 AND frame = 0').run(Buffer.alloc(40, 7))
    expect(() => new VaultReader(store, 1).read(0, 10)).toThrow('Unknown frame descriptor')
  })
})
