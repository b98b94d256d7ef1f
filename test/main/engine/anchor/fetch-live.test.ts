/**
 * The whole way: thirty daily roots stored on a real node, captured by the job, the node stopped, and everything proven
 * from what was captured. Needs the anvil binary of the development dependencies; says so and skips where there is none.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { AnchorsResult, MerkleResult } from '../../../../src/shared/model/check-run.ts'
import { samplePath } from '../../../support/answer-key.ts'
import { anvilPath, startAnchoringNode } from '../../../support/anvil.ts'
import { startEngagement } from '../../../support/temporary-engine.ts'

const missing = anvilPath() === undefined ? 'no anvil binary for this platform: the live capture was not run' : null
if (missing !== null) console.warn(missing)

it('captures the claims of every day, and proves them with the node stopped', async (context) => {
  if (missing !== null) return context.skip(missing)
  const test = await startEngagement()
  const { engagementId } = test
  await test.job('source.import', { engagementId, file: samplePath('clean', 'shop-a.ndjson') })
  const merkle = (await test.job('merkle.verify', { engagementId })).results[0] as MerkleResult
  const days = merkle.batches.filter(({ count }) => count > 0).slice(0, 30)
  expect(days).toHaveLength(30)
  const asserted = (date: string): number => Date.parse(`${date}T23:59:00Z`) / 1000

  const node = await startAnchoringNode(asserted(days.at(-1)?.date ?? ''))
  const claimed = join(test.folder, 'claims.ndjson')
  try {
    const stored = await node.store(
      days.map(({ date, recomputedRoot, count, firstTimestamp, lastTimestamp }) => ({
        root: recomputedRoot ?? '',
        timestampSeconds: asserted(date),
        metadata: JSON.stringify({ count, first_timestamp: firstTimestamp, last_timestamp: lastTimestamp }),
      })),
    )
    writeFileSync(
      claimed,
      days
        .map(({ date, recomputedRoot }, index) =>
          JSON.stringify({
            date,
            blockchain_tx: stored[index]?.hash,
            merkle_root: recomputedRoot,
            timestamp: asserted(date),
            block_number: stored[index]?.block,
          }),
        )
        .join('\n'),
    )
    await test.call('anchor.add', { engagementId, sourceId: 1, file: claimed })
    const fetched = await test.job('anchor.fetch', {
      engagementId,
      sourceId: 1,
      online: [node.url],
      contract: node.contract,
      storage: { slot: 0, keys: 'hash-time', value: 'metadata-digest' },
    })
    expect(fetched).toMatchObject({ path: null, blocks: days.length, connections: 1, differences: [] })
    for (const transaction of fetched.transactions)
      expect(transaction).toMatchObject({ state: 'captured', verifyLogHash: true })
    expect(test.events.filter(({ event }) => event === 'network.connected')).toHaveLength(1)
  } finally {
    await node.stop()
  }
  const [listed] = (await test.call('anchor.list', { engagementId, sourceId: 1 })).transcripts
  expect(listed).toMatchObject({ endpoint: node.host, chainId: '31337', blocks: days.length })

  const included = (await test.job('anchors.verify', { engagementId, sourceId: 1 })).results[0] as AnchorsResult
  expect(included.anchors).toHaveLength(days.length)
  for (const anchor of included.anchors)
    expect(anchor).toMatchObject({ rung: 'included', verdict: 'not-checked', reason: 'header-not-known' })

  await test.call('trust.add', {
    engagementId,
    entries: included.anchors.map(({ blockHash }) => ({
      kind: 'block-hash',
      chainId: '31337',
      blockHash: blockHash ?? '',
      note: 'read off the test node',
    })),
  })
  const verified = (await test.job('anchors.verify', { engagementId, sourceId: 1 })).results[0] as AnchorsResult
  expect(verified).toMatchObject({ verdict: 'verified', verified: days.length })
  for (const anchor of verified.anchors) expect(anchor).toMatchObject({ rung: 'header-known', verdict: 'verified' })
  // The state was captured at each block, not at the last one.
  for (const { steps } of verified.anchors)
    for (const step of ['account-in-state', 'contract-code', 'storage-in-account', 'storage-value'] as const)
      expect(steps.find((one) => one.step === step)).toMatchObject({ holds: true })
  await test.close()
})
