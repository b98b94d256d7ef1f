/** Whatever the bytes: an envelope reader never throws, its tiles cover the source, and chunks decide nothing. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { chooseJson, JsonEnvelopeReader } from '../../../../src/main/io/formats/parts/json-envelope.ts'
import type { ReaderLimits } from '../../../../src/main/io/formats/limits.ts'
import type { TileSink } from '../../../../src/main/io/formats/tile-sink.ts'
import { everyByte, recordEnvelope, recordWith } from './json-envelope-read.ts'

const numRuns = Number(process.env['ASSAY_FUZZ_RUNS'] ?? 600)
const tight = { maxRecordBytes: 96, maxDepth: 8, headBytes: 16 }

const shapes: readonly {
  readonly name: string
  readonly records: readonly (readonly string[])[]
  readonly open: string
}[] = [
  { name: 'one array', records: [['Records', '*']], open: '{"Records":[' },
  { name: 'a nested array', records: [['hits', 'hits', '*']], open: '{"took":5,"hits":{"total":{"value":1},"hits":[' },
  {
    name: 'arrays of arrays',
    records: [['r', '*', 's', '*', 'l', '*']],
    open: '{"r":[{"resource":{"a":[1]},"s":[{"scope":{},"l":[',
  },
  { name: 'two paths, one a single record', records: [['one'], ['many', '*']], open: '{"one":{"a":1},"many":[' },
]
const records = ['{"a":1}', '{"a":1,"a":2}', '{"s":"x\\n\\"y"}', '{"s":"\\ud800"}', '{"o":{"p":[1,{"q":null}]}}']
const marks = ['{', '}', '[', ']', ',', ',', ':', '"', '\\', ']}', '},{', ']}]}]}', '\n', '\n', '\r\n', ' ', '\t', '\0']
const places = ['"Records":[', '"Records"', '"hits":{"hits":[', '"s":[', '"l":[', '"many":[', '"one":', '{"r":[']
const envelopes = [
  '\n{"Records":[',
  '\n{"one":{}}\n',
  '\n{ "hits" :{"hits":[]}}\n',
  '{"Records":[{"a":1}]}',
  '{"r":[]}\n',
]
const others = [
  'true',
  'nul',
  '-0',
  '01',
  '"abc"',
  '"a,b"',
  '"open',
  '{"a":"b\n',
  '{"a"',
  'é',
  '😀',
  '\ufeff',
  'x',
  '[[[[[[[[[[',
]
const pieces = [
  ...records,
  ...marks,
  ...places,
  ...envelopes,
  ...others,
  '{"a":1}\n',
  '"x":null,',
  `{"long":"${'y'.repeat(120)}"}`,
  `"${'n'.repeat(120)}":1,`,
]

function source(open: string): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(
      fc.constantFrom(open, open, '', '\ufeff', ' \n', `${open}{"a":1}`, `${open}]`),
      fc.array(fc.constantFrom(...pieces), { maxLength: 24 }),
      fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 2 }),
    )
    .map(([first, rest, changes]) => {
      const bytes = Uint8Array.from(Buffer.from(first + rest.join('')))
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
      return bytes
    })
}

const cuts = fc.array(fc.nat(500), { maxLength: 12 })

describe.each(shapes)('an envelope of $name over any bytes', ({ records: paths, open }) => {
  const sources = fc.oneof(fc.uint8Array({ maxLength: 300 }), { weight: 5, arbitrary: source(open) })

  it('is tiled exactly, and the same for every way to cut it into chunks', () => {
    fc.assert(
      fc.property(sources, cuts, fc.boolean(), (bytes, chosen, small) => {
        const limits = small ? tight : {}
        const whole = recordEnvelope(paths, bytes, [], limits)
        expect(whole.recorder.covered).toBe(bytes.length)
        expect(recordEnvelope(paths, bytes, chosen, limits)).toEqual(whole)
        expect(recordEnvelope(paths, bytes, everyByte(bytes), limits)).toEqual(whole)
      }),
      { numRuns },
    )
  })

  it('gives records that are one JSON object within the cap, and rejects with their bytes or head', () => {
    const scan = new JsonScan()
    fc.assert(
      fc.property(sources, (bytes) => {
        const { recorder } = recordEnvelope(paths, bytes, [], tight)
        for (const tile of recorder.of('record')) {
          const json = Buffer.from(tile.text ?? '', 'latin1')
          expect(scan.scan(json, 0, json.length), tile.text).toBe(true)
          expect(tile.byteLength).toBeLessThanOrEqual(tight.maxRecordBytes)
        }
        for (const tile of recorder.of('rejected'))
          expect(tile.text?.length).toBe(tile.byteLength > tight.maxRecordBytes ? tight.headBytes : tile.byteLength)
      }),
      { numRuns },
    )
  })

  it('is read by whatever reader its shape chooses, alike for every way to cut it', () => {
    const make = (sink: TileSink, limits: ReaderLimits) =>
      chooseJson(sink, limits, { name: 'export.json', modifiedMicros: null }, { envelope: { records: paths } })
    fc.assert(
      fc.property(sources, cuts, (bytes, chosen) => {
        const whole = recordWith(make, bytes)
        expect(whole.covered).toBe(bytes.length)
        expect(recordWith(make, bytes, chosen)).toEqual(whole)
      }),
      { numRuns: Math.ceil(numRuns / 3) },
    )
  })
})

describe('an envelope whose records are arrays', () => {
  it('is tiled exactly, the same for every way to cut it, and gives arrays alone', () => {
    const spec = { records: [['Records', '*']], arrays: true }
    const make = (sink: TileSink, limits: ReaderLimits) => new JsonEnvelopeReader(sink, limits, spec)
    const sources = source('{"Records":[').map((bytes) =>
      Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('{"a":1}', '[1,"]"]'), 'latin1'),
    )
    fc.assert(
      fc.property(sources, cuts, (bytes, chosen) => {
        const whole = recordWith(make, bytes)
        expect(whole.covered).toBe(bytes.length)
        expect(recordWith(make, bytes, chosen)).toEqual(whole)
        for (const tile of whole.of('record'))
          expect(Array.isArray(JSON.parse(Buffer.from(tile.text ?? '', 'latin1').toString()))).toBe(true)
      }),
      { numRuns },
    )
  })
})

/** Values of any kind, printed by a writer that is not ours. */
const anyObject = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })

describe('an envelope that JSON.stringify wrote', () => {
  it('is read whole, however it is indented and whatever follows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(anyObject, { maxLength: 4 }), fc.nat(2)), { minLength: 1, maxLength: 4 }),
        (envelopes) => {
          const text = envelopes
            .map(([items, indent]) =>
              JSON.stringify({ n: items.length, Records: items, after: { x: [1] } }, null, indent),
            )
            .join('\n')
          const { recorder, told } = recordEnvelope([['Records', '*']], text)
          const read = recorder
            .of('record')
            .map((tile) => JSON.parse(Buffer.from(tile.text ?? '', 'latin1').toString()) as unknown)
          expect(read).toEqual(JSON.parse(JSON.stringify(envelopes.flatMap(([items]) => items))))
          expect([recorder.count('rejected'), recorder.cut]).toEqual([0, false])
          expect(told.filter((line) => line.startsWith('closed'))).toEqual(
            envelopes.map(([items]) => `closed ${items.length}`),
          )
        },
      ),
      { numRuns },
    )
  })
})

describe('memory and time', () => {
  const mebibyte = 1024 * 1024

  it.each(['{"Records":[{"a":"', '{"a":"', '{"a":[', '{"', '{"Records":[] ', '{"Records":[]}'])(
    'of what goes on for ever after %s stays near the cap',
    (start) => {
      let most = 0
      const before = process.memoryUsage().arrayBuffers
      const chunk = Buffer.alloc(mebibyte, 'x')
      const sizes = [Buffer.from(start), ...Array.from({ length: 24 }, () => chunk)]
      const source = Buffer.concat(sizes)
      const reader = recordWith(
        (sink, limits) => {
          const inner = chooseJson(
            sink,
            limits,
            { name: '', modifiedMicros: null },
            { envelope: { records: [['Records', '*']] } },
          )
          return {
            scan: inner.scan,
            push: (bytes) => {
              inner.push(bytes)
              most = Math.max(most, process.memoryUsage().arrayBuffers - before)
            },
            end: () => inner.end(),
          }
        },
        source,
        Array.from({ length: 24 }, (_, index) => index * mebibyte),
        { maxRecordBytes: 2 * mebibyte },
      )
      expect(reader.covered).toBe(source.length)
      // The source itself, chunks not yet collected, and a carry that doubles.
      expect(most).toBeLessThan(source.length + 40 * mebibyte)
    },
  )
})
