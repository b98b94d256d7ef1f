/**
 * Recursive Length Prefix, Ethereum Yellow Paper appendix B: encoder and strict decoder. Strict means that every item
 * has exactly one accepted encoding: minimal lengths, no length prefix on a single byte below 0x80, nothing left over.
 * Knows byte strings and lists only; numbers are the caller's (big-endian, no leading zero, zero is the empty string).
 */

/** A byte string or a list of items. */
export type RlpItem = Uint8Array | readonly RlpItem[]

export type RlpProblem =
  | 'truncated'
  | 'non-minimal-length'
  | 'non-minimal-byte'
  | 'length-too-large'
  | 'trailing-bytes'
  | 'too-deep'

export type ParsedRlp =
  | { readonly kind: 'item'; readonly item: RlpItem }
  /** `offset` is the byte at which the refused header stands. */
  | { readonly kind: 'refused'; readonly problem: RlpProblem; readonly offset: number }

/** Hostile: each nested list costs one byte of input and one stack frame. Ethereum's own data nests fewer than 8 deep. */
const deepest = 256

/** Decodes exactly one item that fills `bytes`. */
export function parseRlp(bytes: Uint8Array): ParsedRlp {
  const read = readItem(bytes, 0, bytes.length, 0)
  if (read.kind === 'refused') return read
  if (read.end !== bytes.length) return { kind: 'refused', problem: 'trailing-bytes', offset: read.end }
  return { kind: 'item', item: read.item }
}

/** The one encoding of `item`. */
export function encodeRlp(item: RlpItem): Uint8Array {
  const encoded = new Uint8Array(encodedLength(item))
  writeItem(item, encoded, 0)
  return encoded
}

/** Big-endian bytes of a non-negative integer without leading zeros; zero is empty. The RLP form of a number. */
export function bytesFromBigInt(value: bigint): Uint8Array {
  if (value < 0n) throw new RangeError('RLP has no negative numbers')
  if (value === 0n) return new Uint8Array(0)
  const digits = value.toString(16)
  const hex = digits.length % 2 === 0 ? digits : `0${digits}`
  const bytes = new Uint8Array(hex.length / 2)
  for (let index = 0; index < bytes.length; index += 1)
    bytes[index] = Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16)
  return bytes
}

type Header =
  | { readonly kind: 'header'; readonly isList: boolean; readonly start: number; readonly end: number }
  | { readonly kind: 'refused'; readonly problem: RlpProblem; readonly offset: number }

type Read =
  | { readonly kind: 'read'; readonly item: RlpItem; readonly end: number }
  | Extract<Header, { kind: 'refused' }>

function readItem(bytes: Uint8Array, offset: number, limit: number, depth: number): Read {
  if (depth > deepest) return { kind: 'refused', problem: 'too-deep', offset }
  const header = readHeader(bytes, offset, limit)
  if (header.kind === 'refused') return header
  if (!header.isList) return { kind: 'read', item: bytes.slice(header.start, header.end), end: header.end }
  const items: RlpItem[] = []
  let next = header.start
  while (next < header.end) {
    const read = readItem(bytes, next, header.end, depth + 1)
    if (read.kind === 'refused') return read
    items.push(read.item)
    next = read.end
  }
  return { kind: 'read', item: items, end: header.end }
}

function readHeader(bytes: Uint8Array, offset: number, limit: number): Header {
  const first = bytes[offset]
  if (first === undefined || offset >= limit) return { kind: 'refused', problem: 'truncated', offset }
  if (first < 0x80) return { kind: 'header', isList: false, start: offset, end: offset + 1 }
  const isList = first >= 0xc0
  const short = first - (isList ? 0xc0 : 0x80)
  let start = offset + 1
  let length = short
  if (short > 55) {
    const lengthBytes = short - 55
    if (start + lengthBytes > limit) return { kind: 'refused', problem: 'truncated', offset }
    if (bytes[start] === 0) return { kind: 'refused', problem: 'non-minimal-length', offset }
    // Hostile: eight length bytes can name 2^64; six already pass any buffer and stay exact in a number.
    if (lengthBytes > 6) return { kind: 'refused', problem: 'length-too-large', offset }
    length = 0
    for (let index = 0; index < lengthBytes; index += 1) length = length * 256 + (bytes[start + index] as number)
    if (length <= 55) return { kind: 'refused', problem: 'non-minimal-length', offset }
    start += lengthBytes
  }
  if (start + length > limit) return { kind: 'refused', problem: 'truncated', offset }
  if (!isList && length === 1 && (bytes[start] as number) < 0x80)
    return { kind: 'refused', problem: 'non-minimal-byte', offset }
  return { kind: 'header', isList, start, end: start + length }
}

function isBytes(item: RlpItem): item is Uint8Array {
  return item instanceof Uint8Array
}

function payloadLength(item: RlpItem): number {
  if (isBytes(item)) return item.length
  let length = 0
  for (const member of item) length += encodedLength(member)
  return length
}

function encodedLength(item: RlpItem): number {
  if (isBytes(item) && item.length === 1 && (item[0] as number) < 0x80) return 1
  const length = payloadLength(item)
  return length <= 55 ? 1 + length : 1 + lengthOfLength(length) + length
}

function lengthOfLength(length: number): number {
  let bytes = 1
  for (let rest = Math.floor(length / 256); rest > 0; rest = Math.floor(rest / 256)) bytes += 1
  return bytes
}

function writeItem(item: RlpItem, target: Uint8Array, offset: number): number {
  if (isBytes(item)) {
    if (item.length === 1 && (item[0] as number) < 0x80) {
      target[offset] = item[0] as number
      return offset + 1
    }
    const start = writeHeader(0x80, item.length, target, offset)
    target.set(item, start)
    return start + item.length
  }
  let next = writeHeader(0xc0, payloadLength(item), target, offset)
  for (const member of item) next = writeItem(member, target, next)
  return next
}

function writeHeader(base: number, length: number, target: Uint8Array, offset: number): number {
  if (length <= 55) {
    target[offset] = base + length
    return offset + 1
  }
  const lengthBytes = lengthOfLength(length)
  target[offset] = base + 55 + lengthBytes
  let rest = length
  for (let index = lengthBytes; index > 0; index -= 1) {
    target[offset + index] = rest % 256
    rest = Math.floor(rest / 256)
  }
  return offset + 1 + lengthBytes
}
