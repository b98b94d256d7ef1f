import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { nobleVersion } from '../../../../src/main/io/second-opinion/noble-hash.ts'
import { hashWasmVersion } from '../../../../src/main/io/second-opinion/second-hash.ts'
import {
  merkletreejsLeafCap,
  merkletreejsVersion,
  secondOpinionChainHash,
  secondOpinionLeafHash,
  secondOpinionRoot,
} from '../../../../src/main/io/second-opinion/second-opinion.ts'
import { concatBytes } from '../../../../src/shared/core/bytes/hex.ts'
import { guideATree, rfc6962Tree, treeProfiles } from '../../../../src/shared/core/merkle/tree-profiles.ts'
import { hashAlgorithms, type TreeProfile } from '../../../../src/shared/model/recipe.ts'

const leaves = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, index) => new Uint8Array(createHash('sha256').update(String(index)).digest()))
const versionOf = (name: string): string =>
  (JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as { version: string }).version

describe('the second opinion', () => {
  it('names the versions that are installed', async () => {
    expect(nobleVersion).toBe(versionOf('@noble/hashes'))
    expect(hashWasmVersion).toBe(versionOf('hash-wasm'))
    expect(merkletreejsVersion).toBe(versionOf('merkletreejs'))
    expect(await secondOpinionRoot(leaves(3), guideATree)).toMatchObject({
      implementation: 'merkletreejs over hash-wasm',
      version: `${versionOf('merkletreejs')} over ${versionOf('hash-wasm')}`,
    })
  })

  it('shares no hashing and no tree code with path one', () => {
    for (const file of ['noble-hash.ts', 'second-hash.ts', 'second-opinion.ts']) {
      const imports = [
        ...readFileSync(`src/main/io/second-opinion/${file}`, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g),
      ].map((match) => match[1])
      expect(imports.length).toBeGreaterThan(0)
      expect(
        imports.filter(
          (name) =>
            !/^(@noble\/hashes\/|hash-wasm$|merkletreejs$|\.\/(?:noble|second)-hash\.ts$|.*\/model\/recipe\.ts$)/.test(
              name ?? '',
            ),
        ),
      ).toEqual([])
    }
  })

  it('takes other functions of hash-wasm than path one does', () => {
    const functionsIn = (file: string): string[] =>
      [...readFileSync(file, 'utf8').matchAll(/import \{([^}]*)\} from 'hash-wasm'/g)].flatMap(([, names = '']) =>
        names.split(',').map((name) => name.trim()),
      )
    const first = functionsIn('src/main/io/host/hashers.ts').filter((name) => name.startsWith('create'))
    const second = functionsIn('src/main/io/second-opinion/second-hash.ts').filter((name) => name.startsWith('create'))
    expect(first.length).toBeGreaterThan(0)
    expect(second).toEqual(['createKeccak', 'createSHA3'])
    expect(second.filter((name) => first.includes(name))).toEqual([])
    const others = readdirSync('src/main/io/host').filter((name) => name !== 'hashers.ts' && name.endsWith('.ts'))
    expect(others.filter((name) => functionsIn(`src/main/io/host/${name}`).length > 0)).toEqual([])
  })

  it('hashes as path one does with every algorithm', async () => {
    for (const algorithm of hashAlgorithms) {
      const hasher = await loadHasher(algorithm)
      for (const text of ['', 'abc', 'x'.repeat(1000)]) {
        const bytes = Buffer.from(text)
        expect(secondOpinionLeafHash(bytes, algorithm).value, algorithm).toBe(
          Buffer.from(hasher.hash(bytes)).toString('hex'),
        )
      }
    }
  })

  it('knows keccak256 of nothing and is not SHA3-256', () => {
    expect(secondOpinionLeafHash(new Uint8Array(0), 'keccak256').value).toBe(
      'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
    )
    expect(secondOpinionLeafHash(new Uint8Array(0), 'sha3-256').value).toBe(
      'a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a',
    )
  })

  it('hashes a chained entry over its parts as they stand', () => {
    const expected = createHash('sha256').update('previous{"a":1}').digest('hex')
    expect(secondOpinionChainHash([Buffer.from('previous'), Buffer.from('{"a":1}')], 'sha256')).toEqual({
      implementation: '@noble/hashes',
      version: nobleVersion,
      value: expected,
    })
  })

  it('takes leaves as a list or end to end, views included', async () => {
    const list = leaves(7)
    const slab = concatBytes(new Uint8Array(5), ...list).subarray(5)
    for (const profile of treeProfiles)
      expect(await secondOpinionRoot(slab, profile)).toEqual(await secondOpinionRoot(list, profile))
    await expect(secondOpinionRoot(slab.subarray(1), guideATree)).rejects.toThrow(RangeError)
    await expect(secondOpinionRoot([new Uint8Array(31)], guideATree)).rejects.toThrow(RangeError)
  })

  it('does not change the leaves it is given', async () => {
    const profile: TreeProfile = { ...guideATree, sortLeaves: true, sortPairs: true }
    const slab = concatBytes(...leaves(9))
    const before = slab.slice()
    await secondOpinionRoot(slab, profile)
    expect(slab).toEqual(before)
  })

  it('has no root for no leaf', async () => {
    expect((await secondOpinionRoot([], rfc6962Tree)).value).toBeNull()
  })

  it('gives one and the same root from both of its builders', async () => {
    // 2^16 leaves lie above the cap, each half of them below it: the root of the whole is the node over both halves.
    const all = leaves(65_536)
    const whole = await secondOpinionRoot(all, guideATree)
    const halves = [
      await secondOpinionRoot(all.slice(0, 32_768), guideATree),
      await secondOpinionRoot(all.slice(32_768), guideATree),
    ]
    expect(all.length).toBeGreaterThan(merkletreejsLeafCap)
    expect(whole.implementation).toBe('level-by-level over hash-wasm')
    expect(halves.map((half) => half.implementation)).toEqual([
      'merkletreejs over hash-wasm',
      'merkletreejs over hash-wasm',
    ])
    const joined = halves.map((half) => Buffer.from(half.value as string, 'hex'))
    expect(whole.value).toBe(secondOpinionChainHash(joined, 'keccak256').value)
  }, 60_000)
})
