/** What formats of product logs share: pages and totals of envelopes, full arrays, samples that the prefix cuts. */
import { describe, expect, it } from 'vitest'
import { detectFormat } from '../../../../src/main/io/formats/detect-format.ts'
import { Probe } from '../../../../src/main/io/formats/probe.ts'
import { listFormats } from '../../../../src/main/io/formats/reader.ts'
import { type RecordedTile, recordTiles, type TileRecorder } from './tile-recorder.ts'

const okta = (index: number): string =>
  `{"uuid":"u-${index}","published":"2025-01-01T00:00:00.000Z","eventType":"a.b","actor":{"id":"1","alternateId":"x"},"outcome":{"result":"SUCCESS"}}`
const stripe = (index: number): string =>
  `{"id":"evt_${index}","object":"event","type":"a","created":1735689600,"data":{"object":{"pad":"${'x'.repeat(500)}"}}}`
const log = (index: number): string =>
  `{"log_id":"${index}","date":"2025-01-01T00:00:00Z","type":"s","client_id":"c","user_id":"u"}`
const each = (count: number, print: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => print(index)).join(',')
const read = (format: string, text: string): TileRecorder => recordTiles(format, Buffer.from(text))
const detected = (text: string, name: string): string | null =>
  detectFormat(Buffer.from(text).subarray(0, 64 * 1024), name, text.length <= 64 * 1024).format

describe('an array', () => {
  it.each([
    [99, {}],
    [100, { 'full-page': 1 }],
    [101, {}],
    [1000, { 'full-page': 1 }],
  ])('of %i elements of Okta is noted when it is a page', (count, notes) => {
    const recorder = read('okta', `[${each(count, okta)}]`)
    expect(recorder.count('record')).toBe(count)
    expect(recorder.notes).toEqual(notes)
  })

  it('counts elements that cannot be read too, and lines never', () => {
    expect(read('okta', `[${each(99, okta)},5]`).notes).toEqual({ 'full-page': 1 })
    expect(read('okta', Array.from({ length: 100 }, (_, index) => `${okta(index)}\n`).join('')).notes).toEqual({})
  })
})

describe('an envelope', () => {
  it('says that there is more by true or a text, and only as the last of its file', () => {
    const page = (more: string): string => `{"object":"list","data":[${stripe(1)}],"has_more":${more}}\n`
    expect(read('stripe-events', page('true')).notes).toEqual({ 'more-pages': 1 })
    expect(read('stripe-events', page('true')).details).toEqual(['more-pages: has_more'])
    expect(read('stripe-events', page('false')).notes).toEqual({})
    expect(read('stripe-events', page('true') + page('false')).notes).toEqual({})
    expect(read('stripe-events', page('false') + page('true')).notes).toEqual({ 'more-pages': 1 })
    for (const none of ['null', '""'])
      expect(read('gcp-logging', `{"entries":[{}],"nextPageToken":${none}}`).notes).toEqual({})
  })

  it('is found incomplete by its total, from the place that the page states', () => {
    const page = (start: number, total: string): string =>
      `{"start":${start},"limit":2,"length":2,"total":${total},"logs":[${each(2, log)}]}`
    expect(read('auth0', page(0, '2')).notes).toEqual({})
    expect(read('auth0', page(0, '3')).details).toEqual(['fewer-than-total: 2 of 3'])
    expect(read('auth0', page(4, '6')).notes).toEqual({})
    expect(read('auth0', page(4, '7')).notes).toEqual({ 'fewer-than-total': 1 })
    expect(read('auth0', `${page(0, '4')}\n${page(2, '4')}`).notes).toEqual({})
    expect(read('auth0', page(0, '"many"')).notes).toEqual({})
  })

  it('longer than the sample is recognised, pretty-printed or on one line', () => {
    const events = Array.from({ length: 300 }, (_, index) => JSON.parse(stripe(index)) as unknown)
    const reply = { object: 'list', data: events, has_more: true }
    for (const text of [JSON.stringify(reply), JSON.stringify(reply, null, 2)]) {
      expect(detected(text, 'events.json')).toBe('stripe-events')
      const recorder = read('stripe-events', text)
      expect(recorder.count('record')).toBe(300)
      expect(recorder.notes).toEqual({ 'more-pages': 1 })
    }
  })

  it('cut before its end is truncated and claims nothing about pages', () => {
    const recorder = read(
      'stripe-events',
      `{"object":"list","has_more":false,"data":[${stripe(1)},${stripe(2).slice(0, 50)}`,
    )
    expect(recorder.cut).toBe(true)
    expect(recorder.of('record').map((tile: RecordedTile) => tile.byteStart)).toHaveLength(1)
    expect(recorder.of('rejected').map((tile: RecordedTile) => tile.reason)).toEqual(['truncated'])
  })
})

describe('objects over several lines', () => {
  const pretty = (index: number): string => JSON.stringify(JSON.parse(okta(index)), null, 2)

  it('are records, whatever stands between them', () => {
    const text = `${pretty(1)}\n${pretty(2)}\n\n${pretty(3)}${okta(4)}`
    expect(detected(text, 'event.json')).toBe('okta')
    const recorder = read('okta', text)
    expect(recorder.of('record').map((tile) => [tile.line, tile.text])).toEqual([
      [1, pretty(1)],
      [13, pretty(2)],
      [26, pretty(3)],
      [37, okta(4)],
    ])
    expect(recorder.covered).toBe(text.length)
    expect(recorder.notes).toEqual({})
    expect(recorder.cut).toBe(false)
  })

  it('cost no neighbour when a string is damaged, and are truncated when the last is cut', () => {
    const text = `${pretty(1)}\n${pretty(2).replace('"a.b"', '"a.b')}\n${pretty(3)}\n${pretty(4).slice(0, 40)}`
    const recorder = read('okta', text)
    expect(recorder.of('record').map((tile) => tile.text)).toEqual([pretty(1), pretty(3)])
    const rejected = recorder.of('rejected')
    expect(rejected[0]?.line).toBe(13)
    expect(rejected.at(-1)).toMatchObject({ reason: 'truncated', line: 37 })
    expect(recorder.cut).toBe(true)
  })

  it('are not seen in lines whose first is damaged', () => {
    const recorder = read('okta', `${okta(1).slice(0, -1)}\n${okta(2)}\n`)
    expect(recorder.of('record').map((tile) => tile.line)).toEqual([2])
    expect(recorder.of('rejected').map((tile) => tile.line)).toEqual([1])
  })

  it('give the same tiles at every cut, with limits, damage and bytes that are no text', () => {
    const sources = [
      `\ufeff${pretty(1)}\r\n${pretty(2)}\r\n`,
      `${pretty(1)}\n]garbage{\n {"x":1}\n{"y":2}\n`,
      `${pretty(1)}\n${pretty(2).replace('"1"', '"1\n')}\n${pretty(3)}`,
      `{\n"a":"${'x'.repeat(300)}"}\n{"b":1}\n`,
    ]
    for (const text of sources) {
      const bytes = Buffer.from(text)
      for (const limits of [{}, { maxRecordBytes: 200, headBytes: 16 }]) {
        const whole = recordTiles('okta', bytes, [], limits)
        expect(whole.covered).toBe(bytes.length)
        for (let cut = 1; cut < bytes.length; cut += 1)
          expect(recordTiles('okta', bytes, [cut, cut + 1], limits)).toEqual(whole)
      }
    }
  })

  it('of another kind of value or of bytes beyond UTF-8 are rejected, each with its reason', () => {
    const bad = Buffer.concat([Buffer.from('{\n"a":"'), Buffer.from([0xff]), Buffer.from('"}\n{\n"b":1,}\n{"c":1}')])
    const recorder = recordTiles('okta', bad)
    expect(recorder.of('rejected').map((tile) => tile.reason)).toEqual(['invalid-utf8', 'json-syntax'])
    expect(recorder.of('record').map((tile) => tile.text)).toEqual(['{"c":1}'])
  })
})

describe('detection', () => {
  it('does not take a Stripe event per line for an envelope, though each has a member data', () => {
    const text = `${stripe(1)}\n${stripe(2)}\n`
    expect(detected(text, 'hooks.jsonl')).toBe('stripe-events')
    expect(read('stripe-events', text).count('record')).toBe(2)
  })

  it('throws at no value, whatever names an object has', () => {
    const hostile = '{"toString":1,"valueOf":1,"__proto__":1,"hasOwnProperty":1,"constructor":null}'
    const names = [
      'logName',
      'resourceId',
      'type',
      'code',
      'apiVersion',
      'action',
      'AuditData',
      '_id',
      'data',
      'object',
    ]
    const filled = names.map((name) => `"${name}":${hostile}`).join(',')
    const known =
      '"insertId":1,"timestamp":1,"time":1,"category":1,"operationName":1,"log_id":1,"date":1,"uid":1,"event":1'
    for (const text of [
      hostile,
      `{${filled},${known}}`,
      `[{${filled},${known}}]`,
      `{"value":[{${filled},${known}}]}`,
    ]) {
      const probe = new Probe(Buffer.from(text), 'x.json', true)
      for (const format of listFormats()) expect(() => format.detect(probe), format.id).not.toThrow()
    }
  })

  it('leaves home-made records to the formats for anything', () => {
    const guideB =
      '{"id":1,"actor_id":"u_17","action":"update","resource_type":"order","timestamp":"2025-01-01T00:00:00Z"}\n'
    expect(detected(guideB, 'audit.jsonl')).toBe('ndjson')
    expect(detected('[{"id":"1","type":"s","date":"2025-01-01","action":"repo.create"}]', 'a.json')).toBe('json-array')
    expect(detected('{"data":[{"id":1}],"has_more":true}', 'a.json')).not.toBe('stripe-events')
  })
})

describe('a name that a reader goes by', () => {
  it('may be spelled with escapes, and of equal names the last counts', () => {
    const event = (member: string): string => `{"auditID":"a",${member},"requestURI":"/","verb":"get"}\n`
    const early = { 'earlier-stage': 1 }
    expect(read('kubernetes-audit', event('"stage":"RequestReceived"')).notes).toEqual(early)
    expect(read('kubernetes-audit', event(String.raw`"\u0073tage":"RequestReceived"`)).notes).toEqual(early)
    const twice = event('"stage":"RequestReceived","stage":"ResponseComplete"')
    expect(read('kubernetes-audit', twice).notes).not.toHaveProperty('earlier-stage')

    const large = `"pad":"${'x'.repeat(100_000)}"`
    const kinds = (...members: string[]): number[] =>
      members.map((member) => read('omadia-export', `{${member},${large}}\n`).count('record'))
    expect(kinds('"kind":"entry"', String.raw`"\u006bind":"entry"`, '"kind":"header","kind":"entry"')).toEqual([
      1, 1, 1,
    ])
    expect(kinds('"kind":"entry","kind":"checkpoint"')).toEqual([0])
  })
})
