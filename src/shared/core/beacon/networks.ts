/**
 * Ethereum networks: when each fork of the beacon chain began and under which version it signs, and where the fields that
 * a light client needs stand in the trees of each fork. Facts: the table of networks of the light client helios
 * (`networks.rs`), which repeats the published configurations of each; generalized indices from
 * altair/light-client/sync-protocol.md (also in force for Capella and Deneb) and electra/light-client/sync-protocol.md.
 */

/** Forks whose light client data carry an execution header. Fulu changes none of their trees. */
export type BeaconForkName = 'capella' | 'deneb' | 'electra' | 'fulu'

export interface BeaconFork {
  /** Null: a fork before Capella, whose light client data say nothing about execution blocks. */
  readonly name: BeaconForkName | null
  /** First epoch of the fork. */
  readonly epoch: bigint
  /** 8 hex digits. */
  readonly version: string
}

export interface BeaconNetwork {
  readonly name: string
  /** Of the execution chain, decimal. */
  readonly chainId: string
  /** 64 hex digits. */
  readonly genesisValidatorsRoot: string
  /** Ascending by epoch, the first at 0. */
  readonly forks: readonly BeaconFork[]
}

/** Networks that are known by the root of their validators at genesis. */
export const beaconNetworks: readonly BeaconNetwork[] = [
  {
    name: 'mainnet',
    chainId: '1',
    genesisValidatorsRoot: '4b363db94e286120d76eb905340fdd4e54bfe9f06bf33ff6cf5ad27f511bfe95',
    forks: [
      { name: null, epoch: 0n, version: '00000000' },
      { name: 'capella', epoch: 194_048n, version: '03000000' },
      { name: 'deneb', epoch: 269_568n, version: '04000000' },
      { name: 'electra', epoch: 364_032n, version: '05000000' },
      { name: 'fulu', epoch: 411_392n, version: '06000000' },
    ],
  },
  {
    name: 'sepolia',
    chainId: '11155111',
    genesisValidatorsRoot: 'd8ea171f3c94aea21ebc42a1ed61052acf3f9209c00e4efbaaddac09ed9b8078',
    forks: [
      { name: null, epoch: 0n, version: '90000069' },
      { name: 'capella', epoch: 56_832n, version: '90000072' },
      { name: 'deneb', epoch: 132_608n, version: '90000073' },
      { name: 'electra', epoch: 222_464n, version: '90000074' },
      { name: 'fulu', epoch: 272_640n, version: '90000075' },
    ],
  },
  {
    name: 'holesky',
    chainId: '17000',
    genesisValidatorsRoot: '9143aa7c615a7f7115e2b6aac319c03529df8242ae705fba9df39b79c59fa8b1',
    forks: [
      { name: null, epoch: 0n, version: '01017000' },
      { name: 'capella', epoch: 256n, version: '04017000' },
      { name: 'deneb', epoch: 29_696n, version: '05017000' },
      { name: 'electra', epoch: 115_968n, version: '06017000' },
      { name: 'fulu', epoch: 165_120n, version: '07017000' },
    ],
  },
  {
    name: 'hoodi',
    chainId: '560048',
    genesisValidatorsRoot: '212f13fc4df078b6cb7db228f1c8307566dcecf900867401a92023d7ba99cb5f',
    forks: [
      { name: 'deneb', epoch: 0n, version: '50000910' },
      { name: 'electra', epoch: 2_048n, version: '60000910' },
      { name: 'fulu', epoch: 50_688n, version: '70000910' },
    ],
  },
]

/** Places of fields as generalized indices. */
export interface TreePlaces {
  /** In BeaconState. */
  readonly currentSyncCommittee: number
  readonly nextSyncCommittee: number
  /** Of the checkpoint's root. */
  readonly finalizedRoot: number
  /** In BeaconBlockBody. */
  readonly executionPayload: number
}

const placesUntilDeneb: TreePlaces = {
  currentSyncCommittee: 54,
  nextSyncCommittee: 55,
  finalizedRoot: 105,
  executionPayload: 25,
}
// Electra's state has more than 32 fields, so its tree is one level higher.
const placesSinceElectra: TreePlaces = {
  currentSyncCommittee: 86,
  nextSyncCommittee: 87,
  finalizedRoot: 169,
  executionPayload: 25,
}

/** Places in the trees of a fork. */
export function treePlaces(fork: BeaconForkName): TreePlaces {
  return fork === 'capella' || fork === 'deneb' ? placesUntilDeneb : placesSinceElectra
}

/** `SLOTS_PER_EPOCH` of the mainnet preset, which every public network uses. */
const slotsPerEpoch = 32n
/** `EPOCHS_PER_SYNC_COMMITTEE_PERIOD` times the above: about 27 hours. */
const slotsPerPeriod = 256n * slotsPerEpoch

/** Fork in force at a slot. */
export function forkAtSlot(network: BeaconNetwork, slot: bigint): BeaconFork {
  const epoch = slot / slotsPerEpoch
  const fork = network.forks.findLast((candidate) => candidate.epoch <= epoch)
  if (fork === undefined) throw new RangeError(`${network.name} has no fork at epoch 0`)
  return fork
}

/** Number of the sync-committee period that holds `slot`. */
export function periodAtSlot(slot: bigint): bigint {
  return slot / slotsPerPeriod
}
