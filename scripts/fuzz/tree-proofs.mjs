// Proof files of Merkle trees: whatever the bytes are, they are refused, or judged without an error.
import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { readdirSync, readFileSync } from 'node:fs'
import { loadHasher } from '../../src/main/io/host/hashers.ts'
import { checkProofFile } from '../../src/shared/core/merkle/proof-file.ts'
import { treeProfiles } from '../../src/shared/core/merkle/tree-profiles.ts'
import { hashAlgorithms } from '../../src/shared/model/recipe.ts'
import { treeProofFileSchema } from '../../src/shared/model/tree-proof.ts'
import { mutate, pick } from './mutate.mjs'

const folder = 'test/cases/merkle'
const hashers = new Map(
  await Promise.all(hashAlgorithms.map(async (algorithm) => [algorithm, await loadHasher(algorithm)])),
)

/** The cases of trees as proof files. */
function proofFiles() {
  return readdirSync(folder).map((name) => {
    const item = JSON.parse(readFileSync(`${folder}/${name}/case.json`, 'utf8'))
    const tree = treeProfiles.find(({ id }) => id === item.tree)
    const common = { tree, leaf: null, source: null, hashes: item.hashes }
    const { leafHash, leafIndex, treeSize, root, size1, size2, root1, root2 } = item
    return item.kind === 'inclusion'
      ? {
          proof: 'assay.inclusion-proof/1',
          ...common,
          batch: null,
          line: null,
          leafInput: null,
          leafHash,
          leafIndex,
          treeSize,
          root,
        }
      : { proof: 'assay.consistency-proof/1', ...common, size1, size2, root1, root2 }
  })
}

/** One target; `check` throws when a file is neither refused nor judged. */
export function treeProofTarget() {
  const files = proofFiles().map((file) => Buffer.from(JSON.stringify(file)))
  return {
    name: 'tree-proofs',
    make: (random) => mutate(random, pick(random, files), files),
    check(input) {
      let value
      try {
        value = JSON.parse(input.toString('utf8'))
      } catch {
        return
      }
      const parsed = treeProofFileSchema.safeParse(value)
      if (!parsed.success) return
      const { holds, problem } = checkProofFile(parsed.data, hashers.get(parsed.data.tree.algorithm))
      assert.equal(holds, problem === null, `holds ${holds}, problem ${problem}`)
    },
  }
}
