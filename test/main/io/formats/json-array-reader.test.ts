import { describe, expect, it } from 'vitest'
import { recordTiles } from './tile-recorder.ts'

const read = (text: string) => recordTiles('json-array', Buffer.from(text))
const accepted = (text: string) =>
  read(text)
    .of('record')
    .map((tile) => tile.text)

describe('an element of a JSON array', () => {
  it('keeps its own bytes, brackets inside strings and escaped quotes included', () => {
    expect(accepted('[ {"a":"}]\\"{["} , {"b":[[{}]]}\n]')).toEqual(['{"a":"}]\\"{["}', '{"b":[[{}]]}'])
  })

  it('whose string a line end cuts is rejected up to there, and the next one is read', () => {
    const recorder = read('[{"a":"b\n{"id":2},{"id":3}]')
    expect(recorder.of('rejected').map((tile) => [tile.line, tile.text])).toEqual([[1, '{"a":"b']])
    expect(recorder.of('record').map((tile) => [tile.line, tile.text])).toEqual([
      [2, '{"id":2}'],
      [2, '{"id":3}'],
    ])
  })

  it('with brackets that do not match costs itself', () => {
    expect(accepted('[{"a":[1}],{"id":2}]')).toEqual(['{"id":2}'])
  })

  it('at the very end is not accepted when it could be cut', () => {
    for (const [text, reason] of [
      ['[12', 'truncated'],
      ['["a', 'truncated'],
      ['[{"a":1', 'truncated'],
      ['[{"a":tru]', 'json-syntax'],
      ['[{"a":tru}', 'json-syntax'],
    ]) {
      const recorder = read(text as string)
      expect({ text, reasons: recorder.of('rejected').map((tile) => tile.reason), cut: recorder.cut }).toEqual({
        text,
        reasons: [reason],
        cut: true,
      })
    }
  })
})

describe('a source that is no array', () => {
  it('is rejected line by line, whatever brackets follow, and is not called cut', () => {
    const recorder = read('{"Records":\n[{"a":1}]\n\n}')
    expect(recorder.of('rejected').map((tile) => tile.line)).toEqual([1, 2, 4])
    expect(recorder.count('record')).toBe(0)
    expect(recorder.cut).toBe(false)
    expect(recorder.notes).toEqual({ 'not-an-array': 1 })
  })

  it('is incomplete when it holds nothing but white space', () => {
    expect([read('').cut, read(' \n').cut, read('\ufeff').cut, read('[]').cut]).toEqual([true, true, true, false])
  })
})
