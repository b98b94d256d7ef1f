import { describe, expect, it } from 'vitest'
import { csvCell, csvFile } from '../../../src/main/engine/package/csv-file.ts'

describe('a cell of an extract', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+49 30', "'+49 30"],
    ['-cmd', "'-cmd"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', `"'\t=1"`],
    ['\r=1', `"'\r=1"`],
    ['\n=1', `"'\n=1"`],
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
  ])('that begins like a formula is defused: %j', (text, expected) => {
    expect(csvCell(text)).toBe(expected)
  })

  it.each([
    ['-12', '-12'],
    ['-0.50', '-0.50'],
    ['a=b', 'a=b'],
    ['2025-03-01T00:00:00Z', '2025-03-01T00:00:00Z'],
    ['', ''],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    [' blank', '" blank"'],
  ])('is otherwise as it was, quoted where it must be: %j', (text, expected) => {
    expect(csvCell(text)).toBe(expected)
  })

  it('lines end with CR LF, the header first', () => {
    expect(Buffer.from(csvFile(['a', 'b'], [['1', '-x']])).toString('utf8')).toBe("a,b\r\n1,'-x\r\n")
  })
})
