/**
 * Reads what a beacon node answered to a light client (ethereum/beacon-APIs, `/eth/v1/beacon/light_client/...` as JSON):
 * the answer of `bootstrap/{block_root}`, `updates` or `finality_update` as it came, or one object that holds them
 * (`assay.beacon-transcript/1`). Checks shape, lengths and ranges only; what the values prove is `core/beacon`'s work.
 */
import type {
  BeaconHeader,
  ExecutionHeader,
  LightClientBootstrap,
  LightClientData,
  LightClientFinalityUpdate,
  LightClientHeader,
  LightClientUpdate,
  SyncCommittee,
} from '../../../shared/core/beacon/light-client-types.ts'
import { parseHex } from '../../../shared/core/bytes/hex.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { AppError } from '../../../shared/model/app-error.ts'

/** Caps of a beacon file. Hostile: it comes from the audited party. */
export interface BeaconLimits {
  readonly bytes: number
  readonly updates: number
}

/** An update is about 70 kB of JSON, a year has about 320 of them. */
export const beaconLimits: BeaconLimits = { bytes: 256 * 1024 * 1024, updates: 3000 }

const beaconTranscriptName = 'assay.beacon-transcript/1'

/** `SYNC_COMMITTEE_SIZE` of the mainnet preset (altair). */
const seats = 512
/** Branches have 4 to 7 siblings; how many are right is judged with the fork. */
const longestBranch = 32

/** Light client data in `bytes`. `name` is used in messages. AppError `transcript-invalid` with details `what` and `where`. */
export function parseBeacon(bytes: Uint8Array, name: string, limits: BeaconLimits = beaconLimits): LightClientData {
  try {
    if (bytes.length > limits.bytes) throw new BeaconShapeError('', `larger than ${limits.bytes} bytes`)
    return dataFrom(jsonFrom(bytes), limits)
  } catch (error) {
    if (!(error instanceof BeaconShapeError)) throw error
    const { where, what } = error
    throw new AppError(
      'transcript-invalid',
      `${name} is not usable beacon chain data: ${what}${where === '' ? '' : ` at ${where}`}. Nothing was added.`,
      { details: { name, what, where }, cause: error },
    )
  }
}

class BeaconShapeError extends Error {
  readonly where: string
  readonly what: string

  constructor(where: string, what: string, cause?: unknown) {
    super(`${where}: ${what}`, cause === undefined ? {} : { cause })
    this.name = 'BeaconShapeError'
    this.where = where
    this.what = what
  }
}

function jsonFrom(bytes: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw new BeaconShapeError('', 'not JSON in UTF-8', error)
  }
}

function dataFrom(value: unknown, limits: BeaconLimits): LightClientData {
  if (Array.isArray(value)) return { bootstrap: null, updates: updatesFrom(value, '', limits), finality: null }
  const object = new Members(value, '')
  if (object.has('transcript')) {
    if (object.value('transcript') !== beaconTranscriptName)
      throw new BeaconShapeError('transcript', `is not ${beaconTranscriptName}`)
    return {
      bootstrap: object.has('bootstrap') ? bootstrapFrom(object.answer('bootstrap')) : null,
      updates: object.has('updates') ? updatesFrom(object.value('updates'), 'updates', limits) : [],
      finality: object.has('finality_update') ? finalityFrom(object.answer('finality_update')) : null,
    }
  }
  const answer = object.member('data')
  if (answer.has('current_sync_committee')) return { bootstrap: bootstrapFrom(answer), updates: [], finality: null }
  if (answer.has('next_sync_committee')) return { bootstrap: null, updates: [updateFrom(answer)], finality: null }
  if (answer.has('finalized_header')) return { bootstrap: null, updates: [], finality: finalityFrom(answer) }
  throw new BeaconShapeError('data', 'is no bootstrap, update or finality update')
}

function updatesFrom(value: unknown, where: string, limits: BeaconLimits): readonly LightClientUpdate[] {
  if (!Array.isArray(value)) throw new BeaconShapeError(where, 'not a list')
  if (value.length > limits.updates) throw new BeaconShapeError(where, `more than ${limits.updates} updates`)
  const prefix = where === '' ? '' : `${where}.`
  return value.map((item: unknown, index) => updateFrom(new Members(item, `${prefix}${index}`).member('data')))
}

function bootstrapFrom(object: Members): LightClientBootstrap {
  return {
    header: headerFrom(object.member('header')),
    currentSyncCommittee: committeeFrom(object.member('current_sync_committee')),
    currentSyncCommitteeBranch: object.branch('current_sync_committee_branch'),
  }
}

function updateFrom(object: Members): LightClientUpdate {
  return {
    ...finalityFrom(object),
    nextSyncCommittee: committeeFrom(object.member('next_sync_committee')),
    nextSyncCommitteeBranch: object.branch('next_sync_committee_branch'),
  }
}

function finalityFrom(object: Members): LightClientFinalityUpdate {
  const aggregate = object.member('sync_aggregate')
  return {
    attestedHeader: headerFrom(object.member('attested_header')),
    finalizedHeader: headerFrom(object.member('finalized_header')),
    finalityBranch: object.branch('finality_branch'),
    syncAggregate: {
      bits: aggregate.bytes('sync_committee_bits', seats / 8),
      signature: aggregate.bytes('sync_committee_signature', 96),
    },
    signatureSlot: object.uint('signature_slot', 64),
  }
}

function headerFrom(object: Members): LightClientHeader {
  return {
    beacon: beaconFrom(object.member('beacon')),
    execution: executionFrom(object.member('execution')),
    executionBranch: object.branch('execution_branch'),
  }
}

function beaconFrom(object: Members): BeaconHeader {
  return {
    slot: object.uint('slot', 64),
    proposerIndex: object.uint('proposer_index', 64),
    parentRoot: object.bytes('parent_root', 32),
    stateRoot: object.bytes('state_root', 32),
    bodyRoot: object.bytes('body_root', 32),
  }
}

function executionFrom(object: Members): ExecutionHeader {
  return {
    parentHash: object.bytes('parent_hash', 32),
    feeRecipient: object.bytes('fee_recipient', 20),
    stateRoot: object.bytes('state_root', 32),
    receiptsRoot: object.bytes('receipts_root', 32),
    logsBloom: object.bytes('logs_bloom', 256),
    prevRandao: object.bytes('prev_randao', 32),
    blockNumber: object.uint('block_number', 64),
    gasLimit: object.uint('gas_limit', 64),
    gasUsed: object.uint('gas_used', 64),
    timestamp: object.uint('timestamp', 64),
    extraData: object.bytesUpTo('extra_data', 32),
    baseFeePerGas: object.uint('base_fee_per_gas', 256),
    blockHash: object.bytes('block_hash', 32),
    transactionsRoot: object.bytes('transactions_root', 32),
    withdrawalsRoot: object.bytes('withdrawals_root', 32),
    blobGas:
      object.has('blob_gas_used') || object.has('excess_blob_gas')
        ? { used: object.uint('blob_gas_used', 64), excess: object.uint('excess_blob_gas', 64) }
        : null,
  }
}

function committeeFrom(object: Members): SyncCommittee {
  const pubkeys = object.byteList('pubkeys', 48, seats)
  if (pubkeys.length !== seats)
    throw new BeaconShapeError(object.path('pubkeys'), `${pubkeys.length} keys, not ${seats}`)
  return { pubkeys, aggregatePubkey: object.bytes('aggregate_pubkey', 48) }
}

/** An object of the answer with the place it stands at, for messages. */
class Members {
  readonly #object: Readonly<Record<string, unknown>>
  readonly #where: string

  constructor(value: unknown, where: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new BeaconShapeError(where, 'not an object')
    this.#object = value as Readonly<Record<string, unknown>>
    this.#where = where
  }

  path(name: string): string {
    return this.#where === '' ? name : `${this.#where}.${name}`
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#object, name) && this.#object[name] !== null
  }

  value(name: string): unknown {
    if (!this.has(name)) throw new BeaconShapeError(this.path(name), 'absent')
    return this.#object[name]
  }

  member(name: string): Members {
    return new Members(this.value(name), this.path(name))
  }

  /** `data` of an answer that stands inside a transcript. */
  answer(name: string): Members {
    return this.member(name).member('data')
  }

  /** Decimal integer in quotes, in its one spelling, below 2^bits. */
  uint(name: string, bits: 64 | 256): bigint {
    const text = this.value(name)
    // Hostile: a number of a million digits takes BigInt seconds, so the length is judged first.
    if (typeof text !== 'string' || text.length > 78 || !/^(?:0|[1-9][0-9]*)$/.test(text))
      throw new BeaconShapeError(this.path(name), 'not a decimal integer in quotes')
    const value = BigInt(text)
    if (value >> BigInt(bits) !== 0n) throw new BeaconShapeError(this.path(name), `does not fit ${bits} bits`)
    return value
  }

  bytes(name: string, length: number): Uint8Array {
    return hexBytes(this.value(name), this.path(name), length, length)
  }

  bytesUpTo(name: string, most: number): Uint8Array {
    return hexBytes(this.value(name), this.path(name), 0, most)
  }

  branch(name: string): readonly Uint8Array[] {
    return this.byteList(name, 32, longestBranch)
  }

  byteList(name: string, length: number, most: number): readonly Uint8Array[] {
    const value = this.value(name)
    const path = this.path(name)
    if (!Array.isArray(value)) throw new BeaconShapeError(path, 'not a list')
    if (value.length > most) throw new BeaconShapeError(path, `more than ${most} items`)
    return value.map((item: unknown, index) => hexBytes(item, `${path}.${index}`, length, length))
  }
}

function hexBytes(value: unknown, where: string, least: number, most: number): Uint8Array {
  if (typeof value !== 'string' || !value.startsWith('0x')) throw new BeaconShapeError(where, 'not hex with 0x')
  if (value.length > 2 + most * 2 || value.length < 2 + least * 2)
    throw new BeaconShapeError(where, least === most ? `not ${most} bytes` : `more than ${most} bytes`)
  const bytes = parseHex(value)
  if (bytes === undefined) throw new BeaconShapeError(where, 'not hex with 0x')
  return bytes
}
