/** A scanner that has read other records says the same of a record as one that has read none. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'

const encoder = new TextEncoder()

/** Few names, so that records share beginnings, repeat names, and differ in one letter, in an escape or in a space. */
const name = fc.constantFrom('a', 'b', 'bb', 'id', 'ida', '1', '12', 'é', '\\u0061', 'z', 'new_values')
const value = fc.constantFrom('1', '"x"', 'null', '{"a":1,"b":[{"a":2}]}', '{"b":1,"b":2}', '1.0', '[ ]', '"\\/"')
const colon = fc.constantFrom(':', ':', ':', ' :', ': ')
const member = fc.tuple(name, colon, value).map(([key, sign, content]) => `"${key}"${sign}${content}`)
const record = fc.array(member, { maxLength: 6 }).map((members) => `{${members.join(',')}}`)
const wide = fc
  .integer({ min: 20, max: 80 })
  .map((count) => `{${Array.from({ length: count }, (_, index) => `"n${index}":${index}`).join(',')}}`)
const text = fc.oneof(
  record,
  record,
  record,
  wide,
  record.map((whole) => whole.slice(0, -1)),
)

function said(scan: JsonScan, bytes: Uint8Array): unknown {
  const good = scan.scan(bytes, 0, bytes.length)
  if (!good) return [good, scan.error, scan.errorAt]
  const { count, stable, sorted, duplicateKeys, escapedNames, loneSurrogate, objectStart, objectEnd } = scan
  return [
    { count, stable, sorted, duplicateKeys, escapedNames, loneSurrogate, objectStart, objectEnd },
    [scan.keyStart, scan.keyEnd, scan.valueStart, scan.valueEnd, scan.kind].map((list) =>
      Array.from(list.subarray(0, count)),
    ),
  ]
}

describe('names compared with those of the record before', () => {
  it('change nothing that is said of a record', () => {
    let followed = 0
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 12 }), fc.nat({ max: 3 }), (texts, repeats) => {
        const used = new JsonScan()
        for (const [index, one] of texts.flatMap((each) => Array<string>(repeats + 1).fill(each)).entries()) {
          const bytes = encoder.encode(one)
          expect(said(used, bytes)).toEqual(said(new JsonScan(), bytes))
          if (index > 0) followed += 1
        }
      }),
      { numRuns: 3000 },
    )
    expect(followed).toBeGreaterThan(10_000)
  })
})
