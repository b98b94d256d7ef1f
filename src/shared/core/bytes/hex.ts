/** Hex and byte comparisons. All hex produced is lower-case without 0x. */

const digits = '0123456789abcdef'
const pairs: string[] = []
for (let value = 0; value < 256; value += 1) pairs.push(digits.charAt(value >> 4) + digits.charAt(value & 15))

/** Lower-case hex of `bytes[start, end)`. */
export function bytesToHex(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = ''
  for (let index = start; index < end; index += 1) text += pairs[bytes[index] as number]
  return text
}

function nibble(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  if (code >= 97 && code <= 102) return code - 87
  if (code >= 65 && code <= 70) return code - 55
  return -1
}

/** Bytes of hex text, either case, with or without 0x; undefined when the text is not hex of even length. */
export function parseHex(text: string): Uint8Array | undefined {
  const from = text.startsWith('0x') || text.startsWith('0X') ? 2 : 0
  const length = text.length - from
  if (length % 2 !== 0) return undefined
  const bytes = new Uint8Array(length / 2)
  for (let index = 0; index < bytes.length; index += 1) {
    const high = nibble(text.charCodeAt(from + index * 2))
    const low = nibble(text.charCodeAt(from + index * 2 + 1))
    if (high < 0 || low < 0) return undefined
    bytes[index] = high * 16 + low
  }
  return bytes
}

/** True when both hold the same bytes. Not constant-time: evidence is public to whoever holds it. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index += 1) if (left[index] !== right[index]) return false
  return true
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const joined = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}
