/**
 * Bitcoin headers for tests: facts of the main chain, and chains made here by trying nonces at the easiest target that
 * private test networks use (nBits 0x207fffff, one hash in two fits). Shares no code with `src`.
 */
import { createHash } from 'node:crypto'

/**
 * Main chain. Block 0 and its hash: Bitcoin Core, chainparams.cpp. Block 1: the "Block Headers" and "Serialized Blocks"
 * pages of the Bitcoin developer reference; both are re-derived in the tests from their coinbase transactions and their
 * own work. Block 358391: the block of OpenTimestamps' first published proof; its hash below its own target is what
 * shows that the bytes are right.
 */
export const mainChain = {
  0: `0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c`,
  1: `010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299`,
  358391: `02000000b96394585a281b7e5f438fd1c9ed492645a1fd61cb3802040000000000000000007ee445d23ad061af4a36b809501fab1ac4f2d7e7a739817dd0cbb7ec661b8a1e376755f58616186272def6`,
} as const
export const mainChainHash = {
  0: '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
  1: '00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048',
  358391: '000000000000000003e892881a8cdcdc117c06d444057c98b6f04a9ee75a2319',
} as const

/** Coinbase transactions of blocks 0 and 1, which have no other: their double SHA-256 is the Merkle root. */
export const coinbase = {
  0: `01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000`,
  1: `01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff0704ffff001d0104ffffffff0100f2052a0100000043410496b538e853519c726a2c91e61ec11600ae1390813a627c66fb8be7947be63c52da7589379515d4e0a604f8141781e62294721166bf621e73a82cbf2342c858eeac00000000`,
} as const

/** The easiest compact target of private test networks. */
export const easyBits = 0x207fffff

export interface PlainHeader {
  readonly previous: Buffer
  readonly root: Buffer
  readonly time: number
  readonly bits: number
}

export function doubleSha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(createHash('sha256').update(bytes).digest()).digest()
}

export function printed(hash: Buffer): string {
  return Buffer.from(hash).reverse().toString('hex')
}

function written({ previous, root, time, bits }: PlainHeader, nonce: number): Buffer {
  const header = Buffer.alloc(80)
  header.writeInt32LE(0x20000000, 0)
  previous.copy(header, 4)
  root.copy(header, 36)
  header.writeUInt32LE(time, 68)
  header.writeUInt32LE(bits, 72)
  header.writeUInt32LE(nonce, 76)
  return header
}

/** Header whose hash is, or with `fits` false is not, at most the easiest target: below 2^255 but for a hair. */
export function minedHeader(fields: PlainHeader, fits = true): Buffer {
  for (let nonce = 0; ; nonce += 1) {
    const header = written(fields, nonce)
    const highest = doubleSha256(header)[31] as number
    if (highest < 0x7f === fits) return header
  }
}

/** Headers that follow one another, ten minutes apart; `root` gives each its Merkle root. */
export function minedChain(count: number, root: (index: number) => Buffer, startSeconds = 1_700_000_000): Buffer[] {
  const chain: Buffer[] = []
  let previous: Buffer = createHash('sha256').update('before').digest()
  for (let index = 0; index < count; index += 1) {
    const header = minedHeader({ previous, root: root(index), time: startSeconds + index * 600, bits: easyBits })
    chain.push(header)
    previous = doubleSha256(header)
  }
  return chain
}
