/**
 * The sync committee's signature over an attested block.
 *
 * The signing keys are summed as the committee's `aggregatePubkey` minus the keys of the seats that are absent: with ten
 * absent seats that decompresses 11 points and not 503 (one costs about a millisecond, so a year's chain takes seconds).
 * Why this is sound: SyncCommittee has two fields and its root covers both, so the branch to the state root authenticates
 * `aggregatePubkey` exactly as it does the keys. The state transition sets it to the sum of the keys
 * (`get_next_sync_committee`, altair/beacon-chain.md), and a state with another sum is invalid in the same way as one with
 * foreign keys: both stand or fall with the signatures of the committee before, and at the start with the pinned root.
 * Keys have proved possession when they were deposited, so no key can be chosen to cancel others.
 */
import { bytesToHex, parseHex } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import type { PartSteps } from './beacon-step.ts'
import type { BlsPort } from './bls-port.ts'
import { beaconHeaderRoot, syncCommitteeSigningRoot } from './container-roots.ts'
import type { LightClientFinalityUpdate, SyncCommittee } from './light-client-types.ts'
import { forkAtSlot, type BeaconNetwork } from './networks.ts'

export interface SignatureCheck {
  readonly update: LightClientFinalityUpdate
  readonly committee: SyncCommittee
  readonly network: BeaconNetwork
  /** Tried, network by network and fork by fork, to name the reason where the signature does not hold. */
  readonly networks: readonly BeaconNetwork[]
}

export interface BeaconPorts {
  readonly sha256: Hasher
  readonly bls: BlsPort
}

/** Participation of at least two thirds of the seats, then the signature. */
export function signatureSteps(check: SignatureCheck, part: PartSteps, ports: BeaconPorts): void {
  const { update, committee } = check
  const seats = committee.pubkeys.length
  const absentKeys = committee.pubkeys.filter((_, seat) => !isPresent(update.syncAggregate.bits, seat))
  const present = seats - absentKeys.length
  const needed = Math.ceil((seats * 2) / 3)
  if (present < needed) {
    part.differs('beacon-participation', 'beacon-participation-low', String(needed), String(present))
    return
  }
  part.holds('beacon-participation', String(needed), String(present))
  signatureStep(check, absentKeys, part, ports)
}

/** Bit of a seat in SSZ's order: lowest bit of the first byte first. */
function isPresent(bits: Uint8Array, seat: number): boolean {
  return (((bits[seat >> 3] as number) >> (seat & 7)) & 1) === 1
}

function signatureStep(
  { update, committee, network, networks }: SignatureCheck,
  absentKeys: readonly Uint8Array[],
  part: PartSteps,
  { sha256, bls }: BeaconPorts,
): void {
  const blockRoot = beaconHeaderRoot(update.attestedHeader.beacon, sha256)
  const signature = update.syncAggregate.signature
  const messageUnder = (version: string, of: BeaconNetwork): Uint8Array =>
    syncCommitteeSigningRoot(blockRoot, hexBytes(version), hexBytes(of.genesisValidatorsRoot), sha256)
  const outcomeOf = (message: Uint8Array) =>
    bls.check({ aggregateKey: committee.aggregatePubkey, absentKeys, signature, message })

  // The version of the slot before the one that carries the signature (validate_light_client_update), which differs from
  // that of the signature's own slot at the first slot of a fork.
  const { version } = forkAtSlot(network, update.signatureSlot > 0n ? update.signatureSlot - 1n : 0n)
  const message = messageUnder(version, network)
  const outcome = outcomeOf(message)
  if (outcome.kind === 'holds') {
    part.holds('beacon-signature', `0x${bytesToHex(message)}`)
    return
  }
  if (outcome.kind !== 'differs') {
    const reason = outcome.kind === 'malformed' ? 'beacon-point-malformed' : 'beacon-point-at-infinity'
    part.differs('beacon-signature', reason, outcome.what, `0x${bytesToHex(outcome.bytes)}`)
    return
  }
  // Only to name the reason: whatever is found here, the signature does not hold.
  const otherFork = network.forks.find(
    (fork) => fork.version !== version && outcomeOf(messageUnder(fork.version, network)).kind === 'holds',
  )
  if (otherFork !== undefined) {
    part.differs('beacon-signature', 'beacon-signature-other-fork', `0x${version}`, `0x${otherFork.version}`)
    return
  }
  const otherNetwork = networks.find(
    (candidate) =>
      candidate !== network &&
      candidate.forks.some((fork) => outcomeOf(messageUnder(fork.version, candidate)).kind === 'holds'),
  )
  if (otherNetwork === undefined)
    part.differs(
      'beacon-signature',
      'beacon-signature-differs',
      `0x${bytesToHex(message)}`,
      `0x${bytesToHex(signature)}`,
    )
  else part.differs('beacon-signature', 'beacon-signature-other-network', network.name, otherNetwork.name)
}

/** Constants of `networks.ts`: hex by construction. */
function hexBytes(hex: string): Uint8Array {
  const bytes = parseHex(hex)
  if (bytes === undefined) throw new RangeError(`no hex: ${hex}`)
  return bytes
}
