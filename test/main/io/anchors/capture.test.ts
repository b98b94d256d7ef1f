/**
 * A real node, started by the capture script on loopback: what it answers is proven offline. Needs the anvil binary of
 * the development dependencies; says so and skips where there is none.
 */
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  anvilPath,
  captureAnchors,
  claimsText,
  compileContract,
  transcriptText,
  type BatchToAnchor,
} from '../../../../scripts/capture-anchors.ts'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { parseClaims } from '../../../../src/main/io/anchors/parse-claims.ts'
import { parseTranscript } from '../../../../src/main/io/anchors/parse-transcript.ts'
import { secondOpinionLeafHash, secondOpinionRoot } from '../../../../src/main/io/second-opinion/second-opinion.ts'
import { guideATree } from '../../../../src/shared/core/merkle/tree-profiles.ts'
import { judge, trustIn } from '../../../shared/core/anchor/captured-days.ts'

const repository = join(import.meta.dirname, '../../../..')
const fixtures = join(repository, 'test/fixtures/anchors')
const missing = anvilPath() === undefined ? 'no anvil binary for this platform: the live capture was not run' : null
if (missing !== null) console.warn(missing)

async function batchesOfFiveDays(): Promise<BatchToAnchor[]> {
  const batches: BatchToAnchor[] = []
  for (let day = 1; day <= 5; day += 1) {
    const date = `2025-03-0${day}`
    const leaves = Array.from(
      { length: day * 3 },
      (_, index) => secondOpinionLeafHash(Buffer.from(`{"day":${day},"entry":${index}}`), 'keccak256').value as string,
    )
    const { value } = await secondOpinionRoot(
      leaves.map((leaf) => Buffer.from(leaf, 'hex')),
      guideATree,
    )
    const metadata = JSON.stringify({
      count: leaves.length,
      first_timestamp: `${date}T06:00:00.000Z`,
      last_timestamp: `${date}T21:00:00.000Z`,
    })
    // The last two assert one and the same time: their blocks must still follow one another.
    batches.push({
      date,
      merkle_root: value as string,
      timestamp: Date.parse(`2025-03-0${Math.min(day, 4)}T23:50:00Z`) / 1000,
      metadata,
      ...(day === 2 ? { delaySeconds: 600 } : {}),
    })
  }
  return batches
}

describe('anchors captured from a live node', () => {
  it('are included for all five days, and verified with the block hashes the node named', async (context) => {
    if (missing !== null) return context.skip(missing)
    const batches = await batchesOfFiveDays()
    const capture = await captureAnchors(batches)
    const claims = parseClaims(Buffer.from(claimsText(capture.claims)), 'anchors')
    const transcript = parseTranscript(Buffer.from(transcriptText(capture.transcript)), 'transcript')
    expect(claims.map(({ claim }) => claim)).toEqual(capture.claims)
    expect(transcript.endpoint).toMatch(/^anvil \d+\.\d+\.\d+, local$/)
    const blockTimes: number[] = []
    for (const [index, { claim }] of claims.entries()) {
      const batch = batches[index] as BatchToAnchor
      const metadata = JSON.parse(batch.metadata) as { count: number; first_timestamp: string; last_timestamp: string }
      const day = {
        claim,
        batch: {
          root: batch.merkle_root,
          count: metadata.count,
          firstTimestamp: metadata.first_timestamp,
          lastTimestamp: metadata.last_timestamp,
        },
        transcripts: [transcript],
        trust: [],
      }
      const untrusted = await judge(day)
      expect(untrusted).toMatchObject({ verdict: 'not-checked', reason: 'header-not-known', rung: 'included' })
      const block = transcript.blocks[index]?.block
      expect(await judge({ ...day, trust: [trustIn(block?.['hash'] as string)] })).toMatchObject({
        verdict: 'verified',
        rung: 'header-known',
      })
      // The next block names this one as its parent: knowing it is enough where its header is at hand, and only there.
      const next = [trustIn(transcript.blocks[(index + 1) % 5]?.block['hash'] as string)]
      expect((await judge({ ...day, trust: next })).verdict).toBe(index < 4 ? 'verified' : 'not-checked')
      const alone = { ...transcript, blocks: transcript.blocks.slice(index, index + 1) }
      expect(await judge({ ...day, transcripts: [alone], trust: next })).toMatchObject({
        verdict: 'not-checked',
        reason: 'header-not-known',
      })
      expect(untrusted.times.assertedSeconds).toBe(String(batch.timestamp))
      blockTimes.push(Number(untrusted.times.blockSeconds))
    }
    const asserted = batches.map((batch) => batch.timestamp)
    expect(blockTimes.map((time, index) => time - (asserted[index] as number))).toEqual([14, 600, 14, 14, 15])
    // The tries are more than a single leaf: 1 to 4 transactions of types 0, 1 and 2, some with logs.
    expect(transcript.blocks.map(({ receipts }) => receipts.length)).toEqual([1, 2, 3, 4, 1])
    const receipts = transcript.blocks.flatMap((block) => block.receipts)
    expect(new Set(receipts.map((receipt) => receipt['type']))).toEqual(new Set(['0x0', '0x1', '0x2']))
    expect(receipts.some((receipt) => (receipt['logs'] as unknown[]).length > 0)).toBe(true)
  })

  it('give the committed fixture again, byte for byte, when the script is run', async (context) => {
    if (missing !== null) return context.skip(missing)
    const folder = await mkdtemp(join(tmpdir(), 'assay-capture-'))
    try {
      await writeFile(join(folder, 'days-batches.ndjson'), await readFile(join(fixtures, 'days-batches.ndjson')))
      await promisify(execFile)(process.execPath, ['scripts/capture-anchors.ts', folder, '--prefix', 'days'], {
        cwd: repository,
      })
      for (const name of ['days-anchors.ndjson', 'days-transcript.json']) {
        expect(await readFile(join(folder, name), 'utf8'), name).toBe(readFileSync(join(fixtures, name), 'utf8'))
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('the contract', () => {
  it('compiles without a warning and has exactly guide A’s two functions and no event', async () => {
    const { abi } = await compileContract()
    expect(abi.fragments.map((fragment) => fragment.format('full')).sort()).toEqual([
      'function storeLogHash(bytes32 hash, uint256 timestamp, string metadata)',
      'function verifyLogHash(bytes32 hash, uint256 timestamp) view returns (bool)',
    ])
    expect(
      (await loadHasher('keccak256')).hash(Buffer.from('storeLogHash(bytes32,uint256,string)')).slice(0, 4),
    ).toEqual(Uint8Array.of(0x93, 0x61, 0x65, 0x2e))
  })
})
