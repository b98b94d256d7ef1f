import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import {
  merkletreejsLeafCap,
  secondOpinionLeafHash,
  secondOpinionRoot,
} from '../../../../src/main/io/second-opinion/second-opinion.ts'
import { bytesToHex, concatBytes } from '../../../../src/shared/core/bytes/hex.ts'
import { createFrontier, needsAllLeaves } from '../../../../src/shared/core/merkle/frontier.ts'
import {
  computeInclusionProof,
  rootFromInclusionProof,
  verifyInclusion,
} from '../../../../src/shared/core/merkle/inclusion-proof.ts'
import { computeNodeHash } from '../../../../src/shared/core/merkle/node-hash.ts'
import { leafHashOf } from './leaf-hash-of.ts'
import { rootOfLeaves } from '../../../../src/shared/core/merkle/batch-root.ts'
import { digestOrdered } from '../../../../src/shared/core/merkle/leaf-hash.ts'
import {
  duplicateOddTree,
  guideATree,
  rfc6962Tree,
  sortedPairsTree,
  treeProfileById,
  treeProfiles,
  treeWeaknesses,
} from '../../../../src/shared/core/merkle/tree-profiles.ts'
import { treeProfileSchema, type TreeProfile } from '../../../../src/shared/model/recipe.ts'

const sortedLeavesTree: TreeProfile = { ...guideATree, id: 'sorted-leaves', sortLeaves: true }
const prefixedTree: TreeProfile = {
  ...duplicateOddTree,
  id: 'prefixed-duplicate-sorted',
  leafPrefix: 0x00,
  nodePrefix: 0x7f,
  sortPairs: true,
}
const allProfiles = [...treeProfiles, sortedLeavesTree, prefixedTree]

async function leavesOf(profile: TreeProfile, texts: readonly string[]): Promise<Uint8Array[]> {
  const hasher = await loadHasher(profile.algorithm)
  return texts.map((text) => leafHashOf(profile, hasher, new TextEncoder().encode(text)))
}

async function rootOf(profile: TreeProfile, leaves: readonly Uint8Array[]): Promise<string | null> {
  const hasher = await loadHasher(profile.algorithm)
  if (needsAllLeaves(profile)) {
    const root = rootOfLeaves(profile, hasher, concatBytes(...leaves))
    return root === undefined ? null : bytesToHex(digestOrdered(profile, root))
  }
  const frontier = createFrontier(profile, hasher)
  for (const leaf of leaves) frontier.append(leaf)
  const root = frontier.root()
  return root === undefined ? null : bytesToHex(digestOrdered(profile, root))
}

/** Leaf hashes that differ from one another and are cheap to make. */
function numberedLeaves(count: number, seed = 0): Uint8Array[] {
  return Array.from(
    { length: count },
    (_, index) => new Uint8Array(createHash('sha256').update(`${seed}:${index}`).digest()),
  )
}

describe('roots of known texts', () => {
  it.each([
    ['guide-a', 'a', '3ac225168df54212a25c1c01fd35bebfea408fdac2e31ddd6f80a4bbf9a5f1cb'],
    ['guide-a', 'abc', 'aff1208e69c9e8be9b584b07ebac4e48a1ee9d15ce3afe20b77a4d29e4175aa3'],
    ['guide-a', 'abcde', '1dd0d2a6ae466d665cb26e1a31f07c57ae5df7d2bc559cd5826d417be9141a5d'],
    ['guide-a', 'abcdefg', 'ec287d0f255d6e478a8e9144b99f869610196641c74af6c76f6621a4da7d67cb'],
    ['duplicate-odd-keccak', 'abc', '905b17edcf8b6fb1415b32cdbab3e02c2c93f80a345de80ea2bbf9feba9f5a55'],
    ['duplicate-odd-keccak', 'abcde', 'e467c863b0e6b42bf57865b1d965372858094a175d68652a3d158954f688e22f'],
    ['sorted-pairs-keccak', 'abc', '5842148bc6ebeb52af882a317c765fccd3ae80589b21a9b8cbf21abb630e46a7'],
    ['sorted-pairs-keccak', 'abcdefg', '329bcb82b465308e4d3445408c794db388e401855b1fe6f2981c93ca34ce516b'],
    ['rfc6962-sha256', 'a', '022a6979e6dab7aa5ae4c3e5e45f7e977112a7e63593820dbec1ec738a24f93c'],
    ['rfc6962-sha256', 'abc', '36642e73c2540ab121e3a6bf9545b0a24982cd830eb13d3cd19de3ce6c021ec1'],
    ['rfc6962-sha256', 'abcdefg', '4ae191939f548d9934740b88dea2c5cb89bb8870fc4505cd79dec6bbfaaee9cb'],
  ])('%s over the letters of %s', async (id, letters, expected) => {
    const profile = treeProfileById(id) as TreeProfile
    expect(await rootOf(profile, await leavesOf(profile, letters.split('')))).toBe(expected)
  })

  it('sorts leaf hashes where the profile says so', async () => {
    const leaves = await leavesOf(sortedLeavesTree, 'abcde'.split(''))
    expect(await rootOf(sortedLeavesTree, leaves)).toBe(
      'f04247a7619151ed5448e4be197d67efcf9530ad520c008739f8b303c902a085',
    )
    expect(await rootOf(sortedLeavesTree, leaves.toReversed())).toBe(
      'f04247a7619151ed5448e4be197d67efcf9530ad520c008739f8b303c902a085',
    )
  })

  it('has no root for no leaf', async () => {
    for (const profile of allProfiles) expect(await rootOf(profile, [])).toBeNull()
  })

  it('follows the published schema with every shipped profile', () => {
    for (const profile of treeProfiles) expect(treeProfileSchema.parse(profile)).toEqual(profile)
  })
})

describe('agreement with merkletreejs over noble', () => {
  it('gives the same root for random leaf counts from 1 to 300 in every profile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 300 }),
        fc.integer(),
        fc.constantFrom(...allProfiles),
        async (count, seed, profile) => {
          const leaves = numberedLeaves(count, seed)
          expect(await rootOf(profile, leaves)).toBe((await secondOpinionRoot(leaves, profile)).value)
        },
      ),
      { numRuns: 120 },
    )
  })

  it('gives the same root for each count from 1 to 40 in every profile', async () => {
    for (const profile of allProfiles) {
      for (let count = 1; count <= 40; count += 1) {
        const leaves = numberedLeaves(count)
        expect(await rootOf(profile, leaves), `${profile.id} over ${count}`).toBe(
          (await secondOpinionRoot(leaves, profile)).value,
        )
      }
    }
  })

  it('gives the same root above the leaf cap, where the level-by-level builder answers', async () => {
    const leaves = numberedLeaves(merkletreejsLeafCap + 1)
    const opinion = await secondOpinionRoot(leaves, guideATree)
    expect(opinion.implementation).toContain('level-by-level')
    expect(opinion.value).toBe(await rootOf(guideATree, leaves))
  }, 60_000)

  it('gives the same leaf hash, prefix included', async () => {
    const [leaf] = await leavesOf(rfc6962Tree, ['entry'])
    expect(secondOpinionLeafHash(new TextEncoder().encode('entry'), 'sha256', 0x00).value).toBe(
      bytesToHex(leaf as Uint8Array),
    )
  })
})

describe('the frontier', () => {
  it('gives the root of every prefix while it goes on appending', async () => {
    const hasher = await loadHasher('keccak256')
    for (const profile of [guideATree, duplicateOddTree]) {
      const leaves = numberedLeaves(33)
      const frontier = createFrontier(profile, hasher)
      for (const [index, leaf] of leaves.entries()) {
        frontier.append(leaf)
        expect(frontier.size).toBe(index + 1)
        expect(bytesToHex(frontier.root() as Uint8Array)).toBe(await rootOf(profile, leaves.slice(0, index + 1)))
      }
    }
  })

  it('reads leaves out of a slab and refuses what is not there', async () => {
    const hasher = await loadHasher('keccak256')
    const leaves = numberedLeaves(5)
    const slab = concatBytes(new Uint8Array(7), ...leaves)
    const frontier = createFrontier(guideATree, hasher)
    for (let index = 0; index < 5; index += 1) frontier.appendFrom(slab, 7 + index * 32)
    expect(bytesToHex(frontier.root() as Uint8Array)).toBe(await rootOf(guideATree, leaves))
    expect(() => frontier.appendFrom(slab, 7 + 4 * 32 + 1)).toThrow(RangeError)
    expect(() => frontier.append(new Uint8Array(31))).toThrow(RangeError)
  })

  it('refuses a hasher or a shape that is not the profile’s', async () => {
    const sha256 = await loadHasher('sha256')
    const keccak = await loadHasher('keccak256')
    expect(() => createFrontier(guideATree, sha256)).toThrow(RangeError)
    expect(() => createFrontier(sortedLeavesTree, keccak)).toThrow(RangeError)
  })
})

describe('what the shapes leave open', () => {
  it('lets a layer of nodes pose as leaves without prefixes, and not with those of RFC 6962', async () => {
    for (const profile of [guideATree, rfc6962Tree]) {
      const hasher = await loadHasher(profile.algorithm)
      const inputs = ['p', 'q', 'r', 's'].map((text) => new TextEncoder().encode(text))
      const leaves = inputs.map((input) => leafHashOf(profile, hasher, input))
      const forged = [0, 2].map((at) =>
        leafHashOf(profile, hasher, concatBytes(leaves[at] as Uint8Array, leaves[at + 1] as Uint8Array)),
      )
      const same = (await rootOf(profile, forged)) === (await rootOf(profile, leaves))
      expect(same).toBe(treeWeaknesses(profile).includes('node-can-pose-as-leaf'))
    }
  })

  it('keeps the root of a repeated tail only when odd nodes are duplicated', async () => {
    const [a, b, c] = numberedLeaves(3) as [Uint8Array, Uint8Array, Uint8Array]
    for (const profile of [guideATree, duplicateOddTree]) {
      const same = (await rootOf(profile, [a, b, c])) === (await rootOf(profile, [a, b, c, c]))
      expect(same).toBe(treeWeaknesses(profile).includes('repeated-tail-keeps-root'))
    }
  })

  it('keeps the root of exchanged neighbours only when pairs are sorted', async () => {
    const [a, b, c] = numberedLeaves(3) as [Uint8Array, Uint8Array, Uint8Array]
    for (const profile of [guideATree, sortedPairsTree]) {
      const same = (await rootOf(profile, [a, b, c])) === (await rootOf(profile, [b, a, c]))
      expect(same).toBe(treeWeaknesses(profile).includes('order-not-bound'))
    }
  })
})

describe('inclusion proofs', () => {
  it('hold for every leaf of sizes up to 33 in every profile', async () => {
    for (const profile of allProfiles) {
      const hasher = await loadHasher(profile.algorithm)
      for (const count of [1, 2, 3, 4, 5, 6, 7, 8, 11, 16, 17, 33]) {
        const leaves = numberedLeaves(count)
        const slab = concatBytes(
          ...(profile.sortLeaves ? leaves.toSorted((left, right) => Buffer.compare(left, right)) : leaves),
        )
        const root = digestOrdered(profile, Buffer.from((await rootOf(profile, leaves)) as string, 'hex'))
        for (let index = 0; index < count; index += 1) {
          const proof = computeInclusionProof(profile, hasher, slab, index)
          const leaf = slab.slice(index * 32, (index + 1) * 32)
          expect(
            verifyInclusion(profile, hasher, leaf, proof, root),
            `${profile.id} ${index} of ${count}`,
          ).toMatchObject({ holds: true, problem: null })
        }
      }
    }
  })

  it('are refused when bent in any one way', async () => {
    const hasher = await loadHasher('keccak256')
    const leaves = numberedLeaves(11)
    const slab = concatBytes(...leaves)
    const root = Buffer.from((await rootOf(guideATree, leaves)) as string, 'hex')
    const leaf = leaves[4] as Uint8Array
    const good = computeInclusionProof(guideATree, hasher, slab, 4)
    const flipped = (hash: Uint8Array): Uint8Array => hash.with(3, (hash[3] as number) ^ 4)
    const swapped = [good.hashes[1], good.hashes[0], ...good.hashes.slice(2)] as Uint8Array[]
    const problem = (proof: typeof good, hash = leaf, against: Uint8Array = root): string | null =>
      verifyInclusion(guideATree, hasher, hash, proof, against).problem
    expect(problem(good)).toBeNull()
    expect(problem({ ...good, leafIndex: 5n })).toBe('root-differs')
    expect(problem({ ...good, leafIndex: 11n })).toBe('index-beyond-size')
    expect(problem({ ...good, leafIndex: -1n })).toBe('index-beyond-size')
    expect(problem({ ...good, treeSize: 8n })).toBe('wrong-proof-length')
    expect(problem({ ...good, treeSize: 0n })).toBe('size-not-positive')
    expect(problem({ ...good, treeSize: 2n ** 65n })).toBe('size-too-large')
    expect(problem({ ...good, hashes: good.hashes.slice(1) })).toBe('wrong-proof-length')
    expect(problem({ ...good, hashes: [...good.hashes, root] })).toBe('wrong-proof-length')
    expect(problem({ ...good, hashes: [] })).toBe('wrong-proof-length')
    expect(problem({ ...good, hashes: swapped })).toBe('root-differs')
    expect(problem({ ...good, hashes: good.hashes.map((hash, at) => (at === 2 ? flipped(hash) : hash)) })).toBe(
      'root-differs',
    )
    expect(problem({ ...good, hashes: good.hashes.map((hash, at) => (at === 0 ? hash.subarray(1) : hash)) })).toBe(
      'wrong-hash-size',
    )
    expect(problem(good, flipped(leaf))).toBe('root-differs')
    expect(problem(good, leaf, flipped(root))).toBe('root-differs')
    expect(rootFromInclusionProof(guideATree, hasher, leaf.subarray(1), good)).toEqual({
      kind: 'malformed',
      problem: 'wrong-hash-size',
    })
  })

  it('take no hash for a lone node that is paired with itself', async () => {
    const hasher = await loadHasher('keccak256')
    const leaves = numberedLeaves(3)
    const proof = computeInclusionProof(duplicateOddTree, hasher, concatBytes(...leaves), 2)
    const left = computeNodeHash(duplicateOddTree, hasher, leaves[0] as Uint8Array, leaves[1] as Uint8Array)
    expect(proof.hashes.map((hash) => bytesToHex(hash))).toEqual([bytesToHex(left)])
  })
})
