/** Trees as OpenZeppelin's library saved them: each must load, and one changed digit of any node must be noticed. */
import { describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { bytesToHex, concatBytes, parseHex } from '../../../../src/shared/core/bytes/hex.ts'
import { rootOfLeaves } from '../../../../src/shared/core/merkle/batch-root.ts'
import { heapOfLeaves } from '../../../../src/shared/core/merkle/heap.ts'
import { computeInclusionProof, verifyInclusion } from '../../../../src/shared/core/merkle/inclusion-proof.ts'
import { treeProfileById } from '../../../../src/shared/core/merkle/tree-profiles.ts'
import type { TreeProfile } from '../../../../src/shared/model/recipe.ts'
import { leafHashOf } from './leaf-hash-of.ts'
import { missingVectors, vectorFiles } from '../../../support/public-vectors.ts'

const missing = missingVectors('openzeppelin-merkle')

interface Dump {
  readonly format: 'simple-v1' | 'standard-v1'
  readonly tree: readonly string[]
  readonly values: readonly { readonly value: string | readonly string[]; readonly treeIndex: number }[]
}

const bytes = (hex: string): Uint8Array => parseHex(hex) as Uint8Array

describe('saved trees of OpenZeppelin', () => {
  it('are rebuilt node by node, and every leaf has a proof; every changed digit is refused', async (context) => {
    if (missing !== null) return context.skip(missing)
    const hasher = await loadHasher('keccak256')
    const files = vectorFiles('openzeppelin-merkle/dumps')
    let held = 0
    let refused = 0
    for (const { name, text } of files) {
      const dump = JSON.parse(text) as Dump
      const kind = dump.format === 'simple-v1' ? 'simple' : 'string'
      const sorted = name.includes('.sorted.')
      const profile = treeProfileById(`openzeppelin-${kind}${sorted ? '' : '-unsorted'}`) as TreeProfile
      const leafOf = (value: string | readonly string[]): Uint8Array =>
        leafHashOf(profile, hasher, typeof value === 'string' ? bytes(value) : new TextEncoder().encode(value[0]))
      const leaves = dump.values.map(({ value }) => leafOf(value))
      const ordered = profile.sortLeaves ? leaves.toSorted((left, right) => Buffer.compare(left, right)) : leaves
      const root = rootOfLeaves(profile, hasher, concatBytes(...leaves)) as Uint8Array
      expect(`0x${bytesToHex(root)}`, name).toBe(dump.tree[0])
      const heap = heapOfLeaves(profile, hasher, concatBytes(...ordered))
      const nodes = dump.tree.map((_, at) => `0x${bytesToHex(heap, at * 32, at * 32 + 32)}`)
      expect(nodes, name).toEqual(dump.tree)
      for (const { value, treeIndex } of dump.values) {
        const leafIndex = 2 * leaves.length - 2 - treeIndex
        const leaf = leafOf(value)
        const proof = computeInclusionProof(profile, hasher, concatBytes(...leaves), leafIndex)
        expect(verifyInclusion(profile, hasher, leaf, proof, root), name).toMatchObject({ holds: true })
        held += 1
        for (const [at, hash] of proof.hashes.entries()) {
          const bent = proof.hashes.with(at, hash.with(at, (hash[at] as number) ^ 0x10))
          expect(verifyInclusion(profile, hasher, leaf, { ...proof, hashes: bent }, root)).toMatchObject({
            problem: 'root-differs',
          })
          refused += 1
        }
      }
    }
    console.info(`openzeppelin-merkle: ${files.length} trees, ${held} proofs held, ${refused} refused (root-differs)`)
    expect([files.length, held, refused]).toEqual([4, 24, 64])
  })
})
