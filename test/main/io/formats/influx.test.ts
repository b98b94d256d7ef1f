/** InfluxDB annotated CSV: tables, defaults and errors beyond what the fixtures hold. */
import { describe, expect, it } from 'vitest'
import { detectFormat } from '../../../../src/main/io/formats/detect-format.ts'
import { recordTiles } from './tile-recorder.ts'

const rows = (text: string): (string | undefined)[] =>
  recordTiles('influx-csv', Buffer.from(text))
    .of('record')
    .map(({ json }) => json)

describe('annotated CSV', () => {
  it('keeps null, default and the empty string apart', () => {
    const text = '#datatype,string,string,string\n#default,,dflt,\n,a,b,c\n,,,\n,"","",""\n,x,y,z\n'
    expect(rows(text)).toEqual([
      '{"a":null,"b":"dflt","c":null}',
      '{"a":"","b":"dflt","c":""}',
      '{"a":"x","b":"y","c":"z"}',
    ])
  })

  it('writes typed values as JSON writes them, and as strings where it cannot', () => {
    const text =
      '#datatype,long,unsignedLong,double,boolean,duration,double\n#group,false,false,false,false,false,false\n' +
      ',l,u,d,b,t,n\n,-9223372036854775808,18446744073709551615,1.10,false,1h2m,+Inf\n'
    expect(rows(text)).toEqual([
      '{"l":-9223372036854775808,"u":18446744073709551615,"d":1.10,"b":false,"t":"1h2m","n":"+Inf"}',
    ])
  })

  it('begins a new table at annotations, with or without a blank line before them', () => {
    const first = '#datatype,string\n,a\n,1\n'
    const second = '#datatype,long\n,a\n,2\n'
    expect(rows(first + second)).toEqual(['{"a":"1"}', '{"a":2}'])
    expect(rows(`${first}\n${second}\r\n\r\n${first}`)).toEqual(['{"a":"1"}', '{"a":2}', '{"a":"1"}'])
    expect(recordTiles('influx-csv', Buffer.from(`${first}\n${second}\n${first}`)).layouts).toHaveLength(2)
  })

  it('says that an error table leaves the answer incomplete', () => {
    const read = recordTiles('influx-csv', Buffer.from('error,reference\nFailed to parse query,897\n'))
    expect(read.notes).toEqual({ 'query-error': 1 })
    expect(read.details).toEqual(['query-error: line 2: Failed to parse query, 897'])
    expect([read.count('record'), read.count('rejected')]).toEqual([0, 0])
  })

  it('rejects a header that does not fit its annotations, and what is no annotation', () => {
    const read = recordTiles('influx-csv', Buffer.from('#datatype,string,long\n,a\n#unit,x\n'))
    expect(read.of('rejected').map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'syntax'],
      [3, 'unsupported'],
    ])
  })

  it('is cut inside a quote or before its last field', () => {
    const open = recordTiles('influx-csv', Buffer.from('#datatype,string,long\n,a,b\n,"x\n,2,3\n'))
    expect([open.cut, open.of('rejected').map(({ reason }) => reason)]).toEqual([true, ['truncated']])
    const short = recordTiles('influx-csv', Buffer.from('#datatype,string,long\n,a,b\n,x'))
    expect([short.cut, short.of('rejected').map(({ reason }) => reason)]).toEqual([true, ['truncated']])
  })

  it('is told by its annotations and nothing else', () => {
    const detect = (text: string): string | null => detectFormat(Buffer.from(text), 'query.csv', true).format
    expect(detect('#datatype,string,long\n,a,b\n,x,1\n')).toBe('influx-csv')
    expect(detect('name,time,value\ncpu,1,2\ncpu,2,3\n')).not.toBe('influx-csv')
    expect(detect('#comment,string\na,b\nc,d\n')).not.toBe('influx-csv')
  })

  it('declares no layouts without end', () => {
    const tables = Array.from({ length: 5000 }, (_, index) => `#datatype,string\n,c${index}\n,x\n`).join('')
    const read = recordTiles('influx-csv', Buffer.from(tables))
    expect(read.layouts).toHaveLength(4096)
    expect(read.count('record')).toBe(4096)
    expect(read.of('rejected')[0]?.reason).toBe('unsupported')
  })
})
