/**
 * Block header from the answer of `eth_getBlockByNumber`, or from its RLP, to RLP and hash: Ethereum Yellow Paper §4.4, and EIP-1559,
 * 4895, 4844, 4788 and 7685 for the fields that forks appended. Shows that the printed fields are those of the printed
 * hash; whether that block is on any chain is not decided here.
 */
import type { Hasher } from '../bytes/hasher.ts'
import { bytesToHex, parseHex } from '../bytes/hex.ts'
import { encodeRlp, parseRlp, type RlpItem } from './rlp.ts'
import {
  dataBytes,
  isMissing,
  quantityBytes,
  quantityValue,
  UnreadableError,
  type RpcObject,
  type UnreadableMember,
} from './rpc-value.ts'

type HeaderField = readonly [member: string, length: number | 'quantity' | 'data']

/** The 15 fields every header has, in RLP order; a number is an exact length in bytes. */
const baseFields: readonly HeaderField[] = [
  ['parentHash', 32],
  ['sha3Uncles', 32],
  ['miner', 20],
  ['stateRoot', 32],
  ['transactionsRoot', 32],
  ['receiptsRoot', 32],
  ['logsBloom', 256],
  ['difficulty', 'quantity'],
  ['number', 'quantity'],
  ['gasLimit', 'quantity'],
  ['gasUsed', 'quantity'],
  ['timestamp', 'quantity'],
  ['extraData', 'data'],
  ['mixHash', 32],
  ['nonce', 8],
]

/** Fields appended by forks, in RLP order: London, Shanghai, Cancun (three), Prague. */
const appendedFields: readonly HeaderField[] = [
  ['baseFeePerGas', 'quantity'],
  ['withdrawalsRoot', 32],
  ['blobGasUsed', 'quantity'],
  ['excessBlobGas', 'quantity'],
  ['parentBeaconBlockRoot', 32],
  ['requestsHash', 32],
]

/** Members of the answer that are not part of the header's RLP. */
const besideHeader: ReadonlySet<string> = new Set([
  'hash',
  'size',
  'totalDifficulty',
  'transactions',
  'uncles',
  'withdrawals',
])
const headerMembers: ReadonlySet<string> = new Set([...baseFields, ...appendedFields].map(([member]) => member))

export interface BlockHeader {
  readonly kind: 'header'
  /** 15 to 21. */
  readonly fieldCount: number
  readonly rlp: Uint8Array
  /** keccak256 of `rlp`, recomputed. */
  readonly hash: Uint8Array
  /** Block number and time (seconds since 1970) as printed. */
  readonly number: bigint
  readonly timestampSeconds: bigint
  readonly parentHash: Uint8Array
  readonly stateRoot: Uint8Array
  readonly transactionsRoot: Uint8Array
  readonly receiptsRoot: Uint8Array
  /** Members that this code does not know and that are not null: a later fork or another chain may hash them too. */
  readonly unknownMembers: readonly string[]
}

export type ParsedHeader = BlockHeader | { readonly kind: 'unreadable'; readonly unreadable: UnreadableMember }

/**
 * Header of `block`, hash recomputed with `hasher` (keccak256). A field of a later fork without one of an earlier fork
 * is a hole and refused: RLP has no names, so a value would take its predecessor's place.
 */
export function parseBlockHeader(block: RpcObject, hasher: Hasher): ParsedHeader {
  try {
    const fields = [...baseFields, ...presentAppendedFields(block)]
    const rlp = encodeRlp(fields.map((field) => fieldBytes(block, field)))
    return {
      kind: 'header',
      fieldCount: fields.length,
      rlp,
      hash: hasher.hash(rlp),
      number: quantityValue(block, 'number'),
      timestampSeconds: quantityValue(block, 'timestamp'),
      parentHash: dataBytes(block, 'parentHash', 32),
      stateRoot: dataBytes(block, 'stateRoot', 32),
      transactionsRoot: dataBytes(block, 'transactionsRoot', 32),
      receiptsRoot: dataBytes(block, 'receiptsRoot', 32),
      unknownMembers: Object.keys(block).filter(
        (member) => !headerMembers.has(member) && !besideHeader.has(member) && !isMissing(block, member),
      ),
    }
  } catch (error) {
    if (error instanceof UnreadableError) return { kind: 'unreadable', unreadable: error.unreadable }
    throw error
  }
}

/** Hostile: Ethereum's headers are below 1 kB; a clique header with its signers stays below this. */
const longestHeader = 65_536

/**
 * Header from RLP as `debug_getRawHeader` answers it: hex with 0x. One of 15 to 21 fields and of one encoding alone:
 * what does not encode back to the same bytes is refused, and so is a field beyond those known here.
 */
export function parseRawHeader(hex: string, hasher: Hasher): ParsedHeader {
  const unreadable = (problem: UnreadableMember['problem'], member = 'header'): ParsedHeader => ({
    kind: 'unreadable',
    unreadable: { member, problem },
  })
  const raw = hex.length > 2 + 2 * longestHeader ? undefined : parseHex(hex)
  if (raw === undefined) return unreadable('not-data')
  const parsed = parseRlp(raw)
  if (parsed.kind === 'refused' || parsed.item instanceof Uint8Array) return unreadable('not-rlp')
  const fields: readonly RlpItem[] = parsed.item
  const all = [...baseFields, ...appendedFields]
  if (fields.length < baseFields.length) return unreadable('absent', (all[fields.length] as HeaderField)[0])
  if (fields.length > all.length) return unreadable('extra-field')
  const block: Record<string, unknown> = {}
  for (const [index, field] of fields.entries()) {
    const [member, shape] = all[index] as HeaderField
    if (!(field instanceof Uint8Array)) return unreadable('not-data', member)
    block[member] = shape === 'quantity' ? `0x${bytesToHex(field) || '0'}` : `0x${bytesToHex(field)}`
  }
  const header = parseBlockHeader(block, hasher)
  if (header.kind === 'header' && bytesToHex(header.rlp) !== bytesToHex(raw)) return unreadable('not-canonical')
  return header
}

function presentAppendedFields(block: RpcObject): readonly HeaderField[] {
  const missing = appendedFields.findIndex(([member]) => isMissing(block, member))
  if (missing < 0) return appendedFields
  const beyond = appendedFields.slice(missing).find(([member]) => !isMissing(block, member))
  if (beyond !== undefined) throw new UnreadableError((appendedFields[missing] as HeaderField)[0], 'hole')
  return appendedFields.slice(0, missing)
}

function fieldBytes(block: RpcObject, [member, shape]: HeaderField): Uint8Array {
  if (shape === 'quantity') return quantityBytes(block, member)
  return dataBytes(block, member, shape === 'data' ? undefined : shape)
}
