/** Other trees, leaves and batches than guide A's; what reproduces a known root; proof files. Roots by other programs. */
import { createHash } from 'node:crypto'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { MerkleTree } from 'merkletreejs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { checkProofFile } from '../../../../src/shared/core/merkle/proof-file.ts'
import type { BatchStatement, MerkleChoice } from '../../../../src/shared/model/batch-plan.ts'
import type { MerkleResult } from '../../../../src/shared/model/check-run.ts'
import { entryIdFrom } from '../../../../src/shared/model/digest.ts'
import type { TreeInference } from '../../../../src/shared/model/tree-inference.ts'
import type { ConsistencyFile, InclusionFile } from '../../../../src/shared/model/tree-proof.ts'
import { treeHash } from '../../../support/plain-merkle.ts'
import { fileWith, startEngagement } from '../../../support/temporary-engine.ts'

const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest()
const keccak = (bytes: Uint8Array): Buffer => Buffer.from(keccak_256(bytes))

const rows = Array.from({ length: 23 }, (_, index) => {
  const hour = String(index % 6).padStart(2, '0')
  const row = {
    event_id: `e${index}`,
    timestamp: `2025-03-0${3 + Math.floor(index / 6)}T${hour}:00:00Z`,
    user_id: 'u_17',
    action: 'order.viewed',
    shift: ['early', 'late'][index % 2],
  }
  return { ...row, entry_hash: sha256(JSON.stringify(row)).toString('hex') }
})
const lines = rows.map((row) => JSON.stringify(row))
const leafBytes = lines.map((line) => Buffer.from(line))
const plainRoot = (list: readonly Uint8Array[]): string => Buffer.from(treeHash(list)).toString('hex')

let test: Awaited<ReturnType<typeof startEngagement>>
beforeAll(async () => {
  test = await startEngagement()
  await test.job('source.import', {
    engagementId: test.engagementId,
    file: fileWith(test.folder, 'shop.ndjson', `${lines.join('\n')}\n`),
    profileId: 'guide-a',
  })
})
afterAll(() => test.close())

async function verify(choice: MerkleChoice): Promise<MerkleResult> {
  const { results } = await test.job('merkle.verify', { engagementId: test.engagementId, sourceId: 1, choice })
  return results[0] as MerkleResult
}

const rfc = { tree: 'rfc6962-sha256', leaf: 'record-bytes' } as const
/** Batches of ten with their roots. */
const tens: BatchStatement[] = [0, 10, 20].map((from, at) => {
  const part = leafBytes.slice(from, from + 10)
  return { batch: String(at + 1), root: plainRoot(part), count: part.length }
})

describe('batches', () => {
  it('by count are compared with a list of roots and counts, by both paths', async () => {
    const result = await verify({ ...rfc, batches: { by: 'count', entries: 10 }, statements: tens })
    expect(result).toMatchObject({ verdict: 'verified', verified: 3, treeId: 'rfc6962-sha256', lateBatches: [] })
    expect(result.batches.map((batch) => [batch.date, batch.count, batch.secondOpinion?.root])).toEqual(
      tens.map(({ batch, count, root }) => [batch, count, root]),
    )
    expect(result.weaknesses).toEqual(['leaves-unsalted'])
  })

  it('tell a stated count, a stated time and a root apart when they differ', async () => {
    const batches = { by: 'count', entries: 10 } as const
    const [one, two, three] = tens as [BatchStatement, BatchStatement, BatchStatement]
    const reasons = async (statements: BatchStatement[]): Promise<(string | null)[]> =>
      (await verify({ ...rfc, batches, statements })).batches.map((batch) => batch.reason)
    expect(await reasons([{ ...one, count: 9 }, two, three])).toEqual(['count-differs', null, null])
    expect(await reasons([one, { ...two, first_timestamp: '2025-03-04T05:00:00Z' }, three])).toEqual([
      null,
      'first-timestamp-differs',
      null,
    ])
    expect(await reasons([one, two, { ...three, last_timestamp: rows[21]?.timestamp ?? '' }])).toEqual([
      null,
      null,
      'last-timestamp-differs',
    ])
    expect(await reasons([{ ...one, root: two.root }, two, three])).toEqual(['root-differs', null, null])
  })

  it('missing, empty and stated as empty are three things', async () => {
    const batches = { by: 'count', entries: 10 } as const
    const result = await verify({
      ...rfc,
      batches,
      statements: [...tens.slice(0, 2), { ...(tens[0] as BatchStatement), batch: '7' }, { batch: '8', count: 0 }],
    })
    expect(result.batches.map(({ date, verdict, reason }) => [date, verdict, reason])).toEqual([
      ['1', 'verified', null],
      ['2', 'verified', null],
      ['3', 'gap', 'batch-without-anchor'],
      ['7', 'gap', 'batch-empty'],
      ['8', 'verified', null],
    ])
  })

  it('by the value of a field may alternate line by line', async () => {
    const part = (shift: string): Buffer[] => leafBytes.filter((_, index) => rows[index]?.shift === shift)
    const result = await verify({
      ...rfc,
      batches: { by: 'field', field: 'shift' },
      statements: ['early', 'late'].map((shift) => ({ batch: shift, root: plainRoot(part(shift)) })),
    })
    expect(result).toMatchObject({ verdict: 'verified', verified: 2 })
    expect(result.batches.every((batch) => batch.secondOpinion?.agrees)).toBe(true)
  })

  it('by ranges leave out what no range names, and refuse ranges that overlap', async () => {
    const batches = { by: 'ranges' } as const
    const statements = [
      { batch: 'B', from: 12, to: 15, root: `0x${plainRoot(leafBytes.slice(11, 15))}` },
      { batch: 'A', from: 2, to: 4, root: plainRoot(leafBytes.slice(1, 4)).toUpperCase() },
    ]
    expect(await verify({ ...rfc, batches, statements })).toMatchObject({ verdict: 'verified', verified: 2 })
    const refused = (bent: BatchStatement[]): Promise<MerkleResult> => verify({ ...rfc, batches, statements: bent })
    await expect(
      refused([
        { batch: 'A', from: 1, to: 5 },
        { batch: 'B', from: 5, to: 6 },
      ]),
    ).rejects.toMatchObject({
      code: 'profile-unsuitable',
    })
    await expect(refused([{ batch: 'A', from: 3, to: 2 }])).rejects.toMatchObject({ code: 'profile-unsuitable' })
    await expect(refused([{ batch: 'A', root: tens[0]?.root }])).rejects.toMatchObject({ code: 'profile-unsuitable' })
  })
})

describe('leaves', () => {
  it('are the bytes of a stored hash where the recipe says so, in a heap with sorted leaves', async () => {
    const hashes = rows
      .map((row) => Buffer.from(row.entry_hash, 'hex'))
      .sort((left, right) => Buffer.compare(left, right))
    const nodes: Buffer[] = []
    hashes.forEach((hash, at) => (nodes[2 * hashes.length - 2 - at] = hash))
    for (let at = hashes.length - 2; at >= 0; at -= 1) {
      const pair = [nodes[2 * at + 1] as Buffer, nodes[2 * at + 2] as Buffer].sort((a, b) => Buffer.compare(a, b))
      nodes[at] = keccak(Buffer.concat(pair))
    }
    const result = await verify({
      tree: 'openzeppelin-simple',
      leaf: 'field-hex:entry_hash',
      batches: { by: 'count', entries: 100 },
      statements: [{ batch: '1', root: (nodes[0] as Buffer).toString('hex') }],
    })
    expect(result).toMatchObject({ verdict: 'verified', verified: 1 })
    expect(result.batches[0]?.secondOpinion?.implementation).toContain('heap')
    expect(result.weaknesses).toEqual(['node-can-pose-as-leaf', 'order-not-bound', 'leaves-unsalted'])
  })

  it('that the records do not have leave the root unknown, and that is no mismatch', async () => {
    const result = await verify({
      tree: 'rfc6962-sha256',
      leaf: 'field-hex:user_id',
      batches: { by: 'count', entries: 10 },
      statements: tens,
    })
    expect(result.batches[0]).toMatchObject({ verdict: 'not-checked', recomputedRoot: null, count: 10 })
  })

  it('and trees that nobody ships are refused by name', async () => {
    await expect(verify({ tree: 'no-such-tree' })).rejects.toMatchObject({ code: 'profile-unsuitable' })
    await expect(verify({ tree: 'plain-sha256' })).rejects.toMatchObject({ code: 'profile-unsuitable' })
  })
})

describe('a run with a choice', () => {
  it('is repeated with it', async () => {
    await verify({ ...rfc, batches: { by: 'count', entries: 10 }, statements: tens })
    const { runs } = await test.call('run.list', { engagementId: test.engagementId })
    const run = runs.filter(({ kind }) => kind === 'merkle').toSorted((left, right) => right.runId - left.runId)[0]
    const again = await test.job('run.repeat', { engagementId: test.engagementId, runId: run?.runId ?? 0 })
    expect(again).toMatchObject({ differences: [] })
  })
})

describe('inference', () => {
  const infer = (choice: MerkleChoice): Promise<TreeInference> =>
    test.job('merkle.infer', { engagementId: test.engagementId, sourceId: 1, choice })

  it('names tree, leaf and order that give known roots', async () => {
    const found = await infer({ batches: { by: 'count', entries: 10 }, statements: tens })
    expect(found.batches).toHaveLength(3)
    expect(found.found.map(({ tree, leaf, order }) => [tree.id, leaf.id, order])).toContainEqual([
      'rfc6962-sha256',
      'record-bytes',
      'file',
    ])
    // JSON.stringify gives the same bytes here; no other tree does.
    expect(new Set(found.found.map(({ tree }) => tree.id))).toEqual(new Set(['rfc6962-sha256']))
    expect(found.tried).toBeGreaterThan(300)
  })

  it('finds trees over the bytes of a field, in reverse order', async () => {
    const tree = new MerkleTree(
      rows.toReversed().map((row) => Buffer.from(row.entry_hash, 'hex')),
      sha256,
      {
        duplicateOdd: true,
      },
    )
    const found = await infer({
      batches: { by: 'count', entries: 100 },
      statements: [{ batch: '1', root: tree.getRoot().toString('hex') }],
    })
    // The field is the SHA-256 of the rest of the record, so that is an answer as well.
    expect(found.found.map(({ tree: { id }, leaf, order }) => [id, leaf.id, order])).toEqual([
      ['duplicate-odd-sha256-digests', 'field-hex:entry_hash', 'reversed'],
      ['duplicate-odd-sha256', 'json-stringify-without:entry_hash', 'reversed'],
    ])
    const hashed = new MerkleTree(
      rows.toReversed().map((row) => sha256(Buffer.from(row.entry_hash, 'hex'))),
      sha256,
      {
        duplicateOdd: true,
      },
    )
    const second = await infer({
      batches: { by: 'count', entries: 100 },
      statements: [{ batch: '1', root: hashed.getRoot().toString('hex') }],
    })
    expect(second.found.map(({ tree: { id }, leaf, order }) => [id, leaf.id, order])).toEqual([
      ['duplicate-odd-sha256', 'field-hex:entry_hash', 'reversed'],
    ])
  })

  it('says that nothing gives a root, and refuses without one', async () => {
    const none = await infer({
      batches: { by: 'count', entries: 10 },
      statements: [{ batch: '1', root: 'ab'.repeat(32) }],
    })
    expect(none).toMatchObject({ found: [], leftOut: 0 })
    await expect(infer({})).rejects.toMatchObject({ code: 'profile-unsuitable' })
  })
})

describe('proof files', () => {
  const choice: MerkleChoice = { ...rfc, batches: { by: 'count', entries: 10 } }

  it('of an entry hold by themselves, and not when anything in them is changed', async () => {
    const made = (await test.job('proof.make', {
      engagementId: test.engagementId,
      of: { kind: 'entry', entryId: entryIdFrom(1, 13), withRecord: true },
      choice,
    })) as InclusionFile
    expect(made).toMatchObject({ batch: '2', leafIndex: '3', treeSize: '10', root: tens[1]?.root, line: 14 })
    expect(Buffer.from(made.leafInput ?? '', 'hex').toString()).toBe(lines[13])
    const hasher = await loadHasher('sha256')
    expect(checkProofFile(made, hasher)).toEqual({ holds: true, problem: null, expected: null, actual: null })
    const bent = (part: Partial<InclusionFile>): string | null => checkProofFile({ ...made, ...part }, hasher).problem
    expect(bent({ root: tens[0]?.root ?? '' })).toBe('root-differs')
    expect(bent({ leafIndex: '4' })).toBe('root-differs')
    expect(bent({ leafIndex: '10' })).toBe('index-beyond-size')
    expect(bent({ treeSize: '100' })).toBe('wrong-proof-length')
    expect(bent({ hashes: made.hashes.slice(1) })).toBe('wrong-proof-length')
    expect(bent({ hashes: made.hashes.toReversed() })).toBe('root-differs')
    expect(bent({ leafInput: '7b7d' })).toBe('leaf-differs')
    expect(bent({ leafInput: null, leafHash: made.root })).toBe('root-differs')
    expect(bent({ leafInput: null, leafHash: 'ab'.repeat(20) })).toBe('wrong-hash-size')
    expect(bent({ tree: { ...made.tree, nodePrefix: null } })).toBe('root-differs')
  })

  it('find the place of an entry where the tree sorts its leaves, and hold no record unless asked', async () => {
    const made = (await test.job('proof.make', {
      engagementId: test.engagementId,
      of: { kind: 'entry', entryId: entryIdFrom(1, 5) },
      choice: { tree: 'openzeppelin-string', leaf: 'record-bytes', batches: { by: 'count', entries: 23 } },
    })) as InclusionFile
    expect(made.leafInput).toBeNull()
    expect(checkProofFile(made, await loadHasher('keccak256'))).toMatchObject({ holds: true })
  })

  it('of growth show that a tree began with an earlier one', async () => {
    const made = (await test.job('proof.make', {
      engagementId: test.engagementId,
      of: { kind: 'growth', sourceId: 1, size1: 10, size2: 23 },
      choice,
    })) as ConsistencyFile
    expect([made.root1, made.root2]).toEqual([plainRoot(leafBytes.slice(0, 10)), plainRoot(leafBytes)])
    const hasher = await loadHasher('sha256')
    expect(checkProofFile(made, hasher).holds).toBe(true)
    expect(checkProofFile({ ...made, root1: made.root2 }, hasher)).toMatchObject({ problem: 'root1-differs' })
    expect(checkProofFile({ ...made, size1: '0' }, hasher)).toMatchObject({ problem: 'size-not-positive' })
    expect(checkProofFile({ ...made, tree: { ...made.tree, oddNode: 'duplicate' } }, hasher)).toMatchObject({
      problem: 'tree-without-consistency',
    })
  })

  it('are not made for sizes or entries that are not there', async () => {
    const growth = (size1: number, size2: number, tree = 'rfc6962-sha256'): Promise<unknown> =>
      test.job('proof.make', {
        engagementId: test.engagementId,
        of: { kind: 'growth', sourceId: 1, size1, size2 },
        choice: { ...choice, tree },
      })
    await expect(growth(5, 24)).rejects.toMatchObject({ code: 'usage' })
    await expect(growth(5, 4)).rejects.toMatchObject({ code: 'usage' })
    await expect(growth(5, 6, 'sorted-sha256')).rejects.toMatchObject({ code: 'profile-unsuitable' })
    await expect(
      test.job('proof.make', {
        engagementId: test.engagementId,
        of: { kind: 'entry', entryId: entryIdFrom(1, 99) },
        choice,
      }),
    ).rejects.toMatchObject({ code: 'not-found' })
  })
})
