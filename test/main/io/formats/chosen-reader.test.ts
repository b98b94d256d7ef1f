import { describe, expect, it } from 'vitest'
import type { FormatId } from '../../../../src/shared/model/source.ts'
import { recordTiles, type TileRecorder } from './tile-recorder.ts'

const chosenByFirstByte: readonly FormatId[] = ['microsoft-365', 'shopify-activity', 'woocommerce-stream']
const kibi64 = 64 * 1024

/** What a reader says of `source`, handed over in chunks of `size` bytes. */
function read(format: FormatId, source: Buffer, size: number): TileRecorder {
  const cuts = Array.from({ length: Math.floor(source.length / size) }, (_, index) => (index + 1) * size)
  return recordTiles(format, source, cuts)
}

describe.each(chosenByFirstByte)('the reader that %s chooses by the first byte', (format) => {
  for (const before of [kibi64 - 1, kibi64, kibi64 + 4464]) {
    it(`does not depend on how ${before} blanks before the text are cut`, () => {
      const source = Buffer.concat([Buffer.alloc(before, 0x20), Buffer.from('[{"id":1},\n{"id":2}]\n')])
      const whole = read(format, source, source.length)
      for (const size of [997, kibi64 - 1, kibi64, kibi64 + 1]) expect(read(format, source, size)).toEqual(whole)
    })
  }
})

describe('a source that begins within the first 64 KiB', () => {
  it('is read as what its first byte says, after a byte order mark and blanks', () => {
    const text = Buffer.concat([Buffer.alloc(kibi64 - 4, 0x0a), Buffer.from('[{"id":1},{"id":2}]')])
    for (const source of [text, Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), text])]) {
      expect(read('woocommerce-stream', source, 1000).of('record').length).toBe(2)
    }
  })
})
