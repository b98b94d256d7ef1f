import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { jcsFromValue } from '../../../../src/shared/core/bytes/json-text.ts'
import type { JsonValue } from '../../../../src/shared/model/entry.ts'

const encoder = new TextEncoder()

function scanText(text: string): { good: boolean; scan: JsonScan; bytes: Uint8Array } {
  const bytes = encoder.encode(text)
  const scan = new JsonScan()
  return { good: scan.scan(bytes, 0, bytes.length), scan, bytes }
}

function parses(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

const spelled = fc.oneof(
  fc.json(),
  fc.json({ depthSize: 'large' }).map((text) => `{"a":${text}}`),
  fc
    .array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        'a',
        '0',
        '1',
        '-',
        '.',
        'e',
        ' ',
        '\\',
        'u',
        'true',
        'null',
        '"b":',
        '\n',
      ),
    )
    .map((parts) => parts.join('')),
  fc
    .tuple(fc.json(), fc.nat(), fc.string({ maxLength: 3 }))
    .map(([text, at, piece]) => `{"k":${text}}`.slice(0, at % 40) + piece + `{"k":${text}}`.slice(at % 40)),
)

describe('JSON scanner', () => {
  it('accepts exactly the objects that JSON.parse accepts', () => {
    fc.assert(
      fc.property(spelled, (text) => scanText(text).good === parses(text)),
      { numRuns: 5000 },
    )
  })

  it('calls a text stable only when parsing and printing gives the same text', () => {
    const anyText = fc.oneof(
      fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value)),
      spelled,
    )
    fc.assert(
      fc.property(anyText, (text) => {
        const { good, scan } = scanText(text)
        if (!good || !scan.stable) return true
        // White space around the object is not part of it.
        return JSON.stringify(JSON.parse(text)) === text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
      }),
      { numRuns: 5000 },
    )
  })

  it('calls a text sorted and stable only when it is its own RFC 8785 form', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme-ascii' }), fc.jsonValue()), (value) => {
        const text = jcsFromValue(value as JsonValue)
        if (text === undefined) return true
        const { scan } = scanText(text)
        return !(scan.stable && scan.sorted) || jcsFromValue(JSON.parse(text) as JsonValue) === text
      }),
    )
  })

  it.each([
    ['{"a":1.0}', false],
    ['{"a":1}', true],
    ['{"a":12345678901234567890}', false],
    ['{"a":-0}', false],
    ['{"a":1e2}', false],
    ['{"a":0.0000001}', false],
    ['{"a":0.000001}', true],
    ['{"a": 1}', false],
    ['{"a":"\\/"}', false],
    ['{"a":"\\u0041"}', false],
    ['{"a":"\\u001f"}', true],
    ['{"a":"\\u001F"}', false],
    ['{"b":1,"b":2}', false],
    ['{"a":{"x":1,"x":2}}', false],
    ['{"b":1,"10":2}', false],
    ['{"a":"\u2028é😀"}', true],
  ])('says whether %s survives re-serialisation: %s', (text, stable) => {
    expect(scanText(text).scan.stable).toBe(stable)
  })

  it('tells a cut text from a wrong one', () => {
    expect(scanText('{"a":1,"b":"x').scan.error).toBe('truncated')
    expect(scanText('{"a":1,,}').scan.error).toBe('json-syntax')
    expect(scanText('[1]').scan.error).toBe('json-not-an-object')
    expect(scanText(`{"a":${'['.repeat(300)}${']'.repeat(300)}}`).scan.error).toBe('too-deep')
  })

  it('finds repeated names and lone surrogates', () => {
    expect(scanText('{"a":1,"a":2}').scan.duplicateKeys).toBe(true)
    expect(scanText('{"a":"\\ud800"}').scan.loneSurrogate).toBe(true)
    expect(scanText('{"a":"\\ud83d\\ude00"}').scan.loneSurrogate).toBe(false)
    const many = Array.from({ length: 200 }, (_, index) => `"k${index}":0`).join(',')
    expect(scanText(`{${many},"k3":1}`).scan.duplicateKeys).toBe(true)
  })

  it('gives the ranges of names and values', () => {
    const { scan, bytes } = scanText(' { "é" : [1, 2] , "b":"x\\"y" } ')
    const text = (start: number, end: number): string => new TextDecoder().decode(bytes.subarray(start, end))
    expect(scan.count).toBe(2)
    expect(text(scan.keyStart[0] as number, scan.keyEnd[0] as number)).toBe('é')
    expect(text(scan.valueStart[0] as number, scan.valueEnd[0] as number)).toBe('[1, 2]')
    expect(text(scan.valueStart[1] as number, scan.valueEnd[1] as number)).toBe('"x\\"y"')
    expect(scan.find(encoder.encode('b'))).toBe(1)
  })
})
