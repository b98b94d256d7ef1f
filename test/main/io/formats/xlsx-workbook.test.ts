import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SourceMember } from '../../../../src/main/io/acquire/acquire.ts'
import { expandWorkbook, type SheetMember } from '../../../../src/main/io/acquire/workbook.ts'
import { detectFormat } from '../../../../src/main/io/formats/detect-format.ts'
import { createReader } from '../../../../src/main/io/formats/reader.ts'
import { TileRecorder } from './tile-recorder.ts'
import { memberOf, workbookOf, workbookParts, type WorkbookSpec, zipOf } from './xlsx-parts.ts'

async function bytesOf(member: SourceMember): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of member.open()) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function sheetsOf(spec: WorkbookSpec): Promise<readonly SheetMember[]> {
  return (await expandWorkbook(memberOf(await workbookOf(spec)))) as readonly SheetMember[]
}

/** The sheet as the importer reads it. */
async function read(member: SheetMember, cuts = 65_536): Promise<TileRecorder> {
  const source = await bytesOf(member)
  const recorder = new TileRecorder()
  const reader = createReader('xlsx-sheet', recorder, {}, member)
  for (let at = 0; at < source.length; at += cuts) reader.push(Uint8Array.from(source.subarray(at, at + cuts)))
  reader.end()
  expect(recorder.covered).toBe(source.length)
  return recorder
}

const rowsOf = (recorder: TileRecorder): unknown[] =>
  recorder.of('record').map(({ json }) => JSON.parse(json as string) as unknown)

/** Format 0 is General, 1 a built-in date, 2 a date of its own, 3 a duration, 4 a number with the letter d in quotes. */
const styles =
  '<numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm:ss"/><numFmt numFmtId="165" formatCode="[h]:mm:ss"/><numFmt numFmtId="166" formatCode="0 &quot;days&quot;"/></numFmts>' +
  '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>' +
  '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs>'
const strings =
  '<si><t>id</t></si><si><t>at</t></si><si><t>who</t></si><si><r><t>u</t></r><r><t>_17</t></r><rPh sb="0" eb="1"><t>noise</t></rPh></si><si><t>line_x000A_two _x005F_x0041_</t></si><si><t/></si>'
const header = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>'

describe('a workbook', () => {
  it('becomes one member per sheet, in the order of the workbook, with what the sheet does not hold', async () => {
    const sheets = await sheetsOf({
      strings,
      styles,
      sheets: [
        { name: 'Audit', xml: `<sheetData>${header}</sheetData>` },
        { name: 'Secret', state: 'veryHidden', xml: '<sheetData/>' },
      ],
    })
    expect(sheets.map(({ name, packing, modifiedMicros }) => ({ name, packing, modifiedMicros }))).toEqual([
      { name: 'book.xlsx!/xl/worksheets/sheet1.xml', packing: ['zip'], modifiedMicros: 5 },
      { name: 'book.xlsx!/xl/worksheets/sheet2.xml', packing: ['zip'], modifiedMicros: 5 },
    ])
    expect(sheets[0]?.attachment).toEqual({
      sheetName: 'Audit',
      sharedStrings: ['id', 'at', 'who', 'u_17', 'line\ntwo _x0041_', ''],
      dateStyleIds: [1, 2],
      date1904: false,
      state: 'visible',
    })
    const detection = detectFormat(await bytesOf(sheets[0] as SourceMember), sheets[0]?.name as string, true)
    expect(detection.format).toBe('xlsx-sheet')
    expect((await read(sheets[1] as SheetMember)).notes).toEqual({ 'hidden-sheet': 1 })
  })

  it('gives rows whose cells are text, numbers as written, dates beside them, and gaps apart from empty cells', async () => {
    const rows = [
      '<row r="2"><c r="A2"><v>1</v></c><c r="B2" s="2"><v>45292.416666666664</v></c><c r="C2" t="s"><v>3</v></c></row>',
      '<row r="3"><c r="A3"><v>1.50E1</v></c><c r="B3" s="3"><v>1.5</v></c><c r="C3" t="s"><v>4</v></c></row>',
      '<row r="4"><c r="A4" t="s"><v>5</v></c><c r="C4"/><c r="E4" t="b"><v>0</v></c></row>',
      '<row r="5"><c r="A5" s="1"><v>60</v></c><c r="B5" s="4"><v>3</v></c></row>',
    ]
    const [sheet] = await sheetsOf({
      strings,
      styles,
      sheets: [{ name: 'A', xml: `<sheetData>${header}${rows.join('')}</sheetData>` }],
    })
    expect(rowsOf(await read(sheet as SheetMember))).toEqual([
      { id: '1', at: '45292.416666666664', '@at': '2024-01-01T10:00:00', who: 'u_17' },
      { id: '1.50E1', at: '1.5', who: 'line\ntwo _x0041_' },
      { id: '', who: null, E: false },
      { id: '60', at: '3' },
    ])
  })

  it('with the 1904 date system counts days from then', async () => {
    const row = '<row r="2"><c r="A2" s="1"><v>43830</v></c></row>'
    const [sheet] = await sheetsOf({
      strings,
      styles,
      date1904: true,
      sheets: [{ name: 'A', xml: `<sheetData>${header}${row}</sheetData>` }],
    })
    // 45292 of the 1900 system: the two are 1462 days apart.
    expect(rowsOf(await read(sheet as SheetMember))).toEqual([{ id: '43830', '@id': '2024-01-01T00:00:00' }])
  })

  it('with a large table of strings declares it in blocks, and every row finds its strings', async () => {
    const count = 3000
    const texts = Array.from({ length: count }, (_, index) => `${index} ${'x'.repeat(400)}`)
    const body = texts.map(
      (_, index) => `<row r="${index + 2}"><c r="A${index + 2}" t="s"><v>${(index * 7) % count}</v></c></row>`,
    )
    const [sheet] = await sheetsOf({
      strings: texts.map((text) => `<si><t>${text}</t></si>`).join(''),
      sheets: [
        { name: 'A', xml: `<sheetData><row r="1"><c r="A1" t="str"><v>text</v></c></row>${body.join('')}</sheetData>` },
      ],
    })
    const whole = await read(sheet as SheetMember)
    expect(rowsOf(whole)).toEqual(texts.map((_, index) => ({ text: texts[(index * 7) % count] })))
    expect(whole.layouts.length).toBeGreaterThan(2)
    expect(await read(sheet as SheetMember, 997)).toEqual(whole)
  })

  it('with a row that names a string that is not there rejects that row', async () => {
    const rows = '<row r="2"><c r="A2" t="s"><v>99</v></c></row><row r="3"><c r="A3"><v>1</v></c></row>'
    const [sheet] = await sheetsOf({ strings, sheets: [{ name: 'A', xml: `<sheetData>${header}${rows}</sheetData>` }] })
    const recorder = await read(sheet as SheetMember)
    expect(recorder.of('rejected').map(({ reason }) => reason)).toEqual(['syntax'])
    expect(recorder.count('record')).toBe(1)
  })
})

describe('what is no workbook, or none that can be opened', () => {
  const spec: WorkbookSpec = { strings, sheets: [{ name: 'A', xml: `<sheetData>${header}</sheetData>` }] }

  it.each([
    ['no zip', Buffer.from('id,name\n1,a\n')],
    ['nothing', Buffer.alloc(0)],
    ['the beginning of a zip', Buffer.from('PK\u0003\u0004 and then text')],
  ])('%s stays as it is', async (_, bytes) => {
    const member = memberOf(bytes)
    expect(await expandWorkbook(member)).toEqual([member])
  })

  it('another zip stays as it is', async () => {
    const member = memberOf(await zipOf([['a.json', '{}']]))
    expect(await expandWorkbook(member)).toEqual([member])
  })

  it.each([
    ['a document type declaration', { 'xl/workbook.xml': '<!DOCTYPE workbook [<!ENTITY a "b">]><workbook/>' }],
    ['an entity of its own', { 'xl/sharedStrings.xml': '<sst><si><t>&a;</t></si></sst>' }],
    ['a list of sheets that is cut', { 'xl/workbook.xml': '<workbook><sheets>' }],
    ['a sheet without its part', { 'xl/worksheets/sheet1.xml': null }],
    ['no sheets', { 'xl/_rels/workbook.xml.rels': null }],
    ['parts that are not UTF-8', { 'xl/styles.xml': '\ufffd'.repeat(0) + '<styleSheet>\ud800' }],
  ])('with %s stays one member that says so', async (_, parts) => {
    const bytes = await zipOf([...workbookParts({ ...spec, parts })].map(([name, text]) => [name, text] as const))
    const members = await expandWorkbook(memberOf(bytes))
    expect(members.map(({ name }) => name)).toEqual(['book.xlsx'])
    expect(members[0]?.notes()).toMatchObject([{ incomplete: true }])
  })

  it('two parts of one name are not a workbook that means one thing', async () => {
    const parts = [...workbookParts(spec)]
    const bytes = await zipOf([...parts, ['XL/workbook.xml', '<workbook/>']])
    expect(await expandWorkbook(memberOf(bytes))).toHaveLength(1)
    expect((await expandWorkbook(memberOf(bytes)))[0]?.name).toBe('book.xlsx')
  })

  it('a sheet that unpacks to far more than the file holds is stopped', async () => {
    // 160 MiB of spaces pack to about 160 KiB, a thousand to one.
    const bytes = await zipOf([
      ...[...workbookParts(spec)].filter(([name]) => !name.endsWith('sheet1.xml')),
      ['xl/worksheets/sheet1.xml', Buffer.alloc(160 * 1024 * 1024, ' ')],
    ])
    const before = process.memoryUsage().rss
    const members = await expandWorkbook(memberOf(bytes))
    let most = 0
    let length = 0
    for await (const chunk of (members[0] as SourceMember).open()) {
      length += chunk.length
      most = Math.max(most, process.memoryUsage().rss - before)
    }
    console.info(
      `xlsx bomb: ${bytes.length} bytes, ${length} decoded, ${Math.round(most / 1048576)} MiB more in memory`,
    )
    const notes = (members[0] as SourceMember).notes()
    expect(notes.map(({ code, incomplete }) => ({ code, incomplete }))).toEqual([
      { code: 'bomb-stopped', incomplete: true },
    ])
  })

  it('a sheet with a flipped byte gives what it can and says that it is damaged', async () => {
    const rows = Array.from(
      { length: 2000 },
      (_, index) => `<row r="${index + 2}"><c r="A${index + 2}"><v>${index ** 3}</v></c></row>`,
    )
    const bytes = await workbookOf({
      strings,
      sheets: [{ name: 'A', xml: `<sheetData>${header}${rows.join('')}</sheetData>` }],
    })
    const [sheet] = (await expandWorkbook(memberOf(bytes))) as SheetMember[]
    const truth = await bytesOf(sheet as SheetMember)
    const damaged = Buffer.from(bytes)
    const at = damaged.indexOf('xl/worksheets/sheet1.xml') + 4000
    damaged[at] = (damaged[at] as number) ^ 0xff
    const [other] = await expandWorkbook(memberOf(damaged))
    const found = await bytesOf(other as SourceMember)
    expect(found.equals(truth)).toBe(false)
    expect((other as SourceMember).notes()).toMatchObject([{ code: 'damaged-zip', incomplete: true }])
  })

  it('any damage to a workbook is survived', async () => {
    const bytes = await workbookOf({ ...spec, styles })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.nat(bytes.length),
        async (changes, cut) => {
          const damaged = Buffer.from(bytes)
          for (const [at, value] of changes) damaged[at] = value
          for (const source of [damaged, damaged.subarray(0, cut)])
            for (const member of await expandWorkbook(memberOf(source))) if ('attachment' in member) await read(member)
        },
      ),
      { numRuns: 60 },
    )
  })
})
