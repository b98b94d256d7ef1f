/**
 * What a beacon node answers to a light client, as values (consensus-specs, altair/light-client/sync-protocol.md and the
 * chapters of Capella, Deneb and Electra that change it). Byte arrays have the length their comment states and integers
 * fit their type: whoever makes these values from a file has checked it. Only the number of siblings in a branch is open,
 * because it depends on the fork.
 */

/** BeaconBlockHeader. The three roots have 32 bytes. */
export interface BeaconHeader {
  readonly slot: bigint
  readonly proposerIndex: bigint
  readonly parentRoot: Uint8Array
  readonly stateRoot: Uint8Array
  readonly bodyRoot: Uint8Array
}

/** ExecutionPayloadHeader. Integers fit 64 bits, `baseFeePerGas` 256. */
export interface ExecutionHeader {
  /** 32 bytes, as are all other hashes and roots here. */
  readonly parentHash: Uint8Array
  /** 20 bytes. */
  readonly feeRecipient: Uint8Array
  readonly stateRoot: Uint8Array
  readonly receiptsRoot: Uint8Array
  /** 256 bytes. */
  readonly logsBloom: Uint8Array
  readonly prevRandao: Uint8Array
  readonly blockNumber: bigint
  readonly gasLimit: bigint
  readonly gasUsed: bigint
  /** Seconds since 1970. */
  readonly timestamp: bigint
  /** At most 32 bytes. */
  readonly extraData: Uint8Array
  readonly baseFeePerGas: bigint
  /** Hash of the execution block's header, as `eth_getBlockByNumber` names it. */
  readonly blockHash: Uint8Array
  readonly transactionsRoot: Uint8Array
  readonly withdrawalsRoot: Uint8Array
  /** Since Deneb; null before. */
  readonly blobGas: { readonly used: bigint; readonly excess: bigint } | null
}

/** LightClientHeader since Capella. */
export interface LightClientHeader {
  readonly beacon: BeaconHeader
  readonly execution: ExecutionHeader
  /** Siblings from the leaf upward, 32 bytes each, as in all branches here. */
  readonly executionBranch: readonly Uint8Array[]
}

/** 512 keys and their sum, 48 bytes each (compressed points of BLS12-381's G1). */
export interface SyncCommittee {
  readonly pubkeys: readonly Uint8Array[]
  readonly aggregatePubkey: Uint8Array
}

/** Who signed and the sum of the signatures. */
export interface SyncAggregate {
  /** 64 bytes; seat `i` is bit `i % 8`, lowest first, of byte `i / 8`. */
  readonly bits: Uint8Array
  /** 96 bytes: compressed point of G2. */
  readonly signature: Uint8Array
}

/** Answer of `light_client/bootstrap/{block_root}`. */
export interface LightClientBootstrap {
  readonly header: LightClientHeader
  readonly currentSyncCommittee: SyncCommittee
  readonly currentSyncCommitteeBranch: readonly Uint8Array[]
}

/** Answer of `light_client/finality_update`, and the part of an update that says the same. */
export interface LightClientFinalityUpdate {
  readonly attestedHeader: LightClientHeader
  readonly finalizedHeader: LightClientHeader
  readonly finalityBranch: readonly Uint8Array[]
  readonly syncAggregate: SyncAggregate
  readonly signatureSlot: bigint
}

/** One item of the answer of `light_client/updates`: also hands over to the next period's committee. */
export interface LightClientUpdate extends LightClientFinalityUpdate {
  readonly nextSyncCommittee: SyncCommittee
  readonly nextSyncCommitteeBranch: readonly Uint8Array[]
}

/** What beacon files hold; files of one chain may be read one by one and put together. */
export interface LightClientData {
  readonly bootstrap: LightClientBootstrap | null
  readonly updates: readonly LightClientUpdate[]
  readonly finality: LightClientFinalityUpdate | null
}
