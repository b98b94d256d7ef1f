/**
 * Hash-tree roots of the containers of a light client, fields in the order of consensus-specs: BeaconBlockHeader
 * (phase0), SyncCommittee (altair), ExecutionPayloadHeader (capella, deneb; unchanged in electra and fulu), ForkData and
 * SigningData (phase0). Lengths were checked when the values were read; a wrong one here is a bug.
 */
import { concatBytes } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import type { BeaconHeader, ExecutionHeader, SyncCommittee } from './light-client-types.ts'
import { bytesToChunks, merkleRoot, shortByteListRoot, uintChunk } from './ssz.ts'

/** Root of a beacon block: that of its header equals that of the block. */
export function beaconHeaderRoot(header: BeaconHeader, sha256: Hasher): Uint8Array {
  return merkleRoot(
    [
      uintChunk(header.slot),
      uintChunk(header.proposerIndex),
      chunk32(header.parentRoot),
      chunk32(header.stateRoot),
      chunk32(header.bodyRoot),
    ],
    sha256,
  )
}

/** Root over the keys and over their sum: whoever authenticates it has authenticated `aggregatePubkey` too. */
export function syncCommitteeRoot(committee: SyncCommittee, sha256: Hasher): Uint8Array {
  const keyRoots = committee.pubkeys.map((key) => merkleRoot(bytesToChunks(key), sha256))
  const keys = merkleRoot(keyRoots, sha256)
  return merkleRoot([keys, merkleRoot(bytesToChunks(committee.aggregatePubkey), sha256)], sha256)
}

/** Root of the header of an execution payload, with the blob fields when it has them (17 fields), else without (15). */
export function executionHeaderRoot(header: ExecutionHeader, sha256: Hasher): Uint8Array {
  const fields = [
    chunk32(header.parentHash),
    merkleRoot(bytesToChunks(header.feeRecipient), sha256),
    chunk32(header.stateRoot),
    chunk32(header.receiptsRoot),
    merkleRoot(bytesToChunks(header.logsBloom), sha256),
    chunk32(header.prevRandao),
    uintChunk(header.blockNumber),
    uintChunk(header.gasLimit),
    uintChunk(header.gasUsed),
    uintChunk(header.timestamp),
    shortByteListRoot(header.extraData, sha256),
    uintChunk(header.baseFeePerGas),
    chunk32(header.blockHash),
    chunk32(header.transactionsRoot),
    chunk32(header.withdrawalsRoot),
  ]
  if (header.blobGas !== null) fields.push(uintChunk(header.blobGas.used), uintChunk(header.blobGas.excess))
  return merkleRoot(fields, sha256)
}

/** Root of ForkData; its first four bytes are the fork digest. `version` is 4 bytes. */
export function forkDataRoot(version: Uint8Array, genesisValidatorsRoot: Uint8Array, sha256: Hasher): Uint8Array {
  return merkleRoot([...bytesToChunks(version), chunk32(genesisValidatorsRoot)], sha256)
}

/** `DOMAIN_SYNC_COMMITTEE` of altair/beacon-chain.md. */
const syncCommitteeDomainType = Uint8Array.of(0x07, 0, 0, 0)

/** What a sync committee signs for a block root: 32 bytes, bound to a network and to a fork (`compute_signing_root`). */
export function syncCommitteeSigningRoot(
  blockRoot: Uint8Array,
  version: Uint8Array,
  genesisValidatorsRoot: Uint8Array,
  sha256: Hasher,
): Uint8Array {
  const fork = forkDataRoot(version, genesisValidatorsRoot, sha256)
  const domain = concatBytes(syncCommitteeDomainType, fork.subarray(0, 28))
  return merkleRoot([chunk32(blockRoot), domain], sha256)
}

function chunk32(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== 32) throw new RangeError(`${bytes.length} bytes where 32 stand`)
  return bytes
}
