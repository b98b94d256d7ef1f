/** The ladder of one entry under a Merkle check, the proof file written beside it, findings of trees and late batches. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { MerkleTree } from 'merkletreejs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MerkleChoice } from '../../../../src/shared/model/batch-plan.ts'
import { entryIdFrom } from '../../../../src/shared/model/digest.ts'
import type { Finding } from '../../../../src/shared/model/finding.ts'
import { treeProofFileSchema } from '../../../../src/shared/model/tree-proof.ts'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { checkProofFile } from '../../../../src/shared/core/merkle/proof-file.ts'
import { createText } from '../../../../src/shared/text/create-text.ts'
import { findingText } from '../../../../src/shared/text/finding-text.ts'
import { ladderText } from '../../../../src/shared/text/tree-text.ts'
import { treeHash } from '../../../support/plain-merkle.ts'
import { fileWith, startEngagement } from '../../../support/temporary-engine.ts'

const keccak = (bytes: Uint8Array): Buffer => Buffer.from(keccak_256(bytes))

/** Seven entries on one day, one on the next. */
const lines = Array.from({ length: 8 }, (_, index) =>
  JSON.stringify({
    event_id: `e${index}`,
    timestamp: `2025-03-0${index < 7 ? 3 : 4}T0${index}:00:00Z`,
    user_id: 'u_17',
    action: 'order.viewed',
    shift: ['early', 'late'][index % 2],
  }),
)
const leafHashes = lines.map((line) => keccak(Buffer.from(line)))
const dayRoot = new MerkleTree(leafHashes.slice(0, 7), (bytes: Buffer) => keccak(bytes)).getRoot().toString('hex')
const day = Date.UTC(2025, 2, 3) / 1000
const claim = (date: string, root: string, timestamp: number, tx: string): string =>
  JSON.stringify({
    date,
    blockchain_tx: `0x${tx.repeat(32)}`,
    merkle_root: root,
    timestamp,
    block_number: 7,
  })

let test: Awaited<ReturnType<typeof startEngagement>>
beforeAll(async () => {
  test = await startEngagement()
  const { engagementId, folder } = test
  await test.job('source.import', {
    engagementId,
    file: fileWith(folder, 'shop.ndjson', `${lines.join('\n')}\n`),
    profileId: 'guide-a',
  })
  const claims = [
    claim('2025-03-03', dayRoot, day + 86_400 + 600, 'aa'),
    claim('2025-03-04', 'cd'.repeat(32), day + 5 * 86_400, 'bb'),
  ]
  await test.call('anchor.add', {
    engagementId,
    sourceId: 1,
    file: fileWith(folder, 'claims.ndjson', claims.join('\n')),
  })
})
afterAll(() => test.close())

const ladderOf = (index: number) =>
  test.job('merkle.ladder', { engagementId: test.engagementId, of: { kind: 'entry', entryId: entryIdFrom(1, index) } })

describe('the ladder of an entry', () => {
  it('is refused before any Merkle check', async () => {
    await expect(ladderOf(0)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('ends in the claimed root, names the anchor, and says where the entry stands', async () => {
    await test.job('anchors.verify', { engagementId: test.engagementId, sourceId: 1 })
    const ladder = await ladderOf(6)
    expect(ladder).toMatchObject({
      batch: '2025-03-03',
      position: 7,
      line: 7,
      leafIndex: 6,
      treeSize: 7,
      leafHash: leafHashes[6]?.toString('hex'),
      leafInputBytes: Buffer.byteLength(lines[6] ?? ''),
      root: dayRoot,
      claimed: [{ root: dayRoot, equal: true }],
      options: [],
      tree: { id: 'guide-a' },
    })
    // The seventh of seven is carried up once, then meets the others.
    expect(ladder.levels.map(({ join: how, siblingSide }) => [how, siblingSide])).toEqual([
      ['promoted', null],
      ['sibling', 'left'],
      ['sibling', 'left'],
    ])
    expect(ladder.anchors).toMatchObject([
      { transactionHash: `0x${'aa'.repeat(32)}`, claimedRoot: dayRoot, rung: 'claimed' },
    ])
    const { result } = await test.call('run.result', {
      engagementId: test.engagementId,
      runId: ladder.anchors[0]?.runId ?? 0,
    })
    expect(result?.kind).toBe('anchors')
    const words = ladderText(createText(), ladder)
    expect(words.match(/[0-9a-f]{64}/g)).toEqual(
      [
        ladder.leafHash,
        ...ladder.levels.flatMap(({ node, sibling, parent }) =>
          sibling === null ? [parent] : [sibling, node, parent],
        ),
        dayRoot,
      ].filter((value) => value !== ''),
    )
  })

  it('of a batch of one has no level, and shows a claimed root that differs', async () => {
    const ladder = await ladderOf(7)
    expect(ladder).toMatchObject({
      levels: [],
      root: leafHashes[7]?.toString('hex'),
      claimed: [{ root: 'cd'.repeat(32), equal: false }],
    })
  })

  it('is reached by batch and place too, under the leaf, tree and batches of the run that is named', async () => {
    const { engagementId } = test
    const choice: MerkleChoice = {
      tree: 'rfc6962-sha256',
      leaf: 'record-bytes',
      batches: { by: 'field', field: 'shift' },
    }
    await test.job('merkle.verify', { engagementId, sourceId: 1, choice })
    const { runs } = await test.call('run.list', { engagementId })
    const runId = runs.find(({ kind }) => kind === 'merkle')?.runId ?? 0
    const at = (position: number) =>
      test.job('merkle.ladder', { engagementId, runId, of: { kind: 'place', sourceId: 1, batch: 'late', position } })
    const late = lines.filter((_, index) => index % 2 === 1).map((line) => Buffer.from(line))
    const ladder = await at(3)
    expect(ladder).toMatchObject({
      runId,
      entryId: entryIdFrom(1, 5),
      line: 6,
      batch: 'late',
      root: Buffer.from(treeHash(late)).toString('hex'),
      claimed: [],
      anchors: [],
      options: ['--tree', 'rfc6962-sha256', '--leaf', 'record-bytes', '--by', 'field:shift'],
    })
    await expect(at(5)).rejects.toMatchObject({ code: 'not-found' })
    await expect(
      test.job('merkle.ladder', { engagementId, runId: runId + 99, of: { kind: 'entry', entryId: entryIdFrom(1, 0) } }),
    ).rejects.toMatchObject({ code: 'not-found' })

    const out = join(test.folder, 'late-3.proof.json')
    const made = await test.job('proof.make', {
      engagementId,
      runId,
      of: { kind: 'entry', entryId: ladder.entryId, withRecord: true },
      out,
    })
    const written = treeProofFileSchema.parse(JSON.parse(readFileSync(out, 'utf8')))
    expect(written).toEqual(made)
    expect(written).toMatchObject({ root: ladder.root, leafHash: ladder.leafHash, leafIndex: '2', treeSize: '4' })
    expect(checkProofFile(written, await loadHasher('sha256'))).toMatchObject({ holds: true })
    expect('leafInput' in written ? written.leafInput : null).toBe(late[2]?.toString('hex'))
    const before = createHash('sha256').update(readFileSync(out)).digest('hex')
    await expect(
      test.job('proof.make', { engagementId, runId, of: { kind: 'entry', entryId: ladder.entryId }, out }),
    ).rejects.toMatchObject({ code: 'file-exists' })
    expect(createHash('sha256').update(readFileSync(out)).digest('hex')).toBe(before)
  })
})

describe('findings of a Merkle check', () => {
  it('name what the trees leave open and which batch was claimed late, in words that accuse nobody', async () => {
    const { engagementId } = test
    await test.job('merkle.verify', { engagementId, sourceId: 1 })
    const findingsOf = async (kind: string): Promise<readonly Finding[]> =>
      (await test.call('finding.list', { engagementId, kind, start: 0, count: 100 })).findings
    const weak = await findingsOf('tree-weakness')
    expect(Object.fromEntries(weak.map(({ subject, severity }) => [subject, severity]))).toEqual({
      'batch-of-one': 'note',
      'leaves-unsalted': 'note',
      'node-can-pose-as-leaf': 'low',
    })
    const text = createText()
    for (const finding of weak)
      expect(findingText(text, finding, 'shop.ndjson').sentence).toContain(
        text.find(`treeWeakness.${finding.subject}`) ?? 'no sentence',
      )
    const late = await findingsOf('batch-anchored-late')
    expect(late.map(({ subject, details }) => [subject, details['secondsAfter']])).toEqual([
      ['2025-03-04', String(3 * 86_400)],
    ])
    // A tree without these limits leaves only what concerns the leaf.
    await test.job('merkle.verify', {
      engagementId,
      sourceId: 1,
      choice: { tree: 'rfc6962-sha256', leaf: 'record-bytes', batches: { by: 'count', entries: 8 } },
    })
    expect((await findingsOf('tree-weakness')).map(({ subject }) => subject)).toEqual(['leaves-unsalted'])
    expect(await findingsOf('batch-anchored-late')).toEqual([])
  })
})
