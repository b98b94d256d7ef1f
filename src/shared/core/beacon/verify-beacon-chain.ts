/**
 * A chain of sync committees from a beacon block whose root the auditor pinned to finalized blocks, offline
 * (consensus-specs, altair/light-client/sync-protocol.md: `initialize_light_client_store`,
 * `validate_light_client_update`). What it shows: that committees chained from the pinned block signed these blocks as
 * final, and which execution blocks they contain. It forces no update through without finality, reads no clock, and looks
 * at no transaction: an anchor's block is compared with `known` elsewhere.
 */
import type { TrustOf } from '../../model/anchor.ts'
import type { ReasonCode, VerdictWord } from '../../model/verdict.ts'
import { bytesToHex } from '../bytes/hex.ts'
import { PartSteps, type BeaconStep } from './beacon-step.ts'
import {
  committeeSteps,
  executionStep,
  finalityStep,
  finalizedBlock,
  supportedFork,
  type FinalizedBlock,
} from './branch-steps.ts'
import { beaconHeaderRoot } from './container-roots.ts'
import type {
  LightClientBootstrap,
  LightClientData,
  LightClientFinalityUpdate,
  LightClientUpdate,
  SyncCommittee,
} from './light-client-types.ts'
import { periodAtSlot, treePlaces, type BeaconForkName, type BeaconNetwork } from './networks.ts'
import { signatureSteps, type BeaconPorts } from './signature-steps.ts'

export interface BeaconChainInput {
  /** Updates ascending, one for each period from that of the bootstrap. */
  readonly data: LightClientData
  /** Beacon block roots the auditor obtained independently. */
  readonly trust: readonly TrustOf<'beacon-root'>[]
  /** `beaconNetworks`; a network is chosen by the genesis root of the trust entry. */
  readonly networks: readonly BeaconNetwork[]
}

export interface BeaconVerdict {
  /** `mismatch`: something contradicts. `not-checked`: something needed is absent, unknown or not supported. */
  readonly verdict: Extract<VerdictWord, 'verified' | 'mismatch' | 'not-checked'>
  /** Of the decisive step; null when verified. */
  readonly reason: ReasonCode | null
  /** All of each part in turn, until a part in which one did not hold: nothing after it has a known committee. */
  readonly steps: readonly BeaconStep[]
  /** Newest of `known`. */
  readonly finalized: FinalizedBlock | null
  /** Every execution block that the chain authenticates, in its order; empty unless `verified`. */
  readonly known: readonly FinalizedBlock[]
}

/**
 * Verdict over the whole chain; never throws for what is in `data`. The pinned block alone is a chain too. Costs one
 * signature check (tens of milliseconds) for each update, so a year of them belongs into a worker.
 */
export function verifyBeaconChain(input: BeaconChainInput, ports: BeaconPorts): BeaconVerdict {
  if (ports.sha256.id !== 'sha256') throw new RangeError(`beacon trees are hashed with sha256, not ${ports.sha256.id}`)
  const { bootstrap, updates, finality } = input.data
  const steps: BeaconStep[] = []
  const start = startFrom(bootstrap, input, steps, ports)
  if (start === null) return verdictOf(steps, [])
  const walk = new CommitteeWalk(start, input.networks, ports)
  for (const update of updates) {
    const part = walk.update(update)
    for (const step of part.steps) steps.push(step)
    if (!part.held) return verdictOf(steps, [])
  }
  if (finality !== null) for (const step of walk.finality(finality).steps) steps.push(step)
  return verdictOf(steps, walk.known)
}

function verdictOf(steps: readonly BeaconStep[], known: readonly FinalizedBlock[]): BeaconVerdict {
  const decisive = steps.find((step) => step.holds === false) ?? steps.find((step) => step.holds === null)
  if (decisive !== undefined) {
    const verdict = decisive.holds === false ? 'mismatch' : 'not-checked'
    return { verdict, reason: decisive.reason, steps, finalized: null, known: [] }
  }
  const newest = known.reduce<FinalizedBlock | null>(
    (best, block) => (best === null || block.slot >= best.slot ? block : best),
    null,
  )
  return { verdict: 'verified', reason: null, steps, finalized: newest, known }
}

interface Start {
  readonly bootstrap: LightClientBootstrap
  readonly network: BeaconNetwork
}

/** Pins the bootstrap to the auditor's root and its committee to that; null, with the steps that say why, where it fails. */
function startFrom(
  bootstrap: LightClientBootstrap | null,
  { trust, networks }: BeaconChainInput,
  steps: BeaconStep[],
  { sha256 }: BeaconPorts,
): Start | null {
  const part = new PartSteps('bootstrap', bootstrap === null ? null : periodAtSlot(bootstrap.header.beacon.slot))
  const finish = (start: Start | null): Start | null => {
    for (const step of part.steps) steps.push(step)
    return part.held ? start : null
  }
  if (bootstrap === null) {
    part.undecided('beacon-bootstrap', 'beacon-bootstrap-absent', null, null)
    return finish(null)
  }
  const { header } = bootstrap
  const root = `0x${bytesToHex(beaconHeaderRoot(header.beacon, sha256))}`
  const pinned = trust.find((entry) => entry.blockRoot === root)
  if (pinned === undefined) {
    const only = trust.length === 1 ? trust[0]?.blockRoot : undefined
    part.undecided('beacon-root', 'beacon-root-not-known', only ?? null, root)
    return finish(null)
  }
  part.holds('beacon-root', root)
  const network = networks.find((candidate) => `0x${candidate.genesisValidatorsRoot}` === pinned.genesisValidatorsRoot)
  if (network === undefined) {
    part.undecided('beacon-network', 'beacon-network-unknown', null, pinned.genesisValidatorsRoot)
    return finish(null)
  }
  part.holds('beacon-network', pinned.genesisValidatorsRoot)
  const fork = supportedFork(header, network, part)
  if (fork === null) return finish(null)
  executionStep(header, fork, part, sha256)
  const place = treePlaces(fork).currentSyncCommittee
  const within = { header, branch: bootstrap.currentSyncCommitteeBranch, place }
  committeeSteps(bootstrap.currentSyncCommittee, within, 'beacon-committee-differs', part, sha256)
  return finish({ bootstrap, network })
}

/** Goes from period to period. A part is taken over only when all its steps held. */
class CommitteeWalk {
  readonly known: FinalizedBlock[]
  readonly #network: BeaconNetwork
  readonly #networks: readonly BeaconNetwork[]
  readonly #ports: BeaconPorts
  readonly #committeeByPeriod: Map<bigint, SyncCommittee>
  /** Newest period whose committee is known. */
  #period: bigint

  constructor({ bootstrap, network }: Start, networks: readonly BeaconNetwork[], ports: BeaconPorts) {
    this.#network = network
    this.#networks = networks
    this.#ports = ports
    this.#period = periodAtSlot(bootstrap.header.beacon.slot)
    this.#committeeByPeriod = new Map([[this.#period, bootstrap.currentSyncCommittee]])
    this.known = [finalizedBlock(bootstrap.header, network, ports.sha256)]
  }

  /** An update of the newest known period, signed in it, hands over to the next committee. */
  update(update: LightClientUpdate): PartSteps {
    const attested = periodAtSlot(update.attestedHeader.beacon.slot)
    const part = new PartSteps('update', attested)
    const expected = this.#period.toString()
    const signed = periodAtSlot(update.signatureSlot)
    if (attested !== this.#period) {
      const reason = attested < this.#period ? 'beacon-period-repeated' : 'beacon-period-skipped'
      part.undecided('beacon-period', reason, expected, attested.toString())
      return part
    }
    if (signed !== this.#period) {
      part.undecided('beacon-period', 'beacon-committee-unknown', expected, signed.toString())
      return part
    }
    part.holds('beacon-period', expected)
    // Only a next committee whose period has a final block is taken over (apply_light_client_update).
    const final = periodAtSlot(update.finalizedHeader.beacon.slot).toString()
    if (final === expected) part.holds('beacon-final', expected)
    else part.undecided('beacon-final', 'beacon-update-not-final', expected, final)
    const fork = this.#signedSteps(update, signed, part)
    if (fork !== null) {
      const place = treePlaces(fork).nextSyncCommittee
      const within = { header: update.attestedHeader, branch: update.nextSyncCommitteeBranch, place }
      committeeSteps(update.nextSyncCommittee, within, 'beacon-next-committee-differs', part, this.#ports.sha256)
    }
    if (part.held) {
      this.#period += 1n
      this.#committeeByPeriod.set(this.#period, update.nextSyncCommittee)
      this.#take(update)
    }
    return part
  }

  /** A finality update may be of any period whose committee is known. */
  finality(update: LightClientFinalityUpdate): PartSteps {
    const signed = periodAtSlot(update.signatureSlot)
    const part = new PartSteps('finality', signed)
    if (!this.#committeeByPeriod.has(signed)) {
      part.undecided('beacon-period', 'beacon-committee-unknown', this.#period.toString(), signed.toString())
      return part
    }
    part.holds('beacon-period', signed.toString())
    this.#signedSteps(update, signed, part)
    if (part.held) this.#take(update)
    return part
  }

  /** What an update and a finality update have in common; the attested block's fork, null where it is not supported. */
  #signedSteps(update: LightClientFinalityUpdate, signed: bigint, part: PartSteps): BeaconForkName | null {
    const { sha256 } = this.#ports
    const { attestedHeader, finalizedHeader, signatureSlot } = update
    const slots = [finalizedHeader.beacon.slot, attestedHeader.beacon.slot, signatureSlot] as const
    const text = slots.join(' <= ')
    if (slots[0] <= slots[1] && slots[1] < slots[2]) part.holds('beacon-slots', text)
    else part.differs('beacon-slots', 'beacon-slots-disordered', null, text)

    const fork = supportedFork(attestedHeader, this.#network, part)
    const finalFork = supportedFork(finalizedHeader, this.#network, part)
    if (fork === null || finalFork === null) return null
    executionStep(attestedHeader, fork, part, sha256)
    executionStep(finalizedHeader, finalFork, part, sha256)
    finalityStep(update, fork, part, sha256)
    const committee = this.#committeeByPeriod.get(signed)
    if (committee === undefined) throw new RangeError(`no committee for period ${signed}`)
    const check = { update, committee, network: this.#network, networks: this.#networks }
    signatureSteps(check, part, this.#ports)
    return fork
  }

  #take(update: LightClientFinalityUpdate): void {
    this.known.push(finalizedBlock(update.finalizedHeader, this.#network, this.#ports.sha256))
  }
}
