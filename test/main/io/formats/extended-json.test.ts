/**
 * Type wrappers of MongoDB Extended JSON v2 against the rules that its specification prints (MongoDB specifications,
 * "Extended JSON", sections "Conversion table" and "Parsers"): every type in canonical and relaxed form, and what a
 * parser must refuse. Values are reached through a profile's paths, as an import reaches them.
 */
import { describe, expect, it } from 'vitest'
import { extendedFactsFrom, wrapperFrom } from '../../../../src/main/io/formats/mongoexport/extended-json.ts'
import { JsonPathFinder } from '../../../../src/shared/core/bytes/json-path.ts'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { recordTiles } from './tile-recorder.ts'

type Case = readonly [json: string, type: string, mode: 'canonical' | 'relaxed' | 'legacy' | null]

const valid: readonly Case[] = [
  ['{"$oid":"5d505646cf6d4fe581014ab2"}', '$oid', null],
  ['{"$symbol":"s"}', '$symbol', null],
  ['{"$numberInt":"42"}', '$numberInt', 'canonical'],
  ['{"$numberInt":"-2147483648"}', '$numberInt', 'canonical'],
  ['{"$numberInt":"2147483647"}', '$numberInt', 'canonical'],
  ['{"$numberLong":"9223372036854775807"}', '$numberLong', 'canonical'],
  ['{"$numberLong":"-9223372036854775808"}', '$numberLong', 'canonical'],
  ['{"$numberDouble":"-1.5"}', '$numberDouble', 'canonical'],
  ['{"$numberDouble":"1.2345678921232E+18"}', '$numberDouble', 'canonical'],
  ['{"$numberDouble":"-0.0"}', '$numberDouble', 'canonical'],
  ['{"$numberDouble":"Infinity"}', '$numberDouble', null],
  ['{"$numberDouble":"-Infinity"}', '$numberDouble', null],
  ['{"$numberDouble":"NaN"}', '$numberDouble', null],
  ['{"$numberDecimal":"1.10"}', '$numberDecimal', null],
  ['{"$numberDecimal":"1E-6176"}', '$numberDecimal', null],
  ['{"$numberDecimal":"NaN"}', '$numberDecimal', null],
  ['{"$numberDecimal":"-Infinity"}', '$numberDecimal', null],
  ['{"$binary":{"base64":"","subType":"00"}}', '$binary', null],
  ['{"$binary":{"base64":"o0w498Or7cijeBSpkquNtg==","subType":"3"}}', '$binary', null],
  ['{"$binary":"o0w498Or7cijeBSpkquNtg==","$type":"04"}', '$binary', 'legacy'],
  ['{"$uuid":"c8edabc3-f738-4ca3-b68d-ab92a91478a3"}', '$uuid', null],
  ['{"$code":"function() {}"}', '$code', null],
  ['{"$code":"function() {}","$scope":{"x":{"$numberInt":"1"}}}', '$code', null],
  ['{"$timestamp":{"t":42,"i":1}}', '$timestamp', null],
  ['{"$timestamp":{"t":4294967295,"i":4294967295}}', '$timestamp', null],
  ['{"$regularExpression":{"pattern":"foo*","options":"ix"}}', '$regularExpression', null],
  ['{"$dbPointer":{"$ref":"db.c","$id":{"$oid":"57e193d7a9cc81b4027498b1"}}}', '$dbPointer', null],
  ['{"$date":{"$numberLong":"1565546054692"}}', '$date', 'canonical'],
  ['{"$date":"2019-08-11T17:54:14.692Z"}', '$date', 'relaxed'],
  ['{"$date":"2019-08-11T17:54:14Z"}', '$date', 'relaxed'],
  ['{"$date":{"$numberLong":"-1"}}', '$date', null],
  ['{"$date":{"$numberLong":"253402300800000"}}', '$date', null],
  ['{"$date":1565546054692}', '$date', 'legacy'],
  ['{"$minKey":1}', '$minKey', null],
  ['{"$maxKey":1}', '$maxKey', null],
  ['{"$undefined":true}', '$undefined', null],
]

const refused: readonly string[] = [
  '{"$oid":"5d505646cf6d4fe581014ab"}',
  '{"$oid":"5d505646cf6d4fe581014abz"}',
  '{"$oid":5}',
  '{"$oid":"5d505646cf6d4fe581014ab2","extra":1}',
  '{"$numberInt":42}',
  '{"$numberInt":"2147483648"}',
  '{"$numberInt":"1.0"}',
  '{"$numberInt":""}',
  '{"$numberLong":"9223372036854775808"}',
  '{"$numberLong":"0x1"}',
  '{"$numberDouble":1.5}',
  '{"$numberDouble":"1.5 "}',
  '{"$numberDouble":"abc"}',
  '{"$numberDecimal":"1.1.1"}',
  '{"$numberDecimal":1}',
  '{"$binary":{"base64":"a","subType":"00"}}',
  '{"$binary":{"base64":"","subType":"zz"}}',
  '{"$binary":{"base64":""}}',
  '{"$binary":"AAAA"}',
  '{"$uuid":"c8edabc3f7384ca3b68dab92a91478a3"}',
  '{"$timestamp":{"t":-1,"i":1}}',
  '{"$timestamp":{"t":4294967296,"i":1}}',
  '{"$timestamp":{"t":"1","i":1}}',
  '{"$regularExpression":{"pattern":"a"}}',
  '{"$date":"2019-08-11"}',
  '{"$date":"yesterday"}',
  '{"$date":{"$numberLong":1565546054692}}',
  '{"$date":{"$numberLong":"1","x":1}}',
  '{"$date":null}',
  '{"$minKey":2}',
  '{"$undefined":false}',
]

const plain: readonly string[] = ['{}', '{"a":1}', '{"$set":{"a":1}}', '{"$ref":"c","$id":1}', '{"$eq":1}']

describe('wrapperFrom', () => {
  it.each(valid)('%s is a value of its type', (json, type, mode) => {
    expect(wrapperFrom(JSON.parse(json) as Record<string, unknown>)).toEqual({ type, mode, fault: null })
  })

  it.each(refused)('%s is none', (json) => {
    expect(wrapperFrom(JSON.parse(json) as Record<string, unknown>)?.fault).toEqual(expect.any(String))
  })

  it.each(plain)('%s is a document and no wrapper', (json) => {
    expect(wrapperFrom(JSON.parse(json) as Record<string, unknown>)).toBeNull()
  })
})

describe('extendedFactsFrom', () => {
  it('tells the modes apart, and names the first fault with its path', () => {
    expect(extendedFactsFrom({ a: [{ b: { $numberInt: '1' } }] })).toMatchObject({ canonical: true, relaxed: false })
    expect(extendedFactsFrom({ a: 1, at: { $date: '2025-01-01T00:00:00Z' } })).toMatchObject({ relaxed: true })
    expect(extendedFactsFrom({ t: { $timestamp: { t: 1, i: 1 } }, m: { $minKey: 1 } })).toMatchObject({
      canonical: false,
      relaxed: false,
    })
    expect(extendedFactsFrom({ a: { b: [{ $oid: 'x' }] }, c: { $numberInt: 1 } }).fault).toBe(
      'a.b.0: $oid is not 24 hexadecimal digits',
    )
  })
})

describe('mongoexport', () => {
  const notesOf = (text: string): Record<string, number> => recordTiles('mongoexport', Buffer.from(text)).notes

  it('says each mode once for the whole source', () => {
    expect(notesOf('{"a":{"$numberInt":"1"}}\n{"a":{"$numberInt":"2"}}\n')).toEqual({ 'extended-json-canonical': 1 })
    expect(notesOf('{"a":{"$oid":"5d505646cf6d4fe581014ab2"},"n":1}\n')).toEqual({ 'extended-json-relaxed': 1 })
    expect(notesOf('{"a":{"$numberLong":"1"},"n":1}\n')).toEqual({ 'extended-json-legacy': 1 })
  })

  it('counts every document with a wrapper that its type does not allow', () => {
    expect(notesOf('[{"a":{"$oid":"x"}},{"a":{"$oid":"y"}},{"a":1}]')).toMatchObject({ 'extended-json-value': 2 })
  })

  it('finds nothing in text that only looks like a wrapper', () => {
    expect(notesOf(String.raw`{"a":"{\"$oid\":\"x\"}"}` + '\n')).toEqual({})
  })

  it.each([
    ['{"timestamp":{"$date":{"$numberLong":"1735689600123"}}}', 'timestamp.$date.$numberLong', '"1735689600123"'],
    ['{"timestamp":{"$date":"2025-01-01T00:00:00Z"}}', 'timestamp.$date', '"2025-01-01T00:00:00Z"'],
    ['{"n":{"$numberLong":"9007199254740993"}}', 'n.$numberLong', '"9007199254740993"'],
    ['{"n":{"$numberDecimal":"1.10"}}', 'n.$numberDecimal', '"1.10"'],
    ['{"id":{"$uuid":"c8edabc3-f738-4ca3-b68d-ab92a91478a3"}}', 'id.$uuid', '"c8edabc3-f738-4ca3-b68d-ab92a91478a3"'],
  ])('%s is mapped by its own text', (json, path, text) => {
    const bytes = Buffer.from(json)
    const scan = new JsonScan()
    const finder = new JsonPathFinder()
    expect(scan.scan(bytes, 0, bytes.length)).toBe(true)
    expect(finder.find(bytes, scan, path)).toBe(true)
    expect(Buffer.from(finder.bytes).toString('utf8', finder.start, finder.end)).toBe(text)
  })

  it('does not take a date as text for a date as a number', () => {
    const bytes = Buffer.from('{"timestamp":{"$date":"2025-01-01T00:00:00Z"}}')
    const scan = new JsonScan()
    scan.scan(bytes, 0, bytes.length)
    expect(new JsonPathFinder().find(bytes, scan, 'timestamp.$date.$numberLong')).toBe(false)
  })
})
