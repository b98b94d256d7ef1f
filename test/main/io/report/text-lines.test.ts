import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadFonts } from '../../../../src/main/io/report/fonts.ts'
import { breakLines, visibleText } from '../../../../src/main/io/report/text-lines.ts'

const byCharacter = (text: string): number => text.length
const font = loadFonts().text

describe('breaking lines', () => {
  it('breaks at blanks, then after separators, and digests in equal lines of whole groups of eight', () => {
    expect(breakLines('one two three', 8, byCharacter)).toEqual(['one two', 'three'])
    expect(breakLines('data/extracts/audit.ndjson', 16, byCharacter)).toEqual(['data/extracts/', 'audit.ndjson'])
    expect(breakLines('0123456789abcdef'.repeat(4), 60, byCharacter)).toEqual([
      '0123456789abcdef'.repeat(2),
      '0123456789abcdef'.repeat(2),
    ])
    expect(breakLines('0123456789abcdef'.repeat(4), 20, byCharacter)).toEqual(Array(4).fill('0123456789abcdef'))
    expect(breakLines(`0x${'ab'.repeat(32)}`, 36, byCharacter)).toEqual([`0x${'ab'.repeat(16)}`, 'ab'.repeat(16)])
    expect(breakLines('', 10, byCharacter)).toEqual([''])
    expect(breakLines('a\n\nb', 10, byCharacter)).toEqual(['a', '', 'b'])
  })

  it('loses no character and makes no line too wide', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 2, max: 30 }), (text, width) => {
        const lines = breakLines(text, width, byCharacter)
        expect(lines.join('').replace(/[ \n]/g, '')).toBe(text.replace(/[ \n]/g, ''))
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
      }),
    )
  })
})

describe('making text visible', () => {
  it('writes out what cannot be seen or is not in the font, and leaves the rest', () => {
    expect(visibleText('plain & <ok>', font)).toBe('plain & <ok>')
    expect(visibleText('naïve Ωμέγα Привет', font)).toBe('naïve Ωμέγα Привет')
    expect(visibleText('a\u202eb\u200bc\u0000\td\u00a0e', font)).toBe('a\\u{202e}b\\u{200b}c\\u{0} d e')
    expect(visibleText('\u4e2d\ud800', font)).toBe('\\u{4e2d}\\u{d800}')
  })
})
