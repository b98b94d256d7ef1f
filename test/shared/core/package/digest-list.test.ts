import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { utf8FromText } from '../../../../src/shared/core/bytes/utf8.ts'
import { buildDigestList, compareDigests, parseDigestList } from '../../../../src/shared/core/package/digest-list.ts'
import { isPackagePath } from '../../../../src/shared/core/package/package-layout.ts'

const one = '1'.repeat(64)
const two = '2'.repeat(64)
const reasons = (text: string): string[] =>
  parseDigestList(utf8FromText(text), 'm').problems.map((problem) => problem.reason)

describe('a digest list', () => {
  it('has the form of sha256sum, sorted by path', () => {
    const list = buildDigestList(
      new Map([
        ['data/b', two],
        ['data/a b', one],
        ['data/B', one],
      ]),
    )
    expect(new TextDecoder().decode(list)).toBe(`${one}  data/B\n${one}  data/a b\n${two}  data/b\n`)
  })

  it('reads back what was built, for any paths', () => {
    const path = fc
      .stringMatching(/^[A-Za-z0-9_(@][A-Za-z0-9_\-+()@=,]{0,10}(?:\/[A-Za-z0-9_]{1,8}){0,3}$/)
      .filter(isPackagePath)
    fc.assert(
      fc.property(fc.dictionary(path, fc.stringMatching(/^[0-9a-f]{64}$/)), (entries) => {
        const digests = new Map(Object.entries(entries))
        const list = parseDigestList(buildDigestList(digests), 'm')
        expect(list.problems).toEqual([])
        expect(new Map(list.digestByPath)).toEqual(digests)
      }),
    )
  })

  it('refuses to list what a package cannot hold', () => {
    for (const path of [
      '../x',
      '/x',
      'a//b',
      'a/./b',
      '',
      'a\\b',
      'a\nb',
      '.hidden',
      'con',
      'data/aux.txt',
      'a.',
      'a ',
      'x'.repeat(201),
      'ü',
      'a:b',
      '~x',
      '-x',
    ]) {
      expect(isPackagePath(path), path).toBe(false)
      expect(() => buildDigestList(new Map([[path, one]]))).toThrow(RangeError)
    }
    expect(() => buildDigestList(new Map([['a', one.toUpperCase().replace('1', 'A')]]))).toThrow(RangeError)
  })

  it('names every line that is not exactly of that form', () => {
    expect(reasons(`${one} data/a\n`)).toEqual(['line-unreadable'])
    expect(reasons(`${one} *data/a\n`)).toEqual(['line-unreadable'])
    expect(reasons(`${'A'.repeat(64)}  data/a\n`)).toEqual(['line-unreadable'])
    expect(reasons(`${one.slice(1)}  data/a\n`)).toEqual(['line-unreadable'])
    expect(reasons(`\\${one}  data/a\n`)).toEqual(['line-unreadable'])
    expect(reasons(`${one}  data/a\r\n`)).toEqual(['path-refused'])
    expect(reasons(`${one}  ../a\n`)).toEqual(['path-refused'])
    expect(reasons(`${one}  ./data/a\n`)).toEqual(['path-refused'])
    expect(reasons(`${one}  data/a`)).toEqual(['line-end-missing'])
    expect(reasons(`${one}  data/a\n\n`)).toEqual(['line-unreadable'])
    expect(reasons(`${one}  data/b\n${one}  data/a\n`)).toEqual(['not-sorted'])
    expect(reasons(`${one}  data/a\n${two}  data/a\n`)).toEqual(['listed-twice'])
    expect(reasons(`${one}  data/a\n${one}  data/a\n`)).toEqual(['listed-twice'])
    expect(parseDigestList(Uint8Array.from([0xff, 0x0a]), 'm').problems[0]?.reason).toBe('encoding-invalid')
  })

  it('gathers all problems of a list and still reads its good lines', () => {
    const list = parseDigestList(utf8FromText(`nonsense\n${one}  data/a\n${one}  ../x\n${two}  data/b\n`), 'm')
    expect(list.problems.map((problem) => problem.reason)).toEqual(['line-unreadable', 'path-refused'])
    expect([...list.digestByPath.keys()]).toEqual(['data/a', 'data/b'])
  })
})

describe('comparing a list with files', () => {
  it('gathers every difference with what was expected and found', () => {
    const stated = new Map([
      ['a', one],
      ['b', one],
      ['c', one],
      ['u', one],
    ])
    const actual = new Map<string, string | null>([
      ['a', one],
      ['b', two],
      ['d', two],
      ['u', null],
    ])
    expect(compareDigests(stated, actual)).toEqual({
      n: 1,
      m: 5,
      problems: [
        { file: 'b', expected: one, actual: two, reason: 'digest-differs' },
        { file: 'c', expected: one, actual: null, reason: 'missing' },
        { file: 'd', expected: null, actual: two, reason: 'not-listed' },
        { file: 'u', expected: one, actual: null, reason: 'unreadable' },
      ],
    })
  })
})
