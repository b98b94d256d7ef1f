/**
 * Signed transactions and receipts from their bytes (EIP-2718 envelopes, as tries hold them) to the JSON that a node
 * prints, so that one code judges both. Strict: what does not encode back to the same bytes is refused.
 */
import { bytesToHex, equalBytes } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { encodeReceipt } from './receipt.ts'
import { parseRlp, type RlpItem } from './rlp.ts'
import type { RpcObject, UnreadableMember } from './rpc-value.ts'
import { encodeTransaction } from './transaction.ts'

export type ParsedRaw =
  | { readonly kind: 'object'; readonly object: RpcObject }
  | { readonly kind: 'unsupported'; readonly type: string }
  | { readonly kind: 'unreadable'; readonly unreadable: UnreadableMember }

const signature = ['v', 'r', 's']
const membersByType: Readonly<Record<number, readonly string[]>> = {
  0: ['nonce', 'gasPrice', 'gas', 'to', 'value', 'input', ...signature],
  1: ['chainId', 'nonce', 'gasPrice', 'gas', 'to', 'value', 'input', 'accessList', 'yParity', 'r', 's'],
  2: feeMarket('yParity', 'r', 's'),
  3: feeMarket('maxFeePerBlobGas', 'blobVersionedHashes', 'yParity', 'r', 's'),
  4: feeMarket('authorizationList', 'yParity', 'r', 's'),
}

function feeMarket(...rest: readonly string[]): readonly string[] {
  return [
    'chainId',
    'nonce',
    'maxPriorityFeePerGas',
    'maxFeePerGas',
    'gas',
    'to',
    'value',
    'input',
    'accessList',
    ...rest,
  ]
}

/** JSON of a signed transaction; `hash` is recomputed with `hasher` (keccak256). */
export function transactionFromRaw(raw: Uint8Array, hasher: Hasher): ParsedRaw {
  const envelope = parseEnvelope(raw)
  if (envelope.kind !== 'fields') return envelope
  const members = membersByType[envelope.type] as readonly string[]
  if (envelope.fields.length !== members.length)
    return unreadable('transaction', envelope.fields.length < members.length ? 'absent' : 'extra-field')
  const transaction: Record<string, unknown> = { type: `0x${envelope.type}` }
  for (const [index, member] of members.entries()) {
    const value = transactionMember(member, envelope.fields[index] as RlpItem)
    if (value === undefined) return unreadable(member, 'not-data')
    if (value !== null) transaction[member] = value
  }
  const encoded = encodeTransaction(transaction, hasher)
  if (encoded.kind !== 'transaction') return encoded
  if (!equalBytes(encoded.encoded, raw)) return unreadable('transaction', 'not-canonical')
  return { kind: 'object', object: { ...transaction, hash: `0x${bytesToHex(encoded.hash)}` } }
}

/** JSON of a receipt with the members that its bytes hold. */
export function receiptFromRaw(raw: Uint8Array, hasher: Hasher): ParsedRaw {
  const envelope = parseEnvelope(raw)
  if (envelope.kind !== 'fields') return envelope
  const [outcome, gas, bloom, logs] = envelope.fields
  if (envelope.fields.length !== 4) return unreadable('receipt', envelope.fields.length < 4 ? 'absent' : 'extra-field')
  if (!(outcome instanceof Uint8Array) || !(gas instanceof Uint8Array) || !(bloom instanceof Uint8Array))
    return unreadable('receipt', 'not-data')
  if (logs === undefined || logs instanceof Uint8Array) return unreadable('logs', 'not-a-list')
  const receipt = {
    type: `0x${envelope.type}`,
    ...(outcome.length === 32 ? { root: data(outcome) } : { status: quantity(outcome) }),
    cumulativeGasUsed: quantity(gas),
    logsBloom: data(bloom),
    logs: logs.map(logMember),
  }
  const encoded = encodeReceipt(receipt, hasher)
  if (encoded.kind !== 'receipt') return encoded
  if (!equalBytes(encoded.encoded, raw)) return unreadable('receipt', 'not-canonical')
  return { kind: 'object', object: receipt }
}

function parseEnvelope(
  raw: Uint8Array,
):
  | { readonly kind: 'fields'; readonly type: number; readonly fields: readonly RlpItem[] }
  | Exclude<ParsedRaw, { kind: 'object' }> {
  const first = raw[0]
  if (first === undefined) return unreadable('type', 'absent')
  // EIP-2718: a legacy list begins at 0xc0, a type is below 0x80.
  const type = first >= 0xc0 ? 0 : first
  if (first === 0 || type > 4) return { kind: 'unsupported', type: `0x${first.toString(16).padStart(2, '0')}` }
  const parsed = parseRlp(type === 0 ? raw : raw.subarray(1))
  if (parsed.kind === 'refused' || parsed.item instanceof Uint8Array) return unreadable('type', 'not-rlp')
  return { kind: 'fields', type, fields: parsed.item }
}

function unreadable(member: string, problem: UnreadableMember['problem']): Extract<ParsedRaw, { kind: 'unreadable' }> {
  return { kind: 'unreadable', unreadable: { member, problem } }
}

/** Undefined: not of the shape the member has. Null: absent, as `to` of a contract creation. */
function transactionMember(member: string, item: RlpItem): unknown {
  if (member === 'accessList') return listOf(item)?.map(accessMember)
  if (member === 'blobVersionedHashes') return listOf(item)?.map(dataOrNull)
  if (member === 'authorizationList') return listOf(item)?.map(authorizationMember)
  if (!(item instanceof Uint8Array)) return undefined
  if (member === 'to') return item.length === 0 ? null : data(item)
  return member === 'input' ? data(item) : quantity(item)
}

function accessMember(item: RlpItem): unknown {
  const [address, keys] = listOf(item) ?? []
  return { address: dataOrNull(address), storageKeys: listOf(keys)?.map(dataOrNull) ?? null }
}

function authorizationMember(item: RlpItem): unknown {
  const [chainId, address, nonce, yParity, r, s] = listOf(item) ?? []
  const number = (field: RlpItem | undefined): unknown => (field instanceof Uint8Array ? quantity(field) : null)
  return {
    chainId: number(chainId),
    address: dataOrNull(address),
    nonce: number(nonce),
    yParity: number(yParity),
    r: number(r),
    s: number(s),
  }
}

function logMember(item: RlpItem): unknown {
  const [address, topics, bytes] = listOf(item) ?? []
  return { address: dataOrNull(address), topics: listOf(topics)?.map(dataOrNull) ?? null, data: dataOrNull(bytes) }
}

function listOf(item: RlpItem | undefined): readonly RlpItem[] | undefined {
  return item === undefined || item instanceof Uint8Array ? undefined : item
}

function dataOrNull(item: RlpItem | undefined): string | null {
  return item instanceof Uint8Array ? data(item) : null
}

function data(bytes: Uint8Array): string {
  return `0x${bytesToHex(bytes)}`
}

function quantity(bytes: Uint8Array): string {
  return `0x${bytesToHex(bytes).replace(/^0/, '') || '0'}`
}
