/** What the trees of a beacon block show: a committee, a finalized block, an execution block. */
import { bytesToHex } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import type { ReasonCode } from '../../model/verdict.ts'
import type { BeaconStepName, PartSteps } from './beacon-step.ts'
import { beaconHeaderRoot, executionHeaderRoot, syncCommitteeRoot } from './container-roots.ts'
import type { LightClientFinalityUpdate, LightClientHeader, SyncCommittee } from './light-client-types.ts'
import { forkAtSlot, treePlaces, type BeaconForkName, type BeaconNetwork } from './networks.ts'
import { branchLength, rootFromBranch } from './ssz.ts'

/** An execution block that a finalized, or pinned, beacon block contains. */
export interface FinalizedBlock {
  readonly chainId: string
  /** Of the beacon chain. */
  readonly slot: bigint
  /** Root of the beacon block, 0x hex. */
  readonly blockRoot: string
  /** 0x hex. */
  readonly executionBlockHash: string
  readonly number: bigint
  /** Seconds since 1970, as the execution block states it. */
  readonly timestamp: bigint
}

/** Fork of a header; null, with a step that says so, where its light client data name no execution block. */
export function supportedFork(
  header: LightClientHeader,
  network: BeaconNetwork,
  part: PartSteps,
): BeaconForkName | null {
  const fork = forkAtSlot(network, header.beacon.slot)
  if (fork.name === null) part.undecided('beacon-fork', 'beacon-fork-unsupported', 'capella', `0x${fork.version}`)
  return fork.name
}

/** Execution header against the body of its beacon block. */
export function executionStep(header: LightClientHeader, fork: BeaconForkName, part: PartSteps, sha256: Hasher): void {
  const leaf = executionHeaderRoot(header.execution, sha256)
  const place = treePlaces(fork).executionPayload
  const root = header.beacon.bodyRoot
  branchStep(
    'beacon-execution',
    'beacon-execution-differs',
    { leaf, branch: header.executionBranch, place, root },
    part,
    sha256,
  )
}

/** Committee against the state of the block `header`; also that no key has two seats. */
export function committeeSteps(
  committee: SyncCommittee,
  within: { readonly header: LightClientHeader; readonly branch: readonly Uint8Array[]; readonly place: number },
  reason: ReasonCode,
  part: PartSteps,
  sha256: Hasher,
): void {
  const leaf = syncCommitteeRoot(committee, sha256)
  const root = within.header.beacon.stateRoot
  branchStep('beacon-committee', reason, { leaf, branch: within.branch, place: within.place, root }, part, sha256)
  // A network with fewer validators than seats gives some of them two. There, a count of seats is no count of validators,
  // and the two-thirds rule is one about validators; public networks have many times more.
  const seats = committee.pubkeys.length
  const keys = new Set(committee.pubkeys.map((key) => bytesToHex(key))).size
  if (keys === seats) part.holds('beacon-keys', String(seats))
  else part.undecided('beacon-keys', 'beacon-key-repeated', String(seats), String(keys))
}

/** Finalized header against the checkpoint in the state of the attested one. */
export function finalityStep(
  update: LightClientFinalityUpdate,
  fork: BeaconForkName,
  part: PartSteps,
  sha256: Hasher,
): void {
  const leaf = beaconHeaderRoot(update.finalizedHeader.beacon, sha256)
  const place = treePlaces(fork).finalizedRoot
  const root = update.attestedHeader.beacon.stateRoot
  branchStep(
    'beacon-finality',
    'beacon-finality-differs',
    { leaf, branch: update.finalityBranch, place, root },
    part,
    sha256,
  )
}

/** The block that a header of which every step held stands for. */
export function finalizedBlock(header: LightClientHeader, network: BeaconNetwork, sha256: Hasher): FinalizedBlock {
  return {
    chainId: network.chainId,
    slot: header.beacon.slot,
    blockRoot: `0x${bytesToHex(beaconHeaderRoot(header.beacon, sha256))}`,
    executionBlockHash: `0x${bytesToHex(header.execution.blockHash)}`,
    number: header.execution.blockNumber,
    timestamp: header.execution.timestamp,
  }
}

interface Branch {
  readonly leaf: Uint8Array
  readonly branch: readonly Uint8Array[]
  /** Generalized index. */
  readonly place: number
  readonly root: Uint8Array
}

function branchStep(
  step: BeaconStepName,
  reason: ReasonCode,
  { leaf, branch, place, root }: Branch,
  part: PartSteps,
  sha256: Hasher,
): void {
  const actual = rootFromBranch(leaf, branch, place, sha256)
  if (actual === null) part.differs(step, 'beacon-branch-length', String(branchLength(place)), String(branch.length))
  else part.compared(step, reason, `0x${bytesToHex(root)}`, `0x${bytesToHex(actual)}`)
}
