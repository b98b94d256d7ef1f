/**
 * Inclusion proofs of a Merkle-Patricia trie (Yellow Paper appendix D): the nodes on the path of one key, root first, as
 * `eth_getProof` answers them. Every node but the root is named by its hash in the node before it, or stands inside it
 * when its encoding is shorter than 32 bytes.
 */
import { equalBytes } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { encodeRlp, parseRlp, type RlpItem } from './rlp.ts'

export type TrieProofProblem =
  /** The nodes end before the path does. */
  | 'incomplete'
  /** A node does not have the hash by which the root or the node before it names it. */
  | 'node-differs'
  /** A node is no RLP, or no leaf, extension or branch. */
  | 'malformed'
  /** Nodes are left over after the path has ended. */
  | 'surplus'

export type ProvenValue =
  | { readonly kind: 'value'; readonly value: Uint8Array }
  /** The proof shows that the trie does not hold the key. */
  | { readonly kind: 'absent' }
  /** `node`: 0-based place of the node at fault. */
  | { readonly kind: 'refused'; readonly problem: TrieProofProblem; readonly node: number }

/**
 * What the trie with root hash `root` holds under `key`. `hasher` is keccak256. Work is bounded by the length of the key:
 * every node but the last takes at least one of its nibbles.
 */
export function verifyTrieProof(
  hasher: Hasher,
  root: Uint8Array,
  key: Uint8Array,
  nodes: readonly Uint8Array[],
): ProvenValue {
  let used = 0
  let reference: RlpItem = root
  let at = 0
  const refused = (problem: TrieProofProblem, node = used): ProvenValue => ({ kind: 'refused', problem, node })
  const ended = (answer: ProvenValue): ProvenValue => (used < nodes.length ? refused('surplus') : answer)
  if (nodes.length === 0) {
    const isEmpty = equalBytes(root, hasher.hash(Uint8Array.of(0x80)))
    return isEmpty ? { kind: 'absent' } : refused('incomplete')
  }
  for (;;) {
    let node: RlpItem = reference
    if (reference instanceof Uint8Array) {
      const bytes = nodes[used]
      if (bytes === undefined) return refused('incomplete')
      if (!equalBytes(hasher.hash(bytes), reference)) return refused('node-differs')
      const parsed = parseRlp(bytes)
      if (parsed.kind === 'refused') return refused('malformed')
      node = parsed.item
      used += 1
    }
    const last = used - 1
    if (node instanceof Uint8Array) {
      // The empty trie is the empty string; no other byte string is a node.
      return node.length === 0 && last === 0 && at === 0 ? ended({ kind: 'absent' }) : refused('malformed', last)
    }
    let child: RlpItem
    if (node.length === 17) {
      if (at === key.length * 2) {
        const value = node[16] as RlpItem
        if (!(value instanceof Uint8Array)) return refused('malformed', last)
        return ended(value.length === 0 ? { kind: 'absent' } : { kind: 'value', value })
      }
      child = node[nibbleOf(key, at)] as RlpItem
      at += 1
    } else {
      const path = node.length === 2 && node[0] instanceof Uint8Array ? pathOf(node[0]) : undefined
      if (path === undefined) return refused('malformed', last)
      const follows = startsAt(key, at, path.nibbles)
      if (path.isLeaf) {
        const value = node[1] as RlpItem
        if (!(value instanceof Uint8Array) || value.length === 0) return refused('malformed', last)
        const isHere = follows && at + path.nibbles.length === key.length * 2
        return ended(isHere ? { kind: 'value', value } : { kind: 'absent' })
      }
      if (path.nibbles.length === 0) return refused('malformed', last)
      if (!follows) return ended({ kind: 'absent' })
      child = node[1] as RlpItem
      at += path.nibbles.length
    }
    if (child instanceof Uint8Array) {
      if (child.length === 0) return node.length === 17 ? ended({ kind: 'absent' }) : refused('malformed', last)
      if (child.length !== 32) return refused('malformed', last)
    } else if (encodeRlp(child).length >= 32) return refused('malformed', last)
    reference = child
  }
}

/** The value in the last node where that is a leaf: what a proof claims to end in, not yet proven. Null otherwise. */
export function statedLeafValue(nodes: readonly Uint8Array[]): Uint8Array | null {
  const last = nodes.at(-1)
  const parsed = last === undefined ? undefined : parseRlp(last)
  if (parsed?.kind !== 'item' || parsed.item instanceof Uint8Array || parsed.item.length !== 2) return null
  const value = parsed.item[1] as RlpItem
  return value instanceof Uint8Array ? value : null
}

function nibbleOf(key: Uint8Array, at: number): number {
  const byte = key[at >> 1] as number
  return at % 2 === 0 ? byte >> 4 : byte & 15
}

function startsAt(key: Uint8Array, at: number, nibbles: readonly number[]): boolean {
  return at + nibbles.length <= key.length * 2 && nibbles.every((nibble, index) => nibbleOf(key, at + index) === nibble)
}

/** Hex-prefix decoding, appendix C; undefined where the flag or the padding is none of its. */
function pathOf(compact: Uint8Array): { isLeaf: boolean; nibbles: readonly number[] } | undefined {
  const first = compact[0]
  if (first === undefined || first >> 4 > 3) return undefined
  const isOdd = (first & 16) !== 0
  if (!isOdd && (first & 15) !== 0) return undefined
  const nibbles = isOdd ? [first & 15] : []
  for (let index = 1; index < compact.length; index += 1) {
    const byte = compact[index] as number
    nibbles.push(byte >> 4, byte & 15)
  }
  return { isLeaf: (first & 32) !== 0, nibbles }
}
