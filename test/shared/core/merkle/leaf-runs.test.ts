/** Runs of leaves give the tree that single leaves give, with a hasher that folds pairs and with one that does not. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { secondOpinionRoot } from '../../../../src/main/io/second-opinion/second-opinion.ts'
import type { Hasher } from '../../../../src/shared/core/bytes/hasher.ts'
import { bytesToHex } from '../../../../src/shared/core/bytes/hex.ts'
import { createRootBuilder, rootOfLeaves } from '../../../../src/shared/core/merkle/batch-root.ts'
import { createFrontier, needsAllLeaves } from '../../../../src/shared/core/merkle/frontier.ts'
import { heapOfLeaves } from '../../../../src/shared/core/merkle/heap.ts'
import { digestOrdered } from '../../../../src/shared/core/merkle/leaf-hash.ts'
import {
  duplicateOddTree,
  guideATree,
  sortedPairsTree,
  treeProfiles,
} from '../../../../src/shared/core/merkle/tree-profiles.ts'
import type { TreeProfile } from '../../../../src/shared/model/recipe.ts'

const sha3Tree: TreeProfile = { ...sortedPairsTree, id: 'sorted-pairs-sha3', algorithm: 'sha3-256' }
const profiles = [...treeProfiles, sha3Tree]

/** The same function without its way to fold pairs. */
function plainOf({ id, size, hash, hashInto }: Hasher): Hasher {
  return { id, size, hash, hashInto }
}

function numberedSlab(count: number, seed: number): Uint8Array {
  let state = seed >>> 0
  return Uint8Array.from({ length: count * 32 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 24
  })
}

const hexOrNull = (root: Uint8Array | undefined): string | null => (root === undefined ? null : bytesToHex(root))

describe('runs of leaves', () => {
  it('give the root of single leaves after every run, wherever a run begins', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...profiles.filter((profile) => !needsAllLeaves(profile))),
        fc.array(fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 3000 })), { maxLength: 6 }),
        fc.integer(),
        fc.integer({ min: 0, max: 33 }),
        async (profile, runs, seed, lead) => {
          const hasher = await loadHasher(profile.algorithm)
          const single = createFrontier(profile, plainOf(hasher))
          const inRuns = createFrontier(profile, hasher)
          for (const [at, count] of runs.entries()) {
            const leaves = numberedSlab(count, seed + at)
            for (let offset = 0; offset < leaves.length; offset += 32) single.appendFrom(leaves, offset)
            const slab = new Uint8Array(lead + leaves.length + 3)
            slab.set(leaves, lead)
            inRuns.appendRun(slab, lead, count)
            expect(inRuns.size).toBe(single.size)
            expect(hexOrNull(inRuns.root())).toBe(hexOrNull(single.root()))
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('give the root of the second opinion for sizes about the powers of two, in every profile', async () => {
    for (const profile of profiles) {
      const hasher = await loadHasher(profile.algorithm)
      const sizes = hasher.pairFolder === undefined ? [8, 65] : [7, 8, 9, 64, 65, 1023, 2048 + 1]
      for (const size of sizes) {
        const slab = numberedSlab(size, size)
        const second = await secondOpinionRoot(slab, profile)
        const whole = rootOfLeaves(profile, hasher, slab) as Uint8Array
        expect(bytesToHex(digestOrdered(profile, whole)), `${profile.id} over ${size}`).toBe(second.value)
        const builder = createRootBuilder(profile, hasher)
        const cut = Math.floor(size / 3)
        builder.appendRun(slab, 0, cut)
        builder.appendRun(slab, cut * 32, size - cut)
        expect(hexOrNull(builder.root())).toBe(bytesToHex(whole))
      }
    }
  })

  it('give every node of a heap, not the root alone', async () => {
    const keccak = await loadHasher('keccak256')
    for (const profile of [guideATree, sortedPairsTree]) {
      for (let count = 1; count <= 70; count += 1) {
        const slab = numberedSlab(count, count)
        expect(bytesToHex(heapOfLeaves(profile, keccak, slab))).toBe(
          bytesToHex(heapOfLeaves(profile, plainOf(keccak), slab)),
        )
      }
    }
  })

  it('refuse what does not lie in the slab, and take nothing of it', async () => {
    const keccak = await loadHasher('keccak256')
    const slab = new Uint8Array(10 * 32)
    for (const builder of [
      createFrontier(guideATree, keccak),
      createRootBuilder({ ...duplicateOddTree, sortLeaves: true }, keccak),
    ]) {
      for (const [offset, count] of [
        [1, 10],
        [-32, 1],
        [0, 11],
        [0, -1],
      ] as const)
        expect(() => builder.appendRun(slab, offset, count)).toThrow(RangeError)
      expect(builder.size).toBe(0)
    }
  })
})
