/**
 * Signed transactions from a node's JSON to the bytes a block commits to: legacy (Yellow Paper §4.2), and the typed
 * envelopes of EIP-2718: 1 (EIP-2930), 2 (EIP-1559), 3 (EIP-4844), 4 (EIP-7702). The hash is recomputed. The signature
 * is carried, not checked: what a block proves is that these bytes are in it. Other types are `unsupported`, not guessed.
 */
import { concatBytes } from '../bytes/hex.ts'
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

export type EncodedTransaction =
  | {
      readonly kind: 'transaction'
      readonly type: number
      /** RLP for legacy, type byte and RLP for typed ones: the trie's value and the hash's pre-image. */
      readonly encoded: Uint8Array
      /** keccak256 of `encoded`. */
      readonly hash: Uint8Array
    }
  /** A type without a rule here, or a transaction that the chain's own code inserted without a signature. */
  | { readonly kind: 'unsupported'; readonly type: string }
  | { readonly kind: 'unreadable'; readonly unreadable: UnreadableMember }

/** Bytes and hash of `transaction`, a member of `eth_getBlockByNumber(…, true)`'s `transactions`. */
export function encodeTransaction(transaction: RpcObject, hasher: Hasher): EncodedTransaction {
  try {
    const type = typeOf(transaction)
    if (type === undefined) return { kind: 'unsupported', type: String(transaction['type']) }
    if (quantityValue(transaction, 'r') === 0n && quantityValue(transaction, 's') === 0n) {
      // System transactions of some chains are printed as type 0 but stand in no trie; calling that a contradiction would be wrong.
      return { kind: 'unsupported', type: 'unsigned' }
    }
    const payload = encodeRlp(type === 0 ? legacyFields(transaction) : typedFields(transaction, type))
    const encoded = type === 0 ? payload : concatBytes(new Uint8Array([type]), payload)
    return { kind: 'transaction', type, encoded, hash: hasher.hash(encoded) }
  } catch (error) {
    if (error instanceof UnreadableError) return { kind: 'unreadable', unreadable: error.unreadable }
    throw error
  }
}

/** 0 to 4; undefined for every other type. A transaction without `type` is older than EIP-2718, so legacy. */
export function typeOf(object: RpcObject): number | undefined {
  if (isMissing(object, 'type')) return 0
  const type = quantityValue(object, 'type')
  return type <= 4n ? Number(type) : undefined
}

function legacyFields(transaction: RpcObject): RlpItem[] {
  return [
    quantityBytes(transaction, 'nonce'),
    quantityBytes(transaction, 'gasPrice'),
    quantityBytes(transaction, 'gas'),
    toBytes(transaction),
    quantityBytes(transaction, 'value'),
    dataBytes(transaction, 'input'),
    quantityBytes(transaction, 'v'),
    quantityBytes(transaction, 'r'),
    quantityBytes(transaction, 's'),
  ]
}

function typedFields(transaction: RpcObject, type: number): RlpItem[] {
  const fees = type === 1 ? ['gasPrice'] : ['maxPriorityFeePerGas', 'maxFeePerGas']
  return [
    quantityBytes(transaction, 'chainId'),
    quantityBytes(transaction, 'nonce'),
    ...fees.map((member) => quantityBytes(transaction, member)),
    quantityBytes(transaction, 'gas'),
    toBytes(transaction),
    quantityBytes(transaction, 'value'),
    dataBytes(transaction, 'input'),
    accessListItems(transaction),
    ...(type === 3 ? [quantityBytes(transaction, 'maxFeePerBlobGas'), blobHashItems(transaction)] : []),
    ...(type === 4 ? [authorizationItems(transaction)] : []),
    quantityBytes(transaction, isMissing(transaction, 'yParity') ? 'v' : 'yParity'),
    quantityBytes(transaction, 'r'),
    quantityBytes(transaction, 's'),
  ]
}

/** Address of the receiver; empty where a contract is created. */
function toBytes(transaction: RpcObject): Uint8Array {
  return isMissing(transaction, 'to') ? new Uint8Array(0) : dataBytes(transaction, 'to', 20)
}

function accessListItems(transaction: RpcObject): RlpItem {
  return listFrom(transaction['accessList'], 'accessList').map((member, index) => {
    const path = `accessList.${index}`
    const entry = objectFrom(member, path)
    const keys = listFrom(entry['storageKeys'], `${path}.storageKeys`)
    return [
      dataBytes(entry, 'address', 20, `${path}.address`),
      keys.map((key) => dataFrom(key, `${path}.storageKeys`, 32)),
    ]
  })
}

function blobHashItems(transaction: RpcObject): RlpItem {
  return listFrom(transaction['blobVersionedHashes'], 'blobVersionedHashes').map((hash) =>
    dataFrom(hash, 'blobVersionedHashes', 32),
  )
}

function authorizationItems(transaction: RpcObject): RlpItem {
  return listFrom(transaction['authorizationList'], 'authorizationList').map((member, index) => {
    const path = `authorizationList.${index}`
    const entry = objectFrom(member, path)
    return [
      quantityBytes(entry, 'chainId', `${path}.chainId`),
      dataBytes(entry, 'address', 20, `${path}.address`),
      quantityBytes(entry, 'nonce', `${path}.nonce`),
      quantityBytes(entry, isMissing(entry, 'yParity') ? 'v' : 'yParity', `${path}.yParity`),
      quantityBytes(entry, 'r', `${path}.r`),
      quantityBytes(entry, 's', `${path}.s`),
    ]
  })
}
