import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonScan } from '../../../../src/shared/core/bytes/json-scan.ts'
import { ByteSink, compileForm } from '../../../../src/shared/core/chain/canonical.ts'
import type { CanonicalForm } from '../../../../src/shared/model/recipe.ts'

function canonical(form: CanonicalForm, text: string): string | undefined {
  const bytes = new TextEncoder().encode(text)
  const scan = new JsonScan()
  if (!scan.scan(bytes, 0, bytes.length)) throw new Error(`not scanned: ${text}`)
  const sink = new ByteSink()
  return compileForm(form).write(bytes, scan, sink) ? new TextDecoder().decode(sink.view()) : undefined
}

const raw = (exclude: string[]): CanonicalForm => ({ form: 'raw-minus-fields', exclude })

describe('canonical forms', () => {
  it.each([
    ['{"a":1,"h":2,"b":3}', ['h'], '{"a":1,"b":3}'],
    ['{"h":2,"b":3}', ['h'], '{"b":3}'],
    ['{"a":1,"h":2}', ['h'], '{"a":1}'],
    ['{"a":1,"p":0,"h":2}', ['h', 'p'], '{"a":1}'],
    ['{"p":0,"a":1,"h":2}', ['h', 'p'], '{"a":1}'],
    ['{"p":0,"h":2}', ['h', 'p'], '{}'],
    ['{ "a" : 1 , "h" : 2 }', ['h'], '{ "a" : 1 }'],
    ['{ "h": 2, "a": 1 }', ['h'], '{ "a": 1 }'],
    ['{"a":1,"h":2,"h":3}', ['h'], '{"a":1}'],
    ['{"a":1}', ['h'], '{"a":1}'],
    ['{}', ['h'], '{}'],
  ])('cuts members out of the raw text: %s without %s', (text, exclude, expected) => {
    expect(canonical(raw(exclude), text)).toBe(expected)
  })

  it('gives JSON.stringify of the object without the excluded members, whichever way it takes', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.oneof(fc.constantFrom('h', 'p', 'x', '1', '__proto__'), fc.string()), fc.jsonValue()),
        fc.boolean(),
        (value, pretty) => {
          const text = JSON.stringify(value, null, pretty ? 1 : 0)
          const without = Object.fromEntries(
            // A fresh realm: V8 13.6 mistakes names with escapes by what it parsed before.
            Object.entries(runInNewContext('JSON.parse(text)', { text }) as object).filter(
              ([name]) => name !== 'h' && name !== 'p',
            ),
          )
          expect(canonical({ form: 'json-stringify', exclude: ['h', 'p'] }, text)).toBe(JSON.stringify(without))
        },
      ),
      { numRuns: 400 },
    )
  })

  it('orders and prints as PostgreSQL jsonb does', () => {
    const text = '{"bb":1.10,"a":{"z":[1,2.50e1],"y":null},"ccc":"é\\u0001\\/","bb":-0.0,"12":12345678901234567890}'
    expect(canonical({ form: 'pg-jsonb-text', exclude: [] }, text)).toBe(
      '{"a": {"y": null, "z": [1, 25.0]}, "12": 12345678901234567890, "bb": 0.0, "ccc": "é\\u0001/"}',
    )
  })

  it('gives RFC 8785 text', () => {
    expect(canonical({ form: 'jcs', exclude: ['h'] }, '{"b":1.0,"h":1,"a":"\\u00e9"}')).toBe('{"a":"é","b":1}')
    expect(canonical({ form: 'jcs', exclude: [] }, '{"b":"\\ud800"}')).toBeUndefined()
  })

  it('joins fields with a delimiter', () => {
    const form: CanonicalForm = { form: 'fields-joined', fields: ['a', 'n', 'o'], delimiter: '|' }
    expect(canonical(form, '{"n":null,"a":"x\\ny","o":{"k":1}}')).toBe('x\ny||{"k":1}')
    expect(canonical(form, '{"a":"x"}')).toBeUndefined()
  })
})
