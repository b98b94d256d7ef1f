/** Names as the text has them, whatever was parsed before; everything else as ECMA-262 `JSON.parse` has it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isJson, parseJson, parseJsonWith } from '../../../../src/shared/core/bytes/parse-json.ts'

/** Names of the objects in the order in which they stand, without a parser's help. */
const namesOf = (value: unknown): string[] => Object.keys(value as object)

describe('names after an object of the same shape', () => {
  // The first name's characters begin the second one as it is written, and both are equally long.
  it.each([
    ['a line feed after a backslash', String.raw`"\\"`, String.raw`"\n"`, '\n'],
    ['a quote after a backslash', String.raw`"\\"`, String.raw`"\""`, '"'],
    ['an escape at the end', String.raw`"x\\"`, String.raw`"x\n"`, 'x\n'],
    ['an escape at the beginning', String.raw`"\\n"`, String.raw`"\na"`, '\na'],
    ['an escape by number', String.raw`"\\u0"`, String.raw`"\u0061bc"`, 'abc'],
    ['a pair of surrogates', String.raw`"\\u"`, String.raw`"\ud83d\ude00"`, '😀'],
  ])('are those of the text: %s', (what, first, second, name) => {
    const shape = (quoted: string): string => `{${JSON.stringify(what)}:0,${quoted}:1,"b":2}`
    expect(namesOf(parseJson(shape(first)))).toEqual([what, JSON.parse(first), 'b'])
    expect(namesOf(parseJson(shape(second)))).toEqual([what, name, 'b'])
    const nested = parseJson(`{"in":[${shape(first)},${shape(second)}]}`) as { in: object[] }
    expect(namesOf(nested.in[1])).toEqual([what, name, 'b'])
    // Space before the colon, and a value that ends in a backslash right before the name.
    const spaced = `{${JSON.stringify(what)}:"\\\\",${second} \n\t\r:1}`
    parseJson(`{${JSON.stringify(what)}:0,${first}:1}`)
    expect(namesOf(parseJson(spaced))).toEqual([what, name])
    expect(namesOf(parseJsonWith(shape(second), Number))).toEqual([what, name, 'b'])
  })
})

describe('any name after the one that it begins with as it is written', () => {
  const unit = fc.constantFrom('\\', '"', '\n', 'n', 'u', '0', '6', 'a', '/', 'é', '\ud83d', '\ude00')
  const place = fc.record({
    name: fc.string({ unit, minLength: 1, maxLength: 4 }),
    seed: fc.integer(),
    nested: fc.boolean(),
  })
  let places = 0
  const objectOf = (names: readonly string[]): object => {
    const made: Record<string, unknown> = {}
    for (const item of names) made[item] = 1
    return made
  }

  // Four members each: an object with another number of them is another object to the engine from the beginning.
  it.each([
    ['JSON', (names: readonly string[]): unknown => JSON.parse(JSON.stringify(objectOf(names)))],
    ['code', objectOf],
  ])('is that of the text, the other object made by %s', (by, make) => {
    const kept: unknown[] = []
    let mistaken = 0
    fc.assert(
      fc.property(place, ({ name, seed, nested }) => {
        const quoted = written(name, seeded(seed))
        // No other object begins with this member.
        places += 1
        const first = `${by} ${places}`
        kept.push(make([first, quoted.slice(1, 1 + name.length), 'b', 'c']))
        const object = `{${JSON.stringify(first)}:0,${quoted}:1,"b":[{}],"c":null}`
        const text = nested ? `[${object}]` : object
        const of = (value: unknown): string => JSON.stringify(namesOf(nested ? (value as unknown[])[0] : value))
        const wanted = JSON.stringify([...new Set([first, name, 'b', 'c'])].toSorted(byIndex))
        if (of(JSON.parse(text)) !== wanted) mistaken += 1
        expect(of(parseJson(text))).toBe(wanted)
      }),
      { numRuns: 1000, seed: 24 },
    )
    // Not one: this engine no longer has the fault, and parseJson may become JSON.parse.
    expect(mistaken).toBeGreaterThan(0)
  })
})

/** Names that are array indices come first. */
function byIndex(left: string, right: string): number {
  return Number(/^(?:0|[1-9]\d*)$/.test(right)) - Number(/^(?:0|[1-9]\d*)$/.test(left))
}

/** Each character of a string plainly or as one of its escapes. */
function written(text: string, draw: () => number): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charAt(at))
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  const plain = (unit: string): string => JSON.stringify(unit).slice(1, -1)
  return `"${units.map((unit) => (draw() < 0.3 ? escaped(unit) : plain(unit))).join('')}"`
}

function textOf(value: unknown, draw: () => number): string {
  const space = (): string => (draw() < 0.2 ? ' \n' : '')
  if (typeof value === 'string') return written(value, draw)
  if (Array.isArray(value)) return `[${value.map((item) => space() + textOf(item, draw) + space()).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([name, child]) => `${space()}${written(name, draw)}${space()}:${space()}${textOf(child, draw)}${space()}`,
  )
  return `{${members.join(',')}}`
}

function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

describe('a value', () => {
  it('comes back from any way of writing it', () => {
    const name = fc.oneof(
      fc.string({ unit: fc.constantFrom('\\', '"', '\n', 'n', 'u', '0', 'a', '/', '\ud83d'), maxLength: 4 }),
      fc.constantFrom('__proto__', 'toString', '7', '10', 'constructor'),
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, false, 0, -1.5, 1e21),
        fc.string(),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.array(fc.tuple(name, tie('value')), { maxLength: 5 }).map((members) => Object.fromEntries(members)),
      ),
    }))
    fc.assert(
      fc.property(value, fc.integer(), (wanted, seed) => {
        const text = textOf(wanted, seeded(seed))
        expect(JSON.stringify(parseJson(text))).toBe(JSON.stringify(wanted))
        expect(JSON.stringify(parseJsonWith(text, Number))).toBe(JSON.stringify(wanted))
      }),
      { numRuns: 2000, seed: 24 },
    )
  })

  it.each(['"a"', String.raw`"\u0061"`])('is read by the rules of JSON.parse under the name %s', (name) => {
    const read = (text: string): unknown => (parseJson(`{${name}:${text}}`) as { a: unknown }).a
    expect(read('-0')).toBe(-0)
    expect(read('1e400')).toBe(Infinity)
    expect(read('9007199254740993')).toBe(9007199254740992)
    expect(read('0.1')).toBe(0.1)
    expect(read('[1,[],{},null,true,false,"x\\"y"]')).toEqual([1, [], {}, null, true, false, 'x"y'])
    expect(JSON.stringify(parseJson(`{${name}:1,"b":2,"a":3}`))).toBe('{"a":3,"b":2}')
    expect(JSON.stringify(parseJson(`{${name}:1,"10":2,"2":3}`))).toBe('{"2":3,"10":2,"a":1}')
  })

  it('has a member named __proto__ like any other', () => {
    const value = parseJson(String.raw`{"\u005f_proto__":{"admin":true},"a":1}`) as object
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(Object.keys(value)).toEqual(['__proto__', 'a'])
    expect('admin' in value).toBe(false)
  })

  it('may be no object, and its numbers may be kept as they are written', () => {
    expect([parseJson('null'), parseJson(' "\\n" '), parseJson('\t12 '), parseJson('[]')]).toEqual([null, '\n', 12, []])
    const kept = parseJsonWith(String.raw`{"\n":[1.0,-0,1e400],"b":9007199254740993}`, (token) => `#${token}`)
    expect(kept).toEqual({ '\n': ['#1.0', '#-0', '#1e400'], b: '#9007199254740993' })
  })

  it('may be nested a million times', () => {
    const depth = 1_000_000
    const value = parseJson(`{"\\n":${'['.repeat(depth)}${']'.repeat(depth)}}`) as Record<string, unknown>
    let levels = 0
    for (let at: unknown = value['\n']; Array.isArray(at); at = at[0]) levels += 1
    expect(levels).toBe(depth)
  })
})

describe('text that is no JSON', () => {
  it.each([
    '',
    '{',
    '{"\\n":1',
    '{"\\n":1,}',
    '{"\\n"}',
    '{"\\x":1}',
    '{"\\',
    '"\\n":1',
    '{"\\n":01}',
    '{"\\n":1}}',
    '\\',
    '{"\\n":"\n"}',
    '\uFEFF{}',
  ])('is refused as JSON.parse refuses it: %j', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError)
    expect(() => parseJsonWith(text, Number)).toThrow(SyntaxError)
    expect(isJson(text)).toBe(false)
  })
})
