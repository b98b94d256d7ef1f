/**
 * Hash-tree roots of the few SSZ shapes that a beacon light client meets (consensus-specs, ssz/simple-serialize.md,
 * "Merkleization"). Every value becomes chunks of 32 bytes; chunks are the leaves of a binary tree that is filled up with
 * zero chunks to a power of two. Not a general SSZ library: no lists of composite values, no unions, no decoding.
 */
import type { Hasher } from '../bytes/hasher.ts'

const chunkBytes = 32

/** Chunk of an unsigned integer: little-endian, zeros behind. Requires 0 <= value < 2^256. */
export function uintChunk(value: bigint): Uint8Array {
  if (value < 0n || value >> 256n !== 0n) throw new RangeError(`no uint256: ${value}`)
  const chunk = new Uint8Array(chunkBytes)
  for (let index = 0, rest = value; rest > 0n; index += 1, rest >>= 8n) chunk[index] = Number(rest & 0xffn)
  return chunk
}

/** Chunks of a byte vector, the last one padded with zeros. */
export function bytesToChunks(bytes: Uint8Array): readonly Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    const chunk = new Uint8Array(chunkBytes)
    chunk.set(bytes.subarray(start, start + chunkBytes))
    chunks.push(chunk)
  }
  return chunks
}

/** Root over `chunks`, at least one, as over the next power of two with zero chunks behind. `sha256` as in all of SSZ. */
export function merkleRoot(chunks: readonly Uint8Array[], sha256: Hasher): Uint8Array {
  if (chunks.length === 0) throw new RangeError('no chunks')
  let level = chunks
  // Root of the empty subtree as high as `level`.
  let empty: Uint8Array = new Uint8Array(chunkBytes)
  while (level.length > 1) {
    const above: Uint8Array[] = []
    for (let index = 0; index < level.length; index += 2)
      above.push(pairHash(level[index] as Uint8Array, level[index + 1] ?? empty, sha256))
    empty = pairHash(empty, empty, sha256)
    level = above
  }
  return level[0] as Uint8Array
}

/** Root of `ByteList[32]`: one chunk, mixed with its length. Requires at most 32 bytes. */
export function shortByteListRoot(bytes: Uint8Array, sha256: Hasher): Uint8Array {
  if (bytes.length > chunkBytes) throw new RangeError(`${bytes.length} bytes in a list of at most ${chunkBytes}`)
  const chunk = new Uint8Array(chunkBytes)
  chunk.set(bytes)
  return pairHash(chunk, uintChunk(BigInt(bytes.length)), sha256)
}

/**
 * Root that a branch implies for `leaf` at a generalized index (ssz/merkle-proofs.md: the root is 1, children of `i` are
 * `2i` and `2i+1`). Null when the branch has not exactly the length that the index dictates, or a sibling not 32 bytes.
 */
export function rootFromBranch(
  leaf: Uint8Array,
  branch: readonly Uint8Array[],
  generalizedIndex: number,
  sha256: Hasher,
): Uint8Array | null {
  if (branch.length !== branchLength(generalizedIndex)) return null
  let node = leaf
  let index = generalizedIndex
  for (const sibling of branch) {
    if (sibling.length !== chunkBytes) return null
    node = index % 2 === 0 ? pairHash(node, sibling, sha256) : pairHash(sibling, node, sha256)
    index = Math.floor(index / 2)
  }
  return node
}

/** Siblings between a generalized index and the root. */
export function branchLength(generalizedIndex: number): number {
  return 31 - Math.clz32(generalizedIndex)
}

function pairHash(left: Uint8Array, right: Uint8Array, sha256: Hasher): Uint8Array {
  const pair = new Uint8Array(chunkBytes * 2)
  pair.set(left)
  pair.set(right, chunkBytes)
  return sha256.hash(pair)
}
