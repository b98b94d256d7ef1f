/** The leak scanner finds what is planted, in every writing and container: a scan that finds nothing must mean something. */
import { createHash } from 'node:crypto'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { buildZip } from '../../../../src/main/io/files/zip-write.ts'
import { pans, secrets, secretValues } from './crafted-logs.ts'
import { fullWidth, LeakScanner } from './leak-scanner.ts'

const [pan = ''] = pans
const hash = (name: string, value: string): Buffer => createHash(name).update(value).digest()

const planted: readonly (readonly [string, string | Buffer])[] = [
  ['the number', `a ${pan} b`],
  ['the number in groups', pan.replace(/(.{4})(?=.)/g, '$1 ')],
  ['the number in groups, non-breaking', pan.replace(/(.{4})(?=.)/g, '$1\u00a0')],
  ['the number in dashes', pan.replace(/(.{4})(?=.)/g, '$1-')],
  ['the number backwards', [...pan].toReversed().join('')],
  [
    'the number backwards in groups',
    [...pan]
      .toReversed()
      .join('')
      .replace(/(.{4})(?=.)/g, '$1 '),
  ],
  ['its first eight digits', `BIN ${pan.slice(0, 8)}`],
  ['its last five digits', `ends in ${pan.slice(-5)}.`],
  ['the number in base64', Buffer.from(`x${pan}`).toString('base64')],
  ['the number in hex', Buffer.from(pan).toString('hex')],
  ['the number in UTF-16', Buffer.from(pan, 'utf16le')],
  ['the number in full-width digits', fullWidth(pan)],
  ['the number in URL escapes', [...pan].map((digit) => `%3${digit}`).join('')],
  ['its SHA-256', hash('sha256', pan).toString('hex')],
  ['its SHA-256 as bytes', hash('sha256', pan)],
  ['its SHA-1', hash('sha1', pan).toString('hex').toUpperCase()],
  ['its MD5 in base64', hash('md5', pan).toString('base64')],
  ['the SHA-256 of its groups', hash('sha256', pan.replace(/(.{4})(?=.)/g, '$1 ')).toString('hex')],
  ['the number in gzip', gzipSync(pan)],
  ['the number in zstd', zstdCompressSync(Buffer.from(pan))],
  ['a password', `p=${secretValues.password}`],
  ['a password in base64', Buffer.from(`ab${secretValues.password}`).toString('base64')],
]

describe('the leak scanner', () => {
  it.each(planted)('finds %s', (_name, content) => {
    expect(new LeakScanner(secrets).scan('planted', Buffer.from(content))).not.toEqual([])
  })

  it('finds a number in a file of a zip', async () => {
    const zip = await buildZip(new Map([['a/b.txt', Buffer.from(`card ${pan}`)]]), new Date('2026-01-01T00:00:00Z'))
    expect(new LeakScanner(secrets).scan('zip', Buffer.from(zip)).join()).toContain('b.txt')
  })

  it('leaves last four digits, other numbers and digests alone', () => {
    const harmless = [
      ...pans.map((number) => `\u2022\u2022\u2022\u2022 ${number.slice(-4)}`),
      ...pans.map((number) => `${'*'.repeat(number.length - 4)}${number.slice(-4)}`),
      hash('sha256', 'other').toString('hex'),
      '4111 1111',
    ].join('\n')
    expect(new LeakScanner(secrets).scan('harmless', Buffer.from(harmless))).toEqual([])
  })
})
