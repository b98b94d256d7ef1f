/**
 * Keys of keyed chains, read from files for one check and kept nowhere: what a run records is each key's id
 * (`core/chain/hmac.ts`). No message of this file holds a byte of a key.
 */
import { AppError } from '../../../shared/model/app-error.ts'
import { keyIdFrom } from '../../../shared/core/chain/hmac.ts'
import type { Hasher } from '../../../shared/core/bytes/hasher.ts'
import { readChosenFile } from '../../io/files/read-chunks.ts'

export const keyEncodings = ['raw', 'hex', 'base64'] as const
export type KeyEncoding = (typeof keyEncodings)[number]

/** One way to read a key file. */
export interface ChainKey {
  readonly id: string
  readonly bytes: Uint8Array
  /** True for the second reading of a raw file, without the line end at its end. */
  readonly withoutLineEnd: boolean
}

/** Longest key file: HMAC hashes longer keys anyway, and a log given by mistake is no key. */
const mostKeyBytes = 64 * 1024

/**
 * The keys of files, in the order given. A raw file that ends with a line end is two keys, with it and without: editors
 * and `echo` put one there, and it is the commonest cause for a right key that reproduces nothing. Throws AppError
 * `file-unreadable` or `key-unreadable`.
 */
export async function readChainKeys(
  paths: readonly string[],
  encoding: KeyEncoding,
  sha256: Hasher,
): Promise<readonly ChainKey[]> {
  const keys: ChainKey[] = []
  for (const path of paths) {
    for (const [at, bytes] of readingsOf(path, await readChosenFile(path), encoding).entries()) {
      const id = keyIdFrom(sha256, bytes)
      // The same key twice would only be tried twice.
      if (!keys.some((key) => key.id === id)) keys.push({ id, bytes, withoutLineEnd: at > 0 })
    }
  }
  return keys
}

function readingsOf(path: string, bytes: Buffer, encoding: KeyEncoding): readonly Uint8Array[] {
  if (bytes.length === 0 || bytes.length > mostKeyBytes)
    throw unreadable(path, `has ${bytes.length} bytes, and a key has 1 to ${mostKeyBytes}`)
  if (encoding === 'raw') {
    const end = bytes.at(-1) !== 0x0a ? 0 : bytes.at(-2) === 0x0d ? 2 : 1
    const shorter = bytes.subarray(0, bytes.length - end)
    return end === 0 || shorter.length === 0 ? [bytes] : [bytes, shorter]
  }
  const text = bytes.toString('latin1').replace(/\s+/g, '')
  if (encoding === 'hex') {
    const digits = text.replace(/^0x/i, '')
    if (!/^(?:[0-9a-f]{2})+$/i.test(digits)) throw unreadable(path, 'is not hex: two digits 0-9, a-f for each byte')
    return [Buffer.from(digits, 'hex')]
  }
  // Base64 of RFC 4648 §4 or §5, padded or not.
  const digits = text
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replace(/={1,2}$/, '')
  if (!/^[A-Za-z0-9+/]+$/.test(digits) || digits.length % 4 === 1) throw unreadable(path, 'is not base64')
  return [Buffer.from(digits, 'base64')]
}

function unreadable(path: string, why: string): AppError {
  return new AppError('key-unreadable', `The key file ${path} ${why}. Nothing was checked.`)
}
