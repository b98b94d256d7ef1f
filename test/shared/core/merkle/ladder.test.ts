/** Merkle ladders of every shipped tree, climbed by a few lines that share nothing with the product, and merkletreejs's sides. */
import { createHash } from 'node:crypto'
import { blake2b } from '@noble/hashes/blake2.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { MerkleTree } from 'merkletreejs'
import { describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { bytesToHex, concatBytes } from '../../../../src/shared/core/bytes/hex.ts'
import { rootOfLeaves } from '../../../../src/shared/core/merkle/batch-root.ts'
import { computeInclusionProof } from '../../../../src/shared/core/merkle/inclusion-proof.ts'
import { computeLadder, ladderMembers } from '../../../../src/shared/core/merkle/ladder.ts'
import { digestOrdered } from '../../../../src/shared/core/merkle/leaf-hash.ts'
import {
  guideATree,
  rfc6962Tree,
  sortedPairsTree,
  treeProfiles,
} from '../../../../src/shared/core/merkle/tree-profiles.ts'
import type { TreeProfile } from '../../../../src/shared/model/recipe.ts'
import type { LadderLevel, TreeLadder } from '../../../../src/shared/model/tree-ladder.ts'
import { auditPath, treeHash } from '../../../support/plain-merkle.ts'

type Members = Pick<TreeLadder, 'leafHash' | 'leafIndex' | 'treeSize' | 'levels' | 'root'>

const hashOf = (algorithm: string, bytes: Uint8Array): Buffer => {
  if (algorithm === 'keccak256') return Buffer.from(keccak_256(bytes))
  if (algorithm === 'blake2b-256') return Buffer.from(blake2b(bytes, { dkLen: 32 }))
  return createHash(algorithm).update(bytes).digest()
}

/** What a reader does by hand with the values of one level as they are written. */
function climbed(tree: TreeProfile, { node, sibling, siblingSide, join }: LadderLevel): string {
  if (join === 'promoted') return node
  const bytesOf = (hex: string): Buffer =>
    tree.digestOrder === 'reversed' ? Buffer.from(hex, 'hex').reverse() : Buffer.from(hex, 'hex')
  const own = bytesOf(node)
  const other = sibling === null ? own : bytesOf(sibling)
  const pair = siblingSide === 'left' ? [other, own] : [own, other]
  const joined = Buffer.concat([...(tree.nodePrefix === null ? [] : [Buffer.of(tree.nodePrefix)]), ...pair])
  const once = hashOf(tree.algorithm, joined)
  const digest = tree.nodeRounds === 2 ? hashOf(tree.algorithm, once) : once
  return (tree.digestOrder === 'reversed' ? Buffer.from(digest).reverse() : digest).toString('hex')
}

/** Leaf hashes that are all different, and in no order. */
const leaves = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, index) => createHash('sha256').update(`leaf ${index}`).digest())

async function membersOf(tree: TreeProfile, list: readonly Uint8Array[], index: number): Promise<Members> {
  return ladderMembers(tree, await loadHasher(tree.algorithm), concatBytes(...list), index)
}

describe('a ladder', () => {
  it.each(treeProfiles.map((tree) => [tree.id, tree] as const))(
    'of %s leads every leaf to the root by the values it shows, for every size up to 17',
    async (_, tree) => {
      const hasher = await loadHasher(tree.algorithm)
      for (let count = 1; count <= 17; count += 1) {
        const list = leaves(count)
        const root = bytesToHex(digestOrdered(tree, rootOfLeaves(tree, hasher, concatBytes(...list)) as Uint8Array))
        for (let index = 0; index < count; index += 1) {
          const { leafHash, levels, root: top } = await membersOf(tree, list, index)
          expect(leafHash).toBe(bytesToHex(digestOrdered(tree, list[index] as Uint8Array)))
          let node = leafHash
          for (const level of levels) {
            expect(level.node).toBe(node)
            node = climbed(tree, level)
            expect(level.parent).toBe(node)
          }
          expect([node, top]).toEqual([root, root])
        }
      }
    },
  )

  it('of RFC 6962 has the siblings of the audit path and skips the levels without one', async () => {
    const inputs = Array.from({ length: 13 }, (_, index) => Uint8Array.of(index))
    const list = inputs.map((input) => createHash('sha256').update(Buffer.of(0)).update(input).digest())
    for (let index = 0; index < 13; index += 1) {
      const { levels, root } = await membersOf(rfc6962Tree, list, index)
      expect(levels.flatMap(({ sibling }) => (sibling === null ? [] : [sibling]))).toEqual(
        auditPath(index, inputs).map((hash) => bytesToHex(hash)),
      )
      expect(root).toBe(bytesToHex(treeHash(inputs)))
    }
    // Leaf 12 of 13 stands alone twice before it meets a sibling.
    const { levels } = await membersOf(rfc6962Tree, list, 12)
    expect(levels.map(({ join, siblingSide }) => [join, siblingSide])).toEqual([
      ['promoted', null],
      ['promoted', null],
      ['sibling', 'left'],
      ['sibling', 'left'],
    ])
    expect(levels[0]?.parent).toBe(levels[0]?.node)
  })

  it('has the sides that merkletreejs states', async () => {
    const keccak = (bytes: Buffer): Buffer => Buffer.from(keccak_256(bytes))
    const list = leaves(11)
    const theirs = new MerkleTree(
      list.map((leaf) => Buffer.from(leaf)),
      keccak,
    )
    for (let index = 0; index < list.length; index += 1) {
      const { levels, root } = await membersOf(guideATree, list, index)
      expect(root).toBe(theirs.getRoot().toString('hex'))
      const proof = theirs.getProof(Buffer.from(list[index] as Uint8Array), index)
      expect(levels.flatMap(({ sibling, siblingSide }) => (sibling === null ? [] : [[sibling, siblingSide]]))).toEqual(
        proof.map(({ data, position }) => [data.toString('hex'), position]),
      )
    }
  })

  it('says of sorted pairs which hash is joined first, whatever its place in the tree', async () => {
    for (let index = 0; index < 8; index += 1) {
      const { levels } = await membersOf(sortedPairsTree, leaves(8), index)
      for (const { node, sibling, siblingSide } of levels)
        expect(siblingSide).toBe((sibling ?? '') < node ? 'left' : 'right')
    }
  })

  it('of one leaf has no level', async () => {
    const [leaf] = leaves(1)
    expect(await membersOf(guideATree, leaves(1), 0)).toEqual({
      leafHash: bytesToHex(leaf as Uint8Array),
      leafIndex: 0,
      treeSize: 1,
      levels: [],
      root: bytesToHex(leaf as Uint8Array),
    })
  })

  it('is not made of a proof with another number of hashes', async () => {
    const hasher = await loadHasher('keccak256')
    const list = leaves(6)
    const proof = computeInclusionProof(guideATree, hasher, concatBytes(...list), 2)
    const leaf = list[2] as Uint8Array
    const cut = { ...proof, hashes: proof.hashes.slice(1) }
    const long = { ...proof, hashes: [...proof.hashes, leaf] }
    expect(() => computeLadder(guideATree, hasher, leaf, cut)).toThrow(RangeError)
    expect(() => computeLadder(guideATree, hasher, leaf, long)).toThrow(RangeError)
  })
})
