/** Answers of the mock about Merkle trees: shipped profiles, the ladder of an entry, a proof file, what was found. */
import type { MerkleResult } from '../../../src/shared/model/check-run.ts'
import { entriesPerSource } from '../../../src/shared/model/digest.ts'
import type { LeafRecipe, TreeProfile } from '../../../src/shared/model/recipe.ts'
import type { TreeInference } from '../../../src/shared/model/tree-inference.ts'
import type { TreeLadder } from '../../../src/shared/model/tree-ladder.ts'

const digest = (seed: number): string =>
  Array.from({ length: 8 }, (_, index) =>
    ((seed * 2_246_822_519 + index * 97_003) >>> 0).toString(16).padStart(8, '0'),
  ).join('')

const guideLeaf: LeafRecipe = {
  recipe: 'assay.leaf/1',
  id: 'guide-a',
  name: 'keccak-256 of JSON.stringify(entry)',
  algorithm: 'keccak256',
  canonical: { form: 'json-stringify', exclude: [] },
}
const guideTree: TreeProfile = {
  tree: 'assay.tree/1',
  id: 'guide-a',
  name: 'keccak256, pairs in order, odd node promoted, no prefixes',
  algorithm: 'keccak256',
  leafPrefix: null,
  nodePrefix: null,
  oddNode: 'promote',
  sortPairs: false,
  sortLeaves: false,
}
const rfcTree: TreeProfile = {
  ...guideTree,
  id: 'rfc6962-sha256',
  name: 'SHA-256, RFC 6962 prefixes, odd node promoted',
  algorithm: 'sha256',
  leafPrefix: 0,
  nodePrefix: 1,
}
const bytesLeaf: LeafRecipe = {
  recipe: 'assay.leaf/1',
  id: 'record-bytes',
  name: 'the bytes of the record',
  canonical: { form: 'raw-minus-fields', exclude: [] },
}

const hashLeaf: LeafRecipe = {
  recipe: 'assay.leaf/1',
  id: 'field-hex:entry_hash',
  name: 'the bytes of entry_hash, written as hex',
  canonical: { form: 'fields-joined', fields: ['entry_hash'], delimiter: '' },
  decode: 'hex',
}

/** Five levels: one without a sibling, siblings on either side; two claimed roots, the second equal. */
export function ladderOf(entryId: number, runId = 13): TreeLadder {
  const nodes = [1, 2, 3, 3, 4, 5].map(digest)
  const at = (index: number): string => nodes[index] ?? ''
  const root = at(5)
  return {
    runId,
    sourceId: Math.floor(entryId / entriesPerSource),
    sourceName: 'shop-a.ndjson',
    entryId,
    line: (entryId % entriesPerSource) + 1,
    batch: '2025-05-12',
    batching: { by: 'utc-day' },
    options: [],
    position: 17,
    tree: guideTree,
    leaf: guideLeaf,
    leafInputBytes: 412,
    leafHash: at(0),
    leafIndex: 16,
    treeSize: 21,
    levels: [
      { node: at(0), sibling: digest(91), siblingSide: 'right', join: 'sibling', parent: at(1) },
      { node: at(1), sibling: digest(92), siblingSide: 'right', join: 'sibling', parent: at(2) },
      { node: at(2), sibling: null, siblingSide: null, join: 'promoted', parent: at(3) },
      { node: at(3), sibling: digest(93), siblingSide: 'left', join: 'sibling', parent: at(4) },
      { node: at(4), sibling: digest(94), siblingSide: 'left', join: 'sibling', parent: root },
    ],
    root,
    claimed: [
      { root: `${root.slice(0, 11)}${root[11] === '0' ? '1' : '0'}${root.slice(12)}`, equal: false },
      { root, equal: true },
    ],
    anchors: [
      {
        runId: 12,
        transactionHash: `0x${digest(700)}`,
        claimedRoot: root,
        rung: 'included',
        verdict: 'not-checked',
        reason: 'header-not-known',
      },
    ],
  }
}

/** A list was given: one batch late, one empty, one missing, one whose count differs. */
export const listedResult: MerkleResult = {
  kind: 'merkle',
  sourceId: 1,
  sourceName: 'shop-a.ndjson',
  verdict: 'mismatch',
  reason: 'count-differs',
  leafRecipeId: 'field-hex:entry_hash',
  treeId: 'rfc6962-sha256',
  entries: 2_400,
  batches: (
    [
      ['2025-05-01', 'verified', null, 800, 800, 600],
      ['2025-05-02', 'mismatch', 'count-differs', 801, 800, 700],
      ['2025-05-03', 'gap', 'batch-empty', 0, 12, 900],
      ['2025-05-04', 'gap', 'batch-without-anchor', 799, null, null],
      ['2025-05-05', 'verified', null, 640, 640, 200_000],
    ] as const
  ).map(([date, verdict, reason, count, stated, after], index) => ({
    date,
    verdict,
    reason,
    count,
    firstTimestamp: count === 0 ? null : `${date}T00:00:04.120Z`,
    lastTimestamp: count === 0 ? null : `${date}T23:58:51.900Z`,
    recomputedRoot: count === 0 ? null : digest(20 + index),
    claimedRoots: stated === null ? [] : [digest(20 + index)],
    secondOpinion: null,
    ...(stated === null
      ? {}
      : { stated: { count: stated, first: count === 0 ? null : `${date}T00:00:04.120Z`, last: null } }),
    ...(after === null ? {} : { claimedAfterSeconds: after }),
  })),
  verified: 2,
  emptyBatches: ['2025-05-03'],
  unanchoredDays: ['2025-05-04'],
  weaknesses: ['node-can-pose-as-leaf', 'leaves-unsalted'],
  batching: { by: 'utc-day' },
  lateBatches: ['2025-05-05'],
}

export const inference: TreeInference = {
  sourceId: 1,
  sourceName: 'shop-a.ndjson',
  batches: [{ batch: '2025-05-01', entries: 20, root: digest(20) }],
  leftOut: 0,
  tried: 1_204,
  found: [
    {
      tree: rfcTree,
      leaf: hashLeaf,
      order: 'file',
    },
    { tree: rfcTree, leaf: bytesLeaf, order: 'reversed' },
  ],
}

/** The answer of a call about trees; undefined when it is about something else. */
export function merkleAnswerOf(name: string, request: Record<string, unknown>): unknown {
  switch (name) {
    case 'merkle.profiles':
      return {
        trees: [guideTree, rfcTree],
        leaves: [guideLeaf, bytesLeaf, ...(request['leaf'] === hashLeaf.id ? [hashLeaf] : [])],
      }
    case 'merkle.ladder': {
      const of = request['of'] as { readonly entryId?: number }
      return ladderOf(of.entryId ?? entriesPerSource + 316, Number(request['runId'] ?? 13))
    }
    case 'merkle.infer':
      return inference
    case 'proof.make': {
      const ladder = ladderOf((request['of'] as { readonly entryId: number }).entryId)
      return {
        proof: 'assay.inclusion-proof/1',
        tree: ladder.tree,
        leaf: ladder.leaf,
        source: null,
        batch: ladder.batch,
        line: ladder.line,
        leafHash: ladder.leafHash,
        leafInput: null,
        leafIndex: '16',
        treeSize: '21',
        root: ladder.root,
        hashes: ladder.levels.flatMap(({ sibling }) => (sibling === null ? [] : [sibling])),
      }
    }
    default:
      return undefined
  }
}
