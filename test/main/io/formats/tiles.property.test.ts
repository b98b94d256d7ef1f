/** Whatever the bytes: readers never throw, tiles cover the source exactly, and nothing depends on how chunks are cut. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { createReader } from '../../../../src/main/io/formats/reader.ts'
import { handMade, hostileSource } from './hostile-source.ts'
import { recordTiles, TileRecorder } from './tile-recorder.ts'

/** Rounds per property; the fuzz script of the README asks for more. */
const numRuns = Number(process.env['ASSAY_FUZZ_RUNS'] ?? 400)
const seed = process.env['ASSAY_FUZZ_SEED'] === undefined ? undefined : Number(process.env['ASSAY_FUZZ_SEED'])
const parameters = seed === undefined ? { numRuns } : { numRuns, seed }
const limits = { maxRecordBytes: 96, maxDepth: 8, maxStatementBytes: 512, maxHeaderBytes: 64, headBytes: 16 }

describe.each(handMade)('a %s reader over any bytes', (format) => {
  const sources = fc.oneof(fc.uint8Array({ maxLength: 400 }), hostileSource(format))
  const cuts = fc.array(fc.nat(500), { maxLength: 12 })

  it('tiles the source exactly and says the same for every way to cut it into chunks', () => {
    fc.assert(
      fc.property(sources, cuts, fc.boolean(), (source, chosen, tight) => {
        const used = tight ? limits : {}
        const whole = recordTiles(format, source, [], used)
        expect(whole.covered).toBe(source.length)
        const split = recordTiles(format, source, chosen, used)
        expect(split).toEqual(whole)
      }),
      parameters,
    )
  })

  it('says the same when it is fed byte by byte', () => {
    fc.assert(
      fc.property(sources, fc.boolean(), (source, tight) => {
        const used = tight ? limits : {}
        const everywhere = Array.from({ length: source.length }, (_, index) => index)
        expect(recordTiles(format, source, everywhere, used)).toEqual(recordTiles(format, source, [], used))
      }),
      { ...parameters, numRuns: Math.ceil(numRuns / 4) },
    )
  })

  it('accepts only records that are one JSON object once their columns are named', () => {
    const scan = new JsonScan()
    fc.assert(
      fc.property(sources, (source) => {
        for (const tile of recordTiles(format, source).of('record')) {
          const json = Buffer.from(tile.json ?? '')
          expect(scan.scan(json, 0, json.length), tile.json).toBe(true)
        }
      }),
      parameters,
    )
  })

  it('keeps within the record cap and gives rejects only the head of what is longer', () => {
    fc.assert(
      fc.property(sources, (source) => {
        const recorder = recordTiles(format, source, [], limits)
        for (const tile of recorder.of('record')) expect(tile.byteLength).toBeLessThanOrEqual(limits.maxRecordBytes)
        for (const tile of recorder.of('rejected')) {
          const handedOver = tile.byteLength > limits.maxRecordBytes ? limits.headBytes : tile.byteLength
          expect(tile.text?.length).toBe(handedOver)
        }
      }),
      parameters,
    )
  })
})

describe('the physical count', () => {
  it('of an NDJSON source is its number of lines', () => {
    fc.assert(
      fc.property(hostileSource('ndjson'), (source) => {
        const recorder = recordTiles('ndjson', source)
        const physical = recorder.count('record') + recorder.count('rejected') + recorder.count('blank')
        const text = Buffer.from(source)
          .toString('latin1')
          .replace(/^\u00ef\u00bb\u00bf/, '')
        const lines = text.split('\n')
        // What follows the last line end is a line when it has a byte that is not a lone CR's remainder.
        expect(physical).toBe(lines.at(-1) === '' ? lines.length - 1 : lines.length)
      }),
      parameters,
    )
  })
})

describe('memory', () => {
  const mebibyte = 1024 * 1024

  it.each(handMade)('of a %s line far past the record cap stays near the cap, and the line is one reject', (format) => {
    const start = { ndjson: '', 'json-array': '[', csv: 'a,b\n', 'pg-dump': 'COPY public.t (a, b) FROM stdin;\n' }[
      format
    ]
    const recorder = new TileRecorder()
    const reader = createReader(format, recorder, { maxRecordBytes: 2 * mebibyte })
    const chunk = Buffer.alloc(mebibyte, 'x')
    const before = process.memoryUsage().arrayBuffers
    let most = 0
    reader.push(Buffer.from(start))
    for (let count = 0; count < 24; count += 1) {
      reader.push(chunk)
      most = Math.max(most, process.memoryUsage().arrayBuffers - before)
    }
    reader.end()
    const rejects = recorder.of('rejected').map((tile) => [tile.reason, tile.byteLength])
    expect(rejects).toEqual([['too-long', 24 * mebibyte]])
    // The carry doubles, and the one it replaces may not have been collected yet.
    expect(most).toBeLessThan(12 * mebibyte)
  })
})
