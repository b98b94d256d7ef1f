/** Runs the product's reader and checks over a chain made by the signer: from the bytes of a file to a verdict. */
import { parseBeacon } from '../../../../src/main/io/anchors/parse-beacon.ts'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { blsPort } from '../../../../src/main/io/signing/bls.ts'
import type { BeaconNetwork } from '../../../../src/shared/core/beacon/networks.ts'
import { verifyBeaconChain, type BeaconVerdict } from '../../../../src/shared/core/beacon/verify-beacon-chain.ts'
import type { TrustOf } from '../../../../src/shared/model/anchor.ts'
import { transcriptOf } from '../../../support/beacon-signer.ts'

export const sha256Hasher = await loadHasher('sha256')

/** Deneb from period 2; Electra from slot 128 of period 4, so that one update can stand on both sides. */
export const testNetwork: BeaconNetwork = {
  name: 'test',
  chainId: '31337',
  genesisValidatorsRoot: '5a'.repeat(32),
  forks: [
    { name: null, epoch: 0n, version: '00000a11' },
    { name: 'capella', epoch: 256n, version: '03000a11' },
    { name: 'deneb', epoch: 512n, version: '04000a11' },
    { name: 'electra', epoch: 1028n, version: '05000a11' },
  ],
}

/** The same forks under another genesis. */
export const otherNetwork: BeaconNetwork = {
  ...testNetwork,
  name: 'other',
  chainId: '31338',
  genesisValidatorsRoot: 'c3'.repeat(32),
}

export function pin(blockRoot: string, network = testNetwork): TrustOf<'beacon-root'> {
  const genesisValidatorsRoot = `0x${network.genesisValidatorsRoot}`
  return { kind: 'beacon-root', genesisValidatorsRoot, blockRoot, note: 'typed by the auditor' }
}

export function verdictOf(
  chain: Parameters<typeof transcriptOf>[0],
  trust: readonly TrustOf<'beacon-root'>[],
): BeaconVerdict {
  const data = parseBeacon(transcriptOf(chain), 'chain.json')
  const networks = [testNetwork, otherNetwork]
  return verifyBeaconChain({ data, trust, networks }, { sha256: sha256Hasher, bls: blsPort })
}
