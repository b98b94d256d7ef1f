/** Beacon light-client data beside a source: added, joined where it was saved apart, checked in a lane, told in the result. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { beaconNetworks, type BeaconNetwork } from '../../../../src/shared/core/beacon/networks.ts'
import type { AnchorsResult } from '../../../../src/shared/model/check-run.ts'
import { samplePath } from '../../../support/answer-key.ts'
import { makeChain, transcriptOf } from '../../../support/beacon-signer.ts'
import { startEngagement } from '../../../support/temporary-engine.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-beacon-'))
const network = beaconNetworks.find(({ name }) => name === 'mainnet') as BeaconNetwork
/** A period of Deneb. */
const firstPeriod = 1100
const { chain, pinned } = makeChain({ network, firstPeriod, updates: 2, finality: true })

let test: Awaited<ReturnType<typeof startEngagement>>
let sourceId = 0
beforeAll(async () => {
  test = await startEngagement()
  const { engagementId } = test
  sourceId = (await test.job('source.import', { engagementId, file: samplePath('clean', 'shop-a.ndjson') })).sourceId
})
afterAll(async () => {
  await test.close()
  rmSync(folder, { recursive: true, force: true })
})

const add = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content)
  return test.call('anchor.add', { engagementId: test.engagementId, sourceId, file: join(folder, name) })
}
async function verify(): Promise<NonNullable<AnchorsResult['beacon']>> {
  const { results } = await test.job('anchors.verify', { engagementId: test.engagementId, sourceId })
  return results.flatMap((result) => (result.kind === 'anchors' ? (result.beacon ?? []) : []))
}

describe('beacon light-client data of a source', () => {
  it('authenticates blocks once its first root is pinned, also where its parts were saved apart', async () => {
    const answer = (data: unknown) => ({ version: 'deneb', data })
    expect(await add('updates.json', JSON.stringify(chain.updates.map(answer)))).toMatchObject({
      kind: 'beacon-updates',
      count: 2,
    })
    expect(await verify()).toMatchObject([{ verdict: 'not-checked', reason: 'beacon-bootstrap-absent', blocks: 0 }])
    await add('bootstrap.json', JSON.stringify(answer(chain.bootstrap)))
    await add('finality.json', JSON.stringify(answer(chain.finality)))
    expect(await verify()).toMatchObject([{ verdict: 'not-checked', updates: 2, blocks: 0 }])
    await test.call('trust.add', {
      engagementId: test.engagementId,
      entries: [
        {
          kind: 'beacon-root',
          genesisValidatorsRoot: `0x${network.genesisValidatorsRoot}`,
          blockRoot: pinned.startsWith('0x') ? pinned : `0x${pinned}`,
          note: '',
        },
      ],
    })
    const [check, ...others] = await verify()
    expect(others).toEqual([])
    expect(check).toMatchObject({ verdict: 'verified', reason: null, updates: 2, steps: [] })
    expect(check?.blocks).toBeGreaterThan(2)
    expect(check?.name).toContain('bootstrap.json')
  })

  it('authenticates nothing when a committee did not sign it', async () => {
    const bent = structuredClone(chain)
    const [update] = bent.updates
    if (update === undefined) throw new Error('no update')
    update.sync_aggregate.sync_committee_signature = chain.updates[1]?.sync_aggregate.sync_committee_signature ?? ''
    await add('bent.json', transcriptOf(bent))
    const checks = await verify()
    expect(checks).toHaveLength(2)
    const bentCheck = checks.find(({ name }) => name === 'bent.json')
    expect(bentCheck).toMatchObject({ verdict: 'mismatch', blocks: 0 })
    // Which update is to be fetched again: the first one, by its period.
    expect(bentCheck?.steps).toMatchObject([
      { part: 'update', period: String(firstPeriod), step: 'beacon-signature', holds: false },
    ])
  })
})
