/**
 * Digests as records write them: hex in its three spellings and base64 (RFC 4648 §4). Reads and writes bytes in place,
 * because this runs once or twice for every entry. The rules are in this folder's README, section 3.
 */
import type { DigestEncoding } from '../../model/recipe.ts'
import { textFromUtf8, utf8FromText } from '../bytes/utf8.ts'

/** How a record may write a digest; `bytes` exists only in pre-images. */
export type StoredEncoding = Exclude<DigestEncoding, 'bytes'>

const hexValue = new Int8Array(256).fill(-1)
for (let digit = 0; digit < 10; digit += 1) hexValue[48 + digit] = digit
for (let digit = 0; digit < 6; digit += 1) {
  hexValue[97 + digit] = 10 + digit
  hexValue[65 + digit] = 10 + digit
}

/** Reads the digest text `bytes[start, end)` into `target`; false when it is not a digest of `target.length` bytes. `target` is then undefined. */
export function readDigest(
  bytes: Uint8Array,
  start: number,
  end: number,
  encoding: StoredEncoding,
  target: Uint8Array,
): boolean {
  if (encoding === 'base64') return readBase64(bytes, start, end, target)
  const size = target.length
  let at = start
  if (encoding === '0x-hex') {
    if (bytes[at] !== 0x30 || bytes[at + 1] !== 0x78) return false
    at += 2
  }
  if (end - at !== size * 2) return false
  for (let index = 0; index < size; index += 1) {
    const high = hexValue[bytes[at + index * 2] as number] as number
    const low = hexValue[bytes[at + index * 2 + 1] as number] as number
    if (high < 0 || low < 0) return false
    target[index] = high * 16 + low
  }
  return true
}

/** The digest of `size` bytes that a text writes; undefined when it writes none. */
export function digestFromText(text: string, encoding: StoredEncoding, size: number): Uint8Array | undefined {
  const bytes = utf8FromText(text)
  const digest = new Uint8Array(size)
  return readDigest(bytes, 0, bytes.length, encoding, digest) ? digest : undefined
}

const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** RFC 4648 §4, with padding. */
export function base64FromBytes(bytes: Uint8Array): string {
  let text = ''
  for (let index = 0; index < bytes.length; index += 3) {
    const first = bytes[index] as number
    const second = bytes[index + 1]
    const third = bytes[index + 2]
    text += base64Alphabet.charAt(first >> 2)
    text += base64Alphabet.charAt(((first & 3) << 4) | ((second ?? 0) >> 4))
    text += second === undefined ? '=' : base64Alphabet.charAt(((second & 15) << 2) | ((third ?? 0) >> 6))
    text += third === undefined ? '=' : base64Alphabet.charAt(third & 63)
  }
  return text
}

function readBase64(bytes: Uint8Array, start: number, end: number, target: Uint8Array): boolean {
  const text = textFromUtf8(bytes, start, end)
  let bits = 0
  let held = 0
  let length = 0
  for (const character of text.replace(/={1,2}$/, '')) {
    const value = base64Alphabet.indexOf(character)
    if (value < 0) return false
    bits = (bits << 6) | value
    held += 6
    if (held < 8) continue
    held -= 8
    if (length >= target.length) return false
    target[length] = (bits >> held) & 255
    length += 1
    bits &= (1 << held) - 1
  }
  // What is left may be the unused bits of the last character, never a whole one.
  return length === target.length && held < 6
}
