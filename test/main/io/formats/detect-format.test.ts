import { describe, expect, it } from 'vitest'
import { detectFormat } from '../../../../src/main/io/formats/detect-format.ts'

const detect = (text: string | Buffer, name = 'export', complete = true) =>
  detectFormat(Buffer.from(text as string), name, complete)

describe('detectFormat', () => {
  it.each([
    ['{"a":1}\n{"a":2}\n', 'ndjson'],
    ['\n\n{"a":1}', 'ndjson'],
    ['{"a":1}\nbroken\n{"a":2}\n', 'ndjson'],
    ['[{"a":1}]', 'json-array'],
    [' [\n]', 'json-array'],
    ['id,name\n1,a\n', 'csv'],
    ['id;name\n1;"a\nb"\n', 'csv'],
    ['--\n-- PostgreSQL database dump\n--\nSET x = 1;\n', 'pg-dump'],
    ['COPY public.t (a) FROM stdin;\n1\n\\.\n', 'pg-dump'],
  ])('recognises %j as %s by its bytes alone', (text, format) => {
    expect(detect(text).format).toBe(format)
  })

  it.each([['[1,2,3]'], ['{\n  "Records": [\n    {"a": 1}\n  ]\n}\n'], ['plain text\nof two lines\n'], ['']])(
    'recognises nothing in %j and says what it saw',
    (text) => {
      const detection = detect(text)
      expect(detection.format).toBeNull()
      expect(detection.evidence.length).toBeGreaterThan(0)
    },
  )

  it('lets the name decide only what the bytes leave open', () => {
    expect(detect('', 'a.ndjson').format).toBe('ndjson')
    expect(detect('one\ntwo\n', 'a.csv').format).toBe('csv')
    expect(detect('one\ntwo\n', 'a.log').format).toBeNull()
    expect(detect('{"a":1}\n', 'a.csv').format).toBe('ndjson')
  })

  it('does not hold a line against NDJSON that the prefix cuts', () => {
    expect(detect('{"a":1}\n{"a":', 'x', false).format).toBe('ndjson')
    expect(detect('{"a":"xxxxxx', 'x', false).format).toBe('ndjson')
    expect(detect('{"a":"xxxxxx', 'x', true).format).toBeNull()
  })

  it('names encodings and containers that are not read', () => {
    expect(detect(Buffer.from('\ufeff{"a":1}', 'utf16le'))).toMatchObject({ format: null, encoding: 'utf-16le' })
    expect(detect(Buffer.from('id,name\n1,a\n', 'utf16le'))).toMatchObject({ format: 'csv', encoding: 'utf-16le' })
    expect(detect(Buffer.from([0x1f, 0x8b, 8, 0]))).toMatchObject({ format: null, encoding: 'binary' })
    expect(detect(Buffer.from('PGDMP\u0001'))).toMatchObject({ format: null, encoding: 'binary' })
    expect(detect('\ufeff{"a":1}\n')).toMatchObject({ format: 'ndjson', encoding: 'utf-8-bom' })
    expect(detect(Buffer.from('id,name\n1,M\xfcller\n', 'latin1'))).toMatchObject({
      format: 'csv',
      encoding: 'not-utf-8',
    })
  })

  it('does not take a character that the prefix cuts for another encoding', () => {
    expect(detect(Buffer.from('id,name\n1,ü').subarray(0, -1), 'x', false).encoding).toBe('utf-8')
  })
})
