import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesToHex, concatBytes, equalBytes, parseHex } from '../../../../src/shared/core/bytes/hex.ts'

const bytes = fc.uint8Array({ maxLength: 80 })

describe('hex', () => {
  it('is that of Buffer, for any bytes and any range of them', () => {
    fc.assert(
      fc.property(bytes, fc.nat(80), fc.nat(80), (value, from, to) => {
        expect(bytesToHex(value)).toBe(Buffer.from(value).toString('hex'))
        expect(bytesToHex(value, Math.min(from, value.length), Math.min(to, value.length))).toBe(
          Buffer.from(value.subarray(Math.min(from, value.length), Math.min(to, value.length))).toString('hex'),
        )
      }),
    )
  })

  it('is read back in either case, with or without 0x', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        const text = bytesToHex(value)
        for (const spelled of [text, text.toUpperCase(), `0x${text}`, `0X${text.toUpperCase()}`]) {
          expect(parseHex(spelled)).toEqual(value)
        }
      }),
    )
  })

  it.each([
    '0',
    'abc',
    '0x0',
    'zz',
    '0xzz',
    ' 00',
    '00 ',
    'g0',
    '0g',
    '\u0660\u0660',
    'é0',
    '0x0x00',
    '--',
    '/:',
    '@`',
  ])('refuses %j', (text) => {
    expect(parseHex(text)).toBeUndefined()
  })

  it('of nothing is nothing', () => {
    expect(parseHex('')).toEqual(new Uint8Array(0))
    expect(parseHex('0x')).toEqual(new Uint8Array(0))
  })
})

describe('bytes', () => {
  it('are equal only with the same length and the same bytes', () => {
    fc.assert(
      fc.property(bytes, bytes, (left, right) => {
        expect(equalBytes(left, right)).toBe(Buffer.from(left).equals(Buffer.from(right)))
        expect(equalBytes(left, left.slice())).toBe(true)
        if (left.length === 0) return
        const flipped = left.with(left.length - 1, (left[left.length - 1] as number) ^ 1)
        expect(equalBytes(left, flipped)).toBe(false)
        expect(equalBytes(left, left.subarray(1))).toBe(false)
      }),
    )
  })

  it('are joined as they stand, into memory of their own', () => {
    const part = Uint8Array.of(1, 2)
    const joined = concatBytes(part, new Uint8Array(0), Uint8Array.of(3))
    part[0] = 9
    expect(joined).toEqual(Uint8Array.of(1, 2, 3))
    expect(concatBytes()).toEqual(new Uint8Array(0))
  })
})
