/** What a lane does for beacon light-client data: one signature check for each update takes tens of milliseconds. */
import type { BeaconCheck, TrustOf } from '../../../shared/model/anchor.ts'
import type { AuthenticatedBlock } from '../../../shared/core/anchor/known-headers.ts'
import { beaconNetworks } from '../../../shared/core/beacon/networks.ts'
import { verifyBeaconChain } from '../../../shared/core/beacon/verify-beacon-chain.ts'
import { parseBeacon } from '../../io/anchors/parse-beacon.ts'
import { loadHasher } from '../../io/host/hashers.ts'
import { blsPort } from '../../io/signing/bls.ts'

export interface BeaconTask {
  readonly kind: 'beacon'
  readonly name: string
  readonly sha256: string
  readonly bytes: Uint8Array
  readonly trust: readonly TrustOf<'beacon-root'>[]
}

export interface BeaconTaskResult {
  readonly kind: 'beacon'
  readonly check: BeaconCheck
  /** Empty unless the chain holds. */
  readonly authenticated: readonly AuthenticatedBlock[]
}

export async function runBeaconTask({ name, sha256, bytes, trust }: BeaconTask): Promise<BeaconTaskResult> {
  const data = parseBeacon(bytes, name)
  const ports = { sha256: await loadHasher('sha256'), bls: blsPort }
  const { verdict, reason, steps, finalized, known } = verifyBeaconChain(
    { data, trust, networks: beaconNetworks },
    ports,
  )
  return {
    kind: 'beacon',
    check: {
      name,
      sha256,
      verdict,
      reason,
      updates: data.updates.length,
      blocks: known.length,
      newestBlock: finalized === null ? null : finalized.number.toString(),
      steps: steps
        .filter(({ holds }) => holds !== true)
        .map(({ step, holds, expected, actual, reason: why }) => ({ step, holds, expected, actual, reason: why })),
    },
    authenticated: known.map(({ chainId, executionBlockHash }) => ({ chainId, blockHash: executionBlockHash })),
  }
}
