/** UTF-8 without TextEncoder, which pure code does not have. Unicode 16, §3.9, table 3-7. */

/** UTF-8 bytes of text. A lone surrogate becomes U+FFFD, as in every web encoder. */
export function utf8FromText(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3)
  let length = 0
  for (let index = 0; index < text.length; index += 1) {
    let code = text.charCodeAt(index)
    if (code >= 0xd800 && code <= 0xdfff) {
      const next = text.charCodeAt(index + 1)
      if (code <= 0xdbff && next >= 0xdc00 && next <= 0xdfff) {
        code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00)
        index += 1
      } else code = 0xfffd
    }
    if (code < 0x80) bytes[length++] = code
    else if (code < 0x800) {
      bytes[length++] = 0xc0 | (code >> 6)
      bytes[length++] = 0x80 | (code & 63)
    } else if (code < 0x10000) {
      bytes[length++] = 0xe0 | (code >> 12)
      bytes[length++] = 0x80 | ((code >> 6) & 63)
      bytes[length++] = 0x80 | (code & 63)
    } else {
      bytes[length++] = 0xf0 | (code >> 18)
      bytes[length++] = 0x80 | ((code >> 12) & 63)
      bytes[length++] = 0x80 | ((code >> 6) & 63)
      bytes[length++] = 0x80 | (code & 63)
    }
  }
  return bytes.slice(0, length)
}

/** Text of UTF-8 bytes `[start, end)`; each invalid byte becomes one U+FFFD. Never throws. */
export function textFromUtf8(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = ''
  let index = start
  while (index < end) {
    const first = bytes[index] as number
    if (first < 0x80) {
      text += String.fromCharCode(first)
      index += 1
      continue
    }
    const length = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0
    let code = length === 4 ? first & 7 : length === 3 ? first & 15 : first & 31
    let good = length > 0 && first <= 0xf4 && index + length <= end
    for (let step = 1; good && step < length; step += 1) {
      const next = bytes[index + step] as number
      if ((next & 0xc0) !== 0x80) good = false
      code = (code << 6) | (next & 63)
    }
    if (
      good &&
      ((length === 3 && (code < 0x800 || (code >= 0xd800 && code <= 0xdfff))) ||
        (length === 4 && (code < 0x10000 || code > 0x10ffff)))
    )
      good = false
    if (good) {
      text += String.fromCodePoint(code)
      index += length
    } else {
      text += '\ufffd'
      index += 1
    }
  }
  return text
}
