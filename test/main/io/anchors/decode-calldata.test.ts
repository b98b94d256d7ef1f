import { Interface, id } from 'ethers'
import { describe, expect, it } from 'vitest'
import {
  decodeStoreLogHash,
  logHashInterface,
  storeLogHashSelector,
} from '../../../../src/main/io/anchors/decode-calldata.ts'

const root = '5842148bc6ebeb52af882a317c765fccd3ae80589b21a9b8cbf21abb630e46a7'
const metadata = '{"count":2,"first_timestamp":"2024-11-15T08:00:00.000Z","last_timestamp":"2024-11-15T09:00:00.000Z"}'

/** Calldata laid out by hand: selector, root, seconds, offset 0x60, length, text padded to whole words. */
function laidOut(text: Buffer, seconds: bigint, length = text.length): string {
  const word = (value: bigint | number): string => value.toString(16).padStart(64, '0')
  const padded = Buffer.concat([text, Buffer.alloc((32 - (text.length % 32)) % 32)])
  return `${storeLogHashSelector}${root}${word(seconds)}${word(0x60)}${word(length)}${padded.toString('hex')}`
}

describe('calldata of storeLogHash', () => {
  it('has the selectors of guide A’s two functions', () => {
    expect(id('storeLogHash(bytes32,uint256,string)').slice(0, 10)).toBe('0x9361652e')
    expect(new Interface(logHashInterface).getFunction('storeLogHash')?.selector).toBe('0x9361652e')
    expect(new Interface(logHashInterface).getFunction('verifyLogHash')?.selector).toBe('0x1e9f0104')
  })

  it('decodes what was laid out by hand', async () => {
    expect(await decodeStoreLogHash(laidOut(Buffer.from(metadata), 1731715200n))).toEqual({
      root,
      timestampSeconds: '1731715200',
      metadataText: metadata,
    })
  })

  it('keeps text beyond ASCII, an empty text, upper-case hex and a time beyond 2^53', async () => {
    expect(await decodeStoreLogHash(laidOut(Buffer.from('größe ✓'), 2n ** 200n))).toEqual({
      root,
      timestampSeconds: (2n ** 200n).toString(),
      metadataText: 'größe ✓',
    })
    const upper = `0x${laidOut(Buffer.alloc(0), 0n).slice(2).toUpperCase()}`
    expect(await decodeStoreLogHash(upper)).toEqual({ root, timestampSeconds: '0', metadataText: '' })
  })

  it.each([
    ['another function', `0x1e9f0104${root}`, /selector 0x1e9f0104 is not/],
    ['no calldata', '0x', /selector 0x is not/],
    ['three bytes', '0x936165', /selector/],
    ['what is not hex', '0x9361652', /not hex/],
    ['calldata that ends after the selector', storeLogHashSelector, /out-of-bounds|out of bounds/i],
    ['a text that runs out', laidOut(Buffer.from('short'), 1n, 4096), /out-of-bounds|out of bounds/i],
    ['a text that is not UTF-8', laidOut(Buffer.from([0x22, 0xff, 0xfe, 0x22]), 1n), /./],
    ['megabytes of it', `${storeLogHashSelector}${'00'.repeat(300_000)}`, /longer than/],
  ])('says why it cannot read %s', async (_name, data, message) => {
    expect(await decodeStoreLogHash(data)).toEqual({ error: expect.stringMatching(message) as string })
  })
})
