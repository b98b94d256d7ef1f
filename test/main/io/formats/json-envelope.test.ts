import { describe, expect, it } from 'vitest'
import { chooseJson } from '../../../../src/main/io/formats/parts/json-envelope.ts'
import { everyByte, recordEnvelope, recordWith } from './json-envelope-read.ts'

const hits = [['hits', 'hits', '*']]
const records = [['Records', '*']]
const logs = [['resourceLogs', '*', 'scopeLogs', '*', 'logRecords', '*']]

function texts(paths: readonly (readonly string[])[], source: string): (string | undefined)[] {
  return recordEnvelope(paths, source)
    .recorder.of('record')
    .map((tile) => tile.text)
}

function rejects(paths: readonly (readonly string[])[], source: string): unknown[] {
  return recordEnvelope(paths, source)
    .recorder.of('rejected')
    .map((tile) => [tile.line, tile.reason, tile.text])
}

describe('an envelope', () => {
  it('gives its records with their own bytes, and everything else as framing', () => {
    const source =
      '{ "took" : 5,\n "hits": {"total":{"value":2,"relation":"eq"},"hits":[ {"a":"}]\\"["} ,\n{"b":[{}]} ]}}\n'
    const { recorder, told } = recordEnvelope(hits, source)
    expect(recorder.of('record').map((tile) => [tile.line, tile.text])).toEqual([
      [2, '{"a":"}]\\"["}'],
      [3, '{"b":[{}]}'],
    ])
    expect([recorder.count('rejected'), recorder.cut, recorder.notes]).toEqual([0, false, {}])
    expect(told).toEqual([
      'start',
      'took=5',
      'hits.total={"value":2,"relation":"eq"}',
      'hits.total.value=2',
      'hits.total.relation="eq"',
      'closed 2',
      'end',
    ])
  })

  it('may nest its records in arrays of arrays, and says where each value stood', () => {
    const source =
      '{"resourceLogs":[{"resource":{"x":1},"scopeLogs":[{"scope":{"name":"s"},"logRecords":[{"n":1}]},{"logRecords":[]}]},' +
      '{"scopeLogs":[{"logRecords":[{"n":2},{"n":3}],"schemaUrl":"u"}]}]}'
    const { recorder, told } = recordEnvelope(logs, source)
    expect(recorder.of('record').map((tile) => tile.text)).toEqual(['{"n":1}', '{"n":2}', '{"n":3}'])
    expect(told).toEqual([
      'start',
      'resourceLogs.0.resource={"x":1}',
      'resourceLogs.0.resource.x=1',
      'resourceLogs.0.scopeLogs.0.scope={"name":"s"}',
      'resourceLogs.0.scopeLogs.0.scope.name="s"',
      'resourceLogs.1.scopeLogs.0.schemaUrl="u"',
      'closed 3',
      'end',
    ])
  })

  it('may be followed by others, on lines of their own or printed over several', () => {
    const one = '{"Records":[{"a":1}]}'
    const pretty = '{\n  "Records": [\n    {\n      "a": 2\n    }\n  ],\n  "NextToken": "x"\n}'
    for (const source of [`${one}\n${pretty}\n${one}`, `${pretty}${one}${pretty}`, `${one}${one}\r\n${pretty}\n`]) {
      const { recorder, told } = recordEnvelope(records, source)
      expect([recorder.count('record'), recorder.count('rejected'), recorder.cut]).toEqual([3, 0, false])
      expect(told.filter((line) => line === 'closed 1')).toHaveLength(3)
    }
  })

  it('takes the first of several paths that fits a place', () => {
    const both = [
      ['value', '*'],
      ['records', '*'],
    ]
    expect(texts(both, '{"records":[{"a":1}],"value":[{"b":1}]}')).toEqual(['{"a":1}', '{"b":1}'])
    expect(texts([['a'], ['a', 'b', '*']], '{"a":{"b":[{"c":1}]}}')).toEqual(['{"b":[{"c":1}]}'])
  })

  it('reads names that are written with escapes', () => {
    expect(texts(records, '{"\\u0052ecords":[{"a":1}]}')).toEqual(['{"a":1}'])
  })

  it('without records is none the less one, when the place of the records is there', () => {
    for (const source of ['{"Records":[]}', '{"Records":null}', '\ufeff{"a":[1],"Records":[ ]}\n']) {
      const { recorder, told } = recordEnvelope(records, source)
      expect([recorder.count('record'), recorder.count('rejected'), recorder.cut]).toEqual([0, 0, false])
      expect(told).toContain('closed 0')
    }
  })

  it('hands over values of 64 KiB and passes over longer ones', () => {
    const fits = `"${'x'.repeat(64 * 1024 - 2)}"`
    const { told } = recordEnvelope(records, `{"Records":[],"a":${fits},"b":"${'x'.repeat(64 * 1024 - 1)}","c":1}`)
    expect(told.filter((line) => /^[abc]=/.test(line)).map((line) => line.slice(0, 3))).toEqual(['a="', 'c=1'])
  })
})

describe('damage in an envelope', () => {
  it('inside a record costs the record', () => {
    const source = '{"Records":[{"a":1},{"b":tru},{"c":"x\n{"d":4},7,{"e":5}]}'
    expect(texts(records, source)).toEqual(['{"a":1}', '{"d":4}', '{"e":5}'])
    expect(rejects(records, source)).toEqual([
      [1, 'json-syntax', '{"b":tru}'],
      [1, 'json-syntax', '{"c":"x'],
      [2, 'json-not-an-object', '7'],
    ])
  })

  it('between records costs what stands there', () => {
    const source = '{"Records":[,{"a":1},,{"b":2}{"c":3}},{"d":4},]}'
    expect(texts(records, source)).toEqual(['{"a":1}', '{"b":2}', '{"d":4}'])
    expect(rejects(records, source).map((reject) => (reject as string[])[2])).toEqual([',', ',', '{"c":3}', '}', ','])
  })

  it('in the text around the records costs what cannot stand there and no record', () => {
    for (const [source, lost, damaged] of [
      ['{"a":1 "Records":[{"r":1}]}', [], 1],
      ['{"a":,"Records":[{"r":1}]}', [], 1],
      ['{"a" 1,"Records":[{"r":1}]}', ['"a"', '1'], 0],
      ['{"a"::1,"Records":[{"r":1}]}', [':'], 0],
      ['{tru,"Records":[{"r":1}]}', ['tru'], 0],
      ['{"a":tru,"Records":[{"r":1}]}', ['tru'], 0],
      ['{"a\nb":1,"Records":[{"r":1}]}', ['"a', 'b', '":1,"', 'Records', '":[{"', 'r', '":1}]}'], 0],
      ['{"Records":[{"r":1}],{"b":2},[3] ,"c":4}', ['{"b":2}', '[3]'], 0],
      ['{"Records":[{"r":1}]]}', [']'], 0],
      ['{"Records":[{"r":1}],}', [','], 0],
    ] as const) {
      const { recorder } = recordEnvelope(records, source)
      const rejected = recorder.of('rejected').map((tile) => tile.text)
      const count = source.includes('a\nb') ? 0 : 1
      expect({ source, count: recorder.count('record'), note: recorder.notes['envelope-damaged'] ?? 0 }).toEqual({
        source,
        count,
        note: damaged,
      })
      if (count === 1) expect({ source, rejected }).toEqual({ source, rejected: lost })
    }
  })

  it("of the records' own place is said and not passed over", () => {
    expect(rejects(hits, '{"hits":{"hits":{"a":1}}}')).toEqual([[1, 'unsupported', '{"a":1}']])
    expect(rejects(hits, '{"hits":{"hits":"none"}}')).toEqual([[1, 'unsupported', '"none"']])
  })

  it('that cuts an envelope costs the rest of it, and the next one on a line of its own is read', () => {
    const whole = '{"Records":[{"a":1},{"b":2}]}'
    for (const cut of [18, 20, 22, 25, 27, 28]) {
      const source = `${whole}\n${whole.slice(0, cut)}\n${whole}\n`
      const { recorder, told } = recordEnvelope(records, source)
      expect({ cut, last: told.at(-2), notes: recorder.notes['missing-envelope-end'], end: recorder.cut }).toEqual({
        cut,
        last: 'closed 2',
        notes: 1,
        end: false,
      })
      expect(recorder.of('record').filter((tile) => tile.line === 3)).toHaveLength(2)
    }
  })

  it('at the end of the source leaves no record that could be cut', () => {
    const source = '{"took":1,"hits":{"hits":[{"a":1},{"b":"c"},12]},"z":true}'
    for (let end = 1; end < source.length; end += 1) {
      const { recorder } = recordEnvelope(hits, source.slice(0, end))
      expect({ end, cut: recorder.cut }).toEqual({ end, cut: true })
      for (const tile of recorder.of('record')) expect(['{"a":1}', '{"b":"c"}']).toContain(tile.text)
    }
  })
})

describe('what is no envelope', () => {
  it('is rejected line by line', () => {
    expect(rejects(records, 'no JSON\n\n  [1,2]\n{"a":1}\n{"b":\n 2}\n')).toEqual([
      [1, 'json-syntax', 'no JSON'],
      [3, 'json-syntax', '[1,2]'],
      [4, 'json-syntax', '{"a":1}'],
      [5, 'json-syntax', '{"b":'],
      [6, 'json-syntax', '2}'],
    ])
    expect(rejects(records, '{"Records":{"a":1}}\n{"Records":[{"a":1}]}')).toEqual([
      [1, 'json-syntax', '{"Records":{"a":1}}'],
    ])
  })

  it('is noted when it is too long to be taken back', () => {
    const { recorder } = recordEnvelope(records, `{"a":"${'x'.repeat(70_000)}"}`)
    expect([recorder.notes, recorder.count('rejected')]).toEqual([{ 'records-not-found': 1 }, 0])
  })

  it('gives the value a reject of its own that the source cuts after it was too long to be taken back', () => {
    const start = `{"a":"${'x'.repeat(70_000)}"`
    // In each case something has begun before the chunk ends behind which nothing is taken back, and may become a reject.
    for (const open of [',"b":{"c":1', ',"b":"c', ',"b', ',"b"', ',', ',"b":1'])
      for (const cuts of [[], [start.length + 1], [start.length - 3, start.length + 2], [65_537]]) {
        const { recorder } = recordEnvelope(records, start + open, cuts)
        expect([open, recorder.covered]).toEqual([open, start.length + open.length])
        expect(recorder.cut).toBe(true)
      }
  })

  it('is incomplete when it holds nothing but white space', () => {
    const cut = (source: string) => recordEnvelope(records, source).recorder.cut
    expect([cut(''), cut(' \n'), cut('\ufeff'), cut('{"Records":[]}')]).toEqual([true, true, true, false])
  })
})

describe('chunks', () => {
  it('do not decide what a brace at the beginning of a line is', () => {
    const source = '{"Records":[{"a":1}\n{   "Records"  :[{"b":2}]}\n{"Records" : [{"c":1}\n{"Recordz":1}]}'
    const whole = recordEnvelope(records, source)
    expect(whole.recorder.of('record').map((tile) => tile.text)).toEqual(['{"a":1}', '{"b":2}', '{"c":1}'])
    expect(recordEnvelope(records, source, everyByte(source))).toEqual(whole)
  })
})

describe('the shape of a source', () => {
  const choose = (text: string, name = 'export') =>
    recordWith(
      (sink, limits) =>
        chooseJson(
          sink,
          limits,
          { name, modifiedMicros: null },
          {
            envelope: { records: [['data', '*']] },
            isLine: (line) => line['object'] === 'event',
          },
        ),
      text,
    )
  const accepted = (text: string, name?: string) => choose(text, name).count('record')
  const long = `"long":"${'x'.repeat(80_000)}"`

  it('is told by the first bytes', () => {
    expect(accepted('[{"a":1},{"a":2}]')).toBe(2)
    expect(accepted('\ufeff {"has_more":false,"data":[{"a":1},{"a":2}]}')).toBe(2)
    expect(accepted('{"a":1}\n{"a":2}\n')).toBe(2)
  })

  it('is lines where the name holds no array, or where the first line is known for a record', () => {
    expect(accepted('{"data":{"a":1}}\n{"data":{"a":2}}\n')).toBe(2)
    expect(accepted('{"object":"event","data":[1]}\n{"object":"event","data":[2]}\n')).toBe(2)
  })

  it('of a long first object is told by its line ends, or else by the name of the file', () => {
    expect(accepted(`{${long},"data":[{"a":1},{"a":2}]}`, 'page.json')).toBe(2)
    expect(accepted(`{\n${long},\n"data":[{"a":1},{"a":2}]}`)).toBe(2)
    expect(accepted(`{${long}}\n{"a":2}\n`, 'page.jsonl')).toBe(2)
    expect(accepted(`{"a":1}\n{${long}}\n`)).toBe(2)
  })

  it('of nothing is empty and incomplete', () => {
    const nothing = choose('')
    expect([nothing.count('record'), nothing.notes]).toEqual([0, { 'empty-source': 1 }])
  })
})
