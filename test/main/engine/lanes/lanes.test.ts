/** The same evidence over one lane, two lanes and none gives the same verdict, whatever order ranges finish in. */
import { createHash } from 'node:crypto'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { MerkleTree } from 'merkletreejs'
import { beforeAll, describe, expect, it } from 'vitest'
import { startInlineLanes } from '../../../../src/main/engine/lanes/lanes.ts'
import type { EnginePorts, LanePool } from '../../../../src/main/engine/ports.ts'
import { closeStore, openReadableStore } from '../../../../src/main/store/open.ts'
import { listFrames } from '../../../../src/main/store/vault.ts'
import { frameRanges } from '../../../../src/main/engine/verify/frame-ranges.ts'
import type { ChainBreak, ChainResult, MerkleResult } from '../../../../src/shared/model/check-run.ts'
import { fileWith, startEngagement, startTestEngine, workerLanes } from '../../../support/temporary-engine.ts'

/** Rows of a kilobyte: two ranges of frames from few rows. */
const pad = 'p'.repeat(800)
const rows = 11_000

function ledgerLines(): string[] {
  let previous = '0'.repeat(64)
  return Array.from({ length: rows }, (_, index) => {
    const body = {
      sequence: index + 1,
      timestamp: '2025-03-01T10:00:00Z',
      actor_id: `u${index % 9}`,
      action: 'update',
      pad,
    }
    const entryHash = createHash('sha256')
      .update(`${previous}\n${JSON.stringify(body)}`)
      .digest('hex')
    const line = JSON.stringify({ ...body, prev_hash: previous, entry_hash: entryHash })
    previous = entryHash
    return line
  })
}

/** The ledger with faults in every range: blocks exchanged across ranges, an edit, a deletion, a repeated line. */
function damagedLedger(): string {
  const lines = ledgerLines()
  const moved = [
    ...lines.slice(0, 2000),
    ...lines.slice(9500, 9600),
    ...lines.slice(2100, 9500),
    ...lines.slice(2000, 2100),
    ...lines.slice(9600),
  ]
  moved[6000] = (moved[6000] as string).replace('"action":"update"', '"action":"upgrade"')
  moved.splice(4000, 3)
  moved.push(moved.at(-1) as string)
  return `${moved.join('\n')}\n`
}

/**
 * Days of guide A's shape that come up again in later ranges, with entries without a usable time between them. Path two
 * is slow by the byte, so it is lines that are no records that fill the ranges.
 */
const shopRows = 3000
const shopLines = Array.from({ length: shopRows }, (_, index) => {
  const day = String(1 + ((Math.floor(index / 200) * 5) % 7)).padStart(2, '0')
  const timestamp = index % 100 === 99 ? 'unknown' : `2025-03-${day}T10:00:00Z`
  return JSON.stringify({
    event_id: `e${index}`,
    timestamp,
    user_id: 'u',
    user_roles: [],
    action: 'order.viewed',
    status_code: 200,
  })
})
const noRecord = 'x'.repeat(600_000)
const shop = shopLines.map((line, index) => (index % 150 === 0 ? `${line}\n${noRecord}\n` : `${line}\n`)).join('')

/** Date to root over the lines of a day in file order, by other code: noble's keccak and merkletreejs. */
function rootsByDate(lines: readonly string[]): Map<string, { root: string; count: number }> {
  const byDate = Map.groupBy(
    lines.filter((line) => !line.includes('"unknown"')),
    (line) => (JSON.parse(line) as { timestamp: string }).timestamp.slice(0, 10),
  )
  const hash = (bytes: Uint8Array): Buffer => Buffer.from(keccak_256(bytes))
  return new Map(
    [...byDate].map(([date, own]) => [
      date,
      {
        root: new MerkleTree(
          own.map((line) => hash(Buffer.from(line))),
          hash,
        )
          .getHexRoot()
          .slice(2),
        count: own.length,
      },
    ]),
  )
}

/** Lanes that hand back later tasks first, as a busy computer may. */
const reversedLanes: EnginePorts['startLanes'] = (path) => {
  const pool = startInlineLanes(path)
  const waiting: (() => void)[] = []
  return {
    size: 3,
    run: async (task) => {
      const result = await pool.run(task)
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
        setTimeout(() => waiting.pop()?.(), 20)
      })
      return result
    },
    close: () => pool.close(),
  } satisfies LanePool
}

interface Answers {
  readonly chain: ChainResult
  readonly breaks: readonly ChainBreak[]
  readonly merkle: MerkleResult
}

/** Verifies both sources of an engagement that holds them already. */
async function answersOver(file: string, startLanes: EnginePorts['startLanes'], lanes: number): Promise<Answers> {
  const test = await startTestEngine({ startLanes })
  const { engagementId } = await test.call('engagement.open', { file })
  const chain = await test.job('chain.verify', { engagementId, lanes })
  const merkle = await test.job('merkle.verify', { engagementId, lanes })
  const { runs } = await test.call('run.list', { engagementId, limit: 2 })
  const { breaks, total } = await test.call('run.breaks', {
    engagementId,
    runId: runs[1]?.runId ?? 0,
    start: 0,
    count: 500,
  })
  expect(breaks).toHaveLength(total)
  await test.close()
  return { chain: chain.results[0] as ChainResult, breaks, merkle: merkle.results[0] as MerkleResult }
}

describe('ranges of a source', () => {
  let inline: Answers
  let file = ''
  let ranges: readonly number[] = []
  const roots = rootsByDate(shopLines)
  beforeAll(async () => {
    const test = await startEngagement()
    const { engagementId, folder } = test
    file = test.file
    const claims = [...roots].map(([date, { root }], index) =>
      JSON.stringify({
        date,
        blockchain_tx: `0x${String(index).padStart(64, '0')}`,
        merkle_root: root,
        timestamp: 0,
        block_number: 1,
      }),
    )
    await test.job('source.import', {
      engagementId,
      file: fileWith(folder, 'ledger.ndjson', damagedLedger()),
      profileId: 'guide-b',
    })
    await test.job('source.import', { engagementId, file: fileWith(folder, 'shop.ndjson', shop), profileId: 'guide-a' })
    await test.call('anchor.add', {
      engagementId,
      sourceId: 2,
      file: fileWith(folder, 'claims.ndjson', claims.join('\n')),
    })
    await test.close()
    const store = openReadableStore(file)
    ranges = [1, 2].map((sourceId) => frameRanges(listFrames(store, sourceId)).length)
    closeStore(store)
    inline = await answersOver(file, startInlineLanes, 1)
  }, 60_000)

  it('are several', () => {
    expect(Math.min(...ranges)).toBeGreaterThan(1)
  })

  it('find what was planted across them', () => {
    const { chain, breaks } = inline
    expect(chain).toMatchObject({
      verdict: 'mismatch',
      entries: rows - 2,
      contentVerified: rows - 3,
      sequenceDuplicates: 1,
      scopes: 1,
    })
    expect(chain.links).toMatchObject({ genesis: 1, gap: 1, fork: 1, broken: 0 })
    expect(breaks.filter((item) => item.content === 'mismatch').map((item) => item.sequence)).toEqual(['6001'])
    expect(breaks.find((item) => item.link === 'gap')).toMatchObject({ sequence: '4004', missingBefore: '3' })
    expect(breaks.find((item) => item.link === 'fork')).toMatchObject({
      sequence: String(rows),
      line: rows - 2,
      reason: 'sequence-duplicate',
    })
    // Both exchanged blocks stand elsewhere than their sequence says, and keep their links.
    const reordered = new Set(breaks.filter((item) => item.link === 'reorder').map((item) => Number(item.sequence)))
    const blocks = [2001, 9501].flatMap((first) => Array.from({ length: 100 }, (_, offset) => first + offset))
    expect([...reordered].toSorted((a, b) => a - b)).toEqual(blocks)
  })

  it('give the roots that merkletreejs gives over the lines of each day, also of days that come up again', () => {
    const { merkle } = inline
    expect(merkle).toMatchObject({ verdict: 'verified', verified: 7, emptyBatches: [], unanchoredDays: [] })
    expect(merkle.batches.map(({ date, count, recomputedRoot }) => [date, { root: recomputedRoot, count }])).toEqual(
      [...roots].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    )
    for (const batch of merkle.batches)
      expect(batch.secondOpinion).toMatchObject({ root: batch.recomputedRoot, agrees: true })
    // Entries whose time cannot be read are in no batch.
    expect(merkle.batches.reduce((sum, batch) => sum + batch.count, 0)).toBe(shopRows - shopRows / 100)
  })

  it.each([
    ['one lane in a thread', workerLanes, 1],
    ['two lanes in threads', workerLanes, 2],
    ['lanes that answer in another order', reversedLanes, 2],
  ] as const)('give the same over %s', async (_what, startLanes, lanes) => {
    expect(await answersOver(file, startLanes, lanes)).toEqual(inline)
  })
})
