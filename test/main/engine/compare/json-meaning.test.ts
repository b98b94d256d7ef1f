/** What counts as the same value between two forms, and what does not. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonMeaning } from '../../../../src/main/engine/compare/json-meaning.ts'

describe('the meaning of a JSON text', () => {
  it.each([
    ['{"a":1,"b":[true,null]}', '{ "b": [true, null], "a": 1 }'],
    ['{"a":1.50}', '{"a":1.5}'],
    ['{"a":1e3}', '{"a":1000}'],
    ['{"a":-0}', '{"a":0}'],
    ['{"a":"\\u00e9\\/"}', '{"a":"é/"}'],
    ['[1.0]', '[1]'],
    ['[]', '[ ]'],
    ['{}', '{\n}'],
  ])('is one for %s and %s', (left, right) => {
    expect(jsonMeaning(left)).not.toBeNull()
    expect(jsonMeaning(left)).toBe(jsonMeaning(right))
  })

  it.each([
    ['{"a":1}', '{"a":"1"}'],
    ['{"a":9007199254740993}', '{"a":9007199254740992}'],
    ['[1,2]', '[2,1]'],
    ['{"a":null}', '{}'],
    ['{"a":100}', '{"a":1}'],
    ['{"a":10.5}', '{"a":1.5}'],
    ['{"a":{"b":1}}', '{"a":{"b":2}}'],
  ])('differs for %s and %s', (left, right) => expect(jsonMeaning(left)).not.toBe(jsonMeaning(right)))

  it.each(['', 'x', '1', '"text"', '{', '[1', '{"a":}', '{"a":1}x', '[1,]', '{"a" 1}', '["\\x"]', '{"a":01}'])(
    'is none for %j',
    (text) => expect(jsonMeaning(text)).toBeNull(),
  )

  it('is none for nesting past its depth, and does not end the program', () => {
    expect(jsonMeaning('['.repeat(100_000))).toBeNull()
    expect(jsonMeaning(`${'['.repeat(60)}${']'.repeat(60)}`)).not.toBeNull()
  })

  it('is the same for a value however it is written', () => {
    fc.assert(
      fc.property(fc.object({ maxDepth: 3 }), (value) => {
        const text = JSON.stringify(value)
        const turned = JSON.stringify(reversed(JSON.parse(text)), null, 2)
        expect(jsonMeaning(turned)).toBe(jsonMeaning(text))
      }),
    )
  })
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, child]) => [name, reversed(child)]),
  )
}
