import { describe, expect, it } from 'vitest'
import { recordTiles } from './tile-recorder.ts'

const read = (text: string, limits = {}) => recordTiles('csv', Buffer.from(text), [], limits)
const rows = (text: string): unknown[] =>
  read(text)
    .of('record')
    .map((tile) => JSON.parse(tile.json as string) as unknown)

describe('the CSV header', () => {
  it.each([',', ';', '\t', '|'])('decides for the delimiter %j', (delimiter) => {
    expect(rows(`a${delimiter}b\n1${delimiter}2\n`)).toEqual([{ a: '1', b: '2' }])
  })

  it('decides by the most frequent delimiter outside quotes', () => {
    expect(rows('"a,,,,b";c;d\n1;2;3\n')).toEqual([{ 'a,,,,b': '1', c: '2', d: '3' }])
  })

  it('is framing with its terminator, and may hold a line end in quotes', () => {
    const recorder = read('"a\nb",c\n1,2\n')
    expect(recorder.tiles[0]).toEqual({ kind: 'framing', byteStart: 0, byteLength: 8 })
    expect(recorder.of('record')[0]).toMatchObject({ line: 3, json: '{"a\\nb":"1","c":"2"}' })
  })

  it('with a quote that is never closed takes no records with it', () => {
    const recorder = read('id,"name\n1,a\n2,b\n')
    expect(recorder.count('record')).toBe(2)
    expect(recorder.notes).toEqual({ 'header-quotes': 1 })
  })

  it('that repeats or lacks a name is noted', () => {
    expect(read('a,a,\n1,2,3\n').notes).toEqual({ 'duplicate-columns': 1, 'unnamed-column': 1 })
  })

  it('longer than allowed leaves every record rejected, none dropped', () => {
    const recorder = read(`${'x'.repeat(100)}\n1\n2\n`, { maxHeaderBytes: 50, maxRecordBytes: 80 })
    expect(recorder.notes).toEqual({ 'no-header': 1 })
    expect(recorder.of('rejected').map((tile) => tile.reason)).toEqual([
      'too-long',
      'wrong-column-count',
      'wrong-column-count',
    ])
  })

  it('may follow blank lines, which are counted', () => {
    const recorder = read('\n\r\na,b\n1,2\n')
    expect(recorder.count('blank')).toBe(2)
    expect(recorder.of('record')[0]?.line).toBe(4)
  })
})

describe('a CSV record', () => {
  it('of one column may be an empty line, which is null', () => {
    expect(rows('a\n\nx\n""\n')).toEqual([{ a: null }, { a: 'x' }, { a: '' }])
  })

  it('with a zero byte is accepted and noted', () => {
    const recorder = read('a,b\n1,x\0y\n')
    expect(recorder.count('record')).toBe(1)
    expect(recorder.notes).toEqual({ 'nul-byte': 1 })
  })

  it('never begins inside the quotes of another', () => {
    const recorder = read('a,b\n1,"x\n2,y\n3,"z\n4,w\n')
    // The quote before z closes the one before x; what follows it on that line is a fault of the same record.
    expect(recorder.of('rejected').map((tile) => [tile.line, tile.reason])).toEqual([[2, 'csv-quote']])
    expect(recorder.of('record').map((tile) => tile.line)).toEqual([5])
  })

  it('with bytes that are not UTF-8 is rejected, also where a chunk begins or ends with them', () => {
    for (const [first, second] of [
      ['\x80x', 'y'],
      ['x', 'y\xc3'],
      ['x\xe2\x82', 'y'],
      ['\xbf', '\xf0\x9f'],
    ] as const) {
      const source = Buffer.from(`a,b\n${first},${second}\n1,2\n`, 'latin1')
      for (let cut = 0; cut < source.length; cut += 1) {
        const recorder = recordTiles('csv', source, [cut])
        expect(recorder.of('rejected').map((tile) => [tile.line, tile.reason])).toEqual([[2, 'invalid-utf8']])
        expect(recorder.of('record').map((tile) => tile.line)).toEqual([3])
      }
    }
  })

  it('with text between a closing quote and the delimiter is rejected, also when it is a carriage return', () => {
    const recorder = read('a,b\n"1"\r,2\n"1" ,2\n"1","2"\r\n')
    expect(recorder.of('rejected').map((tile) => [tile.line, tile.reason])).toEqual([
      [2, 'csv-quote'],
      [3, 'csv-quote'],
    ])
    expect(recorder.count('record')).toBe(1)
  })
})
