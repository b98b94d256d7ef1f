import { describe, expect, it } from 'vitest'
import { columnJson } from '../../../../src/main/io/formats/parts/column-json.ts'

describe('columnJson', () => {
  it('prints null for SQL NULL, whatever the type', () => {
    for (const type of [null, 'text', 'integer', 'jsonb', 'text[]']) expect(columnJson(type, null)).toBe('null')
  })

  it('prints every CSV value as a string, also one that looks like another type', () => {
    expect(columnJson(null, '12')).toBe('"12"')
    expect(columnJson(null, '{"a":1}')).toBe('"{\\"a\\":1}"')
    expect(columnJson(null, '')).toBe('""')
    expect(columnJson(null, 'true')).toBe('"true"')
  })

  it.each([
    ['bigint', '9007199254740993', '9007199254740993'],
    ['integer', '-5', '-5'],
    ['numeric(10,2)', '1.10', '1.10'],
    ['numeric', '0.000000000000000000001', '0.000000000000000000001'],
    ['numeric', 'NaN', '"NaN"'],
    ['double precision', 'Infinity', '"Infinity"'],
    ['double precision', '1e+20', '100000000000000000000'],
    ['real', '1.5e-07', '0.00000015'],
    ['double precision', '-0', '0'],
    ['boolean', 't', 'true'],
    ['boolean', 'f', 'false'],
    ['jsonb', '{"b": 1, "aa": [1.10, null]}', '{"b": 1, "aa": [1.10, null]}'],
    ['json', '"text"', '"text"'],
    ['timestamp with time zone', '2025-01-05 10:00:00.5+00', '"2025-01-05T10:00:00.5+00:00"'],
    ['timestamp(3) with time zone', '2025-01-05 10:00:00-03', '"2025-01-05T10:00:00-03:00"'],
    ['timestamp with time zone', '2025-01-05 10:00:00+05:30', '"2025-01-05T10:00:00+05:30"'],
    ['timestamp with time zone', '0044-03-15 10:00:00+00 BC', '"0044-03-15T10:00:00+00:00 BC"'],
    ['timestamp with time zone', '12025-01-05 10:00:00+00', '"12025-01-05T10:00:00+00:00"'],
    ['timestamp with time zone', 'infinity', '"infinity"'],
    ['timestamp without time zone', '2025-01-05 10:00:00.123456', '"2025-01-05T10:00:00.123456"'],
    ['date', '2025-01-05', '"2025-01-05"'],
    ['uuid', '018f0000-0000-7000-8000-000000000000', '"018f0000-0000-7000-8000-000000000000"'],
    ['inet', '10.0.0.0/8', '"10.0.0.0/8"'],
    ['bytea', '\\x00ff', '"\\\\x00ff"'],
    ['text', 'a"b\\c\n\u0001é', '"a\\"b\\\\c\\n\\u0001é"'],
    ['character varying(255)', '12', '"12"'],
    ['public.mood', 'ok', '"ok"'],
    ['text[]', '{a,"b c",NULL,"NULL","x\\"y\\\\z",""}', '["a", "b c", null, "NULL", "x\\"y\\\\z", ""]'],
    ['integer[]', '{{1,2},{3,4}}', '[[1, 2], [3, 4]]'],
    ['numeric(5,2)[]', '[0:1]={1.50,2.00}', '[1.50, 2.00]'],
    ['boolean[]', '{t,f}', '[true, false]'],
    ['text[]', '{}', '[]'],
  ])('prints %s %j as %s', (type, text, json) => {
    expect(columnJson(type, text)).toBe(json)
  })

  it.each([
    ['jsonb', '{"a":'],
    ['jsonb', '[1] [2]'],
    ['integer', '12abc'],
    ['numeric', '1.'],
    ['boolean', 'yes'],
    ['integer[]', '{1,2'],
    ['integer[]', '{1,,2}'],
    ['integer[]', '{1}x'],
    ['text[]', '{"open}'],
    ['text[]', '{'.repeat(7) + '}'.repeat(7)],
    ['jsonb', '['.repeat(300) + ']'.repeat(300)],
  ])('keeps a value that %s cannot hold as a string: %j', (type, text) => {
    expect(columnJson(type, text)).toBe(JSON.stringify(text))
  })
})
