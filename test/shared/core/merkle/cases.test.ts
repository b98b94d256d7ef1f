/** The cases in `test/cases/merkle`: roots and proofs from a program that shares nothing with the product. */
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { secondOpinionLeaf, secondOpinionRoot } from '../../../../src/main/io/second-opinion/second-opinion.ts'
import { bytesToHex, concatBytes, parseHex } from '../../../../src/shared/core/bytes/hex.ts'
import { rootOfLeaves } from '../../../../src/shared/core/merkle/batch-root.ts'
import { verifyConsistency } from '../../../../src/shared/core/merkle/consistency-proof.ts'
import { verifyInclusion } from '../../../../src/shared/core/merkle/inclusion-proof.ts'
import { digestOrdered } from '../../../../src/shared/core/merkle/leaf-hash.ts'
import { treeProfileById } from '../../../../src/shared/core/merkle/tree-profiles.ts'
import type { TreeProfile } from '../../../../src/shared/model/recipe.ts'
import { leafHashOf } from './leaf-hash-of.ts'

interface Case {
  readonly kind: 'inclusion' | 'consistency'
  readonly set: 'rfc6962' | 'openzeppelin' | 'other'
  readonly tree: string
  readonly problem: string | null
  readonly inputs?: readonly string[]
  readonly hashes: readonly string[]
  readonly [member: string]: unknown
}

const folder = 'test/cases/merkle'
const names = readdirSync(folder).sort()
const read = (name: string): Case => JSON.parse(readFileSync(`${folder}/${name}/case.json`, 'utf8')) as Case
const bytes = (hex: unknown): Uint8Array => parseHex(hex as string) as Uint8Array

describe('cases of trees and proofs', () => {
  it.each(names)('%s', async (name) => {
    const item = read(name)
    const profile = treeProfileById(item.tree) as TreeProfile
    const hasher = await loadHasher(profile.algorithm)
    const hashes = item.hashes.map(bytes)
    const { problem } =
      item.kind === 'inclusion'
        ? verifyInclusion(
            profile,
            hasher,
            bytes(item['leafHash']),
            { leafIndex: BigInt(item['leafIndex'] as string), treeSize: BigInt(item['treeSize'] as string), hashes },
            bytes(item['root']),
          )
        : verifyConsistency(
            profile,
            hasher,
            { size1: BigInt(item['size1'] as string), size2: BigInt(item['size2'] as string), hashes },
            bytes(item['root1']),
            bytes(item['root2']),
          )
    expect(problem).toBe(item.problem)
    expect(problem !== null).toBe(name.endsWith('_fail'))
    if (item.inputs === undefined || problem !== null) return
    // The root over the inputs, by both paths.
    const inputs = item.inputs.map(bytes)
    const root = rootOfLeaves(
      profile,
      hasher,
      concatBytes(...inputs.map((input) => leafHashOf(profile, hasher, input))),
    ) as Uint8Array
    expect(bytesToHex(root)).toBe(item['root'])
    const second = await secondOpinionRoot(
      inputs.map((input) => secondOpinionLeaf(input, profile) as Uint8Array),
      profile,
    )
    expect(second.value).toBe(bytesToHex(digestOrdered(profile, root)))
  })

  it('are at least ten of each set', () => {
    const sets = Map.groupBy(names.map(read), (item) => item.set)
    for (const set of ['rfc6962', 'openzeppelin'] as const) {
      const items = sets.get(set) ?? []
      const refused = items.filter((item) => item.problem !== null).length
      console.info(`own cases ${set}: ${items.length - refused} held, ${refused} refused`)
      expect(items.length).toBeGreaterThanOrEqual(10)
    }
  })
})
