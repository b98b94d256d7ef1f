/** Hash-tree roots against a second implementation by the text of the standard, and against published values. */
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import {
  beaconHeaderRoot,
  executionHeaderRoot,
  forkDataRoot,
  syncCommitteeRoot,
  syncCommitteeSigningRoot,
} from '../../../../src/shared/core/beacon/container-roots.ts'
import { beaconNetworks, treePlaces } from '../../../../src/shared/core/beacon/networks.ts'
import { merkleRoot, rootFromBranch, uintChunk } from '../../../../src/shared/core/beacon/ssz.ts'
import { bytesToHex, parseHex } from '../../../../src/shared/core/bytes/hex.ts'
import {
  beaconBlockHeader,
  capellaPayloadHeader,
  denebPayloadHeader,
  fieldTree,
  forkData,
  hashTreeRoot,
  sha256,
  signingData,
  syncCommittee,
} from '../../../support/plain-ssz.ts'
import { sha256Hasher } from './beacon-run.ts'

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const uint64 = fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.constant(0n), fc.constant(2n ** 64n - 1n))
const text = (value: Uint8Array): string => `0x${bytesToHex(value)}`
const hexBytes = (value: string): Uint8Array => parseHex(value) as Uint8Array

const beaconHeader = fc.record({
  slot: uint64,
  proposerIndex: uint64,
  parentRoot: bytes(32),
  stateRoot: bytes(32),
  bodyRoot: bytes(32),
})
const executionHeader = fc.record({
  parentHash: bytes(32),
  feeRecipient: bytes(20),
  stateRoot: bytes(32),
  receiptsRoot: bytes(32),
  logsBloom: bytes(256),
  prevRandao: bytes(32),
  blockNumber: uint64,
  gasLimit: uint64,
  gasUsed: uint64,
  timestamp: uint64,
  extraData: fc.uint8Array({ maxLength: 32 }),
  baseFeePerGas: fc.bigInt(0n, 2n ** 256n - 1n),
  blockHash: bytes(32),
  transactionsRoot: bytes(32),
  withdrawalsRoot: bytes(32),
  blobGas: fc.option(fc.record({ used: uint64, excess: uint64 })),
})

describe('hash-tree roots', () => {
  it('of beacon headers agree with a second implementation', () => {
    fc.assert(
      fc.property(beaconHeader, (header) => {
        const json = {
          slot: String(header.slot),
          proposer_index: String(header.proposerIndex),
          parent_root: text(header.parentRoot),
          state_root: text(header.stateRoot),
          body_root: text(header.bodyRoot),
        }
        expect(bytesToHex(beaconHeaderRoot(header, sha256Hasher))).toBe(
          hashTreeRoot(beaconBlockHeader, json).toString('hex'),
        )
      }),
    )
  })

  it('of execution headers agree with a second implementation, with and without blob fields', () => {
    fc.assert(
      fc.property(executionHeader, (header) => {
        const json: Record<string, string> = {
          parent_hash: text(header.parentHash),
          fee_recipient: text(header.feeRecipient),
          state_root: text(header.stateRoot),
          receipts_root: text(header.receiptsRoot),
          logs_bloom: text(header.logsBloom),
          prev_randao: text(header.prevRandao),
          block_number: String(header.blockNumber),
          gas_limit: String(header.gasLimit),
          gas_used: String(header.gasUsed),
          timestamp: String(header.timestamp),
          extra_data: text(header.extraData),
          base_fee_per_gas: String(header.baseFeePerGas),
          block_hash: text(header.blockHash),
          transactions_root: text(header.transactionsRoot),
          withdrawals_root: text(header.withdrawalsRoot),
        }
        if (header.blobGas !== null) {
          json['blob_gas_used'] = String(header.blobGas.used)
          json['excess_blob_gas'] = String(header.blobGas.excess)
        }
        const type = header.blobGas === null ? capellaPayloadHeader : denebPayloadHeader
        expect(bytesToHex(executionHeaderRoot(header, sha256Hasher))).toBe(hashTreeRoot(type, json).toString('hex'))
      }),
    )
  })

  it('of a sync committee agrees with a second implementation and covers the sum of the keys', () => {
    const pubkeys = Array.from({ length: 512 }, (_, seat) => {
      const digest = sha256(Buffer.from(`key ${seat}`))
      return Uint8Array.from([...digest, ...digest.subarray(0, 16)])
    })
    const rootOf = (aggregatePubkey: Uint8Array) => {
      const json = { pubkeys: pubkeys.map(text), aggregate_pubkey: text(aggregatePubkey) }
      const root = bytesToHex(syncCommitteeRoot({ pubkeys, aggregatePubkey }, sha256Hasher))
      expect(root).toBe(hashTreeRoot(syncCommittee, json).toString('hex'))
      return root
    }
    expect(rootOf(new Uint8Array(48))).not.toBe(rootOf(new Uint8Array(48).fill(1, 47)))
  })

  it('of what a committee signs agree with a second implementation', () => {
    fc.assert(
      fc.property(bytes(32), bytes(4), bytes(32), (block, version, genesis) => {
        const fork = hashTreeRoot(forkData, { current_version: text(version), genesis_validators_root: text(genesis) })
        const domain = `0x07000000${fork.toString('hex', 0, 28)}`
        expect(bytesToHex(syncCommitteeSigningRoot(block, version, genesis, sha256Hasher))).toBe(
          hashTreeRoot(signingData, { object_root: text(block), domain }).toString('hex'),
        )
      }),
    )
  })

  // Fork digests that mainnet nodes put into their topic names and ENR records (first four bytes of ForkData's root).
  for (const [fork, digest] of [
    ['capella', 'bba4da96'],
    ['deneb', '6a95a1a9'],
    ['electra', 'ad532ceb'],
  ] as const) {
    it(`of mainnet's ForkData begin with the known digest of ${fork}`, () => {
      const mainnet = beaconNetworks.find((network) => network.name === 'mainnet')
      const version = mainnet?.forks.find((candidate) => candidate.name === fork)?.version ?? ''
      const root = forkDataRoot(hexBytes(version), hexBytes(mainnet?.genesisValidatorsRoot ?? ''), sha256Hasher)
      expect(bytesToHex(root, 0, 4)).toBe(digest)
    })
  }

  it('fill up with the roots of empty subtrees', () => {
    // Zero hashes of heights 1 and 2, as the deposit contract and every SSZ library have them.
    const zero1 = 'f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b'
    const zero2 = 'db56114e00fdd4c1f85c892bf35ac9a89289aaecb1ebd0a96cde606a748b5d71'
    const zeros = (count: number) => Array.from({ length: count }, () => new Uint8Array(32))
    expect(bytesToHex(merkleRoot(zeros(2), sha256Hasher))).toBe(zero1)
    expect(bytesToHex(merkleRoot(zeros(3), sha256Hasher))).toBe(zero2)
  })

  it('refuse values that do not fit', () => {
    expect(() => uintChunk(-1n)).toThrow(RangeError)
    expect(() => uintChunk(2n ** 256n)).toThrow(RangeError)
  })
})

describe('branches', () => {
  // Numbers of fields and places of fields: BeaconState and BeaconBlockBody in the beacon-chain.md of each fork.
  for (const [fork, stateFields, bodyFields] of [
    ['capella', 28, 11],
    ['deneb', 28, 12],
    ['electra', 37, 13],
    ['fulu', 38, 13],
  ] as const) {
    it(`lead from the fields of ${fork} to the root at the places that are stated`, () => {
      const leaves = (count: number) => Array.from({ length: count }, (_, index) => sha256(Buffer.from([index])))
      const places = treePlaces(fork)
      const holds = (tree: ReturnType<typeof fieldTree>, field: number, place: number) => {
        const root = rootFromBranch(sha256(Buffer.from([field])), tree.branch(field), place, sha256Hasher)
        return root !== null && bytesToHex(root) === tree.root.toString('hex')
      }
      const state = fieldTree(leaves(stateFields))
      expect(holds(state, 22, places.currentSyncCommittee)).toBe(true)
      expect(holds(state, 23, places.nextSyncCommittee)).toBe(true)
      expect(holds(state, 22, places.nextSyncCommittee)).toBe(false)
      // The root is the right one of the two fields of the checkpoint, which is field 20.
      expect(holds(state, 20, (places.finalizedRoot - 1) / 2)).toBe(true)
      expect(holds(fieldTree(leaves(bodyFields)), 9, places.executionPayload)).toBe(true)
    })
  }

  it('of another length, or with siblings of another size, lead nowhere', () => {
    const sibling = new Uint8Array(32)
    expect(rootFromBranch(sibling, [sibling, sibling], 5, sha256Hasher)).not.toBeNull()
    expect(rootFromBranch(sibling, [sibling], 5, sha256Hasher)).toBeNull()
    expect(rootFromBranch(sibling, [sibling, sibling, sibling], 5, sha256Hasher)).toBeNull()
    expect(rootFromBranch(sibling, [sibling, new Uint8Array(31)], 5, sha256Hasher)).toBeNull()
  })
})
