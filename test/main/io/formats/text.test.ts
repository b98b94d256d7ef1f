/** What text logs have in common: lines to tiles, times to ISO, the years that syslog leaves out, hostile lines. */
import { describe, expect, it } from 'vitest'
import { createReader } from '../../../../src/main/io/formats/reader.ts'
import { isoFromDatePattern } from '../../../../src/main/io/formats/parts/text-date-pattern.ts'
import {
  findLineTime,
  isoFromClf,
  isoFromEpoch,
  parseNamedMonth,
  YearInference,
  zoneFrom,
} from '../../../../src/main/io/formats/parts/text-time.ts'
import { recordTiles, TileRecorder } from './tile-recorder.ts'

const micros = (iso: string): number => Date.parse(iso) * 1000
const kinds = (recorder: TileRecorder): string[] =>
  recorder.tiles.map(({ kind, byteStart, byteLength }) => `${kind} ${byteStart}+${byteLength}`)

function readSyslog(text: string, modified: string | null): TileRecorder {
  const recorder = new TileRecorder()
  const hints = { name: 'syslog', modifiedMicros: modified === null ? null : micros(modified) }
  const reader = createReader('syslog', recorder, {}, hints)
  reader.push(Buffer.from(text))
  reader.end()
  return recorder
}

const timesOf = (recorder: TileRecorder): unknown[] =>
  recorder.of('record').map(({ json }) => (JSON.parse(json ?? '{}') as Record<string, unknown>)['@time'] ?? null)

describe('lines of a text log', () => {
  it('are cut at LF and CR LF, with a byte order mark and blank lines told apart', () => {
    const read = recordTiles('key-value', Buffer.from('\ufeffa=1\r\n \t\nb=2\n'))
    expect(kinds(read)).toEqual([
      'framing 0+3',
      'record 3+3',
      'framing 6+2',
      'blank 8+2',
      'framing 10+1',
      'record 11+3',
      'framing 14+1',
    ])
    expect(read.notes).toEqual({ bom: 1, crlf: 1 })
  })

  it('are read without a last line end when they read, and are cut when they do not', () => {
    const whole = recordTiles('key-value', Buffer.from('a=1\nb=2'))
    expect([whole.notes, whole.cut, whole.count('record')]).toEqual([{ 'no-final-newline': 1 }, false, 2])
    const cut = recordTiles('key-value', Buffer.from('a=1\nb="2'))
    expect([cut.cut, cut.of('rejected').map(({ reason }) => reason)]).toEqual([true, ['truncated']])
  })

  it('keep zero bytes, and are rejects when they are not UTF-8', () => {
    const read = recordTiles('key-value', Buffer.from([...Buffer.from('a=\0\nb='), 0xe9, 0x0a]))
    expect(read.notes).toEqual({ 'nul-byte': 1, 'invalid-utf8': 1 })
    expect(read.of('record')[0]?.json).toBe('{"a":"\\u0000"}')
    expect(read.of('rejected').map(({ reason, line }) => [reason, line])).toEqual([['invalid-utf8', 2]])
  })

  it('past the record cap are one reject with the head of their bytes', () => {
    const source = Buffer.from(`a=${'x'.repeat(500)}\nb=2\n`)
    const read = recordTiles('key-value', source, [7, 300], { maxRecordBytes: 96, headBytes: 16 })
    const [reject] = read.of('rejected')
    expect([reject?.reason, reject?.byteLength, reject?.text?.length]).toEqual(['too-long', 502, 16])
    expect(read.count('record')).toBe(1)
  })

  it('of nothing are an empty source', () => {
    expect(recordTiles('syslog', Buffer.alloc(0)).notes).toEqual({ 'empty-source': 1 })
  })
})

describe('hostile lines', () => {
  const long = 2 * 1024 * 1024
  const lines: readonly (readonly [format: string, what: string, line: string])[] = [
    ['cef', 'an extension of equals signs', `CEF:0|a|b|c|d|e|5|k=${'='.repeat(long)}`],
    ['cef', 'an extension of backslashes', `CEF:0|a|b|c|d|e|5|k=${'\\'.repeat(long)}`],
    ['cef', 'an extension of keys', `CEF:0|a|b|c|d|e|5|${'k= '.repeat(long / 8)}`],
    ['cef', 'spaces before a key', `CEF:0|a|b|c|d|e|5|k=${' '.repeat(long)}=`],
    ['leef', 'delimiters', `LEEF:2.0|a|b|c|d|^|${'^'.repeat(long)}`],
    ['syslog', 'spaces in structured data', `<1>1 - - - - - [a${' '.repeat(long)}`],
    ['syslog', 'elements', `<1>1 - - - - - ${'[a]'.repeat(long / 8)}`],
    ['syslog', 'a tag that never ends', `Oct 11 22:14:15 host ${'a'.repeat(long)}`],
    ['access-log', 'brackets before a time', `a ${'['.repeat(long)}`],
    ['access-log', 'spaces before a time', `a - ${' '.repeat(long)}[10/Oct/2000:13:55:36 -0700] "`],
    ['access-log', 'a request of spaces', `a - - [10/Oct/2000:13:55:36 -0700] "${'A '.repeat(long / 2)}" 200 1`],
    ['key-value', 'equals signs', `a=${'='.repeat(long)}`],
    ['key-value', 'single quotes', `${"a='x ".repeat(long / 64)}`],
    ['line-protocol', 'backslashes', `a${'\\'.repeat(long)} b=1`],
    ['line-protocol', 'spaces', `a b=1${' '.repeat(long)}x`],
    ['line-protocol', 'digits', `a b=${'9'.repeat(long)}i`],
    ['influx-csv', 'fields', `#datatype${','.repeat(long)}`],
    ['acra', 'equals signs', `CEF:0|a|b|c|d|e|5|integrity=${'='.repeat(long)}`],
  ]

  it.each(lines)('%s: %s are covered by one tile', (format, _, line) => {
    const read = recordTiles(format, Buffer.from(`${line}\n`))
    expect(read.covered).toBe(line.length + 1)
    expect(read.count('record') + read.count('rejected') + (format === 'influx-csv' ? 1 : 0)).toBe(1)
  })

  it('do not make layouts without end: days that go back week by week stay within two years', () => {
    const days = Array.from({ length: 400 }, (_, index) => {
      const day = new Date(Date.UTC(2025, 0, 20) - index * 6 * 86_400_000)
      const name = day.toUTCString().slice(8, 11)
      return `${name} ${String(day.getUTCDate()).padStart(2)} 10:00:00 host app: x\n`
    })
    const read = readSyslog(days.join(''), '2025-01-20T12:00:00Z')
    expect(read.count('record')).toBe(400)
    expect(read.layouts.length).toBeLessThanOrEqual(4)
  })
})

describe('the years that RFC 3164 leaves out', () => {
  const line = (time: string): string => `${time} host app: x\n`

  it('come from the modification time: the last year that is not after it', () => {
    expect(timesOf(readSyslog(line('Mar  1 10:00:00'), '2025-06-01T00:00:00Z'))).toEqual(['2025-03-01T10:00:00'])
    expect(timesOf(readSyslog(line('Sep  1 10:00:00'), '2025-06-01T00:00:00Z'))).toEqual(['2024-09-01T10:00:00'])
  })

  it('turn with the order of the lines', () => {
    const text = line('Dec 30 10:00:00') + line('Dec 31 23:59:59') + line('Jan  1 00:00:00') + line('Jan  2 10:00:00')
    const read = readSyslog(text, '2025-01-02T10:00:00Z')
    expect(timesOf(read)).toEqual([
      '2024-12-30T10:00:00',
      '2024-12-31T23:59:59',
      '2025-01-01T00:00:00',
      '2025-01-02T10:00:00',
    ])
    expect(read.layouts.map((layout) => (layout.kind === 'rendered' ? layout.data : null))).toEqual([
      { year: 2024 },
      { year: 2025 },
    ])
    expect(JSON.parse(read.of('record')[0]?.json ?? '{}')).toMatchObject({ '@year_inferred': true })
  })

  it('survive lines that come a little late over the turn of the year', () => {
    const text = line('Dec 31 23:59:58') + line('Jan  1 00:00:01') + line('Dec 31 23:59:59') + line('Jan  1 00:00:02')
    expect(timesOf(readSyslog(text, '2025-01-01T10:00:00Z'))).toEqual([
      '2024-12-31T23:59:58',
      '2025-01-01T00:00:01',
      '2024-12-31T23:59:59',
      '2025-01-01T00:00:02',
    ])
  })

  it('stay when a file was put together in the wrong order', () => {
    const text = line('Mar  1 10:00:00') + line('Feb  1 10:00:00') + line('Mar  2 10:00:00')
    const read = readSyslog(text, '2025-03-03T00:00:00Z')
    expect(timesOf(read)).toEqual(['2025-03-01T10:00:00', '2025-02-01T10:00:00', '2025-03-02T10:00:00'])
    expect(read.notes).toEqual({})
  })

  it('are given up, and said to be, where the lines run over more than a year', () => {
    const text = line('Aug  1 10:00:00') + line('Dec  1 10:00:00') + line('Jan  1 10:00:00') + line('Aug  2 10:00:00')
    const read = readSyslog(text, '2025-09-01T00:00:00Z')
    expect(timesOf(read)).toEqual(['2025-08-01T10:00:00', null, null, null])
    expect(read.notes).toEqual({ 'year-contradicted': 1, 'year-not-inferred': 3 })
    expect(read.details[0]).toBe('year-contradicted: line 2')
  })

  it('are found for 29 February in a leap year only', () => {
    expect(timesOf(readSyslog(line('Feb 29 10:00:00'), '2026-06-01T00:00:00Z'))).toEqual(['2024-02-29T10:00:00'])
    expect(timesOf(readSyslog(line('Feb 30 10:00:00'), '2026-06-01T00:00:00Z'))).toEqual([null])
  })

  it('are not invented without a modification time, and not touched where the line has one', () => {
    expect(timesOf(readSyslog(line('Mar  1 10:00:00'), null))).toEqual([null])
    const given = readSyslog(line('Mar  1 2019 10:00:00.25'), '2025-01-01T00:00:00Z')
    expect(timesOf(given)).toEqual(['2019-03-01T10:00:00.25'])
    expect(given.of('record')[0]?.json).not.toContain('@year_inferred')
  })

  it('do not depend on absurd modification times', () => {
    const time = parseNamedMonth('Mar  1 10:00:00')
    for (const modified of [-1e15, 0, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE])
      expect(() => new YearInference(modified).yearOf(time as NonNullable<typeof time>)).not.toThrow()
  })
})

describe('times of text logs', () => {
  it('in Common Log Format become ISO 8601', () => {
    expect(isoFromClf('10/Oct/2000:13:55:36 -0700')).toBe('2000-10-10T13:55:36-07:00')
    expect(isoFromClf('29/Feb/2025:13:55:36 -0700')).toBeNull()
    expect(isoFromClf('10/Okt/2000:13:55:36 -0700')).toBeNull()
    expect(isoFromClf('10/Oct/2000:25:55:36 -0700')).toBeNull()
  })

  it('as epoch numbers take their unit from their length', () => {
    expect(isoFromEpoch('1583930295')).toBe('2020-03-11T12:38:15Z')
    expect(isoFromEpoch('1583930295.386')).toBe('2020-03-11T12:38:15.386Z')
    expect(isoFromEpoch('1583930295386')).toBe('2020-03-11T12:38:15.386Z')
    expect(isoFromEpoch('1583930295386123')).toBe('2020-03-11T12:38:15.386123Z')
    expect(isoFromEpoch('1583930295386123456')).toBe('2020-03-11T12:38:15.386123Z')
    expect(isoFromEpoch('158393029538')).toBeNull()
  })

  it('take only zones that mean one offset', () => {
    expect(['Z', 'UTC', 'GMT', '+0130', 'GMT+01:30', 'CET', 'EST', '+1'].map(zoneFrom)).toEqual([
      'Z',
      'Z',
      'Z',
      '+01:30',
      '+01:30',
      null,
      null,
      null,
    ])
  })

  it.each([
    ['2025-02-03 04:05:06.123+0100', 'yyyy-MM-dd HH:mm:ss.SSSZ', '2025-02-03T04:05:06.123+01:00'],
    ["03 Feb 2025 o'clock 4:05 PM", "dd MMM yyyy 'o''clock' h:mm a", '2025-02-03T16:05:00'],
    ['February 3, 2025 12:05:06 AM', 'MMMM d, yyyy hh:mm:ss a', '2025-02-03T00:05:06'],
    ['2025/02/03T04:05:06Z', "yyyy/MM/dd'T'HH:mm:ssX", '2025-02-03T04:05:06Z'],
    ['03/02/25', 'dd/MM/yy', null],
    ['2025-02-30', 'yyyy-MM-dd', null],
    ['2025-02-03 04:05:06 CET', 'yyyy-MM-dd HH:mm:ss z', null],
    ['2025-02-03', 'EEE yyyy-MM-dd', null],
    ['2025 2025', 'yyyy yyyy', null],
    ['x(+', 'x(+', null],
  ])('%s by the pattern %s', (text, pattern, wanted) => {
    expect(isoFromDatePattern(text, pattern)).toBe(wanted)
  })
})

describe('the time of a line', () => {
  it.each([
    ['192.0.2.7 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 1', '2000-10-10T20:55:36Z', true],
    ['2025-03-01T10:20:30.123456+01:00 host app: x', '2025-03-01T09:20:30.123Z', true],
    ['level=info ts="2025-03-01 10:20:30,5" msg=x', '2025-03-01T10:20:30.500Z', false],
    ['CEF:0|a|b|c|d|e|5|rt=Feb 03 2025 04:05:06', '2025-02-03T04:05:06Z', false],
    ['{"at":"2025-03-01T10:20:30Z"}', '2025-03-01T10:20:30Z', true],
  ])('of %s', (line, wanted, zoned) => {
    const found = findLineTime(line)
    expect(found?.micros).toBeCloseTo(micros(wanted), -4)
    expect([found?.zoned, found?.yearInferred]).toEqual([zoned, false])
    expect(line.slice(found?.at, (found?.at ?? 0) + (found?.text.length ?? 0))).toBe(found?.text)
  })

  it('without a year needs the time of the last modification', () => {
    const line = '<34>Oct 11 22:14:15 host su: x'
    expect(findLineTime(line)).toBeNull()
    const found = findLineTime(line, micros('2025-01-01T00:00:00Z'))
    expect(found).toMatchObject({ iso: '2024-10-11T22:14:15', yearInferred: true, zoned: false, at: 4 })
  })

  it('is the first that exists, and none when there is none', () => {
    expect(findLineTime('2025-99-01T10:20:30Z then 2025-03-01T10:20:30Z')?.iso).toBe('2025-03-01T10:20:30Z')
    expect(findLineTime('no time here')).toBeNull()
    expect(findLineTime(`${'x'.repeat(600)}2025-03-01T10:20:30Z`)).toBeNull()
  })
})
