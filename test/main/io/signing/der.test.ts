import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DerError, integerValue, oidText, parseDer } from '../../../../src/main/io/signing/der-reader.ts'
import * as write from '../../../../src/main/io/signing/der-writer.ts'

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

describe('DER', () => {
  it('writes the examples of X.690 and of published certificates', () => {
    expect(write.oid('2.100.3')).toEqual(bytes('0603813403'))
    expect(write.oid('1.2.840.113549.1.7.2')).toEqual(bytes('06092a864886f70d010702'))
    expect(write.unsignedInteger(bytes('80'))).toEqual(bytes('02020080'))
    expect(write.unsignedInteger(bytes('0000'))).toEqual(bytes('020100'))
    expect(write.namedBits([0, 1])).toEqual(bytes('030206c0'))
    expect(write.octetString(new Uint8Array(200)).subarray(0, 3)).toEqual(bytes('0481c8'))
    expect(write.setOf([bytes('0402ff'), bytes('0401')])).toEqual(bytes('310504010402ff'))
  })

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.integer({ min: 0, max: 2 ** 31 - 1 }),
        fc.array(fc.nat(2 ** 30), { maxLength: 6 }),
        (content, value, arcs) => {
          const dotted = ['1', '3', ...arcs].join('.')
          const node = parseDer(
            write.sequence(write.octetString(content), write.smallInteger(value), write.oid(dotted)),
          )
          const [first, second, third] = node.children
          expect(first?.content).toEqual(content)
          expect(second === undefined ? -1 : integerValue(second)).toBe(value)
          expect(third === undefined ? '' : oidText(third)).toBe(dotted)
        },
      ),
    )
  })

  it('refuses lengths in another than the shortest form, and indefinite ones', () => {
    for (const hex of ['048101aa', '04820001aa', '3080040100', '30800000', '0485010000000001'])
      expect(() => parseDer(bytes(hex)), hex).toThrow(DerError)
    expect(parseDer(bytes('30800401aa0000'), true).children[0]?.content).toEqual(bytes('aa'))
  })

  it('refuses what is cut, what follows, and nesting without end', () => {
    for (const hex of ['', '04', '0402aa', '0401aabb', '1f0100'])
      expect(() => parseDer(bytes(hex)), hex).toThrow(DerError)
    let deep: Uint8Array = bytes('0500')
    for (let level = 0; level < 40; level += 1) deep = write.sequence(deep)
    expect(() => parseDer(deep)).toThrow(DerError)
    expect(() => parseDer(bytes('3080'.repeat(100_000)), true)).toThrow(DerError)
  })

  it('never throws anything but its own error, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (input, ber) => {
        expect(outcome(input, ber)).toMatch(/^(?:read|refused)$/)
      }),
    )
  })
})

function outcome(input: Uint8Array, ber: boolean): string {
  try {
    parseDer(input, ber)
    return 'read'
  } catch (error) {
    return error instanceof DerError ? 'refused' : String(error)
  }
}
