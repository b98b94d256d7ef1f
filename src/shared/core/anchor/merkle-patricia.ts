/**
 * Root of a Merkle-Patricia trie from its whole content, Ethereum Yellow Paper appendix D. Used for a block's
 * transactions and receipts tries, where everything that went in is at hand and no proof path is needed. Does not
 * store nodes and does not check single proofs.
 */
import type { Hasher } from '../bytes/hasher.ts'
import { bytesFromBigInt, encodeRlp, type RlpItem } from './rlp.ts'

/** One pair of a trie. An empty value means that the key is absent, so it is refused here. */
export interface TrieEntry {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

interface NibblePair {
  /** Key as nibbles, one per byte. */
  readonly path: Uint8Array
  readonly value: Uint8Array
}

const noBytes = new Uint8Array(0)

/**
 * Root hash of the trie that holds exactly `entries`, 32 bytes. Order is free. Requires distinct keys and non-empty
 * values (RangeError otherwise). `hasher` is keccak256. No entries: keccak256(0x80) = 0x56e81f17…b421.
 */
export function computeTrieRoot(hasher: Hasher, entries: readonly TrieEntry[]): Uint8Array {
  const pairs = entries.map(({ key, value }): NibblePair => {
    if (value.length === 0) throw new RangeError('a trie holds no empty values')
    return { path: nibblesFromBytes(key), value }
  })
  pairs.sort((left, right) => comparePaths(left.path, right.path))
  for (let index = 1; index < pairs.length; index += 1) {
    if (comparePaths((pairs[index - 1] as NibblePair).path, (pairs[index] as NibblePair).path) === 0)
      throw new RangeError('a trie holds each key once')
  }
  const node: RlpItem = pairs.length === 0 ? noBytes : nodeFrom(hasher, pairs, 0)
  return hasher.hash(encodeRlp(node))
}

/** Root of a list as blocks commit to it: key = RLP of the 0-based position, value = the member's bytes. */
export function computeListRoot(hasher: Hasher, values: readonly Uint8Array[]): Uint8Array {
  return computeTrieRoot(
    hasher,
    values.map((value, index) => ({ key: encodeRlp(bytesFromBigInt(BigInt(index))), value })),
  )
}

function nibblesFromBytes(bytes: Uint8Array): Uint8Array {
  const nibbles = new Uint8Array(bytes.length * 2)
  for (let index = 0; index < bytes.length; index += 1) {
    nibbles[index * 2] = (bytes[index] as number) >> 4
    nibbles[index * 2 + 1] = (bytes[index] as number) & 15
  }
  return nibbles
}

function comparePaths(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length)
  for (let index = 0; index < shared; index += 1) {
    const difference = (left[index] as number) - (right[index] as number)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** Node over `pairs` (sorted, not empty) that share their first `depth` nibbles. */
function nodeFrom(hasher: Hasher, pairs: readonly NibblePair[], depth: number): RlpItem {
  const first = pairs[0] as NibblePair
  if (pairs.length === 1) return [compactPath(first.path.subarray(depth), true), first.value]
  const shared = sharedLength(first.path, (pairs[pairs.length - 1] as NibblePair).path, depth)
  if (shared > 0) {
    const child = nodeFrom(hasher, pairs, depth + shared)
    return [compactPath(first.path.subarray(depth, depth + shared), false), referenceTo(hasher, child)]
  }
  const branch: RlpItem[] = []
  let next = 0
  // A key that ends at this node sorts before every longer one.
  const ending = first.path.length === depth ? first : undefined
  if (ending !== undefined) next = 1
  for (let nibble = 0; nibble < 16; nibble += 1) {
    const start = next
    while (next < pairs.length && (pairs[next] as NibblePair).path[depth] === nibble) next += 1
    branch.push(next === start ? noBytes : referenceTo(hasher, nodeFrom(hasher, pairs.slice(start, next), depth + 1)))
  }
  branch.push(ending === undefined ? noBytes : ending.value)
  return branch
}

/** Nibbles that two paths have in common from `depth` on. For sorted pairs, first and last bound all between. */
function sharedLength(left: Uint8Array, right: Uint8Array, depth: number): number {
  const limit = Math.min(left.length, right.length)
  let end = depth
  while (end < limit && left[end] === right[end]) end += 1
  return end - depth
}

/** A child inside its parent: the node itself when its encoding is shorter than 32 bytes, its hash otherwise. */
function referenceTo(hasher: Hasher, node: RlpItem): RlpItem {
  const encoded = encodeRlp(node)
  return encoded.length < 32 ? node : hasher.hash(encoded)
}

/** Hex-prefix encoding, appendix C: a flag nibble (2 for a leaf, 1 for odd length), then the path. */
function compactPath(path: Uint8Array, isLeaf: boolean): Uint8Array {
  const odd = path.length % 2
  const compact = new Uint8Array((path.length - odd) / 2 + 1)
  const flag = (isLeaf ? 2 : 0) + odd
  compact[0] = (flag << 4) | (odd === 1 ? (path[0] as number) : 0)
  for (let index = 1; index < compact.length; index += 1) {
    const at = (index - 1) * 2 + odd
    compact[index] = ((path[at] as number) << 4) | (path[at + 1] as number)
  }
  return compact
}
