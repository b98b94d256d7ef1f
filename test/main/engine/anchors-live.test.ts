/**
 * Thirty days anchored through ethers on a real node, the node stopped, everything proven offline; then one thing changed
 * at a time. A second reading of the same rules (`test/support/evm-second.mjs`) names the same areas for each. Needs the
 * anvil binary of the development dependencies; says so and skips where there is none.
 */
import { keccak256 } from 'ethers'
import { MerkleTree } from 'merkletreejs'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  anvilPath,
  captureAnchors,
  claimsText,
  transcriptText,
  type BatchToAnchor,
  type Capture,
} from '../../../scripts/capture-anchors.ts'
import type { TranscriptFile, TrustEntry } from '../../../src/shared/model/anchor.ts'
import type { AnchorsResult } from '../../../src/shared/model/check-run.ts'
import { failingAreasOf } from '../../shared/core/anchor/anchor-areas.ts'
import { fileWith, startEngagement } from '../../support/temporary-engine.ts'
import { areasOf, bundleOf, proofsAlone, variants, verdictOf, type Bundle } from './changed-bundle.ts'

const missing = anvilPath() === undefined ? 'no anvil binary for this platform: the live anchors were not run' : null
if (missing !== null) console.warn(missing)

const dayCount = 30
const dates = Array.from({ length: dayCount }, (_, day) =>
  new Date(Date.UTC(2025, 3, 1 + day)).toISOString().slice(0, 10),
)
const linesByDate = new Map(
  dates.map((date, day) => [
    date,
    Array.from({ length: 1 + (day % 7) }, (_, index) =>
      JSON.stringify({
        id: `00000000-0000-4000-8000-${String(day * 10 + index).padStart(12, '0')}`,
        timestamp: `${date}T0${index + 1}:00:00.000Z`,
        user_id: `u_${index}`,
        action: 'order.viewed',
        resource_type: 'order',
        resource_id: `o-${day}`,
        old_values: null,
        new_values: { total: index },
      }),
    ),
  ]),
)

function batchToAnchor(date: string): BatchToAnchor {
  const lines = linesByDate.get(date) as string[]
  const hash = (bytes: Uint8Array): Buffer => Buffer.from(keccak256(bytes).slice(2), 'hex')
  const tree = new MerkleTree(
    lines.map((line) => hash(Buffer.from(line))),
    hash,
  )
  return {
    date,
    merkle_root: tree.getHexRoot().slice(2),
    timestamp: Date.parse(`${date}T23:55:00Z`) / 1000,
    metadata: JSON.stringify({
      count: lines.length,
      first_timestamp: `${date}T01:00:00.000Z`,
      last_timestamp: `${date}T0${lines.length}:00:00.000Z`,
    }),
  }
}

let capture: Capture

beforeAll(async () => {
  if (missing === null) capture = await captureAnchors(dates.map(batchToAnchor), undefined, true)
}, 120_000)

const hashesOf = (transcript: TranscriptFile): string[] => transcript.blocks.map(({ block }) => block['hash'] as string)

describe('thirty days anchored on a live node that is stopped', () => {
  it('are included, and verified once the auditor has the hashes of their headers', async (context) => {
    if (missing !== null) return context.skip(missing)
    const test = await startEngagement()
    const { engagementId, folder } = test
    const lines = dates.flatMap((date) => linesByDate.get(date) as string[])
    await test.job('source.import', {
      engagementId,
      file: fileWith(folder, 'shop.ndjson', `${lines.join('\n')}\n`),
      profileId: 'guide-a',
    })
    const material = [
      ['claims.ndjson', claimsText(capture.claims)],
      ['transcript.json', transcriptText(capture.transcript)],
    ] as const
    for (const [name, text] of material)
      await test.call('anchor.add', { engagementId, sourceId: 1, file: fileWith(folder, name, text) })
    const before = (await test.job('anchors.verify', { engagementId })).results[0] as AnchorsResult
    expect(before).toMatchObject({ verdict: 'not-checked', reason: 'header-not-known', verified: 0 })
    expect(before.anchors.map(({ rung }) => rung)).toEqual(dates.map(() => 'included'))
    const entries = hashesOf(capture.transcript).map((blockHash): TrustEntry => ({
      kind: 'block-hash',
      chainId: '31337',
      blockHash,
      note: 'read from a second node',
    }))
    await test.call('trust.add', { engagementId, entries })
    const after = (await test.job('anchors.verify', { engagementId })).results[0] as AnchorsResult
    expect(after).toMatchObject({ verdict: 'verified', reason: null, verified: dayCount })
    expect(after.anchors.every((anchor) => anchor.steps.every((step) => step.holds))).toBe(true)
    expect(after.anchors[0]?.steps.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['account-in-state', 'contract-code', 'storage-in-account', 'storage-value']),
    )
    await test.close()
  }, 120_000)
})

/** Of the thirty: a block of three transactions, the call in the middle. */
const chosen = 18
const bundle = (): Bundle => bundleOf(capture, chosen, batchToAnchor(dates[chosen] as string))

describe('one thing changed in a bundle of block, proofs, state and headers', () => {
  it('is verified as captured, with the lists and with the proofs alone, and by the second reading', async (context) => {
    if (missing !== null) return context.skip(missing)
    for (const given of [bundle(), proofsAlone(bundle())]) {
      const verdict = await verdictOf(given)
      expect(verdict.steps.filter((step) => !step.holds)).toEqual([])
      expect(verdict).toMatchObject({ verdict: 'verified', rung: 'header-known' })
      expect(areasOf(given)).toEqual([])
    }
  })

  it.each(variants)('is not verified when changed: %s', async (_what, change, step, reason) => {
    if (missing !== null) return
    const given = bundle()
    change(given)
    const verdict = await verdictOf(given)
    expect(verdict.verdict).not.toBe('verified')
    expect(verdict.steps.find((candidate) => candidate.step === step && !candidate.holds)?.reason).toBe(reason)
    expect(verdict.reason).toBe(reason)
    expect(failingAreasOf(verdict)).toEqual(areasOf(given))
  })
})
