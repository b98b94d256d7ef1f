import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textFromUtf8, utf8FromText } from '../../../../src/shared/core/bytes/utf8.ts'

const fatal = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** The oracle: the platform's own decoder, or undefined where it finds no UTF-8. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return fatal.decode(bytes)
  } catch {
    return undefined
  }
}

describe('UTF-8', () => {
  it('is written as TextEncoder writes it, half surrogate pairs included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.nat(0xffff)), (text, units) => {
        const broken = String.fromCharCode(...units)
        for (const given of [text, broken, text + broken])
          expect(utf8FromText(given)).toEqual(new TextEncoder().encode(given))
      }),
      { numRuns: 500 },
    )
  })

  it('is read back to the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const whole = text.toWellFormed()
        expect(textFromUtf8(utf8FromText(whole))).toBe(whole)
      }),
      { numRuns: 500 },
    )
  })

  it('holds every code point at the edges of its lengths', () => {
    for (const code of [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfeff, 0xfffd, 0xffff, 0x10000, 0x10ffff]) {
      const text = String.fromCodePoint(code)
      expect(textFromUtf8(new TextEncoder().encode(text))).toBe(text)
      expect(utf8FromText(text)).toEqual(new TextEncoder().encode(text))
    }
  })

  it('is never taken for text where the platform finds none, and never lost where it does', () => {
    const byte = fc.oneof(
      fc.constantFrom(
        0x00,
        0x41,
        0x7f,
        0x80,
        0xbf,
        0xc0,
        0xc1,
        0xc2,
        0xdf,
        0xe0,
        0xed,
        0xef,
        0xf0,
        0xf4,
        0xf5,
        0xf8,
        0xff,
      ),
      fc.constantFrom(0x8f, 0x90, 0x9f, 0xa0),
      fc.nat(255),
    )
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 8 }), (values) => {
        const bytes = Uint8Array.from(values)
        const text = textFromUtf8(bytes)
        const oracle = decoded(bytes)
        expect([values, oracle === undefined ? text.includes('\ufffd') : text === oracle]).toEqual([values, true])
      }),
      { numRuns: 5000 },
    )
  })

  it.each([
    ['an overlong slash', [0xc0, 0xaf], '\ufffd\ufffd'],
    ['an overlong of three bytes', [0xe0, 0x80, 0xaf], '\ufffd\ufffd\ufffd'],
    ['a surrogate', [0xed, 0xa0, 0x80], '\ufffd\ufffd\ufffd'],
    ['a code point beyond the last', [0xf4, 0x90, 0x80, 0x80], '\ufffd\ufffd\ufffd\ufffd'],
    ['a cut sequence', [0x41, 0xf0, 0x9f, 0x98], 'A\ufffd\ufffd\ufffd'],
    ['a start without continuation', [0xe2, 0x41, 0x42], '\ufffdAB'],
  ])('gives one replacement for each byte of %s', (_name, values, expected) => {
    expect(textFromUtf8(Uint8Array.from(values))).toBe(expected)
  })

  it('reads a range and does not look beyond it', () => {
    const bytes = new TextEncoder().encode('aé日b')
    expect(textFromUtf8(bytes, 1, 3)).toBe('é')
    expect(textFromUtf8(bytes, 3, 5)).toBe('\ufffd\ufffd')
    expect(textFromUtf8(bytes, 4, 4)).toBe('')
  })
})
