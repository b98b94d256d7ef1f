/**
 * Answers of real nodes: Ethereum mainnet, August 2023, sync-committee periods 862 to 867, 510 to 512 of 512 signatures.
 * What nobody here wrote: trees, keys and signatures.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseBeacon } from '../../../../src/main/io/anchors/parse-beacon.ts'
import { blsPort } from '../../../../src/main/io/signing/bls.ts'
import { beaconNetworks } from '../../../../src/shared/core/beacon/networks.ts'
import { verifyBeaconChain } from '../../../../src/shared/core/beacon/verify-beacon-chain.ts'
import { missingVectors, vectorPath } from '../../../support/public-vectors.ts'
import { pin, sha256Hasher } from './beacon-run.ts'

const missing = missingVectors('beacon-mainnet')
const root = '0x5afc212a7924789b2bc86acad3ab3a6ffb1f6e97253ea50bee7f4f51422c9275'
const mainnet = beaconNetworks.find((network) => network.name === 'mainnet')

describe.skipIf(missing !== null)('a chain of mainnet', () => {
  const read = (name: string) => parseBeacon(readFileSync(vectorPath('beacon-mainnet', name)), name)
  const judge = (skipped: number) =>
    verifyBeaconChain(
      {
        data: {
          bootstrap: read('bootstrap.json').bootstrap,
          updates: read('updates.json').updates.toSpliced(2, skipped),
          finality: read('finality.json').finality,
        },
        trust: [pin(root, mainnet)],
        networks: beaconNetworks,
      },
      { sha256: sha256Hasher, bls: blsPort },
    )

  it('is verified to its final block', () => {
    const verdict = judge(0)
    expect(verdict.steps.filter((step) => step.holds !== true)).toEqual([])
    expect(verdict).toMatchObject({ verdict: 'verified', reason: null })
    expect(verdict.known).toHaveLength(8)
    // Block 17,923,026 of mainnet, as every explorer shows it.
    expect(verdict.finalized).toEqual({
      chainId: '1',
      slot: 7_109_344n,
      blockRoot: '0xa9bb1965a6288f64374a9425f5ecb90dd81239cc2ae1a8ec8b673c13c9d2586a',
      executionBlockHash: '0xbc8499537876e5406c7a65e25f99063f1cd85a17014a3aa5ade38271b1fbf64f',
      number: 17_923_026n,
      timestamp: 1_692_136_151n,
    })
  })

  it('is not taken over a missing period', () => {
    expect(judge(1)).toMatchObject({ verdict: 'not-checked', reason: 'beacon-period-skipped', known: [] })
  })
})
