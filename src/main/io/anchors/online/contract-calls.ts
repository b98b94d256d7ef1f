/**
 * What is asked of guide A's contract: the call `verifyLogHash(bytes32,uint256)` and the storage keys of a mapping
 * (Solidity ABI specification, "Formal Specification of the Encoding"; "Layout of State Variables in Storage").
 */
import type { StorageLayout } from '../../../../shared/model/anchor.ts'
import { bytesToHex, parseHex } from '../../../../shared/core/bytes/hex.ts'
import type { Hasher } from '../../../../shared/core/bytes/hasher.ts'

/** A root and the time stored with it: hex without 0x, and whole seconds since 1970. */
export interface StoredRoot {
  readonly root: string
  readonly timestampSeconds: number
}

/** First four bytes of keccak256 of `verifyLogHash(bytes32,uint256)`. */
const verifyLogHashSelector = '0x1e9f0104'

/** Calldata of `verifyLogHash(root, timestamp)`. */
export function verifyLogHashCall({ root, timestampSeconds }: StoredRoot): string {
  return `${verifyLogHashSelector}${root}${word(timestampSeconds)}`
}

/** The bool that such a call answers; null when the answer is no bool. */
export function boolFrom(answer: unknown): boolean | null {
  if (answer === `0x${'0'.repeat(63)}1`) return true
  return answer === `0x${'0'.repeat(64)}` ? false : null
}

/** Storage key of a root under `layout`, hex with 0x: keccak256(key ‖ slot), once for each level. `hasher` is keccak256. */
export function storageKeyOf(layout: StorageLayout, stored: StoredRoot, hasher: Hasher): string {
  const outer = keccak(hasher, stored.root + word(layout.slot))
  return `0x${layout.keys === 'hash' ? outer : keccak(hasher, word(stored.timestampSeconds) + outer)}`
}

function word(value: number): string {
  return value.toString(16).padStart(64, '0')
}

function keccak(hasher: Hasher, hex: string): string {
  const bytes = parseHex(hex)
  if (bytes === undefined) throw new RangeError('not hex')
  return bytesToHex(hasher.hash(bytes))
}
