import { describe, expect, it } from 'vitest'
import { parseClaims } from '../../../../src/main/io/anchors/parse-claims.ts'
import { AppError } from '../../../../src/shared/model/app-error.ts'

const tx = `0x${'ab'.repeat(32)}`
const root = 'cd'.repeat(32)
const claim = {
  date: '2024-11-15',
  blockchain_tx: tx,
  merkle_root: root,
  timestamp: 1731715200,
  block_number: 18500000,
}
const header = 'date,blockchain_tx,merkle_root,timestamp,block_number'
const row = `2024-11-15,${tx},${root},1731715200,18500000`
const parse = (text: string | Buffer): ReturnType<typeof parseClaims> => parseClaims(Buffer.from(text), 'claims')

function refusal(text: string | Buffer): { code: string; line: string; what: string } {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof AppError)
      return { code: error.code, line: error.details['line'] ?? '', what: error.details['what'] ?? '' }
    throw error
  }
  throw new Error('was read')
}

describe('anchor claims', () => {
  it('are read from NDJSON with their lines, blank lines and further members left alone', () => {
    const text = `\n${JSON.stringify(claim)}\r\n\n${JSON.stringify({ ...claim, date: '2024-11-16', chain: 'x' })}`
    expect(parse(text)).toEqual([
      { line: 2, claim },
      { line: 4, claim: { ...claim, date: '2024-11-16' } },
    ])
  })

  it('are read from CSV in any column order, with quotes, a byte order mark and further columns', () => {
    expect(parse(`\ufeff${header}\r\n${row}\r\n`)).toEqual([{ line: 2, claim }])
    const shuffled = `block_number,note,merkle_root,"date",blockchain_tx,timestamp\n18500000,"two\nlines, ""quoted""",${root},2024-11-15,${tx},1731715200\n\n18500000,,${root},2024-11-16,"${tx}",1731715200`
    expect(parse(shuffled)).toEqual([
      { line: 2, claim },
      { line: 5, claim: { ...claim, date: '2024-11-16' } },
    ])
  })

  it('may spell hex in upper case, the root with 0x and numbers as text', () => {
    const spelled = {
      ...claim,
      blockchain_tx: `0x${'AB'.repeat(32)}`,
      merkle_root: `0x${'CD'.repeat(32)}`,
      timestamp: '1731715200',
      block_number: '18500000',
    }
    expect(parse(JSON.stringify(spelled))).toEqual([{ line: 1, claim }])
  })

  it.each([
    ['an empty file', '  \n', '1', /no claims/],
    ['a line that is not JSON', `${JSON.stringify(claim)}\n{"date":`, '2', /not JSON/],
    ['a list', `${JSON.stringify(claim)}\n[1]`, '2', /not a JSON object/],
    ['a short root', JSON.stringify({ ...claim, merkle_root: 'cd' }), '1', /merkle_root/],
    [
      'a transaction hash without 0x',
      JSON.stringify({ ...claim, blockchain_tx: 'ab'.repeat(32) }),
      '1',
      /blockchain_tx/,
    ],
    ['a time with a fraction', JSON.stringify({ ...claim, timestamp: 1.5 }), '1', /timestamp/],
    ['a block number beyond 2^53', JSON.stringify({ ...claim, block_number: '9007199254740993' }), '1', /block_number/],
    ['a missing member', JSON.stringify({ ...claim, block_number: undefined }), '1', /block_number/],
    ['a day that is none', JSON.stringify({ ...claim, date: '2024-02-30' }), '1', /not a day/],
    ['a column that is missing', `date,blockchain_tx,merkle_root,timestamp\n${row}`, '1', /no column block_number/],
    ['a column that stands twice', `${header},date\n${row},2024-11-15`, '1', /date stands twice/],
    ['a row with too few columns', `${header}\n${row}\n2024-11-16,${tx}`, '3', /2 columns, 5 wanted/],
    ['a quote that stays open', `${header}\n"2024-11-15,${tx}`, '2', /quote not closed/],
    ['text after a quote', `${header}\n"2024-11-15"x,${tx},${root},1,1`, '2', /after a closing quote/],
    ['an empty number', `${header}\n2024-11-15,${tx},${root},,1`, '2', /timestamp/],
  ])('are refused with the line: %s', (_name, text, line, what) => {
    expect(refusal(text)).toEqual({ code: 'anchor-file-invalid', line, what: expect.stringMatching(what) as string })
  })

  it('are refused with the line where bytes are not UTF-8', () => {
    expect(refusal(Buffer.concat([Buffer.from(`${header}\n${row}\n`), Buffer.from([0xff, 0x0a])]))).toMatchObject({
      line: '3',
      what: 'not UTF-8',
    })
  })
})
