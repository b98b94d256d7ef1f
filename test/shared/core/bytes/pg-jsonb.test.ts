/** `jsonb::text`. The expected texts marked so are what PostgreSQL 15.20 printed for `select '…'::jsonb`. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  compareJsonbNames,
  jsonbObject,
  jsonbString,
  jsonbTextFromJson,
} from '../../../../src/shared/core/bytes/pg-jsonb.ts'

function jsonb(text: string): string {
  const bytes = new TextEncoder().encode(text)
  return jsonbTextFromJson(bytes, 0, bytes.length)
}

describe('jsonb text', () => {
  it.each([
    // Printed by PostgreSQL 15.20.
    [
      '{"bb":1.10,"a":{"z":[1,2.50e1],"y":null},"ccc":"é\\u0001\\/","bb":-0.0,"12":12345678901234567890}',
      '{"a": {"y": null, "z": [1, 25.0]}, "12": 12345678901234567890, "bb": 0.0, "ccc": "é\\u0001/"}',
    ],
    [
      '[0, -0, -0.00, 1e3, 1.5E3, 1.50e-3, 1e-7, 100e-2, 0e5, 0e-5, 1E+2, 123456789012345678901234567890.123456789]',
      '[0, 0, 0.00, 1000, 1500, 0.00150, 0.0000001, 1.00, 0, 0.00000, 100, 123456789012345678901234567890.123456789]',
    ],
    ['{"b":1,"a":2,"aa":3,"é":4,"z":5,"":6,"日":7}', '{"": 6, "a": 2, "b": 1, "z": 5, "aa": 3, "é": 4, "日": 7}'],
    [
      '"tab\\t nl\\n cr\\r bs\\b ff\\f quote\\" back\\\\ slash\\/ del\\u007f one\\u0001 us\\u001f ls\\u2028 emoji\\ud83d\\ude00"',
      '"tab\\t nl\\n cr\\r bs\\b ff\\f quote\\" back\\\\ slash/ del\u007f one\\u0001 us\\u001f ls\u2028 emoji😀"',
    ],
    [' { "a" : [ ] , "b" : { } , "c" : [ 1 , [ 2 ] ] } ', '{"a": [], "b": {}, "c": [1, [2]]}'],
    ['{"a":"x","\\u0061":"y"}', '{"a": "y"}'],
  ])('of %s', (text, expected) => {
    expect(jsonb(text)).toBe(expected)
  })

  it('of its own text is the same text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (value, pretty) => {
        const once = jsonb(JSON.stringify(value, null, pretty ? 2 : 0))
        expect(jsonb(once)).toBe(once)
      }),
      { numRuns: 500 },
    )
  })

  it('parses to the same value, whatever the numbers looked like', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value)
        // numeric has no sign on zero.
        const unsigned = JSON.parse(text.replaceAll(/(?<=^|[[,:])-0(?=$|[\],}])/g, '0')) as unknown
        expect(JSON.parse(jsonb(text))).toEqual(unsigned)
      }),
      { numRuns: 500 },
    )
  })

  it('orders names by the length of their bytes, then by the bytes', () => {
    const names = ['', 'b', 'a', 'Z', 'aa', 'é', 'zz', '日', 'abc', '😀', 'abcd']
    expect(names.toSorted(compareJsonbNames)).toEqual(['', 'Z', 'a', 'b', 'aa', 'zz', 'é', 'abc', '日', 'abcd', '😀'])
    expect(compareJsonbNames('same', 'same')).toBe(0)
  })

  it('of an object is made of texts that are values already', () => {
    const valueByName = new Map([
      ['bb', '1.10'],
      ['a"', '"x"'],
    ])
    expect(jsonbObject(valueByName)).toBe('{"a\\"": "x", "bb": 1.10}')
    expect(jsonbObject(new Map())).toBe('{}')
  })

  it('escapes what escape_json escapes and nothing else', () => {
    for (let code = 0; code < 0x300; code += 1) {
      const character = String.fromCharCode(code)
      expect(jsonbString(character)).toBe(JSON.stringify(character))
    }
  })

  it('keeps a name of __proto__ like any other', () => {
    expect(jsonb('{"__proto__":{"a":1},"a":2}')).toBe('{"a": 2, "__proto__": {"a": 1}}')
  })
})
