import { describe, expect, it } from 'vitest'
import { isoFromSerial } from '../../../../src/main/io/formats/xlsx-sheet/cell-dates.ts'
import { columnLetters, parseSheetRow } from '../../../../src/main/io/formats/xlsx-sheet/sheet-row.ts'
import { recordTiles } from './tile-recorder.ts'

describe('a serial date', () => {
  // ECMA-376 part 1, section 18.17.4.1, names 1 January 1900, 1 January 1904 and 31 December 9999; 25569 is the Unix epoch.
  it.each([
    ['1', false, '1900-01-01T00:00:00'],
    ['59', false, '1900-02-28T00:00:00'],
    ['61', false, '1900-03-01T00:00:00'],
    ['25569', false, '1970-01-01T00:00:00'],
    ['2958465', false, '9999-12-31T00:00:00'],
    ['45292.416666666664', false, '2024-01-01T10:00:00'],
    ['45292.416666655', false, '2024-01-01T09:59:59.999'],
    ['44196.99999999999', false, '2021-01-01T00:00:00'],
    ['4.5292E4', false, '2024-01-01T00:00:00'],
    ['45292.5E0', false, '2024-01-01T12:00:00'],
    ['0', true, '1904-01-01T00:00:00'],
    ['43830.25', true, '2024-01-01T06:00:00'],
  ])('%s (1904: %s) is %s', (text, date1904, iso) => {
    expect(isoFromSerial(text, date1904)).toBe(iso)
  })

  it.each([
    ['60'],
    ['60.5'],
    ['0.5'],
    ['-1'],
    ['2958466'],
    ['1E99'],
    ['9'.repeat(20)],
    ['x'],
    [''],
    ['1e'],
    ['45292.'],
  ])('%s names no day of the 1900 system', (text) => {
    expect(isoFromSerial(text, false)).toBeNull()
  })
})

describe('a row of cells', () => {
  it.each([
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [16_383, 'XFD'],
  ])('calls column %i %s', (column, letters) => {
    expect(columnLetters(column)).toBe(letters)
    expect(parseSheetRow(`<row><c r="${letters}1"><v>1</v></c></row>`)).toMatchObject({ cells: [{ column }] })
  })

  it.each([
    ['<row><c r="XFE1"/></row>', /no cell/],
    ['<row><c r="1"/></row>', /no cell/],
    ['<row><c r="B1"/><c r="B2"/></row>', /two cells in column B/],
    ['<row><c></row>', /not well-formed/],
    ['<row>&unknown;</row>', /not well-formed/],
    ['<row a="1" a="2"/>', /not well-formed/],
  ])('refuses %s', (xml, why) => {
    expect(parseSheetRow(xml)).toMatch(why)
  })
})

describe('a sheet that is damaged', () => {
  const read = (text: string) => recordTiles('xlsx-sheet', Buffer.from(text))
  const open = '<worksheet><sheetData><row><c t="str"><v>a</v></c></row>'

  it('cut inside a row loses that row and says so', () => {
    const recorder = read(`${open}<row><c><v>1</v></c></row><row><c><v>2`)
    expect(recorder.of('rejected').map(({ reason }) => reason)).toEqual(['truncated'])
    expect(recorder.cut).toBe(true)
  })

  it('cut between rows says that it is cut', () => {
    expect(read(`${open}<row><c><v>1</v></c></row>`).cut).toBe(true)
  })

  it('with a row that is not closed loses that row and no other', () => {
    const recorder = read(
      `${open}<row><c><v>1</v></c><row><c><v>2</v></c></row><row><c><v>3</v></c></sheetData></worksheet>`,
    )
    expect(recorder.of('rejected').map(({ text }) => text)).toEqual(['<row><c><v>1</v></c>', '<row><c><v>3</v></c>'])
    expect(recorder.of('record').map(({ json }) => json)).toEqual(['{"a":"2"}'])
    expect(recorder.cut).toBe(false)
  })

  it('with text between rows says so', () => {
    expect(read(`${open}lost<row/></sheetData></worksheet>`).notes).toEqual({ 'text-between-rows': 1 })
  })

  it('with a document type declaration is not read', () => {
    const recorder = read(`<!DOCTYPE x [<!ATTLIST c t CDATA "str"> ]>${open}</sheetData></worksheet>`)
    expect(recorder.of('rejected').map(({ reason }) => reason)).toEqual(['unsupported'])
    expect(recorder.notes).toEqual({ doctype: 1 })
  })

  it('in another encoding is not read', () => {
    const recorder = read(`<?xml version="1.0" encoding="ISO-8859-1"?>${open}</sheetData></worksheet>`)
    expect(recorder.of('rejected').map(({ reason }) => reason)).toEqual(['unsupported'])
  })

  it('with a row past the record cap rejects it by its head', () => {
    const text = `${open}<row><c><v>${'1'.repeat(5000)}</v></c></row><row><c><v>2</v></c></row></sheetData></worksheet>`
    const limits = { maxRecordBytes: 1000, headBytes: 100 }
    const recorder = recordTiles('xlsx-sheet', Buffer.from(text), [], limits)
    expect(recorder.of('rejected').map(({ reason, byteLength }) => ({ reason, byteLength }))).toEqual([
      { reason: 'too-long', byteLength: 5000 + '<row><c><v></v></c></row>'.length },
    ])
    expect(recorder.count('record')).toBe(1)
    const cuts = Array.from({ length: 900 }, (_, index) => index * 7)
    expect(recordTiles('xlsx-sheet', Buffer.from(text), cuts, limits)).toEqual(recorder)
  })

  it('that is no XML says that there is no table', () => {
    expect(read('id,name\n1,a\n').notes).toEqual({ 'no-sheet-data': 1, 'text-between-rows': 1 })
  })
})
