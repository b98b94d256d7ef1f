/** RFC 6962 trees against their recursive definition, written apart. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { bytesToHex, concatBytes } from '../../../../src/shared/core/bytes/hex.ts'
import { rootOfLeaves } from '../../../../src/shared/core/merkle/batch-root.ts'
import { computeConsistencyProof, verifyConsistency } from '../../../../src/shared/core/merkle/consistency-proof.ts'
import { computeInclusionProof, verifyInclusion } from '../../../../src/shared/core/merkle/inclusion-proof.ts'
import { rfc6962Tree } from '../../../../src/shared/core/merkle/tree-profiles.ts'
import { auditPath, consistencyPath, treeHash } from '../../../support/plain-merkle.ts'
import { leafHashOf } from './leaf-hash-of.ts'

const inputs = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 70 })
const hexes = (hashes: readonly Uint8Array[]): string[] => hashes.map((hash) => bytesToHex(hash))

describe('trees of RFC 6962', () => {
  it('have the root and the audit paths of the definition', async () => {
    const hasher = await loadHasher('sha256')
    fc.assert(
      fc.property(inputs, fc.nat(), (list, pick) => {
        const slab = concatBytes(...list.map((input) => leafHashOf(rfc6962Tree, hasher, input)))
        const index = pick % list.length
        const root = rootOfLeaves(rfc6962Tree, hasher, slab) as Uint8Array
        const proof = computeInclusionProof(rfc6962Tree, hasher, slab, index)
        expect(bytesToHex(root)).toBe(bytesToHex(treeHash(list)))
        expect(hexes(proof.hashes)).toEqual(hexes(auditPath(index, list)))
        const leaf = slab.slice(index * 32, (index + 1) * 32)
        expect(verifyInclusion(rfc6962Tree, hasher, leaf, proof, treeHash(list)).holds).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('have the consistency proofs of the definition, for every pair of sizes up to 20', async () => {
    const hasher = await loadHasher('sha256')
    for (let size2 = 1; size2 <= 20; size2 += 1) {
      const list = Array.from({ length: size2 }, (_, index) => Uint8Array.of(index, 7))
      const slab = concatBytes(...list.map((input) => leafHashOf(rfc6962Tree, hasher, input)))
      for (let size1 = 1; size1 <= size2; size1 += 1) {
        const proof = computeConsistencyProof(rfc6962Tree, hasher, slab, size1)
        expect(hexes(proof.hashes), `${size1} to ${size2}`).toEqual(hexes(consistencyPath(size1, list)))
        expect(
          verifyConsistency(rfc6962Tree, hasher, proof, treeHash(list.slice(0, size1)), treeHash(list)).holds,
        ).toBe(true)
        const other = treeHash([...list.slice(0, size1 - 1), Uint8Array.of(9)])
        expect(verifyConsistency(rfc6962Tree, hasher, proof, other, treeHash(list)).holds).toBe(false)
      }
      expect(() => computeConsistencyProof(rfc6962Tree, hasher, slab, size2 + 1)).toThrow(RangeError)
      expect(() => computeConsistencyProof(rfc6962Tree, hasher, slab, 0)).toThrow(RangeError)
    }
  })
})
