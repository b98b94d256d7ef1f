/** Bytes as evidence writes them: hex, base64 (RFC 4648 §4) and base64url (§5), padded or not. Strict: no other character. */
import { parseHex } from '../bytes/hex.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const valueByCode = new Int8Array(128).fill(-1)
for (let index = 0; index < alphabet.length; index += 1) valueByCode[alphabet.charCodeAt(index)] = index
for (const character of '+-') valueByCode[character.charCodeAt(0)] = 62
for (const character of '/_') valueByCode[character.charCodeAt(0)] = 63

/**
 * Bytes of base64 text in either alphabet; undefined for any other text. Bits that belong to no byte must be zero, so
 * that one text and no second one stands for the bytes.
 */
export function parseBase64(text: string): Uint8Array | undefined {
  let length = text.length
  while (length > 0 && text.length - length < 2 && text.charCodeAt(length - 1) === 0x3d) length -= 1
  if (length % 4 === 1 || (length !== text.length && text.length % 4 !== 0)) return undefined
  const bytes = new Uint8Array(Math.floor((length * 3) / 4))
  let held = 0
  let bits = 0
  let at = 0
  for (let index = 0; index < length; index += 1) {
    const value = valueByCode[text.charCodeAt(index)] ?? -1
    if (value < 0) return undefined
    bits = ((bits & 0xff) << 6) | value
    held += 6
    if (held < 8) continue
    held -= 8
    bytes[at] = (bits >> held) & 255
    at += 1
  }
  return (bits & ((1 << held) - 1)) === 0 ? bytes : undefined
}

/** base64url without padding, as JOSE writes it. RFC 7515 §2. */
export function base64UrlFrom(bytes: Uint8Array): string {
  const characters = `${alphabet}-_`
  let text = ''
  for (let index = 0; index < bytes.length; index += 3) {
    const first = bytes[index] as number
    const second = bytes[index + 1]
    const third = bytes[index + 2]
    text += characters.charAt(first >> 2)
    text += characters.charAt(((first & 3) << 4) | ((second ?? 0) >> 4))
    if (second !== undefined) text += characters.charAt(((second & 15) << 2) | ((third ?? 0) >> 6))
    if (third !== undefined) text += characters.charAt(third & 63)
  }
  return text
}

/** Bytes of text in hex or base64, and which it was; text that is both is hex. */
export function bytesFromText(
  text: string,
): { readonly bytes: Uint8Array; readonly encoding: 'hex' | 'base64' } | null {
  const hex = text.length > 0 ? parseHex(text) : undefined
  if (hex !== undefined) return { bytes: hex, encoding: 'hex' }
  const base64 = parseBase64(text)
  return base64 === undefined || base64.length === 0 ? null : { bytes: base64, encoding: 'base64' }
}
