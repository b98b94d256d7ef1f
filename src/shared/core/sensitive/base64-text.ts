/** Base64 and base64url read alike, for looking into a payload. RFC 4648 §4 and §5. */

import { byteClass, upperLetter } from './byte-class.ts'

const values = new Uint8Array(256)
for (const [index, character] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  values[character.charCodeAt(0)] = index
values[0x2d] = 62
values[0x5f] = 63

/**
 * Decodes `bytes[start, end)`, which holds only characters of the two alphabets, into `target`, and returns how many
 * bytes that is; a last character alone is dropped. Requires room for `(end - start) * 3 / 4` bytes.
 */
export function decodeBase64(bytes: Uint8Array, start: number, end: number, target: Uint8Array): number {
  let length = 0
  let at = start
  for (; at + 3 < end; at += 4) {
    const quad =
      ((values[bytes[at] as number] as number) << 18) |
      ((values[bytes[at + 1] as number] as number) << 12) |
      ((values[bytes[at + 2] as number] as number) << 6) |
      (values[bytes[at + 3] as number] as number)
    target[length] = quad >> 16
    target[length + 1] = (quad >> 8) & 255
    target[length + 2] = quad & 255
    length += 3
  }
  const rest = end - at
  if (rest < 2) return length
  const first = values[bytes[at] as number] as number
  const second = values[bytes[at + 1] as number] as number
  target[length] = ((first << 2) | (second >> 4)) & 255
  length += 1
  if (rest < 3) return length
  target[length] = ((second << 4) | ((values[bytes[at + 2] as number] as number) >> 2)) & 255
  return length + 1
}

export function hasCapital(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1)
    if (((byteClass[bytes[at] as number] as number) & upperLetter) !== 0) return true
  return false
}

/** `H4sI` is base64 of the gzip header 1F 8B 08. RFC 1952 §2.3.1. */
export function isGzip(bytes: Uint8Array, at: number, end: number): boolean {
  return (
    at + 4 < end && bytes[at] === 0x48 && bytes[at + 1] === 0x34 && bytes[at + 2] === 0x73 && bytes[at + 3] === 0x49
  )
}
