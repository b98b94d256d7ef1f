/**
 * Reads ASN.1: strict DER (ITU-T X.690 §10) for everything that is judged, and the part of BER that PKCS#12 files of
 * other programs use (indefinite length, constructed octet strings). High tag numbers are not supported.
 */
import { concatBytes } from '../../../shared/core/bytes/hex.ts'
import { tag } from './der-writer.ts'

/** One value. `children` is empty for primitive values. */
export interface DerNode {
  /** First identifier octet: class, constructed bit and number. */
  readonly tag: number
  /** Tag, length and contents as they stand in the input. */
  readonly raw: Uint8Array
  readonly content: Uint8Array
  readonly children: readonly DerNode[]
}

/** The bytes are not the ASN.1 that is expected; every caller turns it into a domain error or a problem. */
export class DerError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'DerError'
  }
}

// Hostile: nesting and node counts bound what a crafted file can cost.
const deepest = 32
const mostNodes = 20_000

interface Cursor {
  readonly bytes: Uint8Array
  readonly ber: boolean
  nodes: number
}

/** The one value that fills `bytes` exactly. `ber` allows what PKCS#12 writers emit. Throws DerError. */
export function parseDer(bytes: Uint8Array, ber = false): DerNode {
  const node = readNode({ bytes, ber, nodes: 0 }, 0, bytes.length, 0)
  if (node.raw.length !== bytes.length) throw new DerError('bytes follow the value')
  return node
}

/** The first value of `bytes`, whatever follows. Throws DerError. */
export function parseFirstDer(bytes: Uint8Array): DerNode {
  return readNode({ bytes, ber: false, nodes: 0 }, 0, bytes.length, 0)
}

function readNode(cursor: Cursor, start: number, end: number, depth: number): DerNode {
  cursor.nodes += 1
  if (depth > deepest || cursor.nodes > mostNodes) throw new DerError('nested too deep')
  const { bytes } = cursor
  if (start + 2 > end) throw new DerError('value is cut')
  const identifier = bytes[start] as number
  if ((identifier & 0x1f) === 0x1f) throw new DerError('tag number too high')
  const constructed = (identifier & 0x20) !== 0
  const first = bytes[start + 1] as number
  if (first === 0x80) {
    if (!cursor.ber || !constructed) throw new DerError('length is indefinite')
    return readIndefinite(cursor, identifier, start, end, depth)
  }
  let length = first
  let contentStart = start + 2
  if (first > 0x80) {
    const size = first & 0x7f
    if (size > 4 || contentStart + size > end) throw new DerError('length is too long')
    length = 0
    for (let index = 0; index < size; index += 1) length = length * 256 + (bytes[contentStart + index] as number)
    if (!cursor.ber && (length < 0x80 || bytes[contentStart] === 0)) throw new DerError('length is not minimal')
    contentStart += size
  }
  const contentEnd = contentStart + length
  if (contentEnd > end) throw new DerError('value is cut')
  const children: DerNode[] = []
  if (constructed) {
    let at = contentStart
    while (at < contentEnd) {
      const child = readNode(cursor, at, contentEnd, depth + 1)
      children.push(child)
      at += child.raw.length
    }
  }
  return {
    tag: identifier,
    raw: bytes.subarray(start, contentEnd),
    content: bytes.subarray(contentStart, contentEnd),
    children,
  }
}

function readIndefinite(cursor: Cursor, identifier: number, start: number, end: number, depth: number): DerNode {
  const children: DerNode[] = []
  let at = start + 2
  for (;;) {
    if (at + 2 > end) throw new DerError('value is cut')
    if (cursor.bytes[at] === 0 && cursor.bytes[at + 1] === 0) break
    const child = readNode(cursor, at, end, depth + 1)
    children.push(child)
    at += child.raw.length
  }
  return {
    tag: identifier,
    raw: cursor.bytes.subarray(start, at + 2),
    content: cursor.bytes.subarray(start + 2, at),
    children,
  }
}

/** The child at a position, which must carry the tag if one is given. Throws DerError. */
export function childAt(node: DerNode, index: number, expected?: number): DerNode {
  const child = node.children[index]
  if (child === undefined) throw new DerError('value is missing')
  return expected === undefined ? child : withTag(child, expected)
}

/** The node itself, if it carries the tag. Throws DerError. */
export function withTag(node: DerNode, expected: number): DerNode {
  if (node.tag !== expected)
    throw new DerError(`tag 0x${node.tag.toString(16)} where 0x${expected.toString(16)} is expected`)
  return node
}

/** Dotted text of an OBJECT IDENTIFIER. */
export function oidText(node: DerNode): string {
  const { content } = withTag(node, tag.oid)
  if (content.length === 0 || ((content.at(-1) as number) & 0x80) !== 0) throw new DerError('object identifier is cut')
  const arcs: number[] = []
  let arc = 0
  let starts = true
  for (const octet of content) {
    if (starts && octet === 0x80) throw new DerError('object identifier is not minimal')
    arc = arc * 128 + (octet & 127)
    if (arc > Number.MAX_SAFE_INTEGER / 256) throw new DerError('object identifier is too large')
    starts = (octet & 0x80) === 0
    if (starts) {
      arcs.push(arc)
      arc = 0
    }
  }
  const head = arcs[0] as number
  const first = Math.min(2, Math.floor(head / 40))
  return [first, head - first * 40, ...arcs.slice(1)].join('.')
}

/** A non-negative INTEGER below 2^31. */
export function integerValue(node: DerNode): number {
  const { content } = withTag(node, tag.integer)
  if (content.length === 0 || content.length > 5 || ((content[0] as number) & 0x80) !== 0)
    throw new DerError('integer out of range')
  if (content.length > 1 && content[0] === 0 && ((content[1] as number) & 0x80) === 0)
    throw new DerError('integer is not minimal')
  let value = 0
  for (const octet of content) value = value * 256 + octet
  if (value >= 2 ** 31) throw new DerError('integer out of range')
  return value
}

/** Contents of an OCTET STRING (or of an implicitly tagged one), pieces joined where BER split it. */
export function octets(node: DerNode): Uint8Array {
  if ((node.tag & 0x20) === 0) return node.content
  return concatBytes(...node.children.map(octets))
}
