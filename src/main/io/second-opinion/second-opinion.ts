/**
 * The second opinion: roots, leaf hashes and chain hashes computed again by merkletreejs and by other hash functions than
 * path one uses. Shares no hashing and no tree code with `core/merkle` and `io/host`. It only computes: the engine compares, and a difference is
 * an internal fault (`second-opinion-disagrees`), never a verdict about the evidence.
 */
import type { HashAlgorithm, TreeProfile } from '../../../shared/model/recipe.ts'
import { nobleHmac, nobleVersion, type NobleHash } from './noble-hash.ts'
import { secondHash } from './second-hash.ts'

/** A value computed by path two. `value` is lower-case hex without 0x; null only for the root of no leaves. */
export interface SecondOpinion {
  /** What computed it, for the check run's record. */
  readonly implementation: string
  readonly version: string
  readonly value: string | null
}

/** Version of merkletreejs that is installed; a test compares it with the package. */
export const merkletreejsVersion = '0.6.0'

/** Above this many leaves merkletreejs' memory (about 0.5 kB per leaf) and time are no longer worth it. */
export const merkletreejsLeafCap = 50_000

/**
 * Root over leaf hashes, given as a list or lying end to end in one array. Up to `merkletreejsLeafCap` leaves
 * merkletreejs builds the tree; above it a plain level-by-level builder does, and `implementation` says so.
 */
export async function secondOpinionRoot(
  leafHashes: Uint8Array | readonly Uint8Array[],
  profile: TreeProfile,
): Promise<SecondOpinion> {
  const { hash, library, version } = secondHash(profile.algorithm)
  const leaves = leafBuffers(leafHashes, hash(new Uint8Array(0)).length)
  // Domain prefixes go into the function handed over: neither builder knows of them.
  const hashNode = repeated(prefixed(hash, profile.nodePrefix), hash, profile.nodeRounds ?? 1)
  if (profile.shape === 'heap') {
    return {
      implementation: `recursive heap over ${library}`,
      version,
      value: written(profile, rootOfHeap(leaves, hashNode, profile)),
    }
  }
  if (leaves.length > merkletreejsLeafCap) {
    return {
      implementation: `level-by-level over ${library}`,
      version,
      value: written(profile, rootByLevels(leaves, hashNode, profile)),
    }
  }
  return {
    implementation: `merkletreejs over ${library}`,
    version: `${merkletreejsVersion} over ${version}`,
    value: written(profile, await rootByMerkletreejs(leaves, hashNode, profile)),
  }
}

/**
 * Leaf hash of one leaf input under a whole profile; undefined where the input cannot be a leaf: a
 * digest or a `bytes32` of another length.
 */
export function secondOpinionLeaf(input: Uint8Array, profile: TreeProfile): Uint8Array | undefined {
  const { hash } = secondHash(profile.algorithm)
  const rounds = profile.leafRounds ?? 1
  if (profile.leafAbi === 'bytes32' && input.length !== 32) return undefined
  const bytes = profile.leafAbi === 'string' ? abiString(input) : input
  if (rounds > 0) return repeated(prefixed(hash, profile.leafPrefix), hash, rounds)(bytes)
  if (bytes.length !== hash(new Uint8Array(0)).length) return undefined
  return profile.digestOrder === 'reversed' ? Uint8Array.from(bytes).reverse() : bytes
}

/** `abi.encode(string)`: offset 32, length, bytes, zeros to a multiple of 32; the words written as hex. */
function abiString(input: Uint8Array): Uint8Array {
  const hex = Buffer.from(input).toString('hex')
  const word = (value: number): string => value.toString(16).padStart(64, '0')
  return Buffer.from(`${word(32)}${word(input.length)}${hex.padEnd(Math.ceil(hex.length / 64) * 64, '0')}`, 'hex')
}

/** Hash of one leaf input. For profiles with a leaf prefix hand it in: it is part of the input's hash, not of the record. */
export function secondOpinionLeafHash(
  bytes: Uint8Array,
  algorithm: HashAlgorithm,
  leafPrefix: number | null = null,
): SecondOpinion {
  const { hash, library, version } = secondHash(algorithm)
  return { implementation: library, version, value: hexOf(prefixed(hash, leafPrefix)(bytes)) }
}

/** Hash of one chained entry over its pre-image, given in parts that are joined as they stand; HMAC where a key is given. */
export function secondOpinionChainHash(
  parts: readonly Uint8Array[],
  algorithm: HashAlgorithm,
  key: Uint8Array | null = null,
): SecondOpinion {
  const { hash, library, version } =
    key === null
      ? secondHash(algorithm)
      : { hash: nobleHmac(algorithm, key), library: '@noble/hashes', version: nobleVersion }
  return { implementation: library, version, value: hexOf(hash(Buffer.concat(parts))) }
}

/** Buffers only: merkletreejs guesses that hex-looking text is hex. */
function leafBuffers(leafHashes: Uint8Array | readonly Uint8Array[], size: number): Buffer[] {
  if (!(leafHashes instanceof Uint8Array)) {
    return leafHashes.map((leaf) => {
      if (leaf.length !== size) throw new RangeError(`leaf hash of ${leaf.length} bytes, ${size} wanted`)
      return Buffer.from(leaf.buffer, leaf.byteOffset, size)
    })
  }
  if (leafHashes.length % size !== 0)
    throw new RangeError(`${leafHashes.length} bytes are no whole number of ${size}-byte hashes`)
  const leaves: Buffer[] = []
  for (let offset = 0; offset < leafHashes.length; offset += size)
    leaves.push(Buffer.from(leafHashes.buffer, leafHashes.byteOffset + offset, size))
  return leaves
}

function prefixed(hash: NobleHash, prefix: number | null): NobleHash {
  if (prefix === null) return hash
  return (bytes) => hash(Buffer.concat([Uint8Array.of(prefix), bytes]))
}

/** `first`, then `hash` over the digest until `rounds` hashes were made. */
function repeated(first: NobleHash, hash: NobleHash, rounds: number): NobleHash {
  return rounds === 2 ? (bytes) => hash(first(bytes)) : first
}

/** A root as the profile's digests are written: pairs of hex digits in reverse where it says so. */
function written(profile: TreeProfile, hex: string | null): string | null {
  if (hex === null || profile.digestOrder !== 'reversed') return hex
  return (hex.match(/../g) ?? []).reverse().join('')
}

/** The heap of OpenZeppelin's library by its definition: node i over nodes 2i+1 and 2i+2, leaf k of n at 2n-2-k. */
function rootOfHeap(leaves: readonly Buffer[], hashNode: NobleHash, profile: TreeProfile): string | null {
  if (leaves.length === 0) return null
  const ordered = profile.sortLeaves ? [...leaves].sort((left, right) => Buffer.compare(left, right)) : leaves
  // The depth of the calls is that of the tree, the logarithm of its leaves.
  const nodeAt = (at: number): Buffer =>
    at >= ordered.length - 1
      ? (ordered[2 * ordered.length - 2 - at] as Buffer)
      : Buffer.from(hashNode(joined(nodeAt(2 * at + 1), nodeAt(2 * at + 2), profile.sortPairs)))
  return hexOf(nodeAt(0))
}

async function rootByMerkletreejs(
  leaves: readonly Buffer[],
  hashNode: NobleHash,
  profile: TreeProfile,
): Promise<string | null> {
  if (leaves.length === 0) return null
  // Imported on first use: it loads crypto-js, which nothing else needs.
  const { MerkleTree } = await import('merkletreejs')
  const tree = new MerkleTree([...leaves], (value: Buffer) => Buffer.from(hashNode(value)), {
    duplicateOdd: profile.oddNode === 'duplicate',
    sortPairs: profile.sortPairs,
    sortLeaves: profile.sortLeaves,
  })
  return hexOf(tree.getRoot())
}

function rootByLevels(leaves: readonly Buffer[], hashNode: NobleHash, profile: TreeProfile): string | null {
  let layer: Buffer[] = profile.sortLeaves
    ? [...leaves].sort((left, right) => Buffer.compare(left, right))
    : [...leaves]
  while (layer.length > 1) {
    const above: Buffer[] = []
    for (let index = 0; index < layer.length; index += 2) {
      const left = layer[index] as Buffer
      const right = layer[index + 1]
      if (right === undefined && profile.oddNode === 'promote') above.push(left)
      else above.push(Buffer.from(hashNode(joined(left, right ?? left, profile.sortPairs))))
    }
    layer = above
  }
  return layer[0] === undefined ? null : hexOf(layer[0])
}

function joined(left: Buffer, right: Buffer, sorts: boolean): Buffer {
  return sorts && Buffer.compare(left, right) > 0 ? Buffer.concat([right, left]) : Buffer.concat([left, right])
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
