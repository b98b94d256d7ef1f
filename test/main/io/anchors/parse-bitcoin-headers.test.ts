/** Files of Bitcoin headers in each of their forms, and what refuses one. */
import { beforeAll, describe, expect, it } from 'vitest'
import { isHeaderArchive, parseBitcoinHeaders } from '../../../../src/main/io/anchors/parse-bitcoin-headers.ts'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { checkBitcoinHeaders } from '../../../../src/shared/core/anchor/bitcoin-header-runs.ts'
import type { Hasher } from '../../../../src/shared/core/bytes/hasher.ts'
import { AppError } from '../../../../src/shared/model/app-error.ts'
import { mainChain, mainChainHash, minedChain } from '../../../support/plain-bitcoin.ts'

let sha256: Hasher
beforeAll(async () => {
  sha256 = await loadHasher('sha256')
})

const header = (height: keyof typeof mainChain): Buffer => Buffer.from(mainChain[height], 'hex')
const archive = Buffer.concat([header(0), header(1)])
const chain = minedChain(6, (index) => Buffer.alloc(32, index))
const placed = (index: number): { height: number; header: string } => ({
  height: 100 + index,
  header: (chain[index] as Buffer).toString('hex'),
})

describe('files of headers', () => {
  it.each<readonly [string, Buffer | string, number | null]>([
    ['raw bytes from block 0 on, without a height', archive, null],
    ['raw bytes with a height', archive, 0],
    ['hex with a height', archive.toString('hex'), 0],
    ['hex in capitals, a header a line', `${mainChain[0].toUpperCase()}\n${mainChain[1]}\n`, 0],
    ['a JSON list', JSON.stringify([0, 1].map((height) => ({ height, header: mainChain[height as 0] }))), null],
    [
      'JSON lines, blank lines and the later height first',
      `{"height":1,"header":"${mainChain[1]}"}\n\n{"height":0,"header":"${mainChain[0]}"}`,
      null,
    ],
    ['lines of height and hex with a remark', `# two\r\n0 ${mainChain[0]}\r\n1 ${mainChain[1]}\r\n`, null],
    ['lines with commas and 0x-less hex', `0,${mainChain[0]}\n1,${mainChain[1]}`, null],
  ])('%s', (_name, file, startHeight) => {
    const runs = parseBitcoinHeaders(Buffer.from(file), 'headers', startHeight)
    expect(runs).toHaveLength(1)
    expect(runs[0]).toMatchObject({ name: 'headers', startHeight: 0 })
    expect(Buffer.from(runs[0]?.bytes ?? []).equals(archive)).toBe(true)
    expect(checkBitcoinHeaders(runs, [], sha256).at(1)).toMatchObject([{ hash: mainChainHash[1], fault: null }])
  })

  it('are joined where heights follow one another, and kept apart where they do not', () => {
    const file = [4, 0, 1, 5, 3].map((index) => JSON.stringify(placed(index))).join('\n')
    const runs = parseBitcoinHeaders(Buffer.from(file), 'x', null)
    expect(runs.map(({ startHeight, bytes }) => [startHeight, bytes.length / 80])).toEqual([
      [100, 2],
      [103, 3],
    ])
  })

  it('with one height twice give one header when they are equal and two runs when they are not', () => {
    const other = { height: 101, header: placed(4).header }
    const lines = [placed(0), placed(1), placed(1), other, other, placed(2)].map((one) => JSON.stringify(one))
    const runs = parseBitcoinHeaders(Buffer.from(lines.join('\n')), 'x', null)
    expect(runs.map(({ startHeight, bytes }) => [startHeight, bytes.length / 80])).toEqual([
      [100, 3],
      [101, 1],
    ])
  })

  it.each<readonly [string, Buffer | string, number | null, string, string]>([
    ['nothing', '', null, '1', 'no headers'],
    ['blank lines', '\n \n', null, '1', 'no headers'],
    ['a remark alone', '# none', null, '1', 'no headers'],
    ['an empty list', '[]', null, '1', 'no headers'],
    ['81 bytes', Buffer.concat([header(1), Buffer.alloc(1)]), 1, '1', '81 bytes are no multiple of 80'],
    [
      'raw bytes that do not begin with block 0, without a height',
      header(1),
      null,
      '1',
      'the file does not say the height',
    ],
    ['hex without a height', mainChain[1], null, '1', 'the file does not say the height'],
    ['hex of part of a header', mainChain[1] + '00', 1, '1', 'not the hex of whole headers'],
    ['a negative height', header(1), -1, '1', '-1 is no height'],
    ['a height that is not whole', header(1), 1.5, '1', '1.5 is no height'],
    ['a height beyond 32 bits', archive, 0xffff_ffff, '1', 'is no height'],
    ['a line of something else', `0 ${mainChain[0]}\nblock one`, null, '2', 'not a height and a header'],
    ['a JSON height as text', `{"height":"0","header":"${mainChain[0]}"}`, null, '1', 'height is no whole number'],
    ['a JSON header that is short', `{"height":0,"header":"00"}`, null, '1', 'header is not the hex of 80 bytes'],
    ['a JSON line that ends early', `{"height":0,"hea`, null, '1', 'not JSON'],
    ['a list of numbers', '[1]', null, '1', 'not an object with height and header'],
  ])('refuses %s', (_name, file, startHeight, line, what) => {
    let error: unknown
    try {
      parseBitcoinHeaders(Buffer.from(file), 'headers', startHeight)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code: 'anchor-file-invalid', details: { line } })
    expect((error as AppError).details['what']).toContain(what)
  })

  it('are known as an archive by a first header that names none before it', () => {
    expect([archive, header(0)].map(isHeaderArchive)).toEqual([true, true])
    expect([header(1), header(0).subarray(1), Buffer.alloc(0), Buffer.alloc(80)].map(isHeaderArchive)).toEqual(
      Array.from({ length: 4 }, () => false),
    )
  })
})
