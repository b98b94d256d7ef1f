/**
 * Values as an Ethereum node prints them in JSON-RPC answers: quantities (`0x1a`, the execution-apis "uint" pattern)
 * and data (`0x00ff`). Read into the bytes that RLP takes. Nothing is guessed: anything else is undefined.
 */
import { bytesToHex, parseHex } from '../bytes/hex.ts'

/** A JSON-RPC object as parsed; its members are unknown until read with the functions of this file. */
export type RpcObject = Readonly<Record<string, unknown>>

/** Why an answer could not be turned into RLP; `member` is its dotted path. */
export interface UnreadableMember {
  readonly member: string
  readonly problem:
    | 'absent'
    | 'not-a-quantity'
    | 'not-data'
    | 'wrong-length'
    | 'not-a-list'
    | 'not-an-object'
    | 'hole'
    /** Of raw forms: no RLP or no list of fields, more fields than are known, an encoding that RLP does not give. */
    | 'not-rlp'
    | 'extra-field'
    | 'not-canonical'
}

/** Thrown inside `core/anchor` only and always caught there, so that field lists read as the standard writes them. */
export class UnreadableError extends Error {
  readonly unreadable: UnreadableMember

  constructor(member: string, problem: UnreadableMember['problem']) {
    super(`${member}: ${problem}`)
    this.name = 'UnreadableError'
    this.unreadable = { member, problem }
  }
}

/** True when the member is absent or null: nodes print both for fields a fork or type does not have. */
export function isMissing(object: RpcObject, member: string): boolean {
  return object[member] === undefined || object[member] === null
}

/**
 * Minimal big-endian bytes of a quantity; zero is empty. Leading zeros are accepted and dropped: some nodes pad `r`,
 * `s` and `v`, and RLP has one form whatever was printed. At most 32 bytes.
 */
export function quantityBytes(object: RpcObject, member: string, path = member): Uint8Array {
  const text = object[member]
  if (text === undefined || text === null) throw new UnreadableError(path, 'absent')
  if (typeof text !== 'string' || !/^0x[0-9a-fA-F]{1,64}$/.test(text)) throw new UnreadableError(path, 'not-a-quantity')
  const digits = text.slice(2).replace(/^0+/, '')
  return parseHex(digits.length % 2 === 0 ? digits : `0${digits}`) as Uint8Array
}

/** Value of a quantity. */
export function quantityValue(object: RpcObject, member: string, path = member): bigint {
  const bytes = quantityBytes(object, member, path)
  return bytes.length === 0 ? 0n : BigInt(hexFromBytes(bytes))
}

/** Bytes of a data member, exactly `length` of them when given. */
export function dataBytes(object: RpcObject, member: string, length?: number, path = member): Uint8Array {
  return dataFrom(object[member], path, length)
}

/** Bytes of a data value, for members of lists. */
export function dataFrom(value: unknown, path: string, length?: number): Uint8Array {
  if (value === undefined || value === null) throw new UnreadableError(path, 'absent')
  const bytes = typeof value === 'string' && value.startsWith('0x') ? parseHex(value) : undefined
  if (bytes === undefined) throw new UnreadableError(path, 'not-data')
  if (length !== undefined && bytes.length !== length) throw new UnreadableError(path, 'wrong-length')
  return bytes
}

/** Members of a list. */
export function listFrom(value: unknown, path: string): readonly unknown[] {
  if (value === undefined || value === null) throw new UnreadableError(path, 'absent')
  if (!Array.isArray(value)) throw new UnreadableError(path, 'not-a-list')
  return value as readonly unknown[]
}

/** An object, not a list and not null. */
export function objectFrom(value: unknown, path: string): RpcObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UnreadableError(path, 'not-an-object')
  return value as RpcObject
}

/** Text of a member in lower case; null when it is not text. */
export function lowerText(object: RpcObject, member: string): string | null {
  const text = object[member]
  return typeof text === 'string' ? text.toLowerCase() : null
}

/** Bytes as a node prints them: lower-case hex with 0x. */
export function hexFromBytes(bytes: Uint8Array): string {
  return `0x${bytesToHex(bytes)}`
}
