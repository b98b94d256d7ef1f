/**
 * Makes chains of sync committees as a beacon node would answer them, with secret keys that are at hand. Trees are
 * Merkleized by `plain-ssz.ts`; where a field stands follows from the field lists of BeaconState and BeaconBlockBody in
 * consensus-specs, not from generalized indices. Everything follows from numbers: no randomness, no clock.
 */
import { normalizeZ } from '@noble/curves/abstract/curve.js'
import { bls12_381 } from '@noble/curves/bls12-381.js'
import type { BeaconNetwork } from '../../src/shared/core/beacon/networks.ts'
import {
  beaconBlockHeader,
  capellaPayloadHeader,
  checkpoint,
  denebPayloadHeader,
  fieldTree,
  forkData,
  hashTreeRoot,
  sha256,
  signingData,
  syncCommittee,
  uint64,
} from './plain-ssz.ts'

const { Fp, Fr } = bls12_381.fields
const G1 = bls12_381.G1.Point
const signatures = bls12_381.longSignatures
const signatureTag = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_'
const seats = 512
export const slotsPerPeriod = 8192

/** Fields of BeaconState until Deneb (28) and since Electra (37), and where those of a light client stand. */
const stateFields = { before: 28, since: 37, finalizedCheckpoint: 20, currentCommittee: 22, nextCommittee: 23 }
/** Fields of BeaconBlockBody: 11 in Capella, 12 in Deneb, 13 in Electra. */
const bodyFields = { capella: 11, deneb: 12, electra: 13, executionPayload: 9 }

export interface CommitteeJson {
  pubkeys: string[]
  aggregate_pubkey: string
}

/** A committee with its secrets. */
export interface SigningCommittee {
  readonly json: CommitteeJson
  readonly secrets: readonly bigint[]
}

export interface HeaderJson {
  beacon: { slot: string; proposer_index: string; parent_root: string; state_root: string; body_root: string }
  execution: Record<string, string>
  execution_branch: string[]
}

export interface FinalityJson {
  attested_header: HeaderJson
  finalized_header: HeaderJson
  finality_branch: string[]
  sync_aggregate: { sync_committee_bits: string; sync_committee_signature: string }
  signature_slot: string
}

export interface UpdateJson extends FinalityJson {
  next_sync_committee: CommitteeJson
  next_sync_committee_branch: string[]
}

export interface BootstrapJson {
  header: HeaderJson
  current_sync_committee: CommitteeJson
  current_sync_committee_branch: string[]
}

export interface ChainJson {
  bootstrap: BootstrapJson
  updates: UpdateJson[]
  finality: FinalityJson | null
}

export interface ChainPlan {
  readonly network: BeaconNetwork
  readonly firstPeriod: number
  readonly updates: number
  /** Whether a finality update of the period after the last update follows. */
  readonly finality: boolean
  /** Slots within the period at which the parts stand. */
  readonly attestedAt?: number
  readonly finalizedAt?: number
  readonly signedAt?: number
  /** Seats that do not sign, from the last backward. */
  readonly absent?: number
  /** Committee of a period instead of the usual one. */
  readonly committee?: (period: number) => SigningCommittee
  /** What is signed under instead of the network's own. */
  readonly signAs?: { readonly version?: string; readonly genesisValidatorsRoot?: string }
}

/** Chain by a plan, and the root that an auditor would pin. */
export function makeChain(plan: ChainPlan): { readonly chain: ChainJson; readonly pinned: string } {
  const { network, firstPeriod } = plan
  const committee = plan.committee ?? usualCommittee
  const start = firstPeriod * slotsPerPeriod
  const first = blockAt(network, start + 32, committee, null)
  const updates = Array.from({ length: plan.updates }, (_, index): UpdateJson => {
    const period = firstPeriod + index
    const { attested, finality } = signedPart(plan, period, committee)
    return {
      ...finality,
      next_sync_committee: structuredClone(committee(period + 1).json),
      next_sync_committee_branch: attested.branch(stateFields.nextCommittee),
    }
  })
  return {
    chain: {
      bootstrap: {
        header: first.header,
        current_sync_committee: structuredClone(committee(firstPeriod).json),
        current_sync_committee_branch: first.branch(stateFields.currentCommittee),
      },
      updates,
      finality: plan.finality ? signedPart(plan, firstPeriod + plan.updates, committee).finality : null,
    },
    pinned: headerRoot(first.header),
  }
}

/** The transcript document that holds a chain. */
export function transcriptOf(
  chain: Omit<ChainJson, 'bootstrap'> & { readonly bootstrap: BootstrapJson | null },
): Uint8Array {
  const answer = (data: unknown) => ({ version: 'as-answered', data })
  return new TextEncoder().encode(
    JSON.stringify({
      transcript: 'assay.beacon-transcript/1',
      ...(chain.bootstrap === null ? {} : { bootstrap: answer(chain.bootstrap) }),
      updates: chain.updates.map(answer),
      ...(chain.finality === null ? {} : { finality_update: answer(chain.finality) }),
    }),
  )
}

/** Signs an update's attested header again, after it was changed. */
export function signAgain(part: FinalityJson, plan: ChainPlan, committee: SigningCommittee): void {
  part.sync_aggregate = aggregateOf(plan, part.attested_header, Number(part.signature_slot), committee)
}

export function headerRoot(header: HeaderJson): string {
  return hex(hashTreeRoot(beaconBlockHeader, header.beacon))
}

function signedPart(plan: ChainPlan, period: number, committee: (period: number) => SigningCommittee) {
  const start = period * slotsPerPeriod
  const attestedSlot = start + (plan.attestedAt ?? 200)
  const finalized = blockAt(plan.network, start + (plan.finalizedAt ?? 128), committee, null)
  const attested = blockAt(plan.network, attestedSlot, committee, finalized.header)
  const signatureSlot = start + (plan.signedAt ?? (plan.attestedAt ?? 200) + 1)
  const signer = committee(Math.floor(signatureSlot / slotsPerPeriod))
  const finality: FinalityJson = {
    attested_header: attested.header,
    finalized_header: finalized.header,
    finality_branch: [attested.epochRoot, ...attested.branch(stateFields.finalizedCheckpoint)],
    sync_aggregate: aggregateOf(plan, attested.header, signatureSlot, signer),
    signature_slot: String(signatureSlot),
  }
  return { attested, finality }
}

/** A block with trees that hold what a light client is shown; all other fields have roots made from their place. */
function blockAt(
  network: BeaconNetwork,
  slot: number,
  committee: (period: number) => SigningCommittee,
  finalized: HeaderJson | null,
) {
  const fork = forkNameAt(network, slot)
  const period = Math.floor(slot / slotsPerPeriod)
  const execution = executionAt(slot, fork === 'capella')
  const payloadType = fork === 'capella' ? capellaPayloadHeader : denebPayloadHeader
  const bodySize = fork === 'capella' || fork === 'deneb' ? bodyFields[fork] : bodyFields.electra
  const body = fieldTree(
    fillers(`body ${slot}`, bodySize, [[bodyFields.executionPayload, hashTreeRoot(payloadType, execution)]]),
  )
  const epoch = String(finalized === null ? 0 : Math.floor(Number(finalized.beacon.slot) / 32))
  const finalizedRoot = finalized === null ? hex(Buffer.alloc(32)) : headerRoot(finalized)
  const state = fieldTree(
    fillers(`state ${slot}`, fork === 'capella' || fork === 'deneb' ? stateFields.before : stateFields.since, [
      [stateFields.finalizedCheckpoint, hashTreeRoot(checkpoint, { epoch, root: finalizedRoot })],
      [stateFields.currentCommittee, committeeRoot(committee(period).json)],
      [stateFields.nextCommittee, committeeRoot(committee(period + 1).json)],
    ]),
  )
  const header: HeaderJson = {
    beacon: {
      slot: String(slot),
      proposer_index: String(slot % 977),
      parent_root: hex(sha256(Buffer.from(`parent ${slot}`))),
      state_root: hex(state.root),
      body_root: hex(body.root),
    },
    execution,
    execution_branch: body.branch(bodyFields.executionPayload).map(hex),
  }
  return {
    header,
    branch: (field: number): string[] => state.branch(field).map(hex),
    epochRoot: hex(hashTreeRoot(uint64, epoch)),
  }
}

const committeeRoots = new WeakMap<CommitteeJson, Buffer>()

/** Kept, because every block has two and no committee changes once blocks are made. */
function committeeRoot(committee: CommitteeJson): Buffer {
  const root = committeeRoots.get(committee) ?? hashTreeRoot(syncCommittee, committee)
  committeeRoots.set(committee, root)
  return root
}

function forkNameAt(network: BeaconNetwork, slot: number): string | null {
  return network.forks.findLast((fork) => fork.epoch <= BigInt(Math.floor(slot / 32)))?.name ?? null
}

function executionAt(slot: number, isCapella: boolean): Record<string, string> {
  const digest = (name: string) => hex(sha256(Buffer.from(`${name} ${slot}`)))
  return {
    parent_hash: digest('parent hash'),
    fee_recipient: digest('fee recipient').slice(0, 42),
    state_root: digest('state root'),
    receipts_root: digest('receipts root'),
    logs_bloom: `0x${digest('logs bloom').slice(2).repeat(8)}`,
    prev_randao: digest('randao'),
    block_number: String(1_000_000 + slot),
    gas_limit: '30000000',
    gas_used: String(slot % 30_000_000),
    timestamp: String(1_700_000_000 + slot * 12),
    extra_data: `0x${'ab'.repeat(slot % 33)}`,
    base_fee_per_gas: String(2n ** 200n + BigInt(slot)),
    block_hash: digest('block hash'),
    transactions_root: digest('transactions'),
    withdrawals_root: digest('withdrawals'),
    ...(isCapella ? {} : { blob_gas_used: '131072', excess_blob_gas: String(slot) }),
  }
}

function fillers(name: string, count: number, known: readonly (readonly [number, Buffer])[]): readonly Buffer[] {
  const roots = Array.from({ length: count }, (_, index) => sha256(Buffer.from(`${name} field ${index}`)))
  for (const [index, root] of known) roots[index] = root
  return roots
}

function aggregateOf(plan: ChainPlan, attested: HeaderJson, signatureSlot: number, committee: SigningCommittee) {
  const present = seats - (plan.absent ?? 3)
  const bits = Buffer.alloc(seats / 8)
  let secret = 0n
  for (let seat = 0; seat < present; seat += 1) {
    bits[seat >> 3] = (bits[seat >> 3] as number) | (1 << (seat & 7))
    secret = Fr.add(secret, committee.secrets[seat] as bigint)
  }
  const version = plan.network.forks.findLast(
    (fork) => fork.epoch <= BigInt(Math.floor((signatureSlot - 1) / 32)),
  )?.version
  const fork = hashTreeRoot(forkData, {
    current_version: `0x${plan.signAs?.version ?? version}`,
    genesis_validators_root: `0x${plan.signAs?.genesisValidatorsRoot ?? plan.network.genesisValidatorsRoot}`,
  })
  const domain = hex(Buffer.concat([Buffer.from('07000000', 'hex'), fork.subarray(0, 28)]))
  const message = hashTreeRoot(signingData, { object_root: headerRoot(attested), domain })
  const signature = signatures.sign(signatures.hash(message, signatureTag), Fr.toBytes(secret))
  return { sync_committee_bits: hex(bits), sync_committee_signature: hex(signature.toBytes(true)) }
}

const committees = new Map<number, SigningCommittee>()

/** The same 512 secrets in every run, others for every period. */
export function usualCommittee(period: number): SigningCommittee {
  const known = committees.get(period)
  if (known !== undefined) return known
  // Neighbouring secrets have neighbouring points, so that 512 keys cost 512 additions.
  const first = Fr.create(BigInt(hex(sha256(Buffer.from(`committee ${period}`)))))
  const secrets = Array.from({ length: seats }, (_, seat) => Fr.add(first, BigInt(seat)))
  const points = [G1.BASE.multiply(first)]
  while (points.length < seats) points.push((points.at(-1) as (typeof points)[number]).add(G1.BASE))
  const pubkeys = normalizeZ(G1, points).map(compressed)
  const committee = { secrets, json: { pubkeys, aggregate_pubkey: keyOfSum(secrets) } }
  committees.set(period, committee)
  return committee
}

/** Compressed form: without the test of the subgroup that the library makes before it prints a point. */
function compressed(point: (typeof G1)['BASE']): string {
  const isLarger = point.y * 2n > Fp.ORDER
  return `0x${(point.x + 2n ** 383n + (isLarger ? 2n ** 381n : 0n)).toString(16)}`
}

/** Public key of the sum of secrets, which is the sum of their public keys. */
export function keyOfSum(secrets: readonly bigint[]): string {
  const sum = secrets.reduce((total, secret) => Fr.add(total, secret), 0n)
  return `0x${G1.BASE.multiply(sum).toHex(true)}`
}

export function hex(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes).toString('hex')}`
}
