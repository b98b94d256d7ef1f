/** Paths of places in JSON text, against a walk over the parsed value. */
import { describe, expect, it } from 'vitest'
import { pathsAt } from '../../../../src/shared/core/sensitive/json-place.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Path of the one value that is `mark`, from the parsed record. */
function pathOfMark(value: unknown, path: string): string | undefined {
  if (value === 'mark') return path
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, child] of Object.entries(value)) {
    const part = Array.isArray(value) ? '*' : name
    const found = pathOfMark(child, path === '' ? part : `${path}.${part}`)
    if (found !== undefined) return found
  }
  return undefined
}

describe('the path of a place', () => {
  it.each([
    '{"a":"mark"}',
    '{"a":1,"b":"mark"}',
    '{"a":{"b":{"c":"mark"}},"d":1}',
    '{"a":{"b":1},"d":"mark"}',
    '{"a":[1,2,"mark"]}',
    '{"a":[{"b":1},{"b":"x","c":["mark"]}]}',
    '{ "a" : [ [ ] , { } , { "b c" : "mark" } ] }',
    '{"q\\"}{,:":"x","b":"mark"}',
    '{"t":"}{][,\\\\","b":{"x":"\\\\\\"","y":"mark"}}',
    '[{"a":"mark"}]',
    '{"\u00fc":{"\ud83d\ude00":"mark"}}',
  ])('in %s is where a parser finds it', (text) => {
    const place = Buffer.from(text).indexOf('mark')
    expect(pathsAt(bytesOf(text), [place])).toEqual([pathOfMark(JSON.parse(text), '')])
  })

  it('is found for several places in one pass, also for bare numbers and twice the same', () => {
    const text = '{"a":"one two","b":{"c":12345,"d":["x","y"]},"e":true}'
    const places = ['one', 'two', '12345', 'x', 'y', 'true'].map((part) => text.indexOf(part))
    expect(pathsAt(bytesOf(text), [places[0] as number, ...places])).toEqual([
      'a',
      'a',
      'a',
      'b.c',
      'b.d.*',
      'b.d.*',
      'e',
    ])
  })

  it('inside a name is that name', () => {
    expect(pathsAt(bytesOf('{"a":{"4539148803436467":1},"b":2}'), [10])).toEqual(['a.4539148803436467'])
  })

  it('is bounded and never an error, whatever the bytes are', () => {
    const deep = `${'{"a":'.repeat(5000)}"x"${'}'.repeat(5000)}`
    expect(pathsAt(bytesOf(deep), [deep.indexOf('"x"') + 1])[0]?.length).toBe(200)
    for (const text of ['', '"', '{', '}}}', '{"a', '{"a\\', ',,,', '[[[', '{"a":"\\'])
      expect(pathsAt(bytesOf(text), [0, 1, 5, 100])).toHaveLength(4)
  })
})
