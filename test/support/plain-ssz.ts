/**
 * SSZ Merkleization a second time, by the text of consensus-specs ssz/simple-serialize.md and with types as values. Slow,
 * and shares no code with the product. Values are those of the beacon API's JSON: integers as decimal text, bytes as 0x hex.
 */
import { createHash } from 'node:crypto'

export type SszType =
  | { readonly kind: 'uint'; readonly bytes: number }
  | { readonly kind: 'byte-vector'; readonly length: number }
  | { readonly kind: 'byte-list'; readonly limit: number }
  | { readonly kind: 'vector'; readonly of: SszType; readonly length: number }
  | { readonly kind: 'container'; readonly fields: Readonly<Record<string, SszType>> }

export const uint64: SszType = { kind: 'uint', bytes: 8 }
export const bytes4: SszType = { kind: 'byte-vector', length: 4 }
export const bytes32: SszType = { kind: 'byte-vector', length: 32 }
const bytes48: SszType = { kind: 'byte-vector', length: 48 }

export const beaconBlockHeader: SszType = {
  kind: 'container',
  fields: { slot: uint64, proposer_index: uint64, parent_root: bytes32, state_root: bytes32, body_root: bytes32 },
}
export const syncCommittee: SszType = {
  kind: 'container',
  fields: { pubkeys: { kind: 'vector', of: bytes48, length: 512 }, aggregate_pubkey: bytes48 },
}
const capellaPayload: Readonly<Record<string, SszType>> = {
  parent_hash: bytes32,
  fee_recipient: { kind: 'byte-vector', length: 20 },
  state_root: bytes32,
  receipts_root: bytes32,
  logs_bloom: { kind: 'byte-vector', length: 256 },
  prev_randao: bytes32,
  block_number: uint64,
  gas_limit: uint64,
  gas_used: uint64,
  timestamp: uint64,
  extra_data: { kind: 'byte-list', limit: 32 },
  base_fee_per_gas: { kind: 'uint', bytes: 32 },
  block_hash: bytes32,
  transactions_root: bytes32,
  withdrawals_root: bytes32,
}
export const capellaPayloadHeader: SszType = { kind: 'container', fields: capellaPayload }
export const denebPayloadHeader: SszType = {
  kind: 'container',
  fields: { ...capellaPayload, blob_gas_used: uint64, excess_blob_gas: uint64 },
}
export const checkpoint: SszType = { kind: 'container', fields: { epoch: uint64, root: bytes32 } }
export const forkData: SszType = {
  kind: 'container',
  fields: { current_version: bytes4, genesis_validators_root: bytes32 },
}
export const signingData: SszType = { kind: 'container', fields: { object_root: bytes32, domain: bytes32 } }

/** `hash_tree_root(value)`. */
export function hashTreeRoot(type: SszType, value: unknown): Buffer {
  switch (type.kind) {
    case 'uint':
    case 'byte-vector':
      return top(padded(pack(serialized(type, value)), 0))
    case 'byte-list': {
      const bytes = serialized(type, value)
      const root = top(padded(pack(bytes), Math.ceil(type.limit / 32)))
      return sha256(root, serialized({ kind: 'uint', bytes: 32 }, String(bytes.length)))
    }
    case 'vector': {
      const items = value as readonly unknown[]
      if (items.length !== type.length) throw new RangeError(`${items.length} items in a vector of ${type.length}`)
      return top(
        padded(
          items.map((item) => hashTreeRoot(type.of, item)),
          type.length,
        ),
      )
    }
    case 'container': {
      const members = value as Readonly<Record<string, unknown>>
      return top(
        padded(
          Object.entries(type.fields).map(([name, of]) => hashTreeRoot(of, members[name])),
          0,
        ),
      )
    }
  }
}

/** Root over field roots, and the siblings of field `index` from below upward. */
export function fieldTree(roots: readonly Buffer[]): {
  readonly root: Buffer
  branch(index: number): readonly Buffer[]
} {
  const leaves = padded(roots, 0)
  return {
    root: top(leaves),
    branch: (index) => siblings(leaves, index),
  }
}

function siblings(nodes: readonly Buffer[], index: number): readonly Buffer[] {
  if (nodes.length === 1) return []
  return [nodes[index ^ 1] as Buffer, ...siblings(parents(nodes), index >> 1)]
}

function serialized(type: SszType, value: unknown): Buffer {
  const text = value as string
  if (type.kind !== 'uint') return Buffer.from(text.slice(2), 'hex')
  const bigEndian = BigInt(text)
    .toString(16)
    .padStart(type.bytes * 2, '0')
  return Buffer.from(bigEndian, 'hex').reverse()
}

function pack(bytes: Buffer): readonly Buffer[] {
  const length = Math.max(1, Math.ceil(bytes.length / 32))
  const whole = Buffer.concat([bytes, Buffer.alloc(length * 32 - bytes.length)])
  return Array.from({ length }, (_, index) => whole.subarray(index * 32, index * 32 + 32))
}

/** Filled up with zero chunks to the next power of two that is at least `limit`. */
function padded(chunks: readonly Buffer[], limit: number): readonly Buffer[] {
  let size = 1
  while (size < Math.max(chunks.length, limit)) size *= 2
  return [...chunks, ...Array.from({ length: size - chunks.length }, () => Buffer.alloc(32))]
}

function top(nodes: readonly Buffer[]): Buffer {
  return nodes.length === 1 ? (nodes[0] as Buffer) : top(parents(nodes))
}

function parents(nodes: readonly Buffer[]): readonly Buffer[] {
  return Array.from({ length: nodes.length / 2 }, (_, index) =>
    sha256(nodes[index * 2] as Buffer, nodes[index * 2 + 1] as Buffer),
  )
}

export function sha256(...parts: readonly Uint8Array[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest()
}
