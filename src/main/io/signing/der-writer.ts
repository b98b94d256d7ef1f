/** Writes ASN.1 DER (ITU-T X.690 §8, §10, §11): only the types that certificates, CMS and PKCS#12 need. Total functions. */
import { concatBytes } from '../../../shared/core/bytes/hex.ts'
import { utf8FromText } from '../../../shared/core/bytes/utf8.ts'

/** Identifier octets used here. Universal class unless the name says otherwise. */
export const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
  /** `[0] … [3]`, constructed; the primitive forms are 0x80 … 0x83. */
  context0: 0xa0,
  context1: 0xa1,
  context3: 0xa3,
} as const

/** Tag, length, contents. */
export function der(identifier: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(...contents)
  return concatBytes(Uint8Array.of(identifier), lengthOctets(content.length), content)
}

function lengthOctets(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length)
  const octets: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  return Uint8Array.of(0x80 | octets.length, ...octets)
}

export function sequence(...contents: readonly Uint8Array[]): Uint8Array {
  return der(tag.sequence, ...contents)
}

/** SET OF: members in the order DER demands (X.690 §11.6). */
export function setOf(members: readonly Uint8Array[]): Uint8Array {
  return der(tag.set, ...members.toSorted(compareBytes))
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length)
  for (let index = 0; index < shared; index += 1) {
    const difference = (left[index] as number) - (right[index] as number)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** INTEGER of an unsigned big-endian number; leading zeros are dropped, a sign octet is added where needed. */
export function unsignedInteger(bytes: Uint8Array): Uint8Array {
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1
  const trimmed = bytes.subarray(start)
  if (trimmed.length === 0) return der(tag.integer, Uint8Array.of(0))
  return der(tag.integer, (trimmed[0] as number) & 0x80 ? Uint8Array.of(0) : new Uint8Array(0), trimmed)
}

/** INTEGER of 0 <= value < 2^31. */
export function smallInteger(value: number): Uint8Array {
  return unsignedInteger(Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255))
}

export function octetString(bytes: Uint8Array): Uint8Array {
  return der(tag.octetString, bytes)
}

/** BIT STRING of whole octets. */
export function bitString(bytes: Uint8Array): Uint8Array {
  return der(tag.bitString, Uint8Array.of(0), bytes)
}

/** BIT STRING of named bits, without trailing zero bits (X.690 §11.2.2). `bits` are positions, 0 first. */
export function namedBits(bits: readonly number[]): Uint8Array {
  const highest = Math.max(...bits)
  const octets = new Uint8Array(Math.floor(highest / 8) + 1)
  for (const bit of bits) octets[bit >> 3] = (octets[bit >> 3] as number) | (0x80 >> (bit & 7))
  return der(tag.bitString, Uint8Array.of(7 - (highest & 7)), octets)
}

export function nullValue(): Uint8Array {
  return der(tag.null)
}

export function trueValue(): Uint8Array {
  return der(tag.boolean, Uint8Array.of(0xff))
}

export function utf8String(text: string): Uint8Array {
  return der(tag.utf8String, utf8FromText(text))
}

/** OBJECT IDENTIFIER of dotted text. */
export function oid(dotted: string): Uint8Array {
  const arcs = dotted.split('.').map(Number)
  const octets: number[] = []
  const [first = 0, second = 0, ...rest] = arcs
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc & 127]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left & 127) | 128)
    octets.push(...groups)
  }
  return der(tag.oid, Uint8Array.from(octets))
}

/** Time of a certificate: UTCTime until 2049, GeneralizedTime from 2050. RFC 5280 §4.1.2.5. Whole seconds. */
export function certificateTime(time: Date): Uint8Array {
  const digits = time.toISOString().replace(/[-:T]/g, '').slice(0, 14)
  const year = time.getUTCFullYear()
  if (year >= 1950 && year < 2050) return der(tag.utcTime, utf8FromText(`${digits.slice(2)}Z`))
  return der(tag.generalizedTime, utf8FromText(`${digits}Z`))
}
