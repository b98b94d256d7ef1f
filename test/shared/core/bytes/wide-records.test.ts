/** Records of very many names: found and compared as in a narrow one, and in time that does not grow with the square. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { hasRepeatedName } from '../../../../src/shared/core/bytes/repeated-names.ts'

const encoder = new TextEncoder()

function scanOf(names: readonly string[]): { readonly scan: JsonScan; readonly bytes: Uint8Array } {
  const bytes = encoder.encode(`{${names.map((name, index) => `${JSON.stringify(name)}:${index}`).join(',')}}`)
  const scan = new JsonScan()
  expect(scan.scan(bytes, 0, bytes.length)).toBe(true)
  return { scan, bytes }
}

/** `Ab` and `BA` have one hash under h * 33 + c; so have all texts made of them. */
function colliding(count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    index.toString(2).padStart(16, '0').replaceAll('0', 'Ab').replaceAll('1', 'BA'),
  )
}

describe('a record of very many names', () => {
  const many = Array.from({ length: 200_000 }, (_, index) => `c${index}`)

  it('has a name twice or not, wherever the two stand', () => {
    expect(scanOf(many).scan.duplicateKeys).toBe(false)
    for (const again of ['c0', 'c199999', 'c77777']) expect(scanOf([...many, again]).scan.duplicateKeys).toBe(true)
    expect(scanOf([...many, 'c']).scan.duplicateKeys).toBe(false)
  })

  it('is searched alike before and after its index is made', () => {
    const { scan } = scanOf([...many, 'c5'])
    for (let round = 0; round < 3; round += 1) {
      for (const index of [0, 1, 5, 99_999, 199_999]) expect(scan.find(encoder.encode(`c${index}`))).toBe(index)
      for (const name of ['c200000', '', 'd', 'c00']) expect(scan.find(encoder.encode(name))).toBe(-1)
      expect(scan.find(encoder.encode('c5'), 6)).toBe(200_000)
    }
    const all = many.map((name) => scan.find(encoder.encode(name)))
    expect(all.every((found, index) => found === index)).toBe(true)
  })

  it('forgets the names of the record before', () => {
    const scan = new JsonScan()
    for (const prefix of ['a', 'b']) {
      const bytes = encoder.encode(`{${many.map((_, index) => `"${prefix}${index}":0`).join(',')}}`)
      expect(scan.scan(bytes, 0, bytes.length)).toBe(true)
      const found = Array.from({ length: 40 }, (_, index) => scan.find(encoder.encode(`${prefix}${index * 3}`)))
      expect(found).toEqual(Array.from({ length: 40 }, (_, index) => index * 3))
      expect(scan.find(encoder.encode(prefix === 'a' ? 'b7' : 'a7'))).toBe(-1)
    }
  })

  it('may have names that all hash alike', () => {
    const names = colliding(30_000)
    const { scan } = scanOf(names)
    expect(scan.duplicateKeys).toBe(false)
    expect(scanOf([...names, names[17] as string]).scan.duplicateKeys).toBe(true)
    for (let index = 0; index < 40; index += 1) expect(scan.find(encoder.encode(names[index] as string))).toBe(index)
  })

  it('agrees with a set of its names', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'é'), maxLength: 4 })
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 120 }), (names) => {
        const { scan, bytes } = scanOf(names)
        const repeated = new Set(names).size < names.length
        expect(hasRepeatedName(bytes, scan.keyStart, scan.keyEnd, scan.count)).toBe(repeated)
        expect(scan.duplicateKeys).toBe(repeated)
      }),
    )
  })
})
