import { describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { concatBytes } from '../../../../src/shared/core/bytes/hex.ts'
import { verifyConsistency } from '../../../../src/shared/core/merkle/consistency-proof.ts'
import { createFrontier } from '../../../../src/shared/core/merkle/frontier.ts'
import { verifyInclusion } from '../../../../src/shared/core/merkle/inclusion-proof.ts'
import { computeNodeHash } from '../../../../src/shared/core/merkle/node-hash.ts'
import { leafHashOf } from './leaf-hash-of.ts'
import { duplicateOddTree, rfc6962Tree } from '../../../../src/shared/core/merkle/tree-profiles.ts'
import { missingVectors, vectorFiles } from '../../../support/public-vectors.ts'

const missing = missingVectors('merkle-rfc6962')

/** JSON with sizes beyond 2^53 kept exact: every integer becomes a bigint. */
function parseExact(text: string): Record<string, unknown> {
  const exact = (_key: string, value: unknown, context: { source: string }): unknown =>
    typeof value === 'number' ? BigInt(context.source) : value
  return JSON.parse(text, exact as (key: string, value: unknown) => unknown) as Record<string, unknown>
}

const bytes = (base64: unknown): Uint8Array => new Uint8Array(Buffer.from(base64 as string, 'base64'))
const proofHashes = (list: unknown): Uint8Array[] => ((list ?? []) as string[]).map(bytes)

describe('transparency-dev proof vectors', () => {
  it('judges all 98 inclusion proofs as stated', async (context) => {
    if (missing !== null) return context.skip(missing)
    const hasher = await loadHasher('sha256')
    const files = vectorFiles('merkle-rfc6962/inclusion')
    expect(files).toHaveLength(98)
    const counts = new Map<string, number>()
    for (const { name, text } of files) {
      const vector = parseExact(text)
      const proof = {
        leafIndex: vector['leafIdx'] as bigint,
        treeSize: vector['treeSize'] as bigint,
        hashes: proofHashes(vector['proof']),
      }
      const verdict = verifyInclusion(rfc6962Tree, hasher, bytes(vector['leafHash']), proof, bytes(vector['root']))
      expect(verdict.holds, name).toBe(!vector['wantErr'])
      counts.set(verdict.problem ?? 'held', (counts.get(verdict.problem ?? 'held') ?? 0) + 1)
    }
    console.info('merkle-rfc6962 inclusion:', Object.fromEntries(counts))
    expect(counts.get('held')).toBe(6)
  })

  it('judges all 98 consistency proofs as stated', async (context) => {
    if (missing !== null) return context.skip(missing)
    const hasher = await loadHasher('sha256')
    const files = vectorFiles('merkle-rfc6962/consistency')
    expect(files).toHaveLength(98)
    const counts = new Map<string, number>()
    for (const { name, text } of files) {
      const vector = parseExact(text)
      const proof = {
        size1: vector['size1'] as bigint,
        size2: vector['size2'] as bigint,
        hashes: proofHashes(vector['proof']),
      }
      const verdict = verifyConsistency(rfc6962Tree, hasher, proof, bytes(vector['root1']), bytes(vector['root2']))
      expect(verdict.holds, name).toBe(!vector['wantErr'])
      counts.set(verdict.problem ?? 'held', (counts.get(verdict.problem ?? 'held') ?? 0) + 1)
    }
    console.info('merkle-rfc6962 consistency:', Object.fromEntries(counts))
    expect(counts.get('held')).toBe(6)
  })
})

describe('consistency of trees built here', () => {
  it('proves that 3 leaves begin 7, and names what differs otherwise', async () => {
    const hasher = await loadHasher('sha256')
    const leaves = 'abcdefg'
      .split('')
      .map((letter) => leafHashOf(rfc6962Tree, hasher, new TextEncoder().encode(letter)))
    const rootOf = (count: number): Uint8Array => {
      const frontier = createFrontier(rfc6962Tree, hasher)
      for (const leaf of leaves.slice(0, count)) frontier.append(leaf)
      return frontier.root() as Uint8Array
    }
    const pair = (left: number, right: number): Uint8Array =>
      computeNodeHash(rfc6962Tree, hasher, leaves[left] as Uint8Array, leaves[right] as Uint8Array)
    // RFC 6962 §2.1.3: PROOF(3, D[7]) = [c, d, g, l] of its figure.
    const right = computeNodeHash(rfc6962Tree, hasher, pair(4, 5), leaves[6] as Uint8Array)
    const proof = {
      size1: 3n,
      size2: 7n,
      hashes: [leaves[2] as Uint8Array, leaves[3] as Uint8Array, pair(0, 1), right],
    }
    const problem = (bent: Partial<typeof proof>, root1 = rootOf(3), root2 = rootOf(7)): string | null =>
      verifyConsistency(rfc6962Tree, hasher, { ...proof, ...bent }, root1, root2).problem
    expect(problem({})).toBeNull()
    expect(problem({}, rootOf(2))).toBe('root1-differs')
    expect(problem({}, rootOf(3), rootOf(6))).toBe('root2-differs')
    expect(problem({ hashes: proof.hashes.slice(0, 3) })).toBe('wrong-proof-length')
    expect(problem({ size1: 0n })).toBe('size-not-positive')
    expect(problem({ size1: 8n })).toBe('sizes-reversed')
    expect(problem({ size2: 2n ** 65n })).toBe('size-too-large')
    expect(problem({ hashes: [concatBytes(leaves[2] as Uint8Array, leaves[3] as Uint8Array)] })).toBe('wrong-hash-size')
  })

  it('is not defined for trees that duplicate an odd node', async () => {
    const hasher = await loadHasher('keccak256')
    const root = new Uint8Array(32)
    expect(() => verifyConsistency(duplicateOddTree, hasher, { size1: 1n, size2: 1n, hashes: [] }, root, root)).toThrow(
      RangeError,
    )
  })
})
