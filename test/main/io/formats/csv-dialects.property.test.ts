/** Any mixture of what dialects turn on: tiles cover the source, and neither tiles nor dialect depend on the chunks. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { recordTiles } from './tile-recorder.ts'

const numRuns = Number(process.env['ASSAY_FUZZ_RUNS'] ?? 400)
const seed = process.env['ASSAY_FUZZ_SEED'] === undefined ? undefined : Number(process.env['ASSAY_FUZZ_SEED'])
const parameters = seed === undefined ? { numRuns } : { numRuns, seed }

const pieces = [
  'sep=;\n', 'id;a\n', 'id,a\n', '1,2\n', '1;2\r', '\r', '\r\n', '\n', '"', '""', '\\"', '\\N', '\\\\', '\\', '\t', '\u0001', '^',
  "'a','b'\n", '2025-01-05', 'u@example.com', ',', ';', 'x', ' ', '\0', 'é', '😀', '\ud800',
] // prettier-ignore
const latin = ['\xfc', '\xe4\xf6', 'M\xfcller', '\x80', '\xff', '\xfe', '\xef\xbb\xbf', '\xff\xfe', '\xfe\xff'].map(
  (text) => Buffer.from(text, 'latin1'),
)
const encodings = ['utf8', 'utf16le', 'latin1'] as const

const source = fc
  .tuple(
    fc.constantFrom(...encodings),
    fc.boolean(),
    fc.array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...pieces) }, fc.constantFrom(...latin)), {
      maxLength: 30,
    }),
  )
  .map(([encoding, mark, parts]) =>
    Buffer.concat([
      encoding === 'utf16le' && mark ? Buffer.from([0xff, 0xfe]) : Buffer.alloc(0),
      ...parts.map((part) => (typeof part === 'string' ? Buffer.from(part, encoding) : part)),
    ]),
  )
const limits = { maxRecordBytes: 60, maxHeaderBytes: 33, headBytes: 10 }

describe('a CSV file in any dialect', () => {
  it('is covered by tiles that do not depend on its chunks, and its records are JSON objects', () => {
    const scan = new JsonScan()
    fc.assert(
      fc.property(source, fc.array(fc.nat(200), { maxLength: 8 }), fc.boolean(), (bytes, cuts, tight) => {
        const used = tight ? limits : {}
        const whole = recordTiles('csv', bytes, [], used)
        expect(whole.covered).toBe(bytes.length)
        expect(recordTiles('csv', bytes, cuts, used)).toEqual(whole)
        const everywhere = Array.from({ length: bytes.length }, (_, index) => index)
        expect(recordTiles('csv', bytes, everywhere, used)).toEqual(whole)
        for (const { json } of whole.of('record')) {
          const text = Buffer.from(json ?? '')
          expect(scan.scan(text, 0, text.length), json).toBe(true)
        }
      }),
      parameters,
    )
  })
})
