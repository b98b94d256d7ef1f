/** What an answer must look like to be of use; a node may answer anything. */
import type { RpcObject } from '../../../../shared/core/anchor/rpc-value.ts'

export function isRpcObject(value: unknown): value is RpcObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Bytes as hex with 0x. */
export function isData(value: unknown): value is string {
  return typeof value === 'string' && /^0x(?:[0-9a-fA-F]{2})*$/.test(value)
}

/** 32 bytes as hex with 0x, lower-case; null for anything else. */
export function hashFrom(value: unknown): string | null {
  return typeof value === 'string' && /^0x[0-9a-fA-F]{64}$/.test(value) ? value.toLowerCase() : null
}

/** JSON-RPC quantity of at most 256 bits; null for anything else. */
export function quantityFrom(value: unknown): bigint | null {
  return typeof value === 'string' && /^0x[0-9a-fA-F]{1,64}$/.test(value) ? BigInt(value) : null
}

/** A block answer with whole transactions, not their hashes alone. */
export function isFullBlock(value: unknown): value is RpcObject {
  return isRpcObject(value) && Array.isArray(value['transactions']) && value['transactions'].every(isRpcObject)
}

/** Receipts of a block with `count` transactions. */
export function areReceipts(value: unknown, count: number): value is RpcObject[] {
  return Array.isArray(value) && value.length === count && value.every(isRpcObject)
}

const longestShown = 200

/** Any value as a short text for a list of differences. Hostile: an answer may be megabytes. */
export function shownValue(value: unknown): string | null {
  if (value === undefined || value === null) return null
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= longestShown ? text : `${text.slice(0, longestShown - 1)}…`
}
