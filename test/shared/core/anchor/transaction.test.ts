import { Transaction, Wallet, type TransactionLike } from 'ethers'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { parseBlockHeader } from '../../../../src/shared/core/anchor/block-header.ts'
import { computeBloom, encodeReceipt } from '../../../../src/shared/core/anchor/receipt.ts'
import { encodeTransaction } from '../../../../src/shared/core/anchor/transaction.ts'
import type { Hasher } from '../../../../src/shared/core/bytes/hasher.ts'
import { bytesToHex, parseHex } from '../../../../src/shared/core/bytes/hex.ts'

let hasher: Hasher
beforeAll(async () => {
  hasher = await loadHasher('keccak256')
})

const wallet = new Wallet(`0x${'4c'.repeat(32)}`)
const address = `0x${'00aa'.repeat(10)}`
const word = `0x${'0f'.repeat(32)}`
const quantity = (value: bigint | number): string => `0x${value.toString(16)}`

/** A signed transaction of ethers, as a node would print it. */
function answerOf(transaction: Transaction): Record<string, unknown> {
  const signature = transaction.signature
  if (signature === null) throw new Error('not signed')
  const legacyV = transaction.type === 0 ? (signature.legacyChainId === null ? signature.v : signature.networkV) : null
  return {
    type: quantity(transaction.type ?? 0),
    hash: transaction.hash,
    nonce: quantity(transaction.nonce),
    gas: quantity(transaction.gasLimit),
    to: transaction.to?.toLowerCase() ?? null,
    value: quantity(transaction.value),
    input: transaction.data,
    r: quantity(BigInt(signature.r)),
    s: quantity(BigInt(signature.s)),
    v: quantity(legacyV ?? signature.yParity),
    ...(transaction.gasPrice === null ? {} : { gasPrice: quantity(transaction.gasPrice) }),
    ...(transaction.type === 0
      ? {}
      : {
          chainId: quantity(transaction.chainId),
          yParity: quantity(signature.yParity),
          accessList: transaction.accessList,
        }),
    ...(transaction.maxFeePerGas === null
      ? {}
      : {
          maxFeePerGas: quantity(transaction.maxFeePerGas),
          maxPriorityFeePerGas: quantity(transaction.maxPriorityFeePerGas ?? 0n),
        }),
    ...(transaction.maxFeePerBlobGas === null
      ? {}
      : {
          maxFeePerBlobGas: quantity(transaction.maxFeePerBlobGas),
          blobVersionedHashes: transaction.blobVersionedHashes,
        }),
    ...(transaction.authorizationList === null
      ? {}
      : {
          authorizationList: transaction.authorizationList.map((entry) => ({
            chainId: quantity(entry.chainId),
            address: entry.address.toLowerCase(),
            nonce: quantity(entry.nonce),
            yParity: quantity(entry.signature.yParity),
            r: quantity(BigInt(entry.signature.r)),
            s: quantity(BigInt(entry.signature.s)),
          })),
        }),
  }
}

const shared = { to: address, nonce: 300, gasLimit: 70_000n, value: 10n ** 21n, data: '0x00ff', chainId: 1n }
const fees = { maxFeePerGas: 0x80n, maxPriorityFeePerGas: 0n }
const accessList = [
  { address, storageKeys: [word, `0x${'00'.repeat(32)}`] },
  { address, storageKeys: [] },
]
const samples: [string, () => TransactionLike<string>][] = [
  ['a legacy one of a named chain', () => ({ ...shared, type: 0, gasPrice: 1n })],
  ['a legacy one older than EIP-155', () => ({ ...shared, type: 0, gasPrice: 0n, chainId: 0n })],
  ['a legacy one that creates a contract', () => ({ ...shared, type: 0, gasPrice: 7n, to: null })],
  ['type 1 with an access list', () => ({ ...shared, type: 1, gasPrice: 2n ** 64n, accessList })],
  ['type 2', () => ({ ...shared, ...fees, type: 2, nonce: 0, value: 0n, data: '0x' })],
  ['type 2 with an access list', () => ({ ...shared, ...fees, type: 2, accessList })],
  [
    'type 3 with two blobs',
    () => ({
      ...shared,
      ...fees,
      type: 3,
      maxFeePerBlobGas: 255n,
      blobVersionedHashes: [`0x01${'ab'.repeat(31)}`, `0x01${'00'.repeat(31)}`],
    }),
  ],
  [
    'type 4 with two authorizations',
    () => ({
      ...shared,
      ...fees,
      type: 4,
      authorizationList: [
        wallet.authorizeSync({ address, nonce: 0n, chainId: 0n }),
        wallet.authorizeSync({ address: `0x${'11'.repeat(20)}`, nonce: 9n, chainId: 1n }),
      ],
    }),
  ],
]

describe('transactions from a node’s JSON', () => {
  it.each(samples)('%s has the bytes and hash that ethers gives it', async (_name, fields) => {
    const signed = Transaction.from(await wallet.signTransaction(Transaction.from(fields())))
    const encoded = encodeTransaction(answerOf(signed), hasher)
    if (encoded.kind !== 'transaction') throw new Error(JSON.stringify(encoded))
    expect(`0x${bytesToHex(encoded.encoded)}`).toBe(signed.serialized)
    expect(`0x${bytesToHex(encoded.hash)}`).toBe(signed.hash)
  })

  const legacy = {
    nonce: '0x0',
    gasPrice: '0x1',
    gas: '0x5208',
    to: address,
    value: '0x0',
    input: '0x',
    v: '0x1b',
    r: '0x1',
    s: '0x1',
  }

  it('reads padded quantities as the number they are, and takes no type for legacy', () => {
    const plain = encodeTransaction(legacy, hasher)
    expect(plain.kind).toBe('transaction')
    expect(
      encodeTransaction({ ...legacy, type: '0x0', r: `0x${'01'.padStart(64, '0')}`, nonce: '0x00' }, hasher),
    ).toEqual(plain)
  })

  it.each([['0x7e'], ['0x5'], ['0x64']])('does not guess at type %s', (type) => {
    expect(encodeTransaction({ ...legacy, type }, hasher)).toEqual({ kind: 'unsupported', type })
  })

  it('does not guess at transactions that the chain inserted unsigned', () => {
    expect(encodeTransaction({ ...legacy, r: '0x0', s: '0x0', v: '0x0' }, hasher)).toEqual({
      kind: 'unsupported',
      type: 'unsigned',
    })
  })

  it.each([
    [{ gas: undefined }, 'gas', 'absent'],
    [{ gas: 21000 }, 'gas', 'not-a-quantity'],
    [{ value: '10' }, 'value', 'not-a-quantity'],
    [{ value: `0x1${'0'.repeat(64)}` }, 'value', 'not-a-quantity'],
    [{ input: '0x0' }, 'input', 'not-data'],
    [{ input: 'ff' }, 'input', 'not-data'],
    [{ to: '0x00' }, 'to', 'wrong-length'],
    [{ type: '0x2' }, 'chainId', 'absent'],
    [
      { type: '0x1', chainId: '0x1', accessList: [{ address, storageKeys: ['0x00'] }] },
      'accessList.0.storageKeys',
      'wrong-length',
    ],
    [{ type: '0x1', chainId: '0x1', accessList: 'none' }, 'accessList', 'not-a-list'],
    [{ type: '0x1', chainId: '0x1', accessList: [7] }, 'accessList.0', 'not-an-object'],
  ])('names the member it cannot read: %j', (bent, member, problem) => {
    expect(encodeTransaction({ ...legacy, ...bent }, hasher)).toEqual({
      kind: 'unreadable',
      unreadable: { member, problem },
    })
  })
})

describe('receipts from a node’s JSON', () => {
  const empty = `0x${'00'.repeat(256)}`
  const receipt = { type: '0x2', status: '0x1', cumulativeGasUsed: '0x5208', logsBloom: empty, logs: [] }

  it('encode to type byte, status, gas, bloom and logs', () => {
    const encoded = encodeReceipt(receipt, hasher)
    if (encoded.kind !== 'receipt') throw new Error(JSON.stringify(encoded))
    expect(bytesToHex(encoded.encoded)).toBe(`02f9010801825208b90100${'00'.repeat(256)}c0`)
    expect(encoded).toMatchObject({ status: 1n, bloomHolds: true })
  })

  it('encode a failed legacy one with an empty status and an early one with its state root', () => {
    const failed = encodeReceipt({ ...receipt, type: '0x0', status: '0x0' }, hasher)
    const early = encodeReceipt({ ...receipt, type: undefined, status: undefined, root: word }, hasher)
    if (failed.kind !== 'receipt' || early.kind !== 'receipt') throw new Error('not encoded')
    expect(bytesToHex(failed.encoded)).toBe(`f9010880825208b90100${'00'.repeat(256)}c0`)
    expect(failed.status).toBe(0n)
    expect(bytesToHex(early.encoded)).toBe(`f90128a0${'0f'.repeat(32)}825208b90100${'00'.repeat(256)}c0`)
    expect(early.status).toBeNull()
  })

  it('have the bloom of their logs, which a printed one must equal', () => {
    // Three bits of each of two keccak256 digests, set by hand from the digests of the address and of the topic.
    const items = [parseHex(address) as Uint8Array, parseHex(word) as Uint8Array]
    const bits = items.flatMap((item) =>
      [0, 2, 4].map((at) => Number.parseInt(bytesToHex(hasher.hash(item)).slice(at * 2, at * 2 + 4), 16) % 2048),
    )
    const expected = bits
      .reduce((sum, bit) => sum | (1n << BigInt(bit)), 0n)
      .toString(16)
      .padStart(512, '0')
    const log = { address, topics: [word], data: '0x01' }
    expect(
      bytesToHex(
        computeBloom(
          [{ address: items[0] as Uint8Array, topics: [items[1] as Uint8Array], data: new Uint8Array(1) }],
          hasher,
        ),
      ),
    ).toBe(expected)
    expect(encodeReceipt({ ...receipt, logs: [log], logsBloom: `0x${expected}` }, hasher)).toMatchObject({
      bloomHolds: true,
    })
    expect(encodeReceipt({ ...receipt, logs: [log] }, hasher)).toMatchObject({ bloomHolds: false })
  })

  it('of another type, or without their members, are not guessed', () => {
    expect(encodeReceipt({ ...receipt, type: '0x7e' }, hasher)).toEqual({ kind: 'unsupported', type: '0x7e' })
    expect(encodeReceipt({ ...receipt, logs: undefined }, hasher)).toEqual({
      kind: 'unreadable',
      unreadable: { member: 'logs', problem: 'absent' },
    })
    expect(encodeReceipt({ ...receipt, status: null }, hasher)).toEqual({
      kind: 'unreadable',
      unreadable: { member: 'root', problem: 'absent' },
    })
  })
})

describe('block headers from a node’s JSON', () => {
  /** Genesis of Ethereum's main chain, whose hash is public knowledge. */
  const mainnetGenesis = {
    parentHash: `0x${'00'.repeat(32)}`,
    sha3Uncles: '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347',
    miner: `0x${'00'.repeat(20)}`,
    stateRoot: '0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544',
    transactionsRoot: '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421',
    receiptsRoot: '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421',
    logsBloom: `0x${'00'.repeat(256)}`,
    difficulty: '0x400000000',
    number: '0x0',
    gasLimit: '0x1388',
    gasUsed: '0x0',
    timestamp: '0x0',
    extraData: '0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa',
    mixHash: `0x${'00'.repeat(32)}`,
    nonce: '0x0000000000000042',
  }

  it('give the hash of the main chain’s first block', () => {
    const header = parseBlockHeader(mainnetGenesis, hasher)
    if (header.kind === 'unreadable') throw new Error(JSON.stringify(header))
    expect(bytesToHex(header.hash)).toBe('d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3')
    expect(header).toMatchObject({ fieldCount: 15, number: 0n, timestampSeconds: 0n, unknownMembers: [] })
  })

  it('take 15 to 21 fields, and a null one as not there', () => {
    const later = {
      baseFeePerGas: '0x7',
      withdrawalsRoot: word,
      blobGasUsed: '0x0',
      excessBlobGas: '0x0',
      parentBeaconBlockRoot: word,
      requestsHash: word,
    }
    const names = Object.keys(later)
    const hashes = new Set<string>()
    for (let count = 0; count <= names.length; count += 1) {
      const present = Object.fromEntries(
        Object.entries(later).map(([name, value], at) => [name, at < count ? value : null]),
      )
      const header = parseBlockHeader({ ...mainnetGenesis, ...present }, hasher)
      if (header.kind === 'unreadable') throw new Error(JSON.stringify(header))
      expect(header.fieldCount).toBe(15 + count)
      hashes.add(bytesToHex(header.hash))
    }
    expect(hashes.size).toBe(7)
  })

  it('refuse a hole among the appended fields', () => {
    expect(parseBlockHeader({ ...mainnetGenesis, withdrawalsRoot: word }, hasher)).toEqual({
      kind: 'unreadable',
      unreadable: { member: 'baseFeePerGas', problem: 'hole' },
    })
  })

  it('name members that they do not know', () => {
    const header = parseBlockHeader(
      { ...mainnetGenesis, hash: word, size: '0x1', blockAccessListHash: word, sendRoot: null },
      hasher,
    )
    expect(header).toMatchObject({ unknownMembers: ['blockAccessListHash'] })
  })

  it.each([
    [{ nonce: '0x42' }, 'nonce', 'wrong-length'],
    [{ logsBloom: '0x' }, 'logsBloom', 'wrong-length'],
    [{ number: null }, 'number', 'absent'],
  ])('name the field they cannot read: %j', (bent, member, problem) => {
    expect(parseBlockHeader({ ...mainnetGenesis, ...bent }, hasher)).toEqual({
      kind: 'unreadable',
      unreadable: { member, problem },
    })
  })
})
