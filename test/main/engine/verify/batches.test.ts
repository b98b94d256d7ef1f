/** Merkle batches and what is claimed for them: every verdict a batch can get, from small exports. */
import { keccak_256 } from '@noble/hashes/sha3.js'
import { MerkleTree } from 'merkletreejs'
import { describe, expect, it } from 'vitest'
import type { MerkleResult } from '../../../../src/shared/model/check-run.ts'
import { fileWith, startEngagement } from '../../../support/temporary-engine.ts'

const lineOf = (timestamp: string | null, more: object = {}): string =>
  JSON.stringify({
    event_id: 'e',
    timestamp,
    user_id: 'u',
    user_roles: [],
    action: 'order.viewed',
    status_code: 200,
    ...more,
  })

function rootOf(lines: readonly string[]): string {
  const hash = (bytes: Uint8Array): Buffer => Buffer.from(keccak_256(bytes))
  return new MerkleTree(
    lines.map((line) => hash(Buffer.from(line))),
    hash,
  )
    .getHexRoot()
    .slice(2)
}

const claim = (date: string, root: string): string =>
  JSON.stringify({ date, blockchain_tx: `0x${'0'.repeat(64)}`, merkle_root: root, timestamp: 0, block_number: 1 })

async function merkleOf(
  lines: readonly string[],
  claims: readonly string[],
  name = 'shop.ndjson',
): Promise<MerkleResult> {
  const test = await startEngagement()
  const { engagementId, folder } = test
  await test.job('source.import', {
    engagementId,
    file: fileWith(folder, name, `${lines.join('\n')}\n`),
    profileId: 'guide-a',
  })
  if (claims.length > 0)
    await test.call('anchor.add', {
      engagementId,
      sourceId: 1,
      file: fileWith(folder, 'claims.ndjson', `${claims.join('\n')}\n`),
    })
  const { results } = await test.job('merkle.verify', { engagementId })
  await test.close()
  return results[0] as MerkleResult
}

const monday = [1, 2, 3, 4, 5].map((hour) => lineOf(`2025-03-03T0${hour}:00:00Z`))
const tuesday = [lineOf('2025-03-04T00:00:00Z'), lineOf('2025-03-04T23:59:59.999Z')]

describe('a Merkle batch', () => {
  it('is cut at midnight UTC, whatever zone the entry writes', async () => {
    const late = lineOf('2025-03-04T01:30:00+02:00')
    const result = await merkleOf(
      [...monday, late, ...tuesday],
      [claim('2025-03-03', rootOf([...monday, late])), claim('2025-03-04', rootOf(tuesday))],
    )
    expect(result).toMatchObject({ verdict: 'verified', verified: 2 })
    expect(result.batches[0]).toMatchObject({
      count: 6,
      firstTimestamp: '2025-03-03T01:00:00Z',
      lastTimestamp: '2025-03-04T01:30:00+02:00',
    })
  })

  it.each([[1], [2], [3], [4], [6], [7], [8], [9]])(
    'of %i leaves has the root that merkletreejs gives',
    async (count) => {
      const lines = Array.from({ length: count }, (_, index) => lineOf('2025-03-03T01:00:00Z', { n: index }))
      const result = await merkleOf(lines, [claim('2025-03-03', rootOf(lines))])
      expect(result.batches[0]).toMatchObject({
        verdict: 'verified',
        recomputedRoot: rootOf(lines),
        secondOpinion: { root: rootOf(lines) },
      })
    },
  )

  it('depends on the order of its lines', async () => {
    const result = await merkleOf(monday.toReversed(), [claim('2025-03-03', rootOf(monday.slice(1)))])
    expect(result.batches[0]).toMatchObject({ verdict: 'mismatch', reason: 'root-differs' })
  })

  it('whose days alternate line by line is folded once for each day', async () => {
    const mixed = monday.flatMap((line, index) => [line, ...(index < 2 ? [tuesday[index] as string] : [])])
    const result = await merkleOf(mixed, [claim('2025-03-03', rootOf(monday)), claim('2025-03-04', rootOf(tuesday))])
    expect(result).toMatchObject({ verdict: 'verified', verified: 2 })
    expect(result.batches.map((batch) => batch.secondOpinion?.root)).toEqual([rootOf(monday), rootOf(tuesday)])
  })

  it('leaves entries without a usable time out, even between entries of its day', async () => {
    const mixed = [
      lineOf(null),
      ...monday.slice(0, 3),
      lineOf('soon'),
      lineOf('2025-02-30T00:00:00Z'),
      ...monday.slice(3),
      lineOf(''),
    ]
    const result = await merkleOf(mixed, [claim('2025-03-03', rootOf(monday))])
    expect(result).toMatchObject({ verdict: 'verified', entries: 9 })
    expect(result.batches).toHaveLength(1)
    expect(result.batches[0]).toMatchObject({ count: 5, secondOpinion: { root: rootOf(monday) } })
  })

  it('without a claim is a gap when others have one, and unanchored when none has', async () => {
    const some = await merkleOf([...monday, ...tuesday], [claim('2025-03-03', rootOf(monday))])
    expect(some).toMatchObject({
      verdict: 'gap',
      reason: 'batch-without-anchor',
      verified: 1,
      unanchoredDays: ['2025-03-04'],
    })
    expect(some.batches[1]).toMatchObject({ verdict: 'gap', claimedRoots: [], secondOpinion: null })
    const none = await merkleOf([...monday, ...tuesday], [])
    expect(none).toMatchObject({
      verdict: 'unanchored',
      reason: 'no-anchor',
      verified: 0,
      unanchoredDays: ['2025-03-03', '2025-03-04'],
    })
    expect(none.batches.map((batch) => batch.recomputedRoot)).toEqual([rootOf(monday), rootOf(tuesday)])
  })

  it('that is claimed and has no entry is a gap of its own', async () => {
    const result = await merkleOf(monday, [claim('2025-03-03', rootOf(monday)), claim('2025-03-05', rootOf(tuesday))])
    expect(result).toMatchObject({ verdict: 'gap', reason: 'batch-empty', emptyBatches: ['2025-03-05'] })
    expect(result.batches[1]).toMatchObject({ date: '2025-03-05', verdict: 'gap', count: 0, recomputedRoot: null })
  })

  it('claimed twice with the same root is verified, with two roots it is a mismatch', async () => {
    const twice = await merkleOf(monday, [claim('2025-03-03', rootOf(monday)), claim('2025-03-03', rootOf(monday))])
    expect(twice.batches[0]).toMatchObject({ verdict: 'verified', claimedRoots: [rootOf(monday), rootOf(monday)] })
    const other = await merkleOf(monday, [
      claim('2025-03-03', rootOf(monday.slice(1))),
      claim('2025-03-03', rootOf(monday)),
    ])
    expect(other.batches[0]).toMatchObject({ verdict: 'mismatch', reason: 'anchored-more-than-once' })
  })

  it('hashes JSON.stringify of the entry, so white space in the export does not matter', async () => {
    const spaced = monday.map((line) => line.replaceAll('":', '" : '))
    expect(spaced).not.toEqual(monday)
    const result = await merkleOf(spaced, [claim('2025-03-03', rootOf(monday))])
    expect(result).toMatchObject({ verdict: 'verified' })
  })

  it('from a form that re-prints what was hashed is not checked, and no mismatch', async () => {
    const columns = ['event_id', 'timestamp', 'user_id', 'user_roles', 'action', 'status_code']
    const csv = [
      columns.join(','),
      ...monday.map((line) =>
        Object.values(JSON.parse(line) as object)
          .map(String)
          .join(','),
      ),
    ]
    const result = await merkleOf(csv, [claim('2025-03-03', rootOf(monday))], 'shop.csv')
    expect(result).toMatchObject({ verdict: 'not-checked', reason: 'no-recipe-reproduces' })
  })
})
