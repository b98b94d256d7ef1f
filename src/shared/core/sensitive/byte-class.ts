/** Classes of bytes, looked up in a table because every byte of an import passes here. */

/** Byte that a card number's digits and separators are written with, `.` included. */
export const digitLike = 1
/** Byte of the base64 and base64url alphabets. */
export const base64Like = 2
/** A to Z. */
export const upperLetter = 4
/** A to Z, a to z, 0 to 9. */
export const alphanumeric = 8
/** A to Z, 0 to 9. */
export const upperOrDigit = 16
/** Byte that begins a spelled digit or separator: `%34`, `\u00a0`. */
export const spells = 32

/** Class bits of each byte value. */
export const byteClass: Uint8Array = buildClasses()

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(256)
  const add = (bits: number, from: number, to = from): void => {
    for (let byte = from; byte <= to; byte += 1) classes[byte] = (classes[byte] as number) | bits
  }
  add(digitLike | base64Like | alphanumeric | upperOrDigit, 0x30, 0x39)
  add(base64Like | alphanumeric | upperLetter | upperOrDigit, 0x41, 0x5a)
  add(base64Like | alphanumeric, 0x61, 0x7a)
  for (const character of '+-/_') add(base64Like, character.charCodeAt(0))
  for (const character of ' -+%.') add(digitLike, character.charCodeAt(0))
  for (const character of '%\\') add(spells, character.charCodeAt(0))
  // NBSP is C2 A0; full-width digits EF BC 90..99; dashes E2 80 90..95; narrow spaces E2 80 89 and E2 80 AF.
  for (const byte of [0xc2, 0xa0, 0xef, 0xbc, 0xe2, 0x80, 0x89, 0xaf]) add(digitLike, byte)
  add(digitLike, 0x90, 0x99)
  return classes
}

export function isAlphanumeric(byte: number | undefined): boolean {
  return byte !== undefined && ((byteClass[byte] as number) & alphanumeric) !== 0
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

/** Text of `bytes[start, end)` with each byte as one character: for comparing ASCII, never for showing. */
export function latinText(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let index = start; index < end; index += 1) text += String.fromCharCode(bytes[index] as number)
  return text
}

/**
 * True when the byte before `at` belongs to the same word. A letter that ends a JSON escape (`\n4111...`) does not;
 * neither do bytes of non-ASCII letters, because many scripts put no space before a number.
 */
export function isGluedBefore(bytes: Uint8Array, at: number): boolean {
  const before = bytes[at - 1]
  if (at === 0 || !isAlphanumeric(before)) return false
  return !(bytes[at - 2] === 0x5c && (before === 0x6e || before === 0x72 || before === 0x74 || before === 0x62))
}
