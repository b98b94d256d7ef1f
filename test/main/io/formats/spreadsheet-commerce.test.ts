/** Exports of web shops: the times they print, the caps they are cut at, and the tables they come as. */
import { describe, expect, it } from 'vitest'
import { isoFromStreamDate, isoFromUsDate } from '../../../../src/main/io/formats/csv/us-time.ts'
import { detectFormat } from '../../../../src/main/io/formats/detect-format.ts'
import { recordTiles } from './tile-recorder.ts'

describe('a time with a 12-hour clock', () => {
  it.each([
    ['2024/05/04 12:00:00 AM UTC', '2024-05-04T00:00:00Z'],
    ['2024/05/04 12:59:59 PM EST', '2024-05-04T12:59:59-05:00'],
    ['2024/05/04 01:00:00 PM CEST', '2024-05-04T13:00:00+02:00'],
    ['2024/05/04 01:00:00 PM +0530', '2024-05-04T13:00:00+05:30'],
    ['2024/05/04 01:00:00 PM +02', '2024-05-04T13:00:00+02:00'],
    ['2024/05/04 01:00:00 PM IST', '2024-05-04T13:00:00'],
    ['2024/05/04 01:00:00 PM', '2024-05-04T13:00:00'],
    ['2024/05/04 13:00:00 PM UTC', null],
    ['2024/05/04 00:00:00 AM UTC', null],
    ['2024-05-04 01:00:00 PM UTC', null],
    ['', null],
  ])('of Stream, %j, is %j', (text, iso) => {
    expect(isoFromStreamDate(text)).toBe(iso)
  })

  it.each([
    ['Jul 18, 2023, 5:09:16 PM', '2023-07-18T17:09:16'],
    ['Jul 18, 2023, 5:09:16\u202fPM', '2023-07-18T17:09:16'],
    ['Jul 8, 2023 12:09:16 AM', '2023-07-08T00:09:16'],
    ['July 18, 2023 at 12:09 PM', '2023-07-18T12:09:00'],
    ['Jux 18, 2023, 5:09:16 PM', null],
    ['7/8/23, 5:09 PM', null],
    ['18.07.2023 17:09:16', null],
  ])('of Adobe Commerce, %j, is %j', (text, iso) => {
    expect(isoFromUsDate(text)).toBe(iso)
  })
})

describe('a count that is exactly a cap', () => {
  const event = (id: number): string =>
    `{"id":${id},"subject_id":1,"created_at":"2025-01-05T10:00:00-05:00","subject_type":"Product","verb":"create","arguments":[],"body":null,"message":"m","author":"u_17","description":"d","path":"/p"}`
  const events = (count: number): string => Array.from({ length: count }, (_, index) => event(index)).join(',')
  const streamRow = '"2024/05/04 03:13:22 PM UTC",s,u,17,posts,product,42,updated,\n'
  const streamHead = 'Date,Summary,User,"User ID",Connector,Context,"Object ID",Action,"IP Address"\n'

  it.each([
    [249, {}],
    [250, { 'row-cap': 1 }],
    [251, {}],
  ])('of Shopify: %i events', (count, notes) => {
    const source = Buffer.from(`{"events":[${events(count)}]}`)
    expect(detectFormat(source, 'events.json', true).format).toBe('shopify-activity')
    const recorder = recordTiles('shopify-activity', source)
    expect({ count: recorder.count('record'), notes: recorder.notes }).toEqual({ count, notes })
    expect(recordTiles('shopify-activity', Buffer.from(`[${events(count)}]`)).notes).toEqual(notes)
  })

  it.each([
    [9999, {}],
    [10_000, { 'export-limit': 1 }],
  ])('of Stream: %i rows', (count, notes) => {
    const recorder = recordTiles('woocommerce-stream', Buffer.from(streamHead + streamRow.repeat(count)))
    expect({ count: recorder.count('record'), notes: recorder.notes }).toEqual({ count, notes })
  })
})

describe('a record with what was concluded from it', () => {
  it('keeps a member of that name that the source has itself', () => {
    const source = '[{"date":"2024/05/04 03:13:22 PM UTC","@date":"mine"}]'
    expect(recordTiles('woocommerce-stream', Buffer.from(source)).of('record')[0]?.json).toBe(
      '{"date":"2024/05/04 03:13:22 PM UTC","@date":"mine"}',
    )
  })

  it('is the record itself where nothing can be concluded', () => {
    const source = '[{}, {"date":5}]'
    expect(
      recordTiles('woocommerce-stream', Buffer.from(source))
        .of('record')
        .map(({ json }) => json),
    ).toEqual(['{}', '{"date":5}'])
  })
})

describe('SpreadsheetML', () => {
  const head = '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>'
  const row = (...cells: string[]): string =>
    `<Row>${cells.map((text) => `<Cell><Data>${text}</Data></Cell>`).join('')}</Row>`

  it('of another report is not taken for that of Adobe Commerce', () => {
    const source = Buffer.from(`${head}${row('Time', 'Action')}${row('1', 'x')}</Table></Worksheet></Workbook>`)
    expect(detectFormat(source, 'a.xml', true).format).toBe('spreadsheetml')
  })

  it('with a document type declaration is not read', () => {
    const source = `<!DOCTYPE Workbook [<!ENTITY x "y">]>${head}${row('a')}${row('&x;')}</Table></Worksheet></Workbook>`
    const recorder = recordTiles('spreadsheetml', Buffer.from(source))
    expect(recorder.of('rejected').map(({ reason }) => reason)).toEqual(['unsupported', 'unsupported'])
    expect(recorder.notes).toEqual({ doctype: 1 })
  })

  it('keeps columns in place over merged cells and gaps', () => {
    const cells =
      '<Cell ss:MergeAcross="1"><Data>1</Data></Cell><Cell><Data>3</Data></Cell><Cell ss:Index="6"><Data>6</Data></Cell>'
    const source = `${head}${row('a', 'b', 'c', 'd')}<Row>${cells}</Row></Table></Worksheet></Workbook>`
    expect(recordTiles('spreadsheetml', Buffer.from(source)).of('record')[0]?.json).toBe('{"a":"1","c":"3","F":"6"}')
  })
})
