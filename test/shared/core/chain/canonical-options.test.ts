/** What a form can do with members, against the programs' own functions where JavaScript has them. */
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { independentContent } from '../../../../src/main/io/second-opinion/plain-loop.ts'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { ByteSink, compileForm } from '../../../../src/shared/core/chain/canonical.ts'
import { canonicalSchema } from '../../../../src/shared/model/recipe.ts'
import { recordText } from './awkward-json.ts'
import { anyForm, fixedMembers } from './random-form.ts'

function content(form: object, text: string): string | undefined {
  const bytes = new TextEncoder().encode(text)
  const scan = new JsonScan()
  if (!scan.scan(bytes, 0, bytes.length)) throw new Error(`not scanned: ${text}`)
  const sink = new ByteSink()
  const written = compileForm(canonicalSchema.parse(form)).write(bytes, scan, sink)
  return written ? Buffer.from(sink.view()).toString('latin1') : undefined
}

const utf8 = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : Buffer.from(text, 'latin1').toString()

type Members = Record<string, unknown>

/** JSON.parse in a realm that has parsed nothing yet: what V8 13.6 remembers of objects before makes it mistake names. */
function parsedAfresh(text: string): unknown {
  return runInNewContext('JSON.parse(text)', { text })
}

/** The record without its hash, as a sealing system would have it in hand. */
function rest(text: string): Members {
  const parsed = parsedAfresh(text) as Members
  return Object.fromEntries(Object.entries(parsed).filter(([name]) => name !== 'kept'))
}

function sortedDeep(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedDeep).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const names = Object.keys(value).toSorted()
  return `{${names.map((name) => `${JSON.stringify(name)}:${sortedDeep((value as Members)[name])}`).join(',')}}`
}

/** `String` without the record's own `toString`, which would be called. */
function flat(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => (item === null ? '' : String(flat(item)))).join(',')
  return value !== null && typeof value === 'object' ? '[object Object]' : value
}

describe('options of json-stringify', () => {
  const form = { form: 'json-stringify', exclude: ['kept'] }

  it.each([
    [
      'sort: top',
      { ...form, sort: 'top' },
      (all: Members) => {
        const parts = Object.keys(all)
          .toSorted()
          .map((name) => `${JSON.stringify(name)}:${JSON.stringify(all[name])}`)
        return `{${parts.join(',')}}`
      },
    ],
    ['sort: deep', { ...form, sort: 'deep' }, sortedDeep],
    [
      'nested: allow-listed',
      { ...form, nested: 'allow-listed' },
      (all: Members) => JSON.stringify(all, Object.keys(all)),
    ],
    [
      'nested: allow-listed and sort',
      { ...form, nested: 'allow-listed', sort: 'top' },
      (all: Members) => JSON.stringify(all, Object.keys(all).toSorted()),
    ],
    [
      'nested: flattened',
      { ...form, nested: 'flattened' },
      (all: Members) =>
        JSON.stringify(Object.fromEntries(Object.entries(all).map(([name, value]) => [name, flat(value)]))),
    ],
    [
      'nulls: omit',
      { ...form, nulls: 'omit' },
      (all: Members) => JSON.stringify(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null))),
    ],
  ] as const)('%s is what JavaScript itself gives', (_name, given, expected) => {
    fc.assert(
      fc.property(recordText(fixedMembers), (text) => {
        // Backslashes in names are what the parser mistakes, `__proto__` in a list what JSON.stringify itself does.
        fc.pre(!text.includes('\\\\') && !(_name.includes('allow') && text.includes('__proto__')))
        expect(utf8(content(given, text))).toBe(expected(rest(text)))
      }),
      { numRuns: 400 },
    )
  })
})

describe('names with escapes', () => {
  it('are read as they are written, whatever the parser remembers of records before', () => {
    const before = String.raw`{"a":0, "x\\":1,"b":2}`
    const after = String.raw`{"a":0, "x\n":1,"b":2}`
    for (const form of [
      { form: 'json-stringify' },
      { form: 'jcs' },
      { form: 'json-stringify', include: ['a', 'x\n', 'b'] },
    ]) {
      for (let time = 0; time < 3; time += 1) {
        JSON.parse(before)
        content(form, before)
      }
      expect(content(form, after)).toContain(String.raw`"x\n":1`)
      const bytes = Buffer.from(after)
      expect(independentContent(bytes, 0, bytes.length, canonicalSchema.parse(form))?.toString()).toBe(
        content(form, after),
      )
    }
  })

  it('give no content where an allow-list would show a prototype', () => {
    expect(content({ form: 'json-stringify', nested: 'allow-listed' }, '{"__proto__":{},"a":{}}')).toBeUndefined()
  })
})

describe('options of every form that prints JSON', () => {
  const text =
    '{"id":"a-1","at":"2024-05-01T10:00:00.123456Z","total":79.90,"meta":{"b":1,"a":[{"y":1,"x":2}]},"gone":null,"h":"AB"}'

  it.each([
    [
      { form: 'json-stringify', exclude: ['h'], rename: { id: 'eventId' }, include: ['total', 'id'] },
      '{"total":79.9,"eventId":"a-1"}',
    ],
    [
      { form: 'json-stringify', include: ['id', 'at'], values: { at: { time: { digits: '3', zone: '+00:00' } } } },
      '{"id":"a-1","at":"2024-05-01T10:00:00.123+00:00"}',
    ],
    [{ form: 'json-stringify', include: ['at'], values: { at: { time: { epoch: 'ms' } } } }, '{"at":1714557600123}'],
    [
      { form: 'json-stringify', include: ['at'], values: { at: { time: { epoch: 'ms', as: 'text' } } } },
      '{"at":"1714557600123"}',
    ],
    [
      { form: 'jcs', include: ['total', 'h'], values: { total: { number: { decimals: 2 } }, h: { case: 'lower' } } },
      '{"h":"ab","total":79.90}',
    ],
    [
      {
        form: 'json-stringify',
        include: ['meta'],
        memberOrder: [
          ['x', 'y'],
          ['a', 'b'],
        ],
      },
      '{"meta":{"a":[{"x":2,"y":1}],"b":1}}',
    ],
    [
      { form: 'json-text', dialect: 'pg-json', include: ['id', 'meta'], values: { meta: { json: 'pg-jsonb-text' } } },
      '{"id":"a-1","meta":{"a": [{"x": 2, "y": 1}], "b": 1}}',
    ],
    [
      { form: 'json-text', dialect: 'python', include: ['total', 'gone'], nulls: 'keep' },
      '{"total": 79.9, "gone": null}',
    ],
    [
      { form: 'json-text', dialect: 'go', exclude: ['at', 'h', 'gone'], memberOrder: [['meta', 'id', 'total']] },
      '{"meta":{"a":[{"x":2,"y":1}],"b":1},"id":"a-1","total":79.9}',
    ],
  ])('%j', (form, expected) => {
    expect(content(form, text)).toBe(expected)
  })

  it('gives nothing where the language cannot hold a value', () => {
    expect(content({ form: 'json-text', dialect: 'python-utf8' }, '{"a":"\\ud800"}')).toBeUndefined()
    expect(content({ form: 'json-text', dialect: 'python' }, '{"a":"\\ud800"}')).toBe('{"a": "\\ud800"}')
    expect(content({ form: 'json-text', dialect: 'ruby' }, '{"a":1e400}')).toBeUndefined()
  })
})

describe('forms that list fields', () => {
  const text = '{"id":"é-1","n":null,"ok":true,"total":79.90,"at":1714557600,"doc":{"b": 1}}'
  const joined = { form: 'fields-joined', delimiter: '|' }
  const prefixed = { form: 'length-prefixed', length: 'decimal' }

  it.each([
    [{ ...joined, fields: ['id', 'n', 'ok'] }, 'é-1||true'],
    [{ ...joined, fields: ['id', 'n', 'ok'], nullText: 'NULL', booleans: 'True-False' }, 'é-1|NULL|True'],
    [{ ...joined, fields: ['ok', 'none'], booleans: '1-0', absentText: '-' }, '1|-'],
    [{ ...joined, fields: ['ok', 'n'], label: '=', rename: { ok: 'isOk' } }, 'isOk=true|n='],
    [
      {
        ...joined,
        fields: ['at', 'doc', 'total'],
        values: { at: { time: { digits: '0' } }, doc: { json: 'json-stringify' }, total: { number: 'double' } },
      },
      '2024-05-01T10:00:00Z|{"b":1}|79.9',
    ],
    [{ ...joined, fields: ['n'], values: { n: { json: 'python' } } }, 'null'],
    [{ ...joined, fields: ['n'], values: { n: { json: 'python' } }, nullText: 'None' }, 'None'],
    [{ ...prefixed, fields: ['id', 'n', 'ok'] }, '4:é-10:4:true'],
    [
      { ...prefixed, fields: ['id', 'n', 'ok'], unit: 'characters', nullPart: '-1:', delimiter: '\n' },
      '3:é-1\n-1:\n4:true',
    ],
    [{ ...prefixed, fields: ['none', 'ok'], mark: '#', absentPart: '!' }, '!4#true'],
  ])('%j', (form, expected) => {
    expect(utf8(content(form, text))).toBe(expected)
  })

  it('writes lengths as big-endian integers', () => {
    const form = { form: 'length-prefixed', fields: ['id', 'n'] }
    expect(content({ ...form, length: 'u32' }, text)).toBe('\0\0\0\u0004Ã©-1\0\0\0\0')
    expect(content({ ...form, length: 'u64', unit: 'characters' }, text)).toBe(
      '\0\0\0\0\0\0\0\u0003Ã©-1\0\0\0\0\0\0\0\0',
    )
    const long = `{"id":"${'x'.repeat(70_000)}"}`
    expect(content({ form: 'length-prefixed', length: 'u32', fields: ['id'] }, long)?.slice(0, 5)).toBe(
      '\0\u0001\u0011\u0070x',
    )
  })

  it('has no content where a field is missing and nothing stands for it', () => {
    expect(content({ ...joined, fields: ['none'] }, text)).toBeUndefined()
    expect(content({ ...prefixed, fields: ['none'] }, text)).toBeUndefined()
  })
})

describe('every form', () => {
  it('throws on no bytes that the scanner takes', () => {
    const scan = new JsonScan()
    const sink = new ByteSink()
    let scanned = 0
    const altered = fc.tuple(recordText(fixedMembers), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }))
    fc.assert(
      fc.property(altered, anyForm, ([text, changes], form) => {
        const bytes = Buffer.from(text)
        for (const [at, value] of changes) bytes[at % bytes.length] = value
        if (!scan.scan(bytes, 0, bytes.length)) return
        scanned += 1
        sink.reset()
        compileForm(form).write(bytes, scan, sink)
      }),
      { numRuns: 20_000 },
    )
    console.info(`${scanned} of 20000 altered records were still JSON to the scanner`)
    expect(scanned).toBeGreaterThan(4000)
  })

  it('takes time in proportion to a record that is wide, deep or long', () => {
    const wide = `{${Array.from({ length: 20_000 }, (_, index) => `"k${index}":{"k${index}":1}`).join(',')}}`
    const deep = `{"a":${'{"a":'.repeat(250)}1${'}'.repeat(250)}}`
    const long = `{"a":"${'\\u00e9/'.repeat(200_000)}","n":${'9'.repeat(200_000)},"at":"${'1'.repeat(200_000)}","e":1e999999999}`
    const value = {
      values: {
        a: { json: 'php' },
        n: { number: { decimals: 2 } },
        at: { time: { digits: '9' } },
        e: { number: { decimals: 2 } },
      },
    }
    for (const text of [wide, deep, long]) {
      for (const form of [
        { form: 'json-stringify', sort: 'deep', nested: 'allow-listed', memberOrder: [['k1', 'k2']] },
        { form: 'json-text', dialect: 'php', sort: 'deep', ...value },
        { form: 'json-text', dialect: 'python', ...value },
      ])
        expect(content(form, text)?.length ?? 0).toBeGreaterThanOrEqual(0)
    }
  })
})
