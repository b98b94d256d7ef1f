/** What a lane does for beacon light-client data: one signature check for each update takes tens of milliseconds. */
import type { BeaconCheck, TrustOf } from '../../../shared/model/anchor.ts'
import type { AuthenticatedBlock } from '../../../shared/core/anchor/known-headers.ts'
import { beaconNetworks } from '../../../shared/core/beacon/networks.ts'
import type { LightClientData, LightClientUpdate } from '../../../shared/core/beacon/light-client-types.ts'
import { verifyBeaconChain } from '../../../shared/core/beacon/verify-beacon-chain.ts'
import { parseBeacon } from '../../io/anchors/parse-beacon.ts'
import { loadHasher } from '../../io/host/hashers.ts'
import { blsPort } from '../../io/signing/bls.ts'

export interface BeaconFile {
  readonly name: string
  readonly sha256: string
  readonly bytes: Uint8Array
}

/** Files of one chain: a bootstrap, updates and a finality update may have been saved apart. */
export interface BeaconTask {
  readonly kind: 'beacon'
  readonly files: readonly BeaconFile[]
  readonly trust: readonly TrustOf<'beacon-root'>[]
}

export interface BeaconTaskResult {
  readonly kind: 'beacon'
  readonly check: BeaconCheck
  /** Empty unless the chain holds. */
  readonly authenticated: readonly AuthenticatedBlock[]
}

export async function runBeaconTask({ files, trust }: BeaconTask): Promise<BeaconTaskResult> {
  const data = joined(files.map(({ bytes, name }) => parseBeacon(bytes, name)))
  const ports = { sha256: await loadHasher('sha256'), bls: blsPort }
  const { verdict, reason, steps, finalized, known } = verifyBeaconChain(
    { data, trust, networks: beaconNetworks },
    ports,
  )
  return {
    kind: 'beacon',
    check: {
      name: files.map(({ name }) => name).join(', '),
      sha256: files.map(({ sha256 }) => sha256).join(' '),
      verdict,
      reason,
      updates: data.updates.length,
      blocks: known.length,
      newestBlock: finalized === null ? null : finalized.number.toString(),
      steps: steps
        .filter(({ holds }) => holds !== true)
        .map(({ part, period, step, holds, expected, actual, reason: why }) => ({
          part,
          period,
          step,
          holds,
          expected,
          actual,
          reason: why,
        })),
    },
    authenticated: known.map(({ chainId, executionBlockHash }) => ({ chainId, blockHash: executionBlockHash })),
  }
}

/** The first bootstrap, every update by its time, and the last finality update. */
function joined(parts: readonly LightClientData[]): LightClientData {
  const updates = parts.flatMap((part) => [...part.updates])
  const slotOf = (update: LightClientUpdate): bigint => update.attestedHeader.beacon.slot
  return {
    bootstrap: parts.find((part) => part.bootstrap !== null)?.bootstrap ?? null,
    updates: updates.toSorted((left, right) =>
      slotOf(left) < slotOf(right) ? -1 : slotOf(left) > slotOf(right) ? 1 : 0,
    ),
    finality: parts.findLast((part) => part.finality !== null)?.finality ?? null,
  }
}
