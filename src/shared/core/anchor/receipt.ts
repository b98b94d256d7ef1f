/**
 * Transaction receipts from a node's JSON to the bytes a block commits to: Yellow Paper §4.4.1, status per EIP-658,
 * typed prefix per EIP-2718. The bloom is recomputed from the logs (§4.4.3, equation for M), so a printed bloom that
 * does not belong to the printed logs shows. Members that RLP does not hold (gasUsed, from, effectiveGasPrice, …) are
 * claims of the node and are not looked at.
 */
import { bytesToHex, concatBytes, equalBytes } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { encodeRlp, type RlpItem } from './rlp.ts'
import {
  dataBytes,
  dataFrom,
  isMissing,
  listFrom,
  objectFrom,
  quantityBytes,
  quantityValue,
  UnreadableError,
  type RpcObject,
  type UnreadableMember,
} from './rpc-value.ts'
import { typeOf } from './transaction.ts'

export type EncodedReceipt =
  | {
      readonly kind: 'receipt'
      readonly type: number
      readonly encoded: Uint8Array
      /** 1 succeeded, 0 failed; null for receipts older than EIP-658, which hold a state root instead. */
      readonly status: bigint | null
      /** Whether the printed bloom is the one of the printed logs. */
      readonly bloomHolds: boolean
    }
  | { readonly kind: 'unsupported'; readonly type: string }
  | { readonly kind: 'unreadable'; readonly unreadable: UnreadableMember }

interface Log {
  readonly address: Uint8Array
  readonly topics: readonly Uint8Array[]
  readonly data: Uint8Array
}

/**
 * Bits that an address or topic sets, by its hex. Shared by the receipts of a block, where contracts and events repeat: of
 * 200 receipts with 600 logs of one contract, a third of the time went into hashing them again.
 */
export type BloomBits = Map<string, readonly number[]>

/** Bytes of `receipt`, a member of `eth_getBlockReceipts`. `bits` is filled and used again. */
export function encodeReceipt(receipt: RpcObject, hasher: Hasher, bits: BloomBits = new Map()): EncodedReceipt {
  try {
    const type = typeOf(receipt)
    if (type === undefined) return { kind: 'unsupported', type: String(receipt['type']) }
    const logs = listFrom(receipt['logs'], 'logs').map((log, index) => logFrom(log, `logs.${index}`))
    const bloom = computeBloom(logs, hasher, bits)
    const status = isMissing(receipt, 'status') ? null : quantityValue(receipt, 'status')
    const payload = encodeRlp([
      status === null ? dataBytes(receipt, 'root', 32) : quantityBytes(receipt, 'status'),
      quantityBytes(receipt, 'cumulativeGasUsed'),
      bloom,
      logs.map((log): RlpItem => [log.address, log.topics, log.data]),
    ])
    const encoded = type === 0 ? payload : concatBytes(new Uint8Array([type]), payload)
    return {
      kind: 'receipt',
      type,
      encoded,
      status,
      bloomHolds: equalBytes(bloom, dataBytes(receipt, 'logsBloom', 256)),
    }
  } catch (error) {
    if (error instanceof UnreadableError) return { kind: 'unreadable', unreadable: error.unreadable }
    throw error
  }
}

/**
 * The 2,048-bit bloom of some logs, 256 bytes: for the keccak256 of each address and topic, the three bits named by the
 * low 11 bits of its first three byte pairs, counted from the right end.
 */
export function computeBloom(logs: readonly Log[], hasher: Hasher, bits: BloomBits = new Map()): Uint8Array {
  const bloom = new Uint8Array(256)
  for (const log of logs) {
    for (const item of [log.address, ...log.topics]) {
      const key = bytesToHex(item)
      const own = bits.get(key) ?? bitsOf(hasher.hash(item))
      bits.set(key, own)
      for (const bit of own) {
        const at = 255 - (bit >> 3)
        bloom[at] = (bloom[at] as number) | (1 << (bit & 7))
      }
    }
  }
  return bloom
}

function bitsOf(hash: Uint8Array): readonly number[] {
  return [0, 2, 4].map((pair) => (((hash[pair] as number) << 8) | (hash[pair + 1] as number)) & 2047)
}

function logFrom(value: unknown, path: string): Log {
  const log = objectFrom(value, path)
  return {
    address: dataBytes(log, 'address', 20, `${path}.address`),
    topics: listFrom(log['topics'], `${path}.topics`).map((topic) => dataFrom(topic, `${path}.topics`, 32)),
    data: dataBytes(log, 'data', undefined, `${path}.data`),
  }
}
